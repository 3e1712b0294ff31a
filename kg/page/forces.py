"""Two building blocks of the layout: a force-directed start, and pushing apart what overlaps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

import networkx

from kg.analysis.engine import choose_engine, seeded_igraph, to_igraph
from kg.analysis.pairs import Pairs

Point = tuple[float, float]


class HasRoom(Protocol):
    """Something with a symbol of half-size `size` and a label of `width` and `height` under it."""

    @property
    def size(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


class Boxes:
    """The rooms of the actors, with a margin around each, to be placed one after the other."""

    def __init__(self, shapes: Sequence[HasRoom], margin_x: float, margin_y: float) -> None:
        self.shapes = shapes
        self.margin = (margin_x, margin_y)
        self.grid = max(60.0, max(max(s.width, 2 * s.size) for s in shapes) / 2)
        self.taken: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def apart(self, wanted: Sequence[Point]) -> list[Point]:
        """The points of `wanted`, moved as far as needed to overlap no longer.

        After a mutual loosening, what still overlaps moves up or down, away from the middle. Whoever stands nearest to
        the middle keeps its place; the others give way.
        """
        wanted = self._loosened(wanted)
        placed: list[Point] = list(wanted)
        for n in sorted(range(len(wanted)), key=lambda n: (abs(wanted[n][1]), abs(wanted[n][0]), n)):
            x, y = wanted[n]
            direction = -1.0 if y < 0 else 1.0
            while (hit := self._hit(box := self._box(n, x, y))) is not None:
                # Just beyond the box in the way: each step leaves one box behind for good, so this ends.
                y += hit[3] - box[1] + 0.5 if direction > 0 else hit[1] - box[3] - 0.5
            for cell in self._cells(box):
                self.taken.setdefault(cell, []).append(box)
            placed[n] = (round(x, 1), round(y, 1))
        return placed

    def _loosened(self, wanted: Sequence[Point], rounds: int = 30) -> list[Point]:
        """`wanted` with overlaps mostly gone: each overlapping two step apart, along the way that takes less."""
        places = list(wanted)
        for _ in range(rounds):
            boxes = [self._box(n, x, y) for n, (x, y) in enumerate(places)]
            cells: dict[tuple[int, int], list[int]] = {}
            moves = [[0.0, 0.0] for _ in places]
            for n, box in enumerate(boxes):
                met = {m for cell in self._cells(box) for m in cells.get(cell, ())}
                for m in sorted(met):
                    _step_apart(box, boxes[m], moves[n], moves[m])
                for cell in self._cells(box):
                    cells.setdefault(cell, []).append(n)
            if not any(dx or dy for dx, dy in moves):
                break
            places = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(places, moves, strict=True)]
        return places

    def _box(self, n: int, x: float, y: float) -> tuple[float, float, float, float]:
        shape = self.shapes[n]
        half = max(shape.width / 2, shape.size) + self.margin[0]
        return (
            x - half,
            y - shape.size - self.margin[1],
            x + half,
            y + shape.size + shape.height + self.margin[1],
        )

    def _cells(self, box: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (math.floor(side / self.grid) for side in box)
        return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))

    def _hit(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
        for cell in self._cells(box):
            for other in self.taken.get(cell, ()):
                if box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]:
                    return other
        return None


def _step_apart(
    box: tuple[float, float, float, float],
    other: tuple[float, float, float, float],
    move: list[float],
    back: list[float],
) -> None:
    across = min(box[2], other[2]) - max(box[0], other[0])
    along = min(box[3], other[3]) - max(box[1], other[1])
    if across <= 0 or along <= 0:
        return
    # Boxes are wider than high: what counts is the share of the width or height, or all would be piled up.
    axis = 0 if across / (box[2] - box[0]) < along / (box[3] - box[1]) else 1
    step = 0.5 * (along if axis else across) + 0.5
    # The sum of opposite sides is twice the middle.
    if box[axis] + box[axis + 2] < other[axis] + other[axis + 2]:
        step = -step
    move[axis] += 0.6 * step
    back[axis] -= 0.6 * step


def forces(near: Sequence[dict[int, int]], cell: Point) -> list[Point]:
    """Places found by letting ties pull and neighbours push (Fruchterman and Reingold 1991), each time the same.

    By igraph where it is installed: fewer crossings, in less time. Otherwise by hand, without any chance; the layouts
    of networkx want numpy, which kg does without. The places fill a disc with room for all, wider than high as screens
    are.
    """
    spots = _by_igraph(near) if choose_engine() == "igraph" else _by_hand(near, cell)
    radius = math.sqrt(1.1 * len(near) * cell[0] * cell[1] / math.pi)
    middle = [sum(spot[axis] for spot in spots) / len(spots) for axis in (0, 1)]
    spread = [math.sqrt(sum((spot[axis] - middle[axis]) ** 2 for spot in spots) / len(spots)) or 1.0 for axis in (0, 1)]
    wide, high = (share * radius / 2 / size for share, size in zip((1.5, 0.7), spread, strict=True))
    return [(wide * (x - middle[0]), high * (y - middle[1])) for x, y in spots]


def _by_igraph(near: Sequence[dict[int, int]]) -> list[list[float]]:
    """The largest part that hangs together by igraph; what has no tie to it stands around it."""
    pairs = {(n, m): times for n, ties in enumerate(near) for m, times in ties.items() if n < m}
    graph = networkx.Graph(list(pairs))
    graph.add_nodes_from(range(len(near)))
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    place = {n: number for number, n in enumerate(parts[0])}
    inside = sorted((place[n], place[m], times) for (n, m), times in pairs.items() if n in place)
    ties = Pairs(
        nodes=list(place),
        directed=False,
        pairs=[(n, m) for n, m, _ in inside],
        weights=[float(times) for *_, times in inside],
    )
    with seeded_igraph(1):
        found = to_igraph(ties).layout_fruchterman_reingold(weights="weight", niter=500, grid="nogrid")
    spots = [[0.0, 0.0] for _ in near]
    for n, (x, y) in zip(place, found, strict=True):
        spots[n] = [x, y]
    around = [n for part in parts[1:] for n in part]
    rim = 1.15 * max((math.hypot(x, y) for x, y in spots), default=1.0) or 1.0
    for number, n in enumerate(around):
        angle = 2 * math.pi * number / len(around)
        spots[n] = [rim * math.cos(angle), rim * math.sin(angle)]
    return spots


def _by_hand(near: Sequence[dict[int, int]], cell: Point, rounds: int = 60) -> list[list[float]]:
    """The start is a sunflower spiral with the most connected in its middle. Only what is near pushes, looked up in a
    grid, so that a thousand actors take about a second.
    """
    step = 0.62 * math.hypot(*cell)
    order = sorted(range(len(near)), key=lambda n: (-sum(near[n].values()), n))
    spots: list[list[float]] = [[0.0, 0.0] for _ in near]
    for place, n in enumerate(order):
        angle = place * math.pi * (3 - math.sqrt(5))
        spots[n] = [0.7 * step * math.sqrt(place) * math.cos(angle), 0.7 * step * math.sqrt(place) * math.sin(angle)]
    rounds = rounds if len(near) <= 300 else rounds // 2
    for turn in range(rounds):
        moves = _pushes(spots, step)
        for n, ties in enumerate(near):
            # Who has many ties is not to be a fist that holds them all.
            ease = 1 / math.sqrt(max(1, len(ties)))
            for m, times in ties.items():
                dx, dy = spots[m][0] - spots[n][0], spots[m][1] - spots[n][1]
                pull = math.hypot(dx, dy) / step * ease * min(1.5, 0.5 + 0.1 * times)
                moves[n][0] += dx * pull
                moves[n][1] += dy * pull
            # A light pull to the middle keeps apart what has no tie from drifting off.
            moves[n][0] -= 0.16 * spots[n][0]
            moves[n][1] -= 0.24 * spots[n][1]
        limit = step * (1 - turn / rounds)
        for spot, (dx, dy) in zip(spots, moves, strict=True):
            size = math.hypot(dx, dy)
            if size > 1e-9:
                spot[0] += dx / size * min(size, limit)
                spot[1] += dy / size * min(size, limit)
    return spots


def _pushes(spots: list[list[float]], step: float) -> list[list[float]]:
    moves = [[0.0, 0.0] for _ in spots]
    reach = 2 * step
    grid: dict[tuple[int, int], list[int]] = {}
    for n, (x, y) in enumerate(spots):
        grid.setdefault((math.floor(x / reach), math.floor(y / reach)), []).append(n)
    for (column, row), members in grid.items():
        around = [m for dx in (-1, 0, 1) for dy in (-1, 0, 1) for m in grid.get((column + dx, row + dy), ())]
        for n in members:
            x, y = spots[n]
            for m in around:
                dx, dy = x - spots[m][0], y - spots[m][1]
                squared = dx * dx + dy * dy
                if m != n and squared < reach * reach:
                    push = step * step / max(squared, 1.0)
                    moves[n][0] += dx * push
                    moves[n][1] += dy * push
    return moves
