"""Reading files of event data: every form as published gives the same rows; what is wrong is told with its line."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from event_graphs import NAMES, WRITERS, import_rows, left_beside, read_staged
from generate_events import MEND_BLANK_ROW, Row, gdelt_row, icews_row, mend_row, spoil, write_icews_rows
from reference import find_data
from tiers import mark_others, slow_but

from kg.building.imports import import_events
from kg.errors import UsageError

ROWS: dict[str, list[Row]] = {
    "icews": [
        icews_row(event_id="1", city="Ankara", source_sectors="Government, Local (x),Military"),
        icews_row(event_id="2", source_name='Zoë "Z" O\'Neil, 東京', target_name=None, target_country=None),
        icews_row(event_id="3", cameo_code="041", event_date="2018-10-31", publisher=None),
    ],
    "gdelt": [
        gdelt_row(GLOBALEVENTID="1", Actor1Code="TURGOV", Actor1Name='THE "PORTE", ANKARA', Actor1Type1Code="GOV"),
        gdelt_row(GLOBALEVENTID="2", Actor2Code=None, Actor2Name=None, Actor2CountryCode=None, EventCode="042"),
    ],
    "mend": [
        mend_row(med_event_id="N1", summary='They "met",\nand met again.\n\nTwice; at least', third_party="A; B"),
        mend_row(med_event_id="N2", day=None, month=None, individual_med_named="Ann Other; Bo Else", shuttle="1"),
    ],
}
VARIANTS = [
    *(("icews", name, {"delimiter": d}) for name in ("e.tab", "e.csv", "e.txt.gz", "e.tsv.zip") for d in ("\t", ",")),
    *(("icews", "e.tab", {"header": False, "delimiter": d}) for d in ("\t", ",")),
    ("icews", "e.parquet", {}),
    *(("gdelt", name, {"header": h}) for name in ("e.CSV", "e.CSV.zip", "e.csv.gz") for h in (True, False)),
    ("gdelt", "e.csv", {"delimiter": ","}),
    ("gdelt", "e.csv", {"version": "1.0"}),
    ("gdelt", "e.parquet", {}),
    *(("mend", name, {"delimiter": d}) for name in ("e.csv", "e.csv.gz", "e.csv.zip") for d in ("\t", ",")),
    ("mend", "e.csv", {"header": False}),
    ("mend", "e.parquet", {}),
]


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows whose lists of texts have an order."""

    def ordered(cell: Any) -> Any:
        return sorted(cell) if isinstance(cell, list) and cell and isinstance(cell[0], str) else cell

    return [tuple(map(ordered, row)) for row in rows]


@pytest.mark.parametrize(
    ("name", "file", "settings"),
    mark_others(
        VARIANTS,
        lambda name, file, settings: (name, file.partition(".")[2].lower()),
        lambda name, file, settings: str(settings),
    ),
)
@pytest.mark.slow
def test_every_form_gives_the_same_rows(name: str, file: str, settings: dict[str, Any], tmp_path: Path) -> None:
    usual, told = read_staged(name, WRITERS[name](tmp_path / NAMES[name], ROWS[name]), tmp_path / "usual")
    assert (told.read, told.blank, told.rejects, len(usual)) == (len(ROWS[name]), 0, [], len(ROWS[name]))
    other, staged = read_staged(name, WRITERS[name](tmp_path / file, ROWS[name], **settings), tmp_path / "other")
    assert plain(other) == plain(usual)
    assert staged == told


LINE_ENDS: dict[str, Callable[[bytes], bytes]] = {
    "mark": lambda text: b"\xef\xbb\xbf" + text,
    "windows": lambda text: text.replace(b"\n", b"\r\n"),
    "mixed": lambda text: text.replace(b"\n", b"\r\n", 2),
    "no end": lambda text: text.rstrip(b"\n"),
    "empty lines": lambda text: text.replace(b"\n", b"\n\n"),
}


