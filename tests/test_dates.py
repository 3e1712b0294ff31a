"""Dates: a table of what each means, and the independent library `edtf` on dates made at random."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from tiers import number_of_examples

import kg
from kg.model.dates import Date, DateError, date_in_words, read_day

D = date.fromisoformat
KNOWN: list[tuple[str, str | None, str | None, bool, bool]] = [
    # as written, earliest, latest, uncertain, approximate
    ("2022-04-26", "2022-04-26", "2022-04-26", False, False),
    ("2022-04", "2022-04-01", "2022-04-30", False, False),
    ("2022", "2022-01-01", "2022-12-31", False, False),
    ("2024-02", "2024-02-01", "2024-02-29", False, False),
    ("2100-02", "2100-02-01", "2100-02-28", False, False),
    ("2024-02-29", "2024-02-29", "2024-02-29", False, False),
    ("0001-01-01", "0001-01-01", "0001-01-01", False, False),
    ("9999", "9999-01-01", "9999-12-31", False, False),
    ("2022-04-26?", "2022-04-26", "2022-04-26", True, False),
    ("2022-04~", "2022-04-01", "2022-04-30", False, True),
    ("2022%", "2022-01-01", "2022-12-31", True, True),
    ("2022-XX", "2022-01-01", "2022-12-31", False, False),
    ("2022-XX-XX", "2022-01-01", "2022-12-31", False, False),
    ("2022-02-XX", "2022-02-01", "2022-02-28", False, False),
    ("202X", "2020-01-01", "2029-12-31", False, False),
    ("20XX", "2000-01-01", "2099-12-31", False, False),
    ("202X-XX", "2020-01-01", "2029-12-31", False, False),
    ("2022-03-16/2022-03-17", "2022-03-16", "2022-03-17", False, False),
    ("2022-03/2022-04", "2022-03-01", "2022-04-30", False, False),
    ("2021/2022-02", "2021-01-01", "2022-02-28", False, False),
    ("2022-04-15/2022-04", "2022-04-15", "2022-04-30", False, False),
    ("2022-04/2022-04-15", "2022-04-01", "2022-04-15", False, False),
    ("2022-03-16/2022-03-16", "2022-03-16", "2022-03-16", False, False),
    ("2022-03~/2022-04?", "2022-03-01", "2022-04-30", True, True),
    ("2022-03/2022-04%", "2022-03-01", "2022-04-30", True, True),
    ("../2022-03", None, "2022-03-31", False, False),
    ("/2022-03", None, "2022-03-31", False, False),
    ("2022-03/..", "2022-03-01", None, False, False),
    ("2022-03/", "2022-03-01", None, False, False),
    ("2022-21", "2022-03-01", "2022-05-31", False, True),
    ("2022-24?", "2022-12-01", "2023-02-28", True, True),
    ("2022-22/2022-23", "2022-06-01", "2022-11-30", False, True),
]
WRONG: dict[str, list[str]] = {
    "bad-date": [
        *("", " ", "2022-4-26", "26.04.2022", "04/26/2022", " 2022", "22", "20220426", "2022-04-26T10:00"),
        *("2022-04-26/2022-04-27/2022-04-28", "../..", "/", "..", "2022??", "2022-?04", "?2022", "2022-04-", "-2022"),
        *(
            "2022-XX-26",
            "202X-04",
            "2X22",
            "XXXX",
            "Y12022",
            "2022-W17",
            "yesterday",
            "2022-04-26\n",
            "２０２２",
            "٢٠٢٢",
        ),
        *("x" * 10_000, "2022/" * 2_000, "{2022,2023}", "[2022..2023]", "../", "2022-04-26 ", "~2022", "2022-04-26Z"),
    ],
    "impossible-date": [
        *("2022-02-29", "2022-02-30", "2022-04-31", "2022-13", "2022-00", "2022-01-00", "2022-01-32", "0000"),
        *("2022-04-31/2022-05", "2022-05/2022-13", "2022-25", "1900-02-29"),
    ],
    "reversed-date": [
        "2022-04-26/2022-04-25",
        "2022-05/2022-04",
        "2023/2022",
        "2022-05-01/2022-04",
        "2022-05/2022-04-30",
    ],
}


@pytest.mark.parametrize(("text", "earliest", "latest", "uncertain", "approximate"), KNOWN)
def test_what_a_date_means(
    text: str, earliest: str | None, latest: str | None, uncertain: bool, approximate: bool
) -> None:
    first, last = (D(day) if day else None for day in (earliest, latest))
    assert Date.parse(text) == Date(text, first, last, uncertain, approximate)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in WRONG.items() for text in texts])
def test_what_is_no_date(code: str, text: str) -> None:
    with pytest.raises(DateError) as caught:
        Date.parse(text)
    assert caught.value.code == code
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2022-4-6", "2022-04-06"),
        ("2022/04/26", "2022-04-26"),
        ("6.4.2022", "2022-04-06"),
        ("2022-04-26T10", "2022-04-26"),
    ],
)
def test_a_date_of_another_form_is_said_in_ours(text: str, form: str) -> None:
    with pytest.raises(DateError, match=f"write {form}"):
        Date.parse(text)


def test_a_reversed_interval_is_turned_round() -> None:
    with pytest.raises(DateError, match="write 2021/2022-05"):
        Date.parse("2022-05/2021")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2022", None, "2022/.."),
        (None, "2022", "../2022"),
        ("2021", "2022-03", "2021/2022-03"),
        ("2022?", None, "2022?/.."),
    ],
)
def test_between(start: str | None, end: str | None, text: str) -> None:
    date_ = Date.between(start, end)
    assert date_ is not None
    assert (date_.text, date_.bounds) == (text, (start, end))


def test_between_nothing() -> None:
    assert Date.between(None, None) is None


def test_bounds_of_a_single_date() -> None:
    assert Date.parse("2022-04").bounds == ("2022-04", "2022-04")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2022-04", "2022-04-26", True),
        ("2022-04", "2022-05-01", False),
        ("../2022-04", "2022-04-30", True),
        ("../2022-04", "2022-05", False),
        ("2022-04/..", "2022-03", False),
        ("2022-04/..", "../2022-04-01", True),
        ("2020/2021", "2021/2022", True),
        ("2020/..", "2022/..", True),
    ],
)
def test_may_overlap(one: str, other: str, expected: bool) -> None:
    assert Date.parse(one).may_overlap(Date.parse(other)) is expected
    assert Date.parse(other).may_overlap(Date.parse(one)) is expected


def test_may_include() -> None:
    april = Date.parse("2022-04")
    assert [april.may_include(D(day)) for day in ("2022-03-31", "2022-04-01", "2022-04-30", "2022-05-01")] == [
        *(False, True, True, False)
    ]
    assert Date.parse("2022/..").may_include(D("2999-01-01"))


# against the library edtf


@st.composite
def points(draw: st.DrawFn) -> str:
    year = draw(st.integers(1000, 2999))
    parts = [f"{year:04}"]
    if draw(st.booleans()):
        month = draw(st.integers(1, 12))
        parts.append(f"{month:02}")
        if draw(st.booleans()):
            parts.append(f"{draw(st.integers(1, calendar.monthrange(year, month)[1])):02}")
    return "-".join(parts)


def as_day(when: Any) -> date:
    return date(*when[:3])


@number_of_examples(30, 75)
def test_dates_as_edtf_reads_them(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(points(), st.sampled_from(["", "?", "~", "%"]))
    def holds(text: str, mark: str) -> None:
        ours, theirs = Date.parse(text + mark), parse_edtf(text + mark)
        assert (ours.earliest, ours.latest) == (as_day(theirs.lower_strict()), as_day(theirs.upper_strict()))
        assert (ours.uncertain, ours.approximate) == (
            mark in ("?", "%") and mark != "",
            mark in ("~", "%") and mark != "",
        )

    holds()


@number_of_examples(30, 50)
def test_unspecified_days_and_months_as_edtf_reads_them(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(points())
    def holds(text: str) -> None:
        masked = {4: text[:3] + "X", 7: text[:4] + "-XX", 10: text[:7] + "-XX"}[len(text)]
        ours, theirs = Date.parse(masked), parse_edtf(masked)
        assert (ours.earliest, ours.latest) == (as_day(theirs.lower_strict()), as_day(theirs.upper_strict()))

    holds()


@number_of_examples(30, 75)
def test_intervals_as_edtf_reads_them(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(points(), points())
    def holds(start: str, end: str) -> None:
        text = f"{start}/{end}"
        theirs = parse_edtf(text)
        earliest, latest = as_day(theirs.lower_strict()), as_day(theirs.upper_strict())
        if earliest > latest:
            with pytest.raises(DateError) as caught:
                Date.parse(text)
            assert caught.value.code == "reversed-date"
        else:
            ours = Date.parse(text)
            assert (ours.earliest, ours.latest) == (earliest, latest)

    holds()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=12), st.text(alphabet="0123456789-/.X?~%", max_size=24)))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        found = Date.parse(text)
    except DateError as error:
        assert error.code in WRONG
    else:
        assert found.text == text
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest


def test_a_day_that_is_given() -> None:
    for value in ("2022-04-26", "20220426", date(2022, 4, 26), datetime(2022, 4, 26, 23, 59)):
        assert (read_day(value), type(read_day(value))) == (date(2022, 4, 26), date)


@pytest.mark.parametrize(
    "text",
    ["2022-04-26\n", " 2022-04-26", "2022-04-26 ", "\ufeff2022-04-26", "2022-04-31", "2022-04", "", "２０２２-04-26"],
)
def test_nothing_stands_beside_a_day(text: str) -> None:
    with pytest.raises(DateError, match="is no day; write it as 2022-04-26"):
        read_day(text)


def test_an_end_that_is_not_known_is_no_open_one(tmp_path: Path) -> None:
    """Who held an office from March on, and gave it up nobody knows when, may have held it in May, and not surely."""
    facts = """
