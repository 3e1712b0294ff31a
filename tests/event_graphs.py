"""Graphs of event files for the tests of the importers: import some rows, look at the quads, claims and links."""

from __future__ import annotations

import atexit
import csv
import io
import shutil
import tempfile
from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from generate_events import write_gdelt_rows, write_icews_rows, write_mend_rows
from reference import find_data

from kg.building.imports import import_events
from kg.building.outcomes import Imported, links_csv
from kg.events.assembling import Curated, open_rows
from kg.events.file_kinds import recognise
from kg.events.merging import merge_rows, read_actors, set_codes, set_links, set_places
from kg.events.registry import find_importer
from kg.events.rejects import Reject, read_rejects
from kg.events.row_files import rejects_beside, stage_file
from kg.model.crosswalks import load_event_codes
from kg.model.vocabulary import load_vocabulary
from kg.store.columns import open_columns, quote_found
from kg.store.oxigraph import Store

WRITERS: Mapping[str, Any] = {"icews": write_icews_rows, "gdelt": write_gdelt_rows, "mend": write_mend_rows}
NAMES = {"icews": "events.tab", "gdelt": "events.csv", "mend": "events.csv"}


def import_rows(name: str, rows: Iterable[Mapping[str, str]], folder: Path, **settings: Any) -> Imported:
    """Import rows of a data set into `folder`/graph; the file is `folder`/`file`."""
    file = folder / settings.pop("file", NAMES[name])
    file.parent.mkdir(parents=True, exist_ok=True)
    return import_events(name, [WRITERS[name](file, rows)], graph=folder / "graph", **settings)


@cache
def import_published(name: str) -> tuple[Path, Imported]:
    """A published file of a data set, and what is imported of it, once; skips the test where it is not at hand."""
    file = find_data({"gdelt": "gdelt/20201113.export.CSV", "mend": "mend/mend-sample.csv"}[name])
    folder = Path(tempfile.mkdtemp(prefix="kg-published-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return file, import_events(name, [file], graph=folder / "graph")


class Read(NamedTuple):
    """What is in a file, with the rows that cannot be used."""

    read: int
    blank: int
    rejects: list[Reject]


def read_staged(name: str, file: Path, folder: Path) -> tuple[list[tuple[Any, ...]], Read]:
    """The event rows of a file, sorted, as the importer reads them, and what could not be used."""
    folder.mkdir(parents=True, exist_ok=True)
    importer = find_importer(name)
    out = folder / "staged.parquet"
    with open_columns(temporary=folder) as connection:
        staged = stage_file(connection, recognise(file, importer, unpacked=folder), importer, out)
    rejects = list(read_rejects(rejects_beside(out)))
    assert staged.rejected == len(rejects)
    return read_parquet(out, "SELECT * FROM rows WHERE wrong IS NULL ORDER BY id"), Read(
        staged.read, staged.blank, rejects
    )


def read_parquet(path: Path, query: str = "SELECT * FROM rows") -> list[tuple[Any, ...]]:
    """What a query finds in a Parquet file, which it calls `rows`."""
    with _columns().cursor() as connection:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW rows AS FROM read_parquet({quote_found(path)})")
        return connection.execute(query).fetchall()


@cache
def _columns() -> duckdb.DuckDBPyConnection:
    """The engine of `read_parquet`, started once."""
    return duckdb.connect()


def merge_only(name: str, files: Sequence[Path], folder: Path, *, merging: bool = True) -> tuple[Any, ...]:
    """The claims and parts that rows make, sorted, and what is left aside, without a store and curated facts."""
    folder.mkdir(parents=True, exist_ok=True)
    importer = find_importer(name)
    curated = Curated(Store())
    staged = [folder / f"staged-{number}.parquet" for number in range(len(files))]
    with open_columns(temporary=folder) as connection:
        for file, out in zip(files, staged, strict=True):
            stage_file(connection, recognise(file, importer, unpacked=folder), importer, out)
        codes = load_event_codes(importer.scheme)
        listed = ", ".join(f"'{code}'" for code in codes)
        open_rows(connection, *staged, where=f"wrong IS NULL AND code IN ({listed})")
        set_codes(connection, codes, load_vocabulary(), name)
        set_links(connection, curated.linker(importer, []).link(read_actors(connection)))
        set_places(connection, countries=curated.countries, register=curated.register, curated_within={}, prefix=name)
        aside = merge_rows(connection, merging=merging)
        claims = _tuples(connection.execute("FROM claims ORDER BY claim"))
        parts = _tuples(connection.execute("FROM parts ORDER BY ALL"))
        kept = [row for (row,) in connection.execute("SELECT id FROM kept ORDER BY id").fetchall()]
    return claims, parts, aside, kept


def _tuples(found: Any) -> list[Any]:
    made = namedtuple("made", [column[0] for column in found.description])  # type: ignore[misc]
    return [made(*row) for row in found.fetchall()]


def claims_of(done: Imported, columns: str, order: str = "claim") -> list[tuple[Any, ...]]:
    """Columns of the claims of an import."""
    assert done.graph is not None and done.graph.folder is not None
    path = done.graph.folder / "events" / f"{done.importer.name}.claims.parquet"
    return read_parquet(path, f"SELECT {columns} FROM rows ORDER BY {order}")


def parts_of(done: Imported) -> dict[str, list[tuple[str, str, str | None]]]:
    """Who took part in each claim, as what, and on whose behalf, by SPARQL."""
    assert done.graph is not None
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    rows = done.graph.store.rows(
        "SELECT ?claim ?actor ?role ?for WHERE { GRAPH ?claim { ?part akg:event ?event ; akg:participant ?actor ."
        " FILTER NOT EXISTS { ?act akg:concernsRole ?part } ?part"
        " akg:role ?role OPTIONAL { ?part akg:onBehalfOf ?for } } }"
    )
    for row in rows:
        values = [local(row[key].value) if key in row else None for key in ("actor", "role", "for")]
        found.setdefault(local(row["claim"].value), []).append(tuple(values))  # type: ignore[arg-type]
    return {claim: sorted(parts, key=str) for claim, parts in found.items()}


def select(done: Imported, query: str) -> list[tuple[str, ...]]:
    """What a SPARQL query finds in the graph of an import: the values of its variables in order, sorted."""
    assert done.graph is not None
    names = [word[1:] for word in query.partition("{")[0].split() if word.startswith("?") and ")" not in word]
    rows = done.graph.store.rows(query)
    return sorted(tuple(row[name].value if name in row else "" for name in names) for row in rows)


def local(iri: str) -> str:
    """What stands at the end of an IRI."""
    return iri.rpartition("/")[2]


def quads_of(graph: Any) -> list[str]:
    """All quads of a graph, sorted."""
    return sorted(str(quad) for quad in graph.store.match())


def read_links(done: Imported) -> list[dict[str, str]]:
    """The rows of the report on links."""
    return list(csv.DictReader(io.StringIO(links_csv(done.links))))


def links_by_name(done: Imported) -> dict[str, tuple[str, str]]:
    """Whom each name stands for, and how it was matched; the last one where it has several."""
    return {row["name"]: (row["actor"], row["how"]) for row in read_links(done)}


def left_beside(folder: Path, but: Sequence[str] = ()) -> list[str]:
    """What stands in a folder, but for some names."""
    return sorted(path.name for path in folder.iterdir() if path.name not in but)
