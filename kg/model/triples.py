"""Records → quads: the register, the sources and the descriptions of claims in the default graph, each claim's
statement in a named graph of its own. There are no blank nodes, and the same records always give the same quads."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.crosswalks import code_iri
from kg.model.dates import Date
from kg.model.properties import (
    APPROXIMATE,
    BYWORD,
    CONCERNS,
    DATE_TYPE,
    EARLIEST,
    EDTF_TYPE,
    EVENT,
    INTEGER_TYPE,
    LABEL,
    LASTING,
    LATEST,
    PARTY,
    PROPERTIES,
    SIDE_OF,
    SPELLING,
    STATES,
    TRUE,
    TYPE,
    UNCERTAIN,
    Iris,
    akg,
)
from kg.model.records import Claim, Event, Names, Records, Source
from kg.model.vocabulary import SCHEMES, SKOS, load_vocabulary
from kg.text.links import encode_address, is_address

_DEFAULT = ox.DefaultGraph()
_Graph = ox.NamedNode | ox.DefaultGraph


def is_base(text: str) -> bool:
    """Whether IRIs can start with a text: an http or https address that ends with a slash.

    A '#' cannot be in it: it stands between a claim and its participations.

    >>> is_base("https://example.org/data/"), is_base("https://example.org/data#")
    (True, False)
    """
    return is_address(text) and text.endswith("/") and not set(text) & set("#?")


def nearest_base(text: str) -> str | None:
    """The base that somebody probably meant who wrote this one; None where nobody can tell.

    It is not just taken: IRIs are compared letter by letter, and other files of the data set may have it as it is.

    >>> nearest_base("https://example.org/100%"), nearest_base("example")
    ('https://example.org/100%25/', None)
    """
    found = encode_address(text)
    found += "" if found.endswith("/") else "/"
    return found if is_base(found) else None


def make_iris(base: str) -> Iris:
    """How the data set with this base writes its ids. Raises UsageError where it cannot be a base."""
    if not is_base(base):
        guess = nearest_base(base)
        hint = f"; did you mean '{guess}'?" if guess else ""
        raise UsageError(f"'{base[:200]}' cannot be a base; take an http or https address that ends with /{hint}")
    return Iris(base, frozenset(load_vocabulary().concepts["Topic"]))


def make_quads(records: Records, iris: Iris) -> Iterator[ox.Quad]:
    """All quads of a data set, in no particular order and each of them once.

    >>> from kg.model.records import Actor, Names
    >>> records = Records.gather([Actor(id="turkey", type="State", names=Names(labels=(("en", "Turkey"),)))])
    >>> sorted(str(quad.object) for quad in make_quads(records, make_iris("https://example.org/")))
    ['"Turkey"@en', '<https://w3id.org/actor-kg/ontology/State>']
    """
    yield from register_quads(records, iris)
    for claim in records.claims:
        yield from claim_quads(claim, iris)


def register_quads(records: Records, iris: Iris) -> Iterator[ox.Quad]:
    """Quads of actors, offices, places, topics and sources."""
    for record in (*records.registered, *records.sources):
        node = iris.iri(record.id)
        yield ox.Quad(node, TYPE, akg(record.type), _DEFAULT)
        if record.type == "Topic":
            yield ox.Quad(node, TYPE, ox.NamedNode(SKOS + "Concept"), _DEFAULT)
        if record.type == "LeadingOffice":
            yield ox.Quad(node, akg("seniority"), ox.NamedNode(SCHEMES["Seniority"] + "leading"), _DEFAULT)
        if not isinstance(record, Source):
            yield from _names(node, record.names, _DEFAULT)
        yield from _values(node, record, iris, _DEFAULT)


def claim_quads(claim: Claim, iris: Iris) -> Iterator[ox.Quad]:
    """Quads of one claim: its description in the default graph, its statement in the graph that bears its name."""
    graph = iris.claim(claim.id)
    statement = claim.statement
    node = iris.iri(statement.id)
    yield ox.Quad(graph, TYPE, akg("Claim"), _DEFAULT)
    yield ox.Quad(graph, STATES, node, _DEFAULT)
    yield from _values(graph, claim, iris, _DEFAULT)
    yield ox.Quad(node, TYPE, akg(statement.type), graph)
    yield from _values(node, statement, iris, graph)
    if isinstance(statement, Event):
        yield from _names(node, statement.names, graph)
        yield from _event_parts(statement, node, iris, graph)


def _event_parts(event: Event, node: ox.NamedNode, iris: Iris, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    for person, part in zip(event.participations, participation_nodes(event, graph), strict=True):
        yield ox.Quad(part, TYPE, akg("Participation"), graph)
        yield ox.Quad(part, EVENT, node, graph)
        yield from _values(part, person, iris, graph)
    if event.role_concern:
        concern = concern_node(graph)
        yield ox.Quad(node, CONCERNS, concern, graph)
        yield ox.Quad(concern, TYPE, akg("Participation"), graph)
        yield from _values(concern, event.role_concern, iris, graph)
    for name, actors in event.sides:
        side = iris.side(event.id, name)
        yield ox.Quad(side, TYPE, akg("Side"), graph)
        yield ox.Quad(side, SIDE_OF, node, graph)
        for actor in actors:
            yield ox.Quad(side, PARTY, iris.iri(actor), graph)


def participation_nodes(event: Event, graph: ox.NamedNode) -> list[ox.NamedNode]:
    """The IRIs of an event's participations: claim#actor/role, with the status unless exercised, and a number."""
    seen: dict[str, int] = {}
    nodes: list[ox.NamedNode] = []
    for person in event.participations:
        name = f"{person.actor}/{person.role}" + ("" if person.status == "exercised" else f"/{person.status}")
        seen[name] = seen.get(name, 0) + 1
        nodes.append(ox.NamedNode(f"{graph.value}#{name}" + (f"/{seen[name]}" if seen[name] > 1 else "")))
    return nodes


