"""The contact table of a graph: one row per pair of actors and contact, of curated and coded claims alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.claims.contacts import COLUMNS
from kg.claims.content import Content
from kg.events.curated_actors import Register
from kg.events.linking import Link
from kg.events.merging import BODIES, role_weight
from kg.events.registry import read_sql
from kg.model.vocabulary import Vocabulary
from kg.network.contact_rows import contact_rows
from kg.network.levels import Lift
from kg.store.columns import Connection, create_table, quote_path, read_parquet
from kg.store.oxigraph import Store


def write_contacts(
    connection: Connection,
    links: Sequence[Link],
    register: Register,
    content: Content,
    *,
    parts: Sequence[Path],
    out: Path,
) -> None:
    """Write the contacts of the tables `claims` and `parts` of one data set to `out`, as Parquet.

    `parts` are the files with the parts of all data sets of the graph: they tell on whose behalf somebody acts.
    """
    set_levels(connection, links, register, content)
    connection.execute(
        "UPDATE levels SET state = told.behalf FROM (SELECT actor, min(behalf) AS behalf FROM"
        f" {read_parquet(*parts)} WHERE behalf IS NOT NULL GROUP BY actor HAVING count(DISTINCT behalf) = 1) told"
        " WHERE levels.actor = told.actor AND levels.person AND levels.state IS NULL"
    )
    set_role_weights(connection, content.vocabulary)
    connection.execute(read_sql("contacts"))
    connection.execute(
        f"COPY (SELECT {', '.join(COLUMNS)} FROM contacts ORDER BY claim, a, b) TO {quote_path(out)} (FORMAT parquet)"
    )


def join_contacts(connection: Connection, files: Iterable[Path], curated: Store, *, out: Path) -> None:
    """Write one contact table of those of the data sets and of the curated claims, curated ones first."""
    create_table(connection, "curated", COLUMNS, contact_rows(curated))
    parts = ["SELECT * FROM curated", *(f"SELECT * FROM {read_parquet(file)}" for file in files)]
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"COPY ({' UNION ALL BY NAME '.join(parts)}) TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)"
    )


def set_levels(connection: Connection, links: Sequence[Link], register: Register, content: Content) -> None:
    """Make the table `levels`: the state and the body that an actor counts as where nobody tells on whose behalf."""
    lift = Lift(content, "state")
    is_a = content.vocabulary.is_a
    rows: dict[str, tuple[str, str | None, str | None, bool]] = {}
    for link in links:
        name = link.actor
        if name in register.types:
            state, person = lift.belongs(name), is_a(register.types[name], "Person")
            rows[name] = (name, None if state == name and person else state, lift.body(name), person)
        else:
            above = link.state if link.type in BODIES else None
            person = is_a(link.type, "Person")
            rows.setdefault(name, (name, above, None if person else name, person))
    columns = {"actor": "VARCHAR", "state": "VARCHAR", "body": "VARCHAR", "person": "BOOLEAN"}
    create_table(connection, "levels", columns, [rows[name] for name in sorted(rows)])


def set_role_weights(connection: Connection, vocabulary: Vocabulary) -> None:
    """Make the table `role_weights`: whether a role sits at the table, and which of several roles counts first."""
    rows = [
        (
            name,
            term.at_the_table is not False,
            role_weight(name, vocabulary),
        )
        for name, term in sorted(vocabulary.concepts["Role"].items())
    ]
    create_table(connection, "role_weights", {"role": "VARCHAR", "sits": "BOOLEAN", "weight": "INTEGER"}, rows)
