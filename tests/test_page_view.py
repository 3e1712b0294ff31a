"""What a view of the page shows, in a real browser, held against the same question asked of the graph."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx
import pytest
from kg_process import run_process
from shared_graphs import shipped_graph, shipped_page
from test_page import HOSTILE, data_of, hostile_network, large_network, large_page, level_of, sample_network, unpack
from tiers import slow_but

import kg
from kg.model.dates import date_in_words
from kg.page import render_page
from kg.reports.lifecycles import Matter

Open = Callable[..., Any]
LEVELS = ("person", "organisation", "state")
# A window of days, a day of knowing, and whether only what is certain counts.
CLOCKS: list[dict[str, Any]] = [
    {},
    {"on": "2022-04-26"},
    {"since": "2022-03-01", "until": "2022-03-14"},
    {"since": "2022-03-01", "until": "2022-03-14", "certainly": True},
    {"until": "2022-03-10"},
    {"until": "2022-03-10", "certainly": True},
    {"known_by": "2022-03-07"},
    {"known_by": "2022-03-31", "certainly": True},
    {"since": "2022-03-10", "until": "2022-03-17", "known_by": "2022-03-16"},
    {"since": "2022-02-20", "until": "2022-04-30", "known_by": "2022-03-28", "certainly": True},
]


def shipped() -> tuple[kg.Graph, str]:
    return shipped_graph(), shipped_page()


@cache
def shipped_views() -> list[kg.Graph]:
    """The view of the shipped data set by each of the clocks."""
    return [shipped_graph().view(**clocks) for clocks in CLOCKS]


def address_of(clocks: dict[str, Any], level: str = "person") -> str:
    """The clocks as the address of the page names them: the last day of a window, and how long it is."""
    from datetime import date

    words = [f"level={level}"] if level != "person" else []
    until = str(clocks.get("on") or clocks.get("until") or "")
    since = str(clocks.get("on") or clocks.get("since") or "")
    if until:
        words.append(f"until={until}")
    if since:
        words.append(f"days={(date.fromisoformat(until) - date.fromisoformat(since)).days + 1}")
    if clocks.get("known_by"):
        words.append(f"known={clocks['known_by']}")
    if clocks.get("certainly"):
        words.append("certain=1")
    return "#" + "&".join(words)


def go(page: Any, address: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", address)
    page.wait_for_timeout(60)


def ties_shown(page: Any, address: str | None = None) -> list[int]:
    """The places of the ties that the table shows, at an address or where the page is."""
    shown = page.evaluate("location.hash") if address is None else address
    go(page, f"{shown}&view=table")
    found: list[int] = page.evaluate(
        "[...document.querySelectorAll('tr[data-tie]')].map(row => Number(row.dataset.tie))"
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_both_clocks_show_what_the_view_of_the_graph_has(opened: Open, level: str) -> None:
    """The rules of kg.claims.clocks stand in the script once more; whatever the clocks, both keep the same ties."""
    html = shipped_page()
    page = opened(html)
    rows = level_of(html, LEVELS.index(level))
    keys = [actor["key"] for actor in rows["actors"]]
    for clocks, view in zip(CLOCKS, shipped_views(), strict=True):
        network = view.network(level=level)
        expected = Counter((frozenset((u, v)), data["kind"]) for u, v, data in network.edges(data=True))
        ties = [rows["ties"][t] for t in ties_shown(page, address_of(clocks, level))]
        found = Counter((frozenset((keys[tie["a"]], keys[tie["b"]])), tie["kind"]) for tie in ties)
        assert found == expected, clocks


def test_the_shortest_chain_is_that_of_the_graph(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html)
    level = level_of(html)
    for start, end in (("putin", "zelenskyy"), ("umerov", "guterres"), ("bennett", "reznikov"), ("turkey", "russia")):
        steps = next(iter(graph.path(start, end)), [])
        go(page, f"#from={start}&to={end}")
        titles = page.locator("#panel section > h3").all_inner_texts()
        name = {actor["key"]: actor["label"] for actor in level["actors"]}
        assert titles == [f"{n}. {name[s.start]} – {name[s.end]}" for n, s in enumerate(steps, start=1)]
    go(page, "#from=putin&to=germany")
    assert "No chain of talks" in page.locator("#panel").inner_text()


@pytest.mark.slow
def test_a_view_can_be_sent_as_a_link(opened: Open) -> None:
    page = opened(shipped()[1])
    page.fill("#search", "Çavuşoğlu")
    page.keyboard.press("Enter")
    page.click("#near")
    page.select_option("#width", "30")
    page.evaluate("document.getElementById('day').value = String(Date.parse('2022-03-20') / 864e5)")
    page.dispatch_event("#day", "input")
    page.fill("#known", "2022-03-25")
    page.locator("#filter-role").get_by_label(re.compile("^speaker")).uncheck()
    page.locator("#filter-channel").get_by_label(re.compile("^talks")).uncheck()
    page.get_by_role("tab", name="Table").click()
    page.locator("#view-table").get_by_role("button", name="Source", exact=True).click()
    address = page.evaluate("location.hash")
    assert set(address[1:].split("&")) == {
        "view=table", "until=2022-03-20", "days=30", "known=2022-03-25", "no-role=speaker", "no-channel=talks",
        "actor=cavusoglu", "around=cavusoglu", "sort=source",
    }  # fmt: skip
    before = (ties_shown(page), page.locator("#panel").inner_text())
    assert 3 < len(before[0]) < 60
    other = opened(shipped()[1], address)
    assert (ties_shown(other), other.locator("#panel").inner_text()) == before
    assert other.evaluate("location.hash") == address


@pytest.mark.slow
def test_addresses_that_make_no_sense_show_everything(opened: Open) -> None:
    page = opened(
        shipped()[1],
        "#level=galaxy&actor=nobody&until=2022-02-30&days=-1&known=yesterday&no-role=<b>&sort=x&tie=99999999",
    )
    assert page.locator("#panel h2").inner_text() == "How to read this"
    for text in HOSTILE[:22]:
        go(
            page,
            "#"
            + "&".join(
                f"{name}={quote(text.encode(errors='replace'))}"
                for name in ("actor", "with", "source", "speaker", "open", "view")
            ),
        )
        assert page.locator("#panel h2").inner_text() == "How to read this"


@pytest.mark.slow
def test_the_slider_moves_the_window_and_says_so(opened: Open) -> None:
    page = opened(shipped()[1])
    page.select_option("#width", "7")
    slider = page.locator("#day")
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "11 February 2022 to 17 February 2022"
    assert page.locator("#window").inner_text().startswith("11 February 2022 to 17 February 2022 · ")
    assert page.locator("#live").inner_text().endswith(" ties shown")
    bars = page.locator("#bars rect.sure, #bars rect.maybe").count()
    assert bars > 30 and page.locator("#bars rect.maybe").count() > 5 and page.locator("#bars rect.window").count() == 1
    page.click("#play")
    assert page.locator("#play").inner_text() == "Pause"
    page.wait_for_selector("#day:not([aria-valuetext='11 February 2022 to 17 February 2022'])")
    page.click("#play")
    assert page.locator("#play").inner_text() == "Play"
    page.click("#all-days")
    assert page.evaluate("location.hash") == ""
    # What was known moves along where that is asked for.
    page.select_option("#width", "7")
    page.check("#follow")
    assert page.locator("#known").is_disabled() and "known=follow" in page.evaluate("location.hash")


@pytest.mark.slow
def test_levels_keep_what_is_chosen_where_it_is_there(opened: Open) -> None:
    page = opened(shipped()[1], "#actor=turkey")
    page.get_by_label("States").check()
    assert page.locator("#panel h2").inner_text() == "Turkey" and "level=state" in page.evaluate("location.hash")
    assert page.locator("#subtitle").inner_text().startswith("Ties between states")
    page.get_by_label("Persons").check()
    page.fill("#search", "Erdogan")
    page.keyboard.press("Enter")
    page.get_by_label("States").check()
    assert page.locator("#panel h2").inner_text() == "How to read this"


@pytest.mark.slow
def test_rival_reports_stand_side_by_side(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html, "#actor=cavusoglu&with=kuleba")
    rival = page.locator("#panel .rival")
    assert rival.count() == 1
    columns = rival.locator(".positions > div")
    assert sorted(columns.locator("h5").all_inner_texts()) == ["Kyiv", "Lviv"]
    boxes = [columns.nth(n).bounding_box() for n in (0, 1)]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2 and boxes[1]["x"] >= boxes[0]["x"] + boxes[0]["width"]
    assert "Lviv; told by 2 publishers, the other by 1" in rival.inner_text()
    # Before the second report was out there was nothing to differ about.
    go(page, "#actor=cavusoglu&with=kuleba&known=2022-03-16")
    assert page.locator("#panel .rival").count() == 0
    go(page, "")
    listed = page.locator("#panel section", has_text="Where reports differ").locator("summary")
    assert listed.count() == len(graph.conflicts())


def since(matter: Matter) -> str:
    """The state of a matter as headings tell it."""
    day = date_in_words(matter.since)
    return matter.state + (f" {day}" if day.startswith("by ") else f" since {day}" if day else "")


def test_offers_tell_what_became_of_them(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html)
    summaries = page.locator("#panel details.offer summary", has_text="Turkey as guarantor")
    assert summaries.count() == 1 and "accepted since 24 April 2022" in summaries.inner_text()
    summaries.click()
    matter = next(matter for matter in graph.offers(actor="turkey", role="guarantor"))
    assert summaries.locator("xpath=..").locator("li").count() == len(matter.steps)
    # As it was known before, by each day the same as the command line tells.
    for day in ("2022-03-11", "2022-03-18", "2022-04-01", "2022-04-22"):
        go(page, f"#known={day}")
        section = page.locator("#panel section", has=page.get_by_role("heading", name="Offers and requests, and what"))
        told = section.locator("details.offer summary").all_inner_texts()
        matters = graph.view(known_by=day).offers()
        expected = [f"{m.title[:1].upper()}{m.title[1:]} {since(m)}" for m in matters]
        assert sorted(" ".join(text.split()) for text in told) == sorted(expected), day


@pytest.mark.slow
def test_the_legend_counts_the_whole_whatever_is_known(opened: Open) -> None:
    graph, html = shipped()
    counts = []
    for address in ("", "#known=2022-03-07"):
        page = opened(html, address)
        counts.append(page.locator("#filter-style .number").all_inner_texts())
    assert counts[0] == counts[1]
    doubted = sum(bool(data["standing"]) for *_, data in graph.network().edges(data=True) if data["standing"])
    assert 0 < int(counts[0][-1]) <= doubted


@pytest.mark.slow
def test_steps_of_offers_are_those_of_the_chosen_days(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html)
    for clocks in ({"until": "2022-03-10"}, {"since": "2022-03-10", "until": "2022-03-31", "certainly": True}):
        go(page, address_of(clocks))
        passing = {claim.id for claim in graph.view(**clocks)}
        steps = [step for matter in graph.offers() for step in matter.steps]
        section = page.locator("#panel section", has=page.get_by_role("heading", name="Offers and requests, and what"))
        listed = section.locator("details.offer").evaluate_all("all => all.map((e) => e.querySelectorAll('li').length)")
        assert sum(listed) == sum(bool(passing.intersection(step.claims)) for step in steps) > 0
        assert 0 not in listed


@pytest.mark.slow
def test_filters_by_source_and_speaker(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html)
    name = next(row["key"] for row in unpack(data_of(html)["sources"]) if row["key"] == "dailysabah-2022-04-26")
    go(page, f"#source={name}")
    assert len(ties_shown(page)) == graph.network(sources=[name]).number_of_edges()
    network = graph.network()
    claims = network.graph["claims"]
    told = Counter(claims[claim]["according_to"] for *_, claim in network.edges(data="claim"))
    for speaker in ("Daily Sabah", "Directorate of Communications of the Presidency of Turkey"):
        go(page, f"#speaker={quote(speaker)}")
        assert len(ties_shown(page)) == told[speaker] > 2


@pytest.mark.slow
def test_filters_by_the_very_status(opened: Open) -> None:
    graph, html = shipped()
    page = opened(html)
    for status in ("offered", "requested"):
        page.select_option("#filter-status", label=status)
        assert len(ties_shown(page)) == graph.network(statuses=[status]).number_of_edges() > 5
        page.get_by_role("tab", name="Graph").click()
    assert f"status={status}" in page.evaluate("location.hash")


@pytest.mark.slow
def test_every_status_can_be_chosen_whatever_the_first_level(opened: Open) -> None:
    """A tie between two of one state is none at the level of states: its status is still one to choose."""
    persons = networkx.MultiDiGraph(title="Status", level="person")
    persons.add_edge("a", "b", layer="contact", kind="call", event="e", status="declined", roles=("host", ""))
    states = networkx.MultiDiGraph(title="Status", level="state")
    states.add_edge("x", "y", layer="contact", kind="call", event="f", roles=("host", ""))
    page = opened(render_page([states, persons]), "#level=person&status=declined")
    assert page.locator("#filter-status").input_value() == "0" and len(ties_shown(page)) == 1


def two_wars() -> networkx.MultiDiGraph:
    """A state that is a party to two conflicts, and talks in each."""
    network = networkx.MultiDiGraph(title="Two wars", level="state", conflicts=[], claims={}, sources={})
    for name in ("arland", "borland", "corland", "dorland"):
        network.add_node(name, label=name.title(), type="State", side=None)
    for place, other in enumerate(("borland", "dorland")):
        sides = [{"id": f"{n}{place}", "label": n.title(), "members": [n]} for n in ("arland", other)]
        network.graph["conflicts"].append({"id": f"war-{place}", "label": f"War {place}", "sides": sides})
    for n, (a, b) in enumerate([("corland", "arland"), ("corland", "borland"), ("corland", "dorland")]):
        network.add_edge(
            a, b, layer="contact", kind="meeting", event=f"e{n}", date="2022-01-01", roles=("mediator", "")
        )
    return network


@pytest.mark.slow
def test_each_conflict_has_its_own_sides(opened: Open) -> None:
    page = opened(two_wars())
    assert page.locator("#filter-conflict").is_visible() and page.locator("#sides").is_visible()
    assert page.locator("[data-side]").all_inner_texts() == ["Side: Arland", "Side: Borland"]
    page.select_option("#sides", label="War 1")
    assert page.locator("[data-side]").all_inner_texts() == ["Side: Arland", "Side: Dorland"]
    page.select_option("#filter-conflict", label="War 0")
    assert len(ties_shown(page)) == 2


@pytest.mark.slow
def test_large_networks_open_step_by_step(opened: Open) -> None:
    network = large_network()
    page = opened(large_page())
    level = level_of(page.path.read_text(encoding="utf-8"))
    assert "strongest of" in page.locator("#drawn").inner_text()
    page.locator("#graph").focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp") * 15:  # until the keys come to a group
        page.keyboard.press(key)
        page.keyboard.press(key)
        if "Enter opens the group" in page.locator("#live").inner_text():
            break
    page.keyboard.press("Enter")
    assert re.search(r"State \d+: \d+ of \d+ actors shown", page.locator("#live").inner_text())
    assert "open=1+State" in page.evaluate("location.hash")
    # An actor in a closed group is found, shown, and its neighbours are.
    far = next(actor for actor in level["actors"] if actor["group"] >= 0)
    page.fill("#search", far["label"])
    page.keyboard.press("Enter")
    page.click("#near")
    assert page.locator("#panel h2").inner_text() == far["label"]
    near = {far["key"], *networkx.all_neighbors(network, far["key"])}
    assert len(ties_shown(page)) == network.subgraph(near).number_of_edges()


@pytest.mark.slow
def test_the_table_sorts_and_is_copied_as_csv(opened: Open, browser: Any) -> None:
    page = opened(shipped()[1], "#view=table", permissions=["clipboard-read", "clipboard-write"])
    header = page.locator("#view-table").get_by_role("button", name="Actor", exact=True)
    header.click()
    names = list(dict.fromkeys(page.locator("#view-table tbody tr td:nth-child(4)").all_inner_texts()))
    order = ["Dmytro Kuleba", "İbrahim Kalın", "Mevlüt Çavuşoğlu", "Recep Tayyip Erdoğan", "Volodymyr Zelenskyy"]
    assert [name for name in names if name in order] == order
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Actor")
    header.click()
    turned = list(dict.fromkeys(page.locator("#view-table tbody tr td:nth-child(4)").all_inner_texts()))
    assert turned == names[::-1]
    assert page.evaluate("document.activeElement.dataset.sort") == "actor"
    page.get_by_role("button", name="Copy as CSV").click()
    page.locator("#live", has_text="copied").wait_for(state="attached")
    copied = list(csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    assert len(copied) == 1 + shipped_graph().network().number_of_edges()
    assert copied[0][:3] == ["Date", "Kind", "Actor"] and {len(row) for row in copied} == {12}


@pytest.mark.slow
def test_csv_holds_no_formula(opened: Open) -> None:
    network = sample_network()
    for _, data in network.nodes(data=True):
        data["label"] = '=HYPERLINK("https://bad.example","x")'
    page = opened(network, "#view=table")
    with page.expect_download() as got:
        page.get_by_role("button", name="Save as CSV").click()
    text = got.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][2] == '\'=HYPERLINK("https://bad.example","x")'
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize(
    "text", slow_but([HOSTILE[0], HOSTILE[5], HOSTILE[15]], HOSTILE[5]), ids=lambda text: ascii(text[:20])
)
def test_pictures_hold_text_as_text(opened: Open, text: str) -> None:
    page = opened(hostile_network(text))
    with page.expect_download() as got:
        page.click("#save-svg")
    root = ET.fromstring(got.value.path().read_text(encoding="utf-8"))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "title", "rect", "text", "path", "polygon", "circle",
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


@pytest.mark.slow
def test_pictures_have_title_days_and_sources(opened: Open) -> None:
    page = opened(shipped()[1], "#until=2022-03-14&days=14&known=2022-03-12")
    with page.expect_download() as got:
        page.click("#save-svg")
    first = got.value.path().read_text(encoding="utf-8")
    words = [element.text for element in ET.fromstring(first).iter() if element.text]
    assert words[0] == shipped_graph().title
    told = "Ties between persons · 1 March 2022 to 14 March 2022 · as known by 12 March 2022"
    assert told in words and any(word.startswith("Sources: ") for word in words)
    assert {"mediator", "took place", "Russia", "Recep Tayyip"} <= set(words)
    with page.expect_download() as again:
        page.click("#save-svg")
    assert again.value.path().read_text(encoding="utf-8") == first, "the same picture each time"
    with page.expect_download() as picture:
        page.click("#save-png")
    assert picture.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#print svg").is_visible() and not page.locator("#time").is_visible()
    assert page.locator("#panel").is_visible()


ADDRESSES = (
    "",
    "#actor=cavusoglu&around=cavusoglu",
    "#actor=cavusoglu&with=kuleba",
    "#view=table&until=2022-03-14&days=5",
    "#from=putin&to=zelenskyy",
)


@pytest.mark.slow
@pytest.mark.parametrize(("address", "scheme"), list(itertools.product(ADDRESSES, ["light", "dark"])))
def test_nothing_stands_in_the_way_of_assistive_technology(opened: Open, scheme: str, address: str) -> None:
    """axe-core finds nothing, of whatever weight."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened(shipped()[1], address, color_scheme=scheme)
    for box in page.locator("#panel details").all()[:3]:
        box.locator("summary").click()
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []


