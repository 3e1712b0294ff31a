"""What an import has done so far: rows by what became of them, and what is to be told of files and codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.events.linking import Link
from kg.events.registry import Importer


@dataclass(slots=True, kw_only=True)
class Tally:
    """What an import did, in numbers: rows read, rejected, left aside by reason, new, revised; events; links.

    `reasons` counts the rejected rows by reason, `no_term` those left aside by the code that has no term; `notes`
    tells in words of files that were passed over, and of what may have gone wrong.
    """

    importer: Importer
    files: int
    read: int
    rejected: int
    blank: int = 0
    aside: dict[str, int] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    no_term: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    new: int = 0
    revised: int = 0
    events: int = 0
    rows: int = 0
    links: tuple[Link, ...] = ()
    changed: bool = False
