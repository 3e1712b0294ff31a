"""The brief: each sentence is what the command that it names answers, with its clocks, level and graph."""

from __future__ import annotations

import csv
import functools
import io
import itertools
import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph
from shared_graphs import shipped_folder
from tiers import slow_but
from typer.testing import CliRunner

import kg
from kg.analysis import FormalRole, profile_mediators
from kg.cli import app
from kg.cli.app import Opening
from kg.graph import Graph
from kg.network import LEVELS

CLOCKS = (
    (),
    ("--on", "2022-03-29"),
    ("--since", "2022-03-10", "--until", "2022-04-10", "--certainly"),
    ("--known-by", "2022-03-20", "--until", "2022-03-10"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The graph; commands that have its view by the same clocks share it, and a brief of it is written once."""
    path = tmp_path_factory.mktemp("told") / "the reader's graph"
    shutil.copytree(shipped_folder(), path)
    opened: dict[str, Graph] = {}
    open_view = Opening.__call__

    def open_once(opening: Opening) -> Any:
        asked = f"{opening.graph} {sorted(opening.clocks.items())}"
        if asked not in opened:
            opened[asked] = open_view(opening)
        return opened[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opening, "__call__", open_once)
        patch.setattr(Graph, "brief", functools.cache(Graph.brief))
        answer.cache_clear()
        yield path


@functools.cache
def answer(command: str) -> list[dict[str, str]]:
    """The rows that a command gives, run as it is written."""
    words = shlex.split(command)
    assert words[0] == "kg"
    done = CliRunner().invoke(app, [*words[1:], "--format", "csv"])
    assert done.exit_code == 0, (command, done.stderr)
    rows = csv.DictReader(io.StringIO(done.stdout))
    return [{key: value if key == "claim" else value.rpartition("/")[2] for key, value in row.items()} for row in rows]


def first_number(words: str) -> int:
    return int(re.findall(r"\d+", words)[0])


def compare(words: str, command: str) -> str:
    """Compare the numbers of a sentence with those of its command; gives which rule it was."""
    rows = answer(command)
    if " brought " in words:
        assert first_number(words) == len({row["event"] for row in rows})
        people = {row[end] for row in rows for end in ("who", "whom")}
        assert [int(number) for number in re.findall(r"brought (\d+) actor", words)] == [len(people)]
        return "talks"
    if words.startswith("Most contacts"):
        counts = [int(number) for number in re.findall(r"\((\d+)\)", words)]
        events = {name: {r["event"] for r in rows if name in (r["who"], r["whom"])} for name in
                  {row[end] for row in rows for end in ("who", "whom")}}  # fmt: skip
        assert counts[0] == max(map(len, events.values()))
        if "--actor" not in command:
            assert counts == sorted(map(len, events.values()), reverse=True)[: len(counts)]
        else:
            assert counts[0] == len({row["event"] for row in rows})
        return "partners"
    if words.startswith("No "):
        assert not rows
        return "none"
    if " talked to both sides: " in words and words[0].isdigit():
        assert first_number(words) == len({row["third_party"] for row in rows})
        return "bridges"
    if "within a week" in words:
        assert first_number(words) == len(rows)
        counts = [int(number) for number in re.findall(r"\((\d+)\)", words)]
        each = Counter(row["third_party"] for row in rows)
        assert counts == sorted(each.values(), reverse=True)[: len(counts)]
        return "shuttles"
    if words.startswith("Channels hang"):
        assert first_number(words) == int(rows[0]["pairs"])
        return "cut-points"
    if words.startswith(("Not called mediator, ", "Called mediator, ")):
        kind = "not called mediator, talks to both sides" if words[0] == "N" else "called mediator, one side at most"
        names = [row for row in rows if row["in_words"] == kind]
        assert len(re.split(", | and ", words.rstrip(".").partition(": ")[2])) == len(names)
        return "mediators"
    if words.startswith("In the role"):
        claims = {(row["for"] or row["who"], row["claim"]) for row in rows}
        counts = [int(number) for number in re.findall(r"\((\d+) claim", words)]
        assert counts == sorted(Counter(name for name, _ in claims).values(), reverse=True)[: len(counts)]
        return "called"
    if words.startswith("Third parties asked for"):
        assert re.findall(r"\((\d+)\)", words)
        return "wanted"
    if words.startswith("Of offers"):
        counts = [int(number) for number in re.findall(r"(\d+) (?:is|are) ", words)]
        assert sum(counts) == len({row["offer"] for row in rows})
        return "offers"
    assert first_number(words) == len(rows), words
    return "rest"


SOME = [(CLOCKS[-1], LEVELS[-1])]


@pytest.mark.parametrize(
    ("clocks", "level"),
    slow_but(itertools.product(CLOCKS, LEVELS), *SOME),
    ids=lambda value: value if isinstance(value, str) else " ".join(value) or "no clock",
)
def test_each_sentence_has_the_numbers_of_its_command(folder: Path, clocks: tuple[str, ...], level: str) -> None:
    words = ["analyse", "--level", level, *clocks, "--graph", str(folder), "--format", "json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.stderr
    rows = [{k: v["value"] for k, v in row.items()} for row in json.loads(done.stdout)["results"]["bindings"]]
    shown = CliRunner().invoke(app, words[:-2]).stdout
    kinds = []
    for row in rows:
        assert all(word in shlex.split(row["see"]) for word in (*clocks, "--graph", str(folder))), row["see"]
        assert f"  {row['see']}\n" in shown
        kinds.append(compare(row["says"], row["see"]))
    assert len({*kinds}) >= (9 if not clocks else 4), kinds


def test_the_graph_of_the_folder_at_hand_needs_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    toy_graph(
        tmp_path / "facts", toy_contact("m", "2031-05-06", "cleo mediator", "ada belligerent"), graph=Path("graph")
    )
    assert all("--graph" not in sentence.command for sentence in kg.open("graph").brief())
    view = kg.open("graph").view(since="2031-05-01").view(known_by="2031-12-31")
    assert view.brief()[0].command == "kg query talks --since 2031-05-01 --known-by 2031-12-31"


def test_a_claim_with_two_mediators_of_one_state_is_one_claim(tmp_path: Path) -> None:
    graph = toy_graph(
        tmp_path,
        toy_contact("m", "2031-05-06", "cleo mediator", "carl mediator", "ada belligerent"),
        toy_contact("n", "2031-05-07", "cleo mediator", "boris belligerent"),
    )
    said = next(s.words for s in graph.brief() if s.words.startswith("In the role of mediator"))
    assert said in (
        "In the role of mediator sources put Cleo Cedar (2 claims) and Carl Cork (1 claim).",
        "In the role of mediator sources put Corland (2 claims).",
    )
    (row,) = graph.analyse("mediators", level="state")
    assert row["exercised"] == "mediator 2"
    network = graph.network(level="state")
    formal = [
        FormalRole(actor="corland", role="mediator", status="exercised", claim=claim) for claim in ("1", "1", "2")
    ]
    (profile,) = profile_mediators(network, formal)
    assert profile.formal == {"exercised": {"mediator": 2}}
