"""SHACL: the shapes of the ontology (and of the user) against the records; findings carry lines of facts files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kg.errors import Origin, Problem
from kg.facts import Reading
from kg.records import Records
from kg.shacl import run_shapes
from kg.shape import PROPERTIES, Iris
from kg.triples import make_quads
from kg.vocabulary import RDF, SHAPE

_SH = "http://www.w3.org/ns/shacl#"
_FIELDS = {spec.predicate.value: spec.field for specs in PROPERTIES.values() for spec in specs}


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
    Shapes of the user run in a process apart, for at most `time_limit` seconds (a minute, and more for many claims).
    Raises UsageError where a file of shapes cannot be read or run, KgError where it takes longer.
    """
    own = tuple(shapes)
    seconds = (60 + len(records.claims) / 50) if time_limit is None else time_limit
    report = run_shapes((quad.triple for quad in make_quads(records, iris)), own, seconds=seconds)
    places = _Places(records, reading, iris)
    found = (_problem(report, result, places, doubtful) for result in _results(report))
    return sorted((problem for problem in found if problem), key=lambda p: p.sort_key)


def _results(report: Any) -> list[Any]:
    import rdflib

    return list(report.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(_SH + "ValidationResult")))


class _Places:
    """Where in the facts a node of the graph comes from."""

    def __init__(self, records: Records, reading: Reading, iris: Iris) -> None:
        self.reading, self.iris = reading, iris
        self.claims: dict[str, list[str]] = {}
        for claim in records.claims:
            self.claims.setdefault(claim.statement.id, []).append(claim.id)
        self.uses: dict[str, Origin] = {}
        for (_, attribute, used), origin in reading.origins.items():
            if attribute and used:
                self.uses.setdefault(used, origin)

    def local(self, name: str) -> str:
        """The id of the record that a node is, or is a part of."""
        return (self.iris.name(name) or "").partition("#")[0].split("/side/")[0]

    def __call__(self, focus: str, path: str | None, value: str | None) -> Origin:
        name = (self.iris.name(focus) or "").partition("#")
        record, part = name[0], name[2]
        attribute = _FIELDS.get(path or "", "")
        local = (self.iris.name(value) or value.rpartition("/")[2]) if value else ""
        if path is None and record in self.uses and value in (None, focus):
            return self.uses[record]  # the shape is about a value: lead to where it is used
        owners = self.claims.get(record.split("/side/")[0], [record])
        best = Origin("")
        for owner in owners:
            if part and part != "role":
                return self.reading.where(owner, "participations", local or part.split("/")[0])
            best = self.reading.where(owner, attribute, local)
            if best.path:
                break
        return best


def _problem(report: Any, result: Any, places: _Places, doubtful: Callable[[str], bool]) -> Problem | None:
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
    origin = places(value("focusNode") or "", str(path) if isinstance(path, rdflib.URIRef) else None, value("value"))
    severe = value("resultSeverity") == _SH + "Violation"
    return Problem(
        origin, code, messages[0] if messages else "a shape is not met", severity="error" if severe else "warning"
    )
