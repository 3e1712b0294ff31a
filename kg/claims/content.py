"""What projections and pages in text need of the graph: claims with their parts, and the things that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyoxigraph as ox

from kg.claims.things import Thing, read_things, shortening, tail_of
from kg.model.dates import Date, read_date
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, RDF, Vocabulary, load_vocabulary
from kg.store.oxigraph import Store

_TOLD = {"source": "source", "accordingTo": "according_to"} | {
    name: name for name in ("phrase", "check", "rank", "basis", "note")
}
_SINGLE = {"eventStatus": "event_status", "prefLabel": "name"} | {
    name: name
    for name in (
        "date",
        "earliest",
        "latest",
        "uncertain",
        "approximate",
        "content",
        "count",
        "place",
        "during",
        "manner",
        "lasting",
    )
}
_LINKS = (
    "topic", "regards", "partOf", "answers", "denies", "demandedOf", "holder", "onBehalfOf", "supports", "opposes",
    "member", "affiliatedWith", "between", "relationKind", "heldBy", "ofOffice", "participant", "role", "event",
)  # fmt: skip
# Links to what a claim also speaks of: events, and statements that are denied.
_SPOKEN_OF = ("regards", "partOf", "answers", "denies", "supports", "opposes", "event")

_TYPE, _CLAIM, _STATES = ox.NamedNode(RDF + "type"), ox.NamedNode(AKG + "Claim"), ox.NamedNode(AKG + "states")
_FEW = 5
_ROUNDS = 3  # a denial of a denial of an event is still told in full
_REPLIES = tuple(ox.NamedNode(AKG + name) for name in ("denies", "answers", "supports", "opposes"))
_DEFAULT = ox.DefaultGraph()
_Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A participation: who, as what, for whom, with which status, in which office.

    `counts_as` is the state and the body that it counts as, where columns tell.
    """

    actor: str
    role: str
    on_behalf_of: str | None
    status: str
    in_office: str | None = None
    counts_as: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Stated:
    """A claim: its description, the class and single values of its statement, participations, and links by property.

    `sides` are those that it gives a conflict, with their parties.
    """

    id: str
    node: str
    type: str
    values: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    concern: Part | None = None
    concern_of: str | None = None
    links: dict[str, list[str]] = field(default_factory=dict)
    sides: dict[str, list[str]] = field(default_factory=dict)

    @property
    def date(self) -> Date | None:
        """When it was, or how long it lasted, as the claim says itself."""
        return read_date(self.values.get("date", ""), lasting="lasting" in self.values)

    def is_coded(self, vocabulary: Vocabulary) -> bool:
        """Whether a program made the claim, and not a curator."""
        return vocabulary.is_coded(self.values.get("check"))


@dataclass(slots=True, eq=False, weakref_slot=True)
class Content:
    """All of it, by local id; `sides` maps a conflict to its sides and their parties. Not to be changed."""

    vocabulary: Vocabulary
    claims: dict[str, Stated]
    things: dict[str, Thing]
    sides: dict[str, dict[str, list[str]]]
    by_node: dict[str, list[Stated]] = field(default_factory=dict)

    def only(self, claims: dict[str, Stated]) -> Content:
        """The same with some of the claims."""
        by_node = {node: kept for node, told in self.by_node.items() if (kept := [c for c in told if c.id in claims])}
        things = {name: thing for name, thing in self.things.items() if name not in self.by_node or name in by_node}
        return Content(self.vocabulary, claims, things, self.sides, by_node)

    def renewed(self, *, things: Mapping[str, Thing], claims: Mapping[str, Stated] | None = None) -> Content:
        """The same with further things, and with further claims of which nothing is told in words."""
        claims = dict(sorted({**self.claims, **claims}.items())) if claims else self.claims
        return replace(self, claims=claims, things={**things, **self.things})

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


def read_content(store: Store, *, about: Iterable[str] | None = None, claims: Iterable[str] | None = None) -> Content:
    """Read claims and things from a store. Sorted throughout, so that the same graph always gives the same content.

    With `about`, ids of things, sources or claims, only the claims that name one of them, or state it, or come from
    it; those that deny, answer, support or oppose what these state; and, so that all can be put in words, the claims
    about what they state and speak of. With `claims`, ids, only these, and those about what they state
    and speak of. What is read whole is kept as long as the store stays as it is.
    """
    if about is None and claims is None:
        return store.once("content", lambda: _read_all(store))
    plain = shortening(store.base)
    iris = make_iris(store.base)
    graphs = {graph for name in about or () for graph in _naming(store, name)}
    found = _read_claims(store, {*graphs, *map(iris.claim, claims or ())}, plain)
    if about is not None:
        replying = {
            quad.graph_name
            for name in {claim.node for claim in found.values()}
            for link in _REPLIES
            for quad in store.match(None, link, iris.iri(name))
            if quad.graph_name != _DEFAULT
        }
        found |= _read_claims(store, replying - graphs, plain)
    return _gathered(store, found | _told_of(store, found, plain))


def _read_all(store: Store) -> Content:
    graphs = {quad.subject for quad in store.match(None, _TYPE, _CLAIM, graph=_DEFAULT)}
    return _gathered(store, _read_claims(store, graphs, shortening(store.base)))


