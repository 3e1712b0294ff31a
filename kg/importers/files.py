"""Files of event data as published: found, unpacked, and recognised by their first line."""

from __future__ import annotations

import codecs
import csv
import errno
import glob
import gzip
import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import UsageError
from kg.files import is_no_room
from kg.importers.registry import Importer

TEXT_SUFFIXES = (".tab", ".tsv", ".csv", ".txt")
SUFFIXES = (*TEXT_SUFFIXES, ".gz", ".zip", ".parquet")
MOST_UNPACKED = 64 * 2**30
LONGEST_LINE = 2_000_000
_HEAD = 1 << 18
AS_TEXT = ", binary_as_string = true"  # columns of bytes in Parquet
_SMALL, _MOST_TIMES = 1 << 24, 100  # event rows get some ten times smaller when they are packed


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


def find_event_files(paths: Sequence[str | Path]) -> list[Path]:
    """The files that paths, folders and patterns such as "data/*.zip" stand for: each once, sorted within a pattern.

    Raises UsageError for a path that leads to nothing, and for one that kg does not read by its name.
    """
    found: list[Path] = []
    for given in paths:
        path = Path(given)
        if not _can_be(path):
            raise UsageError(f"there is no file '{os.fspath(path)[:200]}'")
        if path.is_dir():
            below = sorted(p for p in path.rglob("*") if _is_event_file(p))
            if not below:
                raise UsageError(f"the folder '{path}' has no event files; kg reads {', '.join(SUFFIXES)}")
            found += below
        elif os.path.lexists(path):
            if not path.is_file():
                raise UsageError(f"'{path}' is no file to read rows from: a pipe, a device, or a link to nothing")
            if path.suffix.lower() not in SUFFIXES:
                raise UsageError(f"'{path}' is no event file by its name; kg reads {', '.join(SUFFIXES)}")
            found.append(path)
        elif matches := sorted(glob.glob(os.fspath(given), recursive=True)):  # noqa: PTH207, it may start anywhere
            found += [p for p in map(Path, matches) if _is_event_file(p)]
        else:
            raise UsageError(f"there is no file '{path}'")
    if not found:
        raise UsageError("there are no files to import")
    return list(dict.fromkeys(found))


def _can_be(path: Path) -> bool:
    """Whether a file can have this name: it is not too long, and has no NUL."""
    try:
        path.lstat()
    except ValueError:
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True


def _is_event_file(path: Path) -> bool:
    """Whether a file in a folder is one of event rows by its name; macOS puts files ._NAME beside others."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith("._") and path.is_file()


def recognise(path: Path, importer: Importer, *, unpacked: Path) -> EventFile:
    """What a file is, by its first line. A zip archive is unpacked into the folder `unpacked`.

    Raises UsageError where it is not what the importer reads.
    """
    try:
        inner = _unpack(path, unpacked) if path.suffix.lower() == ".zip" else path
        if path.suffix.lower() == ".parquet":
            return _recognise_parquet(path, importer)
        head = _head(inner)
        last = check_gzip(inner) if inner.suffix.lower() == ".gz" else _last_line(inner)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:  # the last: a password
        if is_no_room(error):
            raise
        raise UsageError(f"'{path}' cannot be read: {error}") from error
    long = last > LONGEST_LINE
    for delimiter in ("\t", ","):
        fields = _first_row(head, delimiter, quoted=importer.quoted or delimiter == ",")
        if len(fields) == 1:
            continue
        fields = _spelt_as_published(fields, importer)
        if len(known := [field for field in fields if field in importer.columns]) >= 2:
            return EventFile(str(path), inner, _check_header(path, fields, known, importer), delimiter, True, long)
        for columns in importer.variants:
            if len(fields) == len(columns):
                return EventFile(str(path), inner, columns, delimiter, False, long)
    if "\n" not in head and "\r" in head:
        raise UsageError(f"'{path}' has line ends of one CR, which kg does not read; save it with LF or CR LF")
    counts = " or ".join(str(len(columns)) for columns in importer.variants)
    raise UsageError(
        f"'{path}' is not {importer.title}: its first line has neither the names of the columns nor {counts} fields"
        " between tabs or commas"
    )


def _recognise_parquet(path: Path, importer: Importer) -> EventFile:
    from kg.columns import load_duckdb, open_columns, read_parquet

    with open_columns() as connection:
        try:
            described = connection.execute(f"DESCRIBE FROM {read_parquet(path, options=AS_TEXT)}").fetchall()
        except load_duckdb().Error as error:
            raise UsageError(f"'{path}' is no Parquet file: {str(error).splitlines()[0][:200]}") from error
    fields = [name for name, *_ in described]
    known = [field for field in fields if field in importer.columns]
    columns = _check_header(path, fields, known, importer)
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


def _head(path: Path) -> str:
    opened = gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # noqa: SIM115
    with opened as file:
        start = file.read(_HEAD)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"'{path}' is UTF-16; save it as UTF-8")
    return start.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _last_line(path: Path) -> int:
    """How many bytes the last line has, of those at the end that a row may have and one more."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_LINE - 2, 0))
        return len(file.read().removesuffix(b"\n").rpartition(b"\n")[2])


def check_gzip(path: Path) -> int:
    """Read a packed file to its end, and tell how many bytes its last line has.

    DuckDB does not compare the checksum and the length that stand there. Raises OSError, EOFError or zlib.error where
    the file is cut off or damaged.
    """
    with gzip.open(path, "rb") as file:
        last = 0
        while block := file.read(1 << 20):
            _, end, rest = block.removesuffix(b"\n").rpartition(b"\n")
            last = len(rest) if end else last + len(block)
        return last


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


def _unpack(path: Path, folder: Path) -> Path:
    """The one file of event rows in a zip archive, unpacked under a name of our own, whatever the archive calls it."""
    target = folder / f"{path.stem}.unpacked"
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and _has_rows(m.filename)]
        if len(members) != 1:
            raise UsageError(
                f"'{path}' has {len(members)} files of rows in it, and kg reads archives with one; unpack it yourself"
                " and name the folder"
            )
        if members[0].file_size > min(MOST_UNPACKED, shutil.disk_usage(folder).free // 2):
            raise UsageError(f"'{path}' would take {members[0].file_size / 2**30:.0f} GB unpacked; unpack it yourself")
        if members[0].file_size > max(_SMALL, _MOST_TIMES * members[0].compress_size):
            raise UsageError(f"'{path}' grows more than {_MOST_TIMES} times when unpacked, as no file of rows does")
        open_member = archive.open  # of bytes, so without an encoding
        with open_member(members[0]) as packed, target.open("wb") as file:
            _copy(packed, file, limit=members[0].file_size)
    return target


def _has_rows(name: str) -> bool:
    """Whether a member of an archive is a file of rows by its name, and none of those that macOS adds to each."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.lower().endswith(TEXT_SUFFIXES) and not last.startswith("._")


def _copy(packed: IO[bytes], file: io.BufferedWriter, *, limit: int) -> None:
    written = 0
    while block := packed.read(1 << 20):
        written += len(block)
        if written > limit:
            raise zipfile.BadZipFile("the archive has more in it than it says")
        file.write(block)
