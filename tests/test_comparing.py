"""Curated and machine-coded claims side by side: the answers to a made-up world, written by hand (comparing_world)."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from cases import shipped, toy_contact
from coded_case import say
from comparing_world import build_world, write_facts
from kg_process import ask_kg
from tiers import cover, mark_others

import kg
from kg.errors import UsageError
from kg.graph import Graph
from kg.reports.comparison import Comparison, Figures


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return build_world(tmp_path_factory.mktemp("world"))


def _unused(*_: Any, **__: Any) -> Any:
    raise AssertionError("DuckDB is not to be asked")


@pytest.fixture(params=[pytest.param("contact table", marks=pytest.mark.slow), "projection"])
def way(request: pytest.FixtureRequest, world: Graph, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With DuckDB, by the contact table; and without it, by the projection of the store."""
    if request.param == "projection":
        monkeypatch.setattr(world, "contacts", None)
        monkeypatch.setattr("kg.derived.contact_table.open_columns", _unused)
    else:
        assert world.contacts is not None
    yield request.param


def told(comparison: Comparison) -> list[tuple[str, str, list[tuple[str, str, int, str]]]]:
    return [
        (f.found, f.contact.event, [(m.coded.event, m.how, m.apart, m.channel) for m in f.matches])
        for f in comparison.findings
    ]


def figures(comparison: Comparison, name: str) -> dict[str, Any]:
    """The figures of a data set that are not 0."""
    (found,) = [each for each in comparison.figures if each.data_set == name]
    counts = {field: getattr(found, field) for field in Figures.__slots__}
    return {field: number for field, number in counts.items() if isinstance(number, int) and number and field != "days"}


def test_a_pair(world: Graph, way: str) -> None:
    found = world.compare("Norway", "Sweden")
    assert told(found) == [
        ("outside", "icews-1", []),
        ("both", "call", [("icews-2", "same day", 0, "same")]),
        ("coded only", "icews-5", []),
        ("curated only", "late", []),
        ("coded only", "icews-10", []),
        ("both", "round", [("gdelt-22", "same day", 0, "same")]),
        ("both", "june", [("gdelt-23", "same day", 0, "other")]),
        ("no day", "undated", []),
    ]
    assert figures(found, "ICEWS") == {
        "both": 1, "same_day": 1, "curated_only": 2, "outside": 1, "undated": 1, "coded_both": 1, "coded_only": 2,
        "coded_outside": 1, "channel_same": 1,
    }  # fmt: skip
    assert figures(found, "GDELT") == {
        "both": 2, "same_day": 2, "outside": 2, "undated": 1, "coded_both": 2, "channel_same": 1, "channel_other": 1,
        "roles_differ": 1,
    }  # fmt: skip
    assert figures(found, "MEND") == {"outside": 4, "undated": 1}
    assert figures(found, "all") == {
        "both": 3, "same_day": 3, "curated_only": 1, "undated": 1, "coded_both": 3, "coded_only": 2, "coded_outside": 1,
        "channel_same": 2, "channel_other": 1, "roles_differ": 1,
    }  # fmt: skip


def test_the_shares(world: Graph) -> None:
    gdelt, icews, mend, together = world.compare("Norway", "Sweden").figures
    assert [each.data_set for each in (gdelt, icews, mend, together)] == ["GDELT", "ICEWS", "MEND", "all"]
    assert (icews.recall, icews.coded_share, icews.jaccard, icews.channel_agreement) == (1 / 3, 1 / 3, 1 / 5, 1)
    assert (gdelt.recall, gdelt.coded_share, gdelt.jaccard, gdelt.channel_agreement) == (1, 1, 1, 1 / 2)
    assert (mend.recall, mend.coded_share, mend.jaccard, mend.channel_agreement) == (None, None, None, None)
    assert (together.recall, together.coded_share, together.jaccard) == (3 / 4, 3 / 5, 3 / 6)
    assert [str(day) for day in icews.common or ()] == ["2031-05-01", "2031-05-31"]
    assert [str(day) for day in gdelt.common or ()] == ["2031-05-19", "2031-06-20"]
    assert (str(icews.first), str(icews.last), icews.days) == ("2031-04-28", "2031-05-31", 7)


