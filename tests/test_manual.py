"""The coding manual: its examples are sound together, and it has a word on each kind of claim, role and status."""

from __future__ import annotations

import re
from pathlib import Path

import kg
from kg.model.vocabulary import load_vocabulary

MANUAL = (Path(__file__).parent.parent / "docs" / "coding-manual.md").read_text(encoding="utf-8")


def write_examples(folder: Path) -> None:
    """A block that begins with the name of a file is one; the others go on in the last of them."""
    files: dict[str, str] = {}
    for kind, text in re.findall(r"^```(\w+)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL):
        if kind == "text":
            (folder / "lantern.txt").write_text(text, encoding="utf-8")
        elif named := re.match(r"# (\S+\.yaml)\n", text):
            files[named[1]] = text
        else:
            files[next(reversed(files))] += text + "\n"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_the_examples_are_sound(tmp_path: Path) -> None:
    write_examples(tmp_path)
    loaded = kg.check(tmp_path)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.phrases.unverified == 0 and loaded.phrases.verified == 10


def test_what_the_manual_says_of_them_comes_out(tmp_path: Path) -> None:
    write_examples(tmp_path)
    graph = kg.load(tmp_path)
    assert {(row["third_party"], row["for"]) for row in graph.query("bridges")} == {("oak", "panel")}
    talks = {
        (row["who"], row["whom"], row["caveat"]) for row in graph.query("talks") if "beck" in (row["who"], row["whom"])
    }
    assert talks == {("beck", "cane", None), ("beck", "oak", None), ("ash", "beck", "denied by alba")}
    states = {(matter.actor, matter.role): matter.state for matter in graph.offers()}
    assert states == {
        ("corland", "host"): "conditional", ("corland", "mediator"): "suspended", ("north", "party"): "excluded",
    }  # fmt: skip


def test_it_has_a_word_on_each_term() -> None:
    vocabulary = load_vocabulary()
    wanted = {*vocabulary.by_key, *vocabulary.concepts["RoleStatus"], *vocabulary.concepts["Manner"]} - {"direct"}
    wanted |= set(vocabulary.concepts["Role"]) - {"speaker", "addressee", "performer", "participant"}
    wanted |= set(vocabulary.concepts["EventStatus"]) - {"held"}
    named = set(re.findall(r"`([\w -]+?)`", MANUAL)) | set(re.findall(r"^- ([\w ]+): ", MANUAL, re.MULTILINE))
    named |= set(re.findall(r"\b(?:manner|status): (\w+)", MANUAL))
    assert wanted - named == set()
