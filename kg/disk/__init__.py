"""Folders that a command replaces whole: what somebody else put into them is carried over, whatever happens."""

from __future__ import annotations

from kg.disk.graph_folders import (
    carry_corrections,
    graph_folder,
    own_in_graph,
    read_steadily,
    refuse_taken,
    refuse_taken_file,
    tidy_graph,
)
from kg.disk.refusals import refuse_inside, refuse_other
from kg.disk.replacing import folder_beside
from kg.disk.work_folders import Work, find_work, hold

__all__ = [
    "Work",
    "carry_corrections",
    "find_work",
    "folder_beside",
    "graph_folder",
    "hold",
    "own_in_graph",
    "read_steadily",
    "refuse_inside",
    "refuse_other",
    "refuse_taken",
    "refuse_taken_file",
    "tidy_graph",
]
