"""The store: quads in memory or on disk, queried in SPARQL. The one place that speaks to Oxigraph's store."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, UsageError
from kg.limits import form_of, require_bounded
from kg.vocabulary import AKG, PREFIXES, RDF, read_ontology

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Solutions = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

FORMATS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
_TYPE = ox.NamedNode(RDF + "type")
ONTOLOGY_GRAPH = ox.NamedNode(AKG)

_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", re.IGNORECASE)


class Store:
    """Quads of a data set, with the ontology in a graph of its own.

    Queries see the union of all graphs as default graph; `GRAPH ?claim { }` keeps to one claim.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """Open a store: in memory where `path` is None, else on disk. Raises KgError where that cannot be done."""
        self.path = path
        try:
            if path is None:
                self._store = ox.Store()
            else:
                self._store = ox.Store.read_only(str(path)) if read_only else ox.Store(str(path))
        except OSError as error:
            raise KgError(f"the store {path} cannot be opened: {error}") from error

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads and the ontology, all at once. As all that writes raises KgError where the disk cannot take it."""
        with _writing():
            self._store.bulk_extend(quads)
            self._store.bulk_extend(_ontology_quads())

    def load_file(self, path: Path) -> None:
        """Add the quads of a file of N-Quads that kg wrote itself."""
        with _writing():
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)

    def load_terms(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads alone, such as the terms of a crosswalk."""
        with _writing():
            self._store.bulk_extend(quads)

    def load_ontology(self) -> None:
        """Add the ontology."""
        with _writing():
            self._store.bulk_extend(_ontology_quads())

    def load_stream(self, stream: Any) -> None:
        """Add N-Quads that kg wrote itself, from a file-like object or the path of a pipe."""
        given: dict[str, Any] = {"path": stream} if isinstance(stream, str) else {"input": stream}
        with _writing():
            self._store.bulk_load(format=ox.RdfFormat.N_QUADS, lenient=True, **given)

    def flush(self) -> None:
        """Write everything to disk, in the best order; nothing in memory. For millions of quads that takes minutes."""
        with _writing():
            self._store.flush()
            self._store.optimize()

    def quads(self) -> Iterator[ox.Quad]:
        """All quads but the ontology's."""
        with reading():
            yield from (quad for quad in self._store if quad.graph_name != ONTOLOGY_GRAPH)

    def query(self, text: str, *, bound: Mapping[str, Term] | None = None) -> Solutions:
        """Run a SPARQL query; `bound` gives typed terms for variables that its SELECT names.

        Raises UsageError for a query that cannot be read, is nested too deep, or reaches out of the store (SERVICE),
        KgError where the store cannot be read; so can the rows, as they are found: see `reading`.
        """
        require_bounded(text)
        _refuse_reaching_out(text)
        terms: dict[ox.Variable, Any] = {ox.Variable(name): term for name, term in (bound or {}).items()}
        try:
            return self._store.query(
                text, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=terms or None
            )
        except SyntaxError as error:
            raise UsageError(f"the query cannot be read: {error.msg}") from error
        except ValueError as error:
            raise UsageError(f"the query cannot be run: {error}") from error
        except (RuntimeError, OSError) as error:
            raise KgError(_UNREADABLE.format(error)) from error

    def instances(self, class_iris: Iterable[str]) -> Iterator[ox.Triple]:
        """All triples about the instances of some classes, whatever graph they are in."""
        kinds = {ox.NamedNode(iri) for iri in class_iris}
        subjects = {quad.subject for kind in kinds for quad in self.match(None, _TYPE, kind)}
        for subject in subjects:
            for quad in self.match(subject):
                yield quad.triple

    def match(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.Literal | None = None,
        *,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that have these parts, in no particular order; None stands for any."""
        with reading():
            yield from self._store.quads_for_pattern(subject, predicate, value, graph)

    def rows(self, text: str, *, bound: Mapping[str, Term] | None = None) -> Iterator[dict[str, Any]]:
        """The rows of a SELECT as dicts of terms; what is unbound is left out."""
        found = self.query(text, bound=bound)
        if not isinstance(found, ox.QuerySolutions):
            raise UsageError("this is no SELECT query")
        names = [variable.value for variable in found.variables]
        with reading():
            for row in found:
                yield {name: row[name] for name in names if row[name] is not None}


_UNREADABLE = "the store cannot be read: {}; build the graph again"


@contextmanager
def reading() -> Iterator[None]:
    """What the engine raises while it reads, as it finds rows one by one, is a KgError here."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise KgError(_UNREADABLE.format(error)) from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KgError(f"the store cannot be written: {error}") from error


@functools.cache
def _ontology_quads() -> tuple[ox.Quad, ...]:
    return tuple(ox.Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in read_ontology())


def _refuse_reaching_out(text: str) -> None:
    """Raise UsageError for a query with SERVICE, for which the engine has no switch. FROM only chooses among graphs.

    The engine's own parser tells whether the word is a keyword: with another letter in it, a query that means SERVICE
    cannot be read any more, and one that has it in a text, a comment or a name still can.
    """
    message = "{} reaches out to the network; kg answers from its own graph only"
    if form_of(text) == "LOAD":
        raise UsageError(message.format("LOAD"))
    if not _SERVICE.search(text):
        if _SERVICE.search(_ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), sys.maxunicode)), text)):
            raise UsageError(f"{message.format('SERVICE')}; write the word without \\u, if it was not meant")
        return
    changed = _SERVICE.sub(lambda found: found[0].replace("i", "x").replace("I", "X"), text)
    try:
        ox.Store().query(changed, prefixes=PREFIXES)
    except SyntaxError as error:
        raise UsageError(f"{message.format('SERVICE')} (or, if it was not meant: {error.msg})") from error


def dump_lines(quads: Iterable[ox.Quad]) -> list[str]:
    """Quads as sorted lines of N-Quads: the same quads always give the same lines."""
    return sorted({f"{quad} ." for quad in quads})


def serialise(quads: Iterable[ox.Quad], form: str) -> str:
    """Quads in one of `FORMATS`, or triples as `turtle`, sorted."""
    ordered = sorted(set(quads), key=str)
    if form == "nquads":
        return "\n".join(dump_lines(ordered)) + "\n"
    named = None if form == "jsonld" else {name: iri for name, iri in PREFIXES.items() if name != "claim"}
    ordered.sort(key=lambda quad: (str(quad.graph_name) != "DEFAULT", str(quad.graph_name), str(quad)))
    if form == "turtle":
        data = ox.serialize([quad.triple for quad in ordered], format=ox.RdfFormat.TURTLE, prefixes=named) or b""
    else:
        data = ox.serialize(ordered, format=FORMATS[form], prefixes=named) or b""
    lines = data.decode("utf-8").split("\n")
    head = [line for line in lines if line.startswith("@prefix ")]  # the engine gives them in a new order each time
    return "\n".join(sorted(head) + lines[len(head) :])
