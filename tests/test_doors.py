"""All doors agree: a number that two commands can tell is the same from both, whatever the conflict is shaped like."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from shared_graphs import article_graph, rivals_graph, shipped_graph
from strategies import records
from tiers import mark_others, slow_but

import kg
from kg.analysis import profile_mediators, talk_network
from kg.claims.clocks import Clocks
from kg.claims.content import read_content
from kg.derived.deriving import Relations
from kg.derived.relation_quads import add_relations
from kg.disk.graph_info import GraphInfo
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.records import Records
from kg.model.triples import make_iris, make_quads
from kg.network.projection import project_levels
from kg.page.data import read_page_data
from kg.page.drawing import read_level
from kg.reports.annotations import tell_annotations
from kg.reports.matters import tell_matters
from kg.store.oxigraph import Store

DATA = Path(__file__).parent / "data" / "conflicts"
INVENTED = ("agencies", "withdrawn", "handbook", "indirect", "panel")
VIEWS: list[dict[str, Any]] = [{}, {"certainly": True}, {"without": "denied,deprecated"}, {"without": "disputed"}]


@functools.cache
def invented(name: str) -> Graph:
    """What `tests/data/conflicts/NAME.yaml` says."""
    return kg.load(DATA / f"{name}.yaml")


GRAPHS: dict[str, Callable[[], Graph]] = {
    "shipped": shipped_graph,
    "article": article_graph,
    "rivals": rivals_graph,
    **{name: functools.partial(invented, name) for name in INVENTED},
}
every_graph = pytest.mark.parametrize("name", GRAPHS)


def events_of(graph: Graph) -> dict[str, set[str]]:
    """The events of each actor's talks, by the query `talks`."""
    found: dict[str, set[str]] = {}
    for row in graph.query("talks"):
        for end in ("who", "whom"):
            found.setdefault(row[end], set()).add(row["event"])
    return found


def check_talks(graph: Graph) -> None:
    """talks = edges = SPARQL over relations = about = the page."""
    asked = events_of(graph)
    edges: dict[str, set[str]] = {}
    for u, v, data in talk_network(graph.network()).edges(data=True):
        for end in (u, v):
            edges.setdefault(end, set()).add(data["event"])
    assert edges == asked
    plain = graph.sparql("SELECT ?who ?event { ?talk a akg:Talk ; akg:who|akg:whom ?who ; akg:inEvent ?event }")
    assert {(row["who"], row["event"]) for row in plain} == {(who, e) for who, events in asked.items() for e in events}
    networks = project_levels(graph.store, levels=["person"])
    content = read_page_data(networks)
    level = read_level(networks[0], content)
    ties: dict[str, set[int]] = {}
    for tie in level.ties:
        if tie["talk"]:
            for end in (tie["a"], tie["b"]):
                ties.setdefault(level.actors[end]["key"], set()).add(tie["event"])
    assert {name: len(events) for name, events in ties.items()} == {n: len(events) for n, events in asked.items()}
    assert level.contacts == len(set().union(*asked.values()))
    listed = {
        item.id: item.words.rpartition(": ")[2]
        for section in graph.about().sections
        if section.heading == "Actors by contacts"
        for item in section.items
    }
    for name in sorted(asked)[:12]:
        told = {row["event"] for row in graph.query("talks", actor=name)}
        assert asked[name] <= told
        if name in listed:
            assert listed[name].replace(",", "") == str(len(told)), name
        (section,) = (s for s in graph.about(name).sections if s.heading == "Contacts")
        held = section.remarks[0].partition(" ")[0] if section.remarks else str(len(section.items))
        assert held == str(len(told)), name


@pytest.mark.parametrize(
    ("name", "clocks"),
    mark_others(product(GRAPHS, VIEWS), lambda name, _: name, lambda _, clocks: str(clocks)),
    ids=lambda given: given if isinstance(given, str) else Clocks.read(**given).words or "all",
)
def test_talks(name: str, clocks: dict[str, Any]) -> None:
    check_talks(GRAPHS[name]().view(**clocks))


