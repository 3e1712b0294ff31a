"""The network of a graph, from wherever it comes soonest: the contact table, the columns of claims, or triples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx as nx

from kg.derived.coded import read_all
from kg.network import project_network

if TYPE_CHECKING:
    from kg.claims.content import Content
    from kg.derived.contact_table import ContactTable
    from kg.store.oxigraph import Store


def project_ties(
    store: Store,
    *,
    contacts: ContactTable | None,
    level: str,
    layers: Iterable[str],
    title: str = "",
    content: Content | None = None,
    **filters: Iterable[str],
) -> nx.MultiDiGraph:
    """The network of a graph, as `kg.network.project_network` makes it, which see for `level`, `layers` and `filters`.

    `contacts` is the contact table of a graph with event data; `content` what `kg.derived.coded` read of it before. Of
    coded claims the network then tells nothing in words; `kg.network.describe_claims` does.
    """
    layers = tuple(layers)
    if contacts is not None and layers == ("contact",):
        from kg.network.contact_network import project_contacts

        return project_contacts(contacts, level=level, title=title, **filters)
    content = content or read_all(contacts, store)
    return project_network(store, level=level, layers=layers, title=title, content=content, **filters)
