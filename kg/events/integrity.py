"""The tables of event data in a graph's folder: whether they are as kg wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.claims import things
from kg.derived.coded import CLAIM_COLUMNS, PART_COLUMNS
from kg.derived.contact_table import COLUMNS
from kg.disk.manifest import CONTACTS, THINGS
from kg.errors import KgError
from kg.events.data_sets import DataSet
from kg.events.registry import read_sql
from kg.store.columns import REMAKE, check_table, count_whole, open_columns, telling_damage

_NOT_KEPT = ("line", "wrong")  # columns of rows while they are read


def check_rows(data_set: DataSet, folder: Path) -> int:
    """Read the rows of a data set in a graph's folder to their end; returns how many there are.

    Raises KgError where the file is not as kg wrote it.
    """
    path, importer = data_set.rows(folder), data_set.importer
    remedy = (
        f"the rows of {importer.title} in the graph '{folder}' are lost: build it without event data (kg build FACTS"
        f" --no-events --graph {folder}), or remove it where it has no facts, then import its files again (kg import"
        f" {importer.name} FILE...)"
    )
    with open_columns() as connection:
        connection.execute(read_sql("rows"))
        described = connection.execute("DESCRIBE event_rows").fetchall()
        check_table(
            connection, path, {name: kind for name, kind, *_ in described if name not in _NOT_KEPT}, remedy=remedy
        )
        with telling_damage(path, remedy=remedy):
            return count_whole(connection, path)


def are_derived_sound(folder: Path, sets: Iterable[DataSet]) -> bool:
    """Whether the tables that an import makes of the rows are there, and can be read to their end."""
    tables = {folder / CONTACTS: COLUMNS, folder / THINGS: things.COLUMNS}
    for data_set in sets:
        tables |= {data_set.claims(folder): CLAIM_COLUMNS, data_set.parts(folder): PART_COLUMNS}
    try:
        with open_columns() as connection:
            for path, columns in tables.items():
                check_table(connection, path, columns, remedy=REMAKE)
                count_whole(connection, path)
    except KgError:
        return False
    return True
