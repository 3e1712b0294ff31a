"""A file of event data → event rows in Parquet, with what cannot be used told apart; nothing is held in memory.

A file in which all is well is read once, by DuckDB. Where something is wrong, it is read again, line by line, for the
lines and the reasons: see `kg.events.sifting`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.disk.atomic import is_no_room
from kg.disk.manifest import EVENT_FILES
from kg.errors import UsageError
from kg.events.file_kinds import AS_TEXT, ENCODING_HINT, LONGEST_LINE, EventFile
from kg.events.packed import READ_ERRORS, is_gzip
from kg.events.registry import Importer, read_sql
from kg.events.rejects import (
    MOST_KEPT,
    SHOWN,
    Reject,
    count_rejects,
    limit_rejects,
    merge_rejects,
    read_rejects,
    write_rejects,
)
from kg.events.sifting import NOT_UTF8, sift
from kg.store.columns import Connection, load_duckdb, quote, quote_found, quote_name, quote_path, read_parquet

_ID = "^[A-Za-z0-9._-]{1,80}$"
_ACTOR_ID = "^[a-z0-9-]*[a-z][a-z0-9-]*$"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Staged:
    """How many rows a file has, how many of them say nothing, and how many cannot be used: in all, and by reason."""

    read: int
    blank: int
    rejected: int
    reasons: Counter[str] = field(default_factory=Counter)


def rejects_beside(out: Path) -> Path:
    """Where the rows of a file that cannot be used are, when the others are at `out`: no file where there are none."""
    return out.with_suffix(EVENT_FILES["rejects"])


def stage_file(connection: Connection, file: EventFile, importer: Importer, out: Path) -> Staged:
    """Read a file into event rows (see rows.sql) at `out`, a Parquet file with a column `wrong`.

    Raises UsageError where there are rows and none can be used, as the file is then not what it claims to be, and where
    most cannot and they are too many to be listed.
    """
    connection.execute(read_sql("rows"))
    staged = None if file.long else _stage(connection, file, importer, out)
    if staged is None:
        clean, unreadable = out.with_suffix(".rows"), out.with_suffix(".unreadable.csv")
        reasons: Counter[str] = Counter()
        try:
            sifted = sift(file, clean, quoted=_is_quoted(file, importer))
            write_rejects(unreadable, count_rejects(sifted, reasons))
            sound = replace(file, path=clean, columns=("line", *file.columns), header=False)
            staged = _stage(connection, sound, importer, out, also=unreadable, before=reasons)
            assert staged is not None, "what was sifted has the form of rows"
        except READ_ERRORS as error:
            if is_no_room(error):
                raise
            raise UsageError(f"'{file.shown}' cannot be read: {getattr(error, 'strerror', None) or error}") from error
        finally:
            clean.unlink(missing_ok=True)
            unreadable.unlink(missing_ok=True)
    if staged.rejected and staged.rejected == staged.read - staged.blank:
        first = next(read_rejects(rejects_beside(out)), None)
        example = f"; line {first.line}: {first.reason}" if first else ""
        example += f"; {ENCODING_HINT}" if first and first.reason == NOT_UTF8 else ""
        raise UsageError(f"'{file.shown}' is not {importer.title}: none of its rows can be used{example}")
    return staged


def _stage(
    connection: Connection,
    file: EventFile,
    importer: Importer,
    out: Path,
    *,
    also: Path | None = None,
    before: Counter[str] | None = None,
) -> Staged | None:
    """Write event rows to `out`, and rejects beside; None where something is wrong and the lines are not known.

    `also` has the first of the rejects that were found before, `before` how many they are, by reason.
    """
    known = not file.delimiter or file.columns[0] == "line"
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW foreign_rows AS SELECT {_columns(file, importer)} FROM {_reader(file, importer)}"
    )
    told = f"SELECT * REPLACE ({_WRONG} AS wrong) FROM (SELECT * FROM event_rows UNION ALL BY NAME ({importer.sql}))"
    try:
        connection.execute(
            f"COPY (SELECT * EXCLUDE (line) FROM ({told})) TO {quote_path(out)} (FORMAT parquet, COMPRESSION snappy)"
        )
    except load_duckdb().Error as error:
        if is_no_room(error):
            raise
        if known:
            raise UsageError(f"'{file.shown}' cannot be read: {str(error).splitlines()[0][:200]}") from error
        return None
    read, wrong = connection.execute(f"SELECT count(*), count(wrong) FROM {read_parquet(out)}").fetchone()
    empty = " AND ".join(f"f.{quote_name(name)} IS NULL" for name in importer.blank) or "false"
    blank = (
        connection.execute(f"SELECT count(*) FROM foreign_rows f WHERE {empty}").fetchone()[0] if importer.blank else 0
    )
    if wrong - blank > max(MOST_KEPT, read - wrong):
        (first,) = connection.execute(f"SELECT min(wrong) FROM {read_parquet(out)}").fetchone()
        raise UsageError(
            f"'{file.shown}' has {wrong - blank:,} rows that cannot be used among its {read:,}; of one of them {first}"
        )
    if wrong != blank and not known:
        return None
    found: Iterator[Reject] = iter(())
    reasons = Counter(before)
    if wrong != blank:
        reasons.update(
            dict(
                connection.execute(
                    f"SELECT r.wrong, count(*) FROM foreign_rows f JOIN (SELECT line, wrong FROM ({told})"
                    f" WHERE wrong IS NOT NULL) r ON r.line = f.line WHERE NOT ({empty}) GROUP BY r.wrong"
                ).fetchall()
            )
        )
        names = ", ".join(f"COALESCE(f.{quote_name(name)}, '')" for name in importer.columns)
        rows = connection.execute(
            f"SELECT f.line, r.wrong, left(concat_ws(chr(9), {names}), {SHOWN}) FROM foreign_rows f"
            f" JOIN (SELECT line, wrong FROM ({told}) WHERE wrong IS NOT NULL) r ON r.line = f.line"
            f" WHERE NOT ({empty}) ORDER BY f.line, r.wrong LIMIT {MOST_KEPT + 1}"
        )
        found = (Reject(file.shown, *row) for row in iter(rows.fetchone, None))
    merged = merge_rejects(read_rejects(also) if also else iter(()), found)
    write_rejects(rejects_beside(out), limit_rejects(merged, reasons.total()))
    return Staged(read + (before.total() if before else 0), blank, reasons.total(), reasons)


# What holds for the rows of every importer: ids go into IRIs, and days have four digits of a year
_WRONG = f"""
  CASE
    WHEN wrong IS NOT NULL THEN wrong
    WHEN NOT regexp_matches(id, '{_ID}')
      THEN 'its id has other characters than letters, digits, ".", "_" and "-", or is too long'
    WHEN regexp_matches(id, '{_ACTOR_ID}') THEN 'its id looks like that of an actor: all letters are small'
    WHEN year(day) NOT BETWEEN 1000 AND 9999 THEN 'the year of its day has not four digits'
    WHEN greatest(length(source_name), length(target_name), length(place), length(publisher)) > {_LONGEST}
      THEN 'one of its names has more than {_LONGEST} characters'
    WHEN contains(concat_ws(' ', source_name, source_code, source_country, target_name, target_code, target_country,
        place, place_country, publisher, content, agreement, CAST(people AS VARCHAR)), chr(0))
      THEN 'it has a NUL character in it'
  END
