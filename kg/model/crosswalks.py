"""From foreign codes to our terms: event codes, countries and sectors of event data, from `ontology/crosswalks/`.

The files are Turtle, and what they say is read as it stands: one more code, country or sector is one more concept there
and no line of Python. They are no part of the core ontology, and nothing is read before it is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.vocabulary import AKG, PREFIXES, ROOT, SKOS, nearest, ontology_folder, read_ontology
from kg.text.folding import fold

CAMEO = ROOT + "cameo/"
PLOVER = ROOT + "plover/"
COUNTRY = ROOT + "country/"
MEND = ROOT + "mend/"
SECTOR_SCHEMES = {"icews": ROOT + "icews-sector/", "cameo": ROOT + "cameo-actor/", "mend": ROOT + "mend-actor/"}
EVENT_CODE_FILES = {"cameo": ("cameo.ttl", "plover.ttl"), "mend": ("mend.ttl",)}
EVENT_CODE_SPACES = {"cameo": CAMEO, "mend": MEND}
_Nodes = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class EventCode:
    """A foreign event code, and how an event that has it is said in our terms, by local names.

    `type` is a class, such as `PhoneCall`, or `Stance`. The roles are what the source and the target actor take part
    as; a stance has a `sign` instead. `concern_*` tell of a role that an act is about: whose it is (`source` or
    `target`), which one, and its status. `both_ways` says that a row from A to B and one from B to A tell of the same
    thing. Where there is nothing to say, a field is empty; the codes of 02 have no PLOVER words.
    """

    notation: str
    iri: str
    label: str
    type: str
    source_roles: tuple[str, ...]
    target_roles: tuple[str, ...]
    both_ways: bool
    sign: str
    concern_of: str
    concern_role: str
    concern_status: str
    topics: tuple[str, ...]
    goldstein: float | None
    plover: str
    plover_mode: str
    plover_context: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory that event data name: our id for it, all its names (the label first) and its codes.

    A code is empty where there is none. `cameo` has the codes of CAMEO actors, and `fips` that of places, as GDELT uses
    them; `other_fips` has older FIPS codes and those of parts.
    """

    id: str
    label: str
    names: tuple[str, ...]
    alpha2: str
    alpha3: str
    fips: str
    cameo: tuple[str, ...]
    other_fips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sector:
    """What a data set calls a kind of actor, and the class that it speaks for.

    Of several sectors of one actor, the one with the lowest `precedence` decides. The type `Actor` says that the sector
    does not tell a person from a body. `only_bodies` says that no person is of the sector: only such a sector tells the
    class of an ICEWS actor with a name of its own, as a president has the sector `Government`.
    """

    scheme: str
    notation: str
    label: str
    type: str
    precedence: int
    only_bodies: bool = False


def crosswalk_files() -> tuple[Path, ...]:
    """All files of the crosswalks, sorted.

    >>> [path.name for path in crosswalk_files() if path.name.startswith("c")]
    ['cameo.ttl', 'countries.ttl']
    """
    return tuple(sorted((ontology_folder() / "crosswalks").glob("*.ttl")))


@functools.cache
def load_event_codes(scheme: str = "cameo") -> dict[str, EventCode]:
    """The event codes of a scheme that have a term of ours, by notation and sorted by it.

    Codes that only sum others up, such as the two-digit ones of CAMEO, are left out. Raises UsageError where there is
    no such scheme.

    >>> load_event_codes()["041"].type
    'PhoneCall'
    """
    _check_scheme(scheme, EVENT_CODE_FILES)
    nodes, space = _read(*EVENT_CODE_FILES[scheme]), EVENT_CODE_SPACES[scheme]
    codes = (_event_code(iri, nodes) for iri in nodes if iri.startswith(space) and AKG + "codesAs" in nodes[iri])
    return {code.notation: code for code in sorted(codes, key=lambda code: code.notation)}


@functools.cache
def load_countries() -> tuple[Country, ...]:
    """The countries and territories that event data name, sorted by id.

    >>> [country.alpha3 for country in load_countries() if "Türkiye" in country.names]
    ['TUR']
    """
    nodes = _read("countries.ttl")
    return tuple(_country(iri, nodes[iri]) for iri in sorted(nodes) if iri.startswith(COUNTRY) and iri != COUNTRY)


def find_country(name: str) -> Country | None:
    """The country or territory that a name is of, or None. Names count as wholes; case, marks and spaces do not.

    >>> find_country("NIGERIA").id, find_country("Niger").id, find_country("TÜRKİYE").id, find_country("Nigerian")
    ('nigeria', 'niger', 'turkey', None)
    """
    return _by_name().get(fold(name))


@functools.cache
def load_sectors(scheme: str) -> dict[str, Sector]:
    """The sectors or actor types of a scheme (`icews`, `cameo` or `mend`), by notation and sorted by it.

    Raises UsageError where there is no such scheme.

    >>> load_sectors("cameo")["MIL"].type
    'GovernmentBody'
    """
    _check_scheme(scheme, SECTOR_SCHEMES)
    nodes, space = _read("sectors.ttl", "mend.ttl"), SECTOR_SCHEMES[scheme]
    sectors = (_sector(scheme, values) for iri, values in nodes.items() if iri.startswith(space) and iri != space)
    return {sector.notation: sector for sector in sorted(sectors, key=lambda sector: sector.notation)}


