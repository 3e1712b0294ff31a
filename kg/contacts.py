"""The contact table: who was in contact with whom, one row per pair of actors and contact, in columns.

A graph with event data has one beside its store (contacts.parquet), with curated and coded claims alike. Questions of who
talks to whom take milliseconds of it where SPARQL takes seconds. It says the same as the projection of the triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx

from kg.clocks import Clocks
from kg.columns import create_table, open_columns, quote_path
from kg.errors import UsageError
from kg.network import project_levels
from kg.network.levels import LEVELS
from kg.store import Store

# The columns with their SQL types. a and b are the two actors, the third party first; `known` to `known_last` are the
# days between which the source came out, empty for background; `reports` is the number of rows of a data set.
COLUMNS = {
    "claim": "VARCHAR", "event": "VARCHAR", "source": "VARCHAR", "coded": "BOOLEAN", "channel": "VARCHAR",
    "event_status": "VARCHAR", "a": "VARCHAR", "b": "VARCHAR", "a_role": "VARCHAR", "b_role": "VARCHAR",
    "status": "VARCHAR", "a_for": "VARCHAR", "b_for": "VARCHAR", "a_state": "VARCHAR", "b_state": "VARCHAR",
    "a_body": "VARCHAR", "b_body": "VARCHAR", "at_the_table": "BOOLEAN", "date": "VARCHAR", "earliest": "DATE",
    "latest": "DATE", "uncertain": "BOOLEAN", "known": "DATE", "known_last": "DATE", "known_surely": "BOOLEAN",
    "reports": "BIGINT",
}  # fmt: skip
_ENDS = {"person": ("a", "b"), "organisation": ("a_body", "b_body"), "state": ("a_state", "b_state")}
# What counts as a talk; see kg.analysis.is_talk.
_TALK = "at_the_table AND status = 'exercised' AND event_status = 'held'"


def contact_rows(store: Store, *, base: str) -> list[tuple[Any, ...]]:
    """The contacts of a store as rows of `COLUMNS`, by the projection of its triples; for curated claims."""
    by_level = dict(zip(LEVELS, project_levels(store, base=base), strict=True))
    persons = by_level["person"]
    lifted = {
        level: {key: (u, v) for u, v, key in network.edges(keys=True)} for level, network in by_level.items()
    }
    sources = _publication_days(store, base)
    classes = _classes(store, base)
    rows = []
    for u, v, key, data in persons.edges(keys=True, data=True):
        if data["layer"] != "contact":
            continue
        state, body = lifted["state"].get(key), lifted["organisation"].get(key)
        first, last, surely = sources.get(data["source"], (None, None, True))
        rows.append(
            (
                data["claim"], data["event"], data["source"] or None, bool(data.get("coded", False)),
                classes.get(data["claim"], "Contact"), data["event_status"], u, v, *data["roles"], data["status"],
                *data["on_behalf_of"], *(state or (None, None)), *(body or (None, None)), data["at_the_table"],
                data["date"] or None, _day(data["earliest"]), _day(data["latest"]), data["uncertain"], first, last, surely,
                1,
            )
        )  # fmt: skip
    return rows


class ContactTable:
    """The contact table in a file, by the two clocks; `claims` is all, curated or coded.

    `curated` are rows that take the place of the curated ones, such as those of a view: the days of a curated event
    depend on all accounts of it.
    """

    def __init__(
        self,
        path: Path,
        *,
        clocks: Clocks | None = None,
        claims: str = "all",
        curated: Sequence[tuple[Any, ...]] | None = None,
    ) -> None:
        self.path, self.clocks, self.claims, self.curated = path, clocks or Clocks(), claims, curated

    def count_pairs(
        self, *, level: str = "person", limit: int | None = None
    ) -> list[tuple[str, str, int, date | None, date | None, int]]:
        """Who talked to whom, how often, from when to when: the pair, its contacts, the first and last day, coded ones.

        Sorted by the number of contacts, the most first. Contacts count that were held and in which both sat at the
        table. Raises UsageError for an unknown level.
        """
        top = f" ORDER BY contacts DESC, u, v LIMIT {int(limit)}" if limit is not None else ""
        with self._open() as connection:
            rows = connection.execute(self._pairs(level) + top).fetchall()
        if limit is None:
            rows.sort(key=lambda row: (-row[2], row[0], row[1]))
        return list(rows)

    def make_network(self, *, level: str = "person") -> nx.Graph:
        """Who talked to whom as a networkx Graph: one edge per pair, with weight, contacts, coded, first and last (ISO).

        Raises UsageError for an unknown level.
        """
        network = nx.Graph(level=level)
        with self._open() as connection:
            pairs = connection.execute(self._pairs(level, days="VARCHAR") + " ORDER BY u, v").fetchall()
        network.add_edges_from(
            (u, v, {"weight": n, "contacts": n, "coded": coded, "first": first, "last": last})
            for u, v, n, first, last, coded in pairs
        )
        return network

    def _pairs(self, level: str, *, days: str = "DATE") -> str:
        if level not in _ENDS:
            raise UsageError(f"there is no level '{level}'; the levels are {', '.join(LEVELS)}")
        a, b = _ENDS[level]
        ends = f"least({a}, {b}) AS u, greatest({a}, {b}) AS v"
        # A coded claim is an event of its own; several curated ones may tell of one event. Of persons each pair stands
        # in it once; those of one body, or of one state, may be several.
        events = "count(*)" if level == "person" else "count(DISTINCT hash(claim))"
        return (
            f"SELECT u, v, CAST(sum(n) AS BIGINT) AS contacts, CAST(min(first) AS {days}) AS first,"
            f" CAST(max(last) AS {days}) AS last, CAST(sum(coded) AS BIGINT) AS coded FROM ("
            f"SELECT {ends}, {events} AS n, min(earliest) AS first, max(latest) AS last, n AS coded FROM coded_contacts"
            f" WHERE {_TALK} AND {a} <> {b} GROUP BY u, v UNION ALL "
            f"SELECT {ends}, count(DISTINCT event), min(earliest), max(latest), 0 FROM curated_contacts"
            f" WHERE {_TALK} AND {a} <> {b} GROUP BY u, v) GROUP BY u, v"
        )

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with open_columns() as connection:
            table = f"read_parquet({quote_path(self.path)})"
            coded = "coded AND " + self._passes() if self.claims != "curated" else "false"
            connection.execute(f"CREATE TEMP VIEW coded_contacts AS SELECT * FROM {table} WHERE {coded}")
            if self.claims == "coded":
                connection.execute(f"CREATE TEMP VIEW curated_contacts AS SELECT * FROM {table} WHERE false")
            elif self.curated is None:
                connection.execute(f"CREATE TEMP VIEW curated_contacts AS SELECT * FROM {table} WHERE NOT coded")
            else:
                create_table(connection, "curated_contacts", COLUMNS, list(self.curated))
            yield connection

    def _passes(self) -> str:
        """The rule of the clocks for coded claims: each is an event of its own, and its days are sure."""
        clocks, parts = self.clocks, ["true"]
        inside = clocks.certainly
        if clocks.since:
            parts.append(f"{'earliest' if inside else 'latest'} >= DATE '{clocks.since}'")
        if clocks.until:
            parts.append(f"{'latest' if inside else 'earliest'} <= DATE '{clocks.until}'")
        if clocks.known_by:
            parts.append(f"known <= DATE '{clocks.known_by}'" + (" AND known_surely" if inside else ""))
        return " AND ".join(parts)


def _publication_days(store: Store, base: str) -> dict[str, tuple[date | None, date | None, bool]]:
    found = {}
    for row in store.rows(
        "SELECT ?source ?first ?last ?doubt WHERE { ?source akg:publisher ?by . OPTIONAL { ?source akg:earliest ?first }"
        " OPTIONAL { ?source akg:latest ?last } OPTIONAL { ?source akg:uncertain|akg:approximate ?doubt } }"
    ):
        days = (_day(row[name].value) if name in row else None for name in ("first", "last"))
        found[row["source"].value.removeprefix(base)] = (*days, "doubt" not in row)
    return found


def _classes(store: Store, base: str) -> dict[str, str]:
    """The class of what each claim states, by the id of the claim."""
    query = "SELECT ?claim ?class WHERE { ?claim akg:states ?node . GRAPH ?claim { ?node a ?class } }"
    start = f"{base}claim/"
    return {row["claim"].value.removeprefix(start): row["class"].value.rpartition("/")[2] for row in store.rows(query)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
