"""For whom somebody acts: actors as they are, lifted to the body in which they serve, or to their state."""

from __future__ import annotations

from typing import Literal

from kg.claims.content import Content, Part, Thing

Level = Literal["person", "organisation", "state"]
LEVELS: tuple[Level, ...] = ("person", "organisation", "state")


class Lift:
    """Who a participant counts as, at one level.

    - person: whoever took part
    - organisation: the body (a ministry, a delegation, an alliance) that a person belongs to, or whose office the
      person takes part in or holds; else on whose behalf; else the person. Bodies and states are themselves
    - state: on whose behalf, else the actor; of either what it belongs to, through all steps
    """

    def __init__(self, content: Content, level: str) -> None:
        self.content, self.level = content, level
        self.behalf: dict[str, set[str]] = {}
        self.offices: dict[str, set[str]] = {}
        coded: dict[str, set[str]] = {}  # what programs say of somebody counts where no curator does
        for claim in content.claims.values():
            told = coded if claim.is_coded(content.vocabulary) else self.behalf
            for part in claim.parts:
                if part.on_behalf_of:
                    told.setdefault(part.actor, set()).add(part.on_behalf_of)
            for office in claim.links.get("ofOffice", ()):
                for holder in claim.links.get("heldBy", ()):
                    self.offices.setdefault(holder, set()).add(office)
        self.behalf = coded | self.behalf

    def of(self, part: Part) -> str:
        """The id of the actor that a participant counts as."""
        if self.level == "person":
            return part.actor
        if self.level == "organisation":
            return self.body(part.actor, part.in_office) or part.on_behalf_of or self.belongs(part.actor)
        return self.belongs(part.on_behalf_of or part.actor)

    def belongs(self, name: str) -> str:
        """What an actor belongs to, through all steps; itself where that is nothing."""
        seen = {name}
        above = self.thing(name).values.get("belongsTo")
        while above and above not in seen:
            seen.add(above)
            name, above = above, self.thing(above).values.get("belongsTo")
        behalf = self.behalf.get(name, set())
        return min(behalf) if len(behalf) == 1 and self.thing(name).type == "Person" else name

    def thing(self, name: str) -> Thing:
        """What is known of an actor."""
        return self.content.things.get(name) or Thing(name)

    def body(self, name: str, office: str | None = None) -> str | None:
        """The body that an actor is or serves in, whoever it acts for; None where that is not known.

        `office` is the one in which it takes part, where that is told.
        """
        thing = self.thing(name)
        is_a = self.content.vocabulary.is_a
        if thing.type and not is_a(thing.type, "Person") and not is_a(thing.type, "Office"):
            return name
        if above := thing.values.get("belongsTo"):
            return above
        held = {office} if office else self.offices.get(name, set())
        bodies = {body for post in held if (body := self.thing(post).values.get("belongsTo"))}
        return min(bodies) if len(bodies) == 1 else None
