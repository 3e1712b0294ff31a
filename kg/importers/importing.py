"""`kg import`: files of event data into a graph, all or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kg.clocks import Clocks
from kg.columns import open_columns, quote, quote_path
from kg.crosswalks import load_event_codes
from kg.errors import KgError, UsageError
from kg.files import folder_beside, identity, write_beside
from kg.graph import DUMP, MANIFEST, PAGE, STORE, Graph
from kg.importers.assembling import Assembled, Curated, assemble, open_rows, read_corrections
from kg.importers.files import EventFile, find_event_files, recognise
from kg.importers.layout import EVENTS, DataSet, Report, list_data_sets, report_nothing
from kg.importers.linking import Link
from kg.importers.locking import lock_folder, work_folder
from kg.importers.merging import key_of, read_actors
from kg.importers.places import fold
from kg.importers.reading import stage_file
from kg.importers.registry import Importer, find_importer, read_sql
from kg.importers.sifting import Reject
from kg.importers.streaming import load_while_making
from kg.importers.viewing import view_events
from kg.store import Store
from kg.triples import make_iris
from kg.vocabulary import ID

_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}\*?")
MOST_ON_PAGE = 2_000  # claims; the page of more shows the curated ones, and kg show draws a part of the rest


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did: rows read, rejected, left aside by reason, new, revised; events; links; the graph."""

    importer: Importer
    files: int
    read: int
    rejects: list[Reject]
    blank: int = 0
    aside: dict[str, int] = field(default_factory=dict)
    new: int = 0
    revised: int = 0
    events: int = 0
    rows: int = 0
    links: tuple[Link, ...] = ()
    changed: bool = False
    graph: Graph | None = None

    @property
    def on_page(self) -> bool:
        """Whether the page of the graph shows the claims of event data, too."""
        counts = self.graph.manifest.get("counts", {}) if self.graph else {}
        return int(counts.get("claims", 0)) <= MOST_ON_PAGE


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
    merging: bool | None = None,
    report: Report = report_nothing,
) -> Imported:
    """Import files of event data into a graph folder, new or existing. All or nothing; doing it twice changes nothing.

    `name` is an importer: see `list_importers`. `files` are files, folders and patterns. Only rows of days from `since`
    to `until`, of one of `actors` (ids or any names, of them or their states) and of one of `codes` (042, or 04* for
    all that start so) are taken, where these are given. `corrections` is a CSV file that says whom actors are: see
    `read_corrections`. Without `merging` each row is an event of its own; where nothing is said, as it was before.

    Raises UsageError for what is no such data, KgError where the graph changed meanwhile or cannot be written.
    """
    importer = find_importer(name)
    window = Clocks.read(since=since, until=until)
    wanted = _code_condition(codes, importer)
    target = Path(graph)
    before = identity(target)
    manifest = _manifest_of(target)
    work = target.parent / f".{target.name}.importing-{importer.name}"
    found = find_event_files(files)
    curated = Curated(_curated_store(target), str(manifest.get("base", ID)))
    sets = _data_sets(manifest, importer, merging)
    own = next(data_set for data_set in sets if data_set.importer.name == name)
    text = _corrections_text(corrections, curated)
    with work_folder(work, what=importer.title):
        imported = Imported(importer=importer, files=len(found), read=0, rejects=[])
        staged = _stage(found, importer, work, imported, report)
        if text is not None:
            write_beside(work / "corrections.csv", text)
        rows = work / "rows.parquet"
        report("choose rows", 0.15)
        _choose(
            imported, staged, own.rows(target), rows, work=work, curated=curated, window=window, wanted=wanted,
            actors=tuple(actors), corrections=work / "corrections.csv" if text is not None else own.corrections(target),
        )  # fmt: skip
        unchanged_text = text is None or _read(own.corrections(target)) == text
        same_merging = manifest.get("events", {}).get(name, {}).get("merging", True) == own.merging
        told = _rejects_text(imported.rejects, found, own.rejects(target))
        if not (imported.new or imported.revised) and own.rows(target).is_file() and unchanged_text and same_merging:
            _replace(own.rejects(target), told)
            known = manifest["events"][name]
            imported.events, imported.rows = known["claims"], known["rows"]
            imported.links = _links_of(own, target, curated, work)
            imported.graph = Graph.open(target)
            return imported
        with ExitStack() as held, folder_beside(target) as folder:
            (folder / EVENTS).mkdir()
            _carry(target, folder, own)
            shutil.move(rows, own.rows(folder))
            if text is not None:
                write_beside(own.corrections(folder), text)
            _replace(own.rejects(folder), told)
            made = assemble_folder(folder, sets, curated, manifest, work=work, report=report)
            report("put in place", 1.0)
            held.enter_context(lock_folder(target.parent))  # until the folder is in its place
            if identity(target) != before:
                raise KgError(f"'{target}' was changed meanwhile; import again")
        result = made[name]
        imported.events, imported.rows, imported.links = result.claims, result.rows, result.links
        imported.aside |= result.aside
        imported.changed, imported.graph = True, Graph.open(target)
        return imported


