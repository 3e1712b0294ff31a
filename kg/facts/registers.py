"""CSV tables of actors, offices, places, topics and tenures → the same nodes that YAML gives.

The header names the keys; `name:tr` is a name in Turkish; several values in a cell are separated by `|`. The file's
name says what it holds: `tenures.csv`, `actors-europe.csv`.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from kg.errors import Origin, Problem
from kg.facts.cells import BrokenCsvError, Place, find_delimiter, read_rows
from kg.facts.keys import REGISTER, TENURE
from kg.facts.nodes import Mapping, Node, Report, Scalar, Sequence
from kg.model.vocabulary import nearest
from kg.store.tables import unguard

MAX_ROWS = 200_000

_LISTS = {key.name for keys in REGISTER.values() for key in keys if key.kind in ("texts", "addresses")}
TABLES = (*REGISTER, "tenures")


def table_kind(path: str) -> str | None:
    """Which section a CSV file holds, by its name; None where the name does not say."""
    stem = re.split(r"[-_. ]", PurePath(path).name.lower())[0]
    return stem if stem in TABLES else None


def parse_table(text: str, path: str, *, report: Report) -> Mapping | None:
    """A CSV text as a facts document with one section; None where it has no usable header, which is then reported."""
    kind = table_kind(path)
    if kind is None:
        names = ", ".join(f"{name}.csv" for name in TABLES)
        message = f"the name does not say what the table holds; call it one of {names}"
        report(Problem(Origin(path), "unknown-table", message))
        return None
    keys = [key.name for key in REGISTER.get(kind, TENURE)]
    delimiter = find_delimiter(text, "id")
    if delimiter is None:
        report(
            Problem(Origin(path, 1, 1), "missing-key", f"the header needs a column 'id'; the others: {', '.join(keys)}")
        )
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    header: list[str] = []
    try:
        for start, row, places in read_rows(text, delimiter):
            if not header:
                header = [cell.strip() for cell in row]
                for number, name in enumerate(header):
                    if name in header[:number]:
                        message = f"the column '{name[:60]}' is there twice; keep one"
                        report(Problem(Origin(path, *places[number]), "duplicate-key", message))
                        return None
                _check_header(header, keys, places, path, report)
            elif len(entries) >= MAX_ROWS:
                report(
                    Problem(Origin(path, start, 1), "file-too-large", f"more than {MAX_ROWS:,} rows; split the file")
                )
                break
            elif any(cell.strip() for cell in row):
                _add_row(entries, header, row, places, Origin(path, start, 1), report)
    except BrokenCsvError as error:
        report(Problem(Origin(path, *error.place), "broken-csv", str(error)))
    return Mapping({kind: (Scalar(kind, Origin(path, 1, 1)), Mapping(entries, Origin(path, 1, 1)))}, Origin(path, 1, 1))


def _check_header(header: list[str], keys: list[str], places: list[Place], path: str, report: Report) -> None:
    """Report columns that are no keys, once each; they are read as what was meant, or passed over."""
    for position, name in enumerate(header):
        if name not in ("id", *keys) and not (name.startswith("name:") and "name" in keys):
            known = nearest(name, ("id", *keys))
            listed = "" if known else f"; the columns are id, {', '.join(keys)}"
            message = f"'{name[:60]}' is no column of this table{listed}"
            report(Problem(Origin(path, *places[position]), "unknown-key", message, known))
            header[position] = known if known and known not in header else ""


def _add_row(
    entries: dict[str, tuple[Scalar, Node]],
    header: list[str],
    row: list[str],
    places: list[Place],
    origin: Origin,
    report: Report,
) -> None:
    if len(row) != len(header):
        message = f"the row has {len(row)} cells, the header {len(header)}; put a cell with commas in quotation marks"
        report(Problem(origin, "broken-csv", message))
        return
    items: dict[str, tuple[Scalar, Node]] = {}
    labels: dict[str, tuple[Scalar, Node]] = {}
    name = Scalar("", origin)
    for position, (key, cell) in enumerate(zip(header, row, strict=True)):
        place = Origin(origin.path, *places[position])
        value = unguard(cell).strip()
        if key == "id":
            name = Scalar(value, place)
        elif not key:
            continue
        elif value and (key == "name" or key.startswith("name:")):
            language = key.partition(":")[2] or "en"
            labels[language] = (Scalar(language, place), Scalar(value, place))
        elif value:
            items[key] = (Scalar(key, place), _parts(value, place) if key in _LISTS else Scalar(value, place))
    if labels:
        place = next(iter(labels.values()))[0].origin
        items["name"] = (Scalar("name", place), Mapping(labels, place))
    if name.value in entries:
        first = entries[name.value][0].origin
        message = f"'{name.value[:60]}' is there already, in line {first.line}; ids are given once"
        report(Problem(name.origin, "duplicate-id", message))
        return
    entries[name.value] = (name, Mapping(items, origin))


def _parts(value: str, place: Origin) -> Sequence:
    """The values of a cell that holds several."""
    parts: list[Node] = []
    at = 0
    for part in value.split("|"):
        if part.strip():
            space = len(part) - len(part.lstrip())
            parts.append(Scalar(part.strip(), Origin(place.path, place.line, place.column + at + space)))
        at += len(part) + 1
    return Sequence(parts, place)
