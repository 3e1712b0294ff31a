"""Text from the data, made fit to be shown: bounded, without characters that steer the display, links to the web."""

from __future__ import annotations

import re
import unicodedata

from kg.model.dates import date_in_words
from kg.text.unseen import find_unseen, strip_unseen

LABEL = 60
ID = 120
LONG = 2_000

_SPACE = re.compile(r"\s+")


def one_line(value: object, limit: int = LONG) -> str:
    """`value` as one line of text of at most `limit` characters.

    White space becomes single spaces, characters that cannot be seen go, and what is cut off is replaced
    by an ellipsis. None becomes the empty string.
    """
    if value is None:
        return ""
    if (
        type(value) is str
        and len(value) <= limit
        and value.isprintable()
        and find_unseen(value) is None
        and "  " not in value
        and value == value.strip()
    ):
        return value  # the most there is, and there may be a million of them
    # Cutting first keeps a text of megabytes from costing more than a short one.
    text = strip_unseen(_SPACE.sub(" ", str(value)[: 4 * limit])).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def words(identifier: object) -> str:
    """An id or class name as words: `message-carrier` → message carrier, `GovernmentBody` → government body."""
    text = one_line(identifier, LABEL)
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
    return date_in_words(one_line(text, LABEL))
