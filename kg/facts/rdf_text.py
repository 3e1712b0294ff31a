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
_BROKEN, _NEWER = "broken-rdf", "newer-rdf"

# What is quoted, commented out or escaped comes first, so that a bracket in it is none.
_TOKEN = re.compile(
    r"""[^"'\\#<>\[\](){}|~@vV]++"""
    r"""|\"{3}[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"{3}|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+\""""
    r"""|'{3}[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'{3}|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"""
    r"""|\#[^\n]*+|<[^<>\s"{}|^`]*+>|\\."""
    r"""|(?P<open><<\(|<<|\{\||[\[({])|(?P<close>\)>>|>>|\|\}|[\])}])"""
    r"""|(?P<newer>~|@[A-Za-z]+(?:-[A-Za-z0-9]+)*--[A-Za-z]+|(?<![\w:.-])(?i:@?version)(?=\s*["']))""",
    re.DOTALL,
)
_SORTS = {
    "<": "a statement about a statement",
    "{": "a remark on a statement",
    "~": "the name of a statement",
    "@": "the direction of a text",
    "v": "a version",
}


def parse_rdf(text: str, path: str, suffix: str, *, report: Report) -> list[ox.Quad]:
    """The quads of a text in the format of a suffix (`.ttl`); empty where it cannot be read, and that is reported.

    What JSON-LD drops is reported, too, and the rest is read.
    """
    told = list((_check_json if suffix == ".jsonld" else _check_turtle)(text, suffix))
    for at, code, message, suggestion in told[:MAX_TOLD]:
        report(Problem(place_of(text, at, path), code, message, suggestion))
    if len(told) > MAX_TOLD:
        report(Problem(Origin(path), told[-1][1], f"{len(told) - MAX_TOLD:,} more of this kind"))
    codes = {code for _, code, _, _ in told}
    if _BROKEN in codes:
        return []
    try:
        found = list(ox.parse(text, RDF_FORMATS[suffix], rename_blank_nodes=False))
    except SyntaxError as error:
        if error.lineno or not told:  # the engine has no line for what is JSON, but no JSON-LD
            report(Problem(Origin(path, error.lineno or 0, error.offset or 0), _BROKEN, error.msg))
        return []
    return [] if _NEWER in codes else found


def place_of(text: str, at: int, path: str) -> Origin:
    """The line and column of an offset."""
    return Origin(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


_Told = tuple[int, str, str, str | None]


def _check_turtle(text: str, suffix: str) -> Iterator[_Told]:
    """What the engine reads and kg does not; what is too deep comes alone."""
    if suffix in (".nt", ".nq") and "<<" not in text and "--" not in text:
        return
    depth = 0
    newer: list[_Told] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "open":
            depth += 1
            if depth > MAX_RDF_DEPTH:
                yield found.start(), _BROKEN, f"more than {MAX_RDF_DEPTH} levels; bring it in fewer", None
                return
        elif kind == "close":
            depth = max(depth - 1, 0)
        if kind == "newer" or (kind == "open" and len(found[0]) > 1):
            sort = _SORTS["v" if "--" not in found[0] and found[0][0] in "@vV" else found[0][0]]
            message = f"'{found[0][:40]}': {sort} (RDF 1.2) is not read; write RDF 1.1"
            newer.append((found.start(), _NEWER, message, None))
    yield from newer


def _check_json(text: str, _: str) -> Iterator[_Told]:
    try:
        document = parse_json(text)
    except JsonError as error:
        if error.too_deep:
            yield error.at, _BROKEN, str(error), None
        return  # the engine says what is wrong
    told: list[_Told] = []
    try:
        find_dropped(document, lambda at, message, meant: told.append((at, "not-understood", message, meant)))
    except RemoteContextError as error:
        yield error.at, _BROKEN, str(error), None
        return
    yield from sorted(told, key=lambda each: each[0])
