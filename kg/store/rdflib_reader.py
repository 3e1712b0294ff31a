"""A store as an rdflib Dataset to read, without a copy: each pattern is looked up in the engine."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from types import NoneType
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, ModificationException
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.store import Store as RdflibStore

from kg.errors import UsageError
from kg.model.vocabulary import PREFIXES
from kg.store.oxigraph import Store
from kg.store.rdflib_graphs import list_reaching, term_of

__all__ = ["open_dataset"]


def open_dataset(store: Store) -> rdflib.Dataset:
    """A store as an rdflib Dataset to read.

    Its named graphs are the claims, one has the ontology and one what claims amount to; the default graph has sources
    and the register. Queries and patterns that name no graph see all of them, as those of kg do; but what several
    graphs say is there once. A query that reaches out (SERVICE, FROM) raises UsageError, whatever would change the
    graph ModificationException.

    >>> import kg
    >>> dataset = open_dataset(kg.load().store)
    >>> len(list(dataset.quads((None, rdflib.RDF.type, rdflib.URIRef(PREFIXES["akg"] + "PhoneCall"), None)))) > 10
    True
    """
    return rdflib.Dataset(store=_Reader(store), default_union=True)


class _Reader(RdflibStore):
    """What rdflib asks a store for, answered by that of kg."""

    context_aware = True
    graph_aware = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._read, self._iris = store, dict[str, rdflib.URIRef]()
        self._namespaces = {name: rdflib.URIRef(iri) for name, iri in PREFIXES.items()}

    def triples(self, triple_pattern: Sequence[rdflib.term.Node | None], context: object = None) -> Iterator[Any]:
        """The triples of a pattern, each with the graphs that it stands in."""
        terms = [_to_engine(term) for term in triple_pattern]
        if any(term is None and asked is not None for term, asked in zip(terms, triple_pattern, strict=True)):
            return  # what is no term of RDF stands nowhere
        if isinstance(terms[0], ox.Literal) or not isinstance(terms[1], ox.NamedNode | NoneType):
            return
        graph = _to_graph(context)
        found: dict[Any, list[Any]] = {}
        for quad in self._read.match(*terms, graph=graph):
            triple = tuple(term_of(part, self._iris) for part in quad.triple)
            found.setdefault(triple, []).append(self._graph(quad.graph_name))
        for triple, graphs in found.items():
            yield triple, iter(graphs)

    def contexts(self, triple: Sequence[rdflib.term.Node | None] | None = None) -> Generator[rdflib.Graph, None, None]:
        """The graphs, or those in which a triple stands."""
        if triple is not None and any(part is not None for part in triple):
            for _, graphs in self.triples(triple):
                yield from graphs
            return
        for name in sorted({quad.graph_name for quad in self._read.match()}, key=str):
            yield self._graph(name)

    def __len__(self, context: object = None) -> int:
        return sum(1 for _ in self.triples((None, None, None), context))

    def query(self, query: object, initNs: object, initBindings: object, queryGraph: object, **kwargs: Any) -> Any:  # noqa: N803
        """Refuse a query that reaches out, as rdflib asks any server and reads any file; the rest is for rdflib."""
        parsed = parseQuery(query) if isinstance(query, str) else getattr(query, "algebra", query)
        if reaching := list_reaching(parsed):
            raise UsageError(f"the query reaches out: {', '.join(reaching)}; kg answers from its own graph only")
        raise NotImplementedError

    def update(self, update: object, initNs: object, initBindings: object, queryGraph: object, **kwargs: Any) -> None:  # noqa: N803
        """Refused, before rdflib reads what it would load."""
        raise ModificationException

    def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
        """The prefixes of kg, and those that somebody bound since."""
        yield from self._namespaces.items()

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
        """Bind a prefix, which changes no data."""
        if override or prefix not in self._namespaces:
            self._namespaces[prefix] = namespace

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        """What a prefix stands for."""
        return self._namespaces.get(prefix)

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((name for name, iri in self._namespaces.items() if iri == namespace), None)

    def add(self, triple: object, context: object, quoted: bool = False) -> None:
        """Refused: the graph is there to be read."""
        raise ModificationException

    def addN(self, quads: object) -> None:  # noqa: N802  # the name is rdflib's
        """Refused."""
        raise ModificationException

    def remove(self, triple: object, context: object = None) -> None:
        """Refused."""
        raise ModificationException

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Refused, but for the default graph, which rdflib adds whenever it lists them."""
        if graph.identifier != DATASET_DEFAULT_GRAPH_ID:
            raise ModificationException

    def remove_graph(self, graph: object) -> None:
        """Refused."""
        raise ModificationException

    def _graph(self, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> rdflib.Graph:
        default = isinstance(name, ox.DefaultGraph)
        return rdflib.Graph(store=self, identifier=DATASET_DEFAULT_GRAPH_ID if default else term_of(name, self._iris))


def _to_engine(term: object) -> Any:
    """A term of rdflib as one of the engine; None for none, and for what is no term of RDF."""
    try:
        if isinstance(term, rdflib.URIRef):
            return ox.NamedNode(str(term))
        if isinstance(term, rdflib.BNode):
            return ox.BlankNode(str(term))
        if isinstance(term, rdflib.Literal):
            if term.language:
                return ox.Literal(str(term), language=term.language)
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    except ValueError:
        return None
    return None


def _to_graph(context: object) -> Any:
    """The graph that a pattern names; None for all, which a Dataset as a whole stands for."""
    if context is None or isinstance(context, rdflib.Dataset):
        return None
    name = getattr(context, "identifier", context)
    return ox.DefaultGraph() if name == DATASET_DEFAULT_GRAPH_ID else _to_engine(name)
