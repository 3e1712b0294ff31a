"""The projection: which edges the article gives, as read from it, at the level of persons and of states."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from cases import article_facts
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_graphs import article_graph, rivals_graph
from tiers import number_of_examples

import kg
from kg.building.builds import check
from kg.disk.graph_info import GraphInfo
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.records import Event, Participation
from kg.model.vocabulary import load_vocabulary
from kg.network import LAYERS, LEVELS

RIVALS = Path(__file__).parent / "data" / "rivals"
DS = "dailysabah-2022-04-26"
NODE = {"label", "type", "description", "names", "side", "belongs_to", "claims", "doubles"}
EDGE = {
    "layer", "kind", "event", "roles", "status", "on_behalf_of", "date", "earliest", "latest", "at_the_table",
    "talk", "standing", "sure",
    "uncertain", "lasting", "claim", "coded", "source", "directed", "event_status", "content", "topics", "count",
}  # fmt: skip

# Who was in contact with whom: one end, the other, their roles, the channel, the date, the claim.
CONTACTS = [
    ("erdogan", "putin", ("mediator", "belligerent"), "phone call", "2022-04-26", "erdogan-putin-2022-04-26"),
    ("erdogan", "zelenskyy", ("mediator", "belligerent"), "contact", "2022-04-24", "erdogan-zelenskyy-2022-04-24"),
    ("foreign-minister-of-russia", "foreign-minister-of-ukraine", ("belligerent", "belligerent"), "meeting", "2022-03",
     "antalya-foreign-ministers-2022-03"),
    ("president-of-russia", "president-of-ukraine", ("belligerent", "belligerent"), "summit", "", "leaders-summit"),
    ("putin", "erdogan", ("belligerent", "participant"), "phone call", "2022-04-26", "erdogan-putin-2022-04-26/2"),
    ("russia", "ukraine", ("belligerent", "belligerent"), "talks", "../2022-04-26", "talks-hosted-by-turkey"),
    ("russian-delegation", "ukrainian-delegation", ("belligerent", "belligerent"), "talks", "2022-03-29",
     "istanbul-talks-2022-03-29"),
    ("turkey", "foreign-minister-of-russia", ("host", "belligerent"), "meeting", "2022-03",
     "antalya-foreign-ministers-2022-03"),
    ("turkey", "foreign-minister-of-ukraine", ("host", "belligerent"), "meeting", "2022-03",
     "antalya-foreign-ministers-2022-03"),
    ("turkey", "president-of-russia", ("host", "belligerent"), "summit", "", "leaders-summit"),
    ("turkey", "president-of-ukraine", ("host", "belligerent"), "summit", "", "leaders-summit"),
    ("turkey", "russia", ("host", "belligerent"), "talks", "../2022-04-26", "talks-hosted-by-turkey"),
    ("turkey", "russian-delegation", ("host", "belligerent"), "talks", "2022-03-29", "istanbul-talks-2022-03-29/2"),
    ("turkey", "ukraine", ("host", "belligerent"), "talks", "../2022-04-26", "talks-hosted-by-turkey"),
    ("turkey", "ukrainian-delegation", ("host", "belligerent"), "talks", "2022-03-29", "istanbul-talks-2022-03-29/2"),
]  # fmt: skip

# Each end of these contacts stands for a state.
STATE = {
    "erdogan": "turkey", "putin": "russia", "zelenskyy": "ukraine", "foreign-minister-of-russia": "russia",
    "foreign-minister-of-ukraine": "ukraine", "president-of-russia": "russia", "president-of-ukraine": "ukraine",
    "russian-delegation": "russia", "ukrainian-delegation": "ukraine",
}  # fmt: skip

# Who said something to, did something about, or asked something of whom: from, to, roles, kind, date, claim.
SPEECH = [
    ("erdogan", "putin", ("speaker", "addressee"), "appeal", "2022-04-26", "erdogan-ceasefire-corridors-2022-04-26"),
    ("erdogan", "putin", ("speaker", "addressee"), "appeal", "2022-04-26", "erdogan-keep-momentum-2022-04-26"),
    ("erdogan", "putin", ("speaker", "addressee"), "appeal", "2022-04-26", "erdogan-leaders-should-meet-2022-04-26"),
    ("erdogan", "putin", ("host", "addressee"), "offer", "2022-04-26", "turkey-hosts-leaders-2022-04-26"),
    ("erdogan", "putin", ("speaker", "addressee"), "pledge", "2022-04-26", "turkey-will-do-its-utmost-2022-04-26"),
    ("erdogan", "zelenskyy", ("speaker", "addressee"), "appeal", "2022-04-24",
     "erdogan-mariupol-evacuation-2022-04-24"),
    ("erdogan", "zelenskyy", ("mediator", "addressee"), "offer", "2022-04-24", "turkey-all-support-2022-04-24"),
    ("erdogan", "zelenskyy", ("guarantor", "addressee"), "acceptance", "2022-04-24",
     "turkey-welcomes-guarantor-2022-04-24"),
    ("putin", "erdogan", ("speaker", "addressee"), "demand", "2022-04-26", "putin-azovstal-surrender-2022-04-26"),
    ("putin", "erdogan", ("speaker", "addressee"), "statement", "2022-04-26", "putin-mariupol-2022-04-26"),
    ("putin", "ukraine", ("speaker", "participant"), "demand", "2022-04-26", "putin-azovstal-surrender-2022-04-26"),
    ("russia", "ukraine", ("speaker", "participant"), "demand", "../2022-03-29", "russia-demands-neutrality"),
    ("ukrainian-negotiator", "turkey", ("speaker", "guarantor"), "request", "2022-03-29/2022-04-26",
     "ukraine-wants-guarantors"),
    ("zelenskyy", "erdogan", ("speaker", "addressee"), "statement", "2022-04-24",
     "zelenskyy-talks-depend-on-putin-2022-04-24"),
]  # fmt: skip
MEASURES = [
    ("sanctioning-states", "russia", ("performer", "participant"), "measure", "", "sanctions-on-russia"),
    ("turkey", "russia", ("performer", "participant"), "measure", "../2022-04-26", "turkey-closes-straits"),
]
STANCES = [
    ("daily-sabah", "turkey", "supports", "daily-sabah-hopes-in-turkey"),
    ("praising-voices", "turkey", "supports", "praise-for-turkey"),
    ("turkey", "sanctioning-states", "opposes", "turkey-opposes-sanctions"),
    ("turkey", "ukraine", "supports", "turkey-supports-ukraine"),
]
RELATIONS = [
    ("russia", "turkey", "good ties", "turkey-russia-ties"),
    ("russia", "turkey", "good ties", "turkey-russia-ties/2"),
    ("russia", "turkey", "open channel", "turkey-russia-channel"),
    ("russia", "turkey", "shares a border", "turkey-russia-border"),
    ("turkey", "ukraine", "good ties", "turkey-ukraine-ties"),
    ("turkey", "ukraine", "good ties", "turkey-ukraine-ties/2"),
    ("turkey", "ukraine", "open channel", "turkey-ukraine-channel"),
    ("turkey", "ukraine", "shares a border", "turkey-ukraine-border"),
]

Row = tuple[str, str, tuple[str, str], str, str, str]


@cache
def article() -> Graph:
    return article_graph()


@cache
def rivals() -> Graph:
    return rivals_graph()


def told(network: nx.MultiDiGraph) -> list[Row]:
    """The edges as rows, in an order of their own; every one of them is of the article."""
    edges = network.edges(data=True)
    assert {data["source"] for _, _, data in edges} <= {DS}
    return sorted((u, v, d["roles"], d["kind"], d["date"], d["claim"].removeprefix(f"{DS}/")) for u, v, d in edges)


def of_states(rows: list[Row]) -> list[Row]:
    lifted = ((STATE.get(u, u), STATE.get(v, v), *rest) for u, v, *rest in rows)
    return sorted(row for row in lifted if row[0] != row[1])  # type: ignore[misc]


def test_contacts_of_persons() -> None:
    assert told(article().network(layers=["contact"])) == sorted(CONTACTS)


def test_contacts_of_states() -> None:
    found = told(article().network(level="state", layers=["contact"]))
    assert found == of_states(CONTACTS)
    assert {frozenset(row[:2]) for row in found} == {
        frozenset(pair) for pair in combinations(("russia", "turkey", "ukraine"), 2)
    }


def test_both_claims_of_the_istanbul_talks_join_the_host_to_the_delegations() -> None:
    """One claim names the delegations, the other the host; the host's edges rest on the claim that names it."""
    network = article().network(layers=["contact"])
    for delegation in ("russian-delegation", "ukrainian-delegation"):
        (data,) = network["turkey"][delegation].values()
        assert data["claim"] == f"{DS}/istanbul-talks-2022-03-29/2"
        assert data["date"] == "2022-03-29" and not data["at_the_table"]


