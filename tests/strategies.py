"""Hypothesis strategies for whole, sound data sets: every kind of record, every optional field, hostile texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

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

Draw = Callable[[st.SearchStrategy[Any]], Any]

VOCABULARY = load_vocabulary()
CONTACTS = [name for name in VOCABULARY.subclasses("Contact") if VOCABULARY.classes[name].facts_key]
ACTS = [name for name in VOCABULARY.subclasses("Act") if VOCABULARY.classes[name].facts_key]
ACTORS = [name for name in VOCABULARY.subclasses("Actor") if name not in ("Actor", "Leader")]
SOURCES = [name for name in VOCABULARY.subclasses("Source") if name != "Source"]
AFFILIATIONS = [name for name in VOCABULARY.subclasses("Affiliation") if VOCABULARY.classes[name].facts_key]
ROLES, STATUSES = list(VOCABULARY.concepts["Role"]), list(VOCABULARY.concepts["RoleStatus"])
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
POINTS = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.sampled_from(["2022", "0001", "9999", "202X", "20XX", "2022-XX", "2022-XX-XX", "2022-04-XX", "2024-02-29"]),
)
SINGLE_DATES = st.builds(str.__add__, POINTS, st.sampled_from(["", "", "", "?", "~", "%"]))
LANGUAGES = st.sampled_from(["en", "tr", "uk", "ru", "he", "zh-Hant", "sr-Latn-RS", "de-1996"])
ADDRESS_LIST = (
    "https://example.org/",
    "http://example.org:8080/a?b=c&d=%20#e",
    "https://пример.рф/ü",
    "https://[::1]/x",
    "https://a.b/'x'",
)
ADDRESSES = st.sampled_from(ADDRESS_LIST)
COUNTS = st.integers(1, 1_000_000)
ROWS = st.sets(TEXTS, max_size=3).map(lambda found: tuple(sorted(found)))
CODES = ("cameo:04", "cameo:041", "cameo:139", "mend:M", "mend:untold")
FILE_NAMES = st.sampled_from(["a.txt", "000_bd62.txt", "a b (1).txt", "Ölçü-2.txt", "no", "1.5"])


def _read(text: str) -> Date | None:
    try:
        return Date.parse(text)
    except ValueError:
        return None


INTERVALS = st.builds("{}/{}".format, st.one_of(SINGLE_DATES, st.just(".."), st.just("")), SINGLE_DATES) | st.builds(
    "{}/{}".format, SINGLE_DATES, st.sampled_from(["..", ""])
)
DATES: st.SearchStrategy[Any] = st.one_of(SINGLE_DATES, SINGLE_DATES, INTERVALS).map(_read).filter(bool)
SPANS: st.SearchStrategy[Any] = (
    st.tuples(st.none() | SINGLE_DATES, st.none() | SINGLE_DATES)
    .filter(any)
    .map(lambda ends: _read(f"{ends[0] or '..'}/{ends[1] or '..'}"))
    .filter(bool)
)
NAMES: st.SearchStrategy[Names] = st.builds(
    Names,
    labels=st.dictionaries(LANGUAGES.map(str.lower), TEXTS, min_size=1, max_size=3).map(
        lambda found: tuple(sorted(found.items()))
    ),
    spellings=st.sets(TEXTS, max_size=3).map(lambda found: tuple(sorted(found))),
    bywords=st.sets(TEXTS, max_size=2).map(lambda found: tuple(sorted(found))),
)


def some(values: Sequence[str], *, most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """A sorted choice of several, each once."""
    if not values:
        return st.just(())
    chosen = st.sets(st.sampled_from(list(values)), min_size=least, max_size=min(most, len(values)))
    return chosen.map(lambda found: tuple(sorted(found)))


def maybe(values: Sequence[str] | st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of them, or None."""
    if not isinstance(values, st.SearchStrategy):
        values = st.sampled_from(list(values)) if values else st.none()
    return st.none() | values


def one(values: Sequence[str]) -> st.SearchStrategy[str]:
    """One of them."""
    return st.sampled_from(list(values))


