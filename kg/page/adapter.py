"""From a level and positions to vis-network, through pyvis: nodes, edges and options as pyvis holds them."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import networkx

from kg.page.data import read_page_data
from kg.page.display import columns, wrapped
from kg.page.drawing import Drawing, read_level, sides_in
from kg.page.layout import Shape, label_growth, positions, stands_by_sides
from kg.page.routes import bends

if TYPE_CHECKING:
    from pyvis.network import Network

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
FONT_SIZE = 14
# Widths of letters vary; this is the mean of a bold system font at FONT_SIZE, rounded up.
LETTER, LINE = 8.0, 18.0
# More lines than these are not drawn at once; the script has the same number.
MOST_LINES = 1_500
# Labels of groups are larger by so much.
GROUP_LABEL = 1.5


class _Index(list[str]):
    """A list that answers `in` at once: pyvis asks it for each node, and for each end of each edge."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()

    def append(self, value: str) -> None:
        super().append(value)
        self._known.add(value)

    def __contains__(self, value: object) -> bool:
        return value in self._known


def vis_network(level: Drawing, siding: dict[str, object]) -> dict[str, object]:
    """The picture of a level for one conflict as vis-network takes it: `nodes`, `edges`, `options`.

    Beside these `labelGrowth` (by how much labels may grow), `groupLabel` (how much larger those of groups are) and
    `sided` (whether the sides stand left and right). What a line looks like is the script's, which follows the filters
    and the reader's light or dark setting.
    """
    network, shapes, places = _picture(level, siding)
    # Arrows, and the colour that pyvis gives each node, are the script's.
    nodes = [{key: value for key, value in node.items() if key != "color"} for node in network.nodes]
    edges = [{key: value for key, value in edge.items() if key != "arrows"} for edge in network.edges]
    return {
        "nodes": nodes,
        "edges": edges,
        "options": network.options,
        "labelGrowth": label_growth(shapes, places),
        "sided": stands_by_sides(shapes),
        "groupLabel": GROUP_LABEL,
    }


def pyvis_network(network: networkx.MultiDiGraph) -> Network:
    """A network as pyvis has it, with the places and bends of the page, for the first of its conflicts."""
    level = read_level(network, read_page_data([network]))
    return _picture(level, level.sidings[0])[0]


def _picture(level: Drawing, siding: dict[str, object]) -> tuple[Network, list[Shape], list[tuple[float, float]]]:
    """The picture as pyvis has it, the rooms of what is drawn, and their places.

    Ids are made here (`n0`, `g0`, `e0`), and the only text of the data in it is the label of each actor and group,
    which vis-network draws on a canvas. There is one edge for two that have any ties, with its bend.
    """
    # pyvis brings IPython with it: only who draws a page waits for that.
    from pyvis.network import Network

    names, shapes, labels, forms = _shapes(level, sides_in(level, siding))
    place = {name: number for number, name in enumerate(names)}
    counted = level.pairs()
    pairs = sorted(counted, key=lambda pair: (-counted[pair], place[pair[0]], place[pair[1]]))[:MOST_LINES]
    pairs.sort(key=lambda pair: (place[pair[0]], place[pair[1]]))
    ends = [(place[a], place[b]) for a, b in pairs]
    weighted = [end for end, pair in zip(ends, pairs, strict=True) for _ in range(min(counted[pair], 30))]
    places = positions(shapes, weighted)
    network = Network(directed=True)
    network.node_ids = _Index()
    network.get_nodes = lambda: network.node_ids
    for name, shape, label, form, (x, y) in zip(names, shapes, labels, forms, places, strict=True):
        network.add_node(name, label=label, shape=form, size=shape.size, x=x, y=y)
    for n, (pair, bend) in enumerate(zip(pairs, bends(places, shapes, ends), strict=True)):
        network.add_edge(*pair, id=f"e{n}", smooth=_curve(bend))
    network.options = _options()
    return network, shapes, places


def _shapes(level: Drawing, sides: list[int]) -> tuple[list[str], list[Shape], list[str], list[str]]:
    """Names, rooms, labels and symbols of all that is drawn at first: actors that stand for themselves, and groups."""
    degree = Counter(end for tie in level.ties for end in {tie["a"], tie["b"]})
    members = Counter(actor["group"] for actor in level.actors)
    among: list[set[int]] = [set() for _ in level.groups]
    names: list[str] = []
    shapes: list[Shape] = []
    labels: list[str] = []
    forms: list[str] = []

    def add(name: str, label: str, form: str, size: float, side: int, growth: float = 1.0) -> None:
        text = wrapped(label)
        rows = text.split("\n")
        names.append(name)
        labels.append(text)
        forms.append(form)
        room = (growth * LETTER * max(map(columns, rows)), growth * LINE * len(rows) + 8)
        shapes.append(Shape(side, round(size, 1), *room))

    for n, actor in enumerate(level.actors):
        if actor["group"] < 0:
            add(f"n{n}", actor["label"], actor["shape"], min(26.0, 12 + 3 * math.sqrt(degree[n])), sides[n])
        else:
            among[actor["group"]].add(sides[n])
    for g, group in enumerate(level.groups):
        side = min(among[g]) if len(among[g]) == 1 else -1
        add(f"g{g}", f"{group} ({members[g]:,})", "hexagon", min(40.0, 14 + math.sqrt(members[g])), side, GROUP_LABEL)
    return names, shapes, labels, forms


def _curve(bend: float) -> dict[str, object]:
    if not bend:
        return {"enabled": False}
    return {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": abs(bend)}


def _options() -> dict[str, object]:
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": True,
            "hoverConnectedEdges": False,
            "selectConnectedEdges": False,
            "keyboard": False,
            "navigationButtons": False,
            "hideEdgesOnDrag": False,
            "tooltipDelay": 0,
        },
        "nodes": {
            "borderWidth": 2.5,
            "borderWidthSelected": 4,
            "chosen": False,
            "font": {"multi": False, "size": FONT_SIZE, "face": FONT, "strokeWidth": 4, "vadjust": 2},
        },
        "edges": {
            "chosen": False,
            "arrows": {"to": {"scaleFactor": 0.6}, "from": {"scaleFactor": 0.6}},
            "arrowStrikethrough": False,
            "hoverWidth": 0,
            "selectionWidth": 0,
            "selfReference": {"size": 22},
            "font": {"multi": False, "size": 13, "face": FONT, "strokeWidth": 0, "align": "horizontal"},
        },
    }
