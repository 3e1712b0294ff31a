"""How lines run: several between the same two actors fan out, and a line bends around an actor in its way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kg.page.forces import HasRoom

Point = tuple[float, float]

FAN = 0.2
# Beyond this many actors or lines a picture is read from afar, and looking for free ways takes longer than it is worth.
MOST_ACTORS = 250
MOST_LINES = 1_000
_BENDS = (0.0, 0.16, -0.16, 0.3, -0.3)


def bends(places: Sequence[Point], rooms: Sequence[HasRoom], pairs: Sequence[tuple[int, int]]) -> list[float]:
    """How much each line bends: 0 is straight, positive clockwise, negative the other way.

    Parameters: `places` of the actors; `rooms`, the symbol and label of each; `pairs`, the two actors
    of each line, lines between the same two next to each other. The numbers are vis-network's `roundness`, signed.
    """
    found: list[float] = []
    start = 0
    while start < len(pairs):
        end = start
        while end < len(pairs) and pairs[end] == pairs[start]:
            end += 1
        count = end - start
        fan = [(n - (count - 1) / 2) * FAN for n in range(count)]
        options = _BENDS if count == 1 else (0.0, FAN / 2, -FAN / 2, FAN, -FAN)
        best = (
            0.0
            if len(pairs) > MOST_LINES
            else min(options, key=lambda bend: (_in_the_way(places, rooms, pairs[start], fan, bend), abs(bend), bend))
        )
        found += [round(bend + best, 3) for bend in fan]
        start = end
    return found


def via(start: Point, end: Point, bend: float) -> Point:
    """The control point of the curve as vis-network places it for `curvedCW` and `curvedCCW`."""
    part = abs(bend) * 0.5 + 0.5
    sign = 1 if bend >= 0 else -1
    angle = math.atan2(start[1] - end[1], end[0] - start[0]) + (sign * abs(bend) * 0.5 + 0.5) * math.pi
    reach = part * math.dist(start, end)
    return start[0] + reach * math.sin(angle), start[1] + reach * math.cos(angle)


def _in_the_way(
    places: Sequence[Point], rooms: Sequence[HasRoom], pair: tuple[int, int], fan: list[float], shift: float
) -> int:
    """How many points of the lines of `pair` lie on an actor that is not theirs."""
    if len(places) > MOST_ACTORS or pair[0] == pair[1]:
        return 0
    a, b = places[pair[0]], places[pair[1]]
    spread = 0.5 * math.dist(a, b) + 60
    low_x, high_x = min(a[0], b[0]) - spread, max(a[0], b[0]) + spread
    low_y, high_y = min(a[1], b[1]) - spread, max(a[1], b[1]) + spread
    close = [
        (
            x,
            y + rooms[n].height / 2,
            max(rooms[n].size, 0.42 * rooms[n].width) + 6,
            rooms[n].size + rooms[n].height / 2 + 4,
        )
        for n, (x, y) in enumerate(places)
        if n not in pair and low_x < x < high_x and low_y < y < high_y
    ]
    hits = 0
    for bend in fan:
        cx, cy = via(a, b, bend + shift)
        for step in range(1, 24):
            t = step / 24
            x = (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * cx + t * t * b[0]
            y = (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * cy + t * t * b[1]
            hits += sum(abs(x - px) < rx and abs(y - py) < ry for px, py, rx, ry in close)
    return hits
