"""The event data of a graph's folder: rows → claims, quads, store and contact table, always made anew from the rows.

The same curated facts and rows always give the same graph, in whatever order they were imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.claims.content import Content, read_content
from kg.claims.curated import list_schemes
from kg.derived.coded_relations import CodedFiles
from kg.disk.manifest import CONTACTS
from kg.errors import UsageError
from kg.events.column_shapes import check_claims, require_sound
from kg.events.contacting import write_relations
from kg.events.corrections import read_corrections
from kg.events.curated_actors import Register
from kg.events.data_sets import DataSet, Progress
from kg.events.integrity import check_rows
from kg.events.linking import Correction, Link, Linker
from kg.events.merging import (
    BODIES,
    SOURCE_KEY,
    TARGET_KEY,
    merge_rows,
    read_actors,
    set_codes,
    set_links,
    set_places,
)
from kg.events.places import Countries, name_key
from kg.events.quads import publisher_id, write_claim_quads, write_part_quads
from kg.events.registry import Importer
from kg.model.crosswalks import EVENT_CODE_SPACES, crosswalk_quads, load_countries, load_event_codes, load_sectors
from kg.model.dates import Date
from kg.model.properties import Iris
from kg.model.records import Actor, Names, Place, Records, Source
from kg.model.triples import register_quads
from kg.model.vocabulary import load_vocabulary
from kg.store.columns import MEMORY, Connection, open_columns, quote_path, read_parquet, spill_folder
from kg.store.oxigraph import Store
from kg.store.streams import QuadStream

_MAKING, _BESIDE = "400MB", "300MB"  # for making quads, and for sorting, while a load takes most of the memory
_FEW_ROWS = 65_000  # become a million quads, which the engine puts in order by one core


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """What became of a data set: how many events and stances, the links of its actors, rows that make no event."""

    claims: int
    rows: int
    links: tuple[Link, ...]
    aside: dict[str, int]
    records: Records


class Curated:
    """The curated part of a graph, as event data is matched to it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.content: Content = read_content(store)
        self.register = Register(self.content)
        self.countries = Countries(load_countries())

    def linker(self, importer: Importer, corrections: Sequence[Correction]) -> Linker:
        """What matches the actors of a data set."""
        return Linker(self.register, self.countries, load_sectors(importer.sectors), importer.name, corrections)

    def within(self) -> dict[str, set[str]]:
        """For each curated place the folded names of all places that it is within."""
        above: dict[str, set[str]] = {}
        for name, thing in self.content.things.items():
            seen: set[str] = set()
            step = thing.values.get("within")
            while step and step not in seen:
                seen.add(step)
                step = self.content.things[step].values.get("within") if step in self.content.things else None
            labels = {name_key(label) for place in seen if place in self.content.things for label in self._names(place)}
            if labels:
                above[name] = labels
        return above

    def _names(self, name: str) -> list[str]:
        thing = self.content.things[name]
        return [*thing.labels.values(), *thing.names]


def assemble(
    folder: Path,
    sets: Sequence[DataSet],
    curated: Curated,
    stream: QuadStream,
    *,
    iris: Iris,
    work: Path,
    report: Progress,
    rows: int | None = None,
) -> dict[str, Assembled]:
    """Make claims and quads of the rows of each data set, and add them to `stream`.

    `folder` is that of the graph, `work` one for what is needed meanwhile. `rows` is how many rows there
    are, where they were checked. Returns what became of each data set.
    """
    made: dict[str, Assembled] = {}
    for scheme in sorted({data_set.importer.scheme for data_set in sets}.union(list_schemes(curated.store))):
        stream.add_quads(crosswalk_quads(scheme))
    if rows is None:
        rows = sum(check_rows(data_set, folder) for data_set in sets)
    if rows < _FEW_ROWS:
        stream.start_load()
    for data_set in sets:
        name = data_set.importer.name
        spill = spill_folder(work, data_set.rows(folder))
        with open_columns(temporary=spill) as connection:
            report(f"{name}: who is who", 0.17)
            open_rows(connection, data_set.rows(folder))
            linker = curated.linker(data_set.importer, read_corrections(data_set.corrections(folder), curated.register))
            set_codes(connection, load_event_codes(data_set.importer.scheme), load_vocabulary(), name)
            links = linker.link(read_actors(connection))
            set_links(connection, links)
            places = set_places(
                connection, countries=curated.countries, register=curated.register, curated_within=curated.within(),
                prefix=name,
            )  # fmt: skip
            report(f"{name}: one event, many reports", 0.19)
            aside = merge_rows(connection, merging=data_set.merging)
            report(f"{name}: quads", 0.2)
            if spill is not None:
                connection.execute(f"SET memory_limit = '{_MAKING}'")
            (work / name).mkdir(exist_ok=True)
            for file in write_claim_quads(
                connection, work / name, iris=iris, according_to=publisher_id(data_set.importer),
                code_space=EVENT_CODE_SPACES[data_set.importer.scheme],
            ):  # fmt: skip
                stream.add_file(file)
            for file in write_part_quads(connection, work / name, iris=iris):
                stream.add_file(file)
            records = Records.gather(_new_records(connection, data_set.importer, linker, links, places))
            stream.add_quads(register_quads(records, iris))
            for table, path in _tables(work, data_set).items():
                connection.execute(f"COPY {table} TO {quote_path(path)} (FORMAT parquet, COMPRESSION snappy)")
            claims, kept = connection.execute(
                "SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM kept)"
            ).fetchone()
            rows = kept - sum(aside.values())  # a row with shuttles or an agreement is in several claims
        made[name] = Assembled(claims=claims, rows=rows, links=tuple(links), aside=aside, records=records)
    report("relations", 0.25)
    spill = spill_folder(work, *(data_set.rows(folder) for data_set in sets))
    tables = {data_set: _tables(work, data_set) for data_set in sets}
    write_relations(
        curated.content,
        (actor for each in made.values() for actor in each.records.actors),
        [
            (
                CodedFiles(claims=table["claims"], parts=table["parts"], teller=publisher_id(data_set.importer)),
                data_set.parts(folder),
            )
            for data_set, table in tables.items()
        ],
        stream,
        iris=iris,
        work=work,
        out=folder / CONTACTS,
        temporary=spill,
        memory=MEMORY if spill is None else _MAKING,
    )
    return made


