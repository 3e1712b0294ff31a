"""Named queries answered from the contact table, as SPARQL takes minutes for them on a million events.

The rows are those of the `.rq` file of the same name. Coded claims come from columns, by the SQL in `queries/contacts`;
curated ones, whose events can have several accounts, by SPARQL over themselves alone. The clocks are the table's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg.derived.contact_table import ContactTable
from kg.model.vocabulary import AKG, XSD
from kg.queries.binding import bind_values
from kg.queries.questions import NamedQuery, read_part
from kg.store.columns import Connection, create_table
from kg.store.oxigraph import Store
from kg.store.tables import Table, Term

NAMES = ("bridges", "shuttles")
_PARTIES = "SELECT DISTINCT ?about ?one ?party { ?one akg:party ?party ; akg:sideOf ?about }"
_HOLDERS = "SELECT DISTINCT ?office ?holder { ?tenure akg:ofOffice ?office ; akg:heldBy ?holder }"


def answer_from_contacts(contacts: ContactTable, store: Store, query: NamedQuery, values: Mapping[str, Any]) -> Table:
    """The answer to one of `NAMES`; `store` is the whole graph, or the view that the contact table is of.

    Raises UsageError as `kg.queries.binding.run_query` does.
    """
    bound = bind_values(store, query, values)
    columns = tuple(name for name, _ in query.columns)
    given = {name: _plain(bound.get(name), store.base) for name in (p.name for p in query.parameters)}
    with contacts.open_tables() as connection:
        _set_encounters(connection, contacts.curated, store)
        rows = connection.execute(read_part(f"contacts/{query.name}.sql"), given).fetchall()
    make: dict[str, Callable[[Any], Term]] = {
        **dict.fromkeys(("first_day", "second_day", "last", "other_last"), _day),
        **dict.fromkeys(("side", "other_side", "from_side", "to_side"), _end),
        "gap": _number,
    }
    makers = [make.get(name) for name in columns]
    terms = (
        tuple(
            None if value is None else maker(value) if maker else ox.NamedNode(store.base + value)
            for maker, value in zip(makers, row, strict=True)
        )
        for row in rows
    )
    return Table(columns, tuple(terms), store.base)


def _set_encounters(connection: Connection, curated: Store, store: Store) -> None:
    """Make the table `encounters`: the sides of conflicts are few, and go as tables."""

    def ids(found: Store, text: str, *names: str) -> list[tuple[str | None, ...]]:
        return [tuple(_plain(row.get(name), store.base) for name in names) for row in found.rows(text)]

    parties = ids(curated, _PARTIES, "about", "one", "party")
    belongs = ox.NamedNode(AKG + "belongsTo")
    members = {
        (party, quad.subject.value.removeprefix(store.base))
        for party in sorted({str(row[2]) for row in parties})
        for quad in store.match(None, belongs, ox.NamedNode(store.base + party))
        if isinstance(quad.subject, ox.NamedNode)
    }
    encounters = ids(curated, read_part("contacts/encounters.rq"), "about", "one", "third_party", "for", "event")
    days = []
    for row in curated.rows(read_part("contacts/days.rq")):
        span = row["span"].value[1:] if "span" in row else None
        last = row["last"].value if "last" in row else None
        days.append((_plain(row["event"], store.base), last, span and span[:10], span and span[10:]))
    for name, columns, rows in (
        ("parties", ("about", "side", "party"), parties),
        ("members", ("party", "member"), sorted(members)),
        ("holders", ("office", "holder"), ids(curated, _HOLDERS, "office", "holder")),
        ("curated_encounters", ("about", "side", "third_party", "behalf", "event"), encounters),
    ):
        create_table(connection, name, dict.fromkeys(columns, "VARCHAR"), list(rows))
    dated = {"event": "VARCHAR", "last": "DATE", "first_day": "DATE", "first_end": "DATE"}
    create_table(connection, "days", dated, days)
    connection.execute(read_part("contacts/encounters.sql"))


def _plain(term: Term | None, base: str) -> Any:
    """What stands for a term in the tables: an id, or a number."""
    if isinstance(term, ox.Literal):
        return int(term.value)
    return None if term is None else str(term.value).removeprefix(base)


def _day(value: date) -> Term:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _number(value: int) -> Term:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _end(value: str) -> Term:
    """The last part of an id, as the queries show a side."""
    return ox.Literal(value.rpartition("/")[2])
