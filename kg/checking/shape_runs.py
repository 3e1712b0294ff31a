"""Shapes are run: those of the ontology here, those of the user in a process apart that reaches out to nothing."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

import pyoxigraph as ox

from kg.checking.user_shapes import ShapesFile, find_shape, read_shapes, require_harmless
from kg.errors import UsageError
from kg.limits.processes import Job, Limits, run_fresh
from kg.model.vocabulary import core_files, read_ontology, shapes_file
from kg.store.rdflib_graphs import terms_of, to_rdflib

if TYPE_CHECKING:
    import rdflib

_MEGABYTES = 4000
_N_TRIPLES = ox.RdfFormat.N_TRIPLES
_REACHING = (
    "socket.",
    "urllib.",
    "http.",
    "ftplib.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)
_FEW = 5_000  # triples that are added to the ontology and taken off again
_AT_IT = Lock()
_CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")  # what Python loads late


def run_shapes(
    triples: Iterable[ox.Triple], shapes: Sequence[Path], *, seconds: float | None
) -> tuple[rdflib.Graph, rdflib.Graph]:
    """The report of the shapes of the ontology, and of those in the files `shapes`, on triples and the ontology.

    The second graph has all shapes. With files, all run together in a process apart, for at most so many seconds.
    Raises UsageError where a file cannot be read or run, KgError where it takes longer.
    """
    if not shapes:
        return _validate_beside_ontology(list(triples)), _rules()
    rules = to_rdflib(read_ontology((shapes_file(),)))
    files, parts = [], []
    for path in shapes:
        text, found = read_shapes(path)
        to_rdflib(found, into=rules)
        parts += [text.encode("utf-8"), ox.serialize(found, format=_N_TRIPLES) or b""]
        files.append((str(path), len(parts[-2]), len(parts[-1])))
    parts.append(ox.serialize(triples, format=_N_TRIPLES) or b"")
    work = Job(
        f"the check by the shapes of {', '.join(map(str, shapes))}",
        less_time="make them simpler, or give it more time (`time_limit`)",
        less_memory="make them simpler",
    )
    report = run_fresh(
        "kg.checking.shape_runs:run_request", {"files": files}, payload=b"".join(parts),
        limits=Limits(seconds, _MEGABYTES), work=work,
    )  # fmt: skip
    return to_rdflib(_triples(report)), rules


def _validate_beside_ontology(triples: list[ox.Triple]) -> rdflib.Graph:
    """The report on triples beside the ontology, to which few are added and taken off again: it is larger than they.

    The ontology goes into the graph itself: pyshacl takes longer to mix it in than to check a small data set.
    """
    if len(triples) > _FEW:
        return _validate(_with_ontology(triples), _rules())
    with _AT_IT:
        data = _ontology()
        added = [triple for triple in terms_of(triples) if triple not in data]
        try:
            for triple in added:
                data.add(triple)
            report = _validate(data, _rules())
            for triple in added:
                data.remove(triple)
        except BaseException:  # Ctrl-C, too: what is left in it must not be checked with the next facts
            _ontology.cache_clear()
            raise
        return report


def _with_ontology(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples and those of the ontology."""
    return to_rdflib(triples, into=to_rdflib(read_ontology(core_files())))


@functools.cache
def _rules() -> rdflib.Graph:
    """The shapes of the ontology, for those who add nothing to them.

    What is but to be noted is for other programs: kg tells it by rules of its own, and leaves it out of what it finds.
    That the days of rival claims are not in order would be found for each two of them.
    """
    import rdflib

    rules = to_rdflib(read_ontology((shapes_file(),)))
    for shape in list(rules.subjects(rdflib.SH.severity, rdflib.SH.Info)):
        rules.add((shape, rdflib.SH.deactivated, rdflib.Literal(True)))
    return rules


@functools.cache
def _ontology() -> rdflib.Graph:
    return _with_ontology(())


def _triples(data: bytes) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(data, format=_N_TRIPLES, lenient=True))


def run_request(request: dict[str, Any], payload: bytes, out: BinaryIO) -> None:
    """What a process apart does for `run_shapes`: runs shapes of the user, and writes the report."""
    files, place = [], 0
    for name, length, size in request["files"]:
        text, place = payload[place : place + length].decode("utf-8"), place + length
        files.append(ShapesFile(name, text.split("\n"), to_rdflib(_triples(payload[place : place + size]))))
        place += size
    data = _with_ontology(_triples(payload[place:]))
    rules = _rules()
    _validate(to_rdflib(()), rules)  # what is loaded late is loaded now
    reached: list[str] = []
    sys.addaudithook(lambda event, given: _refuse(event, given, reached))
    for file in files:
        require_harmless(file, known=dict(data.namespaces()))
        for triple in file.graph:
            rules.add(triple)
    names = ", ".join(file.name for file in files)
    try:
        report = _validate(data, rules)
    except UsageError as error:
        message = str(error)

        def is_wrong(shape: rdflib.Graph) -> bool:
            try:
                _validate(data, shape)
            except UsageError as again:
                return str(again) == message
            return False

        found = next(filter(None, (find_shape(file, is_wrong) for file in files)), f"the shapes {names}")
        raise UsageError(f"{found} {message}") from error
    finally:
        if reached:
            raise UsageError(f"{names}: the shapes reach out ({reached[0]}); kg checks what is in the facts only")
    out.write(report.serialize(format="nt", encoding="utf-8"))


def _validate(data: rdflib.Graph, rules: rdflib.Graph) -> rdflib.Graph:
    import pyshacl

    try:
        _, report, words = pyshacl.validate(data, shacl_graph=rules, inference="none", inplace=True, advanced=False)
    except Exception as error:  # of many kinds: of pyshacl, of rdflib, of Python's regular expressions
        raise UsageError(f"cannot be run: {_first_line(error)}") from error
    if isinstance(report, str | bytes | Exception):
        raise UsageError(f"cannot be run: {_first_line(report if isinstance(report, Exception) else words)}")
    found: rdflib.Graph = report
    return found


def _first_line(error: object) -> str:
    if isinstance(error, RecursionError):
        return "they are nested too deep"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


def _refuse(event: str, given: tuple[Any, ...], reached: list[str]) -> None:
    """A second door behind `require_harmless`: nothing that runs shapes opens a connection, a program or a file."""
    refused = event.startswith(_REACHING)
    if event == "open":
        path = given[0]
        refused = isinstance(path, str | bytes) and not str(path).rstrip("'").endswith(_CODE)
        refused = refused and ".dist-info" not in str(path)
    if refused:
        reached.append(f"{event} {str(given[0])[:80]}" if given else event)
        raise PermissionError(f"{event} is not allowed here")
