"""Claims → ties: which pairs of participants a claim brings together, in which roles, and in which direction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from kg.claims.content import Content, Part, Stated

LAYERS = ("contact", "act", "measure", "agreement", "stance", "affiliation", "relation")

_CLASSES = {"Contact": "contact", **{layer.title(): layer for layer in LAYERS[1:]}}
_SPEECH = ("speaker", "addressee", "performer", "participant")


class Tie(NamedTuple):
    """Two participants that a claim brings together; `directed` where it goes from the first to the second."""

    roles: tuple[str, str]
    status: str
    parts: tuple[Part, Part]
    directed: bool


def layer_of(claim: Stated, content: Content) -> str:
    """The layer of what a claim states, one of `LAYERS`; empty where it makes no ties."""
    is_a = content.vocabulary.is_a
    return next((layer for name, layer in _CLASSES.items() if is_a(claim.type, name)), "")


class Ties:
    """The ties of the claims of a graph."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.by_event: dict[tuple[str, str | None], list[Stated]] = {}
        for claim in content.claims.values():
            self.by_event.setdefault((claim.node, claim.values.get("source")), []).append(claim)

    def of(self, claim: Stated) -> Iterator[Tie]:
        """The ties of a claim. Those of contacts, agreements and relations have no direction; the third party is first.

        Acts go from the speaker to each addressee, to those of whom something is demanded, and to the actor whose role
        they are about.
        """
        layer = layer_of(claim, self.content)
        if layer in ("contact", "agreement"):
            people = self._primary(claim.parts)
            pairs = [*combinations(people, 2), *self._across(claim, people)]
            for one, other in (sorted(pair, key=lambda p: (self._weight(p.role)[0], p.actor)) for pair in pairs):
                status = one.status if one.status != "exercised" else other.status
                yield Tie((one.role, other.role), status, (one, other), False)
        elif layer in ("act", "measure"):
            yield from self._speech(claim)
        elif layer == "stance":
            yield from self._stance(claim)
        elif layer == "affiliation":
            yield from self._plain(claim.links.get("member", []), claim.links.get("affiliatedWith", []), directed=True)
        elif layer == "relation":
            ends = claim.links.get("between", [])
            yield from self._plain(ends[:1], ends[1:], directed=False)

    def _across(self, claim: Stated, people: list[Part]) -> Iterator[tuple[Part, Part]]:
        """Pairs with participants whom the same source names in an earlier claim about the same event."""
        here = {part.actor for part in people}
        for earlier in self.by_event.get((claim.node, claim.values.get("source")), []):
            if earlier.id < claim.id:
                others = [part for part in self._primary(earlier.parts) if part.actor not in here]
                known = {part.actor for part in earlier.parts}
                yield from ((one, other) for one in people if one.actor not in known for other in others)

    def _primary(self, parts: list[Part]) -> list[Part]:
        """One participation per actor, the most telling; third parties first.

        Of several the one by which the actor sat at the table, if any: who offers to mediate in a talk did talk.
        """
        best: dict[str, Part] = {}
        for part in sorted(parts, key=lambda p: (not self._talked(p), *self._weight(p.role), p.status)):
            best.setdefault(part.actor, part)
        return sorted(best.values(), key=lambda p: (self._weight(p.role)[0], p.actor))

    def _talked(self, part: Part) -> bool:
        role = self.content.vocabulary.concepts["Role"].get(part.role)
        return part.status == "exercised" and (role is None or role.at_the_table is not False)

    def _weight(self, role: str) -> tuple[int, str]:
        third = self.content.vocabulary.is_narrower(role, "third-party")
        return (0 if third else 2 if role in _SPEECH else 1, role)

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
