"""Words as remembered → the exact words of a text, whether they stand there once, and a run of words that does.

A text is matched as `kg check` matches it (`kg.checking.phrases`), so that what is found here holds there.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.checking.consistency import MAX_PHRASE_WORDS, MIN_PHRASE_WORDS
from kg.checking.phrases import normalise, times_in
from kg.errors import UsageError
from kg.facts.values import MAX_TEXT, is_plain
from kg.text.folding import fold
from kg.text.likeness import best_place, likeness
from kg.text.unseen import strip_unseen

MAX_ASKED, MAX_FOLDED, MAX_SHOWN = 2_000, 4_000_000, 5
_LIKE = 60.0
_TELLING = 5  # words that a shorter phrase has, if it can
_EDGES = " \t,.;:!?…\"'“”‘’«»„()[]–—-"
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Where words stand in a text: the line and column, from 1, and the words as they stand there."""

    line: int
    column: int
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that `kg check` accepts: three to fifteen words that stand in the text once; and where."""

    phrase: str
    line: int

    @property
    def count(self) -> int:
        """The number of words."""
        return len(self.phrase.split())


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `how` (exact, alike: but for case, marks and spaces, near, or nothing), the places, how often.

    `accepted` is whether `kg check` takes the words as given.
    """

    how: str
    places: tuple[TextSpan, ...] = ()
    times: int = 0
    accepted: bool = False
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def count(self) -> int:
        """The number of words at the first place."""
        return len(self.places[0].words.split()) if self.places else 0


def cite(phrase: str, text: str) -> Found:
    """Find the words of a phrase in a text.

    Raises UsageError where the phrase is empty or too long.

    >>> found = cite("erdogan told putin", "On Tuesday Erdoğan told Putin that talks go on.")
    >>> found.how, found.places[0].words
    ('alike', 'Erdoğan told Putin')
    """
    asked = normalise(phrase[: MAX_ASKED + 1])
    if not asked or len(asked) > MAX_ASKED:
        raise UsageError(f"give words of the text, up to {MAX_ASKED:,} characters")
    return _Text(text).find(asked)


def is_accepted(phrase: str, text: str) -> bool:
    """Whether `kg check` takes a phrase for a text that is normalised: its form, its length, and that it is unique."""
    words = len(phrase.split())
    return (
        is_plain(phrase)
        and len(phrase) <= MAX_TEXT
        and MIN_PHRASE_WORDS <= words <= MAX_PHRASE_WORDS
        and times_in(normalise(phrase), text) == 1
    )


