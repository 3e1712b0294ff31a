"""Channels: who can reach whom, through whom and how recently; which pairs have none; on whom a channel hangs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import networkx as nx

from kg.analysis.cut_parts import CutParts, Remainder
from kg.analysis.paths import is_denied, list_own, list_talks, talk_network
from kg.errors import UsageError
from kg.network.timing import date_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How one actor reaches another: in so many steps, through whom, and as of when.

    `last` is the day of the last contact of the oldest link, as a chain is as fresh as its stalest link; None where a
    link has no day. `steps` is 0 and `through` is empty where there is no channel.
    """

    start: str
    end: str
    steps: int
    through: tuple[str, ...]
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutPoint:
    """An actor without whom others lose each other: how many pairs, and what is left, the largest part first."""

    actor: str
    pairs: int
    left: tuple[Remainder, ...]

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The names in each part that is left, sorted."""
        return tuple(part.names for part in self.left)


def find_channels(
    network: nx.MultiDiGraph,
    *,
    start: str | None = None,
    as_of: date | None = None,
    within: int | None = None,
) -> Iterator[Channel]:
    """How each pair of actors reaches one another by talks that were held, in the fewest steps.

    Of the chains with the fewest steps, one whose oldest link is the most recent; of several such, the same one each
    time. Belonging costs no step: the talks of those who stand for an actor are its own, and it reaches them in none.
    `start` gives the channels of one actor only. With `within`, a link counts only if its last contact was at
    most so many days before `as_of`, by default the last day in the network. Pairs without a channel are left out; see
    `find_gaps`. `network` is a projection. Breadth-first from each actor: O(actors · pairs with contacts). Counted as
    stated here.

    Gives each pair once, in the order of ids; with `start`, its pairs. Raises UsageError where `start` took part in no
    talks.

    >>> import kg
    >>> states = kg.load().network(level="state")
    >>> [(c.end, c.steps) for c in find_channels(states, start="israel") if c.end == "turkey"]
    [('turkey', 2)]
    """
    links = _links(network, as_of=as_of, within=within)
    own = {name: some for name in network if (some := [each for each in list_own(network, name) if each in links])}
    if start is not None and start not in own:
        raise UsageError(f"'{start}' took part in no talks")
    for name in [start] if start is not None else sorted(own):
        found = _reach(links, own, name)
        for other in sorted(found):
            if start is not None or name < other:
                yield found[other]


def find_gaps(
    network: nx.MultiDiGraph,
    *,
    actors: Iterable[str] | None = None,
    start: str | None = None,
    as_of: date | None = None,
    within: int | None = None,
) -> tuple[tuple[str, str], ...]:
    """The pairs of actors that have no open channel: no chain of talks joins them that nobody denies.

    Belonging joins, as in `find_channels`. `actors` are those asked about, by default all nodes of the network, those
    without any talks as well; `start` gives the pairs of one actor only, who is the first in each; `as_of` and `within`
    as in `find_channels`. By connected parts, and O(actors² + contacts), with `start` O(actors + contacts); counted as
    stated here.

    Raises UsageError for an actor who is not in the network.

    >>> talks = nx.MultiDiGraph()
    >>> talks.add_nodes_from("ab")
    >>> find_gaps(talks)
    (('a', 'b'),)
    """
    chosen = sorted(network) if actors is None else sorted(set(actors))
    if unknown := [name for name in [*chosen, *([start] if start is not None else [])] if name not in network]:
        raise UsageError(f"'{unknown[0]}' is not in the network")
    sure = _parts(network, _links(_undenied(network), as_of=as_of, within=within))
    pairs = combinations(chosen, 2) if start is None else ((start, name) for name in chosen if name != start)
    return tuple((u, v) for u, v in pairs if sure[u].isdisjoint(sure[v]))


def find_denied_channels(
    network: nx.MultiDiGraph,
    *,
    start: str | None = None,
    as_of: date | None = None,
    within: int | None = None,
) -> tuple[tuple[str, str], ...]:
    """The pairs of actors that are in contact only by talks that somebody denies.

    Those whose talks with each other are all denied, whoever else there is between them; and those that no chain joins
    but over such talks. Arguments and order as in `find_gaps`.
    """
    links, open_links = (_links(each, as_of=as_of, within=within) for each in (network, _undenied(network)))
    told, sure = _parts(network, links), _parts(network, open_links)
    names = sorted(network)
    pairs = combinations(names, 2) if start is None else ((start, name) for name in names if name != start)
    return tuple(
        (u, v)
        for u, v in pairs
        if (v in links.get(u, {}) and v not in open_links.get(u, {}))
        or (sure[u].isdisjoint(sure[v]) and not told[u].isdisjoint(told[v]))
    )


def _undenied(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A network without talks that somebody denies."""
    denied = [edge[:3] for edge in network.edges(keys=True, data=True) if is_denied(edge[3])]
    if not denied:
        return network
    kept = network.copy()
    kept.remove_edges_from(denied)
    return kept


