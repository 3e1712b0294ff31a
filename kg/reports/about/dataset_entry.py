"""A page about a whole data set: what it covers, its sources, its conflicts, and who is in contact most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pyoxigraph as ox

from kg.claims.content import read_content
from kg.claims.makers import coded_claims
from kg.claims.things import Thing
from kg.disk.graph_info import GraphInfo
from kg.model.vocabulary import AKG
from kg.reports.about.items import Teller, at, in_order
from kg.reports.entry import Entry
from kg.reports.parts import Item, Section
from kg.store.oxigraph import Store
from kg.store.tables import shorten

_MOST = 30


def tell_dataset(store: Store, info: GraphInfo, *, view: str = "") -> Entry:
    """What a data set is, its sources in the order of publication, its conflicts, and its actors by contacts.

    `view` tells in words what is shown of it, where that is not all.
    """
    conflicts = [shorten(row["conflict"].value, store.base) for row in _rows(store, "conflicts")]
    content = read_content(store, about=conflicts)
    teller = Teller(content)
    coded = _coded(store)
    sections = (
        Section(heading="Sources", items=_sources(store, teller, coded)),
        Section(heading="Left out", items=tuple(_left_out(info))),
        Section(heading="Conflicts", items=teller.items(conflicts)),
        _actors(store, teller),
        Section(heading="Adding a source", remarks=tuple(info.adding.strip().splitlines())),
    )
    facts = (
        ("only", view),
        ("coverage", info.coverage),
        ("licence", info.licence),
        ("counts", ", ".join(f"{number:,} {name}" for name, number in info.counts.items() if number)),
        ("machine-coded", _counted(coded.total()) if coded else ""),
    )
    return Entry(
        id="",
        kind="data set",
        title=info.heading,
        description=info.description,
        facts=tuple((what, value) for what, value in facts if value),
        sections=tuple(section for section in sections if section.items or section.remarks),
    )


def _rows(store: Store, name: str) -> Iterator[dict[str, Any]]:
    text = resources.files("kg.reports.about").joinpath(f"{name}.rq").read_text(encoding="utf-8")
    return store.rows(text)


def _coded(store: Store) -> Counter[str]:
    """How many of its claims a program made, by source."""
    found: Counter[str] = Counter()
    for claim in coded_claims(store):
        for quad in store.match(ox.NamedNode(claim), ox.NamedNode(AKG + "source"), graph=ox.DefaultGraph()):
            found[shorten(str(getattr(quad.object, "value", "")), store.base)] += 1
    return found


def _counted(number: int) -> str:
    return f"{number:,} claim{'' if number == 1 else 's'}"


def _sources(store: Store, teller: Teller, coded: Counter[str]) -> tuple[Item, ...]:
    counts = {shorten(row["source"].value, store.base): int(row["claims"].value) for row in _rows(store, "sources")}
    things, is_a = teller.content.things, teller.content.vocabulary.is_a
    items = []
    days: dict[str, list[Thing]] = {}  # event data has a source for each day: one line for all of a publisher
    for thing in things.values():
        if is_a(thing.type, "Source"):
            number = counts.get(thing.id, 0)
            if thing.type == "DataSet" and 0 < number == coded[thing.id]:
                days.setdefault(thing.values.get("publisher", ""), []).append(thing)
                continue
            title = f" “{thing.values['title']}”" if "title" in thing.values else ""
            publisher = teller.content.label(thing.values.get("publisher"))
            some = f", {coded[thing.id]:,} of them" if 0 < coded[thing.id] < number else ","
            mark = f"{some} machine-coded" if coded[thing.id] else ""
            words = f"{publisher}{title}: {_counted(number)}{mark} [{thing.id}]"
            items.append(at(Item(id=thing.id, words=words, address=thing.values.get("url", "")), thing.values))
    for publisher in sorted(days):
        of_day = sorted(days[publisher], key=lambda thing: (thing.values.get("earliest", ""), thing.id))
        number = sum(counts[thing.id] for thing in of_day)
        ids = of_day[0].id if len(of_day) == 1 else f"{of_day[0].id} to {of_day[-1].id}, {len(of_day):,} days"
        words = f"{teller.content.label(publisher)}: {_counted(number)}, machine-coded [{ids}]"
        items.append(at(Item(id=of_day[0].id, words=words), of_day[0].values))
    return in_order(items)


def _left_out(info: GraphInfo) -> Iterator[Item]:
    for entry in info.left_out:
        instead = f" Instead: {entry.instead}" if entry.instead else ""
        yield Item(words=f"{entry.reason}{instead}", address=entry.address)


def _actors(store: Store, teller: Teller) -> Section:
    counts = [(shorten(row["actor"].value, store.base), int(row["contacts"].value)) for row in _rows(store, "contacts")]
    ordered = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    items = tuple(Item(id=name, words=f"{teller.content.label(name)}: {n:,}") for name, n in ordered[:_MOST])
    remarks = ["Contacts that each took part in, or others on its behalf; of those that were held."]
    if len(ordered) > _MOST:
        remarks.append(f"The first {_MOST} of {len(ordered):,}.")
    return Section(heading="Actors by contacts", remarks=tuple(remarks) if items else (), items=items)
