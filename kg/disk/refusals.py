"""What no graph can take the place of, told before a build or an import starts."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from kg.disk.atomic import is_folder
from kg.disk.manifest import EVENTS, STORE, is_graph, refuse_newer, require_readable
from kg.disk.outputs import refuse_closed
from kg.errors import UsageError

_MOUNTS = Path("/proc/self/mountinfo")


def refuse_other(folder: Path) -> None:
    """Raise UsageError where a new graph cannot take the place of a folder; it can of a graph, and of an empty folder.

    It cannot where something else is, where a newer kg made the graph, for `.` and `..`, and for a mount point; nor
    where something in the folder could not be carried over.
    """
    refuse_nameless(folder, " for the graph with `graph`")
    refuse_closed(folder)
    if not os.path.lexists(folder):
        return
    require_readable(folder)
    if not is_graph(folder) and (not folder.is_dir() or _has_something(folder)):
        raise UsageError(f"'{folder}' is there already and is no graph; it is left alone. Name another with `graph`")
    refuse_newer(folder)
    home = folder.resolve()
    mounts = [path for path in _list_mounts(home) if path.is_relative_to(home)]
    if home in mounts:
        raise UsageError(
            f"'{folder}' is a mount point, and nothing can take its place; name a folder in it with `graph`, such as"
            f" '{folder / 'graph'}'"
        )
    if mounts:
        raise UsageError(
            f"'{folder / mounts[0].relative_to(home)}' is a mount point, which cannot be carried over into the new"
            " graph; unmount it, or name another graph with `graph`"
        )
    for name in (STORE, EVENTS):
        if os.path.lexists(folder / name) and not is_folder(folder / name):
            raise UsageError(f"'{folder / name}' is no folder, and kg makes one there; give it another name")
    _refuse_rights(folder)


def _refuse_rights(folder: Path) -> None:
    """Raise UsageError where the rights do not allow that a folder is moved, and what is in it carried over."""
    user = os.geteuid() if hasattr(os, "geteuid") else None
    found, above = folder.stat(), folder.resolve().parent.stat()
    if above.st_mode & stat.S_ISVTX and user not in (None, 0, found.st_uid, above.st_uid):
        raise UsageError(
            f"'{folder}' is somebody else's, and where it stands only its owner can replace it; name another graph with"
            " `graph`"
        )
    for path in _list_folders(folder):
        if not os.access(path, os.R_OK | os.X_OK):
            raise UsageError(f"'{path}' cannot be read, so it cannot be carried over; give yourself the rights to")
        # Folders of one's own below are opened when it comes to that; the folder itself would not move.
        if not os.access(path, os.W_OK) and (path == folder or path.stat().st_uid != user):
            raise UsageError(
                f"nothing may be written in '{path}', so the graph cannot be replaced; give yourself the rights to, or"
                " name another with `graph`"
            )


def refuse_nameless(folder: Path, purpose: str = "") -> None:
    """Raise UsageError for `.` and `..`, whose place nothing can take; `purpose` says what folder to name."""
    if folder.name in ("", ".."):
        raise UsageError(f"'{folder}' has no name of its own; name a folder{purpose}")


def refuse_inside(target: Path, paths: Iterable[Path], what: str) -> None:
    """Raise UsageError where one of `paths` stands inside of the folder of a graph that is to be replaced, or is it.

    Links are followed. `what` they are is told, such as "facts".
    """
    home = target.resolve()
    for path in paths:
        for place in (Path(os.path.abspath(path)), _resolve(path)):  # noqa: PTH100, links are not followed
            if place == home or home in place.parents:
                raise UsageError(
                    f"'{path}': {what} inside of the graph '{target}' that is to be written; move them out of it, or"
                    " name another graph with `graph`"
                )


def _resolve(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return path.absolute()


def _has_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return True


def _list_folders(folder: Path) -> Iterator[Path]:
    """A folder and all below it, without links; also those that cannot be read."""
    yield folder
    for path, folders, _ in os.walk(folder):
        yield from (below for name in folders if not (below := Path(path) / name).is_symlink())


def _list_mounts(folder: Path) -> list[Path]:
    """The mount points of the system, or where it does not tell those that are the folder or in it."""
    with suppress(OSError):
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        fields = [line.split(" ")[4] for line in lines if line.count(" ") > 4]
        return [Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)) for field in fields]
    return [path for path in _list_folders(folder) if os.path.ismount(path)]
