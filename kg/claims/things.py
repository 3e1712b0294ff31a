"""The things that claims name – actors, offices, places, sources and the like – with their names and links.

Beside a store on disk with event data stands a table of them (things.parquet): to find tens of thousands among
millions of quads takes seconds, to read them from columns a tenth of that.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError
from kg.model.vocabulary import AKG, load_vocabulary
from kg.store.columns import REMAKE, check_table, create_table, open_columns, quote_path, read_parquet, telling_damage
from kg.store.oxigraph import Store
from kg.store.tables import Term, shorten

_CLASSES = ("Actor", "Office", "Place", "Topic", "Source", "Process", "Agreement")
# The columns of the table; `told` has labels, names, bywords, values and same_as, as one text in JSON.
COLUMNS = {"id": "VARCHAR", "type": "VARCHAR", "told": "VARCHAR"}


@dataclass(slots=True)
class Thing:
    """An actor, office, place, source, process, conflict or agreement: its class, names and links, by local id."""

    id: str
    type: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    bywords: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    same_as: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The English name, else another, else the description, else the id."""
        other = next((self.labels[tag] for tag in sorted(self.labels)), None)
        return self.labels.get("en") or other or self.values.get("description") or self.id


def read_things(store: Store) -> dict[str, Thing]:
    """The things of a store, by local id, sorted. Not to be changed: they are kept as long as the store is as it is.

    Raises KgError where the table of them is not as kg wrote it.
    """
    return store.once("things", lambda: _read_table(store.things) if store.things else _read_quads(store))


def write_things(store: Store, path: Path) -> None:
    """Write the table of the things of a store."""
    rows = [
        (thing.id, thing.type, json.dumps(_told(thing), ensure_ascii=False, separators=(",", ":")))
        for thing in read_things(store).values()
    ]
    with open_columns() as connection:
        create_table(connection, "things", COLUMNS, rows)
        connection.execute(f"COPY (FROM things ORDER BY id) TO {quote_path(path)} (FORMAT parquet, COMPRESSION zstd)")


def shortening(base: str) -> Callable[[Any], str]:
    """What gives the local id of an IRI, or the text of a literal; each IRI is looked at once."""
    known: dict[str, str] = {}

    def plain(term: Term) -> str:
        value = str(term.value)
        if not isinstance(term, ox.NamedNode):
            return value
        short = known.get(value)
        if short is None:
            short = known[value] = shorten(value, base)
        return short

    return plain


_TAILS: dict[str, str] = {}


def tail_of(iri: str) -> str:
    """The last part of the IRI of a property.

    >>> tail_of("http://www.w3.org/2004/02/skos/core#prefLabel")
    'prefLabel'
    """
    found = _TAILS.get(iri)
    if found is None:
        found = iri.replace("#", "/").rpartition("/")[2]
        if len(_TAILS) < 1000:
            _TAILS[iri] = found
    return found


def _told(thing: Thing) -> list[Any]:
    return [thing.labels, thing.names, thing.bywords, thing.values, thing.same_as]


def _read_table(path: Path) -> dict[str, Thing]:
    with open_columns() as connection, telling_damage(path, remedy=REMAKE):
        check_table(connection, path, COLUMNS, remedy=REMAKE)
        rows = connection.execute(f"SELECT id, type, told FROM {read_parquet(path)} ORDER BY id").fetchall()
    try:
        found = {}
        for name, kind, told in rows:
            labels, names, bywords, values, same_as = json.loads(told)
            found[name] = Thing(name, kind, labels, names, bywords, values, same_as)
    except (ValueError, TypeError, RecursionError) as error:
        raise KgError(f"'{path}' is not as kg wrote it; {REMAKE}") from error
    if len(found) != len(rows) or not all(map(_is_sound, found.values())):
        raise KgError(f"'{path}' is not as kg wrote it; {REMAKE}")
    return found


def _is_sound(thing: Thing) -> bool:
    """Whether what was read of a thing is of the types that it should be."""
    lists, maps = (thing.names, thing.bywords, thing.same_as), (thing.labels, thing.values)
    return (
        type(thing.id) is type(thing.type) is str
        and all(type(each) is list and all(type(text) is str for text in each) for each in lists)
        and all(type(each) is dict and all(type(text) is str for text in each.values()) for each in maps)
    )


def _read_quads(store: Store) -> dict[str, Thing]:
    """The things that quads describe; of several values of what can be told once, the first by its text."""
    vocabulary, plain = load_vocabulary(), shortening(store.base)
    kinds = {AKG + name for ancestor in _CLASSES for name in vocabulary.subclasses(ancestor)}
    told: dict[str, list[tuple[str, str, Any]]] = {}
    for triple in store.instances(kinds):
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(store.base):
            own = told.setdefault(plain(triple.subject), [])
            own.append((triple.predicate.value, str(triple.object), triple.object))
    return {name: _thing(name, sorted(told[name], key=lambda each: each[:2]), plain) for name in sorted(told)}


def _thing(name: str, told: list[tuple[str, str, Any]], plain: Callable[[Any], str]) -> Thing:
    thing = Thing(name)
    for predicate, _, value in told:
        tail = tail_of(predicate)
        if tail == "type":
            thing.type = thing.type or plain(value)
        elif tail == "prefLabel" and isinstance(value, ox.Literal):
            thing.labels.setdefault(value.language or "", value.value)
            thing.names.append(value.value)
        elif tail in ("altLabel", "byword"):
            (thing.names if tail == "altLabel" else thing.bywords).append(plain(value))
        elif tail == "sameAs":
            thing.same_as.append(plain(value))
        else:
            thing.values.setdefault(tail, plain(value))
    thing.bywords = sorted(set(thing.bywords))
    thing.names = sorted({*thing.names, *thing.bywords} - {thing.label})
    return thing
