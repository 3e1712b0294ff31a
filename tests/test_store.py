"""The store: it reaches out to nothing, writes the same thing each time, and answers as another engine does."""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from kg_process import run_process
from shared_graphs import shipped_graph

import kg
from kg.disk.graph_info import GraphInfo
from kg.errors import KgError, UsageError
from kg.model.vocabulary import ID, PREFIXES
from kg.store.oxigraph import FORMATS, Store, StoreWriter, dump_lines, serialise

ASK = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return shipped_graph()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE {SERVICE<http://127.0.0.1:9/>{?s ?p ?o}}",
        "SELECT * WHERE { VALUES ?u { <http://127.0.0.1:9/> } SERVICE ?u { ?s ?p ?o } }",
        "SELECT * WHERE {\n# quiet\nSeRvIcE # quiet\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p 'SERVICE' . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p '\\'' . SERVICE <http://127.0.0.1:9/> { ?s ?p '\\'' } }",
        "SELECT * WHERE { ?s ?p '''it's''' . SERVICE <http://127.0.0.1:9/> { ?s ?p '''it's''' } }",
        "SELECT * WHERE { ?s ?p '#' . SERVICE <http://127.0.0.1:9/> { ?s ?p '#' } }",
        "SELECT * WHERE { ?s <http://x/#a> ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o FILTER(?o < 3 || ?o > 5) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o FILTER(?o <3) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o FILTER(?o> 5) } }",
        "SELECT * WHERE { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
        "SELECT * WHERE { { SELECT * WHERE { OPTIONAL { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } } }",
        "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX a: <http://a/> SELECT * WHERE { ?s a:b ?o . SERVICE a:c { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * WHERE { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p 1.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p true.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o . SERVICExsd:a { ?s ?p ?o } }",
        "PREFIX : <http://a/> SELECT * WHERE { ?s ?p ?o . SERVICE:a { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p 'a'@en.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p xsd:a.b.SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o # quiet\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s <http://x/\u00a0'> ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
        "SELECT * WHERE { ?s ?p ?o FILTER(?s<?p&&'>'=?o) SERVICE <http://127.0.0.1:9/> { ?s ?p '' } }",
        "SELECT * WHERE { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVIC\\u0045 <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVIC\\U00000045 <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_a_query_that_reaches_out_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"reaches out|cannot be read"):
        Store().query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { ?s ?p 'SERVICE <http://x/> { }' }",
        'SELECT * WHERE { ?s ?p "LOAD <http://x/>" }',
        "SELECT * WHERE { ?s ?p '''a\nSERVICE\n'b' ''' }",
        'SELECT * WHERE { ?s ?p """a "SERVICE" b""" }',
        "# SERVICE <http://x/>\nSELECT * WHERE { ?s ?p ?o } # LOAD",
        "SELECT ?service $load WHERE { ?service ?p $load }",
        "SELECT * WHERE { ?s <http://x/service/LOAD> ?o }",
        "PREFIX service: <http://x/> SELECT * WHERE { ?s service:load ?o }",
        "PREFIX serviceservice: <http://x/> SELECT * WHERE { ?s serviceservice:service ?o }",
        "PREFIX x: <http://x/> SELECT * WHERE { ?s x:a.service-b ?o ; <http://x/\u00a0'service> 'service'@en-service }",
        "PREFIX x: <http://x/> SELECT * WHERE { ?s x:load ?o ; x:pay-load ?b ; x:a.load ?c ; x:service ?d }",
        "SELECT * WHERE { _:load ?p ?service_1 . ?s ?p ?loaded }",
        "SELECT * WHERE { ?s ?p 'a'@en FILTER(?o < 3 && ?o > 2) } # it's a SERVICE",
    ],
)
def test_words_that_only_look_like_it_are_let_through(text: str) -> None:
    assert list(Store().query(text)) == []  # type: ignore[arg-type]