@every_graph
def test_the_third_parties(name: str) -> None:
    """bridges = access = mediators = brief."""
    graph = GRAPHS[name]()
    network = graph.network()
    bridges = {(row["about"], row["third_party"]) for row in graph.query("bridges")}
    between, counts = set[tuple[str, str]](), dict[tuple[str, str, str], int]()
    for each in network.graph["conflicts"]:
        for profile in profile_mediators(network, [], conflict=each["id"]):
            between |= {(each["id"], profile.actor)} if profile.is_go_between else set()
            counts |= {(each["id"], profile.actor, side): n for side, n in profile.contacts.items() if n}
    assert between == bridges
    access: dict[tuple[str, str, str], set[str]] = {}
    text = """SELECT ?about ?who ?side ?event { ?met a akg:Encounter ; akg:inConflict ?about ; akg:thirdParty ?who ;
                akg:sideName ?side ; akg:inEvent ?event }"""
    for row in graph.sparql(text):
        side = f"{row['about']}/side/{row['side']}"
        key = next((k for k in counts if k[:2] == (row["about"], row["who"]) and side.endswith(k[2])), None)
        if key is not None:
            access.setdefault(key, set()).add(row["event"])
    assert {key: len(events) for key, events in access.items()} == counts
    told = [s.words for s in graph.brief() if "talked to both sides: " in s.words and s.words[0].isdigit()]
    assert [int(words.partition(" ")[0]) for words in told] == ([len({who for _, who in bridges})] if bridges else [])
    shuttles = {(row["third_party"], row["first"], row["second"]) for row in graph.query("shuttles")}
    told = [s.words for s in graph.brief() if "within a week to the other" in s.words]
    assert [int(words.partition(" ")[0]) for words in told] == ([len(shuttles)] if shuttles else [])


@every_graph
def test_a_bridge_on_which_all_is_doubted_says_so(name: str) -> None:
    """What speaks against a bridge, or a shuttle, is what speaks against every claim of its contacts."""
    graph = GRAPHS[name]()
    talks: dict[tuple[str, str], list[str | None]] = {}
    for row in graph.query("talks"):
        for end in ("who", "whom"):
            talks.setdefault((row[end], row["event"]), []).append(row["caveat"])
    text = """SELECT ?about ?who ?side ?event { ?met a akg:Encounter ; akg:inConflict ?about ; akg:thirdParty ?who ;
      akg:sideName ?side ; akg:inEvent ?event }"""
    met: dict[tuple[str, str, str], set[str]] = {}
    for row in graph.sparql(text):
        met.setdefault((row["about"], row["who"], row["side"]), set()).add(row["event"])

    def doubted(who: str, events: set[str]) -> bool:
        return all(None not in talks[who, event] for event in events)

    for row in graph.query("bridges"):
        for side, caveat in (("side", "caveat"), ("other_side", "other_caveat")):
            events = met[row["about"], row["third_party"], row[side]]
            assert (row[caveat] is not None) == doubted(row["third_party"], events), (row, side)
    for row in graph.query("shuttles"):
        for event, caveat in (("first", "caveat"), ("second", "other_caveat")):
            assert (row[caveat] is not None) == doubted(row["third_party"], {row[event]}), (row, event)


def disputed_in(words: str | None) -> set[str]:
    """In what a claim is disputed, from how it stands in words."""
    found = re.search(r"disputed \((.*)\)", words or "")
    return set(found[1].split("+")) if found else set()


