"""Chains of talks in time, against every chain and every choice of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_graphs import shipped_graph

from kg.analysis import count_undated, find_earliest_arrivals, find_latest_departures
from kg.errors import UsageError

START = date(2022, 3, 1)
Talk = tuple[str, str, int, int]
SPANS = st.tuples(st.integers(0, 4), st.integers(0, 2)).map(lambda pair: (pair[0], pair[0] + pair[1]))
TALKS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), SPANS), max_size=6).map(
    lambda found: [(u, v, first, last) for u, v, (first, last) in found if u != v]
)


def talks(contacts: list[Talk]) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    network.add_nodes_from("abcd")
    for number, (u, v, first, last) in enumerate(contacts):
        network.add_edge(
            u, v, layer="contact", event=f"e{number}", event_status="held", at_the_table=True, claim=f"c{number}",
            earliest=(START + timedelta(first)).isoformat(), latest=(START + timedelta(last)).isoformat(),
        )  # fmt: skip
    return network


def chains(contacts: list[Talk], start: str) -> Iterator[tuple[str, list[Talk]]]:
    """Every chain that visits nobody twice, with the one at its end."""
    waiting: list[tuple[str, list[Talk], set[str]]] = [(start, [], {start})]
    while waiting:
        here, chain, seen = waiting.pop()
        if chain:
            yield here, chain
        for talk in contacts:
            for one, other in ((talk[0], talk[1]), (talk[1], talk[0])):
                if one == here and other not in seen:
                    waiting.append((other, [*chain, talk], seen | {other}))


def possible_days(chain: list[Talk]) -> Iterator[tuple[int, ...]]:
    for days in product(*(range(first, last + 1) for _, _, first, last in chain)):
        if all(one <= other for one, other in pairwise(days)):
            yield days


def in_order_anyhow(chain: list[Talk]) -> bool:
    return all(
        one < other
        for before, after in pairwise(chain)
        for one in range(before[2], before[3] + 1)
        for other in range(after[2], after[3] + 1)
    )


@given(TALKS)
def test_arrivals_and_departures_are_those_of_every_chain(contacts: list[Talk]) -> None:
    network = talks(contacts)
    if "a" not in {end for talk in contacts for end in talk[:2]}:
        with pytest.raises(UsageError, match="'a' took part in no talks"):
            find_earliest_arrivals(network, "a")
        return
    possible: dict[str, int] = {}
    certain: dict[str, int] = {}
    for end, chain in chains(contacts, "a"):
        for days in possible_days(chain):
            possible[end] = min(possible.get(end, 99), days[-1])
        if in_order_anyhow(chain):
            certain[end] = min(certain.get(end, 99), chain[-1][3])
    for expected, certainly in ((possible, False), (certain, True)):
        found = find_earliest_arrivals(network, "a", certainly=certainly)
        assert {name: (each.day - START).days for name, each in found.items()} == expected
    possible, certain = {}, {}
    for end, chain in chains(contacts, "a"):
        back = chain[::-1]
        for days in possible_days(back):
            possible[end] = max(possible.get(end, -1), days[0])
        if in_order_anyhow(back):
            certain[end] = max(certain.get(end, -1), back[0][2])
    for expected, certainly in ((possible, False), (certain, True)):
        left = find_latest_departures(network, "a", certainly=certainly)
        assert {name: (each.day - START).days for name, each in left.items()} == expected


@given(TALKS, st.integers(0, 6))
def test_a_passage_is_a_chain_that_can_be_walked(contacts: list[Talk], day: int) -> None:
    network = talks(contacts)
    if "a" in {end for talk in contacts for end in talk[:2]}:
        for name, each in find_earliest_arrivals(network, "a", since=START + timedelta(day)).items():
            assert each.actors[0] == "a" and each.actors[-1] == name and each.day >= START + timedelta(day)
            chain = [contacts[int(event[1:])] for event in each.events]
            assert all({u, v} == set(talk[:2]) for (u, v), talk in zip(pairwise(each.actors), chain, strict=True))
            assert any(days[-1] <= (each.day - START).days for days in possible_days(chain))


def test_the_way_from_jerusalem_to_new_york() -> None:
    """As the data have it: Bennett called Putin on 14 March, Erdoğan called him later, and met Guterres on 25 April."""
    network = shipped_graph().network()
    found = find_earliest_arrivals(network, "bennett", since=date(2022, 3, 13))["guterres"]
    assert found.actors == ("bennett", "putin", "erdogan", "guterres") and found.day == date(2022, 4, 25)
    back = find_latest_departures(network, "guterres", until=date(2022, 4, 30))["bennett"]
    assert back.day == date(2022, 3, 14) and back.events[0] == "bennett-putin-2022-03-14"
    assert "bennett" not in find_earliest_arrivals(network, "guterres"), "time does not run backwards"
    assert count_undated(network) == 2, "talks hosted by Turkey, and a message, have no day"
