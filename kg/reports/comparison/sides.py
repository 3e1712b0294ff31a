"""Contacts of two actors, or of one with all others, as curated and machine-coded claims have them.

They are read from the contact table where the graph has one and DuckDB is there, else from the projection of the store.
Both give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyoxigraph as ox

from kg.claims.clocks import Clocks, most_telling
from kg.claims.content import read_content
from kg.derived.claim_views import view_claims
from kg.derived.contact_table import COLUMNS, ENDS, ContactTable, curated_contacts
from kg.derived.deriving import Relations
from kg.errors import UsageError
from kg.model.dates import Date, read_date
from kg.model.vocabulary import SKOS
from kg.store.oxigraph import Store

CURATED = ""  # what stands for the curated facts where a data set is named
_PUBLISHER = "-publisher"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One event in which two actors were in contact, as the curated facts have it, or one data set.

    `pair` are the two at the level, in the order of their ids; `who` are those who took part on either side, and
    `roles` what each side was. `data_set` is empty for curated facts. `days` are the dates that its claims give it,
    without those that say no more than another. `reports` is the number of rows that a data set has of it.
    """

    pair: tuple[str, str]
    event: str
    data_set: str
    channel: str
    who: tuple[tuple[str, ...], tuple[str, ...]]
    roles: tuple[tuple[str, ...], tuple[str, ...]]
    days: tuple[Date, ...]
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    reports: int

    @property
    def first(self) -> date | None:
        """The first day on which it may have been; None where it has no day, or none that begins and ends."""
        return min((first for first, _ in self.spans), default=None)

    @property
    def last(self) -> date | None:
        """The last day on which it may have been."""
        return max((last for _, last in self.spans), default=None)

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each date that has both."""
        return tuple((day.earliest, day.latest) for day in self.days if day.earliest and day.latest)


class Contacts:
    """The contacts of a graph, by the clocks; `table` is its contact table, None where the store is all there is."""

    def __init__(self, store: Store, *, level: str, clocks: Clocks, table: ContactTable | None) -> None:
        if level not in ENDS:
            raise UsageError(f"there is no level '{level}'; the levels are {', '.join(ENDS)}")
        self.store, self.level, self.clocks = store, level, clocks
        self._sets = _data_sets(store)
        known = replace(clocks, since=None, until=None)
        self._table: ContactTable | None = None
        self._rows: list[Row] = []
        if table is not None:
            self._table = table.by(clocks)
            self._whole = table.by(known).read_days()
        else:
            self._rows = _rows_of(store, clocks)
            whole = self._rows if known == clocks else _rows_of(store, known)
            self._whole = [(r["source"], r["coded"], r["earliest"], r["latest"]) for r in whole if _was_held(r)]

    def counts_as(self, actor: str) -> str:
        """Whom an actor counts as at the level, in most of its contacts: a minister as the state."""
        found: Counter[str] = Counter()
        if self._table is not None:
            found.update(dict(self._table.count_ends(actor, level=self.level)))
        else:
            for row in self._rows:
                for own, lifted in zip(ENDS["person"], ENDS[self.level], strict=True):
                    if row[own] == actor and row[lifted]:
                        found[row[lifted]] += 1
        return min(found, key=lambda name: (name != actor, -found[name], name), default=actor)

    def between(self, actor: str, other: str | None) -> list[Contact]:
        """The contacts of an actor with another, or with all others, in the order of time."""
        if self._table is not None:
            rows: list[Row] = [
                dict(zip(COLUMNS, row, strict=True))
                for row in self._table.read_contacts(actor, other, level=self.level)
            ]
        else:
            ends = ENDS[self.level]
            rows = [row for row in self._rows if _is_between({row[end] for end in ends}, actor, other)]
        grouped: dict[tuple[tuple[str, str], str, str], list[Row]] = {}
        for row in rows:
            if _was_held(row):
                u, v = sorted(row[end] for end in ENDS[self.level])
                data_set = self._set_of(row["source"]) if row["coded"] else CURATED
                grouped.setdefault(((u, v), row["event"], data_set), []).append(row)
        contacts = [self._contact(pair, event, name, told) for (pair, event, name), told in grouped.items()]
        return sorted(contacts, key=lambda c: (c.first or date.max, c.last or date.max, c.pair, c.data_set, c.event))

    def covered(self) -> dict[str, tuple[date, date, int]]:
        """The first and last day of all contacts of each data set, and of the curated facts, whatever the window of the
        clocks; and on how many days of that window there are any."""
        found: dict[str, list[tuple[date, date]]] = {}
        for source, coded, first, last in self._whole:
            if first is not None and last is not None:
                found.setdefault(self._set_of(source) if coded else CURATED, []).append((first, last))
        since, until = self.clocks.since or date.min, self.clocks.until or date.max
        return {
            name: (
                min(first for first, _ in days),
                max(last for _, last in days),
                len({first for first, _ in days if since <= first <= until}),
            )
            for name, days in sorted(found.items())
        }

    def label(self, name: str) -> str:
        """What an actor is called."""
        try:
            node = ox.NamedNode(self.store.base + name)
        except ValueError:
            return name
        labels = {
            quad.object.language or "": quad.object.value
            for quad in self.store.match(node, ox.NamedNode(SKOS + "prefLabel"))
            if isinstance(quad.object, ox.Literal)
        }
        return labels.get("en") or next((labels[tag] for tag in sorted(labels)), name)

    def _set_of(self, source: str | None) -> str:
        return self._sets.get(source or "", source or "machine-coded")

    def _contact(self, pair: tuple[str, str], event: str, data_set: str, rows: Sequence[Row]) -> Contact:
        who: tuple[set[str], set[str]] = (set(), set())
        roles: tuple[set[str], set[str]] = (set(), set())
        for row in rows:
            for own, lifted in zip(ENDS["person"], ENDS[self.level], strict=True):
                side = pair.index(row[lifted])
                who[side].add(row[own])
                roles[side].add(row[f"{own}_role"])
        told = dict.fromkeys(row["date"] for row in rows if row["date"])
        days = sorted(most_telling(filter(None, map(read_date, told))), key=lambda d: (d.earliest or date.max, str(d)))
        reports = {row["claim"]: row["reports"] or 1 for row in rows}
        channels = Counter(row["channel"] for row in rows if row["channel"] != "Contact")
        return Contact(
            pair=pair, event=event, data_set=data_set,
            channel=min(channels, key=lambda name: (-channels[name], name), default="Contact"),
            who=(tuple(sorted(who[0])), tuple(sorted(who[1]))),
            roles=(tuple(sorted(roles[0])), tuple(sorted(roles[1]))),
            days=tuple(dict.fromkeys(days)),
            claims=tuple(sorted(reports)),
            sources=tuple(sorted({row["source"] for row in rows if row["source"]})),
            reports=sum(reports.values()),
        )  # fmt: skip


def _was_held(row: Row) -> bool:
    return bool(row["status"] == "exercised" and row["event_status"] == "held")


def _is_between(ends: set[str | None], actor: str, other: str | None) -> bool:
    return None not in ends and len(ends) == 2 and actor in ends and (other is None or other in ends)


def _rows_of(store: Store, clocks: Clocks) -> list[Row]:
    viewed = view_claims(store, clocks) if clocks.set else store
    counts = {
        row["claim"].value.removeprefix(f"{store.base}claim/"): int(row["n"].value)
        for row in viewed.rows("SELECT ?claim ?n WHERE { ?claim akg:rowCount ?n }")
    }
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in curated_contacts(Relations.of(read_content(viewed))))
    return [row | {"reports": counts.get(row["claim"], 1)} for row in rows]


def _data_sets(store: Store) -> dict[str, str]:
    """What the data set of each source is called: after its publisher; ICEWS for that of the importer icews."""
    found: dict[str, str] = {}
    for row in _sorted_rows(store):
        publisher = row["by"].value.removeprefix(store.base)
        label = row["label"].value if "label" in row else publisher
        name = publisher.removesuffix(_PUBLISHER).upper() if publisher.endswith(_PUBLISHER) else label
        found.setdefault(row["source"].value.removeprefix(store.base), name)
    return found


def _sorted_rows(store: Store) -> Iterable[dict[str, Any]]:
    query = "SELECT ?source ?by ?label WHERE { ?source akg:publisher ?by . OPTIONAL { ?by skos:prefLabel ?label } }"
    return sorted(store.rows(query), key=lambda row: str(row.get("label", "")))