def assemble_folder(
    folder: Path,
    sets: Sequence[DataSet],
    curated: Curated,
    manifest: dict[str, Any],
    *,
    work: Path,
    report: Report,
) -> dict[str, Assembled]:
    """Make the store and the manifest of a graph folder that has its curated dump and the rows of its data sets."""
    iris = make_iris(str(manifest.get("base", ID)))
    store = Store(folder / STORE)
    with load_while_making(store, report=lambda share: report("store", 0.3 + 0.7 * share)) as stream:
        if (folder / DUMP).is_file():
            stream.add_file(folder / DUMP, keep=True)
        made = assemble(folder, sets, curated, stream, iris=iris, work=work, report=report)
    store.settle()
    del store
    counts = dict(manifest.get("curated", manifest.get("counts", {})))
    whole = {
        **manifest,
        "curated": counts,
        "events": {
            data_set.importer.name: {
                "title": data_set.importer.title,
                "merging": data_set.merging,
                "rows": made[data_set.importer.name].rows,
                "claims": made[data_set.importer.name].claims,
            }
            for data_set in sets
        },
    }
    seen: dict[str, set[str]] = {}
    for result in made.values():
        for group, number in result.records.counts().items():
            if number:
                seen.setdefault(group, set()).update(record.id for record in getattr(result.records, group))
    whole["counts"] = {group: number + len(seen.get(group, ())) for group, number in counts.items()}
    whole["counts"]["claims"] = counts.get("claims", 0) + sum(result.claims for result in made.values())
    write_beside(folder / MANIFEST, json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
    if whole["counts"]["claims"] <= MOST_ON_PAGE:
        report("page", 1.0)
        register = Store(folder / STORE, read_only=True)
        everything = view_events(folder, folder / DUMP, sets, register, Clocks(), base=iris.base)
        write_beside(folder / PAGE, Graph(everything, whole).page())
    return made


def keep_events(
    before: Path, folder: Path, manifest: dict[str, Any], *, report: Report = report_nothing
) -> None:
    """Take the event data of the graph `before` along into `folder`, which has new curated facts, and match it anew.

    Raises UsageError where a correction names an actor that is no more, or DuckDB is missing.
    """
    (folder / EVENTS).mkdir()
    for data_set in list_data_sets(manifest):
        for place in (data_set.rows, data_set.rejects, data_set.corrections):
            if place(before).is_file():
                shutil.copy2(place(before), place(folder))
    curated = Curated(_curated_store(folder), str(manifest["base"]))
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{before.name}.keeping-") as work:
        assemble_folder(folder, list_data_sets(manifest), curated, manifest, work=Path(work), report=report)


def _stage(
    files: list[Path], importer: Importer, work: Path, imported: Imported, report: Report
) -> list[Path]:
    """Read each file into Parquet; those that an interrupted import has read already are not read again."""
    problems: list[str] = []
    staged: list[Path] = []
    sizes = {path: path.stat().st_size for path in files}
    whole, done = sum(sizes.values()), 0
    for number, path in enumerate(files, 1):
        report(f"read {number} of {len(files)}: {path.name}", 0.15 * done / max(whole, 1))
        done += sizes[path]
        out, told = work / f"{_digest(path, importer)}.parquet", work / f"{_digest(path, importer)}.json"
        if not told.is_file():
            unpacked = work / "unpacked"
            unpacked.mkdir(exist_ok=True)
            try:
                file: EventFile = recognise(path, importer, unpacked=unpacked)
                with open_columns(temporary=work) as connection:
                    found = stage_file(connection, file, importer, out)
            except UsageError as error:
                problems.append(str(error))
                continue
            finally:
                shutil.rmtree(unpacked, ignore_errors=True)
            lines = [[r.file, r.line, r.reason, r.text] for r in found.rejects]
            notes = {"read": found.read, "blank": found.blank, "rejects": lines}
            write_beside(told, json.dumps(notes, ensure_ascii=False))
        notes = json.loads(told.read_text(encoding="utf-8"))
        imported.read += notes["read"]
        imported.blank += notes["blank"]
        imported.rejects += [Reject(*line) for line in notes["rejects"]]
        staged.append(out)
    if problems:
        raise UsageError("\n".join(problems))
    return staged


def _digest(path: Path, importer: Importer) -> str:
    found = path.stat()
    told = (str(path.resolve()), found.st_size, found.st_mtime_ns, importer.sql, read_sql("rows"))
    return hashlib.sha256(repr(told).encode("utf-8")).hexdigest()[:24]


def _choose(
    imported: Imported,
    staged: list[Path],
    before: Path,
    out: Path,
    *,
    work: Path,
    curated: Curated,
    window: Clocks,
    wanted: str,
    actors: Sequence[str],
    corrections: Path,
) -> None:
    """Write the rows of the graph, those of before and the new ones, to `out`, sorted; count what is left aside."""
    codes = load_event_codes(imported.importer.scheme)
    listed = ", ".join(quote(code) for code in codes)
    days = [f"COALESCE(last_day, day) >= DATE '{window.since}'"] * bool(window.since)
    days += [f"day <= DATE '{window.until}'"] * bool(window.until)
    with open_columns(temporary=work) as connection:
        files = "[" + ", ".join(quote_path(path) for path in staged) + "]"
        connection.execute(f"CREATE TEMP VIEW staged AS SELECT * FROM read_parquet({files}) WHERE wrong IS NULL")
        chosen = " AND ".join(["true", *days, *([wanted] if wanted else [])])
        total, taken, coded = connection.execute(
            f"SELECT count(*), count(*) FILTER ({chosen}), count(*) FILTER (({chosen}) AND code IN ({listed}))"
            " FROM staged"
        ).fetchone()
        imported.aside = {
            "a row that says nothing": imported.blank,
            "outside of what was asked for": total - taken,
            "no term for the code": taken - coded,
        }
        where = f"wrong IS NULL AND {chosen} AND code IN ({listed})"
        open_rows(connection, *staged, where=where)
        if actors:
            kept = _of_actors(connection, actors, imported, curated, corrections)
            imported.aside["other actors"] = coded - kept
        own = "* EXCLUDE (wrong, source_key, target_key)"
        connection.execute("CREATE TEMP TABLE again AS SELECT id FROM kept GROUP BY id HAVING count(*) > 1")
        connection.execute(
            f"CREATE TEMP TABLE fresh AS SELECT {own} FROM kept WHERE id NOT IN (FROM again) UNION ALL SELECT {own}"
            " FROM (SELECT DISTINCT ON (id) * FROM kept WHERE id IN (FROM again) ORDER BY id, hash(kept))"
        )
        repeated, fresh = connection.execute(
            "SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM fresh)"
        ).fetchone()
        imported.aside["the same row again"] = repeated - fresh
        imported.aside = {reason: number for reason, number in imported.aside.items() if number}
        if before.is_file():
            old = f"read_parquet({quote_path(before)})"
            imported.new = connection.execute(
                f"SELECT count(*) FROM fresh ANTI JOIN {old} o ON fresh.id = o.id"
            ).fetchone()[0]
            imported.revised = (
                connection.execute(f"SELECT count(*) FROM (SELECT * FROM fresh EXCEPT SELECT * FROM {old})").fetchone()[
                    0
                ]
                - imported.new
            )
            union = f"SELECT * FROM fresh UNION ALL BY NAME SELECT * FROM {old} o ANTI JOIN fresh ON o.id = fresh.id"
        else:
            imported.new = fresh
            union = "SELECT * FROM fresh"
        connection.execute(f"COPY ({union} ORDER BY id) TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)")


def _of_actors(connection: Any, actors: Sequence[str], imported: Imported, curated: Curated, corrections: Path) -> int:
    """Keep the rows of some actors; returns how many there are."""
    linker = curated.linker(imported.importer, read_corrections(corrections, curated.register))
    ids = set(actors) & set(curated.register.types)
    for name in actors:
        ids |= set(curated.register.called(fold(name)))
        if country := curated.countries.find(name):
            ids.add(linker.state(country))
    folded = {fold(name) for name in actors}
    links = linker.link(read_actors(connection))
    keys = {
        key_of(link.foreign)
        for link in links
        if {link.actor, link.state} & (ids | set(actors)) or fold(link.foreign.name or "") in folded
    }
    if not keys:
        raise UsageError(f"no row is of {', '.join(actors)}; write an id, a name as the data has it, or a country")
    connection.execute("CREATE TEMP TABLE wanted (key VARCHAR)")
    connection.executemany("INSERT INTO wanted VALUES (?)", [(key,) for key in sorted(keys)])
    connection.execute(
        "CREATE TEMP TABLE chosen AS SELECT k.* FROM kept k WHERE source_key IN (FROM wanted)"
        " OR target_key IN (FROM wanted) OR k.id IN (SELECT id FROM (SELECT id, unnest(people) AS p FROM kept)"
        " WHERE concat_ws(chr(31), COALESCE(p.name, ''), '', COALESCE(p.country, '')) IN (FROM wanted))"
    )
    connection.execute("CREATE OR REPLACE TEMP VIEW kept AS SELECT * FROM chosen")
    return int(connection.execute("SELECT count(*) FROM chosen").fetchone()[0])


def _code_condition(codes: Iterable[str], importer: Importer) -> str:
    known = load_event_codes(importer.scheme)
    parts = []
    for code in codes:
        if not _CODE.fullmatch(code):
            raise UsageError(f"'{code[:40]}' is no code; write 042, or 04* for all that start so")
        start = code.removesuffix("*")
        if not any(name.startswith(start) if code.endswith("*") else name == code for name in known):
            raise UsageError(f"no code {code} has a term in the crosswalk; there are {', '.join(known)}")
        parts.append(f"starts_with(code, {quote(start)})" if code.endswith("*") else f"code = {quote(code)}")
    return f"({' OR '.join(parts)})" if parts else ""


def _manifest_of(target: Path) -> dict[str, Any]:
    if not target.exists():
        return {"title": "Machine-coded events", "base": ID, "counts": {}}
    if not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"'{target}' is there already and is no graph; it is left alone. Name another with --graph")
    if not (target / MANIFEST).is_file():
        return {"title": "Machine-coded events", "base": ID, "counts": {}}
    return dict(Graph.open(target).manifest)


