"""Characters that cannot be seen: which they are, where they are part of the spelling, shown escaped or taken out.

They make two names look alike that are not the same, or turn the order of what is shown. In some scripts two of them,
the joiners U+200C and U+200D, are spelling: Persian, the scripts of India. Those and the variation selectors count as
seen where they belong, and only there.
"""

from __future__ import annotations

import re
import unicodedata

# Controls but tab and line feed; format characters (category Cf, but for the signs of numbers and verses, which are
# drawn); line and paragraph separators; fillers; variation selectors; surrogates; what is no character. Unicode 16,
# and what it keeps for further ones (2065, FFF0-FFF8, E0000-E0FFF): "default ignorable" in its words.
RANGES = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000)),
)  # fmt: skip
_UNSEEN = re.compile("[" + "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in RANGES) + "]")
_LINE_OR_UNSEEN = re.compile(_UNSEEN.pattern[:-1] + "\t\n]")
_JOINERS = "\u200c\u200d"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MONGOLIAN = re.compile("[\u180b-\u180d\u180f]")
_VARYING = ("CJK ", "MYANMAR ", "PHAGS-PA ", "MANICHAEAN ", "MONGOLIAN ")  # scripts whose letters have variants


def find_unseen(text: str) -> int | None:
    """The position of the first character that cannot be seen and is no spelling; None where there is none.

    Tab and line feed are no such characters.

    >>> find_unseen("Mark"), find_unseen("Ma\\u200frk"), find_unseen("می\\u200cرود")
    (None, 2, None)
    """
    return next((found.start() for found in _UNSEEN.finditer(text) if not _belongs(text, found.start())), None)


def strip_unseen(text: str, *, spelling: bool = False) -> str:
    """The text without the characters that cannot be seen, those that are spelling left in.

    `spelling` takes these out as well: for texts that are compared, not shown.

    >>> strip_unseen("Ma\\u200frk"), strip_unseen("می\\u200cرود", spelling=True)
    ('Mark', 'میرود')
    """
    if spelling:
        return _UNSEEN.sub("", text)
    return _UNSEEN.sub(lambda found: found[0] if _belongs(text, found.start()) else "", text)


def escape_unseen(text: str) -> str:
    """The text on one line, with the characters that cannot be seen as escapes, as Python, YAML and JSON have them.

    >>> print(escape_unseen("Ma\\u200frk\\n"))
    Ma\\u200frk\\u000a
    """

    def escaped(found: re.Match[str]) -> str:
        code = ord(found[0])
        if _belongs(text, found.start()):
            return found[0]
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

    return _LINE_OR_UNSEEN.sub(escaped, text)


def name_unseen(character: str) -> str:
    """The code of a character that cannot be seen, with its name in Unicode where it has one.

    >>> name_unseen("\\u200e"), name_unseen("\\x07")
    ('U+200E (left-to-right mark)', 'U+0007')
    """
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _belongs(text: str, at: int) -> bool:
    """Whether the character is spelling where it stands.

    A joiner stands between two letters or after the sign that takes a vowel away (as older Malayalam has it at the
    end of words), or between two pictures. A variation selector stands after a picture or a letter that has variants.
    """
    character = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if not before:
        return False
    if character in _JOINERS:
        if unicodedata.category(before)[0] in "LM" and not _SELECTORS.match(before):
            vowel_taken = unicodedata.combining(before) == 9
            return vowel_taken or (after != "" and unicodedata.category(after)[0] in "LM")
        return character == "\u200d" and _is_picture(before) and _is_picture(after)
    if _SELECTORS.match(character):
        if unicodedata.category(before)[0] == "S" or after == "\u20e3":  # 20E3 draws a key around a digit
            return True
        return unicodedata.name(before, "").startswith(_VARYING)
    if _MONGOLIAN.match(character):
        return unicodedata.name(before, "").startswith("MONGOLIAN ")
    return False


def _is_picture(character: str) -> bool:
    """Whether it is a symbol, or a selector, which stands behind one."""
    return character != "" and (unicodedata.category(character)[0] == "S" or bool(_SELECTORS.match(character)))
