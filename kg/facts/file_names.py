"""Names of facts files that every system can hold, made of ids: no two of them differ by capitals alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection

from kg.facts.keys import REGISTER

# Names of files that hold something else than a source.
TAKEN = frozenset(("background.yaml", "dataset.yaml", *(f"{section}.yaml" for section in REGISTER)))

_BARRED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')  # by Windows
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL)
_LONGEST = 200  # bytes; systems take 255, and a name beside it is longer while the file is written


def file_name(name: str, taken: Collection[str] = TAKEN) -> str:
    """The name of the facts file of a source with this id; `taken` holds the `same_file` of names that are not free.

    >>> file_name("daily-2031-05-04"), file_name("con"), file_name("dataset")
    ('daily-2031-05-04.yaml', 'source-con.yaml', 'dataset.source.yaml')
    """
    stem = _BARRED.sub("-", name).rstrip(". ") or "source"
    if _DEVICE.fullmatch(stem):
        stem = f"source-{stem}"
    if len(stem.encode("utf-8", "replace")) > _LONGEST:
        mark = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
        stem = f"{stem.encode('utf-8', 'replace')[: _LONGEST - 13].decode('utf-8', 'ignore')}-{mark}"
    found, number = f"{stem}.yaml", 1
    while same_file(found) in taken:
        found = f"{stem}.source{f'-{number}' if number > 1 else ''}.yaml"
        number += 1
    return found


def same_file(name: str) -> str:
    """What two names have in common that are one file to some system, as Windows and macOS compare them.

    >>> same_file("Ö.yaml") == same_file("o\\u0308.YAML")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
