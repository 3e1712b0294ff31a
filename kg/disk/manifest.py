"""The folder of a graph: the names of its files, and the manifest, which tells its title, base and counts."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath, PurePosixPath

from kg.disk.atomic import write_beside
from kg.disk.graph_info import EventInfo, GraphInfo, LeftOut
from kg.errors import KgError, UsageError

MANIFEST, STORE, DUMP, PAGE = "graph.json", "store", "dump.nq", "page.html"
EVENTS, CONTACTS, THINGS = "events", "contacts.parquet", "things.parquet"
LISTED = "KG-FILES"  # in the store: the files that the engine wrote, whose names differ from build to build
PAGE_MARK = '<meta name="generator" content="kg">'  # in the head of each page
FORMAT, VERSION = "https://w3id.org/actor-kg/graph", 1
# What kg writes of a data set into the folder of event data, by what follows the name of the data set.
EVENT_FILES = {
    "rows": ".parquet",
    "rejects": ".rejects.csv",
    "corrections": ".corrections.csv",
    "claims": ".claims.parquet",
    "parts": ".parts.parquet",
}
_ENGINE = re.compile(r"CURRENT|LOCK|IDENTITY|LOG(\.old\.\d+)?|(MANIFEST|OPTIONS)-\d+|\d+\.(sst|log|blob)|\w+\.dbtmp")
_WRITTEN_BY = re.compile(rb'"format"\s*:\s*"' + re.escape(FORMAT).encode() + rb'"\s*,\s*"version"\s*:\s*(\d{1,9})')
_TEXTS = ("title", "description", "licence", "coverage", "adding", "texts")
_ENTRY = {"address", "reason", "instead"}
_MOST_READ = 1 << 24  # bytes; a manifest has some thousand


def is_graph(folder: Path) -> bool:
    """Whether a folder is a graph of kg, whole or damaged. It is no place for facts, and a build may replace it.

    It is one by the mark in its manifest, however much is left of that; by the keys of a manifest of kg 0.1.0; or,
    where the manifest is lost, by the store and the dump that stand there.
    """
    try:
        raw = read_start(folder)
        return f'"{FORMAT}"'.encode() in raw or _is_of_first_version(raw) or _has_layout(folder)
    except (OSError, ValueError):  # the latter: a name that no file can have
        return False


def is_own(path: PurePath, data_sets: Collection[str], *, folder: bool | None = None) -> bool:
    """Whether kg, or its engine, writes what is called so in the folder of a graph; all else there is the user's.

    `path` is relative to that folder, `data_sets` are the names of those that can be imported. `folder` tells whether a
    folder is called so, and no file or link; None where that is not known.

    >>> [is_own(PurePath(name), ["icews"]) for name in ("store/000009.sst", "events/icews.parquet", "events/notes.csv")]
    [True, True, False]
    """
    if len(path.parts) == 1:
        if folder is False and path.name in (STORE, EVENTS):
            return False
        return path.name in (MANIFEST, STORE, DUMP, PAGE, EVENTS, CONTACTS, THINGS)
    if len(path.parts) > 2:
        return False
    if path.parts[0] == STORE:
        return path.name == LISTED or bool(_ENGINE.fullmatch(path.name))
    name, dot, rest = path.name.partition(".")
    return path.parts[0] == EVENTS and name in data_sets and dot + rest in EVENT_FILES.values()


@dataclass(frozen=True, slots=True)
class Written:
    """What kg wrote into the folder of a graph; all else there is the user's, whatever it is called.

    Where a folder does not tell, as that of kg 0.1.0 or a damaged one, it is each file with a name that kg gives.
    """

    folder: Path
    data_sets: Collection[str]  # that can be imported
    names: Collection[str] | None  # relative to the folder; None where it does not tell

    @classmethod
    def read(cls, folder: Path, data_sets: Collection[str]) -> Written:
        """What the manifest of a folder, and the list in its store, tell of it."""
        try:
            listed = read_start(folder / STORE, LISTED).decode("ascii").split()
            manifest = json.loads(read_start(folder))
            _require_sound(manifest)
            files = manifest["files"]
            if not listed or not all(map(_is_in_graph, files)):
                return cls(folder, data_sets, None)
            if read_start(folder / STORE, "CURRENT").decode("ascii").strip() not in listed:
                listed = [path.name for path in (folder / STORE).iterdir()]  # another program wrote there since
        except (OSError, ValueError, KeyError, RecursionError):
            return cls(folder, data_sets, None)
        imported = {*(manifest.get("events") or {}), *(PurePath(name).name.partition(".")[0] for name in files)}
        made = [f"{name}{EVENT_FILES['corrections']}" for name in data_sets]  # by the user, and kg carries them
        made += [name + ending for name in imported for ending in EVENT_FILES.values()]
        names = {MANIFEST, f"{STORE}/{LISTED}", *files}
        names.update(f"{STORE}/{name}" for name in listed)
        names.update(f"{EVENTS}/{name}" for name in made)
        return cls(folder, data_sets, names)

    def __call__(self, path: PurePath, /, *, folder: bool) -> bool:
        """Whether kg wrote a file, or with `folder` made a folder; `path` is relative to that of the graph."""
        if folder:
            return path.as_posix() in (STORE, EVENTS)
        if not is_own(path, self.data_sets, folder=False) or not _is_file(self.folder / path):
            return False
        if self.names is None and path.as_posix() in (CONTACTS, THINGS):  # kg writes them beside event data alone
            return (self.folder / EVENTS).is_dir()
        if self.names is None or path.as_posix() in self.names:
            return True
        with suppress(OSError):
            return path.as_posix() == PAGE and PAGE_MARK.encode() in read_start(self.folder, PAGE, most=1 << 10)
        return False


def is_to_write(path: PurePath, data_sets: Collection[str], *, page: bool) -> bool:
    """Whether kg has to write what is called so into a graph with these data sets, and with or without a page."""
    wanted = {PAGE: page, CONTACTS: bool(data_sets), THINGS: bool(data_sets)}
    return is_own(path, data_sets, folder=False) and wanted.get(path.as_posix(), True)


def _is_in_graph(name: str) -> bool:
    """Whether a manifest that is sound can list a file of this name, relative to the folder of the graph."""
    path = PurePosixPath(name)
    return "\0" not in name and ".." not in path.parts and (path.parts[:1] == (EVENTS,) or is_own(path, ()))


def _is_file(path: Path) -> bool:
    """Whether this is a file itself, and no link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def read_start(folder: Path, name: str = MANIFEST, *, most: int = _MOST_READ) -> bytes:
    """The start of the manifest of a folder, which is all of one that kg wrote; nothing where there is none.

    So for another file of this `name`. Raises OSError where it cannot be read.
    """
    if not (folder / name).is_file():  # opening a pipe would wait
        return b""
    with (folder / name).open("rb") as file:
        return file.read(most)


