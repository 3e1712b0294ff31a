"""The relations of the coded claims of event data, by DuckDB: the same rules, over views of the files of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.claims.content import Content
from kg.derived.rules import Rule, derive
from kg.derived.tables import TABLES, claim_tables, columns_of, layer_of
from kg.model.records import Actor
from kg.store.columns import Connection, create_table, open_columns, read_parquet

# The tables that columns give, from `told` and `seats`, which are all rows of the files of claims and parts.
_VIEWS = {
    "claims": """
SELECT claim, claim AS event, type AS class, COALESCE(layer, '') AS layer, source, CAST(NULL AS VARCHAR) AS teller,
  'machine-coded' AS checked, true AS coded, 'normal' AS rank, date, earliest, latest, false AS doubt,
  'held' AS happened, during, place, content, CAST(NULL AS INTEGER) AS number, len(rows) AS reports, known,
  known AS known_last, known_surely
FROM told LEFT JOIN layers ON layers.class = told.type""",
    "accounts": """
SELECT claim AS event, claim, date, earliest, latest, latest - earliest AS span, false AS doubt
FROM told WHERE date IS NOT NULL""",
    "courses": "SELECT claim AS event, claim, during FROM told WHERE during IS NOT NULL",
    "parts": "SELECT claim, claim AS event, actor, role, status, behalf, office FROM seats",
    "mentions": """
SELECT claim, claim AS event, concern_actor AS actor, concern_for AS behalf FROM told WHERE concern_actor IS NOT NULL
UNION ALL
SELECT claim, claim, first, first_for FROM told WHERE sign <> ''""",
}


@contextmanager
def open_coded_relations(
    content: Content,
    actors: Iterable[Actor],
    *,
    claims: Sequence[Path],
    parts: Sequence[Path],
    temporary: Path | None,
    memory: str,
) -> Iterator[Connection]:
    """A connection with the relation `contacts`, and all that it takes, of the claims in some files.

    `content` is the curated part of the graph, which tells who belongs to whom, and `actors` are those that the event
    data brings.
    """
    tables: Mapping[str, list[tuple[Any, ...]]] = claim_tables(content)
    is_a = content.vocabulary.is_a
    known = {row[0]: row for row in tables["actors"]}
    for actor in actors:
        kind = actor.type
        row = (actor.id, kind, is_a(kind, "Person"), is_a(kind, "Office"), actor.belongs_to)
        known.setdefault(actor.id, row)
    with open_columns(temporary=temporary, memory=memory) as connection:
        layers = [(name, layer_of(name, content.vocabulary)) for name in sorted(content.vocabulary.classes)]
        create_table(connection, "layers", {"class": "VARCHAR", "layer": "VARCHAR"}, layers)
        for name, files in (("told", claims), ("seats", parts)):
            connection.execute(f"CREATE VIEW {name} AS FROM {read_parquet(*files, options=', union_by_name = true')}")
        for name in TABLES:
            if name in _VIEWS:
                connection.execute(f"CREATE VIEW {name} AS {_VIEWS[name]}")
            else:
                rows = [known[actor] for actor in sorted(known)] if name == "actors" else tables[name]
                create_table(connection, name, columns_of(name), rows)
        connection.execute(
            "INSERT INTO behalves SELECT DISTINCT actor, behalf, true FROM seats WHERE behalf IS NOT NULL"
        )

        def make(name: str, rule: Rule) -> None:
            connection.execute(f"CREATE TABLE {name} AS {rule.select}")

        derive("contacts", set(TABLES), make)
        yield connection
