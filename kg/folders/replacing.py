"""A new folder that takes the place of another, whole: a kill at any moment leaves the old or the new one."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from kg.errors import KgError
from kg.files import telling_no_room, umask
from kg.folders.carrying import Doubles, Own, double, print_of, take_over
from kg.folders.working import Work, find_work, hold, is_old, remove_unmarked
from kg.locking import drop_lock, lock_folder, take_lock

BUILDING = "building"
# In a folder for work: the new folder, which is the old one once the two were exchanged; the old one that was set aside
# where folders cannot be exchanged; what a kill left while it was decided on; what was doubled, noted just before.
_NEW, _ASIDE, _SPARE, _DOUBLES = "new", "aside", "spare", "doubles.json"
_AT_FDCWD, _EXCHANGE = -100, 2


def nobody(path: PurePath) -> bool:
    """For a folder in which nothing is of kg: all is carried over."""
    return False


@contextmanager
def folder_beside(target: Path, *, own: Own = nobody, check: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well, and is removed when it does not.

    `own` tells what kg wrote, by its path in `target`; all else there is carried over. `check` is called when nobody
    else can take that place any more, and may raise. Raises KgError where the folder cannot be replaced.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        tidy(target, own=own)
        remove_unmarked(target)
        work = Work.make(target, BUILDING)
    except OSError as error:
        raise KgError(f"nothing can be written beside '{target}': {error.strerror or error}") from error
    try:
        with telling_no_room(target):
            new = work.path / _NEW
            new.mkdir(mode=0o777 & ~umask())
            yield new
            with lock_folder(target.parent):
                check()
                _put_in_place(work, own)
    finally:
        try:
            with suppress(OSError):  # the next command goes on
                settle(work, own=own)
        finally:
            work.let_go()


def tidy(target: Path, *, own: Own) -> None:
    """Bring to its end what processes left behind beside `target`; nothing where there are no rights to.

    What is the user's is taken over, and a folder that was set aside takes its place again.
    """
    for path, what in find_work(target):
        if (work := hold(path, target, what)) is None:
            continue
        lock = None
        try:
            lock = take_lock(target.parent.resolve(), wait=False)
            if what == BUILDING:
                settle(work, own=own)
            elif is_old(path) or not work.prune():  # what an import has read is for the next one
                work.remove()
        except (OSError, ValueError, TypeError, KeyError):
            pass  # somebody else is at it, or may do what this process may not: the next command
        finally:
            drop_lock(lock)
            work.let_go()


def is_set_aside(target: Path) -> bool:
    """Whether the old folder is set aside and no new one is in its place yet (where folders cannot be exchanged)."""
    return not target.exists() and any((path / _ASIDE).is_dir() for path, _ in find_work(target))


def settle(work: Work, *, own: Own) -> None:
    """Remove a folder for work once all that is the user's is out of it. Raises OSError where that cannot be done."""
    target, aside, new = work.target, work.path / _ASIDE, work.path / _NEW
    noted = work.read_note(_DOUBLES)
    if noted is not None:
        doubles, made = Doubles.from_json(noted["doubles"]), tuple(noted["new"])
        if aside.is_dir() and not os.path.lexists(target):
            with suppress(FileNotFoundError):
                aside.rename(target)
        if aside.is_dir() and print_of(new) == made:
            return  # somebody put something else in the place of both; all is kept
        for old in (aside, new):
            if old.is_dir() and target.is_dir() and print_of(old) != made:
                take_over(old, target, own=own, doubles=doubles, spare=work.path / _SPARE)
    work.remove()


def _put_in_place(work: Work, own: Own) -> None:
    """Carry over what is the user's, and let the new folder take the place of the target."""
    new, target = work.path / _NEW, work.target
    try:
        if _place_first(new, target):
            return
        doubles = double(target, new, own=own)
        shutil.copymode(target, new)
        work.note(_DOUBLES, {"new": print_of(new), "doubles": doubles.to_json()})
        if not _exchange(new, target):
            target.rename(work.path / _ASIDE)
            new.rename(target)
    except OSError as error:
        raise KgError(f"'{target}' cannot be replaced: {error.strerror or error}; is it open elsewhere?") from error


def _place_first(new: Path, target: Path) -> bool:
    """Put a folder where nothing is, and say whether nothing was; another build may be faster."""
    if target.exists():
        return False
    try:
        new.replace(target)
    except OSError:
        if target.exists():
            return False
        raise
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can (Linux, macOS)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform.startswith("linux"):
            done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
        elif sys.platform == "darwin":
            done = libc.renamex_np(os.fsencode(one), os.fsencode(other), _EXCHANGE)
        else:
            return False
    except (OSError, AttributeError, TypeError):
        return False
    return bool(done == 0)
