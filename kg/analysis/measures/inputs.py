"""What measures are taken of: a graph's talks and ties at one level, the groups of its actors, their formal roles."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx

from kg.analysis import FormalRole, sides_of, talk_network
from kg.claims.clocks import count_claims
from kg.claims.content import Content, Part
from kg.claims.makers import coded_claims
from kg.derived.coded import list_claim_files, open_claims, read_all
from kg.derived.contact_table import ContactTable
from kg.derived.deriving import Relations
from kg.errors import UsageError
from kg.model.dates import DateError, read_day
from kg.network import collapse_network, project_events, project_network, read_content
from kg.network.levels import Lift
from kg.network.projections import project_ties
from kg.queries.binding import run_query
from kg.queries.from_columns import answer_from_columns
from kg.queries.names import resolve
from kg.queries.questions import find_query
from kg.store.oxigraph import Store
from kg.store.tables import Table, shorten, unguard

COMMON = ("level", "layers", "channels", "roles", "statuses", "sources")
GROUPS = ("side", "type", "state", "membership")
NO_GROUP = "none"
_MOST_GROUP_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure: its name, the question that it answers, its columns with their meaning, and the options that it takes.

    `common` are those that it takes of the options of all projections. `ids` are the columns that hold ids of things;
    `rests_on` is the named query that shows what it counts.
    """

    name: str
    question: str
    columns: Mapping[str, str]
    run: Callable[[Material], Sequence[Sequence[Any]]]
    options: tuple[str, ...] = ()
    common: tuple[str, ...] = COMMON
    ids: tuple[str, ...] = ("actor",)
    rests_on: str = "talks"