def _parts(network: nx.MultiDiGraph, links: Mapping[str, Mapping[str, object]]) -> dict[str, set[int]]:
    """The connected parts in which each actor, or somebody who stands for it, is."""
    joined = nx.Graph()
    joined.add_nodes_from(network)
    joined.add_edges_from((u, v) for u in links for v in links[u])
    part = {name: number for number, names in enumerate(nx.connected_components(joined)) for name in names}
    return {name: {part[each] for each in list_own(network, name)} for name in network}


def find_cut_points(
    network: nx.MultiDiGraph, *, as_of: date | None = None, within: int | None = None
) -> tuple[CutPoint, ...]:
    """The actors on whom channels hang: without one of them, pairs that reach each other no longer do.

    `pairs` counts them, the actor's own not among them. Belonging joins, as in `find_channels`. `as_of` and `within` as
    there. Gives the actor with the most pairs first. O(actors + contacts), and for each cut point as much as hangs on
    it.

    Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications of
    the ACM 16(6), 372-378.
    """
    links = _links(network, as_of=as_of, within=within)
    parts = CutParts(nx.Graph((u, v) for u in sorted(links) for v in sorted(links[u])))
    members = _Members(network, parts)
    found = []
    for name in parts.cuts:
        sizes = parts.sizes(name).values()
        pairs = (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2 - members.kept_pairs(name)
        found.append(CutPoint(actor=name, pairs=pairs, left=tuple(parts.parts(name))))
    return tuple(sorted(found, key=lambda point: (-point.pairs, point.actor)))


class _Members:
    """Who of the actors of a network stand for each other, as far as it keeps pairs joined without a cut point."""

    def __init__(self, network: nx.MultiDiGraph, parts: CutParts) -> None:
        self.parts = parts
        self.own = {
            whole: [name for name in list_own(network, whole) if name in parts.component]
            for whole in sorted(network.graph.get("members", {}))
            if whole in parts.component
        }
        self.of: dict[str, list[str]] = {}  # whom each stands for
        self.elsewhere: dict[str, set[int]] = {}  # the other components in which somebody stands for an actor
        self.wide: dict[int, list[str]] = {}  # those of whom that is so, by their own component
        for whole, names in self.own.items():
            for name in names:
                self.of.setdefault(name, []).append(whole)
            home = parts.component[whole]
            if others := {parts.component[name] for name in names} - {home}:
                self.elsewhere[whole] = others
                self.wide.setdefault(home, []).append(whole)

    def kept_pairs(self, cut: str) -> int:
        """How many pairs of actors in different parts reach each other yet, as others stand for one of the two.

        One of the two hangs on the cut point, or somebody who stands for it does.
        """
        near = {whole for name in self.parts.hanging(cut) for whole in self.of.get(name, ())} if self.of else set()
        at: dict[str, int] = {}
        reach: dict[str, set[int]] = {}  # parts without the cut point
        for whole in sorted(near):
            where = self.parts.part_of(cut, self.own[whole])
            if whole in where and (len(set(where.values())) > 1 or whole in self.elsewhere):
                at[whole], reach[whole] = where[whole], set(where.values())
        if not at:
            return 0
        moving = sorted(at)
        for whole in self.wide.get(self.parts.component[cut], ()):
            if whole not in near and whole != cut:  # all of its own in this component are in what is left of it
                at[whole], reach[whole] = -1, {-1}
        sizes, inside = self.parts.sizes(cut), Counter(at.values())
        kept = sum(sizes[part] - inside[part] for whole in moving for part in reach[whole] - {at[whole]})
        pairs = {(u, v) if u < v else (v, u) for u in moving for v in at if at[u] != at[v]}
        return kept + sum(
            not reach[u].isdisjoint(reach[v]) or not self.elsewhere.get(u, set()).isdisjoint(self.elsewhere.get(v, ()))
            for u, v in pairs
        )


def count_lost_pairs(
    network: nx.MultiDiGraph, actor: str, *, sides: Mapping[str, set[str]]
) -> tuple[tuple[str, str], ...]:
    """The pairs across `sides` that reach each other by talks, and no longer would without `actor`.

    `sides` gives the actors of each side. An actor's exclusivity as a go-between is the number of these pairs.
    O(actors + contacts). Counted as stated here.
    """
    return list_lost_pairs(talk_network(network), sides=sides, actors=[actor]).get(actor, ())


def list_lost_pairs(
    talks: nx.MultiGraph, *, sides: Mapping[str, set[str]], actors: Collection[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each of some actors on whom channels hang the pairs that `count_lost_pairs` gives; others lose nobody.

    `talks` is a network of talks, see `talk_network`. O(actors + contacts), and as many for each of the cut points as
    there are actors on the sides.
    """
    parts = CutParts(nx.Graph(talks.edges()))
    return {name: _lost_pairs(parts, name, sides) for name in parts.cuts if name in actors}


def _lost_pairs(parts: CutParts, actor: str, sides: Mapping[str, set[str]]) -> tuple[tuple[str, str], ...]:
    part = {side: parts.part_of(actor, members) for side, members in sides.items()}
    if len({number for of in part.values() for number in of.values()}) < 2:
        return ()
    return tuple(
        sorted(
            (u, v) if u < v else (v, u)
            for one, other in combinations(sorted(part), 2)
            for u in part[one]
            for v in part[other]
            if u != v and part[one][u] != part[other][v]
        )
    )


def last_day(network: nx.Graph) -> date | None:
    """The last day on which an event of a network may have been; None where none has a day."""
    return max((last for _, last in date_events(network).values()), default=None)


def _links(network: nx.MultiDiGraph, *, as_of: date | None, within: int | None) -> dict[str, dict[str, date | None]]:
    """For each actor those with whom it talked, and the last day of that; None where no contact has a day."""
    if within is not None and within < 0:
        raise UsageError(f"within is {within}; write a number of days of at least 0")
    days = date_events(network)
    today = as_of or max((last for _, last in days.values()), default=None)
    since = today - timedelta(days=min(within, today.toordinal() - 1)) if within is not None and today else None
    links: dict[str, dict[str, date | None]] = {}
    for u, v, data in list_talks(network):
        first, day = days.get(data["event"], (None, None))
        if as_of is not None and first is not None and first > as_of:
            continue
        if within is not None and (day is None or since is None or day < since):
            continue
        for one, other in ((u, v), (v, u)):
            known = links.setdefault(one, {}).get(other)
            links[one][other] = max(known, day) if known and day else known or day
    return links


def _reach(links: dict[str, dict[str, date | None]], own: Mapping[str, list[str]], start: str) -> dict[str, Channel]:
    """The channels of one actor, by rings around it; in a ring, the best chain to each is known before the next."""
    ring = list(own[start])
    found = {name: Channel(start=start, end=name, steps=0, through=(), last=None) for name in ring}
    steps = 0
    while ring:
        steps += 1
        best: dict[str, tuple[date, str]] = {}
        for name in ring:
            chain = date.max if steps == 1 else found[name].last or date.min
            for other, day in links[name].items():
                if other in found:
                    continue
                freshness = min(chain, day or date.min)
                known = best.get(other)
                if known is None or freshness > known[0] or (freshness == known[0] and name < known[1]):
                    best[other] = (freshness, name)
        for other, (freshness, before) in best.items():
            through = () if steps == 1 else (*found[before].through, before)
            last = None if freshness == date.min else freshness
            found[other] = Channel(start=start, end=other, steps=steps, through=through, last=last)
        ring = sorted(best)
    for name, some in own.items():
        reached = [found[each] for each in some if each in found]
        if some != [name] and reached and name not in own[start]:
            found[name] = replace(min(reached, key=_nearness), end=name)
    found.pop(start, None)
    return found


def _nearness(channel: Channel) -> tuple[int, int, str]:
    return channel.steps, -(channel.last or date.min).toordinal(), channel.end
