"""What the claims of event data amount to: quads for the store, and the tables of the graph folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.claims.content import Content
from kg.derived.coded_relations import CodedFiles, make_relation, open_relations, write_relation_quads
from kg.derived.contact_table import COLUMNS
from kg.model.properties import Iris
from kg.model.records import Actor
from kg.store.columns import quote_path, read_parquet
from kg.store.streams import QuadStream


def write_relations(
    content: Content,
    actors: Iterable[Actor],
    files: Sequence[tuple[CodedFiles, Path]],
    stream: QuadStream,
    *,
    iris: Iris,
    work: Path,
    out: Path,
    temporary: Path | None,
    memory: str,
) -> None:
    """Add the quads of all relations to `stream`; write the contact table to `out`, curated contacts first.

    `content` is the curated part of the graph, `actors` are those that the event data brings. Of each data set there
    are its files and where that with who took part is to be written, with whom they count as; `work` is a folder for
    what is needed meanwhile.
    """
    made: set[str] = set()
    with open_relations(
        content, actors, [given for given, _ in files], temporary=temporary, memory=memory
    ) as connection:
        for file in write_relation_quads(connection, work, iris=iris, made=made):
            stream.add_file(file)
        for given, target in files:
            connection.execute(
                "COPY (SELECT p.*, s.state, s.body"
                f" FROM {read_parquet(given.parts)} p JOIN counts_as s ON s.claim = p.claim AND s.actor = p.actor"
                " AND COALESCE(s.behalf, '') = COALESCE(p.behalf, '') ORDER BY p.claim, p.actor, p.role)"
                f" TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)"
            )
        make_relation(connection, "contacts", made)
        connection.execute("SET preserve_insertion_order = true")
        imported = "claim NOT IN (SELECT claim FROM curated_statements)"
        columns = ", ".join(name if name != "imported" else f"{imported} AS imported" for name in COLUMNS)
        connection.execute(
            f"COPY (SELECT {columns} FROM contacts ORDER BY imported, claim, a, b, a_for, b_for)"
            f" TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)"
        )