@pytest.mark.slow
def test_works_at_twice_the_size_and_without_motion(opened: Open) -> None:
    page = opened(shipped()[1], viewport={"width": 640, "height": 400}, device_scale_factor=2, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#day").focus()
    page.keyboard.press("Home")
    page.fill("#search", "putin")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Vladimir Putin"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_slash_searches_and_escape_goes_back(opened: Open) -> None:
    page = opened(shipped()[1])
    page.locator("#graph").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("erdog")
    page.keyboard.press("Enter")
    page.click("#chain-from")
    page.keyboard.type("umerov")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Recep Tayyip Erdoğan to Rustem Umerov"
    page.keyboard.press("Escape")
    assert page.locator("#panel h2").inner_text() == "How to read this" and page.evaluate("location.hash") == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_render_page_is_the_same_in_another_process(seed: str, tmp_path: Path) -> None:
    code = "import kg, hashlib; print(hashlib.sha256(kg.load().page().encode()).hexdigest())"
    done = run_process([sys.executable, "-c", code], cwd=tmp_path, variables={"PYTHONHASHSEED": seed})
    assert done.out.decode().split() == [hashlib.sha256(shipped_page().encode()).hexdigest()], done.err


@pytest.mark.slow
def test_a_large_page_is_the_same_each_time() -> None:
    assert render_page(large_network()) == large_page()
