"""Paths on toy networks with known answers."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis import PathStep, Talk, find_paths, talk_network
from kg.errors import UsageError


def make_network(*pairs: str, layer: str = "contact", status: str = "held", sits: bool = True) -> nx.MultiDiGraph:
    """A network of contacts: "ab" joins a and b, "ab2031-05" does so in May 2031."""
    network = nx.MultiDiGraph()
    for number, pair in enumerate(pairs):
        network.add_edge(
            pair[0], pair[1], key=number, layer=layer, event_status=status, at_the_table=sits, kind="meeting",
            talk=layer == "contact" and sits and status == "held",
            date=pair[2:], earliest=pair[2:] or None, claim=f"s/{pair}",
        )  # fmt: skip
    return network


def chain(steps: list[PathStep]) -> str:
    return "".join(step.start for step in steps[:1]) + "".join(step.end for step in steps)


def first(chains: list[list[PathStep]]) -> list[PathStep]:
    return chains[0] if chains else []


@pytest.mark.parametrize(
    ("pairs", "ends", "expected"),
    [
        ("ab", "ab", "ab"),
        ("ab", "ba", "ba"),
        ("ab bc", "ac", "abc"),
        ("cb ba", "ac", "abc"),  # contacts have no direction
        ("ab bc cd ad", "ad", "ad"),
        ("ab bc cd de ax xe", "ae", "axe"),
        ("ac cd ab bd", "ad", "abd"),  # of two shortest chains the first by ids
        ("az zd ab bx xd ay yd", "ad", "ayd"),
        ("ae ed ac cf af fd cd", "ad", "acd"),
        ("ab cd", "ac", ""),
        ("ab ab ba", "ab", "ab"),
    ],
)
def test_shortest_chain(pairs: str, ends: str, expected: str) -> None:
    assert chain(first(find_paths(make_network(*pairs.split()), ends[0], ends[1]))) == expected


def test_an_actor_to_itself_is_no_chain() -> None:
    assert find_paths(make_network("ab"), "a", "a") == []


def test_contacts_of_a_step_in_time_order() -> None:
    (steps,) = find_paths(make_network("ab2031-05", "ba2030-01", "ab", "bc2031-01"), "a", "c")
    assert [talk.date for talk in steps[0].talks] == ["", "2030-01", "2031-05"]
    assert steps[1].talks == (Talk(date="2031-01", kind="meeting", claim="s/bc2031-01"),)


@pytest.mark.parametrize(
    "other",
    [
        make_network("ac", sits=False),
        make_network("ac", status="announced"),
        make_network("ac", status="cancelled"),
        make_network("ac", status="proposed"),
        make_network("ac", layer="act"),
        make_network("ac", layer="relation"),
    ],
    ids=["host", "announced", "cancelled", "proposed", "act", "relation"],
)
def test_only_talks_that_were_held_count(other: nx.MultiDiGraph) -> None:
    network = make_network("ab", "bc")
    network.add_edges_from((u, v, f"other-{key}", data) for u, v, key, data in other.edges(keys=True, data=True))
    assert chain(first(find_paths(network, "a", "c"))) == "abc"
    assert talk_network(other).number_of_edges() == 0
    with pytest.raises(UsageError, match="'a' took part in no talks at this level"):
        find_paths(other, "a", "c")


def test_the_network_is_left_as_it_was() -> None:
    network = make_network("ab", "bc")
    before = nx.to_dict_of_dicts(network)
    find_paths(network, "a", "c")
    assert nx.to_dict_of_dicts(network) == before


PAIRS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=2, unique=True).map("".join), min_size=1)


@settings(deadline=None)
@given(PAIRS)
def test_like_all_shortest_paths_of_networkx(pairs: list[str]) -> None:
    """As long as networkx finds it, and there exactly where networkx finds one."""
    network = make_network(*pairs)
    plain = nx.Graph([(pair[0], pair[1]) for pair in pairs])
    start, end = min(plain), max(plain)
    found = [chain(steps) for steps in find_paths(network, start, end)]
    if nx.has_path(plain, start, end):
        assert found == sorted("".join(path) for path in nx.all_shortest_paths(plain, start, end))
    else:
        assert found == []
