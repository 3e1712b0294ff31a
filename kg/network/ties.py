"""Claims → ties: whom an act, stance, membership or standing relation ties to whom, in which roles and direction.

Who stands beside whom in a contact or an agreement is for `kg/derived/sql/pairs.sql` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.claims.content import Content, Part, Stated
from kg.derived.vocabulary_tables import layer_of

LAYERS = ("contact", "act", "measure", "agreement", "stance", "affiliation", "relation")
PAIRED = ("contact", "agreement")  # the layers of the relation `pairs`


class Tie(NamedTuple):
    """Two participants that a claim brings together; `directed` where it goes from the first to the second."""

    roles: tuple[str, str]
    status: str
    parts: tuple[Part, Part]
    directed: bool


class Ties:
    """The ties of the claims of a graph, but for those in pairs."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def of(self, claim: Stated) -> Iterator[Tie]:
        """The ties of a claim; those of relations have no direction.

        Acts go from the speaker to each addressee, to those of whom something is demanded, and to the actor whose role
        they are about.
        """
        layer = layer_of(claim.type, self.content.vocabulary)
        if layer in ("act", "measure"):
            yield from self._speech(claim)
        elif layer == "stance":
            yield from self._stance(claim)
        elif layer == "affiliation":
            yield from self._plain(claim.links.get("member", []), claim.links.get("affiliatedWith", []), directed=True)
        elif layer == "relation":
            ends = claim.links.get("between", [])
            yield from self._plain(ends[:1], ends[1:], directed=False)

    def _speech(self, claim: Stated) -> Iterator[Tie]:
        speakers = [p for p in claim.parts if p.role in ("speaker", "performer")]
        hearers = [p for p in claim.parts if p.role == "addressee"]
        concern = claim.concern
        others = [
            Part(name, "participant", None, "exercised")
            for name in [*claim.links.get("demandedOf", []), *self._actors(claim, "regards", claim.type == "Measure")]
        ]
        for speaker in speakers:
            own = concern is not None and concern.actor in (speaker.actor, speaker.on_behalf_of)
            role = concern.role if concern and own else speaker.role
            status = concern.status if concern else "exercised"
            for hearer in hearers:
                yield Tie((role, hearer.role), status if own else "exercised", (speaker, hearer), True)
            for other in others:
                yield Tie((speaker.role, other.role), "exercised", (speaker, other), True)
            if concern and not own and concern.actor not in {h.actor for h in hearers}:
                yield Tie((speaker.role, concern.role), status, (speaker, concern), True)

    def _stance(self, claim: Stated) -> Iterator[Tie]:
        behalf = next(iter(claim.links.get("onBehalfOf", [])), None)
        sign = "supports" if "supports" in claim.links else "opposes"
        targets = self._actors(claim, sign, True) or self._authors(claim.links.get(sign, []))
        for holder in claim.links.get("holder", []):
            for target in targets:
                parts = (Part(holder, "participant", behalf, ""), Part(target, "participant", None, ""))
                yield Tie(("participant", "participant"), "exercised", parts, True)

    def _authors(self, events: list[str]) -> list[str]:
        """Who said or did the events: to oppose sanctions on a state is to oppose who imposes them, not the state."""
        claims = [claim for claim in self.content.claims.values() if claim.node in events]
        return sorted({p.actor for claim in claims for p in claim.parts if p.role in ("speaker", "performer")})

    def _actors(self, claim: Stated, link: str, wanted: bool) -> list[str]:
        is_a = self.content.vocabulary.is_a
        things = self.content.things
        return [n for n in claim.links.get(link, []) if wanted and n in things and is_a(things[n].type, "Actor")]

    def _plain(self, starts: list[str], ends: list[str], *, directed: bool) -> Iterator[Tie]:
        for start in starts:
            for end in ends:
                parts = (Part(start, "participant", None, ""), Part(end, "participant", None, ""))
                yield Tie(("participant", "participant"), "exercised", parts, directed)
