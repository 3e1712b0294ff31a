"""The ontology as Python sees it: namespaces, IRIs, classes and concepts, read from the Turtle files.

Nothing here names a single role, status or topic: they are read from `ontology/`. A new concept there is known here.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

ROOT = "https://w3id.org/actor-kg/"
AKG = ROOT + "ontology/"
ID = ROOT + "id/"
SHAPE = ROOT + "shape/"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
DCTERMS = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

SCHEMES = {
    "Role": ROOT + "role/",
    "RoleStatus": ROOT + "status/",
    "EventStatus": ROOT + "event-status/",
    "Manner": ROOT + "manner/",
    "Topic": ROOT + "topic/",
    "Rank": ROOT + "rank/",
    "Check": ROOT + "check/",
    "RelationKind": ROOT + "relation/",
    "Seniority": ROOT + "seniority/",
}

PREFIXES = {
    "akg": AKG,
    "id": ID,
    "claim": ID + "claim/",
    "role": SCHEMES["Role"],
    "status": SCHEMES["RoleStatus"],
    "eventstatus": SCHEMES["EventStatus"],
    "manner": SCHEMES["Manner"],
    "topic": SCHEMES["Topic"],
    "rank": SCHEMES["Rank"],
    "check": SCHEMES["Check"],
    "relation": SCHEMES["RelationKind"],
    "seniority": SCHEMES["Seniority"],
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "dcterms": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

CORE_FILES = ("actors.ttl", "events.ttl", "claims.ttl", "roles.ttl", "derived.ttl")


def ontology_folder() -> Path:
    """The folder with the ontology files: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent.parent
    return package / "ontology" if (package / "ontology").is_dir() else package.parent / "ontology"


def core_files() -> tuple[Path, ...]:
    """The files of the core ontology, without shapes and alignments."""
    return tuple(ontology_folder() / name for name in CORE_FILES)


def shapes_file() -> Path:
    """The SHACL shapes that facts are checked against."""
    return ontology_folder() / "shapes.ttl"


