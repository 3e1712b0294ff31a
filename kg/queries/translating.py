"""Named queries over relations → SQL, so that columns can answer them: the text of the query is the one definition.

A query that keeps to these forms is translated, whatever else is in it is for SPARQL alone:

- patterns of one subject each, `?talk a akg:Talk ; akg:who ?who`, with alternatives `akg:who|akg:whom` before a
  parameter; what is said of a claim or of a class that a row leads to
- OPTIONAL with one such pattern
- FILTER and BIND of variables, parameters and whole numbers with `|| && ! = != < <= -`, BOUND, STR and IF
- ORDER BY variables
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from kg.derived.terms import BESIDE, BY_CLASS, Codec, Kept
from kg.model.vocabulary import PREFIXES, RDF

_TOKEN = re.compile(
    r"\s+|\#[^\n]*|(?P<token>[?$]\w+|\w*:\w+|<[^>\s]*>|\d+|\|\||&&|!=|<=|>=|[A-Za-z]\w*|[{}().;,|!=<>*+-])"
)
_CALLS = {"BOUND", "STR", "IF"}
_OPERATORS = (
    {"||": "OR"},
    {"&&": "AND"},
    {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    {"-": "-"},
)


class NotTranslatedError(ValueError):
    """The query does more than columns can answer."""


@dataclass(frozen=True, slots=True)
class ColumnTerm:
    """What stands for a variable: an expression in SQL, and how its values become terms."""

    sql: str
    codec: Codec


@dataclass(slots=True)
class Translation:
    """A query in SQL: `columns` by variable in the order of the answer, and the relations that it takes."""

    sql: str = ""
    columns: dict[str, ColumnTerm] = field(default_factory=dict)
    relations: tuple[str, ...] = ()


@functools.lru_cache(maxsize=256)
def translate(text: str) -> Translation:
    """The SQL of a SPARQL text. Raises NotTranslatedError for one that does more than columns can answer."""
    return _Translator(_read_tokens(text)).translation()


def _read_tokens(text: str) -> list[str]:
    found, place = list[str](), 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotTranslatedError(text[place : place + 20])
        if match["token"]:
            found.append(match["token"])
        place = match.end()
    return found


class _Translator:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place = tokens, 0
        self.rows: dict[str, tuple[Kept, str]] = {}  # a variable for a row: its relation, and what it is called
        self.columns: dict[str, ColumnTerm] = {}
        self.owners: dict[str, str] = {}  # a variable for a claim or class: the row that leads to it
        self.conditions: list[str] = []
        self.waiting: list[tuple[str, list[str], str]] = []
        self.optional = set[str]()  # variables of what may be missing

    # reading

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token.upper() != wanted.upper()):
            raise NotTranslatedError(f"{wanted} at {token}")
        self.place += 1
        return token

    def takes(self, wanted: str) -> bool:
        if self.next.upper() != wanted.upper():
            return False
        self.place += 1
        return True

    def translation(self) -> Translation:
        self.take("SELECT")
        distinct = "DISTINCT " if self.takes("DISTINCT") else ""
        wanted = []
        while self.next[:1] in "?$":
            wanted.append(self.take())
        self.take("WHERE")
        self.take("{")
        binds: list[tuple[int, str]] = []
        while not self.takes("}"):
            if self.takes("OPTIONAL"):
                self.take("{")
                before = len(self.waiting)
                self._patterns("}")
                self.optional |= {value for *_, value in self.waiting[before:]}
                self.take("}")
            elif self.next.upper() in ("FILTER", "BIND"):
                binds.append((self.place, self.take().upper()))
                self._skip()
            else:
                self._patterns("OPTIONAL", "FILTER", "BIND", "}")
        after = self.place
        self._resolve()
        for place, kind in binds:
            self.place = place + 1
            self._condition(kind)
        self.place = after
        self.take("ORDER")
        self.take("BY")
        answer = {name[1:]: self.columns[name] for name in wanted if name[0] == "?" and name in self.columns}
        order = []
        while self.next:
            name = self.take()
            order.append(f"{_quoted(name[1:]) if name[1:] in answer else self._column(name).sql} NULLS FIRST")
        listed = ", ".join(f"{column.sql} AS {_quoted(name)}" for name, column in answer.items())
        tables = ", ".join(f"{kept.relation} AS {alias}" for kept, alias in self.rows.values())
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return Translation(
            f"SELECT {distinct}{listed} FROM {tables}{where} ORDER BY {', '.join(order)}",
            answer,
            tuple(dict.fromkeys(kept.relation for kept, _ in self.rows.values())),
        )

    def _skip(self) -> None:
        """Pass over what is in parentheses."""
        self.take("(")
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(self.take(), 0)

    def _patterns(self, *ends: str) -> None:
        while self.next.upper() not in ends:
            subject = self.take()
            while True:
                predicates = [self.take()]
                while self.takes("|"):
                    predicates.append(self.take())
                value = self.take()
                self._pattern(subject, predicates, value)
                if not self.takes(";"):
                    break
            self.takes(".")

    # patterns

    def _pattern(self, subject: str, predicates: list[str], value: str) -> None:
        if predicates == ["a"]:
            kept = BY_CLASS.get(_iri(value))
            if kept is None:
                raise NotTranslatedError(value)
            self.rows[subject] = kept, f"r{len(self.rows)}"
        else:
            self.waiting.append((subject, [_iri(predicate) for predicate in predicates], value))

    def _resolve(self) -> None:
        for subject, predicates, value in self.waiting:
            if subject in self.rows:
                self._row_pattern(subject, predicates, value)
        for subject, predicates, value in self.waiting:
            if subject not in self.rows:
                self._beside(subject, predicates, value)

    def _row_pattern(self, subject: str, predicates: list[str], value: str) -> None:
        kept, alias = self.rows[subject]
        either = []
        for predicate in predicates:
            held = kept.column(predicate)
            if held is None:
                raise NotTranslatedError(predicate)
            name = f"{alias}.{held.column}"
            column = ColumnTerm(f"nullif({name}, false)" if held.codec == "flag" else name, held.codec)
            if value[0] != "$":
                self._bind(value, column, subject)
            elif held.codec == "topics":
                either.append(f"instr('+' || {column.sql} || '+', '+' || {value} || '+') > 0")
            else:
                either.append(f"{column.sql} = {value}")
        if either:
            self.conditions.append("(" + " OR ".join(either) + ")")

    def _beside(self, subject: str, predicates: list[str], value: str) -> None:
        """What is said of a claim, or a class, that a row leads to."""
        if subject not in self.columns or len(predicates) != 1:
            raise NotTranslatedError(subject)
        own = self.columns[subject]
        beside = BESIDE.get((own.codec, predicates[0]))
        if beside is None:
            raise NotTranslatedError(predicates[0])
        column, codec = beside
        _, alias = self.rows[self.owners[subject]]
        self._bind(value, ColumnTerm(f"{alias}.{column}" if column else own.sql, codec), subject)

    def _bind(self, variable: str, column: ColumnTerm, owner: str) -> None:
        if variable[0] != "?":
            raise NotTranslatedError(variable)
        if variable in self.columns:
            self.conditions.append(f"{self.columns[variable].sql} = {column.sql}")
        else:
            self.columns[variable], self.owners[variable] = column, owner
            if variable not in self.optional:
                self.conditions.append(f"{column.sql} IS NOT NULL")

    def _column(self, variable: str) -> ColumnTerm:
        if variable not in self.columns:
            raise NotTranslatedError(variable)
        return self.columns[variable]

    # conditions

    def _condition(self, kind: str) -> None:
        self.take("(")
        sql = self._expression(0)
        if kind == "BIND":
            self.take("AS")
            self.columns[self.take()] = ColumnTerm(f"({sql})", "number")
        else:
            self.conditions.append(f"({sql})")
        self.take(")")

    def _expression(self, level: int) -> str:
        if level == len(_OPERATORS):
            return self._operand()
        sql = self._expression(level + 1)
        while self.next in _OPERATORS[level]:
            sql = f"{sql} {_OPERATORS[level][self.take()]} {self._expression(level + 1)}"
        return sql

    def _operand(self) -> str:
        if self.takes("("):
            sql = f"({self._expression(0)})"
            self.take(")")
            return sql
        if self.takes("!"):
            return f"NOT {self._operand()}"
        if self.next[:1] == "?":
            return self._column(self.take()).sql
        if self.next[:1] == "$" or self.next.isdigit():
            return self.take()
        call = self.take().upper()
        if call not in _CALLS:
            raise NotTranslatedError(call)
        self.take("(")
        given = [self._expression(0)]
        while self.takes(","):
            given.append(self._expression(0))
        self.take(")")
        if call == "BOUND":
            return f"({given[0]} IS NOT NULL)"
        return f"CASE WHEN {given[0]} THEN {given[1]} ELSE {given[2]} END" if call == "IF" else given[0]


def _iri(name: str) -> str:
    if name == "a":
        return RDF + "type"
    prefix, colon, local = name.partition(":")
    if name.startswith("<") or not colon or prefix not in PREFIXES:
        raise NotTranslatedError(name)
    return PREFIXES[prefix] + local


def _quoted(name: str) -> str:
    return f'"{name}"'
