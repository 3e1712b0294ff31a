"""Where the parties stand, topic by topic: whose word it is, what comes later, the same by each door."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from shared_graphs import shipped_folder, shipped_graph
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph
from kg.reports.topic_positions import tabulate_positions, tell_positions

# Invented: one side asks for a cease-fire, the other refuses it, and accepts it later; a third party is for it.
FACTS = """
basis: invented
actors:
  alba: {type: State, name: Alba}
  front: {type: ArmedGroup, name: Front}
  corland: {type: State, name: Corland}
  ash: {type: Person, name: Alan Ash, of: alba}
  beck: {type: Person, name: Bo Beck, of: front}
claims:
- demand: stop
  by: ash
  to: front
  date: 2034-03-01
  about: [ceasefire]
  what: that the fighting stops
- refusal: no
  by: beck
  date: 2034-03-05
  answers: [stop]
- acceptance: yes-at-last
  by: {beck: {for: front}}
  date: 2034-03-20
  answers: [stop]
- denial: not-so
  by: front
  date: 2034-03-21
  denies: [no]
- stance: for-it
  by: corland
  supports: ceasefire
- stance: against-beck
  by: corland
  opposes: beck
  about: [peace-talks]
- phone call: call
  date: 2034-03-02
  participants: [ash, beck]
  about: [ceasefire]
"""


def load(folder: Path) -> Graph:
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return kg.load(folder)


def test_whose_word_it_is_and_what_comes_later(tmp_path: Path) -> None:
    found = [
        (each.topic, each.party, each.stand, each.towards, each.day, each.next_word, each.standing)
        for each in load(tmp_path).positions()
    ]
    assert found == [
        ("ceasefire", "alba", "wants", "", "2034-03-01", "", ""),
        ("ceasefire", "corland", "supports", "", "", "", ""),
        ("ceasefire", "front", "refuses", "", "2034-03-05", "2034-03-20", "denied by front"),
        ("ceasefire", "front", "accepts", "", "2034-03-20", "", ""),
        ("peace-talks", "corland", "opposes", "beck", "", "", ""),
        ("", "front", "denies", "", "2034-03-21", "", ""),
    ]


def test_by_topic_actor_and_day(tmp_path: Path) -> None:
    graph = load(tmp_path)
    assert [each.stand for each in graph.positions(topic="cease-fire", as_of="2034-03-06")] == ["wants", "refuses"]
    assert [each.statement for each in graph.positions(actor="Bo Beck")] == ["no", "yes-at-last"]
    with pytest.raises(UsageError, match="topic"):
        graph.positions(topic="weather")
    with pytest.raises(UsageError, match="nobody has a position on 'mediation'; there are ceasefire, peace-talks"):
        graph.positions(topic="mediation")


def test_each_form_has_the_same() -> None:
    graph = shipped_graph()
    found = graph.positions()

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["positions", *words, "--graph", str(shipped_folder())])
        assert done.exit_code == 0, done.output
        return done.stdout

    rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert [(row["topic"], row["party"], row["stand"]) for row in rows] == [(p.topic, p.party, p.stand) for p in found]
    assert len(tabulate_positions(graph.store, found)) == len(found)
    told = json.loads(run("--format", "json"))
    assert sum(len(section["items"]) for section in told["sections"]) == len(found)
    text = tell_positions(graph.store, found, title=graph.title).to_text()
    assert f"{len(found)} positions on " in text and run().rstrip() == text.rstrip()


def test_each_word_on_a_topic_is_there() -> None:
    """As many as there are acts and stances with topics, by a query of its own."""
    rows = shipped_graph().sparql(
        """SELECT DISTINCT ?topic ?node WHERE {
          ?claim akg:states ?node . GRAPH ?claim { ?node akg:topic ?topic . ?node a ?class }
          ?class rdfs:subClassOf* ?above . FILTER(?above IN (akg:Act, akg:Stance))
        }"""
    )
    expected = {(row["topic"], row["node"]) for row in rows}
    assert expected <= {(each.topic, each.statement) for each in shipped_graph().positions()} and len(expected) > 80
    known = shipped_graph().view(known_by="2022-03-15").positions()
    assert {each.statement for each in known} < {each.statement for each in shipped_graph().positions()}


def test_what_was_not_done_and_for_whom(tmp_path: Path) -> None:
    """A demand that was called off is no position; a yes on conditions is told as such; a panel has its members'."""
    more = """
- demand: off
  by: ash
  status: cancelled
  about: [ceasefire]
- acceptance: if
  by: {ash: {for: panel}}
  answers: [stop]
  date: 2034-03-22
  role: {actor: corland, as: host, status: conditional, of: call}
"""
    panel = "  panel: {type: Panel, name: Panel of three, of: corland}\nclaims:"
    (tmp_path / "facts.yaml").write_text(FACTS.replace("claims:", panel) + more, encoding="utf-8")
    graph = kg.load(tmp_path)
    assert "off" not in {each.statement for each in graph.positions()}
    assert [(each.stand, each.party, each.by) for each in graph.positions(actor="panel")] == [
        ("accepts on conditions", "corland", ("ash", "panel"))
    ]


def test_stances_count_once_they_are_told(tmp_path: Path) -> None:
    head = "source: {id: s, type: Report, publisher: alba, published: 2034-04-01}\nclaims:\n"
    told = "- stance: told\n  by: alba\n  supports: peace-talks\n- stance: since\n  by: alba\n  opposes: beck\n"
    (tmp_path / "s.yaml").write_text(head + told + "  about: [peace-talks]\n  date: 2034-03-09/..\n", encoding="utf-8")
    graph = load(tmp_path)
    for day, expected in (("2034-03-08", set()), ("2034-03-10", {"since"}), ("2034-04-01", {"told", "since"})):
        found = graph.positions(topic="peace-talks", actor="alba", as_of=day) if expected else ()
        assert {each.statement for each in found} == expected
