"""A graph whose tables of event data came to harm: every door names the file and what to do, and an import mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sample_events import ROWS
from tiers import slow_but

import kg
from kg.building.imports import import_events
from kg.errors import KgError

SAMPLE = ROWS.parent
FILE = ROWS / "icews-made-up.tab.gz"
CONTACTS, THINGS = "contacts.parquet", "things.parquet"
CLAIMS, PARTS, KEPT = "icews.claims.parquet", "icews.parts.parquet", "icews.parquet"


def place(graph: Path, name: str) -> Path:
    return graph / name if name in (CONTACTS, THINGS) else graph / "events" / name


def turned(path: Path) -> None:
    """Other bytes within, where the columns are: the end, which tells of them, is as it was."""
    raw = bytearray(path.read_bytes())
    raw[8:600] = bytes(byte ^ 255 for byte in raw[8:600])
    path.write_bytes(raw)


HARM: dict[str, Callable[[Path], Any]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("claim,event\n" * 20, encoding="utf-8"),
    "other": lambda path: shutil.copy(
        path.parents[path.parent.name == "events"] / (CONTACTS if path.name != CONTACTS else "events/icews.parquet"),
        path,
    ),
    "turned": turned,
}
# The contacts with each harm, and with each the claims or their parts, which are read the same way.
HARMED = [
    *((CONTACTS, harm) for harm in HARM),
    *((CLAIMS, harm) for harm in ("cut", "text", "turned")),
    *((PARTS, harm) for harm in ("empty", "other", "turned")),
    *((THINGS, harm) for harm in ("text", "other", "turned")),
]
DOORS: dict[str, Callable[[kg.Graph], Any]] = {
    "talks": lambda graph: graph.query("talks"),
    "offers": lambda graph: graph.query("offers"),
    "network": lambda graph: graph.network(),
    "contacts": lambda graph: graph.network(layers=("contact",)),
    "pairs": lambda graph: graph.contacts and graph.contacts.count_pairs(),
    "analyse": lambda graph: graph.analyse("channels"),
    "about": lambda graph: graph.about("Norway"),
    "view": lambda graph: graph.view(since="2031-05-05").query("talks"),
    "compare": lambda graph: graph.compare("norway"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = tmp_path_factory.mktemp("sound") / "graph"
    kg.build(SAMPLE, graph=graph, page=False)
    import_events("icews", [FILE], graph=graph)
    return graph


@cache
def talks_of(graph: Path) -> list[dict[str, Any]]:
    """The talks of the graph that nothing happened to."""
    return kg.open(graph).query("talks").rows


@pytest.mark.parametrize(
    ("name", "harm"),
    slow_but(HARMED, (CONTACTS, "turned")),
)
@pytest.mark.slow
def test_a_damaged_table_is_named_and_made_anew(name: str, harm: str, sound: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(sound, tmp_path / "graph")
    HARM[harm](place(whole, name))
    told = 0
    for ask in DOORS.values():
        try:
            ask(kg.open(whole))
        except KgError as error:
            told += 1
            assert name in str(error) and "\n" not in str(error)
            assert "kg import" in str(error) or "kg build" in str(error)
    assert told
    import_events("icews", [FILE], graph=whole)
    mended = kg.open(whole)
    assert mended.query("talks").rows == talks_of(sound)
    for ask in DOORS.values():
        ask(mended)


@pytest.mark.parametrize("name", [CLAIMS, pytest.param(PARTS, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_a_table_that_is_gone_is_missed(name: str, sound: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(sound, tmp_path / "graph")
    place(whole, name).unlink()
    with pytest.raises(KgError, match=rf"{name}\b.*: kg build FACTS"):
        kg.open(whole).query("offers")
    kg.build(SAMPLE, graph=whole, page=False)
    assert kg.open(whole).query("offers").rows == kg.open(sound).query("offers").rows


@pytest.mark.parametrize("harm", slow_but(HARM, "turned"))
@pytest.mark.slow
def test_damaged_rows_are_named_and_the_graph_stays(harm: str, sound: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(sound, tmp_path / "graph")
    HARM[harm](place(whole, KEPT))
    before = {path: path.read_bytes() for path in whole.rglob("*.parquet")}
    for again in (
        lambda: import_events("icews", [FILE], graph=whole),
        lambda: import_events("gdelt", [ROWS / "gdelt-made-up.csv.gz"], graph=whole),
        lambda: kg.build(SAMPLE, graph=whole, page=False),
    ):
        with pytest.raises(KgError, match=r"events/icews\.parquet'? is .*the rows of ICEWS .* are lost: .*--no-events"):
            again()
    assert {path: path.read_bytes() for path in whole.rglob("*.parquet")} == before
    kg.build(SAMPLE, graph=whole, page=False, events=False)
    import_events("icews", [FILE], graph=whole)
    assert kg.open(whole).query("talks").rows == talks_of(sound)


@pytest.mark.parametrize(
    "text", [b"words\n", b"file,line,reason,text\nx,many,bad,row\n", b"file,line,reason,text\r\nx,1\r\n", b"\xff\xfe\n",
             b'file,line,reason,text\nx,1,bad,"row\n', b""]
)  # fmt: skip
def test_damaged_rejects_are_named(text: bytes, sound: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(sound, tmp_path / "graph")
    file = whole / "events" / "icews.rejects.csv"
    file.write_bytes(text)
    with pytest.raises(KgError, match=r"icews\.rejects\.csv', which .* is damaged .*; remove it, and import again"):
        import_events("icews", [FILE], graph=whole)
    assert file.read_bytes() == text
