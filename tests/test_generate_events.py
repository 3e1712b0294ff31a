"""The made-up event files: shaped as published, the same each time; the published files where they are at hand."""

from __future__ import annotations

import csv
import doctest
import gzip
import hashlib
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import event_rows
import pytest
from event_columns import CODES, COUNTRIES
from generate_events import (
    GDELT_1_COLUMNS,
    GDELT_COLUMNS,
    ICEWS_COLUMNS,
    KINDS,
    MEND_BLANK_ROW,
    MEND_COLUMNS,
    gdelt_row,
    icews_row,
    mend_row,
    spoil,
    write_gdelt,
    write_gdelt_rows,
    write_icews,
    write_icews_rows,
    write_mend,
    write_mend_rows,
)
from reference import find_data

Rows = list[dict[str, str]]
WRITERS: dict[str, Any] = {"icews": write_icews, "gdelt": write_gdelt, "mend": write_mend}


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read_tabs(path: Path, columns: tuple[str, ...] = ()) -> Rows:
    with io.TextIOWrapper(io.BytesIO(unpacked(path)), encoding="utf-8", newline="") as file:
        lines = (line.rstrip("\n").split("\t") for line in file)
        names = columns or tuple(next(lines))
        return [dict(zip(names, line, strict=True)) for line in lines]


