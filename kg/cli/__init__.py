"""The command line: a module per stage of the flow, and no logic of its own. `kg.__main__` runs it."""

from __future__ import annotations

from kg.cli import analysing, asking, authoring, checks, exports, importing, notebooks, reporting
from kg.cli.app import app

__all__ = [
    "analysing",
    "app",
    "asking",
    "authoring",
    "checks",
    "exports",
    "importing",
    "notebooks",
    "reporting",
]
