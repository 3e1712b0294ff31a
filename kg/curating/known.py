"""What is at hand for somebody who adds to facts: the records of some folders, sound or not, and the ids in them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.checking.loading import KNOWN_SUFFIXES
from kg.errors import UsageError
from kg.facts import Reading, read_facts
from kg.facts.dataset import Dataset, read_dataset
from kg.facts.discovery import DATASET_FILE, find_files
from kg.facts.rdf import read_rdf_facts
from kg.facts.rdf_text import RDF_FORMATS
from kg.model.properties import BYWORD, LABEL, SPELLING, TYPE
from kg.model.records import NO_NAMES, Names, Records
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, DCTERMS, load_vocabulary
from kg.store.oxigraph import Store

NAMED = ("Actor", "Office", "Place")


@dataclass(frozen=True, slots=True)
class KnownThing:
    """Something with an id: an actor, office, place, topic, event or source, with its class and its names."""

    id: str
    type: str
    names: Names = NO_NAMES
    description: str = ""

    @property
    def label(self) -> str:
        """Its name; its description where it has none; its id where it has neither."""
        return self.names.label or next(iter(self.names), None) or self.description or self.id


@dataclass(frozen=True)
class AtHand:
    """The records that could be read from some paths. What is wrong with the facts is left to `kg check`."""

    records: Records
    reading: Reading
    dataset: Dataset

    @functools.cached_property
    def things(self) -> dict[str, KnownThing]:
        """Everything that has an id and can be referred to, sorted by id."""
        found: dict[str, KnownThing] = {}
        for record in self.records.registered:
            found[record.id] = KnownThing(record.id, record.type, record.names, record.description or "")
        for source in self.records.sources:
            found.setdefault(source.id, KnownThing(source.id, source.type, description=source.title or ""))
        for claim in self.records.claims:
            statement = claim.statement
            names = getattr(statement, "names", NO_NAMES)
            content = getattr(statement, "content", None) or ""
            thing = KnownThing(statement.id, statement.type, names, content)
            if any(names) or statement.id not in found:
                found[statement.id] = thing
        return dict(sorted(found.items()))

    def of(self, *classes: str) -> list[KnownThing]:
        """The things of these classes and of those below them, sorted by id."""
        is_a = load_vocabulary().is_a
        return [thing for thing in self.things.values() if any(is_a(thing.type, name) for name in classes)]


def read_at_hand(paths: Iterable[Path]) -> AtHand:
    """Read what can be read of facts files and folders. Raises UsageError where a path is not there."""
    paths = list(dict.fromkeys(paths))
    for path in paths:
        try:
            there = path.exists()
        except (OSError, ValueError):
            there = False
        if not there:
            raise UsageError(f"there is no file or folder '{str(path)[:200]}' with facts")
    files = find_files(paths, suffixes=KNOWN_SUFFIXES).facts
    dataset = read_dataset([p for p in files if p.name == DATASET_FILE], report=lambda problem: None)
    plain = [p for p in files if p.name != DATASET_FILE]
    reading = read_facts(p for p in plain if p.suffix.lower() not in RDF_FORMATS)
    foreign = [p for p in plain if p.suffix.lower() in RDF_FORMATS]
    if foreign:
        read_rdf_facts(foreign, iris=make_iris(dataset.base), into=reading)
    return AtHand(Records.gather(reading.records), reading, dataset)


def things_in_store(store: Store) -> list[KnownThing]:
    """The actors, offices and places of a built graph, sorted by id."""
    vocabulary = load_vocabulary()
    kinds = sorted({name for above in NAMED for name in vocabulary.subclasses(above)})
    types: dict[str, str] = {}
    values: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for triple in store.instances(AKG + name for name in kinds):
        iri, value = triple.subject, triple.object
        if not isinstance(iri, ox.NamedNode) or not iri.value.startswith(store.base):
            continue
        name = iri.value.removeprefix(store.base)
        if isinstance(value, ox.Literal):
            values.setdefault((name, triple.predicate.value), set()).add((value.language or "en", value.value))
        elif triple.predicate == TYPE and isinstance(value, ox.NamedNode):
            kind = value.value.removeprefix(AKG)
            if kind in kinds and (name not in types or vocabulary.is_a(kind, types[name])):
                types[name] = kind

    def texts(name: str, predicate: str) -> tuple[str, ...]:
        return tuple(text for _, text in sorted(values.get((name, predicate), ())))

    return [
        KnownThing(
            name,
            kind,
            Names(
                labels=tuple(sorted(values.get((name, LABEL.value), ()))),
                spellings=texts(name, SPELLING.value),
                bywords=texts(name, BYWORD.value),
            ),
            next(iter(texts(name, DCTERMS + "description")), ""),
        )
        for name, kind in sorted(types.items())
    ]