class _Text:
    """A text with its words, the places of them, and its letters alone."""

    def __init__(self, text: str) -> None:
        self.raw = text
        self.raw_starts: list[int] = []
        self.starts: list[int] = []
        self.words: list[str] = []
        at = 0
        for found in re.finditer(r"\S+", text):
            word = strip_unseen(found[0])
            if not word:
                continue
            self.raw_starts.append(found.start())
            self.starts.append(at)
            self.words.append(word)
            at += len(word) + 1
        self.whole = " ".join(self.words)

    def find(self, asked: str) -> Found:
        spans = list(self._spans(asked))
        if spans:
            return self._found("exact", asked, spans)
        if alike := list(self._alike(asked)):
            return self._found("alike", asked, alike)
        if near := self._near(asked):
            return self._found("near", asked, [near])
        return Found("nothing")

    def _found(self, how: str, asked: str, spans: list[tuple[int, int]]) -> Found:
        places = tuple(self._place(start, end) for start, end in spans[:MAX_SHOWN])
        accepted = how == "exact" and is_accepted(asked, self.whole)
        words = self.whole[slice(*spans[0])]
        times = times_in(asked, self.whole) if how == "exact" else len(spans)
        suggestions: Iterable[Suggestion | None] = ()
        if how != "exact" and len(spans) == 1 and is_accepted(words, self.whole):
            suggestions = [Suggestion(words, places[0].line)]
        elif not accepted:
            suggestions = [self._suggest(*span) for span in spans[:MAX_SHOWN]]
        return Found(how, places, times, accepted, tuple(dict.fromkeys(s for s in suggestions if s)))

    # places

    def _spans(self, asked: str) -> Iterator[tuple[int, int]]:
        """Where a phrase stands, counted as `str.count` counts."""
        at = self.whole.find(asked)
        while at >= 0:
            yield at, at + len(asked)
            at = self.whole.find(asked, at + len(asked))

    def _word_at(self, position: int) -> int:
        return bisect.bisect_right(self.starts, position) - 1

    def _place(self, start: int, end: int) -> TextSpan:
        word = self._word_at(start)
        raw = self.raw_starts[word] + start - self.starts[word]
        line = self.raw.count("\n", 0, raw) + 1
        return TextSpan(line, raw - self.raw.rfind("\n", 0, raw), self.whole[start:end])

    # other spellings

    @functools.cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """The folded text without spaces, and for each word where its letters start in it."""
        starts, parts, at = [], [], 0
        for word in self.words:
            letters = fold(word).replace(" ", "")
            starts.append(at)
            parts.append(letters)
            at += len(letters)
            if at > MAX_FOLDED:
                break
        return "".join(parts), starts

    def _alike(self, asked: str) -> Iterator[tuple[int, int]]:
        """Where whole words have the same letters."""
        wanted = fold(asked).replace(" ", "")
        letters, starts = self._letters
        at = letters.find(wanted) if wanted else -1
        while at >= 0:
            first = bisect.bisect_right(starts, at) - 1
            last = bisect.bisect_right(starts, at + len(wanted) - 1) - 1
            after = starts[last + 1] if last + 1 < len(starts) else len(letters)
            whole_words = starts[first] == at and after == at + len(wanted)
            if whole_words:
                yield self._trimmed(first, last + 1)
            at = letters.find(wanted, after if whole_words else at + 1)

    def _near(self, asked: str) -> tuple[int, int] | None:
        """The run of words that is most like the phrase."""
        wanted = fold(asked)
        folded: list[str] = []
        starts: list[int] = []
        at = 0
        for word in self.words:
            folded.append(fold(word))
            starts.append(at)
            at += len(folded[-1]) + 1
            if at > MAX_FOLDED:
                break
        place = best_place(wanted, " ".join(folded)) if wanted else None
        if place is None:
            return None
        length = wanted.count(" ") + 1
        middle = bisect.bisect_right(starts, place[0]) - 1
        best, span = _LIKE, None
        for first in range(max(0, middle - length), min(len(folded), middle + length + 1)):
            for last in range(first + max(1, length - 3), min(len(folded), first + length + 4) + 1):
                score = likeness(wanted, " ".join(folded[first:last]))
                if score > best:
                    best, span = score, (first, last)
        return self._trimmed(*span) if span else None

    # suggestions

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """From the first word to the one before the last, without punctuation at the ends."""
        start, end = self.starts[first], self.starts[last - 1] + len(self.words[last - 1])
        words = self.whole[start:end]
        kept = words.strip(_EDGES)
        if not kept:
            return start, end
        start += words.index(kept)
        return start, start + len(kept)

    def _suggest(self, start: int, end: int) -> Suggestion | None:
        """The phrase to take for what stands here: as it is, shorter if it is long, longer if it is not alone."""
        first, last = self._word_at(start), self._word_at(end - 1) + 1
        size, longest = last - first, min(last - first, MAX_PHRASE_WORDS)
        sizes = [*range(_TELLING, longest + 1), *range(min(_TELLING - 1, longest), MIN_PHRASE_WORDS - 1, -1)]
        inside = [(a, a + n) for n in sizes for a in range(first, last - n + 1)]
        if times_in(self.whole[start:end], self.whole) == 1 and size >= MIN_PHRASE_WORDS:
            return self._first_of(inside)
        around = [
            (a, a + n)
            for n in range(max(size, MIN_PHRASE_WORDS), MAX_PHRASE_WORDS + 1)
            for a in range(max(0, last - n), min(first, len(self.words) - n) + 1)
        ]
        return self._first_of(around) or self._first_of(inside)

    def _first_of(self, runs: list[tuple[int, int]]) -> Suggestion | None:
        """The run of the first size that is accepted, one within a sentence if there is any, with the most letters."""
        within = [run for run in runs if not any(_ENDS.search(word) for word in self.words[run[0] : run[1] - 1])]
        for choice in (within, runs):
            for _, same_size in itertools.groupby(choice, key=lambda run: run[1] - run[0]):
                spans = [self._trimmed(*run) for run in same_size]
                phrases = {self.whole[slice(*span)]: span for span in reversed(spans)}
                fitting = [phrase for phrase in phrases if _tells(phrase) and is_accepted(phrase, self.whole)]
                if fitting:
                    best = max(fitting, key=lambda phrase: (len(phrase), -phrases[phrase][0]))
                    return Suggestion(best, self._place(*phrases[best]).line)
        return None


def _tells(phrase: str) -> bool:
    """Whether it has words enough without counting dashes and the like."""
    return sum(any(c.isalnum() for c in word) for word in phrase.split()) >= MIN_PHRASE_WORDS
