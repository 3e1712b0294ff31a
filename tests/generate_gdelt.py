"""Made-up events in the format of GDELT: see generate_events.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from event_columns import CODES, COUNTRIES, Country
from event_drawing import Draw, fall
from event_rows import code_fields, day_fields, gdelt_columns, write_table

# How often a code, when it is told, is told from either side.
BOTH_SIDES = {"040": 0.7, "041": 0.7, "044": 0.7, "046": 0.7, "042": 0.6, "043": 0.6, "050": 0.3, "057": 0.6}

# Articles by how many rows they have, of some 670 of one day.
_ROWS = {
    1: 191, 2: 163, 3: 82, 4: 58, 5: 36, 6: 31, 7: 13, 8: 17, 9: 10, 10: 14, 11: 9, 12: 3, 13: 8, 14: 3, 15: 3, 17: 3,
    19: 3, 22: 3, 28: 4, 32: 2, 46: 1,
}  # fmt: skip

# Mentions, sources, articles, and how many rows have them.
_MENTIONS = (
    ("2", "1", "2", 923), ("1", "1", "1", 618), ("4", "1", "4", 308), ("6", "1", "6", 218), ("10", "1", "10", 176),
    ("8", "1", "8", 169), ("3", "1", "3", 110), ("5", "1", "5", 107), ("2", "2", "2", 36), ("7", "1", "7", 26),
    ("4", "2", "4", 15), ("20", "1", "20", 12),
)  # fmt: skip

# Actors within a country: what follows the code of the country, how they are called, type codes, and how often.
_KINDS = (
    ("", "", "", "", 78.0),
    ("GOV", "MINISTRY OF ", "GOV", "", 7.0),
    ("GOVMIL", "DEFENCE MINISTRY OF ", "GOV", "MIL", 0.5),
    ("MIL", "ARMY OF ", "MIL", "", 1.5),
    ("MED", "NEWSPAPER OF ", "MED", "", 1.6),
    ("COP", "POLICE OF ", "COP", "", 1.3),
    ("BUS", "COMPANY OF ", "BUS", "", 1.4),
    ("CVL", "CITIZENS OF ", "CVL", "", 1.2),
    ("LEG", "PARLIAMENT OF ", "LEG", "", 1.0),
    ("OPP", "OPPOSITION OF ", "OPP", "", 0.8),
    ("REB", "REBELS OF ", "REB", "", 0.7),
    ("EDU", "UNIVERSITY OF ", "EDU", "", 0.8),
    ("JUD", "COURT OF ", "JUD", "", 0.7),
)

# Code, name, code of the region, known group, type, second type, and how often in all: bodies and regions.
_GROUPS = (
    ("IGOSEAASN", "ASEAN", "SEA", "ASN", "IGO", "", 1.8),
    ("IGOEUREEC", "THE EUROPEAN UNION", "EUR", "EEC", "IGO", "", 1.0),
    ("IGOWSTNAT", "NATO", "WST", "NAT", "IGO", "", 0.3),
    ("IGOUNO", "UNITED NATIONS", "", "UNO", "IGO", "", 0.6),
    ("AFGINSTAL", "TALIBAN", "AFG", "TAL", "INS", "", 0.1),
    ("AFR", "AFRICA", "AFR", "", "", "", 1.2),
    ("MEA", "MIDDLE EAST", "MEA", "", "", "", 0.5),
    ("EUR", "EUROPE", "EUR", "", "", "", 0.5),
)


def write_gdelt(
    path: Path,
    *,
    rows: int,
    seed: int = 0,
    version: str = "2.0",
    days: int = 1,
    start: date = date(2020, 11, 13),
    nameless: float = 0.05,
    source_url: bool = True,
    header: bool = False,
    delimiter: str = "\t",
) -> Path:
    """Write a file of events in the format of GDELT: `rows` rows over `days` days from `start`, four to an article.

    Version "2.0" has 61 columns and a time of adding; "1.0" has 58 columns (57 without `source_url`, as before April
    2013) and a day of adding. `nameless` is the part of the rows that lack the first actor, and as many the second.
    Raises ValueError for another version.
    """
    columns = gdelt_columns(version=version, source_url=source_url)
    rows_made = _GdeltRows(Random(seed), days=days, start=start, nameless=nameless, old=version == "1.0")
    cells: Iterator[Sequence[str]] = rows_made.make(rows)
    if not source_url:
        cells = (row[:-1] for row in cells)
    return write_table(path, columns, cells, header=header, delimiter=delimiter)


class _GdeltRows:
    def __init__(self, random: Random, *, days: int, start: date, nameless: float, old: bool) -> None:
        self.random, self.days, self.start, self.nameless, self.old = random, days, start, nameless, old
        self.none = ("",) * 10
        weights = {name: code.gdelt / (1 + BOTH_SIDES.get(name, 0)) for name, code in CODES.items()}
        self.codes = Draw(random, list(weights), list(weights.values()))
        self.fields = {name: tuple(code_fields(name).values()) for name in CODES}
        self.sizes = Draw(random, list(_ROWS), list(_ROWS.values()))
        self.mentions = Draw(random, [row[:3] for row in _MENTIONS], [row[3] for row in _MENTIONS])
        self.countries = Draw(random, range(len(COUNTRIES)), [country.weight**0.5 for country in COUNTRIES])
        self.hosts = Draw(random, range(1, 401), fall(400))
        self.kinds = Draw(random, range(len(_KINDS)), [kind[4] for kind in _KINDS])
        self.within = [[self._actor(n, k) for k in range(len(_KINDS))] for n in range(len(COUNTRIES))]
        groups = [(*group[:4], "", "", "", group[4], group[5], "") for group in _GROUPS]
        self.groups = Draw(random, groups, [group[6] for group in _GROUPS])
        self.places = {c.alpha3: [self._place(c, kind) for kind in range(20)] for c in COUNTRIES}
        self.nowhere = ("0",) + ("",) * (6 if old else 7)

    def make(self, rows: int) -> Iterator[Sequence[str]]:
        """The rows in the order in which they were added."""
        random, done, article = self.random, 0, 0
        while done < rows:
            moment = done * self.days * 96 // rows  # quarters of an hour since the start
            day = self.start + timedelta(days=moment // 96)
            clock = f"{moment % 96 // 4:02}{15 * (moment % 4):02}00"
            added = f"{day:%Y%m%d}" + ("" if self.old else clock)
            article += 1
            address = f"https://news-{self.hosts():03}.example/{day:%Y/%m/%d}/story-{article}"
            told = day if random.random() > 0.02 else day - timedelta(days=random.choice((7, 30, 365)))
            days = (f"{told:%Y%m%d}", *day_fields(f"{told:%Y%m%d}").values())
            tone = repr(round(random.gauss(-1.5, 3), 14))
            about = [self.countries() for _ in range(2 + (random.random() < 0.4))]
            left = min(self.sizes(), rows - done)
            while left > 0:
                for row in self._told(about)[:left]:
                    done, left = done + 1, left - 1
                    yield (str(950_000_000 + done), *days, *row, tone, *self._geography(row), added, address)

    def _told(self, about: list[int]) -> list[tuple[str, ...]]:
        """What is told, from one side or both: the columns from the first actor to the number of articles."""
        random = self.random.random
        code, one, other = self.codes(), self._draw_actor(about), self._draw_actor(about)
        while other[0] == one[0]:
            other = self._draw_actor(list(range(len(COUNTRIES))))
        drawn = random()
        if drawn < self.nameless:
            one = self.none
        elif drawn < 2 * self.nameless:
            other = self.none
        sides = [(code, one, other)]
        if random() < BOTH_SIDES.get(code, 0):  # a visit from the other side is a visit that is hosted
            sides.append(({"042": "043", "043": "042"}.get(code, code), other, one))
        rest = ("1" if random() < 0.5 else "0", self.mentions())
        return [(*a, *b, rest[0], c, *self.fields[c], *rest[1]) for c, a, b in sides]

    def _draw_actor(self, about: list[int]) -> tuple[str, ...]:
        random = self.random.random
        if random() < 0.06:
            return self.groups()
        return self.within[about[int(len(about) * random())]][self.kinds()]

    def _geography(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Where the actors were, and where it happened: mostly in one of their countries."""
        found = []
        for country in (row[2], row[12]):
            places = self.places.get(country)
            found.append(places[int(20 * self.random.random())] if places else self.nowhere)
        happened = found[1] if found[0] is self.nowhere or self.random.random() < 0.5 else found[0]
        return (*found[0], *found[1], *happened)

    def _actor(self, number: int, kind: int) -> tuple[str, ...]:
        country, (ending, before, first, second, _) = COUNTRIES[number], _KINDS[kind]
        name = f"{before}{country.name}".upper()
        return (country.alpha3 + ending, name, country.alpha3, "", "", "", "", first, second, "")

    def _place(self, country: Country, kind: int) -> tuple[str, ...]:
        """A country, a province, or a city; in the United States a state, or a city of a state."""
        latitude, longitude = f"{country.latitude + kind * 0.0731:.6g}", f"{country.longitude - kind * 0.0517:.6g}"
        american = country.alpha3 == "USA"
        cells: tuple[str, ...]
        if kind < 8:
            cells = ("1", country.name, country.fips, country.fips, "", f"{country.latitude}.0")
            cells = (*cells, f"{country.longitude}.0", country.fips)
        elif kind < 10:
            province = f"{country.fips}{kind:02}"
            full = f"Province {kind}, {country.name}"
            cells = ("2" if american else "5", full, country.fips, province, "", latitude, longitude, province)
        else:
            full = f"City {kind}, Province {kind % 3}, {country.name}"
            numbers = (f"{country.fips}0{kind % 3}", str(18_000 + kind))
            cells = ("3" if american else "4", full, country.fips, *numbers, latitude, longitude, str(-797_000 - kind))
        return cells[:4] + cells[5:] if self.old else cells
