"""Whole, sound data sets that Hypothesis draws: every kind of record, every optional field, hostile texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from hypothesis import strategies as st

from kg.model.dates import Date
from kg.model.records import (
    Actor,
    Affiliation,
    Claim,
    Event,
    Names,
    Office,
    Participation,
    Place,
    Records,
    Relation,
    RoleConcern,
    Source,
    Stance,
    Standing,
    Statement,
    Tenure,
    Topic,
    claim_id,
)
from kg.model.vocabulary import load_vocabulary

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

VOCABULARY = load_vocabulary()
CONTACTS = [name for name in VOCABULARY.subclasses("Contact") if VOCABULARY.classes[name].facts_key]
ACTS = [name for name in VOCABULARY.subclasses("Act") if VOCABULARY.classes[name].facts_key]
ACTORS = [name for name in VOCABULARY.subclasses("Actor") if name not in ("Actor", "Leader")]
SOURCES = [name for name in VOCABULARY.subclasses("Source") if name != "Source"]
AFFILIATIONS = [name for name in VOCABULARY.subclasses("Affiliation") if VOCABULARY.classes[name].facts_key]
ROLES, STATUSES = list(VOCABULARY.concepts["Role"]), list(VOCABULARY.concepts["RoleStatus"])
MANNERS = list(VOCABULARY.concepts["Manner"])
TOPICS = list(VOCABULARY.concepts["Topic"])

HOSTILE = (
    "yes", "no", "on", "true", "nulls", "None", "2022-04-26", "12:30", "0x1F", "1e3", "- a", "? a", "{x", "[x", "]",
    "#", "# no comment", "a # b", ": ", "a: b", "a:", "&anchor", "*alias", "!tag", "!!str x", "| block", "> fold",
    "%YAML 1.2", "@at", "`tick`", "---", "...", "=", "<<", "'", "''", '"', '""', "it's", 'say "hi"', "back\\slash",
    "\\n", "a\nb", "a\n\nb", "a\n- b: c", "a\n  indented", "tab\there", "a ~ b", "<https://x/>", "}",
    "<script>alert(1)</script>",
    '" ; akg:rank rank:preferred . #', "'''", '"""', "@prefix", "?x", "$x", "{{ x }}", "\u05e9\u05dc\u05d5\u05dd",
    "\u0627\u0644\u0633\u0644\u0627\u0645", "\u0645\u06cc\u200c\u0631\u0648\u062f", "e\u0301", "\u00e9",
    "\u1e9e \u0130 \u0131", "😀", "👨‍👩‍👧", "\u4e2d\u6587", "\u00a0", "a\u00a0b", "\u0d28\u0d4d\u200d",
    "\u845b\U000e0100", "a\u3000b", "\U0010fffd", "a  b",
)  # fmt: skip

_HIDDEN = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065]
_HIDDEN += [*range(0x180B, 0x1810), 0x3164, *range(0xFDD0, 0xFDF0), *range(0xFE00, 0xFE10), 0xFFA0]
_HIDDEN += [*range(0xFFF0, 0xFFFC), *range(0xE0000, 0xE1000)]
_HIDDEN += [plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)]
_ANY = st.text(
    st.characters(blacklist_categories=["Cs", "Cf", "Zl", "Zp"], blacklist_characters="".join(map(chr, _HIDDEN))),
    min_size=1,
    max_size=40,
)


def _allowed(text: str) -> bool:
    return bool(text) and text == text.strip() and text not in ("~", "null")


TEXTS: st.SearchStrategy[str] = st.one_of(st.sampled_from(HOSTILE), _ANY).map(str.strip).filter(_allowed)
ADDRESSES = (
    "https://example.org/",
    "http://example.org:8080/a?b=c&d=%20#e",
    "https://пример.рф/ü",
    "https://[::1]/x",
    "https://a.b/'x'",
)
TEXT_LIST = tuple(filter(_allowed, map(str.strip, HOSTILE)))
COUNTS = (1, 2, 3, 10, 999, 1_000_000)
LANGUAGES = ("en", "tr", "uk", "ru", "he", "zh-Hant", "sr-Latn-RS", "de-1996")
FILE_NAMES = ("a.txt", "000_bd62.txt", "a b (1).txt", "Ölçü-2.txt", "no", "1.5")
POINT_LIST = ("2022", "0001", "9999", "202X", "20XX", "2022-XX", "2022-XX-XX", "2022-04-XX", "2024-02-29")
CODES = ("cameo:04", "cameo:041", "cameo:139", "mend:M", "mend:untold")
RANKS, CHECKS = list(VOCABULARY.concepts["Rank"]), list(VOCABULARY.concepts["Check"])
RELATIONS, EVENT_STATUSES = list(VOCABULARY.concepts["RelationKind"]), list(VOCABULARY.concepts["EventStatus"])
FIRST, LAST = (date(year, 1, 1).toordinal() for year in (2018, 2026))


