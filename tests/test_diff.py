"""What was learnt and what was revised, between two days and between two graphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shared_graphs import shipped_graph
from test_clocks import source

import kg
from kg.errors import UsageError
from kg.graph import Graph

REGISTER = """
actors:
  a: {type: State, name: Aland}
  b: {type: State, name: Borland}
  c: {type: State, name: Corland}
  house: {type: Delegation, name: The house, of: b}
  paper: {type: NewsOrganization, name: Paper}
  herald: {type: NewsOrganization, name: Herald}
places:
  lviv: {name: Lviv}
  kyiv: {name: Kyiv}
"""
MEETING = "- meeting: m\n  participants: {a: {}, b: {}}\n"


def graph(folder: Path, **files: str) -> Graph:
    for name, text in {"register": REGISTER, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return kg.load(folder)


def told(found: Graph, first: str, second: str) -> dict[str, Any]:
    entry = found.view(known_by=first).diff(found.view(known_by=second))
    return {section["heading"]: section["items"] for section in json.loads(entry.to_json())["sections"]}


def revisions(item: dict[str, Any]) -> dict[str, list[str]]:
    return {each["what"]: [value for value, _ in each["values"]] for each in item["differing"]}


def test_what_is_new_is_learnt(tmp_path: Path) -> None:
    found = graph(
        tmp_path,
        one=source("one", "2022-03-01", MEETING + "  date: 2022-02\n"),
        two=source("two", "2022-03-05", "- phone call: call\n  date: 2022-03-04\n  participants: {a: {}, c: {}}\n"),
    )
    sections = told(found, "2022-03-02", "2022-03-06")
    assert list(sections) == ["Learnt"]
    (item,) = sections["Learnt"]
    assert (item["id"], item["day"]) == ("call", "2022-03-04")
    assert [account["claim"] for account in item["accounts"]] == ["two/call"]
    assert told(found, "2022-03-06", "2022-03-07") == {}
    assert [item["id"] for item in told(found, "2022-01-01", "2022-12-31")["Learnt"]] == ["m", "call"]


@pytest.mark.parametrize(
    ("before", "after", "what", "values"),
    [
        ("date: 2022-02", "date: 2022-02-10", "day", ["before: February 2022", "now: 10 February 2022 (narrower)"]),
        (
            "date: 2022-02-10",
            "date: 2022-02-11",
            "day",
            ["before: 10 February 2022", "now: 11 February 2022 (it cannot be both)"],
        ),
        ("place: lviv", "place: kyiv", "place", ["before: Lviv", "now: Kyiv"]),
        ("status: announced", "status: held", "status", ["before: announced", "now: held"]),
        ("about: []", "place: kyiv", "place", ["now: Kyiv"]),
    ],
)
def test_what_was_known_is_revised(tmp_path: Path, before: str, after: str, what: str, values: list[str]) -> None:
    first = MEETING + ("" if before == "about: []" else f"  {before}\n")
    found = graph(
        tmp_path,
        one=source("one", "2022-03-01", first),
        two=source("two", "2022-03-05", f"{MEETING}  {after}\n").replace("publisher: paper", "publisher: herald"),
    )
    sections = told(found, "2022-03-02", "2022-03-06")
    assert list(sections) == ["Revised"]
    (item,) = sections["Revised"]
    assert revisions(item) == {what: values}
    assert [account["claim"] for account in item["accounts"]] == ["two/m"]  # only what came in


def test_participants_and_roles_that_come_in(tmp_path: Path) -> None:
    more = "- meeting: m\n  participants: {a: {role: mediator}, b: {}, c: {}}\n"
    found = graph(tmp_path, one=source("one", "2022-03-01", MEETING), two=source("two", "2022-03-05", more))
    (item,) = told(found, "2022-03-02", "2022-03-06")["Revised"]
    assert revisions(item) == {"participants": ["now: Corland"], "Aland as": ["now: mediator"]}


def test_the_same_again_is_no_revision(tmp_path: Path) -> None:
    same = MEETING + "  date: 2022-02-10\n"
    found = graph(tmp_path, one=source("one", "2022-03-01", same), two=source("two", "2022-03-05", same))
    sections = told(found, "2022-03-02", "2022-03-06")
    assert list(sections) == ["Told again"]


@pytest.mark.parametrize(
    ("known", "added", "revised"),
    [
        ("2022-02-10", "2022-02", False),
        ("2022-02-10", "2022-02-10?", False),
        ("2022-02-10", "../2022-03-01", False),
        ("2022-02-10?", "2022-02-10", True),  # it became certain
        ("2022-02", "2022-02-10?", True),
        ("2022-02-10", "2022-02-09/2022-02-10", False),
        ("2022-02-10", "2022-03", True),
    ],
)
def test_a_day_that_says_no_more_is_no_revision(tmp_path: Path, known: str, added: str, revised: bool) -> None:
    found = graph(
        tmp_path,
        one=source("one", "2022-03-01", f"{MEETING}  date: {known}\n"),
        two=source("two", "2022-03-05", f"{MEETING}  date: {added}\n"),
    )
    assert list(told(found, "2022-03-02", "2022-03-06")) == ["Revised" if revised else "Told again"]


def test_an_office_is_no_further_participant_beside_its_holder(tmp_path: Path) -> None:
    tenures = (
        "offices:\n  seat: {name: The seat, of: a}\n  chair: {name: The chair, of: a}\n"
        "actors:\n  ann: {type: Person, name: Ann}\n"
        "tenures:\n  ann-in-the-seat: {person: ann, office: seat, from: 2020, basis: Known.}\n"
    )
    one = "- meeting: m\n  participants: {ann: {for: a}, b: {}}\n"
    two = "- meeting: m\n  participants: {seat: {for: a}, chair: {for: a}, b: {}}\n"
    found = graph(tmp_path, people=tenures, one=source("one", "2022-03-01", one), two=source("two", "2022-03-05", two))
    (item,) = told(found, "2022-03-02", "2022-03-06")["Revised"]
    assert revisions(item) == {"participants": ["now: The chair"]}


def test_what_is_denied_is_revised(tmp_path: Path) -> None:
    member = "- membership: in-house\n  member: a\n  of: house\n"
    denial = "- denial: no\n  by: b\n  date: 2022-03-04\n  denies: [in-house]\n"
    found = graph(tmp_path, one=source("one", "2022-03-01", member), two=source("two", "2022-03-05", denial))
    sections = told(found, "2022-03-02", "2022-03-06")
    (item,) = sections["Revised"]
    assert (item["id"], revisions(item)) == ("in-house", {"denied": ["now: by Borland"]})
    assert [account["claim"] for account in item["accounts"]] == ["two/no"]
    assert [item["id"] for item in sections["Learnt"]] == ["no"]


def test_two_graphs(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    statement = "- statement: s\n  by: a\n  what: WHAT\n"
    old = graph(tmp_path / "x", one=source("one", "2022-03-01", statement.replace("WHAT", "yes") + MEETING))
    new = graph(tmp_path / "y", one=source("one", "2022-03-01", statement.replace("WHAT", "no")))
    sections = {section["heading"]: section["items"] for section in json.loads(old.diff(new).to_json())["sections"]}
    assert set(sections) == {"Changed", "Gone"}
    (changed,), (gone,) = sections["Changed"], sections["Gone"]
    assert revisions(changed) == {"content": ["before: Statement by Aland: yes", "now: Statement by Aland: no"]}
    assert gone["id"] == "m"
    assert old.diff(old).description == "Nothing was learnt and nothing was revised."
    assert old.diff(new).to_json() == old.diff(new).to_json()


def test_graphs_of_different_bases(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    one = graph(tmp_path / "x", one=source("one", "2022-03-01", MEETING))
    (tmp_path / "x" / "dataset.yaml").write_text("base: https://example.org/\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not the same base"):
        one.diff(kg.load(tmp_path / "x"))


def test_the_shipped_case_between_two_days() -> None:
    """By 11 March the foreign ministers had met, where before a meeting was only announced."""
    sections = told(shipped_graph(), "2022-03-07", "2022-03-11")
    revised = {item["id"]: revisions(item) for item in sections["Revised"]}
    assert "now: held" in revised["antalya-foreign-ministers-2022-03"]["status"]
    assert "cavusoglu-turkey-among-guarantors-2022-03-10" in {item["id"] for item in sections["Learnt"]}
