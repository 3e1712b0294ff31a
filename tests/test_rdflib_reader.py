"""A graph as an rdflib Dataset: the same quads and answers as from the engine, and nothing that changes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, ModificationException
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import ResultRow

import kg
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.vocabulary import AKG, SCHEMES
from kg.store.rdflib_reader import open_dataset

THING = rdflib.URIRef("https://example.org/thing")


@cache
def article() -> Graph:
    from cases import article_facts

    return kg.load(article_facts())


@cache
def dataset() -> rdflib.Dataset:
    return article().to_rdflib()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT DISTINCT ?event WHERE { ?event a akg:PhoneCall }", None),
        ("SELECT ?claim WHERE { GRAPH ?claim { ?event a akg:PhoneCall } }", None),
        ("SELECT ?label WHERE { akg:PhoneCall rdfs:label ?label }", 1),
        ("SELECT ?who WHERE { GRAPH ?claim { ?part akg:role role:mediator ; akg:participant ?who } }", None),
        ("SELECT ?claim WHERE { ?claim akg:phrase 'no such phrase' }", 0),
    ],
)
def test_answers_are_those_of_the_engine(text: str, rows: int | None) -> None:
    found = sorted(str(row[0]) for row in dataset().query(text) if isinstance(row, ResultRow))
    assert found == sorted(term.value for (term,) in article().sparql(text).terms if term is not None)
    assert rows is None or len(found) == rows


def test_quads_are_those_of_the_engine() -> None:
    claims = {row["claim"] for row in article().sparql("SELECT DISTINCT ?claim WHERE { ?claim a akg:Claim }")}
    graphs = {str(graph.identifier) for graph in dataset().graphs()}
    start = f"{article().base}claim/"
    assert {name.removeprefix(start) for name in graphs if name.startswith(start)} == {
        name.removeprefix("claim/") for name in claims
    }
    assert {str(DATASET_DEFAULT_GRAPH_ID), AKG} <= graphs
    others = (AKG, f"{article().base}derived")
    own = [quad for quad in dataset().quads((None, None, None, None)) if str(quad[3]) not in others]
    assert len(own) == len(list(article().store.quads()))


def test_a_claim_is_a_graph_of_its_own() -> None:
    claim = next(row["claim"] for row in article().sparql("SELECT ?claim WHERE { ?claim a akg:Claim } ORDER BY ?claim"))
    name = rdflib.URIRef(f"{article().base}claim/{claim.removeprefix('claim/')}")
    quads = {quad.triple for quad in article().store.quads() if str(quad.graph_name) == f"<{name}>"}
    assert len(dataset().get_context(name)) == len(quads) > 0
    assert rdflib.URIRef(SCHEMES["Role"] + "mediator") in set(dataset().objects())


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.add((THING, rdflib.RDF.type, THING)),
        lambda data: data.remove((None, None, None)),
        lambda data: data.addN([(THING, rdflib.RDF.type, THING, data.default_graph)]),
        lambda data: data.graph(THING),
        lambda data: data.remove_graph(THING),
        lambda data: data.parse(data="<a:a> <a:b> <a:c> .", format="turtle"),
        lambda data: data.update("DELETE WHERE { ?s ?p ?o }"),
        lambda data: data.update("INSERT DATA { <a:a> <a:b> <a:c> }"),
        lambda data: data.update("LOAD <http://127.0.0.1:9/>"),
    ],
)
def test_nothing_changes_it(change: Callable[[rdflib.Dataset], object]) -> None:
    before = len(list(article().store.quads()))
    with pytest.raises(ModificationException):
        change(open_dataset(article().store))
    assert len(list(article().store.quads())) == before


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p ?o { SERV\\u0049CE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } } }",
        "SELECT * FROM <http://127.0.0.1:9/> { ?a ?b ?c }",
        "ASK FROM NAMED <file:///etc/hostname> { GRAPH ?g { ?a ?b ?c } }",
    ],
)
def test_no_query_reaches_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **more: object) -> None:
        raise AssertionError("it reaches out")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    for query in (text, prepareQuery(text)):
        with pytest.raises(UsageError, match=r"reaches out: (SERVICE|FROM)"):
            list(dataset().query(query))


def test_what_no_store_has_is_not_found() -> None:
    assert list(dataset().triples((rdflib.Literal("x"), None, None))) == []
    assert list(dataset().triples((rdflib.URIRef("no iri"), None, None))) == []
    assert dict(dataset().namespaces())["akg"] == rdflib.URIRef(AKG)