def test_the_day_before_counts_within_a_day(world: Graph, way: str) -> None:
    found = world.compare("Norway", "Sweden", within=1)
    assert ("both", "late", [("icews-5", "near", -1, "same")]) in told(found)
    icews = figures(found, "ICEWS")
    assert (icews["both"], icews["near"], icews["curated_only"], icews["coded_only"]) == (2, 1, 1, 1)
    after = world.compare("Norway", "Sweden", within=5)
    (late,) = [f for f in after.findings if f.contact.event == "late"]
    assert [(m.coded.event, m.apart) for m in late.matches] == [("icews-5", -1), ("icews-10", 5)]
    (round_,) = [f for f in after.findings if f.contact.event == "round"]
    assert [(m.coded.event, m.how, m.apart) for m in round_.matches] == [
        ("gdelt-22", "same day", 0), ("icews-10", "near", -5)
    ]  # fmt: skip


def test_a_third_party_and_days_that_are_not_sure(world: Graph, way: str) -> None:
    found = world.compare("Finland")
    assert told(found) == [
        ("both", "month", [("icews-6", "perhaps", 0, "other")]),
        ("both", "shuttle", [("mend-ARL203105-1", "same day", 0, "not told"), ("icews-4", "same day", 0, "other")]),
        ("both", "doubtful", [("icews-6", "perhaps", 0, "same")]),
        ("coded only", "gdelt-21", []),
        ("coded only", "icews-11", []),
        ("outside", "gdelt-24", []),
    ]
    by_icews = {
        "both": 3, "same_day": 1, "perhaps": 2, "coded_both": 2, "coded_perhaps": 1, "coded_only": 1, "channel_same": 1,
        "channel_other": 2, "roles_differ": 1,
    }  # fmt: skip
    assert figures(found, "ICEWS") == by_icews
    assert figures(found, "GDELT") == {"outside": 3, "coded_only": 1, "coded_outside": 1}, "a month is not all covered"
    assert figures(found, "MEND") == {"both": 1, "same_day": 1, "outside": 2, "coded_both": 1}


def test_roles_claims_sources_and_reports_as_each_has_them(world: Graph, way: str) -> None:
    found = world.compare("Finland")
    (shuttle,) = [f for f in found.findings if f.contact.event == "shuttle"]
    contact, (mend, icews) = shuttle.contact, shuttle.matches
    assert (contact.pair, contact.who) == (("finland", "norway"), (("cleo",), ("ada",)))
    assert contact.roles == (("mediator",), ("belligerent",)) == mend.coded.roles
    assert icews.coded.roles == (("participant",), ("participant",))
    assert (icews.roles_differ, mend.roles_differ) == (True, False)
    assert (contact.claims, contact.sources, contact.reports) == (("gazette-1/shuttle",), ("gazette-1",), 1)
    assert (icews.coded.claims, icews.coded.sources) == (("icews-4",), ("icews-2031-05-04",))
    reports = {m.coded.event: m.coded.reports for f in found.findings for m in f.matches}
    assert reports == {"icews-4": 1, "icews-6": 4, "mend-ARL203105-1": 1}


def test_levels(world: Graph, way: str) -> None:
    persons = world.compare("ada", "boris", level="person")
    assert {f.found for f in persons.findings} == {"curated only", "no day"} and len(persons.findings) == 5
    states = world.compare("Ada Ash", "sweden")
    assert states.actors == ("norway", "sweden") and states.asked == (("ada", "norway"),)
    assert states.findings == world.compare("norway", "sweden").findings
    assert "Ada Ash counts as: Norway" in states.to_text()


def test_clocks_narrow_what_is_covered(world: Graph, way: str) -> None:
    may = world.view(since="2031-05-10", until="2031-06-10").compare("Norway", "Sweden")
    assert told(may) == [
        ("curated only", "late", []),
        ("coded only", "icews-10", []),
        ("both", "round", [("gdelt-22", "same day", 0, "same")]),
        ("no day", "undated", []),
    ]
    icews = next(each for each in may.figures if each.data_set == "ICEWS")
    assert [str(day) for day in icews.common or ()] == ["2031-05-10", "2031-05-31"], "its last contact is on that day"
    assert (icews.days, may.curated_days) == (3, 3), "12, 15 and 31 May; 10, 12 and 20 May, not the plan of the 25th"
    mend = next(each for each in may.figures if each.data_set == "MEND")
    assert (mend.first, mend.common) == (None, None)
    early = world.view(known_by="2031-06-01").compare("Norway", "Sweden")
    assert early.curated is None, "the paper came out on 30 June"
    assert {f.found for f in early.findings} == {"outside"} and len(early.findings) == 5
    assert "known by 2031-06-01" in early.to_text()


