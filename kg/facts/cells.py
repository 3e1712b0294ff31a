"""Where the cells of a CSV row stand in the file, and where a quotation mark goes wrong."""

from __future__ import annotations

import csv
from collections.abc import Sequence

Place = tuple[int, int]


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