class Chance:
    """Chooses by random numbers that follow from a seed: to ask Hypothesis each time takes a hundred times as long.

    With the seed 0 it takes what is first and least each time. Hypothesis draws a seed for each record, and so makes
    those plain that a failure does not need. Half of the texts are of `texts`, which Hypothesis drew.
    """

    def __init__(self, seed: int, texts: Sequence[str]) -> None:
        self._random = random.Random(seed) if seed else None
        self._texts = texts

    def below(self, number: int) -> int:
        """A number from 0 on."""
        return int(self._random.random() * number) if self._random else 0

    def flag(self) -> bool:
        """Whether to."""
        return self.below(2) == 1

    def one(self, values: Sequence[T]) -> T:
        """One of them."""
        return values[self.below(len(values))]

    def maybe(self, values: Sequence[T]) -> T | None:
        """One of them, or None."""
        return self.one(values) if values and self.flag() else None

    def some(self, values: Sequence[str], *, most: int = 3, least: int = 0) -> tuple[str, ...]:
        """A sorted choice of several, each once."""
        number = least + self.below(min(most, len(values)) - least + 1) if values else 0
        return tuple(sorted(self._random.sample(values, number) if self._random else values[:number]))

    def text(self) -> str:
        """A text that something else than a text can be taken for, or any."""
        return self.one(self._texts if self.flag() else TEXT_LIST)

    def maybe_text(self) -> str | None:
        """A text or None."""
        return self.text() if self.flag() else None

    def texts(self, most: int) -> tuple[str, ...]:
        """Sorted texts, each once."""
        return tuple(sorted({self.text() for _ in range(self.below(most + 1))}))

    def names(self, least: int = 1) -> Names:
        """Labels, spellings and bywords; with `least` 0 sometimes none."""
        if least == 0 and not self.flag():
            return Names()
        labels = {language: self.text() for language in self.some([each.lower() for each in LANGUAGES], least=1)}
        return Names(labels=tuple(labels.items()), spellings=self.texts(3), bywords=self.texts(2))

    def point(self) -> str:
        """A day, month, year, or a date with unknown digits, which may be in doubt."""
        form = self.below(3)
        first, last = (FIRST, LAST) if self.flag() else (1, date.max.toordinal())
        day = date.fromordinal(first + self.below(last + 1 - first)).isoformat()
        return (self.one(POINT_LIST), day[:7], day)[form] + self.one(("", "", "", "?", "~", "%"))

    def maybe_date(self) -> Date | None:
        """A date or None."""
        return self.date() if self.flag() else None

    def date(self) -> Date:
        """Two in three are no intervals."""
        form = self.below(6)
        if form < 4:
            return Date.parse(self.point())
        if form == 4:
            return self._between(self.one(("..", "", None, None)), None)
        return self._between(None, self.one(("..", "")))

    def maybe_span(self) -> Date | None:
        """An interval, which is open at one end at most, or None."""
        if not self.flag():
            return None
        return self._between(*self.one(((None, None), ("..", None), (None, ".."))))

    def _between(self, start: str | None, end: str | None) -> Date:
        """The interval between what is given and what is chosen, the earlier of two first."""
        ends = [self.point() if given is None else given for given in (start, end)]
        for first, last in (ends, ends[::-1]):
            try:
                return Date.parse(f"{first}/{last}")
            except ValueError:
                continue
        return Date.parse(next(each for each in ends if each not in ("", "..")))


class World:
    """The ids of a data set, by what they can be used for."""

    def __init__(self, chance: Chance, sizes: Sequence[int]) -> None:
        ids = {prefix: _ids(prefix, size, chance) for (prefix, _, _), size in zip(PREFIXES, sizes, strict=True)}
        self.states, self.persons, self.others = ids["s"], ids["p"], ids["g"]
        self.actors = [*self.states, *self.persons, *self.others]
        self.offices, self.places, self.topics, self.sources = ids["o"], ids["l"], ids["t"], ids["x"]
        self.contacts, self.acts, self.processes, self.conflicts = ids["c"], ids["a"], ids["q"], ids["w"]
        self.measures, self.agreements, self.relations = ids["m"], ids["n"], ids["r"]
        self.personal = [*self.actors, *self.offices]
        self.events = [*self.contacts, *self.acts, *self.processes, *self.conflicts, *self.measures, *self.agreements]
        self.things = [*self.personal, *self.places, *self.events]
        self.all_topics = [*TOPICS, *self.topics]
        self.types = {name: chance.one(CONTACTS) for name in self.contacts}
        self.types |= {name: chance.one(ACTS) for name in self.acts}
        self.types |= dict.fromkeys(self.processes, "Process") | dict.fromkeys(self.conflicts, "Conflict")
        self.types |= dict.fromkeys(self.measures, "Measure") | dict.fromkeys(self.agreements, "Agreement")
        self.subjects = [*self.events, *chance.some(self.events, most=4), *self.relations]


