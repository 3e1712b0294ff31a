"""Machine-coded claims on the page, in a real browser: filter, lines, cards, table; held against views of the graph."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from cases import toy_contact, toy_graph
from shared_graphs import shipped_graph
from test_page import data_of, level_of, sample_network
from test_page_view import CLOCKS, address_of, go, shipped, ties_shown

from kg.derived.relation_quads import add_relations
from kg.graph import Graph
from kg.model.vocabulary import AKG, SCHEMES
from kg.page import render_page
from kg.store.oxigraph import Store

Open = Callable[..., Any]


@cache
def mixed() -> tuple[Graph, str]:
    """The shipped data set, with every second source taken for a data set that a program coded."""
    whole = shipped_graph()
    coded = set(sorted({quad.object for quad in whole.store.match(None, ox.NamedNode(AKG + "source"))}, key=str)[::2])
    claims = {quad.subject for quad in whole.store.match(None, ox.NamedNode(AKG + "source")) if quad.object in coded}
    check, kind = ox.NamedNode(AKG + "check"), ox.NamedNode(SCHEMES["Check"] + "machine-coded")

    def marked(quad: ox.Quad) -> ox.Quad:
        is_it = quad.predicate == check and quad.subject in claims
        return ox.Quad(quad.subject, check, kind, quad.graph_name) if is_it else quad

    store = Store(base=whole.base)
    store.load(marked(quad) for quad in whole.store.quads())
    add_relations(store)
    graph = Graph(store, whole.info)
    return graph, graph.page()


@cache
def mixed_views() -> list[tuple[dict[str, Any], str, str, Graph]]:
    """The view of it by each of the clocks with either kind of claims, behind these and the kind that is hidden."""
    kinds = (("curated", "coded"), ("coded", "curated"))
    graph = mixed()[0]
    return [(clocks, *kind, graph.view(claims=kind[0], **clocks)) for clocks in CLOCKS for kind in kinds]


@cache
def toy() -> str:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        graph = toy_graph(
            Path(folder),
            toy_contact("ada-cleo", "2031-05-02", "ada belligerent", "cleo mediator"),
            toy_contact("ada-carl", "2031-05-03", "ada belligerent", "carl mediator"),
            coded=(
                toy_contact("ada-cleo", "2031-05-04", "ada belligerent", "cleo mediator"),
                toy_contact("ada-boris", "2031-05-10", "ada belligerent", "boris belligerent"),
                toy_contact("boris-dora", "2031-05-11", "boris belligerent", "dora mediator offered"),
                toy_contact("cleo-dora", "2031-05-12", "cleo mediator declined", "dora participant declined"),
            ),
        )
        return graph.page()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["person", "organisation", "state"])
def test_the_filter_shows_what_the_view_of_the_graph_has(opened: Open, level: str) -> None:
    html = mixed()[1]
    page = opened(html)
    number = ["person", "organisation", "state"].index(level)
    rows = level_of(html, number)
    keys = [actor["key"] for actor in rows["actors"]]
    sizes = set()
    for clocks, claims, hidden, view in mixed_views():
        if (level, claims) == ("organisation", "coded"):
            continue  # the page reads from all claims in which body somebody serves; tenures are a curator's
        network = view.network(level=level)
        expected = Counter((frozenset((u, v)), data["kind"]) for u, v, data in network.edges(data=True))
        address = address_of(clocks, level)
        ties = [rows["ties"][t] for t in ties_shown(page, f"{address}&no-checked={hidden}")]
        found = Counter((frozenset((keys[tie["a"]], keys[tie["b"]])), tie["kind"]) for tie in ties)
        assert found == expected, (claims, clocks)
        assert {tie["coded"] for tie in ties} <= {claims == "coded"}
        sizes.add((claims, len(ties)))
    assert len(sizes) >= len(CLOCKS) - 2


@pytest.mark.slow
def test_what_is_left_out_is_no_rival_and_no_source(opened: Open) -> None:
    graph, html = mixed()
    page = opened(html)
    for claims, hidden in (("curated", "coded"), ("coded", "curated")):
        go(page, f"#no-checked={hidden}")
        view = graph.view(claims=claims)
        panel = page.locator("#panel")
        rivals = panel.locator("section", has=page.get_by_role("heading", name="Where reports differ")).locator(
            "details"
        )
        assert rivals.count() == len(view.conflicts()) > 0
        sources = panel.locator("ul.sources > li")
        assert sources.count() == view.info.counts["sources"]


@pytest.mark.slow
def test_a_click_leaves_them_out_and_a_link_holds_it(opened: Open) -> None:
    page = opened(toy())
    boxes = page.locator("#filter-checked label")
    assert [" ".join(text.lower().split()) for text in boxes.all_inner_texts()] == ["curated 2", "machine-coded 4"]
    page.locator("#filter-checked").get_by_label(re.compile("^machine-coded", re.IGNORECASE)).uncheck()
    assert page.evaluate("location.hash") == "#no-checked=coded"
    assert len(ties_shown(page)) == 2
    other = opened(toy(), "#no-checked=coded")
    assert not other.locator("#filter-checked").get_by_label(re.compile("^machine-coded", re.IGNORECASE)).is_checked()
    assert len(ties_shown(other)) == 2
    other.get_by_role("button", name="Show everything again").click()
    assert len(ties_shown(other)) == 6 and "no-checked" not in other.evaluate("location.hash")


@pytest.mark.slow
def test_cards_and_rivals_are_marked(opened: Open) -> None:
    page = opened(toy(), "#actor=ada&with=cleo")
    cards = page.locator("#panel article.card")
    marked = ["machine-coded" in card.locator("h3").inner_text() for card in cards.all()]
    assert marked == [False, True]
    assert "machine-coded" in cards.nth(1).locator("dl").inner_text()
    tellers = page.locator("#panel .rival").first.locator("p.teller").all_inner_texts()
    assert [("machine-coded" in text) for text in tellers] == [False, True]
    assert page.locator("#panel .rival .remark").first.inner_text().startswith("preferred: 2031-05-02")
    go(page, "#actor=ada&with=cleo&no-checked=coded")
    assert page.locator("#panel .rival").count() == 0 and "machine-coded" not in page.locator("#panel").inner_text()


@pytest.mark.slow
def test_the_table_has_a_column(opened: Open) -> None:
    page = opened(toy(), "#view=table&sort=checked")
    heads = page.locator("#view-table thead th").all_inner_texts()
    place = next(n for n, head in enumerate(heads) if head.startswith("Checked"))
    cells = page.locator(f"#view-table tbody td:nth-child({place + 1})").all_inner_texts()
    assert cells == ["curated"] * 2 + ["machine-coded"] * 4
    with page.expect_download() as got:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.reader(io.StringIO(got.value.path().read_text(encoding="utf-8-sig"))))
    column = rows[0].index("Checked")
    assert Counter(row[column] for row in rows[1:]) == {"curated": 2, "machine-coded": 4}
    assert {len(row) for row in rows} == {13}


def drawn(page: Any) -> tuple[dict[str, int], set[str]]:
    """How many lines of the saved picture have each pattern, and its words."""
    with page.expect_download() as got:
        page.click("#save-svg")
    root = ET.fromstring(got.value.path().read_text(encoding="utf-8"))
    paths = [element for element in root.iter() if element.tag.endswith("path")]
    lines = Counter(path.get("stroke-dasharray", "") for path in paths if "Q" in path.get("d", ""))
    return dict(lines), {element.text for element in root.iter() if element.text}


@pytest.mark.slow
def test_lines_that_only_a_program_tells_have_dots(opened: Open) -> None:
    page = opened(toy())
    lines, words = drawn(page)
    # Ada and Cleo are told of by both: one line, of the curator's look.
    assert lines == {"none": 2, "14 4 3 4": 1, "8 4 3 4 3 4": 1, "2 3 2 9": 1}
    assert {"took place", "machine-coded: took place", "machine-coded: offered, requested, invited, announced"} <= words
    go(page, "#lines=all")
    assert drawn(page)[0]["14 4 3 4"] == 2  # the two claims about Ada and Cleo part
    go(page, "#no-checked=curated")
    lines, words = drawn(page)
    assert "none" not in lines and "took place" not in words
    assert any("machine-coded claims only" in word for word in words)
    go(page, "#no-checked=coded")
    lines, words = drawn(page)
    assert lines == {"none": 2} and not any("machine-coded" in word for word in words)
    assert any("curated claims only" in word for word in words)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_legend_and_the_canvas_show_them(opened: Open, scheme: str) -> None:
    page = opened(toy(), color_scheme=scheme)
    swatch = page.locator("#filter-checked .swatch.coded")
    assert swatch.is_visible() and "gradient" in swatch.evaluate("element => getComputedStyle(element).backgroundImage")
    assert page.locator("#filter-checked legend").inner_text().startswith("Checked")
    dotted = page.locator("#graph canvas").screenshot()
    data = data_of(toy())
    before = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert before in toy()
    for level in data["levels"]:
        level["ties"]["columns"]["coded"] = {"all": False}
    solid = toy().replace(before, json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    assert opened(solid, color_scheme=scheme).locator("#graph canvas").screenshot() != dotted
    assert opened(toy(), color_scheme=scheme).locator("#graph canvas").screenshot() == dotted


@pytest.mark.slow
def test_a_page_without_them_has_nothing_of_it(opened: Open) -> None:
    html = shipped()[1]
    assert data_of(html)["coded"] is False
    page = opened(html, "#no-checked=curated")
    assert not page.locator("#filter-checked").is_visible() and not page.locator("#reset").is_visible()
    count = len(ties_shown(page))
    assert count == min(400, shipped()[0].network().number_of_edges())
    assert "Checked" not in page.locator("#view-table thead th").all_inner_texts()
    go(page, "#")
    lines, words = drawn(page)
    assert not {"14 4 3 4", "8 4 3 4 3 4", "2 3 2 9"} & set(lines) and not any("machine" in word for word in words)


def test_networks_that_do_not_say_who_made_a_claim_are_read_by_its_check() -> None:
    network = sample_network()
    claim = next(data["claim"] for *_, data in network.edges(data=True))
    network.graph["claims"][claim]["check"] = "machine-coded"
    page = render_page(network)
    ties = level_of(page)["ties"]
    number = sum(data["claim"] == claim for *_, data in network.edges(data=True))
    assert sum(tie["coded"] for tie in ties) == number > 0 and data_of(page)["coded"] is True
