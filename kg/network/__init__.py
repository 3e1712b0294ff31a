"""Store → networkx: the only bridge between the graph and networks.

`project_network` makes a MultiDiGraph; `word_claim` says in a sentence what a claim states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.network.reading import read_content
from kg.network.wording import word_claim

if TYPE_CHECKING:
    from kg.network.projection import LAYERS, LEVELS, Level, project_network

__all__ = ["LAYERS", "LEVELS", "Level", "project_network", "read_content", "word_claim"]


def __getattr__(name: str) -> Any:
    """What needs networkx, imported when it is first used: words of claims come without it."""
    if name in __all__:
        from kg.network import projection

        return getattr(projection, name)
    raise AttributeError(f"module 'kg.network' has no attribute '{name}'")
