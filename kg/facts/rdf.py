"""Quads → records: Turtle, TriG, N-Quads, N-Triples and JSON-LD files as facts, through the same checks.

Nothing is passed over: after the records are read, the quads that they stand for are made again, and every quad of the
input that is not among them is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import Origin
from kg.facts import Reading
from kg.facts.keys import family_of
from kg.facts.nodes import Scalar, read_text
from kg.facts.rdf_text import parse_rdf
from kg.facts.values import MAX_CODED_TEXT, MAX_LONG_TEXT, MAX_TEXT, Values
from kg.model.crosswalks import code_of
from kg.model.properties import (
    BYWORD,
    CONCERNS,
    EDTF_TYPE,
    EVENT,
    LABEL,
    LASTING,
    PARTY,
    PROPERTIES,
    SEVERAL,
    SIDE_OF,
    SPELLING,
    STATES,
    TRUE,
    TYPE,
    Iris,
    Property,
    akg,
)
from kg.model.records import (
    Actor,
    Affiliation,
    Claim,
    Event,
    Names,
    Office,
    Participation,
    Place,
    Records,
    Relation,
    RoleConcern,
    Source,
    Stance,
    Standing,
    Tenure,
    Topic,
)
from kg.model.triples import concern_node, make_quads, participation_nodes
from kg.model.vocabulary import AKG, SCHEMES, load_vocabulary

MAX_RDF_BYTES = 1024 * 1024 * 1024
MAX_LEFTOVERS = 100

_LONG = ("description", "content", "basis", "note")
_Subject = ox.NamedNode | ox.BlankNode
_Index = dict[tuple[str, str], dict[str, list[Any]]]
_FAMILIES: dict[str, type] = {
    "Tenure": Tenure,
    "Affiliation": Affiliation,
    "Relation": Relation,
    "Stance": Stance,
    "Participation": Standing,
}


def read_rdf_facts(paths: Iterable[Path], *, iris: Iris, into: Reading) -> None:
    """Read RDF files into a reading. Raises nothing for bad input; `into.problems` has what is wrong."""
    for path in paths:
        text = read_text(path, report=into.report, max_bytes=MAX_RDF_BYTES)
        if text is None:
            continue
        quads = parse_rdf(text, str(path), path.suffix.lower(), report=into.report)
        read_quads(quads, iris=iris, into=into, place=_Places(text, str(path)))


_WORD = re.compile(r"[^\s<>\"'{}\[\]();,]+")
_PREFIX = re.compile(r"\s*@?prefix\s+([^\s:]*):\s*<([^<>]*)>", re.IGNORECASE)


class _Places:
    """Finds the line of a file in which a resource is first named; good enough to lead a person there."""

    def __init__(self, text: str, path: str) -> None:
        self.path, self._lines, self._found = path, text.split("\n") if text else [], dict[str, int]()

    def __call__(self, iri: str) -> Origin:
        if not self._found:
            self._look()
        return Origin(self.path, self._found.get(iri) or self._found.get(_last_part(iri)) or 0)

    def _look(self) -> None:
        prefixes: dict[str, str] = {}
        for number, line in enumerate(self._lines, 1):
            if found := _PREFIX.match(line):
                prefixes[found[1]] = found[2]
            for word in _WORD.findall(line):
                prefix, _, local = word.partition(":")
                if prefix in prefixes:  # with a backslash before a sign that a name may not have bare
                    word = prefixes[prefix] + re.sub(r"\\(.)", r"\1", local.rstrip("."))
                self._found.setdefault(word, number)
                self._found.setdefault(_last_part(word).rstrip("."), number)


def _last_part(iri: str) -> str:
    return re.split(r"[/#:]", iri)[-1]


def read_quads(quads: Iterable[ox.Quad], *, iris: Iris, into: Reading, place: _Places | None = None) -> None:
    """Read quads into a reading: the counterpart of `kg.model.triples.make_quads`.

    What stands in a graph that is named by a blank node is read as if it stood in the default graph: rdflib writes its
    default graph so, and a claim cannot have such a name.
    """
    _QuadReader(iris, into, place or _Places("", "")).read(quads)


class _QuadReader:
    def __init__(self, iris: Iris, reading: Reading, place: _Places) -> None:
        self.iris, self.reading, self.place = iris, reading, place
        self.vocabulary = load_vocabulary()
        self.values = Values(self.vocabulary, reading.report)
        self.index: _Index = {}
        self.parts: dict[tuple[str, str], list[_Subject]] = {}
        self.renamed: dict[str, ox.NamedNode] = {}
        self.encoded: dict[ox.NamedNode, ox.NamedNode] = {}  # addresses as they are written here

    def read(self, quads: Iterable[ox.Quad]) -> None:
        given = [_in_default_graph(quad) for quad in quads]
        for quad in given:
            graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            entry = self.index.setdefault((graph, _key(quad.subject)), {})
            entry.setdefault(quad.predicate.value, []).append(quad.object)
            if quad.predicate in (EVENT, SIDE_OF) and not isinstance(quad.subject, ox.Triple):
                self.parts.setdefault((graph, _key(quad.object)), []).append(quad.subject)
        before, problems = len(self.reading.records), len(self.reading.problems)
        for graph, subject in sorted(self.index):
            if graph == "":
                self._default_graph_subject(subject)
        records = Records.gather(self.reading.records[before:])
        if not any(problem.severity == "error" for problem in self.reading.problems[problems:]):
            self._report_leftovers(given, records)

    def _default_graph_subject(self, subject: str) -> None:
        entry = self.index[("", subject)]
        types = [t.value.removeprefix(AKG) for t in entry.get(TYPE.value, []) if isinstance(t, ox.NamedNode)]
        for name in types:
            ancestors = self.vocabulary.ancestors(name)
            if name == "Claim":
                return self._claim(subject, entry)
            if name == "Topic" or {"Actor", "Office", "Place", "Source"} & ancestors:
                return self._registered(subject, entry, name)
        origin = self.place(subject)
        shown = f"<{subject}>"
        if any(
            {"Event", "Tenure", "Stance", "Affiliation", "Relation", "Participation"} & self.vocabulary.ancestors(n)
            for n in types
        ):
            message = (
                f"{shown} is stated outside any claim; put it in a named graph (TriG, N-Quads) described as a Claim"
            )
            return self.values.refuse(origin, "no-claim", message)
        sort = f"has the type {types[0]}" if types else "has no type"
        return self.values.refuse(origin, "unknown-type", f"{shown} {sort}; its type must be a class of the ontology")

    def _registered(self, subject: str, entry: dict[str, list[Any]], class_name: str) -> None:
        name = self._declare(subject, class_name)
        if name is None:
            return
        ancestors = self.vocabulary.ancestors(class_name)
        kind: Any = next((k for k in (Actor, Office, Place, Topic, Source) if k.__name__ in ancestors), Actor)
        values = self._fields(name, entry, kind)
        if values is None:
            return
        if kind is not Source:
            values["names"] = self._names(name, entry)
        if kind in (Actor, Source):
            values["type"] = class_name
        if kind is Office:
            values["leading"] = class_name == "LeadingOffice"
        if kind is not Source and not any(values["names"]) and "description" not in values:
            self._refuse(name, "missing-key", f"'{name}' has neither name nor description")
            return
        self.reading.records.append(kind(id=name, **values))

    def _claim(self, subject: str, entry: dict[str, list[Any]]) -> None:
        name = self._declare(subject, None)
        if name is None:
            return None
        about = self._fields(name, entry, Claim)
        stated = entry.get(STATES.value, [])
        if len(stated) != 1 or not isinstance(stated[0], ox.NamedNode):
            return self._refuse(name, "missing-key", f"the claim '{name}' needs one akg:states")
        node = stated[0]
        inner = self.index.get((subject, node.value), {})
        types = [t.value.removeprefix(AKG) for t in inner.get(TYPE.value, []) if isinstance(t, ox.NamedNode)]
        class_name = next((t for t in types if family_of(self.vocabulary.ancestors(t))), None)
        local = self._local(node.value)
        if class_name is None or local is None:
            message = f"the graph of the claim '{name}' does not say what <{node.value}> is"
            return self._refuse(name, "unknown-type", message)
        self.reading.declared.setdefault(local, class_name)
        kind = _FAMILIES.get(family_of(self.vocabulary.ancestors(class_name)) or "", Event)
        values = self._fields(name, inner, kind)
        if about is None or values is None:
            return None
        if kind in (Event, Affiliation):
            values["type"] = class_name
        if kind is Event:
            if values.get("date") and inner.get(LASTING.value) == [TRUE]:
                values["date"] = replace(values["date"], lasting=True)
            values |= {"names": self._names(name, inner), **self._event_parts(name, subject, node, inner)}
        claim = Claim(id=name, statement=kind(id=local, **values), **about)
        if isinstance(claim.statement, Event):
            self._rename(claim.statement, subject)
        self.reading.records.append(claim)
        return None

    def _event_parts(self, name: str, graph: str, node: ox.NamedNode, inner: dict[str, list[Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        people: list[tuple[Participation, _Subject]] = []
        sides: dict[str, tuple[str, ...]] = {}
        concerns = inner.get(CONCERNS.value, [])
        for part in self.parts.get((graph, node.value), []):
            if part in concerns:  # the role that an act is about can be one in the act itself
                continue
            entry = self.index[(graph, _key(part))]
            if SIDE_OF.value in entry:
                side = part.value.rpartition("/")[2]
                sides[side] = tuple(sorted(filter(None, (self._local(_key(a)) for a in entry.get(PARTY.value, [])))))
            elif (values := self._fields(name, entry, Participation)) is not None:
                people.append((Participation(**values), part))
        found["participations"] = tuple(sorted((person for person, _ in people), key=lambda p: p.sort_key))
        self._people = people
        found["sides"] = tuple(sorted(sides.items()))
        if len(concerns) == 1:
            values = self._fields(name, self.index.get((graph, _key(concerns[0])), {}), RoleConcern)
            if values is not None:
                found["role_concern"] = RoleConcern(**values)
                self.renamed[graph + " " + _key(concerns[0])] = concern_node(ox.NamedNode(graph))
        return found

    def _rename(self, event: Event, graph: str) -> None:
        """Note which of our names each participation node of the input stands for: other names are as good."""
        waiting = dict[Participation, list[ox.NamedNode]]()
        for person, ours in zip(event.participations, participation_nodes(event, ox.NamedNode(graph)), strict=True):
            waiting.setdefault(person, []).append(ours)
        for person, theirs in sorted(self._people, key=lambda pair: (pair[0].sort_key, _key(pair[1]))):
            names = waiting[person]
            same = next((n for n in names if n == theirs), names[0])
            names.remove(same)
            self.renamed[graph + " " + _key(theirs)] = same

    def _fields(self, name: str, entry: dict[str, list[Any]], kind: type) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        sound = True
        for spec in PROPERTIES[kind]:
            terms = entry.get(spec.predicate.value, [])
            if not terms:
                if not spec.optional:
                    short = spec.predicate.value.rpartition("/")[2]
                    self._refuse(name, "missing-key", f"'{name}' has no {short}")
                    sound = False
                continue
            longest = MAX_TEXT if spec.field not in _LONG else MAX_CODED_TEXT if _is_coded(entry) else MAX_LONG_TEXT
            values = [self._term(name, spec, term, longest) for term in terms]
            if None in values:
                sound = False
            elif spec.codec in SEVERAL:
                found[spec.field] = tuple(sorted(set(values)))
            elif len(set(values)) > 1:
                short = spec.predicate.value.rpartition("/")[2]
                self._refuse(name, "two-values", f"'{name}' has {len(values)} values of {short}; one is taken")
                sound = False
            else:
                found[spec.field] = values[0]
        return found if sound else None

    def _term(self, name: str, spec: Property, term: Any, longest: int) -> Any:
        node, what = Scalar(term.value, self.reading.where(name)), spec.field.replace("_", " ")
        if spec.codec in ("id", "ids"):
            local = self._local(_key(term))
            if local is None:
                self._refuse(name, "foreign-id", f"<{_key(term)}> is not under the base <{self.iris.base}>")
            return local
        if spec.codec == "concept":
            start = SCHEMES[spec.scheme]
            return self.values.concept(Scalar(term.value.removeprefix(start), node.origin), what, spec.scheme)
        if spec.codec == "codes":
            return self.values.code(Scalar(code_of(term.value), node.origin), "code")
        if spec.codec in ("iri", "iris"):
            address = self.values.address(node, what)
            if address and address != term.value and isinstance(term, ox.NamedNode):
                self.encoded[term] = ox.NamedNode(address)
            return address
        if spec.codec == "number":
            return self.values.number(node, what)
        if spec.codec == "date":
            if not isinstance(term, ox.Literal) or term.datatype != EDTF_TYPE:
                short = str(getattr(term, "datatype", "")).rpartition("/")[2].rstrip(">") or "an IRI"
                message = f"'{term.value}' is given as {short}; a date is written \"{term.value}\"^^edtf:EDTF"
                return self._refuse(name, "ill-typed", message)
            return self.values.date(node, what)
        if spec.field == "language":
            return self.values.language(node, what)
        if spec.predicate == akg("text"):
            return self.values.file_name(node, what)
        return self.values.text(node, what, limit=longest)

    def _names(self, name: str, entry: dict[str, list[Any]]) -> Names:
        def texts(predicate: ox.NamedNode) -> tuple[str, ...]:
            terms = entry.get(predicate.value, [])
            return tuple(sorted({text for term in terms if (text := self._text(name, predicate, term)) is not None}))

        labels: set[tuple[str, str]] = set()
        for term in entry.get(LABEL.value, []):
            if not isinstance(term, ox.Literal) or not term.language:
                message = f"a name of '{name}' has no language; write it as \"{str(term.value)[:60]}\"@en"
                self._refuse(name, "no-language", message)
            elif (text := self._text(name, LABEL, term)) is not None:
                labels.add((term.language, text))
        return Names(labels=tuple(sorted(labels)), spellings=texts(SPELLING), bywords=texts(BYWORD))

    def _text(self, name: str, predicate: ox.NamedNode, term: Any) -> str | None:
        what = predicate.value.replace("#", "/").rpartition("/")[2]
        return self.values.text(Scalar(str(term.value), self.reading.where(name)), what)

    def _local(self, iri: str) -> str | None:
        name = self.iris.name(iri)
        if name is None or "/" in name:
            return None
        return self.values.identifier(Scalar(name, self.place(iri)), "id")

    def _declare(self, subject: str, class_name: str | None) -> str | None:
        name = self.iris.name(subject)
        origin = self.place(subject)
        if name is None:
            message = f"<{subject}> is not under the base <{self.iris.base}>; state the base in dataset.yaml"
            self.values.refuse(origin, "foreign-id", message)
            return None
        node = Scalar(name, origin)
        checked = self.values.claim_identifier(node) if class_name is None else self.values.identifier(node, "id")
        if checked is None:
            return None
        first = self.reading.origins.get((name, "", ""))
        if first is not None:
            self.values.refuse(origin, "duplicate-id", f"'{name}' is there already, at {first}; ids are given once")
            return None
        self.reading.origins[(name, "", "")] = origin
        if class_name is not None:
            self.reading.declared.setdefault(name, class_name)
        return name

    def _refuse(self, name: str, code: str, message: str) -> None:
        self.values.refuse(self.reading.where(name), code, message)

    def _report_leftovers(self, given: list[ox.Quad], records: Records) -> None:
        made = set(make_quads(records, self.iris))
        left = [quad for quad in given if self._ours(quad) not in made]
        for quad in left[:MAX_LEFTOVERS]:
            message = f"this is not understood here: {quad.predicate} {str(quad.object)[:120]}"
            self.values.refuse(self.place(_key(quad.subject)), "not-understood", f"<{_key(quad.subject)}>: {message}")
        if len(left) > MAX_LEFTOVERS:
            more = f"{len(left) - MAX_LEFTOVERS:,} more triples are not understood"
            self.values.refuse(self.place(""), "not-understood", more)

    def _ours(self, quad: ox.Quad) -> ox.Quad:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        subject = self.renamed.get(graph + " " + _key(quad.subject), quad.subject)
        value: Any = self.renamed.get(graph + " " + _key(quad.object), quad.object)
        return ox.Quad(subject, quad.predicate, self.encoded.get(value, value), quad.graph_name)


def _in_default_graph(quad: ox.Quad) -> ox.Quad:
    """A quad; of the default graph where its graph is named by a blank node."""
    unnamed = isinstance(quad.graph_name, ox.BlankNode)
    return ox.Quad(quad.subject, quad.predicate, quad.object) if unnamed else quad


def _is_coded(entry: dict[str, list[Any]]) -> bool:
    return akg("code").value in entry


def _key(term: object) -> str:
    return "_:" + term.value if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))
