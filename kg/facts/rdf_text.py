"""RDF text → quads, within bounds: no deeper than the engine bears, in RDF 1.1, with nothing dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import Origin, Problem
from kg.facts.json_context import RemoteContextError
from kg.facts.json_ld import find_dropped
from kg.facts.json_text import JsonError, parse_json
from kg.facts.nodes import Report

RDF_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
MAX_RDF_DEPTH = 100
MAX_TOLD = 100

# What is quoted, commented out or escaped comes first, so that a bracket in it is none.
_TOKEN = re.compile(
    r'''"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'''
    r"""|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"""
    r"""|\#[^\n]*|<[^<>\s"{}|^`]*>|\\."""
    r"""|(?P<open><<\(|<<|\{\||[\[({])|(?P<close>\)>>|>>|\|\}|[\])}])"""
    r"""|(?P<newer>~|@[A-Za-z]+(?:-[A-Za-z0-9]+)*--[A-Za-z]+|(?<![\w:.-])(?i:@?version)(?=\s*["']))""",
    re.DOTALL,
)
_NEWER = {
    "<": "a statement about a statement",
    "{": "a remark on a statement",
    "~": "the name of a statement",
    "@": "the direction of a text, or the version of the language",
}


def parse_rdf(text: str, path: str, suffix: str, *, report: Report) -> list[ox.Quad]:
    """The quads of a text in the format of a suffix (`.ttl`); empty where it cannot be read, and that is reported.

    What is passed over is reported, too: statements of RDF 1.2 about statements, and what JSON-LD drops.
    """
    problems: list[Problem] = []
    told = list((_check_json if suffix == ".jsonld" else _check_turtle)(text, suffix))
    for at, code, message, suggestion in told[:MAX_TOLD]:
        problems.append(Problem(place_of(text, at, path), code, message, suggestion))
    if len(told) > MAX_TOLD:
        problems.append(
            Problem(Origin(path), "not-understood", f"{len(told) - MAX_TOLD:,} more parts are not understood")
        )
    found: list[ox.Quad] = []
    if not any(problem.code == "too-deep" for problem in problems):
        try:
            for quad in ox.parse(text, RDF_FORMATS[suffix], rename_blank_nodes=False):
                found.append(quad)
        except SyntaxError as error:
            place = Origin(path, error.lineno or 0, error.offset or 0)
            if error.lineno or not problems:  # the engine has no line for what is JSON, but no JSON-LD
                problems.append(Problem(place, "broken-rdf", error.msg))
            found = []
    for problem in problems:
        report(problem)
    return [quad for quad in map(_plain, found) if quad]


def place_of(text: str, at: int, path: str) -> Origin:
    """The line and column of an offset."""
    return Origin(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _plain(quad: ox.Quad) -> ox.Quad | None:
    """A quad in RDF 1.1: without the direction of its text; None for one about a statement. Both were reported."""
    value = quad.object
    if isinstance(value, ox.Triple):
        return None
    if isinstance(value, ox.Literal) and value.direction is not None:
        return ox.Quad(quad.subject, quad.predicate, ox.Literal(value.value, language=value.language), quad.graph_name)
    return quad


_Told = tuple[int, str, str, str | None]


def _check_turtle(text: str, suffix: str) -> Iterator[_Told]:
    if suffix in (".nt", ".nq") and "<<" not in text and "--" not in text:
        return
    depth = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is None:
            continue
        if kind == "open":
            depth += 1
            if depth > MAX_RDF_DEPTH:
                yield (
                    found.start(),
                    "too-deep",
                    f"more than {MAX_RDF_DEPTH} brackets in brackets; bring it in fewer",
                    None,
                )
                return
        elif kind == "close":
            depth = max(depth - 1, 0)
        if kind == "newer" or (kind == "open" and len(found[0]) > 1):
            sort = _NEWER.get(found[0][0], _NEWER["@"])
            yield found.start(), "newer-rdf", f"'{found[0][:40]}': {sort} (RDF 1.2) is not read; write RDF 1.1", None


def _check_json(text: str, _: str) -> Iterator[_Told]:
    try:
        document = parse_json(text)
    except JsonError as error:
        if error.too_deep:
            yield error.at, "too-deep", str(error), None
        return  # the engine says what is wrong
    told: list[_Told] = []
    try:
        find_dropped(document, lambda at, message, meant: told.append((at, "not-understood", message, meant)))
    except RemoteContextError as error:
        told.append((error.at, "broken-rdf", str(error), None))
    yield from sorted(told, key=lambda each: each[0])