def test_updates_are_no_queries(graph: kg.Graph) -> None:
    for text in ("DROP ALL", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <http://a/> <http://b/> 1 }"):
        with pytest.raises(UsageError):
            graph.store.query(text)
    assert len(graph.sparql(ASK).rows) == 1


def test_a_store_that_cannot_be_opened_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(KgError):
        StoreWriter(tmp_path / "file")
    with pytest.raises(KgError):
        Store(tmp_path / "nothing")


def test_a_store_that_was_written_is_free_at_the_end_of_the_block(tmp_path: Path) -> None:
    quad = ox.Quad(ox.NamedNode("https://a.example/a"), ox.NamedNode("https://a.example/b"), ox.Literal("c"))
    with StoreWriter(tmp_path / "store") as writer:
        writer.load_terms([quad])
        with pytest.raises(KgError, match="cannot be opened"):
            StoreWriter(tmp_path / "store")
    with StoreWriter(tmp_path / "store"):  # the engine lets nobody in while it is held
        pass
    assert list(Store(tmp_path / "store").quads()) == [quad]


def test_a_store_that_something_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.oxigraph._MOST_CLOSING", 0.05)
    with pytest.raises(KgError, match="something holds it still"), StoreWriter(tmp_path / "store") as writer:
        held = writer._store
    with pytest.raises(ZeroDivisionError), StoreWriter(tmp_path / "other") as writer:
        held = writer._store
        raise ZeroDivisionError
    del held


@pytest.mark.parametrize("damage", ["data", "table", "missing"])
def test_a_store_that_is_damaged_is_one_clear_error(damage: str, tmp_path: Path) -> None:
    """Wherever it is met: when the store is opened, or when its quads are read, by whichever door."""
    quads = [
        ox.Quad(ox.NamedNode(f"https://a.example/{n}"), ox.NamedNode("https://a.example/b"), ox.Literal(f"{n}" * 50))
        for n in range(5_000)
    ]
    path = tmp_path / "store"
    with StoreWriter(path) as writer:
        writer.load_terms(quads)
        writer.flush()
    for file in path.glob("*.sst"):
        if damage == "table":
            os.truncate(file, 30)
        elif damage == "data":
            content = file.read_bytes()
            file.write_bytes(bytes(len(content) // 2) + content[len(content) // 2 :])
        else:
            file.unlink()
    for read in (
        lambda: list(Store(path).quads()),
        lambda: list(Store(path).match(ox.NamedNode("https://a.example/1"))),
        lambda: list(Store(path).rows("SELECT * { ?s ?p ?o }")),
        lambda: list(Store(path).instances(["https://a.example/c"])),
        lambda: kg.Graph(Store(path), GraphInfo(base=ID)).sparql("SELECT * { ?s ?p ?o }"),
        lambda: kg.Graph(Store(path), GraphInfo(base=ID)).sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        lambda: kg.Graph(Store(path), GraphInfo(base=ID)).construct("CONSTRUCT WHERE { ?s ?p ?o }"),
        lambda: kg.Graph(Store(path), GraphInfo(base=ID)).export(),
    ):
        with pytest.raises(KgError, match=r"cannot be (opened|read)"):
            read()


def test_a_dump_that_is_damaged_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "dump.nq").write_bytes(b"<https://a.example/a> <https://a.example/b> \xff .\n<")
    with pytest.raises(KgError, match=r"dump\.nq' is damaged: "):
        Store().load_file(tmp_path / "dump.nq")


def test_the_dump_is_sorted_and_each_line_is_there_once(graph: kg.Graph) -> None:
    lines = dump_lines(graph.store.quads())
    assert lines == sorted(set(lines))
    assert len(lines) == len(list(graph.store.quads()))
    parsed = set(ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS))
    assert parsed == set(graph.store.quads())


@pytest.mark.parametrize("form", [*FORMATS, "turtle"])
def test_serialise_does_not_depend_on_the_order_of_the_quads(graph: kg.Graph, form: str) -> None:
    quads = [q for q in graph.store.quads() if form != "turtle" or isinstance(q.graph_name, ox.DefaultGraph)]
    assert serialise(quads, form) == serialise(list(reversed(quads)), form) == serialise(quads + quads, form)


@functools.cache
def prints() -> list[str]:
    """What tells each text apart that is made of the shipped graph."""
    graph = shipped_graph()
    texts = [graph.export(form) for form in ("trig", "nquads", "jsonld")] + [graph.page()]
    texts += [graph.construct("DESCRIBE id:erdogan"), repr(sorted(graph.export_facts().items()))]
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_every_process_writes_the_same(seed: str) -> None:
    code = f"""
import functools, hashlib, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from shared_graphs import shipped_graph
{inspect.getsource(prints)}
print(prints())
"""
    done = run_process([sys.executable, "-c", code], cwd=Path(), variables={"PYTHONHASHSEED": seed})
    assert (done.out.decode().strip(), done.code) == (repr(prints()), 0), done.err


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o WHERE { ?s a akg:State ; skos:prefLabel ?o }",
        """SELECT ?claim ?event ?who WHERE {
             GRAPH ?claim { ?p akg:event ?event ; akg:participant ?who ; akg:role role:mediator } }""",
        """SELECT ?who (COUNT(DISTINCT ?event) AS ?n) WHERE {
             GRAPH ?g { ?event a akg:PhoneCall . ?p akg:event ?event ; akg:participant ?who } } GROUP BY ?who""",
        "SELECT ?claim ?phrase WHERE { ?claim a akg:Claim OPTIONAL { ?claim akg:phrase ?phrase } }",
    ],
)
def test_rdflib_gives_the_same_rows(graph: kg.Graph, text: str) -> None:
    other = rdflib.Dataset(default_union=True)
    other.parse(data=graph.export("nquads"), format="nquads")
    theirs = sorted(tuple(str(value) for value in row) for row in other.query(text, initNs=PREFIXES))  # type: ignore[union-attr]
    table = graph.store.query(text)
    assert isinstance(table, ox.QuerySolutions)
    names = [variable.value for variable in table.variables]
    ours = sorted(
        tuple("None" if row[name] is None else str(getattr(row[name], "value", "")) for name in names) for row in table
    )
    assert ours == theirs and ours
