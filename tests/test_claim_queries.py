"""Named queries on event data: from the columns of coded claims the same rows as by SPARQL, in its order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from generate_events import icews_row, write_icews_rows, write_mend

import kg
from kg.claims.contacts import ContactTable
from kg.errors import UsageError
from kg.graph import Graph
from kg.network.contact_rows import contact_rows
from kg.queries.binding import run_query
from kg.queries.from_claims import ORDERS, can_answer
from kg.queries.questions import find_query

pytest.importorskip("duckdb", reason="event data takes DuckDB")

NAMES = ("Russia", "Ukraine", "Turkey", "Germany", "Recep Tayyip Erdogan", "Vladimir Putin", "Head of Turkey")
COUNTRIES = ("Russia", "Ukraine", "Turkey", "Germany", "Turkey", "Russian Federation", "Turkey")
CODES = (
    "039", "042", "051", "038", "107", "112", "043", "028", "126", "046", "036", "1056", "045", "130", "053", "026",
)  # fmt: skip
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
CLOCKS: list[dict[str, Any]] = [
    {},
    {"on": "2022-03-20"},
    {"until": "2022-03-20"},
    {"since": "2022-03-10", "certainly": True},
    {"known_by": "2022-03-31"},
    {"claims": "curated"},
    {"claims": "coded"},
    {"claims": "coded", "since": "2022-04-01"},
]


def say(values: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items())


def make_rows() -> list[dict[str, str]]:
    """Acts, stances, visits and talks of countries and persons in the months of the shipped case."""
    rows = []
    for number in range(700):
        one, other = number % 7, (number // 7 + number) % 7
        if one == other and NAMES[one] != "Head of Turkey":
            continue
        other = NAMES.index("Recep Tayyip Erdogan") if one == other else other
        rows.append(
            icews_row(
                event_id=str(7_000_000 + number),
                event_date=f"2022-{2 + number % 5:02}-{1 + number % 27:02}",
                source_name=NAMES[one],
                source_country=COUNTRIES[one],
                target_name=NAMES[other],
                target_country=COUNTRIES[other],
                cameo_code=CODES[number % len(CODES)],
                city="Ankara" if number % 3 else "",
                country="Turkey",
            )
        )
    rows.append(
        icews_row(
            event_id="7900001", event_date="2022-03-20", cameo_code="043", source_name="Recep Tayyip Erdogan",
            source_country="Turkey", target_name="Head of Turkey", target_country="Turkey",
        )
    )  # fmt: skip
    return rows


def write_office(folder: Path) -> None:
    """An office whose holder is told without a day: imported rows leave it as it is, beside who held it."""
    folder.mkdir()
    for name, text in (
        ("offices", "id,name,of,leading\nchair,Chair of the Council,turkey,no\n"),
        ("tenures", "id,person,office,from,until,basis\nerdogan-chair,erdogan,chair,,,made up\n"),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The shipped case with made-up coded rows of two data sets; one name of them stands for a curated office."""
    from kg.building.imports import import_events

    folder = tmp_path_factory.mktemp("events")
    write_office(folder / "facts")
    kg.build(["ukraine-2022", folder / "facts"], out=folder / "graph", page=False)
    corrections = folder / "corrections.csv"
    corrections.write_text("name,country,actor\nHead of Turkey,Turkey,chair\n", encoding="utf-8")
    rows = write_icews_rows(folder / "rows.tab", make_rows())
    import_events("icews", [rows], graph=folder / "graph", corrections=corrections)
    import_events("mend", [write_mend(folder / "rows.csv", rows=150, seed=3)], graph=folder / "graph")
    return Graph.open(folder / "graph")


@pytest.fixture(scope="module")
def views(graph: Graph) -> dict[str, Graph]:
    """The views by each of the clocks, made once."""
    return {say(clocks): graph.view(**clocks) for clocks in CLOCKS}


@pytest.mark.parametrize("clocks", CLOCKS, ids=lambda clocks: say(clocks) or "all")
@pytest.mark.parametrize(("name", "values"), ASKED, ids=lambda given: given if isinstance(given, str) else say(given))
def test_columns_give_the_rows_of_sparql(
    graph: Graph, views: dict[str, Graph], name: str, values: dict[str, str], clocks: dict[str, Any]
) -> None:
    view = views[say(clocks)]
    assert view.contacts is not None and can_answer(view.contacts, name)
    asked = graph.query(name, **values, **clocks)
    try:
        expected = run_query(view.store, find_query(name), values)
    except UsageError:  # the view does not know the name
        assert clocks and len(asked) == 0
        return
    assert asked == expected
    assert view.query(name, **values) == expected
    if "since" not in clocks and "on" not in clocks and "7000016" not in say(values):
        later = view.view(since="2022-04-10")
        assert view.query(name, **values, since="2022-04-10") == later.query(name, **values)
    if not clocks and f"{name} {say(values)}" not in BARE:
        curated = kg.load().query(name, **values)
        assert len(expected) > len(curated) > 0, "coded and curated claims must both matter"


def test_all_kinds_of_coded_claims_are_asked_for(graph: Graph) -> None:
    roles = graph.query("roles", claims="coded").rows
    assert {row["standing"] for row in roles} == {"exercised", "offered", "accepted", "declined"}
    assert {row["act"] is None for row in roles} == {True, False}
    assert {row["for"] is None for row in graph.query("acts", claims="coded")} == {True, False}
    stances = graph.query("stances", claims="coded").rows
    assert {row["stance"] for row in stances} == {"supports", "opposes"}
    assert {row["type"] for row in graph.query("offers", claims="coded")} == {"offer", "request"}
    agreed = [row for row in graph.query("claims", about="mend-publisher") if row["type"] == "agreement"]
    assert agreed
    assert graph.query("claims", about="icews-publisher").rows[0]["published"]


def test_an_office_is_no_guest_beside_its_holder(graph: Graph) -> None:
    """Its holder hosts, and nobody else is there: no row, but where the claim about the office does not count."""
    hosted, alone = (
        {row["event"] for row in graph.query("hosted", host="erdogan", claims=claims)} for claims in ("all", "coded")
    )
    assert "icews-7900001" in alone - hosted and hosted & alone


def test_without_the_files_of_claims_sparql_answers(graph: Graph, tmp_path: Path) -> None:
    assert graph.contacts is not None and graph.folder is not None
    (tmp_path / "graph.json").write_bytes((graph.folder / "graph.json").read_bytes())
    copied = ContactTable(tmp_path / "contacts.parquet", graph.contacts.dump, base=graph.base, project=contact_rows)
    assert not any(can_answer(copied, name) for name in ORDERS)
