"""Where the event data of a graph stands in its folder.

graph/events/icews.parquet           the rows, as they were read
graph/events/icews.rejects.csv       what could not be used, with its line and reason
graph/events/icews.corrections.csv   whom the user says an actor is
graph/events/icews.claims.parquet    events, one per row, with their reports
graph/events/icews.parts.parquet     who took part in them
graph/contacts.parquet               who was in contact with whom: one row per pair and contact
graph/store                          curated and coded claims as quads
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.disk.graph_info import EventInfo
from kg.disk.manifest import EVENT_FILES, EVENTS
from kg.events.registry import Importer, list_importers


class Progress(Protocol):
    """What is told the stage of an import, and how much of the whole is done (0 to 1) where that is known."""

    def __call__(self, stage: str, share: float | None = None, /) -> None:
        """Take note of it."""


def report_nothing(stage: str, share: float | None = None, /) -> None:
    """A report to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """The event data of one importer in a graph: `merging` tells whether reports of one event become one."""

    importer: Importer
    merging: bool = True

    def rows(self, folder: Path) -> Path:
        """The file of its rows."""
        return self._file(folder, "rows")

    def rejects(self, folder: Path) -> Path:
        """The file of what could not be used."""
        return self._file(folder, "rejects")

    def corrections(self, folder: Path) -> Path:
        """The file of corrections of the user."""
        return self._file(folder, "corrections")

    def claims(self, folder: Path) -> Path:
        """The file of its claims."""
        return self._file(folder, "claims")

    def parts(self, folder: Path) -> Path:
        """The file of who took part in them."""
        return self._file(folder, "parts")

    def _file(self, folder: Path, what: str) -> Path:
        return folder / EVENTS / (self.importer.name + EVENT_FILES[what])


def list_data_sets(known: Mapping[str, EventInfo]) -> list[DataSet]:
    """The data sets of a graph, by what it says of its event data, sorted by name."""
    importers = list_importers()
    return [
        DataSet(importer=importers[name], merging=known[name].merging) for name in sorted(known) if name in importers
    ]
