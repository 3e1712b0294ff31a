"""The facts that come with kg: where they are, and their names in the place of folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from kg.errors import UsageError

Paths = str | Path | Iterable[str | Path] | None
SHIPPED = "ukraine-2022"


def shipped_facts(name: str = SHIPPED) -> Path:
    """The folder of a data set that kg ships. Raises UsageError where there is none of this name."""
    folder = Path(str(resources.files("kg"))) / "datasets" / name
    if not (folder / "dataset.yaml").is_file():
        raise UsageError(f"kg ships no data set '{name}'")
    return folder


def facts_paths(paths: Paths) -> list[Path]:
    """Paths of facts, where the name of a shipped data set stands for its folder unless something here is called so.

    >>> facts_paths("ukraine-2022") == [shipped_facts()]
    True
    """
    return [_shipped(path) or path for path in listed_paths(paths)]


def listed_paths(paths: Paths) -> list[Path]:
    """Paths as a list: one alone, several, or none."""
    if paths is None:
        return []
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if "" in given:
        raise UsageError("a path is empty; name a file or a folder (. is the folder here)")
    return [Path(path) for path in given]


def _shipped(path: Path) -> Path | None:
    """The folder of the shipped data set of this name, where the path is a bare name of one and nothing else."""
    if os.path.lexists(path) or len(path.parts) != 1 or path.name in ("", ".."):
        return None
    try:
        return shipped_facts(path.name)
    except (UsageError, OSError, ValueError):
        return None
