"""The page without a browser: what stands in the file, and where things are put."""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import json
import math
import re
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_graphs import shipped_graph, shipped_page
from tiers import slow_but

import kg
from kg.errors import KgError
from kg.page import render_page, write_page
from kg.page.adapter import _shapes, vis_network
from kg.page.data import PageData, read_page_data
from kg.page.display import one_line, readable_date, wrapped
from kg.page.drawing import Drawing, read_level, sides_in
from kg.page.groups import PINNED, REST
from kg.page.layout import Shape, positions
from kg.page.packing import pack
from kg.page.palette import line_style, role_colours, telling_role
from kg.page.routes import via
from kg.text.links import web_address

SOURCE = "dailysabah-2022-04-26"
PRESIDENCY, KREMLIN, PAPER = "Turkish presidency", "Kremlin", "Daily Sabah"


def sample_network() -> networkx.MultiDiGraph:
    """Mediation in the spring of 2022 as one article tells it: the shape that `kg.network` hands to the page."""
    network = networkx.MultiDiGraph(
        title="Turkey between Russia and Ukraine, spring 2022",
        level="person",
        conflicts=[
            {
                "id": "russia-ukraine-war",
                "label": "Russia–Ukraine war",
                "sides": [
                    {"id": "russian-side", "label": "Russia", "members": ["russia", "putin"]},
                    {"id": "ukrainian-side", "label": "Ukraine", "members": ["ukraine", "zelenskyy"]},
                ],
            }
        ],
        claims={},
        sources={
            SOURCE: {
                "id": SOURCE,
                "title": "Erdoğan, Putin discuss Ukraine by phone",
                "type": "NewsArticle",
                "publisher": "Daily Sabah",
                "date": "2022-04-26",
                "address": "https://news.example/politics/erdogan-putin",
                "language": "en",
            }
        },
        role_labels={
            "mediator": "mediator",
            "belligerent": "belligerent",
            "host": "host",
            "guarantor": "guarantor",
            "negotiator": "negotiator",
            "speaker": "speaker",
            "addressee": "addressee",
            "performer": "performer",
        },
    )
    for actor, label, kind, side, names, description in (
        ("erdogan", "Recep Tayyip Erdoğan", "Person", None, ["Erdogan", "the Turkish president"], ""),
        ("turkey", "Turkey", "State", None, ["Türkiye", "Ankara"], ""),
        ("nato", "NATO", "Alliance", None, ["North Atlantic Treaty Organization"], ""),
        ("putin", "Vladimir Putin", "Person", "russian-side", ["Putin"], ""),
        ("russia", "Russia", "State", "russian-side", ["Moscow", "Russian Federation"], ""),
        ("russian-delegation", "Russian delegation", "Delegation", "russian-side", [], "to the talks in Istanbul"),
        ("russian-fm", "Foreign minister of Russia", "Office", "russian-side", [], ""),
        ("zelenskyy", "Volodymyr Zelenskyy", "Person", "ukrainian-side", ["Zelensky", "Zelenskiy", "Selenskyj"], ""),
        ("ukraine", "Ukraine", "State", "ukrainian-side", ["Kyiv"], ""),
        (
            "ukrainian-delegation",
            "Ukrainian delegation",
            "Delegation",
            "ukrainian-side",
            [],
            "to the talks in Istanbul",
        ),
        ("ukrainian-fm", "Foreign minister of Ukraine", "Office", "ukrainian-side", [], ""),
        (
            "ukrainian-negotiator",
            "a Ukrainian negotiator",
            "Person",
            "ukrainian-side",
            [],
            "not named; spoke after the talks",
        ),
    ):
        network.add_node(actor, label=label, type=kind, side=side, names=names, description=description, claims=[])
    _fill(network)
    return network


