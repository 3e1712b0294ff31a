"""Projections chosen, collapsed, cut in time and of two modes: against answers read from the data by other ways."""

from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import networkx as nx
import pytest
from cases import shipped, toy_contact, toy_graph
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.network import collapse_network, cut_window, date_events, list_windows, project_shared, split_windows


def edges(network: nx.MultiDiGraph) -> list[tuple[str, str, str]]:
    return sorted(network.edges(keys=True))


def test_channels_roles_statuses_and_sources_keep_what_they_name() -> None:
    whole = shipped().network()

    def those(**options: list[str]) -> list[tuple[str, str, str]]:
        return edges(shipped().network(**options))  # type: ignore[arg-type]

    every = list(whole.edges(keys=True, data=True))
    assert those(channels=["phone call"]) == sorted(e[:3] for e in every if e[3]["kind"] == "phone call")
    assert those(channels=["PhoneCall"]) == those(channels=["Phone Call"]) == those(channels=["phone-call"])
    assert those(channels=["contact"]) == sorted(e[:3] for e in every if e[3]["layer"] == "contact")
    assert those(roles=["guarantor"]) == sorted(e[:3] for e in every if "guarantor" in e[3]["roles"])
    assert set(those(roles=["third-party"])) > set(those(roles=["mediator"])) | set(those(roles=["host"]))
    assert those(statuses=["requested"]) == sorted(e[:3] for e in every if e[3]["status"] == "requested")
    source = every[0][3]["source"]
    assert those(sources=[source]) == sorted(e[:3] for e in every if e[3]["source"] == source)
    for options in ({"channels": ["phone call"]}, {"roles": ["guarantor"]}, {"statuses": ["requested"]}):
        assert those(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"channels": ["fone call"]}, "there is no channel 'fone call'; did you mean 'phone call'"),
        ({"roles": ["mediatr"]}, "there is no role 'mediatr'; did you mean 'mediator'"),
        ({"statuses": ["offerd"]}, "there is no status 'offerd'; did you mean 'offered'"),
        ({"sources": ["nowhere"]}, "there is no source 'nowhere'"),
    ],
)
def test_what_is_not_known_is_refused(options: dict[str, list[str]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        shipped().network(**options)  # type: ignore[arg-type]


def test_clocks_go_with_a_network_and_name_themselves() -> None:
    network = shipped().view(known_by="2022-04-26").network(layers=["contact"])
    assert network.graph["title"].endswith("(known by 2022-04-26)")
    assert edges(network) == edges(shipped().view(known_by="2022-04-26").network(layers=["contact"]))


def test_organisations_stand_between_persons_and_states() -> None:
    network = shipped().network(level="organisation")
    assert {"turkish-presidency", "russian-delegation", "turkey"} <= set(network)
    assert not {"erdogan", "kalin", "peskov"} & set(network), "each of them serves in a body or for a state"
    assert "nato" in network or "nato" not in shipped().network()


@pytest.mark.parametrize("certainly", [False, True])
@pytest.mark.parametrize(("since", "until"), [("2022-03-01", "2022-03-31"), ("2022-04-26", None), (None, "2022-02-28")])
def test_a_window_of_a_network_is_the_network_of_the_view(
    since: str | None, until: str | None, certainly: bool
) -> None:
    day = {name: date.fromisoformat(text) for name, text in (("since", since), ("until", until)) if text}
    cut = cut_window(shipped().network(layers=["contact"]), certainly=certainly, **day)
    seen = shipped().view(since=since, until=until, certainly=certainly).network(layers=["contact"])
    assert edges(cut) == edges(seen) and sorted(cut) == sorted(seen)


def test_snapshots_follow_on_one_another() -> None:
    network = shipped().network(layers=["contact"])
    months = split_windows(network)
    assert [month.start.day for month in months] == [1] * len(months)
    assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(months))
    days = date_events(network)
    assert months[0].start <= min(first for first, _ in days.values())
    assert months[-1].end >= max(last for _, last in days.values())
    for month in months:
        inside = {event for event, (first, last) in days.items() if month.start <= first and last <= month.end}
        assert inside <= {event for *_, event in month.network.edges(data="event")}
    weeks = split_windows(network, window="week", since=date(2022, 3, 10), until=date(2022, 3, 20))
    assert [(week.start.isoformat(), week.end.isoformat()) for week in weeks] == [
        ("2022-03-10", "2022-03-13"),
        ("2022-03-14", "2022-03-20"),
    ]
    assert split_windows(nx.MultiDiGraph()) == ()
    with pytest.raises(UsageError, match="there is no window 'fortnight'"):
        split_windows(network, window="fortnight")
    with pytest.raises(UsageError, match="more than 2,000 windows"):
        split_windows(network, window=1, since=date(1900, 1, 1))


@pytest.mark.parametrize("window", ["week", "month", "quarter", "year", 10])
@pytest.mark.parametrize(
    ("since", "until"), [(date(2022, 3, 15), date(2022, 3, 20)), (date(2022, 2, 27), None), (None, date(2022, 4, 2))]
)
def test_snapshots_stay_within_the_days_asked_for(window: str | int, since: date | None, until: date | None) -> None:
    network = shipped().network(layers=["contact"])
    shots = split_windows(network, window=window, since=since, until=until)
    assert since is None or shots[0].start == since
    assert until is None or shots[-1].end == until
    inside = cut_window(network, since=since, until=until)
    assert {edge for shot in shots for edge in edges(shot.network)} <= set(edges(inside))


@pytest.mark.parametrize("window", ["week", "month", "year", 10])
def test_shared_out_once_every_dated_event_is_in_one_snapshot(window: str | int) -> None:
    network = shipped().network(layers=["contact"])
    days = date_events(network)
    shots = split_windows(network, window=window, once=True)
    told = [(event, shot) for shot in shots for event in {e for *_, e in shot.network.edges(data="event")}]
    assert sorted(event for event, _ in told) == sorted(days)
    assert all(shot.start <= days[event][0] <= shot.end for event, shot in told)
    ended = split_windows(network, window=window, since=date(2022, 3, 15), until=date(2022, 3, 20), once=True)
    inside = {e for *_, e in cut_window(network, since=date(2022, 3, 15), until=date(2022, 3, 20)).edges(data="event")}
    assert sorted(e for shot in ended for e in {e for *_, e in shot.network.edges(data="event")}) == sorted(
        inside & set(days)
    )
    with pytest.raises(UsageError, match="write the earlier day under `since`"):
        split_windows(network, since=date(2022, 3, 2), until=date(2022, 3, 1), once=True)


def test_windows_begin_where_the_calendar_has_them() -> None:
    first = {
        "month": ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"],
        "quarter": ["01", "01", "01", "04", "04", "04", "07", "07", "07", "10", "10", "10"],
        "year": ["01"] * 12,
    }
    for window, months in first.items():
        for month, begin in enumerate(months, 1):
            ((start, _),) = list_windows(date(2031, month, 17), date(2031, month, 17), window)
            assert start.isoformat() == f"2031-{begin}-01"
    assert list_windows(date(2031, 2, 3), date(2031, 4, 1), "quarter") == [
        (date(2031, 1, 1), date(2031, 3, 31)), (date(2031, 4, 1), date(2031, 6, 30)),
    ]  # fmt: skip
    ((monday, sunday),) = list_windows(date(2031, 5, 1), date(2031, 5, 1), "week")
    assert (monday, sunday) == (date(2031, 4, 28), date(2031, 5, 4))


DAYS = st.integers(1, 28)
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.one_of(st.none(), SPANS)), max_size=8))
def test_a_collapse_counts_what_stands_in_the_edges(contacts: list[tuple[str, str, tuple[int, int] | None]]) -> None:
    network = nx.MultiDiGraph()
    for number, (u, v, span) in enumerate(contacts):
        first, last = (f"2022-03-{day:02}" for day in span) if span else (None, None)
        network.add_edge(
            u, v, layer="contact", kind="meeting", event=f"e{number}", date="", earliest=first, latest=last,
            directed=False, claim=f"c{number}", source=f"s{number % 2}", uncertain=False,
        )  # fmt: skip
    for weight in ("contacts", "days", "sources", "recency"):
        ties = collapse_network(network, weight=weight, half_life=7)
        last_day = max((span[1] for u, v, span in contacts if span), default=0)
        for u, v in combinations("abc", 2):
            mine = [span for a, b, span in contacts if {a, b} == {u, v}]
            assert ties.has_edge(u, v) == bool(mine)
            if not mine:
                continue
            spans = [span for span in mine if span]
            fewest = next(
                size
                for size in range(len(spans) + 1)
                for days in combinations(range(1, 29), size)
                if all(any(first <= day <= last for day in days) for first, last in spans)
            ) if len(spans) <= 3 else None  # fmt: skip
            tie = ties[u][v]
            assert tie["contacts"] == len(mine) and tie["undated"] == len(mine) - len(spans)
            if fewest is not None:
                assert tie["days"] == fewest
            if weight == "recency":
                assert tie["weight"] == pytest.approx(sum(0.5 ** ((last_day - last) / 7) for _, last in spans))
            elif weight == "sources":
                assert tie["weight"] == len(tie["sources"])
            else:
                assert tie["weight"] == tie[weight]


