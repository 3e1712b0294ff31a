"""SPARQL texts of the user: what the engine finds, as a table or as Turtle, found here or in a process apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import KgError, UsageError
from kg.limits.processes import Job, Limits
from kg.store.oxigraph import Solutions, Store, reading, serialise
from kg.store.tables import Table, Term

QUERY = Job(
    "the query",
    less_time="ask for less, or give it more time (`time_limit`)",
    less_memory="ask for less, or give it more (`memory_limit`)",
)
_JSON, _N_TRIPLES = ox.QueryResultsFormat.JSON, ox.RdfFormat.N_TRIPLES
_TRIPLES, _ROWS = b"t", b"r"


def ask_text(store: Store, text: str) -> Table:
    """The answer to a SELECT or ASK. Raises UsageError for what is none."""
    return _tabulate(_no_triples(store.query(text)), store.base, None)


def construct_text(store: Store, text: str) -> str:
    """The triples of a CONSTRUCT or DESCRIBE as Turtle, sorted. Raises UsageError for what is none."""
    return _turtle(store.query(text))


def write_answer(found: Solutions | Table, out: BinaryIO) -> None:
    """Write an answer as it is found, for `read_table` or `read_turtle` in another process."""
    with reading():
        out.write(_TRIPLES if isinstance(found, ox.QueryTriples) else _ROWS)
        if isinstance(found, Table):
            out.write(found.to_json().encode("utf-8"))
        elif isinstance(found, ox.QueryTriples):
            found.serialize(out, format=_N_TRIPLES)
        else:
            found.serialize(out, format=_JSON)


def read_table(data: bytes, *, base: str, limits: Limits) -> Table:
    """The table that `write_answer` wrote. Raises UsageError for triples, KgError for more rows than `limits` allow."""
    if data[:1] == _TRIPLES:
        raise UsageError(_NO_TABLE)
    return _tabulate(ox.parse_query_results(memoryview(data)[1:].tobytes(), format=_JSON), base, limits.rows)


def read_turtle(data: bytes) -> str:
    """The triples that `write_answer` wrote, as Turtle. Raises UsageError for a table."""
    if data[:1] != _TRIPLES:
        raise UsageError(_NO_TRIPLES)
    return _turtle(quad.triple for quad in ox.parse(data[1:], format=_N_TRIPLES, lenient=True))


_NO_TABLE = "CONSTRUCT and DESCRIBE give triples, not a table; use construct"
_NO_TRIPLES = "this is no CONSTRUCT or DESCRIBE; use sparql"


def _no_triples(found: Solutions) -> ox.QuerySolutions | ox.QueryBoolean:
    if isinstance(found, ox.QueryTriples):
        raise UsageError(_NO_TABLE)
    return found


def _tabulate(found: ox.QuerySolutions | ox.QueryBoolean, base: str, most: int | None) -> Table:
    if isinstance(found, ox.QueryBoolean):
        return Table(("answer",), ((ox.Literal(bool(found)),),), base)
    rows: list[tuple[Term | None, ...]] = []
    with reading():
        for row in found:
            if most is not None and len(rows) >= most:
                more = "ask for less, as with LIMIT, or allow more (`max_rows`)"
                raise KgError(f"the answer has more than {most:,} rows; {more}")
            rows.append(tuple(map(_term, row)))
    return Table(tuple(variable.value for variable in found.variables), tuple(rows), base)


def _turtle(found: Solutions | Iterable[ox.Triple]) -> str:
    if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
        raise UsageError(_NO_TRIPLES)
    with reading():
        return serialise((ox.Quad(t.subject, t.predicate, t.object) for t in found), "turtle")


def _term(term: object) -> Term | None:
    return term if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else None
