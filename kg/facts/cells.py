"""Rows of CSV with the places of their cells in the file, and where a quotation mark goes wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

Place = tuple[int, int]


class BrokenCsvError(ValueError):
    """A text that is not CSV, from a `place` on; its message says why."""

    def __init__(self, place: Place, message: str) -> None:
        self.place = place
        super().__init__(message)


def read_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], list[Place]]]:
    """The rows of a text with `\\n` line ends: the line of each, its cells, and where these start.

    Raises BrokenCsvError where a row cannot be read; what follows it cannot be told apart from it.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = text.split("\n")
    line = 1
    try:
        for row in reader:
            start, line = line, reader.line_num + 1
            yield start, row, cell_places(lines[start - 1 : reader.line_num], start, delimiter)
    except csv.Error as error:
        place, said = _explain(error, lines, line, delimiter)
        raise BrokenCsvError(place, f"this is not CSV: {said}; what follows in the file was not read") from error


def find_delimiter(text: str, column: str) -> str | None:
    """What stands between the cells of the first line, which has this column; None where it has not."""
    first = text.split("\n", 1)[0]
    return next((d for d in ",;\t" if column in [cell.strip(' "') for cell in first.split(d)]), None)


def cell_places(lines: Sequence[str], first: int, delimiter: str) -> list[Place]:
    """The line and column, from 1, at which what is in each cell of a row starts; `first` is the row's first line.

    White space before it does not count; a quotation mark does.

    >>> cell_places(['a,"b', 'c",d'], 7, ",")
    [(7, 1), (7, 3), (8, 4)]
    """
    return _scan(lines, first, delimiter)[0]


def wrong_quote(lines: Sequence[str], first: int, delimiter: str) -> tuple[Place, Place | None]:
    """Where the cell that cannot be read starts, and the quotation mark inside of it that is in the way, if one is.

    >>> wrong_quote(['a,"b', 'c,d'], 7, ",")
    ((7, 3), None)
    >>> wrong_quote(['a,"b" c"'], 7, ",")
    ((7, 3), (7, 5))
    """
    places, wrong = _scan(lines, first, delimiter)
    return places[-1], wrong


def _explain(error: csv.Error, lines: list[str], start: int, delimiter: str) -> tuple[Place, str]:
    """The place of the quotation mark that is not closed, or of the one that stands in the way, and what is wrong."""
    cell, inside = wrong_quote(lines[start - 1 :], start, delimiter)
    place, said = cell, str(error)
    if inside and inside[0] == cell[0]:
        place, said = inside, "a quotation mark inside a cell; write it twice there"
    elif inside:
        said = (
            f"a quotation mark that is not closed before the one in line {inside[0]}; close it, or write that one twice"
        )
    elif lines[cell[0] - 1].startswith('"', cell[1] - 1):
        said = "a quotation mark that is not closed, or a cell that is too long"
    elif "field larger" in said:
        said = f"a cell with more than {csv.field_size_limit():,} characters"
    return place, said


def _scan(lines: Sequence[str], first: int, delimiter: str) -> tuple[list[Place], Place | None]:
    """The places of the cells as far as they can be told, and the mark at which the last of them goes wrong."""
    places: list[Place] = []
    longest = csv.field_size_limit()
    quoted, size = False, 0
    for number, line in enumerate(lines, first):
        at = 0
        if not quoted:
            if number > first:
                break  # the row ends with its line
            at = _start(places, line, 0, number)
        while at < len(line):
            if quoted:
                end = line.find('"', at)
                size += (end if end >= 0 else len(line)) - at
                if size > longest:
                    return places, None
                if end < 0:
                    break
                if line.startswith('""', end):
                    at = end + 2
                    continue
                quoted, at = False, end + 1
                if at < len(line) and line[at] != delimiter:
                    return places, (number, at)
            elif line[at] == '"' and places[-1] == (number, at + 1):
                quoted, size, at = True, 0, at + 1
            else:
                end = line.find(delimiter, at)
                if (end if end >= 0 else len(line)) - at > longest:
                    return places, None
                if end < 0:
                    break
                at = _start(places, line, end + 1, number)
    return places, None


def _start(places: list[Place], line: str, at: int, number: int) -> int:
    """Note where what is in a cell starts. A cell that starts with a space is no quoted one, as CSV has it."""
    start = at
    while line.startswith(" ", start):
        start += 1
    places.append((number, start + 1))
    return at
