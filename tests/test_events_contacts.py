"""The contact table says the same as the projection of the triples, at every level."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from event_graphs import import_rows, read_parquet
from generate_events import icews_row, write_gdelt, write_icews, write_icews_rows, write_mend
from shared_graphs import shipped_folder
from tiers import mark_others

from kg.building.imports import import_events
from kg.claims.clocks import Clocks
from kg.derived.contact_table import ContactTable
from kg.errors import UsageError
from kg.graph import Graph

LEVELS = {"person": ("a", "b"), "organisation": ("a_body", "b_body"), "state": ("a_state", "b_state")}
NAMES = "claim a b a_role b_role status a_for b_for at_the_table date earliest latest source event event_status"
COLUMNS = NAMES.replace(" ", ", ")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The shipped case with made-up events of all three data sets around its days."""
    folder = tmp_path_factory.mktemp("contacts")
    shutil.copytree(shipped_folder(), folder / "graph")
    made = write_icews(folder / "i.tab", rows=300, days=20, start=date(2022, 3, 1))
    rows = [
        icews_row(event_id=n, event_date="2022-03-10", cameo_code=code, source_name=name, source_country="Turkey",
                  target_name="Vladimir Putin", target_country="Russian Federation")
        for n, (name, code) in enumerate([("Recep Tayyip Erdoğan", "041"), ("Foreign Minister (Turkey)", "045"),
                                          ("Police (Turkey)", "042"), ("Turkey", "043"), ("Turkey", "046")], 1)
    ]  # fmt: skip
    import_events("icews", [made, write_icews_rows(folder / "known.tab", rows)], graph=folder / "graph")
    import_events("gdelt", [write_gdelt(folder / "g.csv", rows=300)], graph=folder / "graph")
    return import_events("mend", [write_mend(folder / "m.csv", rows=100)], graph=folder / "graph").graph  # type: ignore[return-value]


def text(value: Any) -> str:
    return "" if value is None else str(value)


def table(graph: Graph, columns: str) -> list[tuple[Any, ...]]:
    assert graph.folder is not None
    return read_parquet(graph.folder / "contacts.parquet", f"SELECT {columns} FROM rows")


@cache
def view(graph: Graph, **clocks: Any) -> Graph:
    """A view, whose claims are chosen once."""
    return graph.view(**clocks)


