"""Large networks: a few actors stand for themselves, the rest in groups that open, so that a picture can be read.

A picture of 20,000 actors shows nothing, and takes vis-network half a second for each frame. Groups are what actors
belong to (their state, mostly); where the network does not tell that, its communities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import networkx

from kg.analysis import find_communities
from kg.page.display import LABEL, one_line, words

# Up to here each actor stands for itself.
MOST_ACTORS = 400
# Beyond, what is drawn at first is as much as has room for its labels.
PINNED = 30
MOST_GROUPS = 60
_FEWEST_GROUPS = 4
REST = "all others"


def group_actors(network: networkx.MultiDiGraph, names: Sequence[Any]) -> tuple[list[str], list[int]]:
    """The labels of the groups, and for each of `names` the place of its group, -1 where it stands for itself.

    No groups where there are at most `MOST_ACTORS`. The `PINNED` with the most ties stand for themselves. Who would be
    alone in a group, or in none of the `MOST_GROUPS` largest, stands with all others of that sort, or alone where
    these are few.
    """
    if len(names) <= MOST_ACTORS:
        return [], [-1] * len(names)
    degree: Mapping[Any, int] = dict(network.degree())
    order = sorted(range(len(names)), key=lambda n: (-degree[names[n]], n))
    rest = sorted(order[PINNED:])
    label_of = _belonging(network, names)
    if len({label_of[n] for n in rest}) < _FEWEST_GROUPS:
        label_of = _communities(network, names, degree)
    sizes = Counter(label_of[n] for n in rest)
    labels = [label for label in sorted(sizes, key=lambda label: (-sizes[label], label)) if sizes[label] > 1]
    labels = labels[:MOST_GROUPS]
    place = {label: number for number, label in enumerate(labels)}
    apart = [n for n in rest if label_of[n] not in place]
    groups = [-1] * len(names)
    if len(apart) > PINNED:
        labels.append(REST)
    for n in rest:
        groups[n] = place.get(label_of[n], len(labels) - 1 if len(apart) > PINNED else -1)
    return labels, groups


def _belonging(network: networkx.MultiDiGraph, names: Sequence[Any]) -> list[str]:
    labels: list[str] = []
    for name in names:
        data = network.nodes[name]
        above = data.get("belongs_to")
        if not above and data.get("type") == "State":
            above = data.get("label") or name
        labels.append(one_line(above, LABEL) or words(data.get("type")) or "actors")
    return labels


def _communities(network: networkx.MultiDiGraph, names: Sequence[Any], degree: Mapping[Any, int]) -> list[str]:
    found: dict[Any, str] = {}
    for community in find_communities(network).members:
        first = min(community, key=lambda name: (-degree[name], str(name)))
        label = f"around {one_line(network.nodes[first].get('label') or first, LABEL)}"
        found.update(dict.fromkeys(community, label))
    return [found[name] for name in names]
