"""What a name means: an actor, office, place, topic, source, event or claim, by its id or in any spelling."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import UsageError
from kg.queries import ids_of, names_in, shown
from kg.store import Store
from kg.triples import make_iris
from kg.vocabulary import AKG, RDF, SCHEMES, load_vocabulary, nearest

_TYPE = ox.NamedNode(RDF + "type")
_PARTS = {"Participation", "Side", "Claim"}
_MOST = 20_000


def find_thing(store: Store, name: str, *, base: str) -> tuple[str, str]:
    """The id and the class of what `name` means; the class of a claim is `Claim`.

    An id comes before a name. Raises UsageError, with the nearest or with the candidates, where the name is unknown or
    means several.
    """
    wanted = name.strip()
    found = _by_id(store, wanted, base) or _topic(wanted)
    if found:
        return found
    either = ids_of(store, wanted, base=base)
    if len(either) > 1:
        raise UsageError(f"'{shown(name)}' can be {' or '.join(either)}; give the id")
    if either:
        return either[0], (_by_id(store, either[0], base) or ("", ""))[1]
    hint = _hint(store, wanted, names_in(store, base=base), base)
    raise UsageError(f"nothing in the graph is called '{shown(name)}'{hint}")


def _by_id(store: Store, name: str, base: str) -> tuple[str, str] | None:
    iris = make_iris(base)
    for start in (base + "claim/", base):
        if name.startswith(start):
            name = name.removeprefix(start)
            break
    try:
        node, claim = iris.iri(name), iris.claim(name)
    except ValueError:
        return None
    if next(iter(store.match(claim, _TYPE, ox.NamedNode(AKG + "Claim"))), None):
        return name, "Claim"
    kinds = {quad.object.value for quad in store.match(node, _TYPE) if isinstance(quad.object, ox.NamedNode)}
    classes = sorted(kind.removeprefix(AKG) for kind in kinds if kind.startswith(AKG))
    standing = next(iter(store.match(None, ox.NamedNode(AKG + "states"), node)), None)
    usable = [kind for kind in classes if kind not in _PARTS or standing]
    return (name, usable[0]) if usable else None


def _topic(name: str) -> tuple[str, str] | None:
    """A topic of the ontology, by id or label."""
    for topic in load_vocabulary().concepts["Topic"].values():
        if name == topic.id or name.casefold() == topic.label.casefold() or name == SCHEMES["Topic"] + topic.id:
            return topic.id, "Topic"
    return None


def _hint(store: Store, name: str, names: dict[str, set[str]], base: str) -> str:
    known = {written for written in names if written} | {each for group in names.values() for each in group}
    vocabulary = load_vocabulary()
    known |= set(vocabulary.concepts["Topic"])
    known |= {topic.label for topic in vocabulary.concepts["Topic"].values()}
    iris = make_iris(base)
    sources = [ox.NamedNode(AKG + kind) for kind in vocabulary.subclasses("Source")]
    terms: list[object] = [quad.subject for kind in sources for quad in store.match(None, _TYPE, kind)]
    for quad in store.match(None, ox.NamedNode(AKG + "states")):
        terms += [quad.object, quad.subject]
    found = sorted({term.value for term in terms if isinstance(term, ox.NamedNode)})
    known |= {iris.name(iri) or "" for iri in found[:_MOST]}
    guess = nearest(name, known)
    return f"; did you mean '{guess}'?" if guess else "; 'kg about' alone tells what there is"
