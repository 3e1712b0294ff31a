"""Dates as sources give them: partial, uncertain, approximate, intervals.

The notation is the Extended Date/Time Format (EDTF, ISO 8601-2:2019): level 0 for dates and intervals, and of level 1
the qualifiers `?`, `~` and `%`, unspecified digits (`2022-XX`), seasons (`2022-21` is spring, `2022-24` winter), and
open (`..`) or unknown (empty, or the word) interval ends. Seasons are those of the north, by whole months, and about
then: winter begins in December of its year.
"""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import dataclass, replace
from datetime import date, datetime

_POINT = re.compile(r"(?a)(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<mark>[?~%]?)")
_OPEN = ("..", "")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)")
_DOUBT = {"": "", "?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SEASONS = {"21": ("spring", 3), "22": ("summer", 6), "23": ("autumn", 9), "24": ("winter", 12)}
_UNKNOWN, _DAY_LENGTH = "unknown", 10
_NOWHERE: tuple[date | None, date | None, str] = (None, None, "")


class DateError(ValueError):
    """A date that cannot be read; `code` says of which sort: bad-date, impossible-date or reversed-date."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written, with the first and last day that it can mean (None where an interval is open).

    `lasting` tells that it is how long something lasted, and not some day in there.

    >>> Date.parse("2022-04~")
    Date(text='2022-04~', earliest=datetime.date(2022, 4, 1), latest=datetime.date(2022, 4, 30), uncertain=False, \
approximate=True, lasting=False)
    """

    text: str
    earliest: date | None
    latest: date | None
    uncertain: bool = False
    approximate: bool = False
    lasting: bool = False

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read an EDTF date.

        Raises DateError: `bad-date` where the form is wrong, `impossible-date` where no such day exists,
        `reversed-date` where an interval ends before it starts.
        """
        return _parse(text)

    @classmethod
    def between(cls, start: str | None, end: str | None) -> Date | None:
        """The interval from `start` to `end` (EDTF dates); a missing side is open; None where both are missing.

        An `end` that is "unknown" is no open one: it has ended, and nobody knows when.
        """
        return cls.parse(f"{start or '..'}/{end or '..'}") if start or end else None

    @property
    def end_unknown(self) -> bool:
        """Whether it is an interval that has ended, nobody knows when.

        >>> [Date.parse(text).end_unknown for text in ("2022-03/", "2022-03/unknown", "2022-03/..", "2022-03")]
        [True, True, False, False]
        """
        return self.text.endswith("/")

    @property
    def bounds(self) -> tuple[str | None, str | None]:
        """The two sides of an interval as written, None for an open or unknown one; a single date is both."""
        start, slash, end = self.text.partition("/")
        return (start if start not in _OPEN else None, (end if end not in _OPEN else None) if slash else self.text)

    @property
    def vagueness(self) -> tuple[int, int, bool]:
        """How far it is from a day that is sure: of several accounts the one with the least is the most exact.

        A day that is sure comes before one that is not, that before several days, those before what is only about then,
        and that before what is open on a side; of several days the fewest. How long it lasted, from a day to a day,
        comes before all of them, as it tells both ends. `kg/derived/sql/days.sql` has the same rule.

        >>> words = "../2022-03", "2022-03-04~", "2022-03-04/2022-03-05", "2022-03-04?", "2022-03-04"
        >>> [date.text for date in sorted(map(Date.parse, words), key=lambda date: date.vagueness)] == list(words)[::-1]
        True
        """
        doubt = self.uncertain or self.approximate
        if self.earliest is None or self.latest is None:
            return 4, 0, doubt
        if self.lasting and not doubt and all(len(bound or "") == _DAY_LENGTH for bound in self.bounds):
            return -1, 0, doubt
        span = (self.latest - self.earliest).days
        return 3 if self.approximate else 2 if span else 1 if self.uncertain else 0, span, doubt

    def may_include(self, day: date) -> bool:
        """Whether the day lies between the earliest and the latest day."""
        return (self.earliest is None or self.earliest <= day) and (self.latest is None or day <= self.latest)

    def lies_within(self, other: Date) -> bool:
        """Whether each day that it can mean is one that the other can mean."""
        begins = other.earliest is None or (self.earliest is not None and self.earliest >= other.earliest)
        return begins and (other.latest is None or (self.latest is not None and self.latest <= other.latest))

    def may_overlap(self, other: Date) -> bool:
        """Whether some day can belong to both."""
        starts = [day for day in (self.earliest, other.earliest) if day]
        ends = [day for day in (self.latest, other.latest) if day]
        return not starts or not ends or max(starts) <= min(ends)


def read_day(value: object) -> date:
    """A day that was given: a date or the day of a datetime as they are, or a text such as 2022-04-26 and nothing else.

    Raises DateError (`bad-date`), also where something stands beside the day, be it a space or a line end.

    >>> read_day("2022-04-26")
    datetime.date(2022, 4, 26)
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise DateError("bad-date", f"'{str(value)[:40]}' is no day; write it as 2022-04-26") from None


def read_date(text: str, *, lasting: bool = False) -> Date | None:
    """An EDTF date, or None where the text is none; `lasting` where it is how long something lasted.

    >>> read_date("2022-04-26") == Date.parse("2022-04-26"), read_date("in spring")
    (True, None)
    """
    try:
        found = Date.parse(text)
    except DateError:
        return None
    return replace(found, lasting=True) if lasting else found


def date_in_words(written: str, *, lasting: bool = False) -> str:
    """An EDTF date in words where it has a common form, as written where it has not.

    What happened on some day that is only known to have come is told with "by", what lasts with "until".

    >>> date_in_words("2022-04-26"), date_in_words("../2022-03"), date_in_words("2022-04~")
    ('26 April 2022', 'by March 2022', 'April 2022 (about)')
    >>> date_in_words("../2022-03", lasting=True)
    'until March 2022'
    """
    start, slash, end = written.partition("/")
    if not slash:
        return _point_in_words(start) or written
    first, last = _point_in_words(start), _point_in_words(end)
    if first and last:
        return f"{first} to {last}"
    if first and not end:
        return f"from {first}, end not known"
    if first and end in _OPEN:
        return f"since {first}"
    if last and start in _OPEN:
        return f"until {last}" if lasting else f"by {last}"
    return written


def _point_in_words(text: str) -> str:
    match = _WRITTEN.fullmatch(text)
    if match and match[2] in _SEASONS and not match[3]:
        return f"{_SEASONS[match[2]][0]} {match[1]}{_DOUBT[match[4]]}"
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return ""
    year, month, day, doubt = match.groups()
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year]) + _DOUBT[doubt]


