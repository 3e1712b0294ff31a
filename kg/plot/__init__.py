"""Pictures for print: contacts along time, who talks to whom, roles over time. They need `actor-kg[plot]`."""

from kg.plot.figure import save_figure
from kg.plot.matrix import plot_matrix
from kg.plot.roles import plot_roles
from kg.plot.timeline import plot_timeline

__all__ = ["plot_matrix", "plot_roles", "plot_timeline", "save_figure"]
