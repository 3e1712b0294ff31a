"""The importers: one SQL file per foreign data set, with a head that says what it reads."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

from kg.errors import UsageError
from kg.model.vocabulary import nearest


@dataclass(frozen=True, slots=True)
class Importer:
    """A foreign data set: what it is, its columns, and the SELECT that makes event rows (see rows.sql) of them.

    `variants` are the columns as published, in the order of the file, the fullest first; what a variant lacks is empty.
    `scheme` names the crosswalk of its codes and `sectors` that of its kinds of actor; `quoted` tells whether fields
    can stand in double quotes, `blank` names columns that are all empty in a row that says nothing, and
    `texts` those in which a 0 at the start counts, so that they must not be numbers.
    """

    name: str
    title: str
    publisher: str
    scheme: str
    variants: tuple[tuple[str, ...], ...]
    sectors: str
    quoted: bool
    blank: tuple[str, ...]
    texts: tuple[str, ...]
    sql: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the SELECT can name."""
        return self.variants[0]


@functools.cache
def list_importers() -> dict[str, Importer]:
    """All importers, by name.

    >>> sorted(list_importers())
    ['gdelt', 'icews', 'mend']
    """
    files = [f for f in resources.files("kg.events").iterdir() if f.name.endswith(".sql")]
    texts = {f.name[:-4]: f.read_text(encoding="utf-8") for f in files}
    return {name: _read(name, texts[name]) for name in sorted(texts) if texts[name].startswith("-- Data set:")}


def find_importer(name: str) -> Importer:
    """The importer of this name. Raises UsageError, with the nearest name, where there is none."""
    importers = list_importers()
    if name not in importers:
        guess = nearest(name, importers)
        hint = f"did you mean '{guess}'?" if guess else f"there are: {', '.join(importers)}"
        raise UsageError(f"there is no importer '{name[:60]}'; {hint}")
    return importers[name]


def read_sql(name: str) -> str:
    """The text of an SQL file of kg.building."""
    return (resources.files("kg.events") / f"{name}.sql").read_text(encoding="utf-8")


def _read(name: str, text: str) -> Importer:
    head: dict[str, list[str]] = {}
    key = ""
    for line in text.split("\n"):
        if not line.startswith("--"):
            break
        body = line[2:].strip()
        start, colon, rest = body.partition(": ")
        if colon and not line.startswith("--  "):
            key, body = start, rest
            head.setdefault(key, []).append("")
        head[key][-1] = f"{head[key][-1]} {body}".strip()

    def one(key: str) -> str:
        return head.get(key, [""])[0]

    def names(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())

    columns = names(one("Columns"))
    lacking = [set(names(entry)) for entry in head.get("Without", [])]
    variants = (columns, *(tuple(column for column in columns if column not in without) for without in lacking))
    return Importer(
        name, one("Data set"), one("Publisher"), one("Scheme"), variants, one("Sectors"), one("Quote") == "double",
        names(one("Blank")), names(one("Text")), text,
    )  # fmt: skip
