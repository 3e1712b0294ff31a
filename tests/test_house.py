"""How the code is built: layers, a light import, sizes, encodings, linters, doctests."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import statistics
import subprocess
import sys
import time
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "kg").rglob("*.py"))
CODE = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]

# Each module imports from the lines above its own only; modules of one line know nothing of each other.
LAYERS = """
kg.text.unseen
kg.text
kg.errors
kg.boundary kg.limits.sparql
kg.limits.process
kg.limits
kg.vocabulary kg.dates kg.locking kg.files kg.links kg.likeness kg.text.folding
kg.manifest kg.text.nearness kg.text.letters
kg.columns kg.outputs kg.tables
kg.records kg.crosswalks
kg.facts.nodes kg.facts.format kg.facts.json_text kg.facts.cells
kg.facts.json_context kg.facts.file_names
kg.facts.values kg.facts.json_ld kg.facts.finding
kg.facts.fields kg.facts.tables kg.facts.rdf_text
kg.facts.reading kg.facts.writing
kg.facts
kg.shacl.graphs
kg.shacl.reading
kg.shacl.running
kg.shacl
kg.shape
kg.triples
kg.rdf_facts kg.checks kg.phrases kg.dataset kg.validation
kg.loading
kg.reports kg.store
kg.coding
kg.clocks kg.portions kg.facts.of_store
kg.queries.names kg.queries.texts
kg.queries
kg.network.reading
kg.network.wording
kg.network.ties kg.network.levels
kg.network.selecting kg.network.accounts
kg.network.projection kg.network.timing kg.network.two_mode
kg.network.collapsing
kg.network
kg.network.formats.columns
kg.network.formats.outline
kg.network.formats.markup kg.network.formats.documents
kg.network.formats
kg.contacts
kg.claim_columns
kg.contact_network kg.contact_queries kg.claim_queries
kg.column_queries kg.coded_content
kg.projections
kg.lifecycles kg.conflicts
kg.about.parts kg.about.ways kg.about.finding
kg.about.text kg.about.items
kg.about.markdown kg.about.actors kg.about.events kg.about.others
kg.about.entry
kg.about.dataset kg.about.matters kg.about.rivals kg.about.telling
kg.about.beside
kg.about
kg.analysis.ties
kg.analysis.engine
kg.analysis.brokerage kg.analysis.balance kg.analysis.paths kg.analysis.centrality kg.analysis.communities
kg.analysis.change kg.analysis.channels kg.analysis.shared_events kg.analysis.shuttles kg.analysis.temporal
kg.analysis.mediators
kg.analysis
kg.plot.figure
kg.plot.timeline kg.plot.matrix kg.plot.roles
kg.plot
kg.page.palette kg.page.packing kg.page.placing kg.page.text
kg.page.layout kg.page.routes kg.page.grouping
kg.page.content
kg.page.level
kg.page.adapter
kg.page.rendering kg.page.inline
kg.page
kg.diff kg.comparing.reading
kg.comparing.matching
kg.comparing.figures
kg.comparing.rows
kg.comparing.telling
kg.comparing.comparison
kg.comparing
kg.measures.material
kg.measures.positions kg.measures.go_betweens kg.measures.relations
kg.measures.catalogue
kg.measures.brief
kg.measures
kg.importers.registry
kg.folders.carrying kg.folders.working kg.folders.refusing
kg.folders.replacing
kg.folders.graphs
kg.folders
kg.importers.layout kg.importers.checking kg.importers.packed kg.importers.work_folder kg.importers.places
kg.importers.files
kg.importers.finding kg.importers.tables kg.importers.rejects kg.importers.shaping kg.importers.piping
kg.importers.sifting kg.importers.streaming
kg.importers.reading kg.importers.register kg.importers.viewing
kg.importers.linking
kg.importers.corrections kg.importers.merging
kg.importers.contacting
kg.importers.assembling
kg.graph
kg.importers.outcome
kg.importers.staging kg.importers.choosing kg.importers.keeping
kg.importers.importing
kg.importers
kg.building kg.notebooks kg.samples
kg.terminal
kg.curating.addresses kg.curating.known kg.curating.quoting kg.curating.schema_values
kg.curating.naming kg.curating.publishers kg.curating.schema
kg.curating.citing kg.curating.finding kg.curating.skeleton_lines
kg.curating.skeletons
kg.curating.texts
kg.curating
kg
kg.cli.app
kg.cli.target
kg.cli.about kg.cli.analysing kg.cli.asking kg.cli.comparing kg.cli.conflicts kg.cli.curating kg.cli.diff kg.cli.facts
kg.cli.importing kg.cli.notebooks kg.cli.offers kg.cli.output
kg.cli
kg.__main__
"""
RANK = {name: rank for rank, line in enumerate(LAYERS.split("\n")) for name in line.split()}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """The modules of kg that a module names in an import, wherever it stands, those for type checks too."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & set(RANK)
            found |= inner or {node.module or ""}
    return {name for name in found if name == "kg" or name.startswith("kg.")}