@every_graph
def test_rival_claims(name: str) -> None:
    """conflicts = relations = brief = page; caveats = lines = what is left out without disputed claims."""
    graph = GRAPHS[name]()
    rows = graph.query("conflicts").rows
    plain = graph.sparql(
        "SELECT ?one ?differs ?other { ?pair a akg:RivalClaims ; akg:differsIn ?differs ; akg:firstClaim ?one ;"
        " akg:secondClaim ?other }"
    )
    pairs = {(row["claim"], row["differs"], row["other_claim"]) for row in rows}
    assert {(row["one"], row["differs"], row["other"]) for row in plain} == pairs
    groups = graph.conflicts()
    assert len(tell_annotations(graph.store)["rivals"]) == len(groups)
    assert {claim for group in groups for claim in group.claims} == {
        name for one, _, other in pairs for name in (one, other)
    }
    told = [s.words for s in graph.brief() if "do not go together" in s.words]
    assert [int(words.partition(" ")[0]) for words in told] == ([len(rows)] if rows else [])

    deprecated = {
        row["claim"]
        for row in graph.sparql("SELECT ?claim { ?claim akg:rank <https://w3id.org/actor-kg/rank/deprecated> }")
    }
    expected: dict[str, set[str]] = {}
    for row in rows:
        if row["differs"] != "readout" and row["other_value"] != "denied":
            for one, other in ((row["claim"], row["other_claim"]), (row["other_claim"], row["claim"])):
                if other not in deprecated:
                    expected.setdefault(one, set()).add(row["differs"])
    standing = {
        row["claim"]: row["words"] for row in graph.sparql("SELECT ?claim ?words { ?claim akg:standing ?words }")
    }
    assert {claim: found for claim in standing if (found := disputed_in(standing[claim]))} == expected
    for row in graph.query("talks"):
        assert disputed_in(row["caveat"]) == expected.get(row["claim"], set()), row["claim"]
    for *_, data in graph.network().edges(data=True):
        assert disputed_in(data["standing"]) == expected.get(data["claim"], set()), data["claim"]
    left = {claim.id for claim in graph.view(without="disputed")}
    assert left == {claim.id for claim in graph} - expected.keys()


def test_a_claim_is_disputed_once_the_other_is_known() -> None:
    def caveats(graph: Graph) -> dict[str, set[str]]:
        return {row["claim"]: disputed_in(row["caveat"]) for row in graph.query("talks") if row["event"] == "ada-cleo"}

    graph = rivals_graph()
    claims = {"gazette-2031-05-10/ada-cleo", "herald-2031-05-12/ada-cleo"}
    assert caveats(graph) == {claim: {"date"} for claim in claims}
    assert caveats(graph.view(known_by="2031-05-11")) == {"gazette-2031-05-10/ada-cleo": set()}
    assert caveats(graph.view(known_by="2031-05-11", without="disputed")) == {"gazette-2031-05-10/ada-cleo": set()}
    assert caveats(graph.view(without="disputed")) == {}


@every_graph
def test_paths_channels_and_gaps(name: str) -> None:
    """path = channels, and gaps are the rest, or what somebody denies."""
    graph = GRAPHS[name]()
    channels = {(row["actor"], row["other"]): row["steps"] for row in graph.analyse("channels")}
    gaps = {(row["actor"], row["other"]): row["told"] for row in graph.analyse("gaps")}
    actors = sorted({end for pair in channels for end in pair})
    for pair in list(combinations(actors, 2))[::5]:
        try:
            chains = graph.path(*pair)
        except UsageError:
            chains = []
        if chains:
            assert channels[pair] == len(chains[0]), pair
        elif pair in channels:
            assert channels[pair] == 0, pair
        else:
            assert pair in gaps, pair
    assert {pair for pair in gaps if pair in channels} == {pair for pair, told in gaps.items() if told}


@pytest.mark.parametrize("name", slow_but(GRAPHS, *(name for name in GRAPHS if name != "shipped")))
def test_offers_at_each_clock(name: str) -> None:
    """What the page shows of offers by a day is what the command line tells as known by then."""
    graph = GRAPHS[name]()
    versions = tell_annotations(graph.store)["offers"]
    days = sorted({version["known"] for offer in versions for version in offer["versions"]})
    for day in [*days, ""]:
        view = graph.view(known_by=day) if day else graph
        last = day or "9999-12-31"
        shown = [[v for v in offer["versions"] if v["known"] <= last][-1:] for offer in versions]
        headings = sorted(f"{v['title']}: {v['state']}" for found in shown for v in found if v["title"])
        entry = tell_matters(view.store, view.offers(), title="")
        if day or not days:
            assert headings == sorted(section.heading for section in entry.sections), day


