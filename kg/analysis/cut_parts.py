"""What a graph falls into without each of its cut points, found for all of them in one walk over its blocks.

The vertices are put in an order in which whatever hangs on a cut point stands behind it without a gap: so each part is
a run in that order, or what is left of a component around one. Names of a part are listed when they are asked for.

Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications of the
ACM 16(6), 372-378.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate, islice
from typing import Any

import networkx as nx

Run = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Remainder:
    """A part that is left: its size, and its names, sorted, when they are asked for.

    It has the places of its vertices in `order`, of which `ranked` are all, sorted by name.
    """

    order: Sequence[str]
    ranked: Sequence[int]
    runs: tuple[Run, ...]
    first: str

    def __len__(self) -> int:
        return sum(end - start for start, end in self.runs)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(name for start, end in self.runs for name in self.order[start:end]))

    def first_names(self, most: int) -> tuple[str, ...]:
        """The first of its names, at most so many."""
        if 2 * len(self) < len(self.ranked):
            return tuple(nsmallest(most, (name for start, end in self.runs for name in self.order[start:end])))
        inside = (place for place in self.ranked if any(start <= place < end for start, end in self.runs))
        return tuple(self.order[place] for place in islice(inside, most))


class CutParts:
    """The cut points of a graph, and the parts that are left without each.

    >>> parts = CutParts(nx.Graph([("a", "b"), ("b", "c"), ("b", "d")]))
    >>> [part.names for part in parts.parts("b")]
    [('a',), ('c',), ('d',)]
    """

    def __init__(self, graph: nx.Graph) -> None:
        self._blocks = sorted((sorted(block) for block in nx.biconnected_components(graph)), key=lambda b: (-len(b), b))
        self._of: dict[str, list[int]] = defaultdict(list)  # the blocks of each vertex
        for number, block in enumerate(self._blocks):
            for name in block:
                self._of[name].append(number)
        self.cuts = tuple(sorted(name for name, own in self._of.items() if len(own) > 1))
        self.order: list[str] = []
        self._place: dict[str, int] = {}
        self.component: dict[str, int] = {}  # that of each vertex, by number
        self._component: dict[str, Run] = {}  # of each cut point
        self._hanging: dict[str, list[Run]] = {name: [] for name in self.cuts}  # what hangs on it, a run for each block
        self._before: list[str] = []  # the first name of what stands before a place in its component, and from it on
        self._after: list[str] = []
        for number, block in enumerate(self._blocks):
            if block[0] not in self._place:
                self._put(number)
        self._ranked = sorted(range(len(self.order)), key=self.order.__getitem__)

    def parts(self, cut: str) -> list[Remainder]:
        """The parts that are left without a cut point, the largest first, then by name."""
        found = [
            Remainder(self.order, self._ranked, (run,), min(self.order[slice(*run)])) for run in self._hanging[cut]
        ]
        (start, end), place, back = self._component[cut], self._place[cut], self._hanging[cut][-1][1]
        firsts = [self._before[place]] * (start < place) + [self._after[back] for _ in range(back < end)]
        if firsts:
            runs = tuple(run for run in ((start, place), (back, end)) if run[0] < run[1])
            found.append(Remainder(self.order, self._ranked, runs, min(firsts)))
        return sorted(found, key=lambda part: (-len(part), part.first))

    def sizes(self, cut: str) -> dict[int, int]:
        """The sizes of the parts that are left without a cut point, by their numbers: -1 for what it hangs on."""
        found = {number: end - start for number, (start, end) in enumerate(self._hanging[cut])}
        start, end = self._component[cut]
        rest = end - start - 1 - sum(found.values())
        return found | ({-1: rest} if rest else {})

    def part_of(self, cut: str, names: Iterable[str]) -> dict[str, int]:
        """The number of the part in which each of some names is without a cut point; those elsewhere are left out."""
        runs, (first, last) = self._hanging[cut], self._component[cut]
        starts = [start for start, _ in runs]
        found = {}
        for name in names:
            place = self._place.get(name, -1)
            if name != cut and first <= place < last:
                number = bisect_right(starts, place) - 1
                found[name] = number if number >= 0 and place < runs[number][1] else -1
        return found

    def hanging(self, cut: str) -> Sequence[str]:
        """All that hangs on a cut point."""
        return self.order[self._place[cut] + 1 : self._hanging[cut][-1][1]]

    def _put(self, root: int) -> None:
        """Put the vertices of a component in order, from one of its blocks on."""
        start = len(self.order)
        visits = [self._visit(root, "")]
        while visits:  # as deep as the blocks hang on each other
            further = next(visits[-1], None)
            if further is None:
                visits.pop()
            else:
                visits.append(further)
        own = self.order[start:]
        self.component.update(dict.fromkeys(own, start))
        self._before += accumulate([own[0], *own[:-1]], min)
        self._after += reversed(list(accumulate(reversed(own), min)))
        for name in own:
            if name in self._hanging:
                self._component[name] = start, len(self.order)

    def _visit(self, number: int, parent: str) -> Iterator[Iterator[Any]]:
        for name in self._blocks[number]:
            if name == parent:
                continue
            self._place[name] = len(self.order)
            self.order.append(name)
            for other in self._of[name]:
                if other != number:
                    start = len(self.order)
                    yield self._visit(other, name)
                    self._hanging[name].append((start, len(self.order)))
