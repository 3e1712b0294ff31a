"""Where the parties stand, topic by topic: what each wants, offers, accepts, refuses, supports or opposes.

What counts as a position, and whose it is, stands in `derived/sql/topic_positions.sql`; which verb a kind of act stands
for, in the ontology (akg:expresses). What changed shows by the next word: what the same party surely says later on the
same topic with the same verb, or with its opposite. Acts that a program coded tell of no topic, and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import pyoxigraph as ox

from kg.claims.content import Content, read_content
from kg.claims.makers import curated_portion
from kg.derived.deriving import Relations
from kg.errors import UsageError
from kg.model.dates import date_in_words
from kg.model.vocabulary import nearest
from kg.reports.about.items import Teller
from kg.reports.entry import Entry
from kg.reports.parts import Item, Section
from kg.store.oxigraph import Store
from kg.store.tables import Table, visible

_OPPOSITES = {"accepts": "refuses", "supports": "opposes", "wants": "withdraws"}
_SAME = {**{verb: verb for verb in _OPPOSITES}, **{other: verb for verb, other in _OPPOSITES.items()}}
COLUMNS = (
    "topic", "party", "by", "stand", "towards", "content", "date", "next_word", "caveat", "source", "phrase", "claims",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPosition:
    """What a party says on a topic, by one act or stance: `stand` is a verb, `towards` what is supported or opposed.

    `topic` is empty where none is told; `by` are those who spoke, and for whom; `day` is EDTF, `earliest` and `latest`
    its bounds; `claims` the ids of the claims that tell it, `standing` what speaks against them. `next_word` is the day
    on which the party says something of the kind again, empty where it does not.
    """

    topic: str
    party: str
    by: tuple[str, ...]
    stand: str
    towards: str
    content: str
    statement: str
    day: str
    earliest: date | None
    latest: date | None
    claims: tuple[str, ...]
    standing: str = ""
    next_word: str = ""


def find_positions(
    store: Store, *, topic: str | None = None, actor: str | None = None, as_of: date | None = None
) -> tuple[TopicPosition, ...]:
    """The positions in a store, sorted by topic, party and day.

    `topic` and `actor` (ids) keep those on one topic, and those of one party or speaker. As of a day, what was surely
    said by then counts. Raises UsageError, with the nearest, for a topic that nothing is about.
    """
    content = read_content(curated_portion(store))
    found = _gather(content, as_of)
    if topic is not None and topic not in (known := sorted({each.topic for each in found} - {""})):
        guess = nearest(topic, known)
        hint = f"did you mean '{guess}'?" if guess else f"there are {', '.join(known)}" if known else "there is none"
        raise UsageError(f"`topic`: nobody has a position on '{visible(topic[:60])}'; {hint}")
    return tuple(
        each
        for each in found
        if (topic is None or each.topic == topic) and (actor is None or actor in (each.party, *each.by))
    )


def _gather(content: Content, as_of: date | None) -> list[TopicPosition]:
    told: dict[tuple[str, str, str, str], list[dict[str, object]]] = {}
    for row in Relations.of(content).named("topic_positions"):
        topic, towards = row["topic"] or "", row["towards"] or ""
        if not topic and _is_topic(towards, content):
            topic, towards = towards, ""
        if as_of is None or _was_said(row, as_of):
            key = (topic, row["party"], row["statement"], row["stand"])
            told.setdefault(key, []).append({**row, "towards": towards})
    found = [_position(key, rows) for key, rows in told.items()]
    found.sort(key=lambda each: (each.topic == "", each.topic, each.party, _when(each), each.statement, each.stand))
    kinds: dict[tuple[str, ...], list[TopicPosition]] = {}
    for each in found:
        kinds.setdefault(_kind(each), []).append(each)
    return [replace(each, next_word=_next_word(each, kinds[_kind(each)])) for each in found]


def _was_said(row: dict[str, object], as_of: date) -> bool:
    """Whether it surely was by a day: by its last day, or that on which a source tells it; a stance once it began."""
    days = [row["latest"], row["known_last"]]
    days += [row["earliest"]] if row["stand"] in ("supports", "opposes") else []
    return any(isinstance(day, date) and day <= as_of for day in days)


def _is_topic(name: str, content: Content) -> bool:
    thing = content.things.get(name)
    return name in content.vocabulary.concepts["Topic"] or (thing is not None and thing.type == "Topic")


def _position(key: tuple[str, str, str, str], rows: Sequence[dict[str, object]]) -> TopicPosition:
    topic, party, statement, stand = key
    best = min(rows, key=lambda row: (row["latest"] is None, str(row["latest"]), str(row["claim"])))

    def each(name: str) -> tuple[str, ...]:
        return tuple(sorted({str(row[name]) for row in rows if row[name]}))

    by = tuple(sorted({*each("who"), *each("for_whom")} - {party}))
    standings = {row["claim"]: row["standing"] for row in rows}
    return TopicPosition(
        topic=topic, party=party, by=by or (party,), stand=stand, towards=", ".join(each("towards")),
        content=str(best["content"] or next(iter(each("content")), "")), statement=statement,
        day=str(best["date"] or ""), earliest=_day(best["earliest"]), latest=_day(best["latest"]),
        claims=each("claim"), standing="; ".join(each("standing")) if all(standings.values()) else "",
    )  # fmt: skip


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _when(position: TopicPosition) -> tuple[date, date]:
    return position.latest or date.max, position.earliest or date.min


def _kind(position: TopicPosition) -> tuple[str, ...]:
    stand = position.stand.removesuffix(" on conditions")
    return position.topic, position.party, _SAME.get(stand, stand), position.towards


def _next_word(position: TopicPosition, kind: Sequence[TopicPosition]) -> str:
    """The day of the first of its kind, which are in the order of time, that surely came later."""
    if not position.topic or position.latest is None:
        return ""
    start = bisect_right(kind, position.latest, key=lambda each: each.latest or date.max)
    later = (each for each in islice(kind, start, None) if each.earliest and position.latest < each.earliest)
    return next((each.day for each in later), "")


def tell_positions(store: Store, positions: Sequence[TopicPosition], *, title: str, as_of: str = "") -> Entry:
    """An entry with a section for each topic and party: each position with its day and the claims behind it."""
    teller = Teller(read_content(curated_portion(store)))
    cells: dict[tuple[str, str], list[TopicPosition]] = {}
    for position in positions:
        cells.setdefault((position.topic, position.party), []).append(position)
    sections = tuple(
        Section(heading=f"{_topic(teller, topic)}: {teller.named(party)}", items=tuple(_item(teller, p) for p in cell))
        for (topic, party), cell in cells.items()
    )
    topics = len({position.topic for position in positions} - {""})
    number = len(positions)
    described = f"{number:,} position{'s' * (number != 1)} on {topics:,} topic{'s' * (topics != 1)}"
    return Entry(
        id="", kind="positions" + (f" as of {date_in_words(as_of)}" if as_of else ""), title=title,
        description=described if positions else "No position.", sections=sections, sources=teller.cited(sections),
    )  # fmt: skip


def _topic(teller: Teller, topic: str) -> str:
    label = teller.named(topic) if topic else "no topic told"
    return label[:1].upper() + label[1:]


def _item(teller: Teller, position: TopicPosition) -> Item:
    claims = [teller.content.claims[name] for name in position.claims]
    towards = ", ".join(map(teller.named, position.towards.split(", "))) if position.towards else ""
    said = ": ".join(filter(None, [towards, position.content]))
    words = f"{position.stand}{' ' if towards else ': '}{said}" if said else f"{position.stand}: {teller.words(claims)}"
    by = [name for name in position.by if name != position.party]
    remarks = [f"by {', '.join(map(teller.named, by))}"] if by else []
    remarks += [f"next word on it: {date_in_words(position.next_word)}"] if position.next_word else []
    remarks += [position.standing] if position.standing else []
    return replace(
        teller.item(position.statement, claims, words=words, remarks=remarks, context=False), day=position.day
    )


def tabulate_positions(store: Store, positions: Iterable[TopicPosition]) -> Table:
    """Positions as a table, a row each: `COLUMNS`."""
    claims = read_content(curated_portion(store)).claims

    def row(each: TopicPosition) -> tuple[str, ...]:
        told = [claims[name].values for name in each.claims]
        sources = "+".join(sorted({values["source"] for values in told if "source" in values}))
        phrases = " / ".join(dict.fromkeys(values.get("phrase") or values.get("basis", "") for values in told))
        return (
            each.topic, each.party, "+".join(each.by), each.stand, each.towards, each.content, each.day, each.next_word,
            each.standing, sources, phrases, "+".join(each.claims),
        )  # fmt: skip

    rows = (tuple(ox.Literal(value) if value else None for value in row(each)) for each in positions)
    return Table(COLUMNS, tuple(rows), store.base)
