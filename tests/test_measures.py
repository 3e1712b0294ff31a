"""Measures by name, the brief and `kg analyse`: every measure runs, and refuses what it does not take."""

from __future__ import annotations

import csv
import io
import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import shipped, toy_contact, toy_graph
from shared_graphs import shipped_folder
from typer.testing import CliRunner

from kg.analysis.measures import list_measures
from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph
from kg.queries.questions import list_queries

NEEDED = {"arrivals": {"actor": "turkey"}, "departures": {"actor": "turkey"}, "change": {"split": "2022-04-01"}}
IN_PERSON = {"actor": "erdogan"}


@pytest.fixture(scope="module")
def folder() -> Path:
    return shipped_folder()


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "level"),
    [
        pytest.param(name, level, marks=[] if (number + place) % 3 == 0 else pytest.mark.slow)
        for number, name in enumerate(list_measures())
        for place, level in enumerate(("person", "organisation", "state"))
    ],
)
def test_every_measure_gives_its_columns(name: str, level: str) -> None:
    options = NEEDED.get(name, {})
    options = IN_PERSON if level == "person" and "actor" in options else options
    table = shipped().analyse(name, level=level, **options)
    assert table.columns == tuple(list_measures()[name].columns)
    assert len(table) or name == "gaps" or (name == "co-mediation" and level != "state")
    assert list_measures()[name].rests_on in list_queries()
    assert table.to_csv() == shipped().analyse(name, level=level, **options).to_csv()


@pytest.mark.parametrize("name", list_measures())
def test_every_measure_bears_an_empty_graph(name: str) -> None:
    empty = shipped().view(until="1900-01-01", certainly=True)
    try:
        table = empty.analyse(name, level="state", **NEEDED.get(name, {}))
    except UsageError as error:
        assert "took part in no talks" in str(error) or "no conflict" in str(error)
    else:
        assert len(table) <= 8


def test_a_measure_by_name_is_the_function(folder: Path) -> None:
    rows = shipped().analyse("betweenness", engine="networkx").rows
    told = {row["actor"]: row["betweenness"] for row in rows}
    from kg.analysis import betweenness, talk_network

    assert told == pytest.approx(dict(betweenness(talk_network(shipped().network(layers=["contact"])))))
    code, out, _ = run("analyse", "betweenness", "--graph", str(folder), "--format", "csv", "--engine", "networkx")
    assert code == 0
    read = list(csv.DictReader(io.StringIO(out)))
    assert {row["actor"].rpartition("/")[2]: float(row["betweenness"]) for row in read} == pytest.approx(told)
    code, out, _ = run("analyse", "betweenness", "--graph", str(folder), "--format", "json")
    assert code == 0 and len(json.loads(out)["results"]["bindings"]) == len(told)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["betweness"], "there is no measure 'betweness'; did you mean 'betweenness'?"),
        (["betweenness", "--groups", "side"], "'betweenness' takes no --groups; its options are --engine, --level"),
        (
            ["mediators", "--source", "x"],
            "'mediators' takes no --source; its options are --window, --conflict, --level",
        ),
        (["event-brokerage", "--channel", "meeting"], "'event-brokerage' takes no --channel"),
        (["shuttles", "--layer", "act"], "'shuttles' takes no --layer"),
        (["--status", "offered"], "--status goes with a measure"),
        (["brokerage", "--groups", "nowhere.csv"], "there is no grouping and no readable file 'nowhere.csv'"),
        (["channels", "--within", "-1"], "--within takes a whole number of at least 0, not '-1'"),
        (["arrivals"], "name an actor with --actor"),
        (["arrivals", "--actor", "putin", "--from-day", "May"], "--from-day takes a day such as 2022-04-26, not 'May'"),
        (["departures", "--actor", "putin", "--by-day", "x"], "--by-day takes a day such as 2022-04-26, not 'x'"),
        (["holes", "--half-life", "7"], "--half-life goes with --weight recency"),
        (["holes", "--weight", "days", "--half-life", "7"], "--half-life goes with --weight recency"),
        (["holes", "--weight", "recency", "--half-life", "0"], "the half-life is 0.0; write a number of days above 0"),
        (["cores", "--half-life", "7"], "'cores' takes no --half-life"),
        (["co-mediation", "--role", "mediatr"], "did you mean 'mediator'?"),
        (["change"], "name the day with --split"),
        (["change", "--split", "April"], "--split takes a day such as 2022-04-26, not 'April'"),
        (["mediators", "--window", "fortnight"], "there is no window 'fortnight'"),
        (["pagerank", "--weight", "calls"], "there is no weight 'calls'"),
        (["cores", "--level", "planet"], "there is no level 'planet'"),
        (["cores", "--channel", "fone call"], "did you mean 'phone call'?"),
        (["shuttles", "--conflict", "peace"], "peace"),
        (["cores", "--engine", "abacus"], "there is no engine 'abacus'"),
        (["--window", "month"], "--window goes with a measure"),
        (["cores", "--format", "xml"], "there is no form 'xml'"),
    ],
)
def test_mistakes_are_told_in_a_line(folder: Path, words: list[str], message: str) -> None:
    code, out, err = run("analyse", *words, "--graph", str(folder))
    assert code == 2 and not out and message in err and err.startswith("kg: ") and err.count("\n") == 1