def _curated_store(target: Path) -> Store:
    store = Store()
    if (target / DUMP).is_file():
        store.load_file(target / DUMP)
    return store


def _data_sets(manifest: dict[str, Any], importer: Importer, merging: bool | None) -> list[DataSet]:
    """The data sets of the graph as it will be, with the one that is imported."""
    known = dict(manifest.get("events") or {})
    before = bool(known.get(importer.name, {}).get("merging", True))
    known[importer.name] = {"merging": before if merging is None else merging}
    return list_data_sets({"events": known})


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
        for path in sorted((target / EVENTS).iterdir()):
            if path not in (own.rows(target), own.rejects(target), own.claims(target), own.parts(target)):
                shutil.copy2(path, folder / EVENTS / path.name)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _links_of(own: DataSet, target: Path, curated: Curated, work: Path) -> tuple[Link, ...]:
    """The links of the actors of a data set in a graph that is left as it is."""
    linker = curated.linker(own.importer, read_corrections(own.corrections(target), curated.register))
    with open_columns(temporary=work) as connection:
        open_rows(connection, own.rows(target))
        return tuple(linker.link(read_actors(connection)))


def _rejects_text(rejects: Sequence[Reject], files: Sequence[Path], before: Path) -> str:
    """The rejects of the files that were read, with those of other files from before; empty where there are none."""
    read = {str(path) for path in files}
    kept: list[Reject] = []
    if before.is_file():
        with before.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["file"].removeprefix("'") not in read]
        kept = [Reject(row["file"], int(row["line"]), row["reason"], row["text"]) for row in rows]
    told = sorted([*kept, *rejects], key=lambda reject: (reject.file, reject.line, reject.reason))
    return rejects_csv(told) if told else ""


