"""Texts to cite from: a file, a folder of them, or what is piped in; and what was found, in lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from kg.curating.citing import Found, cite
from kg.curating.quoting import yaml_line
from kg.errors import KgError, Problem, UsageError
from kg.facts.nodes import MAX_BYTES, decode_text, read_text
from kg.store.tables import visible

TEXT_SUFFIXES = (".txt", ".text", ".md")
MAX_TEXTS, MAX_TOTAL, MAX_REPORTED = 1_000, 64 * 1024 * 1024, 10
_ORDER = ("exact", "alike", "near", "nothing")
_HOW = {
    "alike": "with other capitals, marks or spaces",
    "near": "not as given; this is the nearest",
}


def read_texts(file: str) -> list[tuple[str, str]]:
    """The names and texts of a file, of a folder, or of the standard input (`-`).

    Raises UsageError where there is nothing to read, KgError where it is no text in UTF-8.
    """
    if file == "-":
        problems: list[Problem] = []
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UsageError(f"more than {MAX_BYTES:,} bytes were piped in; give a file, or less")
        text = decode_text(raw, "-", report=problems.append)
        return [("-", _readable(text, problems))]
    path = Path(file)
    try:
        if not path.is_dir():
            return [(file, _read(path))]
        below = sorted(p for p in path.rglob("*") if p.suffix.lower() in TEXT_SUFFIXES and p.is_file())
    except UsageError:
        raise
    except (OSError, ValueError) as error:
        raise UsageError(f"'{file[:200]}' cannot be read: {getattr(error, 'strerror', None) or error}") from error
    below = [p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts)]
    if not below:
        raise UsageError(f"the folder '{file}' has no texts; kg looks in {', '.join(TEXT_SUFFIXES)}")
    if len(below) > MAX_TEXTS or sum(p.stat().st_size for p in below) > MAX_TOTAL:
        raise UsageError(f"the folder '{file}' has too many texts to look through; give one of them")
    return [(str(p), _read(p)) for p in below]


def _read(path: Path) -> str:
    problems: list[Problem] = []
    return _readable(read_text(path, report=problems.append), problems)


def _readable(text: str | None, problems: list[Problem]) -> str:
    if text is None:
        problem = problems[-1]
        error = UsageError if problem.code == "missing-file" else KgError
        raise error(f"{problem.origin}: {problem.message}")
    return text


def cite_texts(phrase: str, texts: Iterable[tuple[str, str]]) -> list[tuple[str, Found]]:
    """What was found in the texts in which it is found best; empty where it is in none."""
    found = [(name, cite(phrase, text)) for name, text in texts]
    best = min((_ORDER.index(each.how) for _, each in found), default=len(_ORDER))
    return [(name, each) for name, each in found if _ORDER.index(each.how) == best and each.how != "nothing"]


def report_citing(found: list[tuple[str, Found]]) -> str:
    """What was found, in lines: where, how, how often; then the phrase to paste."""
    if not found:
        return "these words are not in the text, and nothing like them; try fewer, or others\n"
    lines: list[str] = []
    for name, each in found[:MAX_REPORTED]:
        place = each.places[0]
        words = f"{each.count} word{'' if each.count == 1 else 's'}"
        often = "there once" if each.times == 1 else f"there {each.times} times, not unique"
        how = f"; {_HOW[each.how]}" if each.how in _HOW else ""
        lines.append(f"{visible(name)}:{place.line}:{place.column}: {often}, {words}{how}")
        if each.accepted:
            lines.append(f"  {yaml_line('phrase', place.words)}")
            continue
        if each.how == "exact" and each.times == 1:
            limit = "a phrase has 3 at least" if each.count < 3 else "a phrase has 15 at most"
            lines[-1] += f"; {limit}" if not 3 <= each.count <= 15 else ""
        if [s.phrase for s in each.suggestions] != [place.words]:
            lines.append(f"  as it stands: “{visible(place.words)}”")
            if each.suggestions:
                lines.append("  unique, to take instead:" if each.times == 1 else "  unique, by the line it stands in:")
        for suggestion in each.suggestions:
            at = f"  # line {suggestion.line}" if len(each.suggestions) > 1 else ""
            lines.append(f"  {yaml_line('phrase', suggestion.phrase)}{at}")
        if not each.suggestions:
            lines.append("  no run of 3 to 15 words around it stands there once; is the text in the file twice?")
    if len(found) > MAX_REPORTED:
        lines.append(f"... and in {len(found) - MAX_REPORTED} more texts")
    return "\n".join(lines) + "\n"
