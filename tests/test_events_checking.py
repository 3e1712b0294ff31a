"""The checks in SQL find what SHACL finds: each is broken in turn, and both name the same claims."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb", reason="event data takes DuckDB: pip install 'actor-kg[events]'")

import pyoxigraph as ox
from generate_events import icews_row, mend_row, write_icews_rows, write_mend_rows

from kg.building.imports import import_events
from kg.claims.clocks import Clocks
from kg.events.column_shapes import check_claims, list_checks, shape_messages
from kg.events.data_sets import DataSet, list_data_sets
from kg.events.quads import publisher_id, write_claim_quads, write_part_quads
from kg.events.views import open_data_set
from kg.graph import Graph
from kg.model.crosswalks import EVENT_CODE_SPACES
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, ID, RDF, core_files, load_vocabulary, read_ontology, shapes_file
from kg.store.columns import open_columns
from kg.store.rdflib_graphs import to_rdflib

SH = "http://www.w3.org/ns/shacl#"
CALL, TALKS, MEETING, VISIT = "icews-1", "icews-2", "icews-3", "icews-4"
OFFER, SIGNED, STANCE = "icews-5", "icews-6", "icews-7"

# What breaks each shape, in columns, and the claims that then break it.
BREAKS: dict[str, tuple[str, set[str]]] = {
    "phone-call-needs-two": (f"DELETE FROM parts WHERE claim = '{CALL}' AND actor = 'france'", {CALL}),
    "talks-need-two": (f"DELETE FROM parts WHERE claim = '{TALKS}' AND actor = 'france'", {TALKS}),
    "meeting-needs-two": (f"DELETE FROM parts WHERE claim = '{MEETING}' AND actor = 'france'", {MEETING}),
    "contact-needs-participant": (f"DELETE FROM parts WHERE claim = '{VISIT}'", {VISIT}),
    "act-needs-speaker": (f"UPDATE parts SET role = 'addressee' WHERE claim = '{OFFER}'", {OFFER}),
    "agreement-needs-two": (f"DELETE FROM parts WHERE claim = '{SIGNED}' AND actor = 'france'", {SIGNED}),
    "during-an-event": (f"UPDATE claims SET during = 'nothing' WHERE claim = '{CALL}'", {CALL}),
    "place-is-a-place": (f"UPDATE claims SET place = 'france' WHERE claim = '{CALL}'", {CALL}),
    "topic-is-a-topic": (f"UPDATE claims SET topics = ['no-topic'] WHERE claim = '{CALL}'", {CALL}),
    "participation-one-participant": (
        f"UPDATE parts SET actor = NULL WHERE claim = '{VISIT}' AND role = 'host'",
        {VISIT},
    ),
    "participant-is-actor-or-office": (
        f"UPDATE parts SET actor = 'nobody' WHERE claim = '{CALL}' AND actor = 'france'",
        {CALL},
    ),
    "in-office-is-an-office": (f"UPDATE parts SET office = 'france' WHERE claim = '{CALL}'", {CALL}),
    "participation-one-role": (f"UPDATE claims SET concern_role = NULL WHERE claim = '{OFFER}'", {OFFER}),
    "role-is-a-role": (f"UPDATE parts SET role = 'king' WHERE claim = '{CALL}'", {CALL}),
    "participation-one-status": (f"UPDATE claims SET concern_status = NULL WHERE claim = '{OFFER}'", {OFFER}),
    "role-status-is-known": (f"UPDATE parts SET status = 'wished' WHERE claim = '{CALL}'", {CALL}),
    "on-behalf-of-actor": (f"UPDATE parts SET behalf = 'nobody' WHERE claim = '{CALL}' AND actor = 'france'", {CALL}),
    "claim-needs-source": (f"UPDATE claims SET source = NULL WHERE claim = '{TALKS}'", {TALKS}),
    "source-is-a-source": (f"UPDATE claims SET source = 'france' WHERE claim = '{TALKS}'", {TALKS}),
    "row-is-an-id": (f"UPDATE claims SET rows = ['a' || chr(10) || 'b'] WHERE claim = '{CALL}'", {CALL}),
    "row-count-at-least-one": (f"UPDATE claims SET rows = [] WHERE claim = '{CALL}'", {CALL}),
    "article-count-at-least-one": (f"UPDATE claims SET articles = -1 WHERE claim = '{CALL}'", {CALL}),
    "publisher-count-at-least-one": (f"UPDATE claims SET publishers = -1 WHERE claim = '{CALL}'", {CALL}),
    "stance-needs-holder": (f"UPDATE claims SET first = NULL WHERE claim = '{STANCE}'", {STANCE}),
    "stance-needs-object": (f"UPDATE claims SET second = NULL WHERE claim = '{STANCE}'", {STANCE}),
    "holder-is-actor-or-office": (f"UPDATE claims SET first = 'nobody' WHERE claim = '{STANCE}'", {STANCE}),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("checking")
    codes = {"1": "041", "2": "046", "3": "044", "4": "042", "5": "039", "6": "057", "7": "111"}
    sides = {"source_name": "Germany", "source_country": "Germany", "target_name": "France", "target_country": "France"}
    rows = [icews_row(event_id=number, cameo_code=code, **sides) for number, code in codes.items()]
    write_icews_rows(folder / "rows.tab", rows)
    write_mend_rows(folder / "rows.csv", [mend_row(agmt="1", agmt_name="An agreement")])
    import_events("icews", [folder / "rows.tab"], graph=folder / "graph")
    import_events("mend", [folder / "rows.csv"], graph=folder / "graph")
    return Graph.open(folder / "graph")


@cache
def known_things(graph: Graph) -> dict[str, str]:
    """The classes of what the register has, as the store tells them."""
    kind = ox.NamedNode(RDF + "type")
    return {
        quad.subject.value.removeprefix(ID): quad.object.value.removeprefix(AKG)  # type: ignore[union-attr]
        for quad in graph.store.match(None, kind, graph=ox.DefaultGraph())
        if quad.object != ox.NamedNode(AKG + "Claim")
    }


@cache
def register_triples(graph: Graph) -> list[Any]:
    """What is told beside the claims, and the ontology."""
    told = graph.store.match(graph=ox.DefaultGraph())
    return [*(quad.triple for quad in told if "/claim/" not in str(quad.subject)), *read_ontology(core_files())]


@cache
def read_shapes() -> Any:
    return to_rdflib(read_ontology((shapes_file(),)))


def shacl_findings(connection: Any, graph: Graph, data_set: DataSet, work: Path) -> dict[str, set[str]]:
    """What pyshacl finds in the quads that are made of the tables: shape → claims."""
    import pyshacl
    import rdflib

    triples = [*register_triples(graph)]
    space = EVENT_CODE_SPACES[data_set.importer.scheme]
    iris = make_iris(ID)
    owner: dict[str, str] = {}
    users: dict[str, set[str]] = {}
    for file in (
        *write_claim_quads(connection, work, iris=iris, according_to=publisher_id(data_set.importer), code_space=space),
        *write_part_quads(connection, work, iris=iris),
    ):
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS):
            triples.append(quad.triple)
            if isinstance(quad.graph_name, ox.NamedNode):
                owner[str(getattr(quad.subject, "value", ""))] = quad.graph_name.value
                users.setdefault(str(getattr(quad.object, "value", "")), set()).add(quad.graph_name.value)
    _, report, _ = pyshacl.validate(to_rdflib(triples), shacl_graph=read_shapes(), inference="none", inplace=True)
    found: dict[str, set[str]] = {}
    for result in report.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(SH + "ValidationResult")):
        if str(report.value(result, rdflib.URIRef(SH + "resultSeverity"))) == SH + "Info":
            continue
        shape = str(report.value(result, rdflib.URIRef(SH + "sourceShape"))).rpartition("/")[2]
        focus = str(report.value(result, rdflib.URIRef(SH + "focusNode")))
        graphs = {owner[focus]} if focus in owner else users.get(focus, {focus})
        names = {graph.partition("#")[0].removeprefix(ID).removeprefix("claim/") for graph in graphs}
        found.setdefault(shape, set()).update(names)
    return found


def test_each_check_is_that_of_a_shape() -> None:
    assert set(list_checks()) == set(BREAKS)
    assert set(list_checks()) <= set(shape_messages())


@pytest.mark.slow
def test_what_is_imported_is_sound(graph: Graph, tmp_path: Path) -> None:
    for data_set in list_data_sets(graph.info.events):
        with open_columns() as connection:
            open_data_set(connection, data_set, graph.folder or tmp_path, Clocks())
            assert check_claims(connection, known_things(graph), load_vocabulary()) == []
            assert shacl_findings(connection, graph, data_set, tmp_path) == {}


@pytest.mark.parametrize(
    "shape", [pytest.param(shape, marks=pytest.mark.slow if n % 6 else []) for n, shape in enumerate(sorted(BREAKS))]
)
@pytest.mark.slow
def test_what_is_broken_is_found_by_both(shape: str, graph: Graph, tmp_path: Path) -> None:
    statement, claims = BREAKS[shape]
    data_set = next(each for each in list_data_sets(graph.info.events) if each.importer.name == "icews")
    with open_columns() as connection:
        open_data_set(connection, data_set, graph.folder or tmp_path, Clocks())
        connection.execute(statement)
        broken = check_claims(connection, known_things(graph), load_vocabulary())
        found = {each.shape: set(each.claims) for each in broken}
        assert found.get(shape) == claims
        if shape in ("article-count-at-least-one", "publisher-count-at-least-one", "participation-one-participant"):
            return  # what is NULL or 0 is not written at all
        by_shacl = shacl_findings(connection, graph, data_set, tmp_path)
    assert by_shacl.get(shape, set()) == claims
    assert set(found) <= set(by_shacl)
