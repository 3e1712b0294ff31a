"""The projections of a graph, from wherever they come soonest: the contact table, the columns of claims, or triples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx as nx

from kg.network import project_events, project_network

if TYPE_CHECKING:
    from kg.contacts import ContactTable
    from kg.network.reading import Content
    from kg.store import Store


def project_ties(
    store: Store,
    *,
    base: str,
    contacts: ContactTable | None,
    level: str,
    layers: Iterable[str],
    title: str = "",
    content: Content | None = None,
    **filters: Iterable[str],
) -> nx.MultiDiGraph:
    """The network of a graph, as `kg.network.project_network` makes it, which see for `level`, `layers` and `filters`.

    `contacts` is the contact table of a graph with event data; `content` what `kg.coded_content` read of it before. Of
    coded claims the network then tells nothing in words; `kg.network.describe_claims` does.
    """
    layers = tuple(layers)
    if contacts is not None and layers == ("contact",):
        from kg.contact_network import project_contacts

        return project_contacts(contacts, store, level=level, title=title, **filters)
    content = content or _content(store, contacts, base)
    return project_network(store, base=base, level=level, layers=layers, title=title, content=content, **filters)


def project_participation(
    store: Store,
    *,
    base: str,
    contacts: ContactTable | None,
    level: str,
    layers: Iterable[str],
    title: str = "",
    content: Content | None = None,
) -> nx.MultiGraph:
    """Events and those who took part in them, as `kg.network.project_events` makes it; the rest as `project_ties`."""
    content = content or _content(store, contacts, base)
    return project_events(store, base=base, level=level, layers=layers, title=title, content=content)


def _content(store: Store, contacts: ContactTable | None, base: str) -> Content | None:
    if contacts is None:
        return None
    from kg.coded_content import read_all

    return read_all(contacts, store, base=base)
