"""What is known about a place, a topic or a source."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kg.claims.content import Stated
from kg.reports.about.items import Teller, in_order
from kg.reports.about.mentions import ways_of
from kg.reports.parts import Item, Section

# Sections of a topic's page: the first class that a claim's statement is of.
_FAMILIES = (
    ("Process", "Processes and conflicts"),
    ("Contact", "Contacts"),
    ("Agreement", "Agreements"),
    ("Act", "Acts"),
    ("Measure", "Measures"),
    ("Stance", "Stances"),
    ("Relation", "Standing relations"),
)


def place_sections(teller: Teller, name: str, inner: Collection[str] = ()) -> tuple[Section, ...]:
    """The sections about a place: what happened there and in the places within it, and what is said about it."""
    there, said, other = "What happened there", "What is said and done about it", "Also named in"
    groups: dict[str, list[str]] = {there: [], said: [], other: []}
    for claim in teller.content.claims.values():
        ways = ways_of(claim, name)
        if "place" in ways or claim.values.get("place") in inner:
            groups[there].append(claim.node)
        elif ways:
            groups[said if "regards" in ways else other].append(claim.node)
    within = Section(heading="Places within it", items=tuple(teller.thing(place) for place in sorted(inner)))
    return _filled([within, *(Section(heading=h, items=teller.items(nodes)) for h, nodes in groups.items())])


def topic_sections(teller: Teller, name: str) -> tuple[Section, ...]:
    """The sections about a topic: what is about it, by sort."""
    is_a = teller.content.vocabulary.is_a
    groups: dict[str, list[str]] = {heading: [] for heading in (*dict(_FAMILIES).values(), "Also named in")}
    for claim in teller.content.claims.values():
        if ways_of(claim, name):
            heading = next((h for family, h in _FAMILIES if is_a(claim.type, family)), "Also named in")
            groups[heading].append(claim.node)
    vocabulary = teller.content.vocabulary.concepts["Topic"]
    narrower = [Item(id=t.id, words=t.label) for t in vocabulary.values() if name in t.parents]
    narrower += [teller.thing(t.id) for t in teller.content.things.values() if t.values.get("broader") == name]
    sections = [Section(heading=heading, items=teller.items(nodes)) for heading, nodes in groups.items()]
    return _filled([Section(heading="Narrower topics", items=tuple(narrower)), *sections])


def source_sections(teller: Teller, name: str) -> tuple[Section, ...]:
    """The sections about a source: who speaks in it, all its claims, and what other sources tell, too."""
    own = [claim for claim in teller.content.claims.values() if claim.values.get("source") == name]
    shared = [claim.node for claim in own if _elsewhere(teller, claim, name)]
    remark = f"{len(own):,} claim{'' if len(own) == 1 else 's'}."
    return _filled(
        [
            Section(heading="Who speaks in it", items=_speakers(teller, own)),
            Section(
                heading="Its claims",
                remarks=(remark,),
                items=in_order(teller.item(claim.node, [claim]) for claim in own),
            ),
            Section(heading="Also told by other sources", items=teller.items(shared)),
        ]
    )


def _elsewhere(teller: Teller, claim: Stated, source: str) -> bool:
    return any(other.values.get("source", source) != source for other in teller.stating(claim.node))


def _speakers(teller: Teller, claims: Iterable[Stated]) -> tuple[Item, ...]:
    counts: dict[str, int] = {}
    for claim in claims:
        speaker = claim.values.get("according_to", "")
        counts[speaker] = counts.get(speaker, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Item(id=name, words=f"{teller.content.label(name) or 'nobody named'}: {n:,} claim{'' if n == 1 else 's'}")
        for name, n in ordered
    )


def _filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.items)