@functools.lru_cache(maxsize=8192)
def _parse(text: str) -> Date:
    if text.count("/") > 1 or len(text) > 32:
        raise DateError("bad-date", f"'{text[:40]}' is not a date; write 2022-04-26, 2022-04 or 2022, or two with '/'")
    if _UNKNOWN in text and "/" in text:  # as the first drafts of the format wrote it
        return _parse("/".join(end if end != _UNKNOWN else "" for end in text.split("/")))
    if "/" not in text:
        first, last, mark = _point(text)
        return Date(text, first, last, mark in ("?", "%"), mark in ("~", "%"))
    start, end = text.split("/")
    if start in _OPEN and end in _OPEN:
        raise DateError("bad-date", f"'{text}' has neither a start nor an end; leave the date out instead")
    first, _, mark_1 = _point(start) if start not in _OPEN else _NOWHERE
    _, last, mark_2 = _point(end) if end not in _OPEN else _NOWHERE
    if first and last and first > last:
        raise DateError("reversed-date", f"the interval '{text}' ends before it starts; write {end}/{start}")
    marks = mark_1 + mark_2
    return Date(text, first, last, "?" in marks or "%" in marks, "~" in marks or "%" in marks)


def _point(text: str) -> tuple[date | None, date | None, str]:
    match = _POINT.fullmatch(text)
    if not match:
        raise DateError("bad-date", f"'{text}' is not a date; write {_reform(text) or '2022-04-26, 2022-04 or 2022'}")
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    if ("X" in year and month not in (None, "XX")) or (month == "XX" and day not in (None, "XX")):
        raise DateError("bad-date", f"'{text}' leaves out the larger part; only the last parts can be XX")
    if month in _SEASONS and "X" not in year and 1 <= int(year) < 9999:
        return _season(text, int(year), month, day, mark)
    low_year, high_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    low_month, high_month = (1, 12) if month in (None, "XX") else (int(month), int(month))
    if not 1 <= low_year <= 9999:
        raise DateError("impossible-date", f"'{text}': years go from 0001 to 9999")
    if not 1 <= low_month <= 12:
        raise DateError("impossible-date", f"'{text}': there is no month {month}")
    length = calendar.monthrange(high_year, high_month)[1]
    if day in (None, "XX"):
        return date(low_year, low_month, 1), date(high_year, high_month, length), mark
    if not 1 <= int(day) <= length:
        raise DateError("impossible-date", f"'{text}': {low_year:04}-{low_month:02} has {length} days")
    exact = date(low_year, low_month, int(day))
    return exact, exact, mark


def _season(text: str, year: int, season: str, day: str | None, mark: str) -> tuple[date, date, str]:
    """The months of a season, which are about then."""
    if day is not None:
        raise DateError("bad-date", f"'{text}': a season has no days; write {year:04}-{season} alone")
    month = _SEASONS[season][1]
    end_year, end = (year + 1, 2) if month == 12 else (year, month + 2)
    last = date(end_year, end, calendar.monthrange(end_year, end)[1])
    return date(year, month, 1), last, "%" if mark in ("?", "%") else "~"


def _reform(text: str) -> str | None:
    """The ISO form of a date in a common other one, where only one reading is possible."""
    if match := re.fullmatch(r"(?a)(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if match := re.fullmatch(r"(?a)(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return text[:10] if re.fullmatch(r"(?a)\d{4}-\d{2}-\d{2}[T ].*", text) else None
