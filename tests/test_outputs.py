"""Outputs that are named from Python: files, pipes, devices; and what is never written over."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest
from cases import toy_contact, toy_graph

import kg
from kg.disk.atomic import write_beside, write_new
from kg.disk.outputs import is_stdout, is_stream, refuse_output, write_output
from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.network.formats import write_network
from kg.page import write_page

fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("outputs")
    return toy_graph(
        folder / "facts", toy_contact("a", "2031-05-01", "ada participant", "boris participant"), graph=folder / "graph"
    )


def read_pipe(path: Path, write: object) -> bytes:
    """What stands in a new pipe while `write` is called."""
    os.mkfifo(path)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()))
    reader.start()
    assert callable(write)
    write()
    reader.join(30)
    assert path.is_fifo()
    return found[0]


@fifos
def test_each_way_to_a_pipe(graph: Graph, tmp_path: Path) -> None:
    page = graph.page().encode()
    assert read_pipe(tmp_path / "a", lambda: graph.save(tmp_path / "a")) == page
    network = graph.network()
    whole = read_pipe(tmp_path / "b.gexf", lambda: write_network(network, tmp_path / "b.gexf"))
    assert whole == write_network(network, tmp_path / "c.gexf")[0].read_bytes()
    made = read_pipe(tmp_path / "d", lambda: write_page(network, tmp_path / "d"))
    assert made == write_page(network, tmp_path / "e").read_bytes()


@fifos
def test_a_picture_into_a_pipe(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    from kg.plot import save_figure

    assert read_pipe(tmp_path / "a.svg", lambda: save_figure(Figure(), tmp_path / "a.svg")).startswith(b"<?xml")


@fifos
def test_pairs_into_one_pipe(graph: Graph, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(UsageError, match="pairs are several"):
        write_network(graph.network(), tmp_path / "a", form="pairs")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a device that is always full")
def test_a_full_device() -> None:
    with pytest.raises(KgError, match="'/dev/full' cannot be written: No space left on device"):
        write_output(Path("/dev/full"), "x")


@pytest.mark.skipif(sys.platform == "win32", reason="names of open files")
def test_names_of_open_files(tmp_path: Path) -> None:
    assert is_stream(Path("/dev/fd/1")) and is_stdout(Path("/dev/stdout")) and not is_stdout(Path("/dev/stderr"))
    assert is_stream(Path("/dev/null")) and not is_stdout(Path("/dev/null"))
    path = tmp_path / "file"
    path.write_text("before ", encoding="utf-8")
    assert not is_stream(path) and not is_stream(tmp_path / "none") and not is_stream(tmp_path)
    with path.open("ab") as file:
        write_output(Path(f"/dev/fd/{file.fileno()}"), "within")
        link = tmp_path / "link"
        link.symlink_to(f"/dev/fd/{file.fileno()}")
        write_output(link, b" more")
    assert path.read_text(encoding="utf-8") == "before within more"
    with pytest.raises(KgError, match="cannot be written"):
        write_output(Path("/dev/fd/987"), "x")


def test_what_is_refused(graph: Graph, tmp_path: Path) -> None:
    assert graph.folder is not None
    manifest = (graph.folder / "graph.json").read_bytes()
    for name in ("graph.json", "dump.nq", "store", "store/new", "events/icews.parquet", "contacts.parquet"):
        with pytest.raises(UsageError, match=r"own files|is a folder"):
            graph.save(graph.folder / name)
    with pytest.raises(UsageError, match="own files"):
        write_network(graph.network(), graph.folder / "graph.json", form="node-link")
    with pytest.raises(UsageError, match="own files"):
        refuse_output(graph.folder / "page.html", graph=graph.folder)
    assert graph.save(graph.folder / "page.html") == graph.folder / "page.html"
    assert (graph.folder / "graph.json").read_bytes() == manifest
    with pytest.raises(UsageError, match="is a folder"):
        graph.save(tmp_path)
    read = tmp_path / "read.csv"
    read.write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file to read"):
        refuse_output(read, inputs=[tmp_path / "none", read])
    with pytest.raises(UsageError, match="is no folder"):
        refuse_output(read / "below")
    refuse_output(tmp_path / "new" / "deep" / "file")


def test_what_somebody_else_keeps_in_a_graph_may_be_written(graph: Graph, tmp_path: Path) -> None:
    assert graph.folder is not None
    notes = graph.folder / "events" / "notes.csv"
    notes.parent.mkdir()
    notes.write_text("mine", encoding="utf-8")
    kept = notes.with_name("icews.corrections.csv")
    kept.write_text("x", encoding="utf-8")
    for folder in (None, graph.folder):
        refuse_output(notes, graph=folder)
        with pytest.raises(UsageError, match="own files"):
            refuse_output(kept, graph=folder)
    try:
        for name, file in (("a", notes), ("b", kept), ("c", graph.folder / "graph.json")):
            (tmp_path / name).hardlink_to(file)
    except (OSError, NotImplementedError):
        pytest.skip("no hard links here")
    refuse_output(tmp_path / "a", graph=graph.folder)
    for name in ("b", "c"):
        with pytest.raises(UsageError, match="own files"):
            refuse_output(tmp_path / name, graph=graph.folder)


def test_the_page_of_another_graph_is_not_written_over(graph: Graph, tmp_path: Path) -> None:
    assert graph.folder is not None
    contact = toy_contact("a", "2031-05-01", "ada participant", "boris participant")
    other = toy_graph(tmp_path / "facts", contact, graph=tmp_path / "other")
    for shown in (other, toy_graph(tmp_path / "facts", contact)):
        with pytest.raises(UsageError, match="own files"):
            shown.save(graph.folder / "page.html")
    assert other.save() == tmp_path / "other" / "page.html"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files")
def test_the_rights_of_an_output_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_output(path, "new")
    usual = path.stat().st_mode
    path.chmod(0o600)
    write_output(path, "newer")
    assert path.stat().st_mode & 0o777 == 0o600 and path.read_text(encoding="utf-8") == "newer"
    write_output(tmp_path / "b", "new")
    assert (tmp_path / "b").stat().st_mode == usual


def test_a_link_to_nothing_is_a_new_file(tmp_path: Path) -> None:
    link = tmp_path / "link"
    try:
        link.symlink_to("new.txt")
    except OSError:
        pytest.skip("no symbolic links here")
    refuse_output(link)
    write_output(link, "a\n")
    assert link.is_symlink() and (tmp_path / "new.txt").read_bytes() == b"a\n"


def test_characters_that_utf_8_does_not_have(tmp_path: Path) -> None:
    write_output(tmp_path / "a", "x\ud800")
    write_beside(tmp_path / "b", "x\ud800")
    write_new(tmp_path / "c", "x\ud800")
    assert {(tmp_path / name).read_bytes() for name in "abc"} == {b"x\\ud800"}


def test_an_empty_text_is_no_path() -> None:
    """It would be the folder here."""
    from kg.building.imports import import_events

    for call in (lambda: kg.check(""), lambda: kg.build(["a", ""]), lambda: kg.check(texts="", paths="a")):
        with pytest.raises(UsageError, match="a path is empty"):
            call()
    with pytest.raises(UsageError, match="there is no file ''"):
        import_events("icews", [""])
