"""Whom actors of event data are, as the user says it in a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import Origin, Problem, UsageError
from kg.events.curated_actors import Register
from kg.events.linking import Correction
from kg.facts.cells import BrokenCsvError, find_delimiter, read_rows
from kg.facts.nodes import read_text
from kg.model.vocabulary import nearest
from kg.store.tables import unguard

_COLUMNS = ("name", "country", "actor")
_MOST_BYTES = 100_000_000
_OWN_ID = re.compile(r"(?:gdelt|icews|mend)-[a-z0-9][a-z0-9-]{0,80}")


def read_corrections(path: Path, register: Register) -> list[Correction]:
    """The corrections in a CSV file with the columns name, country and actor; none where there is no file.

    `actor` is the id of a curated actor or office, "new", or an id of your own that starts with the name of an
    importer, such as mend-al-sisi, for several spellings of a new actor. Further columns, such as those of the report
    on links, do not count. Raises UsageError with all that is wrong, by line.
    """
    if not path.is_file():
        return []
    found: list[Correction] = []
    wrong: list[str] = []
    try:
        for place, cells in _rows(path, wrong):
            name, country, actor = (cells.get(column, "") for column in _COLUMNS)
            if not name or not actor:
                wrong.append(f"{place}: name and actor must be filled")
            elif actor != "new" and not register.can_be_linked(actor) and not _OWN_ID.fullmatch(actor):
                wrong.append(
                    f"{place}: no curated actor or office has the id '{actor[:60]}'; write one that has, new, or an"
                    " id of your own that starts with the name of a data set, such as icews-somebody"
                )
            else:
                found.append(Correction(name, country, actor))
    except BrokenCsvError as error:
        wrong.append(f"{Origin(str(path), *error.place)}: {error}")
    if wrong:
        raise UsageError(*wrong)
    return found


def _rows(path: Path, wrong: list[str]) -> Iterator[tuple[Origin, dict[str, str]]]:
    """The rows that are not empty, by column; what is wrong with the form of the file is added to `wrong`."""
    problems: list[Problem] = []
    text = read_text(path, report=problems.append, max_bytes=_MOST_BYTES)
    wrong += [f"{problem.origin}: {problem.message}" for problem in problems if problem.severity == "error"]
    if text is None:
        return
    header: list[str] = []
    for line, row, _ in read_rows(text, find_delimiter(text, "name") or ","):
        place = Origin(str(path), line)
        cells = [unguard(cell).strip() for cell in row]
        if not any(cells):
            continue
        if not header:
            header = cells
            if told := _wrong_header(header):
                wrong.append(f"{place}: {told}")
                return
        elif len(cells) != len(header):
            wrong.append(
                f"{place}: the row has {len(cells)} cells, the header {len(header)}; put a cell with commas in"
                " quotation marks"
            )
        else:
            yield place, dict(zip(header, cells, strict=True))
    if not header:
        wrong.append(f"'{path}' is empty; it needs the columns name, country and actor in its first line")


def _wrong_header(header: list[str]) -> str:
    """What is wrong with the names of the columns; empty where nothing is."""
    twice = [column for column in _COLUMNS if header.count(column) > 1]
    if twice:
        return f"the column '{twice[0]}' is there twice; keep one"
    for name in header:
        meant = nearest(name, [column for column in _COLUMNS if column not in header])
        if meant:
            return f"there is no column '{meant}', but one called '{name[:60]}'; did you mean '{meant}'?"
    if not {"name", "actor"} <= set(header):
        return "the first line needs the columns name, country and actor"
    return ""
