"""Named queries answered from the claims of event data in columns: SPARQL takes seconds for them on a million events.

The rows are those of the `.rq` file of the same name, in its order. Coded claims come from columns, by the SQL in
`queries/claims`; curated ones, whose events can have several accounts, by SPARQL over themselves alone. No curated
claim is about the event of a coded one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.derived.coded import label_of, list_claim_files, open_claims, tell_value
from kg.derived.contact_table import ContactTable
from kg.model.vocabulary import SCHEMES, load_vocabulary
from kg.queries.binding import SCHEME_OF, bind_values, run_bound
from kg.queries.questions import NamedQuery, read_part
from kg.store.columns import create_table
from kg.store.oxigraph import Store
from kg.store.tables import Table, Term

# The queries, with the columns that they are sorted by; what else the order takes is the same within a claim.
ORDERS = {
    "acts": ("date", "act", "claim", "to"),
    "claims": ("date", "statement", "claim"),
    "hosted": ("earliest", "event", "claim"),
    "offers": ("date", "offer", "claim", "to"),
    "roles": ("as", "standing", "who", "date", "claim"),
    "stances": ("holder", "stance", "towards", "claim"),
    "talks": ("earliest", "event", "claim", "who", "whom"),
}
_HOLDERS = "SELECT DISTINCT ?office ?holder { ?tenure akg:ofOffice ?office ; akg:heldBy ?holder }"
_TEXTS = ("content", "date", "guests", "role", "stance", "stands", "topics", "what", "whom_role")
_OWN = ("claim", "event", "statement")  # columns in which hardly any two rows have the same
_CHECK, _RANK = ox.NamedNode(SCHEMES["Check"] + "machine-coded"), ox.NamedNode(SCHEMES["Rank"] + "normal")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_Rows = Sequence[tuple[Term | None, ...]]
_Key = tuple[str, ...]


def can_answer(contacts: ContactTable, name: str) -> bool:
    """Whether a named query is one of these, and the graph has the columns that it takes."""
    return name in ORDERS and bool(list_claim_files(contacts))


def answer_from_claims(contacts: ContactTable, store: Store, query: NamedQuery, values: Mapping[str, Any]) -> Table:
    """The answer to one of `ORDERS`; `store` is the whole graph, or the view that the contact table is of.

    Raises UsageError as `kg.queries.binding.run_query` does.
    """
    bound = bind_values(store, query, values)
    names = [name for name, _ in query.columns]
    curated = run_bound(contacts.curated, query, bound).terms
    text = read_part(f"claims/{query.name}.sql")
    given = _parameters(query, bound, store.base)
    with open_claims(contacts, store) as connection:
        if "holders" in text:
            holders = contacts.curated.rows(_HOLDERS)
            pairs = [
                tuple(row[name].value.removeprefix(store.base) for name in ("office", "holder")) for row in holders
            ]
            create_table(connection, "holders", {"office": "VARCHAR", "holder": "VARCHAR"}, pairs)
        asked = {name: given[name] for name in _PARAMETER.findall(text)}
        found = connection.execute(text, asked)
        told = [column[0] for column in found.description]
        rows = found.fetchall()
    coded, key_of = _terms(store, dict(zip(told, zip(*rows, strict=True), strict=True)) if rows else {}, query)
    own = _curated_key(contacts, query, names)
    return Table(tuple(names), _merge(coded, key_of, [(own(row), row) for row in curated]), store.base)


def _parameters(query: NamedQuery, bound: Mapping[str, Term], base: str) -> dict[str, object]:
    """What the SQL takes: ids for things, names for concepts, and the classes that the query is about."""
    given: dict[str, Any] = {parameter.name: None for parameter in query.parameters}
    types = {parameter.name: parameter.type for parameter in query.parameters}
    for name, term in bound.items():
        scheme = SCHEME_OF.get(types[name])
        given[name] = term.value.removeprefix(SCHEMES[scheme] if scheme else base)
    vocabulary = load_vocabulary()
    if query.name == "acts":
        acts = [name for name in vocabulary.subclasses("Act") if name != "Act"]
        given["kinds"] = [name for name in acts if given["type"] in (None, vocabulary.classes[name].label)]
    elif query.name == "hosted":
        given["kinds"] = list(vocabulary.subclasses("Contact"))
    elif query.name == "claims":
        about = given["about"]
        given["topic"] = bound["about"].value.removeprefix(SCHEMES["Topic"])
        given["part_of"] = about.removeprefix("claim/").partition("#")[0] if "#" in about else None
    return given


def _terms(store: Store, values: Mapping[str, Sequence[Any]], query: NamedQuery) -> tuple[_Rows, Callable[[int], _Key]]:
    """The coded rows as terms, column by column, and what gives the key of each. Terms are shared."""
    if not values:
        return (), lambda number: ()
    number = len(values["claim"])
    made: dict[str, Sequence[Any]] = {"checked": [_CHECK] * number, "rank": [_RANK] * number}
    for name, column in values.items():
        maker = _maker(store, name)
        if name in _OWN:
            made[name] = list(map(maker, column))
            continue
        terms = {value: maker(value) for value in set(column) if value is not None}
        made[name] = [terms.get(value) for value in column]
    if query.name == "claims":
        made["source"], made["published"] = _published(store, made["source"])
    empty = [None] * number
    columns = [made.get(name, empty) for name, _ in query.columns]
    sorting = [made[name] for name in ORDERS[query.name]]
    return list(zip(*columns, strict=True)), lambda row: tuple(_text(column[row]) for column in sorting)


def _maker(store: Store, name: str) -> Callable[[str], Any]:
    """What makes the term of a value of a column."""
    if name in _TEXTS or name == "earliest":
        return ox.Literal
    if name == "act_type":
        return lambda value: ox.Literal(load_vocabulary().classes[value].label)
    if name in ("channel", "type"):
        return lambda value: label_of(store, value)
    start = {"as": SCHEMES["Role"], "standing": SCHEMES["RoleStatus"], "claim": f"{store.base}claim/"}.get(
        name, store.base
    )
    return lambda value: ox.NamedNode(start + value)


def _published(store: Store, sources: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """The sources that tell when they were out, and when that was."""
    out = {source: tell_value(store, source, "date") for source in set(sources) if source is not None}
    dates = {source: ox.Literal(date.value) for source, date in out.items() if date is not None}
    return [source if source in dates else None for source in sources], [dates.get(source) for source in sources]


def _curated_key(contacts: ContactTable, query: NamedQuery, names: Sequence[str]) -> Callable[[Any], _Key]:
    """What gives the key of a curated row: the texts of the columns that the query is sorted by."""
    places = [names.index(name) for name in ORDERS[query.name] if name != "earliest"]
    if "earliest" not in ORDERS[query.name]:
        return lambda row: tuple(_text(row[place]) for place in places)
    rows = contacts.curated.rows(read_part("contacts/days.rq"))
    days = {row["event"]: row["earliest"].value for row in rows if "earliest" in row}
    event = names.index("event")
    return lambda row: (days.get(row[event], ""), *(_text(row[place]) for place in places))


def _merge(
    coded: _Rows, key_of: Callable[[int], _Key], curated: Sequence[tuple[_Key, tuple[Term | None, ...]]]
) -> tuple[tuple[Term | None, ...], ...]:
    """The coded rows with the curated ones, which are few, put where they belong; both are sorted."""
    merged: list[tuple[Term | None, ...]] = []
    start, numbers = 0, range(len(coded))
    for key, row in curated:
        place = bisect_left(numbers, key, start, key=key_of)
        merged += coded[start:place]
        merged.append(row)
        start = place
    merged += coded[start:]
    return tuple(merged)


def _text(term: Term | None) -> str:
    return "" if term is None else term.value
