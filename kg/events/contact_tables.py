"""The contact table of a graph with event data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.claims.clocks import Clocks
from kg.claims.contacts import ContactTable
from kg.disk.graph_info import GraphInfo
from kg.disk.manifest import CONTACTS, DUMP
from kg.store.columns import has_duckdb
from kg.store.oxigraph import Store


def find_contact_table(folder: Path, info: GraphInfo, *, clocks: Clocks | None = None) -> ContactTable | None:
    """The contact table of a graph folder, by clocks; None where it has no event data, or DuckDB is not installed."""
    path = folder / CONTACTS
    if not info.events or not path.is_file() or not has_duckdb():
        return None
    return ContactTable(path, folder / DUMP, base=info.base, project=_project_contacts, clocks=clocks)


def _project_contacts(store: Store) -> list[tuple[Any, ...]]:
    """The contacts of a store as rows of the table; it takes networkx, which not all who read the table need."""
    from kg.network.contact_rows import contact_rows

    return contact_rows(store)