def _fill(network: networkx.MultiDiGraph) -> None:
    claims: dict[str, Any] = network.graph["claims"]

    def claim(key: str, said: str, phrase: str, speaker: str = PRESIDENCY, check: str = "text") -> str:
        claims[key] = {
            "id": key,
            "words": said,
            "source": SOURCE,
            "according_to": speaker,
            "phrase": phrase,
            "rank": "normal",
            "check": check,
            "basis": "",
            "note": "",
        }
        return key

    def tie(u: str, v: str, kind: str, roles: tuple[str, str], of: str, date: str = "2022-04-26", **more: Any) -> None:
        days = {"2022-03": ("2022-03-01", "2022-03-31"), "": (None, None)}.get(date, (date, date))
        data: dict[str, Any] = {
            "layer": "contact",
            "kind": kind,
            "event": of,
            "roles": roles,
            "status": "exercised",
            "on_behalf_of": None,
            "date": date,
            "earliest": days[0],
            "latest": days[1],
            "uncertain": False,
            "claim": of,
            "source": SOURCE,
            "directed": more.get("layer") == "act",
            "event_status": "held",
            "content": "",
            "topics": [],
            "count": None,
        }
        network.add_edge(u, v, **(data | more))

    call = claim(
        "call",
        "Erdoğan, mediator for Turkey, and Putin, belligerent for Russia, spoke by phone.",
        "told his Russian counterpart, Vladimir Putin, during a phone call Tuesday",
    )
    topics = ["cease-fire", "humanitarian corridors", "evacuation"]
    tie(
        "erdogan",
        "putin",
        "phone call",
        ("mediator", "belligerent"),
        call,
        on_behalf_of=("turkey", "russia"),
        topics=topics,
    )
    other = claim(
        "contact",
        "Erdoğan and Zelenskyy spoke on the Sunday before.",
        "Erdoğan also spoke with Ukrainian President Volodymyr Zelenskyy on Sunday",
        PAPER,
    )
    tie(
        "erdogan",
        "zelenskyy",
        "contact",
        ("mediator", "belligerent"),
        other,
        "2022-04-24",
        on_behalf_of=("turkey", "ukraine"),
    )
    offer = claim(
        "offer",
        "Erdoğan offered Putin to host the leaders.",
        "repeated an offer to host the Russian and Ukrainian leaders",
    )
    tie(
        "erdogan",
        "putin",
        "offer",
        ("host", "addressee"),
        offer,
        layer="act",
        status="offered",
        topics=["meeting of leaders"],
    )
    appeal = claim(
        "appeal",
        "Erdoğan told Putin that the leaders should meet.",
        "A leader-to-leader meeting should also take place",
    )
    tie("erdogan", "putin", "appeal", ("speaker", "addressee"), appeal, layer="act", content="a meeting of the leaders")
    pledge = claim(
        "pledge",
        "Erdoğan pledged further efforts for peace.",
        "Turkey would continue doing its utmost to halt this course of events",
    )
    tie("erdogan", "putin", "pledge", ("speaker", "addressee"), pledge, layer="act")
    demand = claim(
        "demand",
        "Putin told Erdoğan that Ukraine should order its troops at the plant to give up.",
        "Ukraine should order its military to lay down arms",
        KREMLIN,
    )
    tie(
        "putin",
        "erdogan",
        "demand",
        ("speaker", "addressee"),
        demand,
        layer="act",
        content="surrender at the steel plant",
    )
    denial = claim(
        "denial",
        "Putin told Erdoğan that nothing military goes on in Mariupol.",
        "there are no military operations going on in Mariupol",
        KREMLIN,
    )
    tie("putin", "erdogan", "statement", ("speaker", "addressee"), denial, layer="act")
    wish = claim(
        "wish",
        "Zelenskyy told Erdoğan that Kyiv wants talks of substance.",
        "Kyiv wants substantive talks to happen",
        PAPER,
    )
    tie("zelenskyy", "erdogan", "statement", ("speaker", "addressee"), wish, "2022-04-24", layer="act")
    welcome = claim(
        "welcome",
        "Erdoğan said that Turkey would accept being a guarantor.",
        "Turkey would welcome a guarantor position",
        PAPER,
    )
    tie(
        "erdogan",
        "zelenskyy",
        "acceptance",
        ("guarantor", "addressee"),
        welcome,
        "2022-04-24",
        layer="act",
        status="conditional",
    )
    care = claim("care", "Erdoğan asked for evacuations.", "evacuations must be ensured in Mariupol", PAPER)
    tie(
        "erdogan",
        "zelenskyy",
        "appeal",
        ("speaker", "addressee"),
        care,
        "2022-04-24",
        layer="act",
        content="evacuation of Mariupol",
    )

    talks = claim(
        "talks",
        "Delegations of Russia and Ukraine met in Istanbul, hosted by Turkey.",
        "delegations met for peace talks in Istanbul on March 29",
        PAPER,
    )
    day = "2022-03-29"
    tie(
        "russian-delegation",
        "ukrainian-delegation",
        "talks",
        ("negotiator", "negotiator"),
        talks,
        day,
        on_behalf_of=("russia", "ukraine"),
    )
    tie("turkey", "russian-delegation", "talks", ("host", "negotiator"), talks, day)
    tie("turkey", "ukrainian-delegation", "talks", ("host", "negotiator"), talks, day)
    ready = claim(
        "ready",
        "Ukrainian officials signalled that they would negotiate neutrality.",
        "Ukrainian officials signaled readiness to negotiate",
        PAPER,
    )
    tie("ukrainian-delegation", "russian-delegation", "offer", ("speaker", "addressee"), ready, day, layer="act")
    less = claim(
        "less",
        "Russia pledged to reduce its activity near Kyiv and Chernihiv.",
        "pledged to significantly decrease its military activities",
        PAPER,
    )
    tie("russian-delegation", "ukrainian-delegation", "pledge", ("speaker", "addressee"), less, day, layer="act")
    want = claim(
        "want",
        "A negotiator said that Ukraine wants guarantors, Turkey among them.",
        "wants to see countries, including Turkey, as guarantors",
        "a Ukrainian negotiator",
    )
    tie(
        "ukrainian-negotiator",
        "turkey",
        "request",
        ("speaker", "guarantor"),
        want,
        day,
        layer="act",
        status="requested",
    )

    antalya = claim(
        "antalya",
        "Turkey hosted the two foreign ministers in Antalya.",
        "hosted the foreign ministers of Russia and Ukraine in Antalya",
        PAPER,
    )
    tie(
        "russian-fm",
        "ukrainian-fm",
        "meeting",
        ("negotiator", "negotiator"),
        antalya,
        "2022-03",
        on_behalf_of=("russia", "ukraine"),
    )
    tie("turkey", "russian-fm", "meeting", ("host", "negotiator"), antalya, "2022-03")
    tie("turkey", "ukrainian-fm", "meeting", ("host", "negotiator"), antalya, "2022-03")

    summit = claim(
        "summit",
        "Turkey has been pushing to host a meeting of the leaders.",
        "has been pushing to host a leaders' meeting",
        PAPER,
    )
    tie("turkey", "putin", "summit", ("host", "belligerent"), summit, "", status="offered", event_status="proposed")
    tie("turkey", "zelenskyy", "summit", ("host", "belligerent"), summit, "", status="offered", event_status="proposed")
    tie("putin", "zelenskyy", "summit", ("belligerent", "belligerent"), summit, "", event_status="proposed")
    straits = claim(
        "straits",
        "Turkey closed its straits to some Russian vessels.",
        "closed its straits to prevent some Russian vessels from crossing",
        PAPER,
    )
    tie("turkey", "russia", "measure", ("performer", "addressee"), straits, "", layer="measure", directed=True)
    member = claim("member", "Turkey is a member of NATO.", "NATO member Turkey", PAPER)
    tie("turkey", "nato", "membership", ("", ""), member, "", layer="affiliation", directed=True)
    border = claim(
        "border",
        "Turkey borders both in the Black Sea and has good ties with both.",
        "shares a border with Ukraine and Russia in the Black Sea",
        PAPER,
    )
    for neighbour in ("russia", "ukraine"):
        tie("turkey", neighbour, "shared border", ("", ""), border, "", layer="relation")
    support = claim(
        "support",
        "Ankara supports Ukraine's territorial integrity.",
        "its support for Ukraine’s territorial integrity and sovereignty",
        PAPER,
    )
    tie("turkey", "ukraine", "supports", ("", ""), support, "", layer="stance", directed=True)
    for actor, state in (("erdogan", "turkey"), ("putin", "russia"), ("zelenskyy", "ukraine")):
        office = claim(f"{actor}-office", f"The president of {state.title()} is meant.", "", PAPER, "background")
        claims[office]["basis"] = "held the office at the time"
        network.nodes[actor]["claims"].append(office)
        tie(actor, state, "office", ("", ""), office, "", layer="affiliation", directed=True)


