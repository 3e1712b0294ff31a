"""What somebody else put into a folder that is replaced: doubled in the new one before, taken over from the old after.

Nothing is followed, and nothing is read that need not be: files, links and pipes get a second name (a hard link), so
that who writes into one of them meanwhile writes into both. Where the file system has no hard links they are copied.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Protocol

from kg.disk.atomic import identity_of, is_folder

Print = tuple[int, ...]  # what tells a file from another, and from itself before it was changed

_ROUNDS = 20  # how often a folder is looked through again into which somebody writes


class Own(Protocol):
    """Whether a path, relative to the folder, is of kg: a file, or with `folder` a folder with such."""

    def __call__(self, path: PurePath, /, *, folder: bool) -> bool:
        """Whether it is."""


def print_of(path: str | Path) -> Print | None:
    """What tells a file from another, and from itself before it was changed; None where there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISDIR(found.st_mode):
        return identity_of(found)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _are_one(one: Print, other: Print) -> bool:
    """Whether these are two names of one file, as far as the file system tells: it may say 0 of every file."""
    return bool(one[1]) and one[:2] == other[:2]


@dataclass(frozen=True, slots=True)
class Doubles:
    """What was doubled: each path with what the original was, and what its double is."""

    seen: dict[str, tuple[Print, Print]] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """As lists, to be read again by another process."""
        return {name: [list(one), list(other)] for name, (one, other) in self.seen.items()}

    @classmethod
    def from_json(cls, found: Any) -> Doubles:
        """What `to_json` gave. Raises ValueError or TypeError for something else."""
        return cls({str(name): (tuple(one), tuple(other)) for name, (one, other) in dict(found).items()})


def double(old: Path, new: Path, *, own: Own) -> Doubles:
    """Give all that is not kg's in the folder `old` a second name in `new`, and return what was doubled.

    What cannot be doubled, such as a socket, is left out: it is taken over afterwards. Raises OSError.
    """
    done = Doubles()
    _double_below(old, new, PurePath(), own, done)
    return done


def _double_below(old: Path, new: Path, below: PurePath, own: Own, done: Doubles) -> None:
    for name in sorted(os.listdir(old)):  # noqa: PTH208
        path = below / name
        if is_folder(old / name):
            if own(path, folder=True):
                _double_below(old / name, new / name, path, own, done)
                continue
            (new / name).mkdir(parents=True)
            _double_below(old / name, new / name, path, own, done)
            shutil.copystat(old / name, new / name)
        elif own(path, folder=False):
            continue
        elif os.path.lexists(new / name):
            raise FileExistsError(errno.EEXIST, f"'{path}' is not of kg, and kg writes a file there; move it elsewhere")
        elif not _double_file(old / name, new / name):
            continue
        _note(done, path, old / name, new / name)


def _note(done: Doubles, path: PurePath, old: Path, new: Path) -> None:
    found, made = print_of(old), print_of(new)
    if made is not None:  # an original that is gone meanwhile is no reason to take its double away
        done.seen[path.as_posix()] = (found or made, made)


