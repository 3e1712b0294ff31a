"""Who talks to whom: a matrix of actors, with the number of contacts of each two."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import networkx as nx

from kg.analysis import is_talk
from kg.plot.figure import add_caption, caption_of, count_words, drawing, room, short, tell_coded

MOST = 40
_LONGEST = 40
_CELL, _LETTER, _NARROWEST = 0.34, 0.075, 4.5  # in inches


def plot_matrix(network: nx.MultiDiGraph, *, most: int = MOST, title: str | None = None) -> Any:
    """A matrix of who talks to whom.

    Rows and columns are actors, by side and then by name; a cell has the number of talks of the two (see
    `kg.analysis.is_talk`), each once, however many sources tell of it; in italics where programs alone
    tell of them, and the caption tells how many these are. Lines part the sides. `most` is the number of actors shown,
    those with the most contacts; the caption tells how many are left out. The picture is as large as the actors and
    their names need.

    `network` is a projection. Gives a matplotlib Figure. Raises UsageError where matplotlib is missing.
    """
    pairs: dict[tuple[str, str], set[str]] = {}
    sources: dict[tuple[str, str], set[str]] = {}
    curated: set[str] = set()
    for u, v, data in network.edges(data=True):
        if is_talk(data):
            pair = (u, v) if u < v else (v, u)
            pairs.setdefault(pair, set()).add(data["event"])
            sources.setdefault(pair, set()).add(data["source"])
            curated |= set() if data.get("coded") else {data["event"]}
    counts: Counter[str] = Counter()
    for pair, events in pairs.items():
        counts.update(dict.fromkeys(pair, len(events)))
    chosen = sorted(counts, key=lambda name: (-counts[name], name))[:most]
    sides = {name: network.nodes[name]["side"] or "" for name in chosen}
    order = sorted(chosen, key=lambda name: (sides[name] == "", sides[name], network.nodes[name]["label"], name))
    place = {name: number for number, name in enumerate(order)}
    shown = {pair: len(events) for pair, events in pairs.items() if set(pair) <= set(place)}
    labels = [short(network.nodes[name]["label"], _LONGEST) for name in order]
    aside = _LETTER * max(map(room, labels), default=0)
    cells_wide = _CELL * max(len(order), 4)
    width, height = max(cells_wide + aside + 0.5, _NARROWEST), cells_wide + 0.87 * aside + 1.2  # slanted by 60 degrees
    heading = title or f"Who talked to whom: {network.graph.get('title', '')}"
    with drawing(heading, width=width, height=height) as (figure, axes):
        from matplotlib.colors import LinearSegmentedColormap

        cells = [[0.0] * len(order) for _ in order]
        for (u, v), number in shown.items():
            cells[place[u]][place[v]] = cells[place[v]][place[u]] = float(number)
        top = max(shown.values(), default=1)
        if order:
            shades = LinearSegmentedColormap.from_list("kg", ["#FFFFFF", "#0072B2"])
            axes.imshow(cells, cmap=shades, vmin=0, vmax=top, aspect="equal")
        else:
            axes.text(0.5, 0.5, "no contacts", transform=axes.transAxes, ha="center")
        for (u, v), number in shown.items():
            for row, column in ((place[u], place[v]), (place[v], place[u])):
                dark = number > 0.6 * top
                axes.text(
                    column, row, str(number), ha="center", va="center", fontsize=8, color="white" if dark else "black",
                    style="normal" if pairs[u, v] & curated else "italic",
                )  # fmt: skip
        axes.set_xticks(range(len(order)), labels, rotation=60, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(order)), labels)
        for before, after in pairwise(order):
            if sides[before] != sides[after]:
                for line in (axes.axhline, axes.axvline):
                    line(place[after] - 0.5, color="black", linewidth=1)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0)
        events = {event for pair in shown for event in pairs[pair]}
        notes = [f"{count_words(len(events), 'contact')} of {len(order)} actors, parted by side."]
        notes += tell_coded(len(events - curated), len(events), " (in italics where a pair has such alone)")
        if len(counts) > len(order):
            notes.append(f"{len(counts) - len(order)} actors with fewer contacts are not shown.")
        add_caption(figure, notes, caption_of(network, {s for pair in shown for s in sources[pair]}))
    return figure
