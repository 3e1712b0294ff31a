"""What claims amount to: the rules give the same in SQLite and DuckDB, as rows and as RDF, and what a person reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph
from hypothesis import Phase, given, settings
from shared_graphs import article_graph, rivals_graph, shipped_graph
from strategies import records as datasets

from kg.claims.content import Content, read_content
from kg.derived.base_tables import TABLES, claim_tables, columns_of
from kg.derived.deriving import Relations
from kg.derived.relation_quads import relation_lines, relation_quads
from kg.derived.rules import Rule, derive, kinds_of, list_rules
from kg.derived.terms import KEPT
from kg.graph import Graph
from kg.model.records import Records
from kg.model.triples import make_iris, make_quads
from kg.model.vocabulary import AKG, read_ontology
from kg.store.columns import create_table, open_columns
from kg.store.oxigraph import Store, derived_graph

GRAPHS = {"shipped": shipped_graph, "article": article_graph, "rivals": rivals_graph}


def by_duckdb(content: Content, base: str) -> tuple[dict[str, list[tuple[Any, ...]]], set[str]]:
    """All relations, and the lines of those that are kept as RDF, as DuckDB makes them."""
    tables, found, made = claim_tables(content), dict[str, list[tuple[Any, ...]]](), set(TABLES)
    with open_columns() as connection:
        for name in TABLES:
            create_table(connection, name, columns_of(name), tables[name])

        def make(name: str, rule: Rule | None) -> None:
            assert rule is not None
            connection.execute(f"CREATE TABLE {name} AS {rule.select}")

        for name, rule in list_rules().items():
            derive(name, made, make)
            found[name] = connection.execute(f"SELECT {', '.join(rule.columns)} FROM {name}").fetchall()
        connection.execute("CREATE VIEW curated_statements AS FROM statements")
        iris = make_iris(base)
        texts = [row[0] for kept in KEPT for row in connection.execute(relation_lines(kept, iris)).fetchall()]
    return found, {line for text in texts for line in text.split("\n") if line}


def ordered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: tuple((value is not None, str(value)) for value in row))


@pytest.mark.parametrize("name", GRAPHS)
def test_both_engines_give_the_same(name: str) -> None:
    pytest.importorskip("duckdb", reason="event data takes DuckDB")
    graph = GRAPHS[name]()
    content = read_content(graph.store)
    relations = Relations.of(content)
    rows, lines = by_duckdb(content, graph.base)
    for relation in list_rules():
        assert ordered(rows[relation]) == ordered(relations.rows(relation)), relation
    quads = [quad for quad in relation_quads(relations, make_iris(graph.base)) if "/derived/" in str(quad.subject)]
    assert lines == {f"{quad} ." for quad in quads}


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(datasets())
def test_both_engines_give_the_same_of_any_data_set(records: Records) -> None:
    pytest.importorskip("duckdb", reason="event data takes DuckDB")
    base = "https://example.org/data/"
    store = Store(base=base)
    store.load(make_quads(records, make_iris(base)))
    content = read_content(store)
    relations = Relations.of(content)
    rows, lines = by_duckdb(content, base)
    for relation in list_rules():
        assert ordered(rows[relation]) == ordered(relations.rows(relation)), relation
    quads = [quad for quad in relation_quads(relations, make_iris(base)) if "/derived/" in str(quad.subject)]
    assert lines == {f"{quad} ." for quad in quads}


def test_columns_have_kinds_that_both_engines_know() -> None:
    kinds = {kind for rule in list_rules().values() for kind in kinds_of(rule.columns).values()}
    assert kinds <= {"VARCHAR", "DATE", "BOOLEAN", "BIGINT"}


def test_every_property_and_class_stands_in_the_ontology() -> None:
    known = {triple.subject.value for triple in read_ontology() if hasattr(triple.subject, "value")}
    for kept in KEPT:
        columns = list_rules()[kept.relation].columns
        assert AKG + kept.class_name in known
        for held in kept.properties:
            assert held.column in columns, held
            assert held.predicate in known, held


def test_a_graph_of_its_own_that_is_no_fact(tmp_path: Path) -> None:
    graph = shipped_graph()
    own = list(graph.store.match(graph=derived_graph(graph.base)))
    assert len(own) > 1_000
    assert not [quad for quad in graph.store.quads() if quad.graph_name == derived_graph(graph.base)]
    assert "/derived" not in graph.export("trig")
    asked = "SELECT ?x WHERE { GRAPH ?claim { ?x akg:date|akg:earliest|akg:role|akg:participant|akg:event ?y } FILTER("
    assert graph.sparql(f"{asked}STRENDS(STR(?claim), '/derived')) }}").rows == []


def rows_of(graph: Graph, relation: str) -> list[dict[str, Any]]:
    return Relations.of(read_content(graph.store)).named(relation)


def test_who_acts_for_two_has_a_row_for_each(tmp_path: Path) -> None:
    claim = (
        toy_contact("two", "2031-05-06", "ada belligerent") + "\n    cleo: {role: mediator, for: [corland, dorland]}"
    )
    graph = toy_graph(tmp_path, claim)
    assert {(row["who"], row["whom"], row["whom_for"]) for row in rows_of(graph, "talks")} == {
        ("ada", "cleo", "corland"),
        ("ada", "cleo", "dorland"),
    }
    assert {row["for"] or row["whom_for"] for row in graph.query("talks", actor="cleo")} >= {"corland", "dorland"}
    assert "dorland" in graph.network(level="state")
