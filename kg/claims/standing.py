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
KINDS = {"denied": "what somebody denies", "deprecated": "claims of the rank deprecated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStanding:
    """How a claim stands: `denied_by` are those who deny what it states, `withdrawn` tells that its publisher does."""

    denied_by: tuple[str, ...] = ()
    withdrawn: bool = False
    deprecated: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """Which of `KINDS` it is."""
        told = {"denied": bool(self.denied_by), "deprecated": self.deprecated}
        return frozenset(kind for kind, holds in told.items() if holds)

    @property
    def words(self) -> str:
        """In words, empty where nothing is to be said: "denied by kremlin, deprecated"."""
        denied = f"denied by {'+'.join(self.denied_by)}" if self.denied_by else ""
        return ", ".join(filter(None, [denied, "deprecated" if self.deprecated else ""]))

    @property
    def is_sure(self) -> bool:
        """Whether it counts where only what is sure counts."""
        return not (self.deprecated or self.withdrawn)


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
        against = denials.get(claim.node, ())
        standing = ClaimStanding(
            denied_by=tuple(sorted({speaker for denial in against for speaker in _speakers(denial)})),
            withdrawn=any(_publisher(content, denial) == _publisher(content, claim) is not None for denial in against),
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


def _speakers(denial: Stated) -> list[str]:
    """Who denies: the speakers of the act, else whose words the claim passes on."""
    speakers = [part.actor for part in denial.parts if part.role == "speaker"]
    return speakers or [denial.values["according_to"]] * ("according_to" in denial.values)


def _publisher(content: Content, claim: Stated) -> str | None:
    source = content.things.get(claim.values.get("source", ""))
    return source.values.get("publisher") if source else None
