"""What a written network needs so that it comes back as it was: its kind, its columns, its own attributes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.network.formats.attributes import TYPES, Column, plan_columns, tagged, untagged

KINDS: dict[str, type[nx.Graph]] = {
    "Graph": nx.Graph,
    "DiGraph": nx.DiGraph,
    "MultiGraph": nx.MultiGraph,
    "MultiDiGraph": nx.MultiDiGraph,
}
_KEY = "key"


@dataclass(frozen=True, slots=True)
class Outline:
    """The kind of a network, its attributes, and the columns of nodes and edges; `key` holds the keys of edges."""

    kind: str
    about: dict[str, Any]
    nodes: tuple[Column, ...]
    edges: tuple[Column, ...]
    key: Column | None

    @classmethod
    def of(
        cls,
        graph: nx.Graph,
        *,
        nodes: Iterable[str] = (),
        edges: Iterable[str] = (),
        fits: Callable[[str], bool] = lambda _: True,
    ) -> Outline:
        """The outline of a network; `nodes` and `edges` are names that a form has for itself.

        `fits` tells whether the form has all characters of a text.

        Raises UsageError for a node that is not named by text, and for an attribute that cannot be written.
        """
        for name in graph:
            if type(name) is not str or not name:
                raise UsageError(f"the node {name!r} cannot be written; name nodes by text")
        kind = ("Multi" if graph.is_multigraph() else "") + ("DiGraph" if graph.is_directed() else "Graph")
        plan = plan_columns((data for _, data in graph.nodes(data=True)), reserved=nodes, fits=fits)
        own = [_KEY, *edges] if graph.is_multigraph() else list(edges)
        ties = plan_columns((data for *_, data in graph.edges(data=True)), reserved=own, fits=fits)
        key = None
        if graph.is_multigraph():
            found = plan_columns(({_KEY: key} for _, _, key in graph.edges(keys=True)), fits=fits)
            key = found[0] if found else Column(_KEY, _KEY, "json", False)
        return cls(kind, dict(graph.graph), tuple(plan), tuple(ties), key)

    def to_json(self) -> str:
        """The outline as JSON."""
        document = {
            "kg": 1,
            "kind": self.kind,
            "nodes": [_listed(column) for column in self.nodes],
            "edges": [_listed(column) for column in self.edges],
            "key": _listed(self.key) if self.key else None,
            "graph": tagged(self.about),
        }
        return json.dumps(document, ensure_ascii=True, sort_keys=False)

    @classmethod
    def from_json(cls, text: str | Mapping[str, Any]) -> Outline:
        """The outline that `to_json` wrote. Raises ValueError where it is none."""
        document = json.loads(text) if isinstance(text, str) else text
        try:
            if document["kg"] != 1 or document["kind"] not in KINDS:
                raise ValueError("it is of another kind")
            about = untagged(document["graph"])
            nodes, edges = (tuple(_column(each) for each in document[part]) for part in ("nodes", "edges"))
            key = _column(document["key"]) if document["key"] else None
        except (KeyError, TypeError) as error:
            raise ValueError(f"its outline is not whole: {error}") from error
        if not isinstance(about, dict) or (key is None) == document["kind"].startswith("Multi"):
            raise ValueError("its outline is not whole")
        return cls(document["kind"], about, nodes, edges, key)

    def rebuild(
        self,
        nodes: Iterable[tuple[str, Mapping[str, Any]]],
        edges: Iterable[tuple[str, str, Any, Mapping[str, Any]]],
    ) -> nx.Graph:
        """The network of these nodes and edges (start, end, key, attributes).

        Raises ValueError for a node without a name or that is there twice, for an edge whose end is not there, and for
        one that is there twice.
        """
        graph = KINDS[self.kind]()
        graph.graph.update(self.about)
        for name, data in nodes:
            if not name:
                raise ValueError("a node has no id")
            if name in graph:
                raise ValueError(f"the node '{name[:60]}' is there twice")
            graph.add_node(name)
            graph.nodes[name].update(data)
        for start, end, key, data in edges:
            for name in (start, end):
                if not name:
                    raise ValueError(f"an edge from '{start[:60]}' to '{end[:60]}' lacks an end")
                if name not in graph:
                    raise ValueError(f"an edge names '{name[:60]}', which is no node")
            if graph.has_edge(start, end, key) if self.key else graph.has_edge(start, end):
                raise ValueError(f"the edge from '{start[:60]}' to '{end[:60]}' is there twice")
            if self.key:
                graph.add_edge(start, end, key)
                graph.get_edge_data(start, end, key).update(data)
            else:
                graph.add_edge(start, end)
                graph.get_edge_data(start, end).update(data)
        return graph


def edges_of(graph: nx.Graph) -> Iterator[tuple[str, str, object, dict[str, object]]]:
    """All edges as start, end, key (None where there are none) and attributes."""
    if graph.is_multigraph():
        yield from graph.edges(keys=True, data=True)
    else:
        for start, end, data in graph.edges(data=True):
            yield start, end, None, data


def write_cells(columns: Iterable[Column], data: Mapping[str, Any]) -> Iterator[tuple[Column, str]]:
    """The cells of a row, without those that are left out."""
    for column in columns:
        if column.name in data and (text := column.write(data[column.name])) is not None:
            yield column, text


def read_cells(columns: Iterable[Column], cells: Mapping[str, str], *names: str) -> dict[str, object]:
    """The attributes of a row. Raises ValueError for a cell that is not of its type.

    `names` are those of the node, or of the two ends of the edge, for the words of the error.
    """
    found: dict[str, Any] = {}
    for column in columns:
        if column.written in cells:
            try:
                found[column.name] = column.read(cells[column.written])
            except ValueError as error:
                what = " to ".join(f"'{name[:60]}'" for name in names)
                raise ValueError(f"{what}: the attribute '{column.name[:60]}' is no {column.type}: {error}") from error
        elif column.nullable:
            found[column.name] = None
    return found


def _listed(column: Column) -> list[Any]:
    return [column.name, column.written, column.type, column.nullable]


def _column(listed: Any) -> Column:
    name, written, kind, nullable = listed
    if not (isinstance(name, str) and isinstance(written, str) and kind in TYPES and isinstance(nullable, bool)):
        raise ValueError("its outline has a column that cannot be")
    return Column(name, written, kind, nullable)
