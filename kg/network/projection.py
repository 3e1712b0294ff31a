"""The graph as a network of actors: a networkx MultiDiGraph with one edge per pair, claim and relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, Literal

import networkx as nx

from kg.errors import UsageError
from kg.network.reading import Content, Part, Stated, Thing, read_content
from kg.network.wording import listed, word_claim
from kg.store import Store

Level = Literal["person", "state"]
LEVELS: tuple[Level, ...] = ("person", "state")
LAYERS = ("contact", "act", "measure", "agreement", "stance", "affiliation", "relation")

_SPEECH = ("speaker", "addressee", "performer", "participant")


def project_network(
    store: Store, *, base: str, level: str = "person", layers: Iterable[str] = LAYERS, title: str = ""
) -> nx.MultiDiGraph:
    """Project a store to a network.

    `level` is "person" (who took part) or "state" (on whose behalf, else what the actor belongs to). `layers` is a
    choice of `LAYERS`. Edges of contacts, agreements and relations have no direction (`directed` is False; the third
    party comes first); acts go from speaker to addressee, or to the actor whose role they are about.

    `at_the_table` tells whether both ends sit at the table, which a host or guarantor need not.

    Nodes have label, type, description, names, side, claims. Edges have layer, kind, event, roles, status,
    on_behalf_of, date, earliest, latest, uncertain, claim, source, directed, event_status, content, topics, count.
    The graph has title, level, conflicts, claims, sources, role_labels.

    Raises UsageError for an unknown level or layer.
    """
    wanted = tuple(layers)
    if level not in LEVELS:
        raise UsageError(f"there is no level '{level}'; the levels are {', '.join(LEVELS)}")
    if unknown := sorted(set(wanted) - set(LAYERS)):
        raise UsageError(f"there is no layer '{unknown[0]}'; the layers are {', '.join(LAYERS)}")
    return _Projection(read_content(store, base=base), level, wanted).build(title)


class _Projection:
    def __init__(self, content: Content, level: str, layers: tuple[str, ...]) -> None:
        self.content, self.level, self.layers = content, level, layers
        self.network = nx.MultiDiGraph()
        self.behalf: dict[str, set[str]] = {}
        self.dates: dict[str, Stated] = {}
        self.mentions: dict[str, set[str]] = {}
        self.by_event: dict[tuple[str, str | None], list[Stated]] = {}
        for claim in content.claims.values():
            self.by_event.setdefault((claim.node, claim.values.get("source")), []).append(claim)
            if "date" in claim.values:
                self.dates.setdefault(claim.node, claim)
            for name in {part.actor for part in claim.parts}.union(*claim.links.values()):
                self.mentions.setdefault(name, set()).add(claim.id)
            for part in claim.parts:
                if part.on_behalf_of:
                    self.behalf.setdefault(part.actor, set()).add(part.on_behalf_of)

    def build(self, title: str) -> nx.MultiDiGraph:
        for claim in self.content.claims.values():
            for number, (u, v, roles, status, parts, directed) in enumerate(self._ties(claim)):
                self._add_edge(claim, number, (u, v), roles, status, parts, directed)
        for name in list(self.network.nodes):
            self.network.add_node(name, **self._node(name))
        self._describe(title)
        return self._sorted()

    # ties: (from, to, roles, status, parts, directed)

    def _ties(self, claim: Stated) -> Iterator[tuple[str, str, tuple[str, str], str, tuple[Part, Part], bool]]:
        layer = self._layer(claim)
        if layer not in self.layers:
            return
        if layer in ("contact", "agreement"):
            people = self._primary(claim.parts)
            pairs = [*combinations(people, 2), *self._across(claim, people)]
            for one, other in (sorted(pair, key=lambda p: (self._weight(p.role)[0], p.actor)) for pair in pairs):
                status = one.status if one.status != "exercised" else other.status
                yield one.actor, other.actor, (one.role, other.role), status, (one, other), False
        elif layer in ("act", "measure"):
            yield from self._speech(claim)
        elif layer == "stance":
            yield from self._stance(claim)
        elif layer == "affiliation":
            yield from self._plain(claim.links.get("member", []), claim.links.get("affiliatedWith", []), directed=True)
        else:
            ends = claim.links.get("between", [])
            yield from self._plain(ends[:1], ends[1:], directed=False)

    def _across(self, claim: Stated, people: list[Part]) -> Iterator[tuple[Part, Part]]:
        """Pairs with participants whom the same source names in an earlier claim about the same event."""
        here = {part.actor for part in people}
        for earlier in self.by_event.get((claim.node, claim.values.get("source")), []):
            if earlier.id < claim.id:
                others = [part for part in self._primary(earlier.parts) if part.actor not in here]
                known = {part.actor for part in earlier.parts}
                yield from ((one, other) for one in people if one.actor not in known for other in others)

    def _layer(self, claim: Stated) -> str:
        is_a = self.content.vocabulary.is_a
        for name, layer in (
            ("Contact", "contact"),
            ("Act", "act"),
            ("Measure", "measure"),
            ("Agreement", "agreement"),
            ("Stance", "stance"),
            ("Affiliation", "affiliation"),
            ("Relation", "relation"),
        ):
            if is_a(claim.type, name):
                return layer
        return ""

    def _primary(self, parts: list[Part]) -> list[Part]:
        """One participation per actor, the most telling; third parties first."""
        best: dict[str, Part] = {}
        for part in sorted(parts, key=lambda p: (*self._weight(p.role), p.status)):
            best.setdefault(part.actor, part)
        return sorted(best.values(), key=lambda p: (self._weight(p.role)[0], p.actor))

    def _weight(self, role: str) -> tuple[int, str]:
        third = self.content.vocabulary.is_narrower(role, "third-party")
        return (0 if third else 2 if role in _SPEECH else 1, role)

    def _speech(self, claim: Stated) -> Iterator[tuple[str, str, tuple[str, str], str, tuple[Part, Part], bool]]:
        speakers = [p for p in claim.parts if p.role in ("speaker", "performer")]
        hearers = [p for p in claim.parts if p.role == "addressee"]
        concern = claim.concern
        others = [
            Part(name, "participant", None, "exercised")
            for name in [*claim.links.get("demandedOf", []), *self._actors(claim, "regards", claim.type == "Measure")]
        ]
        for speaker in speakers:
            own = concern is not None and concern.actor in (speaker.actor, speaker.on_behalf_of)
            role = concern.role if concern and own else speaker.role
            status = concern.status if concern else "exercised"
            for hearer in hearers:
                yield (
                    speaker.actor,
                    hearer.actor,
                    (role, hearer.role),
                    status if own else "exercised",
                    (speaker, hearer),
                    True,
                )
            for other in others:
                yield speaker.actor, other.actor, (speaker.role, other.role), "exercised", (speaker, other), True
            if concern and not own and concern.actor not in {h.actor for h in hearers}:
                yield speaker.actor, concern.actor, (speaker.role, concern.role), status, (speaker, concern), True

    def _stance(self, claim: Stated) -> Iterator[tuple[str, str, tuple[str, str], str, tuple[Part, Part], bool]]:
        behalf = next(iter(claim.links.get("onBehalfOf", [])), None)
        sign = "supports" if "supports" in claim.links else "opposes"
        targets = self._actors(claim, sign, True) or self._authors(claim.links.get(sign, []))
        for holder in claim.links.get("holder", []):
            for target in targets:
                parts = (Part(holder, "participant", behalf, ""), Part(target, "participant", None, ""))
                yield holder, target, ("participant", "participant"), "exercised", parts, True

    def _authors(self, events: list[str]) -> list[str]:
        """Who said or did the events: to oppose sanctions on a state is to oppose who imposes them, not the state."""
        claims = [claim for claim in self.content.claims.values() if claim.node in events]
        return sorted({p.actor for claim in claims for p in claim.parts if p.role in ("speaker", "performer")})

    def _actors(self, claim: Stated, link: str, wanted: bool) -> list[str]:
        is_a = self.content.vocabulary.is_a
        things = self.content.things
        return [n for n in claim.links.get(link, []) if wanted and n in things and is_a(things[n].type, "Actor")]

    def _plain(
        self, starts: list[str], ends: list[str], *, directed: bool
    ) -> Iterator[tuple[str, str, tuple[str, str], str, tuple[Part, Part], bool]]:
        for start in starts:
            for end in ends:
                parts = (Part(start, "participant", None, ""), Part(end, "participant", None, ""))
                yield start, end, ("participant", "participant"), "exercised", parts, directed

    def _sits(self, role: str) -> bool:
        roles = self.content.vocabulary.concepts["Role"]
        return role not in roles or roles[role].at_the_table is not False

    # nodes and edges

    def _lift(self, part: Part) -> str:
        if self.level == "person":
            return part.actor
        if part.on_behalf_of:
            return part.on_behalf_of
        return self._belongs(part.actor)

    def _belongs(self, name: str) -> str:
        seen = {name}
        above = self._thing(name).values.get("belongsTo")
        while above and above not in seen:
            seen.add(above)
            name, above = above, self._thing(above).values.get("belongsTo")
        behalf = self.behalf.get(name, set())
        return min(behalf) if len(behalf) == 1 and self._thing(name).type == "Person" else name

    def _thing(self, name: str) -> Thing:
        return self.content.things.get(name) or Thing(name)

    def _add_edge(
        self,
        claim: Stated,
        number: int,
        ends: tuple[str, str],
        roles: tuple[str, str],
        status: str,
        parts: tuple[Part, Part],
        directed: bool,
    ) -> None:
        u, v = self._lift(parts[0]), self._lift(parts[1])
        if u == v:
            return
        values = claim.values
        dated = (
            claim
            if "date" in values
            else (self.dates.get(claim.node) or self.dates.get(values.get("during", "")) or claim)
        )
        layer = self._layer(claim)
        kind = self.content.vocabulary.classes[claim.type].label
        if layer == "stance":
            kind = "supports" if "supports" in claim.links else "opposes"
        elif layer == "relation":
            kind = self.content.label(next(iter(claim.links.get("relationKind", [])), None))
        self.network.add_edge(
            u, v, key=f"{claim.id}#{number}", layer=layer, kind=kind, event=claim.node, roles=roles, status=status,
            on_behalf_of=(parts[0].on_behalf_of, parts[1].on_behalf_of), date=dated.values.get("date", ""),
            earliest=dated.values.get("earliest"), latest=dated.values.get("latest"),
            at_the_table=all(self._sits(role) for role in roles),
            uncertain="uncertain" in dated.values or "approximate" in dated.values, claim=claim.id,
            source=values.get("source", ""), directed=directed, event_status=values.get("event_status", "held"),
            content=values.get("content", ""), topics=[self.content.label(t) for t in claim.links.get("topic", [])],
            count=int(values["count"]) if "count" in values else None,
        )  # fmt: skip

    def _node(self, name: str) -> dict[str, Any]:
        thing = self._thing(name)
        claims = sorted(
            {data["claim"] for _, _, data in self.network.in_edges(name, data=True)}
            | {data["claim"] for _, _, data in self.network.out_edges(name, data=True)}
        )
        return {
            "label": thing.label,
            "type": "Office" if thing.type == "LeadingOffice" else thing.type or "Group",
            "description": thing.values.get("description", ""),
            "names": thing.names,
            "side": self._side(name),
            "claims": sorted({*claims, *self.mentions.get(name, ())}),
        }

    def _side(self, name: str) -> str | None:
        for sides in self.content.sides.values():
            for side, parties in sides.items():
                if {name, self._belongs(name), *self.behalf.get(name, ())} & set(parties):
                    return side
        return None

    # the graph

    def _describe(self, title: str) -> None:
        content = self.content
        conflicts = [
            {
                "id": conflict,
                "label": content.label(conflict),
                "sides": [
                    {
                        "id": side,
                        "label": listed([content.label(p) for p in parties]),
                        "members": sorted(n for n, s in self.network.nodes(data="side") if s == side),
                    }
                    for side, parties in sides.items()
                ],
            }
            for conflict, sides in sorted(content.sides.items())
        ]
        used = {data["claim"] for _, _, data in self.network.edges(data=True)}
        used |= {name for _, names in self.network.nodes(data="claims") for name in names}
        claims = {name: self._claim(content.claims[name]) for name in sorted(used)}
        sources = {
            name: self._source(content.things[name])
            for name in sorted({c["source"] for c in claims.values()})
            if name in content.things
        }
        roles = {name: term.label for name, term in content.vocabulary.concepts["Role"].items()}
        self.network.graph.update(
            title=title, level=self.level, conflicts=conflicts, claims=claims, sources=sources, role_labels=roles
        )

    def _claim(self, claim: Stated) -> dict[str, str]:
        values = claim.values
        return {
            "id": claim.id,
            "words": word_claim(claim, self.content),
            "source": values.get("source", ""),
            "according_to": self.content.label(values.get("according_to")),
            "date": values.get("date", ""),
            **{name: values.get(name, "") for name in ("phrase", "rank", "check", "basis", "note")},
        }

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

    def _sorted(self) -> nx.MultiDiGraph:
        ordered = nx.MultiDiGraph(**self.network.graph)
        ordered.add_nodes_from(sorted(self.network.nodes(data=True), key=lambda node: node[0]))
        ordered.add_edges_from(sorted(self.network.edges(keys=True, data=True), key=lambda edge: edge[:3]))
        return ordered
