"""What became known between two states of a graph: what was learnt, what was revised, what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.claims.clocks import says_all
from kg.claims.content import Content, Stated, read_content
from kg.claims.wording import PLAIN_ROLES
from kg.model.dates import date_in_words, read_date
from kg.reports.about.items import Teller, in_order
from kg.reports.entry import Entry
from kg.reports.parts import Difference, Item, Section
from kg.store.oxigraph import Store

_Aspects = dict[str, dict[str, list[str]]]


def compare_stores(before: Store, after: Store, *, was: str, now: str) -> Entry:
    """What the graph `after` says and `before` did not, as an entry in text, Markdown or JSON.

    `was` and `now` are what the two are called ("known by 2022-03-07"). Sections, each left out where it is empty:

    - Learnt: events and other statements of which nothing was told before.
    - Revised: what was known, and is now told with another or a narrower day, another place, status or role, another
      participant, or is denied. `differing` has the values before and those that came in.
    - Told again: what was known, and is told by further claims that change none of this.
    - Changed: the same claim says something else (never within one graph, whose sources do not change).
    - Gone: claims that are not there any more.
    """
    old, new = (read_content(store) for store in (before, after))
    return _Comparison(old, new).entry(was, now)


class _Comparison:
    def __init__(self, old: Content, new: Content) -> None:
        self.old, self.new = old, new
        self.before, self.after = Teller(old), Teller(new)
        self.denials, self.offices = [_linked(content, "denies") for content in (old, new)], _held_offices(new)
        self.added = [claim for name, claim in new.claims.items() if name not in old.claims]
        self.gone = [claim for name, claim in old.claims.items() if name not in new.claims]
        self.changed = [claim for name, claim in new.claims.items() if name in old.claims and old.claims[name] != claim]

    def entry(self, was: str, now: str) -> Entry:
        learnt: list[Item] = []
        revised: list[Item] = []
        again: list[Item] = []
        added = dict(_by_node(self.added))
        for node in sorted({*added, *self._denied(self.added)}):
            claims = added.get(node, [])
            if node not in self.old.by_node:
                learnt.append(self.after.item(node, claims))
                continue
            words = self.after.words(self.after.stating(node))
            differing = tuple(self._revisions(node))
            telling = claims or [claim for claim in self.denials[1][node] if claim.id not in self.old.claims]
            item = replace(self.after.item(node, telling, words=words), differing=differing)
            (revised if differing else again).append(item)
        changed = [self._changed(claim) for claim in self.changed]
        gone = [self.before.item(node, claims) for node, claims in _by_node(self.gone)]
        headed = (("Learnt", learnt), ("Revised", revised), ("Told again", again), ("Changed", changed), ("Gone", gone))
        sections = tuple(Section(heading=heading, items=in_order(items)) for heading, items in headed if items)
        counts = (
            ("new claims", len(self.added)),
            ("from new sources", len(self._sources(self.new) - self._sources(self.old))),
            ("changed claims", len(self.changed)),
            ("claims gone", len(self.gone)),
        )
        return Entry(
            id="",
            kind="comparison",
            title=f"From {was} to {now}",
            description="" if sections else "Nothing was learnt and nothing was revised.",
            facts=tuple((what, f"{number:,}") for what, number in counts if number),
            sections=sections,
            sources=self.after.cited(sections[: 3 if self.added else 0]),
        )

    @staticmethod
    def _sources(content: Content) -> set[str]:
        return {claim.values["source"] for claim in content.claims.values() if "source" in claim.values}

    def _denied(self, claims: Iterable[Stated]) -> Iterator[str]:
        for claim in claims:
            yield from (node for node in claim.links.get("denies", ()) if node in self.new.by_node)

    def _revisions(self, node: str) -> Iterator[Difference]:
        """The aspects of a thing in which values came in, with those from before."""
        was = _aspects(self.before, node, self.denials[0], self.offices)
        now = _aspects(self.after, node, self.denials[1], self.offices)
        for what, values in now.items():
            known = was.get(what, {})
            added = {value: tellers for value, tellers in values.items() if value not in known}
            if what == "day":  # a month tells nothing new beside a day of it, nor a guess beside the same day
                added = {value: tellers for value, tellers in added.items() if not _is_told(value, known)}
            if not added:
                continue
            if what == "participants":
                known = {}
            before = tuple((f"before: {_in_words(what, value)}", tuple(tellers)) for value, tellers in known.items())
            since = tuple(
                (f"now: {_in_words(what, value)}{_relation(what, value, known)}", tuple(tellers))
                for value, tellers in added.items()
            )
            yield Difference(what=what, values=(*before, *since))

    def _changed(self, claim: Stated) -> Item:
        item = self.after.item(claim.node, [claim])
        old = self.old.claims[claim.id]
        fields = sorted(_changed_fields(old, claim))
        values = ((f"before: {self.before.words([old])}", ()), (f"now: {item.words}", ()))
        return replace(item, differing=(Difference(what=", ".join(fields), values=values),))


def _changed_fields(old: Stated, new: Stated) -> set[str]:
    """The parts of a claim that are not the same in two states of it."""
    keys = {*old.values, *new.values}
    found = {key.replace("_", " ") for key in keys if old.values.get(key) != new.values.get(key)}
    if (old.parts, old.concern, old.concern_of) != (new.parts, new.concern, new.concern_of):
        found.add("participants and roles")
    if (old.links, old.sides) != (new.links, new.sides):
        found.add("what it names")
    if (old.node, old.type) != (new.node, new.type):
        found.add("what it states")
    return found


def _linked(content: Content, link: str) -> dict[str, list[Stated]]:
    """The claims that have a link to a thing, by that thing."""
    found: dict[str, list[Stated]] = {}
    for claim in content.claims.values():
        for node in claim.links.get(link, ()):
            found.setdefault(node, []).append(claim)
    return found


def _held_offices(content: Content) -> dict[str, set[str]]:
    """The offices that each actor held."""
    found: dict[str, set[str]] = {}
    for office, claims in _linked(content, "ofOffice").items():
        for holder in (name for claim in claims for name in claim.links.get("heldBy", ())):
            found.setdefault(holder, set()).add(office)
    return found


def _aspects(
    teller: Teller, node: str, denials: Mapping[str, list[Stated]], offices: Mapping[str, set[str]]
) -> _Aspects:
    """What is told of a thing, aspect by aspect: each value with those who tell it.

    An office does not count beside its holder.
    """
    content = teller.content
    found: _Aspects = {}
    actors = {part.actor for claim in teller.stating(node) for part in claim.parts}
    beside = {office for actor in actors for office in offices.get(actor, ())}

    def add(what: str, value: str, claim: Stated) -> None:
        tellers = found.setdefault(what, {}).setdefault(value, [])
        if (told_by := teller.told_by(claim)) not in tellers:
            tellers.append(told_by)

    for claim in teller.stating(node):
        values = claim.values
        if "date" in values:
            add("day", values["date"], claim)
        if "place" in values:
            add("place", content.label(values["place"]), claim)
        add("status", content.label(values.get("event_status", "held")), claim)
        add("sort", content.vocabulary.classes[claim.type].label, claim)
        for part in (part for part in claim.parts if part.actor not in beside):
            add("participants", content.label(part.actor), claim)
            if part.role not in PLAIN_ROLES:
                add(f"{content.label(part.actor)} as", teller.role(part), claim)
    for claim in denials.get(node, ()):
        speaker = next((part.actor for part in claim.parts if part.role == "speaker"), None)
        add("denied", f"by {content.label(speaker)}", claim)
    return found


def _relation(what: str, value: str, known: dict[str, list[str]]) -> str:
    """How a day that came in lies to the days before."""
    if what != "day" or not known:
        return ""
    day, before = read_date(value), [date for date in map(read_date, known) if date]
    if day is None or not before:
        return ""
    if not any(day.may_overlap(other) for other in before):
        return " (it cannot be both)"
    narrower = all(day.lies_within(other) and not other.lies_within(day) for other in before)
    return " (narrower)" if narrower else ""


def _is_told(value: str, known: Iterable[str]) -> bool:
    """Whether a day says no more than one of those that are known."""
    day, others = read_date(value), [date for date in map(read_date, known) if date]
    return day is not None and any(says_all(other, day) for other in others)


def _in_words(what: str, value: str) -> str:
    return date_in_words(value) if what == "day" else value


def _by_node(claims: Iterable[Stated]) -> Iterator[tuple[str, list[Stated]]]:
    grouped: dict[str, list[Stated]] = {}
    for claim in claims:
        grouped.setdefault(claim.node, []).append(claim)
    yield from sorted(grouped.items())
