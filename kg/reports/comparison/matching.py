"""Curated contacts with the machine-coded ones that can be the same: the same pair, on the same day or near it.

A curated contact is matched by every coded contact of the same pair that can lie on its day, and the other way round.
Nothing is assigned to one match alone, as event data makes one event of all reports of a pair, day and channel, so that
one coded contact can stand for two curated ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kg.reports.comparison.sides import CURATED, Contact

BOTH, CURATED_ONLY, CODED_ONLY, OUTSIDE, UNDATED = "both", "curated only", "coded only", "outside", "no day"
SAME_DAY, PERHAPS, NEAR, SAME_EVENT = "same day", "perhaps", "near", "same event"
Window = tuple[date, date]
Covered = Mapping[str, Window | None]  # None for a data set that covers no day that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A curated and a coded contact that can be the same.

    `how` is one of

    - "same day": both tell one day, surely, and the same
    - "perhaps": the days that they tell overlap, but one is not told exactly or not surely
    - "near": `apart` days lie between them, more than 0 where the coded one is later
    - "same event": they are on other days, but both state the event with this id

    `channel` is "same", "other", or "not told" by one of the two. `roles_differ` tells whether a side was something
    else by one than by the other.
    """

    coded: Contact
    how: str
    apart: int
    channel: str
    roles_differ: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A contact and where it is found.

    - "both": a curated one, with its `matches`, the nearest first
    - "curated only", "coded only": one that the other side covers and does not have
    - "outside": one on days that the other side does not cover, or not all of them
    - "no day": one whose day is not told, or has no beginning or end

    `outside_of` are the data sets that do not cover its days.
    """

    found: str
    contact: Contact
    matches: tuple[Match, ...] = ()
    outside_of: tuple[str, ...] = ()


def match_contacts(contacts: Iterable[Contact], covered: Covered, *, within: int = 0) -> tuple[Finding, ...]:
    """What becomes of each contact. `covered` are the days of each data set, and of the curated facts.

    A contact counts as missing on the other side only where that covers all days on which it may have been. A coded
    contact that is matched stands with the curated one, and has no finding of its own.
    """
    curated: dict[tuple[str, str], list[Contact]] = {}
    coded: dict[tuple[str, str], list[Contact]] = {}
    for contact in contacts:
        (coded if contact.data_set else curated).setdefault(contact.pair, []).append(contact)
    findings, matched = [], set()
    for pair, own in curated.items():
        for contact in own:
            matches = sorted(_matches(contact, coded.get(pair, ()), within), key=_nearness)
            matched |= {(pair, match.coded.data_set, match.coded.event) for match in matches}
            findings.append(_curated_finding(contact, tuple(matches), covered))
    for pair, others in coded.items():
        for contact in others:
            if (pair, contact.data_set, contact.event) in matched:
                continue
            inside = _lies_in(contact, covered.get(CURATED))
            found = UNDATED if not contact.spans else CODED_ONLY if inside else OUTSIDE
            findings.append(Finding(found=found, contact=contact, outside_of=(CURATED,) if found == OUTSIDE else ()))
    return tuple(sorted(findings, key=_order))


def _curated_finding(contact: Contact, matches: tuple[Match, ...], covered: Covered) -> Finding:
    sets = [name for name in covered if name != CURATED]
    having = {match.coded.data_set for match in matches}
    away = tuple(name for name in sets if name not in having and not _lies_in(contact, covered[name]))
    if matches:
        found = BOTH
    elif not contact.spans:
        found, away = UNDATED, ()
    else:
        found = CURATED_ONLY if len(away) < len(sets) else OUTSIDE
    return Finding(found=found, contact=contact, matches=matches, outside_of=away)


def _matches(contact: Contact, others: Iterable[Contact], within: int) -> Iterable[Match]:
    for other in others:
        how, apart = _lying(contact, other)
        if how not in (SAME_DAY, PERHAPS) and contact.event == other.event:
            how = SAME_EVENT
        elif how == UNDATED or abs(apart) > within:
            continue
        if contact.channel == "Contact" or other.channel == "Contact":
            channel = "not told"
        else:
            channel = "same" if contact.channel == other.channel else "other"
        differ = any(set(one) != set(two) for one, two in zip(contact.roles, other.roles, strict=True))
        yield Match(coded=other, how=how, apart=apart, channel=channel, roles_differ=differ)


def _lying(contact: Contact, other: Contact) -> tuple[str, int]:
    """How the days of two contacts lie to each other, and how many are between them."""
    best: tuple[int, bool, int] | None = None
    for one in contact.days:
        for two in other.days:
            if not (one.earliest and one.latest and two.earliest and two.latest):
                continue
            if two.earliest > one.latest:
                apart = (two.earliest - one.latest).days
            else:
                apart = min(0, (two.latest - one.earliest).days)
            exact = one.earliest == one.latest == two.earliest == two.latest
            unsure = not exact or one.uncertain or one.approximate or two.uncertain or two.approximate
            lying = (abs(apart), unsure, apart)
            best = lying if best is None else min(best, lying)
    if best is None:
        return UNDATED, 0
    if best[0]:
        return NEAR, best[2]
    return (PERHAPS if best[1] or len(contact.days) > 1 or len(other.days) > 1 else SAME_DAY), 0


def _lies_in(contact: Contact, window: Window | None) -> bool:
    """Whether all days on which a contact may have been are within the window."""
    if window is None or contact.first is None or contact.last is None:
        return False
    return len(contact.spans) == len(contact.days) and window[0] <= contact.first and contact.last <= window[1]


def _nearness(match: Match) -> tuple[int, int, int, str, str]:
    channels = {"same": 0, "not told": 1, "other": 2}
    order = (SAME_DAY, PERHAPS, SAME_EVENT, NEAR).index(match.how)
    return (order, abs(match.apart), channels[match.channel], match.coded.data_set, match.coded.event)


def _order(finding: Finding) -> tuple[date, date, tuple[str, str], str, str]:
    contact = finding.contact
    return (contact.first or date.max, contact.last or date.max, contact.pair, contact.data_set, contact.event)
