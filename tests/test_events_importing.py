"""Importing: all or nothing, twice is once, and a kill at any moment loses nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph
from event_graphs import claims_of, import_rows, left_beside, links_by_name, quads_of
from generate_events import gdelt_row, icews_row, mend_row, write_gdelt, write_icews, write_icews_rows
from test_events_linking import built
from typer.testing import CliRunner

import kg
from kg.building.imports import import_events
from kg.building.outcomes import Imported
from kg.cli import app
from kg.errors import KgError, UsageError
from kg.events.data_sets import report_nothing
from kg.events.registry import find_importer
from kg.events.rejects import read_rejects
from kg.events.row_files import rejects_beside
from kg.events.staging import stage_files
from kg.graph import Graph


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def same_graph(one: Path, other: Path) -> None:
    assert (one / "graph.json").read_bytes() == (other / "graph.json").read_bytes()
    assert quads_of(Graph.open(one)) == quads_of(Graph.open(other))
    for name in ("contacts.parquet", *sorted(str(path.relative_to(one)) for path in (one / "events").iterdir())):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    shutil.copytree(built(), tmp_path / "graph")
    return tmp_path


@pytest.mark.slow
def test_doing_it_twice_changes_nothing(curated: Path) -> None:
    rows = [icews_row(event_id=n, source_name=f"Somebody {n % 3}") for n in range(1, 9)]
    done = import_rows("icews", rows, curated)
    assert done.changed and done.new == 8
    inode, before = (curated / "graph").stat().st_ino, files_in(curated / "graph")
    again = import_rows("icews", rows, curated)
    assert (again.changed, again.new, again.events, again.rows) == (False, 0, done.events, done.rows)
    assert (curated / "graph").stat().st_ino == inode
    assert files_in(curated / "graph") == before
    assert left_beside(curated) == ["events.tab", "graph"]


@pytest.mark.slow
def test_a_file_of_the_users_beside_event_data_is_no_data_set(tmp_path: Path) -> None:
    import_rows("icews", [icews_row(cameo_code="107")], tmp_path)
    for name in ("mine.parquet", "mine.claims.parquet"):
        mine = tmp_path / "graph" / "events" / name
        mine.write_bytes(b"mine")
        assert len(Graph.open(tmp_path / "graph").query("acts")) == 1
    rows = [icews_row(event_id=n, cameo_code="107", target_name=name) for n, name in ((1, "Kenya"), (2, "Peru"))]
    import_rows("icews", rows, tmp_path)
    mine.write_bytes(b"mine, and longer")  # its size is no matter of the graph
    assert len(Graph.open(tmp_path / "graph").query("acts")) == 3


def test_a_file_that_is_resumed_by_another_spelling_is_listed_under_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_icews_rows(tmp_path / "events.tab", [icews_row(), icews_row(event_id="2", event_date="never")])
    (tmp_path / "work").mkdir()
    importer = find_importer("icews")
    for spelling in (path, Path("events.tab")):
        imported = Imported(importer=importer, files=1, read=0, rejected=0)
        staged = stage_files([spelling], importer, tmp_path / "work", imported, report_nothing)
        assert [reject.file for reject in read_rejects(rejects_beside(staged[0]))] == [str(spelling)]


@pytest.mark.slow
def test_a_row_that_changed_is_taken_anew(tmp_path: Path) -> None:
    import_rows("icews", [icews_row(), icews_row(event_id="2", target_name="Kenya")], tmp_path)
    done = import_rows("icews", [icews_row(cameo_code="041")], tmp_path)
    assert (done.new, done.revised, done.events) == (0, 1, 2)
    assert sorted(claims_of(done, "type, rows")) == [("Contact", ["2"]), ("PhoneCall", ["30000001"])]


def test_rows_with_one_id_and_other_content_are_told(tmp_path: Path) -> None:
    rows = [icews_row(), icews_row(), icews_row(cameo_code="041"), icews_row(event_id="2")]
    done = import_rows("icews", rows, tmp_path)
    assert (done.new, done.aside) == (2, {"the same row again": 1, "another row with the same id": 1})


@pytest.mark.slow
def test_a_build_does_not_take_away_what_was_imported_meanwhile(curated: Path) -> None:
    facts = built().parent / "facts.yaml"

    def import_now(stage: str) -> None:
        if stage == "put in place":
            import_rows("icews", [icews_row()], curated)

    with pytest.raises(KgError, match=r"was imported into .* meanwhile; build again"):
        kg.build(facts, graph=curated / "graph", page=False, report=import_now)
    assert Graph.open(curated / "graph").info.events["icews"].rows == 1
    assert left_beside(curated) == ["events.tab", "graph"]
    kg.build(facts, graph=curated / "graph", page=False)
    assert Graph.open(curated / "graph").info.events["icews"].rows == 1


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_graph_needs_a_name_of_its_own(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    file = write_icews(tmp_path / "events.tab", rows=5)
    for writing in (partial(import_events, "icews", [file], graph=name), partial(kg.build, "ukraine-2022", graph=name)):
        with pytest.raises(UsageError, match="no name of its own; name a folder"):
            writing()
    assert left_beside(tmp_path) == ["events.tab", "inner"] and not list((tmp_path / "inner").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("most", [2_000, 3])
def test_a_page_is_drawn_once_and_only_where_it_is_wanted(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small graph is drawn whole, of a large one the curated claims; --no-page leaves it out."""
    facts, graph = tmp_path / "facts", tmp_path / "graph"
    toy_graph(facts, toy_contact("call", "2031-05-01", "ada participant", "boris participant"), graph=graph)
    import_events("icews", [write_icews(tmp_path / "events.tab", rows=5)], graph=graph)
    drawn: list[int] = []
    draw = Graph.page

    def counted(shown: Graph) -> str:
        drawn.append(len(shown.sparql("SELECT ?claim { ?claim a akg:Claim }")))
        return draw(shown)

    monkeypatch.setattr(Graph, "page", counted)
    monkeypatch.setattr("kg.building.event_folder.MOST_ON_PAGE", most)
    whole = kg.build(facts, graph=graph)
    assert drawn == [len(whole) if most > 3 else len(whole.view(claims="curated"))] and (graph / "page.html").exists()
    drawn.clear()
    kg.build(facts, graph=graph, page=False)
    assert drawn == [] and not (graph / "page.html").exists()