def test_acts_and_measures_of_persons() -> None:
    assert told(article().network(layers=["act"])) == sorted(SPEECH)
    assert told(article().network(layers=["measure"])) == MEASURES


def test_acts_of_states() -> None:
    rows = [(u if u != "ukrainian-negotiator" else "ukraine", *rest) for u, *rest in SPEECH]
    assert told(article().network(level="state", layers=["act"])) == of_states(rows)  # type: ignore[arg-type]


def test_stances_affiliations_and_relations() -> None:
    rows = [(u, v, kind, claim) for u, v, _, kind, _, claim in told(article().network(layers=["stance"]))]
    assert rows == STANCES
    rows = [(u, v, kind, claim) for u, v, _, kind, _, claim in told(article().network(layers=["affiliation"]))]
    assert rows == [("turkey", "nato", "membership", "turkey-in-nato")]
    network = article().network(layers=["relation"])
    rows = [(u, v, kind, claim) for u, v, _, kind, _, claim in told(network)]
    assert rows == RELATIONS
    assert not any(directed for _, _, directed in network.edges(data="directed"))


def test_directions_and_statuses() -> None:
    network = article().network()
    for _, _, data in network.edges(data=True):
        assert data["directed"] == (data["layer"] not in ("contact", "agreement", "relation"))
        assert data["event_status"] == ("proposed" if data["event"] == "leaders-summit" else "held")
        assert data["at_the_table"] == (not {"host", "guarantor", "performer"} & set(data["roles"]))
    (guarantor,) = network["ukrainian-negotiator"]["turkey"].values()
    assert guarantor["status"] == "requested"
    statuses = {data["claim"].removeprefix(f"{DS}/"): data["status"] for _, _, data in network.edges(data=True)}
    assert statuses["turkey-welcomes-guarantor-2022-04-24"] == "accepted"
    assert statuses["turkey-hosts-leaders-2022-04-26"] == "offered"
    assert statuses["erdogan-keep-momentum-2022-04-26"] == "exercised"
    assert {data["count"] for _, _, data in network.edges(data=True) if data["event"] == "talks-hosted-by-turkey"} == {
        2
    }


