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
    iris: dict[str, rdflib.URIRef] = {}

    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode):
            known = iris.get(value.value)
            if known is None:
                known = iris[value.value] = rdflib.URIRef(value.value)
            return known
        if isinstance(value, ox.BlankNode):
            return rdflib.BNode(value.value)
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        kind = None if value.datatype.value.endswith("#string") else rdflib.URIRef(value.datatype.value)
        return rdflib.Literal(value.value, datatype=kind, normalize=False)

    add = graph.add
    for triple in triples:
        add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph
