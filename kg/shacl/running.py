"""Shapes are run: those of the ontology here, those of the user in a process apart that reaches out to nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyoxigraph as ox

from kg.errors import UsageError
from kg.limits import Limits, Work, run_fresh
from kg.shacl.graphs import to_rdflib
from kg.shacl.reading import read_file, read_shapes, require_harmless
from kg.vocabulary import core_files, read_ontology, shapes_file

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
_CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")  # what Python loads late


def run_shapes(triples: Iterable[ox.Triple], shapes: Sequence[Path], *, seconds: float) -> rdflib.Graph:
    """The report of the shapes of the ontology, and of those in the files `shapes`, on triples and the ontology.

    With files, all run together in a process apart, for at most so many seconds.
    Raises UsageError where a file cannot be read or run, KgError where it takes longer.
    """
    if not shapes:
        # The ontology goes into the graph itself: pyshacl takes longer to mix it in than to check a small data set.
        data = to_rdflib(chain(triples, read_ontology(core_files())))
        own: rdflib.Graph = _validate(data, to_rdflib(read_ontology((shapes_file(),))))
        return own
    files = [(str(path), read_file(path)) for path in shapes]
    facts = ox.serialize(triples, format=_N_TRIPLES) or b""
    named = ", ".join(name for name, _ in files)
    work = Work(
        f"the check by the shapes of {named}",
        less_time="make them simpler, or give it more time (time_limit, --time-limit)",
        less_memory="make them simpler",
    )
    request = {"files": [(name, len(content)) for name, content in files]}
    report = run_fresh(
        "kg.shacl.running:run_request", request, payload=b"".join([*(content for _, content in files), facts]),
        limits=Limits(seconds, _MEGABYTES), work=work,
    )  # fmt: skip
    return to_rdflib(quad.triple for quad in ox.parse(report, format=_N_TRIPLES, lenient=True))


def run_request(request: dict[str, Any], payload: bytes, out: BinaryIO) -> None:
    """What a process apart does for `run_shapes`: runs shapes of the user, and writes the report."""
    files, place = [], 0
    for name, size in request["files"]:
        files.append(read_shapes(name, payload[place : place + size]))
        place += size
    data = to_rdflib(
        chain(
            (quad.triple for quad in ox.parse(payload[place:], format=_N_TRIPLES, lenient=True)),
            read_ontology(core_files()),
        )
    )
    rules = to_rdflib(read_ontology((shapes_file(),)))
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
        raise UsageError(f"{names}: {error}") from error
    finally:
        if reached:
            raise UsageError(f"{names}: the shapes reach out ({reached[0]}); kg checks what is in the facts only")
    out.write(report.serialize(format="nt", encoding="utf-8"))


def _validate(data: rdflib.Graph, rules: rdflib.Graph) -> Any:
    import pyshacl

    try:
        _, report, words = pyshacl.validate(data, shacl_graph=rules, inference="none", inplace=True, advanced=False)
    except Exception as error:  # of many kinds: of pyshacl, of rdflib, of Python's regular expressions
        raise UsageError(f"the shapes cannot be run: {_first_line(error)}") from error
    if isinstance(report, str | bytes | Exception):
        raise UsageError(f"the shapes cannot be run: {_first_line(report if isinstance(report, Exception) else words)}")
    return report


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
