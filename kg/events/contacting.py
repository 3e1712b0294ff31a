"""The contact table of a graph: one row per pair of actors and contact, of curated and coded claims alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.claims.content import Content
from kg.derived.coded_relations import open_coded_relations
from kg.derived.contact_table import COLUMNS, curated_contacts
from kg.derived.deriving import Relations
from kg.model.records import Actor
from kg.store.columns import create_table, quote_path, read_parquet


def write_contacts(
    content: Content,
    actors: Iterable[Actor],
    *,
    claims: Sequence[Path],
    parts: Sequence[tuple[Path, Path]],
    out: Path,
    temporary: Path | None,
    memory: str,
) -> None:
    """Write the contact table, curated contacts first; and of each data set who took part, with whom that counts as.

    `claims` are the files of all data sets, `parts` pairs of a file with who took part and where it is to be written;
    `content` is the curated part of the graph, `actors` those that the event data brings.
    """
    given = [file for file, _ in parts]
    with open_coded_relations(
        content, actors, claims=claims, parts=given, temporary=temporary, memory=memory
    ) as connection:
        for file, target in parts:
            connection.execute(
                "COPY (SELECT p.*, s.state, s.body"
                f" FROM {read_parquet(file)} p JOIN counts_as s ON s.claim = p.claim AND s.actor = p.actor"
                " AND COALESCE(s.behalf, '') = COALESCE(p.behalf, '') ORDER BY p.claim, p.actor, p.role)"
                f" TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)"
            )
        create_table(connection, "curated_rows", COLUMNS, curated_contacts(Relations.of(content)))
        connection.execute("SET preserve_insertion_order = true")
        coded = ", ".join(name if name != "imported" else "true AS imported" for name in COLUMNS)
        connection.execute(
            f"COPY (FROM curated_rows UNION ALL (SELECT {coded} FROM contacts ORDER BY claim, a, b, a_for, b_for))"
            f" TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)"
        )
