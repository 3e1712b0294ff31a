"""What counts as a talk: one rule for paths, measures and pictures, and the same as that of the query `talks`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import shipped, toy_contact, toy_graph

from kg.analysis import compare_networks, find_shuttles, measure_intensity, profile_mediators, talk_network
from kg.errors import UsageError
from kg.graph import Graph

pytest.importorskip("matplotlib", reason="pictures need matplotlib, the extra plot")

from kg.plot import plot_matrix, plot_roles, plot_timeline

# One contact of each sort that is no talk of Cleo with Ada, and one talk of Ada and Boris.
NO_TALKS = [
    toy_contact("declined", "2031-05-06", "cleo mediator declined", "ada belligerent", "boris belligerent"),
    toy_contact("offered", "2031-05-07", "cleo mediator offered", "ada belligerent"),
    toy_contact("requested", "2031-05-08", "cleo mediator requested", "ada belligerent"),
    toy_contact("hosted", "2031-05-09", "cleo host", "ada belligerent"),
    toy_contact("planned", "2031-05-10", "cleo mediator", "ada belligerent", more="status: announced"),
]
TALK = toy_contact("talk", "2031-05-11", "cleo mediator", "ada belligerent")


def queried(graph: Graph) -> set[tuple[str, str, str]]:
    return {(*sorted((row["who"], row["whom"])), row["event"]) for row in graph.query("talks")}


def shown(figure: Any) -> dict[frozenset[str], int]:
    (axes,) = figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    return {
        frozenset((names[round(y)], names[round(x)])): int(text.get_text())
        for text in axes.texts
        for x, y in [text.get_position()]
        if text.get_text().isdigit()
    }


def test_who_declined_or_only_offered_did_not_talk(tmp_path: Path) -> None:
    graph = toy_graph(tmp_path, *NO_TALKS)
    assert queried(graph) == {("ada", "boris", "declined")}
    for network in (graph.network(), graph.network(level="state")):
        one, other = ("ada", "boris") if network.graph["level"] == "person" else ("arland", "borland")
        assert [sorted(pair) for pair in talk_network(network).edges()] == [[one, other]]
        empty = graph.view(until="2031-01-01", certainly=True).network()
        assert [(c.one, c.other, c.after) for c in compare_networks(empty, network)] == [(one, other, 1)]
        assert [(i.one, i.other, i.contacts) for i in measure_intensity(network)] == [(one, other, 1)]
        assert find_shuttles(network) == ()
        assert not [p for p in profile_mediators(network, ()) if p.is_go_between]
        assert shown(plot_matrix(network)) == {frozenset(network.nodes[n]["label"] for n in (one, other)): 1}
    with pytest.raises(UsageError, match="took part in no talks"):
        graph.path("cleo", "ada")


def test_pictures_of_time_show_talks_and_the_roles_that_were_held(tmp_path: Path) -> None:
    network = toy_graph(tmp_path, *NO_TALKS, TALK).network()
    assert plot_timeline(network).kg_caption.startswith("2 contacts.")
    (axes,) = plot_roles(network).axes
    heights = {bars.get_label(): sum(bar.get_height() for bar in bars) for bars in axes.containers}
    assert heights == {"mediator": 1}
    beside = toy_contact("beside", "2031-05-12", "carl host", "ada belligerent", "boris belligerent")
    network = toy_graph(tmp_path / "beside", beside).network()
    (axes,) = plot_roles(network).axes
    assert {bars.get_label() for bars in axes.containers} == {"host"}, "a host has a role in the talks of others"
    assert shown(plot_matrix(network)) == {frozenset(("Ada Ash", "Boris Birch")): 1}


def test_of_several_roles_the_one_at_the_table_decides(tmp_path: Path) -> None:
    claims = [
        toy_contact("two", "2031-05-06", "ada belligerent"),
        toy_contact("twice", "2031-05-07", "ada belligerent", "boris belligerent"),
    ]
    claims[0] += "\n    cleo: {role: [host, mediator]}"
    graph = toy_graph(tmp_path, *claims)
    assert queried(graph) == {("ada", "cleo", "two"), ("ada", "boris", "twice")}
    talks = talk_network(graph.network())
    assert {(*sorted((u, v)), data["event"]) for u, v, data in talks.edges(data=True)} == queried(graph)


def test_claims_of_every_rank_count(tmp_path: Path) -> None:
    graph = toy_graph(tmp_path, TALK + "\n  rank: deprecated")
    assert queried(graph) == {("ada", "cleo", "talk")}
    assert [(row["actor"], row["other"]) for row in graph.analyse("channels")] == [("ada", "cleo")]


def test_the_shipped_talks_are_those_of_the_query() -> None:
    graph = shipped()
    asked = {(frozenset((row["who"], row["whom"])), row["claim"]) for row in graph.query("talks")}
    talks = talk_network(graph.network())
    assert asked == {(frozenset((u, v)), data["claim"]) for u, v, data in talks.edges(data=True)}
    # whom a source names in another claim about the event was there, too
    assert (frozenset(("kalin", "abramovich")), "24tv-2022-03-28/abramovich-umerov-2022-03/3") in asked
