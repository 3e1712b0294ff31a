"""Networks as files: GraphML, GEXF, Cytoscape JSON, node-link JSON, CSV pairs; written, and read back as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import networkx as nx

from kg.disk.outputs import is_stream, refuse_output, write_output
from kg.errors import UsageError
from kg.network.formats.documents import (
    read_cytoscape,
    read_node_link,
    read_pairs,
    write_cytoscape,
    write_node_link,
    write_pairs,
)
from kg.network.formats.markup import has_both, read_gexf, read_graphml, write_gexf, write_graphml

__all__ = ["FORMS", "format_network", "has_both", "read_network", "write_network"]

MOST_BYTES = 500_000_000
FORMS = {"graphml": ".graphml", "gexf": ".gexf", "cytoscape": ".cyjs", "node-link": ".json", "pairs": ".csv"}
_WRITE: dict[str, Callable[[nx.Graph], str]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "cytoscape": write_cytoscape,
    "node-link": write_node_link,
}
_READ: dict[str, Callable[[bytes], nx.Graph]] = {
    "graphml": read_graphml,
    "gexf": read_gexf,
    "cytoscape": read_cytoscape,
    "node-link": read_node_link,
}
_Text = TypeVar("_Text", str, dict[str, str])
_PARTS = ("nodes.csv", "edges.csv", "network.json")


def format_network(graph: nx.Graph, form: str) -> str:
    """A network as the text of one file; `form` is one of `FORMS`, but not pairs, which are several files.

    Raises UsageError for another form, for nodes that are not named by text, and for values that cannot be written.

    >>> import networkx as nx
    >>> told = format_network(nx.DiGraph([("Ankara", "Kyiv", {"weight": 2.0})]), "gexf")
    >>> [line.strip() for line in told.splitlines() if "<edge " in line]
    ['<edge id="0" source="Ankara" target="Kyiv" type="directed" weight="2.0">']
    """
    if form not in _WRITE:
        raise UsageError(f"there is no form '{form}' in one file; the forms are {', '.join(_WRITE)}")
    return _written(_WRITE[form], graph)


def _written(write: Callable[[nx.Graph], _Text], graph: nx.Graph) -> _Text:
    try:
        return write(graph)
    except UsageError:
        raise
    except RecursionError as error:
        raise UsageError("the network cannot be written: a value is nested too deep") from error
    except ValueError as error:
        raise UsageError(f"the network cannot be written: {str(error)[:300]}") from error


def write_network(graph: nx.Graph, path: str | Path, *, form: str | None = None) -> tuple[Path, ...]:
    """Write a network, with all parallel edges and attributes, so that `read_network` gives it back as it was.

    `graph` is any networkx graph whose nodes are named by text and whose attributes are texts, numbers, truth values,
    None, and lists, tuples and dicts of these. `form` is one of `FORMS`, by default that of the ending of `path`. Pairs
    are three files: NAME-nodes.csv, NAME-edges.csv, and NAME-network.json, which tells how to read them. The same
    network is the same bytes each time. GEXF edges have their days as start and end, so that Gephi shows its timeline.

    In CSV, a text that a spreadsheet would take for a formula (with = + - @ before it, or ') has ' before it.

    Gives the files. Raises UsageError for another form, for what cannot be written, and where `path` is a folder,
    KgError where writing fails.
    """
    target = Path(path)
    chosen = _form_of(target, form)
    files = output_files(target, chosen)
    for file in files:
        refuse_output(file)
    if chosen == "pairs":
        parts = _written(write_pairs, graph)
        texts = [parts[part] for part in _PARTS]
    else:
        texts = [format_network(graph, chosen)]
    for file, text in zip(files, texts, strict=True):
        write_output(file, text)
    return files


def output_files(path: Path, form: str) -> tuple[Path, ...]:
    """The files that a network is written to. Raises UsageError for pairs where `path` leads to a pipe or a device."""
    if form != "pairs":
        return (path,)
    if is_stream(path):
        raise UsageError(f"'{path}' takes one file, and pairs are several; name the first part of their names")
    return tuple(_part(path, part) for part in _PARTS)


def read_network(path: str | Path, *, form: str | None = None) -> nx.Graph:
    """Read a network that `write_network` wrote: the same kind of graph, nodes, edges, keys and attributes.

    Document types and entities are refused, and files of more than 500 MB. Raises UsageError, which names the file, for
    one that is not there or not as it was written.
    """
    target = Path(path)
    chosen = _form_of(target, form)
    try:
        if chosen == "pairs":
            return read_pairs({part: _bytes(_part(target, part)) for part in _PARTS})
        return _READ[chosen](_bytes(target))
    except OSError as error:
        raise UsageError(f"'{error.filename or target}' cannot be read: {error.strerror or error}") from error
    except UsageError:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(f"'{target}' cannot be read as {chosen}: {str(error)[:300]}") from error


def _form_of(path: Path, form: str | None) -> str:
    by_ending = {ending: name for name, ending in FORMS.items()}
    chosen = form or by_ending.get(path.suffix.lower())
    if chosen not in FORMS:
        listed = ", ".join(f"{name} ({ending})" for name, ending in FORMS.items())
        raise UsageError(f"there is no form '{form or path.suffix}' for networks; the forms are {listed}")
    return chosen


def _part(path: Path, part: str) -> Path:
    return path.with_name(f"{path.stem if path.suffix.lower() == '.csv' else path.name}-{part}")


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES:,} bytes")
    return path.read_bytes()
