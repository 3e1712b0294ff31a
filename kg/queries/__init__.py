"""Named queries: one `.rq` file is a question, its parameters with their types, and the columns of its answer.

The head of a file is comments:

    # Question: Who held an office?
    # Parameters:
    #   office (office): only this office
    #   on (date): only who held it on that day
    # Answer:
    #   person: who
    # Example: --on 2022-04-26

A parameter is a variable written with `$` that the SELECT names behind the columns of the answer. It is bound as a
typed term by the engine; no text is ever put into a query. Unbound, it restricts nothing.

The engine does not know which parameters are bound when it chooses where to start. So a query can be written in two
ways: the lines between `#+ actor` and `#-` count where the parameter is given, those from `#-` to `#.` where it is not.
A start at a parameter narrows only what is looked at; the filters of the query hold in both cases.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pyoxigraph as ox

from kg.claims.portions import curated_portion
from kg.errors import UsageError
from kg.model.dates import read_day
from kg.model.vocabulary import SCHEMES, XSD, load_vocabulary, nearest
from kg.queries.names import find_resource, shown
from kg.queries.names import resolve as resolve
from kg.store.oxigraph import Store, reading
from kg.store.tables import Table, Term

# What only curated claims can answer: see kg.claims.portions.
_OF_CURATED_CLAIMS = ("conflicts",)
_ENTRY = re.compile(
    r"(?P<name>[a-z_]+)(?: \((?P<type>[a-z ]+?)(?P<must>, required)?(?:, default (?P<default>[^)]+))?\))?: (?P<help>.+)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; `type` says how its value is read."""

    name: str
    type: str
    help: str
    default: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its SPARQL text, parameters and columns; `examples` are calls on the shipped data set."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    text: str

    def text_for(self, bound: Collection[str]) -> str:
        """The SPARQL text for a call that gives these parameters: lines for other calls are left out.

        >>> "akg:participant $actor" in find_query("talks").text_for({"actor"})
        True
        >>> "akg:participant $actor" in find_query("talks").text_for(())
        False
        """
        return _lines_for(self.text, frozenset(bound))


@functools.lru_cache(maxsize=256)
def _lines_for(text: str, bound: frozenset[str]) -> str:
    kept: list[str] = []
    open_blocks: list[bool] = []
    for line in text.split("\n"):
        mark, _, name = line.strip().partition(" ")
        if mark == "#+":
            open_blocks.append(name in bound)
        elif mark == "#-":
            open_blocks[-1] = not open_blocks[-1]
        elif mark == "#.":
            open_blocks.pop()
        elif all(open_blocks):
            kept.append(line)
    return "\n".join(kept)


@functools.cache
def list_queries() -> dict[str, NamedQuery]:
    """All named queries, by name."""
    folder = resources.files("kg.queries")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return {f.name[:-3]: _read(f.name[:-3], f.read_text(encoding="utf-8")) for f in files}


def is_name(query: str) -> bool:
    """Whether what is asked is the name of a query, or meant as one, and no SPARQL text."""
    return query in list_queries() or not re.search(r"[\s{<]", query.strip())


def find_query(name: str) -> NamedQuery:
    """The named query. Raises UsageError, with the nearest name, where there is none."""
    queries = list_queries()
    if name not in queries:
        guess = nearest(name, queries)
        hint = f"; did you mean '{guess}'?" if guess else f"; there are: {', '.join(queries)}"
        raise UsageError(f"there is no query '{name}'{hint}")
    return queries[name]


def _read(name: str, text: str) -> NamedQuery:
    sections: dict[str, list[str]] = {"Question": [], "Parameters": [], "Answer": [], "Example": []}
    current = ""
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        body = line[1:].strip()
        head, colon, rest = body.partition(":")
        if colon and head in sections:
            current, body = head, rest.strip()
        if current and (body or head == "Example"):
            sections[current].append(body)
    parameters: list[Parameter] = []
    columns: list[tuple[str, str]] = []
    for section in ("Parameters", "Answer"):
        for entry in sections[section]:
            match = _ENTRY.fullmatch(entry)
            if match is None:
                raise ValueError(f"{name}.rq: cannot read the line '{entry}'")
            if section == "Answer":
                columns.append((match["name"], match["help"]))
            else:
                required = match["must"] is not None
                kind = match["type"] or "thing"
                parameters.append(Parameter(match["name"], kind, match["help"], match["default"], required))
    return NamedQuery(
        name, " ".join(sections["Question"]), tuple(parameters), tuple(columns), tuple(sections["Example"]), text
    )


def run_query(store: Store, query: NamedQuery, values: Mapping[str, Any], *, base: str) -> Table:
    """The answer to a named query.

    `values` maps parameter names to texts (or dates and numbers). Raises UsageError for an unknown parameter or a value
    that is not of its type.
    """
    bound = bind_values(store, query, values, base=base)
    return run_bound(curated_portion(store) if query.name in _OF_CURATED_CLAIMS else store, query, bound, base=base)


def bind_values(
    store: Store, query: NamedQuery, values: Mapping[str, Any], *, base: str
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
            raise UsageError(f"'{query.name}' needs --{parameter.name}: {parameter.help}")
        if value is not None:
            bound[parameter.name] = _bind(store, parameter, str(value), base)
    return bound


def run_bound(store: Store, query: NamedQuery, bound: Mapping[str, Term], *, base: str) -> Table:
    """The answer to a named query by SPARQL, with the terms that `bind_values` gives."""
    solutions = store.query(query.text_for(bound), bound=bound)
    if not isinstance(solutions, ox.QuerySolutions):
        raise UsageError(f"'{query.name}' is not a SELECT query")
    columns = tuple(name for name, _ in query.columns)
    count, shown = len(columns), tuple(variable.value for variable in solutions.variables)
    with reading():
        if shown[:count] == columns:  # as every query is written; by number, as a name takes longer to look up
            return Table(columns, tuple([tuple(row)[:count] for row in solutions]), base)
        return Table(columns, tuple(tuple(row[name] for name in columns) for row in solutions), base)


def _bind(store: Store, parameter: Parameter, value: str, base: str) -> ox.NamedNode | ox.Literal:
    if parameter.type in _LITERALS:
        read, datatype, form = _LITERALS[parameter.type]
        try:
            return ox.Literal(read(value), datatype=ox.NamedNode(XSD + datatype))
        except ValueError:
            raise UsageError(f"--{parameter.name} takes {form}, not '{shown(value)}'") from None
    if parameter.type in _CHOICES:
        return ox.Literal(_choose(parameter, value))
    scheme = {"role": "Role", "status": "RoleStatus", "topic": "Topic"}.get(parameter.type)
    if scheme is not None:
        known = load_vocabulary().concepts[scheme]
        if value in known:
            return ox.NamedNode(SCHEMES[scheme] + value)
        if scheme != "Topic":
            guess = nearest(value, known)
            hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(known)}"
            raise UsageError(f"--{parameter.name}: '{shown(value)}' is no {parameter.type}; {hint}")
    return find_resource(store, value, base=base, option=parameter.name, type=parameter.type)


def _choose(parameter: Parameter, value: str) -> str:
    choices = _CHOICES[parameter.type]()
    if value in choices:
        return value
    guess = nearest(value, choices)
    hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(choices)}"
    raise UsageError(f"--{parameter.name}: '{shown(value)}' is no {parameter.type}; {hint}")


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