@dataclass(frozen=True, slots=True)
class Term:
    """A class or concept: its local name, label, definition, direct parents; for classes, the key in facts files.

    `at_the_table` says of a role whether who holds it talks at the table, `excludes` which roles nobody has beside it;
    `coded` of a kind of check whether a program made the claims with it; `precedence` of a check or rank its place;
    `stage` of a role status where it stands, `brings_about` of a kind of act the status that it moves a role to, and
    `expresses` what it says of where the speaker stands.
    """

    id: str
    iri: str
    label: str = ""
    definition: str = ""
    parents: tuple[str, ...] = ()
    facts_key: str | None = None
    at_the_table: bool | None = None
    coded: bool = False
    excludes: tuple[str, ...] = ()
    precedence: int | None = None
    stage: str = ""
    brings_about: str = ""
    expresses: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All classes and concepts of the ontology.

    `classes` maps local names (`PhoneCall`) to terms; `concepts` maps a scheme's class (`Role`) to its concepts by id.
    """

    classes: dict[str, Term]
    concepts: dict[str, dict[str, Term]]
    by_key: dict[str, str] = field(default_factory=dict)

    def is_a(self, class_name: str, ancestor: str) -> bool:
        """Whether a class is `ancestor` or one of its subclasses, by local names."""
        return ancestor in self.ancestors(class_name)

    def ancestors(self, class_name: str) -> frozenset[str]:
        """A class and everything above it, by local names; only itself where the class is not known."""
        return _ancestors(self, class_name)

    def subclasses(self, ancestor: str) -> tuple[str, ...]:
        """Local names of `ancestor` and all classes below it, sorted."""
        return tuple(sorted(name for name in self.classes if self.is_a(name, ancestor)))

    def is_narrower(self, role: str, broader: str) -> bool:
        """Whether a role is `broader` or one of those below it, by local ids."""
        roles, waiting, seen = self.concepts["Role"], [role], set[str]()
        while waiting:
            name = waiting.pop()
            if name == broader:
                return True
            if name in roles and name not in seen:
                seen.add(name)
                waiting += roles[name].parents
        return False

    def is_coded(self, check: str | None) -> bool:
        """Whether claims with this kind of check, by its id, were made by a program.

        >>> load_vocabulary().is_coded("machine-coded"), load_vocabulary().is_coded("excerpt")
        (True, False)
        """
        term = self.concepts["Check"].get(check or "")
        return term is not None and term.coded

    def statuses(self, *stages: str) -> frozenset[str]:
        """The role statuses of some stages: offering, asking, answer, held, over.

        >>> sorted(load_vocabulary().statuses("offering", "asking"))
        ['invited', 'offered', 'requested']
        """
        return frozenset(name for name, term in self.concepts["RoleStatus"].items() if term.stage in stages)

    def brought_about(self, class_name: str) -> str:
        """The status that an act of a class brings about; empty where it brings about none.

        >>> load_vocabulary().brought_about("Refusal")
        'declined'
        """
        return self._inherited(class_name, "brings_about")

    def expressed(self, class_name: str) -> str:
        """What an act of a class says of where the speaker stands, as a verb; empty where it says nothing.

        >>> load_vocabulary().expressed("Demand"), load_vocabulary().expressed("PhoneCall")
        ('wants', '')
        """
        return self._inherited(class_name, "expresses")

    def _inherited(self, class_name: str, attribute: str) -> str:
        while class_name in self.classes:
            if found := str(getattr(self.classes[class_name], attribute)):
                return found
            class_name = next(iter(self.classes[class_name].parents), "")
        return ""

    def is_proposal(self, class_name: str) -> bool:
        """Whether an act of a class waits for an answer, as an offer, a request or an invitation does."""
        return self.brought_about(class_name) in self.statuses("offering", "asking")

    def label(self, scheme: str, concept_id: str) -> str:
        """The label of a concept, or its id where the ontology does not have it."""
        term = self.concepts[scheme].get(concept_id)
        return term.label if term else concept_id

    def __hash__(self) -> int:
        return id(self)


@functools.lru_cache(maxsize=4096)
def _ancestors(vocabulary: Vocabulary, class_name: str) -> frozenset[str]:
    found, waiting = set[str](), [class_name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += vocabulary.classes[name].parents if name in vocabulary.classes else ()
    return frozenset(found)


def read_ontology(paths: Iterable[Path] | None = None) -> Iterator[ox.Triple]:
    """The triples of the ontology files (the core where no paths are given)."""
    for path in core_files() if paths is None else paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            yield quad.triple


@functools.cache
def load_vocabulary() -> Vocabulary:
    """Read the core ontology once and return its classes and concepts.

    >>> load_vocabulary().is_a("PhoneCall", "Contact")
    True
    """
    found: dict[str, dict[str, list[str]]] = {}
    for triple in read_ontology():
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            found.setdefault(subject.value, {}).setdefault(triple.predicate.value, []).append(value.value)
    classes: dict[str, Term] = {}
    concepts: dict[str, dict[str, Term]] = {scheme: {} for scheme in SCHEMES}
    for iri in sorted(found):
        values = found[iri]
        types = values.get(RDF + "type", [])
        if OWL + "Class" in types and iri.startswith(AKG):
            classes[iri.removeprefix(AKG)] = _term(iri, AKG, values, label=RDFS + "label", above=RDFS + "subClassOf")
        for scheme, namespace in SCHEMES.items():
            if AKG + scheme in types and iri.startswith(namespace):
                term = _term(iri, namespace, values, label=SKOS + "prefLabel", above=SKOS + "broader")
                concepts[scheme][term.id] = term
    by_key = {term.facts_key: name for name, term in classes.items() if term.facts_key}
    return Vocabulary(classes=classes, concepts=concepts, by_key=by_key)


def _term(iri: str, namespace: str, values: dict[str, list[str]], *, label: str, above: str) -> Term:
    def first(name: str) -> str:
        return next(iter(values.get(name, [])), "")

    def named(predicate: str) -> tuple[str, ...]:
        found = (value for value in values.get(predicate, []) if value.startswith(namespace))
        return tuple(sorted(value.removeprefix(namespace) for value in found))

    name = iri.removeprefix(namespace)
    sits = {"true": True, "false": False}.get(first(AKG + "atTheTable"))
    return Term(
        name,
        iri,
        first(label),
        first(SKOS + "definition"),
        named(above),
        first(AKG + "factsKey") or None,
        sits,
        first(AKG + "coded") == "true",
        named(AKG + "excludes"),
        int(place) if (place := first(AKG + "precedence")) else None,
        first(AKG + "stage"),
        first(AKG + "bringsAbout").removeprefix(SCHEMES["RoleStatus"]),
        first(AKG + "expresses"),
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, or None where none is near. Case does not count.

    >>> nearest("mediatr", ["mediator", "host"])
    'mediator'
    """
    if len(word) > 128:
        return None
    folded = {name.casefold(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None