# Each stands in every text field of the network, one after the other.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<!-- <script>",
    "]]><!--><script>alert(1)//",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://news.example/",
    "data:text/html,<script>alert(1)</script>",
    'https://news.example/"onmouseover="alert(1)',
    "https://news.example/' onclick='alert(1)",
    "//attacker.example/x.js",
    "{{7*7}}{% raw %}${7*7}#{7*7}",
    "\u202egnp.exe\u2066\u202d hidden \u2069",
    "\x00\x01\x1b[31m\x7f\ufeff\ud800 end",
    "line\u2028separator\u2029and\r\nbreaks\ttabs",
    "__proto__",
    "constructor",
    "toString",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "'\"`;alert(1);//",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "*bold* _italic_ `code` <b>bold</b>",
    "",
    "W" * 1_000_000,
)


def hostile_network(text: str) -> networkx.MultiDiGraph:
    """The sample with `text` in every place where the data can put text, ids and keys included."""
    sample = sample_network()

    def spoil(value: Any) -> Any:
        if isinstance(value, str):
            return text
        if isinstance(value, list | tuple):
            return type(value)(spoil(part) for part in value)
        if isinstance(value, dict):
            return {key: spoil(part) for key, part in value.items()}
        return value

    network = networkx.MultiDiGraph()
    ids = {node: text if place == 0 else f"{text}{place}" for place, node in enumerate(sample.nodes)}
    for node, data in sample.nodes(data=True):
        side = None if data["side"] is None else f"{text}{data['side']}"
        claims = [f"{text}{claim}" for claim in data["claims"]]
        network.add_node(
            ids[node], **{**{key: spoil(value) for key, value in data.items()}, "side": side, "claims": claims}
        )
    for place, (u, v, data) in enumerate(sample.edges(data=True)):
        spoiled = {key: spoil(value) for key, value in data.items()}
        layer = data["layer"] if place % 4 else text
        known = {"claim": f"{text}{data['claim']}", "source": text, "layer": layer}
        network.add_edge(ids[u], ids[v], key=f"{text}{place}", **{**spoiled, **known})
    network.graph.update(
        title=text,
        level=text,
        conflicts=[
            {
                "id": text,
                "label": text,
                "sides": [
                    {"id": f"{text}{side['id']}", "label": text, "members": [ids[member] for member in side["members"]]}
                    for side in sample.graph["conflicts"][0]["sides"]
                ],
            }
        ],
        claims={f"{text}{key}": {**spoil(claim), "source": text} for key, claim in sample.graph["claims"].items()},
        sources={text: spoil(sample.graph["sources"][SOURCE])},
        role_labels={text: text},
        events={
            f"{text}{n}": {
                "accounts": [(f"{text}call", text)],
                "during": [(f"{text}call", f"{text}{n - 1}")],
                "lasting": False,
                "conflicts": [text],
            }
            for n in range(3)
        },
        rivals=[
            {
                "heading": text,
                "remarks": [text],
                "positions": [{"label": text, "claims": [f"{text}{name}"]} for name in ("call", "other", "offer")],
            }
        ],
        offers=[
            {
                "versions": [
                    {
                        "known": text,
                        "title": text,
                        "state": text,
                        "remarks": [text],
                        "steps": [{"day": text, "words": text, "status": text, "claims": [f"{text}offer"]}],
                    }
                ]
            }
        ],
    )
    for _, data in network.nodes(data=True):
        data["belongs_to"] = text
    return network