def require_readable(folder: Path) -> None:
    """Raise KgError where somebody has no right to read what may be a graph."""
    try:
        read_start(folder)
    except PermissionError as error:
        raise KgError(f"'{folder / MANIFEST}' cannot be read: {error.strerror}") from error
    except (OSError, ValueError):
        return


def _is_of_first_version(raw: bytes) -> bool:
    """Whether this is the manifest of a graph of kg 0.1.0, which has no mark."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(found, dict)
        and isinstance(found.get("base"), str)
        and isinstance(found.get("counts"), dict)
        and ("quads" in found or "events" in found)
    )


def _has_layout(folder: Path) -> bool:
    """Whether the store and what is made beside it stand there."""
    return (folder / STORE / "CURRENT").is_file() and any((folder / name).is_file() for name in (DUMP, CONTACTS))


def refuse_newer(folder: Path) -> None:
    """Raise UsageError where a newer kg made a graph, in a way that this one does not know."""
    with suppress(OSError):
        found = _WRITTEN_BY.search(read_start(folder))
        if found and int(found[1]) > VERSION:
            raise UsageError(
                f"a newer kg made the graph '{folder}' (version {int(found[1])} of its folder; this kg knows"
                f" {VERSION}); update kg, or name another with `graph`"
            )


def write_manifest(folder: Path, info: GraphInfo) -> GraphInfo:
    """Write the manifest of a graph whose store and tables are written, and return what is known of it then.

    It starts with the mark, and has the sizes of the files in bytes. What is in the store is listed there. Raises
    KgError where they cannot be written.
    """
    if (folder / STORE).is_dir():
        engine = sorted(path.name for path in (folder / STORE).iterdir())
        write_beside(folder / STORE / LISTED, "".join(f"{name}\n" for name in engine))
    tables = sorted((folder / EVENTS).glob("*.parquet")) if (folder / EVENTS).is_dir() else []
    own = [path for path in tables if is_own(path.relative_to(folder), info.events)]
    files = [path for path in (folder / DUMP, folder / CONTACTS, folder / THINGS, *own) if path.is_file()]
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    whole = replace(info, files=sizes)
    left_out = [_filled(asdict(entry)) for entry in info.left_out]
    written = {"format": FORMAT, "version": VERSION, **_filled(asdict(whole)), "left_out": left_out}
    write_beside(folder / MANIFEST, json.dumps(written, ensure_ascii=False, indent=2) + "\n")
    return whole


def _filled(found: dict[str, object]) -> dict[str, object]:
    """What is said of a thing, without what is not known; the counts of what is not there say that it is not."""
    return {name: value for name, value in found.items() if value not in ("", (), None)}


def read_manifest(folder: Path) -> GraphInfo:
    """What the manifest of a graph folder tells.

    Raises UsageError where there is no graph, or a newer kg made it, KgError where it is damaged or cannot be read.
    """
    require_readable(folder)
    if not is_graph(folder):
        made = "is no graph" if folder.exists() else "is not there"
        raise UsageError(f"the graph '{folder}' {made}; 'kg build' makes one, `graph` names another")
    refuse_newer(folder)
    if not (folder / MANIFEST).is_file():
        raise tell_damaged(folder, MANIFEST, "it is missing")
    try:
        manifest = json.loads(read_start(folder))
        _require_sound(manifest)
    except (OSError, ValueError, RecursionError) as error:
        raise tell_damaged(folder, MANIFEST, error) from error
    return GraphInfo(
        **{name: manifest.get(name) or "" for name in ("base", *_TEXTS)},
        counts=manifest.get("counts", {}),
        curated=manifest.get("curated"),
        files=manifest.get("files", {}),
        left_out=tuple(LeftOut(**entry) for entry in manifest.get("left_out") or ()),
        quads=manifest.get("quads", 0),
        events={name: EventInfo(**entry) for name, entry in (manifest.get("events") or {}).items()},
    )


def require_whole(folder: Path, info: GraphInfo, *, only: Collection[str] | None = None) -> None:
    """Raise KgError where one of the files of a graph, or of those in `only`, is missing or has not the size it had."""
    for name, size in info.files.items():
        if only is not None and name not in only:
            continue
        if not _is_in_graph(name):
            raise tell_damaged(folder, MANIFEST, "it names a file that no graph has")
        try:
            found = (folder / name).stat().st_size
        except OSError as error:
            raise tell_damaged(folder, name, error.strerror or error) from error
        if found != size:
            raise tell_damaged(folder, name, f"it has {found:,} bytes of {size:,}")


def tell_damaged(folder: Path, name: str, reason: object) -> KgError:
    """The error for a graph of which a file is damaged or missing: what, and what to type."""
    words = " ".join(str(reason).split())[:300] or "it cannot be read"
    again = "build it from its facts again: kg build FACTS"
    if not (folder / DUMP).is_file() and (folder / EVENTS).is_dir():
        again += ", or where it has none import its event files again: kg import NAME FILE"
    return KgError(
        f"the graph '{folder}' is damaged: {name}: {words}; {again} --graph {folder} (event data that was imported"
        " stays)"
    )


def _require_sound(manifest: object) -> None:
    """Raise ValueError where a manifest is not as kg writes it."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("base"), str):
        raise ValueError("it has no base")
    for name in _TEXTS:
        if not isinstance(manifest.get(name), str | None):
            raise ValueError(f"its {name} is no text")
    left_out = manifest.get("left_out") or []
    if not isinstance(left_out, list) or not all(
        isinstance(entry, dict) and set(entry) <= _ENTRY and all(isinstance(text, str) for text in entry.values())
        for entry in left_out
    ):
        raise ValueError("what it says was left out is no list of addresses and reasons")
    for name in ("counts", "curated", "files"):
        if not _is_counted(manifest.get(name, {})):
            raise ValueError(f"its {name} are no numbers")
    if not isinstance(manifest.get("quads", 0), int):
        raise ValueError("its quads are no number")
    events = manifest.get("events") or {}
    if not isinstance(events, dict) or not all(map(_is_of_events, events.values())):
        raise ValueError("what it says of event data makes no sense")


def _is_of_events(entry: object) -> bool:
    """Whether this tells of event data as kg writes it."""
    return (
        isinstance(entry, dict)
        and set(entry) <= {"title", "merging", "rows", "claims"}
        and all(isinstance(entry.get(name), int) for name in ("rows", "claims"))
        and isinstance(entry.get("title", ""), str)
        and isinstance(entry.get("merging", True), bool)
    )


def _is_counted(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(number, int) for number in found.values())
