"""Measures by name: a graph and a name go in, a table comes out; and the brief, which sums a graph up in words."""

from kg.analysis.measures.brief import Sentence, tabulate_brief, write_brief
from kg.analysis.measures.catalogue import find_measure, list_measures, take_measure
from kg.analysis.measures.inputs import COMMON, GROUPS, Measure

__all__ = [
    "COMMON",
    "GROUPS",
    "Measure",
    "Sentence",
    "find_measure",
    "list_measures",
    "tabulate_brief",
    "take_measure",
    "write_brief",
]
