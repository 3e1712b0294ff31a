"""Networks as files: what is written comes back as it was, other programs read it, and hostile files are refused."""

from __future__ import annotations

import csv
import itertools
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_graphs import shipped_graph
from tiers import number_of_examples, slow_but

from kg.errors import UsageError
from kg.graph import Graph
from kg.network import collapse_network
from kg.network.formats import FORMS, format_network, has_both, read_network, write_network
from kg.network.levels import LEVELS
from kg.network.ties import LAYERS

PAIRS = ("nodes.csv", "edges.csv", "network.json")


@cache
def shipped() -> Graph:
    return shipped_graph()


def same(one: nx.Graph, other: nx.Graph) -> bool:
    """Whether two networks are the same, types and order included."""

    def told(graph: nx.Graph) -> str:
        keys = {"keys": True} if graph.is_multigraph() else {}
        edges = list(graph.edges(data=True, **keys))
        return repr((type(graph).__name__, graph.graph, list(graph.nodes(data=True)), edges))

    return told(one) == told(other)


def sort_attributes(graph: nx.Graph) -> nx.Graph:
    """The same network with attributes in the order of their names, in which they are written."""
    copy = graph.copy()
    for _, data in copy.nodes(data=True):
        _sort(data)
    for *_, data in copy.edges(data=True):
        _sort(data)
    return copy


def _sort(data: dict[str, Any]) -> None:
    for name in sorted(data):
        data[name] = data.pop(name)


@pytest.mark.parametrize(
    ("form", "level"),
    slow_but(itertools.product(FORMS, ["person", "state"]), *zip(FORMS, itertools.cycle(["person", "state"]))),
)
def test_the_shipped_network_comes_back_as_it_was(form: str, level: str, tmp_path: Path) -> None:
    network = shipped().network(level=level)
    for number, graph in enumerate((network, collapse_network(network), shipped().events(level=level))):
        files = write_network(graph, tmp_path / f"{number}{FORMS[form]}")
        assert same(read_network(tmp_path / f"{number}{FORMS[form]}"), sort_attributes(graph))
        first = [file.read_bytes() for file in files]
        assert first == [file.read_bytes() for file in write_network(graph, tmp_path / f"{number}{FORMS[form]}")]
        assert b"\r" not in b"".join(first)


TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["=1+1", "'", "''", "", "-1", "@x", "\x00", "\r\n", "\n", " a ", "]]>", "<b>", "&amp;", "null", "true", "1", "💬"]
)
PLAIN = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | TEXT
VALUE = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXT, inner, max_size=2)
    ),
    max_leaves=4,
)
NAME = st.sampled_from(
    ["id", "ID", "source", "target", "key", "label", "type", "weight", "directed", "earliest", "x y"]
)
DATA = st.dictionaries(NAME, VALUE, max_size=3)
NODE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=4)
NODES = st.lists(NODE, min_size=1, max_size=4, unique=True)
KINDS = st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])


@number_of_examples(60, 150)
def test_any_network_comes_back_as_it_was(examples: int, tmp_path: Path) -> None:
    @given(
        st.data(), st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]), st.sampled_from([*FORMS])
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples, deadline=None)
    def holds(data: st.DataObject, kind: type[nx.Graph], form: str) -> None:
        graph = kind(title=data.draw(TEXT), more=data.draw(VALUE))
        nodes = data.draw(NODES)
        graph.add_nodes_from((name, data.draw(DATA)) for name in nodes)
        keys = data.draw(st.sampled_from([st.integers(0, 3), TEXT, st.integers(0, 2) | TEXT]))
        for _ in range(data.draw(st.integers(0, 4))):
            u, v, told = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes)), data.draw(DATA)
            if graph.is_multigraph():
                key = data.draw(keys)
                graph.add_edge(u, v, key)
                graph.edges[u, v, key].update(told)
            else:
                graph.add_edge(u, v)
                graph.edges[u, v].update(told)
        path = tmp_path / f"any{FORMS[form]}"
        try:
            write_network(graph, path)
        except UsageError as error:
            assert "cannot be written" in str(error) or "XML does not have" in str(error)
            return
        assert same(read_network(path), sort_attributes(graph))

    holds()