def read_commas(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def icews(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return read_tabs(write_icews(tmp_path_factory.mktemp("icews") / "events.tab", rows=60_000, days=32))


@pytest.fixture(scope="module")
def gdelt(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return read_tabs(write_gdelt(tmp_path_factory.mktemp("gdelt") / "events.csv", rows=6000), GDELT_COLUMNS)


# what figures of a file are compared


def icews_figures(rows: Rows) -> dict[str, float]:
    whole = len(rows)
    sides = Counter((r["Event Date"], r["Source Name"], r["Target Name"], r["CAMEO Code"]) for r in rows)
    calls = [r for r in rows if r["CAMEO Code"] in ("040", "041", "046")]
    turned = [(r["Event Date"], r["Target Name"], r["Source Name"], r["CAMEO Code"]) for r in calls]
    names = Counter(name for r in rows for name in (r["Source Name"], r["Target Name"]))
    codes = Counter(r["CAMEO Code"] for r in rows)
    return {
        **{
            code: codes[code] / whole for code in ("010", "036", "040", "041", "042", "043", "046", "050", "057", "111")
        },
        "10x to 13x": sum(n for code, n in codes.items() if "10" <= code[:2] <= "13") / whole,
        "repeated": 1 - len(sides) / whole,
        "from both sides": sum(key in sides for key in turned) / len(turned),
        "no source country": sum(not r["Source Country"] for r in rows) / whole,
        "no target country": sum(not r["Target Country"] for r in rows) / whole,
        "no source sectors": sum(not r["Source Sectors"] for r in rows) / whole,
        "no target sectors": sum(not r["Target Sectors"] for r in rows) / whole,
        "within a country": sum(bool(r["Source Country"]) and r["Source Country"] == r["Target Country"] for r in rows)
        / whole,
        "country in the name": sum(r["Source Name"].endswith(")") for r in rows) / whole,
        "no city": sum(not r["City"] for r in rows) / whole,
        "named by the ten": sum(n for _, n in names.most_common(10)) / whole / 2,
        "named by a hundred": sum(n for _, n in names.most_common(100)) / whole / 2,
        "actors": len(names) / whole,
        "pairs": len({frozenset((r["Source Name"], r["Target Name"])) for r in rows}) / whole,
        "stories": len({r["Story ID"] for r in rows}) / whole,
        "hundred publishers": len({r["Publisher"] for r in rows}) / 100,
    }


def gdelt_figures(rows: Rows) -> dict[str, float]:
    whole = len(rows)
    codes = Counter(r["EventCode"] for r in rows)
    return {
        **{code: codes[code] / whole for code in ("010", "036", "040", "042", "043", "046", "050", "057")},
        **{f"class {n}": sum(r["QuadClass"] == n for r in rows) / whole for n in "1234"},
        "articles": len({r["SOURCEURL"] for r in rows}) / whole,
        "roots": sum(r["IsRootEvent"] == "1" for r in rows) / whole,
        "one source": sum(r["NumSources"] == "1" for r in rows) / whole,
        "actor types": sum(bool(r["Actor1Type1Code"]) for r in rows) / whole,
        "known groups": sum(bool(r["Actor1KnownGroupCode"]) for r in rows) / whole,
        "countries as places": sum(r["ActionGeo_Type"] == "1" for r in rows) / whole,
    }


def mend_figures(rows: Rows) -> dict[str, float]:
    whole = len(rows)
    full = [r for r in rows if r["med_event_ID"]]
    return {
        "blank": 1 - len(full) / whole,
        "no day": sum(not r["Day"] for r in full) / len(full),
        "several third parties": sum(";" in r["third_party"] for r in full) / len(full),
        "no local party": sum(not r["local_parties"] for r in full) / len(full),
        "shuttles": sum(r["shuttle"] == "1" for r in full) / len(full),
        "not told whether": sum(not r["shuttle"] for r in full) / len(full),
        "agreements": sum(r["agmt"] == "1" for r in full) / len(full),
        "mediators alone": sum(r["med_type"] == "MR" for r in full) / len(full),
        "named": sum(bool(r["individual_med_named"]) for r in full) / len(full),
    }


def far(made: dict[str, float], published: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Figures that differ by more than a third and by more than two in a hundred."""
    return {
        name: (made[name], value) for name, value in published.items() if abs(made[name] - value) > max(value / 3, 0.02)
    }


# as published, where it is at hand


@pytest.mark.slow
def test_icews_is_as_published(tmp_path: Path) -> None:
    published = read_tabs(find_data("icews/icews-2018-10-11.tab.gz"))
    assert tuple(published[0]) == ICEWS_COLUMNS
    made = read_tabs(write_icews(tmp_path / "events.tab", rows=len(published)))
    assert far(icews_figures(made), icews_figures(published)) == {}
    for name in {row["CAMEO Code"] for row in made}:
        row = next((row for row in published if row["CAMEO Code"] == name), None)
        assert row is None or (row["Event Text"], row["Intensity"]) == (CODES[name].text, CODES[name].intensity)


@pytest.mark.slow
def test_gdelt_is_as_published(tmp_path: Path) -> None:
    with find_data("gdelt/columns-2.0.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(row["tableId"] for row in csv.DictReader(file)) == GDELT_COLUMNS
    published = read_tabs(find_data("gdelt/20201113.export.CSV"), GDELT_COLUMNS)
    made = read_tabs(write_gdelt(tmp_path / "events.csv", rows=20_000), GDELT_COLUMNS)
    assert far(gdelt_figures(made), gdelt_figures(published)) == {}
    day, code = ("MonthYear", "Year", "FractionDate"), ("EventBaseCode", "EventRootCode", "QuadClass")
    for row in published:
        derived = gdelt_row(SQLDATE=row["SQLDATE"], EventCode=row["EventCode"])
        assert {name: derived[name] for name in (*day, *code)} == {name: row[name] for name in (*day, *code)}
    fips = {row["Actor1Geo_FullName"]: row["Actor1Geo_CountryCode"] for row in published}
    assert {c.name: c.fips for c in COUNTRIES if fips.get(c.name, c.fips) != c.fips} == {}
    codes = {row["Actor1Name"]: row["Actor1Code"] for row in published if not row["Actor1Type1Code"]}
    assert {c.name: c.alpha3 for c in COUNTRIES if codes.get(c.name.upper(), c.alpha3) != c.alpha3} == {}


def test_mend_is_as_published(tmp_path: Path) -> None:
    published = read_commas(find_data("mend/mend-sample.csv"))
    assert tuple(published[0]) == MEND_COLUMNS
    assert published[-1] == MEND_BLANK_ROW
    made = read_commas(write_mend(tmp_path / "events.csv", rows=len(published)))
    assert far(mend_figures(made), mend_figures(published)) == {}


# what holds always


@pytest.mark.parametrize("name", WRITERS)
def test_same_bytes_each_time(name: str, tmp_path: Path) -> None:
    def digest(file: str, **settings: int) -> str:
        path = WRITERS[name](tmp_path / file, rows=500, **settings)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    assert digest("one.csv") == digest("two.csv") != digest("three.csv", seed=1)
    assert digest("events.gz") == digest("events.gz")
    assert digest("events.zip") == digest("events.zip")


@pytest.mark.parametrize("rows", [1, 2, 7, 500])
@pytest.mark.parametrize("name", WRITERS)
def test_as_many_rows_as_asked_for(name: str, rows: int, tmp_path: Path) -> None:
    path = WRITERS[name](tmp_path / "events.csv", rows=rows)
    found = {"icews": read_tabs, "gdelt": lambda path: read_tabs(path, GDELT_COLUMNS), "mend": read_commas}[name](path)
    assert len(found) == rows


@pytest.mark.slow
def test_calls_stand_twice_and_visits_in_two_rows(icews: Rows) -> None:
    def told(codes: tuple[str, ...], one: str, other: str) -> Counter[tuple[str, ...]]:
        rows = [row for row in icews if row["CAMEO Code"] in codes]
        return Counter((row["Story ID"], row["Sentence Number"], row[one], row[other]) for row in rows)

    for code in ("040", "041", "044", "046"):
        assert told((code,), "Source Name", "Target Name") == told((code,), "Target Name", "Source Name")
    assert told(("042",), "Source Name", "Target Name") == told(("043",), "Target Name", "Source Name")


@pytest.mark.slow
def test_icews_by_itself(icews: Rows) -> None:
    found = icews_figures(icews)
    assert 0.2 < found["repeated"] < 0.28
    assert found["from both sides"] == 1
    assert len({row["Event ID"] for row in icews}) == len(icews)
    assert not any(row["Source Name"] == row["Target Name"] for row in icews)
    orders = {row["Source Sectors"] for row in icews if row["Source Name"] == "Foreign Affairs (India)"}
    assert len(orders) > 1
    assert len({tuple(sorted(order.split(","))) for order in orders}) == 1
    assert [row["Event Date"] for row in icews] == sorted(row["Event Date"] for row in icews)
    assert len({row["Event Date"] for row in icews}) == 32


def test_gdelt_by_itself(gdelt: Rows, tmp_path: Path) -> None:
    assert all(row["SOURCEURL"].split("/")[2].endswith(".example") for row in gdelt)
    assert 3.5 < 1 / gdelt_figures(gdelt)["articles"] < 5
    assert [row["DATEADDED"] for row in gdelt] == sorted(row["DATEADDED"] for row in gdelt)
    assert {len(row["DATEADDED"]) for row in gdelt} == {14}
    assert 0.02 < sum(not row["Actor2Code"] for row in gdelt) / len(gdelt) < 0.08
    old = read_tabs(write_gdelt(tmp_path / "old.csv", rows=50, version="1.0"), GDELT_1_COLUMNS)
    assert len(old[0]) == 58
    assert {row["DATEADDED"] for row in old} == {"20201113"}
    bare = write_gdelt(tmp_path / "bare.csv", rows=50, version="1.0", source_url=False)
    assert len(read_tabs(bare, GDELT_1_COLUMNS[:-1])) == 50
    with pytest.raises(ValueError, match=r"no GDELT 3\.0"):
        write_gdelt(tmp_path / "new.csv", rows=1, version="3.0")


def test_mend_by_itself(tmp_path: Path) -> None:
    path = write_mend(tmp_path / "events.csv", rows=400)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfmed_event_ID,conflict_country,conflict_counry_ID,")
    rows = read_commas(path)
    assert rows[-1] == MEND_BLANK_ROW
    assert any("\n" in row["Summary"] for row in rows)
    assert any('"' in row["Summary"] for row in rows)
    assert {row["shuttle"] for row in rows} == {"", "0", "1"}
    assert all(row["third_party"].count(";") == row["third_party_id_GLOPAD"].count(";") for row in rows)


# rows as tests state them


def test_examples_run() -> None:
    assert doctest.testmod(event_rows).failed == 0


def test_rows_say_what_they_are_given() -> None:
    row = icews_row(source_name="Norland", cameo_code="046", target_country=None)
    assert tuple(row) == ICEWS_COLUMNS
    assert (row["Source Name"], row["Event Text"], row["Intensity"]) == ("Norland", "Engage in negotiation", "7")
    assert row["Target Country"] == ""
    assert icews_row(cameo_code="041", intensity="9")["Intensity"] == "9"
    assert tuple(gdelt_row()) == GDELT_COLUMNS
    assert gdelt_row(EventCode="0871")["GoldsteinScale"] == "9.0"
    assert gdelt_row(SQLDATE="20201301")["MonthYear"] == "202013"
    assert tuple(mend_row()) == MEND_COLUMNS
    assert mend_row(med_location_multiselect="A; B")["med_location - MULTISELECT"] == "A; B"
    with pytest.raises(TypeError, match="sorce_name"):
        icews_row(sorce_name="Norland")


def test_rows_are_written_as_published(tmp_path: Path) -> None:
    rows = [icews_row(), icews_row(source_name='The "Front", Norland')]
    assert read_tabs(write_icews_rows(tmp_path / "events.tab", rows)) == rows
    assert read_tabs(write_icews_rows(tmp_path / "bare.tab", rows, header=False), ICEWS_COLUMNS) == rows
    assert read_commas(write_icews_rows(tmp_path / "events.csv", rows, delimiter=",")) == rows
    assert read_tabs(write_icews_rows(tmp_path / "events.tab.gz", rows)) == rows
    with pytest.raises(csv.Error):
        write_icews_rows(tmp_path / "broken.tab", [icews_row(source_name="a\tb")])
    packed = write_icews_rows(tmp_path / "events.tab.zip", rows)
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["events.tab"]
        assert archive.read("events.tab") == (tmp_path / "events.tab").read_bytes()
    assert read_tabs(write_gdelt_rows(tmp_path / "g.csv", [gdelt_row()]), GDELT_COLUMNS) == [gdelt_row()]
    old = read_tabs(write_gdelt_rows(tmp_path / "g1.csv", [gdelt_row()], version="1.0"), GDELT_1_COLUMNS)
    assert old[0]["DATEADDED"] == "20201113"
    mended = [mend_row(summary='One\nline, "two"'), MEND_BLANK_ROW]
    assert read_commas(write_mend_rows(tmp_path / "m.csv", mended)) == mended


def test_parquet_holds_the_same(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    rows = [icews_row(), icews_row(source_name='The "Front", Norland', event_id=2)]
    path = write_icews_rows(tmp_path / "events.parquet", rows)
    with duckdb.connect() as database:
        found = database.sql("FROM read_parquet($1)", params=[str(path)])
        names = tuple(found.columns)
        values = [tuple(value or "" for value in row) for row in found.fetchall()]
    assert names == ICEWS_COLUMNS
    assert values == [tuple(row.values()) for row in rows]


# what is spoilt


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_icews_rows(tmp_path / "sound.tab", [icews_row(event_id=n) for n in range(1, 8)])


def test_lines_are_spoilt(sound: Path, tmp_path: Path) -> None:
    def second(kind: str) -> bytes:
        lines = spoil(sound, tmp_path / "spoilt.tab", kind).read_bytes().split(b"\n")
        whole = sound.read_bytes().split(b"\n")
        assert [lines[n] == whole[n] for n in (0, 1, 3, 4)] == [True] * 4
        return lines[2]

    assert second("few columns").count(b"\t") == 9
    assert second("many columns").count(b"\t") == 21
    assert second("empty line") == b""
    assert second("bad date").split(b"\t")[1] == b"2018-13-45"
    with pytest.raises(UnicodeDecodeError):
        second("not utf-8").decode("utf-8")
    assert b"\0" in second("nul")
    assert len(second("long line")) > 2_000_000
    assert second("open quote").split(b"\t")[2] == b'"Norland'
    assert second("formula").split(b"\t")[2].startswith(b"=cmd")
    assert second("script").split(b"\t")[2].startswith(b"<script>")
    assert second("address").split(b"\t")[-1].startswith(b"javascript:")


def test_columns_of_other_formats_are_found(tmp_path: Path) -> None:
    events = write_gdelt_rows(tmp_path / "g.csv", [gdelt_row()] * 4)
    rows = read_tabs(spoil(events, tmp_path / "out.csv", "script"), GDELT_COLUMNS)
    assert [row["Actor1Name"] for row in rows[1:]] == ["TURKEY", "<script>alert(1)</script>", "TURKEY"]
    assert read_tabs(spoil(events, tmp_path / "out.csv", "bad date"), GDELT_COLUMNS)[2]["SQLDATE"] == "2018-13-45"
    assert read_tabs(spoil(events, tmp_path / "out.csv", "address"), GDELT_COLUMNS)[2]["SOURCEURL"].startswith("java")
    events = write_mend_rows(tmp_path / "m.csv", [mend_row()] * 4)
    assert read_commas(spoil(events, tmp_path / "out.csv", "formula"))[1]["conflict_country"].startswith("=cmd")
    assert read_commas(spoil(events, tmp_path / "out.csv", "bad date"))[1]["Month"] == "2018-13-45"


@pytest.mark.slow
def test_files_and_archives_are_spoilt(sound: Path, tmp_path: Path) -> None:
    def made(kind: str) -> Path:
        return spoil(sound, tmp_path / "spoilt.zip", kind)

    assert not made("cut").read_bytes().endswith(b"\n")
    assert made("empty").read_bytes() == b""
    assert made("only header").read_text(encoding="utf-8").split("\t")[-1] == "Longitude\n"
    assert not zipfile.is_zipfile(made("no zip"))
    with zipfile.ZipFile(made("outside zip")) as archive:
        assert archive.namelist() == ["../../outside.tab"]
    with zipfile.ZipFile(made("two zip")) as archive:
        assert len(archive.namelist()) == 2
    with zipfile.ZipFile(made("folder zip")) as archive:
        assert archive.infolist()[0].is_dir()
    with zipfile.ZipFile(made("big zip")) as archive:
        assert archive.infolist()[0].file_size > 200_000_000
        assert archive.infolist()[0].compress_size < 1_000_000
    with pytest.raises(ValueError, match="no kind 'odd'"):
        made("odd")
    assert len(KINDS) == len(set(KINDS))


def test_it_streams(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Rows are written before the last is made: the most that is not yet written is a buffer."""
    import generate_icews

    seen: list[int] = []
    path = tmp_path / "events.tab"
    make = generate_icews._IcewsRows.make

    def watched(self: Any) -> Any:
        for row in make(self):
            seen.append(path.stat().st_size if len(seen) % 1000 == 999 else 0)
            yield row

    monkeypatch.setattr(generate_icews._IcewsRows, "make", watched)
    write_icews(path, rows=4000)
    assert 0 < seen[999] < seen[1999] < seen[2999]