class World:
    """The ids of a data set, by what they can be used for."""

    def __init__(self, draw: Draw) -> None:
        def ids(prefix: str, least: int, most: int) -> list[str]:
            ends = st.sets(st.text("abz019._-", min_size=1, max_size=6), min_size=least, max_size=most)
            return sorted(prefix + end for end in draw(ends))

        self.states, self.persons = ids("s", 2, 4), ids("p", 1, 3)
        self.others = ids("g", 0, 3)
        self.actors = [*self.states, *self.persons, *self.others]
        self.offices, self.places, self.topics = ids("o", 1, 3), ids("l", 1, 3), ids("t", 0, 2)
        self.sources = ids("x", 0, 3)
        self.contacts, self.acts = ids("c", 1, 4), ids("a", 1, 4)
        self.processes, self.conflicts, self.measures = ids("q", 1, 2), ids("w", 1, 2), ids("m", 0, 2)
        self.agreements = ids("n", 0, 2)
        self.relations = ids("r", 0, 3)
        self.personal = [*self.actors, *self.offices]
        self.events = [*self.contacts, *self.acts, *self.processes, *self.conflicts, *self.measures, *self.agreements]
        self.things = [*self.personal, *self.places, *self.events]
        self.all_topics = [*TOPICS, *self.topics]
        self.roles = {name: draw(one(ROLES)) for name in self.actors}
        self.types = {name: draw(one(CONTACTS)) for name in self.contacts}
        self.types |= {name: draw(one([*ACTS])) for name in self.acts}
        self.types |= dict.fromkeys(self.processes, "Process") | dict.fromkeys(self.conflicts, "Conflict")
        self.types |= dict.fromkeys(self.measures, "Measure") | dict.fromkeys(self.agreements, "Agreement")


@st.composite
def records(draw: Draw) -> Records:
    """A whole data set, as the facts reader would give it."""
    world = World(draw)
    found: list[Any] = []
    for number, name in enumerate(world.actors):
        kind = "State" if name in world.states else "Person" if name in world.persons else draw(one(ACTORS))
        above = maybe(world.actors[:number])
        found.append(Actor(id=name, type=kind, belongs_to=draw(above), **_described(draw), same_as=draw(_outside())))
    for name in world.offices:
        leads = draw(st.booleans())
        of = draw(one(world.actors))
        found.append(Office(id=name, leading=leads, belongs_to=of, **_described(draw), same_as=draw(_outside())))
    for number, name in enumerate(world.places):
        above = maybe(world.places[:number])
        found.append(Place(id=name, within=draw(above), **_described(draw), same_as=draw(_outside())))
    for number, name in enumerate(world.topics):
        above = maybe([*TOPICS, *world.topics[:number]])
        found.append(Topic(id=name, broader=draw(above), names=draw(NAMES), description=draw(maybe(TEXTS))))
    publishers = {name: draw(one(world.actors)) for name in world.sources}
    for name, publisher in publishers.items():
        found.append(
            Source(
                id=name, type=draw(one(SOURCES)), publisher=publisher, published=draw(DATES), title=draw(maybe(TEXTS)),
                author=draw(maybe(TEXTS)), language=draw(maybe(LANGUAGES)), address=draw(maybe(ADDRESSES)),
                text=draw(maybe(FILE_NAMES)),
            )
        )  # fmt: skip
    return Records.gather([*found, *_claims(draw, world, publishers)])


def _described(draw: Draw) -> dict[str, Any]:
    """Names or a description, or both."""
    description = draw(maybe(TEXTS))
    return {"description": description, "names": draw(NAMES if description is None else NAMES | st.just(Names()))}


def _outside() -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(ADDRESSES, max_size=2).map(lambda found: tuple(sorted(found)))


def _claims(draw: Draw, world: World, publishers: dict[str, str]) -> list[Claim]:
    wanted = [*world.events, *draw(some(world.events, most=4)), *world.relations]
    numbers: dict[tuple[str | None, str], int] = {}
    ids: set[str] = set()
    claims: list[Claim] = []
    for subject in wanted:
        statement = _event(draw, world, subject) if subject in world.types else _other(draw, world, subject)
        source = draw(maybe(world.sources))
        number = numbers[(source, subject)] = numbers.get((source, subject), 0) + 1
        usual = claim_id(source, subject, number)
        given = draw(
            st.none() | st.builds("{}/{}".format, one(["b", "z9", "background"]), st.text("ab1-_.", min_size=0))
        )
        name = usual if given is None or given.endswith("/") or not given.rpartition("/")[2][:1].isalnum() else given
        name = name if name not in ids else usual
        if name in ids:
            continue
        ids.add(name)
        own = publishers.get(source or "")
        speaker = own if own and draw(st.booleans()) else draw(one(world.personal) if own else maybe(world.personal))
        claims.append(
            Claim(
                id=name, statement=statement, source=source, according_to=speaker, phrase=draw(maybe(TEXTS)),
                rank=draw(one(list(VOCABULARY.concepts["Rank"]))), check=draw(one(list(VOCABULARY.concepts["Check"]))),
                basis=draw(maybe(TEXTS)) if source else draw(TEXTS), note=draw(maybe(TEXTS)),
                rows=draw(ROWS), row_count=draw(maybe(COUNTS)), articles=draw(maybe(COUNTS)),
                publishers=draw(maybe(COUNTS)), addresses=draw(some(ADDRESS_LIST)),
            )
        )  # fmt: skip
    return claims


