"""Who is who: the actors of event data matched to curated ones, and otherwise minted, with type and state.

An actor is matched, in this order,

1. by a correction of the user;
2. as a country, where its name is the whole of a country's name, or it has nothing but a country's code;
3. by a name, spelling or byword that is the same but for case, accents and hyphens, where the countries agree or one is
   not known: surely where both are known;
4. by an office, where its name and country are the name of a curated office: whoever held it on that day;
5. by a name that is nearly the same, where both have the same country; names between the first and the last, which
   Russian and Spanish ones have, may be missing in one of them.

A name that fits several curated actors is matched to none of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kg.events.curated_actors import Register
from kg.events.places import Countries, name_key, slug
from kg.model.crosswalks import Country, Sector
from kg.text.likeness import most_alike

NEAREST = 92.0
_TAKEN = re.compile(r"publisher|place-.*|[0-9-]+")  # what ids of publishers, places, sources and events look like
_SHORTEST = 6  # letters of a name that can be nearly the same as another


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignActor:
    """An actor as a data set writes it, with the number of its rows and the first and last day of them."""

    name: str | None
    code: str | None
    country: str | None
    sectors: tuple[str, ...] = ()
    rows: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Whom a foreign actor stands for: a curated actor, or a new one.

    `how` is correction, country, name, spelling, byword, office, near spelling, or new; `surely` a number from 0 to 1.
    `since` and `until` bound the days for which the link holds, for offices. `others` are curated actors that were
    near.
    """

    foreign: ForeignActor
    actor: str
    how: str
    surely: float
    type: str
    label: str
    state: str | None = None
    office: str | None = None
    since: date | None = None
    until: date | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of the user's file of corrections: this name (in this country, where given) is this actor, or is new."""

    name: str
    country: str
    actor: str


