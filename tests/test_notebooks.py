"""The notebooks run from top to bottom, hold no outputs, are pairs, and use public names only."""

from __future__ import annotations

import ast
import html
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from shared_graphs import shipped_graph
from typer.testing import CliRunner

from kg.cli import app
from kg.cli.notebooks import list_notebooks

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
NAMES = [notebook.stem for notebook in NOTEBOOKS]


def test_there_are_four() -> None:
    assert NAMES == ["01-build", "02-query", "03-network", "04-events"]
    assert [path.stem for path in list_notebooks()] == NAMES


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_pairs_without_outputs(notebook: Path) -> None:
    pytest.importorskip("jupytext")
    from pair_notebooks import pair

    text = notebook.read_text(encoding="utf-8")
    assert text == pair(notebook.with_suffix(".py")), "python tests/pair_notebooks.py makes the pair again"
    cells = json.loads(text)["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=NAMES)
def test_public_names_only(notebook: Path) -> None:
    for node in ast.walk(ast.parse(notebook.with_suffix(".py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            module = __import__(node.module or "", fromlist=["__all__"])
            assert {alias.name for alias in node.names} <= set(module.__all__)


SHOWN = {"01-build": 3, "02-query": 6, "03-network": 7, "04-events": 12}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_from_top_to_bottom(name: str, tmp_path: Path) -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("matplotlib")
    import nbformat
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook = NOTEBOOKS[NAMES.index(name)]
    manager = AsyncKernelManager()  # of this Python, whatever kernels are installed elsewhere
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], language="python"
    )
    document: Any = nbformat.read(notebook, as_version=4)
    NotebookClient(document, km=manager, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in document.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    rich = [o for o in outputs if {"text/html", "image/png"} & set(o.get("data", {}))]
    assert len(rich) >= SHOWN[notebook.stem], "tables and pictures show in place"
    if notebook.stem == "03-network":
        (frame,) = [o["data"]["text/html"] for o in rich if "<iframe" in o["data"].get("text/html", "")]
        inside = html.unescape(re.findall(r'srcdoc="([^"]*)"', frame)[0])
        assert inside == shipped_graph().page(level="state"), "the page, whole, and nothing that asks a server"
        assert 'sandbox="allow-scripts ' in frame and "allow-same-origin" not in frame


def test_copies_of_ones_own(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["notebook", str(tmp_path / "mine"), "--no-open"])
    assert done.exit_code == 0 and sorted(p.stem for p in (tmp_path / "mine").iterdir()) == NAMES
    (tmp_path / "mine" / "01-build.ipynb").write_text("my work", encoding="utf-8")
    assert CliRunner().invoke(app, ["notebook", str(tmp_path / "mine"), "--no-open"]).exit_code == 0
    assert (tmp_path / "mine" / "01-build.ipynb").read_text(encoding="utf-8") == "my work"
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = CliRunner().invoke(app, ["notebook", str(tmp_path / "file"), "--no-open"])
    assert done.exit_code == 2 and "is no folder" in done.stderr


def test_jupyter_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["notebook", str(tmp_path / "mine")])
    assert done.exit_code == 2 and "pip install 'actor-kg[notebook]'" in done.stderr
    assert not (tmp_path / "mine").exists()


def test_options_go_on_to_jupyterlab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli import notebooks

    called: list[list[str]] = []

    def run(command: list[str], check: bool) -> Any:
        called.append(command[1:])
        return type("Done", (), {"returncode": int("--allow-root" not in command)})

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    monkeypatch.chdir(tmp_path)
    for root in (True, False):
        monkeypatch.setattr(notebooks, "_is_root", lambda root=root: root)
        done = CliRunner().invoke(app, ["notebook", "mine"])
        assert done.exit_code == 1 and ("kg notebook mine -- --allow-root" in done.stderr) == root
    for words, expected in (
        (["mine", "--", "--allow-root", "--port", "9999"], ["--allow-root", "--port", "9999", "mine"]),
        (["--", "--allow-root"], ["--allow-root", "kg-notebooks"]),
    ):
        done = CliRunner().invoke(app, ["notebook", *words])
        assert done.exit_code == 0 and called[-1] == ["-m", "jupyterlab", *expected], done.stderr
    done = CliRunner().invoke(app, ["notebook", "mine", "yours"])
    assert done.exit_code == 2 and "'yours' is not understood here" in done.stderr


def test_the_page_about_notebooks_names_each() -> None:
    text = (NOTEBOOKS[0].parent / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in NAMES) and "not written" not in text