class Material:
    """A graph as measures see it, with the options that were given.

    Without layers, ties are the contacts that were held and in which both sat at the table; with them, all ties of
    these layers. `as_of` is the day that is asked about, where there is one.
    """

    def __init__(
        self,
        store: Store,
        *,
        title: str = "",
        as_of: date | None = None,
        contacts: ContactTable | None = None,
        **options: Any,
    ) -> None:
        self.store, self.title, self.as_of, self.options = store, title, as_of, options
        self.contacts = contacts
        self.level = str(options.get("level") or "person")
        self._asked: dict[tuple[Any, ...], Table] = {}

    @property
    def names(self) -> Store:
        """What knows what actors and conflicts are called; of a graph with event data the whole graph."""
        return self.store if self.contacts is None else self.contacts.register

    def at(self, level: str) -> Material:
        """The same graph and options at another level."""
        options = {**self.options, "level": level}
        other = Material(self.store, title=self.title, as_of=self.as_of, contacts=self.contacts, **options)
        other.__dict__ |= {name: self.__dict__[name] for name in ("content", "everything") if name in self.__dict__}
        other._asked = self._asked  # what is asked knows no level
        return other

    @cached_property
    def content(self) -> Content:
        """The claims and things of the graph; of one with event data only the curated claims."""
        if self.contacts is None:
            return read_content(self.store)
        return self.contacts.content_with_names

    @cached_property
    def everything(self) -> Content:
        """The claims and things of the graph, the coded claims of event data among them."""
        return self.content if self.contacts is None else read_all(self.contacts, self.store)

    @cached_property
    def relations(self) -> Relations:
        """What the claims amount to; of a graph with event data the curated ones, with whom others act for."""
        return Relations.of(self.content) if self.contacts is None else self.contacts.relations_with_names

    @cached_property
    def network(self) -> nx.MultiDiGraph:
        """The projection that was asked for."""
        return self.project(self.options.get("layers") or ("contact",))

    @property
    def everyone(self) -> nx.MultiDiGraph:
        """The projection that was asked for, with all actors that have ties in any layer at its level."""
        every = project_network(self.names, level=self.level, content=self.everything)
        network = self.network.copy()
        network.add_nodes_from((name, data) for name, data in every.nodes(data=True) if name not in network)
        return network

    def project(self, layers: Sequence[str]) -> nx.MultiDiGraph:
        """The projection of these layers with the level and the filters that were given."""
        kept = {name: self.options.get(name) or () for name in ("channels", "roles", "statuses", "sources")}
        return project_ties(
            self.store, contacts=self.contacts, level=self.level, layers=layers, title=self.title,
            content=None if tuple(layers) == ("contact",) else self.everything, **kept,
        )  # fmt: skip

    @cached_property
    def ties(self) -> nx.Graph:
        """The ties of the projection; with a weight, one per pair."""
        ties = self.network if self.options.get("layers") else self._held()
        if self.options.get("weight"):
            half_life = self.options.get("half_life")
            if half_life is not None and self.options["weight"] != "recency":
                raise UsageError("`half_life` goes with `weight` recency")
            return collapse_network(
                ties,
                weight=self.options["weight"],
                half_life=30.0 if half_life is None else float(half_life),
                as_of=self.as_of,
                directed=bool(self.options.get("layers")),
            )
        if self.options.get("half_life") is not None:
            raise UsageError("`half_life` goes with `weight` recency")
        return ties

    @property
    def weight(self) -> str | None:
        """The edge attribute with the weight, where one was asked for."""
        return "weight" if self.options.get("weight") else None

    @property
    def engine(self) -> str:
        """What is to count."""
        return str(self.options.get("engine") or "auto")

    @property
    def conflicts(self) -> list[str]:
        """The conflict that was named, or else all that have sides."""
        if self.conflict is not None:
            return [self.conflict]
        return [each["id"] for each in self.network.graph["conflicts"]] or [""]

    @property
    def conflict(self) -> str | None:
        """The id of the conflict that was named."""
        name = self.options.get("conflict")
        return resolve(self.names, name, option="conflict", type="conflict") if name else None

    def actor(self, *, required: str = "") -> str | None:
        """The id of the actor that was named. Raises UsageError where there is none and `required` says what for."""
        name = self.options.get("actor")
        if not name:
            if required:
                raise UsageError(f"name an actor with `actor`: {required}")
            return None
        return resolve(self.names, name, option="actor")

    def number(self, name: str, default: int) -> int:
        """An option that is a whole number of at least 0."""
        value = self.options.get(name)
        if value is None:
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number < 1_000_000:
            raise UsageError(f"`{name}` takes a whole number of at least 0, not '{str(value)[:40]}'")
        return number

    def day(self, name: str) -> date | None:
        """An option that is a day."""
        value = self.options.get(name)
        try:
            return None if value is None else read_day(value)
        except DateError:
            raise UsageError(f"`{name}` takes a day such as 2022-04-26, not '{str(value)[:40]}'") from None

    def events(self, layers: Sequence[str]) -> nx.MultiGraph:
        """Events and those who took part, in the layers that were asked for, or else in these."""
        layers = self.options.get("layers") or layers
        return project_events(self.store, level=self.level, layers=layers, title=self.title, content=self.everything)

    def ask(self, name: str, **values: Any) -> Table:
        """The answer to a named query; it is asked once."""
        asked = (name, *sorted(values.items()))
        if asked not in self._asked:
            found = answer_from_columns(self.contacts, name, values) if self.contacts is not None else None
            self._asked[asked] = run_query(self.store, find_query(name), values) if found is None else found
        return self._asked[asked]

    def count_claims(self) -> tuple[int, int]:
        """How many claims a program made, and how many there are."""
        if self.contacts is None or not list_claim_files(self.contacts):
            return len(coded_claims(self.store)), count_claims(self.store)["claims"]
        curated = self.contacts.curated
        with open_claims(self.contacts) as connection:
            (imported,) = connection.execute("SELECT count(*) FROM coded_claims").fetchone()
        return len(coded_claims(curated)) + imported, count_claims(curated)["claims"] + imported

    def formal_roles(self) -> list[FormalRole]:
        """The roles of third parties that claims give actors, at the level that was asked for."""
        lift, vocabulary = Lift(self.content, self.relations, self.level), self.content.vocabulary
        roles = {role for role in vocabulary.concepts["Role"] if vocabulary.is_narrower(role, "third-party")}
        return [
            FormalRole(
                actor=lift.of(row["claim"], Part(row["who"], row["as"], row["for"], row["role_status"])),
                role=row["as"],
                status=row["role_status"],
                event=row["event"] or "",
                date=row["date"] or "",
                claim=row["claim"],
            )
            for row in self.ask("roles").keep("as", roles)
        ]

    def groups(self, names: Sequence[str]) -> dict[str, str]:
        """The group of each of these actors, by the grouping that was asked for: sides of the conflict by default.

        The sides are those of the conflict that was named, or of the only one. Raises UsageError for a grouping that
        there is none of, for a file that cannot be read, for a conflict that is named with another grouping, and where
        one of several has to be named.
        """
        wanted = self.options.get("groups") or "side"
        if wanted != "side" and self.conflict is not None:
            raise UsageError("`conflict` goes with the sides of a conflict; leave out `groups`, or write `groups` side")
        if isinstance(wanted, Mapping):
            return {name: str(wanted.get(name, NO_GROUP)) for name in names}
        if wanted not in GROUPS:
            return self._groups_in_file(Path(wanted), names)
        if wanted == "side":
            if self.conflict is None and not self.network.graph["conflicts"]:
                return dict.fromkeys(names, NO_GROUP)
            sides = sides_of(self.network, conflict=self.conflict)
            side = {name: each for each in sorted(sides) for name in sides[each]}
            return {name: side.get(name, NO_GROUP) for name in names}
        if wanted == "membership":
            member = self._memberships()
            return {name: member.get(name, NO_GROUP) for name in names}
        lift = Lift(self.content, self.relations, "state")
        found = {name: lift.thing(name).type if wanted == "type" else lift.belongs(name) for name in names}
        return {name: group or NO_GROUP for name, group in found.items()}

    def _held(self) -> nx.MultiGraph:
        """The talks that were held, with all actors of the projection and what it tells of itself."""
        talks = talk_network(self.network)
        talks.graph.update(self.network.graph)
        talks.add_nodes_from((name, data) for name, data in self.network.nodes(data=True) if name in talks)
        return talks

    def _memberships(self) -> dict[str, str]:
        """The first organisation, by id, of which a claim says that an actor, or what it belongs to, is a member."""
        of: dict[str, set[str]] = {}
        for claim in self.content.claims.values():
            for member in claim.links.get("member", ()):
                of.setdefault(member, set()).update(claim.links.get("affiliatedWith", ()))
        lift = Lift(self.content, self.relations, "state")
        every = {*self.network, *of}
        return {name: min(found) for name in every if (found := of.get(name) or of.get(lift.belongs(name)))}

    def _groups_in_file(self, path: Path, names: Sequence[str]) -> dict[str, str]:
        """Groups from a CSV file with the columns actor and group; actors that are not in it are in no group."""
        try:
            if path.stat().st_size > _MOST_GROUP_BYTES:
                raise UsageError(f"'{path}' is too large for a file of groups")
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            known = ", ".join(GROUPS)
            raise UsageError(
                f"there is no grouping and no readable file '{str(path)[:80]}'; the groupings are {known}, or a CSV "
                "file with the columns actor and group"
            ) from error
        found: dict[str, str] = {}
        for number, row in enumerate(rows, 2):
            if not row.get("actor") or row.get("group") is None:
                raise UsageError(f"{path}:{number}: write an actor and a group, in columns of these names")
            actor = shorten(unguard(row["actor"]).strip(), self.store.base)
            if actor not in names:
                actor = resolve(self.names, actor, option=f"groups, line {number}")
            group = unguard(row["group"]).strip() or NO_GROUP
            if found.setdefault(actor, group) != group:
                raise UsageError(f"{path}:{number}: '{actor}' has two groups")
        return {name: found.get(name, NO_GROUP) for name in names}
