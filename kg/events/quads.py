"""Claims in columns → N-Quads, by SQL made from `kg.model.properties`: the same quads as those of records.

Event data has millions of claims, and a record for each would take too long. A test holds that both ways give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.events.registry import Importer
from kg.model.properties import (
    CONCERNS,
    DATE_TYPE,
    EARLIEST,
    EDTF_TYPE,
    EVENT,
    INTEGER_TYPE,
    LATEST,
    PROPERTIES,
    SEVERAL,
    STATES,
    TYPE,
    Iris,
    Property,
    akg,
)
from kg.model.records import Claim, Event, Participation, RoleConcern, Stance
from kg.model.vocabulary import SCHEMES
from kg.store.columns import PLAIN_LINES, Connection, escape_lines, quote, quote_path
from kg.text.links import ENCODED, address_characters

# An address that is an IRI beyond doubt; one that is none when encoded, either, stays in the rows alone.
_CHARACTERS = address_characters(lambda number: f"\\x{{{number:X}}}")
_IN_PATH = rf"(?:[{_CHARACTERS}]|%[0-9A-Fa-f]{{2}})*"
_AFTER = rf"(?:[?{_CHARACTERS}]|%[0-9A-Fa-f]{{2}})*"
_PORT = "0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
SAFE_ADDRESS = rf"^https?://[A-Za-z0-9._~-]+(?::{_PORT})?(?:/{_IN_PATH})?(?:\?{_AFTER})?(?:#{_AFTER})?$"
LONGEST_ADDRESS = 900


def write_claim_quads(
    connection: Connection, folder: Path, *, iris: Iris, according_to: str, code_space: str
) -> Iterator[Path]:
    """Write the quads of the table `claims` as N-Quads, in no particular order; gives each file when it is written.

    Those that tell of claims come before those that claims state: a load of quads without a named graph has fewer
    orders to keep, and takes less memory than one in which both kinds are mixed.
    `according_to` is the id of whose words they are, `code_space` what the IRIs of their codes start with.
    """
    claimed, stated = _claim_lines(iris, according_to, code_space)
    base, space = quote("<" + iris.base), quote("<" + iris.base + "claim/")
    for name, lines in (("claims", claimed), ("statements", stated)):
        yield from _write(
            connection, name, "claims", folder,
            f"SELECT concat({', '.join(lines)}) FROM (SELECT *, concat({space}, claim, '>') AS s_claim,"
            f" concat({base}, claim, '>') AS s_node, concat({space}, claim, '#role>') AS s_concern,"
            f" concat(' ', {space}, claim, {_END}) AS g_claim FROM claims",
        )  # fmt: skip


def write_part_quads(connection: Connection, folder: Path, *, iris: Iris) -> Iterator[Path]:
    """Write the quads of the table `parts` as N-Quads, as `write_claim_quads` does."""
    base, space = quote("<" + iris.base), quote("<" + iris.base + "claim/")
    lines = [_line("s_part", TYPE.value, _constant(akg("Participation").value), "g_claim")]
    lines.append(_line("s_part", EVENT.value, ("s_node",), "g_claim"))
    columns = {"actor": "actor", "role": "role", "on_behalf_of": "behalf", "in_office": "office", "status": "status"}
    lines += _values("s_part", PROPERTIES[Participation], columns, "g_claim", iris)
    suffix = "actor, '/', role, CASE WHEN status = 'exercised' THEN '' ELSE '/' || status END"
    yield from _write(
        connection, "parts", "parts", folder,
        f"SELECT concat({', '.join(lines)}) FROM (SELECT *, concat({space}, claim, '#', {suffix}, '>') AS s_part,"
        f" concat({base}, claim, '>') AS s_node, concat(' ', {space}, claim, {_END}) AS g_claim FROM parts",
    )  # fmt: skip


def _write(connection: Connection, name: str, table: str, folder: Path, select: str) -> Iterator[Path]:
    """Copy what is selected to files that start with `name`, some rows of the table at a time."""
    rows = connection.execute(f"SELECT COALESCE(max(rowid), -1) + 1 FROM {table}").fetchone()[0]
    start, size, number = 0, _FIRST, 0
    while start < rows:
        path = folder / f"{name}-{number:05}.nq"
        part = f"{select} WHERE rowid BETWEEN {start} AND {start + size - 1})"
        connection.execute(f"COPY ({part}) TO {quote_path(path)} ({PLAIN_LINES})")
        start, size, number = start + size, _AT_ONCE, number + 1
        yield path


_END = quote("> .\n")  # of a quad in a named graph
_FIRST, _AT_ONCE = 20_000, 150_000  # rows in a file; the first is soon there, so that nobody waits


def _claim_lines(iris: Iris, according_to: str, code_space: str) -> tuple[list[str], list[str]]:
    """The lines that tell of a claim, and those that it states."""
    default = quote(" .\n")
    kind = (quote("<" + akg("").value), "type", "'>'")
    claim = {
        "source": "source", "according_to": quote(according_to), "rank": "'normal'", "check": "'machine-coded'",
        "rows": "rows", "row_count": "len(rows)", "articles": "nullif(articles, 0)",
        "publishers": "nullif(publishers, 0)", "addresses": "addresses",
    }  # fmt: skip
    codes = f"list_transform(codes, lambda x: {quote(code_space)} || x)"
    statement = {
        "date": "date", "place": "CASE WHEN sign = '' THEN place END", "topics": "topics", "during": "during",
        "content": "content", "codes": codes,
    }  # fmt: skip
    stance = {"holder": "first", "on_behalf_of": "first_for"}
    # Of which event a role is wanted or offered, a code does not tell: the act itself stands for it.
    concern = {
        "actor": "concern_actor", "role": "concern_role", "status": "concern_status", "on_behalf_of": "concern_for",
        "of": "claim",
    }  # fmt: skip
    claimed = [
        _line("s_claim", TYPE.value, _constant(akg("Claim").value), default),
        _line("s_claim", STATES.value, ("s_node",), default),
        *_values("s_claim", PROPERTIES[Claim], claim, default, iris),
    ]
    stated = [
        _line("s_node", TYPE.value, kind, "g_claim"),
        *_values("s_node", PROPERTIES[Event], statement, "g_claim", iris),
    ]
    for entry in PROPERTIES[Stance]:
        if entry.field in ("holder", "on_behalf_of"):
            stated += _values("s_node", (entry,), stance, "g_claim", iris, when="sign <> ''")
        elif entry.field in ("supports", "opposes"):
            stated += _values(
                "s_node", (entry,), {entry.field: "second"}, "g_claim", iris, when=f"sign = {quote(entry.field)}"
            )
    # the role that an act is about
    held = "concern_actor IS NOT NULL"
    stated.append(_when(held, _line("s_node", CONCERNS.value, ("s_concern",), "g_claim")))
    stated.append(_when(held, _line("s_concern", TYPE.value, _constant(akg("Participation").value), "g_claim")))
    stated += _values("s_concern", PROPERTIES[RoleConcern], concern, "g_claim", iris, when=held)
    return claimed, stated


def _values(
    subject: str,
    properties: tuple[Property, ...],
    columns: Mapping[str, str],
    end: str,
    iris: Iris,
    *,
    when: str = "",
) -> list[str]:
    """The lines of the fields that have a column; a line is left out where the column is NULL."""
    lines = []
    for entry in properties:
        column = columns.get(entry.field)
        if column is None:
            continue
        if entry.codec == "date":
            days = (
                ("date", entry.predicate, EDTF_TYPE),
                ("earliest", EARLIEST, DATE_TYPE),
                ("latest", LATEST, DATE_TYPE),
            )
            own = [
                _when(f"{name} IS NOT NULL", _line(subject, predicate.value, _typed(name, kind.value), end))
                for name, predicate, kind in days
            ]
        elif entry.codec in SEVERAL:
            item = _line(subject, entry.predicate.value, _term(entry, "x", iris), end)
            wanted = _safe(column) if entry.field == "addresses" else column
            own = [f"array_to_string(list_transform({wanted}, lambda x: {item}), '')"]
        else:
            line = _line(subject, entry.predicate.value, _term(entry, column, iris), end)
            own = [_when(f"{column} IS NOT NULL", line)]
        lines += [_when(when, line) for line in own]
    return lines


def publisher_id(importer: Importer) -> str:
    """The id of the actor that publishes a data set, and whose words its claims are."""
    return f"{importer.name}-publisher"


def _safe(column: str) -> str:
    """Of a list of addresses those that can be IRIs, percent-encoded by the rule of `kg.text.links.encode_address`."""
    rest = "regexp_replace(x, '^[^#]*#?', '')"
    encoded = f"concat(regexp_extract(x, '^[^#]*#?'), replace({rest}, '#', '%23'))"
    encoded = f"regexp_replace({encoded}, '%([0-9A-Fa-f]{{2}})', chr(1) || '\\1', 'g')"  # a '%' that starts a code
    for raw in ("%", *ENCODED):
        encoded = f"replace({encoded}, {quote(raw)}, {quote(f'%{ord(raw):02X}')})"
    encoded = f"replace({encoded}, chr(1), '%')"
    sound = f"regexp_matches(x, {quote(SAFE_ADDRESS)})"
    usual = f"CASE WHEN {sound} OR contains(x, ' http') THEN x ELSE {encoded} END"
    wanted = f"length(x) <= {LONGEST_ADDRESS} AND {sound}"
    return f"list_filter(list_transform({column}, lambda x: {usual}), lambda x: {wanted})"


def _term(entry: Property, column: str, iris: Iris) -> tuple[str, ...]:
    """What a term is joined of, in SQL."""
    if entry.field == "topics":
        return quote("<" + SCHEMES["Topic"]), column, "'>'"
    if entry.codec in ("id", "ids"):
        return quote("<" + iris.base), column, "'>'"
    if entry.codec == "concept":
        return quote("<" + SCHEMES[entry.scheme]), column, "'>'"
    if entry.codec in ("iri", "iris", "codes"):
        return "'<'", column, "'>'"
    if entry.codec == "number":
        return _typed(column, INTEGER_TYPE.value)
    return "'\"'", escape_lines(column), "'\"'"


def _typed(column: str, datatype: str) -> tuple[str, ...]:
    return "'\"'", column, quote(f'"^^<{datatype}>')


def _constant(iri: str) -> tuple[str, ...]:
    return (quote(f"<{iri}>"),)


def _line(subject: str, predicate: str, term: tuple[str, ...], end: str) -> str:
    return f"concat({subject}, {quote(f' <{predicate}> ')}, {', '.join(term)}, {end})"


def _when(condition: str, line: str) -> str:
    return f"CASE WHEN {condition} THEN {line} END" if condition else line
