"""Text from the data, made fit to be shown: bounded, without characters that steer the display, links to the web."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

LABEL = 60
LONG = 2_000

_SPACE = re.compile(r"[\s\u2028\u2029\x85]+")
# Controls, direction overrides and isolates, the byte order mark, and halves of surrogate pairs.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # fmt: skip
_DOUBT = {"": "", "?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"}


def shown(value: object, limit: int = LONG) -> str:
    """`value` as one line of text of at most `limit` characters.

    White space becomes single spaces, control and direction-override characters go, and what is cut off is replaced
    by an ellipsis. None becomes the empty string.
    """
    if value is None:
        return ""
    # Cutting first keeps a text of megabytes from costing more than a short one.
    text = _UNSEEN.sub("", _SPACE.sub(" ", str(value)[: 4 * limit])).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def words(identifier: object) -> str:
    """An id or class name as words: `message-carrier` → message carrier, `GovernmentBody` → government body."""
    text = shown(identifier, LABEL)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("-", " ").lower()


def columns(text: str) -> int:
    """How many average letters wide `text` is drawn: wide East Asian characters count twice, combining marks not."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def wrapped(label: str, width: int = 18, lines: int = 3) -> str:
    """`label` broken into at most `lines` lines of about `width` letters; a longer word is cut."""
    rows: list[str] = [""]
    for word in label.split(" "):
        while word:
            room = width - columns(rows[-1]) - (1 if rows[-1] else 0)
            if columns(word) <= room:
                rows[-1] += (" " if rows[-1] else "") + word
                break
            if rows[-1]:
                rows.append("")
                continue
            head = next(n for n in range(len(word), 0, -1) if n == 1 or columns(word[:n]) <= width)
            rows[-1], word = word[:head], word[head:]
    rows = [row for row in rows if row]
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1][: width - 1].rstrip() + "…"]
    return "\n".join(rows)


def readable_date(text: object) -> str:
    """An EDTF date in words where it has a common form (2022-04-26 → 26 April 2022), as written where it has not."""
    written = shown(text, LABEL)
    start, slash, end = written.partition("/")
    if not slash:
        return _one_date(start) or written
    first, last = _one_date(start), _one_date(end)
    if first and last:
        return f"{first} to {last}"
    if first and end in ("", ".."):
        return f"since {first}"
    if last and start in ("", ".."):
        return f"until {last}"
    return written


def _one_date(text: str) -> str:
    match = _DAY.fullmatch(text)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return ""
    year, month, day, doubt = match.groups()
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year]) + _DOUBT[doubt]


def web_address(address: object, phrase: object = "") -> str:
    """The address as a link to the web, at the place where `phrase` stands in the page; empty if it is no such link.

    Parameters: `address`, taken only where it starts with http:// or https:// and names a host; `phrase`, the words
    that the browser is to scroll to (a text fragment: https://wicg.github.io/scroll-to-text-fragment/).
    """
    text = "" if address is None else str(address)
    if len(text) > LONG or not _ADDRESS.fullmatch(text) or _UNSEEN.search(text):
        return ""
    try:
        if not urlsplit(text).hostname:
            return ""
    except ValueError:
        return ""
    spot = shown(phrase, 300)
    if not spot or spot.endswith("…"):
        return text
    # A hyphen, a comma or an ampersand would end a part of the fragment; quote() leaves only the hyphen as it is.
    words_in_place = quote(spot, safe="").replace("-", "%2D")
    return f"{text}{'' if '#' in text else '#'}:~:text={words_in_place}"
