"""The facts that come with kg: where they are, and their names in the place of folders."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from kg.errors import UsageError
from kg.facts.discovery import Paths, listed_paths

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


def _shipped(path: Path) -> Path | None:
    """The folder of the shipped data set of this name, where the path is a bare name of one and nothing else."""
    if os.path.lexists(path) or len(path.parts) != 1 or path.name in ("", ".."):
        return None
    try:
        return shipped_facts(path.name)
    except (UsageError, OSError, ValueError):
        return None
