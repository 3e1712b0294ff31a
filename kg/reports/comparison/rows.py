"""A comparison as rows of a table and as plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from kg.model.vocabulary import load_vocabulary
from kg.reports.comparison.matching import Finding, Match
from kg.reports.comparison.overlap import Figures
from kg.reports.comparison.sides import CURATED, Contact

COLUMNS = (
    "found", "day", "match", "days_apart", "data_set", "a", "b", "channel", "curated_channel", "coded_channel",
    "curated_a_role", "curated_b_role", "coded_a_role", "coded_b_role", "curated_event", "curated_claims",
    "coded_claims", "curated_sources", "coded_sources", "reports", "outside_of",
)  # fmt: skip


def as_rows(findings: Iterable[Finding]) -> tuple[tuple[str, ...], list[list[Any]]]:
    """The columns and rows of a comparison as a table."""
    return COLUMNS, [row for finding in findings for row in _rows(finding)]


def as_plain(figures: Sequence[Figures], findings: Iterable[Finding]) -> dict[str, Any]:
    """Figures and findings as plain dicts and lists."""
    shares = ("recall", "coded_share", "jaccard", "channel_agreement")
    return {
        "figures": [
            {name: _iso(value) for name, value in asdict(each).items()} | {name: getattr(each, name) for name in shares}
            for each in figures
        ],
        "findings": [
            {
                "found": finding.found,
                "outside_of": [_set_name(name) for name in finding.outside_of],
                **_plain(finding.contact),
                "matches": [
                    {"how": m.how, "days_apart": m.apart, "channel_match": m.channel, "roles_differ": m.roles_differ}
                    | _plain(m.coded)
                    for m in finding.matches
                ],
            }
            for finding in findings
        ],
    }


def channel_label(name: str) -> str:
    """What a channel is called."""
    classes = load_vocabulary().classes
    return classes[name].label if name in classes else name


def _rows(finding: Finding) -> Iterator[list[Any]]:
    contact = finding.contact
    outside = ", ".join(map(_set_name, finding.outside_of))
    curated: Contact | None = None if contact.data_set else contact
    pairs: Iterable[tuple[Match | None, Contact | None]] = [(m, m.coded) for m in finding.matches]
    for match, coded in pairs or [(None, contact if contact.data_set else None)]:
        yield [
            finding.found,
            " or ".join(day.text for day in contact.days),
            match.how if match else None,
            match.apart if match else None,
            coded.data_set if coded else None,
            *contact.pair,
            match.channel if match else None,
            *(channel_label(each.channel) if each else None for each in (curated, coded)),
            *(roles for each in (curated, coded) for roles in (each.roles if each else (None, None))),
            curated.event if curated else None,
            *(each.claims if each else None for each in (curated, coded)),
            *(each.sources if each else None for each in (curated, coded)),
            coded.reports if coded else None,
            outside,
        ]


def _plain(contact: Contact) -> dict[str, Any]:
    return {
        "data_set": _set_name(contact.data_set),
        "event": contact.event,
        "a": contact.pair[0],
        "b": contact.pair[1],
        "channel": channel_label(contact.channel),
        "dates": [day.text for day in contact.days],
        "first": _iso(contact.first),
        "last": _iso(contact.last),
        "a_roles": list(contact.roles[0]),
        "b_roles": list(contact.roles[1]),
        "a_who": list(contact.who[0]),
        "b_who": list(contact.who[1]),
        "claims": list(contact.claims),
        "sources": list(contact.sources),
        "reports": contact.reports,
    }


def _set_name(data_set: str) -> str:
    return "curated" if data_set == CURATED else data_set


def _iso(value: object) -> Any:
    if isinstance(value, tuple | list):
        return [_iso(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
