"""What the events of a network are dated by, for whoever sets the two clocks later, such as a page with a slider."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.claims.clocks import LASTING
from kg.claims.content import Content


def describe_events(content: Content, events: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What decides by `kg.claims.clocks` whether events pass: `events`, and those in whose course they were.

    Returns event → `accounts`, the (claim, date as written) of each claim that dates it; `during`, the (claim, event)
    of each claim that puts it in the course of another; `lasting`, whether it is a stance, membership or the like;
    `lasted`, the claims whose date is how long a contact or measure lasted;
    `conflicts`, the ids of the conflicts that it is told to be part of, through all steps. Sorted.
    """
    is_a = content.vocabulary.is_a
    found: dict[str, dict[str, Any]] = {}
    waiting = sorted(set(events))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        claims = content.by_node.get(name, [])
        found[name] = {
            "accounts": [(claim.id, claim.values["date"]) for claim in claims if "date" in claim.values],
            "during": [(claim.id, claim.values["during"]) for claim in claims if "during" in claim.values],
            "lasting": any(is_a(claim.type, kind) for claim in claims for kind in LASTING),
            "lasted": [claim.id for claim in claims if "lasting" in claim.values],
            "conflicts": sorted(_conflicts(content, name)),
        }
        waiting += [event for _, event in found[name]["during"]]
    return {name: found[name] for name in sorted(found)}


def _conflicts(content: Content, name: str) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        event = waiting.pop()
        if event not in seen:
            seen.add(event)
            for claim in content.by_node.get(event, ()):
                waiting += [*claim.links.get("partOf", ()), *filter(None, [claim.values.get("during")])]
    return seen & content.sides.keys()
