"""The curated actors, as event data is matched to them: names, states, offices and who held them when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kg.claims.clocks import surest_span
from kg.claims.content import Content
from kg.derived.deriving import Relations
from kg.events.places import name_key
from kg.model.dates import read_date


class Register:
    """What is known of curated actors: `types`, `labels` and `states` by id; `tenures` by office."""

    def __init__(self, content: Content) -> None:
        is_a = self._is_a = content.vocabulary.is_a
        relations = Relations.of(content)
        self.types: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.tenures: dict[str, list[tuple[str, date, date]]] = {}
        self.places: dict[str, set[str]] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._offices: dict[str, set[str]] = {}
        for name, thing in sorted(content.things.items()):
            self.types[name] = thing.type
            self.labels[name] = thing.label
            own = {name_key(label) for label in thing.labels.values()}
            other = {name_key(spelling) for spelling in thing.names} - {name_key(word) for word in thing.bywords}
            if is_a(thing.type, "Office"):
                for spelling in own | other:
                    self._offices.setdefault(spelling, set()).add(name)
            elif is_a(thing.type, "Place"):
                for spelling in own | other:
                    self.places.setdefault(spelling, set()).add(name)
            elif is_a(thing.type, "Actor"):
                for word in thing.bywords:
                    self._names.setdefault(name_key(word), {})[name] = "byword"
                for spelling in other:
                    self._names.setdefault(spelling, {})[name] = "spelling"
                for spelling in own if thing.labels else ():
                    self._names.setdefault(spelling, {})[name] = "name"
                above = relations.state_of(name)
                if above != name and content.things.get(above) and content.things[above].type == "State":
                    self.states[name] = above
        self._read_tenures(content)
        self._by_state: dict[str, dict[str, str]] = {}
        for spelling, actors in self._names.items():
            if len(actors) == 1:
                for name in actors:
                    if name in self.states and self.types[name] == "Person":
                        self._by_state.setdefault(self.states[name], {})[spelling] = name

    def _read_tenures(self, content: Content) -> None:
        for claim in content.claims.values():
            given = read_date(claim.values.get("date", ""))
            if claim.type != "Tenure" or given is None or claim.values.get("rank") == "deprecated":
                continue
            last_start, first_end = surest_span(given)
            for office in claim.links.get("ofOffice", ()):
                for person in claim.links.get("heldBy", ()):
                    span = (person, last_start or date.max, first_end or date.max)
                    self.tenures.setdefault(office, []).append(span)
                    self.tenures[office].sort()
                    home = content.things.get(office)
                    state = home.values.get("belongsTo") if home else None
                    if state and self.types.get(state) == "State":
                        self.states.setdefault(person, state)

    def can_be_linked(self, name: str) -> bool:
        """Whether this is the id of an actor or office, and not of a place or another thing."""
        return any(self._is_a(self.types.get(name, ""), kind) for kind in ("Actor", "Office"))

    def called(self, spelling: str) -> dict[str, str]:
        """The actors that bear a folded name, each with what sort of name it is: name, spelling or byword."""
        return self._names.get(spelling, {}) if spelling else {}

    def states_called(self, spellings: Iterable[str]) -> set[str]:
        """The states that bear one of these folded names, other than as a byword."""
        return {
            name
            for spelling in spellings
            for name, how in self.called(spelling).items()
            if self.types[name] == "State" and how != "byword"
        }

    @property
    def has_offices(self) -> bool:
        """Whether any office is known."""
        return bool(self._offices)

    def offices_called(self, spelling: str) -> set[str]:
        """The offices that bear a folded name."""
        return self._offices.get(spelling, set())

    def names_in(self, state: str) -> dict[str, str]:
        """The folded names of the persons of a state, with their ids."""
        return self._by_state.get(state, {})
