"""Addresses of the web: as IRIs, which every address in the data is, and as links to the very words of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.text.unseen import find_unseen, strip_unseen

# Letters and signs beyond ASCII that stand in an address as they are. RFC 3987 has a few more, which nobody can see.
_LETTERS = (
    (0xA1, 0xAC), (0xAE, 0x061B), (0x061D, 0x167F), (0x1681, 0x180D), (0x180F, 0x1FFF), (0x2010, 0x2027),
    (0x2030, 0x205E), (0x2070, 0x2FFF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFEFE), (0xFF00, 0xFFEF),
    *((plane << 16, (plane << 16) + 0xFFFD) for plane in range(1, 14)), (0xE1000, 0xEFFFD),
)  # fmt: skip
ENCODED = '"<>[]^`{|} '  # what no part of an address may have but the host
_PARTS = re.compile(r"(https?)://([^/?#\\]*)([^?#]*)(\?[^#]*)?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_BROKEN = re.compile(r"[\t\n\r]|\shttps?://", re.IGNORECASE)

_LONG, _PHRASE = 2_000, 300
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)


def address_characters(write: Callable[[int], str] = chr) -> str:
    """The characters of a path of an address, but '%', as they stand within the brackets of a regular expression.

    `write` gives a character beyond ASCII in the way of the engine that is to read the expression, by its number.
    """
    return r"A-Za-z0-9._~!$&'()*+,;=:@/\-" + "".join(f"{write(first)}-{write(last)}" for first, last in _LETTERS)


_BARRED = {more: re.compile(f"%(?![0-9A-Fa-f]{{2}})|[^%{more}{address_characters()}]") for more in ("", "?")}


def encode_address(text: str) -> str:
    """An http or https address as an IRI; empty where it is none: no host, a host or port that cannot be, or two.

    What may not stand where it stands is percent-encoded, as browsers do it or take it for the same: spaces, brackets
    and quotation marks, a '%' that starts no code, each '#' after the first. In a path a backslash is a slash.

    >>> encode_address("https://example.org/100%-sure?id[]=5#a#b"), encode_address("javascript:alert(1)")
    ('https://example.org/100%25-sure?id%5B%5D=5#a%23b', '')
    """
    text = text.strip()
    found = _PARTS.fullmatch(text)
    if not found or _BROKEN.search(text):
        return ""
    scheme, site, path, query, fragment = found.groups()
    user, at, host = site.rpartition("@")
    try:
        encoded = f"{scheme.lower()}://{_encode(user).replace('@', '%40').replace('/', '%2F')}{at}{host}"
        encoded += _encode(path.replace("\\", "/")) + _encode(query or "", "?")
        encoded += "" if fragment is None else "#" + _encode(fragment, "?")
        parts = urlsplit(encoded)
        if not parts.hostname or parts.port == 0 or _BARRED[""].search(re.sub(r"[\[\]]", "", host)):
            return ""
        return str(ox.NamedNode(encoded).value)  # what the engine cannot take would end a build
    except ValueError:
        return ""


def _encode(part: str, more: str = "") -> str:
    return _BARRED[more].sub(lambda barred: quote(barred[0], safe=""), part)


def is_address(text: str) -> bool:
    """Whether a text is an http or https address with a host, with nothing in it that must be encoded.

    >>> is_address("https://example.org/a"), is_address("https://example.org/?id[]=5")
    (True, False)
    """
    return bool(text) and encode_address(text) == text


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