def test_sides_and_labels() -> None:
    network = article().network()
    sides = {name: side for name, side in network.nodes(data="side") if side}
    assert {name for name, side in sides.items() if side == "russia"} == {
        "russia", "putin", "russian-delegation", "foreign-minister-of-russia", "president-of-russia",
    }  # fmt: skip
    assert {name for name, side in sides.items() if side == "ukraine"} == {
        "ukraine", "zelenskyy", "ukrainian-delegation", "ukrainian-negotiator", "foreign-minister-of-ukraine",
        "president-of-ukraine",
    }  # fmt: skip
    assert network.nodes["turkey"]["label"] == "Turkey" and "Ankara" in network.nodes["turkey"]["names"]
    assert network.nodes["ukrainian-negotiator"]["label"].startswith("a Ukrainian negotiator")
    (conflict,) = network.graph["conflicts"]
    assert conflict["label"] == "Russia-Ukraine war"
    assert [side["id"] for side in conflict["sides"]] == ["russia", "ukraine"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("graph", [article, rivals], ids=["article", "rivals"])
def test_contract(graph: object, level: str) -> None:
    """Every node and edge has all that the page and the analysis count on, and of the type that they count on."""
    assert callable(graph)
    network = graph().network(level=level)
    assert network.number_of_edges() > 10
    assert set(network.graph) == {
        "title",
        "level",
        "conflicts",
        "claims",
        "sources",
        "events",
        "role_labels",
        "members",
    }
    claims = network.graph["claims"]
    for _, data in network.nodes(data=True):
        assert set(data) == NODE
        assert data["label"] and data["type"] and set(data["claims"]) <= set(claims)
    for u, v, data in network.edges(data=True):
        assert set(data) == EDGE
        assert u != v and data["claim"] in claims and data["layer"] in LAYERS
        assert data["source"] in network.graph["sources"] and data["kind"]
        assert {data["claim"]} <= set(network.nodes[u]["claims"]) & set(network.nodes[v]["claims"])
        assert isinstance(data["uncertain"], bool) and data["coded"] is False and isinstance(data["topics"], list)
        assert len(data["roles"]) == len(data["on_behalf_of"]) == 2
    for claim in claims.values():
        assert set(claim) - {"denials", "disputes"} == {
            "id", "words", "source", "according_to", "date", "phrase", "rank", "check", "basis", "note",
        }  # fmt: skip
        assert claim["words"]


def test_uncertain_dates_are_marked() -> None:
    network = rivals().network(layers=["contact"])
    marked = {data["claim"] for _, _, data in network.edges(data=True) if data["uncertain"]}
    assert marked == {"gazette-2031-05-10/boris-cleo", "gazette-2031-05-10/ada-dana"}
    held = {data["event"]: data["event_status"] for _, _, data in network.edges(data=True)}
    assert held["ada-boris-summit"] == "announced" and held["ada-boris-call"] == "cancelled"


@pytest.mark.slow
def test_same_each_time() -> None:
    for level in LEVELS:
        first, second = article().network(level=level), kg.load(article_facts()).network(level=level)
        assert list(first.nodes(data=True)) == list(second.nodes(data=True))
        assert list(first.edges(keys=True, data=True)) == list(second.edges(keys=True, data=True))
        assert first.graph == second.graph


def test_layers() -> None:
    whole = article().network()
    total = 0
    for layer in LAYERS:
        part = article().network(layers=[layer])
        assert {found for _, _, found in part.edges(data="layer")} == ({layer} - {"agreement"})  # none in the article
        total += part.number_of_edges()
    assert total == whole.number_of_edges()
    assert article().network(layers=[]).number_of_nodes() == 0


def test_agreements_join_those_who_make_them(tmp_path: Path) -> None:
    """Without direction, the third party first, in a layer of their own; the witness is in a claim of its own."""
    (tmp_path / "facts.yaml").write_text(
        """
source: {id: s, type: NewsArticle, publisher: paper, published: 2031-05-04}
claims:
- agreement: pact
  name: Road Pact
  date: 2031-05-03
  participants: {arland: {role: party}, borland: {role: party}, corland: {role: mediator}}
  phrase: both signed the pact
""",
        encoding="utf-8",
    )
    states = "".join(f"  {name}: {{type: State, name: {name.title()}}}\n" for name in ("arland", "borland", "corland"))
    press = "  paper: {type: NewsOrganization, name: The Paper}\n"
    (tmp_path / "actors.yaml").write_text(f"actors:\n{states}{press}", encoding="utf-8")
    network = kg.load(tmp_path).network(layers=["agreement"])
    assert sorted((u, v, d["roles"], d["kind"], d["directed"]) for u, v, d in network.edges(data=True)) == [
        ("arland", "borland", ("party", "party"), "agreement", False),
        ("corland", "arland", ("mediator", "party"), "agreement", False),
        ("corland", "borland", ("mediator", "party"), "agreement", False),
    ]
    (words,) = {claim["words"] for claim in network.graph["claims"].values()}
    assert words == "Road Pact, agreement between Arland (party), Borland (party) and Corland (mediator)"


def test_unknown_level_and_layer() -> None:
    with pytest.raises(UsageError, match="there is no level 'planet'; the levels are person, organisation, state"):
        article().network(level="planet")
    with pytest.raises(UsageError, match="there is no layer 'talk'; the layers are contact, act"):
        article().network(layers=["contact", "talk"])


def expected_pairs(level: str) -> set[tuple[str, frozenset[str]]]:
    """Claims with the pairs of actors that they bring together, from the records alone."""
    records = check(RIVALS).records
    above = {record.id: record.belongs_to for record in records.actors}
    types = {record.id: record.type for record in records.actors}

    def lift(person: Participation) -> str:
        if level == "person" or (level == "organisation" and types[person.actor] != "Person"):
            return person.actor
        if level == "organisation":
            return above.get(person.actor) or person.on_behalf_of or person.actor
        return person.on_behalf_of or above.get(person.actor) or person.actor

    pairs = set()
    for claim in records.claims:
        if isinstance(claim.statement, Event) and load_vocabulary().is_a(claim.statement.type, "Contact"):
            ends = {lift(person) for person in claim.statement.participations}
            pairs |= {(claim.id, frozenset(pair)) for pair in combinations(sorted(ends), 2)}
    return pairs


@pytest.mark.parametrize("level", LEVELS)
def test_contacts_projected_are_the_pairs_of_the_records(level: str) -> None:
    edges = rivals().network(level=level, layers=["contact"]).edges(data=True)
    assert {(data["claim"], frozenset((u, v))) for u, v, data in edges} == expected_pairs(level)


NAMES = ("ada", "boris", "cleo", "dana", "arland", "borland", "hill-front")
ROLES = ("mediator", "belligerent", "host", "participant", "observer", "negotiator")
MEETINGS = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ROLES), min_size=2, max_size=5), min_size=1, max_size=5
)


