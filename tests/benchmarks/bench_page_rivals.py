"""What `bench_page.py` measures: a made-up network, and a writer of its page for each program.

The other programs get the same nodes, labels, edges and places, and for each edge the words of its claim as a title.
Turning them into what a program takes is part of its time.
"""

from __future__ import annotations

import datetime
import importlib
import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx

STEP = 70.0
_SYLLABLES = (
    "ba", "de", "fi", "go", "ka", "lu", "mi", "no", "pa", "re", "sa", "ti", "vo", "za", "che", "dor", "len",
    "mar", "nik", "ros", "tan", "vel",
)  # fmt: skip
_WORDS = (
    "the", "of", "on", "about", "again", "talks", "border", "grain", "ceasefire", "corridor", "prisoners",
    "leaders", "told", "agreed", "asked", "said",
)  # fmt: skip
_CONTACTS = ("phone call", "meeting", "talks", "visit", "letter")
_ACTS = ("statement", "offer", "demand", "appeal")
_ROLES = ("participant", "mediator", "belligerent", "host", "negotiator", "speaker", "addressee")
_PAIRS = (("participant", "participant"), ("mediator", "belligerent"), ("host", "participant"))


@dataclass(frozen=True, slots=True)
class Picture:
    """What the other programs draw: nodes as id, label, x, y, and edges as two ids and a title."""

    nodes: list[tuple[str, str, float, float]]
    edges: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program.

    `write` writes the page; in it `ready`, in JavaScript, is true once the graph is made, and `step` moves it, with
    `turn` counted from 0. Empty: the page cannot be opened without a connection, and `note` says why.
    """

    write: Callable[[Path], object]
    ready: str
    step: str
    note: str = ""


def make_network(nodes: int, seed: int) -> nx.MultiDiGraph:
    """Nodes and three times as many edges in the form that `kg.page.render_page` documents.

    A few nodes have very many edges, a fifth of the edges are between two that had one before, and four in five are
    contacts. Node ids sort in the order in which the nodes are made: states, organizations, persons.
    """
    rng = random.Random(seed)
    network = nx.MultiDiGraph(title="Made-up contacts of 2022", level="person")
    states = min(200, max(2, nodes // 20))
    for n in range(nodes):
        kind = "State" if n < states else "Organization" if n < states + nodes // 10 else "Person"
        names = ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3))).title() for _ in range(2)]
        network.add_node(
            f"{n:06}-{names[1].lower()}", label=" ".join(names[kind == "State" :]), type=kind, description="",
            names=names, side=None, belongs_to="", claims=[],
        )  # fmt: skip
    ids = list(network)
    for node in ids[states:]:
        network.nodes[node]["belongs_to"] = rng.choice(ids[:states])
    sides = [{"id": f"side-{s}", "label": f"Side {s}", "members": ids[n::97][:8]} for n, s in enumerate("ab")]
    for side in sides:
        for node in side["members"]:
            network.nodes[node]["side"] = side["id"]
    days = [datetime.date(2022, 1, 1) + datetime.timedelta(days=n) for n in range(365)]
    sources = {source["id"]: source for source in (_source(n, rng) for n in range(min(2000, 3 * nodes)))}
    network.graph |= {
        "conflicts": [{"id": "war", "label": "A war", "sides": sides}],
        "sources": sources,
        "claims": {},
        "role_labels": {role: role for role in _ROLES},
    }
    source_ids, met, ends = list(sources), [(ids[0], ids[1])], ids[:2]
    for n in range(3 * nodes):
        u, v = rng.choice(met) if rng.random() < 0.2 else (ids[n % nodes], rng.choice(ends))
        while u == v:
            v = rng.choice(ids)
        met.append((u, v))
        ends += (u, v)
        _add_tie(network, n, (u, v), rng.choice(days).isoformat(), rng.choice(source_ids), rng)
    return network


def _source(n: int, rng: random.Random) -> dict[str, str]:
    day = (datetime.date(2022, 1, 1) + datetime.timedelta(days=rng.randrange(365))).isoformat()
    title = " ".join(rng.choices(_WORDS, k=6)).capitalize()
    address = f"https://news-{n % 50}.example/{day.replace('-', '/')}/item-{n}"
    return {
        "id": f"source-{n:05}", "title": title, "type": "NewsArticle", "publisher": f"News {n % 50}", "date": day,
        "address": address, "language": "en",
    }  # fmt: skip


def _add_tie(
    network: nx.MultiDiGraph, n: int, ends: tuple[str, str], day: str, source: str, rng: random.Random
) -> None:
    act = rng.random() < 0.2
    kind = rng.choice(_ACTS if act else _CONTACTS)
    claim, (first, second) = f"claim-{n:06}", (network.nodes[end]["label"] for end in ends)
    network.graph["claims"][claim] = {
        "id": claim, "words": f"{kind.capitalize()} of {first} with {second} on {day}.", "source": source,
        "according_to": f"a spokesperson of {first}" if n % 3 == 0 else "", "date": "",
        "phrase": " ".join(rng.choices(_WORDS, k=rng.randint(6, 8))), "rank": "normal", "check": "machine-coded",
        "basis": "", "note": "",
    }  # fmt: skip
    network.add_edge(
        *ends, key=f"{claim}#0", layer="act" if act else "contact", kind=kind, event=f"event-{n:06}",
        roles=("speaker", "addressee") if act else rng.choices(_PAIRS, (8, 1, 1))[0], status="exercised",
        on_behalf_of=(None, None), date=day, earliest=day, latest=day, uncertain=False, claim=claim, source=source,
        directed=act, event_status="held", content="", topics=[], count=None,
    )  # fmt: skip


def picture_of(network: nx.MultiDiGraph) -> Picture:
    """The network for the other programs, on a spiral like the seeds of a sunflower, the best tied in the middle."""
    claims = network.graph["claims"]
    nodes = []
    for n, (node, _) in enumerate(sorted(network.degree, key=lambda pair: (-pair[1], pair[0]))):
        angle, radius = n * math.pi * (3 - math.sqrt(5)), STEP * math.sqrt(n)
        place = round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)
        nodes.append((node, str(network.nodes[node]["label"]), *place))
    return Picture(nodes, [(u, v, claims[claim]["words"]) for u, v, claim in network.edges(data="claim")])


def find_candidates(
    network: nx.MultiDiGraph, npm: Path | None, loop_above: int
) -> tuple[dict[str, Candidate], dict[str, str]]:
    """The programs that are there by name, and of the others why they are not."""
    picture = picture_of(network)
    makers: dict[str, Callable[[], Candidate]] = {
        "kg": lambda: _kg(network),
        "vis-network": lambda: _vis_network(picture, npm),
        "sigma": lambda: _sigma(picture, npm),
        "pyvis": lambda: _pyvis(picture, loop_above),
        "gravis": lambda: _gravis(picture),
        "ipysigma": lambda: _ipysigma(picture),
    }
    found: dict[str, Candidate] = {}
    missing: dict[str, str] = {}
    for name, maker in makers.items():
        try:
            found[name] = maker()
        except (ImportError, OSError) as error:
            missing[name] = f"not measured: {error}"
    return found, missing


def _kg(network: nx.MultiDiGraph) -> Candidate:
    from kg.page import render_page

    # The page brings pyvis only when it is first drawn.
    importlib.import_module("pyvis.network")
    step = "document.querySelector(turn % 2 ? '#zoom-out' : '#zoom-in').click()"
    return Candidate(
        lambda path: path.write_text(render_page(network), encoding="utf-8"),
        "document.querySelector('#graph[data-ready]')",
        step,
    )


_BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<style>html, body, #graph {{ margin: 0; height: 100% }}</style><div id="graph"></div>
<script type="application/json" id="data">{data}</script>
{scripts}
<script>const data = JSON.parse(document.getElementById("data").textContent);
const container = document.getElementById("graph");
{start}</script></html>
"""


