"""A built graph: what `kg.build` returns and `kg.open` opens; queries, networks, pages and exports start here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyoxigraph as ox

from kg.claims.clocks import CLOCK_NAMES, Clocks, count_claims, view_store
from kg.disk.manifest import CONTACTS, DUMP, MANIFEST, PAGE, STORE, read_manifest, require_whole, tell_damaged
from kg.errors import KgError, UsageError
from kg.events.graph_folders import own_in_graph, read_steadily, refuse_taken_file
from kg.limits.processes import Limits, run_forked, run_fresh
from kg.limits.sparql import form_of
from kg.model.triples import is_base
from kg.queries.adhoc import QUERY, ask_text, construct_text, read_table, read_turtle, write_answer
from kg.queries.binding import run_query
from kg.queries.names import resolve
from kg.queries.questions import find_query, is_name
from kg.store.oxigraph import FORMATS, Store, serialise
from kg.store.tables import Table

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.analysis import PathStep
    from kg.analysis.measures import Sentence
    from kg.claims.contacts import ContactTable
    from kg.page import InlinePage
    from kg.reports.about import Entry
    from kg.reports.comparison import Comparison
    from kg.reports.conflicts import Conflict
    from kg.reports.lifecycles import Matter


class Graph:
    """A graph in memory or in a folder. `manifest` holds its title, base and counts."""

    def __init__(
        self,
        store: Store,
        manifest: dict[str, Any],
        folder: Path | None = None,
        *,
        contacts: ContactTable | None = None,
    ) -> None:
        self.store, self.manifest, self.folder, self.contacts = store, manifest, folder, contacts

    @classmethod
    def open(cls, path: str | Path = "graph") -> Graph:
        """Open a folder that `kg build` made, for reading. Raises UsageError where it is none.

        A build that puts a new graph in its place meanwhile does no harm: the old or the new one is opened, whole.
        """
        return read_steadily(Path(path), cls._open)

    @classmethod
    def _open(cls, folder: Path) -> Graph:
        manifest = read_manifest(folder)
        require_whole(folder, manifest)
        if not is_base(manifest["base"]):
            raise tell_damaged(folder, MANIFEST, "its base is no address that ends with /")
        try:
            store = Store(folder / STORE, base=manifest["base"])
        except KgError as error:
            raise tell_damaged(folder, STORE, error.__cause__ or error) from error
        return cls(store, manifest, folder, contacts=_contact_table(folder, manifest, Clocks()))

    @property
    def base(self) -> str:
        """What the IRIs of the data set start with."""
        return self.store.base

    @property
    def title(self) -> str:
        """The title of the data set, and what a view of it shows."""
        title = str(self.manifest.get("title") or "A graph of actors and their contacts")
        return f"{title} ({self.manifest['view']})" if self.manifest.get("view") else title

    def view(
        self,
        *,
        on: str | date | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        certainly: bool = False,
        known_by: str | date | None = None,
        claims: str = "all",
    ) -> Graph:
        """The graph as it was on some days, or as it was known by a day: a graph in memory with the claims that pass.

        `on`, or `since` and `until`, tell when things happened; what may have happened then passes, with `certainly`
        only what surely did. `known_by` is a day by which the source was out. `claims` is "all", "curated" (without
        those that a program coded) or "coded" (those alone). See `kg.claims.clocks` for the rules. The graph itself
        where nothing is given. Raises UsageError for what is no day, and for another choice of claims.

        >>> import kg
        >>> {row["whom"] for row in kg.load().view(on="2022-04-24").query("talks", actor="Erdogan")}
        {'zelenskyy'}
        """
        clocks = Clocks.read(on=on, since=since, until=until, certainly=certainly, known_by=known_by, claims=claims)
        if not clocks.set:
            return self
        store = self._view(clocks)
        counts = {**self.manifest.get("counts", {}), **count_claims(store)}
        words = ", ".join(filter(None, [self.manifest.get("view", ""), clocks.words]))
        manifest = {**self.manifest, "view": words, "counts": counts}
        manifest["options"] = [*self.manifest.get("options", []), *clocks.options]
        ends = [day for day in (self.manifest.get("as_of"), clocks.until) if day]
        manifest["as_of"] = min(ends, default=None)
        if self.manifest.get("left_out"):
            manifest["left_out"] = [self._without_gone(entry, store) for entry in self.manifest["left_out"]]
        table = _contact_table(self.folder, self.manifest, clocks) if self.folder and self.has_events else None
        return Graph(store, manifest, self.folder, contacts=table)

    def _view(self, clocks: Clocks) -> Store:
        """The claims that pass; those of event data, which can be millions, by way of columns where DuckDB is there."""
        from kg.store.columns import has_duckdb

        if not self.has_events or self.folder is None or not has_duckdb():
            return view_store(self.store, clocks)
        from kg.events.data_sets import list_data_sets
        from kg.events.views import view_events

        sets = list_data_sets(self.manifest)
        return view_events(self.folder, self.folder / DUMP, sets, self.store, clocks)

    @property
    def has_events(self) -> bool:
        """Whether the graph is a whole one with event data in its folder; a view of it is not."""
        return bool(self.folder and self.manifest.get("events") and not self.manifest.get("view"))

    def _without_gone(self, entry: dict[str, str], store: Store) -> dict[str, str]:
        """What was left out, without the source that stands for it where a view has not that source."""
        there = any(store.match(ox.NamedNode(self.base + entry["instead"]))) if "instead" in entry else True
        return entry if there else {name: value for name, value in entry.items() if name != "instead"}

    def query(
        self, query: str, *, time_limit: Any = None, memory_limit: Any = None, max_rows: Any = None, **parameters: Any
    ) -> Table:  # limits of any type, as parameters come as **dict[str, str]; Limits checks them
        """Ask a named query (`talks`) with its parameters, or a SPARQL SELECT or ASK.

        The clocks of `view` (since, until, on, certainly, known_by) and its `claims` can be given with any query.

        >>> import kg
        >>> graph = kg.load()
        >>> {row["whom"] for row in graph.query("talks", actor="Erdogan", since="2022-04-26")}
        {'putin'}

        With `time_limit` (seconds), `memory_limit` (MB, on Linux) or `max_rows` it runs in a process apart, which is
        ended when it takes more; KgError says so. 0 is no limit, as None. A graph in memory takes a system with forks.

        Raises UsageError for what cannot be asked, and for CONSTRUCT and DESCRIBE: see `construct`.
        """
        limits = Limits(time_limit, memory_limit, max_rows)
        if limits.set:
            return read_table(self._ask_apart(query, parameters, limits), base=self.base, limits=limits)
        clocks = {name: parameters.pop(name) for name in CLOCK_NAMES if name in parameters}
        named = is_name(query)
        contacts = self.contacts
        if clocks:  # the columns need no view of the store
            events = self.folder if self.has_events else None
            contacts = _contact_table(events, self.manifest, Clocks.read(**clocks)) if events else None
        if named and contacts is not None:
            from kg.queries.from_columns import answer_from_columns

            told = answer_from_columns(contacts, self.store, query, parameters)
            if told is not None:
                return told
        if clocks:
            return self.view(**clocks).query(query, **parameters)
        if named:
            return run_query(self.store, find_query(query), parameters)
        if parameters:
            raise UsageError("a SPARQL text takes no parameters; write them into the query, or use a named query")
        return ask_text(self.store, query)

    def is_construct(self, query: str) -> bool:
        """Whether a SPARQL text is a CONSTRUCT or DESCRIBE."""
        return form_of(query) in ("CONSTRUCT", "DESCRIBE")

    def construct(
        self, query: str, *, time_limit: float | None = None, memory_limit: int | None = None, **clocks: Any
    ) -> str:
        """The triples of a CONSTRUCT or DESCRIBE as Turtle, sorted; limits and clocks are those of `query`.

        Raises UsageError for other queries.
        """
        limits = Limits(time_limit, memory_limit)
        if limits.set:
            return read_turtle(self._ask_apart(query, clocks, limits))
        return construct_text(self.view(**clocks).store, query)

    def _ask_apart(self, query: str, parameters: dict[str, Any], limits: Limits) -> bytes:
        if self.store.path is None:
            return run_forked(lambda out: self._write_answer(query, parameters, out), limits=limits, work=QUERY)
        request = {"folder": str(self.store.path.parent.absolute()), "query": query, "parameters": parameters}
        return run_fresh("kg.graph:answer", request, limits=limits, work=QUERY)

    def _write_answer(self, query: str, parameters: dict[str, Any], out: BinaryIO) -> None:
        if is_name(query) or set(parameters) - set(CLOCK_NAMES):
            write_answer(self.query(query, **parameters), out)
        else:  # row by row, as they are found
            write_answer(self.view(**parameters).store.query(query), out)

    def offers(
        self,
        *,
        as_of: str | date | None = None,
        actor: str | None = None,
        role: str | None = None,
        state: str | None = None,
    ) -> tuple[Matter, ...]:
        """What became of each offer, request and role, as of a day; see `kg.reports.lifecycles`.

        `actor` (an id or any name) keeps those in which it has a part, `role` and `state` those of one role or state.
        Raises UsageError for what is no day, and for an unknown actor, role or state.

        >>> import kg
        >>> [(matter.role, matter.state) for matter in kg.load().offers(actor="Germany")]
        [('guarantor', 'requested')]
        """
        from kg.reports.lifecycles import follow_offers, require_role, require_state

        chosen = resolve(self.store, actor, option="actor") if actor else ""
        wanted = (require_role(role), require_state(state))
        day = Clocks.read(on=as_of, name="as-of").since
        return tuple(
            matter
            for matter in follow_offers(self.store, as_of=day)
            if (not chosen or chosen in matter.actors)
            and (not role or matter.role == wanted[0])
            and (not state or matter.state == wanted[1])
        )

    def about(self, name: str | None = None) -> Entry:
        """Everything that is known about a thing, given by id or any name: an actor, office, event, place, topic,
        source or claim; about the data set without a name. The entry has `to_text`, `to_markdown`, `to_json`.

        >>> import kg
        >>> entry = kg.load().about("NATO")
        >>> entry.title, entry.kind, entry.sections[0].heading
        ('NATO', 'alliance', 'Members')

        Raises UsageError, with the nearest or with the candidates, for a name that is unknown or means several.
        """
        from kg.reports.about import tell_about, tell_dataset

        if name is None:
            return tell_dataset(self.store, self.manifest)
        return tell_about(self.store, name, view=str(self.manifest.get("view", "")))

    def conflicts(self, *, event: str | None = None, kind: str | None = None) -> list[Conflict]:
        """Where sources do not go together, grouped; see `kg.reports.conflicts`.

        >>> import kg
        >>> [conflict.about for conflict in kg.load().conflicts(kind="place")]
        ['cavusoglu-kuleba-2022-03-17']

        Raises UsageError for an unknown event or kind.
        """
        from kg.reports.conflicts import read_conflicts

        return read_conflicts(self.store, event=event, kind=kind)

    def diff(self, other: Graph) -> Entry:
        """What `other` says and this graph does not: what was learnt, revised, changed, and what is gone.

        Either can be a view, such as the graph as known by a day. The entry has `to_text`, `to_markdown`, `to_json`.
        Raises UsageError where the two have not the same base.
        """
        from kg.reports.diff import compare_stores

        if self.base != other.base:
            raise UsageError(f"the two graphs have not the same base: {self.base} and {other.base}")
        views = [str(graph.manifest.get("view", "")) for graph in (self, other)]
        wholes = [str(graph.folder or graph.manifest.get("title") or graph.title) for graph in (self, other)]
        names = [view or whole for view, whole in zip(views, wholes, strict=True)]
        if views[0] == views[1] != "":
            names = [f"{whole} ({views[0]})" for whole in wholes]
        return compare_stores(self.store, other.store, was=names[0], now=names[1])

    def compare(
        self, a: str, b: str | None = None, *, level: str = "state", within: int = 0, **clocks: Any
    ) -> Comparison:
        """The contacts of two actors, or of one with all others, by curated and by machine-coded claims, side by side.

        `within` is the number of days that may lie between the two. What comes back has `findings`, `figures`,
        `to_text`, `to_markdown`, `to_json` and `to_table`; see `kg.reports.comparison.compare_claims` for the
        rules. Give the clocks here, not by `view`: the days that both sides cover are then those of the whole graph.

        >>> import kg
        >>> [finding.contact.event for finding in kg.load().compare("Russia", "Israel").findings][0]
        'bennett-putin-2022-02-27'

        Raises UsageError for what cannot be compared.
        """
        from kg.reports.comparison import compare_claims

        view = str(self.manifest.get("view", ""))
        return compare_claims(
            self.store, a, b, level=level, within=within, clocks=Clocks.read(**clocks),
            table=None if view else self.contacts, view=view,
        )  # fmt: skip

    def network(
        self,
        *,
        level: str = "person",
        layers: Iterable[str] | None = None,
        channels: Iterable[str] = (),
        roles: Iterable[str] = (),
        statuses: Iterable[str] = (),
        sources: Iterable[str] = (),
        **clocks: Any,
    ) -> nx.MultiDiGraph:
        """The graph as a networkx MultiDiGraph with every relation; see `kg.network.project_network`.

        The clocks of `view` (since, until, on, certainly, known_by) and its `claims` can be given beside the rest.

        >>> import kg
        >>> sorted(kg.load().network(level="state", channels=["phone call"], on="2022-04-26"))
        ['russia', 'turkey']

        Raises UsageError for an unknown level, layer, channel, role, status or source, and for what is no day.
        """
        from kg.network import LAYERS
        from kg.network.projections import project_ties

        viewed = self.view(**clocks) if clocks else self
        return project_ties(
            viewed.store, contacts=viewed.contacts, level=level, title=viewed.title,
            layers=LAYERS if layers is None else layers, channels=channels, roles=roles, statuses=statuses,
            sources=sources,
        )  # fmt: skip

    def events(self, *, level: str = "person", layers: Iterable[str] = ("contact",), **clocks: Any) -> nx.MultiGraph:
        """Events and those who took part as a two-mode network; see `kg.network.project_events`.

        Raises UsageError for an unknown level or layer, and for what is no day.
        """
        from kg.claims.coded import read_all
        from kg.network import project_events

        viewed = self.view(**clocks) if clocks else self
        content = read_all(viewed.contacts, viewed.store)
        return project_events(viewed.store, level=level, layers=layers, title=viewed.title, content=content)

    def analyse(self, measure: str | None = None, *, level: str = "person", **options: Any) -> Table:
        """Take a measure of the graph by its name, such as "brokerage", "shuttles" or "mediators"; the brief without.

        `options` are those of `network`, the clocks of `view`, and those of the measure:
        `kg.analysis.measures.list_measures()` tells them.

        >>> import kg
        >>> kg.load().analyse("shuttles", level="state", days=3).rows[0]["route"]
        'ukraine > russia'

        Raises UsageError for an unknown measure, an option that it does not take, and what the measure refuses.
        """
        from kg.analysis.measures import tabulate_brief, take_measure

        viewed = self.view(**{name: options.pop(name) for name in CLOCK_NAMES if name in options})
        if measure is not None:
            options |= {"as_of": viewed.manifest.get("as_of"), "level": level}
            return take_measure(viewed.store, measure, title=viewed.title, contacts=viewed.contacts, **options)
        if options:
            raise UsageError(f"{min(options)} goes with a measure; the brief takes none")
        return tabulate_brief(viewed.brief(level=level), base=self.base)

    def brief(self, *, level: str = "person") -> tuple[Sentence, ...]:
        """What the graph shows in a dozen plain sentences, each with the command that it rests on.

        The commands name the folder of the graph and the clocks of a view, so that they give what was counted.
        """
        from kg.analysis.measures import write_brief

        named = ["--graph", str(self.folder)] if self.folder is not None and self.folder != Path("graph") else []
        options = [*self.manifest.get("options", []), *named]
        return write_brief(self.store, level=level, options=options, contacts=self.contacts)

    def path(self, start: str, end: str, *, level: str = "person") -> list[PathStep]:
        """The shortest chain of talks between two actors, given by id or any name; empty where there is none."""
        from kg.analysis import find_path

        ends = [resolve(self.store, name, option=option) for name, option in ((start, "A"), (end, "B"))]
        return find_path(self.network(level=level, layers=("contact",)), ends[0], ends[1])

    def page(self, *, level: str = "person", title: str | None = None) -> str:
        """The interactive page as HTML; `level` is the one that it shows first.

        Raises UsageError for an unknown level.
        """
        from kg.network import LEVELS, project_levels
        from kg.page import render_page
        from kg.reports.about import tell_beside

        wanted = [level, *(other for other in LEVELS if other != level)]
        networks = project_levels(self.store, levels=wanted, title=self.title)
        networks[0].graph.update(tell_beside(self.store))
        return render_page(networks, title=title or self.title)

    def show(self, path: str | Path | None = None, *, level: str = "person", height: int = 720) -> InlinePage:
        """The interactive page: a notebook shows it in place, `height` pixels high; a file holds it to pass on.

        Written to `path`, or beside a graph that is in a folder, where the page of a view has a name of its own, so
        that it does not take the place of the whole. A graph in memory without a path is only shown. `path` of what
        comes back is the file, or None. In a notebook the page is part of it, in a frame of its own, and needs no
        server and no connection.

        Raises UsageError where `path` is a folder or a file of the graph's own, KgError where writing fails.
        """
        from kg.disk.atomic import write_beside
        from kg.disk.outputs import refuse_output, write_output
        from kg.page import InlinePage

        target = Path(path) if path is not None else None
        if target is None and self.folder is not None:
            view = re.sub("[^a-z0-9-]+", "-", str(self.manifest.get("view", "")))
            target = self.folder / (PAGE.replace(".", f"-{view}.") if view else PAGE)
        if target is not None:
            refuse_output(target, graph=self.folder, page=True)
        if path is None and target is not None and target.name == PAGE:
            refuse_taken_file(target, own_in_graph(target.parent))
        page = self.page(level=level)
        if target is not None:
            # A pipe that somebody names is written into; one in the place of the graph's own page would wait for ever.
            (write_output if path is not None else write_beside)(target, page)
        return InlinePage(page, height, path=target)

    def export(self, form: str = "trig") -> str:
        """All facts as TriG, N-Quads or JSON-LD (`trig`, `nquads`, `jsonld`), always in the same order.

        Raises UsageError for another form.
        """
        if form not in FORMATS:
            raise UsageError(
                f"there is no form '{form}'; the forms are {', '.join(FORMATS)}, facts, and for networks graphml, "
                "gexf, cytoscape, node-link, pairs"
            )
        return serialise(self.store.quads(), form)

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset to read; named graphs are claims. See `kg.store.rdflib_reader`."""
        from kg.store.rdflib_reader import open_dataset

        return open_dataset(self.store)

    def export_facts(self) -> dict[str, str]:
        """All facts as facts files, by file name; `dataset.yaml` has title, licence, coverage and base.

        Those of a view can speak of things that it does not have; `kg check` names them. Claims of event data are among
        them, with their rows and codes; `view(claims="curated")` leaves them out. Raises KgError where something in the
        graph cannot be written as facts, UsageError where it has more than 100,000 claims.
        """
        from kg.facts.export import write_store

        about = {**self.manifest, "title": self.title} if self.manifest.get("view") else self.manifest
        return write_store(self.store, about, events=self.has_events)

    def _repr_html_(self) -> str:
        from html import escape

        counts = self.manifest.get("counts", {}).items()
        rows = "".join(f"<tr><td>{escape(str(number))}</td><td>{escape(name)}</td></tr>" for name, number in counts)
        return f"<strong>{escape(self.title)}</strong><table>{rows}</table>"

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {name}" for name, number in self.manifest.get("counts", {}).items())
        return f"<Graph {self.title!r}: {counts}>"


def _contact_table(folder: Path, manifest: dict[str, Any], clocks: Clocks) -> ContactTable | None:
    """The contact table of a graph with event data, where DuckDB is there to read it."""
    from kg.store.columns import has_duckdb

    path = folder / CONTACTS
    if not manifest.get("events") or not path.is_file() or not has_duckdb():
        return None
    from kg.claims.contacts import ContactTable

    return ContactTable(path, folder / DUMP, base=manifest["base"], project=_project_contacts, clocks=clocks)


def _project_contacts(store: Store) -> list[tuple[Any, ...]]:
    """The contacts of a store as rows of the contact table; it takes networkx, which not all who read it need."""
    from kg.network.contact_rows import contact_rows

    return contact_rows(store)


def answer(request: dict[str, Any], payload: bytes, out: BinaryIO) -> None:
    """What a process apart does for `Graph.query`: opens the folder and writes the answer."""
    Graph.open(request["folder"])._write_answer(request["query"], request["parameters"], out)
