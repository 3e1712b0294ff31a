"""Finds what a name means, reads what the graph says about it, and tells it as an entry."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.claims.content import Content, read_content
from kg.claims.things import Thing
from kg.claims.wording import word_event
from kg.model.dates import date_in_words
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, RDF, load_vocabulary
from kg.reports.about.actor_entries import ActorSections
from kg.reports.about.event_entries import claim_sections, event_sections
from kg.reports.about.items import Teller
from kg.reports.about.mentions import members_of
from kg.reports.about.other_entries import place_sections, source_sections, topic_sections
from kg.reports.about.subjects import find_thing
from kg.reports.entry import Entry
from kg.reports.parts import Section
from kg.store.oxigraph import Store
from kg.store.tables import shorten

_TYPE, _TALK, _IN_EVENT = ox.NamedNode(RDF + "type"), ox.NamedNode(AKG + "Talk"), ox.NamedNode(AKG + "inEvent")
_ENDS = tuple(ox.NamedNode(AKG + name) for name in ("who", "whom", "whoFor", "whomFor"))
_LINKS = (("belongsTo", "of"), ("within", "within"), ("broader", "broader topic"))
_SOURCE = (
    ("publisher", "publisher"),
    ("date", "published"),
    ("author", "author"),
    ("language", "language"),
    ("url", "address"),
)


def tell_about(store: Store, thing: str, *, view: str = "", further: Sequence[Section] = ()) -> Entry:
    """Everything that the graph says about a thing, given by its id or any spelling of its name.

    `thing` is an actor, office, place, topic, source, event, another statement, or a claim. Every claim that names it
    appears in some section. `view` says in words which part of the graph the store holds, where not all of it;
    `further` are sections that others make, such as conflicts between claims: they come behind these.

    Raises UsageError, with the nearest or with the candidates, where the name is unknown or
    means several.
    """
    name, kind = find_thing(store, thing)
    is_a = load_vocabulary().is_a
    if kind == "Claim":
        content = read_content(store, about=[name])
        return _entry(Teller(content), name, kind, (*claim_sections(Teller(content), name), *further), view)
    members: tuple[str, ...] = ()
    if any(is_a(kind, family) for family in ("Actor", "Place")):
        members = members_of(read_content(store, about=()), name)
    content = read_content(store, about=[name, *members])
    teller = Teller(content)
    if is_a(kind, "Actor") or is_a(kind, "Office"):
        sections = ActorSections(teller, name, members=members, talks=_talks(store, name)).sections()
    elif is_a(kind, "Place"):
        sections = place_sections(teller, name, members)
    elif is_a(kind, "Topic"):
        sections = topic_sections(teller, name)
    elif is_a(kind, "Source"):
        sections = source_sections(teller, name)
    else:
        sections = event_sections(teller, name)
    return _entry(teller, name, kind, (*sections, *further), view)


def _talks(store: Store, name: str) -> set[str]:
    """The events in which an actor talked to somebody, or others did on its behalf."""
    actor = make_iris(store.base).iri(name)
    parts = {quad.subject for end in _ENDS for quad in store.match(None, end, actor)}
    talks = [
        part for part in parts if isinstance(part, ox.NamedNode) and any(True for _ in store.match(part, _TYPE, _TALK))
    ]
    events = {quad.object for talk in talks for quad in store.match(talk, _IN_EVENT)}
    return {shorten(event.value, store.base) for event in events if isinstance(event, ox.NamedNode)}


def _entry(teller: Teller, name: str, kind: str, sections: tuple[Section, ...], view: str) -> Entry:
    content = teller.content
    thing = content.things.get(name) or _topic(content, name) or Thing(name)
    known = content.vocabulary.classes.get(kind)
    return Entry(
        id=name,
        kind=known.label if known else kind,
        title=_title(content, thing, kind),
        names=tuple(each for each in thing.names if each not in thing.bywords),
        bywords=tuple(thing.bywords),
        description="" if thing.label == thing.values.get("description") else thing.values.get("description", ""),
        facts=(*_facts(content, thing, kind), *([("only", view)] if view else [])),
        same_as=tuple(thing.same_as),
        sections=sections,
        sources=teller.cited(sections),
    )


def _title(content: Content, thing: Thing, kind: str) -> str:
    if kind == "Claim":
        return f"Claim {thing.id}"
    if thing.labels or thing.id in content.things or thing.id not in content.by_node:
        if content.vocabulary.is_a(kind, "Source"):
            out = date_in_words(thing.values.get("date", ""))
            return thing.values.get("title") or f"{content.label(thing.values.get('publisher'))}, {out}"
        return thing.label
    title = word_event(thing.id, content).removeprefix("the ").removeprefix("that ")
    return f"{title[:1].upper()}{title[1:]}"


def _facts(content: Content, thing: Thing, kind: str) -> list[tuple[str, str]]:
    facts = [(word, content.label(thing.values[link])) for link, word in _LINKS if link in thing.values]
    if content.vocabulary.is_a(kind, "Source"):
        values = {key: content.label(v) if key == "publisher" else v for key, v in thing.values.items()}
        facts += [(word, values[key]) for key, word in _SOURCE if key in values]
        checks: dict[str, int] = {}
        for claim in content.claims.values():
            if claim.values.get("source") == thing.id:
                check = content.vocabulary.label("Check", claim.values.get("check", ""))
                checks[check] = checks.get(check, 0) + 1
        facts += [("checked", ", ".join(f"{check} ({number:,})" for check, number in sorted(checks.items())))]
    if kind == "Claim":
        facts.append(("about", content.claims[thing.id].node))
    return [(what, value) for what, value in facts if value]


def _topic(content: Content, name: str) -> Thing | None:
    """A topic of the ontology as a thing."""
    term = content.vocabulary.concepts["Topic"].get(name)
    if term is None:
        return None
    values = {"description": term.definition} | ({"broader": term.parents[0]} if term.parents else {})
    return Thing(name, "Topic", {"en": term.label}, values=values)
