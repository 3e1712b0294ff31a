"""What is known about an event, a process, a conflict, or another statement: every account of it, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from kg.claims.content import Stated
from kg.claims.wording import word_claim, word_event, word_roles
from kg.model.dates import date_in_words
from kg.reports.about.items import Teller, at, in_order
from kg.reports.about.mentions import ways_of
from kg.reports.parts import Item, Section

# What names an event in which way, and the section that it goes to.
_NAMED = {
    "during": "In it",
    "partOf": "Its parts",
    "answers": "Answered by",
    "denies": "Denied by",
    "concern of": "Roles in it that are offered, wanted or taken",
    "event": "Roles in it",
    "supports": "Stances towards it",
    "opposes": "Stances towards it",
    "regards": "What is said and done about it",
}
# What the accounts say, part by part; the accounts themselves come first.
_SUMMARIES = ("When, where and whether", "Who takes part", "Sides", "What it is about", "The role it is about")
_LINKED = (("Part of", "partOf"), ("Answers", "answers"), ("Denies", "denies"))


def event_sections(teller: Teller, name: str) -> tuple[Section, ...]:
    """The sections about the event or statement with this id."""
    stated = teller.stating(name)
    named: dict[str, list[str]] = {heading: [] for heading in (*_NAMED.values(), "Also named in")}
    for claim in teller.content.claims.values():
        ways = ways_of(claim, name)
        if claim.node != name and ways:
            for heading in dict.fromkeys(_NAMED.get(way, "Also named in") for way in sorted(ways)):
                named[heading].append(claim.node)
    accounts = [
        replace(teller.item(name, [claim], words=word_claim(claim, teller.content), context=False), differing=())
        for claim in stated
    ]
    found = [
        ("Accounts", tuple(at(item, claim.values) for item, claim in zip(accounts, stated, strict=True))),
        ("When, where and whether", tuple(_circumstances(teller, name, stated))),
        ("Who takes part", tuple(_participants(teller, name, stated))),
        ("Sides", tuple(_sides(teller, name, stated))),
        ("What it is about", tuple(_matters(teller, name, stated))),
        ("The role it is about", tuple(_concern(teller, name, stated))),
        ("During", teller.items(_linked(stated, "during"))),
        *((heading, teller.items(_linked(stated, link))) for heading, link in _LINKED),
        *((heading, teller.items(nodes, context=heading != "In it")) for heading, nodes in named.items()),
    ]
    return tuple(
        Section(heading=heading, summary=heading in _SUMMARIES, items=items) for heading, items in found if items
    )


def _linked(claims: Iterable[Stated], link: str) -> list[str]:
    if link == "during":
        return [claim.values["during"] for claim in claims if "during" in claim.values]
    return [name for claim in claims for name in claim.links.get(link, ())]


def _by_value(
    teller: Teller, name: str, claims: list[Stated], values: Callable[[Stated], Iterable[str]]
) -> Iterator[Item]:
    """An item for each value that claims give, with the claims that give it."""
    given: dict[str, list[Stated]] = {}
    for claim in claims:
        for value in dict.fromkeys(values(claim)):
            given.setdefault(value, []).append(claim)
    for value, stating in given.items():
        accounts = tuple(teller.account(claim) for claim in stating)
        yield Item(id=name, words=value, accounts=accounts)


def _circumstances(teller: Teller, name: str, claims: list[Stated]) -> Iterator[Item]:
    label = teller.content.label

    def told(key: str, what: str) -> Callable[[Stated], list[str]]:
        return lambda claim: [f"{what}: {label(claim.values[key])}"] if key in claim.values else []

    for date in dict.fromkeys(claim.values["date"] for claim in claims if "date" in claim.values):
        stating = [claim for claim in claims if claim.values.get("date") == date]
        accounts = tuple(teller.account(claim) for claim in stating)
        yield Item(id=name, words=f"when: {date_in_words(date)}", accounts=accounts)
    for key, what in (("place", "where"), ("event_status", "whether"), ("count", "how many")):
        yield from _by_value(teller, name, claims, told(key, what))


def _participants(teller: Teller, name: str, claims: list[Stated]) -> Iterator[Item]:
    content = teller.content

    def told(actor: str) -> Callable[[Stated], list[str]]:
        def words(claim: Stated) -> list[str]:
            parts = [part for part in claim.parts if part.actor == actor]
            if not parts:
                return []
            act = [content.label(p.role) for p in parts if p.role in ("speaker", "addressee", "performer")]
            roles = ", ".join(filter(None, [*dict.fromkeys(act), word_roles(parts, content, office=True)]))
            return [f"{content.label(actor)}: {roles}" if roles else content.label(actor)]

        return words

    for actor in dict.fromkeys(part.actor for claim in claims for part in claim.parts):
        yield from _by_value(teller, actor, claims, told(actor))

    def demanded(third: str) -> Callable[[Stated], list[str]]:
        words = f"{content.label(third)}: of whom it is demanded"
        return lambda claim: [words] * (third in claim.links.get("demandedOf", ()))

    for third in dict.fromkeys(_linked(claims, "demandedOf")):
        yield from _by_value(teller, third, claims, demanded(third))


def _sides(teller: Teller, name: str, claims: list[Stated]) -> Iterator[Item]:
    label = teller.content.label

    def words(claim: Stated) -> list[str]:
        return [f"{side}: {', '.join(map(label, parties))}" for side, parties in claim.sides.items()]

    yield from _by_value(teller, name, claims, words)


def _matters(teller: Teller, name: str, claims: list[Stated]) -> Iterator[Item]:
    content = teller.content
    for link, words in (("topic", "{}"), ("regards", "regards {}")):
        for matter in dict.fromkeys(_linked(claims, link)):
            label = content.label(matter) if link == "topic" else word_event(matter, content)
            stating = [claim for claim in claims if matter in claim.links.get(link, ())]
            accounts = tuple(teller.account(claim) for claim in stating)
            yield Item(id=matter, words=words.format(label), accounts=accounts)


def _concern(teller: Teller, name: str, claims: list[Stated]) -> Iterator[Item]:
    content = teller.content

    def words(claim: Stated) -> list[str]:
        if claim.concern is None:
            return []
        of = f" in {word_event(claim.concern_of, content)}" if claim.concern_of else ""
        return [f"{content.label(claim.concern.actor)} as {teller.role(claim.concern)}{of}"]

    yield from _by_value(teller, name, claims, words)


def claim_sections(teller: Teller, name: str) -> tuple[Section, ...]:
    """The sections about one claim: what it says, and what others say about the same."""
    claim = teller.content.claims[name]
    others = [other for other in teller.stating(claim.node) if other.id != name]
    own = teller.item(claim.node, [claim])
    found = [
        ("What it says", (own,)),
        ("It differs from others", tuple(_differences(teller, claim))),
        ("Other claims about the same", in_order(teller.item(claim.node, [other]) for other in others)),
    ]
    return tuple(Section(heading=heading, items=items) for heading, items in found if items)


def _differences(teller: Teller, claim: Stated) -> Iterator[Item]:
    stated = teller.stating(claim.node)
    if differing := teller.differing(stated):
        words = word_event(claim.node, teller.content)
        yield Item(id=claim.node, words=f"{words[:1].upper()}{words[1:]}", differing=differing)