@functools.cache
def crosswalk_quads(scheme: str = "cameo") -> tuple[ox.Quad, ...]:
    """The event codes of a scheme as they are put in the ontology's graph of a store that has imported events.

    With them a query can follow `akg:code` to the label, the weight and the PLOVER words of a code. Raises UsageError
    where there is no such scheme.

    >>> {quad.graph_name.value for quad in crosswalk_quads()}
    {'https://w3id.org/actor-kg/ontology/'}
    """
    _check_scheme(scheme, EVENT_CODE_FILES)
    graph = ox.NamedNode(AKG)
    paths = [ontology_folder() / "crosswalks" / name for name in ("terms.ttl", *EVENT_CODE_FILES[scheme])]
    return tuple(ox.Quad(t.subject, t.predicate, t.object, graph) for t in read_ontology(paths))


@functools.cache
def event_code_labels() -> dict[str, str]:
    """All event codes of the crosswalks as facts files write them, with their labels, sorted.

    >>> event_code_labels()["cameo:041"]
    'discuss by telephone'
    """
    found: dict[str, str] = {}
    for scheme, space in sorted(EVENT_CODE_SPACES.items()):
        nodes = _read(EVENT_CODE_FILES[scheme][0])
        for iri in sorted(name for name in nodes if name.startswith(space) and name != space):
            found[f"{scheme}:{iri.removeprefix(space)}"] = _first(nodes[iri], SKOS + "prefLabel")
    return found


def code_iri(code: str) -> str:
    """The IRI of an event code that is written as in facts files.

    >>> code_iri("cameo:041")
    'https://w3id.org/actor-kg/cameo/041'
    """
    scheme, _, notation = code.partition(":")
    return EVENT_CODE_SPACES[scheme] + notation


def code_of(iri: str) -> str:
    """An event code as facts files write it, by its IRI; the IRI itself where it is of no crosswalk.

    >>> code_of("https://w3id.org/actor-kg/mend/M")
    'mend:M'
    """
    for scheme, space in EVENT_CODE_SPACES.items():
        if iri.startswith(space):
            return f"{scheme}:{iri.removeprefix(space)}"
    return iri


def schemes_of(codes: Iterable[str]) -> tuple[str, ...]:
    """The schemes of some codes, sorted.

    >>> schemes_of(["mend:M", "cameo:041", "cameo:042"])
    ('cameo', 'mend')
    """
    return tuple(sorted({code.partition(":")[0] for code in codes}))


@functools.cache
def _by_name() -> dict[str, Country]:
    return {fold(name): country for country in load_countries() for name in country.names}


def _check_scheme(scheme: str, known: Collection[str]) -> None:
    if scheme not in known:
        near = nearest(scheme, known)
        hint = f"did you mean {near}?" if near else f"there is: {', '.join(sorted(known))}"
        raise UsageError(f"there is no crosswalk from '{scheme}': {hint}")


def _read(*names: str) -> _Nodes:
    """The nodes of some files with their values, in the order of the files."""
    nodes: _Nodes = {}
    for triple in read_ontology(ontology_folder() / "crosswalks" / name for name in names):
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            nodes.setdefault(subject.value, {}).setdefault(triple.predicate.value, []).append(value.value)
    return nodes


def _first(values: dict[str, list[str]], name: str) -> str:
    return values.get(name, [""])[0]


def _local(values: dict[str, list[str]], name: str, prefix: str) -> tuple[str, ...]:
    return tuple(sorted(value.removeprefix(PREFIXES[prefix]) for value in values.get(AKG + name, [])))


def _event_code(iri: str, nodes: _Nodes) -> EventCode:
    values = nodes[iri]
    broad = [nodes[name] for name in values.get(SKOS + "broadMatch", [])]
    modes = [node for node in broad if SKOS + "broader" in node]
    types = [node for node in broad if SKOS + "broader" not in node]
    contexts = [nodes[name] for name in values.get(SKOS + "relatedMatch", [])]
    weight = _first(values, AKG + "goldstein")

    def words(found: list[dict[str, list[str]]]) -> str:
        return "; ".join(sorted(_first(node, SKOS + "notation") for node in found))

    return EventCode(
        notation=_first(values, SKOS + "notation"),
        iri=iri,
        label=_first(values, SKOS + "prefLabel"),
        type="".join(_local(values, "codesAs", "akg")),
        source_roles=_local(values, "sourceRole", "role"),
        target_roles=_local(values, "targetRole", "role"),
        both_ways=_first(values, AKG + "bothWays") == "true",
        sign="".join(_local(values, "signs", "akg")),
        concern_of=_first(values, AKG + "concernOf"),
        concern_role="".join(_local(values, "concernRole", "role")),
        concern_status="".join(_local(values, "concernStatus", "status")),
        topics=_local(values, "topic", "topic"),
        goldstein=float(weight) if weight else None,
        plover=words(types),
        plover_mode=words(modes),
        plover_context=words(contexts),
    )


def _country(iri: str, values: dict[str, list[str]]) -> Country:
    label = _first(values, SKOS + "prefLabel")
    return Country(
        id=iri.removeprefix(COUNTRY),
        label=label,
        names=(label, *sorted(values.get(SKOS + "altLabel", []))),
        alpha2=_first(values, AKG + "alphaTwo"),
        alpha3=_first(values, AKG + "alphaThree"),
        fips=_first(values, AKG + "fips"),
        cameo=tuple(sorted(values.get(AKG + "cameoCountry", []))),
        other_fips=tuple(sorted(values.get(AKG + "otherFips", []))),
    )


def _sector(scheme: str, values: dict[str, list[str]]) -> Sector:
    return Sector(
        scheme=scheme,
        notation=_first(values, SKOS + "notation"),
        label=_first(values, SKOS + "prefLabel"),
        type="".join(_local(values, "typeOfActor", "akg")),
        precedence=int(_first(values, AKG + "precedence")),
        only_bodies=_first(values, AKG + "onlyBodies") == "true",
    )
