"""Words as remembered, in texts: what `kg cite` says is what `kg check` says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.building.builds import check
from kg.checking.phrases import normalise, times_in
from kg.curating.citing import Found, cite, is_accepted
from kg.curating.quoting import yaml_line
from kg.errors import UsageError
from kg.text.folding import fold

TEXT = """The envoys met at dawn. “Talks will go
on,” said Mira Ostrova, the foreign
minister — cease-fire or not. President Halden told Ostrova that talks will go on.

The envoys met at dusk.  Erdoğan’s offer stands.
"""


def test_exact_words_and_their_place() -> None:
    found = cite("told Ostrova that", TEXT)
    assert (found.how, found.times, found.accepted, found.suggestions) == ("exact", 1, True, ())
    place = found.places[0]
    assert (place.line, place.column, place.words) == (3, 48, "told Ostrova that")
    assert TEXT.split("\n")[2][47:].startswith("told Ostrova that")


def test_a_line_break_counts_as_a_space() -> None:
    found = cite("the foreign minister", TEXT)
    assert found.accepted and found.places[0].line == 2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("mira ostrova, the FOREIGN minister", "Mira Ostrova, the foreign minister"),
        ("foreign minister - cease-fire or", "foreign minister — cease-fire or"),
        ("minister ceasefire or not", "minister — cease-fire or not"),
        ('"Talks will go on," said', "Talks will go on,” said"),
        ("Erdogan's offer stands", "Erdoğan’s offer stands"),
        ("erdogans OFFER stands", "Erdoğan’s offer stands"),
    ],
)
def test_other_capitals_marks_and_spaces(asked: str, words: str) -> None:
    found = cite(asked, TEXT)
    assert (found.how, found.times, found.accepted) == ("alike", 1, False)
    assert [suggestion.phrase for suggestion in found.suggestions] == [words]


def test_whole_words_only_are_alike() -> None:
    assert cite("ate is a wor", "A state is a word among others here.").how == "exact"
    assert cite("Ate is a Wor", "A state is a word among others here.").how != "alike"


def test_near_words() -> None:
    found = cite("Halden promised Ostrova that the talks go on", TEXT)
    assert found.how == "near" and not found.accepted
    assert "Ostrova that talks" in found.places[0].words
    assert found.suggestions[0].line == 3


def test_nothing() -> None:
    assert cite("zebra crossing piano", TEXT) == Found("nothing")
    assert cite("anything at all", "") == Found("nothing")
    assert cite("—", TEXT).how == "exact"
    assert cite("!?", TEXT) == Found("nothing")


def test_not_unique_gives_a_longer_one_for_each_place() -> None:
    found = cite("The envoys met at", TEXT)
    assert (found.times, found.accepted) == (2, False)
    assert [(s.phrase, s.line) for s in found.suggestions] == [
        ("The envoys met at dawn", 1),
        ("The envoys met at dusk", 5),
    ]


def test_too_short_and_too_long() -> None:
    short = cite("dawn", TEXT)
    assert short.times == 1 and not short.accepted and short.suggestions[0].phrase == "met at dawn"
    long = cite(" ".join(TEXT.split()[:20]), TEXT)
    assert long.how == "exact" and long.times == 1 and not long.accepted
    assert long.suggestions[0].count == 5 and "." not in long.suggestions[0].phrase


def test_a_text_that_is_there_twice_has_nothing_to_suggest() -> None:
    found = cite("The envoys met", "The envoys met. " * 40)
    assert (found.times, found.suggestions) == (40, ())
    assert len(found.places) == 5


def test_hidden_characters_are_not_suggested() -> None:
    text = "The envoys\u202e met at dawn and then they left again for the coast."
    found = cite("The envoys met at", text)
    assert all("\u202e" not in suggestion.phrase for suggestion in found.suggestions)


@pytest.mark.parametrize("bad", ["", "  \n", "x" * 2001])
def test_wrong_use(bad: str) -> None:
    with pytest.raises(UsageError):
        cite(bad, TEXT)


@pytest.mark.slow
def test_large_texts_take_no_long_time() -> None:
    text = " ".join(f"word{i % 997} and{i % 89}" for i in range(200_000)) + " the envoys finally met at dawn"
    start = time.perf_counter()
    assert cite("the envoys finally met", text).accepted
    assert cite("The Envoys Finally Met", text).how == "alike"
    assert cite("those envoys met finally at noon", text).how in ("near", "nothing")
    assert not cite("word1 and1", text).accepted
    assert time.perf_counter() - start < 30


WORDS = st.sampled_from(
    ["the", "envoy", "met", "Mira", "“on,”", "cease-fire", "—", "no.", "a: b", "#x", "'tis", "ö", "Ж"]
)
SPACES = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0"])
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=60).map(lambda parts: "".join(a + b for a, b in parts))


@given(TEXTS, st.data())
def test_cite_says_what_check_says(text: str, data: st.DataObject) -> None:
    """Accepted is what the check takes; each suggestion is, and written as proposed it reads back to the same words."""
    asked = data.draw(st.one_of(TEXTS, st.text(max_size=30), st.just(text[3:40])))
    try:
        found = cite(asked, text)
    except UsageError:
        return
    whole, phrase = normalise(text), normalise(asked)
    assert found.accepted == is_accepted(phrase, whole)
    assert (found.how == "exact") == (times_in(phrase, whole) > 0)
    if found.how == "exact":
        assert found.times == times_in(phrase, whole)
    for place in found.places:
        assert place.words in whole
        assert normalise("\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]).startswith(place.words)
    if found.how == "alike":
        assert {fold(place.words).replace(" ", "") for place in found.places} == {fold(phrase).replace(" ", "")}
    for suggestion in found.suggestions:
        assert is_accepted(suggestion.phrase, whole)
        assert yaml_line("phrase", suggestion.phrase).count("\n") == 0


SOURCE = """actors: {{paper: {{type: NewsOrganization, name: Paper}}}}
source: {{id: paper-1, type: NewsArticle, publisher: paper, published: 2022-04-26, text: text.txt}}
claims:
- statement: said-so
  by: paper
  {phrase}
"""


@pytest.mark.parametrize(
    "asked",
    [
        "told Ostrova that", "The envoys met at", "dawn", "mira ostrova the foreign", "talks will go on",
        "at dusk.  Erdoğan’s",
        "minister — cease-fire", "Talks will go", "on,” said Mira", ": and #no 'quotes' \"here", "zebra crossing piano",
        "- key: value # c", "met at da", "he said: no", "&a *b !c",
    ],
)  # fmt: skip
def test_check_agrees_on_what_is_pasted(asked: str, tmp_path: Path) -> None:
    text = TEXT + "And he wrote: and #no 'quotes' \"here\" - key: value # c; he said: no. &a *b !c %d @e `f\n"
    (tmp_path / "text.txt").write_text(text, encoding="utf-8")
    found = cite(asked, text)
    lines = [(yaml_line("phrase", asked), found.accepted)]
    lines += [(yaml_line("phrase", suggestion.phrase), True) for suggestion in found.suggestions]
    for line, good in lines:
        (tmp_path / "facts.yaml").write_text(SOURCE.format(phrase=line), encoding="utf-8")
        loaded = check(tmp_path)
        assert loaded.sound == good, (line, [str(problem) for problem in loaded.problems])
        assert loaded.phrases.verified == (1 if good else loaded.phrases.verified)
