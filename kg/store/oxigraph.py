"""The store: quads in memory or on disk, queried in SPARQL. The one place that speaks to Oxigraph's store."""

from __future__ import annotations

import functools
import os
import re
import sys
import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import pyoxigraph as ox

from kg.errors import KgError, UsageError
from kg.limits.sparql import form_of, require_bounded
from kg.model.vocabulary import AKG, ID, PREFIXES, RDF, read_ontology

Read = TypeVar("Read")
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Solutions = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

FORMATS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
_TYPE = ox.NamedNode(RDF + "type")
ONTOLOGY_GRAPH = ox.NamedNode(AKG)


def derived_graph(base: str) -> ox.NamedNode:
    """The graph that holds what claims amount to, of a data set whose IRIs start with `base`."""
    return ox.NamedNode(base + "derived")


_DESCRIPTORS = Path("/dev/fd")
_DAMAGED = "Corruption: "  # what the engine says of a file that is
_MOST_CLOSING, _PAUSE = 60.0, 0.01  # seconds

_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", re.IGNORECASE)


class Loading:
    """What takes quads: a store in memory, or one on disk while it is written.

    As all that writes, it raises KgError where the disk cannot take them.
    """

    changes = 0  # how often something was added

    @property
    @abstractmethod
    def _store(self) -> ox.Store:
        """The engine's store."""

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads and the ontology, all at once."""
        self.changes += 1
        with _writing():
            self._store.bulk_extend(quads)
            self._store.bulk_extend(_ontology_quads())

    def load_file(self, path: Path) -> None:
        """Add the quads of a file of N-Quads that kg wrote itself. Raises KgError where it is damaged."""
        self.changes += 1
        try:
            with _writing():
                self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
        except SyntaxError as error:
            raise KgError(f"'{path}' is damaged: {error.msg}") from error

    def load_terms(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads alone, such as the terms of a crosswalk."""
        self.changes += 1
        with _writing():
            self._store.bulk_extend(quads)

    def load_ontology(self) -> None:
        """Add the ontology."""
        self.changes += 1
        with _writing():
            self._store.bulk_extend(_ontology_quads())

    def load_stream(self, stream: object) -> None:
        """Add N-Quads that kg wrote itself, from a file-like object or the path of a pipe."""
        self.changes += 1
        given: dict[str, Any] = {"path": stream} if isinstance(stream, str) else {"input": stream}
        with _writing():
            self._store.bulk_load(format=ox.RdfFormat.N_QUADS, lenient=True, **given)


