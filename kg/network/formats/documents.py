"""Cytoscape JSON, node-link JSON, and CSV pairs of nodes and edges."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from kg.network.formats.columns import Column, tagged, untagged
from kg.network.formats.outline import Outline, edges_of, read_cells, write_cells

_OUTLINE = "kg"
_NODE_LINK = (("id",), ("source", "target"))
_CYTOSCAPE = (("id", "name", "value"), ("id", "source", "target"))
_PAIRS = (("Id", "Label"), ("Source", "Target", "Type", "Weight"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def write_node_link(graph: nx.Graph) -> str:
    """A network as node-link JSON, as networkx and d3 have it."""
    outline = Outline.of(graph, nodes=_NODE_LINK[0], edges=_NODE_LINK[1])
    nodes = [{"id": name, **_values(outline.nodes, data)} for name, data in graph.nodes(data=True)]
    edges = [
        {"source": start, "target": end, **_key(outline, key), **_values(outline.edges, data)}
        for start, end, key, data in edges_of(graph)
    ]
    document = {
        "directed": graph.is_directed(),
        "multigraph": graph.is_multigraph(),
        "graph": {_OUTLINE: json.loads(outline.to_json())},
        "nodes": nodes,
        "edges": edges,
    }
    return _dump(document)


def read_node_link(text: bytes) -> nx.Graph:
    """The network that `write_node_link` wrote. Raises ValueError where the text is none."""
    document = _load(text)
    return _rebuild(
        _outline(document.get("graph")),
        ((_text(node, "id"), node) for node in _dicts(document, "nodes")),
        ((_text(edge, "source"), _text(edge, "target"), edge) for edge in _dicts(document, "edges")),
    )


def write_cytoscape(graph: nx.Graph) -> str:
    """A network as JSON for Cytoscape and Cytoscape.js."""
    outline = Outline.of(graph, nodes=_CYTOSCAPE[0], edges=_CYTOSCAPE[1])
    nodes = [
        {"data": {"id": name, "name": str(data.get("label", name)), "value": name, **_values(outline.nodes, data)}}
        for name, data in graph.nodes(data=True)
    ]
    edges = [
        {
            "data": {
                "id": f"e{number}",
                "source": start,
                "target": end,
                **_key(outline, key),
                **_values(outline.edges, data),
            }
        }
        for number, (start, end, key, data) in enumerate(edges_of(graph))
    ]
    document = {
        "format_version": "1.0",
        "generated_by": "kg",
        "data": {_OUTLINE: json.loads(outline.to_json())},
        "directed": graph.is_directed(),
        "multigraph": graph.is_multigraph(),
        "elements": {"nodes": nodes, "edges": edges},
    }
    return _dump(document)


def read_cytoscape(text: bytes) -> nx.Graph:
    """The network that `write_cytoscape` wrote. Raises ValueError where the text is none."""
    document = _load(text)
    elements = document.get("elements")
    if not isinstance(elements, dict):
        raise ValueError("it has no elements")
    nodes = (node.get("data", {}) for node in _dicts(elements, "nodes"))
    edges = (edge.get("data", {}) for edge in _dicts(elements, "edges"))
    return _rebuild(
        _outline(document.get("data")),
        ((_text(node, "id"), node) for node in nodes),
        ((_text(edge, "source"), _text(edge, "target"), edge) for edge in edges),
    )


def write_pairs(graph: nx.Graph) -> dict[str, str]:
    """A network as two tables and an outline: "nodes.csv", "edges.csv" and "network.json".

    Columns are named as Gephi expects them. A text that a spreadsheet would take for a formula has ' before it, which
    `read_pairs` takes away.
    """
    outline = Outline.of(graph, nodes=_PAIRS[0], edges=_PAIRS[1])
    nodes = [["Id", "Label", *(column.written for column in outline.nodes)]]
    for name, data in graph.nodes(data=True):
        cells = {column.written: _guard(text, column) for column, text in write_cells(outline.nodes, data)}
        nodes.append([_guard(name), _guard(str(data.get("label", name))), *(cells.get(c, "") for c in nodes[0][2:])])
    keys = (outline.key,) if outline.key else ()
    edges = [["Source", "Target", "Type", "Weight", *(column.written for column in (*keys, *outline.edges))]]
    for start, end, key, data in edges_of(graph):
        cells = {column.written: _guard(text, column) for column, text in write_cells(outline.edges, data)}
        if outline.key:
            cells[outline.key.written] = _guard(outline.key.write(key) or "", outline.key)
        sense = "Directed" if graph.is_directed() and data.get("directed") is not False else "Undirected"
        weight = data.get("weight")
        weighs = repr(weight) if isinstance(weight, int | float) and not isinstance(weight, bool) else "1"
        edges.append([_guard(start), _guard(end), sense, weighs, *(cells.get(c, "") for c in edges[0][4:])])
    return {"nodes.csv": _table(nodes), "edges.csv": _table(edges), "network.json": outline.to_json() + "\n"}


def read_pairs(parts: Mapping[str, bytes]) -> nx.Graph:
    """The network that `write_pairs` wrote. Raises ValueError where the parts are none."""
    outline = Outline.from_json(_load(parts["network.json"]))

    def rows(name: str) -> Iterator[dict[str, str]]:
        try:
            for row in csv.DictReader(io.StringIO(parts[name].decode("utf-8"), newline=""), strict=True):
                if None in row or None in row.values():
                    raise ValueError(f"{name} has a line with other columns than the first")
                yield row
        except csv.Error as error:
            raise ValueError(f"{name} is no CSV: {error}") from error

    def cells(row: dict[str, str], columns: tuple[Column, ...]) -> dict[str, Any]:
        found = {c.written: _unguard(row[c.written], c) for c in columns if row.get(c.written, "") != ""}
        return read_cells(columns, found)

    key = outline.key
    return outline.rebuild(
        ((_unguard(row.get("Id", "")), cells(row, outline.nodes)) for row in rows("nodes.csv")),
        (
            (
                _unguard(row.get("Source", "")),
                _unguard(row.get("Target", "")),
                key.read(_unguard(row.get(key.written, ""), key)) if key else None,
                cells(row, outline.edges),
            )
            for row in rows("edges.csv")
        ),
    )


def _values(columns: tuple[Column, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for column in columns:
        if column.name in data:
            value = data[column.name]
            found[column.written] = list(value) if column.type == "list" and value is not None else tagged(value)
    return found


def _key(outline: Outline, key: Any) -> dict[str, Any]:
    return {"key": tagged(key)} if outline.key else {}


def _rebuild(outline: Outline, nodes: Any, edges: Any) -> nx.Graph:
    def attributes(columns: tuple[Column, ...], found: Mapping[str, Any]) -> dict[str, Any]:
        data = {}
        for column in columns:
            if column.written in found:
                value = found[column.written]
                data[column.name] = (
                    tuple(value) if column.type == "list" and isinstance(value, list) else untagged(value)
                )
        return data

    return outline.rebuild(
        ((name, attributes(outline.nodes, found)) for name, found in nodes),
        (
            (start, end, untagged(found.get("key")) if outline.key else None, attributes(outline.edges, found))
            for start, end, found in edges
        ),
    )


def _outline(holder: Any) -> Outline:
    if not isinstance(holder, dict) or not isinstance(holder.get(_OUTLINE), dict):
        raise ValueError("it was not written by kg; networkx reads those of others")
    return Outline.from_json(holder[_OUTLINE])


def _dump(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def _load(text: bytes) -> dict[str, Any]:
    try:
        document = json.loads(text.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(document, dict):
        raise ValueError("it is no JSON object")
    return document


def _dicts(document: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"it has no list of {name}")
    yield from found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise ValueError(f"a node or edge has no {name}")
    return value


def _guard(text: str, column: Column | None = None) -> str:
    """A text that no spreadsheet takes for a formula, and that is not empty, as an empty cell is one left out."""
    if column is not None and column.type in ("integer", "number", "boolean"):
        return text
    return "'" + text if text.startswith(_FORMULA) or (not text and column is not None) else text


def _unguard(text: str, column: Column | None = None) -> str:
    if column is not None and column.type in ("integer", "number", "boolean"):
        return text
    return text.removeprefix("'")


def _table(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
