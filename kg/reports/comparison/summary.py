"""A comparison in words: the figures, and what each side has, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.model.dates import date_in_words
from kg.model.vocabulary import load_vocabulary
from kg.reports.comparison.matching import (
    BOTH,
    CODED_ONLY,
    CURATED_ONLY,
    NEAR,
    OUTSIDE,
    PERHAPS,
    SAME_EVENT,
    UNDATED,
    Finding,
    Match,
    Window,
)
from kg.reports.comparison.overlap import Figures
from kg.reports.comparison.rows import channel_label
from kg.reports.comparison.sides import Contact
from kg.reports.entry import Entry
from kg.reports.parts import Item, Section

_NAMES = 5  # of claims and sources that are named in a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a comparison is told from; `pair` tells whether it is of two actors. See `Comparison` for the rest."""

    title: str
    level: str
    within: int
    asked: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]
    curated: Window | None
    curated_days: int
    figures: tuple[Figures, ...]
    findings: tuple[Finding, ...]
    view: str
    pair: bool


def tell_comparison(told: Told, *, limit: int) -> Entry:
    """The comparison as an entry: figures first, then what both have, what one alone has, and what does not count."""
    sets = [each.data_set for each in told.figures if each.data_set != "all"]
    groups: list[tuple[str, list[Finding]]] = [
        ("Both have", [f for f in told.findings if f.found == BOTH]),
        ("Only the curated facts have", [f for f in told.findings if f.found == CURATED_ONLY]),
        *((f"Only {name} has", [f for f in told.findings if f.found == CODED_ONLY and f.contact.data_set == name])
          for name in sets),
        (f"Curated, outside of what {_listed(sets, 'or') or 'any data set'} covers",
         [f for f in told.findings if f.found == OUTSIDE and not f.contact.data_set]),
        *((f"{name}, outside of what the curated facts cover",
           [f for f in told.findings if f.found == OUTSIDE and f.contact.data_set == name]) for name in sets),
        ("Without a day that could be compared", [f for f in told.findings if f.found == UNDATED]),
    ]  # fmt: skip
    sections = [_section(heading, found, told, limit) for heading, found in groups if found]
    figures = [Section(heading=_heading(each), remarks=tuple(_figures(each))) for each in told.figures]
    days = f", up to {told.within} {'day' if told.within == 1 else 'days'} apart" if told.within else ""
    facts = [
        *((f"{told.labels[one]} counts as", told.labels[other]) for one, other in told.asked),
        ("only", told.view),
        ("compared", f"contacts of the same pair at the level {told.level}, on the same day{days}"),
        ("curated facts cover", _covers(told.curated, told.curated_days)),
    ]
    return Entry(
        id="",
        kind="comparison",
        title=told.title,
        description="" if sets else "The graph has no machine-coded contacts; 'kg import' brings them in.",
        facts=tuple((what, value) for what, value in facts if value),
        sections=(*figures, *sections),
    )


def _section(heading: str, findings: list[Finding], told: Told, limit: int) -> Section:
    shown = findings[:limit] if limit else findings
    more = len(findings) - len(shown)
    remarks = (f"The first {len(shown):,} of {len(findings):,}; --limit 0 and --format csv show all.",) if more else ()
    count = f"{heading}: {len(findings):,}"
    return Section(heading=count, remarks=remarks, items=tuple(_item(finding, told) for finding in shown))


def _item(finding: Finding, told: Told) -> Item:
    contact = finding.contact
    channel = channel_label(contact.channel)
    words = channel if told.pair else f"{' and '.join(told.labels[name] for name in contact.pair)}: {channel}"
    side = contact.data_set or "curated"
    remarks = [f"{side}: {_parts(contact, told)}{_rests_on(contact)}"]
    for match in finding.matches:
        remarks.append(
            f"{match.coded.data_set}: {channel_label(match.coded.channel)}, {_how(match)}; {_parts(match.coded, told)}"
            f"{_rests_on(match.coded)}"
        )
    if finding.found == CURATED_ONLY and finding.outside_of:
        remarks.append(
            f"outside of what {_listed(finding.outside_of, 'and')} cover{'s' * (len(finding.outside_of) == 1)}"
        )
    if len(contact.days) > 1:
        remarks.append(f"told for {' or for '.join(date_in_words(day.text) for day in contact.days)}")
    day = min((day.text for day in contact.days), key=lambda text: (-len(text.rstrip("?~%")), text), default="")
    first, last = contact.first, contact.last
    return Item(
        id=contact.event,
        words=words,
        day=day,
        earliest=first.isoformat() if first else "",
        latest=last.isoformat() if last else "",
        remarks=tuple(remarks),
    )


