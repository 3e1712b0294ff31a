"""Few of many combinations, so that nothing that matters is left out: the others are marked slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pytest

View = Callable[..., Hashable]


def mark_others(rows: Iterable[tuple[Any, ...]], *views: View) -> list[Any]:
    """The rows as parameters of a test; those have the mark `slow` that `cover` does not choose.

    >>> [len(each.marks) for each in mark_others([(1, "a"), (1, "b"), (2, "a"), (2, "b")], lambda n, _: n)]
    [0, 1, 0, 1]
    """
    every = list(rows)
    chosen = cover(every, *views)
    return [pytest.param(*row, marks=() if n in chosen else (pytest.mark.slow,)) for n, row in enumerate(every)]


def cover(rows: Iterable[tuple[Any, ...]], *views: View) -> set[int]:
    """Which rows to take, by number, so that each view has all the values that it has in all of them.

    A view is a function of what is in a row; one that gives two of its values covers the pairs of the two. The row that
    shows the most that no other has shown comes first, and of equals the first; so it is the same each time.

    >>> sorted(cover([(1, "a"), (1, "b"), (2, "a"), (2, "b")], lambda n, _: n, lambda _, letter: letter))
    [0, 3]
    """
    shown = [{(place, view(*row)) for place, view in enumerate(views)} for row in rows]
    left, chosen = set[Any]().union(*shown), set[int]()
    while left:
        best = max(range(len(shown)), key=lambda n: (len(shown[n] & left), -n))
        chosen.add(best)
        left -= shown[best]
    return chosen
