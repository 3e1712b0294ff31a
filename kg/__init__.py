"""kg: an actor-relationship knowledge graph of diplomacy and mediation.

    facts files ─ facts ─ checking ─ store ─┬─ claims ─┬─ queries
                                            │          ├─ network ─ analysis
    event files ─ events ───────────────────┘          ├─ reports
                                                       └─ page

    >>> import kg
    >>> graph = kg.load()
    >>> [row["third_party"] for row in graph.view(known_by="2022-03-07").query("bridges")]
    ['bennett', 'cavusoglu', 'erdogan']

`check` tells what is wrong with facts, `load` gives a graph in memory, `build` one in a folder, `open` opens it, and
`import_events` adds event data to it. `Graph` has what can be asked: `view` (the two clocks), `query`, `sparql`,
`about`, `network`, `analyse`, `show` and more.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself takes longer than all else here
if TYPE_CHECKING:
    from typing import Any

    from kg.building.builds import build, check, load
    from kg.building.imports import import_events
    from kg.errors import FactsError, KgError, Problem, UsageError
    from kg.graph import Graph
    from kg.store.tables import Table

    open = Graph.open

__version__ = "0.1.0"
__all__ = [
    "FactsError",
    "Graph",
    "KgError",
    "Problem",
    "Table",
    "UsageError",
    "build",
    "check",
    "import_events",
    "load",
    "open",
]

_FACE = {
    "FactsError": "kg.errors",
    "Graph": "kg.graph",
    "KgError": "kg.errors",
    "Problem": "kg.errors",
    "Table": "kg.store.tables",
    "UsageError": "kg.errors",
    "build": "kg.building.builds",
    "check": "kg.building.builds",
    "import_events": "kg.building.imports",
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


def __dir__() -> list[str]:
    """What there is for others, though it is imported later."""
    return sorted([*__all__, "__version__"])
