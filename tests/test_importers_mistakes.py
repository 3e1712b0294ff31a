"""Mistakes of those who import: each is told before anything is written, with what to do instead."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pytest
from event_graphs import import_rows
from generate_events import icews_row
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.errors import KgError, UsageError
from kg.importers import import_events


def refused(folder: Path, *words: str) -> str:
    """What `kg import` says of these words, which it refuses."""
    done = CliRunner().invoke(app, ["import", *words, "--graph", str(folder / "graph")])
    assert done.exit_code == 2 and not (folder / "graph").exists()
    return " ".join(done.output.split())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    import_rows("icews", [icews_row()], tmp_path / "made", file="e.tab")
    return tmp_path / "made" / "e.tab"


@pytest.mark.parametrize("flag", ["--codes", "--actors"])
def test_an_option_without_a_value(flag: str, file: Path, tmp_path: Path) -> None:
    assert f"{flag} has no value; leave it out for all" in refused(tmp_path, "icews", str(file), flag, "")


def test_links_are_never_written_over_what_is_read(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert "is a file to read" in refused(tmp_path, "icews", str(file), "--links", str(file))
    assert "cannot be written" in refused(tmp_path, "icews", str(file), "--links", str(tmp_path / "no" / "l.csv"))
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [("a\tb\n".encode("utf-16"), "is UTF-16"), (b"a\tb\rc\td\r", "line ends of one CR")],
)
def test_files_of_another_make(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "e.tab").write_bytes(content)
    assert words in refused(tmp_path, "icews", str(tmp_path / "e.tab"))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_last_line_that_is_too_long(packed: bool, end: bytes, file: Path, tmp_path: Path) -> None:
    """DuckDB leaves one of several hundred megabytes out without a word."""
    content = file.read_bytes() + b"x" * 80_000_000 + end
    given = tmp_path / ("e.tab.gz" if packed else "e.tab")
    given.write_bytes(gzip.compress(content, 1) if packed else content)
    done = import_events("icews", [given], graph=tmp_path / "graph")
    assert (done.read, done.rejected, done.events) == (2, 1, 1)


def as_parquet(file: Path, columns: str) -> Path:
    out = file.with_suffix(".parquet")
    duckdb.execute(
        f"COPY (SELECT * REPLACE ({columns}) FROM read_csv('{file}', all_varchar = true, delim = '\t')) TO '{out}'"
    )
    return out


def test_codes_as_numbers_in_parquet(file: Path, tmp_path: Path) -> None:
    told = as_parquet(file, '41 AS "CAMEO Code"')
    assert "the column CAMEO Code, which takes the 0 from codes" in refused(tmp_path, "icews", str(told))


def test_texts_as_bytes_in_parquet(file: Path, tmp_path: Path) -> None:
    told = as_parquet(file, "encode('Kenya ğ') AS \"Source Country\"")
    plain = as_parquet(file.rename(file.with_name("f.tab")), "'Kenya ğ' AS \"Source Country\"")
    links = [import_events("icews", [path], graph=tmp_path / path.stem).links for path in (told, plain)]
    assert links[0] == links[1]


def test_corrections_name_actors_and_offices(file: Path, tmp_path: Path) -> None:
    kg.build(out=tmp_path / "built", page=False)
    (tmp_path / "c.csv").write_text("name,country,actor\nSomebody,,istanbul\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"c\.csv:2: no curated actor or office has the id 'istanbul'"):
        import_events("icews", [file], graph=tmp_path / "built", corrections=tmp_path / "c.csv")


def test_a_link_to_a_graph_stays_one(file: Path, tmp_path: Path) -> None:
    kg.build(out=tmp_path / "built", page=False)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "built", target_is_directory=True)
    assert import_events("icews", [file], graph=link).changed
    assert link.is_symlink() and kg.open(tmp_path / "built").has_events


def test_a_manifest_without_sense(file: Path, tmp_path: Path) -> None:
    import_events("icews", [file], graph=tmp_path / "graph")
    path = tmp_path / "graph" / "graph.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "events": {"icews": None}}), encoding="utf-8")
    with pytest.raises(KgError, match="makes no sense"):
        kg.open(tmp_path / "graph")