@pytest.mark.slow
def test_a_curated_graph_keeps_its_facts(curated: Path) -> None:
    before = set(quads_of(Graph.open(curated / "graph")))
    counts = json.loads((curated / "graph" / "graph.json").read_text(encoding="utf-8"))["counts"]
    done = import_rows("icews", [icews_row(source_name="Ada Kernova", source_country="Kenya")], curated)
    assert done.graph is not None
    assert before < set(quads_of(done.graph))
    assert (curated / "graph" / "dump.nq").read_bytes() == (built() / "dump.nq").read_bytes()
    assert (curated / "graph" / "page.html").is_file() == (built() / "page.html").is_file()
    assert done.graph.info.counts["claims"] == counts["claims"] + 1
    curated_alone = done.graph.view(claims="curated")
    assert {row["claim"].value for row in curated_alone.store.rows("SELECT ?claim { ?claim a akg:Claim }")} == {
        row["claim"].value for row in Graph.open(built()).store.rows("SELECT ?claim { ?claim a akg:Claim }")
    }


@pytest.mark.slow
def test_several_data_sets_in_either_order(tmp_path: Path) -> None:
    for folder, order in ((tmp_path / "a", (0, 1, 2)), (tmp_path / "b", (2, 1, 0))):
        shutil.copytree(built(), folder / "graph")
        steps = [
            ("icews", [icews_row(), icews_row(event_id="2", target_name="Jane Roe", target_country="Kenya")]),
            ("gdelt", [gdelt_row(Actor1CountryCode="KEN", Actor1Code="KENGOV", Actor1Type1Code="GOV")]),
            ("mend", [mend_row(individual_med_named="Ada Kernova"), mend_row(med_event_id="B", third_party="Kenya")]),
        ]
        for step in order:
            import_rows(*steps[step], folder, file=f"{steps[step][0]}.csv")
    a, b = (json.loads((tmp_path / name / "graph" / "graph.json").read_text(encoding="utf-8")) for name in "ab")
    assert a == b and list(a["events"]) == list(b["events"]) == ["gdelt", "icews", "mend"]
    same_graph(tmp_path / "a" / "graph", tmp_path / "b" / "graph")


