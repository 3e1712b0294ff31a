"""The command that opens the notebooks: notebook."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, guarded
from kg.errors import UsageError


@app.command()
@guarded
def notebook(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put copies.")] = Path("kg-notebooks"),
    browse: Annotated[bool, typer.Option("--open/--no-open", help="Open them in JupyterLab.")] = True,
) -> None:
    """Copy the notebooks to a folder, and open them in JupyterLab; what is there already is left alone."""
    from kg.notebooks import copy_notebooks

    if browse and importlib.util.find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed; write pip install 'actor-kg[notebook]', or add --no-open")
    for copy in copy_notebooks(folder):
        print(copy)
    if browse:
        sys.stdout.flush()
        raise typer.Exit(subprocess.run([sys.executable, "-m", "jupyterlab", str(folder)], check=False).returncode)
