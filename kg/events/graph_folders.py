"""Folders of graphs: what kg wrote there is replaced, all else is the user's."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from kg.disk.atomic import follow_link, identity, is_folder
from kg.disk.manifest import EVENT_FILES, EVENTS, STORE, Written, is_to_write
from kg.disk.replacing import folder_beside, is_set_aside, put_back, tidy
from kg.errors import KgError, UsageError
from kg.events.registry import list_importers

T = TypeVar("T")
_ATTEMPTS, _PAUSE = 20, 0.02


def own_in_graph(folder: Path) -> Written:
    """What kg wrote into the folder of a graph."""
    if not (folder / EVENTS).is_dir():
        return Written.read(folder, ())
    return Written.read(folder, list_importers())


def refuse_taken(target: Path, *, data_sets: Collection[str] = (), page: bool = True) -> None:
    """Raise UsageError where something of the user's stands where kg is to write a file.

    What is to be written is a graph with these data sets, and with or without a page. Where another graph takes the
    place of the folder meanwhile, it is looked at again: what kg wrote into one is not what it wrote into the other.
    """
    for attempt in range(_ATTEMPTS):
        before = identity(target)
        try:
            return _refuse_taken(target, data_sets=data_sets, page=page)
        except (UsageError, OSError):
            if attempt == _ATTEMPTS - 1 or identity(target) == before:
                raise
        time.sleep(_PAUSE)
    return None


def _refuse_taken(target: Path, *, data_sets: Collection[str], page: bool) -> None:
    own = own_in_graph(target)
    for place in (target, target / STORE, target / EVENTS):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            refuse_taken_file(path, own) if is_to_write(path.relative_to(target), data_sets, page=page) else None


def refuse_taken_file(path: Path, own: Written) -> None:
    """Raise UsageError where something of the user's stands where kg is to write this file."""
    if os.path.lexists(path) and not own(path.relative_to(own.folder), folder=False):
        what = "a link" if path.is_symlink() else "a folder" if path.is_dir() else "not of kg"
        raise UsageError(f"'{path}' is {what}, and kg writes a file there; give it another name, or move it elsewhere")


def graph_folder(target: Path, *, check: Callable[[], None]) -> AbstractContextManager[Path]:
    """A new folder that takes the place of a graph; see `folder_beside`."""
    return folder_beside(target, own=own_in_graph, check=check)


def tidy_graph(path: Path) -> None:
    """Bring to its end what killed processes left beside a graph; nothing where nothing was left."""
    target = follow_link(path)
    if target.name not in ("", ".."):
        tidy(target, own=own_in_graph)
        for _ in range(_ATTEMPTS):
            if not is_set_aside(target):
                return
            time.sleep(_PAUSE)
        put_back(target)


def carry_corrections(target: Path, folder: Path) -> None:
    """Take along the corrections of event data that a build leaves out: they are the user's. Raises OSError."""
    if not is_folder(target / EVENTS):
        return
    own = own_in_graph(target)
    for path in sorted((target / EVENTS).iterdir()):
        name = path.relative_to(target)
        wanted = path.name.endswith(EVENT_FILES["corrections"]) and own(name, folder=False)
        if wanted and not (folder / name).exists():
            (folder / EVENTS).mkdir(exist_ok=True)
            shutil.copy2(path, folder / name)


def read_steadily(path: Path, read: Callable[[Path], T]) -> T:
    """What `read` reads of the folder of a graph, whole: of the old or the new one where one takes its place meanwhile.

    Raises what `read` raises.
    """
    tidy_graph(path)
    for attempt in range(_ATTEMPTS):
        before, last = identity(path), attempt == _ATTEMPTS - 1
        try:
            found = read(path)
            if last or identity(path) == before:
                return found
        except KgError:
            if last or (identity(path) == before and not is_set_aside(follow_link(path))):
                raise
        time.sleep(_PAUSE)
        if before is None and attempt == _ATTEMPTS // 2:
            tidy_graph(path)
    raise AssertionError("the last attempt returns or raises")
