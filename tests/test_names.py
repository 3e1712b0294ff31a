"""One search for all doors: a spelling means the same to every command and on the page.

`data/names.json` has invented persons, spellings that are asked for, and whom each finds, with the score. Python and
the script of the page are held to the same file.
"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tiers import mark_others

import kg
from kg.curating.answers import names_table
from kg.errors import UsageError
from kg.facts import write_dataset
from kg.graph import Graph
from kg.text.folding import fold, read_spelling, simplify
from kg.text.letters import table_of_letters
from kg.text.nearness import LETTERS, score_name, score_thing
from kg.text.unseen import RANGES

VECTORS = json.loads((Path(__file__).parent / "data" / "names.json").read_text(encoding="utf-8"))
NAMES: dict[str, list[str]] = {thing["id"]: thing["names"] for thing in VECTORS["things"]}
ASKED: list[dict[str, Any]] = VECTORS["asked"]


def script() -> str:
    return files("kg.page").joinpath("script/names.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("names")
    actors: dict[str, Any] = {"farland": {"type": "State", "name": "Farland"}}
    for id, (name, *others) in NAMES.items():
        actors[id] = {"type": "Person", "name": name, "of": "farland", **({"spellings": others} if others else {})}
    talks = {"meeting": "gathering", "date": "2031-05-03", "participants": ["farland", *NAMES]}
    facts = {"basis": "invented", "actors": actors, "claims": [talks]}
    (folder / "facts.yaml").write_text(write_dataset(facts), encoding="utf-8")
    return kg.build(folder / "facts.yaml", graph=folder / "graph", page=False)


# Folding and scoring


@pytest.mark.parametrize("case", ASKED, ids=[ascii(case["asked"][:30]) for case in ASKED])
def test_folded_and_found(case: dict[str, Any]) -> None:
    asked = read_spelling(case["asked"])
    assert asked.plain == case["plain"]
    found = [(id, score_thing(asked, (*names, id))[0]) for id, names in NAMES.items()]
    assert sorted(((id, score) for id, score in found if score), key=lambda hit: (-hit[1], hit[0])) == [
        tuple(hit) for hit in case["found"]
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÇAVUŞOĞLU", "Çavuşoğlu"), ("ÇAVUŞOĞLU", "cavusoglu"), ("İSTANBUL", "istanbul"), ("ISTANBUL", "İstanbul"),
        ("IŞIK", "ışık"), ("IŞIK", "işik"), ("ERDOĞAN", "Erdogan"), ("Ka'b", "Ka‘b"), ("Ka'b", "Kab"),
        ("al-Ghanim", "al Ghanim"), ("al-Ghanim", "alghanim"), ("Straße", "STRASSE"), ("Łódź", "lodz"),
        ("Ｗａｎｇ　Ｙｉ", "Wang Yi"), ("Wang\u00a0Yi", "Wang Yi"), ("Zoe\u0308", "Zoë"),
        ("Wa\u00adng \u200eYi", "Wang Yi"),
        ("می\u200cرود", "میرود"), ("می\u200cرود", "می رود"), ("O’Neal", "O'Neal"), ("O´Neal", "O'Neal"),
        ("Сергій", "Sergiy"), ("習近平", "习近平"), ("習近平", "Xi Jinping"),
        ("\u2066Ana\u2069", "ana"),
        ("Ana\ufe0f", "Ana"), ("\ufeffAna", "Ana"), ("A\u2060na", "Ana"), ("ﬁnn", "Finn"),
    ],
)  # fmt: skip
def test_same_letters(one: str, other: str) -> None:
    assert score_name(read_spelling(one), other) >= LETTERS
    assert score_name(read_spelling(other), one) >= LETTERS


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wang Ru", "Wang Rui"), ("王毅", "王义"), ("Yi Wang", "Wang Yi"), ("Kim Jong", "Kim Jung"), ("Ana", "Anna")],
)
def test_near_is_not_same(one: str, other: str) -> None:
    assert 70 <= score_name(read_spelling(one), other) < LETTERS
    assert not read_spelling(one).same_letters(read_spelling(other))


def test_what_has_no_letters_is_the_same_as_itself_alone() -> None:
    assert score_name(read_spelling("—"), "–") == 0 and score_name(read_spelling("—"), "—") == 100
    assert not read_spelling("—").same_letters(read_spelling("…"))


# The page folds and scores by itself


@pytest.fixture(scope="module")
def answers(browser: Any) -> Any:
    """What the script of the page answers: `answers(table, expression, argument)`."""
    page = browser.new_page()
    page.goto("about:blank")

    def ask(table: dict[str, Any], expression: str, argument: Any) -> Any:
        code = (
            f"([table, argument]) => {{ {script()}\nconst read = readNames(table); return ({expression})(argument); }}"
        )
        return page.evaluate(code, [table, argument])

    return ask


@pytest.mark.slow
def test_the_page_finds_the_same(answers: Any) -> None:
    table = table_of_letters(name for names in NAMES.values() for name in names)
    find = """({things, asked}) => {
        const known = things.map(({id, names}) => [...names, id].map(read));
        return asked.map((text) => findNames(read(text), known, 100).map((hit) => [things[hit.n].id, hit.score]));
    }"""
    asked = [case["asked"] for case in ASKED]
    found = answers(table, find, {"things": VECTORS["things"], "asked": asked})
    assert dict(zip(asked, found, strict=True)) == {case["asked"]: case["found"] for case in ASKED}
    assert answers(table, "(texts) => texts.map((text) => read(text).plain)", asked) == [c["plain"] for c in ASKED]


def some_texts(count: int) -> list[str]:
    chance = random.Random(18)
    blocks = ((0x20, 0x7F), (0xA0, 0x250), (0x250, 0x530), (0x590, 0x700), (0x900, 0xE80), (0x10A0, 0x1380),
              (0x1E00, 0x2070), (0x3000, 0x3130), (0x4E00, 0x9FFF), (0xAC00, 0xD7A4), (0xFB00, 0xFFE0))  # fmt: skip
    texts = []
    for _ in range(count):
        block = chance.choice(blocks)
        other = chance.choice((block, (0x20, 0x7F), (0x300, 0x345)))
        letters = [chr(chance.randrange(*chance.choice((block, block, other)))) for _ in range(chance.randint(1, 12))]
        texts.append("".join(c for c in letters if unicodedata.category(c) != "Cn"))
    return texts


def test_the_page_folds_any_text_so(answers: Any) -> None:
    texts = some_texts(4000)
    assert all(fold(fold(text)) == fold(text) for text in texts)
    plain = answers(table_of_letters(texts), "(texts) => texts.map((text) => read(text).plain)", texts)
    wrong = [(ascii(text), fold(text), other) for text, other in zip(texts, plain, strict=True) if fold(text) != other]
    assert wrong == []


@pytest.mark.slow
def test_the_page_knows_the_letters_of_names_wherever_they_are_asked_for(answers: Any) -> None:
    """Those of the scripts of names, though no name of the graph has them."""
    spans = ((0x20, 0x1380), (0x1780, 0x17E0), (0x1E00, 0x2100), (0x3000, 0x3100), (0x4E00, 0xA000), (0xAC00, 0xD7A4))
    letters = [chr(code) for span in spans for code in range(*span) if unicodedata.category(chr(code)) != "Cn"]
    plain = answers(table_of_letters(), "(texts) => texts.map((text) => read(text).plain)", letters)
    assert [hex(ord(c)) for c, other in zip(letters, plain, strict=True) if fold(c) != other] == []


def test_the_page_drops_the_same_characters(answers: Any) -> None:
    """All that cannot be seen, and what is beside it, wherever it stands, as it is where it is spelling."""
    codes = {code + step for span in RANGES for code in (*span, sum(span) // 2) for step in (-1, 0, 1)}
    letters = [chr(code) for code in sorted(codes) if 0 <= code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF]
    texts = [text for c in letters for text in (f"an{c}a", f"{c}Ana", f"葛{c}城", f"☃{c}", f"می{c}رود")]
    found = answers(table_of_letters(), "(texts) => texts.map((text) => read(text).written)", texts)
    wanted = [read_spelling(text).written for text in texts]
    assert [(ascii(t), a, b) for t, a, b in zip(texts, wanted, found, strict=True) if a != b] == []


def test_the_page_scores_any_names_so(answers: Any) -> None:
    chance = random.Random(18)
    words = "wang rui li yi al ghanim salih kab sanani petrenyuk rahimi pour 王 毅 義 义 صالح الغانم שלמה Øre O’Gain"
    parts = words.split(" ")
    pairs = []
    for _ in range(3000):
        one = [chance.choice(parts) for _ in range(chance.randint(1, 4))]
        other = [*one] if chance.random() < 0.6 else [chance.choice(parts) for _ in range(chance.randint(1, 4))]
        chance.shuffle(other)
        text = chance.choice((" ", "-", "")).join(other)
        cut = chance.randrange(len(text))
        pairs.append((" ".join(one), text if chance.random() < 0.5 else text[:cut] + text[cut + 1 :]))
    table = table_of_letters(text for pair in pairs for text in pair)
    scores = answers(table, "(pairs) => pairs.map(([one, other]) => scoreName(read(one), read(other)))", pairs)
    wanted = [score_name(read_spelling(one), other) for one, other in pairs]
    assert [(*pair, a, b) for pair, a, b in zip(pairs, wanted, scores, strict=True) if a != b] == []
    assert len(set(wanted)) > 20


def test_the_table_is_small_and_the_same_each_time() -> None:
    table = table_of_letters(["王毅", "ꀀ"])
    assert len(json.dumps(table, ensure_ascii=False).encode()) < 60_000
    assert table["more"] == {"ꀀ": "it"} and table == table_of_letters(["ꀀ", "王毅"])
    assert table_of_letters(["習"])["forms"] == {"习": "習"} and simplify("習") == "习"


@pytest.mark.slow
def test_the_page_has_the_search_of_kg_names(opened: Any, graph: Graph) -> None:
    page = opened(graph.page())
    for asked, first in (
        ("al ghanim", "Salih al-Ghanim"), ("Ka'b", "Ka‘b Sanʿānī"), ("sanani", "Ka‘b Sanʿānī"),
        ("KAB", "Ka‘b Sanʿānī"), ("Mingyu Wei", "Wei Mingyu"), ("Петренюк", "Ярослав Петренюк"), ("王毅", "Wang Yi"),
        ("çağdaş", "Işıl Çağdaşoğlu"),
        ("Scheratowa", "Людмила Шератова"),
    ):  # fmt: skip
        page.locator("#search").fill(asked)
        assert page.locator("#found li").first.inner_text().startswith(first)


# Every door


@cache
def same(asked: str) -> tuple[str, ...]:
    """Whom a spelling means: those with the best score, where that says the same letters."""
    case = next(case for case in ASKED if case["asked"] == asked)
    best = max((score for _, score in case["found"]), default=0)
    return tuple(id for id, score in case["found"] if score == best >= LETTERS)


@pytest.mark.parametrize(
    "case",
    mark_others(
        ((case,) for case in ASKED),
        lambda case: (min(len(same(case["asked"])), 2), bool(case["found"])),  # one, several or none; or near ones
        lambda case: unicodedata.name((case["asked"].strip() or " ")[0], "").split(" ")[0],  # the script
    ),
    ids=[ascii(case["asked"][:30]) for case in ASKED],
)
def test_every_door(graph: Graph, case: dict[str, Any]) -> None:
    asked, found = case["asked"], [id for id, _ in case["found"]]
    table, _ = names_table(asked, graph=graph.folder)
    assert [(row["id"], row["score"]) for row in table.rows] == [tuple(hit) for hit in case["found"][:10]]
    doors: tuple[Callable[[str], object], ...] = (
        lambda name: graph.about(name).to_text(),
        lambda name: graph.query("talks", actor=name),
        lambda name: graph.query("claims", about=name),
        lambda name: graph.offers(actor=name),
        lambda name: graph.path(name, "farland"),
        lambda name: graph.compare(name, level="person").to_text(),
    )
    if len(same(asked)) == 1:
        (id,) = same(asked)
        assert [door(asked) for door in doors] == [door(id) for door in doors]
        return
    for door in doors:
        with pytest.raises(UsageError) as caught:
            door(asked)
        if found and not same(asked):
            best = case["found"][0][1]
            near = sorted(id for id, score in case["found"] if score == best)[:3]
            told = [f"'{id}'" in str(caught.value) for id in near]
            assert any(told) if door is doors[0] else all(told)  # about knows topics and claims, too
        elif same(asked):
            assert all(id in str(caught.value) for id in same(asked)) and "give the id" in str(caught.value)
