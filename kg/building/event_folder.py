"""The folder of a graph with its event data: made of curated facts and rows, and kept when the facts are built anew."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg.building.outcomes import MOST_ON_PAGE
from kg.claims.curated import read_curated
from kg.claims.things import write_things
from kg.disk.atomic import sync_files, write_beside
from kg.disk.graph_info import EventInfo, GraphInfo
from kg.disk.manifest import DUMP, EVENTS, PAGE, STORE, THINGS, read_start, write_manifest
from kg.events.assembling import Assembled, Curated, assemble, refuse_twice, write_tables
from kg.events.data_sets import DataSet, Progress, list_data_sets, report_nothing
from kg.events.graph_folders import own_in_graph
from kg.events.integrity import check_rows
from kg.events.registry import list_importers
from kg.graph import Graph
from kg.model.triples import make_iris
from kg.store.oxigraph import Store, StoreWriter
from kg.store.streams import load_while_making


def assemble_folder(
    folder: Path,
    sets: Sequence[DataSet],
    curated: Curated,
    info: GraphInfo,
    *,
    work: Path,
    report: Progress,
    rows: int | None = None,
    page: bool = True,
) -> dict[str, Assembled]:
    """Make the store and the manifest of a graph folder that has its curated dump and the rows of its data sets.

    `rows` is how many rows these have, where they were checked. Of a small graph the page is drawn, unless `page` is
    false; that of a large one shows the curated claims alone, and is left as it is.
    """
    iris = make_iris(info.base)
    # The engine's own flush waits until tens of files are put in order, which takes a minute for five million rows.
    with StoreWriter(folder / STORE) as store:
        store.load_ontology()
        with load_while_making(store) as stream:
            if (folder / DUMP).is_file():
                stream.add_file(folder / DUMP, keep=True)
            made = assemble(folder, sets, curated, stream, iris=iris, work=work, report=report, rows=rows)
            stream.wait(lambda share: report("store", 0.3 + 0.6 * share))
            report("contacts", 0.9)
            write_tables(folder, sets, curated, made, work=work)
    sync_files(path for path in (folder / STORE).iterdir() if path.suffix != ".sst")
    register = Store(folder / STORE, base=iris.base)
    write_things(register, folder / THINGS)
    before = info.counts if info.curated is None else info.curated
    events = {
        data_set.importer.name: EventInfo(
            title=data_set.importer.title,
            merging=data_set.merging,
            rows=made[data_set.importer.name].rows,
            claims=made[data_set.importer.name].claims,
        )
        for data_set in sets
    }
    seen: dict[str, set[str]] = {}
    for result in made.values():
        for group, number in result.records.counts().items():
            if number:
                seen.setdefault(group, set()).update(record.id for record in getattr(result.records, group))
    counts = {group: number + len(seen.get(group, ())) for group, number in before.items()}
    counts["claims"] = before.get("claims", 0) + sum(result.claims for result in made.values())
    whole = write_manifest(folder, replace(info, curated=before, counts=counts, events=events))
    if page and counts["claims"] <= MOST_ON_PAGE:
        report("page", 1.0)
        write_beside(folder / PAGE, Graph(register, whole).page())
    return made


def keep_events(
    before: Path, folder: Path, info: GraphInfo, *, page: bool = True, report: Progress = report_nothing
) -> None:
    """Take the event data of the graph `before` along into `folder`, which has new curated facts, and match it anew.

    `info` is what is known of the new graph, with the event data of the one before.

    Raises UsageError where a correction names an actor that is no more, or DuckDB is missing, KgError where the rows
    are damaged.
    """
    sets = list_data_sets(info.events)
    rows = sum(check_rows(data_set, before) for data_set in sets)
    (folder / EVENTS).mkdir()
    for data_set in sets:
        for place in (data_set.rows, data_set.rejects, data_set.corrections):
            if place(before).is_file():
                shutil.copy2(place(before), place(folder))
    curated = Curated(read_curated(folder / DUMP, base=info.base))
    refuse_twice(sets, curated)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="keeping-") as work:
        assemble_folder(folder, sets, curated, info, work=Path(work), report=report, rows=rows, page=page)
    if page and not (folder / PAGE).exists():
        report("page")
        write_beside(folder / PAGE, Graph(curated.store, info).page())


def find_events(folder: Path, known: Mapping[str, EventInfo]) -> dict[str, EventInfo]:
    """The event data of a graph: what its manifest knows of it, and what it has lost and still stands there.

    Whether reports of one event became one is told by what is left of the manifest; where that is lost, they do.
    """
    if not (folder / EVENTS).is_dir():
        return dict(known)
    try:
        left = read_start(folder).decode("utf-8", errors="replace")
    except OSError:
        left = ""
    found, is_own = dict(known), own_in_graph(folder)
    for name, importer in list_importers().items():
        if name not in known and is_own(DataSet(importer=importer).rows(folder).relative_to(folder), folder=False):
            each_row = re.search(rf'"{name}": {{[^{{}}]*"merging": false', left)
            found[name] = EventInfo(merging=each_row is None)
    return found
