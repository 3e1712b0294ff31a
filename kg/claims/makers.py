"""Who made a claim, a curator or a program: which claims those are, the choice between the two, the curated portion.

Which kinds of check stand for a program's work is said in the ontology (akg:coded). Some questions curated claims alone
can answer: a claim of imported event data is about an event of its own, so that no two of them, and none beside a
curated one, can contradict each other. Of the portion, such a question has the same answer. Coded claims that stand in
facts files, where several can be about one event, belong to the portion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.vocabulary import AKG, RDF, SCHEMES, load_vocabulary, nearest
from kg.store.oxigraph import Store

# Each choice, and what a view by it shows, in words.
CHOICES = {"all": "", "curated": "curated claims only", "coded": "machine-coded claims only"}
_CHECK, _ACCORDING_TO = ox.NamedNode(AKG + "check"), ox.NamedNode(AKG + "accordingTo")
_PARTICIPANT, _ON_BEHALF_OF = ox.NamedNode(AKG + "participant"), ox.NamedNode(AKG + "onBehalfOf")
_ROLE, _SPEAKER = ox.NamedNode(AKG + "role"), ox.NamedNode(SCHEMES["Role"] + "speaker")
_TYPE = ox.NamedNode(RDF + "type")
_SOURCE, _BASIS = ox.NamedNode(AKG + "source"), ox.NamedNode(AKG + "basis")
_CONCERNS = ox.NamedNode(AKG + "concernsRole")
_NO_CLAIM = ox.DefaultGraph()
# The id of a claim in a facts file is that of its source, a slash, and its own; that of an imported one has no slash.
_IN_FACTS = re.compile("/claim/.*/")


def require_choice(claims: str) -> str:
    """The choice itself. Raises UsageError for one that is none of `CHOICES`.

    >>> require_choice("curated")
    'curated'
    """
    if claims not in CHOICES:
        guess = nearest(str(claims)[:40], CHOICES)
        hint = f"; did you mean '{guess}'?" if guess else ""
        raise UsageError(f"`claims` takes {', '.join(CHOICES)}, not '{str(claims)[:40]}'{hint}")
    return claims


def coded_claims(store: Store) -> set[str]:
    """The IRIs of the claims that a program coded; read from the index, so that a store without any costs nothing.

    >>> import kg
    >>> coded_claims(kg.load().store)
    set()
    """
    told = (quad for check in _checks(coded=True) for quad in store.match(None, _CHECK, check, graph=_NO_CLAIM))
    return {quad.subject.value for quad in told if isinstance(quad.subject, ox.NamedNode)}


def has_coded_claims(store: Store) -> bool:
    """Whether a program coded any claim of a store; one look at the index.

    >>> import kg
    >>> has_coded_claims(kg.load().store)
    False
    """
    return any(True for check in _checks(coded=True) for _ in store.match(None, _CHECK, check, graph=_NO_CLAIM))


def curated_portion(store: Store) -> Store:
    """The curated claims in memory, and all that is said of what they name; the store itself without others.

    On whose behalf those speak who are cited, coded claims may tell, too: that is kept.
    """
    return _portion(store, _curated(store)) if has_coded_claims(store) else store


def offers_portion(store: Store) -> Store:
    """The curated claims, and those of offers, requests and acts about a role, in memory: all that tells of offers.

    An imported act is about a role in itself, as its code does not tell of which event: no other coded claim adds to
    it.
    """
    if not has_coded_claims(store):
        return store
    vocabulary = load_vocabulary()
    kinds = {ox.NamedNode(AKG + name) for name in vocabulary.classes if vocabulary.is_proposal(name)}
    told = (*store.match(None, _CONCERNS), *(quad for kind in kinds for quad in store.match(None, _TYPE, kind)))
    acts = {quad.graph_name for quad in told if isinstance(quad.graph_name, ox.NamedNode)}
    return _portion(store, _curated(store) | acts)


def _curated(store: Store) -> set[ox.NamedNode]:
    claims = {
        quad.subject
        for check in _checks(coded=False)
        for quad in store.match(None, _CHECK, check, graph=_NO_CLAIM)
        if isinstance(quad.subject, ox.NamedNode)
    }
    return claims | set(_coded_in_facts(store))


def _coded_in_facts(store: Store) -> Iterator[ox.NamedNode]:
    """The coded claims of facts files. Imported ones, which can be millions, are passed over source by source."""
    coded = set(_checks(coded=True))
    kinds = [ox.NamedNode(AKG + name) for name in load_vocabulary().subclasses("Source")]
    found = {quad.subject for kind in kinds for quad in store.match(None, _TYPE, kind, graph=_NO_CLAIM)}
    sources = [source for source in found if isinstance(source, ox.NamedNode)]
    of_sources = (_claims_in_facts(store.match(None, _SOURCE, source, graph=_NO_CLAIM)) for source in sources)
    for claim in chain(*of_sources, _claims_in_facts(store.match(None, _BASIS, graph=_NO_CLAIM))):
        if any(quad.object in coded for quad in store.match(claim, _CHECK, graph=_NO_CLAIM)):
            yield claim


def _claims_in_facts(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode]:
    """The claims that quads are about, if they stand in facts files: all of one source do, or none."""
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode) or not _IN_FACTS.search(quad.subject.value):
            return
        yield quad.subject


def _portion(store: Store, claims: set[ox.NamedNode]) -> Store:
    """Some claims in memory, and all that is said of what they name."""
    kept: set[ox.Quad] = set()
    waiting: list[ox.NamedNode] = list(claims)
    tellers: set[ox.NamedNode] = set()
    for claim in claims:
        told = list(store.match(graph=claim))
        kept.update(told)
        speeches = {quad.subject for quad in told if quad.predicate == _ROLE and quad.object == _SPEAKER}
        for quad in told:
            if isinstance(quad.object, ox.NamedNode):
                waiting.append(quad.object)
                if quad.predicate == _PARTICIPANT and quad.subject in speeches:
                    tellers.add(quad.object)
    seen: set[ox.NamedNode] = set()
    while waiting:
        thing = waiting.pop()
        if thing in seen:
            continue
        seen.add(thing)
        for quad in store.match(thing, graph=_NO_CLAIM):
            kept.add(quad)
            if isinstance(quad.object, ox.NamedNode):
                waiting.append(quad.object)
                if quad.predicate == _ACCORDING_TO:
                    tellers.add(quad.object)
    for teller in tellers:
        for quad in store.match(None, _PARTICIPANT, teller):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            spoken = list(store.match(quad.subject, _ON_BEHALF_OF))
            kept.update([quad, *spoken] if spoken else ())
    portion = Store(base=store.base)
    portion.load(kept)
    return portion


def _checks(*, coded: bool) -> list[ox.NamedNode]:
    """The kinds of check that stand for a program's work, or all others."""
    concepts = load_vocabulary().concepts["Check"]
    return [ox.NamedNode(SCHEMES["Check"] + name) for name, term in concepts.items() if bool(term.coded) == coded]
