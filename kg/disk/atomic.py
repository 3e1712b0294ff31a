"""Writing files so that nothing is lost: beside the target, then renamed. A kill leaves the old or the new, whole."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import KgError, UsageError

_NO_ROOM = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS") if hasattr(errno, name)}
_CIRCLE = 1921  # what Windows says of links in a circle


def write_beside(path: Path, content: str | bytes) -> None:
    """Write a file; text in UTF-8. Raises KgError where that cannot be done; the old file is then as it was."""
    path = follow_link(path)
    try:
        if path.is_file() and not os.access(path, os.W_OK):  # renaming does not ask for rights to the file itself
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
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
            file.write(encode(content))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_rights(path))
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _rights(path: Path) -> int:
    """The rights of the file that is replaced, which can be for its owner only; of a new one those that are usual.

    On Windows always the latter: there they tell no more than whether a file is read-only.
    """
    if os.name == "nt":
        return 0o666
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o666 & ~umask()


def encode(content: str | bytes) -> bytes:
    """The bytes of an output: text in UTF-8; a half of a surrogate pair, which that does not have, as an escape."""
    return content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content


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


def follow_link(path: Path) -> Path:
    """The path that a link leads to, so that what it leads to is renewed and not the link; other paths as they are.

    Raises UsageError for a path that leads nowhere: links in a circle, or `..` after a folder that is not there, which
    would be made only to step out of it again.
    """
    for number, part in enumerate(path.parts):
        above = Path(*path.parts[:number])
        if part == ".." and not above.exists():
            raise UsageError(f"'{path}' leads nowhere, as '{above}' is not there; write it without that and the ..")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ELOOP or getattr(error, "winerror", None) == _CIRCLE:
            raise UsageError(f"'{path}' leads nowhere: links in a circle; remove them, or name another") from error
    return path.resolve() if path.is_symlink() else path


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another that took its place; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return identity_of(found)


def identity_of(found: os.stat_result) -> tuple[int, int]:
    """What tells a folder from another; where the file system has no numbers of files, by when it was changed."""
    return number_of(found) or (found.st_dev, -found.st_mtime_ns)


def number_of(found: os.stat_result) -> tuple[int, int] | None:
    """What all names of one file have, and no other file; None where a file system says 0 of every file."""
    return (found.st_dev, found.st_ino) if found.st_ino else None


def is_folder(path: Path) -> bool:
    """Whether this is a folder itself, and no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def umask() -> int:
    """The rights that this process takes from what it makes."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def path_in_utf8(path: Path) -> str:
    """A path as engines take it: in UTF-8, whatever the encoding of the system is.

    Raises UsageError where its bytes are not UTF-8.
    """
    text = os.fspath(path)
    try:
        if any("\ud800" <= character <= "\udfff" for character in text):  # so Python carries what it took for no text
            text = os.fsencode(text).decode("utf-8")
    except UnicodeError:
        raise UsageError(f"the name {text!r} is not in UTF-8; rename it") from None
    return text
