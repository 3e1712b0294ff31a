"""What a projection needs of the graph, read in a few queries: claims with their parts, and the things they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import pyoxigraph as ox

from kg.store import Store
from kg.tables import shorten
from kg.vocabulary import AKG, Vocabulary, load_vocabulary

_THINGS = ("Actor", "Office", "Place", "Topic", "Source", "Process")


@dataclass(slots=True)
class Thing:
    """An actor, office, place, source, process or conflict: its class, names and links, by local id."""

    id: str
    type: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The English name, else another, else the description, else the id."""
        other = next((self.labels[tag] for tag in sorted(self.labels)), None)
        return self.labels.get("en") or other or self.values.get("description") or self.id


@dataclass(frozen=True, slots=True)
class Part:
    """A participation: who, as what, for whom, with which status."""

    actor: str
    role: str
    on_behalf_of: str | None
    status: str


@dataclass(slots=True)
class Stated:
    """A claim: its description, the class and single values of its statement, participations, and links by property."""

    id: str
    node: str
    type: str
    values: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    concern: Part | None = None
    concern_of: str | None = None
    links: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Content:
    """All of it, by local id; `sides` maps a conflict to its sides and their parties."""

    vocabulary: Vocabulary
    claims: dict[str, Stated]
    things: dict[str, Thing]
    sides: dict[str, dict[str, list[str]]]

    def label(self, name: str | None) -> str:
        """What a thing, concept or class is called."""
        if name is None:
            return ""
        if name in self.things:
            return self.things[name].label
        for concepts in self.vocabulary.concepts.values():
            if name in concepts:
                return concepts[name].label
        return name


def read_content(store: Store, *, base: str) -> Content:
    """Read claims and things from a store. Sorted throughout, so that the same graph always gives the same content."""

    def rows(name: str) -> Iterator[dict[str, Any]]:
        text = resources.files("kg.network").joinpath(f"{name}.rq").read_text(encoding="utf-8")
        for row in store.rows(text):
            yield {key: _plain(term, base) for key, term in row.items()}

    claims: dict[str, Stated] = {}
    for row in sorted(rows("statements"), key=lambda r: r["claim"]):
        single = {k: v for k, v in row.items() if k not in ("claim", "node", "class")}
        claims.setdefault(row["claim"], Stated(row["claim"], row["node"], row["class"], single))
    for row in sorted(rows("participations"), key=lambda r: (r["claim"], r["part"])):
        claim = claims.get(row["claim"])
        if claim is None or row.get("event") != claim.node:
            continue
        part = Part(row["actor"], row["role"], row.get("for"), row["status"])
        if row["part"].endswith("#role"):
            claim.concern, claim.concern_of = part, row.get("concern_of")
        elif part not in claim.parts:
            claim.parts.append(part)
    for row in sorted(rows("links"), key=lambda r: (r["claim"], r["property"], r["value"])):
        if row["claim"] in claims and row["node"] == claims[row["claim"]].node:
            values = claims[row["claim"]].links.setdefault(row["property"], [])
            if row["value"] not in values:
                values.append(row["value"])
    sides: dict[str, dict[str, list[str]]] = {}
    for row in sorted(rows("sides"), key=lambda r: (r["conflict"], r["side"], r["party"])):
        sides.setdefault(row["conflict"], {}).setdefault(row["side"].rpartition("/")[2], []).append(row["party"])
    return Content(load_vocabulary(), claims, _things(store, base), sides)


def _things(store: Store, base: str) -> dict[str, Thing]:
    vocabulary = load_vocabulary()
    kinds = {AKG + name for ancestor in _THINGS for name in vocabulary.subclasses(ancestor)}
    found: dict[str, Thing] = {}
    triples = sorted(((t.subject, t.predicate, t.object) for t in store.instances(kinds)), key=str)
    for subject, predicate, value in triples:
        if not isinstance(subject, ox.NamedNode):
            continue
        if not subject.value.startswith(base):
            continue
        thing = found.setdefault(shorten(subject.value, base), Thing(shorten(subject.value, base)))
        name = predicate.value.replace("#", "/").rpartition("/")[2]
        if name == "type":
            thing.type = thing.type or _plain(value, base)
        elif name == "prefLabel" and isinstance(value, ox.Literal):
            thing.labels.setdefault(value.language or "", value.value)
            thing.names.append(value.value)
        elif name in ("altLabel", "byword"):
            thing.names.append(_plain(value, base))
        else:
            thing.values.setdefault(name, _plain(value, base))
    for thing in found.values():
        thing.names = sorted(set(thing.names) - {thing.label})
    return found


def _plain(term: Any, base: str) -> str:
    if isinstance(term, ox.NamedNode):
        return shorten(term.value, base)
    return str(term.value)
