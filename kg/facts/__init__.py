"""Facts files (YAML and CSV) ↔ records.

`read_facts` reads, `write_facts` writes; what one writes the other reads back to equal records.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.facts.fields import Reading
from kg.facts.nodes import parse_yaml, read_text
from kg.facts.reading import Reader
from kg.facts.tables import parse_table
from kg.facts.writing import write_facts
from kg.vocabulary import load_vocabulary

__all__ = ["FACTS_SUFFIXES", "Reading", "read_facts", "write_facts"]

FACTS_SUFFIXES = (".yaml", ".yml", ".csv")


def read_facts(paths: Iterable[Path]) -> Reading:
    """Read facts files, register and claims alike, in the order given.

    Every problem of every file ends up in `Reading.problems`; nothing is raised for bad input. References between
    records are not resolved here: `kg.checks` does that when all files are read.
    """
    reader = Reader(load_vocabulary())
    reading = reader.reading
    for path in paths:
        text = read_text(path, report=reading.report)
        if text is None:
            continue
        parse = parse_table if path.suffix.lower() == ".csv" else parse_yaml
        reader.read_document(parse(text, str(path), report=reading.report), str(path))
    return reading
