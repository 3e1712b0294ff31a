"""The graph as a network of actors: a networkx MultiDiGraph with one edge per pair, claim and relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any

import networkx as nx

from kg.claims.content import Content, Part, Stated, read_content
from kg.claims.standing import find_standing
from kg.claims.things import Thing
from kg.claims.wording import listed, word_claim
from kg.derived.deriving import Relations
from kg.derived.vocabulary_tables import layer_of
from kg.network.accounts import describe_events
from kg.network.levels import LEVELS, Lift, require_level
from kg.network.selection import Selection
from kg.network.ties import LAYERS, PAIRED, Tie, Ties
from kg.store.oxigraph import Store


def project_network(
    store: Store,
    *,
    level: str = "person",
    layers: Iterable[str] = LAYERS,
    channels: Iterable[str] = (),
    roles: Iterable[str] = (),
    statuses: Iterable[str] = (),
    sources: Iterable[str] = (),
    title: str = "",
    content: Content | None = None,
) -> nx.MultiDiGraph:
    """Project a store to a network; or `content`, where that was read before.

    `level` is one of `LEVELS`: "person" (who took part), "organisation" (the body in which they serve) or "state" (on
    whose behalf, else what the actor belongs to); see `kg.network.levels`. `layers` is a choice of `LAYERS`. Each of
    these keeps only some ties, where it is given:

    - `channels`: contacts of these classes or narrower ones, by id or label ("PhoneCall", "phone call")
    - `roles`: ties in which one of the two has one of these roles or a narrower one ("third-party")
    - `statuses`: ties in which the role has one of these statuses ("offered")
    - `sources`: ties that rest on one of these sources, by id

    Edges of contacts, agreements and relations have no direction (`directed` is False; the third party comes first);
    acts go from speaker to addressee, or to the actor whose role they are about. `at_the_table` tells whether both
    ends sit at the table, which a host or guarantor need not; `talk` whether they talked to each other; `standing` is
    how the claim stands, in words, and `sure` whether it counts where only what is sure does.

    Nodes have label, type, description, names, side, belongs_to (what it is called), claims, and doubles (of an office,
    the events in which a person who holds it is named as well). Edges have layer, kind, event, roles, status,
    on_behalf_of, date, earliest, latest, uncertain, lasting, claim, coded (whether a program made the claim), source,
    directed, event_status, content, topics and count, and goldstein where the claim has it. The graph has title, level,
    conflicts, claims, sources, events (see `kg.network.accounts`), role_labels and members (who of the nodes stands for
    each actor). A claim of `claims` has denials (claim, own, by) and disputes (claim, differs) where there are any: the
    claims that deny or contradict it.

    Raises UsageError for an unknown level, layer, channel, role, status or source.
    """
    content = content or read_content(store)
    selection = Selection.read(
        content, layers=layers, channels=channels, roles=roles, statuses=statuses, sources=sources
    )
    return Projection(content, Relations.of(content), require_level(level), selection).build(title)


def project_levels(store: Store, *, levels: Iterable[str] = LEVELS, title: str = "") -> tuple[nx.MultiDiGraph, ...]:
    """All ties of a store at several levels, a network each as `project_network` makes it; the store is read once.

    Raises UsageError for an unknown level.
    """
    content = read_content(store)
    selection = Selection.read(content, layers=LAYERS)
    relations = Relations.of(content)
    return tuple(Projection(content, relations, require_level(level), selection).build(title) for level in levels)


def describe_claim(claim: Stated, content: Content) -> dict[str, str]:
    """What a network tells of a claim that its edges rest on, in words."""
    values = claim.values
    return {
        "id": claim.id,
        "words": word_claim(claim, content),
        "source": values.get("source", ""),
        "according_to": content.label(values.get("according_to")),
        "date": values.get("date", ""),
        **{name: values.get(name, "") for name in ("phrase", "rank", "check", "basis", "note")},
    }


def describe_claims(store: Store, claims: Iterable[str]) -> dict[str, dict[str, str]]:
    """What a network tells of some claims, by id; for those of event data, which a network of millions leaves out."""
    wanted = sorted(set(claims))
    content = read_content(store, claims=wanted)
    return {name: describe_claim(content.claims[name], content) for name in wanted if name in content.claims}


_NOTHING: Mapping[str, Any] = {}


class Projection:
    """A network in the making: `add_claims`, perhaps further edges, then `finish`."""

    def __init__(self, content: Content, relations: Relations, level: str, selection: Selection) -> None:
        self.content, self.relations, self.selection, self.level = content, relations, selection, level
        self.lift = Lift(content, relations, level)
        self.ties = Ties(content)
        self.network = nx.MultiDiGraph()
        self.edges: dict[tuple[str, str, str], dict[str, Any]] = {}  # by the two ends and a key
        self.mentions: dict[str, set[str]] = {}
        for claim in content.claims.values():
            for name in {part.actor for part in claim.parts}.union(*claim.links.values()):
                self.mentions.setdefault(name, set()).add(claim.id)

    @cached_property
    def days(self) -> dict[str, dict[str, Any]]:
        """The days of each event."""
        return {row["event"]: row for row in self.relations.named("days")}

    def build(self, title: str) -> nx.MultiDiGraph:
        """The network of all claims of the selection."""
        self.add_claims()
        return self.finish(title)

    def add_claims(self) -> None:
        """Add the ties of the claims of the selection."""
        numbers: dict[str, int] = {}
        for row in self._paired():
            claim, tie = self.content.claims[row["claim"]], _tie(row)
            number = numbers[claim.id] = numbers.get(claim.id, -1) + 1
            if self.selection.takes_claim(claim, row["layer"]) and self.selection.takes_tie(tie):
                self._add_edge(claim, row["layer"], number, tie, self.lift.ends(row), told=row)
        for claim in self.content.claims.values():
            layer = layer_of(claim.type, self.content.vocabulary)
            if layer not in PAIRED and self.selection.takes_claim(claim, layer):
                for number, tie in enumerate(self.ties.of(claim)):
                    if self.selection.takes_tie(tie):
                        ends = self.lift.of(claim.id, tie.parts[0]), self.lift.of(claim.id, tie.parts[1])
                        self._add_edge(claim, layer, number, tie, ends)

    def _paired(self) -> Iterator[dict[str, Any]]:
        """The rows of contacts and agreements, as far as they are wanted."""
        if "contact" in self.selection.layers:
            yield from (row | {"layer": "contact"} for row in self.relations.named("contacts"))
        if "agreement" in self.selection.layers:
            yield from (row for row in self.relations.named("pairs") if row["layer"] == "agreement")

    def finish(self, title: str) -> nx.MultiDiGraph:
        """The network with what is known of its nodes and what it rests on, sorted."""
        resting: dict[str, set[str]] = {}
        for (u, v, _), data in self.edges.items():
            resting.setdefault(u, set()).add(data["claim"])
            resting.setdefault(v, set()).add(data["claim"])
        self.network.add_nodes_from((name, self._node(name, resting[name])) for name in sorted(resting))
        self.network.add_edges_from((*ends, data) for ends, data in sorted(self.edges.items(), key=itemgetter(0)))
        self._describe(title)
        return self.network

    def _sits(self, role: str) -> bool:
        roles = self.content.vocabulary.concepts["Role"]
        return role not in roles or roles[role].at_the_table is not False

    def _add_edge(
        self,
        claim: Stated,
        layer: str,
        number: int,
        tie: Tie,
        ends: tuple[str, str],
        *,
        told: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """Add an edge; `told` is the row of the relation that it comes from, where there is one."""
        parts, values = tie.parts, claim.values
        u, v = ends
        if u == v:
            return
        standing, sure = self.relations.standing(claim.id)
        day = self._day(claim)
        kind = self.content.vocabulary.classes[claim.type].label
        if layer == "stance":
            kind = "supports" if "supports" in claim.links else "opposes"
        elif layer == "relation":
            kind = self.content.label(next(iter(claim.links.get("relationKind", [])), None))
        self.edges[u, v, f"{claim.id}#{number}"] = dict(
            layer=layer, kind=kind, event=claim.node, roles=tie.roles,
            status=tie.status, on_behalf_of=(parts[0].on_behalf_of, parts[1].on_behalf_of),
            date=day["date"], earliest=day["earliest"], latest=day["latest"], uncertain=day["uncertain"],
            lasting=day["lasting"],
            at_the_table=all(self._sits(role) for role in tie.roles), talk=told.get("talk", False), standing=standing,
            sure=sure, claim=claim.id,
            coded=claim.is_coded(self.content.vocabulary), source=values.get("source", ""), directed=tie.directed,
            event_status=values.get("event_status", "held"),
            content=values.get("content", ""), topics=[self.content.label(t) for t in claim.links.get("topic", [])],
            count=int(values["count"]) if "count" in values else None,
            **({"goldstein": float(values["goldstein"])} if "goldstein" in values else {}),
        )  # fmt: skip

    def _day(self, claim: Stated) -> dict[str, Any]:
        """The date of a claim as it gives it, else the days of its event by the relation `days`."""
        values = claim.values
        if "date" in values:
            doubt = "uncertain" in values or "approximate" in values
            return {"date": values["date"], "earliest": values.get("earliest"), "latest": values.get("latest"),
                    "uncertain": doubt, "lasting": "lasting" in values}  # fmt: skip
        row = self.days.get(claim.node)
        if row is None:
            return {"date": "", "earliest": None, "latest": None, "uncertain": False, "lasting": False}
        ends = {name: row[name] and row[name].isoformat() for name in ("earliest", "latest")}
        return {"date": row["date"], "uncertain": row["doubt"], "lasting": row["lasting"], **ends}

    def _node(self, name: str, claims: set[str]) -> dict[str, Any]:
        """What is known of a node; `claims` are those that its edges rest on."""
        thing = self.lift.thing(name)
        return {
            "label": thing.label,
            "type": "Office" if thing.type == "LeadingOffice" else thing.type or "Group",
            "description": thing.values.get("description", ""),
            "names": thing.names,
            "side": self._side(name),
            "belongs_to": self.content.label(above) if (above := self.lift.belongs(name)) != name else "",
            "claims": sorted({*claims, *self.mentions.get(name, ())}),
            "doubles": self.relations.doubles(name),
        }

    def _side(self, name: str) -> str | None:
        sides = (self.relations.side_of(conflict).get(name) for conflict in self.content.sides)
        return next(filter(None, sides), None)

    # the graph

    def _describe(self, title: str) -> None:
        content = self.content
        sided = {conflict: self.lift.sides(conflict, self.network) for conflict in content.sides}
        conflicts = [
            {
                "id": conflict,
                "label": content.label(conflict),
                "sides": [
                    {
                        "id": side,
                        "label": listed([content.label(p) for p in parties]),
                        "members": sorted(name for name, of in sided[conflict].items() if of == side),
                    }
                    for side, parties in sides.items()
                ],
            }
            for conflict, sides in sorted(content.sides.items())
        ]
        used = {data["claim"] for _, _, data in self.network.edges(data=True)}
        used |= {name for _, names in self.network.nodes(data="claims") for name in names}
        told = {data["event"] for _, _, data in self.network.edges(data=True)} & content.by_node.keys()
        events = describe_events(content, told)
        used |= {claim for event in events.values() for claim, _ in event["accounts"]}
        standings = find_standing(content)
        used |= {denial.claim for name in used & standings.keys() for denial in standings[name].denials}
        used |= {other for name, _, other in self.relations.rows("disputes") if name in used}
        worded = (name for name in sorted(used & content.claims.keys()) if content.claims[name].node in content.by_node)
        claims: dict[str, dict[str, Any]] = {name: describe_claim(content.claims[name], content) for name in worded}
        for name in claims.keys() & standings.keys():
            claims[name]["denials"] = [
                {"claim": each.claim, "own": each.own, "by": [content.label(speaker) for speaker in each.by]}
                for each in standings[name].denials
            ]
        for name, differs, other in self.relations.rows("disputes"):
            if name in claims:
                claims[name].setdefault("disputes", []).append({"claim": other, "differs": differs})
        sources = {
            name: self._source(content.things[name])
            for name in sorted({c["source"] for c in claims.values()})
            if name in content.things
        }
        roles = {name: term.label for name, term in content.vocabulary.concepts["Role"].items()}
        self.network.graph.update(
            title=title, level=self.level, conflicts=conflicts, claims=claims, sources=sources, events=events,
            role_labels=roles, members=self._members(),
        )  # fmt: skip

    def _members(self) -> dict[str, list[str]]:
        """Who of the nodes stands for each actor."""
        found: dict[str, list[str]] = {}
        for actor, higher, steps, *_ in self.relations.rows("stands_for"):
            if steps and actor in self.network:
                found.setdefault(higher, []).append(actor)
        return {name: sorted(set(found[name])) for name in sorted(found)}

    def _source(self, thing: Thing) -> dict[str, str]:
        values = thing.values
        return {
            "id": thing.id,
            "title": values.get("title", ""),
            "type": thing.type,
            "publisher": self.content.label(values.get("publisher")),
            "date": values.get("date", ""),
            "address": values.get("url", ""),
            "language": values.get("language", ""),
        }


def _tie(row: dict[str, Any]) -> Tie:
    """A row of the relation `pairs` as a tie."""
    one, other = (Part(row[end], row[f"{end}_role"], row[f"{end}_for"], row["status"]) for end in "ab")
    return Tie((one.role, other.role), row["status"], (one, other), False)
