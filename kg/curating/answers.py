"""What `kg names` answers: a table of what may be meant, or how to add it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.curating.known import KnownThing, read_at_hand, things_in_store
from kg.curating.lookup import find_names
from kg.curating.quoting import make_id, yaml_line
from kg.datasets.shipped import facts_paths, shipped_facts
from kg.graph import Graph
from kg.model.vocabulary import ID, XSD
from kg.store.tables import Table, visible

_COLUMNS = ("id", "name", "type", "matched", "score")


def names_table(
    text: str, *, paths: Sequence[Path] = (), graph: Path | None = None, limit: int = 10
) -> tuple[Table, str]:
    """What a text may mean, in the facts of some paths or in a graph, as a table; and advice where it is nothing."""
    things: list[KnownThing]
    if graph is not None:
        opened = Graph.open(graph)
        things = things_in_store(opened.store)
    else:
        things = list(read_at_hand(facts_paths(paths) or [shipped_facts()]).things.values())
    found = find_names(text, things, limit=limit)
    whole = ox.NamedNode(XSD + "integer")
    rows = tuple(
        (*(ox.Literal(part) for part in (match.id, match.label, match.type, match.matched)),
         ox.Literal(str(match.score), datatype=whole))
        for match in found
    )  # fmt: skip
    return Table(_COLUMNS, rows, ID), "" if found else _advice(text)


def _advice(text: str) -> str:
    """How to add what was not found."""
    name = visible(text.strip())
    return "\n".join(
        [
            f"nothing is called '{name}', or anything like it. To add an actor, write in a facts file:",
            "actors:",
            f"  {make_id(name) or 'an-id'}:",
            "    type: Person        # or State, Organization, NewsOrganization, Delegation, Group, ...",
            f"    {yaml_line('name', name)}",
        ]
    )