"""


def _is_quoted(file: EventFile, importer: Importer) -> bool:
    return importer.quoted or file.delimiter == ","


def _reader(file: EventFile, importer: Importer) -> str:
    if not file.delimiter:
        return read_parquet(file.path, options=", file_row_number = true" + AS_TEXT)
    columns = "{" + ", ".join(f"{quote(name)}: 'VARCHAR'" for name in file.columns) + "}"
    marks = "quote = '\"', escape = '\"'" if _is_quoted(file, importer) else "quote = '', escape = ''"
    packed = ", compression = 'gzip'" if is_gzip(file.path) else ", compression = 'none'"
    return (
        f"read_csv({quote_found(file.path)}, auto_detect = false, hive_partitioning = false, columns = {columns},"
        f" delim = {quote(file.delimiter)}, header = {str(file.header).lower()}, {marks}, nullstr = '',"
        f" max_line_size = {LONGEST_LINE}{packed})"
    )


def _columns(file: EventFile, importer: Importer) -> str:
    """All columns that the importer can name, as text without the spaces around it; empty ones where there are none.

    Line ends within a text are those of Unix. `line` is where the row stands, as far as it is known.
    """
    there = set(file.columns)
    line = (
        "CAST(line AS BIGINT)"
        if "line" in there
        else "CAST(NULL AS BIGINT)"
        if file.delimiter
        else "file_row_number + 1"
    )

    def text(name: str) -> str:
        column = f"CAST({quote_name(name)} AS VARCHAR)"
        if importer.quoted:
            column = f"replace(replace({column}, chr(13) || chr(10), chr(10)), chr(13), chr(10))"
        return f"nullif(trim({column}), '')" if name in there else "CAST(NULL AS VARCHAR)"

    return ", ".join([f"{line} AS line", *(f"{text(name)} AS {quote_name(name)}" for name in importer.columns)])
