"""A graph as it is opened, and views of it by the clocks: its claims, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.claims.clocks import Clocks, count_claims
from kg.claims.curated import read_curated
from kg.derived.claim_views import view_claims
from kg.derived.relation_quads import add_relations
from kg.disk.graph_info import GraphInfo, LeftOut
from kg.disk.manifest import DUMP, MANIFEST, STORE, THINGS, read_manifest, require_whole, tell_damaged
from kg.errors import KgError
from kg.events.graph_folders import read_steadily
from kg.model.triples import is_base
from kg.store.columns import has_duckdb
from kg.store.oxigraph import Store

if TYPE_CHECKING:
    from kg.derived.contact_table import ContactTable


class OpenedGraph:
    """A graph in memory or in a folder, or a view of one; `kg.graph.Graph` has what can be asked of it."""

    def __init__(
        self,
        store: Store | None,
        info: GraphInfo,
        folder: Path | None = None,
        *,
        contacts: ContactTable | None = None,
        view_of: Self | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        self._store, self._info, self.folder, self.contacts = store, info, folder, contacts
        self.view_of, self.clocks = view_of, clocks or Clocks()

    @classmethod
    def open(cls, graph: str | Path = "graph") -> Self:
        """Open a folder that `kg build` made, for reading. Raises UsageError where it is none.

        A build that puts a new graph in its place meanwhile does no harm: the old or the new one is opened, whole.
        """
        return read_steadily(Path(graph), cls._open)

    @classmethod
    def _open(cls, folder: Path) -> Self:
        info = read_manifest(folder)
        require_whole(folder, info)
        if not is_base(info.base):
            raise tell_damaged(folder, MANIFEST, "its base is no address that ends with /")
        try:
            things = folder / THINGS if THINGS in info.files and has_duckdb() else None
            store = Store(folder / STORE, base=info.base, things=things)
        except KgError as error:
            raise tell_damaged(folder, STORE, error.__cause__ or error) from error
        if not store.has_relations and not info.events:  # of an earlier version
            store = read_curated(folder / DUMP, base=info.base)
            add_relations(store)
        return cls(store, info, folder, contacts=_contact_table(folder, info, store))

    @cached_property
    def store(self) -> Store:
        """The claims as quads; those of a view are chosen when they are first asked for."""
        if self._store is not None:
            return self._store
        assert self.view_of is not None
        return self.view_of._choose(self.clocks)

    @cached_property
    def info(self) -> GraphInfo:
        """What is known of the graph: title, licence, coverage, counts, data sets; of a view with its own counts."""
        if self.view_of is None:
            return self._info
        counts = {**self._info.counts, **count_claims(self.store)}
        return replace(self._info, counts=counts, left_out=tuple(map(self._without_gone, self._info.left_out)))

    @property
    def names(self) -> Store:
        """What knows what actors are called: the claims, of a graph with event data those of the whole graph."""
        return self.store if self.contacts is None else self.contacts.register

    @property
    def base(self) -> str:
        """What the IRIs of the data set start with."""
        return self._info.base

    @property
    def shown(self) -> str:
        """What a view shows, in words, such as "until 2022-03-07"; empty for a whole graph."""
        return ", ".join(graph.clocks.words for graph in self._views)

    @property
    def title(self) -> str:
        """The title of the data set, and what a view of it shows."""
        return f"{self._info.heading} ({self.shown})" if self.shown else self._info.heading

    @property
    def _views(self) -> list[Self]:
        """The view of the whole graph, the view of that, and so on, to this one; none where this is whole."""
        return [] if self.view_of is None else [*self.view_of._views, self]

    def view(
        self,
        *,
        on: str | date | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        certainly: bool = False,
        known_by: str | date | None = None,
        claims: str = "all",
        without: str | Iterable[str] = (),
    ) -> Self:
        """The graph as it was on some days, or as it was known by a day: what is asked of it counts what passes.

        `on`, or `since` and `until`, tell when things happened; what may have happened then passes, with `certainly`
        only what surely did. `known_by` is a day by which the source was out. `claims` is "all", "curated" (without
        those that a program coded) or "coded" (those alone). `without` leaves out what is "denied", "deprecated" or
        "disputed", with commas between. See `kg.claims.clocks` for the rules. The graph itself where nothing is given.
        Raises UsageError for what is no day, and for another choice of claims.

        >>> import kg
        >>> {row["whom"] for row in kg.load().view(on="2022-04-24").query("talks", actor="Erdogan")}
        {'zelenskyy'}
        """
        clocks = Clocks.read(
            on=on, since=since, until=until, certainly=certainly, known_by=known_by, claims=claims, without=without
        )
        if not clocks.set:
            return self
        table = self.contacts.by(clocks) if self.contacts is not None and self.has_events else None
        return type(self)(None, self.info, self.folder, contacts=table, view_of=self, clocks=clocks)

    def _choose(self, clocks: Clocks) -> Store:
        """The claims that pass; those of event data, which can be millions, by way of columns where DuckDB is there.

        Of the latter quads are only made once they are needed: what columns answer needs none.
        """
        if not self.has_events or self.folder is None or not has_duckdb():
            view = view_claims(self.store, clocks)
            if view is not self.store:
                add_relations(view)
            return view
        from kg.events.data_sets import list_data_sets
        from kg.events.views import view_events

        folder, sets = self.folder, list_data_sets(self.info.events)
        make = partial(view_events, folder, folder / DUMP, sets, self.store, clocks)
        return Store(base=self.base, make=make)

    @property
    def has_events(self) -> bool:
        """Whether the graph is a whole one with event data in its folder; a view of it is not."""
        return bool(self.folder and self._info.events and self.view_of is None)

    def _without_gone(self, entry: LeftOut) -> LeftOut:
        """What was left out, without the source that stands for it where a view has not that source."""
        is_there = not entry.instead or any(self.store.match(ox.NamedNode(self.base + entry.instead)))
        return entry if is_there else replace(entry, instead="")


def _contact_table(folder: Path, info: GraphInfo, register: Store) -> ContactTable | None:
    """The contact table of a graph; what reads it is loaded where there is event data."""
    if not info.events:
        return None
    from kg.derived.contact_table import ContactTable

    return ContactTable.find(folder, info, register=register)
