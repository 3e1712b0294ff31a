"""A page about conflicts between sources: each with what is said by whom, which is preferred, and why."""

from __future__ import annotations

from collections.abc import Sequence

from kg.claims.content import read_content
from kg.claims.makers import curated_portion
from kg.claims.wording import word_event
from kg.reports.about.items import Teller
from kg.reports.conflicts import Conflict, count_by_kind
from kg.reports.entry import Entry
from kg.reports.parts import Item, Section
from kg.store.oxigraph import Store

_WORDS = {
    "date": "the day",
    "place": "the place",
    "participants": "who took part",
    "role": "the role of",
    "membership": "the membership of",
    "readout": "what two accounts tell",
    "denied": "whether it is so",
}


def tell_conflicts(store: Store, conflicts: Sequence[Conflict], *, title: str) -> Entry:
    """An entry with a section per conflict: a remark for what decides, an item per position with its claims."""
    claims = sorted({claim for conflict in conflicts for claim in conflict.claims})
    teller = Teller(read_content(curated_portion(store), claims=claims))
    sections = tuple(conflict_section(teller, conflict) for conflict in conflicts)
    events = len({conflict.about for conflict in conflicts})
    kinds = ", ".join(f"{number} {kind}" for kind, number in count_by_kind(conflicts).items())
    return Entry(
        id="",
        kind="conflicts between sources",
        title=title,
        description=f"{_count(len(conflicts), 'conflict')} on {_count(events, 'matter')}: {kinds}"
        if conflicts
        else "No conflict between sources.",
        sections=sections,
        sources=teller.cited(sections),
    )


def conflict_section(teller: Teller, conflict: Conflict) -> Section:
    """A conflict as a section of a page."""
    about = word_event(conflict.about, teller.content)
    whose = f" {teller.named(conflict.whose)}" if conflict.whose else ""
    items = tuple(_position(teller, conflict, number) for number in range(len(conflict.positions)))
    labels = {position.value: _label(teller, conflict, position.value) for position in conflict.positions}
    remarks = []
    for verdict in conflict.verdicts:
        several = len(conflict.positions) > 2 and conflict.differs != "readout"
        pair = f" of {labels[verdict.values[0]]} and {labels[verdict.values[1]]}" if several else ""
        better = labels[verdict.preferred] if verdict.preferred else "neither"
        remarks.append(f"preferred{pair}: {better}; {verdict.why}")
    if conflict.left_out:
        remarks.append(f"{_count(conflict.left_out, 'more claim')} on this: not held against the others")
    return Section(
        heading=f"{about[:1].upper()}{about[1:]}: {_WORDS[conflict.differs]}{whose}",
        remarks=tuple(dict.fromkeys(remarks)),
        items=items,
    )


def _position(teller: Teller, conflict: Conflict, number: int) -> Item:
    position = conflict.positions[number]
    claims = [teller.content.claims[name] for name, _, _ in position.claims if name in teller.content.claims]
    return Item(
        id=conflict.about,
        words=_label(teller, conflict, position.value),
        accounts=tuple(teller.account(claim) for claim in claims),
    )


def _label(teller: Teller, conflict: Conflict, value: str) -> str:
    if conflict.differs in ("participants", "role"):
        return ", ".join(teller.content.label(name) for name in value.split("+"))
    if conflict.differs == "readout":
        return "; ".join(teller.content.label(part) for part in value.split(" / ")) if value else "nothing of this"
    return teller.content.label(value)


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
