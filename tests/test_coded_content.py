"""Claims of event data from columns: the same content, networks and measures as from the triples of the same graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import combinations, product
from typing import Any

import networkx as nx
import pytest
from coded_case import CLOCKS, say
from tiers import mark_others, slow_but

from kg.analysis import find_paths
from kg.claims.content import Content, Stated
from kg.claims.things import read_things
from kg.derived.coded import read_all
from kg.errors import UsageError
from kg.graph import Graph
from kg.network import LAYERS, project_events, project_network
from kg.network.levels import LEVELS
from kg.store.oxigraph import Store

pytest.importorskip("duckdb", reason="event data takes DuckDB")

MEASURES = ("mediators", "co-mediation", "event-brokerage", "balance", "reciprocity", "cut-points", "brokerage")
FAST: tuple[dict[str, Any], ...] = ({}, {"known_by": "2022-03-31"}, {"claims": "coded", "since": "2022-04-01"})
by_clocks = pytest.mark.parametrize("clocks", slow_but(CLOCKS, *FAST), ids=lambda clocks: say(clocks) or "all")


read_once = cache(read_all)


def read_triples(view: Graph) -> Content:
    """What the claims of a view say, by its triples."""
    return read_once(None, view.store)


@pytest.fixture(autouse=True)
def reading_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a view says, by its columns and by its triples, is read once for all networks and measures."""
    for module in ("kg.derived.coded", "kg.network.projections", "kg.analysis.measures.inputs"):
        monkeypatch.setattr(f"{module}.read_all", read_once)
    monkeypatch.setattr("kg.analysis.measures.inputs.read_content", partial(read_once, None))


def told(claim: Stated) -> tuple[Any, ...]:
    """What a claim says, without what it rests on and the figure that only columns have."""
    values = {name: value for name, value in claim.values.items() if name not in ("basis", "goldstein")}
    concern = (claim.concern, claim.concern_of)
    return claim.node, claim.type, values, claim.parts, concern, claim.links, claim.sides


def ties(network: nx.MultiDiGraph) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (u, v, key): {name: value for name, value in data.items() if name != "goldstein"}
        for u, v, key, data in network.edges(keys=True, data=True)
    }


@pytest.mark.parametrize("clocks", slow_but(CLOCKS, {}), ids=lambda clocks: say(clocks) or "all")
def test_paths_by_the_contact_table_are_those_of_the_network(
    coded_views: Callable[..., Graph], clocks: dict[str, Any]
) -> None:
    view, found = coded_views(clocks), 0
    assert view.contacts is not None
    for level in LEVELS:
        network = view.network(level=level, layers=["contact"])
        actors = sorted(name for name in network if network.degree(name))
        for start, end in list(combinations(actors, 2))[:: max(1, len(actors) ** 2 // 16)]:
            try:
                expected = find_paths(network, start, end)
            except UsageError:
                with pytest.raises(UsageError):
                    view.path(start, end, level=level)
                continue
            assert view.path(start, end, level=level) == expected
            found += len(expected)
    assert found


def test_the_table_of_things_has_those_of_the_store(coded_case: Graph) -> None:
    table = coded_case.store.things
    assert table is not None and table.is_file()
    things = read_things(coded_case.store)
    assert things == read_things(Store(coded_case.store.path, base=coded_case.base)) and list(things) == sorted(things)
    assert {"erdogan", "icews-publisher"} <= things.keys()


@by_clocks
def test_columns_say_what_triples_say(coded_views: Callable[..., Graph], clocks: dict[str, Any]) -> None:
    view = coded_views(clocks)
    assert view.contacts is not None
    expected = read_triples(view)
    found = read_all(view.contacts, view.store)
    assert list(found.claims) == list(expected.claims)
    assert [told(claim) for claim in found.claims.values()] == [told(claim) for claim in expected.claims.values()]
    assert {name: found.things.get(name) for name in expected.things} == expected.things
    assert found.sides == expected.sides
    coded = {claim.id for claim in expected.claims.values() if claim.is_coded(expected.vocabulary)}
    assert coded if clocks.get("claims") != "curated" else not coded


@pytest.mark.parametrize(
    ("level", "clocks"),
    mark_others(product(LEVELS, CLOCKS), lambda level, _: level, lambda _, clocks: sorted(clocks)[:1] == ["claims"]),
    ids=lambda given: given if isinstance(given, str) else say(given) or "all",
)
def test_networks_are_those_of_triples(coded_views: Callable[..., Graph], level: str, clocks: dict[str, Any]) -> None:
    view = coded_views(clocks)
    network = view.network(level=level)
    expected = project_network(view.store, level=level, content=read_triples(view))
    assert ties(network) == ties(expected)
    assert dict(network.nodes(data=True)) == dict(expected.nodes(data=True))
    assert network.graph["conflicts"] == expected.graph["conflicts"]
    layers = ("contact", "act", "agreement")
    events = view.events(level=level, layers=layers)
    both = project_events(view.store, level=level, layers=layers, title=view.title, content=read_triples(view))
    assert nx.utils.graphs_equal(events, both)


@pytest.mark.parametrize(
    ("measure", "level"),
    mark_others(
        (
            (measure, level)
            for n, measure in enumerate(MEASURES)
            for level in (("person", "state"), ("state", "person"))[n % 2]
        ),
        lambda measure, _: measure,
    ),
)
def test_measures_are_those_of_triples(coded_case: Graph, measure: str, level: str) -> None:
    slow = Graph(coded_case.store, coded_case.info)
    assert slow.contacts is None
    found = coded_case.analyse(measure, level=level)
    assert found == slow.analyse(measure, level=level)
    assert len(found) > 0


@pytest.mark.slow
def test_the_brief_is_that_of_triples(coded_case: Graph) -> None:
    said = [sentence.words for sentence in coded_case.brief()]
    assert said == [sentence.words for sentence in Graph(coded_case.store, coded_case.info).brief()]


def test_intensity_takes_the_figures_of_event_data(coded_case: Graph) -> None:
    """The made-up rows have one figure per code; a pair with contacts and acts has the mean of its own."""
    rows = coded_case.view(claims="coded").analyse("intensity").rows
    figures = [row["goldstein"] for row in rows if row["goldstein"] is not None]
    assert figures and all(-10 <= figure <= 10 for figure in figures)
    assert all(row["goldstein"] is None for row in coded_case.view(claims="curated").analyse("intensity"))


def test_all_layers_are_there(coded_case: Graph) -> None:
    coded = {data["layer"] for _, _, data in coded_case.view(claims="coded").network().edges(data=True)}
    assert coded >= {"contact", "act", "stance"} and coded <= set(LAYERS)


@pytest.mark.slow
def test_coded_claims_are_records(coded_case: Graph) -> None:
    claims = list(coded_case)
    coded = {claim.id for claim in claims if claim.check == "machine-coded"}
    assert len(claims) == len(coded_case) and coded
    assert {claim.id for claim in coded_case.view(claims="curated")} == {claim.id for claim in claims} - coded


def test_what_columns_tell_needs_no_view_of_the_store(coded_case: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Graph, "_choose", None)
    assert len(coded_case.view(since="2022-03-01").query("talks", actor="erdogan")) > 0