def _replace(path: Path, text: str) -> None:
    """Let a file have this text; an empty one is no file."""
    if not text:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != text.encode("utf-8"):
        write_beside(path, text)


def rejects_csv(rejects: Iterable[Reject]) -> str:
    """Rejects as CSV: file, line, reason, text."""
    return _csv(("file", "line", "reason", "text"), ((r.file, r.line, r.reason, r.text) for r in rejects))


def links_csv(links: Iterable[Link]) -> str:
    """The links of actors as CSV: how each is written, whom it stands for, how it was matched, how surely (0 to 1)."""
    columns = (
        "name", "code", "country", "sectors", "rows", "first", "last", "actor", "label", "type", "state", "how",
        "surely", "since", "until", "others",
    )  # fmt: skip
    return _csv(
        columns,
        (
            (
                link.foreign.name, link.foreign.code, link.foreign.country, "; ".join(link.foreign.sectors),
                link.foreign.rows, link.foreign.first, link.foreign.last, link.actor, link.label, link.type, link.state, link.how,
                link.surely, link.since, link.until if link.until != date.max else "", "; ".join(link.others),
            )
            for link in links
        ),
    )  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV in which a text that a spreadsheet would run has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = ["" if cell is None else str(cell).replace("\0", "\ufffd") for cell in row]
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return out.getvalue()
