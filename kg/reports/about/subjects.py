"""What a name means: an actor, office, place, topic, source, event or claim, by its id or in any spelling."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, RDF, SCHEMES, load_vocabulary
from kg.queries.names import find_topic, ids_of, names_of, shown, suggestion, with_ids
from kg.store.oxigraph import Store
from kg.text.unseen import strip_unseen

_TYPE = ox.NamedNode(RDF + "type")
_PARTS = {"Participation", "Side", "Claim"}
_MOST = 20_000


def find_thing(store: Store, name: str) -> tuple[str, str]:
    """The id and the class of what `name` means; the class of a claim is `Claim`.

    An id comes before a name. Raises UsageError, with the nearest or with the candidates, where the name is unknown or
    means several.
    """
    wanted = strip_unseen(name).strip()
    topic = find_topic(name.removeprefix(SCHEMES["Topic"]))
    found = _by_id(store, wanted) or ((topic.id, "Topic") if topic else None)
    if found:
        return found
    either = ids_of(store, name)
    if len(either) > 1:
        raise UsageError(f"'{shown(name)}' can be {' or '.join(either)}; give the id")
    if either:
        return either[0], (_by_id(store, either[0]) or ("", ""))[1]
    hint = suggestion(name, _everything(store)) or "; 'kg about' alone tells what there is"
    raise UsageError(f"nothing in the graph is called '{shown(name)}'{hint}")


def _by_id(store: Store, name: str) -> tuple[str, str] | None:
    iris = make_iris(store.base)
    for start in (store.base + "claim/", store.base):
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


def _everything(store: Store) -> Iterator[tuple[str, str]]:
    """Ids and names of what can be asked for; of sources and claims, which have ids alone, not more than some."""
    yield from with_ids(names_of(store))
    vocabulary = load_vocabulary()
    for topic in vocabulary.concepts["Topic"].values():
        yield from ((topic.id, topic.id), (topic.id, topic.label))
    sources = [ox.NamedNode(AKG + kind) for kind in vocabulary.subclasses("Source")]
    terms: list[object] = [quad.subject for kind in sources for quad in store.match(None, _TYPE, kind)]
    for quad in store.match(None, ox.NamedNode(AKG + "states")):
        terms += [quad.object, quad.subject]
    iris = make_iris(store.base)
    for iri in sorted({term.value for term in terms if isinstance(term, ox.NamedNode)})[:_MOST]:
        if name := iris.name(iri):
            yield name, name
