"""Curated and machine-coded claims side by side: the contacts that both have, and those that one alone has.

contact table, or the projection ── reading ── matching ─┬─ figures
                                                         └─ comparison ── telling ── text, Markdown, JSON, table
"""

from kg.comparing.comparison import Comparison, compare_claims
from kg.comparing.figures import Figures
from kg.comparing.matching import Finding, Match
from kg.comparing.reading import Contact

__all__ = ["Comparison", "Contact", "Figures", "Finding", "Match", "compare_claims"]
