"""Which files below folders are facts; and what is not read, each file and folder with the reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.disk.manifest import is_graph
from kg.errors import Origin, Problem, UsageError

Paths = str | Path | Iterable[str | Path] | None
MAX_FILES = 100_000
DATASET_FILE = "dataset.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """A file or folder that is not read as facts, and why; `minor` if hidden and of a name that no facts have."""

    path: Path
    reason: str
    minor: bool = False


@dataclass(slots=True)
class FoundFiles:
    """The facts files, in order; what was left aside; and what should have been read and cannot be."""

    facts: list[Path] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def listed_paths(paths: Paths) -> list[Path]:
    """Paths as a list: one alone, several, or none."""
    if paths is None:
        return []
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if "" in given:
        raise UsageError("a path is empty; name a file or a folder (. is the folder here)")
    return [Path(path) for path in given]


def find_files(paths: Iterable[Path], *, suffixes: Iterable[str]) -> FoundFiles:
    """The facts files among paths and below those that are folders.

    Links are followed, to files and to folders; what is reached by several ways is read once. Hidden files and folders
    and graphs of kg are left aside. `suffixes` are the ends of the names of facts files, in small letters.
    """
    search = _Search(frozenset(suffixes))
    for path in paths:
        if is_answered_yes(path.is_dir):
            search.look_below(path)
        else:
            search.take_named(path)
    found = search.found
    if len(found.facts) > MAX_FILES:
        first = Origin(str(found.facts[MAX_FILES]))
        found.problems.append(Problem(first, "too-many-files", f"more than {MAX_FILES:,} files"))
        del found.facts[MAX_FILES:]
    found.aside.sort()
    return found


def is_answered_yes(question: Callable[[], bool]) -> bool:
    """Whether a question about a path, such as `path.is_dir`, is answered with yes; no where it cannot be looked up."""
    try:
        return question()
    except (OSError, ValueError):
        return False


class _Search:
    def __init__(self, suffixes: frozenset[str]) -> None:
        self.suffixes = suffixes
        self.found = FoundFiles()
        self.files: dict[str, Path] = {}  # what was taken, by its real path
        self.folders: dict[str, Path] = {}
        self.links: list[Path] = []  # looked at last, so that what they lead to is told by its own name

    def take_named(self, path: Path) -> None:
        """Take a file that was given by name, whether it can be read or not."""
        if is_answered_yes(path.exists) and path.suffix.lower() not in self.suffixes:
            message = f"'{path.name}' is no facts file by its name; kg reads {self._listed()}"
            self._report(path, "unknown-form", message)
            return
        self._take(path)

    def look_below(self, root: Path) -> None:
        """Take all facts files below a folder."""
        if is_graph(root):
            message = "this is the folder of a graph, not of facts; name the folder that has the facts"
            self._report(root, "graph-folder", message)
            return
        before, problems = self.found.facts, len(self.found.problems)
        self.found.facts = []
        self._walk(root)
        while self.links:
            self._follow(self.links.pop(0), root)
        self.found.facts = before + sorted(self.found.facts)
        real = os.path.realpath(root)
        inside = (path for where, path in self.files.items() if Path(where).is_relative_to(real))
        linked = self.found.facts[len(before) :]
        if len(self.found.problems) == problems and all(path.name == DATASET_FILE for path in (*inside, *linked)):
            self._report(root, "no-facts", f"the folder has no facts files; kg reads {self._listed()}")

    def _walk(self, top: Path) -> None:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            real = os.path.realpath(folder)
            if real in self.folders:
                if folder.is_symlink():
                    self._leave(folder, f"the same folder as {self.folders[real]}")
                continue
            self.folders[real] = folder
            try:
                with os.scandir(folder) as entries:
                    names = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._report(folder, "unreadable-file", f"the folder cannot be read: {error.strerror or error}")
                continue
            for entry in names:
                path = folder / entry.name
                if entry.name.startswith((".", "__pycache__")):
                    fit = path.suffix.lower() in self.suffixes or is_answered_yes(entry.is_dir)
                    self.found.aside.append(Aside(path, "hidden", minor=not fit))
                elif entry.is_symlink():
                    self.links.append(path)
                elif not is_answered_yes(entry.is_dir):
                    self._sort(path)
                elif is_graph(path):
                    self._leave(path, "a graph of kg")
                else:
                    waiting.append(path)

    def _follow(self, link: Path, root: Path) -> None:
        real = os.path.realpath(link)
        try:
            link.stat()
        except OSError as error:
            if link.suffix and link.suffix.lower() not in self.suffixes:
                self._leave(link, "no facts file by its name, and a link that leads nowhere")
            else:  # without a suffix it may have been a folder of facts
                message = f"this is a link that cannot be followed ({error.strerror}); correct it or remove it"
                self._report(link, "broken-link", message)
            return
        if not link.is_dir():
            self._sort(link)
        elif Path(os.path.realpath(root)).is_relative_to(real):
            self._leave(link, "a link to a folder above it, which would have no end")
        elif is_graph(link):
            self._leave(link, "a graph of kg")
        else:
            self._walk(link)

    def _sort(self, path: Path) -> None:
        if path.suffix.lower() in self.suffixes:
            self._take(path)
        else:
            self._leave(path, "no facts file by its name")

    def _take(self, path: Path) -> None:
        """Take a file, once; what is no file, such as a pipe, is refused when it is read, and never opened."""
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):
            real = str(path)
        if real not in self.files:
            self.files[real] = path
            self.found.facts.append(path)
        elif self.files[real] != path and is_answered_yes(path.is_symlink):
            self._leave(path, f"the same file as {self.files[real]}")

    def _leave(self, path: Path, reason: str) -> None:
        self.found.aside.append(Aside(path, reason))

    def _report(self, path: Path, code: str, message: str) -> None:
        self.found.problems.append(Problem(Origin(str(path)), code, message))

    def _listed(self) -> str:
        return ", ".join(sorted(self.suffixes))
