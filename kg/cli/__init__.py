"""The command line: a module per stage of the flow, and no logic of its own. `kg.__main__` runs it."""

from __future__ import annotations

from kg.cli import (
    about,
    analysing,
    asking,
    comparing,
    conflicts,
    curating,
    diff,
    facts,
    importing,
    notebooks,
    offers,
    output,
)
from kg.cli.app import app

__all__ = [
    "about",
    "analysing",
    "app",
    "asking",
    "comparing",
    "conflicts",
    "curating",
    "diff",
    "facts",
    "importing",
    "notebooks",
    "offers",
    "output",
]
