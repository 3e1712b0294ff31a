"""GraphML and GEXF: XML that yEd, igraph and Gephi read; GEXF with the days, so that Gephi shows its timeline."""

from __future__ import annotations

import contextlib
import gc
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any
from xml.parsers import expat

import networkx as nx

from kg.errors import UsageError
from kg.network.formats.attributes import Column, fits_markup
from kg.network.formats.outline import Outline, edges_of, read_cells, write_cells

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_TYPES = {"boolean": "boolean", "integer": "long", "number": "double"}
_OUTLINE, _EDGE_KEY, _GEXF_KEY = "kg", "key", "networkx_key"  # each as networkx has it
_DAYS = (("earliest", "latest"), ("first", "last"))
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPECIAL, _SPECIAL_QUOTED = re.compile("[&<>]"), re.compile('[&<>"\\t\\n]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#09;", "\n": "&#10;"}


def write_graphml(graph: nx.Graph) -> str:
    """A network as GraphML; undirected where it has undirected edges only, as in `write_gexf`.

    Raises UsageError for a node whose name XML cannot hold.
    """
    outline = _outline(graph)
    lines = [_HEAD, f'<graphml xmlns="{_GRAPHML}">']
    lines.append(f' <key id="{_OUTLINE}" for="graph" attr.name="kg outline" attr.type="string" />')
    ids: dict[tuple[str, str], str] = {}
    for part, columns in (("node", outline.nodes), ("edge", outline.edges)):
        for column in columns:
            ids[part, column.name] = f"{part[0]}{len(ids)}"
            lines.append(_key(ids[part, column.name], part, column))
    if outline.key:
        lines.append(_key(_EDGE_KEY, "edge", outline.key))
    lines.append(f' <graph edgedefault="{_direction(graph)}">')
    lines.append(_data("  ", _OUTLINE, outline.to_json()))
    for name, data in graph.nodes(data=True):
        cells = [_data("   ", ids["node", c.name], text) for c, text in write_cells(outline.nodes, data)]
        lines += _element("  ", "node", f"id={_quoted(name)}", cells)
    for number, (start, end, key, data) in enumerate(edges_of(graph)):
        cells = [_data("   ", _EDGE_KEY, outline.key.write(key) or "")] if outline.key else []
        cells += [_data("   ", ids["edge", c.name], text) for c, text in write_cells(outline.edges, data)]
        lines += _element("  ", "edge", f'id="e{number}" source={_quoted(start)} target={_quoted(end)}', cells)
    lines += [" </graph>", "</graphml>", ""]
    return "\n".join(lines)


def read_graphml(text: bytes) -> nx.Graph:
    """The network that `write_graphml` wrote. Raises ValueError where the text is none."""
    root = _parse(text)
    body = root.find(f"{{{_GRAPHML}}}graph")
    if root.tag != f"{{{_GRAPHML}}}graphml" or body is None:
        raise ValueError("it is no GraphML")
    names = {key.get("id", ""): key.get("attr.name", "") for key in root.iter(f"{{{_GRAPHML}}}key")}

    mark = f"{{{_GRAPHML}}}data"

    def cells(element: ET.Element) -> dict[str, str]:
        return {data.get("key", ""): data.text or "" for data in element if data.tag == mark}

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

    An edge whose attribute `directed` is False is undirected. networkx reads what has edges of one kind, as `has_both`
    tells; it refuses edges of both kinds in one network, which GEXF and Gephi have. Raises UsageError for a node whose
    name XML cannot hold.
    """
    outline = _outline(graph, edges=(_GEXF_KEY,))
    about = str(graph.graph.get("title", ""))
    kind = _direction(graph)
    numbers: dict[tuple[str, str], str] = {}
    lines = [_HEAD, f'<gexf xmlns="{_GEXF}" version="1.3">', " <meta>", "  <creator>kg</creator>"]
    lines.append(f"  <description>{_escaped(about) if fits_markup(about) else ''}</description>")
    lines += [f"  <keywords>{_escaped(outline.to_json())}</keywords>", " </meta>"]
    lines.append(f' <graph defaultedgetype="{kind}" mode="dynamic" timeformat="date" timerepresentation="interval">')
    keys = (outline.key,) if outline.key else ()
    for part, columns in (("node", outline.nodes), ("edge", (*outline.edges, *keys))):
        listed = []
        for column in columns:
            number = numbers[part, column.written] = str(len(numbers))
            title = _GEXF_KEY if column is outline.key else column.written
            told = f'id="{number}" title={_quoted(title)} type="{_TYPES.get(column.type, "string")}"'
            listed.append(f"   <attribute {told} />")
        lines += _element("  ", "attributes", f'class="{part}" mode="static"', listed)
    spans: dict[str, list[tuple[str, str]]] = {}
    for start, end, _, data in edges_of(graph):
        days = _days(data)
        for name in (start, end):
            spans.setdefault(name, []).append(days)
    lines.append("  <nodes>")
    for name, data in graph.nodes(data=True):
        label = str(data.get("label", name))
        told = f"id={_quoted(name)} label={_quoted(label if fits_markup(label) else name)}"
        told += _spell(spans.get(name, ()))
        lines += _element("   ", "node", told, _values(write_cells(outline.nodes, data), numbers, "node"))
    lines += ["  </nodes>", "  <edges>"]
    for count, (start, end, key, data) in enumerate(edges_of(graph)):
        told = f'id="{count}" source={_quoted(start)} target={_quoted(end)}'
        told += f' type="{"undirected" if _is_undirected(data) else kind}"'
        weight = data.get("weight")
        if isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight):
            told += f' weight="{weight!r}"'
        told += _spell([_days(data)])
        cells = list(write_cells(outline.edges, data))
        if outline.key:
            cells.append((outline.key, outline.key.write(key) or ""))
        lines += _element("   ", "edge", told, _values(cells, numbers, "edge"))
    lines += ["  </edges>", " </graph>", "</gexf>", ""]
    return "\n".join(lines)


def read_gexf(text: bytes) -> nx.Graph:
    """The network that `write_gexf` wrote. Raises ValueError where the text is none."""
    root = _parse(text)
    body = root.find(f"{{{_GEXF}}}graph")
    if root.tag != f"{{{_GEXF}}}gexf" or body is None:
        raise ValueError("it is no GEXF 1.3")
    outline = _read_outline(root.findtext(f"{{{_GEXF}}}meta/{{{_GEXF}}}keywords"))
    names = {each.get("id", ""): each.get("title", "") for each in body.iter(f"{{{_GEXF}}}attribute")}

    outer, inner = f"{{{_GEXF}}}attvalues", f"{{{_GEXF}}}attvalue"

    def cells(element: ET.Element) -> dict[str, str]:
        listed = (each for part in element if part.tag == outer for each in part if each.tag == inner)
        return {names.get(each.get("for", ""), ""): each.get("value", "") for each in listed}

    return _rebuild(
        outline,
        ((node.get("id", ""), cells(node)) for node in body.iterfind(f"{{{_GEXF}}}nodes/{{{_GEXF}}}node")),
        (
            (e.get("source", ""), e.get("target", ""), (found := cells(e)).get(_GEXF_KEY), found)
            for e in body.iterfind(f"{{{_GEXF}}}edges/{{{_GEXF}}}edge")
        ),
    )


def has_both(graph: nx.Graph) -> bool:
    """Whether a network has edges with direction and edges without: whether GEXF of it is one that networkx refuses."""
    return _direction(graph) == "directed" and any(_is_undirected(data) for *_, data in edges_of(graph))


def _direction(graph: nx.Graph) -> str:
    """Which way edges are that say nothing else: undirected, where all edges are and none is lost by it."""
    if not graph.is_directed():
        return "undirected"
    seen: set[tuple[frozenset[str], Any]] = set()
    for start, end, key, data in edges_of(graph):
        edge = (frozenset((start, end)), key)
        if not _is_undirected(data) or edge in seen:
            return "directed"
        seen.add(edge)
    return "undirected" if seen else "directed"


def _is_undirected(data: dict[str, object]) -> bool:
    return data.get("directed") is False


def _outline(graph: nx.Graph, *, edges: Iterable[str] = ()) -> Outline:
    for name in graph:
        if isinstance(name, str) and not fits_markup(name):
            raise UsageError(
                f"the node {name[:60]!r} has characters that XML does not have; write it as node-link JSON"
            )
    return Outline.of(graph, edges=edges, fits=fits_markup)


def _read_outline(text: str | None) -> Outline:
    if not text:
        raise ValueError("it was not written by kg; networkx reads those of others")
    return Outline.from_json(text)


def _rebuild(
    outline: Outline,
    nodes: Iterable[tuple[str, dict[str, str]]],
    edges: Iterable[tuple[str, str, str | None, dict[str, str]]],
) -> nx.Graph:
    def keyed() -> Iterator[tuple[str, str, object, dict[str, object]]]:
        for start, end, key, cells in edges:
            if outline.key and key is None:
                raise ValueError(f"the edge from '{start[:60]}' to '{end[:60]}' has no key")
            found = outline.key.read(key or "") if outline.key else None
            yield start, end, found, read_cells(outline.edges, cells, start, end)

    return outline.rebuild(((name, read_cells(outline.nodes, cells, name)) for name, cells in nodes), keyed())


def _named(cells: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {names.get(key, ""): text for key, text in cells.items()}


def _key(number: str, part: str, column: Column) -> str:
    kind = _TYPES.get(column.type, "string")
    return f' <key id="{number}" for="{part}" attr.name={_quoted(column.written)} attr.type="{kind}" />'


def _data(pad: str, key: str, text: str) -> str:
    return f'{pad}<data key="{key}">{_escaped(text)}</data>' if text else f'{pad}<data key="{key}" />'


def _values(cells: Iterable[tuple[Column, str]], numbers: dict[tuple[str, str], str], part: str) -> list[str]:
    listed = [f'     <attvalue for="{numbers[part, c.written]}" value={_quoted(text)} />' for c, text in cells]
    return _element("    ", "attvalues", "", listed)


def _element(pad: str, name: str, told: str, inner: list[str]) -> list[str]:
    """The lines of an element: its name with what is told in it, and the lines of those within."""
    opened = f"{name} {told}" if told else name
    return [f"{pad}<{opened}>", *inner, f"{pad}</{name}>"] if inner else [f"{pad}<{opened} />"]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ENTITIES[found[0]], text)


def _quoted(text: str) -> str:
    return '"' + _SPECIAL_QUOTED.sub(lambda found: _ENTITIES[found[0]], text) + '"'


def _days(data: dict[str, object]) -> tuple[str, str]:
    for first, last in _DAYS:
        if first in data or last in data:
            return _day(str(data.get(first) or "")), _day(str(data.get(last) or ""))
    return "", ""


@lru_cache(maxsize=10_000)
def _day(text: str) -> str:
    """A text that is a day of the calendar, else nothing: a timeline knows days only."""
    try:
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else ""
    except ValueError:
        return ""


def _spell(days: Iterable[tuple[str, str]]) -> str:
    """From the first to the last of some days; open where one of them is."""
    spans, told = list(days), ""
    for name, side, choose in (("start", 0, min), ("end", 1, max)):
        if spans and all(span[side] for span in spans):
            told += f' {name}="{choose(span[side] for span in spans)}"'
    return told


class _RootFoundError(Exception):
    """Nothing is wrong: a document type can only stand before the root."""


@contextlib.contextmanager
def _gc_paused() -> Iterator[None]:
    """Elements are many and none is garbage: the collector would go over all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _parse(text: bytes) -> ET.Element:
    """The root of a document; one that declares a type, and so could define entities, is refused."""

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type, which is refused")

    def stop(*_: object) -> None:
        raise _RootFoundError

    try:
        scan = expat.ParserCreate()
        scan.StartDoctypeDeclHandler, scan.StartElementHandler = refuse, stop
        with contextlib.suppress(_RootFoundError):
            scan.Parse(text, True)
        with _gc_paused():
            return ET.fromstring(text)
    except (expat.ExpatError, ET.ParseError) as error:
        raise ValueError(f"it is no XML: {error}") from error
    except LookupError as error:
        raise ValueError(f"its encoding cannot be read: {error}") from error
