"""Store → networkx: the only bridge between the graph and networks.

`project_network` makes a MultiDiGraph; `word_claim` says in a sentence what a claim states.
"""

from kg.network.projection import LAYERS, LEVELS, Level, project_network
from kg.network.reading import read_content
from kg.network.wording import word_claim

__all__ = ["LAYERS", "LEVELS", "Level", "project_network", "read_content", "word_claim"]
