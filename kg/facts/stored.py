"""The claims of a store as records again."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import KgError
from kg.facts import Reading
from kg.facts.rdf import read_quads
from kg.model.records import Claim, Records
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, RDF
from kg.store.oxigraph import Store

_AT_ONCE = 1_000  # claims in memory


def read_claims(store: Store) -> Iterator[Claim]:
    """The claims of a store, by their ids, of which some are in memory at a time.

    Raises KgError where what the store holds is no claim.
    """
    iris = make_iris(store.base)
    found = store.match(None, ox.NamedNode(RDF + "type"), ox.NamedNode(AKG + "Claim"), graph=ox.DefaultGraph())
    names = sorted({quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)})
    for start in range(0, len(names), _AT_ONCE):
        claims = [ox.NamedNode(name) for name in names[start : start + _AT_ONCE]]
        reading = Reading()
        quads = [quad for claim in claims for quad in store.match(claim, graph=ox.DefaultGraph())]
        quads += [quad for claim in claims for quad in store.match(graph=claim)]
        read_quads(quads, iris=iris, into=reading)
        if wrong := [problem.message for problem in reading.problems if problem.severity == "error"]:
            raise KgError(f"{len(wrong):,} parts of the graph are no claims, such as:", *wrong[:5])
        yield from Records.gather(reading.records).claims
