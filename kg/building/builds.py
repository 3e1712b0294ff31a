"""From facts to a graph folder: checked, loaded, drawn, and only then put in place."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.checking.loading import Loaded, load_facts
from kg.claims.content import read_content
from kg.datasets.shipped import facts_paths, shipped_facts
from kg.derived.deriving import Relations
from kg.derived.relation_quads import add_relations
from kg.disk.atomic import follow_link, identity, write_beside
from kg.disk.graph_info import EventInfo, GraphInfo
from kg.disk.manifest import DUMP, EVENTS, PAGE, STORE, is_graph, read_manifest, write_manifest
from kg.disk.refusals import refuse_inside, refuse_other
from kg.errors import KgError, Problem, UsageError
from kg.events.graph_folders import carry_corrections, graph_folder, refuse_taken, tidy_graph
from kg.facts.discovery import Paths, listed_paths
from kg.graph import Graph
from kg.model.crosswalks import crosswalk_quads, schemes_of
from kg.model.records import Records
from kg.model.triples import make_quads
from kg.reports.conflicts import group_rivals
from kg.store.oxigraph import Store, StoreWriter, derived_graph, dump_lines

_DIFFERS = {
    "date": "another day in",
    "place": "another place in",
    "participants": "other participants in",
    "role": "another role in",
    "membership": "not the same membership by",
    "readout": "another account in",
    "denied": "claimed and denied, by",
}


def _facts_or_shipped(paths: Paths) -> list[Path]:
    """Paths of facts; those of the shipped data set where none are named, which is not the same as a list of none."""
    if paths is None:
        return [shipped_facts()]
    found = facts_paths(paths)
    if not found:
        raise UsageError("`paths` names no facts: it is empty (None is for the shipped data set)")
    return found


def check(
    paths: Paths = None,
    *,
    texts: Paths = (),
    shapes: Paths = (),
    time_limit: float | None = None,
    base: str | None = None,
) -> Loaded:
    """Check facts and return what was found; the shipped data set where no paths are given.

    A path may be the name of a shipped data set. `texts` are folders with the texts of sources, so that phrases can be
    verified; `shapes` are further SHACL files, which may take `time_limit` seconds: a minute, and more for many claims.

    >>> check().sound
    True
    """
    with _collecting_rarely():
        return load_facts(
            _facts_or_shipped(paths), texts=listed_paths(texts), shapes=listed_paths(shapes), time_limit=time_limit,
            base=base,
        )  # fmt: skip


def note_conflicts(loaded: Loaded) -> list[Problem]:
    """A note at each claim that does not go together with another; none where the facts are not sound.

    Rival claims are fine: they stand side by side. A warning tells of events with more claims than are compared.
    """
    if not loaded.sound:
        return []
    store = Store(base=loaded.iris.base)
    store.load(make_quads(loaded.records, loaded.iris))
    relations = Relations.of(read_content(store))
    notes = []
    left = {(row["about"], row["said"]): row for row in reversed(relations.named("compared")) if row["left_out"]}
    for (about, _), row in left.items():
        message = f"'{about}': {row['left_out']:,} more claims on it are not held against the others; a hundred are"
        notes.append(Problem(loaded.reading.where(row["claim"]), "not-compared", message, severity="warning"))
    for conflict in group_rivals(relations.named("rivals")):
        for position in conflict.positions:
            others = sorted({n for other in conflict.positions if other != position for n, _, _ in other.claims})
            for name, _, _ in position.claims:
                message = f"'{conflict.about}': {_DIFFERS[conflict.differs]} {', '.join(others)}; both stand"
                place, code = loaded.reading.where(name), f"rival-{conflict.differs}"
                notes.append(Problem(place, code, message, severity="note", claim=name))
    return sorted(set(notes), key=lambda note: note.sort_key)


def load(paths: Paths = None, *, base: str | None = None) -> Graph:
    """Facts as a graph in memory. Raises FactsError where they are not sound."""
    loaded = check(paths, base=base).require_sound()
    store = Store(base=loaded.iris.base)
    store.load(make_quads(loaded.records, loaded.iris))
    store.load_terms(_code_quads(loaded.records))
    add_relations(store)
    return Graph(store, _info(loaded))


def build(
    paths: Paths = None,
    *,
    graph: str | Path = "graph",
    texts: Paths = (),
    shapes: Paths = (),
    time_limit: float | None = None,
    base: str | None = None,
    page: bool = True,
    events: bool = True,
    report: Callable[[str], None] = lambda stage: None,
    tell: Callable[[Loaded], None] = lambda loaded: None,
) -> Graph:
    """Check facts and build a graph folder: store, dump, page and manifest. All or nothing.

    `graph` is replaced if it is a graph, even a damaged one; another folder is left alone. What else is in it is
    carried over, and so is event data that was imported, which is matched to the actors anew, unless `events` is false.
    `report` is told each stage, `tell` what the check found, also where the facts are sound: warnings, and what was not
    read; `time_limit` is that of `check`.
    Raises FactsError where the facts are not sound, UsageError where `graph` is something else than a graph, cannot be
    replaced, or has the facts in it, KgError where event data was imported into it meanwhile, or is damaged.
    """
    paths, texts, shapes = None if paths is None else listed_paths(paths), listed_paths(texts), listed_paths(shapes)
    target = follow_link(Path(graph))
    tidy_graph(target)
    refuse_other(target)
    for given, what in ((paths, "facts"), (texts, "texts"), (shapes, "shapes")):
        refuse_inside(target, listed_paths(given), what)
    before = identity(target)
    kept = _events_of(target) if events else {}
    refuse_taken(target, data_sets=kept, page=page)

    def refuse_change() -> None:
        if events and identity(target) != before and (kept or _events_of(target)):
            raise KgError(f"event data was imported into '{target}' meanwhile; build again")

    report("check")
    loaded = check(paths, texts=texts, shapes=shapes, time_limit=time_limit, base=base)
    # Files and folders that are links, which were not known before.
    linked = [*filter(Path.is_symlink, loaded.files), *sorted({path.parent for path in loaded.files})]
    refuse_inside(target, linked, "facts")
    loaded.require_sound()
    tell(loaded)
    with graph_folder(target, check=refuse_change) as folder, _collecting_rarely():
        report("store")
        quads = list(make_quads(loaded.records, loaded.iris))
        in_memory = Store(base=loaded.iris.base)  # what the page asks takes several times as long from the disk
        in_memory.load(quads)
        add_relations(in_memory)
        if not kept:
            with StoreWriter(folder / STORE) as store:
                store.load(quads)
                store.load_terms(_code_quads(loaded.records))
                store.load_terms(in_memory.match(graph=derived_graph(loaded.iris.base)))
                store.flush()
        lines = dump_lines(quads)
        write_beside(folder / DUMP, "\n".join(lines) + "\n")
        info = _info(loaded, quads=len(lines))
        if page and not kept:
            report("page")
            write_beside(folder / PAGE, Graph(in_memory, info).page())
        if kept:
            from kg.building.event_folder import keep_events

            whole = replace(info, events=kept)
            keep_events(target, folder, whole, page=page, report=lambda stage, share=None: report(stage))
        else:
            write_manifest(folder, info)
        carry_corrections(target, folder)
        report("put in place")
    return Graph.open(target)


def _code_quads(records: Records) -> list[ox.Quad]:
    """The crosswalks of the event codes that the claims have."""
    codes = (code for claim in records.claims for code in getattr(claim.statement, "codes", ()))
    return [quad for scheme in schemes_of(codes) for quad in crosswalk_quads(scheme)]


def _events_of(target: Path) -> dict[str, EventInfo]:
    """The event data of the graph that is to be replaced."""
    if not is_graph(target):
        return {}
    known: Mapping[str, EventInfo]
    try:
        known = read_manifest(target).events
    except UsageError:
        raise
    except KgError:
        known = {}
    if not (target / EVENTS).is_dir():  # most graphs have no need of what an import takes
        return dict(known)
    from kg.building.event_folder import find_events

    return find_events(target, known)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Let the collector look for garbage less often: looking took a sixth of a build, and nearly all of it stays."""
    before = gc.get_threshold()
    gc.set_threshold(max(200_000, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _info(loaded: Loaded, *, quads: int = 0) -> GraphInfo:
    """What is known of facts as a graph."""
    dataset = loaded.dataset
    return GraphInfo(
        base=loaded.iris.base,
        title=dataset.title,
        description=dataset.description,
        licence=dataset.licence,
        coverage=dataset.coverage,
        adding=dataset.adding,
        texts=dataset.texts,
        left_out=tuple(dataset.left_out),
        counts=loaded.records.counts(),
        quads=quads,
    )
