"""What a name means in a store: the ids that bear it, in any spelling. The one place where names are resolved.

An id comes before a name, the very spelling before the same letters, those before the same without spaces. What is only
near never stands for a thing: it is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.vocabulary import AKG, RDF, SKOS, Term, load_vocabulary
from kg.store.oxigraph import Store
from kg.store.tables import visible
from kg.text.folding import fold, has_han, read_spelling, write_plainly
from kg.text.nearness import suggest_names
from kg.text.unseen import strip_unseen

MAX_NAME = 200  # characters of a name that others are likened to


def resolve(store: Store, value: str, *, option: str = "value", type: str = "actor") -> str:
    """The id of what has this id, or this name in any spelling. Raises UsageError where that is nothing, or several.

    `type` is that of a parameter: actor, office, conflict, event or thing.
    """
    return find_resource(store, value, option=option, type=type).value.removeprefix(store.base)


def find_resource(store: Store, value: str, *, option: str, type: str) -> ox.NamedNode:
    """The resource of a parameter's type with this id, or with this name in any spelling; see `resolve`."""
    fitting = _fitting_classes(type)
    at = re.sub(r"^\w+", r"`\g<0>`", option)  # "groups, line 2" is within what was given
    types: set[str] = set()
    id = strip_unseen(value).strip()
    try:
        node = ox.NamedNode(id if id.startswith(store.base) else store.base + id)
        types = _types(store, node)
        if types & fitting or (types and not fitting):
            return node
    except ValueError:
        pass
    found = ids_of(store, value, classes=fitting)
    if len(found) > 1:
        either = " or ".join(found)
        raise UsageError(f"{at}: '{shown(value)}' can be {either}; give the id")
    if found:
        return ox.NamedNode(store.base + found[0])
    if type == "thing" and (topic := find_topic(value)):
        return ox.NamedNode(topic.iri)
    if types:
        is_a = load_vocabulary().classes[min(types).removeprefix(AKG)].label
        message = f"'{shown(value)}' is of type {is_a}; this takes the id or a name of: {type}"
        raise UsageError(f"{at}: {message}")
    hint = suggestion(value, with_ids(names_of(store, classes=fitting)))
    raise UsageError(f"{at}: nothing in the graph is called '{shown(value)}'{hint}")


def ids_of(store: Store, name: str, *, classes: Collection[str] = ()) -> list[str]:
    """The ids that bear a name in any spelling, sorted; `classes` (IRIs) keeps some.

    Those with the very spelling; where there is none, those with the same letters, in names or else in the id; where
    there is none, the same but for the spaces.
    """
    asked, wanted = read_spelling(name), set(classes)
    if not asked.written:
        return []
    written, *others = set[str](), set[str](), set[str](), set[str]()
    for id, other in names_of(store):
        if write_plainly(other) == asked.written:
            written.add(id)

    def fitting(ids: set[str]) -> list[str]:
        return sorted(id for id in ids if not wanted or _types(store, ox.NamedNode(store.base + id)) & wanted)

    if found := fitting(written):
        return found
    in_han = {id for id, other in names_of(store) if has_han(other)} if asked.han else ()
    for id, other in with_ids(names_of(store)):
        if id in in_han and not has_han(other):
            continue  # its name in Han characters tells
        plain = fold(other)
        if plain.replace(" ", "") == asked.letters and asked.same_letters(read_spelling(other)):
            others[2 if plain != asked.plain else 1 if other == id else 0].add(id)
    return next(filter(None, map(fitting, others)), [])


def names_of(store: Store, *, classes: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """All ids with each of their names as written, in the order of the index; `classes` (IRIs) keeps some."""
    wanted, known = set(classes), dict[str, bool]()
    for predicate in (SKOS + "prefLabel", SKOS + "altLabel", AKG + "byword"):
        for quad in store.match(None, ox.NamedNode(predicate)):
            thing, name = quad.subject, quad.object
            if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal) and thing.value.startswith(store.base):
                id = thing.value.removeprefix(store.base)
                if wanted and id not in known:
                    known[id] = bool(_types(store, thing) & wanted)
                if not wanted or known[id]:
                    yield id, name.value


def find_topic(name: str) -> Term | None:
    """The topic of the ontology with this id, or with this label in any spelling."""
    topics, plain = load_vocabulary().concepts["Topic"], fold(name[:MAX_NAME])
    called = (topic for topic in topics.values() if plain and fold(topic.label) == plain)
    return topics.get(strip_unseen(name).strip()) or next(called, None)


def suggestion(name: str, names: Iterable[tuple[str, str]]) -> str:
    """What to say of a name that nothing has: "; did you mean ...?" with the ids that are near; empty where none is."""
    if len(name) > MAX_NAME:
        return ""
    near = [
        f"'{id}'" if fold(id) == fold(other) else f"'{id}' ({shown(other)})" for id, other in suggest_names(name, names)
    ]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def shown(value: str) -> str:
    """A value as it is shown in a message: bounded, on one line."""
    return visible(value[:200])[:60]


def with_ids(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each id as a name of its own before its first name."""
    seen = set[str]()
    for id, name in names:
        if id not in seen:
            seen.add(id)
            yield id, id
        yield id, name


def _types(store: Store, thing: ox.NamedNode) -> set[str]:
    return {str(getattr(quad.object, "value", "")) for quad in store.match(thing, ox.NamedNode(RDF + "type"))}


def _fitting_classes(kind: str) -> set[str]:
    """The IRIs of the classes that a parameter of this type takes; empty for any."""
    above = {
        "actor": ("Actor", "Office"), "office": ("Office",), "conflict": ("Conflict",), "event": ("Event",),
        "event or membership": ("Event", "Affiliation", "Relation", "Stance", "Tenure", "Participation"),
    }  # fmt: skip
    vocabulary = load_vocabulary()
    return {AKG + name for ancestor in above.get(kind, ()) for name in vocabulary.subclasses(ancestor)}
