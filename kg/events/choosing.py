"""Which rows of an import are taken: those of the days, codes and actors that were asked for, each row once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.claims.clocks import Clocks
from kg.errors import UsageError
from kg.events.assembling import Curated, open_rows
from kg.events.corrections import read_corrections
from kg.events.merging import key_of, read_actors
from kg.events.places import name_key
from kg.events.registry import Importer
from kg.events.tally import Tally
from kg.model.crosswalks import load_event_codes
from kg.store.columns import Connection, open_columns, quote, quote_path, read_parquet, spill_folder

_CODE = re.compile(r"[0-9A-Za-z_-]{1,20}\*?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which rows an import takes: those of some days, of codes as a condition in SQL, of some actors; else all."""

    window: Clocks
    codes: str
    actors: tuple[str, ...]

    @classmethod
    def read(
        cls,
        importer: Importer,
        *,
        since: str | date | None,
        until: str | date | None,
        actors: Iterable[str],
        codes: Iterable[str],
    ) -> Choice:
        """What was asked for. Raises UsageError for days and codes that there are none of."""
        window = Clocks.read(since=since, until=until)
        return cls(window=window, codes=code_condition(codes, importer), actors=tuple(actors))

    @property
    def within(self) -> str:
        """The days that were asked for as a condition in SQL."""
        days = [f"COALESCE(last_day, day) >= DATE '{self.window.since}'"] * bool(self.window.since)
        days += [f"day <= DATE '{self.window.until}'"] * bool(self.window.until)
        return " AND ".join(["true", *days])


def choose_rows(
    tally: Tally,
    staged: list[Path],
    before: Path,
    out: Path,
    *,
    choice: Choice,
    work: Path,
    curated: Curated,
    corrections: Path,
) -> None:
    """Write the rows of the graph, those of before and the new ones, to `out`, sorted; count what is left aside."""
    codes = load_event_codes(tally.importer.scheme)
    listed = ", ".join(quote(code) for code in codes)
    chosen = f"{choice.within} AND {choice.codes or 'true'}"
    with open_columns(temporary=spill_folder(work, *staged, before)) as connection:
        connection.execute(f"CREATE TEMP VIEW staged AS SELECT * FROM {read_parquet(*staged)} WHERE wrong IS NULL")
        total, in_days, taken, coded, first, last = connection.execute(
            f"SELECT count(*), count(*) FILTER ({choice.within}), count(*) FILTER ({chosen}),"
            f" count(*) FILTER (({chosen}) AND code IN ({listed})), min(day), max(COALESCE(last_day, day)) FROM staged"
        ).fetchone()
        tally.aside = {
            "a row that says nothing": tally.blank,
            f"other days; the rows are of {first} to {last}": total - in_days,
            "other codes": in_days - taken,
            "no term for the code": taken - coded,
        }
        if taken > coded:
            _tell_no_term(connection, tally, codes, f"({chosen}) AND code NOT IN ({listed})")
        open_rows(connection, *staged, where=f"wrong IS NULL AND {chosen} AND code IN ({listed})")
        kept = coded
        if choice.actors:
            kept = _of_actors(connection, choice.actors, tally, curated, corrections)
            tally.aside["other actors"] = coded - kept
        fresh = kept - _keep_once(connection, tally)
        tally.aside = {reason: number for reason, number in tally.aside.items() if number}
        rows = "SELECT * FROM fresh"
        if before.is_file():
            old = read_parquet(before)
            tally.new, changed = connection.execute(
                f"SELECT (SELECT count(*) FROM fresh ANTI JOIN {old} o ON fresh.id = o.id),"
                f" (SELECT count(*) FROM (SELECT * FROM fresh EXCEPT SELECT * FROM {old}))"
            ).fetchone()
            tally.revised = changed - tally.new
            rows += f" UNION ALL BY NAME SELECT * FROM {old} o ANTI JOIN fresh ON o.id = fresh.id"
        else:
            tally.new = fresh
        connection.execute(f"COPY ({rows} ORDER BY id) TO {quote_path(out)} (FORMAT parquet, COMPRESSION zstd)")


def _tell_no_term(connection: Connection, tally: Tally, codes: Collection[str], where: str) -> None:
    """Count the rows by the codes that have no term, and note where those look as if their first 0 was lost."""
    found = connection.execute(
        f"SELECT code, count(*) AS n FROM staged WHERE {where} GROUP BY code ORDER BY n DESC, code"
    ).fetchall()
    tally.no_term = dict(found)
    lost = [code for code, _ in found if "0" + code in codes]
    if lost:
        number = sum(tally.no_term[code] for code in lost)
        rows = f"{number:,} row has a code that has" if number == 1 else f"{number:,} rows have codes that have"
        tally.notes.append(
            f"{rows} lost the 0 at its start, such as {lost[0]} for 0{lost[0]}: a spreadsheet or a program read them as"
            " numbers; import the file as it was published, or read that column as text"
        )


def _keep_once(connection: Connection, tally: Tally) -> int:
    """Make the view `fresh` of the view `kept`, each id once; returns how many rows are left out."""
    own = "* EXCLUDE (wrong, source_key, target_key)"
    connection.execute("CREATE TEMP TABLE again AS SELECT id FROM kept GROUP BY id HAVING count(*) > 1")
    ids = connection.execute("SELECT count(*) FROM again").fetchone()[0]
    if not ids:
        connection.execute(f"CREATE TEMP VIEW fresh AS SELECT {own} FROM kept")
        return 0
    several, different = connection.execute(
        "SELECT (SELECT count(*) FROM kept WHERE id IN (FROM again)),"
        " (SELECT count(*) FROM (SELECT DISTINCT * FROM kept WHERE id IN (FROM again)))"
    ).fetchone()
    connection.execute(
        f"CREATE TEMP VIEW fresh AS SELECT {own} FROM kept WHERE id NOT IN (FROM again) UNION ALL SELECT {own}"
        " FROM (SELECT DISTINCT ON (id) * FROM kept WHERE id IN (FROM again) ORDER BY id, hash(kept))"
    )
    tally.aside["the same row again"] = several - different
    tally.aside["another row with the same id"] = different - ids
    return int(several - ids)


def _of_actors(connection: Connection, actors: Sequence[str], tally: Tally, curated: Curated, corrections: Path) -> int:
    """Keep the rows of some actors; returns how many there are."""
    linker = curated.linker(tally.importer, read_corrections(corrections, curated.register))
    ids = set(actors) & set(curated.register.types)
    for name in actors:
        ids |= set(curated.register.called(name_key(name)))
        if country := curated.countries.find(name):
            ids.add(linker.state(country))
    folded = {name_key(name) for name in actors}
    links = linker.link(read_actors(connection))
    keys = {
        key_of(link.foreign)
        for link in links
        if {link.actor, link.state} & (ids | set(actors)) or name_key(link.foreign.name or "") in folded
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
