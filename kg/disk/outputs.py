"""Outputs that somebody names: a file is written beside and renamed; into a pipe or a device it is written.

What is named is looked at before the work: no output takes the place of what is read.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kg.disk.atomic import encode, follow_link, write_beside
from kg.disk.manifest import EVENTS, PAGE, STORE, is_graph, is_own
from kg.errors import KgError, UsageError

_DESCRIPTORS = re.compile(r"/dev/fd|/proc/(\d+)(?:/task/\d+)?/fd")
_MOST_LINKS = 40


def write_output(path: Path, content: str | bytes) -> None:
    """Write to what a path leads to: a file all or nothing, see `write_beside`; into a pipe, a device, an open file.

    Text is in UTF-8. Raises KgError where that fails, but BrokenPipeError where nobody reads a pipe to its end.
    """
    data = encode(content)
    if not is_stream(path):
        write_beside(path, data)
        return
    try:
        for stream in (sys.stdout, sys.stderr):  # what was said before comes first
            if stream is not None:
                stream.flush()
        with os.fdopen(_open_stream(path), "wb") as out:
            out.write(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KgError(f"'{path}' cannot be written: {error.strerror or error}") from error


def write_stdout(content: str | bytes) -> None:
    """Write to standard output as it is: text in UTF-8, with the line ends that it has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(encode(content))
    sys.stdout.buffer.flush()


def is_stream(path: Path) -> bool:
    """Whether a path leads to what is written into: a pipe, a device, or a file that a process has open (/dev/fd/3)."""
    if _descriptor(path) is not None:
        return True
    mode = _mode(path)
    return mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def is_stdout(path: Path) -> bool:
    """Whether a path leads to this process's standard output, such as /dev/stdout."""
    found = _descriptor(path)
    return found is not None and _own_number(found) == 1


def refuse_output(path: Path, *, inputs: Iterable[Path] = (), graph: Path | None = None, page: bool = False) -> None:
    """Raise UsageError where nothing can be written to a path, or should be: to be called before the work.

    Refused are folders; each of `inputs`, by whatever name or link; and kg's own files in the folder `graph`, and in
    any other graph. With `page`, the page of `graph` may be written.
    """
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise UsageError(f"'{path}' is a folder; name a file to write to")
    if mode is not None and stat.S_ISREG(mode) and any(_is_same(path, read) for read in inputs):
        raise UsageError(f"'{path}' is a file to read; name another to write to")
    if is_stream(path):
        return
    refuse_own(path, graph=graph, page=page)
    refuse_closed(path)


def refuse_closed(path: Path) -> None:
    """Raise UsageError where nothing can be put at a path: it leads nowhere, or into a folder that takes nothing."""
    path = follow_link(path)
    above = next((folder for folder in path.absolute().parents if os.path.lexists(folder)), None)
    if above is not None and not above.is_dir():
        raise UsageError(f"'{path}' cannot be written: '{above}' is no folder")
    if above is not None and not os.access(above, os.W_OK):
        raise UsageError(f"'{path}' cannot be written: nothing may be written in '{above}'")


def refuse_own(path: Path, *, graph: Path | None = None, page: bool = False) -> None:
    """Raise UsageError where a path leads to one of kg's own files or folders in `graph`, or in another graph."""
    real = path
    with suppress(OSError, RuntimeError):  # a circle of links, of which writing tells
        real = path.resolve()
    for folder in [*([graph] if graph is not None else []), *filter(is_graph, list(real.parents)[:3])]:
        may_be_page = page and graph is not None and (folder == graph or _is_same(folder, graph))
        if _is_own(real, folder, may_be_page):
            raise UsageError(f"'{path}' is one of the graph's own files; name another to write to")


def _is_own(path: Path, folder: Path, page: bool) -> bool:
    """Whether a path leads to a file that kg keeps in a graph, or would put one into its store."""
    for above in path.parents:
        if _is_same(above, folder / STORE):
            return True
        if _is_same(above, folder) or above == folder.resolve():  # a graph that is yet to be made
            inside = path.relative_to(above)
            return inside.parts[0] == STORE or _is_kept(inside, page)
    files = (file for place in (folder, folder / STORE, folder / EVENTS) for file in _list_files(place))
    return any(_is_kept(file.relative_to(folder), page) and _is_same(path, file) for file in files)


def _is_kept(inside: Path, page: bool) -> bool:
    """Whether kg keeps a file of this name, relative to its graph, of whatever data set."""
    return is_own(inside, [inside.name.partition(".")[0]]) and not (page and inside == Path(PAGE))


def _list_files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from folder.iterdir()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None


def _descriptor(path: Path) -> Path | None:
    """The entry in a folder of open files that a path leads to by links, such as /proc/7/fd/1; None for others.

    Where such an entry leads to, in turn, is of no use: of a file that was opened to be added to, only the entry knows.
    """
    current = os.path.abspath(path)  # noqa: PTH100, links are followed one by one
    for _ in range(_MOST_LINKS):
        folder, name = os.path.split(current)
        real = os.path.realpath(folder)
        if name.isdecimal() and _DESCRIPTORS.fullmatch(real):
            return Path(real, name)
        try:
            current = os.path.join(real, os.readlink(current))  # noqa: PTH115, PTH118
        except (OSError, ValueError):
            return None
    return None


def _own_number(descriptor: Path) -> int | None:
    """The number of a descriptor of this process; None for one of another."""
    found = _DESCRIPTORS.fullmatch(str(descriptor.parent))
    owner = found[1] if found else None
    return int(descriptor.name) if owner in (None, str(os.getpid())) else None


def _open_stream(path: Path) -> int:
    """A descriptor to write to: of an open file a second one, which goes on where the first one is."""
    found = _descriptor(path)
    number = _own_number(found) if found is not None else None
    return os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)) if number is None else os.dup(number)
