"""How alike two texts are. The one place where rapidfuzz is used."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from types import ModuleType


@functools.cache
def _fuzz() -> ModuleType:
    from rapidfuzz import fuzz

    return fuzz


def likeness(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 100: twice the letters in the same order in both, of all their letters.

    >>> likeness("lavrov", "lavrov"), likeness("avro", "lavrow")
    (100.0, 80.0)
    """
    ratio: float = _fuzz().ratio(one, other)
    return ratio


def best_place(words: str, text: str) -> tuple[int, int] | None:
    """The part of a folded text that is most like the folded words, as start and end; None where nothing is."""
    found = _fuzz().partial_ratio_alignment(words, text, score_cutoff=30)
    return (found.dest_start, found.dest_end) if found else None


def most_alike(text: str, others: Iterable[str], *, least: float, limit: int = 3) -> list[tuple[str, float]]:
    """Those of some folded texts that are most like one, with how alike they are (0 to 100), at least `least`."""
    from rapidfuzz import process

    found = process.extract(text, list(others), scorer=_fuzz().ratio, score_cutoff=least, limit=limit)
    return [(other, score) for other, score, _ in found]
