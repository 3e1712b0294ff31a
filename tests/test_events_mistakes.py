"""Mistakes of those who import: each is told before anything is written, with what to do instead."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from generate_events import icews_row, write_icews_rows
from shared_graphs import shipped_folder
from tiers import slow_but
from typer.testing import CliRunner

import kg
from kg.building.imports import import_events
from kg.cli import app
from kg.disk.work_folders import Work
from kg.errors import KgError, UsageError
from kg.store import pipes
from kg.store.oxigraph import Store, StoreWriter
from kg.store.streams import load_while_making


def refused(folder: Path, *words: str) -> str:
    """What `kg import` says of these words, which it refuses."""
    done = CliRunner().invoke(app, ["import", *words, "--graph", str(folder / "graph")])
    assert done.exit_code == 2 and not (folder / "graph").exists()
    return " ".join(done.output.split())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    return write_icews_rows(tmp_path / "made" / "e.tab", [icews_row()])


@pytest.mark.parametrize("flag", ["--codes", "--actors"])
def test_an_option_without_a_value(flag: str, file: Path, tmp_path: Path) -> None:
    assert f"{flag} has no value; leave it out for all" in refused(tmp_path, "icews", str(file), flag, "")


def test_links_are_never_written_over_what_is_read(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert "is a file to read" in refused(tmp_path, "icews", str(file), "--links", str(file))
    assert "cannot be written" in refused(tmp_path, "icews", str(file), "--links", str(file / "l.csv"))
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [("a\tb\n".encode("utf-16"), "is UTF-16"), (b"a\tb\rc\td\r", "line ends of one CR")],
)
def test_files_of_another_make(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "e.tab").write_bytes(content)
    assert words in refused(tmp_path, "icews", str(tmp_path / "e.tab"))


@pytest.mark.parametrize(
    ("packed", "end"),
    slow_but([(False, b""), (False, b"\n"), (True, b"")], (False, b"")),
)
@pytest.mark.slow
def test_a_last_line_that_is_too_long(packed: bool, end: bytes, file: Path, tmp_path: Path) -> None:
    """DuckDB leaves one of several hundred megabytes out without a word. What is packed is read as what is not."""
    letters = random.Random(1).randbytes(500_000).hex().encode()  # what packs as no event data does is refused before
    content = file.read_bytes() + letters * 80 + end
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


@pytest.mark.slow
def test_texts_as_bytes_in_parquet(file: Path, tmp_path: Path) -> None:
    told = as_parquet(file, "encode('Kenya ğ') AS \"Source Country\"")
    plain = as_parquet(file.rename(file.with_name("f.tab")), "'Kenya ğ' AS \"Source Country\"")
    links = [import_events("icews", [path], graph=tmp_path / path.stem).links for path in (told, plain)]
    assert links[0] == links[1]


def test_corrections_name_actors_and_offices(file: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "built")
    (tmp_path / "c.csv").write_text("name,country,actor\nSomebody,,istanbul\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"c\.csv:2: no curated actor or office has the id 'istanbul'"):
        import_events("icews", [file], graph=tmp_path / "built", corrections=tmp_path / "c.csv")


@pytest.mark.slow
def test_a_link_to_a_graph_stays_one(file: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "built")
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


@pytest.mark.parametrize("place", ["end", "middle"])
def test_damaged_parquet(place: str, file: Path, tmp_path: Path) -> None:
    told = as_parquet(file, '"Event ID" AS "Event ID"')
    whole = bytearray(told.read_bytes())
    if place == "end":
        whole = whole[: len(whole) // 2]
    else:  # where the pages with the values are
        whole[4 : len(whole) // 4] = bytes(len(whole) // 4 - 4)
    told.write_bytes(whole)
    words = refused(tmp_path, "icews", str(told))
    assert f"'{told}'" in words and "Parquet" in words and "Traceback" not in words


def leave(target: Path, name: str, *, read: bool, hours: int) -> Path:
    """What an import leaves that is killed, before or after it has read a file to its end."""
    work = Work.make(target, f"importing-{name}")
    work.let_go()
    (work.path / "aaaa.parquet").write_text("", encoding="utf-8")
    if read:
        (work.path / "aaaa.json").write_text("{}", encoding="utf-8")
    then = time.time() - hours * 3600
    os.utime(work.path, (then, then))
    return work.path


def test_what_an_import_has_read_stays_for_the_next_of_its_data_set_for_a_day(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "graph"
    old, unread, new = (
        leave(target, "gdelt", read=True, hours=25),
        leave(target, "gdelt", read=False, hours=0),
        leave(target, "gdelt", read=True, hours=1),
    )
    own = [leave(target, "icews", read=True, hours=hours) for hours in (2, 1)]
    import_events("icews", [file], graph=target)
    assert new.exists() and not any(folder.exists() for folder in (old, unread, *own))
    then = time.time() - 25 * 3600
    os.utime(new, (then, then))
    kg.open(target)
    assert not new.exists()


def test_the_work_folder_of_an_import_is_no_link(file: Path, tmp_path: Path) -> None:
    """A link with such a name could lead anywhere; it is left alone, and so is a folder that is not kg's."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x.json").write_text("{}", encoding="utf-8")
    (tmp_path / ".graph.importing-icews").symlink_to("mine", target_is_directory=True)
    (tmp_path / ".graph.importing-icews-abcdefgh").symlink_to("mine", target_is_directory=True)
    (tmp_path / ".graph.importing-icews-hgfedcba").mkdir()
    (tmp_path / ".graph.importing-icews-hgfedcba" / "x").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    import_events("icews", [file], graph=tmp_path / "graph")
    assert [path for path in before if not os.path.lexists(path)] == []
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["x.json"]


