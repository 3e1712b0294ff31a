"""One tie per pair: the many edges of a projection counted together, in a way that is chosen and named."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from math import isfinite
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.network.timing import date_events

WEIGHTS = ("contacts", "days", "sources", "recency")


def collapse_network(
    network: nx.MultiDiGraph,
    *,
    weight: str = "contacts",
    half_life: float = 30.0,
    as_of: date | None = None,
    directed: bool = False,
) -> nx.Graph:
    """Collapse a projection to one tie per pair of actors, with a weight.

    `weight` is one of

    - contacts: how many events the two share (acts and other relations count as events, too)
    - days: on how many different days, at the least: the fewest days on which all the events of the pair can have been,
      each within its span; one without a day counts for none
    - sources: how many sources tell of it
    - recency: the sum over events of 2^(-age / half_life), where the age is the number of days from the last day of the
      event to `as_of`, by default the last day in the network; events after that day, and those without one, count 0

    `half_life` is in days. With `directed`, acts, stances and affiliations keep their direction, in a DiGraph, and what
    has none goes both ways; else a Graph. Each tie has `weight`, `contacts`, `days`, `sources` (ids), `claims` (ids),
    `kinds`, `layers`, `first` and `last` (ISO days or None), `undated`, the number of events without a day, and
    `coded`, the number of events that only machine-coded claims tell of the two. Nodes keep their attributes; the
    graph's are kept, with `weight`. O(edges).

    Raises UsageError for an unknown weight, and for a half-life that is not above 0.

    >>> import kg
    >>> ties = collapse_network(kg.load().network(level="state", layers=["contact"]))
    >>> ties["russia"]["turkey"]["weight"] > ties["russia"]["israel"]["weight"]
    True
    """
    if weight not in WEIGHTS:
        raise UsageError(f"there is no weight '{weight}'; the weights are {', '.join(WEIGHTS)}")
    if not (isfinite(half_life) and half_life > 0):
        raise UsageError(f"the half-life is {half_life}; write a number of days above 0")
    days = date_events(network)
    today = as_of or max((last for _, last in days.values()), default=None)
    pairs: dict[tuple[Hashable, Hashable], list[dict[str, Any]]] = {}
    for u, v, data in network.edges(data=True):
        if u == v:
            continue
        both = not data["directed"]
        ends = [(u, v), (v, u)] if directed and both else [(u, v) if directed else _sorted(u, v)]
        for pair in ends:
            pairs.setdefault(pair, []).append(data)
    ties: nx.Graph = nx.DiGraph() if directed else nx.Graph()
    ties.graph.update(network.graph, weight=weight)
    ties.add_nodes_from((name, dict(data)) for name, data in sorted(network.nodes(data=True), key=lambda n: str(n[0])))
    for u, v in sorted(pairs, key=str):
        ties.add_edge(u, v, **_tie(pairs[u, v], days, weight, half_life, today))
    return ties


def _sorted(u: object, v: object) -> tuple[Any, Any]:
    return (u, v) if str(u) <= str(v) else (v, u)


def _tie(
    edges: list[dict[str, Any]],
    days: dict[str, tuple[date, date]],
    weight: str,
    half_life: float,
    today: date | None,
) -> dict[str, Any]:
    events = sorted({data["event"] for data in edges})
    spans = [days[event] for event in events if event in days]
    sources = sorted({data["source"] for data in edges if data["source"]})
    on_days = _count_days(spans)
    values: dict[str, float] = {"contacts": len(events), "days": on_days, "sources": len(sources)}
    if weight == "recency":
        ages = [(today - last).days for _, last in spans] if today else []
        values["recency"] = sum(2.0 ** (-age / half_life) for age in sorted(ages) if age >= 0)
    curated = {data["event"] for data in edges if not data.get("coded")}
    return {
        "weight": values[weight],
        "contacts": len(events),
        "days": on_days,
        "sources": sources,
        "claims": sorted({data["claim"] for data in edges}),
        "kinds": sorted({data["kind"] for data in edges}),
        "layers": sorted({data["layer"] for data in edges}),
        "first": _iso(min((first for first, _ in spans), default=None)),
        "last": _iso(max((last for _, last in spans), default=None)),
        "undated": len(events) - len(spans),
        "coded": len(events) - len(curated),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _count_days(spans: list[tuple[date, date]]) -> int:
    """The least number of days on which all of the spans can have been: the fewest points that meet each of them."""
    count, reached = 0, date.min
    for first, last in sorted(set(spans), key=lambda span: (span[1], span[0])):
        if first > reached or not count:
            count, reached = count + 1, last
    return count
