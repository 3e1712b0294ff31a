"""A new folder that takes the place of another, whole: a kill at any moment leaves the old or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from kg.disk.atomic import follow_link, telling_no_room
from kg.disk.carrying import Doubles, Own, Print, double, print_of, take_over
from kg.disk.locks import drop_lock, take_lock
from kg.disk.refusals import refuse_nameless
from kg.disk.work_folders import Work, find_work, hold, is_old, remove_unmarked
from kg.errors import KgError

BUILDING = "building"
# In a folder for work: the new folder, which is the old one once the two were exchanged; the old one that was set aside
# where folders cannot be exchanged; what a kill left while it was decided on; what was doubled, noted just before.
_NEW, _ASIDE, _SPARE, _DOUBLES = "new", "aside", "spare", "doubles.json"
# What a system says where somebody has the folder open, or puts something into it.
_OPEN = {errno.EBUSY, errno.ENOTEMPTY} | ({errno.EACCES} if os.name == "nt" else set())
_AT_FDCWD, _EXCHANGE = -100, 2


OwnIn = Callable[[Path], Own]  # what tells of a folder what kg wrote there


def nobody(folder: Path) -> Own:
    """For folders in which nothing is of kg: all is carried over."""

    def is_own(path: PurePath, /, *, folder: bool) -> bool:
        return False

    return is_own


@contextmanager
def folder_beside(target: Path, *, own: OwnIn = nobody, check: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well, and is removed when it does not.

    `own` tells what kg wrote into `target`; all else there is carried over. `check` is called when nobody
    else can take that place any more, and may raise. Where `target` is a link, what it leads to is replaced.
    Raises KgError where the folder cannot be replaced, UsageError where it has no name of its own.
    """
    target = follow_link(target)
    refuse_nameless(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        tidy(target, own=own)
        with _alone_beside(target):  # which is not there for those who may write but not read: they hear it now
            work = Work.make(target, BUILDING)
    except OSError as error:
        raise KgError(f"nothing can be written beside '{target}': {error.strerror or error}") from error
    try:
        with telling_no_room(target):
            new = work.path / _NEW
            new.mkdir()
            yield new
            with _alone_beside(target):
                check()
                _put_in_place(work, own)
    finally:
        try:
            with suppress(OSError, ValueError, KgError), _alone_beside(target):  # else the next command goes on
                settle(work, own=own)
        finally:
            work.let_go()


@contextmanager
def _alone_beside(target: Path) -> Iterator[None]:
    """Nobody else puts anything in its place beside `target` meanwhile. Raises KgError where that cannot be had."""
    try:
        lock = take_lock(target.parent.resolve(), wait=True)
    except OSError as error:
        raise KgError(f"nothing can be put in place beside '{target}': {error.strerror or error}") from error
    try:
        yield
    finally:
        drop_lock(lock)


def tidy(target: Path, *, own: OwnIn) -> None:
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
        except (OSError, ValueError):
            pass  # somebody else is at it, or may do what this process may not: the next command
        finally:
            drop_lock(lock)
            work.let_go()
    remove_unmarked(target)


def is_set_aside(target: Path) -> bool:
    """Whether the old folder is set aside and no new one is in its place yet (where folders cannot be exchanged)."""
    return not target.exists() and any((path / _ASIDE).is_dir() for path, _ in find_work(target))


def settle(work: Work, *, own: OwnIn) -> None:
    """Remove a folder for work once all that is the user's is out of it.

    Whoever calls it has the lock on the folder above. Raises OSError where that cannot be done, ValueError where what
    was doubled cannot be read: all that is there is kept then, for it may be the only copy.
    """
    target, aside, new = work.target, work.path / _ASIDE, work.path / _NEW
    _put_back(work)
    noted = _read_doubles(work)
    if noted is None:
        if aside.is_dir():
            return
    else:
        doubles, made = noted
        if aside.is_dir() and print_of(new) == made:
            return  # somebody put something else in the place of both; all is kept
        for old in (aside, new):
            if old.is_dir() and target.is_dir() and print_of(old) != made:
                take_over(old, target, own=own(old), doubles=doubles, spare=work.path / _SPARE)
        if aside.is_dir():
            return
    work.remove()


def put_back(target: Path) -> None:
    """Give an old folder that a kill left set aside its place again, where it cannot be told who holds it.

    Without locks a killed process is known only by what it does not do: it would have ended long ago.
    """
    for path, what in find_work(target):
        if what == BUILDING and (work := hold(path, target, what, young=True)) is not None:
            try:
                with suppress(OSError):
                    _put_back(work)
            finally:
                work.let_go()


def _put_back(work: Work) -> None:
    """Give the old folder its place again, unless the new one took it, whatever became of that since."""
    aside = work.path / _ASIDE
    if not aside.is_dir() or os.path.lexists(work.target):
        return
    with suppress(ValueError):
        noted = _read_doubles(work)
        if noted is not None and print_of(work.path / _NEW) != noted[1]:
            return
    with suppress(FileNotFoundError):
        aside.rename(work.target)


def _read_doubles(work: Work) -> tuple[Doubles, Print] | None:
    """What was noted before the exchange: what was doubled, and the new folder; None where nothing was.

    Raises OSError or ValueError where it cannot be read.
    """
    noted = work.read_note(_DOUBLES)
    if noted is None:
        return None
    try:
        return Doubles.from_json(noted["doubles"]), tuple(noted["new"])
    except (TypeError, KeyError) as error:
        raise ValueError("what was doubled is not as kg writes it") from error


def _put_in_place(work: Work, own: OwnIn) -> None:
    """Carry over what is the user's, and let the new folder take the place of the target."""
    new, target = work.path / _NEW, work.target
    try:
        if _place_first(new, target):
            return
        doubles = double(target, new, own=own(target))
        shutil.copymode(target, new)
        work.note(_DOUBLES, {"new": print_of(new), "doubles": doubles.to_json()})
        if not _exchange(new, target):
            target.rename(work.path / _ASIDE)
            new.rename(target)
    except OSError as error:
        where = "; is it open elsewhere?" if error.errno in _OPEN else ""
        raise KgError(f"'{target}' cannot be replaced: {error.strerror or error}{where}") from error


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
