"""What a facts file says, as frozen records: the one noun that all other parts speak about.

Records hold local ids (`erdogan`), not IRIs, and know nothing of files, RDF or the ontology's hierarchy. Everything
that can be there several times is a sorted tuple, so that records are equal when they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields

from kg.model.dates import Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How something is called: `labels` by language, other `spellings`, and `bywords` (Ankara, the Kremlin)."""

    labels: tuple[tuple[str, str], ...] = ()
    spellings: tuple[str, ...] = ()
    bywords: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The English label, or the first one, or None."""
        return dict(self.labels).get("en") or next((text for _, text in self.labels), None)

    def __iter__(self) -> Iterator[str]:
        yield from (text for _, text in self.labels)
        yield from self.spellings
        yield from self.bywords


NO_NAMES = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state, person, organisation, delegation or group; `belongs_to` is what it is a part of by definition."""

    id: str
    type: str
    names: Names = NO_NAMES
    description: str | None = None
    belongs_to: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post that persons hold one after another; `leading` ones make a Leader of who holds them."""

    id: str
    leading: bool = False
    names: Names = NO_NAMES
    description: str | None = None
    belongs_to: str | None = None
    same_as: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The class of the office, by local name."""
        return "LeadingOffice" if self.leading else "Office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere, perhaps within another place."""

    id: str
    names: Names = NO_NAMES
    description: str | None = None
    within: str | None = None
    same_as: tuple[str, ...] = ()
    type: str = field(default="Place", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic that the data set adds to those of the ontology."""

    id: str
    names: Names = NO_NAMES
    description: str | None = None
    broader: str | None = None
    type: str = field(default="Topic", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article, readout or data set: who published it, when, where, and the name of a file with its text."""

    id: str
    type: str
    publisher: str
    published: Date
    title: str | None = None
    author: str | None = None
    language: str | None = None
    address: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """One actor (or office) in one event, in a role, on behalf of another, in an office that it holds."""

    actor: str
    role: str = "participant"
    on_behalf_of: str | None = None
    in_office: str | None = None
    status: str = "exercised"

    @property
    def sort_key(self) -> tuple[str, str, str, str, str]:
        """Order within an event: by actor, then role, status, and on whose behalf."""
        return (self.actor, self.role, self.status, self.on_behalf_of or "", self.in_office or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleConcern:
    """The role that an act is about: `actor` as `role` in the event `of`, and what the act makes of it."""

    actor: str
    role: str
    status: str
    of: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something at a time: a contact, an act, a measure, a process or a conflict, by `type`."""

    id: str
    type: str
    date: Date | None = None
    place: str | None = None
    participations: tuple[Participation, ...] = ()
    topics: tuple[str, ...] = ()
    regards: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    during: str | None = None
    status: str | None = None
    manner: str | None = None
    count: int | None = None
    content: str | None = None
    answers: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    demanded_of: tuple[str, ...] = ()
    role_concern: RoleConcern | None = None
    codes: tuple[str, ...] = ()
    names: Names = NO_NAMES
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Who held an office, from when to when."""

    id: str
    person: str
    office: str
    date: Date | None = None
    type: str = field(default="Tenure", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """An actor's membership in another: a state in an alliance, a person in a delegation."""

    id: str
    member: str
    group: str
    type: str = "Membership"
    role: str | None = None
    date: Date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A standing relation between two actors."""

    id: str
    between: tuple[str, ...]
    kind: str
    topics: tuple[str, ...] = ()
    date: Date | None = None
    content: str | None = None
    type: str = field(default="Relation", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """An actor supports or opposes something or somebody."""

    id: str
    holder: str
    on_behalf_of: str | None = None
    supports: str | None = None
    opposes: str | None = None
    topics: tuple[str, ...] = ()
    regards: tuple[str, ...] = ()
    date: Date | None = None
    during: str | None = None
    content: str | None = None
    codes: tuple[str, ...] = ()
    type: str = field(default="Stance", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A role that an actor has, seeks or is wanted for, said by itself and not as part of an act or a contact."""

    id: str
    actor: str
    role: str
    status: str = "exercised"
    of: str | None = None
    on_behalf_of: str | None = None
    date: Date | None = None
    content: str | None = None
    type: str = field(default="Participation", init=False)


Statement = Event | Tenure | Affiliation | Relation | Stance | Standing
Registered = Actor | Office | Place | Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says: a statement, according to whom, the phrase it rests on, its rank, how it was checked.

    A claim without a source is background: `basis` says what it rests on. One of event data has the ids of its `rows`,
    how many rows, articles and publishers it rests on, and the addresses of the articles.
    """

    id: str
    statement: Statement
    source: str | None = None
    according_to: str | None = None
    phrase: str | None = None
    rank: str = "normal"
    check: str = "unchecked"
    basis: str | None = None
    note: str | None = None
    rows: tuple[str, ...] = ()
    row_count: int | None = None
    articles: int | None = None
    publishers: int | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All records of a data set, each group sorted by id."""

    actors: tuple[Actor, ...] = ()
    offices: tuple[Office, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()

    @classmethod
    def gather(cls, records: Iterable[Registered | Source | Claim]) -> Records:
        """Sort records of any kind into their groups."""
        groups: dict[type, list[Registered | Source | Claim]] = {}
        for record in records:
            groups.setdefault(type(record), []).append(record)

        def group(kind: type) -> tuple[object, ...]:
            return tuple(sorted(groups.get(kind, []), key=lambda record: record.id))

        kinds = {"actors": Actor, "offices": Office, "places": Place, "topics": Topic, "sources": Source}
        return cls(**{name: group(kind) for name, kind in {**kinds, "claims": Claim}.items()})  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Registered | Source | Claim]:
        for group in fields(self):
            yield from getattr(self, group.name)

    @property
    def registered(self) -> tuple[Registered, ...]:
        """Actors, offices, places and topics."""
        return self.actors + self.offices + self.places + self.topics

    def counts(self) -> dict[str, int]:
        """How many records of each group there are."""
        return {group.name: len(getattr(self, group.name)) for group in fields(self)}


def claim_id(source: str | None, subject: str, number: int = 1) -> str:
    """The id that a claim has where its author gives none: source, subject, and a number from the second on.

    >>> claim_id("dailysabah-2022-04-26", "erdogan-putin-2022-04-26", 2)
    'dailysabah-2022-04-26/erdogan-putin-2022-04-26/2'
    """
    return "/".join([source or "background", subject, *([str(number)] if number > 1 else [])])
