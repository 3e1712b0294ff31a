"""Channels, cut points, shuttles and mediators: against brute force, the named queries and the article as read."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shared_graphs import shipped_graph

from kg.analysis import (
    FormalRole,
    compare_networks,
    count_lost_pairs,
    event_brokerage,
    find_channels,
    find_cut_points,
    find_gaps,
    find_shuttles,
    measure_intensity,
    profile_mediators,
    profile_over_time,
    sides_of,
)
from kg.errors import UsageError
from kg.graph import Graph

START = date(2022, 3, 1)
NAMES = "abcdef"
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 20)), max_size=9).map(
    lambda found: [link for link in found if link[0] != link[1]]
)


@cache
def shipped() -> Graph:
    return shipped_graph()


def talks(links: list[tuple[str, str, int]], *, sides: dict[str, str] | None = None) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_nodes_from(NAMES)
    for number, (u, v, day) in enumerate(links):
        told = (START + timedelta(day)).isoformat()
        network.add_edge(
            u, v, layer="contact", event=f"e{number}", event_status="held", at_the_table=True, claim=f"c{number}",
            earliest=told, latest=told, date=told, kind="meeting", directed=False, source="s",
        )  # fmt: skip
    if sides:
        members = {side: sorted(n for n in sides if sides[n] == side) for side in sorted(set(sides.values()))}
        listed = [{"id": side, "label": side, "members": names} for side, names in members.items()]
        network.graph["conflicts"] = [{"id": "war", "label": "War", "sides": listed}]
    return network


@given(LINKS, st.one_of(st.none(), st.integers(0, 20)))
def test_channels_are_the_shortest_and_among_them_the_freshest(
    links: list[tuple[str, str, int]], within: int | None
) -> None:
    network = talks(links)
    newest = max((day for *_, day in links), default=0)
    last: dict[frozenset[str], int] = {}
    for u, v, day in links:
        if within is None or day >= newest - within:
            last[frozenset((u, v))] = max(day, last.get(frozenset((u, v)), -1))
    simple = nx.Graph([tuple(pair) for pair in last])
    simple.add_nodes_from(NAMES)
    found = {(c.start, c.end): c for c in find_channels(network, within=within)}
    for u, v in combinations(NAMES, 2):
        if not nx.has_path(simple, u, v):
            assert (u, v) not in found
            continue
        ways = list(nx.all_shortest_paths(simple, u, v))
        freshest = max(min(last[frozenset(link)] for link in pairwise(way)) for way in ways)
        channel = found[u, v]
        assert channel.steps == len(ways[0]) - 1 and channel.last == START + timedelta(freshest)
        assert [u, *channel.through, v] in ways
    gaps = find_gaps(network, within=within)
    assert set(gaps) == set(combinations(NAMES, 2)) - set(found)


@given(LINKS)
def test_cut_points_are_those_without_whom_pairs_are_lost(links: list[tuple[str, str, int]]) -> None:
    network = talks(links)
    simple = nx.Graph(network)
    lost = {}
    for name in NAMES:
        rest = simple.subgraph(set(NAMES) - {name})
        pairs = [
            (u, v)
            for u, v in combinations(sorted(rest), 2)
            if nx.has_path(simple, u, v) and not nx.has_path(rest, u, v)
        ]
        if pairs:
            lost[name] = pairs
        across = count_lost_pairs(network, name, sides={"x": {"a", "b"}, "y": {"e", "f"}})
        assert set(across) == {(u, v) for u, v in pairs if u in "ab" and v in "ef"}
    assert {point.actor: point.pairs for point in find_cut_points(network)} == {n: len(p) for n, p in lost.items()}


@example([("d", "e", 0), ("c", "d", 0), ("b", "a", 0), ("a", "f", 0)], {"f": {"d", "e"}, "b": {"c"}})  # elsewhere
@given(LINKS, st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES)), max_size=3))
def test_a_pair_is_not_lost_while_somebody_stands_for_one_of_the_two(
    links: list[tuple[str, str, int]], members: dict[str, set[str]]
) -> None:
    network = talks(links)
    network.graph["members"] = {whole: sorted(names - {whole}) for whole, names in members.items()}
    simple = nx.Graph([(u, v) for u, v, _ in links])

    def reach(one: str, other: str, rest: nx.Graph) -> bool:
        ends = [[n for n in (end, *network.graph["members"].get(end, ())) if n in rest] for end in (one, other)]
        return any(nx.has_path(rest, u, v) for u in ends[0] for v in ends[1])

    lost = {}
    for name in nx.articulation_points(simple):
        rest = simple.subgraph(set(simple) - {name})
        lost[name] = sum(nx.has_path(simple, u, v) and not reach(u, v, rest) for u, v in combinations(sorted(rest), 2))
    assert {point.actor: point.pairs for point in find_cut_points(network)} == lost
    for point in find_cut_points(network):
        component = nx.node_connected_component(simple, point.actor)
        left = nx.connected_components(simple.subgraph(component - {point.actor}))
        assert sorted(point.parts) == sorted(tuple(sorted(part)) for part in left)


def test_a_link_that_is_older_than_asked_for_is_no_channel() -> None:
    network = talks([("a", "b", 0), ("b", "c", 20)])
    assert [(c.start, c.end, c.steps) for c in find_channels(network, within=5)] == [("b", "c", 1)]
    early = find_channels(network, start="a", as_of=START + timedelta(1))
    assert [(c.end, c.steps) for c in early] == [("b", 1)]
    with pytest.raises(UsageError, match="'f' took part in no talks"):
        list(find_channels(network, start="f"))
    with pytest.raises(UsageError, match="at least 0"):
        list(find_channels(network, within=-1))
    with pytest.raises(UsageError, match="'z' is not in the network"):
        find_gaps(network, actors=["z"])


def test_without_turkey_the_united_nations_reach_neither_side() -> None:
    network = shipped().network(level="state")
    first = find_cut_points(network)[0]
    assert first.actor == "turkey" and ("united-nations",) in first.parts
    assert find_gaps(network.subgraph([n for n in network if n != "turkey"]), actors=["united-nations", "russia"])


# shuttles


def test_a_shuttle_is_a_run_of_legs() -> None:
    sides = {"a": "east", "b": "east", "e": "west"}
    links = [("c", "a", 0), ("c", "e", 2), ("e", "c", 3), ("c", "b", 9), ("c", "e", 30), ("d", "a", 1), ("c", "d", 4)]
    found = find_shuttles(talks(links, sides=sides), days=7)
    assert [(s.third_party, [leg.side for leg in s.legs], s.switches, s.tempo) for s in found] == [
        ("c", ["east", "west", "west", "east"], 2, 4.0)
    ]
    assert found[0].start == START and found[0].end == START + timedelta(9)
    assert [len(s.legs) for s in find_shuttles(talks(links, sides=sides), days=2)] == [3]
    assert [len(s.legs) for s in find_shuttles(talks(links, sides=sides), days=21)] == [5]
    assert find_shuttles(talks(links, sides=sides), days=1) == ()
    assert find_shuttles(talks(links, sides=sides), third_party="d") == ()


SIDES = {"a": "east", "b": "east", "e": "west"}
WITH = st.tuples(st.just("c"), st.sampled_from("abe"), st.integers(0, 30))
SPAN = st.tuples(WITH, st.integers(0, 40))


def spread(links: list[tuple[str, str, int]], more: list[tuple[tuple[str, str, int], int]]) -> nx.MultiDiGraph:
    """Contacts on a day, and after them those that may have been later by so many days."""
    network = talks([*links, *(link for link, _ in more)], sides=SIDES)
    events = {f"e{len(links) + number}": days for number, (_, days) in enumerate(more)}
    for _, _, data in network.edges(data=True):
        if days := events.get(data["event"], 0):
            data["latest"] = (date.fromisoformat(data["earliest"]) + timedelta(days)).isoformat()
    return network


def test_a_contact_known_to_the_month_deletes_no_shuttle() -> None:
    links = [("c", "a", 0), ("c", "e", 2)]
    for partner in "abe":
        (found,) = find_shuttles(spread(links, [(("c", partner, 0), 30)]))
        assert [leg.event for leg in found.legs] == ["e0", "e1"] and (found.switches, found.tempo) == (1, 2.0)
    near = [find_shuttles(spread(links, [(("c", partner, 0), 9)]))[0] for partner in "ae"]
    assert [(len(s.legs), s.switches, s.tempo) for s in near] == [(3, 1, 2.0)] * 2, "the exact days tell the tempo"


@given(st.lists(WITH, max_size=6), st.lists(SPAN, max_size=4), st.integers(0, 20))
def test_more_contacts_never_take_a_switch_between_exact_days(
    links: list[tuple[str, str, int]], more: list[tuple[tuple[str, str, int], int]], days: int
) -> None:
    few, all_of_them = (find_shuttles(spread(links, added), days=days) for added in ([], more))
    together = [{leg.event for leg in s.legs} for s in all_of_them]
    for shuttle in few:
        for one, other in pairwise(shuttle.legs):
            assert any({one.event, other.event} <= events for events in together)
        (kept,) = [s for s in all_of_them if shuttle.legs[0].event in {leg.event for leg in s.legs}]
        assert kept.switches >= shuttle.switches
    for shuttle in all_of_them:
        for one, other in pairwise(shuttle.legs):
            assert max((other.last - one.first).days, (one.last - other.first).days) <= days


def test_a_joint_meeting_is_no_leg() -> None:
    network = talks([("c", "a", 0), ("c", "e", 1)], sides={"a": "east", "e": "west"})
    for _, _, data in network.edges(data=True):
        data["event"] = "summit"
    assert find_shuttles(network) == ()


def test_conflicts_that_are_not_there() -> None:
    with pytest.raises(UsageError, match="no conflict with sides"):
        find_shuttles(talks([]))
    with pytest.raises(UsageError, match="there is no conflict 'peace'; the conflicts are war"):
        sides_of(talks([], sides={"a": "x"}), conflict="peace")


@pytest.mark.parametrize("days", [2, 7])
def test_every_switch_is_one_that_the_query_finds(days: int) -> None:
    """Legs that follow on one another, on two sides, are rows of the query `shuttles`, which is SPARQL."""
    rows = {(r["third_party"], r["first"], r["second"]) for r in shipped().query("shuttles", days=days)}
    switches = {
        (s.third_party, one.event, other.event)
        for s in find_shuttles(shipped().network(), days=days)
        for one, other in pairwise(s.legs)
        if one.side != other.side
    }
    assert switches and switches <= rows
    assert {row[0] for row in rows} == {switch[0] for switch in switches}


def test_erdogan_in_the_days_of_the_article() -> None:
    """24 April Zelenskyy, 26 April Putin: what the article of 26 April tells."""
    last = [s for s in find_shuttles(shipped().network(), days=7) if s.third_party == "erdogan"][-1]
    assert [(leg.side, leg.first.isoformat(), leg.partners) for leg in last.legs] == [
        ("ukraine", "2022-04-24", ("zelenskyy",)),
        ("russia", "2022-04-26", ("putin",)),
    ]
    assert last.tempo == 2


# mediators


def test_who_is_called_a_mediator_and_who_is_one() -> None:
    sides = {"a": "east", "e": "west"}
    links = [("c", "a", 0), ("c", "e", 1), ("d", "a", 2), ("b", "a", 3), ("b", "e", 4)]
    formal = [
        FormalRole(actor="c", role="facilitator", status="exercised", date="2022-03-01", claim="1"),
        FormalRole(actor="d", role="mediator", status="exercised", date="2022-03", claim="2"),
        FormalRole(actor="d", role="host", status="offered", date="", claim="3"),
        FormalRole(actor="a", role="mediator", status="exercised", claim="4"),
        FormalRole(actor="f", role="speaker", status="exercised", claim="5"),
    ]
    found = {p.actor: p for p in profile_mediators(talks(links, sides=sides), formal)}
    assert sorted(found) == ["b", "c", "d"], "a is a party, and a speaker is no third party"
    assert found["b"].words == "not called mediator, talks to both sides"
    assert found["c"].words == "called mediator, talks to both sides"
    assert found["d"].words == "called mediator, one side at most"
    assert found["c"].contacts == {"east": 1, "west": 1} and found["c"].liaison == 2
    assert found["d"].formal == {"exercised": {"mediator": 1}, "offered": {"host": 1}} and found["d"].liaison == 0
    assert found["c"].lost_pairs == () and found["b"].lost_pairs == (), "each is replaced by the other"
    (alone,) = [p for p in profile_mediators(talks(links[:3], sides=sides), formal) if p.actor == "c"]
    assert alone.lost_pairs == (("a", "e"),)
    windows = profile_over_time(talks([*links, ("c", "a", 40)], sides=sides), formal)
    assert [start.isoformat() for start, _, _ in windows] == ["2022-03-01", "2022-04-01"]
    assert {p.actor for p in windows[0][2]} == {"b", "c", "d"} and windows[1][2] == ()


def test_turkey_is_called_a_mediator_and_is_one() -> None:
    rows = {row["actor"]: row for row in shipped().analyse("mediators", level="state")}
    assert rows["turkey"]["in_words"] == rows["israel"]["in_words"] == "called mediator, talks to both sides"
    assert "guarantor" in rows["germany"]["requested"] and rows["germany"]["in_words"] == "neither"
    called = shipped().query("roles", role="mediator", status="exercised", actor="israel")
    assert rows["israel"]["exercised"] == f"mediator {len(called)}"


# two modes, change


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), max_size=10), st.data())
def test_brokerage_in_two_modes_is_that_of_the_definition(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    both = nx.Graph()
    both.add_nodes_from("abcde", bipartite=0)
    both.add_nodes_from("xyz", bipartite=1)
    both.add_edges_from(pairs)
    groups = {name: data.draw(st.sampled_from(["1", "2", "3"])) for name in "abcde"}
    at = {name: set(both[name]) for name in "abcde"}
    for found in event_brokerage(both, groups):
        b = found.actor
        ends = [
            (a, c) for a, c in combinations(sorted(set("abcde") - {b}), 2)
            if at[a] & at[b] and at[c] & at[b] and not at[a] & at[c]
        ]  # fmt: skip
        kinds = [len({groups[a], groups[b], groups[c]}) for a, c in ends]
        assert found.pairs["total"] == len(ends) == sum(n for role, n in found.pairs.items() if role != "total")
        assert found.pairs["coordinator"] == kinds.count(1) and found.pairs["liaison"] == kinds.count(3)
        assert found.pairs["itinerant"] == sum(groups[a] == groups[c] != groups[b] for a, c in ends)
        assert found.ways == sum(len(at[a] & at[b]) * len(at[c] & at[b]) for a, c in ends)


def test_change_and_intensity_count_events_once() -> None:
    network = talks([("a", "b", 0), ("b", "a", 1), ("a", "b", 40), ("c", "d", 40)])
    twice = network.copy()
    twice.add_edge("a", "b", **{**network["a"]["b"][0], "claim": "another"})
    shots = measure_intensity(twice)
    assert [(str(i.start), i.one, i.other, i.contacts, i.acts) for i in shots] == [
        ("2022-03-01", "a", "b", 2, 0),
        ("2022-04-01", "a", "b", 1, 0),
        ("2022-04-01", "c", "d", 1, 0),
    ]
    march, april = (
        network.edge_subgraph([e[:3] for e in network.edges(keys=True, data="date") if e[3][5:7] == month])
        for month in ("03", "04")
    )
    assert [(c.one, c.other, c.before, c.after, c.change) for c in compare_networks(march, april)] == [
        ("a", "b", 2, 1, "fewer"),
        ("c", "d", 0, 1, "new"),
    ]


@pytest.mark.parametrize("window", ["week", "month", "year", 5])
def test_sums_over_windows_are_the_whole(window: str | int) -> None:
    """Contacts known to the month, to a span over two windows, with an open end, and without any day."""
    network = talks([("a", "b", 0), ("a", "b", 30), ("a", "b", 1), ("a", "b", 2), ("a", "b", 3), ("c", "d", 4)])
    for key, days in ((2, ("2022-03-01", "2022-03-31")), (3, (None, "2022-03-20")), (4, (None, None))):
        network["a"]["b"][key].update({"earliest": days[0], "latest": days[1], "date": "/".join(map(str, days))})
    network["a"]["b"][4]["date"] = ""
    planned = {**network["a"]["b"][0], "event": "planned", "event_status": "announced", "talk": False, "claim": "p"}
    network.add_edge("a", "b", **planned)
    found = measure_intensity(network, window=window)
    assert sum(i.contacts for i in found if i.one == "a") == 5 and sum(i.contacts for i in found if i.one == "c") == 1
    assert [(i.start, i.end, i.one, i.contacts) for i in found if i.start is None] == [(None, None, "a", 2)]
    assert found[-1].start is None and all(i.start <= START <= i.end for i in found[:1] if i.start and i.end)
    march = next(i for i in found if i.start and i.start <= START)
    assert march.contacts == {"week": 2, "month": 3, "year": 3, 5: 2}[window]


@pytest.mark.parametrize("window", ["week", "month", "quarter"])
def test_the_intensity_of_the_shipped_talks_adds_up(window: str) -> None:
    """As SPARQL has it: the talks of those who speak for Israel with those who speak for Russia, and so on."""
    talked: dict[tuple[str, str], set[str]] = {}
    for row in shipped().query("talks"):
        one, other = sorted((row["for"] or row["who"], row["whom_for"] or row["whom"]))
        talked.setdefault((one, other), set()).add(row["event"])
    sums: dict[tuple[str, str], int] = {}
    for row in shipped().analyse("intensity", level="state", window=window):
        pair = (row["actor"], row["other"])
        sums[pair] = sums.get(pair, 0) + row["contacts"]
    for pair in (("israel", "russia"), ("israel", "ukraine")):
        assert sums[pair] == len(talked[pair]) > 0, pair


def test_the_goldstein_scale_is_averaged_over_events() -> None:
    network = talks([("a", "b", 0), ("a", "b", 1)])
    for key, value in ((0, 4.0), (1, -2.0)):
        network["a"]["b"][key]["goldstein"] = value
    network.add_edge("a", "b", **{**network["a"]["b"][0], "claim": "again"})
    (found,) = measure_intensity(network)
    assert found.goldstein == 1.0 and found.scaled == 2
