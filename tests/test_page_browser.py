"""The page in a real browser: what people click, type and read, and what hostile data must not do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pytest
from test_page import HOSTILE, hostile_network, large_network, level_of, sample_network
from tiers import slow_but

from kg.page import InlinePage, render_page, write_page
from kg.page.routes import via

Open = Callable[..., Any]
SCRIPT = next(text for text in HOSTILE if "</script" in text.lower())


def spot(page: Any, x: float, y: float) -> tuple[float, float]:
    """Where a point of the graph stands on the screen."""
    page.wait_for_timeout(100)
    graph = page.locator("#graph")
    room = graph.bounding_box()
    scale, middle_x, middle_y = (float(graph.get_attribute(f"data-{name}")) for name in ("scale", "x", "y"))
    return (
        room["x"] + room["width"] / 2 + (x - middle_x) * scale,
        room["y"] + room["height"] / 2 + (y - middle_y) * scale,
    )


def actor_spot(page: Any, label: str) -> tuple[float, float]:
    level = level_of(page.path.read_text(encoding="utf-8"))
    n = next(n for n, actor in enumerate(level["actors"]) if actor["label"] == label)
    return spot(page, level["vis"]["nodes"][n]["x"], level["vis"]["nodes"][n]["y"])


def line_spot(page: Any, kind: str, at: float = 0.35) -> tuple[float, float]:
    """A point of the first line with a tie of this kind."""
    level = level_of(page.path.read_text(encoding="utf-8"))
    tie = next(tie for tie in level["ties"] if tie["kind"] == kind)
    ends = {f"n{tie['a']}", f"n{tie['b']}"}
    edge = next(edge for edge in level["vis"]["edges"] if {edge["from"], edge["to"]} == ends)
    a, b = (
        (node["x"], node["y"]) for end in ("from", "to") for node in level["vis"]["nodes"] if node["id"] == edge[end]
    )
    bend = edge["smooth"].get("roundness", 0) * (1 if edge["smooth"].get("type") == "curvedCW" else -1)
    cx, cy = via(a, b, bend)
    return spot(
        page,
        (1 - at) ** 2 * a[0] + 2 * at * (1 - at) * cx + at * at * b[0],
        (1 - at) ** 2 * a[1] + 2 * at * (1 - at) * cy + at * at * b[1],
    )


def test_click_on_a_line_shows_the_claim_behind_it(opened: Open) -> None:
    page = opened()
    page.mouse.click(*line_spot(page, "phone call"))
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Recep Tayyip Erdoğan – Vladimir Putin"
    card = panel.locator(".card", has_text="told his Russian counterpart")
    assert card.count() == 1
    text = card.inner_text()
    for part in (
        "Phone call · 26 April 2022",
        "Recep Tayyip Erdoğan (mediator, for Turkey) – Vladimir Putin (belligerent, for Russia)",
        "spoke by phone",
        "“told his Russian counterpart, Vladimir Putin, during a phone call Tuesday”",
        "Turkish presidency",
        "Daily Sabah, “Erdoğan, Putin discuss Ukraine by phone”, 26 April 2022",
        "phrase found in the full text",
        "cease-fire, humanitarian corridors, evacuation",
    ):
        assert part.lower() in text.lower()
    link = card.locator("a.out")
    assert link.get_attribute("href") == (
        "https://news.example/politics/erdogan-putin#:~:text=told%20his%20Russian%20counterpart%2C%20Vladimir%20Putin"
        "%2C%20during%20a%20phone%20call%20Tuesday"
    )
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")


@pytest.mark.slow
def test_a_bundle_opens_as_a_list_and_into_its_strands(opened: Open) -> None:
    page = opened()
    page.mouse.click(*line_spot(page, "demand"))
    kinds = page.locator("#panel .card h3").all_inner_texts()
    expected = ["appeal", "demand", "offer", "phone", "pledge", "statement"]
    assert sorted(kind.split(" ")[0].lower() for kind in kinds) == expected
    # Now each role and style of the two has a line of its own; the middle one is where the bundle was.
    page.mouse.click(*line_spot(page, "demand", 0.5))
    assert 0 < page.locator("#panel .card").count() < len(expected)
    page.get_by_role("button", name="All ties of the two").click()
    assert page.locator("#panel .card").count() == len(expected)


@pytest.mark.slow
def test_click_on_an_actor_and_close(opened: Open) -> None:
    page = opened()
    page.mouse.click(*actor_spot(page, "Turkey"))
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Turkey"
    assert "Also: Türkiye, Ankara" in panel.inner_text()
    # The talks in Istanbul are one claim, though Turkey has two ties through it.
    assert panel.locator(".card", has_text="Istanbul").count() == 1
    page.keyboard.press("Escape")
    assert panel.locator("h2").inner_text() == "How to read this"


@pytest.mark.slow
def test_hovering_says_what_is_there(opened: Open) -> None:
    page = opened()
    page.mouse.move(*actor_spot(page, "NATO"))
    page.wait_for_selector("#tip:not([hidden])")
    assert page.locator("#tip").inner_text().split("\n") == ["NATO", "alliance"]


@pytest.mark.slow
def test_legend_filters_graph_table_and_panel(opened: Open) -> None:
    page = opened()
    page.get_by_role("tab", name="Table").click()
    rows = page.locator("#view-table tbody tr")
    total = rows.count()
    assert total == sample_network().number_of_edges()
    page.get_by_label(re.compile("mediator")).uncheck()
    assert rows.count() == total - 2
    assert page.locator("#live").inner_text() == f"{total - 2} of {total} ties shown"
    for box in page.locator("#filter-layer input").all()[1:]:
        box.uncheck()
    assert "phone call" not in page.locator("#view-table").inner_text()
    assert rows.count() < 12
    page.get_by_role("tab", name="Graph").click()
    shown = rows.count()
    page.locator("#filter-channel").get_by_label(re.compile("meeting")).uncheck()
    assert page.locator("#live").inner_text().startswith(f"{shown - 3} of ") and shown > 3
    page.mouse.click(*line_spot(page, "phone call"))
    assert page.locator("#panel h2").inner_text() == "How to read this"
    page.get_by_role("button", name="Show everything again").click()
    page.mouse.click(*line_spot(page, "phone call"))
    assert page.locator("#panel .card").count() == 6


@pytest.mark.parametrize(
    ("typed", "label"),
    slow_but(
        [
            ("erdogan", "Recep Tayyip Erdoğan"),
            ("ERDOĞAN", "Recep Tayyip Erdoğan"),
            ("zelenskiy", "Volodymyr Zelenskyy"),
            ("turkiye", "Turkey"),
            ("moscow", "Russia"),
        ],
        ("zelenskiy", "Volodymyr Zelenskyy"),
    ),
)
def test_search_finds_any_spelling(opened: Open, typed: str, label: str) -> None:
    page = opened()
    page.locator("#search").fill(typed)
    assert page.locator("#found li").first.inner_text().startswith(label)
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == label
    assert page.locator("#found").is_hidden()


@pytest.mark.slow
def test_search_says_when_nothing_is_found(opened: Open) -> None:
    page = opened()
    page.locator("#search").fill("quintessa")
    assert page.locator("#found").inner_text() == "No actor of that name"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


@pytest.mark.slow
def test_everything_can_be_reached_with_the_keyboard(opened: Open) -> None:
    page = opened()
    page.select_option("#width", "7")  # without a window some controls have nothing to do
    reached: list[tuple[str, bool]] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        element = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e === document.body ? '' : e.id || e.textContent.trim(), s.outlineStyle !== 'none']; }"
        )
        if element[0] in {name for name, _ in reached} and element[0] == "Skip to details":
            break
        reached.append((element[0], element[1]))
    names = [name for name, _ in reached]
    assert {"Skip to details", "search", "tab-graph", "graph", "zoom-in", "zoom-fit", "day", "play", "width"} <= set(
        names
    )
    assert {"known", "follow", "certain", "copy-link", "save-svg", "save-png", "print-page", "filter-source"} <= set(
        names
    )
    assert [name for name, visible in reached if name and not visible] == []
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#panel h2").inner_text()
    for key in ("ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert page.locator("#panel h2").inner_text() and first != "How to read this"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "graph"


@pytest.mark.slow
def test_table_rows_open_the_same_details(opened: Open) -> None:
    page = opened()
    page.locator("#tab-graph").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-table").get_attribute("aria-selected") == "true"
    row = page.locator("#view-table tbody tr", has_text="phone call")
    show = row.get_by_role("button", name="Show the claim")
    show.focus()
    page.keyboard.press("Enter")
    assert "told his Russian counterpart" in page.locator("#panel").inner_text()
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert "Show" in page.evaluate("document.activeElement.textContent")
    assert page.locator("#view-table th[scope=col]").count() == 10


@pytest.mark.parametrize(
    ("width", "scheme"),
    slow_but(itertools.product([320, 390, 640, 1000, 1920], ["light", "dark"]), (320, "dark")),
)
def test_fits_any_width(opened: Open, width: int, scheme: str) -> None:
    page = opened(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#search").fill("putin")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Vladimir Putin"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_colours_follow_the_setting(opened: Open) -> None:
    page = opened(color_scheme="light")
    swatch = "getComputedStyle(document.querySelector('#filter-role .swatch')).borderTopColor"
    light = page.evaluate(swatch)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)
    assert page.evaluate(swatch) != light


@pytest.mark.slow
def test_without_script_there_is_a_word_about_it(browser: Any, tmp_path: Path) -> None:
    path = write_page(sample_network(), tmp_path / "page.html")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert "with a script that it carries inside" in page.locator("noscript").inner_text()
    context.close()


@pytest.mark.slow
def test_empty_network(opened: Open) -> None:
    page = opened(networkx.MultiDiGraph())
    assert "no actors" in page.locator("#empty").inner_text()
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#zoom-fit").click()


# One box of the legend after the other, with a picture of the graph after each.
UNCHECK_ALL = """async () => {
  for (const box of document.querySelectorAll("#legend fieldset input")) {
    if (!box.checkVisibility() || !box.checked) continue;
    box.click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}"""


@pytest.mark.parametrize("text", slow_but(HOSTILE, SCRIPT), ids=lambda text: ascii(text[:24]))
def test_hostile_text_does_nothing(opened: Open, text: str) -> None:
    page = opened(hostile_network(text))
    page.get_by_role("tab", name="Table").click()
    rows = page.locator("#view-table tbody tr")
    assert rows.count() == sample_network().number_of_edges()
    for place in (0, 7):
        rows.nth(place).get_by_role("button").first.click()
        assert page.locator("#panel .card").count() == 1
    for name in ("Date", "Actor", "According to"):
        page.locator("#view-table").get_by_role("button", name=name, exact=True).click()
    rows.first.get_by_role("button").nth(1).click()
    for card in page.locator("#panel .card").all()[:3]:
        card.hover()
    page.get_by_role("tab", name="Graph").click()
    x, y = spot(page, 0, 0)
    for step in range(-2, 3):
        page.mouse.move(x + 60 * step, y + 20 * step)
    page.locator("#search").fill(text[:30] or "n")
    page.keyboard.press("Enter")
    page.evaluate(UNCHECK_ALL)
    assert page.locator("#legend fieldset input:checked").count() <= 3  # of a box that is not to be seen
    page.get_by_role("button", name="Show everything again").click()
    markup = page.evaluate(
        "[...document.querySelectorAll('script,img,iframe,object,embed,form,base')].map(e => e.tagName)"
    )
    assert markup == ["SCRIPT", "SCRIPT", "SCRIPT"]
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(e => e.getAttribute('href'))")
    assert all(re.match(r"(https?://|#panel$)", link) for link in links)
    handlers = "[...document.querySelectorAll('*')].some(e => [...e.attributes].some(a => a.name.startsWith('on')))"
    assert not page.evaluate(handlers)
    shown = page.evaluate("document.body.innerText")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", shown)


@pytest.mark.slow
def test_a_thousand_actors(opened: Open) -> None:
    page = opened(large_network(1000))
    page.get_by_role("tab", name="Table").click()
    assert page.locator("#view-table tbody tr").count() == 400
    page.get_by_role("button", name="Show more rows").click()
    assert page.locator("#view-table tbody tr").count() == 800
    page.locator("#search").fill("actor 77")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Actor 77"


@pytest.mark.slow
def test_in_the_frame_of_a_notebook(browser: Any, tmp_path: Path) -> None:
    """The page works in a frame that can reach nothing, as a notebook shows it, and asks for no other file."""
    file = tmp_path / "notebook.html"
    shown = InlinePage(render_page(sample_network()), 500)._repr_html_()
    file.write_text(f"<!doctype html><meta charset=utf-8><title>a notebook</title>{shown}", encoding="utf-8")
    wrong: list[str] = []
    requested: list[str] = []
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    page.on("console", lambda message: wrong.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(file.as_uri())
    inside = page.frame_locator("iframe")
    inside.locator("#graph[data-ready]").wait_for(timeout=20_000)
    assert inside.locator("#graph canvas").count() == 1
    page.screenshot(path=str(tmp_path / "frame.png"))
    page.close()
    assert not wrong and requested == [file.as_uri(), "about:srcdoc"][: len(requested)]
