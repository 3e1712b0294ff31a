"""What the page decides itself, held by the same cases in JSON that Python's rules are held by."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kg.claims.clocks import Clocks, join_spans
from kg.claims.standing import ClaimStanding, Denial
from kg.model.dates import Date
from kg.page.data import bound_days, day_number

CASES = json.loads((Path(__file__).parent / "data" / "clocks.json").read_text(encoding="utf-8"))
SURELY = {"may": False, "surely": True}

# The scripts of the page that decide it, with what they take from the others.
SCRIPTS = "\n".join(
    files("kg.page").joinpath(f"script/{name}.js").read_text(encoding="utf-8") for name in ("clocks", "passing")
)
RULES = f"""([asked, data, view]) => {{
  const onChange = () => {{}}, knownDay = () => view.known, windowed = () => false;
  view.off = {{ checked: new Set() }};
  {SCRIPTS}
  return {{
    window: () => inWindow(0, [], view.from, view.to, view.certain),
    spans: () => joinSpans(data.accounts).map((span) => [span.earliest, span.latest]),
    sources: () => sourcesOut(view.known, view.certain)[0],
    words: () => standingOf(0, [true, true]),
    sure: () => {{ retime(); return known[0]; }},
  }}[asked]();
}}"""
NOTHING: dict[str, Any] = {"events": [], "accounts": [], "courses": [], "claims": [], "sources": []}


@pytest.fixture
def decide(opened: Callable[..., Any]) -> Callable[..., Any]:
    """What the script decides: what is asked, the rows of its data by table, and the view."""
    page = opened()

    def ask(asked: str, data: dict[str, Any], **view: Any) -> Any:
        return page.evaluate(RULES, [asked, NOTHING | data, {"known": None, "certain": False} | view])

    return ask


def accounts(dates: list[str], lasted: list[str] | None = None) -> list[dict[str, Any]]:
    """The rows of dates of an event, as the page is given them; `lasted` are those that are how long it lasted."""
    return [{**(bound_days(t) or {}), "event": 0, "claim": -1, "lasted": t in (lasted or ())} for t in dates]


def number(text: str | None) -> int | None:
    return day_number(Date.parse(text).earliest) if text else None


@pytest.mark.parametrize("certainly", SURELY.values(), ids=SURELY)
def test_windows(certainly: bool, decide: Callable[..., Any]) -> None:
    expected, python, script = {}, {}, {}
    for case in CASES["windows"]:
        why, lasting = case["why"], case.get("lasting", False)
        clocks = Clocks.read(since=case["since"], until=case["until"], certainly=certainly)
        expected[why] = case["surely" if certainly else "may"]
        lasted = case.get("lasted", [])
        days = [replace(Date.parse(text), lasting=text in lasted) for text in case["dates"]]
        python[why] = (clocks.meets if lasting else clocks.holds)(days)
        data = {"events": [{"lasting": lasting}], "accounts": accounts(case["dates"], lasted)}
        ends = {"from": number(case["since"]), "to": number(case["until"])}
        script[why] = decide("window", data, certain=certainly, **ends)
    assert python == expected
    assert script == expected


@pytest.mark.parametrize("case", CASES["spans"], ids=lambda case: " ".join(case["given"]))
def test_spans(case: dict[str, Any], decide: Callable[..., Any]) -> None:
    joined = [Date.parse(text) for text in case["joined"]]
    assert join_spans(map(Date.parse, case["given"])) == joined
    found = decide("spans", {"events": [{}], "accounts": accounts(case["given"])})
    spans = [[day_number(day.earliest), day_number(day.latest)] for day in joined]
    assert [span for n, span in enumerate(found) if span not in found[:n]] == spans, "each once, or again"


@pytest.mark.parametrize("certainly", SURELY.values(), ids=SURELY)
def test_sources(certainly: bool, decide: Callable[..., Any]) -> None:
    for case in CASES["sources"]:
        day, clocks = Date.parse(case["date"]), Clocks.read(known_by=case["known_by"], certainly=certainly)
        expected = case["surely" if certainly else "may"]
        assert clocks.was_out(day.earliest, day.latest, doubtful=day.uncertain or day.approximate) == expected
        days = bound_days(case["date"])
        assert days is not None
        source = {"first": days["earliest"], "last": days["latest"], "doubt": bool(days["doubt"])}
        found = decide("sources", {"sources": [source]}, known=number(case["known_by"]), certain=certainly)
        assert found == expected, case["why"]


@pytest.mark.parametrize("case", CASES["standing"], ids=lambda case: case["why"])
def test_standing(case: dict[str, Any], decide: Callable[..., Any]) -> None:
    denials = tuple(Denial(claim="denial", by=tuple(each["by"]), own=each["own"]) for each in case["denials"])
    standing = ClaimStanding(denials=denials, deprecated=case["deprecated"])
    assert sorted(standing.kinds) == case["kinds"] and standing.is_sure == case["sure"]
    told = {"source": -1, "deprecated": case["deprecated"], "disputes": []}
    denying = {"source": -1, "deprecated": False, "disputes": [], "denials": []}
    data = {"claims": [told | {"denials": [{**each, "claim": 1} for each in case["denials"]]}, denying]}
    words = decide("words", data)
    assert [word.split(" ")[0] for word in words] == case["kinds"]
    assert decide("sure", data, certain=True) == case["sure"]
    if standing.denied_by:
        assert words[0] == f"denied by {', '.join(standing.denied_by)}"
