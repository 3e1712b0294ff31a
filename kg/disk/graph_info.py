"""What is known of a graph as a whole: its title, licence and coverage, how much is in it, and its event data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNTITLED = "A graph of actors and their contacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A report that was read and not used: its address, the reason, the id of the source that is used instead."""

    address: str = ""
    reason: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInfo:
    """The event data of one data set in a graph: whether reports of one event become one, how many rows and claims."""

    title: str = ""
    merging: bool = True
    rows: int = 0
    claims: int | None = None  # None where they were not made, as in a graph whose folder was damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphInfo:
    """What is known of a graph; texts are empty where nothing is said. `base` is what its IRIs start with.

    `adding` says how to add a source, `texts` why the texts of the sources are not given. `counts` has the number of
    records by group ("claims", "actors"); where there is event data it is among them, and `curated` has the counts
    without it. `events` has the event data by the name of its data set. `quads` is the number of lines of the dump, and
    `files` has the sizes in bytes of the files in the folder of the graph, by their names.

    >>> import kg
    >>> info = kg.load().info
    >>> info.licence, info.counts["sources"], sorted(info.events)
    ('CC0-1.0', 50, [])
    """

    base: str
    title: str = ""
    description: str = ""
    licence: str = ""
    coverage: str = ""
    adding: str = ""
    texts: str = ""
    left_out: tuple[LeftOut, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    curated: Mapping[str, int] | None = None
    quads: int = 0
    events: Mapping[str, EventInfo] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The title, or what a graph is called that has none."""
        return self.title or UNTITLED
