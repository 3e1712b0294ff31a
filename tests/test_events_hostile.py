"""Files of event data that somebody made to do harm, or that came to harm: an error for people, or a right graph."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import duckdb
import pytest
from event_graphs import claims_of, import_rows, left_beside, read_staged
from generate_events import Row, icews_row, write_icews, write_icews_rows
from tiers import slow_but

from kg.building.imports import import_events
from kg.errors import UsageError

PEAK = """
import sys
from pathlib import Path
from kg.errors import UsageError
from kg.building.imports import import_events
done = import_events("icews", [sys.argv[1]], graph=sys.argv[2])
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
print(done.read, status["VmHWM"].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the peak of a process, on Linux alone")
def test_many_bad_rows_take_no_memory(tmp_path: Path) -> None:
    """The peak is that of the process itself: ru_maxrss would be that of the tests, where these had more before."""
    file = write_icews_rows(tmp_path / "e.tab", [icews_row()])
    bad = "".join(f"{n}\t{'a bad row ' * 50}\n" for n in range(100_000))
    file.write_text(file.read_text(encoding="utf-8") + bad, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(file), str(tmp_path / "graph")], capture_output=True, text=True, timeout=120
    )
    read, peak = map(int, done.stdout.split())
    assert read == 100_001
    assert peak < 700_000  # 1.9 GB where DuckDB gathers them
    with (tmp_path / "graph" / "events" / "icews.rejects.csv").open(encoding="utf-8", newline="") as told:
        assert sum(1 for _ in told) == 1 + 100_000


def numbered(*numbers: int) -> list[Row]:
    return [icews_row(event_id=number) for number in numbers]


@pytest.mark.parametrize(
    ("name", "suffix"),
    slow_but(
        product(["a[1]", "a*b", "a?b", "it's", "a%20b", "a{1,b}", "~"], ["tab", "parquet"]),
        ("a[1]", "tab"),
        ("it's", "parquet"),
    ),
)
@pytest.mark.slow
def test_a_name_that_looks_like_a_pattern_is_a_name(name: str, suffix: str, tmp_path: Path) -> None:
    for other, number in (("a1", 8), ("axb", 9)):
        write_icews_rows(tmp_path / f"{other}.{suffix}", numbered(number))
    file = write_icews_rows(tmp_path / "rows" if suffix == "tab" else tmp_path / "rows.parquet", numbered(1, 2))
    done = import_events("icews", [file.rename(tmp_path / f"{name}.{suffix}")], graph=tmp_path / "graph")
    assert claims_of(done, "rows") == [(["1", "2"],)]


@pytest.mark.slow
def test_two_graphs_whose_names_are_alike(tmp_path: Path) -> None:
    for graph, number in (("g1", 1), ("g[1]", 2)):
        import_events("icews", [write_icews_rows(tmp_path / f"{number}.tab", numbered(number))], graph=tmp_path / graph)
    done = import_events("icews", [write_icews_rows(tmp_path / "3.tab", numbered(3))], graph=tmp_path / "g[1]")
    assert claims_of(done, "rows") == [(["2", "3"],)]
    assert done.graph is not None
    assert [row["event"] for row in done.graph.query("talks")] == ["icews-2"]


@pytest.mark.slow
def test_a_folder_that_looks_like_a_column(tmp_path: Path) -> None:
    done = import_rows("icews", numbered(1), tmp_path / "Source Name=Kenya", file="events.parquet")
    assert done.graph is not None and [link.actor for link in done.links] == ["russia", "turkey"]


def test_a_wrong_checksum_at_the_end(tmp_path: Path) -> None:
    sound = gzip.compress(write_icews(tmp_path / "e.tab", rows=3_000).read_bytes())
    file = tmp_path / "e.tab.gz"
    file.write_bytes(sound[:-8] + bytes([sound[-8] ^ 255]) + sound[-7:])
    with pytest.raises(UsageError, match="CRC check failed"):
        import_events("icews", [file], graph=tmp_path / "graph")
    assert left_beside(tmp_path) == ["e.tab", "e.tab.gz"]


@pytest.mark.parametrize("name", ["", "line", "event id", "wrong", 'it\'s "odd"'])
@pytest.mark.parametrize("first", [True, False])
def test_columns_of_other_names_do_no_harm(name: str, first: bool, tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", numbered(1, 2))
    lines = file.read_text(encoding="utf-8").splitlines()
    lines = [
        f"{cell}\t{line}" if first else f"{line}\t{cell}" for line, cell in zip(lines, [name, "7", "8"], strict=True)
    ]
    file.write_text("\n".join([*lines, "9\tbad", ""]), encoding="utf-8")
    rows, staged = read_staged("icews", file, tmp_path / "work")
    assert [row[1] for row in rows] == ["1", "2"] or [row[0] for row in rows] == ["1", "2"]
    assert (staged.read, [reject.line for reject in staged.rejects]) == (3, [4])


@pytest.mark.slow
def test_a_parquet_file_with_a_column_by_which_rows_are_counted(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.parquet", numbered(1, 2))
    with duckdb.connect() as connection:
        for column, out in (("file_row_number", "a"), ("line", "b")):
            connection.execute(f"COPY (SELECT *, 'x' AS {column} FROM '{file}') TO '{tmp_path}/{out}.parquet'")
    with pytest.raises(UsageError, match="column file_row_number"):
        import_events("icews", [tmp_path / "a.parquet"], graph=tmp_path / "graph")
    assert import_events("icews", [tmp_path / "b.parquet"], graph=tmp_path / "graph").rows == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with a name, and links take rights")
def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tab")
    (tmp_path / "loop.tab").symlink_to(tmp_path / "loop.tab")
    (tmp_path / "nothing.tab").symlink_to(tmp_path / "nowhere")
    for name in ("pipe.tab", "loop.tab", "nothing.tab", "x" * 5_000, "a\0b"):
        with pytest.raises(UsageError, match=r"is no file|there is no file"):
            import_events("icews", [tmp_path / name], graph=tmp_path / "graph")


@pytest.mark.parametrize(
    "day", ["infinity", "-infinity", "epoch", "today", "2018-02-30", "0044-03-15 (BC)", "12345-01-01"]
)
def test_what_is_no_day(day: str, tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [*numbered(1), icews_row(event_id=2, event_date=day)])
    _, staged = read_staged("icews", file, tmp_path / "work")
    assert [reject.line for reject in staged.rejects] == [3]