def _write_bare(path: Path, name: str, scripts: list[str], data: object, start: str) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    tags = "\n".join(f"<script>{script}</script>" for script in scripts)
    path.write_text(_BARE.format(name=name, data=text, scripts=tags, start=start), encoding="utf-8")


def _vis_network(picture: Picture, npm: Path | None) -> Candidate:
    vendored = files("kg.page").joinpath("vendor", "vis-network.min.js")
    try:
        script = vendored.read_text(encoding="utf-8")
    except OSError:
        script = _package(npm, "vis-network", "standalone/umd/vis-network.min.js")
    start = """window.network = new vis.Network(container,
{nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges)},
{physics: false, layout: {improvedLayout: false}, nodes: {shape: "dot", size: 10}, edges: {smooth: false}});"""

    def write(path: Path) -> None:
        nodes = [{"id": node, "label": label, "x": x, "y": y} for node, label, x, y in picture.nodes]
        edges = [{"from": u, "to": v, "title": title} for u, v, title in picture.edges]
        _write_bare(path, "vis-network", [script], {"nodes": nodes, "edges": edges}, start)

    return Candidate(write, "window.network", "network.moveTo({scale: network.getScale() * (turn % 2 ? 0.8 : 1.25)})")


def _sigma(picture: Picture, npm: Path | None) -> Candidate:
    scripts = [
        _package(npm, "graphology", "dist/graphology.umd.min.js"),
        _package(npm, "sigma", "dist/sigma.min.js"),
    ]
    # Labels from the same size on as in vis-network.
    start = """const graph = new graphology.MultiDirectedGraph();
graph.import(data);
window.renderer = new (Sigma.Sigma || Sigma)(graph, container, {settings: {labelRenderedSizeThreshold: 3.6}});"""

    def write(path: Path) -> None:
        nodes = [
            {"key": node, "attributes": {"label": label, "x": x, "y": y, "size": 10, "color": "#36c"}}
            for node, label, x, y in picture.nodes
        ]
        edges = [{"source": u, "target": v, "attributes": {"title": title}} for u, v, title in picture.edges]
        _write_bare(path, "sigma", scripts, {"nodes": nodes, "edges": edges}, start)

    step = (
        "const camera = renderer.getCamera(); "
        "camera.setState({ratio: camera.getState().ratio * (turn % 2 ? 1.25 : 0.8)})"
    )
    return Candidate(write, "window.renderer", step, "sigma " + _version(npm, "sigma"))


