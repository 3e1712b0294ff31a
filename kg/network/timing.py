"""When the events of a network were: one most exact date for each, and windows over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import networkx as nx

from kg.claims.clocks import Clocks
from kg.errors import UsageError
from kg.model.dates import Date, read_date

WINDOWS = ("week", "month", "quarter", "year")
MOST_WINDOWS = 2_000
_LASTING = ("stance", "affiliation", "relation")
_Edge = tuple[Any, Any, Any, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A network in a window of days; `start` and `end` are its first and last day."""

    start: date
    end: date
    network: nx.MultiDiGraph


def dates_of(data: dict[str, object]) -> tuple[date | None, date | None]:
    """The first and last day on which what an edge tells may have been."""
    return _day(data.get("earliest")), _day(data.get("latest"))


def date_events(network: nx.Graph) -> dict[str, tuple[date, date]]:
    """The days of each event of a network, first and last: of several accounts the most exact, then the earliest.

    Events without a day that is bounded on both sides are not in it.

    >>> import kg
    >>> date_events(kg.load().network(layers=["contact"]))["erdogan-putin-2022-04-26"]
    (datetime.date(2022, 4, 26), datetime.date(2022, 4, 26))
    """
    found: dict[str, tuple[date, date]] = {}
    best: dict[str, tuple[tuple[int, int, bool], date]] = {}
    for _, _, data in network.edges(data=True):
        first, last = dates_of(data)
        event = data.get("event")
        if event is None or first is None or last is None:
            continue
        day = _date_of(data) or Date(str(first), first, last, bool(data.get("uncertain")), False)
        rank = (day.vagueness, first)
        if event not in best or rank < best[event]:
            found[event], best[event] = (first, last), rank
    return found


def cut_window(
    network: nx.MultiDiGraph,
    *,
    since: date | None = None,
    until: date | None = None,
    certainly: bool = False,
) -> nx.MultiDiGraph:
    """The part of a projection that was in a window of days, by the rules of `kg.claims.clocks`.

    All edges of an event pass, or fail, together. What has no date passes, unless `certainly`; then what rests on a
    claim that is not sure fails, too. Nodes without edges go. O(edges).
    """
    clocks = Clocks(since=since, until=until, certainly=certainly)
    dates: dict[str, list[Date]] = {}
    layers: dict[str, str] = {}
    counted = [edge for edge in network.edges(keys=True, data=True) if not certainly or edge[3].get("sure", True)]
    for *_, data in counted:
        layers[data["event"]] = data["layer"]
        given = dates.setdefault(data["event"], [])
        if data["date"] and (day := _date_of(data)) and day not in given:
            given.append(day)
    passing = {
        event
        for event, given in dates.items()
        if (clocks.meets(given) if layers[event] in _LASTING else clocks.holds(given))
    }
    return _part(network, [edge for edge in counted if edge[3]["event"] in passing])


def split_windows(
    network: nx.MultiDiGraph,
    *,
    window: str | int = "month",
    since: date | None = None,
    until: date | None = None,
    certainly: bool = False,
    once: bool = False,
) -> tuple[Snapshot, ...]:
    """Snapshots of a projection, one after the other, without gaps.

    `window` is "week" (from Monday), "month", "quarter", "year", or a number of days. They begin with the window in
    which the first dated event of the network is, or on `since`, and end with that of the last, or on `until`.

    A snapshot has what was in its window by the rules of `kg.claims.clocks`, as `cut_window`: what may have been on a
    day of each of several windows, or at any time, is in all of them. With `once` each event is in one snapshot at
    most, so that counts add up: in that of the first day, from `since` on, on which it may have been by the most exact
    of its dates (`date_events`); an event without a day that is bounded on both sides is in none. O(edges · windows),
    with `once` O(edges + windows).

    Raises UsageError for another window, for more than 2,000 of them, and where `until` is before `since`.

    >>> import kg
    >>> months = split_windows(kg.load().network(layers=["contact"]))
    >>> months[0].start.isoformat(), months[1].network.number_of_edges() > 50
    ('2022-02-01', True)
    """
    Clocks.read(since=since, until=until)
    days = [day for bounds in date_events(network).values() for day in bounds]
    first, last = since or min(days, default=None), until or max(days, default=None)
    spans = [(max(start, since or start), min(end, until or end)) for start, end in list_windows(first, last, window)]
    if once:
        inside = cut_window(network, since=since, until=until, certainly=certainly)
        parts = [_part(inside, edges) for edges in _share_out(inside, [start for start, _ in spans])]
    else:
        parts = [cut_window(network, since=start, until=end, certainly=certainly) for start, end in spans]
    return tuple(Snapshot(start=start, end=end, network=part) for (start, end), part in zip(spans, parts, strict=True))


def list_windows(first: date | None, last: date | None, window: str | int) -> list[tuple[date, date]]:
    """The windows that hold the days from `first` to `last`: first and last day of each, whole ones, without gaps.

    `window` as in `split_windows`; without days there is none. Raises UsageError for another window, and for more than
    2,000 of them.

    >>> [str(end) for _, end in list_windows(date(2022, 3, 9), date(2022, 3, 14), "week")]
    ['2022-03-13', '2022-03-20']
    """
    _step(date(2022, 1, 1), window)
    return [] if first is None or last is None else list(_windows(first, last, window))


def _share_out(network: nx.MultiDiGraph, starts: list[date]) -> list[list[_Edge]]:
    """The edges of a network by window, each event in that in which it may first have been."""
    days = date_events(network)
    parts: list[list[_Edge]] = [[] for _ in starts]
    for edge in network.edges(keys=True, data=True):
        if starts and edge[3]["event"] in days:
            parts[max(0, bisect_right(starts, days[edge[3]["event"]][0]) - 1)].append(edge)
    return parts


def _part(network: nx.MultiDiGraph, edges: list[_Edge]) -> nx.MultiDiGraph:
    kept = nx.MultiDiGraph(**network.graph)
    ends = {name for edge in edges for name in edge[:2]}
    kept.add_nodes_from((name, data) for name, data in network.nodes(data=True) if name in ends)
    kept.add_edges_from(edges)
    return kept


def _windows(first: date, last: date, window: str | int) -> Iterator[tuple[date, date]]:
    start, number = _begin(first, window), 0
    while start <= last:
        if (number := number + 1) > MOST_WINDOWS:
            raise UsageError(f"from {first} to {last} there are more than {MOST_WINDOWS:,} windows; take longer ones")
        following = _step(start, window)
        yield start, following - timedelta(days=1)
        start = following


def _begin(day: date, window: str | int) -> date:
    if window == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if window == "month":
        return day.replace(day=1)
    if window == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if window == "year" else day


def _step(day: date, window: str | int) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}.get(str(window))
    days = 7 if window == "week" else int(window) if str(window).isascii() and str(window).isdigit() else 0
    if months is None and not 0 < days < 100_000:
        raise UsageError(f"there is no window '{window}'; write {', '.join(WINDOWS)} or a number of days")
    try:
        if months is None:
            return day + timedelta(days=days)
        count = day.year * 12 + day.month - 1 + months
        return date(count // 12, count % 12 + 1, 1)
    except (ValueError, OverflowError):
        return date.max


def has_lasted(data: Mapping[str, Any]) -> bool:
    """Whether an edge tells how long something lasted, from a day to a day."""
    day = _date_of(data)
    return day is not None and day.vagueness[0] < 0


def _date_of(data: Mapping[str, Any]) -> Date | None:
    """When an edge was, or how long it lasted."""
    return read_date(str(data.get("date") or ""), lasting=bool(data.get("lasting")))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
