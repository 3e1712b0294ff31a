"""The letters of other scripts in Latin ones as a table for the page, which folds names by itself and offline.

It has the alphabets, syllabaries and Han characters that names are written in, and whatever else stands in the names of
a graph. What Unicode's own decomposition gives (é, full width, Korean syllables) is left out.
"""

from __future__ import annotations

import functools
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from kg.text.folding import has_han, is_hangul, plain_base, plain_letter, simplify
from kg.text.unseen import RANGES

# Latin to Devanagari and its like, Thai, Tibetan, Georgian, jamo, Ethiopic; Khmer; Latin and
# Georgian once more; kana; Han.
_RANGES = ((0xA0, 0x1380), (0x1780, 0x17E0), (0x1D00, 0x2000), (0x2C60, 0x2D30), (0x3005, 0x3100), (0x4E00, 0xA000))
_HAN_RANGE = range(0x3400, 0xA000)
# One character stands for each value, the shortest for the most frequent; none that a script or HTML could take for
# its own.
_CODES = [c for c in string.printable[:95] if c not in "\"'\\<>&`$"] + [chr(n) for n in range(0x100, 0x300)]
_FURTHER = 0x4E00


def table_of_letters(texts: Iterable[str] = ()) -> dict[str, object]:
    """What the page needs to fold names as `kg.text.folding` does.

    `codes` has one character for each of `values`, in the same order; a value is what stands for a letter, None where
    the letter is left to Unicode's decomposition. `runs` are pairs of a first code point and a text with the code for
    it and each that follows. `more` are letters of `texts` that are in no run, and `forms` Han characters whose
    simplified form, or that itself, stands in `texts`: the others are in no name. `unseen` are the first and last code
    of the characters that cannot be seen.
    """
    known: dict[str, Any] = {**dict(_runs()), "unseen": [list(span) for span in RANGES]}
    used = {c for text in texts if not text.isascii() for c in unicodedata.normalize("NFKC", text) + text.lower()}
    used |= {c for text in set(used) for c in unicodedata.normalize("NFKC", text.lower())}
    outside = [c for c in used if not any(first <= ord(c) < end for first, end in _RANGES)]
    known["more"] = {c: value for c in sorted(outside) if (value := _value(c)) is not None}
    known["forms"] = _forms(c for c in used if has_han(c))
    return known


def _value(character: str) -> str | None:
    """What stands for a character; None where the page works it out, as it does for all that is no letter."""
    if character.isascii() or is_hangul(character) or unicodedata.category(character)[0] not in "LNM":
        return None
    if unicodedata.normalize("NFKC", character.lower()) != character or plain_base(character):
        return None
    value = plain_letter(character)
    mark = unicodedata.category(character)[0] == "M"
    return None if value == character or (mark and not value) else value


@functools.cache
def _runs() -> tuple[tuple[str, Any], ...]:
    values = [[_value(chr(code)) for code in range(*span)] for span in _RANGES]
    often = Counter(value for run in values for value in run)
    order = sorted(often, key=lambda value: (-often[value], value or ""))
    codes = [*_CODES, *(chr(_FURTHER + n) for n in range(len(order)))][: len(order)]
    code_of = dict(zip(order, codes, strict=True))
    runs = [[first, "".join(map(code_of.__getitem__, run))] for (first, _), run in zip(_RANGES, values, strict=True)]
    return (("codes", "".join(codes)), ("values", order), ("runs", runs))


def _forms(characters: Iterable[str]) -> dict[str, str]:
    """Each simplified form of some Han characters, with the other characters of which it is the form."""
    wanted = {simplify(c) for c in characters}
    if not wanted:
        return {}
    forms: dict[str, str] = {}
    for character in map(chr, _HAN_RANGE):
        if (form := simplify(character)) in wanted and form != character:
            forms[form] = forms.get(form, "") + character
    return dict(sorted(forms.items()))