def test_of_a_view(world: Graph) -> None:
    """A view is a store of its own; the contact table of the whole graph is not asked."""
    found = world.view(until="2031-05-10").compare("Norway", "Sweden")
    events = [f.contact.event for f in found.findings]
    assert events == ["icews-1", "call", "icews-5", "late", "undated"]


OPTIONS: tuple[dict[str, Any], ...] = (
    {}, {"level": "person"}, {"level": "organisation"}, {"within": 3}, {"since": "2031-05-03"},
    {"until": "2031-05-12", "certainly": True}, {"known_by": "2031-06-30"},
)  # fmt: skip


NAMED = list(product(("norway", "sweden", "finland", "denmark", "cleo"), OPTIONS))


@pytest.mark.parametrize(
    ("name", "options"),
    mark_others(  # a state and a person with each option, the other states with some
        [NAMED[n] for n in sorted(cover(NAMED, lambda name, _: name, lambda *row: (row[0] == "cleo", say(row[1]))))],
        lambda name, _: name,
        lambda _, options: say(options),
    ),
    ids=lambda given: given if isinstance(given, str) else say(given) or "all",
)
def test_both_ways_give_the_same(
    world: Graph, monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any]
) -> None:
    by_table = compare_claims_json(world, name, options)
    monkeypatch.setattr(world, "contacts", None)
    assert compare_claims_json(world, name, options) == by_table


def compare(graph: Graph, one: str, other: str | None, options: dict[str, Any]) -> Comparison:
    """The comparison by options, of which those that are no clocks are its own."""
    own = {name: options[name] for name in options if name in ("level", "within")}
    clocks = {name: options[name] for name in options if name not in own}
    return graph.view(**clocks).compare(one, other, **own)


def compare_claims_json(graph: Graph, name: str, options: dict[str, Any]) -> str:
    return compare(graph, name, None, options).to_json()


def test_coded_claims_of_facts_files_and_of_one_event(tmp_path: Path) -> None:
    folder = write_facts(tmp_path, [toy_contact("walk", "2031-05-02", "ada party", "boris party")])
    coded = [
        toy_contact("walk", "2031-05-20", "ada party", "boris party"),
        toy_contact("other", "2031-05-20", "ada party", "boris party"),
    ]
    source = "source:\n  id: events-1\n  type: DataSet\n  publisher: gazette\n  published: 2031-07-31\n"
    body = "".join(f"- {claim}\n" for claim in coded)
    (folder / "events.yaml").write_text(f"{source}  checked: machine-coded\n\nclaims:\n{body}", encoding="utf-8")
    found = kg.load([folder]).compare("ada", "boris", level="person")
    assert [(f.found, f.contact.event, [m.how for m in f.matches]) for f in found.findings] == [
        ("both", "walk", ["same event"]), ("outside", "other", [])
    ]  # fmt: skip
    assert [each.data_set for each in found.figures] == ["The Gazette"] and found.figures[0].same_event == 1


def test_two_curated_contacts_and_one_coded(tmp_path: Path) -> None:
    """Event data makes one event of the calls of a day, so one coded contact can stand for both; and a rival day."""
    calls = ["ada party", "boris party"]
    folder = write_facts(
        tmp_path,
        [
            toy_contact("morning", "2031-05-02", *calls),
            toy_contact("evening", "2031-05-02", *calls),
            toy_contact("night", "2031-05-01", *calls),
        ],
    )
    gazette = folder / "gazette.yaml"
    second = gazette.read_text(encoding="utf-8").replace("gazette-1", "gazette-2").partition("claims:\n")[0]
    rival = toy_contact("night", "2031-05-02", *calls)
    (folder / "rival.yaml").write_text(f"{second}claims:\n- {rival}\n  phrase: as it was told\n", encoding="utf-8")
    source = "source:\n  id: events-1\n  type: DataSet\n  publisher: gazette\n  published: 2031-07-31\n"
    claim = toy_contact("coded", "2031-05-02", *calls)
    (folder / "e.yaml").write_text(f"{source}  checked: machine-coded\nclaims:\n- {claim}\n", encoding="utf-8")
    found = kg.load([folder]).compare("ada", "boris", level="person")
    assert {f.contact.event: [m.how for m in f.matches] for f in found.findings} == {
        "morning": ["same day"], "evening": ["same day"], "night": ["perhaps"]
    }  # fmt: skip
    (only,) = found.figures
    assert (only.both, only.coded_both, only.coded_only, only.jaccard) == (3, 1, 0, 1.0)
    assert "told for 1 May 2031 or for 2 May 2031" in found.to_text()


