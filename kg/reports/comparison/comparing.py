"""A comparison of curated and machine-coded claims as an object: findings, figures, and the forms to read it in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from kg.claims.clocks import Clocks
from kg.derived.contact_table import ContactTable
from kg.errors import UsageError
from kg.queries.names import resolve
from kg.reports.comparison.matching import Finding, Window, match_contacts
from kg.reports.comparison.overlap import Figures, count_findings
from kg.reports.comparison.rows import as_plain, as_rows
from kg.reports.comparison.sides import CURATED, Contacts
from kg.reports.comparison.summary import Told, tell_comparison
from kg.reports.entry import Entry
from kg.store.oxigraph import Store
from kg.store.tables import Table

MOST = 50  # items of a section in a text; tables and JSON have all


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Curated and machine-coded claims side by side: `findings` in the order of time, `figures` per data set.

    `actors` are the one or two whose contacts are compared, as they count at `level`; `labels` is what each actor is
    called; `asked` are those that were asked for and count as another. `curated` are the days that the curated facts
    cover, and `curated_days` on how many days they have any contact. `view` says by which clocks.
    """

    title: str
    level: str
    within: int
    actors: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    labels: dict[str, str]
    curated: Window | None
    curated_days: int
    figures: tuple[Figures, ...]
    findings: tuple[Finding, ...]
    view: str
    base: str

    def entry(self, *, limit: int = MOST) -> Entry:
        """The comparison as a page in text; each section has at most `limit` items, with 0 all of them."""
        told = Told(
            title=self.title, level=self.level, within=self.within, asked=self.asked, labels=self.labels,
            curated=self.curated, curated_days=self.curated_days, figures=self.figures, findings=self.findings,
            view=self.view, pair=len(self.actors) > 1,
        )  # fmt: skip
        return tell_comparison(told, limit=limit)

    def to_text(self, *, width: int = 100, limit: int = MOST) -> str:
        """The comparison as plain text, wrapped at `width` columns; see `entry` for `limit`."""
        return self.entry(limit=limit).to_text(width=width)

    def to_markdown(self, *, limit: int = MOST) -> str:
        """The comparison as Markdown; see `entry` for `limit`."""
        return self.entry(limit=limit).to_markdown()

    def to_table(self) -> Table:
        """A row for each curated contact and match, and for each contact that one side alone has.

        Columns: found, day, match, days_apart, data_set, a, b, channel, curated_channel, coded_channel, curated_a_role,
        curated_b_role, coded_a_role, coded_b_role, curated_event, curated_claims, coded_claims, curated_sources,
        coded_sources, reports, outside_of.
        """
        columns, rows = as_rows(self.findings)
        return Table.of(columns, rows, base=self.base)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists; see `to_json` for the keys."""
        return {
            "title": self.title, "level": self.level, "within": self.within, "view": self.view,
            "actors": [{"id": name, "label": self.labels[name]} for name in self.actors],
            "curated_covers": [str(day) for day in self.curated or ()], "curated_days": self.curated_days,
            **as_plain(self.figures, self.findings),
        }  # fmt: skip

    def to_json(self) -> str:
        """The comparison as JSON: title, level, within, view, actors, curated_covers, curated_days, figures (the
        fields of `Figures` with recall, coded_share, jaccard and channel_agreement) and findings (found, a contact, its
        matches, outside_of). Nothing is left out.
        """
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(self.to_text())}</pre>'


def compare_claims(
    store: Store,
    a: str,
    b: str | None = None,
    *,
    level: str = "state",
    within: int = 0,
    clocks: Clocks | None = None,
    table: ContactTable | None = None,
    view: str = "",
) -> Comparison:
    """Compare the contacts of two actors, or of one with all others, as curated and machine-coded claims have them.

    - A contact is an event that was held, in which both took part in a role that they exercised; one event and pair at
      `level` counts once, whoever took part. Those who only host count, too.
    - A curated and a coded contact match where they are of the same pair and some day can belong to both; with
      `within`, where no more than so many days lie between. Whether that is surely the same day, and the same channel,
      is told; a day that is told as a month, or with a question mark, matches only perhaps.
    - Only days that both cover count. A data set covers the days from its first to its last contact in the graph,
      whoever had it; so do the curated facts; with a window of the clocks only those in it. A contact that the other
      side does not have is missing there only where all its days are covered; else it is told apart.

    `a` and `b` are ids or names in any spelling; at a level above, an actor counts as what it belongs to. `table` is
    the contact table of the graph; without one the store is projected.

    Raises UsageError for an unknown actor or level, for two that count as the same, for a number of days that is none,
    and for clocks that leave the claims of one side out.
    """
    clocks = clocks or Clocks()
    if clocks.claims != "all":
        raise UsageError("a comparison takes curated and machine-coded claims; leave `claims` out")
    if isinstance(within, bool) or not isinstance(within, int) or not 0 <= within <= 366:
        raise UsageError(f"`within` takes a number of days from 0 to 366, not '{str(within)[:40]}'")
    contacts = Contacts(store, level=level, clocks=clocks, table=table)
    given = [resolve(store, name, option=at) for name, at in ((a, "a"), (b, "b")) if name is not None]
    actors = tuple(contacts.counts_as(name) for name in given)
    if len(actors) == 2 and actors[0] == actors[1]:
        same = contacts.label(actors[0])
        raise UsageError(f"{a} and {b} both count as {same} at the level {level}; choose another with `level`")
    told = contacts.between(actors[0], actors[1] if len(actors) == 2 else None)
    covered = contacts.covered()
    windows = {name: _within(first, last, clocks) for name, (first, last, _) in covered.items()}
    findings = match_contacts(told, windows, within=within)
    named = {*actors, *given, *(name for contact in told for side in (contact.pair, *contact.who) for name in side)}
    labels = {name: contacts.label(name) for name in sorted(named)}
    whom = f"{labels[actors[0]]} and {labels[actors[1]] if len(actors) == 2 else 'all others'}"
    return Comparison(
        title=f"{whom}: curated and machine-coded claims side by side",
        level=level,
        within=within,
        actors=actors,
        asked=tuple((one, other) for one, other in zip(given, actors, strict=True) if one != other),
        labels=labels,
        curated=windows.get(CURATED),
        curated_days=covered[CURATED][2] if CURATED in covered else 0,
        figures=count_findings(findings, windows, {name: days for name, (_, _, days) in covered.items()}),
        findings=findings,
        view=", ".join(filter(None, [view, clocks.words])),
        base=store.base,
    )


def _within(first: date | None, last: date | None, clocks: Clocks) -> Window | None:
    start, end = max(filter(None, [first, clocks.since])), min(filter(None, [last, clocks.until]))
    return (start, end) if start <= end else None
