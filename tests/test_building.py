"""Building is all or nothing: the same facts give the same bytes, and whatever happens, a whole graph is there."""

from __future__ import annotations

import atexit
import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from generate import generate_facts, write_folder
from kg_process import Outcome, run_script, started
from tiers import slow_but

import kg
import kg.building.builds
from kg.disk.atomic import identity
from kg.disk.manifest import DUMP, MANIFEST, PAGE, STORE, read_manifest
from kg.disk.work_folders import Work
from kg.errors import FactsError, KgError, UsageError
from kg.events import graph_folders
from kg.graph import Graph

ROOT = Path(__file__).parent.parent
SMALL = "actors: {a: {type: State, name: A}, b: {type: State, name: B}}\n"
CALL = "- phone call: c{}\n  participants: [a, b]\n  according to: a\n"
CLAIMS = "basis: known\nclaims:\n" + CALL.format(1)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return write(tmp_path / "facts", 1)


def write(folder: Path, claims: int) -> Path:
    """A small data set with this many claims."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "actors.yaml").write_text(SMALL, encoding="utf-8")
    more = "".join(CALL.format(n) for n in range(2, claims + 1))
    (folder / "claims.yaml").write_text(CLAIMS + more, encoding="utf-8")
    return folder


@functools.cache
def _graph_of_one() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-small-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kg.build(write(folder / "facts", 1), graph=folder / "graph")
    return folder / "graph"


def put_graph(out: Path) -> None:
    """Put the graph there that `kg.build` makes of `write(..., 1)`, without making it each time."""
    shutil.copytree(_graph_of_one(), out)


def assert_whole(out: Path) -> int:
    """Check that a graph is whole and return how many claims it has."""
    while True:  # another may take its place between the two: then they are of two graphs
        before = identity(out)
        graph = Graph.open(out)
        with suppress(FileNotFoundError):
            dump = set(ox.parse((out / DUMP).read_bytes(), ox.RdfFormat.N_QUADS))
            if before is not None and identity(out) == before:
                break
    assert dump == set(graph.store.quads())
    assert len(dump) == graph.info.quads
    count = int(graph.sparql("SELECT (COUNT(?c) AS ?n) WHERE { ?c a akg:Claim }").rows[0]["n"])
    assert count == graph.info.counts["claims"]
    assert len(graph.query("talks").rows) == count
    return count


def left_over(folder: Path) -> list[str]:
    """What builds left behind in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# the same bytes


@pytest.mark.slow
def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    write_folder(tmp_path / "facts", generate_facts(sources=6, claims=80))
    for name in ("one", "two"):
        kg.build(tmp_path / "facts", texts=tmp_path / "facts" / "texts", graph=tmp_path / name)
    for name in (DUMP, PAGE, MANIFEST):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.slow  # that the seed does not matter is also asked of the shipped facts in test_store
@pytest.mark.parametrize("claims", [14, 60])
def test_the_order_of_files_and_the_hash_seed_do_not_matter(claims: int, tmp_path: Path) -> None:
    code = "import sys, kg; kg.build(sys.argv[3:], texts=sys.argv[2], graph=sys.argv[1])"
    files = generate_facts(sources=4, claims=claims)
    write_folder(tmp_path / "facts", files)
    names = sorted(str(tmp_path / "facts" / name) for name in files if not name.startswith("texts/"))
    for out, seed, given in (("one", "1", names), ("two", "77", names[::-1])):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        called = [code, str(tmp_path / out), str(tmp_path / "facts" / "texts"), *given]
        subprocess.run([sys.executable, "-c", *called], check=True, cwd=ROOT, env=env)
    for name in (DUMP, PAGE, MANIFEST):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_made_up_facts_are_sound_and_always_the_same(tmp_path: Path) -> None:
    files = generate_facts(sources=12, claims=150)
    assert files == generate_facts(sources=12, claims=150)
    assert files != generate_facts(sources=12, claims=150, seed=2)
    write_folder(tmp_path, files)
    loaded = kg.check(tmp_path, texts=tmp_path / "texts")
    assert [str(problem) for problem in loaded.problems] == []
    counts = loaded.records.counts()
    assert (counts["sources"], counts["claims"]) == (12, 150)
    assert (loaded.phrases.verified, loaded.phrases.unverified) == (150 - 10, 0)


# what is refused