def test_every_module_has_its_place() -> None:
    assert {module_name(path) for path in FILES} == set(RANK)


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_layers(path: Path) -> None:
    own = module_name(path)
    assert [name for name in sorted(imports_of(path)) if RANK[name] >= RANK[own]] == []


HEAVY = (
    "networkx", "pyvis", "pyshacl", "rdflib", "typer", "rich", "pyoxigraph", "yaml", "jinja2", "numpy", "IPython",
    "rapidfuzz", "anyascii", "opencc",
)  # fmt: skip


def test_import_is_light() -> None:
    script = f"import sys, kg; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("script", "absent"),
    [
        ("import kg; kg.load().query('talks')", ("networkx", "pyvis", "typer", "rich")),
        ("from kg.graph import Graph", ("networkx", "pyvis", "pyshacl", "rdflib", "typer", "rich", "yaml")),
        ("import kg.cli", ("networkx", "pyvis", "pyshacl", "rdflib", "pyoxigraph", "yaml")),
    ],
)
def test_what_is_loaded_for_what(script: str, absent: tuple[str, ...]) -> None:
    script += f"\nimport sys; print(*(name for name in {absent} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_import_takes_no_time() -> None:
    def median(script: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    spent = median("import kg") - median("pass")
    print(f"import kg: {1000 * spent:.0f} ms")
    assert spent < 1.0  # some 10 ms; the bound only catches what is grossly wrong on a busy machine


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_done(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500 or path.is_relative_to(ROOT / "tests")
    assert not re.search(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!-)", text.replace("2022-XX", ""))
    with tokenize.open(path) as file:
        assert file.encoding in ("utf-8", "utf-8-sig")


OPENERS = {"open": 1, "fdopen": 1, "read_text": 0, "write_text": 1, "NamedTemporaryFile": 0}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_encodings_are_stated(path: Path) -> None:
    """Windows has another default; a file opened as text names its encoding."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = ast.unparse(node.func).rpartition(".")[0]
        if called not in OPENERS or owner in ("kg", "webbrowser", "Graph", "tokenize", "Image"):
            continue
        if (owner, called) in (("", "read_text"), ("os", "open")):  # a function of kg's own; no text
            continue
        keywords = {keyword.arg for keyword in node.keywords}
        binary = any(isinstance(a, ast.Constant) and isinstance(a.value, str) and "b" in a.value for a in node.args)
        assert "encoding" in keywords or binary, f"line {node.lineno}: {called} without encoding"


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_docstrings(path: Path) -> None:
    """Modules, and classes and functions that others may use, say what they are for."""
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    bodies: list[tuple[str, list[ast.stmt]]] = [("", tree.body)]
    missing = []
    for where, body in bodies:
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                missing.append(f"{where}{node.name}")
            if isinstance(node, ast.ClassDef) and not any(ast.unparse(base) == "Protocol" for base in node.bases):
                bodies.append((f"{node.name}.", node.body))
    assert missing == []


@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "__main__"], ids=module_name)
def test_doctests(path: Path) -> None:
    results = doctest.testmod(importlib.import_module(module_name(path)))
    assert results.failed == 0


def test_no_paths_of_a_machine() -> None:
    for path in [*CODE, *(ROOT / "kg").rglob("*.rq"), *(ROOT / "kg" / "datasets").rglob("*.yaml")]:
        assert not re.search(r"/(?:home|work|Users)/\w", path.read_text(encoding="utf-8")), path


TOOLS = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])


@pytest.mark.parametrize("command", TOOLS, ids=lambda words: " ".join(words[:2]))
def test_tools_find_nothing(command: list[str]) -> None:
    pytest.importorskip(command[0])
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
