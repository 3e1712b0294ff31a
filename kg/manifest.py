"""The folder of a graph: the names of its files, and the manifest, which tells its title, base and counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import KgError, UsageError

MANIFEST, STORE, DUMP, PAGE = "graph.json", "store", "dump.nq", "page.html"
EVENTS, CONTACTS = "events", "contacts.parquet"
FORMAT, VERSION = "https://w3id.org/actor-kg/graph", 1
_MOST_READ = 1 << 24  # bytes; a manifest has some thousand


def is_graph(folder: Path) -> bool:
    """Whether a folder is a graph of kg, whole or damaged. It is no place for facts, and a build may replace it.

    It is one by the mark in its manifest, however much is left of that; by the keys of a manifest of kg 0.1.0; or,
    where the manifest is lost, by the store and the dump that stand there.
    """
    try:
        raw = _read_start(folder / MANIFEST)
        return f'"{FORMAT}"'.encode() in raw or _is_of_first_version(raw) or _has_layout(folder)
    except (OSError, ValueError):  # the latter: a name that no file can have
        return False


def _read_start(path: Path) -> bytes:
    if not path.is_file():  # opening a pipe would wait
        return b""
    with path.open("rb") as file:
        return file.read(_MOST_READ)


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


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a graph folder. Raises UsageError where there is none, KgError where it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict) or not isinstance(manifest.get("base"), str):
            raise ValueError("no base")
        events = manifest.get("events") or {}
        if not isinstance(events, dict) or not all(isinstance(entry, dict) for entry in events.values()):
            raise ValueError("what it says of event data makes no sense")
    except (FileNotFoundError, NotADirectoryError):
        made = "is no graph" if folder.exists() else "is not there"
        raise UsageError(f"the graph '{folder}' {made}; 'kg build' makes one, '--graph DIR' names another") from None
    except (OSError, ValueError) as error:
        raise KgError(f"the graph '{folder}' cannot be read: {error}; build it again") from error
    return manifest
