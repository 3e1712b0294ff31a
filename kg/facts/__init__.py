"""Facts files (YAML and CSV) ↔ records.

`read_facts` reads, `write_facts` writes; what one writes the other reads back to equal records.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.errors import Origin, Problem
from kg.facts.fields import Reading
from kg.facts.nodes import Node, ids_in, parse_yaml, read_text
from kg.facts.reading import Reader
from kg.facts.registers import parse_table
from kg.facts.writing import write_dataset, write_facts
from kg.model.vocabulary import load_vocabulary

__all__ = ["FACTS_SUFFIXES", "Reading", "read_facts", "write_dataset", "write_facts"]

FACTS_SUFFIXES = (".yaml", ".yml", ".csv")


def read_facts(paths: Iterable[Path]) -> Reading:
    """Read facts files, register and claims alike, in the order given.

    Every problem of every file ends up in `Reading.problems`; nothing is raised for bad input. References between
    records are not resolved here: `kg.checking.consistency` does that when all files are read.
    """
    reader = Reader(load_vocabulary())
    reading = reader.reading
    for path in paths:
        text = read_text(path, report=reading.report)
        if text is None:
            continue
        parse = parse_table if path.suffix.lower() == ".csv" else parse_yaml
        before = len(reading.problems)
        node = parse(text, str(path), report=reading.report)
        if any(problem.severity == "error" for problem in reading.problems[before:]) and _has_gaps(node, path):
            for name in ids_in(text):
                reading.lose(name)
        elif node is None:
            reading.report(
                Problem(
                    Origin(str(path)), "empty-file", "the file has no facts; fill it or remove it", severity="warning"
                )
            )
        reader.read_document(node, str(path))
    return reading


def _has_gaps(node: Node | None, path: Path) -> bool:
    """Whether a file with errors of form may hold entries that were not read: a broken text, rows of a table."""
    return node is None or path.suffix.lower() == ".csv"
