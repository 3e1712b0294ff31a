"""The command that opens the notebooks that come with kg, as copies of one's own to work in: notebook."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, guarded, read_path_text
from kg.errors import KgError, UsageError

_ALLOW_ROOT = "--allow-root"


@app.command()
@guarded
def notebook(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DIR] [-- OPTION...]",
            parser=read_path_text,
            help="Where to put copies (kg-notebooks if not given); options of JupyterLab.",
        ),
    ] = None,
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open them in JupyterLab.")] = True,
) -> None:
    """Copy the notebooks to a folder, and open them in JupyterLab; what is there already is left alone.

    What stands after -- goes to JupyterLab: kg notebook DIR -- --port 9999.
    """
    folder, options = _read(words or [])
    if browse and importlib.util.find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed; write pip install 'actor-kg[notebook]', or add --no-open")
    for copy in copy_notebooks(folder):
        print(copy)
    if browse:
        sys.stdout.flush()
        command = [sys.executable, "-m", "jupyterlab", *options, str(folder)]
        code = subprocess.run(command, check=False).returncode
        if code and _is_root() and _ALLOW_ROOT not in options:
            print(
                f"kg: JupyterLab does not run as root unless told to: kg notebook {folder} -- {_ALLOW_ROOT}",
                file=sys.stderr,
            )
        raise typer.Exit(code)


def _read(words: list[str]) -> tuple[Path, list[str]]:
    """The folder, and the options for JupyterLab."""
    named = words[:1] if words and not words[0].startswith("-") else []
    options = words[len(named) :]
    if options and not options[0].startswith("-"):
        raise UsageError(f"'{options[0][:60]}' is not understood here; options of JupyterLab stand after --")
    return Path(*named) if named else Path("kg-notebooks"), options


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


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
    from kg.disk.atomic import write_new

    folder = Path(target)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{folder}' is no folder; name another")
    copies = []
    for notebook in list_notebooks():
        copies.append(folder / notebook.name)
        if not copies[-1].exists():
            write_new(copies[-1], notebook.read_text(encoding="utf-8"))
    return tuple(copies)
