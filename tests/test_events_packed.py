"""Packed event files: what grows too much, is cut off or damaged, or has more in it than one file of rows."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from event_graphs import left_beside
from generate_events import icews_row, write_icews_rows

from kg.building.imports import import_events
from kg.errors import UsageError
from kg.events.packed import check_gzip
from kg.events.rejects import MOST_KEPT, read_rejects

Make = Callable[[Path, bytes], object]


def write(path: Path, text: bytes) -> Path:
    path.write_bytes(text)
    return path


def sound_rows(folder: Path, number: int = 5) -> bytes:
    return write_icews_rows(folder / "sound.tab", [icews_row(event_id=n) for n in range(1, number + 1)]).read_bytes()


def zipped(path: Path, *members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text, packing)
    return path


def locked(path: Path, text: bytes) -> Path:
    """An archive whose member says that it is locked."""
    raw = bytearray(zipped(path, ("rows.tab", text)).read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    return write(path, bytes(raw))


def spoilt(path: Path, text: bytes, packing: int) -> Path:
    raw = bytearray(zipped(path, ("rows.tab", text), packing=packing).read_bytes())
    for at in range(60, 160):
        raw[at] ^= 255
    return write(path, bytes(raw))


BAD: dict[str, tuple[str, Make, str]] = {
    "cut": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text)[:-9]), "ended before"),
    "more after it": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text) + b"more"), "after its end"),
    "length": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text)[:-1] + b"\x01"), "length"),
    "newlines": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text + b"\n" * 40_000_000)), "100 times"),
    "zip of newlines": ("e.zip", lambda path, text: zipped(path, ("a.tab", text + b"\n" * 40_000_000)), "100 times"),
    "two of one name": ("e.zip", lambda path, text: zipped(path, ("a.tab", text), ("a.tab", text)), "2 files of rows"),
    "zip in a zip": ("e.zip", lambda path, text: zipped(path, ("a.zip", text)), "0 files of rows"),
    "locked": ("e.zip", locked, "locked with a password"),
    "lzma": ("e.zip", lambda path, text: spoilt(path, text, zipfile.ZIP_LZMA), "cannot be read"),
    "bzip2": ("e.zip", lambda path, text: spoilt(path, text, zipfile.ZIP_BZIP2), "cannot be read"),
    "deflate": ("e.zip", lambda path, text: spoilt(path, text, zipfile.ZIP_DEFLATED), "cannot be read"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", BAD)
def test_a_packed_file_that_is_wrong_is_told_in_one_line(kind: str, tmp_path: Path) -> None:
    name, make, words = BAD[kind]
    text = sound_rows(tmp_path, 400)
    make(tmp_path / name, text)
    with pytest.raises(UsageError, match=words) as told:
        import_events("icews", [tmp_path / name], graph=tmp_path / "graph")
    assert str(tmp_path / name) in str(told.value) and "\n" not in str(told.value)
    assert left_beside(tmp_path) == [name, "sound.tab"]


GOOD: dict[str, tuple[str, Make]] = {
    "two parts": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text[:99]) + gzip.compress(text[99:]))),
    "zeros after its end": ("e.tab.gz", lambda path, text: write(path, gzip.compress(text) + bytes(512))),
    "an absolute name": ("e.zip", lambda path, text: zipped(path, ("/tmp/a.tab", text), ("readme.md", b"words"))),
    "a long name": (f"{'e' * 240}.tab.zip", lambda path, text: zipped(path, ("a.tab", text))),
}  # fmt: skip


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if "name" in kind else []) for kind in GOOD]
)
@pytest.mark.slow
def test_a_packed_file_that_is_odd_is_read(kind: str, tmp_path: Path) -> None:
    name, make = GOOD[kind]
    make(tmp_path / name, sound_rows(tmp_path))
    done = import_events("icews", [tmp_path / name], graph=tmp_path / "graph")
    assert (done.read, done.rows) == (5, 5)


@pytest.mark.parametrize(
    ("text", "last"),
    [(b"abc\nde\n", 2), (b"abcd\nef", 2), (b"abc\n" * 4, 3), (b"abcd\n", 4), (b"abcd\nef\n", 2), (b"abcdefghij\n", 10),
     (b"abc\n\n", 0), (b"", 0), (b"a\nbcdefgh", 7), (b"abcdefg\nhi", 2)],
)  # fmt: skip
def test_the_last_line_of_a_packed_file(
    text: bytes, last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In blocks of four bytes, which end at line ends or not."""
    monkeypatch.setattr("kg.events.packed._BLOCK", 4)
    assert check_gzip(write(tmp_path / "a.gz", gzip.compress(text))) == last