def _package(npm: Path | None, name: str, path: str) -> str:
    if npm is None:
        raise FileNotFoundError("no folder given by --npm")
    file = npm / "node_modules" / name / path
    if not file.is_file():
        raise FileNotFoundError(f"no {name}/{path} in the folder given by --npm")
    # An end tag within a script would end it.
    return file.read_text(encoding="utf-8").replace("</script", "<\\/script")


def _version(npm: Path | None, name: str) -> str:
    return str(json.loads(_package(npm, name, "package.json"))["version"])


def _pyvis(picture: Picture, loop_above: int) -> Candidate:
    pyvis = importlib.import_module("pyvis.network")
    loop = len(picture.nodes) > loop_above

    def write(path: Path) -> None:
        # Undirected, it would drop parallel edges.
        network = pyvis.Network(height="95vh", width="100%", directed=True, cdn_resources="in_line")
        if loop:
            for node, label, x, y in picture.nodes:
                network.add_node(node, label=label, x=x, y=y)
            for u, v, title in picture.edges:
                network.add_edge(u, v, title=title)
        else:
            network.from_nx(_graph(picture))
        network.toggle_physics(False)
        path.write_text(network.generate_html(), encoding="utf-8")

    return Candidate(
        write,
        "window.network",
        "network.moveTo({scale: network.getScale() * (turn % 2 ? 0.8 : 1.25)})",
        "add_node and add_edge in a loop; from_nx takes longer still, and both are quadratic" if loop else "from_nx",
    )


def _graph(picture: Picture) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, {"label": label, "x": x, "y": y}) for node, label, x, y in picture.nodes)
    graph.add_edges_from((u, v, {"title": title}) for u, v, title in picture.edges)
    return graph


def _gravis(picture: Picture) -> Candidate:
    gravis = importlib.import_module("gravis")

    def write(path: Path) -> None:
        nodes = {node: {"label": label, "metadata": {"x": x, "y": y}} for node, label, x, y in picture.nodes}
        edges = [{"source": u, "target": v, "metadata": {"hover": title}} for u, v, title in picture.edges]
        figure = gravis.vis(
            {"graph": {"directed": True, "nodes": nodes, "edges": edges}},
            graph_height=700,
            node_label_data_source="label",
            layout_algorithm_active=False,
            large_graph_threshold=10**9,
        )
        path.write_text(figure.to_html(), encoding="utf-8")

    # The graph is out of reach of other scripts: the wheel it is.
    step = """const canvas = document.querySelector(".vis-network canvas"), box = canvas.getBoundingClientRect();
canvas.dispatchEvent(new WheelEvent("wheel", {deltaY: turn % 2 ? 100 : -100, bubbles: true, cancelable: true,
clientX: box.x + box.width / 2, clientY: box.y + box.height / 2}));"""
    return Candidate(write, "document.querySelector('.vis-network canvas')", step, "gravis.vis, redrawn by the wheel")


def _ipysigma(picture: Picture) -> Candidate:
    sigma: Any = importlib.import_module("ipysigma").Sigma
    widget: Any = importlib.import_module("ipywidgets").Widget

    def write(path: Path) -> None:
        # Or else the page would carry every graph written before as well.
        widget.close_all()
        places = {node: {"x": x, "y": y} for node, _, x, y in picture.nodes}
        sigma.write_html(_graph(picture), str(path), fullscreen=True, layout=places)

    return Candidate(
        write, "", "", "not opened: the page fetches require.js, the widget manager and ipysigma from CDNs"
    )