@dataclass(slots=True)
class Linker:
    """Matches the actors of one data set; `prefix` starts the ids of those that it mints."""

    register: Register
    countries: Countries
    sectors: Mapping[str, Sector]
    prefix: str
    corrections: Iterable[Correction] = ()
    _corrected: dict[tuple[str, str], str] = field(default_factory=dict)
    _states: dict[str, str] = field(default_factory=dict)
    new_states: dict[str, Country] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for correction in self.corrections:
            self._corrected[name_key(correction.name), name_key(correction.country)] = correction.actor

    def link(self, foreign: Iterable[ForeignActor]) -> list[Link]:
        """The links of foreign actors, sorted by name; an actor has several where an office changed hands."""
        actors = sorted(foreign, key=lambda a: (a.name or "", a.code or "", a.country or ""))
        links = [link for actor in actors for link in self._link(actor)]
        return _tell_apart(links)

    def state(self, country: Country) -> str:
        """The id of the state that a country is, curated or minted."""
        found = self._states.get(country.id)
        if found is None:
            curated = self.register.states_called(name_key(name) for name in country.names)
            taken = self.register.types.get(country.id)
            minted = country.id if taken in (None, "State") else f"state-{country.id}"
            found = self._states[country.id] = min(curated) if len(curated) == 1 else minted
            if found not in self.register.types:
                self.new_states[found] = country
        return found

    def _link(self, actor: ForeignActor) -> list[Link]:
        home = self.countries.find(actor.country)
        state = self.state(home) if home else None
        corrected = self._correct(actor, home)
        if corrected is not None and corrected != "new":
            return self._corrections(actor, corrected, state)
        if corrected is None:
            named = self.countries.find(actor.name) if actor.name else home
            if named is not None and (home is None or named == home):
                return [self._country(actor, named)]
            found = self._by_name(actor, state)
            if len(found) == 1:
                return found
            if not found and (held := self._by_office(actor, home, state)):
                return held
            if not found and (near := self._nearly(actor, state)):
                return near
            others = tuple(sorted({link.actor for link in found}))
        else:
            others = ()
        return [self._mint(actor, home, state, others)]

    def _correct(self, actor: ForeignActor, home: Country | None) -> str | None:
        if not self._corrected:
            return None
        names = [name_key(name) for name in (actor.name, actor.code) if name]
        countries = (actor.country, *((home.label, home.id) if home else ()))
        places = [name_key(place) for place in countries if place]
        for name in names:
            for place in (*places, ""):
                if (name, place) in self._corrected:
                    return self._corrected[name, place]
        return None

    def _corrections(self, actor: ForeignActor, name: str, state: str | None) -> list[Link]:
        if name in self.register.tenures:
            links = self._held(actor, name, state, how="correction", surely=1.0)
            if links:
                return links
        if name not in self.register.types:
            new = self._mint(actor, self.countries.find(actor.country), state, ())
            return [replace(new, actor=name, how="correction", surely=1.0)]
        return [self._match(actor, name, "correction", 1.0, state)]

    def _country(self, actor: ForeignActor, country: Country) -> Link:
        name = self.state(country)
        label = self.register.labels.get(name, country.label)
        return Link(foreign=actor, actor=name, how="country", surely=1.0, type="State", label=label)

    def _by_name(self, actor: ForeignActor, state: str | None) -> list[Link]:
        links = []
        for name, how in sorted(self.register.called(name_key(actor.name or "")).items()):
            known = self.register.states.get(name)
            kind = self.register.types[name]
            if kind == "State" or (known and state and known != state):
                continue
            surely = {"name": 1.0, "spelling": 1.0, "byword": 0.8}[how] - (0.0 if known == state else 0.1)
            links.append(self._match(actor, name, how, round(surely, 2), state or known))
        return links

    def _by_office(self, actor: ForeignActor, home: Country | None, state: str | None) -> list[Link]:
        if home is None or not actor.name or not self.register.has_offices:
            return []
        plain = actor.name.removesuffix(f"({actor.country})").strip()
        wanted = {name_key(f"{plain} of {name}") for name in home.names} | {
            name_key(f"{name} {plain}") for name in home.names
        }
        offices = sorted({office for name in wanted for office in self.register.offices_called(name)})
        return self._held(actor, offices[0], state, how="office", surely=0.9) if len(offices) == 1 else []

    def _held(self, actor: ForeignActor, office: str, state: str | None, *, how: str, surely: float) -> list[Link]:
        """A link for each who held an office, for the days on which they surely did; none for the other days."""
        first, last = actor.first or date.min, actor.last or date.max
        links = []
        for person, since, until in self.register.tenures.get(office, ()):
            if since <= last and until >= first:
                links.append(
                    Link(
                        foreign=actor, actor=person, how=how, surely=surely, type="Person",
                        label=self.register.labels.get(person, person), state=state, office=office, since=since,
                        until=until,
                    )
                )  # fmt: skip
        covered = len(links) == 1 and links[0].since is not None and links[0].since <= first
        covered = covered and links[0].until is not None and links[0].until >= last
        if links and not covered:
            home = self.countries.find(actor.country)
            links.append(self._mint(actor, home, state, ()))
        return links

    def _nearly(self, actor: ForeignActor, state: str | None) -> list[Link]:
        name = name_key(actor.name or "")
        known = self.register.names_in(state) if state else {}
        if not known or len(name) < _SHORTEST or " " not in name:
            return []
        for written, most in ((name, 0.9), (_short(name), 0.8)):
            found = most_alike(written, known, least=NEAREST)
            actors = {known[spelling] for spelling, _ in found}
            if actors:
                surely = round(most * found[0][1] / 100, 2)
                return [self._match(actor, actors.pop(), "near spelling", surely, state)] if len(actors) == 1 else []
        return []

    def _match(self, actor: ForeignActor, name: str, how: str, surely: float, state: str | None) -> Link:
        register = self.register
        return Link(
            foreign=actor, actor=name, how=how, surely=surely, type=register.types[name], label=register.labels[name],
            state=state,
        )  # fmt: skip

    def _mint(self, actor: ForeignActor, home: Country | None, state: str | None, others: tuple[str, ...]) -> Link:
        label = self._label(actor, home)
        name = f"{self.prefix}-{slug(actor.code or label) or _digest(label)}"
        if home and not actor.code and not name.endswith(home.id) and not label.endswith(")"):
            name = f"{name}-{home.id}"
        if _TAKEN.fullmatch(name.removeprefix(f"{self.prefix}-")):
            name = f"{name}-{_digest(label)}"
        kind = self._type(actor)
        return Link(
            foreign=actor, actor=name, how="new", surely=0.0, type=kind, label=label, state=state, others=others
        )

    def _known_sectors(self, actor: ForeignActor) -> list[Sector]:
        """The sectors of an actor that the crosswalk has, the most telling first; a region stands as its country."""
        told = dict.fromkeys((*actor.sectors, actor.country or ""))
        known = [self.sectors[sector] for sector in told if sector in self.sectors]
        return sorted(known, key=lambda sector: (sector.precedence, sector.notation))

    def _label(self, actor: ForeignActor, home: Country | None) -> str:
        """What a new actor is called: where a code tells who it is, by the words for the code."""
        if actor.code is None:
            return actor.name or actor.country or "unnamed"
        words = ", ".join(sector.label for sector in self._known_sectors(actor))
        if not words:
            return f"{actor.name} ({actor.code})" if actor.name and actor.name != actor.code else actor.code
        words = words[:1].upper() + words[1:]
        return f"{words} ({home.label})" if home else words

    def _type(self, actor: ForeignActor) -> str:
        """The class of a new actor, by its sectors; the rule stands in ontology/crosswalks/sectors.ttl."""
        generic = actor.name is None or actor.name.endswith(")") or actor.code is not None
        known = self._known_sectors(actor)
        telling = [sector for sector in known if generic or sector.only_bodies or sector.type == "Person"]
        return telling[0].type if telling else "Actor"


def _tell_apart(links: list[Link]) -> list[Link]:
    """Links in which two new actors of different names never have one id: those after the first add a digest."""
    owner: dict[str, tuple[str, str | None, str | None]] = {}
    told = []
    for link in links:
        foreign = link.foreign
        named = (name_key(foreign.name or ""), None, link.state or foreign.country)
        key = ("", foreign.code, None) if foreign.code else named
        if link.how == "new" and owner.setdefault(link.actor, key) != key:
            link = replace(link, actor=f"{link.actor}-{_digest(repr(key))}")
        told.append(link)
    return told


def _short(name: str) -> str:
    """A name without what stands between its first and its last word."""
    words = name.split()
    return f"{words[0]} {words[-1]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
