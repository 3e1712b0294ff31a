"""Addresses of the data as links: only to the web, and to the very words where the phrase is known."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from kg.text.unseen import find_unseen, strip_unseen

_LONG, _PHRASE = 2_000, 300
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)


def web_address(address: object, phrase: object = "") -> str:
    """The address as a link to the web, at the place where `phrase` stands in the page; empty if it is no such link.

    Parameters: `address`, taken only where it starts with http:// or https:// and names a host; `phrase`, the words
    that the browser is to scroll to (a text fragment: https://wicg.github.io/scroll-to-text-fragment/).
    """
    text = "" if address is None else str(address)
    if len(text) > _LONG or not _ADDRESS.fullmatch(text) or find_unseen(text) is not None:
        return ""
    try:
        if not urlsplit(text).hostname:
            return ""
    except ValueError:
        return ""
    spot = " ".join(strip_unseen(re.sub(r"\s", " ", str(phrase or "")[: 4 * _PHRASE])).split())
    if not spot or len(spot) > _PHRASE:
        return text
    # A hyphen, a comma or an ampersand would end a part of the fragment; quote() leaves only the hyphen as it is.
    words_in_place = quote(spot, safe="").replace("-", "%2D")
    return f"{text}{'' if '#' in text else '#'}:~:text={words_in_place}"