PREFIXES = (
    ("s", 2, 4), ("p", 1, 3), ("g", 0, 3), ("o", 1, 3), ("l", 1, 3), ("t", 0, 2), ("x", 0, 3), ("c", 1, 4), ("a", 1, 4),
    ("q", 1, 2), ("w", 1, 2), ("m", 0, 2), ("n", 0, 2), ("r", 0, 3),
)  # fmt: skip
"""What the ids of each kind begin with, and the least and most that there are."""
SIZES = st.tuples(*(st.integers(least, most) for _, least, most in PREFIXES))
SEEDS = st.integers(0, 2**24 - 1)


def _ids(prefix: str, number: int, chance: Chance) -> list[str]:
    found: set[str] = set()
    while len(found) < number:
        end = "".join(chance.one("abz019._-") for _ in range(1 + chance.below(6)))
        while prefix + end in found:
            end += chance.one("a1-")
        found.add(prefix + end)
    return sorted(found)


@st.composite
def records(draw: Draw) -> Records:
    """A whole data set, as the facts reader would give it."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=6))
    world = World(Chance(draw(SEEDS), texts), draw(SIZES))
    kinds = (world.actors, world.offices, world.places, world.topics, world.sources, world.subjects)
    number = sum(map(len, kinds))
    chances = iter([Chance(seed, texts) for seed in draw(st.lists(SEEDS, min_size=number, max_size=number))])
    found: list[Any] = []
    for number, name in enumerate(world.actors):
        chance = next(chances)
        kind = "State" if name in world.states else "Person" if name in world.persons else chance.one(ACTORS)
        above = chance.maybe(world.actors[:number])
        found.append(Actor(id=name, type=kind, belongs_to=above, **_described(chance), same_as=_outside(chance)))
    for name in world.offices:
        chance = next(chances)
        of = chance.one(world.actors)
        described = {**_described(chance), "same_as": _outside(chance)}
        found.append(Office(id=name, leading=chance.flag(), belongs_to=of, **described))
    for number, name in enumerate(world.places):
        chance = next(chances)
        above = chance.maybe(world.places[:number])
        found.append(Place(id=name, within=above, **_described(chance), same_as=_outside(chance)))
    for number, name in enumerate(world.topics):
        chance = next(chances)
        above = chance.maybe([*TOPICS, *world.topics[:number]])
        found.append(Topic(id=name, broader=above, names=chance.names(), description=chance.maybe_text()))
    publishers: dict[str, str] = {}
    for name in world.sources:
        chance = next(chances)
        publishers[name] = chance.one(world.actors)
        found.append(
            Source(
                id=name, type=chance.one(SOURCES), publisher=publishers[name], published=chance.date(),
                title=chance.maybe_text(), author=chance.maybe_text(), language=chance.maybe(LANGUAGES),
                address=chance.maybe(ADDRESSES), text=chance.maybe(FILE_NAMES),
            )
        )  # fmt: skip
    return Records.gather([*found, *_claims(chances, world, publishers)])


def _described(chance: Chance) -> dict[str, Any]:
    """Names or a description, or both."""
    description = chance.maybe_text()
    return {"description": description, "names": chance.names(least=description is None)}


def _outside(chance: Chance) -> tuple[str, ...]:
    return chance.some(ADDRESSES, most=2)


def _claims(chances: Iterator[Chance], world: World, publishers: dict[str, str]) -> list[Claim]:
    numbers: dict[tuple[str | None, str], int] = {}
    ids: set[str] = set()
    claims: list[Claim] = []
    for subject in world.subjects:
        chance = next(chances)
        statement = _event(chance, world, subject) if subject in world.types else _other(chance, world, subject)
        source = chance.maybe(world.sources)
        number = numbers[(source, subject)] = numbers.get((source, subject), 0) + 1
        usual = claim_id(source, subject, number)
        name = usual
        if chance.flag():
            end = "".join(chance.one("ab1-_.") for _ in range(chance.below(8)))
            name = f"{chance.one(('b', 'z9', 'background'))}/{chance.one('ab1')}{end}"
        name = name if name not in ids else usual
        if name in ids:
            continue
        ids.add(name)
        own = publishers.get(source or "")
        other = chance.one(world.personal) if own else chance.maybe(world.personal)
        speaker = own if own and chance.flag() else other
        claims.append(
            Claim(
                id=name, statement=statement, source=source, according_to=speaker, phrase=chance.maybe_text(),
                rank=chance.one(RANKS), check=chance.one(CHECKS),
                basis=chance.maybe_text() if source else chance.text(), note=chance.maybe_text(),
                rows=chance.texts(3), row_count=chance.maybe(COUNTS), articles=chance.maybe(COUNTS),
                publishers=chance.maybe(COUNTS), addresses=chance.some(ADDRESSES),
            )
        )  # fmt: skip
    return claims


def _participation(chance: Chance, world: World, roles: Sequence[str] = ROLES) -> Participation:
    return Participation(
        actor=chance.one(world.personal), role=chance.one(roles), on_behalf_of=chance.maybe(world.actors),
        in_office=chance.maybe(world.offices), status=chance.one([*STATUSES, "exercised", "exercised"]),
    )  # fmt: skip


def _event(chance: Chance, world: World, subject: str) -> Event:
    kind = world.types[subject]
    family = "Contact" if kind in CONTACTS else "Act" if kind in ACTS else kind
    people = {_participation(chance, world) for _ in range(chance.below(5))}
    if people and chance.flag():  # the same actor once more, in another role or for another
        first = sorted(people, key=lambda p: p.sort_key)[0]
        people.add(Participation(actor=first.actor, role=chance.one(ROLES), on_behalf_of=chance.maybe(world.states)))
    if family in ("Act", "Measure"):
        people.add(_participation(chance, world, ["speaker" if family == "Act" else "performer"]))
    others = [name for name in world.events if name != subject]
    values: dict[str, Any] = {}
    if family == "Act":
        values["answers"] = chance.some([name for name in world.acts if name != subject])
        values["demanded_of"] = chance.some(world.personal)
        if chance.flag():
            values["role_concern"] = RoleConcern(
                actor=chance.one(world.personal), role=chance.one(ROLES), status=chance.one(STATUSES),
                of=chance.one(others), on_behalf_of=chance.maybe(world.actors),
            )  # fmt: skip
    date = chance.maybe_date()
    if family == "Contact":
        values["manner"] = chance.maybe(MANNERS)
    if family in ("Contact", "Measure") and chance.flag():
        span = chance.maybe_span()
        date = replace(span, lasting=True) if span else None
    if kind == "Denial":
        values["denies"] = chance.some([*others, *world.relations])
    if family in ("Contact", "Process", "Conflict", "Agreement"):
        values["names"] = chance.names(least=0)
    if family in ("Process", "Conflict"):
        east = chance.some(world.actors, least=1)
        values["sides"] = (("east", east), ("w.1", chance.some(world.actors, least=1))) if chance.flag() else ()
    return Event(
        id=subject, type=kind, date=date, place=chance.maybe(world.places),
        participations=tuple(sorted(people, key=lambda p: p.sort_key)), topics=chance.some(world.all_topics),
        regards=chance.some(world.things), part_of=chance.some([*world.processes, *world.conflicts]),
        during=chance.maybe(others), status=chance.maybe(EVENT_STATUSES),
        count=chance.maybe(COUNTS), content=chance.maybe_text(), codes=chance.some(CODES), **values,
    )  # fmt: skip


def _other(chance: Chance, world: World, subject: str) -> Statement:
    kind = chance.below(5)
    if kind == 0:
        person, office = chance.one(world.persons), chance.one(world.offices)
        return Tenure(id=subject, person=person, office=office, date=chance.maybe_span())
    if kind == 1:
        role = chance.maybe(ROLES)
        member, group = chance.one(world.personal), chance.one(world.actors)
        return Affiliation(
            id=subject, member=member, group=group, type=chance.one(AFFILIATIONS), role=role, date=chance.maybe_span()
        )
    if kind == 2:
        return Relation(
            id=subject, between=chance.some(world.actors, least=2, most=2), topics=chance.some(world.all_topics),
            kind=chance.one(RELATIONS), date=chance.maybe_span(),
            content=chance.maybe_text(),
        )  # fmt: skip
    if kind == 3:
        supports = chance.flag()
        what = chance.one([*world.things, *world.all_topics])
        return Stance(
            id=subject, holder=chance.one(world.personal), on_behalf_of=chance.maybe(world.actors),
            supports=what if supports else None, opposes=None if supports else what,
            topics=chance.some(world.all_topics), regards=chance.some(world.things),
            date=chance.maybe_date(), during=chance.maybe(world.events),
            content=chance.maybe_text(), codes=chance.some(CODES),
        )  # fmt: skip
    return Standing(
        id=subject, actor=chance.one(world.personal), role=chance.one(ROLES), status=chance.one(STATUSES),
        of=chance.one(world.events), on_behalf_of=chance.maybe(world.actors), date=chance.maybe_date(),
        content=chance.maybe_text(),
    )  # fmt: skip
