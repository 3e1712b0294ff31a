"""GraphML and GEXF: XML that yEd, igraph and Gephi read; GEXF with the days, so that Gephi shows its timeline."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

import networkx as nx

from kg.errors import UsageError
from kg.network.formats.columns import Column, fits_markup
from kg.network.formats.outline import Outline, edges_of, read_cells, write_cells

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_TYPES = {"boolean": "boolean", "integer": "long", "number": "double"}
_OUTLINE, _EDGE_KEY = "kg", "key"
_DAYS = (("earliest", "latest"), ("first", "last"))


def write_graphml(graph: nx.Graph) -> str:
    """A network as GraphML. Raises UsageError for a node whose name XML cannot hold."""
    outline = _outline(graph)
    root = ET.Element("graphml", xmlns=_GRAPHML)
    ET.SubElement(root, "key", {"id": _OUTLINE, "for": "graph", "attr.name": "kg outline", "attr.type": "string"})
    ids: dict[tuple[str, str], str] = {}
    for part, columns in (("node", outline.nodes), ("edge", outline.edges)):
        for column in columns:
            ids[part, column.name] = _key(root, f"{part[0]}{len(ids)}", part, column)
    if outline.key:
        ids["edge", ""] = _key(root, _EDGE_KEY, "edge", outline.key)
    body = ET.SubElement(root, "graph", edgedefault="directed" if graph.is_directed() else "undirected")
    _data(body, _OUTLINE, outline.to_json())
    for name, data in graph.nodes(data=True):
        node = ET.SubElement(body, "node", id=name)
        for column, text in write_cells(outline.nodes, data):
            _data(node, ids["node", column.name], text)
    for number, (start, end, key, data) in enumerate(edges_of(graph)):
        edge = ET.SubElement(body, "edge", id=f"e{number}", source=start, target=end)
        if outline.key:
            _data(edge, _EDGE_KEY, outline.key.write(key) or "")
        for column, text in write_cells(outline.edges, data):
            _data(edge, ids["edge", column.name], text)
    return _text(root)


def read_graphml(text: bytes) -> nx.Graph:
    """The network that `write_graphml` wrote. Raises ValueError where the text is none."""
    root = _parse(text)
    body = root.find(f"{{{_GRAPHML}}}graph")
    if root.tag != f"{{{_GRAPHML}}}graphml" or body is None:
        raise ValueError("it is no GraphML")
    names = {key.get("id", ""): key.get("attr.name", "") for key in root.iter(f"{{{_GRAPHML}}}key")}

    def cells(element: ET.Element) -> dict[str, str]:
        return {data.get("key", ""): data.text or "" for data in element.findall(f"{{{_GRAPHML}}}data")}

    outline = _read_outline(cells(body).get(_OUTLINE))
    return _rebuild(
        outline,
        ((node.get("id", ""), _named(cells(node), names)) for node in body.findall(f"{{{_GRAPHML}}}node")),
        (
            (e.get("source", ""), e.get("target", ""), (found := cells(e)).get(_EDGE_KEY), _named(found, names))
            for e in body.findall(f"{{{_GRAPHML}}}edge")
        ),
    )


def write_gexf(graph: nx.Graph) -> str:
    """A network as GEXF 1.3: edges from their first to their last day, nodes from their first edge to their last.

    An edge whose attribute `directed` is False is undirected. Raises UsageError for a node whose name XML cannot hold.
    """
    outline = _outline(graph)
    root = ET.Element("gexf", xmlns=_GEXF, version="1.3")
    about = ET.SubElement(root, "meta")
    ET.SubElement(about, "creator").text = "kg"
    title = str(graph.graph.get("title", ""))
    ET.SubElement(about, "description").text = title if fits_markup(title) else ""
    ET.SubElement(about, "keywords").text = outline.to_json()
    kind = "directed" if graph.is_directed() else "undirected"
    body = ET.SubElement(
        root, "graph", defaultedgetype=kind, mode="dynamic", timeformat="date", timerepresentation="interval"
    )
    keys = (outline.key,) if outline.key else ()
    numbers: dict[tuple[str, str], str] = {}
    for part, columns in (("node", outline.nodes), ("edge", (*outline.edges, *keys))):
        listed = ET.SubElement(body, "attributes", {"class": part, "mode": "static"})
        for column in columns:
            number = numbers[part, column.written] = str(len(numbers))
            ET.SubElement(listed, "attribute", id=number, title=column.written, type=_TYPES.get(column.type, "string"))
    spans: dict[str, list[tuple[str, str]]] = {}
    for start, end, _, data in edges_of(graph):
        for name in (start, end):
            spans.setdefault(name, []).append(_days(data))
    nodes = ET.SubElement(body, "nodes")
    for name, data in graph.nodes(data=True):
        label = str(data.get("label", name))
        node = ET.SubElement(nodes, "node", id=name, label=label if fits_markup(label) else name)
        _spell(node, spans.get(name, ()))
        _values(node, write_cells(outline.nodes, data), numbers, "node")
    edges = ET.SubElement(body, "edges")
    for count, (start, end, key, data) in enumerate(edges_of(graph)):
        edge = ET.SubElement(edges, "edge", id=str(count), source=start, target=end)
        edge.set("type", "undirected" if data.get("directed") is False else kind)
        weight = data.get("weight")
        if isinstance(weight, int | float) and not isinstance(weight, bool):
            edge.set("weight", repr(weight))
        _spell(edge, [_days(data)])
        cells = list(write_cells(outline.edges, data))
        if outline.key:
            cells.append((outline.key, outline.key.write(key) or ""))
        _values(edge, cells, numbers, "edge")
    return _text(root)


def read_gexf(text: bytes) -> nx.Graph:
    """The network that `write_gexf` wrote. Raises ValueError where the text is none."""
    root = _parse(text)
    body = root.find(f"{{{_GEXF}}}graph")
    if root.tag != f"{{{_GEXF}}}gexf" or body is None:
        raise ValueError("it is no GEXF 1.3")
    outline = _read_outline(root.findtext(f"{{{_GEXF}}}meta/{{{_GEXF}}}keywords"))
    names = {each.get("id", ""): each.get("title", "") for each in body.iter(f"{{{_GEXF}}}attribute")}

    def cells(element: ET.Element) -> dict[str, str]:
        return {
            names.get(each.get("for", ""), ""): each.get("value", "")
            for each in element.iterfind(f"{{{_GEXF}}}attvalues/{{{_GEXF}}}attvalue")
        }

    return _rebuild(
        outline,
        ((node.get("id", ""), cells(node)) for node in body.iterfind(f"{{{_GEXF}}}nodes/{{{_GEXF}}}node")),
        (
            (e.get("source", ""), e.get("target", ""), (found := cells(e)).get(_EDGE_KEY), found)
            for e in body.iterfind(f"{{{_GEXF}}}edges/{{{_GEXF}}}edge")
        ),
    )


def _outline(graph: nx.Graph) -> Outline:
    for name in graph:
        if isinstance(name, str) and not fits_markup(name):
            raise UsageError(
                f"the node {name[:60]!r} has characters that XML does not have; write it as node-link JSON"
            )
    return Outline.of(graph, markup=True)


def _read_outline(text: str | None) -> Outline:
    if not text:
        raise ValueError("it was not written by kg; networkx reads those of others")
    return Outline.from_json(text)


def _rebuild(
    outline: Outline,
    nodes: Iterable[tuple[str, dict[str, str]]],
    edges: Iterable[tuple[str, str, str | None, dict[str, str]]],
) -> nx.Graph:
    def keyed() -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
        for start, end, key, cells in edges:
            if outline.key and key is None:
                raise ValueError(f"the edge from '{start[:60]}' to '{end[:60]}' has no key")
            yield start, end, outline.key.read(key or "") if outline.key else None, read_cells(outline.edges, cells)

    return outline.rebuild(((name, read_cells(outline.nodes, cells)) for name, cells in nodes), keyed())


def _named(cells: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {names.get(key, ""): text for key, text in cells.items()}


def _key(root: ET.Element, number: str, part: str, column: Column) -> str:
    kind = _TYPES.get(column.type, "string")
    ET.SubElement(root, "key", {"id": number, "for": part, "attr.name": column.written, "attr.type": kind})
    return number


def _data(element: ET.Element, key: str, text: str) -> None:
    ET.SubElement(element, "data", key=key).text = text


def _values(
    element: ET.Element, cells: Iterable[tuple[Column, str]], numbers: dict[tuple[str, str], str], part: str
) -> None:
    listed = ET.SubElement(element, "attvalues")
    for column, text in cells:
        ET.SubElement(listed, "attvalue", {"for": numbers[part, column.written], "value": text})


def _days(data: dict[str, Any]) -> tuple[str, str]:
    for first, last in _DAYS:
        if first in data or last in data:
            return str(data.get(first) or ""), str(data.get(last) or "")
    return "", ""


def _spell(element: ET.Element, days: Iterable[tuple[str, str]]) -> None:
    """From the first to the last of some days; open where one of them is."""
    spans = list(days)
    for name, side, choose in (("start", 0, min), ("end", 1, max)):
        if spans and all(span[side] for span in spans) and fits_markup(spans[0][side]):
            element.set(name, choose(span[side] for span in spans))


def _text(root: ET.Element) -> str:
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _parse(text: bytes) -> ET.Element:
    """The root of a document; one that declares a type, and so could define entities, is refused."""

    def refuse(*_: Any) -> None:
        raise ValueError("it declares a document type, which is refused")

    scan = expat.ParserCreate()
    scan.StartDoctypeDeclHandler = refuse
    try:
        scan.Parse(text, True)
        return ET.fromstring(text)
    except (expat.ExpatError, ET.ParseError) as error:
        raise ValueError(f"it is no XML: {error}") from error
