"""Named queries: one `.rq` file is a question, its parameters with their types, and the columns of its answer.

The head of a file is comments:

    # Question: Who held an office?
    # Parameters:
    #   office (office): only this office
    #   on (date): only who held it on that day
    # Answer:
    #   person (actor): who
    # Example: --on 2022-04-26

A parameter is a variable written with `$` that the SELECT names behind the columns of the answer. It is bound as a
typed term by the engine; no text is ever put into a query. Unbound, it restricts nothing.

The columns of the answer come in this order, each with the type of its values, one of `COLUMN_TYPES`.

The engine does not know which parameters are bound when it chooses where to start. So a query can be written in two
ways: the lines between `#+ actor` and `#-` count where the parameter is given, those from `#-` to `#.` where it is not.
A start at a parameter narrows only what is looked at; the filters of the query hold in both cases.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources

from kg.errors import UsageError
from kg.model.vocabulary import nearest

# What the values of a column can be. Ids are local: of the register, of what claims state, or of a claim.
COLUMN_TYPES = {
    "actor": "the id of an actor, or of an office",
    "office": "the id of an office",
    "place": "the id of a place",
    "source": "the id of a source",
    "conflict": "the id of a conflict",
    "side": "the name of a side of the conflict",
    "event": "the id of an event",
    "statement": "the id of what a claim states: an event, a stance, a membership or the like",
    "thing": "any id",
    "claim": "the id of a claim",
    "role": "the name of a role",
    "status": "the name of a status of a role",
    "check": "the name of a check",
    "rank": "the name of a rank",
    "label": "what a class is called",
    "date": "a date as a source gives it, which may be vague",
    "day": "a day",
    "number": "a whole number",
    "flag": "true or false",
    "text": "words",
}
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
class AnswerColumn:
    """A column of the answer to a named query; `type` is one of `COLUMN_TYPES`."""

    name: str
    type: str
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its SPARQL text, parameters and columns; `examples` are calls on the shipped data set."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[AnswerColumn, ...]
    examples: tuple[str, ...]
    text: str

    def text_for(self, bound: Collection[str]) -> str:
        """The SPARQL text for a call that gives these parameters: lines for other calls are left out.

        >>> "akg:whom|akg:whoFor" in find_query("talks").text_for({"actor"})
        True
        >>> "akg:whom|akg:whoFor" in find_query("talks").text_for(())
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
        if not is_name(name):
            raise UsageError("this is no name of a query; what is SPARQL goes to sparql, or construct")
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
    columns: list[AnswerColumn] = []
    for section in ("Parameters", "Answer"):
        for entry in sections[section]:
            match = _ENTRY.fullmatch(entry)
            if match is None:
                raise ValueError(f"{name}.rq: cannot read the line '{entry}'")
            if section == "Answer":
                columns.append(AnswerColumn(match["name"], match["type"] or "", match["help"]))
            else:
                required = match["must"] is not None
                kind = match["type"] or "thing"
                parameters.append(Parameter(match["name"], kind, match["help"], match["default"], required))
    if wrong := [column.name for column in columns if column.type not in COLUMN_TYPES]:
        raise ValueError(f"{name}.rq: the column {wrong[0]} has no type of {', '.join(COLUMN_TYPES)}")
    return NamedQuery(
        name, " ".join(sections["Question"]), tuple(parameters), tuple(columns), tuple(sections["Example"]), text
    )
