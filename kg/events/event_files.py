"""The event files that paths, folders and patterns stand for; what else a folder has is passed over, and told."""

from __future__ import annotations

import errno
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.disk.atomic import number_of, path_in_utf8
from kg.disk.manifest import EVENTS, is_graph
from kg.errors import UsageError
from kg.events.file_kinds import first_cells, read_form
from kg.events.packed import READ_ERRORS, SUFFIXES
from kg.events.registry import Importer

_SHOWN = 5
_OF_SYSTEMS = ("._", ".DS_Store", "Thumbs.db", "desktop.ini")  # files that systems put beside others
_OWN_TABLES = ({"name", "actor"}, {"file", "line", "reason", "text"})  # links and corrections, and rejects


class EventFiles(NamedTuple):
    """The files to read, each once, and what is to be told of others: one line for each kind."""

    files: list[Path]
    notes: list[str]


def find_event_files(paths: Sequence[str | Path], importer: Importer, *, encoding: str | None = None) -> EventFiles:
    """The files that paths, folders and patterns such as "data/*.zip" stand for: each once, sorted within a pattern.

    In a folder, and by a pattern, what is no event file is passed over: by its name, or a text or a table of kg by its
    first line; so are graphs, hidden folders and links to folders. A file that is named must be one. `encoding` is that
    of the texts.
    Raises UsageError for a path that leads to nothing, or to what cannot be read.
    """
    search = _Search(importer, encoding)
    for given in paths:
        path = Path(given)
        if given == "" or not _can_be(path):  # an empty text would be the folder here
            raise UsageError(f"there is no file '{os.fspath(given)[:200]}'")
        if path.is_dir():
            if is_graph(path) or (path.absolute().name == EVENTS and is_graph(path.absolute().parent)):
                raise UsageError(f"'{path}' is a graph, or a part of one; name the files as they were published")
            if not search.add(search.walk(path)):
                told = "".join(f"; {note}" for note in search.notes())
                raise UsageError(f"the folder '{path}' has no event files; kg reads {', '.join(SUFFIXES)}{told}")
        elif os.path.lexists(path):
            search.add([_named(path)])
        elif matches := sorted(glob.glob(os.fspath(given), recursive=True)):  # noqa: PTH207, it may start anywhere
            search.add(
                p for p in map(Path, matches) if not p.is_dir() and not search.is_in_graph(p) and search.takes(p)
            )
        else:
            raise UsageError(f"there is no file '{path}'")
    if not search.files:
        raise UsageError("; ".join(["there are no files to import", *search.notes()]))
    return EventFiles(list(search.files.values()), search.notes())


def _can_be(path: Path) -> bool:
    """Whether a file can have this name: it is not too long, has no NUL. Raises UsageError where nobody may look."""
    try:
        path_in_utf8(path)
        path.lstat()
    except UsageError:
        raise
    except ValueError:
        return False
    except OSError as error:
        if error.errno == errno.EACCES:
            raise UsageError(f"'{path}' cannot be read: {error.strerror}") from None
        return error.errno != errno.ENAMETOOLONG
    return True


def _named(path: Path) -> Path:
    """A file that is named itself. Raises UsageError where it is none that kg reads."""
    if not path.is_file():
        raise UsageError(
            f"'{path}' is no file to read rows from: a pipe, a device, or a link to nothing; save the rows in a file"
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"'{path}' is no event file by its name; kg reads {', '.join(SUFFIXES)}")
    return path


class _Search:
    """What is found so far, and what was passed over, by the reason."""

    def __init__(self, importer: Importer, encoding: str | None) -> None:
        self.importer, self.encoding = importer, encoding
        self.files: dict[tuple[int, int] | Path, Path] = {}
        self._passed: dict[str, dict[Path, None]] = {}
        self._graphs: dict[Path, bool] = {}

    def notes(self) -> list[str]:
        """A line for each reason: how many were passed over, and the first of them."""
        lines = []
        for reason, paths in self._passed.items():
            more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
            lines.append(f"{reason}: {', '.join(str(path) for path in list(paths)[:_SHOWN])}{more}")
        return lines

    def add(self, paths: Iterable[Path]) -> int:
        """Take files, each once, whatever it is called; returns how many were given."""
        number = 0
        for path in paths:
            number += 1
            try:
                found = path.stat()
            except OSError as error:
                raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from error
            key = number_of(found) or path
            if key in self.files:
                self._pass("named twice, read once", path)
            self.files.setdefault(key, path)
        return number

    def walk(self, folder: Path) -> Iterator[Path]:
        """The event files in a folder and those below it, sorted."""
        files = []
        for name, folders, names in os.walk(folder, onerror=_raise_unreadable):
            here = Path(name)
            folders[:] = [below for below in sorted(folders) if self._enters(here / below)]
            files += [here / each for each in names if not each.startswith(_OF_SYSTEMS)]
        return (path for path in sorted(files) if self.takes(path))

    def is_in_graph(self, path: Path) -> bool:
        """Whether a file that a pattern found stands in a graph; then it is passed over."""
        for folder in path.parents:
            if folder not in self._graphs:
                self._graphs[folder] = is_graph(folder)
            if self._graphs[folder]:
                self._pass("passed over, as it is a graph", folder)
                return True
        return False

    def takes(self, path: Path) -> bool:
        """Whether a file that was found is one of event rows; one that is not is passed over."""
        if not _can_be(path):
            return False
        if path.suffix.lower() not in SUFFIXES:
            return self._pass("passed over, as no event file by its name", path)
        if path.name.startswith(_OF_SYSTEMS):
            return False
        if not path.is_file():
            return self._pass("passed over, as a pipe, a device or a link to nothing", path)
        if path.suffix.lower() == ".txt" and not self._has_form(path):
            return self._pass(f"passed over, as not {self.importer.title} by its first line", path)
        if path.suffix.lower() == ".csv" and any(own <= set(first_cells(path)) for own in _OWN_TABLES):
            return self._pass("passed over, as a table that kg writes or takes corrections from", path)
        return True

    def _has_form(self, path: Path) -> bool:
        try:
            read_form(path, self.importer, encoding=self.encoding)
        except UsageError:
            return False
        except READ_ERRORS:
            return True  # whoever reads it tells why it cannot be read
        return True

    def _enters(self, folder: Path) -> bool:
        if folder.name.startswith("."):
            return self._pass("passed over, as hidden", folder) if _has_event_files(folder) else False
        if folder.is_symlink():
            return self._pass("passed over, as a link to a folder", folder)
        return self._pass("passed over, as it is a graph", folder) if is_graph(folder) else True

    def _pass(self, reason: str, path: Path) -> bool:
        self._passed.setdefault(reason, {})[path] = None
        return False


def _has_event_files(folder: Path) -> bool:
    return any(Path(name).suffix.lower() in SUFFIXES for _, _, names in os.walk(folder) for name in names)


def _raise_unreadable(error: OSError) -> None:
    raise UsageError(f"'{error.filename}' cannot be read: {error.strerror or error}") from error
