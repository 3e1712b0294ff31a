"""Who or what is meant, by any spelling: ids, labels in any language and script, other spellings, bywords."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kg.curating.known import NAMED, Thing
from kg.errors import UsageError
from kg.likeness import likeness
from kg.vocabulary import load_vocabulary

MAX_ASKED, MAX_NAME_WORDS = 200, 12
_WRITTEN, _FOLDED = 100, 99  # the very spelling; the same letters
_PART, _NEAR = 0.97, 70.0

# Cyrillic letters in Latin ones, so that names in both scripts can be likened; no standard, only near enough.
_LATIN = str.maketrans(dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True))) | str.maketrans(
    {
        "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": "", "є": "ye",
        "і": "i", "ї": "yi", "ґ": "g", "ё": "yo", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj",
        "џ": "dz", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """Something that may be meant: its id, name and class, the spelling that it was found by, and how near that is."""

    id: str
    label: str
    type: str
    matched: str
    score: int


def fold(text: str) -> str:
    """A text in plain Latin letters: without case, marks and punctuation.

    >>> fold("Зеленський"), fold("Mevlüt Çavuşoğlu"), fold("turkish-presidency")
    ('zelenskiy', 'mevlut cavusoglu', 'turkish presidency')
    """
    latin = unicodedata.normalize("NFC", text.casefold()).translate(_LATIN)
    plain = (c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"['’ʼʹ`´]", "", "".join(plain).casefold())).split())


def find_names(text: str, things: Iterable[Thing], *, limit: int = 10) -> list[Match]:
    """The actors, offices and places that a text may mean, the nearest first, at most `limit`.

    100 is the very spelling or id (case does not count), 99 the same letters; below that it is near, down to 70. Raises
    UsageError where the text is empty or too long.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > MAX_ASKED:
        raise UsageError(f"give a name of 1 to {MAX_ASKED} characters")
    folded = fold(wanted)
    is_a = load_vocabulary().is_a
    found: list[Match] = []
    for thing in things:
        if any(is_a(thing.type, name) for name in NAMED):
            score, spelling = _score(wanted, folded, thing)
            if score >= _NEAR:
                found.append(Match(thing.id, thing.label, thing.type, spelling, int(score)))
    found.sort(key=lambda match: (-match.score, match.id))
    return found[: max(1, limit)]


def _score(wanted: str, folded: str, thing: Thing) -> tuple[float, str]:
    """How near the nearest of a thing's names is, and that name."""
    best, spelling = 0.0, ""
    for name in (*thing.names, thing.id):
        if name.casefold() == wanted.casefold():
            return _WRITTEN, name
        score = _nearness(folded, fold(name)) if folded else 0.0
        if score > best:
            best, spelling = score, name
    return best, spelling


def _nearness(wanted: str, name: str) -> float:
    """Of the name as a whole, or of as many of its words as are asked for."""
    if wanted == name:
        return _FOLDED
    best = min(likeness(wanted, name), _FOLDED - 1.0)
    words, length = name.split(" ")[:MAX_NAME_WORDS], wanted.count(" ") + 1
    for start in range(len(words) - length + 1 if len(words) > length else 0):
        best = max(best, _PART * likeness(wanted, " ".join(words[start : start + length])))
    if length > 1:  # the same words in another order
        best = max(best, _PART * likeness(" ".join(sorted(wanted.split())), " ".join(sorted(words))))
    return best
