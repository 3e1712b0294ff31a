"""Answers as tables: rows of RDF terms, shown to people, written for programs, converted to data frames."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TextIO

import pyoxigraph as ox

from kg.errors import UsageError
from kg.model.vocabulary import AKG, SCHEMES, XSD
from kg.text.unseen import strip_unseen

Term = ox.NamedNode | ox.BlankNode | ox.Literal
MAX_CELL = 200
# What a spreadsheet takes for a formula, also after blanks and marks that nobody sees: it begins with = + - @ or |, in
# any width; or with a tab or the end of a line. Apostrophes before it are there to be kept. The page has the same rule.
FORMULA = re.compile(
    r"^'*(?:[\t\r\n]|[\s\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*"
    r"[=+\-@|\u207a\u207b\u207c\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20\uff5c])"
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_NUMERIC = ("integer", "decimal", "double", "float", "int", "long", "short", "byte")


def shorten(iri: str, base: str) -> str:
    """The local id of an IRI of the data set, a concept or a class; other IRIs as they are.

    >>> shorten("https://w3id.org/actor-kg/role/mediator", "https://example.org/")
    'mediator'
    """
    for start in (base + "claim/", base, AKG, *SCHEMES.values()):
        if iri.startswith(start):
            return iri.removeprefix(start)
    return iri


def visible(text: str) -> str:
    """A text on one line, without characters that cannot be seen, so that a terminal shows what it is.

    The joiners of Persian and of the scripts of India are spelling: between letters they stay.
    """
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else " ".join(strip_unseen(line).split())


def guard(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula: an apostrophe stands before what looks like one.

    >>> guard("=1+1"), unguard(guard("=1+1"))
    ("'=1+1", '=1+1')
    >>> guard("1+1"), guard("'Abd al-Karim")
    ('1+1', "'Abd al-Karim")
    """
    return "'" + cell if FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """What a cell was before `guard`; a cell that it leaves as it is stays so.

    >>> unguard("'Abd al-Karim")
    "'Abd al-Karim"
    """
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Term | Any]], *, raw: bool = False) -> int:
    """Write rows of terms or plain values as CSV, one at a time, and return how many they are.

    A text that a spreadsheet would take for a formula has an apostrophe before it, but with `raw`.
    """
    number = 0
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_csv_cell(column, raw) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell, raw) for cell in row])
        number += 1
    return number