class _FullStore(Store):
    """A store whose disk is full after a few bytes, for the first load alone."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[Any] = []

    def load_stream(self, stream: Any) -> None:
        self.loads.append(stream)
        if stream != self.loads[0]:
            return super().load_stream(stream)
        with Path(stream).open("rb") as file:
            file.read(10)
        raise KgError("the store cannot be written: it is full")


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system has no paths of pipes")
@pytest.mark.parametrize("loads", [1, 2])
def test_a_store_that_fails_while_its_pipe_is_full_is_told(loads: int) -> None:
    """What is in a pipe stays there when nobody reads it any more: its writer must not wait for room. Nor must another
    load wait for quads that are not added any more."""
    quads = b"<https://a.example/a> <https://a.example/b> <https://a.example/c> .\n" * 60_000
    told: list[BaseException] = []

    def load() -> None:
        try:
            with load_while_making(_FullStore()) as stream:
                for _ in range(loads - 1):
                    stream.start_load()
                for _ in range(20):
                    stream._put(quads, False)
                stream.wait()
        except KgError as error:
            told.append(error)

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive() and "it is full" in str(told[0])


@pytest.mark.parametrize("piped", [True, False])
def test_loads_side_by_side_load_each_quad_once(piped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "_PIPES", pipes._PIPES if piped else tmp_path / "none")
    files = [tmp_path / f"{number}.nq" for number in range(30)]
    with StoreWriter(tmp_path / "store") as store, load_while_making(store) as stream:
        stream.start_load()
        for number, file in enumerate(files):
            quads = (f'<https://a.example/{number}-{n}> <https://a.example/b> "{n}" .\n' for n in range(400))
            file.write_text("".join(quads), encoding="utf-8")
            stream.add_file(file, keep=not number)
        stream.wait()
    assert len({str(quad) for quad in Store(tmp_path / "store").quads()}) == 30 * 400
    assert [file for file in files if file.exists()] == files[:1]


def test_what_fails_while_quads_are_made_stops_all_loads(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        StoreWriter(tmp_path / "store") as store,
        load_while_making(store) as stream,
    ):
        stream.start_load()
        raise ZeroDivisionError
    assert stream.join(0)
    assert not list(Store(tmp_path / "store").quads())


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped case without a page, which an import would make anew."""
    graph = tmp_path_factory.mktemp("plain") / "graph"
    kg.build(graph=graph, page=False)
    return graph


_LIMITED = """
import resource, sys
from kg.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a limit of what is written, as of a full disk")
@pytest.mark.parametrize(
    "most",
    slow_but([2_000, 60_000, 1_500_000, 3_000_000], 60_000),
)
@pytest.mark.slow
def test_a_disk_without_room(most: int, plain: Path, tmp_path: Path) -> None:
    """Wherever it ends, it is told in a line, and the graph is as it was."""
    rows = [icews_row(event_id=n, source_name=f"Citizen {n} (Kenya)") for n in range(6_000)]
    (tmp_path / "made").mkdir()
    write_icews_rows(tmp_path / "made" / "e.tab", rows)
    shutil.copytree(plain, tmp_path / "graph")
    before = {path: path.read_bytes() for path in (tmp_path / "graph").rglob("*") if path.is_file()}
    words = [str(most), "import", "icews", str(tmp_path / "made" / "e.tab"), "--graph", "graph"]
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("kg: ") and "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "graph").rglob("*") if path.is_file()} == before
    assert not list(tmp_path.glob(".graph.building-*"))


def test_files_that_change_while_they_are_read(file: Path, tmp_path: Path) -> None:
    """One still comes in while its rows are read; another is gone by then."""
    other = file.with_name("f.tab")
    other.write_bytes(file.read_bytes())

    def growing(stage: str, share: float | None = None, /) -> None:
        if stage.startswith("read 1"):
            with file.open("ab") as more:
                more.write(file.read_bytes().splitlines(keepends=True)[-1])

    def going(stage: str, share: float | None = None, /) -> None:
        if stage.startswith("read 1"):
            other.unlink()

    for report, words in ((growing, r"e\.tab' was changed while it was read"), (going, r"f\.tab' cannot be read")):
        with pytest.raises(UsageError, match=words):
            import_events("icews", [file, other], graph=tmp_path / report.__name__, report=report)
        assert not (tmp_path / report.__name__).exists()