class StoreWriter(Loading):
    """A store on disk while it is written; when its block ends it is closed, for certain.

    It alone has the engine's handle, and nothing that it gives out holds on to it: a handle that lives on merges and
    deletes files of the folder while somebody reads or moves that.
    """

    def __init__(self, path: Path) -> None:
        """Open a store for writing; it is made where there is none. Raises KgError where that cannot be done."""
        self._path = path
        with _opening(path):
            self._handle = ox.Store(str(path))

    @property
    def _store(self) -> ox.Store:
        return self._handle

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Close the store. Raises KgError where something holds it still, unless the block failed already."""
        del self._handle
        until = time.monotonic() + _MOST_CLOSING
        while _is_held(self._path / "LOCK"):  # a load that failed leaves threads of the engine behind, for a moment
            if time.monotonic() > until:
                if kind is None:
                    raise KgError(f"the store {self._path} could not be closed; something holds it still")
                return
            time.sleep(_PAUSE)

    def flush(self) -> None:
        """Write everything to disk, in the best order; nothing in memory. For millions of quads that takes minutes."""
        with _writing():
            self._store.flush()
            self._store.optimize()


class Store(Loading):
    """Quads of a data set, with the ontology in a graph of its own; those on disk are there to be read.

    Queries see the union of all graphs as default graph; `GRAPH ?claim { }` keeps to one claim. `base` is what the IRIs
    of the data set start with.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        base: str = ID,
        things: Path | None = None,
        make: Callable[[], Store] | None = None,
    ) -> None:
        """Open a store: a new one in memory where `path` is None, else one on disk, to read it.

        `things` is the table of the things in it, where it has one: see `kg.claims.things`. `make` gives a store in
        memory whose quads this one is to have, made when something is first asked of it.

        Raises KgError where that cannot be done.
        """
        self.path, self.base, self.things = path, base, things
        self._kept: dict[str, tuple[int, Any]] = {}
        self._make, self._making = make, threading.RLock()
        if path is None:
            self._opened = ox.Store()
        else:
            with _opening(path):
                if (path / "CURRENT").exists() and not (path / "CURRENT").is_file():  # opening a pipe would wait
                    raise OSError(f"{path / 'CURRENT'} is no file")
                self._opened = ox.Store.read_only(str(path))

    @property
    def _store(self) -> ox.Store:
        if self._make is not None:
            with self._making:
                if self._make is not None:
                    self._opened = self._make()._store
                    self._make = None
        return self._opened

    def once(self, what: str, read: Callable[[], Read]) -> Read:
        """What `read` gives, read once as long as nothing is added; `what` is what it is called."""
        changes, found = self._kept.get(what, (-1, None))
        if changes != self.changes:
            found = read()
            self._kept[what] = self.changes, found
        return cast(Read, found)

    def quads(self) -> Iterator[ox.Quad]:
        """All quads but those of the ontology and what is derived."""
        others = (ONTOLOGY_GRAPH, derived_graph(self.base))
        store = self._store
        with reading():
            yield from (quad for quad in store if quad.graph_name not in others)

    @property
    def has_relations(self) -> bool:
        """Whether it holds what its claims amount to, as graphs of earlier versions do not."""
        return any(True for _ in self.match(graph=derived_graph(self.base)))

    def query(self, text: str, *, bound: Mapping[str, Term] | None = None) -> Solutions:
        """Run a SPARQL query; `bound` gives typed terms for variables that its SELECT names.

        Raises UsageError for a query that cannot be read, is nested too deep, or reaches out of the store (SERVICE),
        KgError where the store cannot be read; so can the rows, as they are found: see `reading`.
        """
        require_bounded(text)
        _refuse_reaching_out(text)
        store = self._store
        terms: dict[ox.Variable, Any] = {ox.Variable(name): term for name, term in (bound or {}).items()}
        try:
            return store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=terms or None)
        except SyntaxError as error:
            raise UsageError(f"the query cannot be read: {error.msg}") from error
        except (RuntimeError, OSError, ValueError) as error:
            if isinstance(error, OSError) or _DAMAGED in str(error):
                raise tell_unreadable(error) from error
            raise UsageError(f"the query cannot be run: {error}") from error

    def instances(self, class_iris: Iterable[str]) -> Iterator[ox.Triple]:
        """All triples about the instances of some classes, in whatever graph they are told; not what is derived."""
        store, derived = self._store, derived_graph(self.base)
        kinds = {ox.NamedNode(iri) for iri in class_iris}
        with reading():
            subjects = {quad.subject for kind in kinds for quad in store.quads_for_pattern(None, _TYPE, kind)}
            for subject in subjects:
                for quad in store.quads_for_pattern(subject, None, None):
                    if quad.graph_name != derived:
                        yield quad.triple

    def match(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | ox.Literal | None = None,
        *,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that have these parts, in no particular order; None stands for any."""
        store = self._store
        with reading():
            yield from store.quads_for_pattern(subject, predicate, value, graph)

    def rows(self, text: str, *, bound: Mapping[str, Term] | None = None) -> Iterator[dict[str, Any]]:
        """The rows of a SELECT as dicts of terms; what is unbound is left out."""
        found = self.query(text, bound=bound)
        if not isinstance(found, ox.QuerySolutions):
            raise UsageError("this is no SELECT query")
        names = [variable.value for variable in found.variables]
        with reading():
            for row in found:
                yield {name: row[name] for name in names if row[name] is not None}


# What the engine raises: RuntimeError for files that are damaged, OSError for the rest.
_ENGINE_ERRORS = (OSError, RuntimeError)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except _ENGINE_ERRORS as error:
        raise KgError(f"the store {path} cannot be opened: {error}") from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except _ENGINE_ERRORS as error:
        raise KgError(f"the store cannot be written: {error}") from error


@contextmanager
def reading() -> Iterator[None]:
    """Raise KgError where a store cannot be read that is read in the block, as its files are damaged."""
    try:
        yield
    except _ENGINE_ERRORS as error:
        raise tell_unreadable(error) from error


def tell_unreadable(error: Exception) -> KgError:
    """The error for a store that cannot be read: what, and what to type."""
    return KgError(f"the store of the graph cannot be read: {error}; build it from its facts again (kg build FACTS)")


def _is_held(lock: Path) -> bool:
    """Whether this process has the lock of a store. The system tells it, so that no name need be counted on."""
    try:
        wanted = lock.stat()
        if _DESCRIPTORS.is_dir():
            return any(_is_open(int(name), wanted) for name in os.listdir(_DESCRIPTORS))  # noqa: PTH208
        lock.open("rb+").close()  # Windows lets nobody else have it
    except FileNotFoundError:
        return False
    except PermissionError:
        return True
    return False


def _is_open(descriptor: int, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), wanted)
    except OSError:  # the one that listed them
        return False


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
