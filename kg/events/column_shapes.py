"""The shapes over columns: millions of claims are checked in a second, where SHACL takes minutes for some thousands.

The queries stand in checks.sql, one for each shape that claims of event data can break, under the name of the shape.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import KgError
from kg.events.registry import read_sql
from kg.model.vocabulary import SHAPE, Vocabulary, read_ontology, shapes_file
from kg.store.columns import Connection, create_table

_MESSAGE = "http://www.w3.org/ns/shacl#message"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Broken:
    """A shape that claims break: its name, what it says, and the claims, sorted."""

    shape: str
    message: str
    claims: tuple[str, ...]


def list_checks() -> dict[str, str]:
    """The checks by the name of their shape, each with its query.

    >>> "phone-call-needs-two" in list_checks()
    True
    """
    _, *blocks = read_sql("checks").split("-- Check: ")
    return {name.strip(): query.strip() for name, _, query in (block.partition("\n") for block in blocks)}


def check_claims(connection: Connection, known: Mapping[str, str], vocabulary: Vocabulary) -> list[Broken]:
    """Run all checks over the tables `claims` and `parts`; returns the shapes that are broken, as the file has them.

    `known` maps the ids of things (actors, offices, places, sources, curated events) to their classes.
    """
    text = "VARCHAR"
    create_table(connection, "known", {"id": text, "class": text}, sorted(known.items()))
    pairs = [(name, above) for name in sorted(vocabulary.classes) for above in sorted(vocabulary.ancestors(name))]
    create_table(connection, "kinds", {"class": text, "above": text}, pairs)
    concepts = [(scheme, name) for scheme, terms in sorted(vocabulary.concepts.items()) for name in sorted(terms)]
    create_table(connection, "concepts", {"scheme": text, "id": text}, concepts)
    found = []
    for name, query in list_checks().items():
        claims = tuple(sorted(claim for (claim,) in connection.execute(query).fetchall()))
        if claims:
            found.append(Broken(name, shape_messages().get(name, ""), claims))
    return found


def require_sound(broken: list[Broken]) -> None:
    """Raise KgError where any shape is broken, with the shapes and some claims of each."""
    if broken:
        lines = [
            f"{each.shape}: {len(each.claims):,} claims, such as {', '.join(each.claims[:_SHOWN])}: {each.message}"
            for each in broken
        ]
        raise KgError("the claims of the data set are not sound; nothing was written", *lines)


@functools.cache
def shape_messages() -> dict[str, str]:
    """What each shape says to people, by its name."""
    return {
        triple.subject.value.removeprefix(SHAPE): triple.object.value
        for triple in read_ontology((shapes_file(),))
        if triple.predicate.value == _MESSAGE
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.Literal)
    }
