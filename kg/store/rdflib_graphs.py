"""From the triples of the engine to an rdflib graph, on which SHACL runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    import rdflib


def to_rdflib(triples: Iterable[ox.Triple], *, into: rdflib.Graph | None = None) -> rdflib.Graph:
    """An rdflib graph of the same triples, with literals spelled as they are; `into` is one that they are added to."""
    import rdflib

    graph = rdflib.Graph() if into is None else into
    known: dict[str, rdflib.URIRef] = {}
    add = graph.add
    for triple in triples:
        add((term_of(triple.subject, known), term_of(triple.predicate, known), term_of(triple.object, known)))
    return graph


def term_of(value: Any, known: dict[str, rdflib.URIRef]) -> Any:
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
