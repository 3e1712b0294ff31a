"""A text file of event data, line by line: sound rows to a file of their own with their line, others told apart.

This is the slow way, for files in which something is wrong. A row that is broken never takes those after it along:
where a quoted field does not end, only its first line is lost.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from kg.errors import UsageError
from kg.events.file_kinds import LONGEST_LINE, EventFile
from kg.events.packed import open_bytes
from kg.events.rejects import MOST_KEPT, SHOWN, Reject

_MOST_LINES = 1_000  # of one row, in quoted fields
FEW, MANY, OPEN, LONG, NOT_UTF8 = (
    "it has too few fields",
    "it has too many fields",
    "a quoted field in it does not end",
    "it is too long for a row",
    "it is not UTF-8",
)


def sift(file: EventFile, out: Path, *, quoted: bool) -> Iterator[Reject]:
    """Write the rows of a file that have the form of a row to `out`, each after its line; gives the others.

    The lines are counted from 1, and a row stands where its first line is. Empty lines are no rows. The delimiter is
    that of the file. Raises OSError and EOFError where the file cannot be read to its end, and UsageError where more
    than `MOST_KEPT` rows are bad and they are most of those so far: its end need not be awaited.
    """
    bad = good = 0
    with open_bytes(file.path) as packed, out.open("w", encoding="utf-8", newline="") as clean:
        lines = _read_lines(packed)
        rows = _quoted_rows(lines, file) if quoted else _plain_rows(lines, file)
        writer = csv.writer(clean, delimiter=file.delimiter, lineterminator="\n")
        for number, found in rows:
            if isinstance(found, Reject):
                bad += 1
                if bad > max(MOST_KEPT, good):
                    raise UsageError(
                        f"'{file.shown}' has {bad:,} rows that cannot be used among its first {bad + good:,}; line"
                        f" {number}: {found.reason}"
                    )
                yield found
                continue
            if file.header and number == 1:
                continue
            good += 1
            if quoted:
                writer.writerow([number, *found])
            else:
                clean.write(file.delimiter.join([str(number), *found]) + "\n")


def _read_lines(packed: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """The lines that are not empty, with their numbers; of those that are too long, which is told, only the start."""
    number = 0
    while line := packed.readline(LONGEST_LINE + 1):
        number += 1
        whole = line.endswith(b"\n") or len(line) <= LONGEST_LINE
        rest = line
        while not whole and rest and not rest.endswith(b"\n"):
            rest = packed.readline(LONGEST_LINE)
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        if line or not whole:
            yield number, line, not whole
        else:
            number += _skip_empty(packed)


def _skip_empty(packed: IO[bytes]) -> int:
    """Pass over empty lines at once, as there may be millions; returns how many."""
    number = 0
    peek: Callable[[int], bytes] = packed.peek  # type: ignore[attr-defined]  # of both kinds of file
    while rest := len(ahead := peek(1 << 16)):
        empty = rest - len(ahead.lstrip(b"\n"))
        number += empty
        packed.read(empty)
        if empty < rest:
            break
    return number


def _plain_rows(lines: Iterator[tuple[int, bytes, bool]], file: EventFile) -> Iterator[tuple[int, list[str] | Reject]]:
    for number, line, long in lines:
        text = _text(line)
        reason = LONG if long else NOT_UTF8 if text is None else None
        fields = (text or line.decode("latin-1")).replace("\r", " ").split(file.delimiter)
        if reason := reason or _count(fields, file):
            yield number, _reject(file, number, reason, line)
        else:
            yield number, fields


def _quoted_rows(lines: Iterator[tuple[int, bytes, bool]], file: EventFile) -> Iterator[tuple[int, list[str] | Reject]]:
    ahead: deque[tuple[int, bytes, bool]] = deque()
    while True:
        _fill(ahead, lines, 1)
        if not ahead:
            return
        number, line, long = ahead[0]
        taken, found = 1, _parse([line], file)
        if long:
            found = LONG
        size = len(line)
        while found == OPEN and line.count(b'"') % 2:
            _fill(ahead, lines, taken + 1)
            if len(ahead) == taken or taken == _MOST_LINES or (size := size + len(ahead[taken][1])) > LONGEST_LINE:
                break
            taken += 1
            if ahead[taken - 1][1].count(b'"') % 2:  # now their number is even, and the row is at its end, or broken
                found = _parse(_joined(ahead, taken), file)
                break
        if isinstance(found, list):
            yield number, found
        else:
            taken = 1 if found == OPEN else taken
            yield number, _reject(file, number, found, b"\n".join(_joined(ahead, taken)))
        for _ in range(taken):
            ahead.popleft()


def _fill(ahead: deque[tuple[int, bytes, bool]], lines: Iterator[tuple[int, bytes, bool]], wanted: int) -> None:
    while len(ahead) < wanted and (more := next(lines, None)):
        ahead.append(more)


def _joined(ahead: deque[tuple[int, bytes, bool]], taken: int) -> list[bytes]:
    """The lines of a row, with the empty ones between them, which are within a quoted field."""
    joined: list[bytes] = []
    for index in range(taken):
        number = ahead[index][0]
        if index:
            joined += [b""] * (number - ahead[index - 1][0] - 1)
        joined.append(ahead[index][1])
    return joined


def _parse(lines: list[bytes], file: EventFile) -> list[str] | str:
    """The fields of a row in these lines, or what is wrong with it."""
    text = _text(b"\n".join(lines).replace(b"\r", b"\n"))
    plain = text if text is not None else b"\n".join(lines).decode("latin-1")
    usual = csv.field_size_limit(LONGEST_LINE)
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=file.delimiter, strict=True))
    except csv.Error:
        return OPEN
    finally:
        csv.field_size_limit(usual)
    if len(rows) != 1:
        return OPEN
    return NOT_UTF8 if text is None else _count(rows[0], file) or rows[0]


def _count(fields: list[str], file: EventFile) -> str | None:
    wanted = len(file.columns)
    return FEW if len(fields) < wanted else MANY if len(fields) > wanted else None


def _text(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _reject(file: EventFile, number: int, reason: str, text: bytes) -> Reject:
    return Reject(file.shown, number, reason, text[: 4 * SHOWN].decode("utf-8", errors="replace")[:SHOWN])
