"""Made-up events in the format of ICEWS: see generate_events.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from event_columns import CODES, COUNTRIES, ICEWS_COLUMNS, Country
from event_drawing import Draw, fall
from event_rows import write_table

BOTH_SIDES = {"040": 1.0, "041": 1.0, "044": 1.0, "046": 1.0, "050": 0.57, "057": 0.98}  # how often written twice
ONE_WAY = "010"

# How often what ICEWS tells was told before on that day; how often the same pair does something else; how often the
# second actor is sought in the country of the first. Chosen so that the rows come out as published: a quarter repeats
# day, pair and code; half have both actors in one country; 112,000 rows have some 34,000 pairs.
RETOLD = 0.21
SAME_PAIR = 0.22
SAME_COUNTRY = 0.44


def write_icews(
    path: Path,
    *,
    rows: int,
    seed: int = 0,
    days: int = 60,
    actors: int | None = None,
    start: date = date(2018, 10, 1),
    header: bool = True,
    delimiter: str = "\t",
) -> Path:
    """Write a file of events in the format of ICEWS: `rows` rows spread evenly over `days` days from `start`.

    `actors` is the number of actors to draw from; left out, it grows with the rows as in published files: 21,000 for
    100,000 rows, of which some 10,000 occur. What is told from both sides (calls, meetings, talks, visits) always
    stands in two rows of one sentence.
    """
    made = _IcewsRows(Random(seed), rows=rows, days=days, start=start, actors=actors)
    return write_table(path, ICEWS_COLUMNS, made.make(), header=header, delimiter=delimiter)


class _Actor(NamedTuple):
    name: str
    sectors: tuple[str, ...]  # the same sectors in several orders
    country: str
    place: int  # of the country in the list; -1 where there is none


UNSPECIFIED = _Actor("Unspecified Actor", ("",), "", -1)

# What actors within a country are called, their sectors, and how often they occur in some 45,000 rows of ICEWS.
_GENERIC = (
    ("Police", "Police,Government", 7437),
    ("Citizen", "General Population / Civilian / Social,Social", 6116),
    ("Head of Government", "Executive,Executive Office,Government", 2441),
    ("Foreign Affairs", "Foreign Ministry,Government,Executive", 1956),
    ("Ministry", "Government", 1785),
    ("Government", "Government", 1767),
    ("Military", "Military,Government", 1150),
    ("Media Personnel", "Media,Social", 901),
    ("Lawyer/Attorney", "Social,Legal", 880),
    ("Cabinet / Council of Ministers / Advisors", "Government,Cabinet,Executive", 818),
    ("Member of the Judiciary", "Judicial,Government", 804),
    ("Protester", "Protestors / Popular Opposition / Mobs,Dissident", 764),
    ("Congress", "Legislative / Parliamentary,Government", 625),
    ("Criminal", "Criminals / Gangs,Dissident", 587),
    ("Member of Parliament", "Legislative / Parliamentary,Government", 439),
    ("Business", "Business,Social", 436),
    ("Activist", "Human Rights IGOs,Human Rights NGOs,Nongovernmental Organizations / Activists", 390),
    ("Armed Gang", "Unidentified Forces", 352),
    ("Student", "Education,Social", 338),
    ("Defense / Security Ministry", "Government,Defense / Security Ministry,Executive", 323),
    ("Governor", "Local,Provincial,Government", 295),
    ("Employee", "Labor,Social", 278),
)

# Named persons and organisations have no country behind the name: these are made up.
_NAMED = (
    ("Minister Nr. {n} {c}", "Executive,Foreign Ministry,Government"),
    ("President Nr. {n} {c}", "(National) Major Party,Executive,Executive Office,Government,Parties,Elite"),
    ("Senator Nr. {n} {c}", "Legislative / Parliamentary,Government,Upper House"),
    ("Party {n} of {c}", "(National) Minor Party,Ideological,Center Left,Parties"),
    ("{c} Bank {n}", "Business,Social,Financial"),
    ("{c} Daily {n}", "Media,Social,News"),
    ("Front {n} for {c}", "Dissident,Insurgents,Ideological"),
    ("General Nr. {n} {c}", "Military,Government,Army"),
)

_UNION_SECTORS = "International Government Organization,Regional,Regional Diplomatic IGOs"


class _IcewsRows:
    def __init__(self, random: Random, *, rows: int, days: int, start: date, actors: int | None) -> None:
        self.random, self.rows, self.days, self.start = random, rows, days, start
        pool = actors or max(40, round(21_000 * (rows / 100_000) ** 0.57))
        self._make_actors(max(1, pool - len(COUNTRIES)))
        self.codes = self._code_draw()
        self.publishers = self._publisher_draw()
        self.sentences = Draw(random, range(1, 7), (40, 20, 14, 11, 8, 7))
        self.places = [list(self._places(country)) for country in COUNTRIES]
        self.nowhere = ("", "", "", "", "", "")

    def make(self) -> Iterator[Sequence[str]]:
        """The rows in the order of the days."""
        random, event, story = self.random, 30_000_000, 40_000_000
        for number in range(self.days):
            day = str(self.start + timedelta(days=number))
            left = self.rows * (number + 1) // self.days - (event - 30_000_000)
            told: list[tuple[str, _Actor, _Actor]] = []
            while left > 0:
                story += random.randrange(1, 4)
                publisher = self.publishers()
                sentence = self.sentences()
                for _ in range(min(12, 1 + int(random.expovariate(0.94)))):
                    if left <= 0:
                        break
                    code, source, target = self._telling(told)
                    sides = [(code, source, target)]
                    if code == "042":
                        sides.append(("043", target, source))
                    elif random.random() < BOTH_SIDES.get(code, 0):
                        sides.append((code, target, source))
                    if len(sides) > left and number == self.days - 1:  # nothing is told by half at the end of the file
                        sides = [(ONE_WAY, source, target)]
                    place = self._place(source, target)
                    for side in sides:
                        event += 1
                        left -= 1
                        yield self._row(event, day, side, story, sentence, publisher, place)
                    sentence = min(6, sentence + random.randrange(3))

    def _row(
        self,
        event: int,
        day: str,
        side: tuple[str, _Actor, _Actor],
        story: int,
        sentence: int,
        publisher: str,
        place: tuple[str, ...],
    ) -> Sequence[str]:
        code, source, target = side
        known, random = CODES[code], self.random.random
        return (
            str(event), day, source.name, source.sectors[int(len(source.sectors) * random())], source.country,
            known.text, code, known.intensity, target.name, target.sectors[int(len(target.sectors) * random())],
            target.country, str(story), str(sentence), publisher, *place,
        )  # fmt: skip

    def _telling(self, told: list[tuple[str, _Actor, _Actor]]) -> tuple[str, _Actor, _Actor]:
        """Something told on that day before, or something new, which is added to that."""
        random = self.random.random
        drawn = random()
        if told and drawn < RETOLD:
            return told[int(len(told) * random())]
        code = self.codes()
        if told and drawn < RETOLD + SAME_PAIR:
            _, source, target = told[int(len(told) * random())]
            if random() < 0.4:
                source, target = target, source
        else:
            source, target = self.sources(), self.targets()
            if source.place >= 0 and random() < SAME_COUNTRY:
                target = self.within[source.place]()
            while target is source:
                target = self.targets()
        if UNSPECIFIED in (source, target):  # somebody not named does nothing, and nothing is done with them
            code = code if code not in BOTH_SIDES and code != "042" else ONE_WAY
            source, target = (target, source) if source is UNSPECIFIED else (source, target)
        told.append((code, source, target))
        return told[-1]

    def _place(self, source: _Actor, target: _Actor) -> tuple[str, ...]:
        where = target.place if target.place >= 0 and self.random.random() < 0.5 else source.place
        places = self.places[where if where >= 0 else 1]
        return places[int(len(places) * self.random.random())]

    def _code_draw(self) -> Draw[str]:
        """Draws what happens: what two rows tell counts once."""
        weights = {name: code.icews / (1 + BOTH_SIDES.get(name, 0)) for name, code in CODES.items()}
        weights["043"] = 0
        return Draw(self.random, list(weights), list(weights.values()))

    def _publisher_draw(self) -> Draw[str]:
        names = [f"{'Example Wire' if n < 12 else 'Example Daily'} {n:03}" for n in range(1, 145)]
        return Draw(self.random, names, fall(len(names), before=4, power=1.5))

    def _make_actors(self, pool: int) -> None:
        random = self.random
        states = [_Actor(c.name, ("",), c.icews, n) for n, c in enumerate(COUNTRIES)]
        state_weights = [c.weight**0.75 for c in COUNTRIES]
        unions, generic, named = max(3, pool // 37), 1 + pool * 70 // 100, 1 + pool * 26 // 100
        bodies = [self._actor(f"Union {n:03}", _UNION_SECTORS, "", -1) for n in range(1, unions + 1)]
        country = Draw(random, range(len(COUNTRIES)), [c.weight**0.6 for c in COUNTRIES])
        generics: dict[_Actor, float] = {}
        # the usual ones of each country first, then rarer ones with a number
        usual = [(n, k) for n in range(len(COUNTRIES)) for k in range(len(_GENERIC))]
        usual.sort(key=lambda pair: -COUNTRIES[pair[0]].weight * _GENERIC[pair[1]][2])
        for rank in range(generic):
            at, kind = usual[rank] if rank < len(usual) else (country(), random.randrange(len(_GENERIC)))
            name, sectors, often = _GENERIC[kind]
            name = name if rank < len(usual) else f"{name} {rank}"
            weight = COUNTRIES[at].weight * often / 1e6 if rank < len(usual) else 350 / rank
            generics[self._actor(f"{name} ({COUNTRIES[at].name})", sectors, COUNTRIES[at].icews, at)] = weight
        persons = []
        for rank in range(named):
            at = country()
            name, sectors = _NAMED[random.randrange(len(_NAMED))]
            full = name.format(n=rank, c=COUNTRIES[at].name)
            persons.append(self._actor(full, sectors, COUNTRIES[at].icews, at))
        kinds = [
            (states, state_weights, 0.20, 0.27),
            (bodies, fall(len(bodies), before=1), 0.037, 0.062),
            ([UNSPECIFIED], [1.0], 0.0, 0.03),
            (list(generics), list(generics.values()), 0.41, 0.37),
            (persons, fall(len(persons), before=8), 0.353, 0.268),
        ]
        actors: list[_Actor] = [actor for things, *_ in kinds for actor in things]
        as_source: list[float] = []
        as_target: list[float] = []
        for _, weights, source, target in kinds:
            whole = sum(weights)
            as_source += [weight / whole * source for weight in weights]
            as_target += [weight / whole * target for weight in weights]
        self.sources = Draw(random, actors, as_source)
        self.targets = Draw(random, actors, as_target)
        homes: list[list[int]] = [[] for _ in COUNTRIES]
        for index, actor in enumerate(actors):
            if actor.place >= 0:
                homes[actor.place].append(index)
        self.within = [Draw(random, [actors[i] for i in home], [as_target[i] for i in home]) for home in homes]

    def _actor(self, name: str, sectors: str, country: str, place: int) -> _Actor:
        """An actor; its sectors come in another order in each row."""
        parts = sectors.split(",")
        orders = {",".join(self.random.sample(parts, len(parts))): None for _ in range(min(6, len(parts) ** 2))}
        return _Actor(name, tuple(orders), country, place)

    def _places(self, country: Country) -> Iterator[tuple[str, ...]]:
        for number in range(20):
            city = f"{country.name} City {number}" if number >= 5 else ""
            district = f"District {number}" if number >= 16 else ""
            province = f"{country.name} Province {number % 4}" if number >= 3 else ""
            near = (round(country.latitude + number * 0.0731, 4), round(country.longitude - number * 0.0517, 4))
            yield (city, district, province, country.icews, str(near[0]), str(near[1]))