def test_what_is_not_a_number_is_kept(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", x=math.nan, y=math.inf)
    for form, ending in FORMS.items():
        write_network(graph, tmp_path / f"n{ending}", form=form)
        data = read_network(tmp_path / f"n{ending}").edges["a", "b"]
        assert math.isnan(data["x"]) and data["y"] == math.inf


def test_networkx_reads_what_is_written(tmp_path: Path) -> None:
    network = shipped().network()
    for form, ending in FORMS.items():
        write_network(network, tmp_path / f"net{ending}", form=form)
    graphml = nx.read_graphml(tmp_path / "net.graphml", force_multigraph=True)
    cytoscape = nx.cytoscape_graph(json.loads((tmp_path / "net.cyjs").read_text(encoding="utf-8")))
    link = nx.node_link_graph(json.loads((tmp_path / "net.json").read_text(encoding="utf-8")), edges="edges")
    for read in (graphml, cytoscape, link):
        assert set(read) == set(network) and read.number_of_edges() == network.number_of_edges()
        assert read.is_directed() and read.is_multigraph()
        assert read.nodes["erdogan"]["label"] == "Recep Tayyip Erdoğan"
    kinds = sorted(kind for *_, kind in network.edges(data="kind"))
    assert sorted(kind for *_, kind in graphml.edges(data="kind")) == kinds
    with (tmp_path / "net-edges.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert sorted(row["kind"] for row in rows) == kinds and rows[0].keys() >= {"Source", "Target", "Type", "Weight"}


def test_gexf_has_a_timeline() -> None:
    import xml.etree.ElementTree as ET

    space = "{http://gexf.net/1.3}"
    root = ET.fromstring(format_network(shipped().network(layers=["contact"]), "gexf"))
    (body,) = root.findall(f"{space}graph")
    assert (body.get("mode"), body.get("timeformat")) == ("dynamic", "date")
    edges = {e.get("id"): e for e in body.iter(f"{space}edge")}
    assert len(edges) == shipped().network(layers=["contact"]).number_of_edges()
    assert {e.get("type") for e in edges.values()} == {"undirected"}
    spans = {(e.get("source"), e.get("target"), e.get("start"), e.get("end")) for e in edges.values()}
    assert ("erdogan", "putin", "2022-04-26", "2022-04-26") in spans
    (node,) = [n for n in body.iter(f"{space}node") if n.get("id") == "bennett"]
    assert node.get("start") == "2022-02-25" and node.get("end") == "2022-03-14"


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("ending", "text", "message"),
    [
        (".graphml", BOMB, "declares a document type, which is refused"),
        (".gexf", BOMB, "declares a document type, which is refused"),
        (".graphml", "<graphml", "it is no XML: unclosed token: line 1, column 0"),
        (".graphml", "<graphml/>", "it is no GraphML"),
        (".gexf", "<gexf/>", "it is no GEXF 1.3"),
        (".graphml", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>', "not written by kg"),
        (".json", "{", "Expecting property name"),
        (".json", "[]", "it is no JSON object"),
        (".json", "[" * 200_000, "nested too deep"),
        (".json", '{"nodes": [], "edges": []}', "not written by kg"),
        (".cyjs", "{}", "it has no elements"),
        (".cyjs", '{"elements": {"nodes": 1}, "data": {"kg": {"kg": 2}}}', "outline|another kind"),
    ],
)
def test_hostile_files_are_refused_in_a_line(ending: str, text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / f"hostile{ending}"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as told:
        read_network(file)
    assert file.name in str(told.value) and "\n" not in str(told.value)


def tampered(change: Any) -> str:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", 0, n=1)
    document = json.loads(format_network(graph, "node-link"))
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["nodes"].append({"id": "a"}), "the node 'a' is there twice"),
        (lambda d: d["edges"].append(d["edges"][0]), "the edge from 'a' to 'b' is there twice"),
        (lambda d: d["edges"][0].update(target="z"), "an edge names 'z', which is no node"),
        (lambda d: d["nodes"].append({"id": 7}), "a node or edge has no id"),
        (lambda d: d["graph"]["kg"].update(kind="Tree"), "another kind"),
        (lambda d: d["graph"]["kg"].update(edges=[["n", "n", "date", False]]), "a column that cannot be"),
        (lambda d: d["edges"][0].update(key=[1]), "node-link"),
    ],
)
def test_files_that_were_changed_are_refused(change: Any, message: str, tmp_path: Path) -> None:
    file = tmp_path / "changed.json"
    file.write_text(tampered(change), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_network(file)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    cases: list[tuple[nx.Graph, str, str]] = [
        (nx.path_graph(2), "a.json", "name nodes by text"),
        (nx.Graph([("a", "b\x00")]), "a.graphml", "characters that XML does not have"),
        (nx.Graph([("a", "b", {"x": {1}})]), "a.gexf", "a value of type set cannot be written"),
        (nx.Graph(), "a.dot", "there is no form '.dot' for networks; the forms are graphml"),
    ]
    for graph, name, message in cases:
        with pytest.raises(UsageError, match=message):
            write_network(graph, tmp_path / name)
    assert not list(tmp_path.iterdir())
    with pytest.raises(UsageError, match=r"a\.json' cannot be read: No such file"):
        read_network(tmp_path / "a.json")


def test_the_command_line_has_every_form() -> None:
    from kg.cli.exports import _NETWORK_FORMS

    assert set(_NETWORK_FORMS) == set(FORMS)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node("=cmd()", label="@SUM(A1)", note="+1", minus=-1.5)
    write_network(graph, tmp_path / "n.csv")
    with (tmp_path / "n-nodes.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert [row[name] for name in ("Id", "Label", "note", "minus")] == ["'=cmd()", "'@SUM(A1)", "'+1", "-1.5"]
    assert read_network(tmp_path / "n.csv").nodes["=cmd()"]["note"] == "+1"


def changed_tables(tmp_path: Path, part: str, change: Any) -> Path:
    """The tables of a small network, one of them changed line by line."""
    graph = nx.MultiDiGraph()
    graph.add_node("a", size=1)
    graph.add_node("b", size=2)
    graph.add_edge("a", "b", 0, kind="PhoneCall")
    write_network(graph, tmp_path / "n.csv")
    file = tmp_path / f"n-{part}"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return tmp_path / "n.csv"


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("nodes.csv", lambda t: [line.rsplit(",", 1)[0] for line in t], "nodes.csv has the column 'size' 0 times"),
        ("nodes.csv", lambda t: [*t, "c"], "nodes.csv has 1 columns in line 4, 3 in the first"),
        ("nodes.csv", lambda t: [*t, t[1]], "the node 'a' is there twice"),
        ("nodes.csv", lambda t: [t[0], "a,a,many", t[2]], "nodes.csv, line 2: 'a': the attribute 'size' is no integer"),
        ("nodes.csv", lambda t: [*t, '"'], "nodes.csv is no CSV in line 4"),
        ("nodes.csv", lambda t: t[:2], "an edge names 'b', which is no node"),
        ("edges.csv", lambda t: [t[0], t[1].replace("a", "z", 1)], "an edge names 'z', which is no node"),
        ("edges.csv", lambda t: [*t, t[1]], "the edge from 'a' to 'b' is there twice"),
        ("edges.csv", lambda t: [], "edges.csv has the column 'Source' 0 times"),
        ("network.json", lambda t: ["{"], "as pairs"),
        ("network.json", lambda t: ["{}"], "as pairs"),
    ],
)
def test_tables_that_were_changed_are_refused_with_the_line(
    part: str, change: Any, message: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=message) as told:
        read_network(changed_tables(tmp_path, part, change))
    assert "\n" not in str(told.value)


