"""Whom somebody counts as at a level: actors as they are, the body in which they serve, or their state.

The rules stand in `kg/derived/sql`: `counts_as.sql` for who takes part, `lifts.sql` for whoever is only named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kg.claims.content import Content, Part
from kg.claims.things import Thing
from kg.derived.deriving import Relations
from kg.errors import UsageError

Level = Literal["person", "organisation", "state"]
LEVELS: tuple[Level, ...] = ("person", "organisation", "state")


def require_level(level: str) -> str:
    """The level itself. Raises UsageError, with all of them, where there is no such level."""
    if level not in LEVELS:
        raise UsageError(f"there is no level '{level}'; the levels are {', '.join(LEVELS)}")
    return level


class Lift:
    """Who a participant counts as, at one level; raises UsageError for an unknown one.

    - person: whoever took part
    - organisation: the body (a ministry, a delegation, an alliance) in which a person serves
    - state: the state, or other whole, that an actor or whoever it acts for is a part of
    """

    def __init__(self, content: Content, relations: Relations, level: str) -> None:
        self.content, self.relations, self.level = content, relations, require_level(level)

    def of(self, claim: str, part: Part) -> str:
        """The id of the actor that a participant of a claim counts as."""
        if self.level == "person":
            return part.actor
        state, body = part.counts_as or self.relations.counts_as(claim, part.actor, part.on_behalf_of)
        return state if self.level == "state" else body

    def ends(self, row: dict[str, str]) -> tuple[str, str]:
        """The two actors of a row of the relation `pairs`."""
        suffix = {"person": "", "organisation": "_body", "state": "_state"}[self.level]
        return row[f"a{suffix}"], row[f"b{suffix}"]

    def belongs(self, name: str) -> str:
        """The state, or other whole, that an actor is a part of, whenever; itself where that is nothing."""
        return self.relations.state_of(name)

    def thing(self, name: str) -> Thing:
        """What is known of an actor."""
        return self.content.things.get(name) or Thing(name)

    def sides(self, conflict: str, names: Iterable[str]) -> dict[str, str]:
        """Those of some actors that are of a side of a conflict, with their side."""
        of = self.relations.side_of(conflict)
        return {name: of[name] for name in names if name in of}
