"""Where the actors stand: sides of the conflict left and right, third parties between them, everybody else around.

Plain arithmetic, so that the same network gives the same picture on every machine. Distances are in the pixels of an
unzoomed page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.page.forces import Boxes, forces

Point = tuple[float, float]
GAP_X, GAP_Y = 34.0, 30.0
BULGE = 110.0
# With more actors than these, sides decide where all stand only if as many are of a side.
FEW, FEWEST_SIDED = 40, 8


@dataclass(frozen=True, slots=True)
class Shape:
    """The room that an actor takes.

    `side` is a number, or -1 for none; `size` is half the width of the symbol, `width` and `height` are the label's.
    """

    side: int
    size: float
    width: float
    height: float


def positions(shapes: Sequence[Shape], pairs: Sequence[tuple[int, int]]) -> list[Point]:
    """A place for each actor.

    Parameters: `shapes`, one for each actor; `pairs`, the places in `shapes` of two actors that are tied, as often as
    they are. Returns x and y of the middle of each actor's symbol; its label stands below. No two actors overlap.
    """
    if not shapes:
        return []
    near: list[dict[int, int]] = [{} for _ in shapes]
    for a, b in pairs:
        if a != b:
            near[a][b] = near[a].get(b, 0) + 1
            near[b][a] = near[b].get(a, 0) + 1
    if stands_by_sides(shapes):
        cell = (max(shape.width for shape in shapes) + GAP_X, max(2 * s.size + s.height for s in shapes) + GAP_Y)
        wanted = _between_sides(shapes, near, cell)
    else:
        room = (sum(s.width for s in shapes) / len(shapes), sum(2 * s.size + s.height for s in shapes) / len(shapes))
        wanted = forces(near, (room[0] + GAP_X / 2, room[1] + GAP_Y / 2))
    return Boxes(shapes, GAP_X / 2, GAP_Y / 2).apart(wanted)


def stands_by_sides(shapes: Sequence[Shape]) -> bool:
    """Whether sides decide where actors stand: not where many do and hardly anybody is of a side."""
    sided = sum(shape.side >= 0 for shape in shapes)
    return sided > 0 and (len(shapes) <= FEW or sided >= FEWEST_SIDED)


def label_growth(shapes: Sequence[Shape], places: Sequence[Point]) -> float:
    """By how much labels may grow, at most 1.75 times, before one of them runs into another actor.

    Large networks get 1: there the labels would take more room than the reader gains.
    """
    if len(shapes) > 150:
        return 1.0
    growth = 1.75
    for n, (shape, (x, y)) in enumerate(zip(shapes, places, strict=True)):
        for other, (ox, oy) in zip(shapes[:n], places[:n], strict=True):
            beside = 2 * abs(x - ox) / (shape.width + other.width)
            upper, gap = (shape, oy - y) if y < oy else (other, y - oy)
            below = (gap - shape.size - other.size) / upper.height
            growth = min(growth, max(beside, below))
    return max(1.0, math.floor(growth * 8) / 8)


def _between_sides(shapes: Sequence[Shape], near: list[dict[int, int]], cell: Point) -> list[Point]:
    sides = sorted({shape.side for shape in shapes if shape.side >= 0})
    # A third side, where there is one, stands with the first, below it.
    left = [n for side in sides[0::2] for n, shape in enumerate(shapes) if shape.side == side]
    right = [n for side in sides[1::2] for n, shape in enumerate(shapes) if shape.side == side]
    middle: list[int] = []
    others: list[int] = []
    for n, shape in enumerate(shapes):
        if shape.side < 0:
            reached = {shapes[other].side for other in near[n]} - {-1}
            (middle if len(reached) > 1 else others).append(n)
    weight = [sum(row.values()) for row in near]
    left, right, middle = (_heaviest_inside(lane, weight) for lane in (left, right, middle))
    rows = max(6, math.ceil(math.sqrt(0.8 * len(shapes))))
    reach = (1.9 + 0.55 * (math.ceil(len(middle) / rows) - 1)) * cell[0]
    for _ in range(8):
        height = {n: y for lane in (left, middle, right) for n, y in zip(lane, _heights(len(lane)), strict=True)}
        for lane in (left, right):
            means = {n: _mean(near[n], height, height[n]) for n in lane}
            lane.sort(key=lambda n: (means[n], n))
    spots: dict[int, Point] = {}
    _column(spots, left, (-reach, -1.0), cell, rows)
    _column(spots, right, (reach, 1.0), cell, rows)
    _column(spots, middle, (0.0, 0.0), cell, rows)
    _swap_to_shorten(spots, [left, right, middle], near)
    _around(spots, others, near, cell, reach)
    return [spots[n] for n in range(len(shapes))]


def _heights(count: int) -> list[float]:
    return [(n + 0.5) / count - 0.5 for n in range(count)]


def _mean(near: dict[int, int], at: dict[int, float], default: float) -> float:
    known = [(at[n], times) for n, times in near.items() if n in at]
    total = sum(times for _, times in known)
    return sum(value * times for value, times in known) / total if total else default


def _heaviest_inside(lane: list[int], weight: list[int]) -> list[int]:
    """The lane with the most connected actors in its middle."""
    order = sorted(lane, key=lambda n: (-weight[n], n))
    return order[1::2][::-1] + order[0::2]


def _column(spots: dict[int, Point], lane: list[int], side: tuple[float, float], cell: Point, rows: int) -> None:
    """Stand `lane` in columns from `side[0]` outwards, bulging to the side so that ties within it stay clear."""
    start, outward = side
    count = max(1, math.ceil(len(lane) / rows))
    for column in range(count):
        members = lane[column::count]
        # Third parties stand in a zigzag, and their columns share the middle.
        shift = (column - (count - 1) / 2) * cell[0] if not outward else outward * column * cell[0]
        for n, height in zip(members, _heights(len(members)), strict=True):
            zigzag = 0.0 if outward or len(members) < 3 else (0.22 if members.index(n) % 2 else -0.22) * cell[0]
            bulge = outward * min(BULGE, 18.0 * len(members)) * (1 - 4 * height * height)
            # Few actors spread over the height of a screen; many stand as close as their labels allow.
            stretch = max(1.0, min(1.6 if outward else 2.4, 8 / len(members)))
            spots[n] = (start + shift + zigzag + bulge, height * len(members) * cell[1] * stretch)


def _swap_to_shorten(spots: dict[int, Point], lanes: list[list[int]], near: list[dict[int, int]]) -> None:
    """Exchange actors of one lane where that shortens their ties; small networks only, where the eye sees it."""
    if len(spots) > 80:
        return

    def length(n: int, at: Point, other: int, other_at: Point) -> float:
        return sum(
            times * math.dist(at, other_at if m == other else spots[m]) for m, times in near[n].items() if m in spots
        )

    for _ in range(4):
        better = False
        for lane in lanes:
            for i, a in enumerate(lane):
                for b in lane[i + 1 :]:
                    now = length(a, spots[a], b, spots[b]) + length(b, spots[b], a, spots[a])
                    then = length(a, spots[b], b, spots[a]) + length(b, spots[a], a, spots[b])
                    if then < now - 1e-6:
                        spots[a], spots[b] = spots[b], spots[a]
                        better = True
        if not better:
            return


def _around(spots: dict[int, Point], others: list[int], near: list[dict[int, int]], cell: Point, reach: float) -> None:
    """Stand `others` in rows above and below, each near those it is tied to."""
    if not others:
        return
    half = max((abs(y) for _, y in spots.values()), default=0.0) + 1.1 * cell[1]
    xs, ys = {n: x for n, (x, _) in spots.items()}, {n: y for n, (_, y) in spots.items()}
    wish = {n: (_mean(near[n], xs, 0.0), _mean(near[n], ys, 0.0)) for n in others}
    order = sorted(others, key=lambda n: (wish[n][1], n))
    split = (len(order) + 1) // 2
    wide = max(3, math.ceil(2 * reach / cell[0]), math.ceil(math.sqrt(len(others))))
    for direction, group in ((-1.0, order[:split][::-1]), (1.0, order[split:])):
        for row in range(0, len(group), wide):
            members = sorted(group[row : row + wide], key=lambda n: (wish[n][0], n))
            for n, x in zip(members, _spread([wish[n][0] for n in members], cell[0]), strict=True):
                spots[n] = (x, direction * (half + row // wide * cell[1]))


def _spread(wanted: list[float], step: float) -> list[float]:
    """The rising numbers nearest to `wanted` that are at least `step` apart and have the same mean."""
    placed: list[float] = []
    for value in wanted:
        placed.append(max(value, placed[-1] + step) if placed else value)
    drift = (sum(placed) - sum(wanted)) / len(wanted)
    return [value - drift for value in placed]
