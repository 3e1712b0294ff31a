"""What can be asked of a graph: queries, reports, networks, measures, pages and exports start here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.claims.clocks import Clocks
from kg.disk.manifest import PAGE
from kg.errors import UsageError
from kg.events.graph_folders import own_in_graph, refuse_taken_file
from kg.graph.opened import OpenedGraph
from kg.limits.processes import Limits, run_forked, run_fresh
from kg.limits.sparql import form_of
from kg.queries.adhoc import QUERY, ask_text, construct_text, read_table, read_turtle, write_answer
from kg.queries.binding import run_query
from kg.queries.names import find_topic, resolve
from kg.queries.questions import find_query
from kg.store.oxigraph import FORMATS, serialise
from kg.store.tables import Table

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from pyvis.network import Network

    from kg.analysis import PathStep
    from kg.analysis.measures import Sentence
    from kg.derived.deriving import Relations
    from kg.model.records import Claim
    from kg.page import InlinePage
    from kg.reports.comparison import Comparison
    from kg.reports.conflicts import Conflict
    from kg.reports.entry import Entry
    from kg.reports.lifecycles import Matter
    from kg.reports.topic_positions import TopicPosition


class Graph(OpenedGraph):
    """A graph in memory or in a folder, or a view of one.

    `info` is what is known of it (title, licence, counts, data sets), `base` what its IRIs start with, `folder` where
    it lies, None in memory. Of a view `clocks` are those that it is by, and `view_of` is the graph that it shows.
    `len` is the number of claims, and iteration gives them; `graph["erdogan"]` is what `about` gives.
    """

    def query(
        self, name: str, *, time_limit: Any = None, memory_limit: Any = None, max_rows: Any = None, **parameters: Any
    ) -> Table:  # limits of any type, as parameters come as **dict[str, str]; Limits checks them
        """Ask a named query with its parameters; `kg query --list` and `kg.queries.questions.list_queries` list them.

        >>> import kg
        >>> graph = kg.load()
        >>> {row["whom"] for row in graph.view(since="2022-04-26").query("talks", actor="Erdogan")}
        {'putin'}

        With `time_limit` (seconds), `memory_limit` (MB, on Linux) or `max_rows` it runs in a process apart, which is
        ended when it takes more; KgError says so. 0 is no limit, as None. A graph in memory takes a system with forks.

        Raises UsageError for an unknown query, and for parameters that it does not take.
        """
        query, limits = find_query(name), Limits(time_limit, memory_limit, max_rows)
        if limits.set:
            asked = self._ask_apart({"name": name, "parameters": parameters}, limits)
            return read_table(asked, base=self.base, limits=limits)
        if self.contacts is not None:  # the columns need no view of the store
            from kg.queries.from_columns import answer_from_columns

            told = answer_from_columns(self.contacts, name, parameters)
            if told is not None:
                return told
        return run_query(self.store, query, parameters)

    def sparql(
        self,
        text: str,
        *,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        max_rows: int | None = None,
    ) -> Table:
        """Ask a SPARQL SELECT or ASK; the limits are those of `query`.

        >>> import kg
        >>> kg.load().sparql("SELECT ?state WHERE { ?state a akg:State } ORDER BY ?state LIMIT 1").rows[0]["state"]
        'germany'

        Raises UsageError for what is no such text, and for CONSTRUCT and DESCRIBE: see `construct`.
        """
        limits = Limits(time_limit, memory_limit, max_rows)
        if limits.set:
            return read_table(self._ask_apart({"text": text}, limits), base=self.base, limits=limits)
        return ask_text(self.store, text)

    def is_construct(self, text: str) -> bool:
        """Whether a SPARQL text is a CONSTRUCT or DESCRIBE."""
        return form_of(text) in ("CONSTRUCT", "DESCRIBE")

    def construct(self, text: str, *, time_limit: float | None = None, memory_limit: int | None = None) -> str:
        """The triples of a CONSTRUCT or DESCRIBE as Turtle, sorted; the limits are those of `query`.

        Raises UsageError for other queries.
        """
        limits = Limits(time_limit, memory_limit)
        if limits.set:
            return read_turtle(self._ask_apart({"text": text}, limits))
        return construct_text(self.store, text)

    def _ask_apart(self, asked: dict[str, object], limits: Limits) -> bytes:
        """What `_write_answer` writes in a process apart, which opens the folder of the whole graph anew."""
        views = self._views
        whole = views[0].view_of if views else self
        if whole is None or whole.store.path is None:
            return run_forked(lambda out: self._write_answer(asked, out), limits=limits, work=QUERY)
        request = {
            "folder": str(whole.store.path.parent.absolute()),
            "views": [view.clocks.given for view in views],
            "asked": asked,
        }
        return run_fresh("kg.graph.face:answer", request, limits=limits, work=QUERY)

    def _write_answer(self, asked: dict[str, Any], out: BinaryIO) -> None:
        if "name" in asked:
            write_answer(self.query(asked["name"], **asked["parameters"]), out)
        else:  # row by row, as they are found
            write_answer(self.store.query(asked["text"]), out)

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
        from kg.reports.lifecycles import choose_matters, follow_offers

        found = follow_offers(self.store, as_of=Clocks.read(on=as_of, name="as_of").since)
        chosen = resolve(self.store, actor, option="actor") if actor else None
        return choose_matters(found, actor=chosen, role=role, state=state)

    def positions(
        self, *, topic: str | None = None, actor: str | None = None, as_of: str | date | None = None
    ) -> tuple[TopicPosition, ...]:
        """Where the parties stand, topic by topic, as of a day: what each wants, offers, accepts or refuses.

        `topic` and `actor` (an id or any name) keep those on one topic, of one party or speaker. Raises UsageError for
        what is no day, and for an unknown topic or actor.

        >>> import kg
        >>> [(each.party, each.stand) for each in kg.load().positions(topic="neutrality")][:1]
        [('russia', 'wants')]
        """
        from kg.reports.topic_positions import find_positions

        day = Clocks.read(on=as_of, name="as_of").since
        chosen = resolve(self.store, actor, option="actor") if actor else None
        known = find_topic(topic) if topic else None
        about = known.id if known else resolve(self.store, topic, option="topic", type="thing") if topic else None
        return find_positions(self.store, topic=about, actor=chosen, as_of=day)

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
            return tell_dataset(self.store, self.info, view=self.shown)
        return tell_about(self.store, name, view=self.shown)

    def __getitem__(self, name: str) -> Entry:
        return self.about(name)

    def __len__(self) -> int:
        return self.info.counts.get("claims", 0)

    def __bool__(self) -> bool:
        return True  # a graph without claims is a graph, too

    def __iter__(self) -> Iterator[Claim]:
        """The claims as records, by their ids."""
        from kg.facts.stored import read_claims

        return read_claims(self.store)

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
        wholes = [str(graph.folder or graph._info.heading) for graph in (self, other)]
        names = [graph.shown or whole for graph, whole in zip((self, other), wholes, strict=True)]
        if self.shown and self.shown == other.shown:
            names = [f"{whole} ({self.shown})" for whole in wholes]
        return compare_stores(self.store, other.store, was=names[0], now=names[1])

    def compare(self, a: str, b: str | None = None, *, level: str = "state", within: int = 0) -> Comparison:
        """The contacts of two actors, or of one with all others, by curated and by machine-coded claims, side by side.

        `within` is the number of days that may lie between the two. What comes back has `findings`, `figures`,
        `to_text`, `to_markdown`, `to_json` and `to_table`; see `kg.reports.comparison.compare_claims` for the
        rules. Of a view the days that both sides cover are those of the graph that it shows.

        >>> import kg
        >>> [finding.contact.event for finding in kg.load().compare("Russia", "Israel").findings][0]
        'bennett-putin-2022-02-27'

        Raises UsageError for what cannot be compared.
        """
        from kg.reports.comparison import compare_claims

        whole = self if self.view_of is None else self.view_of
        return compare_claims(
            whole.store, a, b, level=level, within=within, clocks=self.clocks, view=whole.shown,
            table=whole.contacts if whole.view_of is None else None,
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
    ) -> nx.MultiDiGraph:
        """The graph as a networkx MultiDiGraph with every relation; see `kg.network.project_network`.

        >>> import kg
        >>> sorted(kg.load().view(on="2022-04-26").network(level="state", channels=["phone call"]))
        ['russia', 'turkey']

        Raises UsageError for an unknown level, layer, channel, role, status or source.
        """
        from kg.network import LAYERS
        from kg.network.projections import project_ties

        return project_ties(
            self.store, contacts=self.contacts, level=level, title=self.title,
            layers=LAYERS if layers is None else layers, channels=channels, roles=roles, statuses=statuses,
            sources=sources,
        )  # fmt: skip

    def events(self, *, level: str = "person", layers: Iterable[str] = ("contact",)) -> nx.MultiGraph:
        """Events and those who took part as a two-mode network; see `kg.network.project_events`.

        Raises UsageError for an unknown level or layer.
        """
        from kg.derived.coded import read_all
        from kg.network import project_events

        content = read_all(self.contacts, self.store)
        return project_events(self.store, level=level, layers=layers, title=self.title, content=content)

    def analyse(self, measure: str | None = None, *, level: str = "person", **options: Any) -> Table:
        """Take a measure of the graph by its name, such as "brokerage", "shuttles" or "mediators"; the brief without.

        `options` are those of `network` and those of the measure: `kg.analysis.measures.list_measures()` tells them.

        >>> import kg
        >>> kg.load().analyse("shuttles", level="state", days=3).rows[0]["route"]
        'ukraine > russia'

        Raises UsageError for an unknown measure, an option that it does not take, and what the measure refuses.
        """
        from kg.analysis.measures import tabulate_brief, take_measure

        if measure is not None:
            ends = [view.clocks.until for view in self._views if view.clocks.until is not None]
            options |= {"as_of": min(ends, default=None), "level": level}
            return take_measure(self.store, measure, title=self.title, contacts=self.contacts, **options)
        if options:
            raise UsageError(f"`{min(options)}` goes with a measure; the brief takes none")
        return tabulate_brief(self.brief(level=level), base=self.base)

    def brief(self, *, level: str = "person") -> tuple[Sentence, ...]:
        """What the graph shows in a dozen plain sentences, each with the command that it rests on.

        The commands name the folder of the graph and the clocks of a view, so that they give what was counted.
        """
        from kg.analysis.measures import write_brief

        named = ["--graph", str(self.folder)] if self.folder is not None and self.folder != Path("graph") else []
        options = [*(option for view in self._views for option in view.clocks.options), *named]
        return write_brief(self.store, level=level, options=options, contacts=self.contacts)

    def path(self, start: str, end: str, *, level: str = "person") -> list[list[PathStep]]:
        """All shortest chains of talks between two actors, given by id or any name; empty where there is none.

        The talks of those who stand for an actor are its own. Raises UsageError where one took part in no talks, and
        for two that are the same.

        >>> import kg
        >>> [chain[0].end for chain in kg.load().path("Zelenskyy", "Putin")]
        ['bennett', 'erdogan', 'kalin']
        """
        from kg.analysis.paths import NoTalksError, find_paths
        from kg.network.levels import require_level

        ends = [resolve(self.names, name, option=option) for name, option in ((start, "start"), (end, "end"))]
        if ends[0] == ends[1]:
            raise UsageError(f"'{start}' and '{end}' are the same: {ends[0]}")
        require_level(level)
        try:
            if self.contacts is not None:
                from kg.analysis.contact_paths import find_contact_paths

                return find_contact_paths(self.contacts, ends[0], ends[1], level=level)
            return find_paths(self.network(level=level, layers=("contact",)), ends[0], ends[1])
        except NoTalksError as error:
            whole = self._relations.state_of(error.actor)
            hint = f"; try '{whole}', for whom it stands, with `level` state" if whole != error.actor else ""
            raise UsageError(f"{error}{hint}") from None

    @property
    def _relations(self) -> Relations:
        """What the claims amount to; of a graph with event data the curated ones."""
        from kg.claims.content import read_content
        from kg.derived.deriving import Relations

        if self.contacts is not None:
            return self.contacts.relations_with_names
        return Relations.of(read_content(self.store))

    def page(self, *, level: str = "person", title: str | None = None) -> str:
        """The interactive page as HTML; `level` is the one that it shows first.

        Raises UsageError for an unknown level.
        """
        from kg.network import LEVELS, project_levels
        from kg.page import render_page
        from kg.reports.annotations import annotate_network

        wanted = [level, *(other for other in LEVELS if other != level)]
        networks = project_levels(self.store, levels=wanted, title=self.title)
        annotate_network(networks[0], self.store)
        return render_page(networks, title=title or self.title)

    def show(self, *, level: str = "person", height: int = 720) -> InlinePage:
        """The interactive page in a notebook, in a frame of its own, `height` pixels high; it writes no file.

        It is part of the notebook, and needs no server and no connection. Raises UsageError for an unknown level.
        """
        from kg.page import InlinePage

        return InlinePage(self.page(level=level), height)

    def save(self, path: str | Path | None = None, *, level: str = "person") -> Path:
        """Write the interactive page to a file to open and to pass on, and return its path.

        Without `path` it is written into the folder of the graph, where the page of a view has a name of its own, so
        that it does not take the place of the whole.

        Raises UsageError where `path` is a folder or a file of the graph's own, and for a graph in memory without a
        `path`, KgError where writing fails.
        """
        from kg.disk.atomic import write_beside
        from kg.disk.outputs import refuse_output, write_output

        if path is None and self.folder is None:
            raise UsageError("a graph in memory has no folder; name a file with `path`")
        target = Path(path) if path is not None else Path(self.folder or "", self._page_name)
        refuse_output(target, graph=self.folder, page=True)
        if path is None and target.name == PAGE:
            refuse_taken_file(target, own_in_graph(target.parent))
        page = self.page(level=level)
        # A pipe that somebody names is written into; one in the place of the graph's own page would wait for ever.
        (write_output if path is not None else write_beside)(target, page)
        return target

    @property
    def _page_name(self) -> str:
        shown = re.sub("[^a-z0-9-]+", "-", self.shown)
        return PAGE.replace(".", f"-{shown}.") if shown else PAGE

    def to_pyvis(self, *, level: str = "person") -> Network:
        """The pyvis Network behind the page, at one level: nodes with their places, and lines with their bends.

        Its own page (`show`, `write_html`) fetches vis-network from elsewhere; that of `save` is whole.

        >>> import kg
        >>> network = kg.load().view(on="2022-04-26").to_pyvis(level="state")
        >>> [node["label"] for node in network.nodes if node["label"].startswith("R")]
        ['Russia']

        Raises UsageError for an unknown level.
        """
        from kg.page.adapter import pyvis_network

        return pyvis_network(self.network(level=level))

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

        return write_store(self.store, self.info if self.view_of is None else replace(self.info, title=self.title))

    def _repr_html_(self) -> str:
        from html import escape

        counts = self.info.counts.items()
        rows = "".join(f"<tr><td>{escape(str(number))}</td><td>{escape(name)}</td></tr>" for name, number in counts)
        return f"<strong>{escape(self.title)}</strong><table>{rows}</table>"

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {name}" for name, number in self.info.counts.items())
        return f"<Graph {self.title!r}: {counts}>"


def answer(request: dict[str, Any], payload: bytes, out: BinaryIO) -> None:
    """What a process apart does for `Graph.query`: opens the folder, takes the view and writes the answer."""
    graph = Graph.open(request["folder"])
    for clocks in request["views"]:
        graph = graph.view(**clocks)
    graph._write_answer(request["asked"], out)
