"""Named queries answered from the contact table, as SPARQL takes minutes for them on a million events.

The rows are those of the `.rq` file of the same name. Coded claims come from columns, by the SQL in `queries/contacts`;
curated ones, whose events can have several accounts, by SPARQL over themselves alone. The clocks are the table's.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import pyoxigraph as ox

from kg.columns import create_table
from kg.contacts import ContactTable
from kg.queries import NamedQuery, bind_values, run_bound
from kg.store import Store
from kg.tables import Table, Term
from kg.vocabulary import AKG, XSD

NAMES = ("bridges", "shuttles", "talks")
_PARTIES = "SELECT DISTINCT ?about ?one ?party { ?one akg:party ?party ; akg:sideOf ?about }"
_HOLDERS = "SELECT DISTINCT ?office ?holder { ?tenure akg:ofOffice ?office ; akg:heldBy ?holder }"


def answer_from_contacts(
    contacts: ContactTable, store: Store, query: NamedQuery, values: Mapping[str, Any], *, base: str
) -> Table:
    """The answer to one of `NAMES`; `store` is the whole graph, or the view that the contact table is of.

    Raises UsageError as `kg.queries.run_query` does.
    """
    bound = bind_values(store, query, values, base=base)
    columns = tuple(name for name, _ in query.columns)
    if query.name == "talks":
        return Table(columns, _talks(contacts, store, query, bound, base), base)
    given = {name: _plain(bound.get(name), base) for name in (p.name for p in query.parameters)}
    with contacts.open_tables() as connection:
        _set_encounters(connection, contacts.curated, store, base)
        rows = connection.execute(_read(f"{query.name}.sql"), given).fetchall()
    make = {"first_day": _day, "second_day": _day, "last": _day, "other_last": _day, "gap": _number} | dict.fromkeys(
        ("side", "other_side", "from_side", "to_side"), _end
    )
    makers = [make.get(name) for name in columns]
    terms = (
        tuple(
            None if value is None else maker(value) if maker else ox.NamedNode(base + value)
            for maker, value in zip(makers, row, strict=True)
        )
        for row in rows
    )
    return Table(columns, tuple(terms), base)


def _set_encounters(connection: Any, curated: Store, store: Store, base: str) -> None:
    """Make the table `encounters`: the sides of conflicts are few, and go as tables."""

    def ids(found: Store, text: str, *names: str) -> list[tuple[str | None, ...]]:
        return [tuple(_plain(row.get(name), base) for name in names) for row in found.rows(text)]

    parties = ids(curated, _PARTIES, "about", "one", "party")
    belongs = ox.NamedNode(AKG + "belongsTo")
    members = {
        (party, quad.subject.value.removeprefix(base))
        for party in sorted({str(row[2]) for row in parties})
        for quad in store.match(None, belongs, ox.NamedNode(base + party))
        if isinstance(quad.subject, ox.NamedNode)
    }
    encounters = ids(curated, _read("encounters.rq"), "about", "one", "third_party", "for", "event")
    days = []
    for row in curated.rows(_read("days.rq")):
        span = row["span"].value[1:] if "span" in row else None
        last = row["last"].value if "last" in row else None
        days.append((_plain(row["event"], base), last, span and span[:10], span and span[10:]))
    for name, columns, rows in (
        ("parties", ("about", "side", "party"), parties),
        ("members", ("party", "member"), sorted(members)),
        ("holders", ("office", "holder"), ids(curated, _HOLDERS, "office", "holder")),
        ("curated_encounters", ("about", "side", "third_party", "behalf", "event"), encounters),
    ):
        create_table(connection, name, dict.fromkeys(columns, "VARCHAR"), list(rows))
    dated = {"event": "VARCHAR", "last": "DATE", "first_day": "DATE", "first_end": "DATE"}
    create_table(connection, "days", dated, days)
    connection.execute(_read("encounters.sql"))


def _talks(
    contacts: ContactTable, store: Store, query: NamedQuery, bound: Mapping[str, Term], base: str
) -> tuple[tuple[Term | None, ...], ...]:
    curated = contacts.curated
    days = {row["event"].value: row["earliest"].value for row in curated.rows(_read("days.rq")) if "earliest" in row}
    index = {name: number for number, (name, _) in enumerate(query.columns)}
    order = [index[name] for name in ("event", "claim", "who", "whom")]
    found: list[tuple[tuple[str, ...], tuple[Term | None, ...]]] = []
    for row in run_bound(curated, query, bound, base=base).terms:
        ids = [_value(row[number]) for number in order]
        found.append(((days.get(ids[0], ""), *ids), row))
    with contacts.open_tables() as connection:
        rows = connection.execute(_read("talks.sql"), {"actor": _plain(bound.get("actor"), base)}).fetchall()
    node = functools.cache(lambda name: ox.NamedNode(base + name))
    text = functools.cache(ox.Literal)
    channel = functools.cache(lambda name: _label(store, name))
    tellers: dict[str, tuple[Term | None, Term | None]] = {}
    for day, kind, who, role, who_for, whom, whom_role, whom_for, event, source, claim, earliest in rows:
        if source not in tellers:
            tellers[source] = _teller(store, ox.NamedNode(f"{base}claim/{claim}"))
        row = (
            text(day) if day else None, channel(kind), node(who), text(role), node(who_for) if who_for else None,
            node(whom), text(whom_role), node(whom_for) if whom_for else None, node(event), tellers[source][0],
            tellers[source][1], ox.NamedNode(f"{base}claim/{claim}"),
        )  # fmt: skip
        key = (earliest or "", base + event, f"{base}claim/{claim}", base + who, base + whom)
        found.append((key, row))
    found.sort(key=lambda pair: pair[0])
    return tuple(row for _, row in found)


def _teller(store: Store, claim: ox.NamedNode) -> tuple[Term | None, Term | None]:
    """According to whom the coded claims of a source are, and how they were checked: the same for all of them."""
    found: list[Any] = []
    for name in ("accordingTo", "check"):
        found.append(next((quad.object for quad in store.match(claim, ox.NamedNode(AKG + name))), None))
    return found[0], found[1]


def _label(store: Store, name: str) -> Term | None:
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    terms = (quad.object for quad in store.match(ox.NamedNode(AKG + name), label))
    return next((term for term in terms if isinstance(term, ox.Literal)), None)


@functools.cache
def _read(name: str) -> str:
    return (resources.files("kg.queries") / "contacts" / name).read_text(encoding="utf-8")


def _plain(term: Any, base: str) -> Any:
    """What stands for a term in the tables: an id, or a number."""
    if isinstance(term, ox.Literal):
        return int(term.value)
    return None if term is None else str(term.value).removeprefix(base)


def _value(term: Any) -> str:
    return getattr(term, "value", "")


def _day(value: Any) -> Term:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _number(value: int) -> Term:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _end(value: str) -> Term:
    """The last part of an id, as the queries show a side."""
    return ox.Literal(value.rpartition("/")[2])
