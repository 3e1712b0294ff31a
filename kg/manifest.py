"""The folder of a graph: the names of its files, and the manifest, which tells its title, base and counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import KgError, UsageError

MANIFEST, STORE, DUMP, PAGE = "graph.json", "store", "dump.nq", "page.html"


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
