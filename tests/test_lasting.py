"""A contact that lasted several days was on each of them; one whose day is not known was on one of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kg
from kg.graph import Graph
from kg.network import date_events, project_events

# Invented: talks of nine days, a call on some day of the same nine, an offer during the talks.
FACTS = """
basis: invented
actors:
  ethia: {type: State, name: Ethia}
  front: {type: ArmedGroup, name: Front}
  union: {type: Organization, name: Union}
claims:
- conflict: war
  sides: {ethia: [ethia], front: [front]}
- talks: portia
  from: 2032-10-25
  until: 2032-11-02
  participants: {union: {role: mediator}, ethia: {}, front: {}}
- phone call: call
  date: 2032-10-25/2032-11-02
  participants: [ethia, union]
- offer: offer
  by: union
  to: front
  during: portia
"""


def load(folder: Path, facts: str = FACTS) -> Graph:
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    return kg.load(folder)


def events(graph: Graph) -> set[str]:
    return {str(row["event"]) for row in graph.query("talks")} | {str(row["act"]) for row in graph.query("acts")}


def test_it_was_on_each_of_its_days(tmp_path: Path) -> None:
    graph = load(tmp_path)
    for day in ("2032-10-25", "2032-10-30", "2032-11-02"):
        assert events(graph.view(on=day, certainly=True)) == {"portia"}
        assert events(graph.view(on=day)) == {"portia", "call", "offer"}
    assert events(graph.view(on="2032-10-24")) == set()
    assert events(graph.view(since="2032-10-25", until="2032-11-02", certainly=True)) == {"portia", "call", "offer"}


def test_it_counts_on_both_sides_of_a_split(tmp_path: Path) -> None:
    told = load(tmp_path).analyse("change", split="2032-11-01")
    rows = {(row["actor"], row["other"]): (row["before"], row["after"]) for row in told}
    assert rows[("ethia", "front")] == (1, 1)


def test_the_most_exact_account_is_how_long_it_lasted(tmp_path: Path) -> None:
    day = "- talks: portia\n  claim: other\n  date: 2032-10-25\n  participants: {ethia: {}, front: {}}\n"
    graph = load(tmp_path, FACTS + day)
    assert graph.conflicts() == []
    (row,) = graph.sparql(
        "SELECT ?first ?last ?lasting { ?d a akg:EventDays ; akg:inEvent <https://w3id.org/actor-kg/id/portia> ;"
        " akg:firstDay ?first ; akg:lastDay ?last ; akg:lasting ?lasting }"
    ).rows
    assert (row["first"], row["last"], row["lasting"]) == (date(2032, 10, 25), date(2032, 11, 2), True)
    assert "25 October 2032 to 2 November 2032" in graph.about("portia").title
    event = project_events(graph.store).nodes["event:portia"]
    assert (event["date"], event["lasting"]) == ("2032-10-25/2032-11-02", True)


def test_a_measure_that_lasted_is_told_with_until(tmp_path: Path) -> None:
    measure = "- measure: closed\n  by: ethia\n  until: 2032-11\n  what: the border is closed\n"
    assert "until November 2032" in load(tmp_path, FACTS + measure).about("ethia").to_text()


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    graph = load(tmp_path)
    for name, text in graph.export_facts().items():
        (tmp_path / "again").mkdir(exist_ok=True)
        (tmp_path / "again" / name).write_text(text, encoding="utf-8")
    for form in ("trig", "jsonld"):
        (tmp_path / f"again.{form}").write_text(graph.export(form), encoding="utf-8")
    for again in ("again", "again.trig", "again.jsonld"):
        assert kg.load(tmp_path / again).export("nquads") == graph.export("nquads"), again


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ("from: 2032-10-25\n  date: 2032-10-25", "two-dates"),
        ("from: 2032-10-25\n  until: 2032-10-24", "reversed-date"),
        ("from: soon", "bad-date"),
        ("from: 2032-10-25", "missing-key"),
        ("until: 2032-10-25", "missing-key"),
    ],
)
def test_mistakes(days: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(
        FACTS + f"- talks: t\n  {days}\n  participants: [ethia, front]\n", encoding="utf-8"
    )
    assert [problem.code for problem in kg.check(tmp_path).problems] == [code]


def test_a_shuttle_after_talks_that_lasted(tmp_path: Path) -> None:
    """From its end, and to its beginning: the query and the measure count the same days."""
    more = "- phone call: next\n  date: 2032-11-03\n  participants: [front, union]\n"
    own = FACTS.replace("ethia: {}, front: {}", "ethia: {}")
    graph = load(tmp_path, own + more)
    rows = [row for row in graph.query("shuttles", days="2") if row["first"] == "portia"]
    assert [(row["from_side"], row["to_side"], row["gap"]) for row in rows] == [("ethia", "front", 1)]
    (shuttle,) = graph.analyse("shuttles", days=2)
    assert shuttle["tempo"] == 1.0
    within = more.replace("2032-11-03", "2032-10-28")
    assert [row["gap"] for row in load(tmp_path, own + within).query("shuttles", days="0")] == [0]
    assert len(load(tmp_path, own + within).analyse("shuttles", days=0)) == 1


def test_vague_ends_are_no_exact_span(tmp_path: Path) -> None:
    """ "From 2032 until 2032" says less of when it was than three days of it."""
    vague = "- talks: t\n  from: 2032\n  until: 2032\n  participants: [ethia, union]\n"
    exact = "- talks: t\n  claim: other\n  from: 2032-08-03\n  until: 2032-08-05\n  participants: [ethia, union]\n"
    network = load(tmp_path, FACTS + vague + exact).network(layers=["contact"])
    assert date_events(network)["t"] == (date(2032, 8, 3), date(2032, 8, 5))


def test_an_act_during_it_was_on_some_day_of_it(tmp_path: Path) -> None:
    day = "- talks: portia\n  claim: other\n  date: 2032-10-27\n  participants: {ethia: {}, front: {}}\n"
    graph = load(tmp_path, FACTS + day)
    (row,) = [row for row in graph.query("acts") if row["act"] == "offer"]
    assert row["date"] == "2032-10-25/2032-11-02"
    assert "offer" in events(graph.view(on="2032-11-01")) - events(graph.view(on="2032-10-27", certainly=True))
