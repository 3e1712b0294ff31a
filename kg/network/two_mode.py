"""Events and actors as the two sorts of nodes of one network, and who shares events with whom."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import networkx as nx

from kg.claims.content import Content, Stated, read_content
from kg.derived.deriving import Relations
from kg.derived.vocabulary_tables import layer_of
from kg.errors import UsageError
from kg.model.dates import read_date
from kg.model.vocabulary import load_vocabulary
from kg.network.levels import Lift
from kg.network.selection import find_term
from kg.network.ties import LAYERS
from kg.store.oxigraph import Store

ACTORS, EVENTS = 0, 1
HELD = "held"


def project_events(
    store: Store,
    *,
    level: str = "person",
    layers: Iterable[str] = ("contact",),
    title: str = "",
    content: Content | None = None,
) -> nx.MultiGraph:
    """Project a store to a two-mode network: events on one side, those who took part on the other.

    `content` is what is projected where that was read before.

    `level` and `layers` as in `project_network`; only layers with participants (contact, act, measure, agreement) give
    anything. Nodes have `bipartite`, 0 for actors and 1 for events, and label and type; events also have kind, layer,
    date, earliest, latest, lasting, event_status and part_of; an event that some claim says was held was held. There is
    one edge for each participation that a claim tells, with role, status, on_behalf_of, event_status, claim, source,
    coded (whether a program made the claim). An event of a single actor is in it as well.

    An event has the id `event:` and its own, so that no actor is taken for it.

    Raises UsageError for an unknown level or layer.

    >>> import kg
    >>> from kg.network import project_events
    >>> graph = kg.load()
    >>> both = project_events(graph.store, level="state")
    >>> sorted(both["event:erdogan-putin-2022-04-26"])
    ['russia', 'turkey']
    """
    wanted = set(layers)
    if unknown := sorted(wanted - set(LAYERS)):
        raise UsageError(f"there is no layer '{unknown[0]}'; the layers are {', '.join(LAYERS)}")
    content = content or read_content(store)
    lift = Lift(content, Relations.of(content), level)
    network = nx.MultiGraph(title=title, level=level)
    found: dict[str, dict[str, Any]] = {}
    edges: list[tuple[str, str, str, dict[str, Any]]] = []
    for claim in content.claims.values():
        layer = layer_of(claim.type, content.vocabulary)
        if layer not in wanted or not claim.parts:
            continue
        event = f"event:{claim.node}"
        known = found.setdefault(event, {"bipartite": EVENTS, "label": claim.values.get("name") or claim.node})
        if "row" in claim.values:
            known["report"] = f"{claim.values.get('according_to', '')} {claim.values['row']}"
        _describe(known, claim, layer, content.vocabulary.classes[claim.type].label)
        for number, part in enumerate(claim.parts):
            data: dict[str, Any] = {"role": part.role, "status": part.status, "on_behalf_of": part.on_behalf_of}
            data |= {"event_status": claim.values.get("event_status", HELD)}
            data |= {"claim": claim.id, "source": claim.values.get("source", "")}
            data |= {"coded": claim.is_coded(content.vocabulary)}
            edges.append((lift.of(claim.id, part), event, f"{claim.id}#{number}", data))
    for name in sorted({actor for actor, *_ in edges}):
        thing = lift.thing(name)
        network.add_node(name, bipartite=ACTORS, label=thing.label, type=thing.type or "Group")
    network.add_nodes_from((event, found[event]) for event in sorted(found))
    network.add_edges_from(sorted(edges, key=lambda edge: edge[:3]))
    return network


def _describe(known: dict[str, Any], claim: Stated, layer: str, kind: str) -> None:
    """What a claim tells of an event, where no earlier claim told more exactly."""
    values = claim.values
    given = claim.date
    if "type" not in known:
        known |= {"type": claim.type, "kind": kind, "layer": layer, "event_status": "", "part_of": []}
        known |= {"date": "", "earliest": None, "latest": None, "lasting": False}
    before = read_date(known["date"], lasting=known["lasting"])
    if given is not None and (before is None or given.vagueness < before.vagueness):
        known |= {name: values.get(name) for name in ("date", "earliest", "latest")} | {"lasting": given.lasting}
    if known["event_status"] != HELD:  # what was announced, and then held, was held
        known["event_status"] = values.get("event_status", HELD)
    known["part_of"] = sorted({*known["part_of"], *claim.links.get("partOf", ())})


def project_shared(
    two_mode: nx.Graph, *, roles: Iterable[str] = (), statuses: Iterable[str] = ("exercised",), held: bool = True
) -> nx.Graph:
    """Join the actors of a two-mode network that share events: who was in the same room.

    `roles` keeps participations in one of these roles or a narrower one, by id or label: with ("third-party",) the
    network is that of co-mediation, who mediated, hosted or guaranteed together. `statuses` keeps those of these
    statuses, all where it is empty. With `held`, events that were called off or only announced do not count, nor those
    whom only a claim names that announces the event.

    Events that are told by one row of event data, such as meetings with parties that were apart, count as one.

    Gives a Graph of actors; ties have `weight`, the number of shared events, `newman`, the sum of 1 / (n - 1) over them
    for n actors in the event, and `events`, their ids. O(sum over events of n²).

    Raises UsageError, with the nearest, for an unknown role.

    Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E, 64, 016132.

    >>> both = nx.Graph([("a", "event:x"), ("b", "event:x")], name="toy")
    >>> nx.set_node_attributes(both, {"a": 0, "b": 0, "event:x": 1}, "bipartite")
    >>> project_shared(both, statuses=()).edges(data="weight")
    EdgeDataView([('a', 'b', 1)])
    """
    vocabulary = load_vocabulary()
    every = vocabulary.concepts["Role"]
    wanted = [find_term(role, "role", every) for role in ((roles,) if isinstance(roles, str) else roles)]
    kept = set(statuses)

    def counts(data: dict[str, Any]) -> bool:
        if (kept and data.get("status") not in kept) or (held and data.get("event_status", HELD) != HELD):
            return False
        return not wanted or any(vocabulary.is_narrower(data.get("role", ""), role) for role in wanted)

    shared = nx.Graph(**two_mode.graph)
    sides = dict(two_mode.nodes(data="bipartite"))
    shared.add_nodes_from((name, two_mode.nodes[name]) for name in sorted(sides) if sides[name] == ACTORS)
    together: dict[str, list[str]] = {}
    for event in sorted(name for name, side in sides.items() if side == EVENTS):
        if not held or two_mode.nodes[event].get("event_status", HELD) == HELD:
            together.setdefault(two_mode.nodes[event].get("report", event), []).append(event)
    for event, *others in together.values():
        edges = two_mode.edges([event, *others], data=True)
        here = sorted({actor for _, actor, data in edges if counts(data)})
        for pair in combinations(here, 2):
            if not shared.has_edge(*pair):
                shared.add_edge(*pair, weight=0, newman=0.0, events=[])
            tie = shared.edges[pair]
            tie["weight"] += 1
            tie["newman"] += 1 / (len(here) - 1)
            tie["events"].append(event.removeprefix("event:"))
    return shared