def concern_node(graph: ox.NamedNode) -> ox.NamedNode:
    """The IRI of the role that an act is about."""
    return ox.NamedNode(f"{graph.value}#role")


def _names(node: ox.NamedNode, names: Names, graph: _Graph) -> Iterator[ox.Quad]:
    for language, text in names.labels:
        yield ox.Quad(node, LABEL, ox.Literal(text, language=language), graph)
    for text in names.spellings:
        yield ox.Quad(node, SPELLING, ox.Literal(text), graph)
    for text in names.bywords:
        yield ox.Quad(node, BYWORD, ox.Literal(text), graph)


def _values(node: ox.NamedNode, record: object, iris: Iris, graph: _Graph) -> Iterator[ox.Quad]:
    for entry in PROPERTIES[type(record)]:
        value = getattr(record, entry.field)
        if value is None or value == ():
            continue
        if entry.codec == "date":
            yield from _date(node, value, graph)
            continue
        for item in value if isinstance(value, tuple) else (value,):
            term: ox.NamedNode | ox.Literal
            if entry.codec in ("id", "ids"):
                term = iris.iri(item)
            elif entry.codec == "concept":
                term = ox.NamedNode(SCHEMES[entry.scheme] + item)
            elif entry.codec in ("iri", "iris"):
                term = ox.NamedNode(item)
            elif entry.codec == "codes":
                term = ox.NamedNode(code_iri(item))
            elif entry.codec == "number":
                term = ox.Literal(str(item), datatype=INTEGER_TYPE)
            else:
                term = ox.Literal(item)
            yield ox.Quad(node, entry.predicate, term, graph)


def _date(node: ox.NamedNode, date: Date, graph: _Graph) -> Iterator[ox.Quad]:
    yield ox.Quad(node, akg("date"), ox.Literal(date.text, datatype=EDTF_TYPE), graph)
    for predicate, day in ((EARLIEST, date.earliest), (LATEST, date.latest)):
        if day:
            yield ox.Quad(node, predicate, ox.Literal(day.isoformat(), datatype=DATE_TYPE), graph)
    flags = ((UNCERTAIN, date.uncertain), (APPROXIMATE, date.approximate), (LASTING, date.lasting))
    for predicate, flag in flags:
        if flag:
            yield ox.Quad(node, predicate, TRUE, graph)
