"""Shapes of somebody else, read before they run: what cannot be run, and what reaches out, is told with its line.

SPARQL in shapes can ask other servers (SERVICE) and read files (FROM), and a query can be spelled in many ways. So each
is parsed by the parser that will run it, and what it came to is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import Origin, Problem, UsageError
from kg.facts.nodes import read_text
from kg.facts.rdf_text import parse_rdf
from kg.limits.sparql import require_bounded
from kg.store.rdflib_graphs import list_reaching

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_SH = "http://www.w3.org/ns/shacl#"
_QUERIES = ("select", "ask", "construct", "update")
_NAMESPACE, _PREFIX = re.compile(r'[^<>"{}|^`\\\x00-\x20]*'), re.compile(r"([^\W\d_]([\w.-]*[\w-])?)?")


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """A file of shapes: its name, its lines, and its triples."""

    name: str
    lines: Sequence[str]
    graph: rdflib.Graph

    def place(self, node: Node, *texts: str) -> str:
        """The file and the line on which one of some texts stands, or else the name of a node; without, the file."""
        local = re.escape(re.split("[/#:]", str(node))[-1])
        named = rf"^(?!\s*@?prefix\b).*(<{re.escape(str(node))}>|:{local}(?![\w-]))" if local else "$^"
        for sought in (*(re.escape(text) for text in texts if text), f"(?i:{named})"):
            found = next((number for number, line in enumerate(self.lines, 1) if re.search(sought, line)), 0)
            if found:
                return str(Origin(self.name, found))
        return self.name


def read_shapes(path: Path) -> tuple[str, list[ox.Triple]]:
    """The text and the triples of a file of shapes in Turtle. Raises UsageError with its first problem."""
    problems: list[Problem] = []
    text = read_text(path, report=problems.append)
    quads = [] if text is None else parse_rdf(text, str(path), ".ttl", report=problems.append)
    for problem in problems:
        if problem.severity == "error":
            raise UsageError(f"the shapes cannot be read: {problem.origin}: {problem.message}")
    return text or "", [quad.triple for quad in quads]


def require_harmless(file: ShapesFile, *, known: Mapping[str, Any]) -> None:
    """Raise UsageError for shapes that reach out, and for those that cannot be run; `known` are prefixes in force."""
    _require_lists(file)
    _require_patterns(file)
    declared = _prefixes(file, file.graph.subjects(_sh("prefix")))
    for node, predicate, text in file.graph:
        form = str(predicate).removeprefix(_SH)
        if str(predicate).startswith(_SH) and form in _QUERIES:
            own = _prefixes(file, _declarations(file, node))
            _require_query(file, node, str(text), form, own, {**known, **own}, declared)


def _require_query(
    file: ShapesFile, node: Node, text: str, form: str, own: Mapping[str, str], known: Mapping[str, Any],
    declared: Mapping[str, str],
) -> None:  # fmt: skip
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

    lines = [line.strip() for line in text.split("\n") if len(line.strip()) > 7]
    shape = _owner(file.graph, node)
    written = [line.replace("\\", "\\\\") for line in lines]
    where = f"{file.place(shape, *lines, *written)}: {_called(shape)}"
    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in own.items())
    try:
        require_bounded(text)
        parsed: Any = (parseUpdate if form == "update" else parseQuery)(f"{head}\n{text}")
        if reaching := list_reaching(parsed):
            raise UsageError(f"{where} reaches out: {', '.join(reaching)}; kg checks what is in the facts only")
        if form != "update":
            translateQuery(parsed, initNs=dict(known))
    except UsageError as error:
        raise error if str(error).startswith(where) else UsageError(f"{where}: {error}") from error
    except RecursionError as error:
        raise UsageError(f"{where}: the query is nested too deep") from error
    except Exception as error:  # of many kinds: of the parser, of the translation
        unknown = re.search(r"Unknown namespace prefix : ([\w.-]*)", str(error))
        if unknown is None:
            raise UsageError(f"{where}: the query cannot be read: {(str(error).splitlines() or [''])[0]}") from error
        name = unknown[1]
        more = "write PREFIX into the query" if name not in declared else "give sh:prefixes beside the query"
        raise UsageError(f"{where}: the query has an unknown prefix '{name}:'; {more}, or sh:declare it") from error


def _declarations(file: ShapesFile, node: Node) -> Iterator[Node]:
    """The prefix declarations that count for a query, as pyshacl has it: those of an ontology count for all."""
    for named in file.graph.objects(node, _sh("prefixes")):
        yield from file.graph.objects(named, _sh("declare"))
        import rdflib

        for ontology in file.graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology):
            yield from file.graph.objects(ontology, _sh("declare"))


def _prefixes(file: ShapesFile, declarations: Iterable[Node]) -> dict[str, str]:
    found = {}
    for node in declarations:
        prefix, namespace = (str(file.graph.value(node, _sh(name)) or "") for name in ("prefix", "namespace"))
        if not _PREFIX.fullmatch(prefix) or not _NAMESPACE.fullmatch(namespace):
            raise UsageError(f"{file.place(node, namespace)}: sh:declare has no sound prefix and namespace")
        found[prefix] = namespace
    return found


def _require_patterns(file: ShapesFile) -> None:
    for node, pattern in file.graph.subject_objects(_sh("pattern")):
        try:
            re.compile(str(pattern))
        except (re.error, RecursionError, OverflowError) as error:
            shape = _owner(file.graph, node)
            where = file.place(shape, str(pattern))
            raise UsageError(f"{where}: {_called(shape)} has a pattern that cannot be read: {error}") from error


def _require_lists(file: ShapesFile) -> None:
    """Raise UsageError for a list that goes round in a circle, has no end, or forks."""
    import rdflib

    rest = dict[Any, set[Any]]()
    for node, following in file.graph.subject_objects(rdflib.RDF.rest):
        rest.setdefault(node, set()).add(following)
    checked: set[Any] = {rdflib.RDF.nil}
    for start in rest:
        seen: dict[Any, None] = {}
        node = start
        while node not in checked:
            if node in seen or len(rest.get(node, ())) != 1:
                shape = _owner(file.graph, start)
                raise UsageError(f"{file.place(shape)}: {_called(shape)} has a list that has no end, or several")
            seen[node] = None
            node = next(iter(rest[node]))
        checked |= set(seen)


def find_shape(file: ShapesFile, is_wrong: Callable[[rdflib.Graph], bool]) -> str | None:
    """Where the first shape with a name stands that is wrong by itself, and what to call it; None where none is."""
    import rdflib

    for shape in sorted(node for node in set(file.graph.subjects()) if isinstance(node, rdflib.URIRef)):
        alone = rdflib.Graph()
        waiting: list[Node] = [shape]
        while waiting:
            for triple in file.graph.triples((waiting.pop(), None, None)):
                if triple not in alone:
                    alone.add(triple)
                    waiting += [triple[2]] if isinstance(triple[2], rdflib.BNode) else []
        if is_wrong(alone):
            return f"{file.place(shape)}: {_called(shape)}"
    return None


def _owner(graph: rdflib.Graph, node: Node) -> Node:
    """The nearest thing with a name that a node is a part of; the node itself where there is none."""
    import rdflib

    seen, waiting = {node}, [node]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, rdflib.URIRef):
            return part
        above = sorted(set(graph.subjects(None, part)) - seen, key=str)
        seen.update(above)
        waiting += above
    return node


def _called(shape: Node) -> str:
    import rdflib

    return f"the shape <{shape}>" if isinstance(shape, rdflib.URIRef) else "a shape without a name"


def _sh(name: str) -> rdflib.URIRef:
    import rdflib

    return rdflib.URIRef(_SH + name)
