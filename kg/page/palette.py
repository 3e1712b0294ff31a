"""What things look like: which role colours a line, in which colours, and which shape a kind of actor has.

Presentation only. A role or a type that is not listed here is drawn all the same, with the next free colour and a dot.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.vocabulary import load_vocabulary

# From the role that tells most about a tie to the one that tells least: what a third party does comes first.
_TELLING = [
    "mediator",
    "facilitator",
    "formulator",
    "manipulator",
    "guarantor",
    "host",
    "convener",
    "message-carrier",
    "observer",
    "third-party",
]
_PLAIN = ["negotiator", "spokesperson", "belligerent", "party", "performer", "speaker", "addressee", "participant"]

# For light and for dark. Chosen by search for the greatest distance between any two of them as seen with normal sight,
# protanopia, deuteranopia and tritanopia (at least 19 in CIELAB), with a contrast of 3:1 or more against the canvas.
_COLOURS = {
    "mediator": ("#0a78ed", "#1f86f5"),
    "guarantor": ("#099573", "#76f6e0"),
    "host": ("#734288", "#dcaafd"),
    "negotiator": ("#c47a0d", "#b9852e"),
    "belligerent": ("#7d1410", "#d05a5c"),
    "party": ("#7d1410", "#d05a5c"),
    "speaker": ("#918545", "#eae252"),
    "performer": ("#5336ae", "#c7ed9d"),
    "participant": ("#393e49", "#909aa8"),
}
_SPARE = (
    ("#1793a5", "#67dbe8"),
    ("#5b4bc4", "#a99cff"),
    ("#a31f55", "#ff86b3"),
    ("#4c7a1d", "#a5d86a"),
    ("#8c5a8a", "#c9a2c7"),
    ("#3f6f8f", "#8fbcd9"),
)

SHAPES = {
    "State": "square",
    "Person": "dot",
    "Organization": "diamond",
    "Alliance": "diamond",
    "GovernmentBody": "diamond",
    "NewsOrganization": "diamond",
    "Delegation": "hexagon",
    "Group": "triangle",
    "Office": "triangleDown",
}
# What the legend calls each shape, in the order in which it lists them.
SHAPE_LABELS = {
    "square": "State",
    "dot": "Person",
    "triangleDown": "Office",
    "hexagon": "Delegation",
    "triangle": "Group",
    "diamond": "Organisation",
}

LAYERS = {
    "contact": "Contacts",
    "act": "Acts: offers, demands, …",
    "measure": "Measures",
    "agreement": "Agreements",
    "stance": "Stances",
    "affiliation": "Affiliations",
    "relation": "Standing relations",
}
# Ties of these layers are drawn in grey: nobody plays a role in them.
QUIET_LAYERS = frozenset({"stance", "affiliation", "relation"})


def telling_role(roles: Iterable[str]) -> str:
    """The role of a pair that says most about their tie, or the empty string where no role is told."""
    known = [role for role in roles if role]
    return min(known, key=lambda role: (_rank(role), role)) if known else ""


def role_colours(roles: Iterable[str]) -> dict[str, tuple[str, str]]:
    """A colour for light and one for dark for each role, in the order of the legend."""
    ordered = sorted(set(roles), key=lambda role: (_rank(role), role))
    spare = [role for role in ordered if role not in _COLOURS]
    free = {role: _SPARE[place % len(_SPARE)] for place, role in enumerate(spare)}
    return {role: _COLOURS.get(role) or free[role] for role in ordered}


def line_style(status: str, event_status: str) -> str:
    """`solid` for what took place, `dotted` for what was declined, is over or cancelled, `dashed` for what is ahead."""
    if status == "declined" or status in load_vocabulary().statuses("over") or event_status == "cancelled":
        return "dotted"
    return "solid" if status in {"", "exercised"} and event_status in {"", "held"} else "dashed"


def _rank(role: str) -> int:
    if role in _TELLING:
        return _TELLING.index(role)
    return len(_TELLING) + 1 + _PLAIN.index(role) if role in _PLAIN else len(_TELLING)
