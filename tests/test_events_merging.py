"""One event, many reports: rows about the same contact become one event that keeps its reports."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from event_graphs import (
    WRITERS,
    claims_of,
    import_published,
    import_rows,
    local,
    merge_only,
    parts_of,
    quads_of,
    select,
)
from generate_events import Row, gdelt_row, icews_row, mend_row, write_icews_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import find_data

from kg.building.imports import import_events


def call(number: int, source: str, target: str | None, code: str = "041", day: str = "2018-10-01", **more: Any) -> Row:
    """A row of ICEWS in which two countries do something."""
    return icews_row(
        event_id=number, source_name=source, source_country=source, target_name=target, target_country=target,
        cameo_code=code, event_date=day, **more,
    )  # fmt: skip


def merged(rows: list[Row], folder: Path, **settings: Any) -> list[tuple[str, list[str], str, str]]:
    """Class, rows and actors of each event."""
    file = write_icews_rows(folder / "rows.tab", rows)
    claims, parts, _, _ = merge_only("icews", [file], folder / "work", **settings)
    actors = {c.claim: " ".join(sorted({part.actor for part in parts if part.claim == c.claim})) for c in claims}
    return [(claim.type, claim.rows, actors[claim.claim], claim.date) for claim in claims]


@pytest.mark.slow
def test_the_calls_of_the_sample(tmp_path: Path) -> None:
    """536 rows of telephone calls are 179 pairs and days."""
    file = find_data("icews/icews-2018-10-11.tab.gz")
    done = import_events("icews", [file], graph=tmp_path / "graph", codes=["041"])
    assert (done.read, done.new, done.rows, done.events, done.rejected) == (112_152, 536, 536, 179, 0)
    assert done.aside == {"other codes": 111_616}
    pairs = claims_of(done, "date, first, second")
    assert len({(day, frozenset((a, b))) for day, a, b in pairs}) == 179
    assert sum(number for (number,) in claims_of(done, "len(rows)")) == 536
    each = import_events("icews", [file], graph=tmp_path / "each", codes=["041"], merging=False)
    assert (each.rows, each.events) == (536, 536)


def test_both_sides_of_a_call_are_one_event(tmp_path: Path) -> None:
    rows = [call(1, "Kenya", "Somalia"), call(2, "Somalia", "Kenya"), call(3, "Kenya", "Somalia")]
    assert merged(rows, tmp_path) == [("PhoneCall", ["1", "2", "3"], "kenya somalia", "2018-10-01")]


def test_what_makes_another_event(tmp_path: Path) -> None:
    rows = [
        call(1, "Kenya", "Somalia"),
        call(2, "Kenya", "Somalia", "046"),  # another channel
        call(3, "Kenya", "Somalia", day="2018-10-02"),  # another day
        call(4, "Kenya", "Uganda"),  # another pair
        call(5, "Kenya", "Somalia", "036"),  # an act
        call(6, "Somalia", "Kenya", "036"),  # the same act of the other side
        call(7, "Kenya", "Somalia", "036"),
        call(8, "Kenya", "Somalia", "051"),  # a stance
        call(9, "Kenya", "Somalia", "052"),  # another one
    ]
    found = merged(rows, tmp_path)
    assert sorted(ids for _, ids, _, _ in found) == [["1"], ["2"], ["3"], ["4"], ["5", "7"], ["6"], ["8"], ["9"]]
    kinds = {ids[0]: kind for kind, ids, _, _ in found}
    assert (kinds["1"], kinds["5"], kinds["8"]) == ("PhoneCall", "Pledge", "Stance")


@pytest.mark.slow
def test_visits_are_told_from_either_side(tmp_path: Path) -> None:
    rows = [
        call(1, "Kenya", "Somalia", "042"),  # Kenya visits Somalia
        call(2, "Somalia", "Kenya", "043"),  # Somalia hosts Kenya: the same visit
        call(3, "Somalia", "Kenya", "042"),  # Somalia visits Kenya on the same day: another one
    ]
    done = import_rows("icews", rows, tmp_path)
    assert [tuple(rows) for (rows,) in claims_of(done, "rows")] == [("1", "2"), ("3",)]
    parts = parts_of(done)
    assert parts["icews-1"] == [("kenya", "participant", None), ("somalia", "host", None),
                                ("somalia", "participant", None)]  # fmt: skip
    assert ("kenya", "host", None) in parts["icews-3"] and ("somalia", "host", None) not in parts["icews-3"]
    query = "SELECT ?code WHERE { GRAPH <https://w3id.org/actor-kg/id/claim/icews-1> { ?event akg:code ?code } }"
    assert [local(code) for (code,) in select(done, query)] == ["042", "043"]


def test_rows_that_make_no_event_are_left_aside_with_the_reason(tmp_path: Path) -> None:
    rows = [
        call(1, "Kenya", "Kenya"),
        call(2, "Kenya", None),
        icews_row(event_id=3, source_name=None, source_country=None),
        call(4, "Kenya", None, "036"),  # one can say something to nobody in particular
        call(5, "Kenya", "Somalia", "190"),
        call(6, "Kenya", "Somalia"),
        call(6, "Kenya", "Somalia"),
    ]
    done = import_rows("icews", rows, tmp_path)
    assert done.aside == {
        "both sides are the same actor": 1, "only one actor is named": 1, "nobody is named who acts": 1,
        "no term for the code": 1, "the same row again": 1,
    }  # fmt: skip
    assert sorted(claims_of(done, "rows")) == [(["4"],), (["6"],)]
    assert (done.read, done.rows) == (7, 2)


@pytest.mark.slow
def test_counts_of_reports(tmp_path: Path) -> None:
    rows = [
        call(1, "Kenya", "Somalia", story_id="10", publisher="Wire"),
        call(2, "Somalia", "Kenya", story_id="10", publisher="Wire"),
        call(3, "Kenya", "Somalia", story_id="11", publisher="Wire"),
        call(4, "Kenya", "Somalia", story_id="12", publisher="Daily"),
    ]
    done = import_rows("icews", rows, tmp_path)
    numbers = "SELECT ?rows ?articles ?publishers WHERE { ?claim akg:rowCount ?rows ; akg:articleCount ?articles ;"
    assert select(done, numbers + " akg:publisherCount ?publishers }") == [("4", "3", "2")]
    assert select(done, "SELECT ?row WHERE { ?claim akg:row ?row }") == [("1",), ("2",), ("3",), ("4",)]


def test_addresses_are_reachable(tmp_path: Path) -> None:
    first, second = "https://www.one.example/a?x=1&y=(2)", "http://two.example/b"
    rows = [
        gdelt_row(GLOBALEVENTID="1", SOURCEURL=first),
        gdelt_row(GLOBALEVENTID="2", SOURCEURL=second),
        gdelt_row(GLOBALEVENTID="3", SOURCEURL=first, Actor1Code="RUS", Actor1CountryCode="RUS", Actor2Code="TUR",
                  Actor2CountryCode="TUR"),
        gdelt_row(GLOBALEVENTID="4", SOURCEURL="javascript:alert(1)"),
        gdelt_row(GLOBALEVENTID="5", SOURCEURL="BBC Monitoring"),
    ]  # fmt: skip
    done = import_rows("gdelt", rows, tmp_path)
    assert select(done, "SELECT ?url WHERE { ?claim schema:url ?url }") == [(second,), (first,)]
    assert select(done, "SELECT ?n ?m WHERE { ?c akg:articleCount ?n ; akg:publisherCount ?m }") == [("4", "2")]
    assert claims_of(done, "rows") == [(["1", "2", "3", "4", "5"],)]


@pytest.mark.slow
def test_each_row(tmp_path: Path) -> None:
    rows = [call(1, "Kenya", "Somalia"), call(2, "Somalia", "Kenya"), call(3, "Kenya", "Somalia")]
    done = import_rows("icews", rows, tmp_path, merging=False)
    assert [tuple(rows) for (rows,) in claims_of(done, "rows")] == [("1",), ("2",), ("3",)]
    again = import_rows("icews", rows, tmp_path)  # as it was before, where nothing is said
    assert not again.changed and again.events == 3
    whole = import_rows("icews", rows, tmp_path, merging=True)
    assert whole.changed and whole.events == 1


NAMES = st.sampled_from(["Kenya", "Somalia", "Norland Front", "Police (Kenya)", None])
MIXED_CODES = ["040", "041", "042", "043", "045", "036", "038", "039", "051", "111", "057", "190"]
ROWS = st.lists(
    st.tuples(
        NAMES, NAMES, st.sampled_from(MIXED_CODES),
        st.sampled_from(["2018-10-01", "2018-10-02", "never"]), st.sampled_from(["Nairobi", "Mogadishu", None]),
        st.sampled_from(["1", "2", None]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def drawn(told: list[tuple[Any, ...]]) -> list[Row]:
    return [
        icews_row(event_id=100 + number, source_name=source, source_country="Kenya" if source else None,
                  target_name=target, target_country=None, cameo_code=code, event_date=day, city=city, story_id=story)
        for number, (source, target, code, day, city, story) in enumerate(told)
    ]  # fmt: skip


def check_order(told: list[tuple[Any, ...]], data: st.DataObject) -> None:
    start, end = icews_row(event_id=1), icews_row(event_id=2)
    rows = data.draw(st.permutations(drawn(told)))
    cut = data.draw(st.integers(0, len(rows)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = merge_only("icews", [write_icews_rows(folder / "a.tab", [start, *drawn(told), end])], folder / "one")
        files = [
            write_icews_rows(folder / f"{number}.tab", half)
            for number, half in enumerate(([end, *rows[:cut]], [*rows[cut:], start]))
        ]
        assert merge_only("icews", files, folder / "two") == one


DRAWN = given(told=ROWS, data=st.data())
test_order_and_files_do_not_matter = settings(max_examples=3)(DRAWN(check_order))
test_many_orders_and_files_do_not_matter = pytest.mark.slow(settings(max_examples=8)(DRAWN(check_order)))


def check_imports(told: list[tuple[Any, ...]], data: st.DataObject) -> None:
    rows = data.draw(st.permutations(drawn(told)))
    cut = data.draw(st.integers(0, len(rows)))
    start, end = icews_row(event_id=1), icews_row(event_id=2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = import_rows("icews", [*drawn(told), end, start], folder / "whole")
        import_rows("icews", [start, *rows[:cut]], folder / "parts", file="first.tab")
        parts = import_rows("icews", [end, *rows[cut:], start], folder / "parts", file="second.tab")
        assert quads_of(parts.graph) == quads_of(whole.graph)
        # The sizes of the tables depend on the order in which rows came.
        infos = [replace(done.graph.info, files={}) for done in (parts, whole) if done.graph is not None]
        assert infos[0] == infos[1]


test_many_imports_give_the_graph_of_one = pytest.mark.slow(settings(max_examples=3)(DRAWN(check_imports)))


def write_all(name: str, told: list[tuple[Any, ...]], folder: Path) -> tuple[Path, int]:
    rows = drawn(told) if name == "icews" else [
        mend_row(
            med_event_id=f"X{n}", third_party=source, local_parties="; ".join(filter(None, [target, city])),
            shuttle="1" if code < "041" else "0", agmt="1" if code == "057" else "0", agmt_name="Deal of the day",
            year=2018 if day != "never" else "x", individual_med_named="Ann Other; Bo" if story else None,
        )
        for n, (source, target, code, day, city, story) in enumerate(told)
    ]  # fmt: skip
    sure = icews_row() if name == "icews" else mend_row()
    return WRITERS[name](folder / "rows.csv", [*rows, sure]), len(rows) + 1


def check_places(name: str, told: list[tuple[Any, ...]], merging: bool) -> None:
    """A row is rejected, left aside with a reason, or in the rows of exactly one event (and its parts)."""
    with tempfile.TemporaryDirectory() as folder:
        file, number = write_all(name, told, Path(folder))
        claims, parts, aside, kept = merge_only(name, [file], Path(folder) / "work", merging=merging)
    # the parts of a row of MEND are told apart by what stands after its id
    events = [(claim.claim.partition(".")[0], row) for claim in claims for row in claim.rows]
    assert len({row for _, row in events}) == len(set(events))
    assert len({row for _, row in events}) + sum(aside.values()) == len(kept) <= number
    assert {part.claim for part in parts} == {claim.claim for claim in claims if not claim.sign}


PLACED = given(told=ROWS, merging=st.booleans())
BOTH = pytest.mark.parametrize("name", ["icews", "mend"])
FEW = pytest.mark.parametrize("name", ["icews"])
test_every_row_has_its_place = FEW(settings(max_examples=4)(PLACED(check_places)))
test_every_row_of_many_has_its_place = pytest.mark.slow(BOTH(settings(max_examples=10)(PLACED(check_places))))


@pytest.mark.slow
def test_published_files_lose_no_row() -> None:
    for name in ("gdelt", "mend"):
        _, done = import_published(name)
        rows = [row for (rows,) in claims_of(done, "rows") for row in rows]
        assert len(set(rows)) == done.rows
        assert done.read == done.rows + sum(done.aside.values()) + done.rejected
        if name == "gdelt":
            assert len(rows) == len(set(rows))


@pytest.mark.slow
def test_claims_are_sorted_and_their_rows_too(tmp_path: Path) -> None:
    days = itertools.cycle(["2018-10-01", "2018-10-02"])
    rows = [call(n, "Kenya", "Somalia", day=next(days)) for n in range(30, 10, -1)]
    done = import_rows("icews", rows, tmp_path)
    claims = claims_of(done, "claim, rows", "date")
    assert claims == [
        ("icews-12", [str(n) for n in range(12, 31, 2)]),
        ("icews-11", [str(n) for n in range(11, 31, 2)]),
    ]
