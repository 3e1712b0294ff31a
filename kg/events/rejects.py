"""Rows that cannot be used, as CSV: written, read and merged one at a time, as a file can have millions of them."""

from __future__ import annotations

import csv
import filecmp
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from heapq import merge
from itertools import chain, islice
from pathlib import Path

from kg.errors import KgError
from kg.store.tables import unguard, write_csv

SHOWN = 1_000
MOST_KEPT = 100_000  # rejects of one file that are kept with their lines; others are counted


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used: file, line, the reason, and the row as it stands there, cut after 1,000 characters."""

    file: str
    line: int
    reason: str
    text: str


_COLUMNS = [field.name for field in fields(Reject)]


def count_rejects(rejects: Iterable[Reject], reasons: Counter[str]) -> Iterator[Reject]:
    """Count all rejects of a file by their reason; gives as many as `limit_rejects` needs."""
    for number, reject in enumerate(rejects):
        reasons[reject.reason] += 1
        if number <= MOST_KEPT:
            yield reject


def limit_rejects(rejects: Iterable[Reject], number: int) -> Iterator[Reject]:
    """The first of the rejects of a file, of which there are so many, and one that says how many more there are."""
    ones = iter(rejects)
    yield from islice(ones, MOST_KEPT)
    if number > MOST_KEPT and (after := next(ones, None)):
        reason = f"from this line on {number - MOST_KEPT:,} more rows cannot be used; they are counted and not listed"
        yield Reject(after.file, after.line, reason, "")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """Write rejects, which are sorted, to a file; returns how many they are. Without any there is no file.

    A text that a spreadsheet would run has an apostrophe before it.
    """
    with path.open("w", encoding="utf-8", newline="") as out:
        number = write_csv(out, _COLUMNS, map(astuple, rejects))
    if not number:
        path.unlink()
    return number


def read_rejects(path: Path) -> Iterator[Reject]:
    """The rejects in a file, in their order; none where there is no file.

    Raises KgError where it is not as `write_rejects` made it.
    """
    if not path.is_file():
        return
    number = 1
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            if next(rows, None) != _COLUMNS:
                raise ValueError("its first line is not that of such a file")
            for number, (name, line, reason, text) in enumerate(rows, 2):  # noqa: B007, it is told
                yield Reject(unguard(name), int(line), reason, unguard(text))
    except (OSError, ValueError, csv.Error) as error:
        raise KgError(
            f"'{path}', which lists rows of earlier imports that could not be used, is damaged (row {number}: {error});"
            " remove it, and import again"
        ) from error


def merge_rejects(*sorted_ones: Iterable[Reject]) -> Iterator[Reject]:
    """Rejects that are sorted each for themselves, in one order."""
    return merge(*sorted_ones, key=lambda reject: (reject.file, reject.line, reject.reason))


def renew_rejects(path: Path, staged: Iterable[Path], *, read: Collection[str], before: Path) -> None:
    """Write the rejects of the files that were `read` now, and those of others from `before`.

    `staged` are in the order of the names of the files that were read.
    """
    kept = (reject for reject in read_rejects(before) if reject.file not in read)
    write_rejects(path, merge_rejects(kept, chain.from_iterable(map(read_rejects, staged))))


def place_rejects(new: Path, target: Path) -> None:
    """Let a file be as another, which goes; where there is no other, none. One that is the same stays as it is."""
    if not new.is_file():
        target.unlink(missing_ok=True)
    elif not target.is_file() or not filecmp.cmp(new, target, shallow=False):
        new.replace(target)
