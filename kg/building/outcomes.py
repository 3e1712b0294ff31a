"""What an import did, and the reports of it: whom actors were matched to, and how many rows could not be used."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kg.events.linking import Link
from kg.events.registry import Importer
from kg.graph import Graph
from kg.store.tables import write_csv

MOST_ON_PAGE = 2_000  # claims; the page of more shows the curated ones, and kg show draws a part of the rest


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did: rows read, rejected, left aside by reason, new, revised; events; links; the graph.

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
    graph: Graph | None = None

    @property
    def on_page(self) -> bool:
        """Whether the page of the graph shows the claims of event data, too."""
        counts = self.graph.manifest.get("counts", {}) if self.graph else {}
        return int(counts.get("claims", 0)) <= MOST_ON_PAGE


def links_csv(links: Iterable[Link]) -> str:
    """The links of actors as CSV: how each is written, whom it stands for, how it was matched, how surely (0 to 1)."""
    columns = (
        "name", "code", "country", "sectors", "rows", "first", "last", "actor", "label", "type", "state", "how",
        "surely", "since", "until", "others",
    )  # fmt: skip
    out = io.StringIO(newline="")
    write_csv(
        out, columns,
        (
            (
                link.foreign.name, link.foreign.code, link.foreign.country, "; ".join(link.foreign.sectors),
                link.foreign.rows, link.foreign.first, link.foreign.last, link.actor, link.label, link.type, link.state,
                link.how,
                link.surely, link.since, link.until if link.until != date.max else "", "; ".join(link.others),
            )
            for link in links
        ),
    )  # fmt: skip
    return out.getvalue()
