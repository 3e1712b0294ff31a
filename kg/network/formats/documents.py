"""Cytoscape JSON, node-link JSON, and CSV pairs of nodes and edges."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.network.formats.attributes import Column, fits_files, tagged, untagged
from kg.network.formats.outline import Outline, edges_of, read_cells, write_cells
from kg.store.tables import guard, unguard

_OUTLINE = "kg"
_NODE_LINK = (("id",), ("source", "target"))
_CYTOSCAPE = (("id", "name", "value"), ("id", "source", "target"))
_PAIRS = (("Id", "Label"), ("Source", "Target", "Type", "Weight"))
_QUOTED = re.compile('[,"\r\n]')
_LONGEST_CELL = 2**31 - 1


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
    """A network as JSON for Cytoscape and Cytoscape.js, in which nodes and edges share one set of ids."""
    outline = Outline.of(graph, nodes=_CYTOSCAPE[0], edges=_CYTOSCAPE[1])
    nodes = [
        {"data": {"id": name, "name": str(data.get("label", name)), "value": name, **_values(outline.nodes, data)}}
        for name, data in graph.nodes(data=True)
    ]
    mark = "e"
    while any(f"{mark}{number}" in graph for number in range(graph.number_of_edges())):
        mark += "_"
    edges = [
        {
            "data": {
                "id": f"{mark}{number}",
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
    nodes = (_inner(node) for node in _dicts(elements, "nodes"))
    edges = (_inner(edge) for edge in _dicts(elements, "edges"))
    return _rebuild(
        _outline(document.get("data")),
        ((_text(node, "id"), node) for node in nodes),
        ((_text(edge, "source"), _text(edge, "target"), edge) for edge in edges),
    )


def write_pairs(graph: nx.Graph) -> dict[str, str]:
    """A network as two tables and an outline: "nodes.csv", "edges.csv" and "network.json".

    Columns are named as Gephi expects them. A text that a spreadsheet would take for a formula has ' before it, which
    `read_pairs` takes away. Raises UsageError for a node whose name UTF-8 cannot hold.
    """
    for name in graph:
        if isinstance(name, str) and not fits_files(name):
            raise UsageError(
                f"the node {name[:60]!r} has characters that UTF-8 does not have; write it as node-link JSON"
            )
    outline = Outline.of(graph, nodes=_PAIRS[0], edges=_PAIRS[1], fits=fits_files)
    nodes = [["Id", "Label", *_header(outline.nodes)]]
    for name, data in graph.nodes(data=True):
        label = str(data.get("label", name))
        cells = {column.written: _guard(text, column) for column, text in write_cells(outline.nodes, data)}
        shown = _guard(label if fits_files(label) else name)
        nodes.append([_guard(name), shown, *(cells.get(column.written, "") for column in outline.nodes)])
    columns = (outline.key, *outline.edges) if outline.key else outline.edges
    edges = [["Source", "Target", "Type", "Weight", *_header(columns)]]
    for start, end, key, data in edges_of(graph):
        cells = {column.written: _guard(text, column) for column, text in write_cells(outline.edges, data)}
        if outline.key:
            cells[outline.key.written] = _guard(outline.key.write(key) or "", outline.key)
        sense = "Directed" if graph.is_directed() and data.get("directed") is not False else "Undirected"
        weight = data.get("weight")
        weighs = (
            repr(weight)
            if isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
            else "1"
        )
        edges.append([_guard(start), _guard(end), sense, weighs, *(cells.get(c.written, "") for c in columns)])
    return {"nodes.csv": _table(nodes), "edges.csv": _table(edges), "network.json": outline.to_json() + "\n"}


def read_pairs(parts: Mapping[str, bytes]) -> nx.Graph:
    """The network that `write_pairs` wrote. Raises ValueError where the parts are none."""
    outline = Outline.from_json(_load(parts["network.json"]))
    key = outline.key

    def cells(row: dict[str, str], columns: tuple[Column, ...], *names: str) -> dict[str, object]:
        found = {c.written: _unguard(text, c) for c in columns if (text := row[c.written]) != ""}
        return read_cells(columns, found, *names)

    def nodes() -> Iterator[tuple[str, dict[str, object]]]:
        for line, row in _rows(parts, "nodes.csv", ("Id", *(column.written for column in outline.nodes))):
            name = _unguard(row["Id"])
            with _in_line("nodes.csv", line):
                found = cells(row, outline.nodes, name)
            yield name, found

    def edges() -> Iterator[tuple[str, str, object, dict[str, object]]]:
        columns = (key, *outline.edges) if key else outline.edges
        for line, row in _rows(parts, "edges.csv", ("Source", "Target", *(column.written for column in columns))):
            start, end = _unguard(row["Source"]), _unguard(row["Target"])
            with _in_line("edges.csv", line):
                if key and row[key.written] == "":
                    raise ValueError(f"the edge from '{start[:60]}' to '{end[:60]}' has no key")
                named = key.read(_unguard(row[key.written], key)) if key else None
                data = cells(row, outline.edges, start, end)
            yield start, end, named, data

    with _long_cells():
        return outline.rebuild(nodes(), edges())


def _rows(parts: Mapping[str, bytes], name: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table by column, each with its number.

    Raises ValueError, which names the line, for a table that is not whole.
    """
    lines = csv.reader(io.StringIO(parts[name].decode("utf-8-sig"), newline=""), strict=True)
    try:
        header = [_unguard(cell) for cell in next(lines, [])]
        for column in needed:
            if header.count(column) != 1:
                raise ValueError(f"{name} has the column '{column[:60]}' {header.count(column)} times; once is needed")
        for row in lines:
            if row and len(row) != len(header):
                raise ValueError(f"{name} has {len(row)} columns in line {lines.line_num}, {len(header)} in the first")
            if row:
                yield lines.line_num, dict(zip(header, row, strict=True))
    except csv.Error as error:
        raise ValueError(f"{name} is no CSV in line {lines.line_num}: {error}") from error


