"""Shapes of somebody else: they reach out to nothing, however a query in them is spelled; a listener hears nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from tiers import slow_but

from kg.building.builds import check
from kg.errors import KgError, UsageError

FACTS = """basis: made up
actors:
  ruritania: {type: State, name: Ruritania}
"""
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix akg: <https://w3id.org/actor-kg/ontology/> .
@prefix ex: <http://example.org/> .
"""
CONSTRAINT = 'ex:S a sh:NodeShape ; sh:targetClass akg:State ; sh:sparql [ sh:message "x" ; sh:select """{}""" ] .'


@pytest.fixture
def heard() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what was sent to it."""
    sent: list[bytes] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    sent.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", sent
        over.set()
        thread.join()


def run(tmp_path: Path, shapes: str, *, time_limit: float | None = None) -> None:
    (tmp_path / "a.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "s.ttl").write_text(HEAD + shapes, encoding="utf-8")
    check([tmp_path / "a.yaml"], shapes=[tmp_path / "s.ttl"], time_limit=time_limit)


REACHING = [
    "SELECT $this WHERE { $this ?p ?l . SERVICE <ADDRESS> { ?a ?b ?l } }",
    "SELECT $this WHERE { $this ?p ?l . SERV\\\\u0049CE <ADDRESS> { ?a ?b ?l } }",
    "SELECT $this WHERE { $this ?p ?l . \\\\U00000053ervice#\\n <ADDRESS> { ?a ?b ?l } }",
    "SELECT $this WHERE { $this ?p ?l . FILTER EXISTS { SERVICE <ADDRESS> { ?a ?b ?l } } }",
    "SELECT $this WHERE { { SELECT $this { SERVICE SILENT <ADDRESS> { $this ?b ?l } } } }",
    "SELECT $this FROM <ADDRESS> WHERE { $this ?p ?l }",
    "SELECT $this \\\\u0046ROM NAMED <ADDRESS> WHERE { GRAPH ?g { $this ?p ?l } }",
]


@pytest.mark.parametrize("query", slow_but(REACHING, REACHING[2], REACHING[5]))
def test_a_query_in_shapes_reaches_out_to_nothing(tmp_path: Path, heard: tuple[str, list[bytes]], query: str) -> None:
    address, sent = heard
    with pytest.raises(UsageError, match=r"s\.ttl:4: the shape <http://example.org/S> reaches out: (SERVICE|FROM)"):
        run(tmp_path, CONSTRAINT.format(query.replace("ADDRESS", address)))
    assert sent == []


@pytest.mark.parametrize(
    "shapes",
    [
        'ex:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { SERVICE <ADDRESS> {} }" ] .',
        'ex:S sh:targetClass akg:State ; sh:rule [ sh:construct "CONSTRUCT {} { SERVICE <ADDRESS> {} }" ] .',
        'ex:C a sh:ConstraintComponent ; sh:validator [ sh:ask "ASK { SERVICE <ADDRESS> {} }" ] .',
        'ex:F a sh:SPARQLFunction ; sh:update "LOAD <ADDRESS>" .',
    ],
    ids=["target", "rule", "component", "update"],
)  # fmt: skip
@pytest.mark.slow
def test_other_queries_are_looked_at_too(tmp_path: Path, heard: tuple[str, list[bytes]], shapes: str) -> None:
    address, sent = heard
    with pytest.raises(UsageError, match=r"reaches out: (SERVICE|LOAD)"):
        run(tmp_path, shapes.replace("ADDRESS", address))
    assert sent == []


def test_the_second_door(tmp_path: Path, heard: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first look does not find is refused when it is done."""
    address, sent = heard
    from kg.limits import processes

    # In the process apart, nothing reaches out: the look at the queries is left out there.
    task = "import kg.checking.shape_runs as r; r.require_harmless = lambda *a, **k: None; "
    monkeypatch.setattr(processes, "_FRESH", processes._FRESH.replace("serve(sys", task + "serve(sys"))
    query = f"SELECT $this WHERE {{ $this ?p ?l . SERV\\\\u0049CE <{address}> {{ ?a ?b ?l }} }}"
    with pytest.raises(UsageError, match=r"the shapes reach out \(urllib.Request http://127"):
        run(tmp_path, CONSTRAINT.format(query))
    assert sent == []


def test_imports_and_scripts_are_not_fetched(tmp_path: Path, heard: tuple[str, list[bytes]]) -> None:
    address, sent = heard
    script = f'sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "{address}" ] ]'
    owl = "http://www.w3.org/2002/07/owl#"
    imports = f"ex: a <{owl}Ontology> ; <{owl}imports> <{address}x> . "
    run(tmp_path, f"{imports} ex:S a sh:NodeShape ; sh:targetClass akg:State ; {script} .")
    assert sent == []


def test_words_that_are_no_keywords_pass(tmp_path: Path) -> None:
    run(tmp_path, CONSTRAINT.format("SELECT $this WHERE { $this ?p ?l . FILTER(?l = 'SERVICE' || ?l = 'FROM <x>') }"))


def test_shapes_have_an_end(tmp_path: Path) -> None:
    query = "SELECT $this WHERE { $this ?p ?l . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i && ?c = ?d) }"
    with pytest.raises(KgError, match=r"s\.ttl took more than 1 second and was ended; make them simpler"):
        run(tmp_path, CONSTRAINT.format(query), time_limit=1)
    with pytest.raises(UsageError, match="the limit of time"):
        run(tmp_path, CONSTRAINT.format(query), time_limit=-1)


def test_the_line_of_a_query_with_a_line_separator(tmp_path: Path) -> None:
    """No editor ends a line there; what follows it stands in another shape, too."""
    first = CONSTRAINT.format("\nSELECT $this WHERE { $this a <x:y> }\n")
    text = '("q\u2028SELECT $this WHERE { $this a <x:y> }\u2028" AS ?text)'
    second = 'ex:T a sh:NodeShape ; sh:sparql [ sh:message "x" ; sh:select """SELECT\n$this\n'
    second += text + '\nFROM <http://example.org/>\nWHERE { $this a <x:y> }""" ] .'
    with pytest.raises(UsageError, match=r"s\.ttl:9: the shape <http://example.org/T> reaches out: FROM"):
        run(tmp_path, first + "\n" + second)


def test_a_check_that_is_cut_off_leaves_nothing_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are checked beside the ontology in a graph that the next check takes, too."""
    from kg.checking import shape_runs

    validate, seen = shape_runs._validate, list[int]()

    def cut_off(data: rdflib.Graph, rules: rdflib.Graph) -> rdflib.Graph:
        seen.append(len(data))
        if len(seen) == 2:
            raise KeyboardInterrupt
        return validate(data, rules)

    monkeypatch.setattr(shape_runs, "_validate", cut_off)
    (tmp_path / "actors.yaml").write_text("actors: {ada: {type: Person, name: Ada Ash}}\n", encoding="utf-8")
    check(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        check(tmp_path)
    (tmp_path / "actors.yaml").write_text("actors: {}\n", encoding="utf-8")
    check(tmp_path)
    check(tmp_path)
    assert seen[0] == seen[1] > seen[2] == seen[3]
