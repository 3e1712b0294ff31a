"""From content and positions to vis-network, through pyvis: nodes, edges and options as pyvis holds them."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from kg.page.content import Content
from kg.page.layout import Shape, label_growth, positions
from kg.page.routes import bends
from kg.page.text import columns, wrapped

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
FONT_SIZE = 14
# Widths of letters vary; this is the mean of a bold system font at FONT_SIZE, rounded up.
LETTER, LINE = 8.0, 18.0


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


def vis_network(content: Content) -> dict[str, Any]:
    """The picture as vis-network takes it: `nodes`, `edges`, `options`, and `labelGrowth`.

    Ids are made here (`n0`, `e0`), and the only text of the data in it is the label of each actor, which vis-network
    draws on a canvas. Colours are the script's: they follow the reader's light or dark setting.
    """
    # pyvis brings IPython with it: only who draws a page waits for that.
    from pyvis.network import Network

    shapes, labels = _shapes(content)
    pairs = [(line["a"], line["b"]) for line in content.lines]
    places = positions(shapes, [pair for line, pair in zip(content.lines, pairs, strict=True) for _ in line["ties"]])
    network = Network(directed=True)
    network.node_ids = _Index()
    network.get_nodes = lambda: network.node_ids
    for n, (shape, label, (x, y)) in enumerate(zip(shapes, labels, places, strict=True)):
        network.add_node(f"n{n}", label=label, shape=content.actors[n]["shape"], size=shape.size, x=x, y=y)
    for n, (line, pair, bend) in enumerate(zip(content.lines, pairs, bends(places, shapes, pairs), strict=True)):
        network.add_edge(f"n{pair[0]}", f"n{pair[1]}", id=f"e{n}", **_line_options(content, line, bend))
    network.options = _options()
    # The colour that pyvis gives each node would win over the script's.
    nodes = [{key: value for key, value in node.items() if key != "color"} for node in network.nodes]
    return {
        "nodes": nodes,
        "edges": network.edges,
        "options": network.options,
        "labelGrowth": label_growth(shapes, places),
    }


def _shapes(content: Content) -> tuple[list[Shape], list[str]]:
    degree = Counter(end for tie in content.ties for end in {tie["a"], tie["b"]})
    shapes: list[Shape] = []
    labels: list[str] = []
    for n, actor in enumerate(content.actors):
        label = wrapped(actor["label"])
        rows = label.split("\n")
        labels.append(label)
        size = round(min(26.0, 12 + 3 * math.sqrt(degree[n])), 1)
        shapes.append(Shape(actor["side"], size, LETTER * max(map(columns, rows)), LINE * len(rows) + 8))
    return shapes, labels


def _line_options(content: Content, line: dict[str, Any], bend: float) -> dict[str, Any]:
    ties = [content.ties[number] for number in line["ties"]]
    ways = {"to" if tie["a"] == line["a"] else "from" for tie in ties if tie["directed"]}
    curve = {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": abs(bend)}
    options: dict[str, Any] = {
        "arrows": ", ".join(sorted(ways)),
        "smooth": curve if bend else {"enabled": False},
        "dashes": {"solid": False, "dashed": [9, 6], "dotted": [2, 5]}[line["style"]],
    }
    return options | ({"label": str(len(ties))} if len(ties) > 1 else {})


def _options() -> dict[str, Any]:
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