def filtered(folder: Path, **settings: Any) -> tuple[list[str], dict[str, int]]:
    countries = ["Kenya", "Uganda", "Somalia"]
    rows = [
        icews_row(event_id=number, event_date=f"2018-10-0{1 + number}", cameo_code=code,
                  source_name=f"Police ({source})", source_country=source,
                  target_name="Ada Kernova" if number == 4 else target,
                  target_country="Kenya" if number == 4 else target)
        for number, (code, source, target) in enumerate(
            zip(["041", "042", "051", "190", "043"], countries * 2, [*countries[1:], *countries], strict=False)
        )
    ]  # fmt: skip
    done = import_rows("icews", rows, folder, **settings)
    return sorted(row for (rows,) in claims_of(done, "rows") for row in rows), done.aside


DAYS = "other days; the rows are of 2018-10-01 to 2018-10-05"
CODES, OTHERS, NO_TERM = "other codes", "other actors", "no term for the code"


@pytest.mark.parametrize(
    ("settings", "kept", "aside"),
    [
        pytest.param({}, "0124", {NO_TERM: 1}, marks=pytest.mark.slow),
        pytest.param({"since": "2018-10-03"}, "24", {DAYS: 2, NO_TERM: 1}, marks=pytest.mark.slow),
        pytest.param({"until": "2018-10-02"}, "01", {DAYS: 3}, marks=pytest.mark.slow),
        pytest.param({"since": "2018-10-02", "until": "2018-10-03"}, "12", {DAYS: 3}, marks=pytest.mark.slow),
        pytest.param({"codes": ["04*"]}, "014", {CODES: 2}, marks=pytest.mark.slow),
        pytest.param({"codes": ["041", "051"]}, "02", {CODES: 3}, marks=pytest.mark.slow),
        pytest.param({"actors": ["Kenya"]}, "024", {NO_TERM: 1, OTHERS: 1}, marks=pytest.mark.slow),
        pytest.param({"actors": ["kenya", "uganda"]}, "0124", {NO_TERM: 1, OTHERS: 0}, marks=pytest.mark.slow),
        pytest.param({"actors": ["ada"]}, "4", {NO_TERM: 1, OTHERS: 3}, marks=pytest.mark.slow),
        pytest.param({"actors": ["Ada Kernowa"]}, "4", {NO_TERM: 1, OTHERS: 3}, marks=pytest.mark.slow),
        ({"actors": ["Police (Uganda)"], "codes": ["04*"], "since": "2018-10-02"}, "14", {DAYS: 1, CODES: 2}),
    ],
)
@pytest.mark.slow
def test_filters(settings: dict[str, Any], kept: str, aside: dict[str, int], curated: Path) -> None:
    found, told = filtered(curated, **settings)
    assert ("".join(found), told) == (kept, {reason: number for reason, number in aside.items() if number})