def test_contacts_of_turkey_and_russia_are_those_of_the_query() -> None:
    """The talks query, asked for Turkey, gives the events of the states' collapsed tie."""
    rows = [row for row in shipped().query("talks", actor="turkey") if "russia" in (row["for"], row["whom_for"])]
    asked = {row["event"] for row in rows if "turkey" in (row["for"], row["whom_for"])}
    network = shipped().network(level="state", layers=["contact"])
    held = network.edge_subgraph(
        [e[:3] for e in network.edges(keys=True, data=True) if e[3]["event_status"] == "held" and e[3]["at_the_table"]]
    )
    told = {d["event"] for u, v, d in held.edges(data=True) if {u, v} == {"turkey", "russia"}}
    assert told - asked == {"abramovich-umerov-2022-03"}, "Abramovich talks for nobody, and belongs to Russia"
    assert asked < told and len(told) > 10
    assert collapse_network(held)["turkey"]["russia"]["weight"] == len(told)


def test_a_directed_collapse_keeps_who_speaks_to_whom() -> None:
    acts = shipped().network(layers=["act"], level="state")
    ties = collapse_network(acts, directed=True)
    assert ties.is_directed() and set(ties.edges) == set(nx.DiGraph(acts).edges)
    contacts = collapse_network(shipped().network(layers=["contact"]), directed=True)
    assert all(contacts.has_edge(v, u) for u, v in contacts.edges)