@every_graph
def test_offers_have_the_days_and_parties_of_the_relations(name: str) -> None:
    graph = GRAPHS[name]()
    content = read_content(graph.store)
    relations = Relations.of(content)
    days = {event: day for event, day, *_ in relations.rows("days")}
    for matter in graph.offers():
        for step in matter.steps:
            assert step.day == days.get(step.act, step.day if step.day.startswith("../") else ""), step.act
            claims = content.by_node[step.act]
            speakers = {part.actor: part.on_behalf_of for c in claims for part in c.parts if part.role == "speaker"}
            if step.status in ("accepted", "declined") and len(speakers) == 1:
                ((speaker, behalf),) = speakers.items()
                assert step.party == (behalf or relations.state_of(speaker)), step.act


def test_what_only_what_is_sure_leaves_out() -> None:
    graph = invented("withdrawn")
    every = {row["event"]: row["caveat"] for row in graph.query("talks")}
    assert every == {"d-a": None, "d-b": None, "d-c": "deprecated", "a-b": "denied by daily"}
    assert {row["event"] for row in graph.view(certainly=True).query("talks")} == {"d-a", "d-b"}
    assert {row["event"] for row in graph.view(without="denied").query("talks")} == {"d-a", "d-b", "d-c"}
    assert {row["actor"] for row in graph.analyse("mediators") if "both" in str(row["in_words"])} == {"dag"}
    assert {row["about"] for row in graph.analyse("mediators")} == {"first-war", "second-war"}


def test_agencies_and_sides() -> None:
    graph = invented("agencies")
    assert {(row["third_party"], row["side"], row["other_side"]) for row in graph.query("bridges")} == {
        ("envoy", "league", "norland"),
        ("olga", "guard", "league"),
        ("olga", "guard", "norland"),
        ("olga", "league", "norland"),
    }, "an observer and a host talk to nobody; the guard is a side of its own"
    assert {row["for"] for row in graph.query("talks", actor="envoy")} | {
        row["whom_for"] for row in graph.query("talks", actor="envoy")
    } >= {"union", "ostia"}
    claims = [talk.claim for chain in graph.path("envoy", "lev") for step in chain for talk in step.talks]
    assert len(claims) == len(set(claims)), "each claim once, though the envoy acts for two"
    (chain,) = graph.path("ida", "lev")
    assert chain[0].denied_by == () and {talk.standing for talk in chain[0].talks} == {"", "denied by ida+lev"}


def test_background_is_listed() -> None:
    rows = invented("handbook").query("talks").rows
    assert {row["event"] for row in rows} == {"with-eland", "with-falia", "both"}
    assert {row["according_to"] for row in rows} == {None}
    first, last = date(1975, 5, 1), date(1975, 5, 31)
    words = next(s.words for s in invented("handbook").brief() if "brought" in s.words)
    assert f"from {first.day} May 1975 to {last.day} May 1975" in words


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(records())
def test_any_data_set(found: Records) -> None:
    store = Store(base="https://example.org/data/")
    store.load(make_quads(found, make_iris(store.base)))
    add_relations(store)
    check_talks(Graph(store, GraphInfo(base=store.base, counts=found.counts())))


def test_tenures() -> None:
    """officeholders = whom somebody stands for, on a day; two claims tell when one tenure began and ended."""
    graph = invented("agencies")
    assert {(row["holder"], row["tenure"]) for row in graph.query("officeholders")} == {
        ("olga", "2041-01-01/2041-06-30")
    }
    for day, holds in (("2040-12-31", False), ("2041-01-01", True), ("2041-06-30", True), ("2041-07-01", False)):
        for certainly in (False, True):
            assert bool(graph.view(on=day, certainly=certainly).query("officeholders").rows) is holds, day
    talked = {row["third_party"]: row["for"] for row in graph.query("bridges")}
    assert talked["olga"] == "ostia", "by her office, and as one source says"


def test_a_role_that_ended() -> None:
    """Who no longer acts for a party ended its own role; what was exercised and then ended is over."""
    graph = invented("agencies")
    matters = {matter.id: matter for matter in graph.offers()}
    ended = matters["olga/mediator/river-war"]
    assert (ended.state, ended.since, ended.actor) == ("ended", "2041-04-28", "olga")
    assert matters["ostia/host/t1"].state == "fulfilled"
