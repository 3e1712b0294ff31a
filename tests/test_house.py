"""How the code is built: floors, names, sizes, a light import, encodings, linters. A test names all that break it."""

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
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from shared_graphs import shipped_graph

import kg

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "kg").rglob("*.py"))
CODE = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]

# A package imports only from the floors above its own line; packages of one line know nothing of each other.
FLOORS = """
text
errors
model limits
disk
store
facts claims
derived
checking queries network
events analysis reports
page plot datasets
graph
building curating
cli
__main__
"""
RANK = {name: rank for rank, line in enumerate(FLOORS.split("\n")) for name in line.split()}
MOST_ROOMS, LONGEST_CHAIN, DEEPEST = 26, 12, 3


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in FILES}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(module: str) -> frozenset[str]:
    """The modules of kg that a module names in an import, wherever it stands, those for type checks too."""
    found: set[str] = set()
    for node in ast.walk(tree_of(MODULES[module])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
            found |= inner or {node.module or ""}
    return frozenset(found & set(MODULES))


def room_of(module: str) -> str:
    """The package, or single module, of kg that a module is of; empty for the face itself."""
    return module.split(".")[1] if "." in module else ""


def arrows() -> Iterator[tuple[str, str, str, str]]:
    for module in MODULES:
        for other in imports_of(module):
            if "" not in (room_of(module), room_of(other)) and room_of(module) != room_of(other):
                yield room_of(module), room_of(other), module, other


def test_every_room_has_its_floor() -> None:
    assert {room_of(module) for module in MODULES} - {""} == set(RANK)


def test_packages_import_from_floors_below() -> None:
    assert sorted(arrow for arrow in arrows() if RANK[arrow[0]] <= RANK[arrow[1]]) == []


def test_no_circle_within_a_package() -> None:
    inner = {
        module: {other for other in imports_of(module) if other != module and room_of(other) == room_of(module)}
        for module in MODULES
    }
    try:
        TopologicalSorter(inner).prepare()
    except CycleError as error:
        raise AssertionError(f"a circle: {error.args[1]}") from error


def test_few_rooms_and_floors() -> None:
    below: dict[str, set[str]] = {room: set() for room in RANK if room != "__main__"}  # which only calls cli
    for room, other, *_ in arrows():
        if room in below:
            below[room].add(other)
    longest: dict[str, list[str]] = {}
    for room in TopologicalSorter(below).static_order():
        longest[room] = [room, *max((longest[other] for other in below[room]), key=len, default=[])]
    chain = max(longest.values(), key=len)
    rooms = [path.name for path in (ROOT / "kg").iterdir() if path.name != "__pycache__"]
    number = sum(map(len, below.values()))
    print(f"{len(rooms)} rooms, {number} arrows, longest chain {len(chain)}: {' > '.join(chain)}")
    assert len(rooms) <= MOST_ROOMS and len(chain) <= LONGEST_CHAIN
    assert [module for module, path in MODULES.items() if len(path.relative_to(ROOT).parent.parts) > DEEPEST] == []


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.stem for path in FILES if path.stem != "__init__")
    names.update(path.parent.name for path in FILES if path.stem == "__init__")
    assert [name for name, number in names.items() if number > 1] == []


def public_names(module: str) -> set[str]:
    """The classes and functions that a module defines for others."""
    body = tree_of(MODULES[module]).body
    defined = (node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return {name for name in defined if not name.startswith("_")}


def test_no_two_public_things_have_one_name() -> None:
    """But for commands, which have the name of what they call."""
    names = Counter(name for module in MODULES if room_of(module) != "cli" for name in public_names(module))
    assert [name for name, number in names.items() if number > 1] == []


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


def test_modules_are_short_and_done() -> None:
    unfinished = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!-)")
    wrong = []
    for path in CODE:
        text = path.read_text(encoding="utf-8")
        if path in FILES and text.count("\n") > 500:
            wrong.append(f"{path}: more than 500 lines")
        if unfinished.search(text.replace("2022-XX", "")):
            wrong.append(f"{path}: unfinished")
        with tokenize.open(path) as file:
            if file.encoding not in ("utf-8", "utf-8-sig"):
                wrong.append(f"{path}: {file.encoding}")
    assert wrong == []


OPENERS = {"open": 1, "fdopen": 1, "read_text": 0, "write_text": 1, "NamedTemporaryFile": 0}


def test_questions_and_rules_can_be_read() -> None:
    """Named queries, relations and importers: short lines, short questions, and nothing is written twice."""
    texts = {
        path: path.read_text(encoding="utf-8") for kind in ("rq", "sql") for path in (ROOT / "kg").rglob(f"*.{kind}")
    }
    assert [f"{path}: {line}" for path, text in texts.items() for line in text.split("\n") if len(line) > 120] == []
    assert {path.name: n for path in texts if path.suffix == ".rq" and (n := texts[path].count("\n")) > 60} == {}
    blocks: dict[tuple[str, ...], str] = {}
    for path, text in sorted(texts.items()):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        for start in range(len(lines) - 5):
            block = tuple(lines[start : start + 6])
            assert block not in blocks, f"{path} and {blocks[block]} both have: {block}"
            blocks[block] = str(path)


def test_encodings_are_stated() -> None:
    """Windows has another default; a file opened as text names its encoding."""
    wrong = []
    for path, node in ((file, node) for file in CODE for node in ast.walk(tree_of(file))):
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
        if "encoding" not in keywords and not binary:
            wrong.append(f"{path}:{node.lineno}: {called} without encoding")
    assert wrong == []


def test_docstrings() -> None:
    """Modules, and classes and functions that others may use, say what they are for."""
    missing = []
    for path in FILES:
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            missing.append(str(path))
        bodies: list[tuple[str, list[ast.stmt]]] = [(f"{path}: ", tree.body)]
        for where, body in bodies:
            for node in body:
                if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                    continue
                if not ast.get_docstring(node):
                    missing.append(f"{where}{node.name}")
                if isinstance(node, ast.ClassDef) and not any(ast.unparse(base) == "Protocol" for base in node.bases):
                    bodies.append((f"{where}{node.name}.", node.body))
    assert missing == []


def test_doctests(monkeypatch: pytest.MonkeyPatch) -> None:
    load, shipped = kg.load, shipped_graph()
    # Many load the shipped data set, and change nothing: once is enough.
    monkeypatch.setattr(kg, "load", lambda *facts, **how: load(*facts, **how) if facts or how else shipped)
    failed = []
    for module in sorted(MODULES):
        if not module.endswith("__main__") and ">>> " in MODULES[module].read_text(encoding="utf-8"):
            failed += [module] * bool(doctest.testmod(importlib.import_module(module)).failed)
    assert failed == []


def test_no_paths_of_a_machine() -> None:
    paths = [*CODE, *(ROOT / "kg").rglob("*.rq"), *(ROOT / "kg" / "datasets").rglob("*.yaml")]
    machine = re.compile(r"/(?:home|work|Users)/\w")
    assert [path for path in paths if machine.search(path.read_text(encoding="utf-8"))] == []


TOOLS = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    pytest.param(["mypy"], marks=pytest.mark.slow),  # without its cache it takes as long as many tests
)


@pytest.mark.parametrize("command", TOOLS, ids=lambda words: " ".join(words[:2]))
def test_tools_find_nothing(command: list[str]) -> None:
    pytest.importorskip(command[0])
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
