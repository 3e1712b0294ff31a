"""The page after several steps: what was chosen, in focus, opened and unfolded stays right whatever comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx
import pytest
from test_page import large_page, level_of
from test_page_view import go, shipped, ties_shown

Open = Callable[..., Any]


def heading(page: Any) -> str:
    return str(page.locator("#panel h2").inner_text())


def address(page: Any) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash.slice(1))"))


def focused(page: Any) -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40)")
    return found


@pytest.mark.slow
def test_the_skip_link_leaves_the_view_alone(opened: Open) -> None:
    page = opened(shipped()[1], "#actor=erdogan&until=2022-03-20&days=7")
    before = page.locator("#panel").inner_text()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "panel" and page.locator("#panel").inner_text() == before
    assert "actor=erdogan" in address(page)


@pytest.mark.slow
def test_show_everything_again_ends_playing(opened: Open) -> None:
    page = opened(shipped()[1])
    page.click("#play")
    page.locator("#reset").wait_for(state="visible")
    page.click("#reset")
    page.wait_for_timeout(1600)
    assert address(page) == "" and page.locator("#play").inner_text() == "Play"
    assert page.locator("#live").inner_text() == "274 of 274 ties shown"


@pytest.mark.slow
def test_playing_leaves_out_no_day(opened: Open) -> None:
    network = networkx.MultiDiGraph(title="Years")
    for n, day in enumerate(["2019-01-01", "2019-01-25", "2022-12-01"]):
        network.add_edge("a", f"b{n}", layer="contact", kind="meeting", event=f"e{n}", date=day)
    page = opened(network, "#until=2019-01-01&days=7")
    page.click("#play")
    page.wait_for_timeout(900)
    page.click("#play")
    assert "until=2019-01-08" in address(page)
    assert "2 January 2019 to 8 January 2019" in page.locator("#live").inner_text(), "said when it stops"


@pytest.mark.slow
def test_the_focus_stays_where_it_was_put(opened: Open) -> None:
    page = opened(shipped()[1], "#actor=zelenskyy&around=zelenskyy&view=table")
    before = ties_shown(page)
    assert len(before) < 200
    page.locator("#view-table tbody tr").first.get_by_role("button", name="Show the claim").click()
    assert ties_shown(page) == before and "around=zelenskyy" in address(page)
    go(page, "#around=zelenskyy&actor=erdogan&with=zelenskyy")
    assert page.locator("#focus-words").inner_text() == "Only Volodymyr Zelenskyy and neighbours"
    # Escape takes back one step, and then the other.
    page.keyboard.press("Escape")
    assert address(page) == "around=zelenskyy"
    page.keyboard.press("Escape")
    assert address(page) == ""
    go(page, "#from=putin&to=zelenskyy")
    page.fill("#search", "erdogan")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close", exact=True).click()
    assert heading(page) == "Vladimir Putin to Volodymyr Zelenskyy"
    page.click("#end-focus")
    assert heading(page) == "How to read this"


def test_what_the_clocks_hide_is_not_told(opened: Open) -> None:
    page = opened(shipped()[1], "#tie=100")
    assert page.locator("#panel .card").count() == 1
    go(page, "#tie=100&known=2022-01-01")
    assert page.locator("#panel .card, #panel blockquote").count() == 0
    assert "Not within" in page.locator("#panel").inner_text()


@pytest.mark.slow
def test_a_change_of_level_leaves_no_places_behind(opened: Open) -> None:
    page = opened(shipped()[1], "#actor=putin")
    page.click("#chain-from")
    page.get_by_label("States").check()
    page.fill("#search", "turkey")
    page.keyboard.press("Enter")
    assert heading(page) == "Turkey", "and no chain"
    page.get_by_label("Persons").check()
    page.fill("#search", "zelen")
    page.get_by_label("States").check()
    page.locator("#search").focus()
    page.keyboard.press("Enter")
    assert heading(page) == "Turkey"


@pytest.mark.slow
def test_the_keyboard_stays_where_it_was(opened: Open) -> None:
    page = opened(shipped()[1], "#view=table")
    name = page.locator("#view-table tbody tr").nth(3).get_by_role("button").nth(1)
    name.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "panel-title"
    page.keyboard.press("Escape")
    assert focused(page) == name.inner_text()
    go(page, "")
    page.get_by_role("tab", name="Graph").click()
    summary = page.locator("#panel summary").nth(2)
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel details[open]").count() == 1
    words = focused(page)
    page.evaluate("document.querySelector('#filter-style input').click()")
    assert focused(page) == words and page.locator("#panel details[open]").count() == 1
    page.evaluate(
        "document.querySelectorAll('#panel summary')[1].click(); document.querySelector('#filter-style input').click()"
    )
    assert page.locator("#panel details[open]").count() == 2


@pytest.mark.slow
def test_groups_close_again_and_say_what_is_not_drawn(opened: Open) -> None:
    page = opened(large_page(), "#open=1+State+3&open=2+State+4")
    assert page.locator("#close-groups").is_visible() and page.locator("#reset").is_visible()
    page.click("#close-groups")
    assert address(page) == "" and focused(page) == "graph"
    star = networkx.MultiDiGraph(title="A star", level="person")
    for n in range(700):
        star.add_edge("hub", f"a{n:03}", layer="contact", kind="meeting", event=f"e{n}", date="2022-01-01")
    go(page, "")
    other = opened(star, "#actor=hub&around=hub")
    assert "300 neighbours with the most ties are drawn, 400 are not" in other.locator("#drawn").inner_text()
    assert len(level_of(other.path.read_text(encoding="utf-8"))["ties"]) == 700


@pytest.mark.slow
def test_controls_without_effect_cannot_be_used(opened: Open) -> None:
    page = opened(shipped()[1])
    assert page.locator("#certain").is_disabled() and page.locator("#follow").is_disabled()
    page.select_option("#width", "7")
    page.check("#follow")
    assert page.locator("#certain").is_enabled()
    page.select_option("#width", "all")
    assert address(page) == "" and not page.locator("#follow").is_checked()
    page.click("#copy-link")
    page.locator("#note", has_text="Link to this view copied").wait_for(state="visible")


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["pair", "event", "course"])
def test_very_much_of_one_kind_is_borne(opened: Open, shape: str) -> None:
    """130,000 ties between two, 5,000 claims about one event, 20,000 events in the course of one another."""
    network = networkx.MultiDiGraph(title="Much")
    if shape == "pair":
        for n in range(130_000):
            network.add_edge("a", "b", key=n, layer="contact", kind="call", event=f"e{n % 50}", roles=("host", ""))
    elif shape == "event":
        network.graph["claims"] = {f"c{n:04}": {"words": f"Claim {n}"} for n in range(5000)}
        for n in range(5000):
            network.add_edge("a", "b", key=n, layer="contact", kind="call", event="e", claim=f"c{n:04}")
    else:
        network.graph["events"] = {
            f"e{n}": {"accounts": [("c", "2022-01-01")] if n == 19_999 else [], "during": [("c", f"e{n + 1}")]}
            for n in range(20_000)
        }
        network.add_edge("a", "b", layer="contact", kind="call", event="e0")
    page = opened(network, "#actor=a&until=2022-01-03&days=7" if shape == "course" else "#actor=a")
    assert heading(page) == "a"
    assert 1 <= page.locator("#panel .card").count() <= 1200
    if shape == "event":
        assert page.locator("#panel .card").count() == 20
        page.get_by_role("button", name="Show 20 of 4980 more").click()
        assert page.locator("#panel .card").count() == 40
        assert focused(page).startswith("call")