def _parts(contact: Contact, told: Told) -> str:
    """Each side with those who took part for it, and as what."""
    role = load_vocabulary().concepts["Role"]
    sides = []
    for end, who, roles in zip(contact.pair, contact.who, contact.roles, strict=True):
        others = [told.labels[name] for name in who if name != end]
        by = f" ({_few(others)})" if others else ""
        sides.append(f"{told.labels[end]}{by} {_listed([role[r].label if r in role else r for r in roles], 'and')}")
    return ", ".join(sides)


def _rests_on(contact: Contact) -> str:
    rows = f"; {contact.reports:,} rows" if contact.data_set and contact.reports > 1 else ""
    return f"{rows} [{_few(contact.claims)}]"


def _how(match: Match) -> str:
    if match.how == NEAR:
        days = abs(match.apart)
        return f"{days} {'day' if days == 1 else 'days'} {'later' if match.apart > 0 else 'earlier'}"
    if match.how == SAME_EVENT:
        return "the same event on another day"
    return "perhaps the same day" if match.how == PERHAPS else "the same day"


def _heading(figures: Figures) -> str:
    if figures.data_set == "all":
        return "All data sets together"
    return f"{figures.data_set}: {_window((figures.first, figures.last)) or 'no day that counts'}"


def _figures(f: Figures) -> Iterator[str]:
    if f.first and f.last and f.days and f.days < (f.last - f.first).days + 1:
        yield f"It has contacts on {f.days:,} of these {(f.last - f.first).days + 1:,} days."
    if f.common is None:
        yield "It and the curated facts have no day in common; nothing can be compared."
    else:
        yield f"Both cover {_window(f.common)}."
    ways = (
        (f.same_day, "on the same day"),
        (f.perhaps, "perhaps on it"),
        (f.near, "near it"),
        (f.same_event, "of the same event on another day"),
    )
    told = [f"{number:,} {word}" for number, word in ways if number]
    if f.both + f.curated_only:
        having = f" ({', '.join(told)})" if told else ""
        yield f"Of {f.both + f.curated_only:,} curated it has {f.both:,}{having}: recall {_percent(f.recall)}."
    if f.coded_both + f.coded_only:
        share = _percent(f.coded_share)
        only = f" ({f.coded_perhaps:,} not on a day that is sure and the same)" if f.coded_perhaps else ""
        yield f"Of its own {f.coded_both + f.coded_only:,} the curated facts have {f.coded_both:,}{only}: {share}."
    if f.jaccard is not None:
        yield f"Jaccard index: {f.both:,} of {f.both + f.curated_only + f.coded_only:,}, {f.jaccard:.2f}."
    if f.channel_agreement is not None:
        whole = f.channel_same + f.channel_other
        share = _percent(f.channel_agreement)
        yield f"The channel is the same in {f.channel_same:,} of {whole:,} that tell it: {share}."
    if f.roles_differ:
        yield f"The roles differ in {f.roles_differ:,} of {f.both:,}."
    aside = [(f.outside, "curated"), (f.coded_outside, "of its own")]
    if any(number for number, _ in aside):
        told = [f"{number:,} {word}" for number, word in aside if number]
        yield f"Not counted, as the other side does not cover their days: {' and '.join(told)}."
    if f.undated + f.coded_undated:
        yield f"Not counted, as they have no day: {f.undated + f.coded_undated:,}."


def _window(window: tuple[date | None, date | None] | None) -> str:
    if window is None or window[0] is None or window[1] is None:
        return ""
    days = [date_in_words(day.isoformat()) for day in window if day]
    return days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _covers(window: Window | None, days: int) -> str:
    """The days of a window in words, and on how many of them there are contacts, where it is not on all."""
    if window is None:
        return ""
    whole = (window[1] - window[0]).days + 1
    return f"{_window(window)}, with contacts on {days:,} of these {whole:,} days" if days < whole else _window(window)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES + 1 else ""
    return ", ".join(names[:_NAMES] if more else names) + more


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
