"""`kg import`: files of event data into a graph, all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kg.building.event_folder import assemble_folder, find_events
from kg.building.import_work import work_folder
from kg.building.outcomes import Imported
from kg.claims.curated import read_curated
from kg.disk.atomic import follow_link, identity, write_beside
from kg.disk.graph_info import EventInfo, GraphInfo
from kg.disk.manifest import DUMP, EVENTS, PAGE, is_graph, read_manifest, require_whole
from kg.disk.refusals import refuse_other
from kg.errors import KgError, UsageError
from kg.events.assembling import Curated, open_rows, refuse_twice
from kg.events.choosing import Choice, choose_rows
from kg.events.corrections import read_corrections
from kg.events.data_sets import DataSet, Progress, list_data_sets, report_nothing
from kg.events.event_files import find_event_files
from kg.events.graph_folders import graph_folder, own_in_graph, refuse_taken, tidy_graph
from kg.events.integrity import are_derived_sound, check_rows
from kg.events.linking import Link
from kg.events.merging import read_actors
from kg.events.packed import check_encoding
from kg.events.registry import Importer, find_importer
from kg.events.rejects import place_rejects, renew_rejects
from kg.events.row_files import rejects_beside
from kg.events.staging import stage_files
from kg.graph import Graph
from kg.model.vocabulary import ID
from kg.store.columns import open_columns, spill_folder


def import_events(
    name: str,
    files: Sequence[str | Path],
    *,
    graph: str | Path = "graph",
    since: str | date | None = None,
    until: str | date | None = None,
    actors: Iterable[str] = (),
    codes: Iterable[str] = (),
    corrections: str | Path | None = None,
    encoding: str | None = None,
    merging: bool | None = None,
    report: Progress = report_nothing,
) -> Imported:
    """Import files of event data into a graph folder, new or existing. All or nothing; doing it twice changes nothing.

    `name` is an importer: see `list_importers`. `files` are files, folders and patterns. Only rows of days from `since`
    to `until`, of one of `actors` (ids or any names, of them or their states) and of one of `codes` (042, or 04* for
    all that start so) are taken, where these are given. `corrections` is a CSV file that says whom actors are: see
    `read_corrections`. `encoding` is that of the files, where it is not UTF-8. Without `merging` each row is an event
    of its own; where nothing is said, as it was before.

    Raises UsageError for what is no such data, KgError where the graph changed meanwhile or cannot be written.
    """
    importer = find_importer(name)
    choice = Choice.read(importer, since=since, until=until, actors=actors, codes=codes)
    target = follow_link(Path(graph))
    tidy_graph(target)
    refuse_other(target)
    before = identity(target)
    info = _info_of(target)
    refuse_taken(target, data_sets={*info.events, name})
    encoding = check_encoding(encoding) if encoding is not None else None
    found, notes = find_event_files(files, importer, encoding=encoding)
    curated = Curated(read_curated(target / DUMP, base=info.base))
    sets = _data_sets(info, importer, merging)
    refuse_twice(sets, curated)
    own = next(data_set for data_set in sets if data_set.importer.name == name)
    text = _corrections_text(corrections, curated)
    with work_folder(target, importer) as work:
        imported = Imported(importer=importer, files=len(found), read=0, rejected=0, notes=notes)
        staged = stage_files(found, importer, work, imported, report, encoding=encoding)
        if text is not None:
            write_beside(work / "corrections.csv", text)
        rows = work / "rows.parquet"
        report("choose rows", 0.15)
        choose_rows(
            imported, staged, own.rows(target), rows, choice=choice, work=work, curated=curated,
            corrections=work / "corrections.csv" if text is not None else own.corrections(target),
        )  # fmt: skip
        unchanged_text = text is None or _read(own.corrections(target)) == text
        known = info.events.get(name, EventInfo())
        same_merging = known.merging == own.merging
        told = work / "rejects.csv"
        names = [str(path) for path in found]
        rejected = [rejects_beside(out) for _, out in sorted(zip(names, staged, strict=True))]
        renew_rejects(told, rejected, read=set(names), before=own.rejects(target))
        unchanged = not (imported.new or imported.revised) and unchanged_text and same_merging
        unchanged = unchanged and own.rows(target).is_file() and are_derived_sound(target, sets)
        if unchanged and known.claims is not None and (opened := _open_whole(target)) is not None:
            place_rejects(told, own.rejects(target))
            imported.events, imported.rows = known.claims, known.rows
            imported.links = _links_of(own, target, curated, work)
            imported.graph = opened
            return imported

        def refuse_change() -> None:
            if identity(target) != before:
                raise KgError(f"'{target}' was changed meanwhile; import again")

        with graph_folder(target, check=refuse_change) as folder:
            (folder / EVENTS).mkdir()
            _carry(target, folder, own)
            shutil.move(rows, own.rows(folder))
            if text is not None:
                write_beside(own.corrections(folder), text)
            place_rejects(told, own.rejects(folder))
            made = assemble_folder(folder, sets, curated, info, work=work, report=report)
            report("put in place", 1.0)
        result = made[name]
        imported.events, imported.rows, imported.links = result.claims, result.rows, result.links
        imported.aside |= result.aside
        imported.changed, imported.graph = True, Graph.open(target)
        return imported


def _info_of(target: Path) -> GraphInfo:
    """What is known of the graph as it is, of which only the curated quads and the rows need be whole."""
    new = GraphInfo(base=ID, title="Machine-coded events")
    if not is_graph(target):
        return new
    try:
        info = read_manifest(target)
    except UsageError:
        raise
    except KgError:
        if (target / DUMP).is_file():  # whose base nobody knows
            raise
        return replace(new, events=find_events(target, {}))
    info = replace(info, events=find_events(target, info.events))
    for data_set in list_data_sets(info.events):
        check_rows(data_set, target)
    require_whole(target, info, only=[DUMP])
    return info


def _open_whole(target: Path) -> Graph | None:
    """The graph, unless it is damaged and must be made anew."""
    try:
        return Graph.open(target)
    except KgError:
        return None


def _data_sets(info: GraphInfo, importer: Importer, merging: bool | None) -> list[DataSet]:
    """The data sets of the graph as it will be, with the one that is imported."""
    before = info.events.get(importer.name, EventInfo()).merging
    own = EventInfo(merging=before if merging is None else merging)
    return list_data_sets({**info.events, importer.name: own})


def _corrections_text(given: str | Path | None, curated: Curated) -> str | None:
    """The text of the corrections that are given, once they are sound."""
    if given is None:
        return None
    path = Path(given)
    if not path.is_file():
        raise UsageError(f"there is no file '{path}' with corrections")
    read_corrections(path, curated.register)
    return path.read_text(encoding="utf-8-sig")


def _carry(target: Path, folder: Path, own: DataSet) -> None:
    """Take along what an import does not change: the curated dump, the page, the rows of other data sets."""
    for name in (DUMP, PAGE):
        if (target / name).is_file():
            shutil.copy2(target / name, folder / name)
    if (target / EVENTS).is_dir():
        is_own = own_in_graph(target)
        # What else is there is the user's, and carried over when the folder is put in place.
        for path in sorted((target / EVENTS).iterdir()):
            new = path in (own.rows(target), own.rejects(target), own.claims(target), own.parts(target))
            if is_own(path.relative_to(target), folder=False) and not new:
                shutil.copy2(path, folder / EVENTS / path.name)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _links_of(own: DataSet, target: Path, curated: Curated, work: Path) -> tuple[Link, ...]:
    """The links of the actors of a data set in a graph that is left as it is."""
    linker = curated.linker(own.importer, read_corrections(own.corrections(target), curated.register))
    with open_columns(temporary=spill_folder(work, own.rows(target))) as connection:
        open_rows(connection, own.rows(target))
        return tuple(linker.link(read_actors(connection)))
