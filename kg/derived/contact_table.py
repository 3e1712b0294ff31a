"""The contact table: who was in contact with whom, one row per pair of actors and contact, in columns.

A graph with event data has one beside its store (contacts.parquet), with curated and coded claims alike. Who talks to
whom takes milliseconds of it where SPARQL takes seconds. It says the same as the projection of the triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kg.claims.clocks import Clocks
from kg.claims.content import Content, read_content
from kg.claims.things import Thing, read_things
from kg.derived.claim_views import view_curated
from kg.derived.deriving import Relations
from kg.derived.rules import kinds_of, list_rules
from kg.disk.graph_info import GraphInfo
from kg.disk.manifest import CONTACTS, DUMP
from kg.errors import UsageError
from kg.model.vocabulary import load_vocabulary
from kg.store.columns import (
    REMAKE,
    Connection,
    check_table,
    create_table,
    has_duckdb,
    open_columns,
    read_parquet,
    telling_damage,
)
from kg.store.oxigraph import Store

if TYPE_CHECKING:
    import networkx as nx

# The columns with their SQL types: those of the relation, and `imported`, which tells whether a row came from columns,
# and not from triples, as what a program coded in a facts file does.
COLUMNS = kinds_of((*list_rules()["contacts"].columns, "imported"))
_REGISTERED = ("Actor", "Office", "Place", "Topic")
# The columns of the two actors at each level.
ENDS = {"person": ("a", "b"), "organisation": ("a_body", "b_body"), "state": ("a_state", "b_state")}


def ends_of(level: str) -> tuple[str, str]:
    """The columns of the two actors at a level. Raises UsageError for an unknown one."""
    if level not in ENDS:
        raise UsageError(f"there is no level '{level}'; the levels are {', '.join(ENDS)}")
    return ENDS[level]


def curated_contacts(relations: Relations) -> list[tuple[Any, ...]]:
    """The contacts of curated claims, as rows of `COLUMNS`."""
    return [(*row, False) for row in relations.rows("contacts")]


class ContactTable:
    """The contact table of a graph, by the two clocks and the choice of claims.

    `path` is its file; `dump` that with the curated quads of the graph: what curated claims pass is for
    `kg.claims.clocks` to say, as the days of an event depend on all accounts of it. `register` is the store of the
    whole graph, which tells what things are called.
    """

    def __init__(self, path: Path, dump: Path, *, register: Store, clocks: Clocks | None = None) -> None:
        self.path, self.dump, self.register, self.clocks = path, dump, register, clocks or Clocks()

    def by(self, clocks: Clocks) -> ContactTable:
        """The same table by other clocks."""
        return ContactTable(self.path, self.dump, register=self.register, clocks=clocks)

    @classmethod
    def find(cls, folder: Path, info: GraphInfo, *, register: Store) -> Self | None:
        """That of a graph folder; None where it has no event data, or DuckDB is not installed."""
        path = folder / CONTACTS
        if not info.events or not path.is_file() or not has_duckdb():
            return None
        return cls(path, folder / DUMP, register=register)

    @cached_property
    def curated(self) -> Store:
        """The curated claims that pass the clocks."""
        return view_curated(self.dump, self.clocks, base=self.register.base)

    @cached_property
    def content(self) -> Content:
        """What the curated claims that pass say."""
        return read_content(self.curated)

    @cached_property
    def relations(self) -> Relations:
        """What the curated claims that pass amount to."""
        return Relations.of(self.content)

    def names(self, further: Iterable[str]) -> dict[str, Thing]:
        """The actors, offices, places and topics of the whole graph, and some further things, by id.

        What else has a name, such as a process, has it from claims, and is known where these pass.
        """
        vocabulary, wanted = load_vocabulary(), set(further)
        kinds = {name for kind in _REGISTERED for name in vocabulary.subclasses(kind)}
        things = read_things(self.register)
        return {name: thing for name, thing in things.items() if thing.type in kinds or name in wanted}

    @cached_property
    def content_with_names(self) -> Content:
        """What the curated claims that pass say, with what is called how in contacts of coded claims."""
        with self.open_tables() as connection:
            rows = connection.execute("SELECT DISTINCT source FROM coded_contacts").fetchall()
        return self.content.renewed(things=self.names(source for (source,) in rows))

    @cached_property
    def relations_with_names(self) -> Relations:
        """What the curated claims amount to, where coded claims tell on whose behalf somebody acts, too."""
        with self.open_tables() as connection:
            behalves = connection.execute(
                "SELECT DISTINCT a, a_for, true FROM coded_contacts WHERE a_for IS NOT NULL UNION"
                " SELECT DISTINCT b, b_for, true FROM coded_contacts WHERE b_for IS NOT NULL"
            ).fetchall()
        return Relations.of(self.content_with_names, behalves=behalves)

    def count_pairs(
        self, *, level: str = "person", limit: int | None = None
    ) -> list[tuple[str, str, int, date | None, date | None, int]]:
        """Who talked to whom, how often, from when to when: the pair, its contacts, the first and last day, coded ones.

        Sorted by the number of contacts, the most first. Contacts count that were held and in which both sat at the
        table. Raises UsageError for an unknown level.
        """
        top = " ORDER BY contacts DESC, u, v" + (f" LIMIT {int(limit)}" if limit is not None else "")
        with self.open_tables() as connection:
            return list(connection.execute(self._pairs(level) + top).fetchall())

    def make_network(self, *, level: str = "person") -> nx.Graph:
        """Who talked to whom as a networkx Graph, one edge per pair: weight, contacts, coded, first and last (ISO).

        Raises UsageError for an unknown level.
        """
        import networkx as nx

        network = nx.Graph(level=level)
        with self.open_tables() as connection:
            pairs = connection.execute(self._pairs(level, days="VARCHAR") + " ORDER BY u, v").fetchall()
        network.add_edges_from(
            (u, v, {"weight": n, "contacts": n, "coded": coded, "first": first, "last": last})
            for u, v, n, first, last, coded in pairs
        )
        return network

    def read_contacts(self, actor: str, other: str | None = None, *, level: str = "person") -> list[tuple[Any, ...]]:
        """The rows of an actor's contacts, with one other or with all others at the level, as `COLUMNS` has them.

        Raises UsageError for an unknown level.
        """
        a, b = ends_of(level)
        both = f" AND ({a} = $other OR {b} = $other)" if other is not None else ""
        given = {"actor": actor} | ({"other": other} if other is not None else {})
        with self.open_tables() as connection:
            rows = connection.execute(
                f"SELECT {', '.join(COLUMNS)} FROM (FROM coded_contacts UNION ALL BY NAME FROM curated_contacts)"
                f" WHERE {a} <> {b} AND ({a} = $actor OR {b} = $actor){both} ORDER BY claim, a, b, a_role, b_role",
                given,
            ).fetchall()
        return list(rows)

    def count_ends(self, actor: str, *, level: str) -> list[tuple[str, int]]:
        """Whom an actor counts as at a level, and in how many rows. Raises UsageError for an unknown level."""
        a, b = ends_of(level)
        table = "(FROM coded_contacts UNION ALL BY NAME FROM curated_contacts)"
        with self.open_tables() as connection:
            return list(
                connection.execute(
                    f"SELECT own, count(*) FROM (SELECT {a} AS own FROM {table} WHERE a = $actor UNION ALL"
                    f" SELECT {b} FROM {table} WHERE b = $actor) WHERE own IS NOT NULL GROUP BY own ORDER BY own",
                    {"actor": actor},
                ).fetchall()
            )

    def read_days(self) -> list[tuple[str | None, bool, date | None, date | None]]:
        """The days of all contacts that were held: source, whether coded, first and last day; each combination once."""
        with self.open_tables() as connection:
            return list(
                connection.execute(
                    "SELECT DISTINCT source, coded, earliest, latest FROM (FROM coded_contacts UNION ALL BY NAME"
                    " FROM curated_contacts) WHERE event_status = 'held' AND status = 'exercised' ORDER BY ALL"
                ).fetchall()
            )

    def _pairs(self, level: str, *, days: str = "DATE") -> str:
        a, b = ends_of(level)
        ends = f"least({a}, {b}) AS u, greatest({a}, {b}) AS v"
        # A coded claim is an event of its own; several curated ones may tell of one event. Of persons each pair stands
        # in it once; those of one body, or of one state, may be several.
        events = "count(*)" if level == "person" else "count(DISTINCT hash(claim))"
        return (
            f"SELECT u, v, CAST(sum(n) AS BIGINT) AS contacts, CAST(min(first) AS {days}) AS first,"
            f" CAST(max(last) AS {days}) AS last, CAST(sum(coded) AS BIGINT) AS coded FROM ("
            f"SELECT {ends}, {events} AS n, min(earliest) AS first, max(latest) AS last, n AS coded"
            f" FROM coded_contacts WHERE talk AND {a} <> {b} GROUP BY u, v UNION ALL "
            f"SELECT {ends}, count(DISTINCT event), min(earliest), max(latest),"
            f" count(DISTINCT event) FILTER (coded) FROM curated_contacts"
            f" WHERE talk AND {a} <> {b} GROUP BY u, v) GROUP BY u, v"
        )

    @contextmanager
    def open_tables(self) -> Iterator[Connection]:
        """A connection with the tables coded_contacts and curated_contacts, of what passes.

        Raises KgError where the file is not as kg wrote it.
        """
        with open_columns() as connection, telling_damage(self.path, remedy=REMAKE):
            check_table(connection, self.path, COLUMNS, remedy=REMAKE)
            table = read_parquet(self.path)
            coded = "imported AND " + passing(self.clocks) if self.clocks.claims != "curated" else "false"
            connection.execute(f"CREATE TEMP VIEW coded_contacts AS SELECT * FROM {table} WHERE {coded}")
            if not self.clocks.set:
                connection.execute(f"CREATE TEMP VIEW curated_contacts AS SELECT * FROM {table} WHERE NOT imported")
            else:
                create_table(connection, "curated_contacts", COLUMNS, curated_contacts(self.relations))
            yield connection


def passing(clocks: Clocks) -> str:
    """The rule of the clocks as a condition in SQL, for coded claims: each is an event of its own, its days are sure.

    The columns are earliest, latest, known and known_surely.
    """
    parts, inside = ["true"], clocks.certainly
    if clocks.since:
        parts.append(f"{'earliest' if inside else 'latest'} >= DATE '{clocks.since}'")
    if clocks.until:
        parts.append(f"{'latest' if inside else 'earliest'} <= DATE '{clocks.until}'")
    if clocks.known_by:
        parts.append(f"known <= DATE '{clocks.known_by}'" + (" AND known_surely" if inside else ""))
    return " AND ".join(parts)
