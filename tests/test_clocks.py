"""The two clocks: each rule at its borders, and a view against a graph that is built from the chosen records."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shared_graphs import article_graph
from shared_graphs import shipped_graph as shipped
from strategies import records

import kg
from kg.claims.clocks import Clocks, select_claims, view_store
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.dates import Date
from kg.model.records import Claim, Event, Records, Stance
from kg.model.triples import make_iris, make_quads
from kg.model.vocabulary import ID, load_vocabulary
from kg.store.oxigraph import Store, dump_lines

REGISTER = """
actors:
  a: {type: State, name: A}
  b: {type: State, name: B}
  paper: {type: NewsOrganization, name: Paper}
offices:
  o: {name: O, of: a}
"""


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("dates", "possibly", "certainly"),
    [
        (["2022-03-10"], True, True),
        (["2022-03-20"], True, True),
        (["2022-03-09"], False, False),
        (["2022-03-21"], False, False),
        (["2022-03"], True, False),
        (["2022-03-12/2022-03-14"], True, True),
        (["2022-03-08/2022-03-10"], True, False),
        (["2022-03-12?"], True, False),
        (["2022-03-12~"], True, False),
        (["2022-03-12", "2022-03-25"], True, False),  # two accounts: it may have been on either day
        (["2022-03-12", "2022-03-12?"], True, True),  # the surer of two
        (["2022-03", "2022-03-12?"], True, False),  # the doubtful day takes nothing from the month
        (["2022-03", "2022-03-12"], True, True),  # the month says no more than the day
        (["../2022-04-26", "2022-03-21"], False, False),
        (["2022-03-12", "2022-03-15"], True, True),  # whichever is right, it was within
        (["2022-03-01", "2022-03-25"], False, False),
        (["../2022-03-12"], True, False),
        (["2022-03-15/.."], True, False),
        (["../2022-03-09"], False, False),
        ([], True, False),
    ],
)
def test_an_event_in_a_window(dates: list[str], possibly: bool, certainly: bool) -> None:
    known = [Date.parse(text) for text in dates]
    since, until = day("2022-03-10"), day("2022-03-20")
    assert Clocks(since=since, until=until).includes(known) is possibly
    assert Clocks(since=since, until=until, certainly=True).includes(known) is certainly


@pytest.mark.parametrize(
    ("spans", "possibly", "certainly"),
    [
        (["2014-08/.."], True, True),  # an end that is not given goes on
        (["2014-08/2022-03-10"], True, True),
        (["2014-08/2022-03-09"], False, False),
        (["2014-08/2022-03"], True, False),  # it may have ended on the first of March
        (["2022-03/2023"], True, False),  # it may have begun on the last of March
        (["2022-03-20/2023"], True, True),
        (["2022-03-21/2023"], False, False),
        (["../2023"], True, False),  # it may have begun as late as it ended
        (["2022-03/2022-03-15"], True, True),  # it began by the 15th, whenever in March
        (["../2022-03-20"], True, True),
        (["2022-03/2022-03-21"], True, False),
        (["2022-03-10/2022"], True, True),  # it did not end before the 10th, as it began then
        (["2022-03-09/2022"], True, False),
        (["2014?/.."], True, False),
        (["2014/..", "2022-03-25/.."], True, False),
        ([], True, False),
    ],
)
def test_what_lasts_in_a_window(spans: list[str], possibly: bool, certainly: bool) -> None:
    known = [Date.parse(text) for text in spans]
    since, until = day("2022-03-10"), day("2022-03-20")
    assert Clocks(since=since, until=until).meets(known) is possibly
    assert Clocks(since=since, until=until, certainly=True).meets(known) is certainly


FIRST, LAST = day("2022-01-01"), day("2022-04-30")
CALENDAR = [date.fromordinal(number) for number in range(FIRST.toordinal(), LAST.toordinal() + 1)]
# Days and months within the calendar; what is open goes on to its ends.
BOUNDS = st.sampled_from(
    ["2022-02", "2022-03", *(f"2022-{month}-{number}" for month in ("02", "03") for number in ("01", "02", "14", "28"))]
)


@st.composite
def dates_near(draw: st.DrawFn) -> Date:
    mark = draw(st.sampled_from(["", "", "", "?", "~", "%"]))
    start, end = draw(BOUNDS), draw(BOUNDS)
    form = draw(st.sampled_from(["{start}{mark}", "{start}/{end}{mark}", "../{end}{mark}", "{start}{mark}/.."]))
    try:
        return Date.parse(form.format(start=start, end=end, mark=mark))
    except ValueError:
        return Date.parse(form.format(start=end, end=start, mark=mark))


def days_of(written: Date) -> frozenset[date]:
    return frozenset(each for each in CALENDAR if written.may_include(each))


def doubts_of(written: Date) -> set[str]:
    return {name for name in ("uncertain", "approximate") if getattr(written, name)}


def check_windows(accounts: list[Date], since: str | None, until: str | None) -> None:
    """The rules once more, by going through the days one by one."""
    begin = Date.parse(since).earliest if since else None
    end = Date.parse(until).latest if until else None
    possibly, certainly = Clocks(since=begin, until=end), Clocks(since=begin, until=end, certainly=True)
    window = {each for each in CALENDAR if (begin is None or begin <= each) and (end is None or each <= end)}
    assume(window)

    def beaten(one: Date) -> bool:
        return any(
            days_of(other) <= days_of(one)
            and doubts_of(other) <= doubts_of(one)
            and (days_of(other), doubts_of(other)) != (days_of(one), doubts_of(one))
            for other in accounts
        )

    telling = [one for one in accounts if not beaten(one)]
    assert possibly.includes(accounts) is any(days_of(one) & window for one in telling)
    assert certainly.includes(accounts) is all(days_of(one) <= window and not doubts_of(one) for one in telling)

    def courses(one: Date) -> list[tuple[date, date]]:
        """Each first and last day that it can have had."""
        start, stop = (days_of(Date.parse(bound)) if bound else None for bound in one.bounds)
        return [
            (first, last)
            for first in (CALENDAR if start is None else start)
            for last in ([LAST] if stop is None else stop)
            if first <= last
        ]

    def held(course: tuple[date, date]) -> bool:
        return any(course[0] <= each <= course[1] for each in window)

    def completed(one: Date) -> list[Date]:
        """With the ends that other intervals give, where it is open."""
        given = [other.bounds for other in accounts if "/" in other.text]
        heads = [one.bounds[0]] if one.bounds[0] else [start for start, _ in given if start]
        tails = [one.bounds[1]] if one.bounds[1] else [end for _, end in given if end]
        pairs = [(head, tail) for head in heads for tail in tails if head and tail and "/" in one.text]
        ordered = [(h, t) for h, t in pairs if min(days_of(Date.parse(h))) <= max(days_of(Date.parse(t)))]
        return [Date.parse(f"{head}/{tail}") for head, tail in ordered] or [one]

    whole = [each for one in accounts for each in completed(one)]
    assert possibly.meets(accounts) is any(held(course) for one in whole for course in courses(one))
    assert certainly.meets(accounts) is all(
        held(course) and not doubts_of(one) for one in whole for course in courses(one)
    )


WINDOWS = given(
    accounts=st.lists(dates_near(), min_size=1, max_size=3), since=st.none() | BOUNDS, until=st.none() | BOUNDS
)
test_windows_day_by_day = settings(max_examples=40)(WINDOWS(check_windows))
test_many_windows_day_by_day = pytest.mark.slow(WINDOWS(check_windows))


@pytest.mark.parametrize(
    ("out", "doubtful", "possibly", "certainly"),
    [
        ("2022-03-10", False, True, True),
        ("2022-03-11", False, False, False),
        ("2022-03", False, True, False),
        ("2022-03-10/..", False, True, False),
        ("../2022-03-10", False, True, True),
        ("2022-03-09?", True, True, False),
    ],
)
def test_a_source_that_was_out(out: str, doubtful: bool, possibly: bool, certainly: bool) -> None:
    published = Date.parse(out)
    for certain, expected in ((False, possibly), (True, certainly)):
        clocks = Clocks(known_by=day("2022-03-10"), certainly=certain)
        assert clocks.was_out(published.earliest, published.latest, doubtful=doubtful) is expected


def test_a_window_that_is_open_at_one_side() -> None:
    assert Clocks(until=day("2022-03-10"), certainly=True).includes([Date.parse("../2022-03-10")])
    assert not Clocks(since=day("2022-03-10"), certainly=True).includes([Date.parse("../2022-03-12")])
    assert Clocks(since=day("2022-03-10"), certainly=True).includes([Date.parse("2022-03-10/..")])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"on": "2022-04-31"}, "`on` takes a day such as 2022-04-26, not '2022-04-31'"),
        ({"since": "April"}, "`since` takes a day"),
        ({"until": "2022-04"}, "`until` takes a day"),
        ({"known_by": "\x1b[2J"}, "`known_by` takes a day"),
        ({"on": "2022-04-01", "until": "2022-04-02"}, "`on` is a single day"),
        ({"since": "2022-04-02", "until": "2022-04-01"}, "`since` 2022-04-02 is after `until` 2022-04-01"),
    ],
)
def test_what_is_no_clock(given: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Clocks.read(**given)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_a_time_of_day_does_not_matter() -> None:
    noon = datetime(2022, 4, 26, 12)
    assert Clocks.read(on=noon, known_by=noon) == Clocks.read(on="2022-04-26", known_by=date(2022, 4, 26))


def test_words() -> None:
    assert Clocks.read().words == "" and not Clocks.read().set
    assert Clocks.read(on="2022-04-01").words == "on 2022-04-01"
    assert Clocks.read(until="2022-04-01", certainly=True).words == "until 2022-04-01 certainly"
    both = Clocks.read(since="2022-03-01", until="2022-04-01", known_by="2022-05-01", claims="curated")
    assert both.words == "since 2022-03-01 until 2022-04-01, known by 2022-05-01, curated claims only"
    assert both.options[-2:] == ("--claims", "curated")
    alone = Clocks.read(claims="coded", certainly=True)
    assert (alone.set, alone.windowed, alone.words) == (True, False, "machine-coded claims only, what is sure")
    assert alone.options == ("--claims", "coded", "--certainly")
    left = Clocks.read(without="deprecated, denied")
    assert (left.words, left.options) == ("without denied and deprecated claims", ("--without", "denied,deprecated"))
    assert Clocks.read(without=str(left.given["without"])) == left
    with pytest.raises(UsageError, match="did you mean 'denied'"):
        Clocks.read(without="denid")


def graph(folder: Path, **files: str) -> Graph:
    for name, text in {"actors": REGISTER, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return kg.load(folder)


def source(name: str, published: str, claims: str) -> str:
    head = f"source: {{id: {name}, type: NewsArticle, publisher: paper, published: {published}}}\n"
    return f"{head}claims:\n{claims}"


CALL = "- phone call: call\n  participants: {a: {}, b: {}}\n"


def told(view: Graph) -> set[str]:
    return {row["claim"].removeprefix("claim/") for row in view.sparql("SELECT ?claim { ?claim a akg:Claim }")}


def test_all_claims_about_one_event_pass_together(tmp_path: Path) -> None:
    whole = graph(
        tmp_path,
        one=source("one", "2022-03-10", CALL + "  date: 2022-03-09\n"),
        two=source("two", "2022-03-20", CALL + "  date: 2022-03-19\n"),
        three=source("three", "2022-03-30", CALL + "- statement: said\n  by: a\n  during: call\n"),
    )
    everything = {"one/call", "two/call", "three/call", "three/said"}
    assert told(whole.view(on="2022-03-09")) == everything  # the statement has its day from the call
    assert told(whole.view(on="2022-03-09", certainly=True)) == set()
    assert told(whole.view(since="2022-03-09", until="2022-03-19", certainly=True)) == everything
    assert told(whole.view(on="2022-03-15")) == set()
    assert told(whole.view(known_by="2022-03-09")) == set()
    assert told(whole.view(known_by="2022-03-10")) == {"one/call"}
    # What was not out yet does not date the event.
    assert told(whole.view(on="2022-03-19", known_by="2022-03-10")) == set()
    assert told(whole.view(on="2022-03-09", known_by="2022-03-10", certainly=True)) == {"one/call"}


def test_background_and_frames_stay(tmp_path: Path) -> None:
    whole = graph(
        tmp_path,
        background="basis: Known.\nclaims:\n"
        "- conflict: war\n  sides: {x: [a], y: [b]}\n"
        "- membership: in-b\n  member: a\n  of: b\n  until: 2021\n",
        one=source("one", "2022-03-10", CALL + "  date: 2022-03-09\n"),
    )
    assert told(whole.view(known_by="2000-01-01")) == {"background/war", "background/in-b"}
    assert told(whole.view(on="2022-03-09", certainly=True)) == {"background/war", "one/call"}
    assert told(whole.view(until="2021-12-31")) == {"background/war", "background/in-b"}


def test_a_view_says_what_it_shows_and_counts_what_it_has() -> None:
    whole = article_graph()
    view = whole.view(since="2022-04-24", until="2022-04-25", known_by="2022-04-26")
    words = "since 2022-04-24 until 2022-04-25, known by 2022-04-26"
    assert view.title == f"{whole.title} ({words})"
    assert view.shown == words
    assert view.info.counts["claims"] == len(told(view)) < whole.info.counts["claims"]
    assert view.info.counts["sources"] == 1
    assert words in view.page() and view.network().graph["title"] == view.title
    assert whole.view() is whole
    assert whole.view(known_by="2022-04-25").info.counts["sources"] == 0
    assert sum(text.count("phrase:") for text in view.export_facts().values()) == len(told(view)) - 15  # the tenures


def test_what_was_left_out_names_no_source_that_was_not_out() -> None:
    whole = shipped()
    view = whole.view(known_by="2022-03-11")
    entries, stood_for = view.info.left_out, {entry.instead for entry in view.info.left_out}
    assert [entry.address for entry in entries] == [entry.address for entry in whole.info.left_out]
    assert stood_for - {""} == {row["id"] for row in view.sparql(_SOURCE_IDS)} & {
        entry.instead for entry in whole.info.left_out
    }
    assert len(stood_for) > 2
    written = view.export_facts()["dataset.yaml"]
    assert "known by 2022-03-11" in written and "known by" not in whole.export_facts()["dataset.yaml"]


_SOURCE_IDS = "SELECT DISTINCT ?id { ?claim akg:source ?id }"


def test_every_query_network_and_path_takes_the_clocks() -> None:
    whole = article_graph()
    assert {row["whom"] for row in whole.view(on="2022-04-24").query("talks")} >= {"zelenskyy"}
    assert not any(row["event"] == "erdogan-putin-2022-04-26" for row in whole.view(until="2022-04-25").query("talks"))
    assert told(whole.view(known_by="2022-04-25")) == {name for name in told(whole) if name.startswith("background/")}
    assert whole.path("putin", "zelenskyy")
    with pytest.raises(UsageError, match="'putin' took part in no talks"):
        whole.view(until="2022-04-25").path("putin", "zelenskyy")


def _passing(all_records: Records, clocks: Clocks) -> set[str]:
    """The ids of the claims that pass, worked out over records: the second implementation."""
    is_a = load_vocabulary().is_a
    sources = {found.id: found.published for found in all_records.sources}

    def known(claim: Claim) -> bool:
        if clocks.known_by is None or claim.source is None:
            return True
        out = sources[claim.source]
        if clocks.certainly:
            surely = out.latest is not None and out.latest <= clocks.known_by
            return surely and not (out.uncertain or out.approximate)
        return out.earliest is None or out.earliest <= clocks.known_by

    def chosen(claim: Claim) -> bool:
        return clocks.claims == "all" or (clocks.claims == "coded") is (claim.check == "machine-coded")

    claims = [claim for claim in all_records.claims if chosen(claim) and known(claim)]
    if clocks.certainly:
        publishers = {found.id: found.publisher for found in all_records.sources}
        against = {
            (target, publishers[claim.source])
            for claim in claims
            for target in getattr(claim.statement, "denies", ())
            if claim.rank != "deprecated" and claim.source
        }
        claims = [
            claim
            for claim in claims
            if claim.rank != "deprecated" and (claim.statement.id, publishers.get(claim.source or "")) not in against
        ]
    if clocks.since is None and clocks.until is None:
        return {claim.id for claim in claims}
    about: dict[str, list[Claim]] = {}
    for claim in claims:
        about.setdefault(claim.statement.id, []).append(claim)

    def own(name: str) -> list[Date]:
        return [claim.statement.date for claim in about.get(name, []) if claim.statement.date]

    def above(name: str) -> list[str]:
        found = (getattr(claim.statement, "during", None) for claim in about.get(name, []))
        return sorted({each for each in found if each})

    def days(name: str, seen: frozenset[str] = frozenset()) -> list[Date]:
        if own(name) or name in seen:
            return own(name)
        return [each for event in above(name) for each in days(event, seen | {name})]

    def passes(name: str) -> bool:
        kinds = {claim.statement.type for claim in about[name]}
        if any(is_a(kind, "Process") for kind in kinds) and not own(name):
            return True
        momentary = any(isinstance(claim.statement, Event) for claim in about[name]) and not any(
            is_a(kind, "Process") for kind in kinds
        )
        stance_in_talks = any(isinstance(c.statement, Stance) for c in about[name]) and above(name) and not own(name)
        return clocks.includes(days(name)) if momentary or stance_in_talks else clocks.meets(own(name))

    return {claim.id for name in about if passes(name) for claim in about[name]}


DAYS = st.dates(date(2018, 1, 1), date(2026, 1, 1))


def check_view(
    found: Records, first: date | None, length: int | None, known: date | None, sure: bool, chosen: str
) -> None:
    until = None if length is None or first is None else date.fromordinal(first.toordinal() + length)
    clocks = Clocks(since=first, until=until, certainly=sure, known_by=known, claims=chosen)
    iris = make_iris(ID)
    store = Store()
    store.load(make_quads(found, iris))
    expected = _passing(found, clocks)
    assert select_claims(store, clocks) == {iris.claim(name).value for name in expected}
    claims = tuple(claim for claim in found.claims if claim.id in expected)
    cited = {claim.source for claim in claims}
    kept = Records(
        actors=found.actors, offices=found.offices, places=found.places, topics=found.topics,
        sources=tuple(each for each in found.sources if each.id in cited), claims=claims,
    )  # fmt: skip
    assert dump_lines(view_store(store, clocks).quads()) == dump_lines(make_quads(kept, iris))


VIEWS = given(
    found=records(),
    first=st.none() | DAYS,
    length=st.none() | st.integers(0, 2000),
    known=st.none() | DAYS,
    sure=st.booleans(),
    chosen=st.sampled_from(["all", "curated", "coded"]),
)
test_a_view_is_the_graph_of_the_records_that_pass = settings(max_examples=20)(VIEWS(check_view))
test_many_views_are_graphs_of_the_records_that_pass = pytest.mark.slow(VIEWS(check_view))
