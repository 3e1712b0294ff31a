"""In which ways a claim names a thing: as participant in a role, as topic, as place, as what it states, ..."""

from __future__ import annotations

from collections.abc import Collection

from kg.claims.content import Content, Stated


def ways_of(claim: Stated, name: str, members: Collection[str] = ()) -> set[str]:
    """How a claim names a thing.

    `as ROLE` and `for ROLE` (takes part itself, or somebody does on its behalf), `office`, `concern`, `concern of`,
    `side`, `states`, `place`, `during`, `source`, `according_to`, and names of properties (`topic`, `regards`, ...).
    What `members` do without being said to do it for somebody, they do for the thing.
    """
    ways: set[str] = set()
    for part in claim.parts:
        if part.actor == name:
            ways.add(f"as {part.role}")
        if part.on_behalf_of == name or (part.actor in members and part.on_behalf_of is None):
            ways.add(f"for {part.role}")
        if part.in_office == name:
            ways.add("office")
    if claim.concern and name in (claim.concern.actor, claim.concern.on_behalf_of):
        ways.add("concern")
    if claim.concern_of == name:
        ways.add("concern of")
    ways |= {link for link, values in claim.links.items() if name in values}
    ways |= {key for key in ("place", "during", "according_to", "source") if claim.values.get(key) == name}
    if any(name in parties for parties in claim.sides.values()):
        ways.add("side")
    if claim.node == name:
        ways.add("states")
    if "onBehalfOf" not in claim.links and set(claim.links.get("holder", ())) & set(members):
        ways.add("onBehalfOf")
    return ways


def members_of(content: Content, name: str) -> tuple[str, ...]:
    """What belongs to an actor, directly or through something that does: bodies, delegations, offices, persons."""
    found: list[str] = []
    waiting = [name]
    below: dict[str, list[str]] = {}
    for thing in content.things.values():
        for link in ("belongsTo", "within"):
            if link in thing.values:
                below.setdefault(thing.values[link], []).append(thing.id)
    while waiting:
        for member in below.get(waiting.pop(), ()):
            if member not in found and member != name:
                found.append(member)
                waiting.append(member)
    return tuple(sorted(found))