@cache
def contacts(graph: Graph, level: str, **clocks: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """The contacts of a view, projected once."""
    network = view(graph, **clocks).network(level=level, layers=["contact"])
    return [(u, v, data) for u, v, data in network.edges(data=True) if data["layer"] == "contact"]


@pytest.mark.slow
def test_persons_with_everything_that_is_told(graph: Graph) -> None:
    expected = Counter(
        tuple(map(text, (
            data["claim"], u, v, *data["roles"], data["status"], *data["on_behalf_of"], data["at_the_table"],
            data["date"], data["earliest"], data["latest"], data["source"], data["event"], data["event_status"],
        )))
        for u, v, data in contacts(graph, "person")
    )  # fmt: skip
    found = Counter(tuple(map(text, row)) for row in table(graph, COLUMNS))
    assert found == expected
    assert sum(found.values()) > 200


@pytest.mark.slow
def test_which_are_coded_and_how_many_reports(graph: Graph) -> None:
    expected = Counter((data["claim"], bool(data.get("coded"))) for _, _, data in contacts(graph, "person"))
    assert Counter(table(graph, "claim, coded")) == expected
    assert {coded for _, coded in expected} == {True, False}
    rows = graph.store.rows("SELECT ?claim ?n WHERE { ?claim akg:rowCount ?n }")
    numbers = {row["claim"].value.rpartition("/")[2]: int(row["n"].value) for row in rows}
    reports = table(graph, "claim, reports, coded")
    assert all(number == (numbers[claim] if coded else 1) for claim, number, coded in reports)
    assert max(number for _, number, _ in reports) > 1


@pytest.mark.slow
def test_channels(graph: Graph) -> None:
    query = "SELECT ?claim ?class WHERE { ?claim akg:states ?node GRAPH ?claim { ?node a ?class } }"
    classes = {
        row["claim"].value.partition("/claim/")[2]: row["class"].value.rpartition("/")[2]
        for row in graph.store.rows(query)
    }
    found = table(graph, "claim, channel")
    assert [(claim, channel) for claim, channel in found if classes[claim] != channel] == []
    assert {"PhoneCall", "Visit", "Contact"} <= {channel for _, channel in found}


@pytest.mark.parametrize("level", ["organisation", "state"])
@pytest.mark.slow
def test_levels(level: str, graph: Graph) -> None:
    """Pairs that fall together at a level are no edge there."""
    a, b = LEVELS[level]
    expected = Counter((data["claim"], frozenset((u, v))) for u, v, data in contacts(graph, level))
    rows = table(graph, f"claim, {a}, {b}")
    found = Counter((claim, frozenset((u, v))) for claim, u, v in rows if u and v and u != v)
    assert found == expected


@pytest.mark.slow
def test_days_on_which_sources_were_out(graph: Graph) -> None:
    query = "SELECT ?source ?first ?last WHERE { ?source akg:publisher ?by ; akg:earliest ?first ; akg:latest ?last }"
    days = {
        row["source"].value.rpartition("/")[2]: (row["first"].value, row["last"].value)
        for row in graph.store.rows(query)
    }
    for source, known, last in table(graph, "source, known, known_last"):
        assert source is None or (str(known), str(last)) == days[source]


SETTINGS: list[dict[str, Any]] = [
    {}, {"since": "2022-03-05"}, {"on": "2022-03-10"}, {"known_by": "2022-03-20"}, {"claims": "curated"},
    {"until": "2023-03-01", "certainly": True, "claims": "coded"},
]  # fmt: skip


def counted(graph: Graph, level: str, settings: dict[str, Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Pairs by hand: contacts that were held, with both at the table; several accounts of one event count once.

    Whom coded actors belong to is told by the whole graph, also where a view has only a part of its claims.
    """
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    passing = {data["claim"] for _, _, data in contacts(graph, "person", **settings)}
    edges = [edge for edge in contacts(graph, level) if edge[2].get("coded") and edge[2]["claim"] in passing]
    edges += [edge for edge in contacts(graph, level, **settings) if not edge[2].get("coded")]
    for u, v, data in edges:
        if data["at_the_table"] and data["status"] == "exercised" and data["event_status"] == "held":
            pairs[min(u, v), max(u, v)].append(data)
    return {
        pair: (
            len({data["event"] for data in found}),
            min(filter(None, (data["earliest"] for data in found)), default=None),
            max(filter(None, (data["latest"] for data in found)), default=None),
            len({data["event"] for data in found if data.get("coded")}),
        )
        for pair, found in pairs.items()
    }  # fmt: skip


@cache
def table_of(graph: Graph, **settings: Any) -> ContactTable:
    """The table by some clocks, with its curated claims chosen and projected once for all levels."""
    assert graph.contacts is not None
    return graph.contacts.by(Clocks.read(**settings))


@pytest.mark.parametrize(
    ("level", "settings"),
    mark_others(product(LEVELS, SETTINGS), lambda level, _: level, lambda _, settings: "claims" in settings),
    ids=str,
)
@pytest.mark.slow
def test_pairs_and_network(level: str, settings: dict[str, Any], graph: Graph) -> None:
    expected = counted(graph, level, settings)
    contact_table = table_of(graph, **settings)
    pairs = contact_table.count_pairs(level=level)
    found = {(u, v): (n, text(first) or None, text(last) or None, coded) for u, v, n, first, last, coded in pairs}
    assert found == {pair: (n, text(a) or None, text(b) or None, coded) for pair, (n, a, b, coded) in expected.items()}
    assert pairs == sorted(pairs, key=lambda row: (-row[2], row[0], row[1]))
    assert contact_table.count_pairs(level=level, limit=3) == pairs[:3]
    network = contact_table.make_network(level=level)
    made = {
        (min(u, v), max(u, v)): (data["contacts"], data["first"], data["last"], data["coded"])
        for u, v, data in network.edges(data=True)
    }
    assert made == found and network.graph["level"] == level
    assert all(data["weight"] == data["contacts"] for _, _, data in network.edges(data=True))
    assert isinstance(network, nx.Graph) and not network.is_directed()


@pytest.mark.slow
def test_unknown_level(graph: Graph) -> None:
    with pytest.raises(UsageError, match="no level 'village'"):
        table_of(graph).count_pairs(level="village")


@pytest.mark.slow
def test_the_same_contact_from_both_sides_is_one_row(tmp_path: Path) -> None:
    sides = {"target_name": "Turkey", "target_country": "Turkey", "source_name": "Russia", "source_country": "Russia"}
    done = import_rows("icews", [icews_row(), icews_row(event_id="2", **sides)], tmp_path)
    assert done.graph is not None
    assert table(done.graph, "a, b, reports") == [("russia", "turkey", 2)]


def test_a_chain_of_coded_talks_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The network of event data has no words for its claims; `kg path` gets them from the store."""
    from kg.cli.asking import path

    row = icews_row(event_id="7", cameo_code="041", source_name="Kenya", source_country="Kenya",
                    target_name="Somalia", target_country="Somalia")  # fmt: skip
    import_rows("icews", [row], tmp_path)
    clocks = {
        "on": None,
        "since": None,
        "until": None,
        "known_by": None,
        "certainly": False,
        "claims": "all",
        "without": "",
    }
    path(graph=tmp_path / "graph", start="Kenya", end="somalia", level="state", **clocks)
    told = capsys.readouterr().out
    assert "Phone call between Kenya and Somalia" in told and "(machine-coded)" in told


@pytest.mark.slow
def test_an_unknown_level_is_told(graph: Graph) -> None:
    for ask in (graph.network, lambda **given: graph.analyse("betweenness", level=given["level"])):
        with pytest.raises(UsageError, match="there is no level 'town'"):
            ask(level="town", layers=["contact"])
