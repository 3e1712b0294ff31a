"""From the triples of the engine to an rdflib graph, on which SHACL runs; what in a query reaches out of rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    import rdflib

_REACHING = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM", "Load": "LOAD"}


def to_rdflib(triples: Iterable[ox.Triple], *, into: rdflib.Graph | None = None) -> rdflib.Graph:
    """An rdflib graph of the same triples, with literals spelled as they are; `into` is one that they are added to."""
    import rdflib

    graph = rdflib.Graph() if into is None else into
    add = graph.add
    for triple in terms_of(triples):
        add(triple)
    return graph


def terms_of(triples: Iterable[ox.Triple]) -> Iterator[tuple[Any, Any, Any]]:
    """The same triples in terms of rdflib."""
    known: dict[str, rdflib.URIRef] = {}
    for triple in triples:
        yield term_of(triple.subject, known), term_of(triple.predicate, known), term_of(triple.object, known)


def term_of(value: Any, known: dict[str, rdflib.URIRef]) -> rdflib.term.Identifier:
    """A term of the engine as one of rdflib; `known` keeps IRIs, so that each is made once."""
    import rdflib

    if isinstance(value, ox.NamedNode):
        found = known.get(value.value)
        if found is None:
            found = known[value.value] = rdflib.URIRef(value.value)
        return found
    if isinstance(value, ox.BlankNode):
        return rdflib.BNode(value.value)
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    kind = None if value.datatype.value.endswith("#string") else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, datatype=kind, normalize=False)


def list_reaching(parsed: object) -> list[str]:
    """The keywords by which a query that rdflib has parsed would ask a server or read a file: SERVICE, FROM, LOAD."""
    return sorted({_REACHING[name] for name in _parts(parsed) if name in _REACHING})


def _parts(parsed: object) -> Iterator[str]:
    """The names of all parts of a parsed query."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        name = getattr(part, "name", None)
        if isinstance(name, str):
            yield name
        if isinstance(part, dict):
            waiting.extend(dict.values(part))  # its own looks for the context of an evaluation
        elif not isinstance(part, str) and isinstance(part, Iterable):
            waiting.extend(part)
