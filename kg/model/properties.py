"""The RDF shape of the records as a table: which property holds which field, and how its values are written.

`kg.model.triples` writes by it and `kg.facts.rdf` reads by it; nothing else knows the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from kg.model.records import (
    Actor,
    Affiliation,
    Claim,
    Event,
    Office,
    Participation,
    Place,
    Relation,
    RoleConcern,
    Source,
    Stance,
    Standing,
    Tenure,
    Topic,
)
from kg.model.vocabulary import AKG, DCTERMS, EDTF, ID, RDF, SCHEMA, SCHEMES, SKOS, XSD

Codec = Literal["id", "ids", "concept", "text", "texts", "number", "iri", "iris", "codes", "date"]
SEVERAL: tuple[Codec, ...] = ("ids", "texts", "iris", "codes")


@dataclass(frozen=True, slots=True)
class Property:
    """A field of a record, its property, and how its value is written; `scheme` for concepts."""

    field: str
    predicate: ox.NamedNode
    codec: Codec
    scheme: str = ""
    optional: bool = True


def akg(name: str) -> ox.NamedNode:
    """A term of the ontology."""
    return ox.NamedNode(AKG + name)


TYPE = ox.NamedNode(RDF + "type")
LABEL = ox.NamedNode(SKOS + "prefLabel")
SPELLING = ox.NamedNode(SKOS + "altLabel")
BYWORD = akg("byword")
EARLIEST, LATEST = akg("earliest"), akg("latest")
UNCERTAIN, APPROXIMATE, LASTING = akg("uncertain"), akg("approximate"), akg("lasting")
EVENT, SIDE_OF, PARTY, STATES, CONCERNS = (akg(n) for n in ("event", "sideOf", "party", "states", "concernsRole"))
EDTF_TYPE, DATE_TYPE = ox.NamedNode(EDTF), ox.NamedNode(XSD + "date")
BOOLEAN_TYPE, INTEGER_TYPE = ox.NamedNode(XSD + "boolean"), ox.NamedNode(XSD + "integer")
TRUE = ox.Literal("true", datatype=BOOLEAN_TYPE)

_DATE = Property("date", akg("date"), "date")
_DESCRIPTION = Property("description", ox.NamedNode(DCTERMS + "description"), "text")
_SAME_AS = Property("same_as", ox.NamedNode(SCHEMA + "sameAs"), "iris")
_BELONGS_TO = Property("belongs_to", akg("belongsTo"), "id")
_FOR = Property("on_behalf_of", akg("onBehalfOf"), "id")
_TOPICS = Property("topics", akg("topic"), "ids")
_REGARDS = Property("regards", akg("regards"), "ids")
_DURING = Property("during", akg("during"), "id")
_CONTENT = Property("content", akg("content"), "text")
_CODES = Property("codes", akg("code"), "codes")
_ROLE = Property("role", akg("role"), "concept", "Role", optional=False)
_STATUS = Property("status", akg("roleStatus"), "concept", "RoleStatus", optional=False)
_PARTICIPANT = Property("actor", akg("participant"), "id", optional=False)
_OF = Property("of", EVENT, "id")

PROPERTIES: dict[type, tuple[Property, ...]] = {
    Actor: (_DESCRIPTION, _BELONGS_TO, _SAME_AS),
    Office: (_DESCRIPTION, _BELONGS_TO, _SAME_AS),
    Place: (_DESCRIPTION, Property("within", akg("within"), "id"), _SAME_AS),
    Topic: (_DESCRIPTION, Property("broader", ox.NamedNode(SKOS + "broader"), "id")),
    Source: (
        Property("publisher", akg("publisher"), "id", optional=False),
        Property("published", akg("date"), "date", optional=False),
        Property("title", ox.NamedNode(DCTERMS + "title"), "text"),
        Property("author", akg("author"), "text"),
        Property("language", ox.NamedNode(DCTERMS + "language"), "text"),
        Property("address", ox.NamedNode(SCHEMA + "url"), "iri"),
        Property("text", akg("text"), "text"),
    ),
    Claim: (
        Property("source", akg("source"), "id"),
        Property("according_to", akg("accordingTo"), "id"),
        Property("phrase", akg("phrase"), "text"),
        Property("rank", akg("rank"), "concept", "Rank", optional=False),
        Property("check", akg("check"), "concept", "Check", optional=False),
        Property("basis", akg("basis"), "text"),
        Property("note", akg("note"), "text"),
        Property("rows", akg("row"), "texts"),
        Property("row_count", akg("rowCount"), "number"),
        Property("articles", akg("articleCount"), "number"),
        Property("publishers", akg("publisherCount"), "number"),
        Property("addresses", ox.NamedNode(SCHEMA + "url"), "iris"),
    ),
    Participation: (_PARTICIPANT, _ROLE, _FOR, Property("in_office", akg("inOffice"), "id"), _STATUS),
    RoleConcern: (_PARTICIPANT, _ROLE, _STATUS, _OF, _FOR),
    Event: (
        _DATE,
        Property("place", akg("place"), "id"),
        _TOPICS,
        _REGARDS,
        Property("part_of", akg("partOf"), "ids"),
        _DURING,
        Property("status", akg("eventStatus"), "concept", "EventStatus"),
        Property("manner", akg("manner"), "concept", "Manner"),
        Property("count", akg("count"), "number"),
        _CONTENT,
        Property("answers", akg("answers"), "ids"),
        Property("denies", akg("denies"), "ids"),
        Property("demanded_of", akg("demandedOf"), "ids"),
        _CODES,
    ),
    Tenure: (
        Property("person", akg("heldBy"), "id", optional=False),
        Property("office", akg("ofOffice"), "id", optional=False),
        _DATE,
    ),
    Affiliation: (
        Property("member", akg("member"), "id", optional=False),
        Property("group", akg("affiliatedWith"), "id", optional=False),
        Property("role", akg("role"), "concept", "Role"),
        _DATE,
    ),
    Relation: (
        Property("between", akg("between"), "ids", optional=False),
        Property("kind", akg("relationKind"), "concept", "RelationKind", optional=False),
        _TOPICS,
        _DATE,
        _CONTENT,
    ),
    Stance: (
        Property("holder", akg("holder"), "id", optional=False),
        _FOR,
        Property("supports", akg("supports"), "id"),
        Property("opposes", akg("opposes"), "id"),
        _TOPICS,
        _REGARDS,
        _DATE,
        _DURING,
        _CONTENT,
        _CODES,
    ),
    Standing: (_PARTICIPANT, _ROLE, _STATUS, _OF, _FOR, _DATE, _CONTENT),
}


@dataclass(frozen=True, slots=True)
class Iris:
    """Local ids ↔ IRIs of a data set: ids under `base`, topics of the ontology under their own namespace."""

    base: str = ID
    known_topics: frozenset[str] = frozenset()

    def iri(self, name: str) -> ox.NamedNode:
        """The IRI of a local id."""
        return ox.NamedNode((SCHEMES["Topic"] if name in self.known_topics else self.base) + name)

    def claim(self, name: str) -> ox.NamedNode:
        """The IRI of a claim, which is also the name of its graph."""
        return ox.NamedNode(f"{self.base}claim/{name}")

    def side(self, conflict: str, name: str) -> ox.NamedNode:
        """The IRI of a side of a conflict."""
        return ox.NamedNode(f"{self.base}{conflict}/side/{name}")

    def name(self, iri: str) -> str | None:
        """The local id (or claim id) of an IRI, or None where it is of another data set."""
        for start in sorted((f"{self.base}claim/", self.base, SCHEMES["Topic"]), key=len, reverse=True):
            if iri.startswith(start):
                return iri.removeprefix(start)
        return None
