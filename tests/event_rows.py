"""Rows of machine-coded event files as tests state them, and files of such rows: ICEWS, GDELT and MEND.

A row is a dict of texts by the published name of the column. `icews_row`, `gdelt_row` and `mend_row` give whole rows
with harmless values; a test names only what it is about. `write_icews_rows` and its likes write them as published.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from event_columns import CODES, GDELT_1_COLUMNS, GDELT_COLUMNS, ICEWS_COLUMNS, MEND_COLUMNS

Row = dict[str, str]


def icews_row(**values: object) -> Row:
    """A whole row of ICEWS: Turkey consults Russia on 1 October 2018, but for what is given.

    Columns are named in any spelling that keeps letters and digits: `source_name` is "Source Name". Text and intensity
    follow from the code where they are not given; None leaves a cell empty. Raises TypeError for an unknown column.

    >>> icews_row(cameo_code="041", source_name="Norland")["Event Text"]
    'Discuss by telephone'
    """
    row = _set(_ICEWS, ICEWS_COLUMNS, values)
    known = CODES.get(row["CAMEO Code"])
    follow = {"Event Text": known.text if known else "", "Intensity": known.intensity if known else "0"}
    return {**row, **_set_missing(follow, ICEWS_COLUMNS, values)}


def gdelt_row(**values: object) -> Row:
    """A whole row of GDELT 2.0: Turkey consults Russia on 13 November 2020, but for what is given.

    What the code and the day imply (base and root code, class, weight; month, year, fraction, day added) follows from
    them where it is not given. For GDELT 1.0 the columns that it lacks are left out in writing, and DATEADDED is a day.

    >>> row = gdelt_row(EventCode="1124", SQLDATE="20201101")
    >>> row["EventRootCode"], row["QuadClass"], row["MonthYear"], row["DATEADDED"]
    ('11', '3', '202011', '20201101001500')
    """
    row = _set(_GDELT, GDELT_COLUMNS, values)
    code, day = row["EventCode"], row["SQLDATE"]
    follow = {**code_fields(code), **day_fields(day), "DATEADDED": f"{day}001500"}
    return {**row, **_set_missing(follow, GDELT_COLUMNS, values)}


def mend_row(**values: object) -> Row:
    """A whole row of MEND: a third party sees one local party on 5 January 2023, but for what is given.

    >>> mend_row(third_party="Norland; Sudland", day=None)["Day"]
    ''
    """
    return _set(_MEND, MEND_COLUMNS, values)


# A row of MEND without an event, as hundreds of them stand at the end of what is published.
MEND_BLANK_ROW: Row = dict.fromkeys(MEND_COLUMNS, "") | {"agmt_id_PAX": "0"}


def write_icews_rows(
    path: Path, rows: Iterable[Mapping[str, str]], *, header: bool = True, delimiter: str = "\t"
) -> Path:
    """Write rows as ICEWS is published: tabs, a header, no quotes. See `write_table` for .gz, .zip and .parquet."""
    cells = (tuple(row.values()) for row in rows)
    return write_table(path, ICEWS_COLUMNS, cells, header=header, delimiter=delimiter)


def write_gdelt_rows(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    version: str = "2.0",
    header: bool = False,
    delimiter: str = "\t",
    source_url: bool = True,
) -> Path:
    """Write rows as GDELT is published: tabs, no header; 61 columns, or 58 (57 without the address) of version 1.0."""
    columns = gdelt_columns(version=version, source_url=source_url)
    old = version == "1.0"
    cells = (tuple(row[name][:8] if old and name == "DATEADDED" else row[name] for name in columns) for row in rows)
    return write_table(path, columns, cells, header=header, delimiter=delimiter)


def write_mend_rows(
    path: Path, rows: Iterable[Mapping[str, str]], *, header: bool = True, delimiter: str = ","
) -> Path:
    """Write rows as MEND is published: commas, quotes where needed, a byte order mark, line ends of Windows."""
    cells = (tuple(row.values()) for row in rows)
    return write_table(
        path, MEND_COLUMNS, cells, header=header, delimiter=delimiter, newline="\r\n", quotes=True, mark=True
    )


def gdelt_columns(*, version: str = "2.0", source_url: bool = True) -> tuple[str, ...]:
    """The columns of a version of GDELT. Raises ValueError for another version."""
    if version not in ("1.0", "2.0"):
        raise ValueError(f"no GDELT {version}; there are 1.0 and 2.0")
    columns = GDELT_COLUMNS if version == "2.0" else GDELT_1_COLUMNS
    return columns if source_url else columns[:-1]


def write_table(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    header: bool = True,
    delimiter: str = "\t",
    newline: str = "\n",
    quotes: bool | None = None,
    mark: bool = False,
) -> Path:
    """Write rows as they come, never all in memory, and return the path.

    The name says how: .gz and .zip are packed, with the same bytes each time; .parquet holds texts, and null for what
    is empty. Quotes stand where commas are, and not where tabs are, if it is not said otherwise; without them a cell
    that holds a delimiter or a line end raises csv.Error. `mark` puts the byte order mark first.
    """
    quoted = delimiter != "\t" if quotes is None else quotes
    if path.suffix == ".parquet":
        with tempfile.TemporaryDirectory() as name:
            table = write_table(Path(name) / "table.csv", columns, rows, delimiter=",", newline=newline, quotes=True)
            _write_parquet(table, path)
        return path
    with _open_packed(path) as packed:
        text = io.TextIOWrapper(packed, encoding="utf-8-sig" if mark else "utf-8", newline="")
        if quoted:
            writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
        else:
            writer = csv.writer(
                text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_NONE, quotechar=None
            )
        if header:
            writer.writerow(columns)
        writer.writerows(rows)
        text.flush()
        text.detach()
    return path


def code_fields(code: str) -> Row:
    """What a CAMEO code implies in GDELT: base and root code (without the zero before them), class, and weight."""
    root = code[:2]
    quad = next(str(number) for number, last in enumerate(("05", "09", "14", "99"), 1) if root <= last)
    known = CODES.get(code) or CODES.get(code[:3])
    return {
        "EventBaseCode": code[:3].lstrip("0"),
        "EventRootCode": root.lstrip("0"),
        "QuadClass": quad,
        "GoldsteinScale": f"{float(known.intensity if known else 0):.1f}",
    }


def day_fields(day: str) -> Row:
    """What a day (YYYYMMDD) implies in GDELT: month, year, and the part of the year that is over."""
    try:
        found = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
    except ValueError:  # a test wants a day that is none
        return {"MonthYear": day[:6], "Year": day[:4], "FractionDate": day[:4]}
    fraction = found.year + ((found.month - 1) * 30 + found.day) / 365  # months of 30 days, as the publisher reckons
    return {"MonthYear": day[:6], "Year": day[:4], "FractionDate": f"{fraction:.4f}"}


_ICEWS: Row = dict.fromkeys(ICEWS_COLUMNS, "") | {
    "Event ID": "30000001",
    "Event Date": "2018-10-01",
    "Source Name": "Turkey",
    "Source Country": "Turkey",
    "CAMEO Code": "040",
    "Target Name": "Russia",
    "Target Country": "Russian Federation",
    "Story ID": "40000001",
    "Sentence Number": "1",
    "Publisher": "Example Wire",
    "Country": "Turkey",
    "Latitude": "41.0",
    "Longitude": "29.0",
}

_PLACE = {"Type": "1", "FullName": "Turkey", "CountryCode": "TU", "ADM1Code": "TU", "Lat": "39.0", "Long": "35.0"}
_GDELT: Row = dict.fromkeys(GDELT_COLUMNS, "") | {
    "GLOBALEVENTID": "900000001",
    "SQLDATE": "20201113",
    "Actor1Code": "TUR",
    "Actor1Name": "TURKEY",
    "Actor1CountryCode": "TUR",
    "Actor2Code": "RUS",
    "Actor2Name": "RUSSIA",
    "Actor2CountryCode": "RUS",
    "IsRootEvent": "1",
    "EventCode": "040",
    "NumMentions": "2",
    "NumSources": "1",
    "NumArticles": "2",
    "AvgTone": "-1.5",
    **{f"{place}_{part}": value for place in ("Actor1Geo", "ActionGeo") for part, value in _PLACE.items()},
    "Actor1Geo_FeatureID": "TU",
    "Actor2Geo_Type": "0",
    "ActionGeo_FeatureID": "TU",
    "SOURCEURL": "https://news.example/2020/11/13/story-1",
}

_MEND: Row = dict.fromkeys(MEND_COLUMNS, "") | {
    "med_event_ID": "NOR202301-1",
    "conflict_country": "Norland",
    "conflict_counry_ID": "990",
    "med_location - MULTISELECT": "Harbour Town",
    "med_loc_cty": "Sudland",
    "med_loc_x": "31.25",
    "med_loc_y": "30.5",
    "Day": "5",
    "Month": "1",
    "Year": "2023",
    "third_party": "Sudland",
    "third_party_id_GLOPAD": "CON_991",
    "third_party_id": "CON_991",
    "num_med": "1",
    "med_scope": "P",
    "local_parties": "Norland Movement",
    "local_party_id": "NL",
    "num_local": "1",
    "if_loc_belig": "1",
    "agmt": "0",
    "Summary": "An envoy of Sudland met the Norland Movement in Harbour Town.",
    "source_urls": "https://news.example/2023/01/05/story-1",
    "shuttle": "0",
    "med_type": "M",
}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _texts(columns: Sequence[str], values: Mapping[str, object]) -> Row:
    names = {_plain(column): column for column in columns}
    if unknown := [name for name in values if _plain(name) not in names]:
        raise TypeError(f"no such column: {', '.join(unknown)}")
    return {names[_plain(name)]: "" if value is None else str(value) for name, value in values.items()}


def _set(row: Row, columns: Sequence[str], values: Mapping[str, object]) -> Row:
    return {**row, **_texts(columns, values)}


def _set_missing(follow: Row, columns: Sequence[str], values: Mapping[str, object]) -> Row:
    given = _texts(columns, values)
    return {name: value for name, value in follow.items() if name not in given}


@contextmanager
def _open_packed(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        if path.suffix == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as zipped:
                yield zipped  # type: ignore[misc]
        elif path.suffix == ".zip":
            member = zipfile.ZipInfo(path.stem)  # of 1 January 1980
            member.compress_type = zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(file, "w") as archive:
                add_member = archive.open  # of bytes, so without an encoding
                with add_member(member, "w", force_zip64=True) as packed:
                    yield packed
        else:
            yield file


def _write_parquet(table: Path, path: Path) -> None:
    import duckdb

    database: Any = duckdb.connect()
    read = "read_csv($1, header = true, all_varchar = true, nullstr = '', delim = ',', quote = '\"', escape = '\"')"
    with database:
        database.sql(f"COPY (SELECT * FROM {read}) TO $2 (FORMAT parquet)", params=[str(table), str(path)])
