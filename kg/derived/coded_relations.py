"""The relations of a graph with event data, by DuckDB: the same rules, over its curated claims and files of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.claims.content import Content
from kg.derived.base_tables import TABLES, actor_row, claim_tables, columns_of
from kg.derived.relation_quads import actor_lines, relation_lines
from kg.derived.rules import Rule, derive
from kg.derived.terms import KEPT
from kg.derived.vocabulary_tables import layer_of
from kg.model.properties import Iris
from kg.model.records import Actor
from kg.model.vocabulary import Vocabulary
from kg.store.columns import (
    MEMORY,
    PLAIN_LINES,
    Connection,
    create_table,
    open_columns,
    quote,
    quote_path,
    read_parquet,
)

# What columns give, from `told` and `seats`, which are all rows of the files of claims and of who took part.
_CODED = {
    "statements": """
SELECT claim, claim AS event, type AS class, COALESCE(layer, '') AS layer, source, teller, 'machine-coded' AS checked,
  true AS coded, 'normal' AS rank, date, earliest, latest, false AS doubt, 'held' AS happened,
  NULL AS manner, during, place, content,
  NULL AS number, nullif(array_to_string(list_sort(list_distinct(topics)), '+'), '') AS topics,
  NULL AS standing, true AS sure,
  len(rows) AS reports, known, known AS known_last, known_surely
FROM told LEFT JOIN layers ON layers.class = told.type""",
    "accounts": """
SELECT claim AS event, claim, date, earliest, latest, earliest - DATE '1970-01-01' AS first_number,
  latest - DATE '1970-01-01' AS last_number, false AS uncertain, false AS approximate,
  false AS lasting
FROM told WHERE date IS NOT NULL""",
    "courses": "SELECT claim AS event, claim, during FROM told WHERE during IS NOT NULL",
    "parts": "SELECT claim, claim AS event, actor, role, status, behalf, office, NULL AS date FROM seats",
    "concerns": """
SELECT claim, claim AS act, claim AS event, concern_actor AS actor, concern_role AS role,
  COALESCE(concern_status, 'exercised') AS status, concern_for AS behalf
FROM told WHERE concern_actor IS NOT NULL""",
    "links": "SELECT claim, claim AS event, sign AS link, second AS target FROM told WHERE sign <> ''",
    "mentions": """
SELECT claim, claim AS event, concern_actor AS actor, concern_for AS behalf FROM told WHERE concern_actor IS NOT NULL
UNION ALL
SELECT claim, claim, first, first_for FROM told WHERE sign <> ''""",
    "behalves": "SELECT DISTINCT actor, behalf, true AS coded FROM seats WHERE behalf IS NOT NULL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedFiles:
    """The files of the claims of a data set, and of who took part in them; `teller` is according to whom they are."""

    claims: Path
    parts: Path
    teller: str


@contextmanager
def open_relations(
    content: Content,
    actors: Iterable[Actor],
    files: Sequence[CodedFiles],
    *,
    passing: str = "true",
    temporary: Path | None,
    memory: str = MEMORY,
) -> Iterator[Connection]:
    """A connection with the tables that rules take, of curated and coded claims; `make_relation` makes a relation.

    `content` has the curated claims, `actors` are those that the event data brings, `passing` is a condition on coded
    claims.
    """
    tables = claim_tables(content)
    known = {row[0]: row for row in tables["actors"]}
    for actor in actors:
        known.setdefault(actor.id, actor_row(actor.id, actor.type, actor.belongs_to, content.vocabulary))
    tables["actors"] = [known[name] for name in sorted(known)]
    with open_columns(temporary=temporary, memory=memory) as connection:
        told = (f"SELECT *, {quote(f.teller)} AS teller FROM {read_parquet(f.claims)} WHERE {passing}" for f in files)
        connection.execute(f"CREATE VIEW told AS {' UNION ALL BY NAME '.join(told)}")
        seats = (f"FROM {read_parquet(f.parts)}" for f in files)
        kept = "" if passing == "true" else " SEMI JOIN told USING (claim)"
        connection.execute(f"CREATE VIEW seats AS FROM ({' UNION ALL BY NAME '.join(seats)}){kept}")
        for name in TABLES:
            make_table(connection, name, tables[name], content.vocabulary)
        yield connection


def make_table(connection: Connection, name: str, rows: list[tuple[Any, ...]], vocabulary: Vocabulary) -> None:
    """Make one of the tables that rules take, of the rows of curated claims and the views `told` and `seats`."""
    if name not in _CODED:
        create_table(connection, name, columns_of(name), rows)
        return
    if name == "statements":
        layers = [(each, layer_of(each, vocabulary)) for each in sorted(vocabulary.classes)]
        create_table(connection, "layers", {"class": "VARCHAR", "layer": "VARCHAR"}, layers)
    create_table(connection, f"curated_{name}", columns_of(name), rows)
    connection.execute(f"CREATE VIEW {name} AS FROM curated_{name} UNION ALL BY NAME ({_CODED[name]})")


def make_relation(connection: Connection, name: str, made: set[str]) -> None:
    """Make a relation as a table, with all that it takes; `made` are the relations that are there."""

    def make(name: str, rule: Rule | None) -> None:
        assert rule is not None, name  # tables are all there
        connection.execute(f"CREATE TABLE {name} AS {rule.select}")

    tables = {*TABLES, *made}
    derive(name, tables, make)
    made |= tables


def write_relation_quads(connection: Connection, folder: Path, *, iris: Iris, made: set[str]) -> Iterator[Path]:
    """Write the quads of all relations that are kept as RDF, as N-Quads; gives each file when it is written."""
    for kept in KEPT:
        make_relation(connection, kept.relation, made)
        yield _write(connection, relation_lines(kept, iris), folder / f"{kept.relation}.nq")
    for relation, select in actor_lines(iris).items():
        make_relation(connection, relation, made)
        yield _write(connection, select, folder / f"{relation}.nq")


def _write(connection: Connection, select: str, path: Path) -> Path:
    connection.execute(f"COPY ({select}) TO {quote_path(path)} ({PLAIN_LINES})")
    return path