basis: known
actors:
  alba: {type: State, name: Alba}
  ann: {type: Person, name: Ann}
offices:
  chair: {name: Chair, of: alba}
claims:
- tenure: t
  person: ann
  office: chair
  from: 2022-03
  until: END
"""
    for end, surely in (("unknown", 0), ("..", 1)):
        text = facts.replace("  until: END\n", "") if end == ".." else facts.replace("END", end)
        (tmp_path / "facts.yaml").write_text(text, encoding="utf-8")
        graph = kg.load(tmp_path / "facts.yaml")
        assert len(graph.view(on="2022-05-01").query("officeholders")) == 1
        assert len(graph.view(on="2022-05-01", certainly=True).query("officeholders")) == surely
        again = tmp_path / f"again-{surely}"
        again.mkdir()
        for name, told in graph.export_facts().items():
            (again / name).write_text(told, encoding="utf-8")
        assert kg.load(again).export("nquads") == graph.export("nquads")
    alone = facts.replace("  from: 2022-03\n", "").replace("END", "unknown")
    (tmp_path / "facts.yaml").write_text(alone, encoding="utf-8")
    assert [problem.code for problem in kg.check(tmp_path / "facts.yaml").problems] == ["bad-date"]
    assert date_in_words("2022-03/") == "from March 2022, end not known" and date_in_words("2022-21") == "spring 2022"