@number_of_examples(6, 25)
def test_contacts_of_any_meetings(examples: int) -> None:
    """Any meetings, each its own claim: an edge for each pair and claim, with the roles on their own ends."""

    @settings(max_examples=examples, deadline=None)
    @given(MEETINGS)
    def holds(meetings: list[dict[str, str]]) -> None:
        from kg.model.dates import Date
        from kg.model.records import Claim
        from kg.model.triples import claim_quads, make_iris
        from kg.store.oxigraph import Store

        iris = make_iris("https://example.org/")
        store = Store(base=iris.base)
        claims = [
            Claim(
                id=f"s/m{number}",
                source="s",
                statement=Event(
                    id=f"m{number}",
                    type="Meeting",
                    date=Date.parse("2031-05"),
                    participations=tuple(Participation(actor=name, role=role) for name, role in sorted(people.items())),
                ),
            )
            for number, people in enumerate(meetings)
        ]
        store.load(quad for claim in claims for quad in claim_quads(claim, iris))
        network = Graph(store, GraphInfo(base=iris.base)).network()
        found = {
            (data["claim"], frozenset([(u, data["roles"][0]), (v, data["roles"][1])]))
            for u, v, data in network.edges(data=True)
        }
        assert found == {
            (f"s/m{number}", frozenset(pair))
            for number, people in enumerate(meetings)
            for pair in combinations(people.items(), 2)
        }
        assert network.number_of_edges() == len(found)

    holds()
