"""The contact table → networkx: the projection of contacts, with coded claims by the million."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

from kg.derived.contact_table import ContactTable, ends_of
from kg.network.projection import Projection
from kg.network.selection import Selection
from kg.store.columns import quote

_COLUMNS = (
    "claim", "a", "b", "channel", "a_role", "b_role", "status", "a_for", "b_for", "date", "earliest", "latest",
    "at_the_table", "talk", "uncertain", "source", "event", "event_status",
)  # fmt: skip


def project_contacts(
    table: ContactTable,
    *,
    level: str = "person",
    channels: Iterable[str] = (),
    roles: Iterable[str] = (),
    statuses: Iterable[str] = (),
    sources: Iterable[str] = (),
    title: str = "",
) -> nx.MultiDiGraph:
    """The contacts of a graph as a network, as `kg.network.project_network` with the layer "contact" makes it.

    Curated claims come from their triples, coded ones from the contact table. Coded edges have no content, topics and
    count, and the graph tells in words only what curated claims say. Raises UsageError for an unknown level, channel,
    role, status or source.
    """
    u, v = ends_of(level)
    content = table.content_with_names
    given = {"channels": channels, "roles": roles, "statuses": statuses, "sources": sources}
    selection = Selection.read(content, layers=("contact",), **given)
    labels = {name: term.label for name, term in content.vocabulary.classes.items()}
    with table.open_tables() as connection:
        projection = Projection(content, table.relations_with_names, level, selection)
        projection.add_claims()
        rows = connection.execute(
            f"SELECT {', '.join(_COLUMNS)}, {u} AS u, {v} AS v FROM coded_contacts"
            f" WHERE {u} <> {v} AND {_chosen(selection)}"
        )
        while some := rows.fetchmany(20_000):
            for row in some:
                _add_edge(projection.edges, row, labels)
    return projection.finish(title)


def _add_edge(edges: dict[tuple[str, str, str], dict[str, Any]], row: tuple[Any, ...], labels: dict[str, str]) -> None:
    (claim, a, b, channel, a_role, b_role, status, a_for, b_for, date, earliest, latest, sits, talk, uncertain, source,
     event, event_status, u, v) = row  # fmt: skip
    edges[u, v, f"{claim}#{a}/{b}"] = {
        "layer": "contact", "kind": labels.get(channel, channel), "event": event, "roles": (a_role, b_role),
        "status": status, "on_behalf_of": (a_for, b_for), "date": date or "",
        "earliest": earliest and earliest.isoformat(), "latest": latest and latest.isoformat(), "uncertain": uncertain,
        "lasting": False,
        "at_the_table": sits, "talk": talk, "standing": "", "sure": True, "claim": claim, "coded": True,
        "source": source or "", "directed": False, "event_status": event_status, "content": "", "topics": [],
        "count": None,
    }  # fmt: skip


def _chosen(selection: Selection) -> str:
    """The selection as a condition in SQL; its values are terms that are known."""

    def among(names: Iterable[str]) -> str:
        return "(" + ", ".join(quote(name) for name in sorted(names)) + ")"

    parts = ["true"]
    if selection.channels:
        parts.append(f"channel IN {among(selection.channels)}")
    if selection.roles:
        parts.append(f"(a_role IN {among(selection.roles)} OR b_role IN {among(selection.roles)})")
    if selection.statuses:
        parts.append(f"status IN {among(selection.statuses)}")
    if selection.sources:
        parts.append(f"source IN {among(selection.sources)}")
    return " AND ".join(parts)
