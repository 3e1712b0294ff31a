"""What is the user's in the folder of a graph stays, whole, whatever happens while the graph is made anew."""

from __future__ import annotations

import errno
import inspect
import itertools
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest
from kg_process import run_script
from test_building import ROOT, assert_whole, left_over, put_graph, write
from tiers import slow_but

import kg
from kg.disk import replacing
from kg.disk.atomic import number_of
from kg.disk.carrying import Doubles, double, print_of, take_over
from kg.disk.locks import drop_lock, take_lock
from kg.disk.manifest import is_own
from kg.disk.refusals import _list_mounts, refuse_other
from kg.disk.replacing import folder_beside, nobody
from kg.disk.work_folders import MARK, Work, find_work, remove_unmarked
from kg.errors import KgError, UsageError
from kg.events.graph_folders import own_in_graph, tidy_graph
from kg.graph import Graph

POSIX = os.name == "posix"


def put_things(graph: Path) -> None:
    """What somebody could put into the folder of a graph, everything named for what it is."""
    (graph / "notes.txt").write_text("mine", encoding="utf-8")
    (graph / ".hidden").write_text("mine", encoding="utf-8")
    (graph / "page-on-2022-03-29.html").write_text("of a view", encoding="utf-8")
    (graph / "deep" / "er" / "empty").mkdir(parents=True)
    (graph / "deep" / "er" / "x.bin").write_bytes(bytes(range(256)))
    (graph / "deep" / "page.html").write_text("no page of kg", encoding="utf-8")
    (graph / "events").mkdir(exist_ok=True)
    (graph / "events" / "notes.csv").write_text("a,b\n", encoding="utf-8")
    (graph / "events" / "icews.notes.csv").write_text("a,b\n", encoding="utf-8")
    (graph / "store" / "readme.txt").write_text("mine", encoding="utf-8")
    (graph / "store" / "mine").mkdir()
    if POSIX:
        (graph / "link").symlink_to("notes.txt")
        (graph / "broken").symlink_to("../nowhere/at all")
        (graph / "out").symlink_to("..", target_is_directory=True)
        os.mkfifo(graph / "pipe")
        (graph / "closed").write_text("mine", encoding="utf-8")
        (graph / "closed").chmod(0)
        (graph / "two\nlines \udcff").write_text("odd", encoding="utf-8")
        (graph / "tight").mkdir()
        (graph / "tight" / "x").write_text("x", encoding="utf-8")
        (graph / "tight").chmod(0o500)


def things_in(graph: Path) -> dict[str, Any]:
    """What is not kg's in the folder of a graph: kind, rights and content."""
    found: dict[str, Any] = {}
    for path in sorted(graph.rglob("*")):
        name = path.relative_to(graph)
        if name.name in ("store", "events") or is_own(name, ["icews", "gdelt", "mend"]):
            continue
        told = path.lstat()
        content: Any = None
        if stat.S_ISREG(told.st_mode):
            rights = told.st_mode & 0o777
            path.chmod(0o600)
            content = path.read_bytes()
            path.chmod(rights)
        elif stat.S_ISLNK(told.st_mode):
            content = str(path.readlink())
        found[name.as_posix()] = (stat.S_IFMT(told.st_mode), stat.S_IMODE(told.st_mode), content)
    return found


def refuse_links(*_: Any, **__: Any) -> None:
    raise PermissionError(1, "Operation not permitted")


WAYS = ("exchange", "renames", "copies", "copies and renames")


