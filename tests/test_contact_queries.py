"""Named queries on event data: from the contact table the same rows as by SPARQL, with every clock."""

from __future__ import annotations

import shutil
from itertools import product
from typing import Any

import pytest
from cases import shipped
from coded_case import say
from generate_events import icews_row, write_icews_rows
from shared_graphs import shipped_folder
from tiers import mark_others

from kg.claims.makers import curated_portion, has_coded_claims
from kg.graph import Graph
from kg.queries.binding import run_bound, run_query
from kg.queries.from_columns import answer_from_columns
from kg.queries.names import ids_of, names_of
from kg.queries.questions import find_query

pytest.importorskip("duckdb", reason="event data takes DuckDB")


COUNTRIES = ("Russia", "Ukraine", "Turkey", "Israel", "Germany", "France")
CODES = ("040", "041", "042", "043", "046", "036", "045", "112")
ASKED: list[tuple[str, dict[str, str]]] = [
    ("bridges", {}),
    ("bridges", {"conflict": "russia-ukraine-war"}),
    ("shuttles", {}),
    ("shuttles", {"days": "2"}),
    ("shuttles", {"actor": "turkey"}),
    ("talks", {}),
    ("talks", {"actor": "Turkey"}),
    ("talks", {"actor": "putin"}),
]
CLOCKS: list[dict[str, Any]] = [
    {},
    {"until": "2022-03-20"},
    {"since": "2022-03-10", "certainly": True},
    {"known_by": "2022-03-31"},
    {"claims": "curated"},
    {"claims": "coded"},
]


def make_rows() -> list[dict[str, str]]:
    """Meetings and calls of both sides with third parties in the months of the shipped case, and acts among them."""
    rows = []
    for number in range(240):
        one, other = COUNTRIES[number % 6], COUNTRIES[(number // 6 + number) % 6]
        day, code = f"2022-{2 + number % 5:02}-{1 + number % 27:02}", CODES[number % 8]
        if one != other:
            rows.append(
                icews_row(
                    event_id=str(7_000_000 + number),
                    event_date=day,
                    source_name=one,
                    source_country=one,
                    target_name=other,
                    target_country=other,
                    cameo_code=code,
                )
            )
    return rows


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The shipped case with made-up coded rows."""
    from kg.building.imports import import_events

    folder = tmp_path_factory.mktemp("events")
    shutil.copytree(shipped_folder(), folder / "graph")
    import_events("icews", [write_icews_rows(folder / "rows.tab", make_rows())], graph=folder / "graph")
    return Graph.open(folder / "graph")


@pytest.fixture(scope="module")
def views(graph: Graph) -> dict[str, Graph]:
    """The views by each of the clocks, made and their contacts projected once."""
    return {say(clocks): graph.view(**clocks) for clocks in CLOCKS}


@pytest.mark.parametrize(
    ("name", "values", "clocks"),
    mark_others(
        (
            (name, values, clocks)
            for (name, values), clocks in product(ASKED, CLOCKS)
            # No claim that a program coded tells of a conflict.
            if "conflict" not in values or clocks.get("claims") != "coded"
        ),
        lambda name, values, clocks: name,
    ),
    ids=lambda given: given if isinstance(given, str) else say(given) or "all",
)
def test_the_contact_table_gives_the_rows_of_sparql(
    views: dict[str, Graph], name: str, values: dict[str, str], clocks: dict[str, Any]
) -> None:
    view = views[say(clocks)]
    assert view.contacts is not None
    assert answer_from_columns(view.contacts, name, values) is not None
    expected = run_query(view.store, find_query(name), values)
    assert view.query(name, **values) == expected
    if not clocks and values.get("actor") != "putin":
        assert len(expected) > len(shipped().query(name, **values)), "coded claims must matter"


@pytest.mark.slow
def test_conflicts_are_those_of_all_claims(graph: Graph) -> None:
    query = find_query("conflicts")
    assert has_coded_claims(graph.store) and not has_coded_claims(curated_portion(graph.store))
    whole = run_bound(graph.store, query, {})
    assert graph.query("conflicts") == whole and len(whole) > 10


def test_names_are_found_without_all_others(graph: Graph) -> None:
    names: dict[str, set[str]] = {}
    for id, name in names_of(graph.store):
        names.setdefault(name.lower(), set()).add(id)
    assert len(names) > 100
    for name, ids in list(names.items())[::5]:
        assert ids_of(graph.store, name) == sorted(ids)
    assert ids_of(graph.store, "TÜRKIYE") == ["turkey"]
    assert ids_of(graph.store, "Nobody at all") == []
