"""The command line: a module per stage of the flow, and no logic of its own."""

from __future__ import annotations

import sys

from kg.cli import analysing, asking, authoring, checks, exports, importing, notebooks, reporting
from kg.cli.app import app
from kg.limits.boundary import run

__all__ = [
    "analysing",
    "app",
    "asking",
    "authoring",
    "checks",
    "exports",
    "importing",
    "main",
    "notebooks",
    "reporting",
]


def main() -> None:
    """Run the command line within the boundary, and exit with its code. As a process `kg.__main__` is faster there."""
    sys.exit(run(app))
