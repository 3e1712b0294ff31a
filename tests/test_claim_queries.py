"""Named queries on event data: from the columns of coded claims the same rows as by SPARQL, in its order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cases import shipped
from coded_case import CLOCKS, say
from tiers import cover, mark_others

from kg.claims.clocks import Clocks, view_store
from kg.derived.contact_table import ContactTable
from kg.derived.relation_quads import add_relations
from kg.errors import UsageError
from kg.graph import Graph
from kg.queries.binding import run_query
from kg.queries.from_columns import answer_from_columns
from kg.queries.questions import find_query
from kg.store.oxigraph import Store

ASKED: list[tuple[str, dict[str, str]]] = [
    ("acts", {}),
    ("acts", {"actor": "turkey"}),
    ("acts", {"actor": "erdogan"}),
    ("acts", {"type": "demand"}),
    ("acts", {"topic": "mediation"}),
    ("acts", {"actor": "turkey", "type": "demand", "topic": "peace"}),
    ("claims", {"about": "turkey"}),
    ("claims", {"about": "erdogan"}),
    ("claims", {"about": "mediation"}),
    ("claims", {"about": "icews-publisher"}),
    ("claims", {"about": "icews-7000016"}),
    ("claims", {"about": "ankara"}),
    ("claims", {"about": "claim/icews-7000016#turkey/speaker"}),
    ("hosted", {}),
    ("hosted", {"host": "turkey"}),
    ("offers", {}),
    ("offers", {"actor": "turkey"}),
    ("offers", {"state": "open"}),
    ("offers", {"state": "answered"}),
    ("roles", {}),
    ("roles", {"actor": "turkey"}),
    ("roles", {"role": "mediator"}),
    ("roles", {"role": "participant"}),
    ("roles", {"status": "offered"}),
    ("roles", {"of": "russia-ukraine-war"}),
    ("roles", {"of": "icews-7000016"}),
    ("stances", {}),
    ("stances", {"actor": "turkey"}),
    ("stances", {"target": "turkey"}),
    ("stances", {"actor": "russia", "target": "turkey"}),
    ("talks", {}),
    ("talks", {"actor": "turkey"}),
]
# What stands in event data alone, or in curated facts alone.
BARE = {
    "acts actor=turkey type=demand topic=peace",
    "claims about=mediation",
    "claims about=icews-publisher",
    "claims about=icews-7000016",
    "claims about=claim/icews-7000016#turkey/speaker",
    "offers state=answered",
    "roles role=participant",
    "roles of=russia-ukraine-war",
    "roles of=icews-7000016",
    "stances actor=russia target=turkey",
}


def kind_of(clocks: dict[str, Any]) -> str:
    """Days on which things happened, a day by which they were known, or who made the claims."""
    return "claims" if "claims" in clocks else "known by" if "known_by" in clocks else "days" if clocks else "all"


def called_with(name: str, values: dict[str, str], clocks: dict[str, Any]) -> tuple[str, str]:
    return name, say(values)


def asked_by(name: str, values: dict[str, str], clocks: dict[str, Any]) -> tuple[str, str]:
    return name, say(clocks)


PRODUCT = [(name, values, clocks) for (name, values), clocks in product(ASKED, CLOCKS)]
# Each call with each kind of clocks, and each question with each clock; of these in the fast run each question, and
# each kind of clocks, with some.
CALLS = mark_others(
    [PRODUCT[n] for n in sorted(cover(PRODUCT, lambda *row: (called_with(*row), kind_of(row[2])), asked_by))],
    lambda name, values, clocks: name,
    lambda name, values, clocks: kind_of(clocks),
)
LATER: dict[str, Any] = {"since": "2022-04-10"}
BEFORE = [
    (name, values, clocks)
    for name, values, clocks in PRODUCT
    if "since" not in clocks and "on" not in clocks and "7000016" not in say(values)
]


@pytest.fixture(scope="module")
def columns(coded_case: Graph) -> Callable[..., Graph]:
    """A view by some clocks that is asked by way of columns alone: its claims are never chosen."""

    @cache
    def view(words: str) -> Graph:
        return coded_case.view(**next(clocks for clocks in CLOCKS if say(clocks) == words))

    return view


@pytest.fixture(scope="module")
def later_quads(coded_views: Callable[..., Graph]) -> Callable[..., Store]:
    """The quads of a view by the clocks, and of those what is since a day: chosen once."""

    @cache
    def choose(words: str) -> Store:
        clocks = next(clocks for clocks in CLOCKS if say(clocks) == words)
        later = view_store(coded_views(clocks).store, Clocks.read(**LATER))
        add_relations(later)
        return later

    return choose


@pytest.mark.parametrize(
    ("name", "values", "clocks"), CALLS, ids=lambda given: given if isinstance(given, str) else say(given) or "all"
)
def test_columns_give_the_rows_of_sparql(
    columns: Callable[..., Graph],
    coded_views: Callable[..., Graph],
    name: str,
    values: dict[str, str],
    clocks: dict[str, Any],
) -> None:
    view = coded_views(clocks)
    assert view.contacts is not None
    asked = columns(say(clocks)).query(name, **values)
    try:
        expected = run_query(view.store, find_query(name), values)
    except UsageError:  # the view does not know the name
        assert clocks and len(asked) == 0
        return
    assert asked == expected
    assert view.query(name, **values) == expected
    if not clocks and f"{name} {say(values)}" not in BARE:
        curated = shipped().query(name, **values)
        assert len(expected) > len(curated) > 0, "coded and curated claims must both matter"


@pytest.mark.parametrize(
    ("name", "values", "clocks"),
    mark_others(  # each question with each clock, and each call with some
        [BEFORE[n] for n in sorted(cover(BEFORE, asked_by, called_with))],
        lambda name, values, clocks: name,
        lambda name, values, clocks: kind_of(clocks),
    ),
    ids=lambda given: given if isinstance(given, str) else say(given) or "all",
)
@pytest.mark.slow
def test_a_view_takes_more_clocks(
    coded_views: Callable[..., Graph],
    later_quads: Callable[..., Store],
    name: str,
    values: dict[str, str],
    clocks: dict[str, Any],
) -> None:
    later = coded_views(clocks, LATER)
    try:
        expected = run_query(later_quads(say(clocks)), find_query(name), values)
    except UsageError:  # the view does not know the name
        assert clocks
        return
    assert later.query(name, **values) == expected


def test_all_kinds_of_coded_claims_are_asked_for(coded_case: Graph) -> None:
    roles = coded_case.view(claims="coded").query("roles").rows
    assert {row["role_status"] for row in roles} == {"exercised", "offered", "accepted", "declined"}
    assert {row["act"] is None for row in roles} == {True, False}
    assert {row["for"] is None for row in coded_case.view(claims="coded").query("acts")} == {True, False}
    stances = coded_case.view(claims="coded").query("stances").rows
    assert {row["stance"] for row in stances} == {"supports", "opposes"}
    assert {row["type"] for row in coded_case.view(claims="coded").query("offers")} == {"offer", "request"}
    agreed = [row for row in coded_case.query("claims", about="mend-publisher") if row["type"] == "agreement"]
    assert agreed
    assert coded_case.query("claims", about="icews-publisher").rows[0]["published"]


def test_an_office_is_no_guest_beside_its_holder(coded_case: Graph) -> None:
    """Its holder hosts, and nobody else is there: no row, but where the claim about the office does not count."""
    hosted, alone = (
        {row["event"] for row in coded_case.view(claims=claims).query("hosted", host="erdogan")}
        for claims in ("all", "coded")
    )
    assert "icews-7900001" in alone - hosted and hosted & alone


def test_without_the_files_of_claims_sparql_answers(coded_case: Graph, tmp_path: Path) -> None:
    assert coded_case.contacts is not None and coded_case.folder is not None
    (tmp_path / "graph.json").write_bytes((coded_case.folder / "graph.json").read_bytes())
    copied = ContactTable(tmp_path / "contacts.parquet", coded_case.contacts.dump, register=coded_case.store)
    assert answer_from_columns(copied, "talks", {}) is None
