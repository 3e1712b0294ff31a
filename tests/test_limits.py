"""What a query may take: how deep it is nested, how long it runs, how much memory and room it needs."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from shared_graphs import shipped_graph
from tiers import slow_but

import kg
from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.limits.processes import Job, Limits, can_fork, run_forked
from kg.limits.sparql import form_of, require_bounded
from kg.queries.questions import list_queries
from kg.store.oxigraph import Store

ROOT = Path(__file__).parent.parent
QUERIES = sorted([*(ROOT / "kg").rglob("*.rq"), *(ROOT / "ontology").rglob("*.rq")])
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
P = "PREFIX a: <x:> "

# How a text of some levels, or with a chain of some parts, is made; each ended the process before it was bounded.
NESTED: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "groups": lambda n: "ASK " + "{" * n + "?s ?p ?o" + "}" * n,
    "not": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "minus": lambda n: "SELECT (" + "-(" * n + "1" + ")" * n + " AS ?y) {}",
    "blank nodes": lambda n: "CONSTRUCT { ?s ?p " + "[ ?p " * n + "1" + "]" * n + " } WHERE { ?s ?p ?o }",
    "lists": lambda n: "CONSTRUCT { ?s ?p " + "(" * n + "1" + ")" * n + " } WHERE { ?s ?p ?o }",
    "triple terms": lambda n: "SELECT * { VALUES ?x { " + "<<( <a:a> <a:b> " * n + "1" + ")>>" * n + " } }",
    "or": lambda n: "ASK { FILTER(" + " || ".join(["?x"] * n) + ") }",
    "and": lambda n: "ASK { FILTER(" + " && ".join(["?x"] * n) + ") }",
    "plus": lambda n: "SELECT (1" + "+1" * n + " AS ?y) {}",
    "times": lambda n: "SELECT (1" + "*1" * n + " AS ?y) {}",
    "path of ways": lambda n: P + "ASK { ?s (" + "|".join(f"a:p{i}" for i in range(n)) + ")* ?o }",
    "path in brackets": lambda n: P + "ASK { ?s " + "(" * n + "a:p" + ")*" * n + " ?o }",
    "inverse paths": lambda n: P + "ASK { ?s " + "^(" * n + "a:p" + ")" * n + " ?o }",
    "optionals": lambda n: "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * n + "}" * n + " }",
    "minuses": lambda n: "ASK { ?s ?p ?o " + "MINUS { ?s ?p 1 } " * n + " }",
    "selects": lambda n: "ASK " + "{ SELECT * WHERE " * n + "{ ?s ?p ?o }" + "}" * n,
    "exists": lambda n: "ASK { ?s ?p ?o " + "FILTER EXISTS { ?s ?p ?o " * n + "}" * n + " }",
    "filters": lambda n: "ASK { ?s ?p ?o " + "FILTER(?o != 1) " * n + " }",
    "binds": lambda n: "ASK { " + "".join(f"BIND(1 AS ?x{i}) " for i in range(n)) + " }",
    "columns": lambda n: "SELECT " + "".join(f"(1 AS ?x{i}) " for i in range(n)) + " { ?s ?p ?o }",
    "graphs": lambda n: "ASK " + "{ GRAPH ?g " * n + "{ ?s ?p ?o }" + "}" * n,
    "conditions": lambda n: "SELECT (" + "IF(true, " * n + "1" + ", 2)" * n + " AS ?y) {}",
    "calls": lambda n: "SELECT (" + "CONCAT(" * n + "'a'" + ")" * n + " AS ?y) {}",
    "aggregate": lambda n: "SELECT (COUNT(" + "(" * n + "?s" + ")" * n + ") AS ?y) { ?s ?p ?o }",
    "order": lambda n: "SELECT ?s { ?s ?p ?o } ORDER BY " + "(" * n + "1" + ")" * n,
    "having": lambda n: "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(1) " * n,
    "things described": lambda n: "DESCRIBE " + "<a:a> " * n,
}
# The engine plans these in a time that grows with the cube of their number.
SLOW: dict[str, Callable[[int], str]] = {
    "patterns": lambda n: "ASK { " + "".join(f"?s{i} ?p{i} ?o{i} . " for i in range(n)) + " }",
    "unions": lambda n: "ASK { " + " UNION ".join(f"{{ ?s ?p {i} }}" for i in range(n)) + " }",
    "values": lambda n: "ASK { " + "VALUES ?x { 1 } " * n + " }",
    "steps of a path": lambda n: P + "ASK { ?s " + "/".join(["a:p"] * n) + " ?o }",
    "objects": lambda n: "ASK { ?s ?p " + ", ".join(map(str, range(n))) + " }",
    "predicates": lambda n: "ASK { ?s " + "; ".join(f"?p{i} 1" for i in range(n)) + " }",
    "elements of a list": lambda n: "ASK { ?s ?p (" + "1 " * n + ") }",
    "annotations": lambda n: "ASK { ?s ?p 1 " + "{| ?p 1 " * n + "|}" * n + " }",
}


def passes(text: str) -> bool:
    try:
        require_bounded(text)
    except UsageError as error:
        assert "line 1, column" in str(error)
        return False
    return True


@pytest.mark.parametrize("make", [*NESTED.values(), *SLOW.values()], ids=[*NESTED, *SLOW])
def test_a_text_that_is_too_deep_is_refused_in_linear_time(make: Callable[[int], str]) -> None:
    assert passes(make(30))
    start = time.perf_counter()
    assert not passes(make(20_000))
    assert time.perf_counter() - start < 5
    with pytest.raises(UsageError, match=r"nested too deep|hang on one another"):
        Store().query(make(20_000))


def test_what_is_let_through_does_not_end_the_engine() -> None:
    """The most that passes, of each kind, in a thread with a stack of 1 MB, in a process apart."""
    texts = []
    for make in NESTED.values():
        low, high = 1, 20_000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if passes(make(middle)) else (low, middle)
        texts.append(make(low))
    script = (
        "import sys, json, threading; from kg.store.oxigraph import Store\n"
        "def run():\n"
        "    for text in json.load(sys.stdin):\n"
        "        print(text[:60], flush=True); list(r) if hasattr(r := Store().query(text), '__next__') else bool(r)\n"
        "    print('whole')\n"
        "threading.stack_size(1 << 20); thread = threading.Thread(target=run); thread.start(); thread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "whole"), done.stderr


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.name)
def test_shipped_queries_are_far_from_the_bounds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    require_bounded(text)
    assert form_of(text) == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p '" + "(" * 500 + "' }",
        'ASK { ?s ?p """' + "(\n" * 500 + '""" }',
        "ASK { ?s ?p '''it's " + "{" * 500 + "''' }",
        "# " + "(" * 500 + "\nASK {}",
        "ASK { ?s <http://example.org/a_(b)> " + "<http://example.org/#it's> }",
        "SELECT * { VALUES (?a ?b) { " + "(<a:a> 1) " * 20_000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(20_000))) + ")) }",
        "CONSTRUCT { " + "?s ?p ?o . " * 5_000 + "} WHERE { ?s ?p ?o }",
        "SELECT " + "?a " * 20_000 + " { ?a ?b ?c } ORDER BY " + "?a " * 20_000,
        "".join(f"PREFIX a{i}: <http://example.org/{i}#> " for i in range(5_000)) + "ASK {}",
        "ASK { FILTER(1<2&&3>2) FILTER(" + " && ".join(["?a<?b"] * 300) + ") }",
    ],
)
def test_what_only_looks_deep_passes(text: str) -> None:
    require_bounded(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p '#' FILTER(" + "(" * 500,
        "ASK { ?s <http://x/#a> ?o FILTER(" + "(" * 500,
        "ASK { ?s <http://x/it's> ?o FILTER(" + "(" * 500 + "'')",
        "ASK { FILTER(1<2&&'>'='' || " + "(" * 500 + "'')",
        "ASK { FILTER(IF(1<" + "(" * 500 + "2" + ")" * 500 + ",3>2,1)) }",
        "ASK { ?s ?p 1.FILTER(" + "(" * 500,
        "ASK { ?s ?p ?o . FILTER(?s<?p&&'>'=?o&&" + "(" * 500 + "'')",
    ],
)
def test_depth_is_not_hidden(text: str) -> None:
    assert not passes(text)


def test_the_place_is_told() -> None:
    with pytest.raises(UsageError, match=r"levels of brackets at line 3, column 1\d\d$"):
        require_bounded("ASK\n{\r\n" + "{" * 500)
    with pytest.raises(UsageError, match="1,000,008 characters"):
        require_bounded("ASK {} #" + "x" * 1_000_000)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ask{}", "ASK"),
        ("#SELECT\nBASE <http://x/> PREFIX select: <http://x/> CONSTRUCT {} {}", "CONSTRUCT"),
        ("PREFIX : <x:> DESCRIBE :a", "DESCRIBE"),
        ("LOAD <http://x/>", "LOAD"),
        ("", ""),
        ("{ SELECT }", ""),
    ],
)
def test_form_of(text: str, form: str) -> None:
    assert form_of(text) == form


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return kg.build(graph=tmp_path_factory.mktemp("limits") / "graph", page=False)


@pytest.fixture(scope="module", params=["in a folder", "in memory"])
def graph(request: pytest.FixtureRequest, built: Graph) -> Graph:
    if request.param == "in memory" and not can_fork():
        pytest.skip("this system has no forks")
    return built if request.param == "in a folder" else shipped_graph()


# A graph in a folder takes a new process for each question, one in memory a fork.
MOSTLY_IN_MEMORY = pytest.mark.parametrize(
    "graph", slow_but(["in a folder", "in memory"], "in memory"), indirect=True, scope="module"
)


# Each takes the same way from a process apart: the queries with the most rows, and some of each kind, are enough.
IN_A_FOLDER = ("talks", "claims", "acts", "roles", "bridges")


@pytest.mark.parametrize(
    ("graph", "name"),
    slow_but(
        [*itertools.product(["in a folder"], IN_A_FOLDER), *itertools.product(["in memory"], list_queries())],
        *itertools.product(["in memory"], ["bridges", "offers", "talks"]),
    ),
    indirect=["graph"],
    scope="module",
)
def test_limits_change_no_answer(graph: Graph, name: str) -> None:
    text = list_queries()[name].text_for(())
    plain, bounded = graph.sparql(text), graph.sparql(text, time_limit=100, memory_limit=2000, max_rows=100_000)
    assert (plain, plain.to_json(), plain.to_csv()) == (bounded, bounded.to_json(), bounded.to_csv())


@MOSTLY_IN_MEMORY
def test_limits_go_with_everything(graph: Graph) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("ASK {}", {}),
        ("SELECT * {}", {}),
        ("SELECT ?x ?y { VALUES (?x ?y) { (UNDEF '') ('a\\tb\\n' 01) (1.0 1e3) ('x'@en-GB true) } }", {}),
        ("SELECT ?s { ?s a akg:State } ORDER BY ?s", {"known_by": "2022-03-07", "claims": "curated"}),
    ]
    for text, clocks in asked:
        view = graph.view(**clocks)
        assert view.sparql(text, time_limit=100) == view.sparql(text)
    assert graph.construct(TRIPLES, time_limit=100) == graph.construct(TRIPLES)
    view = graph.view(on="2022-04-26")
    for asked_of in (view, view.view(known_by="2022-05-01")):  # a process apart takes one view after the other
        told = asked_of.query("talks", actor="Putin", time_limit=100)
        assert told == asked_of.query("talks", actor="Putin")
    with pytest.raises(UsageError, match="use construct"):
        graph.sparql(TRIPLES, time_limit=100)
    with pytest.raises(UsageError, match="use sparql"):
        graph.construct("ASK {}", time_limit=100)
    with pytest.raises(UsageError, match="cannot be read"):
        graph.sparql("SELECT *", time_limit=100)
    with pytest.raises(UsageError, match="did you mean 'talks'"):
        graph.query("talkz", time_limit=100)
    assert graph.is_construct(TRIPLES) and not graph.is_construct(LONG)


@MOSTLY_IN_MEMORY
def test_what_takes_too_much_is_ended(graph: Graph) -> None:
    start = time.monotonic()
    with pytest.raises(KgError, match=r"took more than 0\.5 seconds and was ended; ask for less, or give it more time"):
        graph.sparql(LONG, time_limit=0.5)
    with pytest.raises(KgError, match="took more than 1 second and was ended"):
        graph.view(known_by="2022-03-31").sparql(LONG, time_limit=1)
    assert time.monotonic() - start < 30
    with pytest.raises(KgError, match="more than 5 rows; ask for less, as with LIMIT"):
        graph.sparql("SELECT * { ?s ?p ?o }", max_rows=5)
    assert len(graph.sparql("SELECT * { ?s ?p ?o } LIMIT 5", max_rows=5)) == 5


def test_the_answer_is_bounded(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.limits.processes.MOST_BYTES", 2_000_000)
    with pytest.raises(KgError, match="the answer is larger than 2 MB; ask for less"):
        graph.sparql(MANY, time_limit=100)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux")
def test_memory_is_bounded(graph: Graph, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KgError, match="took more than 200 MB of memory and was ended; ask for less, or give it more"):
        graph.sparql(WIDE, memory_limit=200, time_limit=200)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("value", [-1, float("nan"), "soon", True, False])
def test_a_limit_is_a_number_above_nothing(value: Any) -> None:
    with pytest.raises(UsageError, match="the limit of time is a number above 0"):
        Limits(value)


def test_a_limit_of_0_is_none() -> None:
    assert Limits(0, 0, 0) == Limits(0.0) == Limits() and not Limits(0).set
    loaded = shipped_graph()
    assert len(loaded.sparql("ASK {}", time_limit=0, memory_limit=0, max_rows=0)) == 1
    assert loaded.construct(TRIPLES, time_limit=0) == loaded.construct(TRIPLES)


WORK = Job("the work", less_time="do less", less_memory="do less")
forks = pytest.mark.skipif(not can_fork(), reason="this system has no forks")


@forks
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux")
def test_memory_in_parts_of_a_megabyte() -> None:
    def take(out: BinaryIO) -> None:
        out.write(bytes(300_000_000))

    assert run_forked(lambda out: None, limits=Limits(megabytes=500.5), work=WORK) == b""
    with pytest.raises(KgError, match=r"more than 100\.5 MB of memory"):
        run_forked(take, limits=Limits(megabytes=100.5), work=WORK)


@forks
def test_a_bug_in_a_process_apart_stays_visible() -> None:
    def fail(out: object) -> None:
        raise {OSError: OSError(28, "No space left on device"), KeyError: KeyError("a bug")}[kind]

    kind: type[Exception] = KeyError
    with pytest.raises(RuntimeError, match=r"(?s)the work failed in a process apart:\nTraceback.*in fail.*'a bug'"):
        run_forked(fail, limits=Limits(), work=WORK)
    kind = OSError
    with pytest.raises(KgError, match=r"^No space left on device$"):
        run_forked(fail, limits=Limits(), work=WORK)


@forks
def test_a_fork_that_fails_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    free = os.dup(0)
    os.close(free)
    with pytest.raises(KgError, match="no process can be started for the work: Resource temporarily unavailable"):
        run_forked(lambda out: None, limits=Limits(), work=WORK)
    again = os.dup(0)
    os.close(again)
    assert again == free


@forks
def test_a_process_that_does_not_start_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.limits.processes._START_SECONDS", 0.2)
    monkeypatch.setattr("kg.limits.processes._bound_memory", lambda megabytes: time.sleep(30))
    with pytest.raises(
        KgError, match=r"the process for the work did not start in 0\.2 seconds; the machine is busy, try again"
    ):
        run_forked(lambda out: None, limits=Limits(seconds=5), work=WORK)


def test_a_graph_in_memory_takes_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.limits.processes.can_fork", lambda: False)
    loaded = shipped_graph()
    with pytest.raises(UsageError, match="this system cannot bound it"):
        loaded.sparql("ASK {}", time_limit=1)
    assert len(loaded.sparql("ASK {}")) == 1


def test_a_fresh_process_takes_no_module_from_where_it_is(
    built: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kg", "json", "pyoxigraph"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a module of somebody else')", encoding="utf-8")
    opened = Graph.open(built.folder or "")
    monkeypatch.chdir(tmp_path)
    assert len(opened.sparql("ASK {}", time_limit=100)) == 1


KILL = getattr(signal, "SIGKILL", 9)


def started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "-e", LONG, "--time-limit", "120", "--graph", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def children(number: int) -> list[int]:
    return [int(name) for name in Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split()]


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks in /proc")
@pytest.mark.parametrize("number", slow_but([signal.SIGINT, signal.SIGTERM, KILL], KILL))
def test_nothing_runs_on_when_who_asked_is_gone(built: Graph, number: int) -> None:
    assert built.folder is not None
    process = started(built.folder)
    until = time.monotonic() + 60
    while not (apart := children(process.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1)
    assert len(apart) == 1 and is_running(apart[0])
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=30)
    assert out == "" and "Traceback" not in err
    until = time.monotonic() + 10
    while is_running(apart[0]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(apart[0])