@pytest.mark.parametrize(
    ("change", "delimiter", "header"),
    mark_others(
        product(LINE_ENDS, ["\t", ","], [True, False]),
        lambda change, delimiter, header: change,
        lambda change, delimiter, header: (delimiter, header),
    ),
)
def test_line_ends_do_not_matter(change: str, delimiter: str, header: bool, tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.csv", ROWS["icews"], header=header, delimiter=delimiter)
    usual, _ = read_staged("icews", file, tmp_path / "usual")
    file.write_bytes(LINE_ENDS[change](file.read_bytes()))
    rows, staged = read_staged("icews", file, tmp_path / "other")
    assert rows == usual
    assert (staged.read, staged.rejects) == (3, [])


FEW, MANY, OPEN, LONG, UTF8, NUL = (
    "too few fields", "too many fields", "does not end", "too long", "not UTF-8", "NUL character",
)  # fmt: skip
SPOILT = {
    "few columns": FEW, "many columns": MANY, "bad date": "is no day", "not utf-8": UTF8, "nul": NUL, "long line": LONG,
}  # fmt: skip


def rejects_of(name: str, file: Path, folder: Path) -> tuple[int, list[int], set[str]]:
    rows, staged = read_staged(name, file, folder)
    assert staged.read == len(rows) + len(staged.rejects) + staged.blank
    assert all(reject.file == str(file) and reject.text for reject in staged.rejects)
    return staged.read, [reject.line for reject in staged.rejects], {reject.reason for reject in staged.rejects}


FORMS = ("icews tab", "icews comma", "icews tab without header", "gdelt")


@pytest.mark.parametrize(
    ("kind", "form"),
    # Each kind, and each form.
    mark_others(product(SPOILT, FORMS), lambda kind, form: kind, lambda kind, form: form),
)
def test_spoilt_lines_are_rejected_by_line(kind: str, form: str, tmp_path: Path) -> None:
    name = form.split()[0]
    sound = tmp_path / "sound.csv"
    if name == "icews":
        rows = [icews_row(event_id=n, source_name=f"A {n}") for n in range(1, 10)]
        write_icews_rows(sound, rows, header="without" not in form, delimiter="," if "comma" in form else "\t")
    else:
        WRITERS[name](sound, [gdelt_row(GLOBALEVENTID=n, Actor1Code="TURGOV") for n in range(1, 10)])
    file = spoil(sound, tmp_path / "spoilt.csv", kind)
    read, lines, reasons = rejects_of(name, file, tmp_path / "work")
    assert (read, lines) == (9, [3, 6, 9])
    assert len(reasons) == 1 and SPOILT[kind] in reasons.pop()


@pytest.mark.parametrize("kind", ["empty line", "formula", "script", "address"])
def test_what_is_odd_and_not_wrong_is_no_reject(kind: str, tmp_path: Path) -> None:
    sound = WRITERS["gdelt"](tmp_path / "sound.csv", [gdelt_row(GLOBALEVENTID=n) for n in range(1, 10)])
    read, lines, _ = rejects_of("gdelt", spoil(sound, tmp_path / "odd.csv", kind), tmp_path / "work")
    assert (read, lines) == (6 if kind == "empty line" else 9, [])


def test_an_open_quote_takes_no_other_row_along(tmp_path: Path) -> None:
    rows = [icews_row(event_id=n, source_name=f"A {n}") for n in range(1, 10)]
    commas = write_icews_rows(tmp_path / "commas.csv", rows, delimiter=",")
    read, lines, reasons = rejects_of("icews", spoil(commas, tmp_path / "open.csv", "open quote"), tmp_path / "work")
    assert (read, lines) == (9, [3, 6, 9])
    assert all(OPEN in reason for reason in reasons)
    tabs = write_icews_rows(tmp_path / "tabs.tab", rows)
    assert rejects_of("icews", spoil(tabs, tmp_path / "open.tab", "open quote"), tmp_path / "work")[:2] == (9, [])


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    sound = write_icews_rows(tmp_path / "sound.tab", [icews_row(event_id=n) for n in range(1, 10)])
    assert rejects_of("icews", spoil(sound, tmp_path / "cut.tab", "cut"), tmp_path / "work")[:2] == (9, [10])


def test_several_kinds_at_once_with_rows_of_several_lines(tmp_path: Path) -> None:
    rows = [mend_row(med_event_id=f"N{n}", summary=f"one {n}\n\ntwo" if n % 2 else "x") for n in range(1, 9)]
    rows[3]["Year"] = "soon"  # row 4
    rows[5]["med_event_ID"] = "no id/"  # row 6
    rows.insert(5, MEND_BLANK_ROW)
    text = WRITERS["mend"](tmp_path / "e.csv", rows).read_bytes().replace(b"\r\n", b"\n")
    lines = text.split(b"\n")
    assert lines[4].startswith(b"N2")  # row 1 has three lines, from line 2 on
    lines[4] += b",more"
    lines[5] = lines[5].replace(b"N3", b"\xff3")  # row 3, lines 6 to 8
    file = tmp_path / "e.csv"
    file.write_bytes(b"\n".join(lines))
    found, staged = read_staged("mend", file, tmp_path / "work")
    assert [row[0] for row in found] == ["N1", "N5", "N7", "N8"]
    told = [(reject.line, next(word for word in (MANY, UTF8, "Year", "its id") if word in reject.reason))
            for reject in staged.rejects]  # fmt: skip
    assert told == [(5, MANY), (6, UTF8), (9, "Year"), (14, "its id")]
    assert (staged.read, staged.blank) == (9, 1)
    assert lines[13].startswith(b"no id/")


def test_parquet_rows_that_are_wrong_have_their_number(tmp_path: Path) -> None:
    rows = [icews_row(event_id=n, event_date="never" if n == 4 else "2018-10-01") for n in range(1, 7)]
    assert rejects_of("icews", write_icews_rows(tmp_path / "e.parquet", rows), tmp_path / "work")[:2] == (6, [4])


@pytest.mark.slow
def test_folder_and_pattern(tmp_path: Path) -> None:
    (tmp_path / "in" / "below").mkdir(parents=True)
    write_icews_rows(tmp_path / "in" / "a.tab", ROWS["icews"][:1])
    write_icews_rows(tmp_path / "in" / "b.tab.gz", ROWS["icews"][1:2])
    write_icews_rows(tmp_path / "in" / "below" / "c.tab.zip", ROWS["icews"][2:])
    (tmp_path / "in" / "notes.md").write_text("no event file", encoding="utf-8")
    whole = import_events("icews", [tmp_path / "in"], graph=tmp_path / "whole")
    assert (whole.files, whole.read, whole.new) == (3, 3, 3)
    by_pattern = import_events("icews", [f"{tmp_path}/in/*.*", tmp_path / "in" / "a.tab"], graph=tmp_path / "pattern")
    assert (by_pattern.files, by_pattern.read) == (2, 2)
    deep = import_events("icews", [f"{tmp_path}/in/**/*.zip"], graph=tmp_path / "deep")
    assert (deep.files, deep.read) == (1, 1)


@pytest.mark.slow
def test_rejects_are_kept_in_a_file(tmp_path: Path) -> None:
    sound = WRITERS["icews"](tmp_path / "sound.tab", [icews_row(event_id=n) for n in range(1, 6)])
    bad = spoil(sound, tmp_path / "=bad.tab", "few columns")
    done = import_events("icews", [bad], graph=tmp_path / "graph")
    file = tmp_path / "graph" / "events" / "icews.rejects.csv"
    first = file.read_text(encoding="utf-8")
    assert [line.split(",")[1:3] for line in first.splitlines()[1:]] == [["3", "it has " + FEW], ["6", "it has " + FEW]]
    assert done.rejected == 2
    # another file without rejects takes none of them away; the same file once it is mended does
    import_rows("icews", [icews_row(event_id="77")], tmp_path, file="other.tab")
    assert file.read_text(encoding="utf-8") == first
    bad.write_bytes(sound.read_bytes())
    import_events("icews", [bad], graph=tmp_path / "graph")
    assert not file.exists()


@pytest.mark.slow
def test_new_rejects_are_kept_even_where_no_row_is_new(tmp_path: Path) -> None:
    import_rows("icews", [icews_row()], tmp_path)
    done = import_rows("icews", [icews_row(), icews_row(event_id="8", event_date="x")], tmp_path, file="second.tab")
    assert not done.changed
    assert "second.tab,3" in (tmp_path / "graph" / "events" / "icews.rejects.csv").read_text(encoding="utf-8")


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def zip_with(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def not_icews(folder: Path, kind: str) -> Path:
    sound = write_icews_rows(folder / "sound.tab", [icews_row(event_id=n) for n in range(1, 400)])
    makers: dict[str, Callable[[], Path]] = {
        "gdelt": lambda: WRITERS["gdelt"](folder / "x.tab", ROWS["gdelt"]),
        "mend": lambda: WRITERS["mend"](folder / "x.csv", ROWS["mend"]),
        "mend in parquet": lambda: WRITERS["mend"](folder / "x.parquet", ROWS["mend"]),
        "picture": lambda: write_bytes(folder / "x.tab", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        "no parquet": lambda: write_bytes(folder / "x.parquet", sound.read_bytes()),
        "no gzip": lambda: write_bytes(folder / "x.tab.gz", sound.read_bytes()),
        "half a gzip": lambda: write_bytes(folder / "x.tab.gz", gzip.compress(sound.read_bytes())[:-60]),
        "wrong zip": lambda: zip_with(folder / "x.zip", {"x.md": b"words"}),
        "half a zip": lambda: write_bytes(folder / "x.zip", zip_with(folder / "y.zip", {"a.tab": sound.read_bytes()})
                                          .read_bytes()[:-90]),
        "no utf-8": lambda: write_bytes(folder / "x.tab", sound.read_text(encoding="utf-8").encode("utf-16")),
        "other name": lambda: write_bytes(folder / "x.docx", sound.read_bytes()),
        "all rows wrong": lambda: write_icews_rows(folder / "x.tab", [icews_row(event_date="x")]),
        "one column twice": lambda: write_bytes(
            folder / "x.tab", sound.read_bytes().replace(b"Story ID", b"Event ID", 1)
        ),
    }  # fmt: skip
    if kind in makers:
        return makers[kind]()
    return spoil(sound, folder / ("x.zip" if "zip" in kind else "x.tab"), kind)


NOT_ICEWS = [
    "gdelt", "mend", "mend in parquet", "picture", "no parquet", "no gzip", "half a gzip", "wrong zip", "half a zip",
    "no utf-8", "other name", "all rows wrong", "one column twice", "no zip", "big zip", "two zip", "folder zip",
]  # fmt: skip


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if kind == "big zip" else []) for kind in NOT_ICEWS]
)
def test_what_is_not_what_it_claims_leaves_no_trace(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = not_icews(tmp_path / "in", kind)
    with pytest.raises(UsageError) as told:
        import_events("icews", [file], graph=tmp_path / "new" / "graph")
    assert str(file) in str(told.value) and len(str(told.value)) < 600
    assert left_beside(tmp_path) == ["in"]


@pytest.mark.parametrize("kind", slow_but(["empty", "only header", "cut to its mark"], "only header"))
def test_a_file_without_rows_is_told_and_no_error(kind: str, tmp_path: Path) -> None:
    sound = write_icews_rows(tmp_path / "sound.tab", ROWS["icews"])
    mark = write_bytes(tmp_path / "mark.tab", b"\xef\xbb\xbf")
    file = mark if "mark" in kind else spoil(sound, tmp_path / "x.tab", kind)
    done = import_events("icews", [file], graph=tmp_path / "graph")
    assert (done.read, done.rejected, done.events, done.notes) == (0, 0, 0, [f"'{file}' has no rows"])


def test_a_bad_file_among_good_ones_keeps_the_graph_as_it_was(tmp_path: Path) -> None:
    before = import_rows("icews", [icews_row()], tmp_path)
    assert before.graph is not None
    inode = (tmp_path / "graph").stat().st_ino
    good = write_icews_rows(tmp_path / "good.tab", [icews_row(event_id="2")])
    bad = [write_bytes(tmp_path / f"bad-{n}.tab", b"words") for n in range(2)]
    with pytest.raises(UsageError) as told:
        import_events("icews", [good, *bad], graph=tmp_path / "graph")
    assert all(str(file) in str(told.value) for file in bad)  # all of them at once
    assert (tmp_path / "graph").stat().st_ino == inode


def test_an_archive_writes_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    sound = write_icews_rows(tmp_path / "sound.tab", ROWS["icews"])
    file = spoil(sound, tmp_path / "x.zip", "outside zip")
    done = import_events("icews", [file], graph=tmp_path / "a" / "b" / "graph")
    assert done.read == 3
    assert left_beside(tmp_path) == ["a", "sound.tab", "x.zip"]
    assert left_beside(tmp_path / "a") == ["b"] and left_beside(tmp_path / "a" / "b") == ["graph"]


HEADERS: dict[str, Callable[[list[str]], list[str]]] = {
    "other order and letters": lambda cells: [cells[0].lower(), cells[8].upper(), *cells[1:8], *cells[9:]],
    "empty columns": lambda cells: [*cells, "", ""],
}


@pytest.mark.parametrize("kind", HEADERS)
def test_headers_that_somebody_made_anew(kind: str, tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", ROWS["icews"])
    usual, _ = read_staged("icews", file, tmp_path / "usual")
    head, *lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    head = HEADERS[kind](head)
    lines = [[line[0], line[8], *line[1:8], *line[9:]] if "order" in kind else [*line, "", ""] for line in lines]
    file.write_text("\n".join("\t".join(line) for line in [head, *lines]) + "\n", encoding="utf-8")
    rows, staged = read_staged("icews", file, tmp_path / "other")
    assert rows == usual and staged.rejects == []


def test_a_gzip_that_is_wrong_in_its_checksum_alone(tmp_path: Path) -> None:
    rows = [icews_row(event_id=n, source_name=f"Somebody {n}") for n in range(3_000)]  # more than the head of the file
    packed = bytearray(write_icews_rows(tmp_path / "e.tab.gz", rows).read_bytes())
    packed[-8] ^= 1
    (tmp_path / "e.tab.gz").write_bytes(packed)
    with pytest.raises(UsageError, match="cannot be read: CRC"):
        import_events("icews", [tmp_path / "e.tab.gz"], graph=tmp_path / "graph")
    assert left_beside(tmp_path) == ["e.tab.gz"]


def test_what_macos_adds_is_no_event_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    sound = write_icews_rows(tmp_path / "sound.tab", ROWS["icews"]).read_bytes()
    zip_with(tmp_path / "in" / "a.zip", {"a/e.tab": sound, "__MACOSX/a/._e.tab": b"\0\5\26\7"})
    write_bytes(tmp_path / "in" / "._a.zip", b"\0\5\26\7")
    done = import_events("icews", [tmp_path / "in"], graph=tmp_path / "graph")
    assert (done.files, done.read, done.new) == (1, 3, 3)


@pytest.mark.parametrize(
    ("name", "day"), [("icews", "epoch"), ("icews", "infinity"), ("gdelt", "2020113"), ("gdelt", "202011130")]
)
def test_words_and_short_numbers_are_no_days(name: str, day: str, tmp_path: Path) -> None:
    rows = (
        [icews_row(), icews_row(event_id="2", event_date=day)]
        if name == "icews"
        else [gdelt_row(), gdelt_row(GLOBALEVENTID="2", SQLDATE=day, DATEADDED="20201113")]
    )
    file = WRITERS[name](tmp_path / NAMES[name], rows)
    assert rejects_of(name, file, tmp_path / "work")[1] == [3 if name == "icews" else 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "path", "read", "blank"),
    [
        ("icews", "icews/icews-2018-10-11.tab.gz", 112_152, 0),
        ("gdelt", "gdelt/20201113.export.CSV", 2824, 0),
        ("mend", "mend/mend-sample.csv", 2070, 464),
    ],
)
def test_published_files_have_no_rejects(name: str, path: str, read: int, blank: int, tmp_path: Path) -> None:
    rows, staged = read_staged(name, find_data(path), tmp_path)
    assert (staged.read, staged.blank, staged.rejects) == (read, blank, [])
    assert len(rows) == read - blank
