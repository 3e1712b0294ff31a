"""Ontology → the tables that the rules take of it: classes, roles, which roles exclude each other, what goes first."""

from __future__ import annotations

import functools
from typing import Any

from kg.claims.wording import PLAIN_ROLES
from kg.model.vocabulary import Vocabulary

Rows = list[tuple[Any, ...]]

# The tables with their columns. `occurs` is whether a class is one of events, `proposes` whether it is one of acts that
# wait for an answer, `expresses` what it says of where one stands; `sits` whether who has a role sits at the table.
# `weight` says which of several roles of one actor counts: that of a third party 0, those of speech and the plain one
# 2, others 1. `near` are roles above and below one, and itself.
VOCABULARY_TABLES: dict[str, tuple[str, ...]] = {
    "classes": ("class", "layer", "occurs", "proposes", "expresses", "label"),
    "roles": ("role", "sits", "weight"),
    "near_roles": ("role", "near"),
    "exclusions": ("role", "other_role"),
    "precedences": ("kind", "concept", "precedence", "label"),
}
# The layer of what a claim states, by the class above it.
LAYERS = {
    "Contact": "contact", "Act": "act", "Measure": "measure", "Agreement": "agreement", "Stance": "stance",
    "Affiliation": "affiliation", "Relation": "relation",
}  # fmt: skip


def layer_of(class_name: str, vocabulary: Vocabulary) -> str:
    """The layer of what a claim states, by its class; empty where it makes no ties."""
    return next((layer for name, layer in LAYERS.items() if vocabulary.is_a(class_name, name)), "")


@functools.lru_cache(maxsize=4)
def vocabulary_tables(vocabulary: Vocabulary) -> dict[str, Rows]:
    """The rows of `VOCABULARY_TABLES`. Not to be changed."""
    return {
        "classes": [
            (
                name,
                layer_of(name, vocabulary),
                vocabulary.is_a(name, "Event"),
                vocabulary.is_proposal(name),
                vocabulary.expressed(name),
                term.label,
            )
            for name, term in sorted(vocabulary.classes.items())
        ],
        "roles": _roles(vocabulary),
        "near_roles": _near_roles(vocabulary),
        "exclusions": _exclusions(vocabulary),
        "precedences": [
            (scheme.lower(), name, term.precedence, term.label)
            for scheme in ("Rank", "Check")
            for name, term in sorted(vocabulary.concepts[scheme].items())
        ],
    }


def _roles(vocabulary: Vocabulary) -> Rows:
    return [
        (name, term.at_the_table is not False,
         0 if vocabulary.is_narrower(name, "third-party") else 2 if name in PLAIN_ROLES else 1)
        for name, term in sorted(vocabulary.concepts["Role"].items())
    ]  # fmt: skip


def _near_roles(vocabulary: Vocabulary) -> Rows:
    roles = sorted(vocabulary.concepts["Role"])
    return [
        (role, near)
        for role in roles
        for near in roles
        if vocabulary.is_narrower(role, near) or vocabulary.is_narrower(near, role)
    ]


def _exclusions(vocabulary: Vocabulary) -> Rows:
    """Roles that exclude each other, or are narrower than such."""
    roles = vocabulary.concepts["Role"]
    told = {(one, other) for one, term in roles.items() for other in term.excludes}
    told |= {(other, one) for one, other in told}
    return [
        (one, other)
        for one in sorted(roles)
        for other in sorted(roles)
        if any(vocabulary.is_narrower(one, above) and vocabulary.is_narrower(other, below) for above, below in told)
    ]
