"""Which rows of an import are taken: those of the days, codes and actors that were asked for, each row once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.clocks import Clocks
from kg.columns import open_columns, quote, quote_path, read_parquet
from kg.crosswalks import load_event_codes
from kg.errors import UsageError
from kg.importers.assembling import Curated, open_rows, read_corrections
from kg.importers.merging import key_of, read_actors
from kg.importers.outcome import Imported
from kg.importers.places import fold
from kg.importers.registry import Importer

_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}\*?")


def choose_rows(
    imported: Imported,
    staged: list[Path],
    before: Path,
    out: Path,
    *,
    work: Path,
    curated: Curated,
    window: Clocks,
    wanted: str,
    actors: Sequence[str],
    corrections: Path,
) -> None:
    """Write the rows of the graph, those of before and the new ones, to `out`, sorted; count what is left aside."""
    codes = load_event_codes(imported.importer.scheme)
    listed = ", ".join(quote(code) for code in codes)
    days = [f"COALESCE(last_day, day) >= DATE '{window.since}'"] * bool(window.since)
    days += [f"day <= DATE '{window.until}'"] * bool(window.until)
    within = " AND ".join(["true", *days])
    with open_columns(temporary=work) as connection:
        connection.execute(f"CREATE TEMP VIEW staged AS SELECT * FROM {read_parquet(*staged)} WHERE wrong IS NULL")
        chosen = f"{within} AND {wanted or 'true'}"
        total, in_days, taken, coded, first, last = connection.execute(
            f"SELECT count(*), count(*) FILTER ({within}), count(*) FILTER ({chosen}),"
            f" count(*) FILTER (({chosen}) AND code IN ({listed})), min(day), max(COALESCE(last_day, day)) FROM staged"
        ).fetchone()
        imported.aside = {
            "a row that says nothing": imported.blank,
            f"other days; the rows are of {first} to {last}": total - in_days,
            "other codes": in_days - taken,
            "no term for the code": taken - coded,
        }
        where = f"wrong IS NULL AND {chosen} AND code IN ({listed})"
        open_rows(connection, *staged, where=where)
        if actors:
            kept = _of_actors(connection, actors, imported, curated, corrections)
            imported.aside["other actors"] = coded - kept
        own = "* EXCLUDE (wrong, source_key, target_key)"
        connection.execute("CREATE TEMP TABLE again AS SELECT id FROM kept GROUP BY id HAVING count(*) > 1")
        repeated = connection.execute("SELECT count(*) FROM kept WHERE id IN (FROM again)").fetchone()[0]
        other = 0
        once = f"SELECT {own} FROM kept"
        if repeated:
            once += f" WHERE id NOT IN (FROM again) UNION ALL SELECT {own} FROM (SELECT DISTINCT ON (id) * FROM kept"
            once += " WHERE id IN (FROM again) ORDER BY id, hash(kept))"
            repeated -= connection.execute("SELECT count(*) FROM again").fetchone()[0]
            other = connection.execute(
                "SELECT count(*) - (SELECT count(*) FROM again) FROM (SELECT DISTINCT * FROM kept"
                " WHERE id IN (FROM again))"
            ).fetchone()[0]
        connection.execute(f"CREATE TEMP VIEW fresh AS {once}")
        imported.aside["the same row again"] = repeated - other
        imported.aside["another row with the same id"] = other
        imported.aside = {reason: number for reason, number in imported.aside.items() if number}
        if before.is_file():
            old = read_parquet(before)
            imported.new = connection.execute(
                f"SELECT count(*) FROM fresh ANTI JOIN {old} o ON fresh.id = o.id"
            ).fetchone()[0]
            imported.revised = (
                connection.execute(f"SELECT count(*) FROM (SELECT * FROM fresh EXCEPT SELECT * FROM {old})").fetchone()[
                    0
                ]
                - imported.new
            )
            union = f"SELECT * FROM fresh UNION ALL BY NAME SELECT * FROM {old} o ANTI JOIN fresh ON o.id = fresh.id"
        else:
            imported.new = (kept if actors else coded) - repeated
            union = "SELECT * FROM fresh"
        connection.execute(f"COPY ({union} ORDER BY id) TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)")


def _of_actors(connection: Any, actors: Sequence[str], imported: Imported, curated: Curated, corrections: Path) -> int:
    """Keep the rows of some actors; returns how many there are."""
    linker = curated.linker(imported.importer, read_corrections(corrections, curated.register))
    ids = set(actors) & set(curated.register.types)
    for name in actors:
        ids |= set(curated.register.called(fold(name)))
        if country := curated.countries.find(name):
            ids.add(linker.state(country))
    folded = {fold(name) for name in actors}
    links = linker.link(read_actors(connection))
    keys = {
        key_of(link.foreign)
        for link in links
        if {link.actor, link.state} & (ids | set(actors)) or fold(link.foreign.name or "") in folded
    }
    if not keys:
        told = ", ".join(f"'{name[:60]}'" for name in actors[:5]) + (" or others" if len(actors) > 5 else "")
        raise UsageError(f"no row is of {told}; write an id, a name as the data has it, or a country")
    connection.execute("CREATE TEMP TABLE wanted (key VARCHAR)")
    connection.executemany("INSERT INTO wanted VALUES (?)", [(key,) for key in sorted(keys)])
    connection.execute(
        "CREATE TEMP TABLE chosen AS SELECT k.* FROM kept k WHERE source_key IN (FROM wanted)"
        " OR target_key IN (FROM wanted) OR k.id IN (SELECT id FROM (SELECT id, unnest(people) AS p FROM kept)"
        " WHERE concat_ws(chr(31), COALESCE(p.name, ''), '', COALESCE(p.country, '')) IN (FROM wanted))"
    )
    connection.execute("CREATE OR REPLACE TEMP VIEW kept AS SELECT * FROM chosen")
    return int(connection.execute("SELECT count(*) FROM chosen").fetchone()[0])


def code_condition(codes: Iterable[str], importer: Importer) -> str:
    """The codes that were asked for as a condition in SQL, empty where none were; 04* stands for all that start so.

    Raises UsageError for what is no code, and for one that the crosswalk has no term for.
    """
    known = load_event_codes(importer.scheme)
    parts = []
    for code in codes:
        if not _CODE.fullmatch(code):
            raise UsageError(f"'{code[:40]}' is no code; write 042, or 04* for all that start so")
        start = code.removesuffix("*")
        if not any(name.startswith(start) if code.endswith("*") else name == code for name in known):
            raise UsageError(f"no code {code} has a term in the crosswalk; there are {', '.join(known)}")
        parts.append(f"starts_with(code, {quote(start)})" if code.endswith("*") else f"code = {quote(code)}")
    return f"({' OR '.join(parts)})" if parts else ""
