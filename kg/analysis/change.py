"""Change: how much passes between two actors over time, and two windows side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

import networkx as nx

from kg.analysis.paths import is_talk, was_held
from kg.network.timing import date_events, list_windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensity:
    """What passed between two actors in a window of days; in none, where `start` and `end` are None.

    `contacts` and `acts` are numbers of events. `goldstein` is the mean of the events' values on the Goldstein scale,
    from -10 (conflict) to 10 (cooperation), None where no event carries one; `scaled` is how many do.
    """

    start: date | None
    end: date | None
    one: str
    other: str
    contacts: int
    acts: int
    goldstein: float | None
    scaled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    """The events of a pair in two windows: `before`, `after`, and `change`: new, gone, more, fewer or same."""

    one: str
    other: str
    before: int
    after: int
    change: str


def measure_intensity(
    network: nx.MultiDiGraph, *, window: str | int = "month", scale: str = "goldstein"
) -> tuple[Intensity, ...]:
    """What passed between each pair of actors, window by window.

    Counts the events of the layers contact and act between two actors, either way; one told by several sources counts
    once. Contacts are the talks of the two (`is_talk`), and acts that were only announced or called off do not count.
    Where edges carry a number under `scale`, its mean over events is given, of each event the mean of its edges.

    An event counts in one window: that in which it surely was, and else that of the first day on which it may have
    been, by the most exact of its dates (`kg.network.date_events`). Events without a day that is bounded on both sides
    are counted apart, in a row of each pair without `start` and `end`. So the numbers of a pair add up to all of its
    events, whatever the window. `window` as in `kg.network.split_windows`; they begin with that of the first event that
    counts. Pairs without events in a window are left out. Sorted by window and pair, what has no window last.
    O(edges + windows), and sorting.

    Raises UsageError for a window that there is none of.

    Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. Journal of Conflict Resolution 36(2),
    369-385.
    """
    days = date_events(network)
    told = [
        (pair, data) for pair, edges in _by_pair(network).items() for data in edges
        if data["layer"] in ("contact", "act") and _counts(data)
    ]  # fmt: skip
    firsts = [days[data["event"]][0] for _, data in told if data["event"] in days]
    windows = list_windows(min(firsts, default=None), max(firsts, default=None), window)
    starts = [start for start, _ in windows]
    held: dict[tuple[int, str, str], list[dict[str, Any]]] = {}
    for (one, other), data in told:
        known = days.get(data["event"])
        number = bisect_right(starts, known[0]) - 1 if known else len(windows)
        held.setdefault((number, one, other), []).append(data)
    spans: list[tuple[date, date] | tuple[None, None]] = [*windows, (None, None)]
    return tuple(
        _intensity(spans[number], one, other, held[number, one, other], scale) for number, one, other in sorted(held)
    )


def _intensity(
    span: tuple[date, date] | tuple[None, None], one: str, other: str, edges: list[dict[str, Any]], scale: str
) -> Intensity:
    values: dict[str, list[float]] = {}
    for data in edges:
        value = data.get(scale)
        if isinstance(value, int | float) and not isinstance(value, bool):
            values.setdefault(data["event"], []).append(float(value))
    means = [fmean(values[event]) for event in sorted(values)]
    return Intensity(
        start=span[0],
        end=span[1],
        one=one,
        other=other,
        contacts=len({data["event"] for data in edges if data["layer"] == "contact"}),
        acts=len({data["event"] for data in edges if data["layer"] == "act"}),
        goldstein=fmean(means) if means else None,
        scaled=len(means),
    )


def compare_networks(
    before: nx.MultiDiGraph, after: nx.MultiDiGraph, *, layers: Iterable[str] = ("contact",)
) -> tuple[PairChange, ...]:
    """Two networks side by side: for each pair, how many events it shares in the first and in the second.

    `layers` are those that count. Contacts are the talks of the two (`is_talk`), and of other layers events that were
    only announced, or called off, do not count. The pairs that changed most come first, then in the order of ids; pairs
    without events in both are left out. O(edges), and sorting. Counted as stated here.

    >>> import kg
    >>> views = (kg.load().view(since=f"2022-0{m}-01", until=f"2022-0{m}-28") for m in (3, 4))
    >>> march, april = (view.network(level="state") for view in views)
    >>> compare_networks(march, april)[0].change
    'fewer'
    """
    wanted = set(layers)
    first, second = ({p: _events(e, wanted) for p, e in _by_pair(network).items()} for network in (before, after))
    found = []
    for one, other in sorted({*first, *second}):
        was, now = first.get((one, other), 0), second.get((one, other), 0)
        if was or now:
            change = "new" if not was else "gone" if not now else _CHANGES[(now > was) - (now < was)]
            found.append(PairChange(one=one, other=other, before=was, after=now, change=change))
    return tuple(sorted(found, key=lambda pair: (-abs(pair.after - pair.before), pair.one, pair.other)))


_CHANGES = {1: "more", 0: "same", -1: "fewer"}


def _by_pair(network: nx.MultiDiGraph) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for u, v, data in network.edges(data=True):
        if u != v:
            found.setdefault((u, v) if u < v else (v, u), []).append(data)
    return found


def _events(edges: list[dict[str, Any]], layers: set[str]) -> int:
    return len({data["event"] for data in edges if data["layer"] in layers and _counts(data)})


def _counts(data: dict[str, object]) -> bool:
    return is_talk(data) if data["layer"] == "contact" else was_held(data)
