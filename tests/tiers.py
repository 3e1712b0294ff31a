"""Which of the values of a test are tried in the fast run, and which have the mark `slow`.

`slow_but` names the fast ones; `mark_others` chooses few of many combinations, so that each value is among them.

>>> [getattr(each, "values", each) for each in slow_but(["a", "b"], "b")]
[('a',), 'b']
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pytest

View = Callable[..., Hashable]


def slow_but(values: Iterable[Any], *fast: Any) -> list[Any]:
    """Values for `pytest.mark.parametrize`: all but those of `fast` have the mark `slow`.

    Each value is that of one parameter, or a tuple with the values of several.

    Raises:
        ValueError: one of `fast` is not there; else it would stop being tried without a word
    """
    given = list(values)
    if lost := [each for each in fast if each not in given]:
        raise ValueError(f"no such values: {lost}")
    return [
        each if each in fast else pytest.param(*(each if isinstance(each, tuple) else (each,)), marks=pytest.mark.slow)
        for each in given
    ]


def number_of_examples(fast: int, slow: int) -> pytest.MarkDecorator:
    """A test gets `examples`, how many Hypothesis draws: few in the fast run, more in that with the mark `slow`.

    The property stands inside of the test, with `settings(max_examples=examples)`.
    """
    return pytest.mark.parametrize("examples", slow_but([fast, slow], fast))


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
