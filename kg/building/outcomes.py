"""What an import did, and the reports of it: whom actors were matched to, and how many rows could not be used."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kg.events.linking import Link
from kg.events.tally import Tally
from kg.graph import Graph
from kg.store.tables import write_csv

__all__ = ["MOST_ON_PAGE", "Imported", "links_csv"]

MOST_ON_PAGE = 2_000  # claims; the page of more shows the curated ones, and kg show draws a part of the rest


@dataclass(slots=True, kw_only=True)
class Imported(Tally):
    """What an import did, and the graph that came of it."""

    graph: Graph | None = None

    @property
    def on_page(self) -> bool:
        """Whether the page of the graph shows the claims of event data, too."""
        return self.graph is None or self.graph.info.counts.get("claims", 0) <= MOST_ON_PAGE


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