@pytest.fixture(params=slow_but(WAYS, "exchange", "copies and renames"))
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a folder is replaced: by an exchange or by two renames, with hard links or without."""
    if "renames" in request.param:
        monkeypatch.setattr("kg.disk.replacing._exchange", lambda one, other: False)
    if "copies" in request.param:
        monkeypatch.setattr("kg.disk.carrying.os.link", refuse_links)
    return str(request.param)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return write(tmp_path / "facts", 1)


def test_what_is_not_of_kg_is_carried_over(way: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    put_things(out)
    before, inode = things_in(out), (out / "notes.txt").lstat().st_ino
    assert len(before) == (20 if POSIX else 12)
    for claims in (2, 3):
        kg.build(write(facts, claims), graph=out, page=False)
        assert things_in(out) == before
        assert assert_whole(out) == claims and not (out / "page.html").exists()
        assert (out / "notes.txt").lstat().st_ino == inode  # the very file, for other names of it and who has it open
    assert left_over(tmp_path) == []
    (out / "tight").chmod(0o700) if POSIX else None


@pytest.mark.slow
def test_an_import_carries_over_what_is_not_of_kg(facts: Path, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from event_graphs import import_rows
    from generate_events import icews_row

    kg.build(facts, graph=tmp_path / "graph")
    put_things(tmp_path / "graph")
    before = things_in(tmp_path / "graph")
    import_rows("icews", [icews_row()], tmp_path)
    assert things_in(tmp_path / "graph") == before
    import_rows("icews", [icews_row(event_id="2", cameo_code="041")], tmp_path)
    kg.build(facts, graph=tmp_path / "graph", page=False)
    assert things_in(tmp_path / "graph") == before
    assert Graph.open(tmp_path / "graph").info.events["icews"].rows == 2
    kg.build(facts, graph=tmp_path / "graph", page=False, events=False)
    assert things_in(tmp_path / "graph") == before
    assert not list((tmp_path / "graph" / "events").glob("icews*.parquet"))
    assert left_over(tmp_path) == []
    (tmp_path / "graph" / "tight").chmod(0o700) if POSIX else None


def fill(out: Path) -> None:
    for name in ("same", "in place", "replaced", "removed", "replaced twice", "removed late", "in place late"):
        (out / name).write_text("first", encoding="utf-8")
    (out / "folder").mkdir()
    (out / "folder" / "x").write_text("first", encoding="utf-8")
    (out / "gone").mkdir()
    (out / "gone" / "x").write_text("first", encoding="utf-8")


def replace_file(path: Path, text: str) -> None:
    """As most editors write."""
    path.with_name("temporary").write_text(text, encoding="utf-8")
    path.with_name("temporary").replace(path)


def change_before(out: Path) -> None:
    """What somebody does after all was doubled, and before the new folder is in its place."""
    with (out / "in place").open("a", encoding="utf-8") as file:
        file.write(" and more")
    replace_file(out / "replaced", "second")
    replace_file(out / "replaced twice", "second")
    (out / "added").write_text("second", encoding="utf-8")
    (out / "folder" / "added").write_text("second", encoding="utf-8")
    (out / "new" / "deep").mkdir(parents=True)
    (out / "new" / "deep" / "x").write_text("second", encoding="utf-8")
    (out / "store" / "late.txt").write_text("second", encoding="utf-8")


def change_after(out: Path) -> None:
    """What somebody does once the new folder is in its place."""
    replace_file(out / "replaced twice", "third")
    (out / "removed late").unlink()
    shutil.rmtree(out / "gone")
    with (out / "in place late").open("a", encoding="utf-8") as file:
        file.write(" and more")
    (out / "added late").write_text("third", encoding="utf-8")


EXPECTED = {
    "same": "first",
    "in place": "first and more",
    "replaced": "second",
    "removed": "first",
    "replaced twice": "third",
    "in place late": "first and more",
    "folder/x": "first",
    "folder/added": "second",
    "new/deep/x": "second",
    "store/late.txt": "second",
    "added": "second",
    "added late": "third",
}


def texts_in(out: Path) -> dict[str, str]:
    return {name: content.decode() for name, (_, _, content) in things_in(out).items() if content is not None}


def test_what_changes_meanwhile_is_as_it_was_left(way: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    fill(out)
    exchange, take = replacing._exchange, take_over

    def exchange_meanwhile(one: Path, other: Path) -> bool:
        change_before(out)
        return exchange(one, other)

    def take_meanwhile(*args: Any, **kwargs: Any) -> None:
        change_after(out)
        take(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replacing, "_exchange", exchange_meanwhile)
        patch.setattr(replacing, "take_over", take_meanwhile)
        kg.build(write(facts, 2), graph=out)
    assert assert_whole(out) == 2
    assert texts_in(out) == EXPECTED
    assert not (out / "gone").exists()
    assert left_over(tmp_path) == []


KILL = f"""
import os, signal, sys
from pathlib import Path
import kg, kg.disk.replacing as replacing
{inspect.getsource(replace_file)}
{inspect.getsource(change_before)}
moment, out = sys.argv[3], Path(sys.argv[2])
def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
exchange = replacing._exchange
def exchange_meanwhile(one, other):
    change_before(out)
    if moment == "before":
        kill()
    return exchange(one, other) if "renames" not in moment else False
