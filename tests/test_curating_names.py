"""Who is meant, by any spelling: in facts and in graphs."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import article_facts
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.curating.answers import names_table
from kg.curating.known import KnownThing, read_at_hand
from kg.curating.lookup import find_names
from kg.datasets.shipped import shipped_facts
from kg.errors import UsageError
from kg.model.records import Names
from kg.text.folding import fold
from kg.text.unseen import strip_unseen

THINGS = list(read_at_hand([shipped_facts()]).things.values())


@pytest.mark.parametrize(
    ("asked", "meant", "score"),
    [
        ("Zelensky", "zelenskyy", 100),  # a spelling that the facts have
        ("zelenskyy", "zelenskyy", 100),  # the id
        ("VOLODYMYR zelenskyy", "zelenskyy", 100),
        ("Зеленський", "zelenskyy", 99),  # a part of a label in another script
        ("Володимир Зеленський", "zelenskyy", 100),
        ("Selenskyj", "zelenskyy", None),  # a spelling of another language, which nobody wrote down
        ("Zelenskiy, Volodymyr", "zelenskyy", None),
        ("Çavuşoğlu", "cavusoglu", 100),
        ("cavusoglu", "cavusoglu", 100),
        ("Cavusoglou", "cavusoglu", None),
        ("Чавушоглу", "cavusoglu", None),
        ("ERDOGAN", "erdogan", 100),
        ("Erdogan Tayyip", "erdogan", None),
        ("Путін", "putin", 99),
        ("Turkiye", "turkey", 100),
        ("Türkıye", "turkey", 99),
        ("Moscow", "moscow", 100),
        ("foreign minister of Russia", "foreign-minister-of-russia", 100),
        ("turkish_PRESIDENCY", "turkish-presidency", 99),
        ("Istambul", "istanbul", None),
    ],
)
def test_any_spelling(asked: str, meant: str, score: int | None) -> None:
    found = find_names(asked, THINGS)
    assert found[0].id == meant
    if score is None:
        assert 70 <= found[0].score < 99
    else:
        assert found[0].score == score


def test_a_byword_is_of_place_and_state() -> None:
    found = find_names("Ankara", THINGS)
    assert [(match.id, match.type, match.score) for match in found[:2]] == [
        ("ankara", "Place", 100),
        ("turkey", "State", 100),
    ]
    assert all(match.score < 99 for match in found[2:])


def test_best_first_and_bounded() -> None:
    scores = [match.score for match in find_names("minister", THINGS, limit=5)]
    assert len(scores) == 5 and scores == sorted(scores, reverse=True)


def test_only_actors_offices_and_places() -> None:
    assert "russia-ukraine-war" not in [match.id for match in find_names("russia-ukraine-war", THINGS)]
    assert find_names("ceasefire", THINGS) == [] or all(
        match.type != "Topic" for match in find_names("ceasefire", THINGS)
    )


def test_nothing_says_how_to_add_it() -> None:
    table, advice = names_table("Quintessa Vandermolen", paths=[shipped_facts()])
    assert len(table) == 0
    assert "  quintessa-vandermolen:\n    type: Person" in advice and "    name: Quintessa Vandermolen" in advice
    _, advice = names_table("\u202e: {x}\x1b[31m", paths=[shipped_facts()])
    assert all(line.isprintable() for line in advice.split("\n"))


@pytest.mark.parametrize("bad", ["", "   ", "x" * 201])
def test_wrong_use(bad: str) -> None:
    with pytest.raises(UsageError):
        find_names(bad, THINGS)


@pytest.mark.slow
def test_a_graph_and_its_facts_agree(tmp_path: Path) -> None:
    kg.build(article_facts(), graph=tmp_path / "graph", page=False)
    for asked in ("Zelensky", "Зеленський", "Selenskyj", "Ankara", "cavusoglu", "Kremlin", "foreign minister"):
        assert names_table(asked, graph=tmp_path / "graph") == names_table(asked, paths=article_facts())


def test_names_of_all_sorts_do_no_harm() -> None:
    names = ["<script>alert(1)</script>", "a\u202eb", "Ω", "北京", "", " ", "—", "𝔘𝔫", "x" * 300, "a " * 100]
    things = [
        KnownThing(f"t-{number}", "Person", Names(labels=(("en", name),), spellings=tuple(names)))
        for number, name in enumerate(names)
    ]
    assert find_names("北京", things)[0].score == 100
    assert find_names("Un", things)[0].score == 99  # mathematical letters are letters
    assert find_names("—", things)[0].matched == "—"


@given(st.text(min_size=1, max_size=60))
def test_what_is_called_so_is_found_first(name: str) -> None:
    if not strip_unseen(name, spelling=True).strip():
        with pytest.raises(UsageError):
            find_names(name, THINGS)
        return
    found = find_names(name, [*THINGS, KnownThing("the-one", "Person", Names(labels=(("en", name.strip()),)))])
    assert ("the-one", 100) in [(match.id, match.score) for match in found if match.score == 100]
    assert fold(fold(name)) == fold(name)


def test_rapidfuzz_is_used_in_one_place() -> None:
    package = Path(kg.__file__).parent
    using = [
        path.stem
        for path in package.rglob("*.py")
        if "import rapidfuzz" in (text := path.read_text(encoding="utf-8")) or "from rapidfuzz" in text
    ]
    assert using == ["likeness"]