def write_tables(
    folder: Path, sets: Sequence[DataSet], curated: Curated, made: dict[str, Assembled], *, work: Path
) -> None:
    """Check the claims of all data sets and write them to the folder of the graph, sorted.

    Raises KgError where a claim is not sound.
    """
    spill = spill_folder(work, *(data_set.rows(folder) for data_set in sets))
    memory = MEMORY if spill is None else _BESIDE
    with open_columns(temporary=spill, memory=memory) as connection:
        for data_set in sets:
            records = made[data_set.importer.name].records
            new = {record.id: record.type for record in (*records.registered, *records.sources)}
            _view(connection, _tables(work, data_set))
            require_sound(check_claims(connection, curated.register.types | new, load_vocabulary()))
            connection.execute(
                f"COPY (FROM claims ORDER BY claim) TO {quote_path(data_set.claims(folder))}"
                " (FORMAT parquet, COMPRESSION zstd)"
            )


def _tables(work: Path, data_set: DataSet) -> dict[str, Path]:
    """Where the claims and parts of a data set are meanwhile, in no particular order."""
    return {table: work / data_set.importer.name / f"{table}.parquet" for table in ("claims", "parts")}


def _view(connection: Connection, tables: dict[str, Path]) -> None:
    for table, path in tables.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS FROM {read_parquet(path)}")


def refuse_twice(sets: Sequence[DataSet], curated: Curated) -> None:
    """Raise UsageError where claims of one of these data sets are among the facts, as they would count twice."""
    for data_set in sets:
        if publisher_id(data_set.importer) in curated.register.types:
            raise UsageError(
                f"the facts of this graph have claims of {data_set.importer.title} already, from an export; leave them"
                " out of the facts, or use another graph (`graph`)"
            )


def open_rows(connection: Connection, *paths: Path, where: str = "true") -> None:
    """Make the view `kept` of rows in Parquet, with the keys of their actors."""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW kept AS SELECT *, {SOURCE_KEY} AS source_key, {TARGET_KEY} AS target_key"
        f" FROM {read_parquet(*paths)} WHERE {where}"
    )


def _new_records(
    connection: Connection, importer: Importer, linker: Linker, links: Sequence[Link], places: Sequence[tuple[str, str]]
) -> Iterator[Actor | Place | Source]:
    """What the claims speak of and the curated facts have not: actors, places, the publisher, sources by day."""
    publisher = publisher_id(importer)
    yield Actor(id=publisher, type="Organization", names=Names(labels=(("en", importer.publisher),)))
    minted: dict[str, Actor] = {}
    for name, country in linker.new_states.items():
        minted[name] = Actor(id=name, type="State", names=Names(labels=(("en", country.label),)))
    for link in links:
        if link.actor not in linker.register.types and link.type != "State":
            above = link.state if link.type in BODIES else None
            new = Actor(id=link.actor, type=link.type, names=Names(labels=(("en", link.label),)), belongs_to=above)
            minted.setdefault(link.actor, new)
    yield from (minted[name] for name in sorted(minted))
    yield from (Place(id=name, names=Names(labels=(("en", label),))) for name, label in places)
    rows = connection.execute(
        "SELECT source, known, bool_and(known_surely) FROM claims GROUP BY source, known ORDER BY source"
    ).fetchall()
    for source, day, surely in rows:
        yield _source(source, day, importer, publisher, surely=surely)


def _source(name: str, day: date, importer: Importer, publisher: str, *, surely: bool) -> Source:
    out = Date.parse(day.isoformat() + ("" if surely else "~"))
    return Source(id=name, type="DataSet", publisher=publisher, published=out, title=f"{importer.title}, {day}")