def data_of(page: str) -> dict[str, Any]:
    """The JSON block of a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def unpack(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a packed table, as the script of the page makes them."""
    rows: list[dict[str, Any]] = [{} for _ in range(table["length"])]
    later = []
    for name, column in table["columns"].items():
        for n, row in enumerate(rows):
            if isinstance(column, list):
                row[name] = column[n]
            elif "own" in column:
                row[name] = n
            elif "all" in column:
                row[name] = column["all"]
            elif "of" in column:
                row[name] = column["of"][column["at"][n]]
        if isinstance(column, dict) and "as" in column:
            later.append((name, column["as"]))
    for name, twin in later:
        for row in rows:
            row[name] = row[twin]
    return rows


def level_of(page: str, number: int = 0) -> dict[str, Any]:
    """A level of a page: actors and ties as rows, and its first picture as `vis`."""
    level: dict[str, Any] = data_of(page)["levels"][number]
    return level | {
        "actors": unpack(level["actors"]),
        "ties": unpack(level["ties"]),
        "vis": level["sidings"][0]["vis"],
    }


def first_level() -> tuple[PageData, Drawing, dict[str, Any]]:
    network = sample_network()
    content = read_page_data([network])
    level = read_level(network, content)
    return content, level, vis_network(level, level.sidings[0])


