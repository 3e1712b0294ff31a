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
kg.limits.boundary kg.limits.sparql
kg.limits.processes
kg.limits
kg.model.vocabulary kg.model.dates kg.disk.locks kg.disk.atomic kg.text.links kg.text.likeness kg.text.folding
kg.disk.manifest kg.text.nearness kg.text.letters
kg.store.columns kg.disk.outputs kg.store.tables
kg.model.records kg.model.crosswalks
kg.facts.nodes kg.facts.keys kg.facts.json_text kg.facts.cells
kg.facts.json_context kg.facts.file_names
kg.facts.values kg.facts.json_ld kg.facts.discovery
kg.facts.fields kg.facts.registers kg.facts.rdf_text
kg.facts.reading kg.facts.writing
kg.facts
kg.checking.rdflib_graphs
kg.checking.user_shapes
kg.checking.shape_runs
kg.checking
kg.model.properties
kg.model.triples
kg.facts.rdf kg.checking.consistency kg.checking.phrases kg.facts.dataset kg.checking.shapes
kg.checking.loading
kg.checking.findings kg.store.oxigraph
kg.claims.makers
kg.claims.clocks kg.claims.portions kg.facts.export
kg.queries.names kg.queries.adhoc
kg.queries
kg.claims.content
kg.claims.wording
kg.network.ties kg.network.levels
kg.network.selection kg.network.accounts
kg.network.projection kg.network.timing kg.network.two_mode
kg.network.collapse
kg.network
kg.network.formats.attributes
kg.network.formats.outline
kg.network.formats.markup kg.network.formats.documents
kg.network.formats
kg.claims.contacts
kg.claims.coded
kg.network.contact_network kg.queries.from_contacts kg.queries.from_claims
kg.queries.from_columns kg.claims.coded_content
kg.network.projections
kg.reports.lifecycles kg.reports.conflicts
kg.reports.parts kg.reports.about.mentions kg.reports.about.subjects
kg.reports.plain kg.reports.about.items
kg.reports.markdown kg.reports.about.actor_entries kg.reports.about.event_entries kg.reports.about.other_entries
kg.reports.entry
kg.reports.about.dataset_entry kg.reports.matters kg.reports.rivals kg.reports.about.answer
kg.reports.annotations
kg.reports.about
kg.analysis.pairs
kg.analysis.engine
kg.analysis.brokerage kg.analysis.balance kg.analysis.paths kg.analysis.centrality kg.analysis.communities
kg.analysis.change kg.analysis.channels kg.analysis.shared_events kg.analysis.shuttles kg.analysis.temporal
kg.analysis.mediators
kg.analysis
kg.plot.figure
kg.plot.timeline kg.plot.matrix kg.plot.roles
kg.plot
kg.page.palette kg.page.packing kg.page.forces kg.page.display
kg.page.layout kg.page.routes kg.page.groups
kg.page.data
kg.page.drawing
kg.page.adapter
kg.page.html kg.page.inline
kg.page
kg.reports.diff kg.reports.comparison.sides
kg.reports.comparison.matching
kg.reports.comparison.overlap
kg.reports.comparison.rows
kg.reports.comparison.summary
kg.reports.comparison.comparing
kg.reports.comparison
kg.analysis.measures.inputs
kg.analysis.measures.positions kg.analysis.measures.go_betweens kg.analysis.measures.relations
kg.analysis.measures.catalogue
kg.analysis.measures.brief
kg.analysis.measures
kg.events.registry
kg.disk.carrying kg.disk.work_folders kg.disk.refusals
kg.disk.replacing
kg.disk.graph_folders
kg.disk
kg.events.data_sets kg.events.column_shapes kg.events.packed kg.building.import_work kg.events.places
kg.events.file_kinds
kg.events.event_files kg.events.integrity kg.events.rejects kg.events.quads kg.store.pipes
kg.events.sifting kg.store.streams
kg.events.row_files kg.events.curated_actors kg.events.views
kg.events.linking
kg.events.corrections kg.events.merging
kg.events.contacting
kg.events.assembling
kg.graph
kg.building.outcomes
kg.events.staging kg.events.choosing kg.building.event_folder
kg.building.imports
kg.building
kg.building.builds kg.cli.notebook_files kg.datasets.samples
kg.cli.terminal
kg.curating.addresses kg.curating.known kg.curating.quoting kg.curating.schema_values
kg.curating.lookup kg.curating.publishers kg.curating.schema
kg.curating.citing kg.curating.answers kg.curating.skeleton_lines
kg.curating.skeletons
kg.curating.texts
kg.curating
kg
kg.cli.app
kg.cli.target
kg.cli.about_command kg.cli.analysing kg.cli.asking kg.cli.compare_command kg.cli.conflicts_command kg.cli.authoring kg.cli.diff_command kg.cli.checks
kg.cli.importing kg.cli.notebooks kg.cli.offers_command kg.cli.exports
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