def test_what_cannot_be_compared(world: Graph) -> None:
    for options, words in (
        ({"within": -1}, "`within` takes"),
        ({"within": True}, "`within` takes"),
        ({"level": "planet"}, "there is no level 'planet'"),
        ({"claims": "coded"}, "leave `claims` out"),
        ({"since": "soon"}, "`since` takes a day"),
    ):
        with pytest.raises(UsageError, match=words):
            compare(world, "Norway", "Sweden", options)
    with pytest.raises(UsageError, match="both count as Norway"):
        world.compare("ada", "Norway")
    with pytest.raises(UsageError, match="`b`: nothing in the graph is called 'Swedn'; did you mean"):
        world.compare("Norway", "Swedn")


def test_a_graph_without_event_data(way: str) -> None:
    found = shipped().compare("russia", "israel")
    assert found.figures == () and {f.found for f in found.findings} <= {"outside", "no day"}
    assert "The graph has no machine-coded contacts" in found.to_text()


def test_forms(world: Graph) -> None:
    found = world.compare("Norway", "Sweden")
    text = found.to_text()
    assert "  2 May 2031    phone call\n" in text
    assert "    ICEWS: phone call, the same day; Norway participant, Sweden participant; 2 rows [icews-2]\n" in text
    assert "Of 3 curated it has 1 (1 on the same day): recall 33 %." in text
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "## Only ICEWS has: 2" in found.to_markdown().replace("\\", "")
    short = found.to_text(limit=1)
    assert "The first 1 of 3; --limit 0 and --format csv show all." in short and "gdelt-22" not in short
    plain = json.loads(found.to_json())
    assert [f["found"] for f in plain["findings"]] == [f.found for f in found.findings]
    assert plain["findings"][1]["matches"][0]["claims"] == ["icews-2"]
    assert plain["figures"][1]["recall"] == pytest.approx(1 / 3)
    rows = found.to_table().rows
    assert [(row["found"], row["day"], row["data_set"], row["reports"]) for row in rows[:3]] == [
        ("outside", "2031-04-28", "ICEWS", 1), ("both", "2031-05-02", "ICEWS", 2),
        ("coded only", "2031-05-09", "ICEWS", 1),
    ]  # fmt: skip
    assert found == world.compare("Norway", "Sweden") and str(found) == text


# The command


def run(*arguments: str, cwd: Path) -> Any:
    return ask_kg("compare", *arguments, cwd=cwd)


@pytest.mark.slow
def test_the_command(world: Graph, tmp_path: Path) -> None:
    assert world.folder is not None
    shutil.copytree(world.folder, tmp_path / "graph")
    found = world.view(since="2031-05-01").compare("Norway", "Sweden", within=1)
    asked = ("Norway", "Sweden", "--within", "1", "--since", "2031-05-01")
    assert run(*asked, cwd=tmp_path).stdout == found.to_text()
    assert run(*asked, "--format", "markdown", cwd=tmp_path).stdout == found.to_markdown()
    assert run(*asked, "--format", "json", cwd=tmp_path).stdout == found.to_json()
    table = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv", cwd=tmp_path).stdout)))
    assert [row["curated_claims"] for row in table if row["match"] == "near"] == ["gazette-1/late"]
    assert "4 rows" in run("finland", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Norway", "--format", "table"), "there is no form 'table'"),
        (("Norway", "--claims", "curated"), "leave --claims out"),
        (("Narnia",), "nothing in the graph is called 'Narnia'"),
        (("Norway", "Norway"), "both count as Norway"),
    ],
)
def test_wrong_use_is_one_line(world: Graph, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments, "--graph", str(world.folder), cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""
    assert done.stderr.startswith("kg: ") and done.stderr.count("\n") == 1