def scripts_of(page: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(sample_network())


def test_policy_names_each_script_and_nothing_else(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["connect-src"] == directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'none'"
    assert directives["script-src"].split() == [sha256(script) for script in scripts_of(page)]
    assert "unsafe" not in policy and "http" not in policy
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert sha256(style) in directives["style-src"].split()


def test_page_is_whole_and_asks_for_nothing(page: str) -> None:
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Turkey between Russia and Ukraine, spring 2022</title>" in page
    assert 'name="viewport"' in page and "<noscript>" in page
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?!data:,)", page)
    assert "sourceMappingURL" not in page and "innerHTML" not in scripts_of(page)[1]
    assert len(page.encode()) < 1_000_000


def test_scripts_cannot_end_early(page: str) -> None:
    for script in scripts_of(page):
        assert "</script" not in script.lower() and "<!--" not in script


def test_same_network_same_page_and_network_untouched() -> None:
    network = sample_network()
    before = copy.deepcopy(
        (dict(network.graph), list(network.nodes(data=True)), list(network.edges(keys=True, data=True)))
    )
    first = render_page(network)
    assert first == render_page(network)
    assert (dict(network.graph), list(network.nodes(data=True)), list(network.edges(keys=True, data=True))) == before
    turned = networkx.MultiDiGraph(**network.graph)
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from(network.edges(keys=True, data=True))
    assert render_page(turned) == first


def test_every_tie_claim_and_source_is_in_the_page(page: str) -> None:
    network, data, level = sample_network(), data_of(page), level_of(page)
    assert len(level["actors"]) == network.number_of_nodes() == len(level["vis"]["nodes"])
    assert len(level["ties"]) == network.number_of_edges()
    claims = unpack(data["claims"])
    assert {claim["phrase"] for claim in claims} == {c["phrase"] for c in network.graph["claims"].values()}
    call = next(tie for tie in level["ties"] if tie["kind"] == "phone call")
    assert call["roles"] == ["mediator", "belligerent"] and call["behalf"] == ["Turkey", "Russia"]
    assert data["roles"][call["role"]]["label"] == "mediator"
    assert data["speakers"][claims[call["claim"]]["speaker"]] == "Turkish presidency"
    assert {tie["style"] for tie in level["ties"]} == {"solid", "dashed"}
    pairs = {frozenset((f"n{tie['a']}", f"n{tie['b']}")) for tie in level["ties"]}
    assert {frozenset((edge["from"], edge["to"])) for edge in level["vis"]["edges"]} == pairs
    assert len(level["vis"]["edges"]) == len(pairs), "one line for two"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_hostile_text_stays_data(text: str) -> None:
    page = render_page(hostile_network(text))
    assert len(scripts_of(page)) == 2 and page.count("<script") == 3 and page.count("</script>") == 3
    block = page.split('id="data">')[1].split("</script>")[0]
    assert not re.search("[<>&\u2028\u2029\u202a-\u202e\u2066-\u2069\x00-\x1f]", block)
    data, level = data_of(page), level_of(page)
    assert len(level["ties"]) == sample_network().number_of_edges()
    assert all(re.fullmatch(r"n\d+", node["id"]) for node in level["vis"]["nodes"])
    assert all(re.fullmatch(r"e\d+", edge["id"]) for edge in level["vis"]["edges"])
    links = [row["link"] for row in unpack(data["sources"])]
    assert all(not link or re.match(r"https?://[^\s\"'<>]+$", link) for link in links)
    assert max(len(actor["label"]) for actor in level["actors"]) <= 60
    assert len(page.encode()) < 1_600_000


def test_title_and_language_are_escaped_or_refused() -> None:
    page = render_page(sample_network(), title="<b>A & B</b>", language="en-GB")
    assert "<title>&lt;b&gt;A &amp; B&lt;/b&gt;</title>" in page and '<html lang="en-GB">' in page
    with pytest.raises(ValueError, match="language"):
        render_page(sample_network(), language='en" onload="x')


def test_page_of_an_empty_or_bare_network() -> None:
    assert level_of(render_page(networkx.MultiDiGraph()))["actors"] == []
    bare = networkx.MultiDiGraph()
    bare.add_edge("a", "b")
    bare.add_edge("a", "a")
    level = level_of(render_page(bare))
    assert [actor["label"] for actor in level["actors"]] == ["a", "b"] and len(level["ties"]) == 2
    with pytest.raises(ValueError, match="no network"):
        render_page([])


def test_write_page_replaces_or_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "page.html"
    assert write_page(sample_network(), target) == target
    assert target.read_bytes() == render_page(sample_network()).encode()
    old = target.read_bytes()

    def fails(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(KgError, match="full"):
        write_page(networkx.MultiDiGraph(), target)
    assert target.read_bytes() == old and list(tmp_path.iterdir()) == [target]


def box(shape: Shape, place: tuple[float, float]) -> tuple[float, float, float, float]:
    half = max(shape.width / 2, shape.size)
    return place[0] - half, place[1] - shape.size, place[0] + half, place[1] + shape.size + shape.height


def assert_apart(shapes: list[Shape], places: list[tuple[float, float]]) -> None:
    boxes = sorted(box(shape, place) for shape, place in zip(shapes, places, strict=True))
    for n, (_, top, right, bottom) in enumerate(boxes):
        for other in boxes[n + 1 :]:
            if other[0] >= right:
                break
            assert other[3] <= top or other[1] >= bottom


def test_third_parties_stand_between_the_sides() -> None:
    _, level, vis = first_level()
    sides = sides_in(level, level.sidings[0])
    at = {
        actor["label"]: (node["x"], side) for actor, node, side in zip(level.actors, vis["nodes"], sides, strict=True)
    }
    left = [x for x, side in at.values() if side == 0]
    right = [x for x, side in at.values() if side == 1]
    between = [x for x, side in at.values() if side < 0]
    assert max(left) < min(between) and max(between) < min(right)


@pytest.mark.parametrize("way", ["sides", "igraph", "networkx"])
@pytest.mark.parametrize("count", slow_but([1, 2, 3, 12, 40, 100, 1000], 1, 2, 3, 12, 40, 100))
def test_layout_has_no_overlaps_and_ends_soon(count: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By sides, by igraph, and by hand where igraph is not installed."""
    sided = way == "sides"
    if not sided:
        pytest.importorskip("igraph" if way == "igraph" else "networkx")
        monkeypatch.setattr("kg.page.forces.choose_engine", lambda: way)
    shapes = [
        Shape((n % 4 if n % 4 < 2 else -1) if sided else -1, 12 + n % 14, 30 + 37 * n % 115, 26 + 18 * (n % 3))
        for n in range(count)
    ]
    pairs = [(n, (n * n + 7) % count) for n in range(count)] + [(n % max(1, count // 10), n) for n in range(count)]
    start = time.perf_counter()
    places = positions(shapes, pairs)
    assert time.perf_counter() - start < 15
    assert places == positions(shapes, pairs)
    assert_apart(shapes, places)


@pytest.mark.parametrize("way", ["igraph", "networkx"])
def test_who_has_no_ties_stands_apart_and_in_the_picture(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.page.forces.choose_engine", lambda: way)
    shapes = [Shape(-1, 14, 60, 26) for _ in range(30)]
    places = positions(shapes, [(n, (n + 1) % 20) for n in range(20)])
    assert_apart(shapes, places)
    ring = [math.dist(place, (0, 0)) for place in places[:20]]
    alone = [math.dist(place, (0, 0)) for place in places[20:]]
    assert max(alone) < 3 * max(ring)
    nowhere = positions(shapes, [])
    assert_apart(shapes, nowhere)
    assert max(math.dist(place, (0, 0)) for place in nowhere) < 3000


def test_sample_layout_has_no_overlaps() -> None:
    _, level, vis = first_level()
    _, shapes, _, _ = _shapes(level, sides_in(level, level.sidings[0]))
    assert_apart(shapes, [(node["x"], node["y"]) for node in vis["nodes"]])


def test_curves_run_where_the_browser_bends_them() -> None:
    assert via((0, 0), (100, 0), 0.0) == pytest.approx((50, 0), abs=1e-9)


@given(
    st.integers(1, 40).flatmap(
        lambda n: st.fixed_dictionaries(
            {
                name: st.lists(values, min_size=n, max_size=n)
                for name, values in {
                    "text": st.sampled_from(["", "a", "b"]),
                    "number": st.one_of(st.none(), st.integers(-1, 3)),
                    "flag": st.one_of(st.booleans(), st.integers(0, 1)),
                    "many": st.lists(st.sampled_from(["x", "y"]), max_size=2),
                    "own": st.just(0),
                }.items()
            }
        )
    )
)
def test_packed_rows_come_back(columns: dict[str, list[Any]]) -> None:
    columns["own"] = list(range(len(columns["own"])))
    columns["twin"] = list(columns["number"])
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    back = unpack(json.loads(json.dumps(pack(rows))))
    assert back == rows
    assert [[type(value) for value in row.values()] for row in back] == [
        [type(row[name]) for name in found] for row, found in zip(rows, back, strict=True)
    ]


def large_network(actors: int = 900) -> networkx.MultiDiGraph:
    """Actors of thirty states, some with many ties, one state apart."""
    network = networkx.MultiDiGraph(title="Many", level="person")
    for n in range(actors):
        network.add_node(f"a{n:03}", label=f"Actor {n}", type="Person", side=None, belongs_to=f"State {n % 30}")
    for n in range(3 * actors):
        ends = (f"a{n * n % 97:03}", f"a{n * 7 % actors:03}")
        network.add_edge(*ends, layer="contact", kind="meeting", event=f"e{n}", date="2022-03-01", roles=("host", ""))
    return network


@cache
def large_page() -> str:
    """The page of that network, which takes a second to lay out."""
    return render_page(large_network())


def test_large_networks_stand_in_groups() -> None:
    level = level_of(large_page())
    drawn = [node["id"] for node in level["vis"]["nodes"]]
    assert len(level["actors"]) == 900 and len(drawn) < 120
    assert sum(name.startswith("g") for name in drawn) == 30 == len(level["groups"])
    alone = [n for n, actor in enumerate(level["actors"]) if actor["group"] < 0]
    assert len(alone) == PINNED and {f"n{n}" for n in alone} == {name for name in drawn if name.startswith("n")}
    # Those who stand for themselves have the most ties.
    degree = Counter(end for tie in level["ties"] for end in (tie["a"], tie["b"]))
    assert min(degree[n] for n in alone) >= max(degree[n] for n in range(900) if n not in alone)
    for actor in level["actors"]:
        assert actor["group"] < 0 or level["groups"][actor["group"]] == actor["belongs"]
    # Where nothing tells what actors belong to, groups are communities.
    bare = large_network()
    for _, data in bare.nodes(data=True):
        del data["belongs_to"]
    assert all(group.startswith("around ") or group == REST for group in level_of(render_page(bare))["groups"])


@pytest.mark.slow
def test_the_shipped_page_stands_by_sides_and_is_the_same_without_igraph(monkeypatch: pytest.MonkeyPatch) -> None:
    page = shipped_page()
    for number in range(3):
        level = level_of(page, number)
        left, right = level["sidings"][0]["members"]
        at = [node["x"] for node in level["vis"]["nodes"]]
        assert level["vis"]["sided"] and max(at[n] for n in left) < min(at[n] for n in right)
    monkeypatch.setattr("kg.page.forces.choose_engine", lambda: "networkx")
    assert kg.load().page() == page


def test_a_page_of_several_levels_says_each_thing_once() -> None:
    graph = shipped_graph()
    page = graph.page(level="state")
    data = data_of(page)
    assert [level["name"] for level in data["levels"]] == ["state", "person", "organisation"]
    for number, name in enumerate(["state", "person", "organisation"]):
        network = graph.network(level=name)
        level = level_of(page, number)
        assert [actor["key"] for actor in level["actors"]] == sorted(network)
        assert len(level["ties"]) == network.number_of_edges()
        key = [actor["key"] for actor in level["actors"]]
        found = Counter((key[tie["a"]], key[tie["b"]], tie["kind"], tie["uncertain"]) for tie in level["ties"])
        edges = network.edges(data=True)
        assert found == Counter((u, v, edge["kind"], edge["uncertain"]) for u, v, edge in edges)
    assert data["claims"]["length"] == len(
        {claim for name in ("state", "person", "organisation") for claim in graph.network(level=name).graph["claims"]}
    )
    assert {rival["heading"] for rival in data["rivals"]} and sum(
        bool(offer["versions"][-1]["title"]) for offer in data["offers"]
    ) == len(graph.offers())


@pytest.mark.parametrize(
    ("address", "phrase", "link"),
    [
        ("https://a.example/x", "", "https://a.example/x"),
        ("https://a.example/x", "peace talks", "https://a.example/x#:~:text=peace%20talks"),
        ("http://a.example/x#top", "a-b, c & d", "http://a.example/x#top:~:text=a%2Db%2C%20c%20%26%20d"),
        ("HTTPS://a.example/", "Erdoğan", "HTTPS://a.example/#:~:text=Erdo%C4%9Fan"),
        ("javascript:alert(1)", "x", ""),
        (" https://a.example/", "x", ""),
        ("https://", "x", ""),
        ("https://[bad/", "x", ""),
        ("https://a.example/\u202egnp", "x", ""),
        ("ftp://a.example/", "x", ""),
        ("https://a.example/" + "x" * 3000, "x", ""),
        (None, "x", ""),
    ],
)
def test_links_lead_to_the_web_only(address: str | None, phrase: str, link: str) -> None:
    assert web_address(address, phrase) == link


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2022-04-26", "26 April 2022"),
        ("2022-03", "March 2022"),
        ("2022", "2022"),
        ("2022-03-16/2022-03-17", "16 March 2022 to 17 March 2022"),
        ("2022-02-24/..", "since 24 February 2022"),
        ("2022-04~", "April 2022 (about)"),
        ("2022-13", "2022-13"),
        ("2022-XX", "2022-XX"),
        ("", ""),
        (None, ""),
    ],
)
def test_dates_are_readable(written: str | None, read: str) -> None:
    assert readable_date(written) == read


def test_text_is_bounded_and_clean() -> None:
    assert one_line("a\u202eb\x00c\n d") == "abc d"
    assert one_line("x" * 5000, 10) == "x" * 9 + "…"
    assert wrapped("Foreign minister of the Russian Federation") == "Foreign minister\nof the Russian\nFederation"
    assert all(len(line) <= 18 for line in wrapped("W" * 60).split("\n"))


def test_the_most_telling_role_colours_the_line() -> None:
    assert telling_role(("belligerent", "mediator")) == "mediator"
    assert telling_role(("addressee", "speaker")) == "speaker"
    assert telling_role(("", "")) == ""
    # A role that the page has never heard of is drawn, in a colour of its own.
    assert telling_role(("belligerent", "peacekeeper")) == "peacekeeper"
    colours = role_colours(["mediator", "host", "peacekeeper", "observer"])
    assert len(set(colours.values())) == 4
    assert [line_style("exercised", "held"), line_style("offered", "held"), line_style("declined", "")] == [
        "solid",
        "dashed",
        "dotted",
    ]
