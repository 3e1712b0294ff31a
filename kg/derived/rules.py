"""The rules: one SQL file for each relation, which says what it takes; they run in SQLite and in DuckDB alike.

A rule keeps to what both engines understand in the same way: a test runs all of them in both. Its head is comments:

    -- When an event was: of several accounts the most exact.
    -- Takes: accounts, courses
    -- Columns: event, date, earliest, latest
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from importlib import resources

# The SQL types of columns by their name, wherever they stand; others are VARCHAR.
_DAYS = (
    "earliest",
    "latest",
    "since",
    "until",
    "known",
    "known_last",
    "event_earliest",
    "event_latest",
    "event_rival",
    "rival_latest",
)
_FLAGS = (
    "coded", "doubt", "lasting", "sits", "person", "post", "at_the_table", "uncertain", "approximate", "known_surely",
    "imported", "event_doubt", "sure", "proposes", "talk", "leads", "occurs", "named",
)  # fmt: skip
_NUMBERS = (
    "first_number", "last_number", "weight", "number", "steps", "contacts", "reports", "publishers", "precedence",
    "left_out",
)  # fmt: skip
KINDS = {name: kind for kind, names in (("DATE", _DAYS), ("BOOLEAN", _FLAGS), ("BIGINT", _NUMBERS)) for name in names}
_TAKES = re.compile(r"^-- Takes: (.+)$", re.MULTILINE)
_COLUMNS = re.compile(r"^-- Columns: (.+(?:\n--   .+)*)$", re.MULTILINE)


def kinds_of(columns: Iterable[str]) -> dict[str, str]:
    """Columns with their SQL types."""
    return {column: KINDS.get(column, "VARCHAR") for column in columns}


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation: the tables and relations that it takes, its columns, and the SELECT that makes it."""

    name: str
    words: str
    takes: tuple[str, ...]
    columns: tuple[str, ...]
    select: str


@functools.cache
def list_rules() -> dict[str, Rule]:
    """All rules by name.

    >>> list_rules()["sides"].columns
    ('conflict', 'actor', 'side', 'since', 'until')
    """
    folder = resources.files("kg.derived").joinpath("sql")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return {file.name[:-4]: _read(file.name[:-4], file.read_text(encoding="utf-8")) for file in files}


def _read(name: str, text: str) -> Rule:
    takes, columns = _TAKES.search(text), _COLUMNS.search(text)
    if takes is None or columns is None:
        raise ValueError(f"{name}.sql does not say what it takes and gives")
    words = text.partition("\n")[0].removeprefix("-- ")
    named = tuple(column.strip() for column in re.sub(r"\n--", " ", columns[1]).split(","))
    return Rule(name, words, tuple(part.strip() for part in takes[1].split(",")), named, text)


def derive(
    name: str, made: set[str], run: Callable[[str, Rule | None], None], *, at_hand: Collection[str] = ()
) -> None:
    """Make a relation, or a table that rules take, with all that it takes, unless it is among those that are `made`.

    `run` makes one; what no rule makes has none. What is `at_hand` is made without what its rule takes.
    """
    if name in made:
        return
    rule = None if name in at_hand else list_rules().get(name)
    for other in rule.takes if rule else ():
        derive(other, made, run, at_hand=at_hand)
    run(name, rule)
    made.add(name)
