"""Relations of claims in memory, by SQLite, which comes with Python: some hundred claims take milliseconds."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from kg.claims.content import Content
from kg.derived.base_tables import TABLES, claim_tables, columns_of
from kg.derived.rules import KINDS, Rule, derive, list_rules
from kg.derived.vocabulary_tables import Rows


class Relations:
    """The relations of some claims, each made when it is first asked for.

    >>> import kg
    >>> from kg.claims.content import read_content
    >>> relations = Relations.of(read_content(kg.load().store))
    >>> next(row["a_state"] for row in relations.named("pairs") if row["event"] == "erdogan-putin-2022-04-26")
    'turkey'
    """

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, cached_statements=0)
        self._made: set[str] = set()
        self._lock = threading.RLock()
        for name, columns in TABLES.items():
            declared = ", ".join(f"{column} {kind}" for column, kind in columns_of(name).items())
            self._connection.execute(f"CREATE TABLE {name} ({declared})")
            places = ", ".join("?" * len(columns))
            self._connection.executemany(
                f"INSERT INTO {name} VALUES ({places})", (tuple(map(_plain, row)) for row in tables.get(name, ()))
            )
            self._made.add(name)

    @classmethod
    def of(cls, content: Content, *, behalves: Iterable[tuple[Any, ...]] = ()) -> Relations:
        """The relations of the claims of a graph, made once; `behalves` are rows of that table which columns tell."""
        further = list(behalves)
        if not further and content in _made:
            return _made[content]
        tables = claim_tables(content)
        relations = cls(tables | {"behalves": [*tables["behalves"], *further]})
        if not further:
            _made[content] = relations
        return relations

    def rows(self, name: str) -> Rows:
        """The rows of a relation, sorted; see `list_rules` for its columns."""
        columns = list_rules()[name].columns
        makers = [_MAKERS.get(KINDS.get(column, "")) for column in columns]
        with self._lock:
            derive(name, self._made, self._make)
            listed = ", ".join(columns)
            rows = self._connection.execute(f"SELECT {listed} FROM {name} ORDER BY {listed}").fetchall()
        made = [
            map(maker, column) if maker else column
            for maker, column in zip(makers, zip(*rows, strict=True), strict=bool(rows))
        ]
        return list(zip(*made, strict=True))

    def ask(self, sql: str, given: Mapping[str, object], *, relations: Iterable[str]) -> Rows:
        """The rows of a SELECT over these relations; `given` are values for its names ($name)."""
        with self._lock:
            for name in relations:
                derive(name, self._made, self._make)
            return self._connection.execute(sql, dict(given)).fetchall()

    def named(self, name: str) -> list[dict[str, Any]]:
        """The rows of a relation by column."""
        columns = list_rules()[name].columns
        return [dict(zip(columns, row, strict=True)) for row in self.rows(name)]

    def standings(self) -> list[tuple[str, str]]:
        """The claims of which something is to be said, with how they stand, in words."""
        with self._lock:
            derive("claims", self._made, self._make)
            query = "SELECT claim, standing FROM claims WHERE standing IS NOT NULL ORDER BY claim"
            return self._connection.execute(query).fetchall()

    def standing(self, claim: str) -> tuple[str, bool]:
        """How a claim stands, in words that are empty where nothing is to be said, and whether it is sure."""
        return self._standings.get(claim, ("", True))

    @cached_property
    def _standings(self) -> dict[str, tuple[str, bool]]:
        with self._lock:
            derive("claims", self._made, self._make)
            query = "SELECT claim, standing, sure FROM claims WHERE standing IS NOT NULL"
            return {claim: (words, bool(sure)) for claim, words, sure in self._connection.execute(query)}

    def counts_as(self, claim: str, actor: str, behalf: str | None) -> tuple[str, str]:
        """The state and the body that a participant of a claim counts as."""
        found = self._counts_as.get((claim, actor, behalf)) or self._counts_as.get(("", actor, behalf))
        return found or (behalf or actor, behalf or actor)

    def doubles(self, office: str) -> list[str]:
        """The events in which a person who holds an office is named beside it."""
        return self._doubles.get(office, [])

    @cached_property
    def _doubles(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for office, event in self.rows("doubles"):
            found.setdefault(office, []).append(event)
        return found

    def state_of(self, actor: str) -> str:
        """The state, or other whole, that an actor is a part of, whenever; itself where that is nothing, or several."""
        return self.counts_as("", actor, None)[0]

    def side_of(self, conflict: str) -> dict[str, str]:
        """Who is of which side of a conflict, at any time."""
        return self._sides.get(conflict, {})

    @cached_property
    def _counts_as(self) -> dict[tuple[str, str, str | None], tuple[str, str]]:
        return {(claim, actor, behalf): (state, body) for claim, actor, behalf, state, body in self.rows("counts_as")}

    @cached_property
    def _sides(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for conflict, actor, side, *_ in self.rows("sides"):
            found.setdefault(conflict, {}).setdefault(actor, side)
        return found

    def _make(self, name: str, rule: Rule | None) -> None:
        assert rule is not None, name  # tables are all there
        self._connection.execute(f"CREATE TABLE {name} AS {rule.select}")


_made: WeakKeyDictionary[Content, Relations] = WeakKeyDictionary()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


_MAKERS: dict[str, Callable[[Any], Any]] = {"DATE": _day, "BOOLEAN": bool}  # SQLite has neither


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value
