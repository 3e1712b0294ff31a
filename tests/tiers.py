"""Which of the values of a test are tried in the fast run, and which have the mark `slow`.

>>> [getattr(each, "values", each) for each in slow_but(["a", "b"], "b")]
[('a',), 'b']
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


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
