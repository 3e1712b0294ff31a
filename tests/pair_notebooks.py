"""Makes the .ipynb of each notebook from its .py, without outputs and with the same ids each time.

python tests/pair_notebooks.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def pair(script: Path) -> str:
    """The text of the .ipynb of a .py."""
    import jupytext
    import nbformat

    notebook: Any = jupytext.read(script)
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = {}
    return str(nbformat.writes(notebook)) + "\n"


if __name__ == "__main__":
    for script in sorted(NOTEBOOKS.glob("*.py")):
        script.with_suffix(".ipynb").write_text(pair(script), encoding="utf-8", newline="\n")
        print(script.with_suffix(".ipynb"))
