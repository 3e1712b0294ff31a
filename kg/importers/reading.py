"""A file of event data → event rows in Parquet, with what cannot be used told apart; nothing is held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.columns import quote, quote_name, quote_path
from kg.errors import UsageError
from kg.importers.files import EventFile
from kg.importers.registry import Importer, read_sql

_ID = "^[A-Za-z0-9._-]{1,80}$"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used: file, line, the reason, and the row as it stands there, cut after 1,000 characters."""

    file: str
    line: int
    reason: str
    text: str


def stage_file(connection: Any, file: EventFile, importer: Importer, out: Path) -> tuple[int, list[Reject]]:
    """Read a file into event rows (see rows.sql) at `out`, a Parquet file with a column `wrong`.

    Returns how many rows there were, blank ones too, and those that cannot be used. Raises UsageError where none can,
    as the file is then not what it claims to be.
    """
    connection.execute(read_sql("rows"))
    reads = _reader(file, importer)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW foreign_rows AS SELECT {_columns(file, importer)} FROM {reads}")
    connection.execute(
        f"COPY (SELECT * REPLACE ({_WRONG} AS wrong) FROM (SELECT * FROM event_rows UNION ALL BY NAME ({importer.sql})))"
        f" TO {quote_path(out)} (FORMAT parquet, COMPRESSION snappy)"
    )
    blank = _count_blank(connection, importer)
    unreadable = list(_unreadable(connection, file))
    written, wrong = connection.execute(
        "SELECT count(*), count(wrong) FROM read_parquet(?)", [str(out)]
    ).fetchone()
    rejects = unreadable + (list(_wrong(connection, file, importer, unreadable)) if wrong > blank else [])
    rejects.sort(key=lambda reject: (reject.line, reject.reason))
    if len(rejects) == written - blank + len(unreadable):
        example = f"; line {rejects[0].line}: {rejects[0].reason}" if rejects else ""
        raise UsageError(f"'{file.shown}' is not {importer.title}: none of its rows can be used{example}")
    return written + len(unreadable), rejects


# What holds for the rows of every importer: ids go into IRIs, and days have four digits of a year
_WRONG = f"""
  CASE
    WHEN wrong IS NOT NULL THEN wrong
    WHEN NOT regexp_matches(id, '{_ID}') THEN 'its id has other characters than letters, digits, ".", "_" and "-", or is too long'
    WHEN year(day) NOT BETWEEN 1000 AND 9999 THEN 'the year of its day has not four digits'
    WHEN greatest(length(source_name), length(target_name), length(place), length(publisher)) > {_LONGEST}
      THEN 'one of its names has more than {_LONGEST} characters'
  END
"""


def _reader(file: EventFile, importer: Importer) -> str:
    if not file.delimiter:
        return f"read_parquet({quote_path(file.path)})"
    columns = "{" + ", ".join(f"{quote(name)}: 'VARCHAR'" for name in file.columns) + "}"
    quoted = importer.quoted or file.delimiter == ","
    marks = "quote = '\"', escape = '\"'" if quoted else "quote = '', escape = ''"
    packed = ", compression = 'gzip'" if file.path.suffix.lower() == ".gz" else ", compression = 'none'"
    return (
        f"read_csv({quote_path(file.path)}, auto_detect = false, columns = {columns}, delim = {quote(file.delimiter)},"
        f" header = {str(file.header).lower()}, {marks}, nullstr = '', store_rejects = true, rejects_limit = 0"
        f", strict_mode = false{packed})"
    )


def _columns(file: EventFile, importer: Importer) -> str:
    """All columns that the importer can name, as text without the spaces around it; empty ones where there are none."""
    there = set(file.columns)
    return ", ".join(
        f"nullif(trim(CAST({quote_name(name)} AS VARCHAR)), '') AS {quote_name(name)}"
        if name in there
        else f"CAST(NULL AS VARCHAR) AS {quote_name(name)}"
        for name in importer.columns
    )


def _count_blank(connection: Any, importer: Importer) -> int:
    if not importer.blank:
        return 0
    empty = " AND ".join(f"{quote_name(name)} IS NULL" for name in importer.blank)
    return int(connection.execute(f"SELECT count(*) FROM foreign_rows WHERE {empty}").fetchone()[0])


def _unreadable(connection: Any, file: EventFile) -> Iterator[Reject]:
    """The lines that have not the form of a row at all."""
    if not file.delimiter:
        return
    rows = connection.execute(
        "SELECT DISTINCT ON (line) line, error_type, csv_line FROM reject_errors ORDER BY line, error_type"
    ).fetchall()
    for line, kind, text in rows:
        yield Reject(file.shown, int(line), _REASONS.get(kind, "it cannot be read as a row"), _shown(text))


_REASONS = {
    "MISSING COLUMNS": "it has too few fields",
    "TOO MANY COLUMNS": "it has too many fields",
    "UNQUOTED VALUE": "a quoted field in it does not end",
    "LINE SIZE OVER MAXIMUM": "it is too long for a row",
    "INVALID UNICODE": "it is not UTF-8",
}


def _wrong(connection: Any, file: EventFile, importer: Importer, unreadable: list[Reject]) -> Iterator[Reject]:
    """The rows that read well and make no sense, with their lines: a second look, only where there are some."""
    blank = " AND ".join(f"{quote_name(name)} IS NULL" for name in importer.blank) or "false"
    names = ", ".join(quote_name(name) for name in importer.columns)
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE placed AS SELECT row_number() OVER () AS place, * FROM foreign_rows"
    )
    sql = importer.sql.replace("FROM foreign_rows", "FROM placed")
    rows = connection.execute(
        f"SELECT p.place, r.wrong, concat_ws(chr(9), {names}) FROM placed p POSITIONAL JOIN ("
        f"SELECT * REPLACE ({_WRONG} AS wrong) FROM (SELECT * FROM event_rows UNION ALL BY NAME ({sql}))) r"
        f" WHERE r.wrong IS NOT NULL AND NOT ({blank}) ORDER BY p.place"
    ).fetchall()
    connection.execute("DROP TABLE placed; SET preserve_insertion_order = false")
    skipped = sorted(reject.line for reject in unreadable)
    passed = 0
    for place, reason, text in rows:
        line = place + file.header + passed
        while passed < len(skipped) and skipped[passed] <= line:
            passed, line = passed + 1, line + 1
        yield Reject(file.shown, line, reason, _shown(text))


def _shown(text: str | None) -> str:
    return (text or "")[:1000]
