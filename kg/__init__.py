"""kg: an actor-relationship knowledge graph of diplomacy and mediation.

    facts/*.yaml, *.csv ─ facts ────┐
                                    ├─ records ─ triples ─ store ─┬─ queries ─ tables
    *.ttl, *.trig, ... ── rdf_facts ┘                             ├─ network ─ analysis
                                                                  └─ page

    >>> import kg
    >>> graph = kg.load()
    >>> [row["third_party"] for row in graph.query("bridges", known_by="2022-03-07")]
    ['bennett', 'cavusoglu', 'erdogan']

`check` tells what is wrong with facts, `load` gives a graph in memory, `build` one in a folder, `open` opens it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes longer than all else here
if TYPE_CHECKING:
    from typing import Any

    from kg.building.builds import build, check, load
    from kg.errors import FactsError, KgError, Problem, UsageError
    from kg.graph import Graph
    from kg.store.tables import Table

    open = Graph.open

__version__ = "0.1.0"
__all__ = ["FactsError", "Graph", "KgError", "Problem", "Table", "UsageError", "build", "check", "load", "open"]

_FACE = {
    "FactsError": "kg.errors",
    "Graph": "kg.graph",
    "KgError": "kg.errors",
    "Problem": "kg.errors",
    "Table": "kg.store.tables",
    "UsageError": "kg.errors",
    "build": "kg.building.builds",
    "check": "kg.building.builds",
    "load": "kg.building.builds",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `import kg` stays light."""
    from importlib import import_module

    if name == "open":
        return import_module("kg.graph").Graph.open
    if name in _FACE:
        return getattr(import_module(_FACE[name]), name)
    raise AttributeError(f"module 'kg' has no attribute '{name}'")
