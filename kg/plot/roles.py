"""Roles over time: bars of how many contacts third parties had in which role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.model.vocabulary import load_vocabulary
from kg.network import list_windows
from kg.plot.figure import (
    COLOURS,
    HATCHES,
    add_caption,
    caption_of,
    contacts_of,
    count_words,
    drawing,
    short,
    tell_coded,
)


def plot_roles(
    network: nx.MultiDiGraph, *, actor: str | None = None, window: str | int = "month", title: str | None = None
) -> Any:
    """Bars of roles over time.

    For each window the number of contacts in which a third party, or `actor` alone in any role, exercised each role
    while some talked, see `kg.plot.figure.contacts_of`; an actor in two roles counts in both. A contact counts in the
    window in which its first possible day is, and the caption tells how many have no day. `window` as in
    `kg.network.split_windows`.

    `network` is a projection. Gives a matplotlib Figure. Raises UsageError for an actor without contacts, for a window
    that there is none of, and where matplotlib is missing.
    """
    is_narrower = load_vocabulary().is_narrower
    counted = []
    for contact in contacts_of(network):
        roles = {
            role
            for who, role in contact.roles
            if (who == actor if actor is not None else is_narrower(role, "third-party"))
        }
        if roles:
            counted.append((contact, roles))
    if actor is not None and not counted:
        raise UsageError(f"'{actor}' has no contacts in the network")
    dated = [(contact, roles) for contact, roles in counted if contact.first]
    days = [contact.first for contact, _ in dated if contact.first]
    shots = list_windows(min(days, default=None), max(days, default=None), window)
    every = sorted({role for _, roles in dated for role in roles})
    labels = network.graph.get("role_labels", {})
    heading = f"Roles of {network.nodes[actor]['label']}" if actor is not None else "Roles of third parties"
    with drawing(title or f"{heading}, by {window if isinstance(window, str) else f'{window} days'}") as (figure, axes):
        bottom = [0] * len(shots)
        for number, role in enumerate(every):
            heights = [
                sum(role in roles and start <= contact.first <= end for contact, roles in dated if contact.first)
                for start, end in shots
            ]
            axes.bar(
                range(len(shots)), heights, bottom=bottom, width=0.7, label=short(labels.get(role, role), 30),
                color=COLOURS[number % len(COLOURS)], hatch=HATCHES[number % len(HATCHES)], edgecolor="white",
            )  # fmt: skip
            bottom = [below + height for below, height in zip(bottom, heights, strict=True)]
        names = [_name(*shot) for shot in shots]
        room = 9 if all(len(name) < 8 for name in names) else 6
        shown = range(0, len(shots), max(1, -(-len(shots) // room)))
        axes.set_xticks(shown, [names[number] for number in shown])
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.set_ylabel("contacts")
        if every:
            axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, reverse=True)
        else:
            axes.text(0.5, 0.5, "no contacts with a day", transform=axes.transAxes, ha="center")
        notes = [f"{count_words(len(dated), 'contact')}; one in two roles counts in both."]
        notes += tell_coded(sum(contact.coded for contact, _ in dated), len(dated))
        if len(counted) > len(dated):
            notes.append(f"{len(counted) - len(dated)} more have no day and are not shown.")
        add_caption(figure, notes, caption_of(network, {s for c, _ in dated for s in c.sources}))
    return figure


def _name(start: date, end: date) -> str:
    whole_month = start.day == 1 and (end + timedelta(days=1)).day == 1 and (end - start).days < 31
    return str(start.isoformat()[:7] if whole_month else start.isoformat())
