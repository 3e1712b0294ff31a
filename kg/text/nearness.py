"""Which names are near to what was asked, and how near: the one scale for all that looks for a name.

100 is the very spelling, 99 the same letters, 98 the same but for the spaces; below that it is near, down to 70:
a part of the name, its words in another order, the start of a word, a spelling that differs in a few letters. Near is
not the same: what must mean one thing takes 98 and above, all else is only offered.

`kg/page/script/names.js` scores by the same rules; `tests/data/names.json` holds both to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.text.folding import Spelling, fold, has_han, leaves_out_vowels, read_spelling
from kg.text.likeness import likeness

WRITTEN, FOLDED, LETTERS, NEAR, LEAST = 100, 99, 98, 97, 70
_PART, _STARTS, _INSIDE = 0.97, 85.0, 75.0
_SUBSET = 90.0  # all the words of the shorter one, of two or more, are among those of the longer one
_SAID_ALIKE = 0.9  # Han characters that are written otherwise
_MOST_WORDS = 12
_SHORTEST = 3  # letters of what is looked for inside of words, and of consonants that are compared alone
_VOWELS = re.compile("[aehiouwy]")  # and h, as one letter is often written by two with it


def score_thing(asked: Spelling, names: Iterable[str]) -> tuple[int, str]:
    """How near the nearest of a thing's names is to what was asked, and that name; 0 and nothing where none is near.

    >>> score_thing(read_spelling("李毅"), ("Li Yi", "李义"))[0], score_thing(read_spelling("李毅"), ("Li Yi",))[0]
    (87, 99)
    """
    best, nearest = 0, ""
    for name in comparable(asked, names):
        if (score := score_name(asked, name)) > best:
            best, nearest = score, name
    return best, nearest


def comparable(asked: Spelling, names: Iterable[str]) -> Iterable[str]:
    """Those of a thing's names that tell whether it is meant: the ones in Han characters, where it has any and they are
    asked for, as many are said alike."""
    if not asked.han:
        return names
    names = list(names)
    return list(filter(has_han, names)) or names


def score_name(asked: Spelling, name: str) -> int:
    """How near a name is to what was asked, from 0 to 100.

    >>> asked = read_spelling("Mingyu Wei")
    >>> [score_name(asked, name) for name in ("MINGYU WEI", "Míngyú-Wéi", "Wei Mingyu", "Nobody")]
    [100, 99, 97, 0]
    """
    plain = fold(name)
    letters = plain.replace(" ", "")
    if letters == asked.letters:
        whole = read_spelling(name)
        if asked.written == whole.written:
            return WRITTEN
        if asked.same_letters(whole):
            return FOLDED if asked.plain == plain else LETTERS
    if not asked.letters or not letters:
        return 0
    near = max(_score_words(asked.plain, plain), _score_letters(asked.letters, plain, letters))
    if asked.no_vowels or leaves_out_vowels(name):
        consonants = _consonants(asked.plain)
        if len(consonants) >= _SHORTEST:
            near = max(near, _score_words(consonants, _consonants(plain)))
    if asked.han and has_han(name) and asked.han not in read_spelling(name).han:
        near *= _SAID_ALIKE
    score = int(near + 1e-9)  # the same, whatever order a sum was made in
    return score if score >= LEAST else 0


def _score_words(asked: str, name: str) -> float:
    """Of the name as a whole, or of as many of its words as are asked for, in any order; never above near."""
    best = min(_likeness(asked, name), NEAR)
    if " " not in name:
        return best
    words, length = name.split(" "), asked.count(" ") + 1
    if len(words) > length:
        some = words[:_MOST_WORDS]
        for start in range(len(some) - length + 1):
            best = max(best, _PART * _likeness(asked, " ".join(some[start : start + length])))
    if length > 1:
        wanted = asked.split(" ")
        best = max(best, _PART * _likeness(" ".join(sorted(wanted)), " ".join(sorted(words))))
        if best < _SUBSET and (set(wanted) <= set(words) or set(words) <= set(wanted)):
            best = _SUBSET
    return best


def _score_letters(asked: str, name: str, letters: str) -> float:
    """With spaces left out; or of words that the name has, or that begin so, or of letters inside of it."""
    best = min(_likeness(asked, letters), NEAR)
    at = letters.find(asked)
    if at < 0:
        return best
    edges = {0}
    for word in name.split(" "):
        edges.add(max(edges) + len(word))
    while at >= 0:
        if at in edges:
            best = max(best, 100 * _PART if at + len(asked) in edges else _STARTS)
        at = letters.find(asked, at + 1)
    return max(best, _INSIDE) if len(asked) >= _SHORTEST else best


def _likeness(one: str, other: str) -> float:
    """How alike they are; 0 where their lengths alone keep them from being near, as those of most do."""
    own, its = len(one), len(other)
    return likeness(one, other) if 200 * min(own, its) >= LEAST * (own + its) else 0.0


def _consonants(plain: str) -> str:
    return " ".join(_VOWELS.sub("", plain).split())


def suggest_names(text: str, names: Iterable[tuple[str, str]], *, limit: int = 3) -> list[tuple[str, str]]:
    """The ids that may be meant by a text that means none, with the name that is near: the nearest, sorted by id.

    `names` are ids with a name of theirs. Those as near as the nearest are given, up to `limit`.

    >>> suggest_names("Wang Ru", [("rui", "Wang Rui"), ("li", "Li Rui")])
    [('rui', 'Wang Rui')]
    """
    asked = read_spelling(text)
    called: dict[str, list[str]] = {}
    for id, name in names:
        called.setdefault(id, []).append(name)
    found = [(score, id, name) for id, own in called.items() for score, name in (score_thing(asked, own),)]
    most = max((score for score, *_ in found), default=0)
    return sorted((id, name) for score, id, name in found if score == most > 0)[:limit]