@contextmanager
def _in_line(name: str, line: int) -> Iterator[None]:
    """Say in which line of a table a value is not what it should be."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}, line {line}: {error}") from error


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as a file may be; the limit belongs to the module csv, which has it back afterwards."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _values(columns: tuple[Column, ...], data: Mapping[str, Any]) -> dict[str, object]:
    return {column.written: column.to_json(data[column.name]) for column in columns if column.name in data}


def _key(outline: Outline, key: object) -> dict[str, object]:
    return {"key": tagged(key)} if outline.key else {}


def _rebuild(outline: Outline, nodes: Any, edges: Any) -> nx.Graph:
    def attributes(columns: tuple[Column, ...], found: Mapping[str, Any]) -> dict[str, object]:
        return {column.name: column.from_json(found[column.written]) for column in columns if column.written in found}

    return outline.rebuild(
        ((name, attributes(outline.nodes, found)) for name, found in nodes),
        (
            (start, end, untagged(found.get("key")) if outline.key else None, attributes(outline.edges, found))
            for start, end, found in edges
        ),
    )


def _outline(holder: object) -> Outline:
    if not isinstance(holder, dict) or not isinstance(holder.get(_OUTLINE), dict):
        raise ValueError("it was not written by kg; networkx reads those of others")
    return Outline.from_json(holder[_OUTLINE])


def _dump(document: Mapping[str, Any], depth: int = 0) -> str:
    """JSON with a line for each node and edge: short, quick to write, and good to compare."""
    pad = " " * (depth + 1)
    parts = []
    for name, value in document.items():
        if name == "elements":
            text = _dump(value, depth + 1).rstrip("\n")
        elif name in ("nodes", "edges") and value:
            text = "[\n" + ",\n".join(f"{pad} {json.dumps(each, allow_nan=False)}" for each in value) + f"\n{pad}]"
        else:
            text = json.dumps(value, allow_nan=False)
        parts.append(f"{pad}{json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n" + " " * depth + "}\n"


def _load(text: bytes) -> dict[str, object]:
    try:
        document = json.loads(text.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(document, dict):
        raise ValueError("it is no JSON object")
    return document


def _dicts(document: Mapping[str, Any], name: str) -> Iterator[dict[str, object]]:
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"it has no list of {name}")
    yield from found


def _inner(element: Mapping[str, Any]) -> dict[str, object]:
    found = element.get("data")
    if not isinstance(found, dict):
        raise ValueError("a node or edge has no data")
    return found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise ValueError(f"a node or edge has no {name}")
    return value


def _guard(text: str, column: Column | None = None) -> str:
    """A text that no spreadsheet takes for a formula, and that is not empty, as an empty cell is one left out."""
    if column is not None and column.type in ("integer", "number", "boolean"):
        return text
    return guard(text) if column is None or text.strip("'") else "'" + text


def _unguard(text: str, column: Column | None = None) -> str:
    if column is not None and column.type in ("integer", "number", "boolean"):
        return text
    return unguard(text) if column is None or text.strip("'") else text[1:]


def _header(columns: Iterable[Column]) -> Iterator[str]:
    return (_guard(column.written) for column in columns)


def _table(rows: Iterable[Iterable[str]]) -> str:
    """Lines of cells. A lone return is quoted too, as readers take it for the end of a line."""
    return "".join(",".join(_quote(cell) for cell in row) + "\n" for row in rows)


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell
