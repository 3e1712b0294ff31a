"""Writing so that nothing is lost: beside the target, then renamed. A kill at any moment leaves old or new, whole."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KgError, UsageError

_STALE_AFTER = 24 * 3600
_AT_FDCWD, _EXCHANGE = -100, 2
_NO_ROOM = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS") if hasattr(errno, name)}


def write_beside(path: Path, content: str | bytes) -> None:
    """Write a file; text in UTF-8. Raises KgError where that cannot be done; the old file is then as it was."""
    path = follow_link(path)
    try:
        with _beside(path, content) as written:
            written.replace(path)
    except OSError as error:
        raise KgError(f"'{path}' cannot be written: {error.strerror or error}") from error


def sync_files(paths: Iterable[Path]) -> None:
    """Have the system write files to the disk now."""
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def write_new(path: Path, text: str) -> None:
    """Write a text file in UTF-8 where there is none yet. Raises KgError where there is one, or where it fails."""
    try:
        with _beside(path, text) as written:
            _link(written, path)
    except FileExistsError as error:
        raise KgError(f"'{path}' is there already; it is left alone") from error
    except OSError as error:
        raise KgError(f"'{path}' cannot be written: {error.strerror or error}") from error


@contextmanager
def _beside(path: Path, content: str | bytes) -> Iterator[Path]:
    """A file with this content beside `path`, whole and on the disk; what is left of it at the end is removed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path.parent)) from error
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}.")  # of four bytes each, at most
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _link(written: Path, path: Path) -> None:
    """Give a written file its name, unless the name is taken.

    Where the file system has no hard links, an empty file takes the name first, so that nobody else can.
    """
    try:
        path.hardlink_to(written)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        path.open("xb").close()
        written.replace(path)


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A new folder beside `target` that takes its place when the block ends well, and is removed when it does not.

    Raises KgError where that cannot be done.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        _remove_stale(target)
        building = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.building-"))
        building.chmod(0o777 & ~_umask())
    except OSError as error:
        raise KgError(f"nothing can be written beside '{target}': {error.strerror or error}") from error
    try:
        with telling_no_room(target):
            yield building
        _put_in_place(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def is_no_room(error: Exception) -> bool:
    """Whether an error tells that a disk is full or takes nothing, by its number or, of another library, its words."""
    return getattr(error, "errno", None) in _NO_ROOM or any(os.strerror(number) in str(error) for number in _NO_ROOM)


@contextmanager
def telling_no_room(target: Path) -> Iterator[None]:
    """Raise KgError where what the block writes for `target` finds no room on the disk."""
    try:
        yield
    except OSError as error:
        if not is_no_room(error):
            raise
        raise KgError(f"'{target}' cannot be written: {error.strerror}") from error


def _put_in_place(new: Path, target: Path) -> None:
    try:
        if _place_first(new, target):
            return
        if not _exchange(new, target):
            aside = _aside(target)
            shutil.rmtree(aside, ignore_errors=True)
            target.replace(aside)
            new.replace(target)
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        recover(target)
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


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.before")


def follow_link(path: Path) -> Path:
    """The path that a link leads to, so that what it leads to is renewed and not the link; other paths as they are."""
    return path.resolve() if path.is_symlink() else path


def refuse_other(folder: Path, mark: str) -> None:
    """Raise UsageError where something is there that is no graph, as it has no file `mark`; an empty folder is free.

    So it does for `.` and `..`, which another folder cannot take the place of.
    """
    if folder.name in ("", ".."):
        raise UsageError(f"'{folder}' has no name of its own; name a folder for the graph with --graph")
    if folder.exists() and not (folder / mark).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"'{folder}' is there already and is no graph; it is left alone. Name another with --graph")


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another that took its place; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_set_aside(target: Path) -> bool:
    """Whether the old folder is set aside and no new one is in its place yet (where folders cannot be exchanged)."""
    return not target.exists() and _aside(target).is_dir()


def recover(target: Path) -> None:
    """Bring back the old folder where a kill came between the two renames."""
    if is_set_aside(target):
        with suppress(FileNotFoundError):  # somebody else was faster
            _aside(target).replace(target)


def _remove_stale(target: Path) -> None:
    """Remove what builds and imports left behind that came to no end, once it is a day old."""
    for what in ("building", "importing", "keeping"):
        for left in target.parent.glob(f".{glob.escape(target.name)}.{what}-*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _STALE_AFTER:
                    shutil.rmtree(left, ignore_errors=True)


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