@pytest.mark.slow
def test_a_parquet_file_of_one_row_a_million_times(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "one.parquet", [icews_row()])
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT r.* FROM '{file}' r, range(3_000_000)) TO '{tmp_path}/many.parquet' (COMPRESSION zstd)"
        )
    with pytest.raises(UsageError, match="unpacks to more than 100 times its size"):
        import_events("icews", [tmp_path / "many.parquet"], graph=tmp_path / "graph")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["few fields", "no day"])
def test_bad_rows_without_end_are_counted_and_the_first_are_kept(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("rejects", "sifting", "row_files"):
        monkeypatch.setattr(f"kg.events.{module}.MOST_KEPT", 10)
    assert MOST_KEPT == 100_000
    rows = [icews_row(event_id=n, event_date="never" if kind == "no day" and n % 3 == 0 else "2018-10-01")
            for n in range(1, 91)]  # fmt: skip
    lines = write_icews_rows(tmp_path / "e.tab", rows).read_text(encoding="utf-8").splitlines()
    if kind == "few fields":
        lines = [line[:20] if n % 3 == 0 and n else line for n, line in enumerate(lines)]
    (tmp_path / "e.tab").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = import_events("icews", [tmp_path / "e.tab"], graph=tmp_path / "graph")
    assert (done.read, done.rejected, done.rows, done.reasons.total()) == (90, 30, 60, 30)
    kept = list(read_rejects(tmp_path / "graph" / "events" / "icews.rejects.csv"))
    assert [reject.line for reject in kept] == [3 * n + 1 for n in range(1, 12)]
    assert kept[-1].reason == "from this line on 20 more rows cannot be used; they are counted and not listed"
    bad = "\n".join([lines[0], *([lines[3]] * 11), *lines[1:]])
    (tmp_path / "bad.tab").write_text(bad, encoding="utf-8")
    if kind == "few fields":
        with pytest.raises(UsageError, match=r"has 11 rows that cannot be used among its first 11; line 12"):
            import_events("icews", [tmp_path / "bad.tab"], graph=tmp_path / "graph")


@pytest.mark.slow
def test_a_text_in_another_encoding(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [icews_row(event_id=1), icews_row(event_id=2, city="Göteborg – ö")])
    text = file.read_text(encoding="utf-8")
    for encoding in ("cp1252", "utf-16", "latin-1"):
        packed = tmp_path / f"{encoding}.tab.gz"
        packed.write_bytes(gzip.compress(text.replace("–", "-" if encoding == "latin-1" else "–").encode(encoding)))
        done = import_events("icews", [packed], graph=tmp_path / encoding, encoding=encoding)
        assert (done.rows, done.rejected) == (2, 0)
    file.write_bytes(text.encode("cp1252") + b"3\x81\t\n")
    done = import_events("icews", [file], graph=tmp_path / "odd", encoding="cp1252")
    assert (done.rows, done.rejected) == (2, 1) and "not in the encoding cp1252" in done.notes[0]
    with pytest.raises(UsageError, match="is not ICEWS coded event data"):
        import_events("icews", [file], graph=tmp_path / "none", encoding="utf-16")
    with pytest.raises(UsageError, match="there is no encoding 'hex'"):
        import_events("icews", [file], graph=tmp_path / "none", encoding="hex")
