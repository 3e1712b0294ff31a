"""Draws by weight, for made-up event files."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw(Generic[T]):
    """Draws from things by weight."""

    def __init__(self, random: Random, things: Sequence[T], weights: Sequence[float]) -> None:
        self.random, self.things = random, things
        self.sums = list(accumulate(weights))

    def __call__(self) -> T:
        return self.things[bisect(self.sums, self.random.random() * self.sums[-1], 0, len(self.sums) - 1)]


def fall(number: int, *, before: float = 5, power: float = 1.12) -> list[float]:
    """Weights that fall with the rank, as how often actors are named does."""
    return [(rank + before) ** -power for rank in range(1, number + 1)]
