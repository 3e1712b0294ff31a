"""Store → networkx: the only bridge between the graph and networks.

`project_network` makes a MultiDiGraph that keeps every relation, `collapse_network` one tie per pair with a weight,
`cut_window` and `split_windows` parts of it in time; `project_events` a two-mode network of events and actors,
`project_shared` who shares events. `word_claim` says in a sentence what a claim states.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.claims.content import read_content
from kg.claims.wording import word_claim
from kg.network.levels import LEVELS, Level
from kg.network.ties import LAYERS

if TYPE_CHECKING:
    from kg.network.collapse import WEIGHTS, collapse_network
    from kg.network.projection import describe_claims, project_levels, project_network
    from kg.network.timing import WINDOWS, Snapshot, cut_window, date_events, list_windows, split_windows
    from kg.network.two_mode import project_events, project_shared

__all__ = [
    "LAYERS",
    "LEVELS",
    "WEIGHTS",
    "WINDOWS",
    "Level",
    "Snapshot",
    "collapse_network",
    "cut_window",
    "date_events",
    "describe_claims",
    "list_windows",
    "project_events",
    "project_levels",
    "project_network",
    "project_shared",
    "read_content",
    "split_windows",
    "word_claim",
]
_LATER = {
    "collapse": ("WEIGHTS", "collapse_network"),
    "projection": ("describe_claims", "project_levels", "project_network"),
    "timing": ("WINDOWS", "Snapshot", "cut_window", "date_events", "list_windows", "split_windows"),
    "two_mode": ("project_events", "project_shared"),
}


def __getattr__(name: str) -> Any:
    """What needs networkx, imported when it is first used: words of claims come without it."""
    for module, names in _LATER.items():
        if name in names:
            return getattr(import_module(f"kg.network.{module}"), name)
    raise AttributeError(f"module 'kg.network' has no attribute '{name}'")
