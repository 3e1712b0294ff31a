"""Phrases against the texts they are from: there, exactly as written, and only once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import Problem
from kg.facts import Reading
from kg.facts.nodes import read_text
from kg.records import Records, Source
from kg.vocabulary import nearest


@dataclass(slots=True)
class PhraseReport:
    """How many phrases were verified, and the sources whose text is not at hand."""

    verified: int = 0
    unverified: int = 0
    missing_texts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def normalise(text: str) -> str:
    """A text with every run of white space as one space; nothing else is changed."""
    return re.sub(r"\s+", " ", text).strip()


def find_text(source: Source, folders: Iterable[Path]) -> Path | None:
    """The file with a source's text, in the first of the folders that has it."""
    if source.text is None:
        return None
    return next((folder / source.text for folder in folders if (folder / source.text).is_file()), None)


def check_phrases(records: Records, reading: Reading, *, texts: Iterable[Path] = ()) -> PhraseReport:
    """Look for the phrase of each claim in the text of its source.

    The text is looked for beside the facts file and in the folders `texts`. White space counts as one space; all else
    must be as in the text.
    """
    report = PhraseReport()
    folders = tuple(texts)
    by_source: dict[str, list[tuple[str, str]]] = {}
    for claim in records.claims:
        if claim.phrase and claim.source:
            by_source.setdefault(claim.source, []).append((claim.id, claim.phrase))
    for source in records.sources:
        claims = by_source.get(source.id, [])
        path = find_text(source, (Path(reading.where(source.id).path).parent, *folders))
        text = read_text(path, report=report.problems.append) if path else None
        if text is None:
            report.unverified += len(claims)
            if source.text:
                report.missing_texts.append(source.id)
            continue
        whole = normalise(text)
        for claim_name, phrase in claims:
            problem = _problem(normalise(phrase), whole)
            if problem is None:
                report.verified += 1
                continue
            code, message, guess = problem
            report.problems.append(Problem(reading.where(claim_name, "phrase"), code, message, guess))
    return report


def _problem(phrase: str, text: str) -> tuple[str, str, str | None] | None:
    times = text.count(phrase)
    if times == 1:
        return None
    if times > 1:
        return "phrase-not-unique", f"the phrase is in the text {times} times; take a longer one", None
    if (start := text.casefold().find(phrase.casefold())) >= 0:
        return "phrase-not-in-text", "the text has the phrase with other capitals", text[start : start + len(phrase)]
    words, size = text.split(" "), len(phrase.split(" "))
    runs = (" ".join(words[start : start + size]) for start in range(max(1, min(len(words), 20_000) - size + 1)))
    near = nearest(phrase, runs) if len(phrase) <= 128 and len(words) <= 5_000 else None
    return "phrase-not-in-text", "the phrase is not in the text; copy it exactly as it stands there", near
