"""Claims → the tables that the rules take: the same for curated claims, in memory, and for coded ones, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kg.claims.clocks import join_spans
from kg.claims.content import Content, Part, Stated
from kg.claims.standing import PLAIN, find_standing
from kg.claims.things import Thing
from kg.derived.rules import kinds_of
from kg.derived.vocabulary_tables import VOCABULARY_TABLES, Rows, layer_of, vocabulary_tables
from kg.model.dates import Date, read_date
from kg.model.vocabulary import Vocabulary

_EPOCH = date(1970, 1, 1).toordinal()
# Links of a claim to actors.
_ACTING = ("holder", "onBehalfOf", "member", "affiliatedWith", "between", "heldBy", "demandedOf")

# The tables with their columns. A day that is not bounded on a side is NULL there; `first_number` and
# `last_number` are the same days, counted from 1 January 1970; `doubt` is whether a date is uncertain or approximate.
TABLES: dict[str, tuple[str, ...]] = {
    "statements": (
        "claim", "event", "class", "layer", "source", "teller", "checked", "coded", "rank", "date", "earliest",
        "latest", "doubt", "happened", "manner", "during", "place", "content", "number", "topics", "standing",
        "sure", "reports", "known", "known_last", "known_surely",
    ),
    "sources": ("source", "publisher"),
    "accounts": (
        "event", "claim", "date", "earliest", "latest", "first_number", "last_number", "uncertain", "approximate",
        "lasting",
    ),
    "courses": ("event", "claim", "during"),
    "parts": ("claim", "event", "actor", "role", "status", "behalf", "office", "date"),
    "concerns": ("claim", "act", "event", "actor", "role", "status", "behalf"),
    "mentions": ("claim", "event", "actor", "behalf"),
    "behalves": ("actor", "behalf", "coded"),
    "links": ("claim", "event", "link", "target"),
    "actors": ("actor", "class", "person", "post", "higher", "named"),
    "places": ("place", "around"),
    "tenures": ("claim", "tenure", "holder", "office", "date", "earliest", "latest"),
    "parties": ("conflict", "side", "party"),
    **VOCABULARY_TABLES,
}  # fmt: skip


def columns_of(table: str) -> dict[str, str]:
    """The columns of one of `TABLES` with their SQL types."""
    return kinds_of(TABLES[table])


def claim_tables(content: Content) -> dict[str, Rows]:
    """The rows of `TABLES` for the claims of a graph."""
    vocabulary = content.vocabulary
    found: dict[str, Rows] = {name: [] for name in TABLES}
    behalves: set[tuple[str, str, bool]] = set()
    standings, whole = find_standing(content), _tenures(content)
    for claim in content.claims.values():
        coded, values = claim.is_coded(vocabulary), claim.values
        days, standing = _days(values), standings.get(claim.id, PLAIN)
        found["statements"].append(
            (claim.id, claim.node, claim.type, layer_of(claim.type, vocabulary), values.get("source"),
             values.get("according_to"), values.get("check"), coded, values.get("rank", "normal"), values.get("date"),
             *days, _doubt(values), values.get("event_status", "held"), values.get("manner"),
             values.get("during"), values.get("place"),
             values.get("content"), int(values["count"]) if "count" in values else None,
             "+".join(claim.links.get("topic", ())) or None,
             standing.words or None, standing.is_sure, 1,
             *_known(content.things.get(values.get("source", ""))))
        )  # fmt: skip
        if "date" in values:
            numbers = map(_number, days)
            found["accounts"].append((claim.node, claim.id, values["date"], *days, *numbers, *_doubts(values)))
        if "during" in values:
            found["courses"].append((claim.node, claim.id, values["during"]))
        event = _event_of(claim)
        own = values.get("date") if claim.type == "Participation" else None
        found["parts"] += ((claim.id, event, *_part(part), own) for part in claim.parts)
        if claim.concern:
            found["concerns"].append((claim.id, claim.node, claim.concern_of, *_part(claim.concern)[:4]))
        found["mentions"] += ((claim.id, claim.node, *pair) for pair in _mentions(claim))
        behalves |= {(part.actor, part.on_behalf_of, coded) for part in claim.parts if part.on_behalf_of}
        found["links"] += (
            (claim.id, claim.node, link, target) for link, targets in claim.links.items() for target in targets
        )
        held = whole.get(claim.node)
        span = (held.text, held.earliest, held.latest) if held else (None, None, None)
        found["tenures"] += (
            (claim.id, claim.node, holder, office, *span)
            for office in claim.links.get("ofOffice", ())
            for holder in claim.links.get("heldBy", ())
        )
    found["behalves"] = sorted(behalves)
    found["actors"] = list(_actors(content))
    found["sources"] = [
        (name, thing.values.get("publisher"))
        for name, thing in content.things.items()
        if vocabulary.is_a(thing.type, "Source")
    ]
    found["parties"] = [
        (conflict, side, party)
        for conflict, sides in content.sides.items()
        for side, parties in sides.items()
        for party in parties
    ]
    found["places"] = [
        (name, thing.values["within"]) for name, thing in content.things.items() if "within" in thing.values
    ]
    return found | vocabulary_tables(vocabulary)


def _actors(content: Content) -> Iterator[tuple[Any, ...]]:
    """All actors and offices of the register, and whoever claims name as such."""
    is_a = content.vocabulary.is_a
    named = {party for sides in content.sides.values() for parties in sides.values() for party in parties}
    for claim in content.claims.values():
        parts = [*claim.parts, *([claim.concern] if claim.concern else [])]
        named |= {name for part in parts for name in (part.actor, part.on_behalf_of) if name}
        named |= {name for link in _ACTING for name in claim.links.get(link, ())}
    named |= {name for name, thing in content.things.items() if is_a(thing.type, "Actor") or is_a(thing.type, "Office")}
    for name in sorted(named):
        thing = content.things.get(name)
        kind = thing.type if thing else ""
        above = thing.values.get("belongsTo") if thing else None
        yield actor_row(name, kind, above, content.vocabulary, named=bool(thing and thing.labels))


def actor_row(
    name: str, kind: str, above: str | None, vocabulary: Vocabulary, *, named: bool = True
) -> tuple[Any, ...]:
    """An actor or office of this class, with what it belongs to, as a row; `named` is whether it has a name."""
    return name, kind, vocabulary.is_a(kind, "Person"), vocabulary.is_a(kind, "Office"), above, named


def _tenures(content: Content) -> dict[str, Date]:
    """From when to when each office was held, put together of all accounts; of rival ones the first."""
    dates: dict[str, list[Date]] = {}
    for claim in content.claims.values():
        if "ofOffice" in claim.links and (given := read_date(claim.values.get("date", ""))):
            dates.setdefault(claim.node, []).append(given)
    return {node: join_spans(given)[0] for node, given in dates.items()}


def _mentions(claim: Stated) -> Iterator[tuple[str, str | None]]:
    """Whose role a claim is about, and whose stance it tells: they act for somebody as participants do."""
    if claim.concern:
        yield claim.concern.actor, claim.concern.on_behalf_of
    for holder in claim.links.get("holder", ()):
        yield holder, next(iter(claim.links.get("onBehalfOf", ())), None)


def _event_of(claim: Stated) -> str:
    """The event in which somebody takes part: of a role that is told by itself, the one that it names."""
    return next(iter(claim.links.get("event", ())), "") if claim.type == "Participation" else claim.node


def _part(part: Part) -> tuple[Any, ...]:
    return part.actor, part.role, part.status, part.on_behalf_of, part.in_office


def _days(values: dict[str, str]) -> tuple[date | None, date | None]:
    first, last = (values.get(name) for name in ("earliest", "latest"))
    return (first and date.fromisoformat(first)) or None, (last and date.fromisoformat(last)) or None


def _number(day: date | None) -> int | None:
    """The days from 1 January 1970."""
    return day.toordinal() - _EPOCH if day else None


def _known(source: Thing | None) -> tuple[date | None, date | None, bool]:
    """The days between which a source came out, and whether they are sure; background was always known."""
    return (None, None, True) if source is None else (*_days(source.values), not _doubt(source.values))


def _doubts(values: dict[str, str]) -> tuple[bool, bool, bool]:
    lasted = "lasting" in values and all(len(end) == 10 for end in values.get("date", "").split("/"))  # from day to day
    return "uncertain" in values, "approximate" in values, lasted


def _doubt(values: dict[str, str]) -> bool:
    return any(_doubts(values)[:2])


def sorted_rows(rows: Iterable[tuple[Any, ...]]) -> Rows:
    """Rows in an order of their own, NULL first."""
    return sorted(rows, key=lambda row: tuple((value is not None, value) for value in row))
