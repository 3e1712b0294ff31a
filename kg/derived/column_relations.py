"""The relations of a graph with event data as its columns tell them, by the clocks, each made when a query takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kg.claims.things import Thing, read_things
from kg.derived.base_tables import actor_row, claim_tables
from kg.derived.coded import open_claims
from kg.derived.coded_relations import make_table
from kg.derived.contact_table import COLUMNS, ContactTable
from kg.derived.rules import Rule, derive, kinds_of, list_rules
from kg.store.columns import Connection, create_table

# A coded claim is an event of its own, so that its day is that of the event: what the rule would find, sooner.
_CODED_DAYS = """
SELECT claim AS event, date, earliest, latest, latest AS rival_latest, earliest - DATE '1970-01-01' AS first_number,
  latest - DATE '1970-01-01' AS last_number, false AS doubt, false AS lasting
FROM told WHERE date IS NOT NULL"""


@contextmanager
def open_relations_of(contacts: ContactTable, names: Iterable[str]) -> Iterator[Connection]:
    """A connection with some relations of the claims that pass the clocks of a contact table.

    Raises KgError where the files are not as kg wrote them.
    """
    content = contacts.content
    tables = claim_tables(content)
    with open_claims(contacts) as connection:
        connection.execute("CREATE TEMP VIEW told AS FROM coded_claims; CREATE TEMP VIEW seats AS FROM coded_parts")

        def make(name: str, rule: Rule | None) -> None:
            if name == "contacts":
                columns = ", ".join(column for column in COLUMNS if column != "imported")
                both = " UNION ALL ".join(f"SELECT {columns} FROM {part}_contacts" for part in ("coded", "curated"))
                connection.execute(f"CREATE TEMP VIEW contacts AS {both}")
            elif name == "days":
                days = contacts.relations.rows("days")
                create_table(connection, "curated_days", kinds_of(list_rules()["days"].columns), days)
                connection.execute(f"CREATE TEMP VIEW days AS FROM curated_days UNION ALL BY NAME ({_CODED_DAYS})")
            elif name == "disputes":  # coded claims are events of their own: none contradicts another
                rows = contacts.relations.rows("disputes")
                create_table(connection, "disputes", kinds_of(list_rules()["disputes"].columns), rows)
            elif name == "actors":
                parties = {party for _, _, party in tables["parties"]}
                rows = list(_below(contacts, parties, connection))
                make_table(connection, name, rows, content.vocabulary)
            elif rule is None:
                make_table(connection, name, tables[name], content.vocabulary)
            else:
                connection.execute(f"CREATE TEMP VIEW {name} AS {rule.select}")

        made = set[str]()
        for name in names:
            derive(name, made, make, at_hand=("contacts", "days", "disputes"))
        yield connection


def _below(contacts: ContactTable, parties: set[str], connection: Connection) -> Iterator[tuple[Any, ...]]:
    """The actors that can stand for a party of a conflict: curated ones, and those that belong to it or act for it."""
    content = contacts.content
    curated = {row[0]: row for row in claim_tables(content)["actors"]}
    yield from curated.values()
    if not parties:
        return
    acting: dict[str, list[str]] = {}
    for actor, behalf in connection.execute(
        "SELECT DISTINCT actor, behalf FROM coded_parts WHERE behalf IS NOT NULL ORDER BY ALL"
    ).fetchall():
        acting.setdefault(behalf, []).append(actor)
    things = read_things(contacts.register)
    below: dict[str, list[str]] = {}
    for name, thing in things.items():
        if "belongsTo" in thing.values:
            below.setdefault(thing.values["belongsTo"], []).append(name)
    seen, waiting = {*curated}, sorted(curated)
    while waiting:
        above = waiting.pop()
        for name in (*below.get(above, ()), *acting.get(above, ())):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
                thing = things.get(name) or Thing(name)
                yield actor_row(name, thing.type, thing.values.get("belongsTo"), content.vocabulary)
