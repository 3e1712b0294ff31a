"""Folders that a command replaces whole: what somebody else put into them is carried over, whatever happens."""

from __future__ import annotations

from kg.folders.graphs import carry_corrections, graph_folder, is_own_in_graph, read_steadily, tidy_graph
from kg.folders.refusing import refuse_inside, refuse_other
from kg.folders.replacing import folder_beside
from kg.folders.working import Work, find_work, hold

__all__ = [
    "Work",
    "carry_corrections",
    "find_work",
    "folder_beside",
    "graph_folder",
    "hold",
    "is_own_in_graph",
    "read_steadily",
    "refuse_inside",
    "refuse_other",
    "tidy_graph",
]
