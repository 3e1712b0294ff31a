"""The notebooks that come with kg: where they are, and copies of one's own to work in."""

from __future__ import annotations

from pathlib import Path

from kg.disk.atomic import write_new
from kg.errors import KgError, UsageError


def notebooks_folder() -> Path:
    """The folder with the notebooks: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent.parent
    shipped = package / "shipped_notebooks"
    return shipped if shipped.is_dir() else package.parent / "notebooks"


def list_notebooks() -> tuple[Path, ...]:
    """The notebooks, in their order. Raises KgError where this installation has none."""
    found = tuple(sorted(notebooks_folder().glob("*.ipynb")))
    if not found:
        raise KgError("this installation has no notebooks; install the wheel again, or use a checkout")
    return found


def copy_notebooks(target: str | Path) -> tuple[Path, ...]:
    """Copy the notebooks to a folder, except those that are there already: they may hold work of one's own.

    Gives the notebooks in the folder. Raises UsageError where it is no folder, KgError where writing fails.
    """
    folder = Path(target)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{folder}' is no folder; name another")
    copies = []
    for notebook in list_notebooks():
        copies.append(folder / notebook.name)
        if not copies[-1].exists():
            write_new(copies[-1], notebook.read_text(encoding="utf-8"))
    return tuple(copies)
