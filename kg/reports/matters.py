"""A page about what became of offers, requests and roles: each with its state, and with its history where wanted."""

from __future__ import annotations

from collections.abc import Sequence

from kg.claims.content import read_content
from kg.claims.makers import offers_portion
from kg.model.dates import date_in_words
from kg.reports.about.items import Teller
from kg.reports.entry import Entry
from kg.reports.lifecycles import Matter, Step
from kg.reports.parts import Item, Section
from kg.store.oxigraph import Store


def tell_matters(
    store: Store, matters: Sequence[Matter], *, title: str, as_of: str = "", history: bool = False
) -> Entry:
    """An entry with a section per matter: its state and the positions of the parties; with `history`, every step."""
    teller = Teller(read_content(offers_portion(store)))
    sections = tuple(matter_section(teller, matter, history=history) for matter in matters)
    described = f"{len(matters):,} matter{'' if len(matters) == 1 else 's'}" if matters else "No offer or request."
    return Entry(
        id="",
        kind="offers, requests and roles" + (f" as of {date_in_words(as_of)}" if as_of else ""),
        title=title,
        description=described,
        sections=sections,
        sources=teller.cited(sections),
    )


def matter_section(teller: Teller, matter: Matter, *, history: bool) -> Section:
    """A matter as a section of a page: its state and the positions of the parties; with `history`, every step."""
    day = date_in_words(matter.since)
    since = (f" {day}" if day.startswith("by ") else f" since {day}") if day else ""
    title = matter.title[:1].upper() + matter.title[1:]
    remarks = [
        f"{teller.named(position.party)}{position.words.removeprefix(position.party)}" for position in matter.positions
    ]
    if matter.fulfilled_by:
        by = [event for event in matter.fulfilled_by if event in teller.content.by_node]
        remarks.append(f"held in: {', '.join(by)}")
    return Section(
        heading=f"{title}: {matter.state}{since}",
        remarks=tuple(remarks),
        items=tuple(_item(teller, step) for step in matter.steps) if history else (),
    )


def _item(teller: Teller, step: Step) -> Item:
    claims = [teller.content.claims[name] for name in step.claims]
    remarks = (f"makes it: {step.status}",) if step.status else ("said of the event itself",)
    return teller.item(step.act, claims, remarks=remarks, context=False)
