"""The command line: a module per stage of the flow, and no logic of its own."""

from __future__ import annotations

import sys

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
from kg.cli.app import app, silence_stdout

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
    "main",
    "notebooks",
    "offers",
    "output",
]


def main() -> None:
    """Run the command line. A closed pipe ends it quietly, Ctrl-C with exit code 130."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        silence_stdout()
        sys.exit(0)
    except KeyboardInterrupt:
        print("kg: stopped", file=sys.stderr)
        sys.exit(130)
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            silence_stdout()