@pytest.mark.parametrize("made", ["folder", "file"])
def test_what_is_no_graph_is_left_alone(made: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    if made == "folder":
        out.mkdir()
        (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    else:
        out.write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="is no graph"):
        kg.build(facts, graph=out)
    assert (out / "thesis.txt" if made == "folder" else out).read_text(encoding="utf-8") == "years of work"
    assert left_over(tmp_path) == []


def test_an_empty_folder_becomes_a_graph(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    kg.build(facts, graph=tmp_path / "graph")
    assert assert_whole(tmp_path / "graph") == 1


def test_unsound_facts_leave_the_old_graph_as_it_was(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (facts / "claims.yaml").write_text(CLAIMS.replace("[a, b]", "[a, nobody]"), encoding="utf-8")
    with pytest.raises(FactsError):
        kg.build(facts, graph=out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert left_over(tmp_path) == []


def test_unsound_facts_make_no_folder(facts: Path, tmp_path: Path) -> None:
    (facts / "claims.yaml").write_text("claims: [", encoding="utf-8")
    with pytest.raises(FactsError):
        kg.build(facts, graph=tmp_path / "new" / "graph")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_one_clear_error(facts: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="nothing may be written in"):
        kg.build(facts, graph=locked / "graph")


def test_a_system_that_refuses_is_one_clear_error(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kg.disk.work_folders.tempfile.mkdtemp", refuse)
    with pytest.raises(KgError, match=r"nothing can be written beside .*: Permission denied"):
        kg.build(facts, graph=tmp_path / "graph")


def test_a_file_in_the_way_is_one_clear_error(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(KgError):
        kg.build(facts, graph=tmp_path / "file" / "graph")


# failures and kills

STAGES = (
    "building.builds.load_facts",
    "building.builds.make_quads",
    "building.builds.StoreWriter.load",
    "building.builds.StoreWriter.flush",
    "building.builds.dump_lines",
    "building.builds.write_beside",
    "building.builds.Graph.page",
    "building.builds.write_manifest",
    "disk.replacing._put_in_place",
    "disk.replacing.double",
    "disk.replacing.Work.note",
    "disk.replacing._exchange",
)


ERRORS = {"disk": OSError(28, "No space left"), "memory": MemoryError(), "Ctrl-C": KeyboardInterrupt()}
FAILURES = [(stage, name) for stage in STAGES for name in ERRORS]
# Each stage fails in the fast run, each error comes at a third of them.
SOME_FAILURES = [(stage, [*ERRORS][number % len(ERRORS)]) for number, stage in enumerate(STAGES) if number % 4 == 1]


@pytest.mark.parametrize(("stage", "error"), slow_but(FAILURES, *SOME_FAILURES))
def test_a_failure_at_any_stage_leaves_the_old_graph(
    stage: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph"
    put_graph(out)

    def fail(*_: Any, **__: Any) -> None:
        raise ERRORS[error]

    with monkeypatch.context() as patch:
        patch.setattr(f"kg.{stage}", fail)
        with pytest.raises((KgError, OSError, MemoryError, KeyboardInterrupt)):
            kg.build(write(tmp_path / "facts", 2), graph=out)
    assert assert_whole(out) == 1
    assert left_over(tmp_path) == []
    kg.build(tmp_path / "facts", graph=out, page=False)
    assert assert_whole(out) == 2


LOOP = """
import sys, kg, kg.disk.replacing
if sys.argv[4] == "renames":
    kg.disk.replacing._exchange = lambda one, other: False
while True:
    for facts in sys.argv[1:3]:
        kg.build(facts, graph=sys.argv[3])
        print("built", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_a_kill_at_any_moment_leaves_a_whole_graph(way: str, tmp_path: Path) -> None:
    """Many more kills, of imports, too, are in `benchmarks/kill_commands.py`."""
    out, one, two = tmp_path / "graph", write(tmp_path / "one", 1), write(tmp_path / "two", 2)
    chance = random.Random(7)
    kg.build(one, graph=out)
    for _ in range(5):
        reading, writing = os.pipe()
        with (
            os.fdopen(reading, encoding="utf-8") as told,
            started(LOOP, one, two, out, way, cwd=ROOT, out=writing) as process,
        ):
            os.close(writing)
            told.readline()
            time.sleep(chance.uniform(0, 0.8))
            process.kill()
            process.wait()
        assert assert_whole(out) in (1, 2)
        assert left_over(tmp_path) == []
    kg.build(two, graph=out)
    assert assert_whole(out) == 2


KILL_BETWEEN = """
import os, signal, sys, pathlib, kg, kg.disk.replacing as replacing
replacing._exchange = lambda one, other: False
after, done, rename = int(sys.argv[3]), [], pathlib.Path.rename
def kill_after(self, target):
    if len(done) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(self)
    return rename(self, target)
pathlib.Path.rename = kill_after
take = replacing.take_over
def kill_at_removal(*args, **kwargs):
    if after == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return take(*args, **kwargs)
replacing.take_over = kill_at_removal
kg.build(sys.argv[1], graph=sys.argv[2])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a system without SIGKILL")
@pytest.mark.parametrize(("renames", "claims"), slow_but([(0, 1), (1, 1), (2, 2)], (1, 1)))
@pytest.mark.slow
def test_a_kill_between_two_renames_is_recovered(renames: int, claims: int, tmp_path: Path) -> None:
    """Where folders cannot be exchanged in one step, the old one is set aside for a moment."""
    out = tmp_path / "graph"
    put_graph(out)
    write(tmp_path / "facts", 2)
    assert run_script(KILL_BETWEEN, tmp_path / "facts", out, renames, cwd=ROOT).code == -signal.SIGKILL
    assert out.exists() == (renames != 1)
    assert len(left_over(tmp_path)) == 1
    assert assert_whole(out) == claims
    assert left_over(tmp_path) == []
    kg.build(tmp_path / "facts", graph=out)
    assert assert_whole(out) == 2


def leave(target: Path, what: str = "building", *, days: int = 0) -> Path:
    """What a process leaves beside a graph that is killed at work."""
    work = Work.make(target, what)
    work.let_go()
    (work.path / "new").mkdir()
    (work.path / "new" / "x").write_text("x", encoding="utf-8")
    then = time.time() - days * 24 * 3600 - 3600
    os.utime(work.path, (then, then))
    return work.path


@pytest.mark.parametrize("command", ["build", "open"])
def test_what_killed_builds_left_goes_with_the_next_command(command: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    old, new, other = leave(out, days=2), leave(out), leave(tmp_path / "other")
    work = Work.make(out, "building")  # a process is at work on it
    kg.build(facts, graph=out) if command == "build" else kg.open(out)
    assert not old.exists() and not new.exists()
    assert left_over(tmp_path) == sorted([other.name, work.path.name])
    work.let_go()
    kg.open(out)
    assert left_over(tmp_path) == [other.name]


def test_without_locks_what_was_left_goes_after_a_day(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.disk.locks.fcntl", None)
    out = tmp_path / "graph"
    old, new = leave(out, days=2), leave(out)
    kg.build(facts, graph=out)
    assert left_over(tmp_path) == [new.name] and not old.exists()


@pytest.mark.parametrize("made", ["unmarked", "link", "of another graph", "pipe as mark"])
def test_folders_of_somebody_else_are_left_alone_whatever_they_are_called(
    made: str, facts: Path, tmp_path: Path
) -> None:
    out, mine = tmp_path / "graph", tmp_path / "mine"
    put_graph(out)
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    named = tmp_path / ".graph.building-abcdefgh"
    if made == "link":
        marked = leave(out).rename(mine / "inner")
        named.symlink_to(marked, target_is_directory=True)
    elif made == "of another graph":
        leave(tmp_path / "graph.b").rename(named)
    else:
        named.mkdir()
        if made == "pipe as mark":
            if not hasattr(os, "mkfifo"):
                pytest.skip("a system without named pipes")
            os.mkfifo(named / "kg-work")
        (named / "notes.txt").write_text("mine", encoding="utf-8")
    before = sorted(path.relative_to(tmp_path) for path in [*mine.rglob("*"), *named.rglob("*")])
    kg.build(facts, graph=out)
    kg.open(out)
    assert left_over(tmp_path) == [named.name]
    assert sorted(path.relative_to(tmp_path) for path in [*mine.rglob("*"), *named.rglob("*")]) == before


def test_without_locks_a_folder_that_a_kill_left_without_a_mark_goes_after_a_day(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.disk.locks.fcntl", None)
    (tmp_path / ".graph.building-new_new_").mkdir()
    empty, started = tmp_path / ".graph.building-abcdefgh", tmp_path / ".graph.building-hgfedcba"
    two_days_ago = time.time() - 2 * 24 * 3600
    for folder in (empty, started):
        folder.mkdir()
        if folder == started:
            (folder / "kg-work").write_text("", encoding="utf-8")
        os.utime(folder, (two_days_ago, two_days_ago))
    kg.build(facts, graph=tmp_path / "graph")
    assert left_over(tmp_path) == [".graph.building-new_new_"]


@pytest.mark.parametrize(("builds", "rounds"), slow_but([(2, 1), (3, 2)], (2, 1)))
def test_builds_at_the_same_time(builds: int, rounds: int, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    code = "import sys, kg; kg.build(sys.argv[1], graph=sys.argv[2])"
    folders = [write(tmp_path / f"facts-{n}", n) for n in range(1, builds + 1)]
    for _ in range(rounds):
        with ThreadPoolExecutor(builds) as pool:
            running = [pool.submit(run_script, code, folder, out, cwd=ROOT) for folder in folders]
        for process in running:
            assert process.result().code == 0, process.result().err.decode("utf-8", "replace")
        assert 1 <= assert_whole(out) <= builds
        assert left_over(tmp_path) == []
        shutil.rmtree(out)


BUILDS = """
import sys, kg, kg.disk.replacing
if sys.argv[5] == "renames":
    kg.disk.replacing._exchange = lambda one, other: False
for number in range(int(sys.argv[4])):
    kg.build(sys.argv[1 + number % 2], graph=sys.argv[3], page=False)
"""


def run_builds(tmp_path: Path, number: int, way: str = "exchange") -> Outcome:
    """Build of two data sets in turn, the first of one claim, the other of two, in a process."""
    folders = [write(tmp_path / f"of-{claims}", claims) for claims in (1, 2)]
    return run_script(BUILDS, *folders, tmp_path / "graph", number, way, cwd=ROOT, seconds=300)


@pytest.mark.slow
def test_twenty_pairs_of_builds(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(run_builds, tmp_path, 20) for _ in range(2)]
    for process in running:
        assert process.result().code == 0, process.result().err.decode("utf-8", "replace")
    assert assert_whole(tmp_path / "graph") in (1, 2)
    assert left_over(tmp_path) == []


def test_a_build_that_another_overtakes_takes_nothing_for_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of what kg wrote is that of the folder before, the files are those of the one that took its place."""
    out, looks = tmp_path / "graph", 0
    kg.build(write(tmp_path / "facts", 1), graph=out, page=False)
    kg.build(write(tmp_path / "facts", 3), graph=tmp_path / "other", page=False)
    read = graph_folders.own_in_graph

    def overtaken(folder: Path) -> Any:
        nonlocal looks
        own, looks = read(folder), looks + 1
        if looks == 1:
            shutil.rmtree(out)
            (tmp_path / "other").rename(out)
            (out / "store" / "000999.sst").write_bytes(b"")  # as a file of the engine that the list of before has not
            listed = (out / "store" / "KG-FILES").read_text(encoding="ascii")
            (out / "store" / "KG-FILES").write_text(f"{listed.strip()}\n000999.sst\n", encoding="ascii")
        return own

    monkeypatch.setattr(graph_folders, "own_in_graph", overtaken)
    graph_folders.refuse_taken(out)
    assert looks == 2


@pytest.mark.slow
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_reads_while_one_build_follows_the_other(way: str, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    kg.build(write(tmp_path / "facts", 1), graph=out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    reads = 0
    with ThreadPoolExecutor(1) as pool:
        process = pool.submit(run_builds, tmp_path, 20, way)
        while not process.done() or reads < 50:
            assert assert_whole(out) in (1, 2)
            reads += 1
    assert process.result().code == 0, process.result().err.decode("utf-8", "replace")
    print(f"{reads} reads during 20 builds")
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert left_over(tmp_path) == []


def test_who_has_the_old_graph_open_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    kg.build(write(tmp_path / "facts", 1), graph=out)
    reader = Graph.open(out)
    rows = reader.query("talks").rows
    kg.build(write(tmp_path / "facts", 3), graph=out)
    assert reader.query("talks").rows == rows
    assert len(Graph.open(out).query("talks").rows) == 3


# what is in the folder


def test_the_folder_has_a_store_a_dump_a_page_and_a_manifest(facts: Path, tmp_path: Path) -> None:
    graph = kg.build(facts, graph=tmp_path / "a" / "b" / "graph")
    assert sorted(path.name for path in (tmp_path / "a" / "b" / "graph").iterdir()) == sorted(
        (STORE, DUMP, PAGE, MANIFEST)
    )
    assert read_manifest(tmp_path / "a" / "b" / "graph") == graph.info
    assert not any(str(tmp_path) in path.read_text(encoding="utf-8") for path in (graph.folder or Path()).glob("*.*"))


def test_without_a_page_an_old_one_does_not_stay(facts: Path, tmp_path: Path) -> None:
    kg.build(facts, graph=tmp_path / "graph")
    kg.build(facts, graph=tmp_path / "graph", page=False)
    assert not (tmp_path / "graph" / PAGE).exists()


def test_each_stage_is_reported_in_order(facts: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    kg.build(facts, graph=tmp_path / "graph", report=stages.append)
    assert stages == ["check", "store", "page", "put in place"]


@pytest.mark.parametrize(
    "base", ["data", "ftp://example.org/", "https://example.org/data#", "https://example.org/data"]
)
def test_a_base_that_cannot_be_one_is_refused(base: str, facts: Path) -> None:
    with pytest.raises(UsageError, match="cannot be a base"):
        kg.load(facts, base=base)


# what is given


@pytest.mark.parametrize("kind", [iter, list, tuple])
def test_paths_of_any_kind_are_read(kind: Any, facts: Path, tmp_path: Path) -> None:
    kg.build(kind([facts]), texts=kind([tmp_path]), shapes=kind([]), graph=tmp_path / "graph")
    assert assert_whole(tmp_path / "graph") == 1


def test_no_paths_are_not_the_shipped_facts(tmp_path: Path) -> None:
    for call in (kg.check, kg.load, lambda paths: kg.build(paths, graph=tmp_path / "graph")):
        nothing: list[Any] = [[], iter(())]
        for empty in nothing:
            with pytest.raises(UsageError, match="names no facts"):
                call(empty)
    assert not (tmp_path / "graph").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_facts_in_the_graph_by_way_of_a_linked_folder_are_refused(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    (facts / "claims.yaml").unlink()
    write(out / "sub" / "deep", 2)
    (out / "sub" / "deep" / "actors.yaml").unlink()
    (facts / "link").symlink_to(out / "sub", target_is_directory=True)
    with pytest.raises(UsageError, match="link/deep': facts inside of the graph"):
        kg.build(facts, graph=out)
    assert assert_whole(out) == 1


@pytest.mark.parametrize("damaged", [False, True])
def test_a_build_without_events_leaves_the_corrections(damaged: bool, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    (out / "events").mkdir()
    (out / "events" / "icews.corrections.csv").write_text("name,actor\n", encoding="utf-8")
    (out / "events" / "icews.rejects.csv").write_text("", encoding="utf-8")
    if damaged:
        (out / MANIFEST).write_text((out / MANIFEST).read_text(encoding="utf-8")[:90], encoding="utf-8")
    for events in (False, True):
        kg.build(facts, graph=out, events=events)
        # The rejects of a data set that was never imported are the user's, where the graph can tell.
        left = ["icews.corrections.csv"] if damaged else ["icews.corrections.csv", "icews.rejects.csv"]
        assert sorted(path.name for path in (out / "events").iterdir()) == left
        assert (out / "events" / "icews.corrections.csv").read_text(encoding="utf-8") == "name,actor\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_for_a_manifest_does_not_hang(facts: Path, tmp_path: Path) -> None:
    from kg.building.event_folder import find_events

    os.mkfifo(tmp_path / MANIFEST)
    (tmp_path / "events").mkdir()
    assert find_events(tmp_path, {}) == {}


@pytest.mark.slow
def test_kept_rows_are_read_to_their_end_once(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    from event_graphs import import_rows
    from generate_events import icews_row

    from kg.building import event_folder
    from kg.events import assembling, integrity

    kg.build(facts, graph=tmp_path / "graph")
    import_rows("icews", [icews_row()], tmp_path)
    asked = []

    def ask(data_set: Any, folder: Path) -> int:
        asked.append(folder)
        return integrity.check_rows(data_set, folder)

    monkeypatch.setattr(event_folder, "check_rows", ask)
    monkeypatch.setattr(assembling, "check_rows", ask)
    kg.build(facts, graph=tmp_path / "graph")
    assert asked == [tmp_path / "graph"]
    (tmp_path / "graph" / "events" / "icews.parquet").unlink()
    with pytest.raises(KgError, match=r"icews\.parquet.*the rows of ICEWS .* are lost: .*--no-events"):
        kg.build(facts, graph=tmp_path / "graph")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a young folder is not held where there are no locks")
@pytest.mark.parametrize("fate", ["gone", "unreadable", "held"])
def test_why_the_folder_of_an_import_cannot_be_had(fate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.building import import_work as module
    from kg.events.registry import list_importers

    importer = list_importers()["icews"]
    left = Work.make(tmp_path / "graph", "importing-icews")

    def hold(*_: Any, **__: Any) -> None:
        if fate == "gone":
            left.remove()
        elif fate == "unreadable":
            monkeypatch.setattr("kg.building.import_work.os.access", lambda path, rights: False)

    monkeypatch.setattr(module, "hold", hold)
    if fate == "gone":
        with module.work_folder(tmp_path / "graph", importer) as work:
            assert work.is_dir()
    else:
        words = {"unreadable": "cannot be read; give yourself the rights", "held": "is at work"}[fate]
        with pytest.raises(KgError, match=words), module.work_folder(tmp_path / "graph", importer):
            raise AssertionError("another has it")
    left.let_go()