def test_groups_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "blocs.csv"
    file.write_text("actor,group\nErdogan,nato\nputin,csto\nzelenskyy,\n", encoding="utf-8")
    groups = {row["actor"]: row["group"] for row in shipped().analyse("brokerage", groups=str(file))}
    assert groups["erdogan"] == "nato" and groups["putin"] == "csto" and groups["zelenskyy"] == "none"
    for text, message in (
        ("who,group\nerdogan,x\n", ":2: write an actor and a group"),
        ("actor,group\nerdogan,x\nerdogan,y\n", ":3: 'erdogan' has two groups"),
        ("actor,group\nnobody,x\n", "`groups`, line 2: nothing in the graph is called 'nobody'"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=message):
            shipped().analyse("brokerage", groups=str(file))
    states = {row["actor"]: row["group"] for row in shipped().analyse("brokerage", level="state", groups="membership")}
    assert states["turkey"] == "nato" and states["russia"] == "united-nations"


def test_clocks_and_filters_go_with_measures() -> None:
    early = shipped().view(until="2022-03-31").analyse("cut-points")
    assert [row["actor"] for row in early] != [row["actor"] for row in shipped().analyse("cut-points")]
    calls = shipped().analyse("channels", level="state", channels=["phone call"])
    assert ("israel", "united-nations") not in {(row["actor"], row["other"]) for row in calls}


def test_within_counts_from_the_day_asked_about(tmp_path: Path) -> None:
    """Asked on the 30th, a call of the 1st is 29 days old, though nothing was told since."""
    calls = [
        toy_contact("old", "2031-05-01", "cleo mediator", "ada belligerent"),
        toy_contact("new", "2031-05-20", "cleo mediator", "boris belligerent"),
    ]
    graph = toy_graph(tmp_path, *calls)
    assert {row["other"] for row in graph.analyse("channels", within=19, actor="cleo")} == {"ada", "boris"}
    clocks: tuple[dict[str, Any], ...] = ({"until": "2031-05-30"}, {"since": "2031-05-01", "until": "2031-05-30"})
    for clock in clocks:
        assert {row["other"] for row in graph.view(**clock).analyse("channels", within=19, actor="cleo")} == {"boris"}
        assert len(graph.view(**clock).analyse("channels", within=29)) == 3
        assert [row["actor"] for row in graph.view(**clock).analyse("cut-points", within=29)] == ["cleo"]
        assert len(graph.view(**clock).analyse("cut-points", within=19)) == 0
        gaps = {(row["actor"], row["other"]) for row in graph.view(**clock).analyse("gaps", within=9)}
        assert ("boris", "cleo") in gaps and ("ada", "cleo") in gaps
    assert len(graph.view(on="2031-05-20").analyse("channels", within=0)) == 1


def test_gaps_are_of_those_too_who_talk_to_nobody(tmp_path: Path) -> None:
    offer = "offer: from-dora\n  date: 2031-05-03\n  by: dora\n  to: [ada]"
    graph = toy_graph(tmp_path, toy_contact("c", "2031-05-01", "cleo mediator", "ada belligerent"), offer)
    assert {(row["actor"], row["other"]) for row in graph.analyse("gaps")} == {("ada", "dora"), ("cleo", "dora")}
    states = {(row["actor"], row["other"]) for row in graph.analyse("gaps", level="state")}
    assert states == {("arland", "dorland"), ("corland", "dorland")}
    assert [tuple(row.values()) for row in graph.analyse("gaps", actor="dora")] == [
        ("dora", "ada", None),
        ("dora", "cleo", None),
    ]


def test_pairs_of_very_many_are_not_listed_but_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With event data there are thousands of actors: seven million rows that nobody reads."""
    every = {name: len(shipped().analyse(name, actor="erdogan")) for name in ("channels", "gaps")}
    monkeypatch.setattr("kg.analysis.measures.go_betweens._MOST_ACTORS", 5)
    for name, number in every.items():
        with pytest.raises(UsageError, match=r"the pairs of \d+ actors are too many .*name one with `actor`"):
            shipped().analyse(name)
        assert len(shipped().analyse(name, actor="erdogan")) == number


def test_a_large_part_is_listed_as_far_as_it_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {row["actor"]: row["parts"] for row in shipped().analyse("cut-points")}
    monkeypatch.setattr("kg.analysis.measures.go_betweens._MOST_NAMES", 3)
    for row in shipped().analyse("cut-points"):
        for part, told in zip(whole[row["actor"]].split("; "), row["parts"].split("; "), strict=True):
            names = part.split(" + ")
            assert told.split(" + ")[:3] == names[:3]
            assert told == part if len(names) <= 3 else told.endswith(f" + {len(names) - 3} more")


def test_the_half_life_is_that_of_recency(folder: Path, tmp_path: Path) -> None:
    calls = [
        toy_contact("old", "2031-05-01", "cleo mediator", "ada belligerent"),
        toy_contact("new", "2031-05-21", "cleo mediator", "boris belligerent"),
    ]
    graph = toy_graph(tmp_path, *calls)
    sizes = [
        {row["actor"]: row["constraint"] for row in graph.analyse("holes", weight="recency", half_life=days)}["cleo"]
        for days in (1, 10, 1000)
    ]
    # Burt: the sum of the squares of the shares, here 1 : 2^(-20 / half-life).
    expected = [(1 + w**2) / (1 + w) ** 2 for w in (2.0**-20, 2.0**-2, 2.0**-0.02)]
    assert sizes == pytest.approx(expected)
    code, out, _ = run("analyse", "holes", "--weight", "recency", "--half-life", "7", "--graph", str(folder))
    assert code == 0 and out


def test_a_nought_that_is_given_counts() -> None:
    same_day = shipped().analyse("shuttles", days=0).rows
    assert same_day and all(row["start"] == row["end"] for row in same_day)
    assert len(shipped().analyse("channels", level="state", within=0)) == 1, "only the call of the last day"


def test_brokerage_through_events_is_of_those_that_were_held() -> None:
    russia = {row["as"]: row for row in shipped().analyse("event-brokerage", level="state") if row["actor"] == "russia"}
    assert {role: row["pairs"] for role, row in russia.items()} == {"itinerant broker": 1, "total": 1}, (
        "between Turkey and Israel; the Secretary-General's visit to Moscow was announced, and no more"
    )


def test_reciprocity_is_that_of_acts(folder: Path) -> None:
    assert shipped().analyse("reciprocity").rows == shipped().analyse("reciprocity", layers=["act"]).rows
    (row,) = shipped().analyse("reciprocity")
    assert row["mutual"] and row["one_way"] and 0 < row["share"] < 1
    code, out, _ = run("analyse", "--list", "reciprocity")
    assert code == 0 and "Talks have no direction" in out and "kg query acts" in out


def test_listing(folder: Path) -> None:
    code, out, _ = run("analyse", "--list")
    assert code == 0 and all(name in out for name in list_measures())
    code, out, _ = run("analyse", "shuttles", "--list")
    assert code == 0 and "--days" in out and "kg query shuttles" in out


@pytest.mark.slow
@pytest.mark.parametrize("step", [1])
def test_each_sentence_of_the_brief_names_a_command_that_answers(
    step: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Graph, "brief", cache(Graph.brief))  # of the command and of the graph in memory once each
    brief = shipped().brief(level="person")
    assert 8 <= len(brief) <= 14
    for sentence in brief[::step]:
        words = shlex.split(sentence.command)
        code, out, err = run(*words[1:], "--graph", str(folder))
        assert words[0] == "kg" and code == 0 and out, (sentence, err)
    code, out, _ = run("analyse", "--graph", str(folder))
    assert code == 0 and all(sentence.command in out for sentence in brief)
    assert shipped().analyse().columns == ("says", "see")


def test_the_numbers_of_the_brief_are_those_of_its_queries() -> None:
    words = {sentence.command: sentence.words for sentence in shipped().brief()}
    talks = {row["event"] for row in shipped().query("talks")}
    assert words["kg query talks"].startswith(f"{len(talks)} contacts brought ")
    assert words["kg query bridges"].startswith(
        "5 third parties talked to both sides: Recep Tayyip Erdoğan (last on 26"
    )
    assert words["kg query shuttles"].startswith(f"{len(shipped().query('shuttles'))} times ")
    pairs = len(shipped().query("conflicts"))
    assert words["kg query conflicts"].startswith(f"{pairs} pairs of claims do not go together")


def test_a_brief_of_nothing() -> None:
    brief = shipped().view(until="1900-01-01", certainly=True).brief()
    assert brief[0].words == "No talks that were held are told."