@pytest.mark.parametrize(
    "settings", [{"codes": ["999"]}, {"codes": ["0';"]}, {"since": "soon"}, {"actors": ["Nobody At All"]}]
)
def test_filters_that_make_no_sense(settings: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        filtered(tmp_path, **settings)
    assert not (tmp_path / "graph").exists()


@pytest.mark.slow
def test_filters_add_up(tmp_path: Path) -> None:
    first, _ = filtered(tmp_path, codes=["041"])
    both, _ = filtered(tmp_path, codes=["042"])
    assert (first, both) == (["0"], ["0", "1"])


def test_a_folder_that_is_no_graph_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "thesis.txt").write_text("ten years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="is no graph"):
        import_rows("icews", [icews_row()], tmp_path)
    assert files_in(tmp_path / "graph") == {"thesis.txt": b"ten years of work"}
    (tmp_path / "graph" / "thesis.txt").unlink()
    assert import_rows("icews", [icews_row()], tmp_path).changed  # an empty one is nobody's


IMPORT = """import sys
from kg.building.imports import import_events
import_events(sys.argv[1], sys.argv[3:], graph=sys.argv[2])
"""


def start(name: str, graph: Path, *files: Path, before: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", before + IMPORT, name, str(graph), *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# Ends the process as kill -9 does, when a stage is reported for the nth time.
KILL = """
import os, signal
import kg.building.imports as module
def report(stage, share=None):
    if stage.startswith({0!r}): os.kill(os.getpid(), signal.SIGKILL)
inner = module.import_events
module.import_events = lambda *a, **k: inner(*a, **k, report=report)
"""
STAGES = [
    "read 1 of 2",
    "read 2 of 2",
    "choose rows",
    "icews: who is who",
    "icews: quads",
    "contacts",
    "store",
    "put in place",
]


def watch(seen: list[Any], staged: list[Path], stage: str, share: float | None = None, /) -> None:
    """Take note of when the files were read that are there when rows are chosen."""
    if stage == "choose rows":
        seen.append((stage, [path.stat().st_mtime_ns for path in staged]))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A graph with all rows of two files, and the files."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(built(), folder / "graph")
    files = [write_icews(folder / f"{n}.tab", rows=300, seed=n) for n in (1, 2)]
    files[1].write_bytes(files[1].read_bytes().replace(b"\n3000", b"\n4000"))
    assert import_events("icews", files, graph=folder / "graph").read == 600
    return folder / "graph", files


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "stage"),
    list(enumerate(STAGES)),
)
def test_a_kill_at_any_moment_loses_nothing(
    number: int, stage: str, whole: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    graph, files = whole
    shutil.copytree(built(), tmp_path / "graph")
    process = start("icews", tmp_path / "graph", *files, before=KILL.format(stage))
    process.communicate(timeout=120)
    assert process.returncode == -9, stage
    # the old graph is whole
    assert files_in(tmp_path / "graph") == files_in(built())
    staged = sorted(tmp_path.glob(".graph.importing-icews-*/*.json"))
    assert len(staged) == min(number, 2)
    times = [path.stat().st_mtime_ns for path in staged]
    if number not in (1, 5, 7):  # the others leave the same behind
        return
    seen: list[tuple[str, list[int]]] = []

    done = import_events("icews", files, graph=tmp_path / "graph", report=partial(watch, seen, staged))
    assert seen == [("choose rows", times)]  # no file is read again that was read
    assert done.read == 600
    same_graph(tmp_path / "graph", graph)
    assert left_beside(tmp_path) == ["graph"]


@pytest.mark.slow
def test_a_kill_from_outside(tmp_path: Path) -> None:
    file = write_icews(tmp_path / "e.tab", rows=3_000)
    whole = import_events("icews", [file], graph=tmp_path / "whole")
    process = start("icews", tmp_path / "graph", file)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".graph.importing-icews-*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=60)
    assert not (tmp_path / "graph").exists()
    done = import_events("icews", [file], graph=tmp_path / "graph")
    assert done.events == whole.events
    same_graph(tmp_path / "graph", tmp_path / "whole")


@pytest.mark.slow
def test_two_imports_of_one_data_set_at_once(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [icews_row()])
    other = write_icews_rows(tmp_path / "o.tab", [icews_row(event_id="2", cameo_code="041")])
    told: list[str] = []

    def meanwhile(stage: str, share: float | None = None, /) -> None:
        if stage == "contacts":
            with pytest.raises(KgError) as error:
                import_events("icews", [other], graph=tmp_path / "graph")
            told.append(str(error.value))

    done = import_events("icews", [file], graph=tmp_path / "graph", report=meanwhile)
    assert len(told) == 1 and "another import" in told[0] and done.events == 1
    assert import_events("icews", [other], graph=tmp_path / "graph").events == 2
    assert left_beside(tmp_path) == ["e.tab", "graph", "o.tab"]


@pytest.mark.slow
def test_two_data_sets_at_once(curated: Path) -> None:
    """The one that is done first wins; the other says so, and keeps what it has read."""

    def meanwhile(stage: str, share: float | None = None, /) -> None:
        if stage == "store":
            import_rows("gdelt", [gdelt_row()], curated, file="g.csv")

    with pytest.raises(KgError, match="changed meanwhile; import again"):
        import_rows("icews", [icews_row()], curated, report=meanwhile)
    assert list(Graph.open(curated / "graph").info.events) == ["gdelt"]
    done = import_rows("icews", [icews_row()], curated)
    assert done.graph is not None and sorted(done.graph.info.events) == ["gdelt", "icews"]
    assert left_beside(curated) == ["events.tab", "g.csv", "graph"]


BLOCKER = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "duckdb": raise ImportError(name)
sys.meta_path.insert(0, Blocker())
"""


def test_without_duckdb(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [icews_row()])
    script = BLOCKER + "import runpy; sys.argv[0] = 'kg'; runpy.run_module('kg', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", script, "import", "icews", str(file), "--graph", str(tmp_path / "graph")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'actor-kg[events]'" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert left_beside(tmp_path) == ["e.tab"]


OFFLINE = """
import socket
def refuse(*a, **k): raise AssertionError("network")
socket.socket.connect = refuse; socket.getaddrinfo = refuse; socket.create_connection = refuse
"""


@pytest.mark.slow
def test_no_network(tmp_path: Path) -> None:
    file = write_gdelt(tmp_path / "g.csv", rows=50)
    process = start("gdelt", tmp_path / "graph", file, before=OFFLINE)
    assert process.communicate(timeout=120)[1] == "" and process.returncode == 0
    with pytest.raises(UsageError):
        import_events("icews", ["https://files.example/e.tab"], graph=tmp_path / "other")


def test_command(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [icews_row(), icews_row(event_id="2"), icews_row(event_date="x")])
    graph, links = str(tmp_path / "graph"), str(tmp_path / "links.csv")
    done = CliRunner().invoke(app, ["import", "icews", str(file), "--graph", graph, "--links", links])
    assert done.exit_code == 0, done.output
    for words in (
        "3 rows in 1 file",
        "1 bad row;",
        "2 new rows",
        "2 by country; 0 new",
        "1 machine-coded claim that rest",
    ):
        assert words in done.output
    text = (tmp_path / "links.csv").read_text(encoding="utf-8")
    assert text.count("country") >= 3
    again = CliRunner().invoke(app, ["import", "icews", str(file), "--graph", graph, "--links", links])
    assert "nothing is new" in again.output
    assert (tmp_path / "links.csv").read_text(encoding="utf-8") == text
    wrong = CliRunner().invoke(app, ["import", "icew", str(file), "--graph", graph])
    assert wrong.exit_code == 2 and "did you mean 'icews'" in wrong.output


@pytest.mark.slow
def test_the_parents_of_a_new_graph_are_made(tmp_path: Path) -> None:
    file = write_icews_rows(tmp_path / "e.tab", [icews_row()])
    done = import_events("icews", [file], graph=tmp_path / "a" / "b" / "graph")
    assert links_by_name(done) == {"Turkey": ("turkey", "country"), "Russia": ("russia", "country")}
    assert left_beside(tmp_path / "a" / "b") == ["graph"]
