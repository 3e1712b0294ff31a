"""A built graph: what `kg.build` returns and `kg.open` opens.

opened (claims, views by the clocks) ─ face (what can be asked)
"""

from kg.graph.face import Graph

__all__ = ["Graph"]
