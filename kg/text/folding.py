"""Names in plain letters, so that one is found by any spelling: the one place where letters are folded.

Case, marks, apostrophes, characters that cannot be seen and the forms of a letter (full width, ligatures, mathematical)
do not count; other scripts are written in Latin letters. `kg/page/script/names.js` folds by the same rules, with the
letters that `kg.text.letters` hands to it; `tests/data/names.json` holds both to them.

The one place where anyascii and opencc are used. Both are loaded when a letter first needs them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any, NamedTuple

from kg.text.unseen import strip_unseen

APOSTROPHES = "'`´‘’‛′‵ʹʺʻʼʽʾʿˈ׳՚＇"
_HAN = re.compile("[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ABJAD = re.compile("[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\ufb1d-\ufdff\ufe70-\ufefc]")  # Hebrew and Arabic letters
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that are not seen


class Spelling(NamedTuple):
    """A name as it is compared.

    `written` is the name but for case, spaces and what is not seen; `plain` the words in plain letters, `letters` the
    same without spaces; `han` the letters with Han characters left, in their simplified form, empty where there is
    none: many characters are said alike, and only two forms of one character are the same. `no_vowels` tells that the
    script leaves vowels out.
    """

    written: str
    plain: str
    letters: str
    han: str
    no_vowels: bool

    def same_letters(self, other: Spelling) -> bool:
        """Whether both are spelt with the same letters. What has no letters is the same as nothing.

        >>> read_spelling("ÇAVUŞOĞLU").same_letters(read_spelling("Cavusoglu"))
        True
        >>> [read_spelling("習近平").same_letters(read_spelling(name)) for name in ("习近平", "Xi Jinping", "西进屏")]
        [True, True, False]
        """
        if not self.letters or self.letters != other.letters:
            return False
        return not (self.han and other.han) or self.han == other.han


def read_spelling(text: str) -> Spelling:
    """A name made ready to be compared."""
    plain = fold(text)
    return Spelling(write_plainly(text), plain, plain.replace(" ", ""), _han_key(text), leaves_out_vowels(text))


def write_plainly(text: str) -> str:
    """A text as it is written but for case, spaces, what is not seen, and how the letters with marks are coded.

    >>> write_plainly("Mevlu\\u0308t\\u00a0 ÇAVUŞOĞLU\\u200f")
    'mevlüt çavuşoğlu'
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", strip_unseen(text, spelling=True))
    return " ".join(text.lower().split())


def fold(text: str) -> str:
    """A text in plain Latin letters: words without case, marks and punctuation.

    >>> fold("Зеленський"), fold("Mevlüt ÇAVUŞOĞLU"), fold("turkish-presidency"), fold("Ka‘b al-Ghānim")
    ('zelenskiy', 'mevlut cavusoglu', 'turkish presidency', 'kab al ghanim')
    >>> fold("習近平"), fold("김정은"), fold("İSTANBUL"), fold("ISPARTA") == fold("ısparta")
    ('xi jin ping', 'gim jeong eun', 'istanbul', True)
    """
    if not text.isascii():
        text = _normal(_normal(text.replace("´", "'")).lower())  # a small letter may come apart again
    return " ".join(text.lower().translate(_letters()).split())


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


class _Letters(dict[int, str]):
    """What stands for a character, by its code, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = plain_letter(chr(code))
        return found


@functools.cache
def _letters() -> _Letters:
    return _Letters()


def plain_letter(character: str) -> str:
    """What stands for a small letter or another character in a folded text; a space for what divides words."""
    category = unicodedata.category(character)
    if character in APOSTROPHES or character in _FILLERS:
        return ""
    if character.isspace():
        return " "
    if category[0] == "C":
        return ""
    if category[0] in "PSZ":
        return " "
    if category[0] == "M":
        # Signs of vowels that stand for themselves are letters; marks above and below others are not.
        marks = 0 < unicodedata.combining(character) < 100 or unicodedata.combining(character) >= 200
        return "" if marks else _in_latin(character)
    if based := plain_base(character):
        return based
    latin = _in_latin(character)
    if _HAN.match(character) or is_hangul(character):
        return f" {latin} "
    return latin


def plain_base(character: str) -> str:
    """The ASCII letters that a character is made of, apart from marks; empty where it is made of others."""
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(part for part in parts if not unicodedata.combining(part))
    return base.lower() if base.isascii() and base.isalnum() else ""


def is_hangul(character: str) -> bool:
    """Whether it is a Korean syllable, which is made of letters."""
    return "가" <= character <= "힣"


def _in_latin(character: str) -> str:
    from anyascii import anyascii

    latin = anyascii(character)
    if not latin and character > "\u3000" and unicodedata.category(character) == "Lo":
        return character  # one that it does not know; those below, such as alef, have no sound of their own
    return re.sub("[^a-z0-9]", "", latin.lower())


def leaves_out_vowels(text: str) -> bool:
    """Whether there are letters of Hebrew or Arabic in it, which are written without most vowels."""
    return not text.isascii() and _ABJAD.search(text) is not None


def has_han(text: str) -> bool:
    """Whether there is a Han character in it."""
    return not text.isascii() and _HAN.search(text) is not None


def _han_key(text: str) -> str:
    if not has_han(text):
        return ""
    return "".join(simplify(c) if _HAN.match(c) else fold(c) for c in _normal(text)).replace(" ", "")


@functools.lru_cache(maxsize=8192)
def simplify(character: str) -> str:
    """The simplified form of a Han character; itself where it has no other.

    >>> simplify("習"), simplify("习")
    ('习', '习')
    """
    return str(_converter().convert(character))


@functools.cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
