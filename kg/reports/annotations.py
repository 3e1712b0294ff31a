"""What a page shows beside a network: where reports differ, and what became of offers, as plain data with claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.claims.content import read_content
from kg.claims.makers import offers_portion
from kg.network.accounts import describe_events
from kg.reports.about.items import Teller
from kg.reports.conflicts import Conflict, read_conflicts
from kg.reports.knowledge import follow_knowledge
from kg.reports.lifecycles import Matter
from kg.reports.matters import matter_section
from kg.reports.rivals import conflict_section
from kg.store.oxigraph import Store

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]


def tell_annotations(store: Store) -> dict[str, list[Row]]:
    """The graph attributes `rivals` and `offers` that `kg.page.render_page` shows.

    A rival has heading, remarks (which is preferred, and why) and positions, each a label and the ids of its claims. An
    offer has versions, in the order of days: the day by which it was known to stand so ("" for always), title, state,
    remarks (where the parties stand) and steps: act, day, words, status, claims.
    """
    teller = Teller(read_content(store))
    return {"rivals": [_rival(teller, conflict) for conflict in read_conflicts(store)], "offers": _offers(store)}


def annotate_network(network: nx.MultiDiGraph, store: Store) -> None:
    """Give a network of a store what `tell_annotations` tells, and what its acts are dated by."""
    told = tell_annotations(store)
    acts = {step["act"] for offer in told["offers"] for version in offer["versions"] for step in version["steps"]}
    events = describe_events(read_content(store), acts)
    network.graph.update(told, events=events | network.graph.get("events", {}))


# What became part of another offer when more was known is none of its own any more.
_NOTHING: Row = {"title": "", "state": "", "remarks": [], "steps": []}


def _offers(store: Store) -> list[Row]:
    versions: dict[str, list[Row]] = {}
    names: dict[int, set[str]] = {}
    for known in follow_knowledge(read_content(offers_portion(store))):
        teller = Teller(known.content)
        present = {matter.id: _version(teller, matter) for matter in known.matters}
        of_group = names.setdefault(known.group, set())
        of_group.update(present)
        for name in sorted(of_group):
            told = versions.setdefault(name, [])
            version = present.get(name, _NOTHING)
            if not told or {**told[-1], "known": ""} != {**version, "known": ""}:
                told.append(version | {"known": str(known.day or "")})
    return [{"versions": versions[name]} for name in sorted(versions)]


def _rival(teller: Teller, conflict: Conflict) -> Row:
    section = conflict_section(teller, conflict)
    return {
        "heading": section.heading,
        "remarks": list(section.remarks),
        "positions": [
            {"label": item.words, "claims": [account.claim for account in item.accounts]} for item in section.items
        ],
    }


def _version(teller: Teller, matter: Matter) -> Row:
    section = matter_section(teller, matter, history=True)
    title, _, state = section.heading.rpartition(": ")
    return {
        "title": title,
        "state": state,
        "remarks": list(section.remarks),
        "steps": [
            {
                "act": step.act,
                "day": item.day,
                "words": item.words,
                "status": step.status,
                "claims": [account.claim for account in item.accounts],
            }
            for step, item in zip(matter.steps, section.items, strict=True)
        ],
    }