def _told_of(store: Store, claims: Mapping[str, Stated], plain: Callable[[Any], str]) -> dict[str, Stated]:
    """The claims that state what some claims, and those in turn, state and speak of."""
    iris, found = make_iris(store.base), dict[str, Stated]()
    known, waiting = set[str](), {name for claim in claims.values() for name in _speaks_of(claim)}
    for _ in range(_ROUNDS):
        known |= waiting
        graphs = {
            quad.subject
            for name in waiting
            for quad in store.match(None, _STATES, iris.iri(name), graph=_DEFAULT)
            if plain(quad.subject) not in claims and plain(quad.subject) not in found
        }
        more = _read_claims(store, graphs, plain)
        found |= more
        waiting = {name for claim in more.values() for name in _speaks_of(claim)} - known
    return found


def _gathered(store: Store, claims: dict[str, Stated]) -> Content:
    claims = {name: claims[name] for name in sorted(claims)}
    sides: dict[str, dict[str, list[str]]] = {}
    by_node: dict[str, list[Stated]] = {}
    for claim in claims.values():
        by_node.setdefault(claim.node, []).append(claim)
        for side, parties in claim.sides.items():
            all_parties = sides.setdefault(claim.node, {}).setdefault(side, [])
            all_parties += [party for party in parties if party not in all_parties]
    ordered = {c: {s: sorted(sides[c][s]) for s in sorted(sides[c])} for c in sorted(sides)}
    return Content(load_vocabulary(), claims, read_things(store), ordered, by_node)


def _naming(store: Store, name: str) -> Iterator[ox.NamedNode]:
    """The graphs of the claims that name a thing, state it or come from it; the claim that has this id itself."""
    iris = make_iris(store.base)
    node, own = iris.iri(name), iris.claim(name)
    for quad in (*store.match(node), *store.match(value=node), *store.match(own, _TYPE, _CLAIM)):
        for term in (quad.graph_name, quad.subject):
            if isinstance(term, ox.NamedNode) and term.value.startswith(store.base + "claim/"):
                yield ox.NamedNode(term.value.partition("#")[0])


def _speaks_of(claim: Stated) -> Iterator[str]:
    """The events and statements that a claim states or speaks of."""
    yield claim.node
    yield from filter(None, (claim.values.get("during"), claim.concern_of))
    for link in _SPOKEN_OF:
        yield from claim.links.get(link, ())


def _read_claims(store: Store, graphs: Iterable[Any], plain: Callable[[Any], str]) -> dict[str, Stated]:
    read = (_read_claim(store, graph, plain) for graph in graphs)
    return {claim.id: claim for claim in read if claim is not None}


def _read_claim(store: Store, graph: Any, plain: Callable[[Any], str]) -> Stated | None:
    told: _Values = {}
    for quad in store.match(graph, graph=_DEFAULT):
        told.setdefault(tail_of(quad.predicate.value), []).append(plain(quad.object))
    inside: dict[str, _Values] = {}
    for quad in store.match(graph=graph):
        if isinstance(quad.subject, ox.NamedNode):
            values = inside.setdefault(quad.subject.value, {})
            values.setdefault(tail_of(quad.predicate.value), []).append(plain(quad.object))
    by_name = {plain(ox.NamedNode(iri)): values for iri, values in inside.items()}
    node = min(told.get("states", ()), default="")
    about = by_name.get(node)
    if about is None or "type" not in about:
        return None
    claim = Stated(plain(graph), node, min(about["type"]), _firsts(told, _TOLD) | _firsts(about, _SINGLE))
    if "row" in told:
        claim.values.setdefault("basis", word_reports(told))
        if len(told["row"]) == 1:
            claim.values["row"] = told["row"][0]
    claim.links = {name: sorted(set(about[name])) for name in sorted(_LINKS) if name in about}
    _add_parts(claim, inside, about, graph.value + "#role")
    for iri in sorted(inside):
        if "party" in inside[iri]:
            claim.sides[iri.rpartition("/")[2]] = sorted(set(inside[iri]["party"]))
    return claim


def word_reports(told: _Values) -> str:
    """What a claim of event data rests on: its rows, articles, publishers and addresses, the first few of each.

    >>> word_reports({"row": ["8", "7"], "rowCount": ["2"], "articleCount": ["1"], "publisherCount": ["1"]})
    '2 rows (7, 8) of 1 article by 1 publisher'
    """
    rows, addresses = sorted(told["row"]), sorted(told.get("url", ()))
    text = f"{_counted(len(rows), 'row')} ({_first_few(rows)})"
    for name, before, what in (("articleCount", "of", "article"), ("publisherCount", "by", "publisher")):
        if name in told:
            text += f" {before} {_counted(int(told[name][0]), what)}"
    return text + (f": {_first_few(addresses)}" if addresses else "")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _first_few(words: list[str]) -> str:
    more = f" and {len(words) - _FEW} more" if len(words) > _FEW else ""
    return ", ".join(words[:_FEW]) + more


def _add_parts(claim: Stated, inside: dict[str, _Values], about: _Values, concern: str) -> None:
    for iri in sorted(inside):
        values = inside[iri]
        if "participant" not in values or "role" not in values:
            continue
        first = {name: min(found) for name, found in values.items()}
        part = Part(
            first["participant"],
            first["role"],
            first.get("onBehalfOf"),
            first.get("roleStatus", "exercised"),
            first.get("inOffice"),
        )
        if iri == concern and "concernsRole" in about:
            claim.concern, claim.concern_of = part, first.get("event")
        elif (values is about or first.get("event") == claim.node) and part not in claim.parts:
            claim.parts.append(part)


def _firsts(values: _Values, wanted: dict[str, str]) -> dict[str, str]:
    return {key: min(values[name]) for name, key in wanted.items() if name in values}
