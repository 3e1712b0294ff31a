"""Indirect talks: the parties are with the third party, and with their own people, alone; every door says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.graph import Graph

FACTS = (Path(__file__).parent / "data" / "conflicts" / "indirect.yaml").read_text(encoding="utf-8")
PAIRS = {("ash", "aske"), ("ash", "cane"), ("ash", "dorn"), ("aske", "cane"), ("aske", "dorn"), ("beck", "cane"),
         ("beck", "dorn"), ("cane", "dorn")}  # fmt: skip


def load(folder: Path, more: str = "") -> Graph:
    (folder / "facts.yaml").write_text(FACTS + more, encoding="utf-8")
    return kg.load(folder)


def pairs(graph: Graph) -> set[tuple[str, str]]:
    return {(min(p), max(p)) for row in graph.query("talks") if (p := (str(row["who"]), str(row["whom"])))}


def test_every_door_tells_that_the_parties_did_not_meet(tmp_path: Path) -> None:
    graph = load(tmp_path)
    assert pairs(graph) == PAIRS
    network = graph.network(layers=["contact"])
    assert {(min(edge), max(edge)) for edge in network.edges()} == PAIRS
    assert {row["third_party"] for row in graph.query("bridges")} == {"cane", "dorn"}
    states = graph.network(level="state", layers=["contact"])
    assert not states.has_edge("alba", "front") and not states.has_edge("front", "alba")
    (path, other) = graph.path("alba", "front", level="state")
    assert [talk.end for talk in path] == ["corland", "front"] and [talk.end for talk in other] == ["dunland", "front"]
    assert "Indirect talks" in graph.about("floors").to_text()


def test_a_claim_that_says_nothing_follows_the_others(tmp_path: Path) -> None:
    plain = "- talks: floors\n  claim: other\n  participants: {ash: {}, beck: {}}\n"
    assert pairs(load(tmp_path, plain)) == PAIRS
    assert ("ash", "beck") in pairs(load(tmp_path, plain.replace("claim: other", "claim: other\n  manner: direct")))


@pytest.mark.parametrize("manner", ["indirect", "direct"])
def test_it_comes_back_as_it_was(tmp_path: Path, manner: str) -> None:
    graph = load(
        tmp_path, f"- meeting: m\n  manner: {manner}\n  participants: {{ash: {{}}, cane: {{role: mediator}}}}\n"
    )
    for name, text in graph.export_facts().items():
        (tmp_path / "again").mkdir(exist_ok=True)
        (tmp_path / "again" / name).write_text(text, encoding="utf-8")
    (tmp_path / "again.trig").write_text(graph.export("trig"), encoding="utf-8")
    for again in ("again", "again.trig"):
        assert kg.load(tmp_path / again).export("nquads") == graph.export("nquads")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("- talks: t\n  manner: proximity\n  participants: {ash: {}, cane: {}}\n", "unknown-term"),
        ("- offer: o\n  by: ash\n  to: beck\n  manner: indirect\n", "unknown-key"),
        ("- talks: t\n  manner: indirect\n  participants: {ash: {}, beck: {}}\n", "indirect-by-a-third-party"),
    ],
)
def test_mistakes(claim: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(FACTS + claim, encoding="utf-8")
    assert [problem.code for problem in kg.check(tmp_path).problems] == [code]


def test_a_panel_has_the_contacts_of_its_members_on_its_behalf() -> None:
    """Its chair is of another state, and counts for the panel; that for the union which named it."""
    graph = kg.load(Path(__file__).parent / "data" / "conflicts" / "panel.yaml")
    assert {(row["third_party"], row["for"]) for row in graph.query("bridges")} == {("oak", "panel")}
    for level, actor in {"person": "oak", "organisation": "panel", "state": "union"}.items():
        assert [row["actor"] for row in graph.analyse("mediators", level=level)] == [actor]
    assert [item.id for item in next(s for s in graph.about("panel").sections if s.heading == "Contacts").items] == [
        "one", "two",
    ]  # fmt: skip
