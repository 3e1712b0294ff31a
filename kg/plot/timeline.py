"""Contacts along time: a row for each channel, a mark for each contact, by the role of the third party."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.errors import UsageError
from kg.model.vocabulary import load_vocabulary
from kg.plot.figure import (
    COLOURS,
    MARKERS,
    DrawnContact,
    add_caption,
    caption_of,
    contacts_of,
    count_words,
    drawing,
    short,
    tell_coded,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_THIRD = "no third-party role"
_STEP, _TOP, _ROW, _HIGHEST_ROW = 0.17, 0.8, 0.55, 1.6  # the first two in rows, the others in inches
_FEW_DAYS = 6
_PALE = 0.45


def plot_timeline(network: nx.MultiDiGraph, *, actor: str | None = None, title: str | None = None) -> Any:
    """A timeline of contacts by channel and role.

    `network` is a projection; `actor` the id of an actor whose contacts alone are shown. Each contact in which some
    talked is one mark, however many sources tell of it, in the row of its channel, and coloured by the role of the
    third party in it. A day that is not told exactly is a line from the first to the last that it may have been; one
    that every source doubts is a hollow mark, one that programs alone tell of a pale one. Contacts of one day stand
    above each other, in rows that are as high as that takes, and closer where they are very many. The caption tells the
    sources, and how many contacts have no day.

    Gives a matplotlib Figure. Raises UsageError for an actor without contacts, and where matplotlib is missing.
    """
    every = [c for c in contacts_of(network) if actor is None or actor in c.actors]
    if actor is not None and not every:
        raise UsageError(f"'{actor}' has no contacts in the network")
    dated = [contact for contact in every if contact.first and contact.last]
    kinds = sorted({c.kind for c in dated}, key=lambda kind: (-sum(c.kind == kind for c in dated), kind))
    told = [third_role(contact, actor) for contact in dated]
    roles = sorted(set(told) - {NO_THIRD}) + [NO_THIRD] * (NO_THIRD in told)
    labels = network.graph.get("role_labels", {})
    most = max(Counter((c.kind, c.first) for c in dated).values(), default=1)
    step, row = _stack(most)
    with drawing(title or _title(network, actor), height=1.9 + row * max(len(kinds), 1)) as (figure, axes):
        stacked: dict[tuple[str, Any], int] = {}
        for contact, role in zip(dated, told, strict=True):
            place = (contact.kind, contact.first)
            level = stacked[place] = stacked.get(place, -1) + 1
            height = kinds.index(contact.kind) - step * level
            marker, colour = _mark(role, roles)
            ink = _PALE if contact.coded else 1.0
            if contact.first != contact.last:
                axes.plot(
                    [contact.first, contact.last], [height, height], color=colour, linewidth=1.2,
                    solid_capstyle="butt", alpha=ink,
                )  # fmt: skip
            axes.plot(
                [contact.first], [height], marker=marker, markersize=6, color=colour,
                linestyle="none", markerfacecolor="white" if contact.uncertain else colour, alpha=ink,
            )  # fmt: skip
        for role in roles:
            marker, colour = _mark(role, roles)
            axes.plot([], [], linestyle="none", label=short(labels.get(role, role), 30), marker=marker, color=colour)
        axes.set_yticks(range(len(kinds)), [short(kind, 30) for kind in kinds])
        axes.set_ylim(len(kinds) - 0.4, -max(_TOP, step * (most - 1) + 0.15) if kinds else 1)
        axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
        axes.set_axisbelow(True)
        if dated:
            axes.xaxis.set_major_formatter(_days(axes, dated))
            axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
        else:
            axes.text(0.5, 0.5, "no contacts with a day", transform=axes.transAxes, ha="center")
        notes = [count_words(len(dated), "contact") + "."]
        if len(every) > len(dated):
            notes.append(f"{len(every) - len(dated)} more have no day and are not shown.")
        if any(contact.uncertain for contact in dated):
            notes.append("Hollow: the day is in doubt.")
        notes += tell_coded(sum(contact.coded for contact in dated), len(dated), " (pale)")
        add_caption(figure, notes, caption_of(network, {s for c in dated for s in c.sources}))
    return figure


def third_role(contact: DrawnContact, actor: str | None = None) -> str:
    """The role of the third party in a contact, that of `actor` first; the most telling of several, by name."""
    is_narrower = load_vocabulary().is_narrower
    third = sorted((role, who) for who, role in contact.roles if is_narrower(role, "third-party"))
    own = [role for role, who in third if who == actor]
    mediating = [role for role, _ in third if is_narrower(role, "mediator")]
    return next(iter([*own, *mediating, *(role for role, _ in third)]), NO_THIRD)


def _mark(role: str, roles: list[str]) -> tuple[str, str]:
    """The marker and colour of a role; grey points where there is no third party."""
    if role == NO_THIRD:
        return "o", "#999999"
    number = roles.index(role)
    return MARKERS[(number + 1) % len(MARKERS)], COLOURS[number % len(COLOURS)]


def _title(network: nx.Graph, actor: str | None) -> str:
    if actor is not None:
        return f"Contacts of {network.nodes[actor]['label']}"
    return f"Contacts: {network.graph.get('title', '')}"


def _stack(most: int) -> tuple[float, float]:
    """How far above each other contacts of a day stand, in rows, and the height of a row, so that `most` fit in it."""
    above = max(most - 1, 1)
    return min(_STEP, _TOP / above), min(max(_ROW, above * _STEP * _ROW / _TOP), _HIGHEST_ROW)


def _days(axes: Axes, dated: list[DrawnContact]) -> Any:
    """Whole days as labels, each once."""
    from matplotlib.dates import AutoDateLocator, DateFormatter, DayLocator

    first = min(contact.first for contact in dated if contact.first)
    last = max(contact.last for contact in dated if contact.last)
    chosen: Any = DayLocator if (last - first).days <= _FEW_DAYS else AutoDateLocator  # they have no types
    options = {} if chosen is DayLocator else {"minticks": 3, "maxticks": 7}
    formatter: Any = DateFormatter
    axes.xaxis.set_major_locator(chosen(**options))
    if first == last:
        axes.set_xlim(first - timedelta(1), first + timedelta(1))  # type: ignore[arg-type]  # it takes days, too
    return formatter("%Y-%m-%d")
