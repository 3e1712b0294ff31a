"""Phrases against the texts they are from: there, exactly as written, and only once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from kg.errors import Origin, Problem
from kg.facts import Reading
from kg.facts.discovery import is_answered_yes
from kg.facts.nodes import read_text
from kg.facts.rdf_text import RDF_FORMATS
from kg.model.records import Records, Source
from kg.model.vocabulary import nearest
from kg.text.unseen import strip_unseen

MAX_WORDS = 20_000


@dataclass(slots=True)
class PhraseReport:
    """How many phrases were verified, the texts that were read, and the sources whose text is not at hand."""

    verified: int = 0
    unverified: int = 0
    missing_texts: list[str] = field(default_factory=list)
    texts: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def normalise(text: str) -> str:
    """A text with every run of white space as one space, and without characters that cannot be seen.

    Pages have such characters inside of words (soft hyphens, marks of direction), facts cannot. All else stays.
    """
    return " ".join(strip_unseen(" ".join(text.split())).split())


def times_in(phrase: str, text: str) -> int:
    """How often a phrase stands in a text, both normalised. What a claim rests on stands there once.

    >>> times_in("in Istanbul", "talks in Istanbul, then in Ankara")
    1
    """
    return text.count(phrase)


def find_text(source: Source, folders: Iterable[Path]) -> Path | None:
    """The file with a source's text, in the first of the folders that has it."""
    if source.text is None:
        return None
    return next((path for folder in folders if is_answered_yes((path := folder / source.text).is_file)), None)


def check_phrases(
    records: Records,
    reading: Reading,
    *,
    texts: Iterable[Path] = (),
    without: Callable[[str], bool] = lambda source: False,
) -> PhraseReport:
    """Look for the phrase of each claim in the text of its source.

    The text is looked for beside the facts file and in the folders `texts`. White space counts as one space; all else
    must be as in the text. A text that is nowhere is an error; nothing at sources that come `without` theirs, as their
    data set says. RDF is facts that were moved, by programs and away from their texts: there it is a warning, as long
    as `texts` does not say where they are.
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
            if source.text and path is None and not without(source.id):
                place = reading.where(source.id, "text")
                report.problems.append(_missing_text(place, source.text, known=bool(folders)))
            continue
        if path:
            report.texts.append(path)
        whole = normalise(text)
        for claim_name, phrase in claims:
            problem = _problem(normalise(phrase), whole)
            if problem is None:
                report.verified += 1
                continue
            code, message, guess = problem
            report.problems.append(Problem(reading.where(claim_name, "phrase"), code, message, guess))
    return report


def _missing_text(place: Origin, name: str, *, known: bool) -> Problem:
    """A problem with a text that is nowhere; `known` is whether the person has said where texts are."""
    where = " or in the folders of `texts`" if known else ""
    message = f"there is no text '{name}' beside the facts{where}; put it there, give its folder with `texts`, or, if"
    message += ' it cannot be given along, say why in dataset.yaml: texts: "They belong to their publishers."'
    moved = PurePath(place.path).suffix.lower() in RDF_FORMATS
    return Problem(place, "missing-text", message, severity="warning" if moved and not known else "error")


def _problem(phrase: str, text: str) -> tuple[str, str, str | None] | None:
    times = times_in(phrase, text)
    if times == 1:
        return None
    if times > 1:
        return "phrase-not-unique", f"the phrase is in the text {times} times; take a longer one", None
    if (start := text.casefold().find(phrase.casefold())) >= 0:
        return "phrase-not-in-text", "the text has the phrase with other capitals", text[start : start + len(phrase)]
    message = "the phrase is not in the text; copy it exactly as it stands there"
    return "phrase-not-in-text", message, _near(phrase, text)


def _near(phrase: str, text: str) -> str | None:
    """The run of words that is most like the phrase, among those that have most words in common with it."""
    given, words = phrase.split(" "), text.split(" ")[:MAX_WORDS]
    common = [word in given for word in words]
    starts = heapq.nlargest(
        20, range(max(1, len(words) - len(given) + 1)), key=lambda start: sum(common[start : start + len(given)])
    )
    return nearest(phrase, [" ".join(words[start : start + len(given)]) for start in starts])
