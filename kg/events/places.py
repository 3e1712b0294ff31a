"""Countries and places of event data: names match as wholes, codes by their list."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from kg.model.crosswalks import Country

_DIVIDERS = re.compile(r"[\s\-_.,'’`/()]+")


@functools.lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """A name without case, accents and the marks between words: what is the same when it is spelt alike.

    The ids of new actors are made of it, and have to stay as they are; so it is not `kg.text.folding.fold`, by which
    "d'Ivoire" is one word, other scripts are Latin, and whose tables grow.

    >>> name_key("Recep Tayyip Erdoğan") == name_key("recep tayyip  ERDOGAN")
    True
    """
    if name.isascii():
        return _DIVIDERS.sub(" ", name.lower()).strip()
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    return _DIVIDERS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def slug(name: str) -> str:
    """What stands for a name in an id: letters a to z, digits and hyphens; empty where nothing of the name is left.

    >>> slug("Foreign Affairs (Côte d'Ivoire)")
    'foreign-affairs-cote-d-ivoire'
    """
    return re.sub(r"[^a-z0-9]+", "-", name_key(name)).strip("-")[:80].rstrip("-")


class Countries:
    """Countries by any of their names, and by the codes of the data sets."""

    def __init__(self, countries: Iterable[Country]) -> None:
        self.by_name: dict[str, Country] = {}
        self.by_code: dict[str, Country] = {}
        self.by_fips: dict[str, Country] = {}
        for country in countries:
            for name in country.names:
                self.by_name.setdefault(name_key(name), country)
            for code in (*country.cameo, country.alpha3):
                if code:
                    self.by_code.setdefault(code, country)
            for code in (country.fips, *country.other_fips):
                if code:
                    self.by_fips.setdefault(code, country)

    def find(self, text: str | None) -> Country | None:
        """The country with this whole name or three-letter code."""
        if not text:
            return None
        return self.by_name.get(name_key(text)) or self.by_code.get(text)

    def find_place(self, text: str | None) -> Country | None:
        """The country that a place is told to be in, by name or by FIPS code."""
        if not text:
            return None
        return self.by_fips.get(text) if len(text) == 2 else self.find(text)