def _double_file(old: Path, new: Path) -> bool:
    """Give a file, link or pipe a second name, or copy it; whether there is a double now."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
        return True
    except FileNotFoundError:  # somebody took it away
        return False
    except (OSError, NotImplementedError):
        pass
    try:
        return _copy(old, new)
    except (PermissionError, FileNotFoundError):
        return False


def _copy(old: Path, new: Path) -> bool:
    """Copy what the file system gives no second name; again where it was changed meanwhile."""
    found = os.lstat(old)
    if stat.S_ISLNK(found.st_mode):
        new.symlink_to(os.readlink(old))  # noqa: PTH115, as it is written
    elif stat.S_ISFIFO(found.st_mode) and hasattr(os, "mkfifo"):
        os.mkfifo(new, stat.S_IMODE(found.st_mode))
    elif stat.S_ISREG(found.st_mode):
        for _ in range(_ROUNDS):
            before = print_of(old)
            shutil.copy2(old, new)
            if print_of(old) == before:
                break
    else:
        return False
    return True


def take_over(old: Path, new: Path, *, own: Own, doubles: Doubles, spare: Path) -> None:
    """Move all that is not kg's and came into `old`, or was changed there, since it was doubled; then remove `old`.

    What was changed in `new` since then stays as it is there, and what was removed there stays away. Where both were
    changed, the last one stays. `spare` is a folder in which each file lies for a moment, while it is decided what
    becomes of it: nobody else changes it there. One that a kill left there is looked at first.
    Raises OSError where something cannot be moved: all of it is still there then.
    """
    for _ in range(_ROUNDS):
        for folder in (spare, old):
            if folder.is_dir():
                _take_below(folder, new, PurePath(), own, doubles, spare)
        with suppress(OSError):  # somebody put something there just now
            _remove_empty(spare)
            old.rmdir()
            return
    old.rmdir()


def _take_below(old: Path, new: Path, below: PurePath, own: Own, doubles: Doubles, spare: Path) -> None:
    for name in sorted(os.listdir(old)):  # noqa: PTH208
        path, source = below / name, old / name
        if not is_folder(source):
            if path.as_posix() not in doubles.seen and own(path, folder=False):
                source.unlink(missing_ok=True)
            else:
                _take_file(source, new / name, path.as_posix(), doubles, spare / path)
            continue
        was_there = own(path, folder=True) or path.as_posix() in doubles.seen or old == spare or spare in old.parents
        target = new / name if is_folder(new / name) or not os.path.lexists(new / name) else _free(new / name)
        if not was_there and not os.path.lexists(target):  # a folder that came meanwhile, whole
            new.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            continue
        _open_folder(source)
        _take_below(source, target, path, own, doubles, spare)
        with suppress(OSError):  # not empty: the next round has it
            source.rmdir()


def _take_file(source: Path, target: Path, name: str, doubles: Doubles, held: Path) -> None:
    """Decide what becomes of a file of the old folder, by what it was and what its double was."""
    try:
        last = _last_change(source)
        if source != held:
            held.parent.mkdir(parents=True, exist_ok=True)
            source.rename(held)
    except FileNotFoundError:
        return
    found, there, before = print_of(held), print_of(target), doubles.seen.get(name)
    if found is not None and there is not None and _are_one(found, there):
        held.unlink()  # two names of one file
    elif (
        before is not None
        and there is not None
        and (there == before[1] or (_are_one(there, before[0]) and last >= os.lstat(target).st_mtime_ns))
    ):
        with _writable(target.parent):
            held.replace(target)  # what took the place of the original, or the original of a copy
    elif before is not None and found is not None and (found == before[0] or _are_one(found, before[1])):
        held.unlink()  # as it was; its double was changed or removed
    elif there is None or is_folder(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _writable(target.parent):
            held.rename(_free(target))
    elif last > _last_change(target):
        with _writable(target.parent):
            held.replace(target)
    else:
        held.unlink()


def _last_change(path: Path) -> int:
    """When a file got what it has, or its name, in nanoseconds; the latter is not told by Windows."""
    found = os.lstat(path)
    return max(found.st_ctime_ns, found.st_mtime_ns) if os.name == "nt" else found.st_ctime_ns


def _remove_empty(folder: Path) -> None:
    """Remove a folder in which there is nothing but empty folders. Raises OSError where there is more."""
    if folder.is_dir():
        for name in os.listdir(folder):  # noqa: PTH208
            _remove_empty(folder / name) if is_folder(folder / name) else None
        folder.rmdir()


def _free(path: Path) -> Path:
    """The path, or where it is taken one like it with a number."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Let the owner put something into a folder whose rights say otherwise; they are as they were afterwards."""
    found = os.lstat(folder)
    closed = not os.access(folder, os.W_OK | os.X_OK)
    if closed:
        folder.chmod(0o700)
    try:
        yield
    finally:
        if closed:
            folder.chmod(stat.S_IMODE(found.st_mode))
            os.utime(folder, ns=(found.st_atime_ns, found.st_mtime_ns))


def _open_folder(path: Path) -> None:
    """Let the owner take things out of a folder that is to go."""
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        with suppress(OSError):
            path.chmod(0o700)
