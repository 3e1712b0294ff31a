"""Named queries answered from the columns of event data, as SPARQL takes seconds for them on a million events.

Such a query is one over relations: its text is translated, see `kg.queries.translating`, so that the rows are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.derived.coded import label_of, list_claim_files, open_claims
from kg.derived.column_relations import open_relations_of
from kg.derived.contact_table import ContactTable
from kg.derived.terms import CODED, Codec
from kg.model.vocabulary import AKG, EDTF, SCHEMES, XSD, load_vocabulary
from kg.queries.binding import bind_values, run_bound
from kg.queries.questions import NamedQuery, find_query
from kg.queries.translating import NotTranslatedError, translate
from kg.store.columns import create_table
from kg.store.oxigraph import Store
from kg.store.tables import Table, Term

_CLAIM_BY_CLAIM = ("claims",)
_SPACES = {"class": AKG, "role": SCHEMES["Role"], "status": SCHEMES["RoleStatus"], "check": SCHEMES["Check"]}
_KINDS = {"date": EDTF, "day": XSD + "date", "number": XSD + "integer"}


def answer_from_columns(contacts: ContactTable, name: str, values: Mapping[str, Any]) -> Table | None:
    """The answer to a named query by the clocks of the contact table, or None where SPARQL has to give it.

    Names are those of the whole graph. Raises UsageError as `kg.queries.binding.run_query` does, and for an unknown
    query.
    """
    query, store = find_query(name), contacts.register
    if not list_claim_files(contacts):
        return None
    bound = bind_values(store, query, values)
    try:
        translation = translate(query.text_for(bound))
    except NotTranslatedError:
        return _answer_claim_by_claim(contacts, query, bound) if name in _CLAIM_BY_CLAIM else None
    curated = not CODED.intersection(translation.relations)
    if curated and not contacts.clocks.set:
        return None  # the store has few of them, and no columns are opened
    given = {name: _plain(term, store.base) for name, term in bound.items() if f"${name}" in translation.sql}
    if curated:
        rows = contacts.relations.ask(translation.sql, given, relations=translation.relations)
    else:
        with open_relations_of(contacts, translation.relations) as connection:
            rows = connection.execute(translation.sql, given).fetchall()
    columns = tuple(column.name for column in query.columns)
    told = dict(zip(translation.columns, zip(*rows, strict=True) if rows else (), strict=bool(rows)))
    made = [
        _terms(store, translation.columns[name].codec, told.get(name, ())) if name in told else [None] * len(rows)
        for name in columns
    ]
    return Table(columns, tuple(zip(*made, strict=True)), store.base)


def _answer_claim_by_claim(contacts: ContactTable, query: NamedQuery, bound: Mapping[str, Term]) -> Table | None:
    """The rows of claims that pass the clocks, among those of the whole graph: each rests on one claim alone."""
    if not contacts.clocks.set:
        return None
    store = contacts.register
    found = run_bound(store, query, bound)
    claim, caveat = found.columns.index("claim"), found.columns.index("caveat")
    start = f"{store.base}claim/"
    names = [getattr(row[claim], "value", "").removeprefix(start) for row in found.terms]
    with open_claims(contacts) as connection:
        create_table(connection, "told", {"claim": "VARCHAR"}, [(name,) for name in sorted(set(names))])
        coded = connection.execute("SELECT claim FROM coded_claims SEMI JOIN told USING (claim)").fetchall()
    passing = {name for (name,) in coded} | contacts.content.claims.keys()
    rows = []
    for name, row in zip(names, found.terms, strict=True):
        if name in passing:
            words, _ = contacts.relations.standing(name)
            rows.append((*row[:caveat], ox.Literal(words) if words else None, *row[caveat + 1 :]))
    return Table(found.columns, tuple(rows), store.base)


def _plain(term: Term, base: str) -> object:
    """What stands for a term in columns: the id of a thing, the name of a class or concept, a number, a text."""
    if isinstance(term, ox.Literal):
        return int(term.value) if term.datatype.value == _KINDS["number"] else term.value
    for start in (base, AKG, *SCHEMES.values()):
        if term.value.startswith(start):
            return term.value.removeprefix(start)
    return str(term.value)


def _terms(store: Store, codec: Codec, values: Sequence[Any]) -> list[Term | None]:
    """The values of a column as terms, which equal ones share."""
    maker = _maker(store, codec)
    terms = {value: maker(value) for value in set(values) if value is not None}
    return [terms.get(value) for value in values]


def _maker(store: Store, codec: Codec) -> Callable[[Any], Term | None]:
    if codec == "label":
        return lambda value: label_of(store, value)
    if codec in _KINDS:
        kind = ox.NamedNode(_KINDS[codec])
        return lambda value: ox.Literal(str(value), datatype=kind)
    if codec == "text":
        return ox.Literal
    if codec == "truth":
        return lambda value: ox.Literal(bool(value))
    if codec == "topics":
        topics = load_vocabulary().concepts["Topic"]
        return lambda value: ox.NamedNode((SCHEMES["Topic"] if value in topics else store.base) + value)
    start = f"{store.base}claim/" if codec == "claim" else _SPACES.get(codec, store.base)
    return lambda value: ox.NamedNode(start + value)