def _participation(draw: Draw, world: World, roles: Sequence[str] = ROLES) -> Participation:
    return Participation(
        actor=draw(one(world.personal)), role=draw(one(roles)), on_behalf_of=draw(maybe(world.actors)),
        in_office=draw(maybe(world.offices)), status=draw(one([*STATUSES, "exercised", "exercised"])),
    )  # fmt: skip


def _event(draw: Draw, world: World, subject: str) -> Event:
    kind = world.types[subject]
    family = "Contact" if kind in CONTACTS else "Act" if kind in ACTS else kind
    people = {_participation(draw, world) for _ in range(draw(st.integers(0, 4)))}
    if people and draw(st.booleans()):  # the same actor once more, in another role or for another
        first = sorted(people, key=lambda p: p.sort_key)[0]
        people.add(Participation(actor=first.actor, role=draw(one(ROLES)), on_behalf_of=draw(maybe(world.states))))
    if family in ("Act", "Measure"):
        people.add(_participation(draw, world, ["speaker" if family == "Act" else "performer"]))
    others = [name for name in world.events if name != subject]
    values: dict[str, Any] = {}
    if family == "Act":
        values["answers"] = draw(some([name for name in world.acts if name != subject]))
        values["demanded_of"] = draw(some(world.personal))
        if draw(st.booleans()):
            values["role_concern"] = RoleConcern(
                actor=draw(one(world.personal)), role=draw(one(ROLES)), status=draw(one(STATUSES)),
                of=draw(one(others)), on_behalf_of=draw(maybe(world.actors)),
            )  # fmt: skip
    if kind == "Denial":
        values["denies"] = draw(some([*others, *world.relations]))
    if family in ("Contact", "Process", "Conflict", "Agreement"):
        values["names"] = draw(NAMES | st.just(Names()))
    if family in ("Process", "Conflict"):
        east = draw(some(world.actors, least=1))
        values["sides"] = (("east", east), ("w.1", draw(some(world.actors, least=1)))) if draw(st.booleans()) else ()
    return Event(
        id=subject, type=kind, date=draw(maybe(DATES)), place=draw(maybe(world.places)),
        participations=tuple(sorted(people, key=lambda p: p.sort_key)), topics=draw(some(world.all_topics)),
        regards=draw(some(world.things)), part_of=draw(some([*world.processes, *world.conflicts])),
        during=draw(maybe(others)), status=draw(maybe(list(VOCABULARY.concepts["EventStatus"]))),
        count=draw(maybe(COUNTS)), content=draw(maybe(TEXTS)), codes=draw(some(CODES)), **values,
    )  # fmt: skip


def _other(draw: Draw, world: World, subject: str) -> Statement:
    kind = draw(st.integers(0, 4))
    if kind == 0:
        person, office = draw(one(world.persons)), draw(one(world.offices))
        return Tenure(id=subject, person=person, office=office, date=draw(maybe(SPANS)))
    if kind == 1:
        role = draw(maybe(ROLES))
        member, group = draw(one(world.personal)), draw(one(world.actors))
        return Affiliation(
            id=subject, member=member, group=group, type=draw(one(AFFILIATIONS)), role=role, date=draw(maybe(SPANS))
        )
    if kind == 2:
        return Relation(
            id=subject, between=draw(some(world.actors, least=2, most=2)), topics=draw(some(world.all_topics)),
            kind=draw(one(list(VOCABULARY.concepts["RelationKind"]))), date=draw(maybe(SPANS)),
            content=draw(maybe(TEXTS)),
        )  # fmt: skip
    if kind == 3:
        supports = draw(st.booleans())
        what = draw(one([*world.things, *world.all_topics]))
        return Stance(
            id=subject, holder=draw(one(world.personal)), on_behalf_of=draw(maybe(world.actors)),
            supports=what if supports else None, opposes=None if supports else what,
            topics=draw(some(world.all_topics)), regards=draw(some(world.things)),
            date=draw(maybe(DATES)), during=draw(maybe(world.events)),
            content=draw(maybe(TEXTS)), codes=draw(some(CODES)),
        )  # fmt: skip
    return Standing(
        id=subject, actor=draw(one(world.personal)), role=draw(one(ROLES)), status=draw(one(STATUSES)),
        of=draw(one(world.events)), on_behalf_of=draw(maybe(world.actors)), date=draw(maybe(DATES)),
        content=draw(maybe(TEXTS)),
    )  # fmt: skip
