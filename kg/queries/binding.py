"""Named queries asked: values as typed terms of the parameters, and the answer by SPARQL as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.dates import read_day
from kg.model.vocabulary import AKG, SCHEMES, XSD, load_vocabulary, nearest
from kg.queries.names import find_resource, shown
from kg.queries.questions import NamedQuery, Parameter
from kg.store.oxigraph import Store, reading
from kg.store.tables import Table, Term

# The scheme of the concepts that a parameter of a type takes.
SCHEME_OF = {"role": "Role", "status": "RoleStatus", "topic": "Topic"}


def run_query(store: Store, query: NamedQuery, values: Mapping[str, Any]) -> Table:
    """The answer to a named query.

    `values` maps parameter names to texts (or dates and numbers). Raises UsageError for an unknown parameter or a value
    that is not of its type.
    """
    bound = bind_values(store, query, values)
    return run_bound(store, query, bound)


def bind_values(
    store: Store, query: NamedQuery, values: Mapping[str, Any]
) -> dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]:
    """The typed terms of a query's parameters, defaults included. Raises UsageError as `run_query` does."""
    known = {parameter.name: parameter for parameter in query.parameters}
    bound: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {}
    for name in values:
        if name not in known:
            guess = nearest(name, known)
            listed = f"its parameters are {', '.join(known)}" if known else "it has none"
            hint = f"did you mean '{guess}'?" if guess else listed
            raise UsageError(f"'{query.name}' has no parameter '{name}'; {hint}")
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None and parameter.required:
            raise UsageError(f"'{query.name}' needs `{parameter.name}`: {parameter.help}")
        if value is not None:
            bound[parameter.name] = _bind(store, parameter, str(value))
    return bound


def run_bound(store: Store, query: NamedQuery, bound: Mapping[str, Term]) -> Table:
    """The answer to a named query by SPARQL, with the terms that `bind_values` gives."""
    solutions = store.query(query.text_for(bound), bound=bound)
    if not isinstance(solutions, ox.QuerySolutions):
        raise UsageError(f"'{query.name}' is not a SELECT query")
    columns = tuple(column.name for column in query.columns)
    count, given = len(columns), tuple(variable.value for variable in solutions.variables)
    with reading():
        if given[:count] == columns:  # as every query is written; by number, as a name takes longer to look up
            return Table(columns, tuple([tuple(row)[:count] for row in solutions]), store.base)
        return Table(columns, tuple(tuple(row[name] for name in columns) for row in solutions), store.base)


def _bind(store: Store, parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    if parameter.type in _LITERALS:
        read, datatype, form = _LITERALS[parameter.type]
        try:
            return ox.Literal(read(value), datatype=ox.NamedNode(XSD + datatype))
        except ValueError:
            raise UsageError(f"`{parameter.name}` takes {form}, not '{shown(value)}'") from None
    if parameter.type == "type of act":
        classes = load_vocabulary().classes
        chosen = _choose(parameter, value)
        return ox.NamedNode(AKG + next(name for name in classes if classes[name].label == chosen))
    if parameter.type in _CHOICES:
        return ox.Literal(_choose(parameter, value))
    scheme = SCHEME_OF.get(parameter.type)
    if scheme is not None:
        known = load_vocabulary().concepts[scheme]
        if value in known:
            return ox.NamedNode(SCHEMES[scheme] + value)
        if scheme != "Topic":
            guess = nearest(value, known)
            hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(known)}"
            raise UsageError(f"`{parameter.name}`: '{shown(value)}' is no {parameter.type}; {hint}")
    return find_resource(store, value, option=parameter.name, type=parameter.type)


def _choose(parameter: Parameter, value: str) -> str:
    choices = _CHOICES[parameter.type]()
    if value in choices:
        return value
    guess = nearest(value, choices)
    hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(choices)}"
    raise UsageError(f"`{parameter.name}`: '{shown(value)}' is no {parameter.type}; {hint}")


def _act_types() -> list[str]:
    vocabulary = load_vocabulary()
    return sorted(vocabulary.classes[name].label for name in vocabulary.subclasses("Act") if name != "Act")


def _day(value: str) -> str:
    return read_day(value).isoformat()


def _whole(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(value)
    return str(int(value))


_LITERALS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "date": (_day, "date", "a day such as 2022-04-26"),
    "number": (_whole, "integer", "a whole number"),
}
_CHOICES: dict[str, Callable[[], list[str]]] = {
    "type of act": _act_types,
    "state of an offer": lambda: ["open", "answered"],
    "kind of conflict": lambda: ["date", "place", "participants", "role", "membership", "readout", "denied"],
}