def width_of(text: str) -> int:
    """How many columns a text takes in a terminal: wide letters take two, combining marks none.

    >>> width_of("Ankara"), width_of("安卡拉"), width_of("Erdog\u0306an")
    (6, 6, 7)
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int) -> str:
    """A text with blanks after it, so that it takes so many columns in a terminal."""
    return text + " " * (width - width_of(text))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer. `columns` are names; each row has a term or None for each column.

    Iterating gives a dict per row with plain Python values: ids and texts as str, days as date, numbers as int or
    float.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    base: str

    @classmethod
    def of(
        cls, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, base: str, ids: Collection[str] = ()
    ) -> Table:
        """A table of plain values: texts, numbers, days, truth values, None. The columns in `ids` hold ids of things.

        Several values in one cell, as a list or tuple, are written with commas between them.

        >>> Table.of(["who", "score"], [["erdogan", 0.5]], base="https://example.org/", ids=["who"]).rows
        [{'who': 'erdogan', 'score': 0.5}]
        """
        named = [name in ids for name in columns]
        terms = tuple(
            tuple(_to_term(value, base if is_id else None) for value, is_id in zip(row, named, strict=True))
            for row in rows
        )
        return cls(tuple(columns), terms, base)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        known: dict[int, Any] = {}  # equal terms of columns are one object, of which the value is found once
        for row in self.terms:
            yield dict(zip(self.columns, (self._value(term, known) for term in row), strict=True))

    def keep(self, column: str, values: Collection[Any]) -> Table:
        """The rows that have one of these values in a column.

        >>> table = Table.of(["who", "score"], [["erdogan", 1], ["putin", 2]], base="https://example.org/", ids=["who"])
        >>> table.keep("who", ["putin"]).rows
        [{'who': 'putin', 'score': 2}]
        """
        kept = zip(self.terms, self.column(column), strict=True)
        return replace(self, terms=tuple(row for row, value in kept if value in values))

    def column(self, name: str) -> list[Any]:
        """The values of a column, row by row.

        >>> Table.of(["who", "score"], [["erdogan", 1], ["putin", 2]], base="https://example.org/").column("score")
        [1, 2]
        """
        place, known = self.columns.index(name), dict[int, Any]()
        return [self._value(row[place], known) for row in self.terms]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """All rows as dicts."""
        return list(self)

    def _value(self, term: Term | None, known: dict[int, Any]) -> Any:
        """The value of a term; `known` has those of terms that were met before, by identity."""
        key = id(term)
        if key not in known:
            known[key] = self.value(term)
        return known[key]

    def value(self, term: Term | None) -> Any:
        """The plain Python value of a term."""
        if term is None:
            return None
        if not isinstance(term, ox.Literal):
            return shorten(term.value, self.base)
        kind = term.datatype.value.removeprefix(XSD)
        try:
            if kind == "integer":
                return int(term.value)
            if kind in ("decimal", "double", "float"):
                return float(term.value)
            if kind == "boolean":
                return term.value in ("true", "1")
            if kind == "date":
                return date.fromisoformat(term.value)
        except ValueError:
            pass
        return term.value

    def texts(self) -> list[list[str]]:
        """The rows as they are shown to people."""
        return [
            ["" if (v := self.value(term)) is None else visible(_shown(v))[:MAX_CELL] for term in row]
            for row in self.terms
        ]

    def to_text(self) -> str:
        """Aligned columns in plain text, for a pipe."""
        lines = [list(self.columns), *self.texts()]
        widths = [max(width_of(line[i]) for line in lines) for i in range(len(self.columns))]
        return "".join(
            "  ".join(pad(c, w) for c, w in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
        )

    def to_markdown(self) -> str:
        """A table in Markdown."""

        def row(cells: Sequence[str]) -> str:
            safe = (html.escape(c, quote=False).replace("\\", "\\\\").replace("|", "\\|") for c in cells)
            return "| " + " | ".join(safe) + " |\n"

        return row(self.columns) + row(["---"] * len(self.columns)) + "".join(row(cells) for cells in self.texts())

    def to_csv(self, *, raw: bool = False) -> str:
        """CSV: whole IRIs and plain values.

        A text that a spreadsheet would take for a formula has an apostrophe before it, but with `raw`, which gives CSV
        exactly as SPARQL 1.1 defines it, for programs.
        """
        out = io.StringIO(newline="")
        write_csv(out, self.columns, self.terms, raw=raw)
        return out.getvalue()

    def to_tsv(self, *, raw: bool = False) -> str:
        """TSV: terms in Turtle's notation.

        A text that a spreadsheet would take for a formula has an apostrophe before it, inside of its quotation marks,
        as spreadsheets take these off; but not with `raw`, which gives TSV exactly as SPARQL 1.1 defines it.
        """
        lines = ["\t".join("?" + name for name in self.columns)]
        lines += ["\t".join("" if t is None else _tsv_cell(t, raw) for t in row) for row in self.terms]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """The SPARQL 1.1 query results JSON format."""
        bindings = [
            {name: _json_term(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
            for row in self.terms
        ]
        document = {"head": {"vars": list(self.columns)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def to_pandas(self) -> Any:
        """A pandas DataFrame. Raises UsageError where pandas is not installed."""
        return _frame("pandas", self)

    def to_polars(self) -> Any:
        """A polars DataFrame. Raises UsageError where polars is not installed."""
        return _frame("polars", self)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        def row(cells: Sequence[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

        body = "".join(row(cells, "td") for cells in self.texts())
        return f"<table><thead>{row(self.columns, 'th')}</thead><tbody>{body}</tbody></table>"


def _csv_cell(value: object, raw: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, ox.BlankNode):
        return str(value)
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value.value if raw or _is_number(value) else guard(value.value)
    text = str(value).replace("\0", "\ufffd")
    return text if raw else guard(text)


def _tsv_cell(term: Term, raw: bool) -> str:
    text = str(term).replace("\t", "\\t")
    if raw or not isinstance(term, ox.Literal) or _is_number(term) or not FORMULA.match(term.value):
        return text
    return "\"'" + text[1:]


def _is_number(term: Term) -> bool:
    """Whether a term is a number, and is written as one."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return False
    return term.datatype.value.lower().endswith(_NUMERIC) and _NUMBER.fullmatch(term.value) is not None


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _to_term(value: Any, base: str | None) -> Term | None:
    if isinstance(value, list | tuple | set | frozenset):
        return ox.Literal(", ".join(str(each) for each in value)) if value else None
    if value is None or value == "":
        return None
    if base is not None:
        try:
            return ox.NamedNode(base + str(value))
        except ValueError:
            return ox.Literal(str(value))
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    if isinstance(value, float):
        return None if value != value else ox.Literal(repr(value), datatype=ox.NamedNode(XSD + "double"))
    return ox.Literal(value)


def _json_term(term: Term) -> Mapping[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _frame(library: str, table: Table) -> Any:
    try:
        module = __import__(library)
    except ImportError as error:
        raise UsageError(f"{library} is not installed; pip install {library}") from error
    rows = table.rows
    return module.DataFrame({name: [row[name] for row in rows] for name in table.columns})