def test_collapse_refuses_other_weights() -> None:
    with pytest.raises(UsageError, match="there is no weight 'calls'"):
        collapse_network(nx.MultiDiGraph(), weight="calls")
    for half_life in (0, -1, float("nan")):
        with pytest.raises(UsageError, match="half-life"):
            collapse_network(nx.MultiDiGraph(), weight="recency", half_life=half_life)


def test_two_modes_hold_every_participation() -> None:
    """Each row of SPARQL over participations is an edge."""
    rows = shipped().sparql(
        """SELECT DISTINCT ?claim ?event ?who ?role WHERE {
          GRAPH ?claim { ?event a ?class . ?p akg:event ?event ; akg:participant ?who ; akg:role ?role }
          ?class rdfs:subClassOf* akg:Contact . ?claim akg:states ?event }"""
    )
    both = shipped().events()
    told = {(data["claim"], event, who, data["role"]) for who, event, data in both.edges(data=True)}
    assert told == {(row["claim"], f"event:{row['event']}", row["who"], row["role"]) for row in rows}
    assert nx.is_bipartite(both)
    assert {side for _, side in both.nodes(data="bipartite")} == {0, 1}


def test_co_mediation_is_a_role_shared_in_an_event() -> None:
    together = project_shared(shipped().events(level="state", layers=["contact", "agreement"]), roles=["third-party"])
    assert list(together.edges(data="events")) == [
        ("russia", "turkey", ["istanbul-talks-2022-03-29"]),  # Abramovich as facilitator, Turkey as host
        ("turkey", "united-nations", ["black-sea-grain-initiative"]),
    ]
    everyone = project_shared(shipped().events())
    pair = everyone["erdogan"]["putin"]
    assert pair["weight"] == len(pair["events"]) and "erdogan-putin-2022-04-26" in pair["events"]
    with pytest.raises(UsageError, match="did you mean 'mediator'"):
        project_shared(shipped().events(), roles=["mediatr"])


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_announced_and_then_held_was_held(tmp_path: Path, order: int) -> None:
    announced = toy_contact(
        "m", "2031-05", "cleo mediator", "carl mediator", "ada belligerent", more="status: announced"
    )
    held = toy_contact("m", "2031-05-06", "cleo mediator", "dora mediator", "ada belligerent")
    graph = toy_graph(tmp_path, *[announced, held][::order])
    both = graph.events()
    assert both.nodes["event:m"]["event_status"] == "held" and both.nodes["event:m"]["date"] == "2031-05-06"
    assert list(project_shared(both, roles=["mediator"]).edges(data="events")) == [("cleo", "dora", ["m"])]
    assert {(row["actor"], row["other"]) for row in graph.analyse("co-mediation")} == {("cleo", "dora")}
    assert "carl" not in {row["actor"] for row in graph.analyse("event-brokerage")}, "he was only announced"
    assert toy_graph(tmp_path / "plan", announced).events().nodes["event:m"]["event_status"] == "announced"


@pytest.mark.parametrize("role", ["mediator", "Mediator", "third party", "Third-Party"])
def test_roles_are_read_as_in_a_projection(role: str) -> None:
    both, network = shipped().events(level="state"), shipped().network(level="state", roles=[role], layers=["contact"])
    assert project_shared(both, roles=[role]) is not None and network.number_of_edges()
    assert shipped().analyse("co-mediation", level="state", roles=[role]) is not None


def test_newman_weights_share_an_event_among_all_pairs() -> None:
    both = nx.Graph([("a", "event:x"), ("b", "event:x"), ("c", "event:x"), ("a", "event:y"), ("b", "event:y")])
    nx.set_node_attributes(both, {name: int(name.startswith("event:")) for name in both}, "bipartite")
    shared = project_shared(both, statuses=())
    assert {(u, v): (d["weight"], d["newman"]) for u, v, d in shared.edges(data=True)} == {
        ("a", "b"): (2, 1.5), ("a", "c"): (1, 0.5), ("b", "c"): (1, 0.5),
    }  # fmt: skip
