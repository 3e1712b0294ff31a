"""The address of an article as people paste it: cleaned, with the site and the day that can be read from it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.facts.values import MAX_LONG_TEXT
from kg.store.tables import visible
from kg.text.links import encode_address

# Parameters that tell a site how somebody came to a page; the page is the same without them.
_TRACKING = re.compile(
    r"(?:utm_\w+|(?:fbcl|gcl|dcl|msclk|ycl|twcl|ttcl|igsh)id|gclsrc|[gw]braid|mc_[ce]id|_ga|_gl|mkt_tok|igsh|smid)(?:=.*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Second parts of names under which countries give out names: example.co.uk, example.com.tr.
_SECOND = frozenset(("ac", "co", "com", "edu", "gob", "gov", "gouv", "mil", "ne", "net", "nom", "or", "org", "press"))
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-])(\d\d?)\2(\d\d?)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-])([a-z]{3})\2(\d\d?)(?!\d)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address without what tells how somebody came to it. `host` is in lower case, `day` as in facts or empty."""

    text: str
    host: str
    taken_off: tuple[str, ...] = ()
    day: str = ""

    @property
    def site(self) -> str:
        """The name of the site, without its parts: `example.com.tr` of `en.news.example.com.tr`."""
        parts = self.host.split(".")
        return ".".join(parts[-3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND else -2 :])

    @property
    def key(self) -> str:
        """What two addresses of one page have in common: no scheme, no `www.`, no `/` at the end."""
        rest = self.text.split("://", 1)[1].partition("/")[2]
        return f"{self.host.removeprefix('www.')}/{rest}".rstrip("/")


def read_address(text: str) -> Address:
    """Clean an address and read the site and the day from it. Raises UsageError where it is no page on the web.

    >>> found = read_address("https://www.example.com/2022/03/17/talks?utm_source=mail&page=2#:~:text=told")
    >>> found.text, found.day
    ('https://www.example.com/2022/03/17/talks?page=2', '2022-03-17')
    """
    text = text.strip()
    shown = visible(text[:200])[:60]
    if not re.match(r"https?://", text, re.IGNORECASE):
        raise UsageError(f"'{shown}' is not an address of a page; it starts with https:// or http://")
    if len(text) > MAX_LONG_TEXT:
        raise UsageError(
            f"the address has {len(text):,} characters; at most {MAX_LONG_TEXT:,}. Take off what follows '?'"
        )
    scheme, rest = text.split("://", 1)
    text = f"{scheme.lower()}://{rest}"
    pasted = text.isprintable() and not re.search(r"[\s<>\"{}\\]", text)
    text = encode_address(text) if pasted else ""
    if not text:
        raise UsageError(f"'{shown}' is not an address; it has a character that an address cannot have, or no host")
    parts = urlsplit(text)
    if "@" in parts.netloc:
        raise UsageError("the address has a user name in it ('@'); take that off, facts are for others to read")
    host = _plain_host(parts.hostname or "")
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise UsageError(
            f"'{shown}' is not on a site that others can look up; the host is a name such as www.example.org"
        )
    kept, taken_off = _without_tracking(text)
    return Address(kept, host, taken_off, _day_in(kept.split("://", 1)[1].partition("/")[2]))


def _plain_host(host: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _without_tracking(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without tracking parameters, and their names."""
    before, hash_sign, fragment = text.partition("#")
    start, question, query = before.partition("?")
    given = query.split("&") if question else []
    taken_off = [part for part in given if _TRACKING.fullmatch(part)]
    if taken_off:
        kept = [part for part in given if part not in taken_off]
        before = start + ("?" + "&".join(kept) if kept else "")
    names = [part.partition("=")[0] for part in taken_off]
    spot, mark, _ = fragment.partition(":~:")
    if mark:
        names.append("#:~:")
        hash_sign, fragment = ("#", spot) if spot else ("", "")
    return before + hash_sign + fragment, tuple(dict.fromkeys(names))


def _day_in(text: str) -> str:
    """The one day that an address shows; empty where it shows none, or several."""
    found: set[str] = set()
    for pattern in _DAYS:
        for year, _, month, day in pattern.findall(text):
            number = _MONTHS.get(month.casefold()) or (int(month) if month.isascii() and month.isdigit() else 0)
            try:
                found.add(date(int(year), number, int(day)).isoformat())
            except ValueError:
                continue
    return found.pop() if len(found) == 1 else ""
