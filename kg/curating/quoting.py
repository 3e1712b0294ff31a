"""Texts as values of a facts file: written so that they read back to the same text, and safe to print."""

from __future__ import annotations

import json
import re

from kg.facts import write_dataset
from kg.text.folding import fold
from kg.text.unseen import escape_unseen, find_unseen

MAX_ID = 60


def yaml_line(key: str, text: str) -> str:
    """`key: text` as it stands in a facts file, on one line, with quotation marks where YAML needs them.

    >>> yaml_line("phrase", "he said: no")
    "phrase: 'he said: no'"
    """
    if find_unseen(text) is not None or "\n" in text or "\t" in text:  # a terminal would not show them
        return f"{key}: {escape_unseen(json.dumps(text, ensure_ascii=False))}"
    return write_dataset({key: text}).rstrip("\n")


def make_id(text: str, *, longest: int = MAX_ID) -> str:
    """An id made of a text; empty where nothing of it can be kept.

    >>> make_id("Hürriyet Daily News"), make_id("Людмила Шератова")
    ('hurriyet-daily-news', 'lyudmila-sheratova')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text[:500])).strip("-")
    return plain[:longest].rstrip("-")