def test_tables_may_be_sorted_and_have_more_columns(tmp_path: Path) -> None:
    path = changed_tables(tmp_path, "nodes.csv", lambda t: [f"{t[0]},remark", f"{t[2]},x", f"{t[1]},y"])
    assert list(read_network(path).nodes(data="size")) == [("b", 2), ("a", 1)]


@pytest.mark.parametrize("form", ["node-link", "cytoscape"])
def test_json_is_strict_json(form: str) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    graph = nx.Graph([("a", "b", {"x": math.nan, "y": [math.inf, -math.inf], "z": (math.nan,)})], about=math.inf)
    json.loads(format_network(graph, form), parse_constant=refuse)


@pytest.mark.parametrize("form", ["node-link", "cytoscape"])
def test_json_holds_names_that_utf8_has_not(form: str, tmp_path: Path) -> None:
    graph = nx.DiGraph([("a\ud800", "b", {"k\udfff": "v\ud800"})])
    write_network(graph, tmp_path / "n.x", form=form)
    assert same(read_network(tmp_path / "n.x", form=form), graph)
    for other in ("graphml", "gexf", "pairs"):
        with pytest.raises(UsageError, match=r"write it as node-link JSON|plain text"):
            write_network(graph, tmp_path / "other.x", form=other)


def test_headers_are_guarded_as_cells_are(tmp_path: Path) -> None:
    graph = nx.Graph([("a", "b", {"=cmd()": 1, "@x": "y"})])
    write_network(graph, tmp_path / "n.csv")
    head = (tmp_path / "n-edges.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert head[4:] == ["'=cmd()", "'@x"]
    assert same(read_network(tmp_path / "n.csv"), graph)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_networkx_reads_gexf_with_edges_of_one_kind(kind: type[nx.Graph], tmp_path: Path) -> None:
    graph = kind()
    graph.add_node("a", label="Ankara")
    graph.add_edge("a", "b", label="call", n=1.5)
    if graph.is_multigraph():
        graph.add_edge("a", "b", label="visit", n=2.5)
    write_network(graph, tmp_path / "n.gexf")
    read = nx.read_gexf(tmp_path / "n.gexf")
    assert (set(read), read.is_directed(), read.is_multigraph()) == (
        {"a", "b"},
        graph.is_directed(),
        graph.is_multigraph(),
    )
    assert read.nodes["a"]["label"] == "Ankara"
    if graph.is_multigraph():
        assert sorted(read.edges(keys=True)) == sorted(graph.edges(keys=True))
    assert sorted(n for *_, n in read.edges(data="n")) == sorted(n for *_, n in graph.edges(data="n"))


def test_networkx_does_not_read_gexf_with_edges_of_both_kinds(tmp_path: Path) -> None:
    assert has_both(shipped().network())
    write_network(shipped().network(), tmp_path / "n.gexf")
    with pytest.raises(nx.NetworkXError, match="Undirected edge found in directed graph"):
        nx.read_gexf(tmp_path / "n.gexf")


def opened_by_networkx(path: Path) -> dict[str, nx.Graph]:
    """What networkx makes of a network that was written in each form that it reads."""
    cytoscape, link = (
        json.loads(path.with_suffix(ending).read_text(encoding="utf-8")) for ending in (".cyjs", ".json")
    )
    cytoscape, link = (
        json.loads(path.with_suffix(ending).read_text(encoding="utf-8")) for ending in (".cyjs", ".json")
    )
    return {
        "gexf": nx.read_gexf(path.with_suffix(".gexf")),
        "graphml": nx.read_graphml(path.with_suffix(".graphml"), force_multigraph=True),
        "cytoscape": nx.cytoscape_graph(cytoscape),
        "node-link": nx.node_link_graph(link, edges="edges"),
    }


@pytest.mark.parametrize(
    ("layer", "level"), slow_but(itertools.product(LAYERS, LEVELS), *zip(LAYERS, itertools.cycle(LEVELS)))
)
def test_each_layer_alone_opens_in_networkx(layer: str, level: str, tmp_path: Path) -> None:
    """With all its nodes and edges; contacts, agreements and relations are undirected, the others directed."""
    network = shipped().network(layers=[layer], level=level)
    assert not has_both(network)
    for form, ending in FORMS.items():
        write_network(network, tmp_path / f"n{ending}", form=form)
    undirected = layer in ("contact", "agreement", "relation") and network.number_of_edges() > 0
    for form, read in opened_by_networkx(tmp_path / "n").items():
        assert set(read) == set(network), form
        assert read.number_of_edges() == network.number_of_edges(), form
        assert sorted(data["kind"] for *_, data in read.edges(data=True)) == sorted(
            data["kind"] for *_, data in network.edges(data=True)
        ), form
        if form in ("gexf", "graphml"):
            assert read.is_directed() is not undirected, form
    for ending in FORMS.values():
        assert same(read_network(tmp_path / f"n{ending}"), sort_attributes(network))


def test_no_edge_is_lost_where_both_ways_have_one_key(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    for ends in ("ab", "ba"):
        graph.add_edge(*ends, key="one", directed=False)
    write_network(graph, tmp_path / "n.gexf")
    assert same(read_network(tmp_path / "n.gexf"), graph)
    write_network(graph, tmp_path / "n.graphml")
    assert nx.read_graphml(tmp_path / "n.graphml", force_multigraph=True).number_of_edges() == 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_names_that_forms_have_for_themselves(form: str, kind: type[nx.Graph], tmp_path: Path) -> None:
    graph = kind()
    own = {
        name: f"mine {name}" for name in ("networkx_key", "NetworkX_Key", "networkx_key_", "key", "id", "for", "value")
    }
    graph.add_nodes_from((name, dict(own)) for name in ("e0", "e1", "e_0", "0"))
    for ends in (("e0", "e1"), ("e_0", "0")):
        graph.add_edge(*ends)
        graph.get_edge_data(*ends, *([0] if graph.is_multigraph() else [])).update(own)
    write_network(graph, tmp_path / f"own{FORMS[form]}")
    assert same(read_network(tmp_path / f"own{FORMS[form]}"), sort_attributes(graph))


def test_networkx_reads_an_attribute_of_the_name_of_its_key(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    for key in ("first", "second"):
        graph.add_edge("a", "b", key=key, networkx_key="mine")
    write_network(graph, tmp_path / "own.gexf")
    assert list(nx.read_gexf(tmp_path / "own.gexf").edges(keys=True)) == [("a", "b", "first"), ("a", "b", "second")]


def test_ids_in_cytoscape_are_those_of_one_thing(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph([("e0", "e_1"), ("e_1", "x"), ("x", "e0")])
    elements = json.loads(format_network(graph, "cytoscape"))["elements"]
    ids = [each["data"]["id"] for part in ("nodes", "edges") for each in elements[part]]
    assert len(set(ids)) == len(ids) == 6
    plain = json.loads(format_network(nx.Graph(["ab"]), "cytoscape"))["elements"]["edges"]
    assert [each["data"]["id"] for each in plain] == ["e0"]
