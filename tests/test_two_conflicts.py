"""An actor who is a party to two conflicts is of a side in each, and measures agree with the queries about both."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import toy_contact, toy_graph

from kg.errors import UsageError

CALLS = (
    toy_contact("with-ada", "2031-05-01", "cleo mediator", "ada belligerent"),
    toy_contact("with-dora", "2031-05-02", "cleo mediator", "dora belligerent"),
    toy_contact("with-boris", "2031-05-04", "cleo mediator", "boris belligerent"),
)
WARS = (("arland", "borland"), ("arland", "dorland"))


@pytest.mark.parametrize("level", ["person", "state"])
@pytest.mark.parametrize(
    ("war", "ends", "events"),
    [
        ("war-1", ("arland-1", "borland-1"), ("with-ada", "with-boris")),
        ("war-2", ("arland-2", "dorland-2"), ("with-ada", "with-dora")),
    ],
)
def test_shuttles_and_mediators_of_each_conflict(
    tmp_path: Path, level: str, war: str, ends: tuple[str, str], events: tuple[str, str]
) -> None:
    graph = toy_graph(tmp_path, *CALLS, wars=WARS)
    who = "cleo" if level == "person" else "corland"
    asked = graph.query("shuttles", conflict=war)
    assert [(r["from_side"], r["to_side"], r["first"], r["second"]) for r in asked] == [(*ends, *events)]
    counted = graph.analyse("shuttles", conflict=war, level=level)
    assert [(r["actor"], r["route"], r["events"]) for r in counted] == [(who, " > ".join(ends), ", ".join(events))]
    bridges = graph.query("bridges", conflict=war)
    assert [(r["third_party"], r["side"], r["other_side"]) for r in bridges] == [("cleo", *ends)]
    (profile,) = graph.analyse("mediators", conflict=war, level=level)
    assert (profile["actor"], profile["talks"]) == (who, f"{ends[0]} 1, {ends[1]} 1")
    assert (profile["liaison"], profile["exclusive"]) == (2, 1), "who is of no side is in the group of third parties"


@pytest.mark.parametrize("measure", ["brokerage", "event-brokerage"])
def test_groups_are_the_sides_of_one_conflict(tmp_path: Path, measure: str) -> None:
    graph = toy_graph(tmp_path, *CALLS, wars=WARS)
    found = [
        {row["actor"]: row["group"] for row in graph.analyse(measure, conflict=conflict)}
        for conflict in ("war-1", "War 2")
    ]
    first = {"ada": "arland-1", "boris": "borland-1", "cleo": "none", "dora": "none"}
    second = {"ada": "arland-2", "dora": "dorland-2", "cleo": "none", "boris": "none"}
    assert found == [first, second]
    with pytest.raises(UsageError, match="name one of war-1, war-2 with `conflict`"):
        graph.analyse(measure)
    with pytest.raises(UsageError, match="`conflict` goes with the sides of a conflict"):
        graph.analyse(measure, conflict="war-1", groups="type")
