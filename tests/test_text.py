"""Characters that cannot be seen: refused in facts, taken out of what is shown, kept where they are spelling."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kg.checking.phrases import normalise
from kg.curating.citing import cite
from kg.curating.quoting import yaml_line
from kg.errors import Origin, Problem
from kg.facts import read_facts
from kg.page.display import one_line
from kg.store.tables import visible
from kg.text.links import web_address
from kg.text.unseen import escape_unseen, find_unseen, name_unseen, strip_unseen

UNSEEN = (
    "\x00", "\x07", "\x0b", "\x0c", "\r", "\x1b", "\x7f", "\x85", "\xad", "\u034f", "\u061c", "\u115f", "\u180e",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066",
    "\u2069", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\ufff9", "\ufffe", "\U000e0001", "\U000e0041", "\U000e0100",
)  # fmt: skip

SPELLING = {
    "Persian": "علی خامنه\u200cبان",
    "Malayalam, older": "രാമന\u0d4d\u200d",
    "Bengali": "র\u200d\u09cd\u09af",
    "Sinhala": "ශ\u0dca\u200dරී",
    "German, no ligature": "Auf\u200clage",
    "a variant of a Han letter": "葛\U000e0100城",
    "a picture as a picture": "\u2603\ufe0f",
    "a key": "1\ufe0f\u20e3",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "Mongolian": "\u182a\u180b",
    "Arabic signs of numbers": "\u0600\u0661 \u06dd",
    "line and tab": "a\nb\tc",
}


@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_what_cannot_be_seen(character: str) -> None:
    for text, at in ((f"Ma {character}rk", 3), (f"{character}Mark", 0), (f"Mark {character}", 5)):
        assert find_unseen(text) == at
        assert strip_unseen(text) == text.replace(character, "")
        assert character not in escape_unseen(text)
        assert escape_unseen(text).replace("\\u", "\\U").count("\\U") == 1
        assert character not in visible(text)
        assert character not in one_line(text)
        assert character not in str(Problem(Origin("a.yaml", 1, 1), "x", text, text))
        assert character not in web_address("https://a.example/", text)
        assert web_address(f"https://a.example/{character}", "") == ""
        assert character not in normalise(text)
        assert character not in yaml_line("name", text)


@pytest.mark.parametrize("text", SPELLING.values(), ids=SPELLING.keys())
def test_what_is_spelling_stays(text: str) -> None:
    line = " ".join(text.split())
    assert find_unseen(text) is None
    assert strip_unseen(text) == text
    assert escape_unseen(line) == visible(text) == one_line(text) == normalise(text) == line
    assert line in str(Problem(Origin("a.yaml", 1, 1), "x", line))


def test_what_is_spelling_goes_where_texts_are_compared() -> None:
    assert strip_unseen("خامنه\u200cبان", spelling=True) == "خامنهبان"
    assert strip_unseen("葛\U000e0100城", spelling=True) == "葛城"


def test_every_character_that_draws_nothing_is_in_the_set() -> None:
    drawn = "\t\n\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    left = [
        f"{code:04X}"
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp") and find_unseen(chr(code)) is None
    ]
    assert left == [f"{ord(character):04X}" for character in drawn]


def test_characters_are_told_by_code_and_name() -> None:
    assert name_unseen("\u200f") == "U+200F (right-to-left mark)"
    assert name_unseen("\x1b") == "U+001B"


PLACES = {
    "name": 'actors:\n  a: {type: Person, name: "@"}\n',
    "name by language": 'actors:\n  a: {type: Person, name: {tr: "@"}}\n',
    "spellings": 'actors:\n  a: {type: Person, name: A, spellings: ["@"]}\n',
    "description": 'actors:\n  a: {type: Person, description: "@"}\n',
    "title": 'source: {id: s, type: Report, publisher: p, published: 2031-01-01, title:   "@"}\n',
    "what": 'claims:\n- talks: t\n  what:   "@"\n  basis: b\n',
    "note": 'claims:\n- talks: t\n  note:   "@"\n  basis: b\n',
    "phrase": 'claims:\n- talks: t\n  phrase: "@"\n  basis: b\n',
    "basis": 'claims:\n- talks: t\n  basis:  "@"\n',
}


@pytest.mark.parametrize("character", ["\u200e", "\xad", "\u200b", "\U000e0041", "\ufeff", "\u2060"])
@pytest.mark.parametrize("place", PLACES)
def test_facts_do_not_have_them(place: str, character: str, tmp_path: Path) -> None:
    text = PLACES[place]
    before = text[: text.index('"@"')]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    path = tmp_path / "a.yaml"
    path.write_text(text.replace("@", f"Ma {character}rk of A"), encoding="utf-8")
    problem = next(p for p in read_facts([path]).problems if p.code == "control-character")
    assert (problem.origin.line, problem.origin.column, problem.suggestion) == (line, column, "Ma rk of A")
    assert f"U+{ord(character):04X}" in problem.message
    assert "as character 4" in problem.message


def test_ids_do_not_have_them(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('actors:\n  "a\u200eb": {type: Person, name: A}\n', encoding="utf-8")
    [problem] = read_facts([path]).problems
    assert (problem.code, problem.origin.line, problem.origin.column) == ("bad-id", 2, 3)
    assert "'a\\u200eb' is not an id" in str(problem)


@pytest.mark.parametrize("text", [SPELLING["Persian"], SPELLING["Malayalam, older"]])
def test_names_have_joiners(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"actors:\n  a: {{type: Person, name: {{fa: {text}}}}}\n", encoding="utf-8")
    reading = read_facts([path])
    assert reading.problems == []
    assert reading.records[0].names.labels == (("fa", text),)  # type: ignore[union-attr]


def test_a_text_may_have_them_where_the_phrase_has_none() -> None:
    text = "The en\xadvoys \u200fmet at the har\u200bbour on Tuesday."
    found = cite("envoys met at the harbour", text)
    assert (found.how, found.times, found.accepted) == ("exact", 1, True)
    assert normalise("envoys met at the harbour") in normalise(text)
    assert (found.places[0].line, found.places[0].column) == (1, 5)
