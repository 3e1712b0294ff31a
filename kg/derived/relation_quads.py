"""Relations → quads, in a graph of their own: from rows, and by SQL for coded claims; both by `kg.derived.terms`.

The node of a row is called after its claim, or what else it is about, so that it stays the same when others come or go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from kg.claims.content import read_content
from kg.derived.deriving import Relations
from kg.derived.rules import list_rules
from kg.derived.terms import KEPT, Codec, Held, Kept
from kg.model.properties import BOOLEAN_TYPE, DATE_TYPE, EDTF_TYPE, INTEGER_TYPE, TRUE, TYPE, Iris, akg
from kg.model.triples import make_iris
from kg.model.vocabulary import AKG, SCHEMES
from kg.store.columns import escape_lines, quote
from kg.store.oxigraph import Store, derived_graph

STANDS_FOR, ON_SIDE, STANDING = akg("standsFor"), akg("onSide"), akg("standing")
_SCHEMES = {
    "role": SCHEMES["Role"],
    "roles": SCHEMES["Role"],
    "status": SCHEMES["RoleStatus"],
    "check": SCHEMES["Check"],
}


def add_relations(store: Store) -> None:
    """Add what the claims of a store amount to, in a graph of its own."""
    store.load_terms(relation_quads(Relations.of(read_content(store)), make_iris(store.base)))


def relation_quads(relations: Relations, iris: Iris) -> Iterator[ox.Quad]:
    """The quads of all relations that are kept as RDF, and of whom each actor stands for and on which side it is."""
    graph = derived_graph(iris.base)
    for kept in KEPT:
        number: Counter[str] = Counter()
        for row in relations.named(kept.relation):
            owner = "/".join(str(row[column]) for column in kept.owner)
            number[owner] += 1
            node = ox.NamedNode(f"{graph.value}/{kept.relation}/{owner}/{number[owner]}")
            yield ox.Quad(node, TYPE, akg(kept.class_name), graph)
            for held in kept.properties:
                value = row[held.column]
                if value is None or (value is False and held.codec == "flag"):
                    continue
                for each in value.split("+") if held.codec in ("topics", "roles") else (value,):
                    yield ox.Quad(node, ox.NamedNode(held.predicate), _term(held, each, row, iris), graph)
    for claim, standing in relations.standings():
        yield ox.Quad(iris.claim(claim), STANDING, ox.Literal(standing), graph)
    for actor, higher, steps, *_ in relations.rows("stands_for"):
        if steps:
            yield ox.Quad(iris.iri(actor), STANDS_FOR, iris.iri(higher), graph)
    for conflict, actor, side, *_ in relations.rows("sides"):
        yield ox.Quad(iris.iri(actor), ON_SIDE, iris.side(conflict, side), graph)


def _term(held: Held, value: Any, row: dict[str, Any], iris: Iris) -> ox.NamedNode | ox.Literal:
    if held.codec in ("id", "topics"):
        return iris.iri(value)
    if held.codec == "claim":
        return iris.claim(value)
    if held.codec == "side":
        return iris.side(row["conflict"], value)
    if held.codec == "class":
        return akg(value)
    if held.codec in _SCHEMES:
        return ox.NamedNode(_SCHEMES[held.codec] + value)
    if held.codec == "flag":
        return TRUE
    if held.codec == "truth":
        return ox.Literal(bool(value))
    kind = {"date": EDTF_TYPE, "day": DATE_TYPE, "number": INTEGER_TYPE}.get(held.codec)
    return ox.Literal(str(value), datatype=kind) if kind else ox.Literal(str(value))


def relation_lines(kept: Kept, iris: Iris) -> str:
    """A SELECT that gives the quads of a relation of coded claims as lines of N-Quads, a text a row."""
    graph = derived_graph(iris.base).value
    end = quote(f" <{graph}> .\n")
    lines = [_line(TYPE.value, [quote(f"<{AKG}{kept.class_name}>")], end)]
    for held in kept.properties:
        if held.codec in ("topics", "roles"):
            each = _line(held.predicate, _joined(held.codec, "x", iris), end)
            lines.append(f"array_to_string(list_transform(string_split({held.column}, '+'), lambda x: {each}), '')")
            continue
        line = _line(held.predicate, _joined(held.codec, held.column, iris), end)
        given = held.column if held.codec == "flag" else f"{held.column} IS NOT NULL"
        lines.append(f"CASE WHEN {given} THEN {line} END")
    owner = " || '/' || ".join(kept.owner)
    where = " WHERE event IN (SELECT event FROM curated_statements)" if kept.curated else ""
    columns = ", ".join(f"{column} NULLS FIRST" for column in list_rules()[kept.relation].columns)
    number = f"row_number() OVER (PARTITION BY {owner} ORDER BY {columns})"
    node = f"concat({quote(f'<{graph}/{kept.relation}/')}, {owner}, '/', {number}, '>')"
    return f"SELECT concat({', '.join(lines)}) FROM (SELECT *, {node} AS s FROM {kept.relation}{where})"


def actor_lines(iris: Iris) -> dict[str, str]:
    """The same for how claims stand, whom actors stand for, and on which side they are, by the table that tells."""
    end, base = quote(f"> <{derived_graph(iris.base).value}> .\n"), quote(f"<{iris.base}")
    return {
        "claims": f"SELECT concat({quote(f'<{iris.base}claim/')}, claim, {quote(f'> <{STANDING.value}> ')}, chr(34),"
        f" {escape_lines('standing')}, chr(34), {quote(f' <{derived_graph(iris.base).value}> .' + chr(10))})"
        " FROM claims WHERE standing IS NOT NULL",
        "stands_for": f"SELECT DISTINCT concat({base}, actor, {quote(f'> <{STANDS_FOR.value}> <{iris.base}')}, higher,"
        f" {end}) FROM stands_for WHERE steps > 0",
        "sides": f"SELECT DISTINCT concat({base}, actor, {quote(f'> <{ON_SIDE.value}> <{iris.base}')}, conflict,"
        f" '/side/', side, {end}) FROM sides",
    }


def _line(predicate: str, term: list[str], end: str) -> str:
    return f"concat(s, {quote(f' <{predicate}> ')}, {', '.join(term)}, {end})"


def _joined(codec: Codec, column: str, iris: Iris) -> list[str]:
    """What a term is joined of, in SQL."""
    if codec == "side":
        return [quote(f"<{iris.base}"), "conflict", "'/side/'", column, "'>'"]
    starts = {"id": iris.base, "claim": f"{iris.base}claim/", "class": AKG, **_SCHEMES}
    if codec in starts:
        return [quote("<" + starts[codec]), column, "'>'"]
    if codec == "topics":  # those of the ontology have a namespace of their own
        known = ", ".join(map(quote, sorted(iris.known_topics)))
        start = (
            f"CASE WHEN {column} IN ({known}) THEN {quote('<' + SCHEMES['Topic'])} ELSE {quote('<' + iris.base)} END"
        )
        return [start, column, "'>'"]
    if codec == "flag":
        return [quote(str(TRUE))]
    if codec == "truth":
        return ["'\"'", f"lower(CAST({column} AS VARCHAR))", quote(f'"^^<{BOOLEAN_TYPE.value}>')]
    kind = {"date": EDTF_TYPE, "day": DATE_TYPE, "number": INTEGER_TYPE}.get(codec)
    return ["'\"'", column if kind else escape_lines(column), quote(f'"^^<{kind.value}>') if kind else "'\"'"]
