"""Files of event data as published: recognised by their first line, and unpacked."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kg.disk.atomic import is_no_room
from kg.errors import UsageError
from kg.events.packed import (
    READ_ERRORS,
    check_gzip,
    is_gzip,
    is_zip,
    read_first_bytes,
    refuse_growth,
    unpack_zip,
    write_utf8,
)
from kg.events.registry import Importer

LONGEST_LINE = 2_000_000
AS_TEXT = ", binary_as_string = true"  # columns of bytes in Parquet
ENCODING_HINT = "save the file as UTF-8, or say what it is in: `encoding` cp1252 for most files of Windows"
_HEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class EventFile:
    """A file of event rows: `shown` is what messages call it, `path` where its rows are, perhaps unpacked.

    `columns` are those of the file in their order, where those that the importer has no use for are called by their
    number in brackets; `delimiter` is empty for Parquet; `header` tells whether the first line names the columns,
    `long` whether the last line is too long for a row, which DuckDB leaves out without a word.
    """

    shown: str
    path: Path
    columns: tuple[str, ...]
    delimiter: str = ""
    header: bool = False
    long: bool = False


def recognise(path: Path, importer: Importer, *, unpacked: Path, encoding: str | None = None) -> EventFile:
    """What a file is, by its first line; only then is more of it unpacked. An empty file has no rows, and is no error.

    A zip archive, and a text that is not in UTF-8 as its `encoding` says, are written into the folder `unpacked`.
    Raises UsageError where it is not what the importer reads.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return _recognise_parquet(path, importer)
        columns, delimiter, header = read_form(path, importer, encoding=encoding)
        inner = unpack_zip(path, unpacked) if is_zip(path) else path
        last = check_gzip(inner) if is_gzip(inner) else _last_line(inner)
        if encoding:
            inner = write_utf8(inner, path, unpacked, encoding)
        return EventFile(str(path), inner, columns, delimiter, header, last > LONGEST_LINE)
    except READ_ERRORS as error:
        if is_no_room(error):
            raise
        raise UsageError(f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}") from error


def read_form(path: Path, importer: Importer, *, encoding: str | None = None) -> tuple[tuple[str, ...], str, bool]:
    """The columns of a file of text, what is between them, and whether its first line names them.

    Raises UsageError where that line is none of the importer's, and one of `READ_ERRORS`.
    """
    start = read_first_bytes(path, _HEAD)
    head = _decode(path, start, encoding)
    if not head.strip() and len(start) < _HEAD:
        return importer.variants[0], "\t", False
    if "\n" not in head and "\r" in head:
        raise UsageError(
            f"'{path}' has old Mac line ends: line ends of one CR, which kg does not read; save it with those of Unix"
            " or Windows (LF or CR LF)"
        )
    for delimiter in ("\t", ","):
        fields = _first_row(head, delimiter, quoted=importer.quoted or delimiter == ",")
        if len(fields) == 1:
            continue
        fields = _spelt_as_published(fields, importer)
        if len(known := [field for field in fields if field in importer.columns]) >= 2:
            return _check_header(path, fields, known, importer), delimiter, True
        for columns in importer.variants:
            if len(fields) == len(columns):
                return columns, delimiter, False
    counts = " or ".join(str(len(columns)) for columns in importer.variants)
    raise UsageError(
        f"'{path}' is not {importer.title}: its first line has neither the names of the columns nor {counts} fields"
        " between tabs or commas"
    )


def first_cells(path: Path) -> list[str]:
    """The cells of the first line of a CSV file such as kg writes; none where it cannot be read."""
    try:
        return _first_row(_decode(path, read_first_bytes(path, _HEAD), None), ",", quoted=True)
    except (UsageError, *READ_ERRORS):
        return []


def _recognise_parquet(path: Path, importer: Importer) -> EventFile:
    from kg.store.columns import load_duckdb, open_columns, quote_found, read_parquet

    with open_columns() as connection:
        try:
            described = connection.execute(f"DESCRIBE FROM {read_parquet(path, options=AS_TEXT)}").fetchall()
            (rows,) = connection.execute(
                f"SELECT sum(num_rows) FROM parquet_file_metadata({quote_found(path)})"
            ).fetchone()
            (size,) = connection.execute(
                f"SELECT sum(total_uncompressed_size) FROM parquet_metadata({quote_found(path)})"
            ).fetchone()
        except load_duckdb().Error as error:
            raise UsageError(f"'{path}' is no Parquet file: {str(error).splitlines()[0][:200]}") from error
    fields = [name for name, *_ in described]
    known = [field for field in fields if field in importer.columns]
    columns = _check_header(path, fields, known, importer)
    refuse_growth(path, max(int(size or 0), int(rows or 0) * len(fields)), path.stat().st_size)
    for name, kind, *_ in described:
        if name in importer.texts and kind != "VARCHAR":
            raise UsageError(
                f"'{path}' has {kind} in the column {name}, which takes the 0 from codes such as 041; write it as text"
            )
    if "file_row_number" in fields:
        raise UsageError(f"'{path}' has a column file_row_number, by which kg counts its rows; give it another name")
    return EventFile(str(path), path, columns)


def _spelt_as_published(fields: list[str], importer: Importer) -> list[str]:
    """The names of columns, of which capital letters do not count, unless the name as published is there as well.

    One without a name is called by its number.
    """
    published = {column.casefold(): column for column in importer.columns if column not in fields}
    return [published.get(name.casefold(), name) or f"column {number}" for number, name in enumerate(fields, 1)]


def _check_header(path: Path, fields: list[str], known: list[str], importer: Importer) -> tuple[str, ...]:
    if len(set(known)) < len(known):
        raise UsageError(f"'{path}' is not {importer.title}: two of its columns have the same name")
    missing = [column for column in importer.variants[-1] if column not in known]
    if missing:
        listed = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise UsageError(f"'{path}' is not {importer.title}: it has no column {listed}")
    return tuple(field if field in known else f"({number})" for number, field in enumerate(fields, 1))


def _decode(path: Path, start: bytes, encoding: str | None) -> str:
    """The start of a file as text. Raises UsageError where it is UTF-16 and nobody said so."""
    if encoding is None and start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"'{path}' is UTF-16; save it as UTF-8, or say so: `encoding` utf-16")
    if encoding is None and start[:200].count(b"\0") > 50:  # half of the bytes of Latin letters in UTF-16
        low = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        raise UsageError(
            f"'{path}' is no text in UTF-8; if it is UTF-16, save it as UTF-8, or say so: `encoding` {low}"
        )
    text = start.decode(encoding or "utf-8", errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _last_line(path: Path) -> int:
    """How many bytes the last line has, of those at the end that a row may have and one more."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_LINE - 2, 0))
        return len(file.read().removesuffix(b"\n").rpartition(b"\n")[2])


def _first_row(head: str, delimiter: str, *, quoted: bool) -> list[str]:
    """The fields of the first row; in quotes it may have several lines."""
    line = head.partition("\n")[0]
    if not quoted:
        return [field.strip() for field in line.split(delimiter)]
    try:
        fields = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return [line]
    return [field.strip() for field in fields]
