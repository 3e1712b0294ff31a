"""How a claim stands: whether somebody denies what it states, its own publisher perhaps, and whether it is deprecated.

A denial is an act: what it denies, and who says so, are claims like others. Where only what is sure counts, a claim
that is deprecated, or that its own publisher denies, counts for nothing. Whoever else denies it, it stands beside the
denial.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.claims.content import Content, Stated
from kg.errors import UsageError
from kg.model.vocabulary import nearest

# What can be left out, and what it is.
KINDS = {
    "denied": "what somebody denies",
    "deprecated": "claims of the rank deprecated",
    "disputed": "claims that others contradict: see `kg.derived.claim_views`",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """That somebody denies what a claim states: by which claim, who, and whether that is of the same publisher."""

    claim: str
    by: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStanding:
    """How a claim stands: who denies what it states, and whether it is deprecated."""

    denials: tuple[Denial, ...] = ()
    deprecated: bool = False

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Those who deny it, sorted."""
        return tuple(sorted({name for denial in self.denials for name in denial.by}))

    @property
    def kinds(self) -> frozenset[str]:
        """Which of `KINDS` it is by itself; whether others contradict it is for `kg.derived` to tell."""
        told = {"denied": bool(self.denials), "deprecated": self.deprecated}
        return frozenset(kind for kind, holds in told.items() if holds)

    @property
    def words(self) -> str:
        """In words, empty where nothing is to be said: "denied by kremlin, deprecated"."""
        denied = f"denied by {'+'.join(self.denied_by)}" if self.denied_by else ""
        return ", ".join(filter(None, [denied, "deprecated" if self.deprecated else ""]))

    @property
    def is_sure(self) -> bool:
        """Whether it counts where only what is sure counts."""
        return not (self.deprecated or any(denial.own for denial in self.denials))


PLAIN = ClaimStanding()


def find_standing(content: Content, *, known: Collection[str] | None = None) -> dict[str, ClaimStanding]:
    """The claims of which something is to be said, by id; `known` are those that count, all where it is None."""
    claims = [claim for name, claim in content.claims.items() if known is None or name in known]
    denials: dict[str, list[Stated]] = {}
    for claim in claims:
        if claim.values.get("rank") != "deprecated":
            for target in claim.links.get("denies", ()):
                denials.setdefault(target, []).append(claim)
    found = {}
    for claim in claims:
        standing = ClaimStanding(
            denials=tuple(_denial(content, claim, denial) for denial in denials.get(claim.node, ())),
            deprecated=claim.values.get("rank") == "deprecated",
        )
        if standing != PLAIN:
            found[claim.id] = standing
    return found


def require_kinds(kinds: str | Iterable[str]) -> frozenset[str]:
    """Kinds of standing from a text with commas, or several. Raises UsageError, with the nearest, for an unknown one.

    >>> sorted(require_kinds("denied, deprecated"))
    ['denied', 'deprecated']
    """
    given = kinds.split(",") if isinstance(kinds, str) else kinds
    wanted = [str(kind).strip() for kind in given if str(kind).strip()]
    for kind in wanted:
        if kind not in KINDS:
            guess = nearest(kind[:40], KINDS)
            hint = f"; did you mean '{guess}'?" if guess else ""
            raise UsageError(f"`without` takes {', '.join(KINDS)}, not '{kind[:40]}'{hint}")
    return frozenset(wanted)


def _denial(content: Content, claim: Stated, denial: Stated) -> Denial:
    publisher = _publisher(content, claim)
    own = publisher is not None and publisher == _publisher(content, denial)
    return Denial(claim=denial.id, by=tuple(_speakers(denial)), own=own)


def _speakers(denial: Stated) -> list[str]:
    """Who denies: the speakers of the act, else whose words the claim passes on."""
    speakers = [part.actor for part in denial.parts if part.role == "speaker"]
    return speakers or [denial.values["according_to"]] * ("according_to" in denial.values)


def _publisher(content: Content, claim: Stated) -> str | None:
    source = content.things.get(claim.values.get("source", ""))
    return source.values.get("publisher") if source else None
