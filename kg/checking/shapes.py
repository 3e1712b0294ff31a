"""SHACL: the shapes of the ontology (and of the user) against the records; findings carry lines of facts files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.checking.shape_runs import run_shapes
from kg.errors import Origin, Problem
from kg.facts import Reading
from kg.model.properties import BYWORD, LABEL, PROPERTIES, SPELLING, Iris
from kg.model.records import Records
from kg.model.triples import make_quads
from kg.model.vocabulary import AKG, RDF, SHAPE

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_USED = {AKG + "participant": "participations"}
_NAMES = {LABEL.value: "labels", SPELLING.value: "spellings", BYWORD.value: "bywords"}
_FIELDS = _NAMES | {spec.predicate.value: spec.field for specs in PROPERTIES.values() for spec in specs}


def validate_records(
    records: Records,
    reading: Reading,
    *,
    iris: Iris,
    shapes: Iterable[Path] = (),
    time_limit: float | None = None,
    doubtful: Callable[[str], bool] = lambda name: False,
) -> list[Problem]:
    """Run the shapes over the records; `shapes` are Turtle files with shapes of the user, beside ours.

    The graph is the union of all claims. Each finding becomes a problem with the last part of the shape's IRI as code
    and the place of the value, or the record, that it is about. Findings of severity Info are left out, and findings
    about ids that are `doubtful`, because something of them could not be read.
    Shapes of the user run in a process apart, for at most `time_limit` seconds: a minute, and more for many claims,
    where it is None; without end where it is 0.
    Raises UsageError where a file of shapes cannot be read or run, KgError where it takes longer.
    """
    own = tuple(shapes)
    seconds = (60 + len(records.claims) / 50) if time_limit is None else time_limit
    report, rules = run_shapes((quad.triple for quad in make_quads(records, iris)), own, seconds=seconds)
    places = _Places(records, reading, iris, rules)
    found = (_problem(report, result, places, doubtful) for result in _results(report))
    return sorted((problem for problem in found if problem), key=lambda p: p.sort_key)


def _results(report: rdflib.Graph) -> list[rdflib.term.Node]:
    import rdflib

    return list(report.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(_SH + "ValidationResult")))


class _Places:
    """Where in the facts a node of the graph comes from; `rules` are the shapes, which tell what they are about."""

    def __init__(self, records: Records, reading: Reading, iris: Iris, rules: rdflib.Graph) -> None:
        self.reading, self.iris, self.rules = reading, iris, rules
        self.claims: dict[str, list[str]] = {}
        for claim in records.claims:
            self.claims.setdefault(claim.statement.id, []).append(claim.id)
        self.uses: dict[tuple[str, str], Origin] = {}
        for (_, attribute, used), origin in reading.origins.items():
            if attribute and used:
                self.uses.setdefault((attribute, used), origin)
                self.uses.setdefault(("", used), origin)

    def local(self, name: str) -> str:
        """The id of the record that a node is, or is a part of."""
        return (self.iris.name(name) or "").partition("#")[0].split("/side/")[0]

    def __call__(self, focus: str, path: str | None, value: str | None, shape: rdflib.term.Node | None) -> Origin:
        """The place for a finding. `path` is empty where it is a way over several properties, None where there is none.

        It is the value's, or the record's own. Where the shape is about the objects of a property, and about nothing
        that they have, it is the place where the record is used as such.
        """
        name = (self.iris.name(focus) or "").partition("#")
        record, part = name[0], name[2]
        attribute = _FIELDS.get(path or "", "")
        local = (self.iris.name(value) or value.rpartition("/")[2]) if value else ""
        if path is None and value in (None, focus):
            local = ""
            for used_as in self._used_as(shape):
                if (used_as, record) in self.uses:
                    return self.uses[used_as, record]
        owners = self.claims.get(record.split("/side/")[0], [record])
        if part and part != "role":
            attribute, local = "participations", local or part.split("/")[0]
        for key in dict.fromkeys(((attribute, local), (attribute, ""), ("", ""))):
            for owner in owners:
                if (owner, *key) in self.reading.origins:
                    return self.reading.origins[(owner, *key)]
        return self.uses.get(("", record), Origin(""))  # it stands nowhere: lead to where it is used

    def _used_as(self, shape: rdflib.term.Node | None) -> list[str]:
        """The fields whose values a shape is about."""
        import rdflib

        properties = [str(each) for each in self.rules.objects(shape, rdflib.URIRef(_SH + "targetObjectsOf"))]
        return sorted({_USED.get(each) or _FIELDS.get(each, "") for each in properties} - {""})


def _problem(
    report: rdflib.Graph, result: rdflib.term.Node, places: _Places, doubtful: Callable[[str], bool]
) -> Problem | None:
    import rdflib

    def value(name: str) -> str | None:
        found = report.value(result, rdflib.URIRef(_SH + name))
        return None if found is None else str(found)

    about = [places.local(name) for name in (value("focusNode"), value("value")) if name]
    if value("resultSeverity") == _SH + "Info" or any(map(doubtful, about)):
        return None
    path = report.value(result, rdflib.URIRef(_SH + "resultPath"))
    shape = value("sourceShape") or ""
    messages = sorted(str(text) for text in report.objects(result, rdflib.URIRef(_SH + "resultMessage")))
    code = shape.removeprefix(SHAPE) if shape.startswith(SHAPE) else (shape.rpartition("/")[2].rpartition("#")[2])
    if not shape or isinstance(report.value(result, rdflib.URIRef(_SH + "sourceShape")), rdflib.BNode):
        code = "shape"
    way = str(path) if isinstance(path, rdflib.URIRef) else None if path is None else ""
    origin = places(
        value("focusNode") or "", way, value("value"), report.value(result, rdflib.URIRef(_SH + "sourceShape"))
    )
    severe = value("resultSeverity") == _SH + "Violation"
    return Problem(
        origin, code, messages[0] if messages else "a shape is not met", severity="error" if severe else "warning"
    )
