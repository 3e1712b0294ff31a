"""Folders of graphs: what kg wrote there is replaced, all else is the user's."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path, PurePath
from typing import TypeVar

from kg.disk.atomic import follow_link, identity, is_folder
from kg.disk.manifest import EVENT_FILES, EVENTS, is_own
from kg.disk.replacing import folder_beside, is_set_aside, put_back, tidy
from kg.errors import KgError

T = TypeVar("T")
_ATTEMPTS, _PAUSE = 20, 0.02


def is_own_in_graph(path: PurePath, *, folder: bool = False) -> bool:
    """Whether kg wrote what is called so in the folder of a graph: a file, or with `folder` a folder.

    `path` is relative to that of the graph.
    """
    if len(path.parts) < 2 or path.parts[0] != EVENTS:
        return is_own(path, (), folder=folder)
    from kg.events.registry import list_importers  # which most builds do without

    return is_own(path, list_importers(), folder=folder)


def graph_folder(target: Path, *, check: Callable[[], None]) -> AbstractContextManager[Path]:
    """A new folder that takes the place of a graph; see `folder_beside`."""
    return folder_beside(target, own=is_own_in_graph, check=check)


def tidy_graph(path: Path) -> None:
    """Bring to its end what killed processes left beside a graph; nothing where nothing was left."""
    target = follow_link(path)
    if target.name not in ("", ".."):
        tidy(target, own=is_own_in_graph)
        for _ in range(_ATTEMPTS):
            if not is_set_aside(target):
                return
            time.sleep(_PAUSE)
        put_back(target)


def carry_corrections(target: Path, folder: Path) -> None:
    """Take along the corrections of event data that a build leaves out: they are the user's. Raises OSError."""
    if not is_folder(target / EVENTS):
        return
    for path in sorted((target / EVENTS).iterdir()):
        name = path.relative_to(target)
        wanted = path.name.endswith(EVENT_FILES["corrections"]) and is_own_in_graph(name) and path.is_file()
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
