"""Curated and machine-coded claims side by side: the contacts that both have, and those that one alone has.

contact table, or the projection ── reading ── matching ─┬─ figures
                                                         └─ comparison ── telling ── text, Markdown, JSON, table
"""

from kg.reports.comparison.comparing import Comparison, compare_claims
from kg.reports.comparison.matching import Finding, Match
from kg.reports.comparison.overlap import Figures
from kg.reports.comparison.sides import Contact

__all__ = ["Comparison", "Contact", "Figures", "Finding", "Match", "compare_claims"]