replacing._exchange = exchange_meanwhile
if "after" in moment:
    replacing.take_over = kill
elif "between" in moment:
    rename = Path.rename
    def rename_and_kill(self, target):
        rename(self, target)
        kill()
    Path.rename = rename_and_kill
elif moment == "amid":
    import kg.disk.carrying as carrying
    done, take = [], carrying._take_file
    def take_some(*args):
        take(*args)
        done.append(args)
        if len(done) == 4:
            kill()
    carrying._take_file = take_some
elif moment == "spare":
    rename = Path.rename
    def rename_and_kill(self, target):
        rename(self, target)
        if "spare" in Path(target).parts and target.name == "replaced":
            kill()
    Path.rename = rename_and_kill
kg.build(sys.argv[1], graph=out)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a system without SIGKILL")
@pytest.mark.parametrize(
    ("moment", "command"),
    slow_but(
        itertools.product(["before", "between renames", "after renames", "after", "amid", "spare"], ["build", "open"]),
        ("amid", "build"),
    ),
)
def test_the_next_command_takes_over_what_a_kill_left(moment: str, command: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    fill(out)
    done = run_script(KILL, write(facts, 2), out, moment, cwd=ROOT)
    assert done.code == -9, done.err
    assert len(left_over(tmp_path)) == 1
    if out.exists():  # else there is nothing to change in
        change_after(out)
    expected = dict(EXPECTED)
    if not out.exists():
        expected |= {"replaced twice": "second", "removed late": "first", "in place late": "first", "gone/x": "first"}
        del expected["added late"]
    kg.build(facts, graph=out) if command == "build" else kg.open(out)
    assert left_over(tmp_path) == []
    assert texts_in(out) == expected
    assert assert_whole(out) == (1 if command == "open" and moment.startswith(("before", "between")) else 2)


@pytest.mark.skipif(not POSIX, reason="a folder that somebody works in is not moved there")
def test_who_works_in_the_old_folder_loses_nothing(tmp_path: Path) -> None:
    """A shell stands in the folder, whatever that is called meanwhile."""
    old, new, spare = tmp_path / "old", tmp_path / "new", tmp_path / "spare"
    old.mkdir()
    new.mkdir()
    (old / "a").write_text("first", encoding="utf-8")
    doubles = double(old, new, own=nobody(old))
    doubles = Doubles.from_json(doubles.to_json())
    replace_file(old / "a", "second")
    take_over(old, new, own=nobody(old), doubles=doubles, spare=spare)
    assert (new / "a").read_text(encoding="utf-8") == "second"
    assert not old.exists() and not spare.exists()


def test_a_name_of_both_kinds_keeps_both(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    (old / "x").mkdir()
    (old / "x" / "inner").write_text("old", encoding="utf-8")
    (old / "y").write_text("old", encoding="utf-8")
    doubles = double(old, new, own=lambda path, *, folder: path == PurePath("y"))
    shutil.rmtree(new / "x")
    (new / "x").write_text("new", encoding="utf-8")
    (old / "x" / "more").write_text("old", encoding="utf-8")
    take_over(old, new, own=lambda path, *, folder: path == PurePath("y"), doubles=doubles, spare=tmp_path / "spare")
    assert {path.relative_to(new).as_posix() for path in new.rglob("*")} == {"x", "x.2", "x.2/more"}


# what is refused before anything is done

FOREIGN = '{"nodes": [{"id": 1}], "edges": []}'


@pytest.mark.parametrize("text", [FOREIGN, "[]", "", "{", '{"base": "https://example.org/"}'])
@pytest.mark.parametrize("events", [True, False])
def test_a_graph_json_of_somebody_else_makes_no_graph(text: str, events: bool, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "graph.json").write_text(text, encoding="utf-8")
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="is no graph; it is left alone"):
        kg.build(facts, graph=out, events=events)
    with pytest.raises(UsageError, match="is no graph"):
        kg.open(out)
    assert sorted(path.name for path in out.iterdir()) == ["graph.json", "thesis.txt"]
    assert (out / "graph.json").read_text(encoding="utf-8") == text


def test_a_graph_of_0_1_0_opens_and_can_be_replaced(facts: Path, tmp_path: Path) -> None:
    import json

    out = tmp_path / "graph"
    put_graph(out)
    manifest = json.loads((out / "graph.json").read_text(encoding="utf-8"))
    for name in ("format", "version", "files"):
        del manifest[name]
    (out / "graph.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert assert_whole(out) == 1
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    kg.build(write(facts, 2), graph=out)
    assert assert_whole(out) == 2 and (out / "notes.txt").exists()


def test_a_graph_of_a_newer_kg_is_left_alone(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    text = (out / "graph.json").read_text(encoding="utf-8").replace('"version": 1', '"version": 2')
    for newer in (text, text[:100]):  # damaged, too
        (out / "graph.json").write_text(newer, encoding="utf-8")
        calls: tuple[Callable[[], Any], ...] = (
            lambda: kg.build(facts, graph=out),
            lambda: kg.build(facts, graph=out, events=False),
            lambda: kg.open(out),
        )
        for call in calls:
            with pytest.raises(UsageError, match=r"a newer kg made .*update kg"):
                call()
        assert (out / "graph.json").read_text(encoding="utf-8") == newer


def test_facts_texts_and_shapes_inside_of_the_graph_are_refused(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    inside = write(out / "facts", 2)
    (out / "shapes.ttl").write_text("", encoding="utf-8")
    calls: dict[str, Callable[[], Any]] = {
        "facts": lambda: kg.build(inside, graph=out),
        "facts inside": lambda: kg.build([facts, inside / "claims.yaml"], graph=out),
        "facts inside of": lambda: kg.build(out, graph=out),
        "texts": lambda: kg.build(facts, texts=out / "facts", graph=out),
        "shapes": lambda: kg.build(facts, shapes=out / "shapes.ttl", graph=out),
    }
    if POSIX:
        (tmp_path / "linked").symlink_to(inside, target_is_directory=True)
        (tmp_path / "to-graph").symlink_to(out, target_is_directory=True)
        (out / "away").symlink_to(facts, target_is_directory=True)
        calls["facts inside of the graph"] = lambda: kg.build(tmp_path / "linked", graph=out)
        calls["facts inside of "] = lambda: kg.build(inside, graph=tmp_path / "to-graph")
        calls["facts inside"] = lambda: kg.build(out / "away", graph=out)
    for words, call in calls.items():
        with pytest.raises(UsageError, match=words):
            call()
    if POSIX:
        (facts / "more.yaml").symlink_to(inside / "claims.yaml")
        with pytest.raises(UsageError, match="facts inside of the graph"):
            kg.build(facts, graph=out)
    assert assert_whole(out) == 1
    assert (inside / "claims.yaml").is_file()
    assert left_over(tmp_path) == []


def test_a_folder_where_kg_writes_a_file_is_refused(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    kg.build(facts, graph=out, page=False)
    (out / "page.html").mkdir()
    (out / "page.html" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"page\.html' is a folder"):
        kg.build(facts, graph=out)
    assert (out / "page.html" / "mine.txt").is_file() and assert_whole(out) == 1


@pytest.mark.skipif(not POSIX or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_refused(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    (out / "closed").mkdir(mode=0)
    with pytest.raises(UsageError, match="cannot be read, so it cannot be carried over"):
        kg.build(facts, graph=out)
    (out / "closed").chmod(0o700)


NOBODY = 65534


def run_as(user: int, work: Callable[[], object]) -> str:
    """Do something as another user, in a process of its own, and return what it printed, or its error."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            told = str(work())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return told


@pytest.mark.skipif(not hasattr(os, "fork") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(
    ("above", "rights", "store", "owner", "words"),
    [
        (0o777, 0o755, 0o755, 0, "UsageError: nothing may be written in '{}', so the graph cannot be replaced"),
        (0o777, 0o777, 0o755, 0, "UsageError: nothing may be written in '{}/store', so the graph cannot be replaced"),
        (0o777, 0o500, 0o755, NOBODY, "UsageError: nothing may be written in '{}', so the graph cannot be replaced"),
        (0o1777, 0o777, 0o777, 0, "UsageError: '{}' is somebody else's, and where it stands only its owner"),
        (0o755, 0o777, 0o777, NOBODY, "UsageError: '{}' cannot be written: nothing may be written in"),
        (0o777, 0o777, 0o777, 0, "None"),
        (0o1777, 0o755, 0o500, NOBODY, "None"),
    ],
    ids=["closed", "closed store", "closed by oneself", "sticky", "closed above", "open", "one's own"],
)
def test_what_the_rights_forbid_is_told_before_the_work(
    above: int, rights: int, store: int, owner: int, words: str
) -> None:
    place = Path(tempfile.mkdtemp())  # that of pytest is closed to others
    try:
        out = place / "in" / "graph"
        kg.build(write(place / "facts", 1), graph=out)
        for path in (out, *out.rglob("*")):
            os.chown(path, owner, owner)
        for path, mode in ((place, 0o755), (out.parent, above), (out / "store", store), (out, rights)):
            path.chmod(mode)

        # What a build and an import ask first; the engine's threads would not be there after a fork.
        assert run_as(NOBODY, lambda: refuse_other(out)).startswith(words.format(out))
        assert [path.name for path in out.parent.iterdir()] == ["graph"]
    finally:
        shutil.rmtree(place)


MOUNTED = """
import sys, kg
from kg.errors import UsageError
try:
    kg.build(sys.argv[1], graph=sys.argv[2])
except UsageError as error:
    print(error)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts in a space of their own")
@pytest.mark.parametrize(
    ("kind", "place"),
    slow_but(
        itertools.product(["tmpfs", "bind"], ["graph", "graph/inner folder", "empty"]),
        ("tmpfs", "empty"),
        ("bind", "graph/inner folder"),
    ),
)
def test_a_mount_point_is_refused_before_the_build(kind: str, place: str, facts: Path, tmp_path: Path) -> None:
    if place != "empty":
        kg.build(facts, graph=tmp_path / "graph")
    target, where = tmp_path / place.split("/")[0], tmp_path / place
    where.mkdir(exist_ok=True)
    (tmp_path / "other").mkdir()
    if kind == "bind" and place == "graph":
        shutil.copytree(target, tmp_path / "other", dirs_exist_ok=True)
    mount = "mount -t tmpfs tmpfs" if kind == "tmpfs" else f"mount --bind '{tmp_path / 'other'}'"
    script = f"{mount} '{where}' && exec \"$@\""
    words = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-c", MOUNTED, str(facts), str(target)]
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"]).returncode:
        pytest.skip("no mounts here")
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"'{where}' is a mount point" in done.stdout
    assert left_over(tmp_path) == []


def test_without_a_list_of_mounts_each_folder_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.disk.refusals._MOUNTS", tmp_path / "none")
    (tmp_path / "graph" / "inner").mkdir(parents=True)
    monkeypatch.setattr("kg.disk.refusals.os.path.ismount", lambda path: path.name == "inner")
    assert _list_mounts(tmp_path / "graph") == [tmp_path / "graph" / "inner"]


def test_what_cannot_be_moved_stays_for_the_next_command(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr("kg.disk.replacing.take_over", refuse)
        kg.build(write(facts, 2), graph=out)
        assert len(left_over(tmp_path)) == 1
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert assert_whole(out) == 2
    assert left_over(tmp_path) == []


def test_no_room_for_copies_leaves_all_as_it_was(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    put_things(out)
    before = things_in(out)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.disk.carrying.os.link", refuse_links)
    with monkeypatch.context() as patch:
        patch.setattr("kg.disk.carrying.shutil.copy2", full)
        with pytest.raises(KgError, match="cannot be replaced: No space left"):
            kg.build(write(facts, 2), graph=out)
    assert things_in(out) == before and assert_whole(out) == 1
    assert left_over(tmp_path) == []
    (out / "tight").chmod(0o700) if POSIX else None


# what is the only copy stays


def set_aside(facts: Path, tmp_path: Path, noted: str | None) -> tuple[Path, Path]:
    """A graph as a kill between the two renames leaves it, and the folder for work."""
    out = tmp_path / "graph"
    put_graph(out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    work = Work.make(out, "building")
    (work.path / "new").mkdir()
    if noted is not None:
        made = list(print_of(work.path / "new") or ())
        (work.path / "doubles.json").write_text(noted.replace("MADE", str(made)), encoding="utf-8")
    out.rename(work.path / "aside")
    work.let_go()
    return out, work.path


@pytest.mark.skipif(not POSIX, reason="a young folder is not held where there are no locks")
@pytest.mark.parametrize(
    "noted",
    slow_but(
        [None, "", '{"new": [1', "[]", '{"new": 1, "doubles": 2}', '{"new": MADE, "doubles": {}}'],
        None,
        '{"new": [1',
        '{"new": MADE, "doubles": {}}',
    ),
)
def test_an_old_folder_comes_back_whatever_was_noted(noted: str | None, facts: Path, tmp_path: Path) -> None:
    out, work = set_aside(facts, tmp_path, noted)
    assert assert_whole(out) == 1
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    kg.build(write(facts, 2), graph=out)
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine" and assert_whole(out) == 2
    assert work.exists() == (noted in ("", '{"new": [1', "[]", '{"new": 1, "doubles": 2}'))


@pytest.mark.skipif(not POSIX, reason="a young folder is not held where there are no locks")
def test_a_note_that_cannot_be_read_keeps_what_there_is(facts: Path, tmp_path: Path) -> None:
    out, work = set_aside(facts, tmp_path, '{"new": [1')
    kg.build(facts, graph=tmp_path / "other")
    (tmp_path / "other").rename(out)  # somebody put another graph there
    kg.open(out)
    kg.build(facts, graph=out)
    assert (work / "aside" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_without_locks_an_old_folder_comes_back_soon(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.disk.locks.fcntl", None)
    out, _ = set_aside(facts, tmp_path, '{"new": MADE, "doubles": {}}')
    assert assert_whole(out) == 1
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_old_folder_does_not_come_back_between_the_renames_of_another(facts: Path, tmp_path: Path) -> None:
    """The new folder took its place; that another one is away for a moment is not for this work to mend."""
    out, path = set_aside(facts, tmp_path, '{"new": MADE, "doubles": {}}')
    (path / "new").rmdir()
    work = Work(path, out, "building", None)
    replacing.settle(work, own=nobody)
    assert not out.exists() and (path / "aside" / "notes.txt").exists()


def test_a_build_settles_under_the_lock(facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    held = []
    settle = replacing.settle

    def ask(work: Work, **rest: Any) -> None:
        descriptor = os.open(tmp_path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append(False)
        except BlockingIOError:
            held.append(True)
        finally:
            os.close(descriptor)
        settle(work, **rest)

    monkeypatch.setattr(replacing, "settle", ask)
    kg.build(facts, graph=tmp_path / "graph")
    kg.build(facts, graph=tmp_path / "graph")
    assert held == [True, True]


@pytest.mark.parametrize("name", ["store", "events"])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_link_where_kg_makes_a_folder_is_refused(name: str, kind: str, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    put_graph(out)
    if (out / name).exists():
        (out / name).rename(tmp_path / "moved")
    if kind == "file":
        (out / name).write_text("mine", encoding="utf-8")
    elif POSIX:
        (out / name).symlink_to("../moved")
    else:
        pytest.skip("links need rights there")
    with pytest.raises(UsageError, match=f"{name}' is no folder, and kg makes one there"):
        kg.build(facts, graph=out)
    assert os.path.lexists(out / name)
    (tmp_path / "new").mkdir()
    double(out, tmp_path / "new", own=own_in_graph(out))  # as one that came after it was asked
    assert os.path.lexists(tmp_path / "new" / name)


def test_numbers_of_zero_are_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As some shares have them: two files are not one because both have 0."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    (old / "x").write_text("old", encoding="utf-8")
    found = os.lstat

    def without(path: Any, **rest: Any) -> os.stat_result:
        told = list(found(path, **rest))
        told[1] = 0
        return os.stat_result(told, {"st_mtime_ns": found(path).st_mtime_ns, "st_ctime_ns": found(path).st_ctime_ns})

    assert number_of(without(old)) is None and number_of(without(new / "..")) is None
    (new / "x").write_text("new", encoding="utf-8")
    os.utime(new / "x", (1, 1))
    monkeypatch.setattr("kg.disk.carrying.os.lstat", without)
    os.utime(old, (1, 1))
    assert print_of(old) != print_of(tmp_path)
    replace_file(old / "x", "last")
    take_over(old, new, own=nobody(old), doubles=Doubles(), spare=tmp_path / "spare")
    monkeypatch.undo()
    assert (new / "x").read_text(encoding="utf-8") == "last"


def test_a_double_that_was_changed_last_stays(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    for name in ("double last", "original last"):
        (old / name).write_text("first", encoding="utf-8")
    doubles = double(old, new, own=nobody(old))
    with (new / "original last").open("a", encoding="utf-8") as file:
        file.write(" in place")
    time.sleep(0.05)  # the clock of a file system is a coarse one
    for name in ("double last", "original last"):
        replace_file(old / name, "replaced")
    time.sleep(0.05)
    with (new / "double last").open("a", encoding="utf-8") as file:
        file.write(" in place")
    take_over(old, new, own=nobody(old), doubles=doubles, spare=tmp_path / "spare")
    found = {path.name: path.read_text(encoding="utf-8") for path in new.iterdir()}
    assert found == {"double last": "first in place", "original last": "replaced"}


def test_only_what_is_called_as_work_of_kg_is_removed(tmp_path: Path) -> None:
    gone = [".graph.building-abcd1234", ".graph.importing-icews-abcd1234"]
    stay = [
        ".graph.backup-abcd1234",
        ".graph.old-building-abcd1234",
        ".graph.building-x-abcd1234",
        ".graph.importing-abcd1234",
    ]
    for name in (*gone, *stay):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1, 1))
    remove_unmarked(tmp_path / "graph")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stay)


@pytest.mark.skipif(not POSIX, reason="no locks")
def test_a_folder_that_a_kill_left_before_it_had_its_mark_goes_at_once(tmp_path: Path) -> None:
    """Unless a process holds it: then it is about to be marked."""
    young, held, full = (tmp_path / f".graph.building-{name}" for name in ("abcd1234", "held1234", "full1234"))
    for path in (young, held, full):
        path.mkdir()
    (young / MARK).write_bytes(b"")
    (full / "mine.txt").write_text("mine", encoding="utf-8")
    lock = take_lock(held, wait=False)
    tidy_graph(tmp_path / "graph")
    assert sorted(tmp_path.iterdir()) == [full, held]
    drop_lock(lock)
    tidy_graph(tmp_path / "graph")
    assert sorted(tmp_path.iterdir()) == [full]


@pytest.mark.skipif(not POSIX, reason="no locks")
def test_a_folder_that_another_takes_before_it_has_its_mark_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []

    def take_after_another(path: Path, *, wait: bool) -> int | None:
        if not taken:
            taken.append(path)
            remove_unmarked(tmp_path / "graph")
        return take_lock(path, wait=wait)

    monkeypatch.setattr("kg.disk.work_folders.take_lock", take_after_another)
    work = Work.make(tmp_path / "graph", "building")
    assert taken != [work.path] and find_work(tmp_path / "graph") == [(work.path, "building")]
    work.let_go()


def test_a_folder_of_no_name_and_a_broken_link_to_write_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"'\.' has no name of its own"), folder_beside(Path()):
        raise AssertionError("it is refused before")
    if POSIX:
        Path("link").symlink_to("real")
        with folder_beside(Path("link")) as folder:
            (folder / "x").write_text("x", encoding="utf-8")
        assert Path("link").is_symlink() and Path("real/x").is_file()
    assert left_over(tmp_path) == []


@pytest.mark.skipif(not POSIX or os.geteuid() == 0, reason="root may remove everything")
def test_folders_without_rights_to_write_are_removed(tmp_path: Path) -> None:
    work = Work.make(tmp_path / "graph", "building")
    (work.path / "new" / "tight" / "deep").mkdir(parents=True)
    (work.path / "new" / "tight" / "deep" / "x").write_text("x", encoding="utf-8")
    (work.path / "new" / "tight" / "deep").chmod(0)
    (work.path / "new" / "tight").chmod(0o555)
    work.remove()
    work.let_go()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("number", ["EBUSY", "ENOSPC"])
def test_that_a_folder_is_open_elsewhere_is_asked_where_it_may_be(
    number: str, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build(facts, graph=tmp_path / "graph")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(getattr(errno, number), "words")

    monkeypatch.setattr(replacing, "double", fail)
    with pytest.raises(KgError, match="cannot be replaced: words") as caught:
        kg.build(facts, graph=tmp_path / "graph")
    assert ("open elsewhere" in str(caught.value)) == (number == "EBUSY")


def test_a_folder_above_that_cannot_be_locked_is_told_before(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *, wait: bool) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(replacing, "take_lock", refuse)
    words = r"nothing can be put in place beside .*Permission denied"
    with pytest.raises(KgError, match=words), folder_beside(tmp_path / "graph"):
        raise AssertionError("the work starts")


def test_a_mount_whose_name_has_odd_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "1 2 0:3 / /a\u2028b rw - tmpfs x rw\n1 2 0:3 / /c\\040d rw - tmpfs x rw\n"
    (tmp_path / "mounts").write_text(told, encoding="utf-8", newline="")
    monkeypatch.setattr("kg.disk.refusals._MOUNTS", tmp_path / "mounts")
    assert _list_mounts(tmp_path) == [Path("/a\u2028b"), Path("/c d")]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without forks")
@pytest.mark.parametrize(
    "words", [["kill_commands.py", "--kills", "8"], ["race_imports.py", "--runs", "2", "--busy", "1"]], ids=str
)
def test_kills_and_races_in_short(words: list[str]) -> None:
    """By hand they run longer: 1,000 kills, 200 rounds."""
    pytest.importorskip("duckdb")
    script = ROOT / "tests" / "benchmarks" / words[0]
    done = subprocess.run([sys.executable, str(script), *words[1:]], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
