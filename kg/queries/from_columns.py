"""Which named queries the columns of event data answer, where a graph has them: the one way to ask both kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.derived.contact_table import ContactTable
from kg.queries.from_claims import answer_from_claims, can_answer
from kg.queries.from_contacts import NAMES, answer_from_contacts
from kg.queries.questions import find_query
from kg.store.oxigraph import Store
from kg.store.tables import Table


def answer_from_columns(contacts: ContactTable, store: Store, name: str, values: Mapping[str, Any]) -> Table | None:
    """The answer to a named query by the clocks of the contact table, or None where SPARQL has to give it.

    `store` is the whole graph, or the view that the table is of; names are those that it knows. Raises UsageError as
    `kg.queries.binding.run_query` does, and for an unknown query.
    """
    query = find_query(name)
    if name in NAMES:
        return answer_from_contacts(contacts, store, query, values)
    if can_answer(contacts, name):
        return answer_from_claims(contacts, store, query, values)
    return None
