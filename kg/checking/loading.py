"""Folders and files of facts → checked records: every check, in one run, whatever the form of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.checking.consistency import check_records, some_file_unread
from kg.checking.phrases import PhraseReport, check_phrases
from kg.checking.shapes import validate_records
from kg.errors import FactsError, Origin, Problem, UsageError
from kg.facts import FACTS_SUFFIXES, Reading, read_facts
from kg.facts.dataset import Dataset, read_dataset
from kg.facts.discovery import DATASET_FILE, Aside, find_files, is_answered_yes
from kg.facts.rdf import read_rdf_facts
from kg.facts.rdf_text import RDF_FORMATS
from kg.model.properties import Iris
from kg.model.records import Records
from kg.model.triples import make_iris

KNOWN_SUFFIXES = (*FACTS_SUFFIXES, *RDF_FORMATS)


@dataclass(slots=True)
class Loaded:
    """What a run of the checks found: the records, all problems sorted, and what was read and left aside."""

    records: Records
    reading: Reading
    iris: Iris
    dataset: Dataset
    files: list[Path]
    aside: list[Aside]
    phrases: PhraseReport
    problems: list[Problem] = field(default_factory=list)

    def __repr__(self) -> str:
        found = f"{len(self.problems):,} problems" if self.problems else "no problem"
        return f"<Loaded {len(self.files):,} files, {len(self.records.claims):,} claims: {found}>"

    @property
    def sound(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not any(problem.severity == "error" for problem in self.problems)

    def require_sound(self) -> Loaded:
        """Itself; raises FactsError with all problems where there are errors."""
        if not self.sound:
            raise FactsError(self.problems)
        return self


def load_facts(
    paths: Sequence[Path],
    *,
    texts: Iterable[Path] = (),
    shapes: Iterable[Path] = (),
    time_limit: float | None = None,
    base: str | None = None,
) -> Loaded:
    """Read and check facts.

    `paths` are files and folders, `texts` folders with the texts of sources, `shapes` further SHACL files and
    `time_limit` the seconds that these may take (see `kg.checking.shapes`), `base` the start of the data set's IRIs
    where no dataset.yaml gives it. Bad facts raise nothing: see `Loaded.problems`. Raises UsageError where `texts` is
    no folder or `shapes` cannot be used, KgError where these take too long.
    """
    texts = tuple(texts)
    for folder in texts:
        if not is_answered_yes(folder.is_dir):
            raise UsageError(f"there is no folder '{folder}' with texts")
    found = find_files(paths, suffixes=KNOWN_SUFFIXES)
    files = found.facts
    dataset = read_dataset([p for p in files if p.name == DATASET_FILE], report=found.problems.append)
    plain = [p for p in files if p.name != DATASET_FILE]
    reading = read_facts(p for p in plain if p.suffix.lower() not in RDF_FORMATS)
    iris = make_iris(base or dataset.base)
    read_rdf_facts((p for p in plain if p.suffix.lower() in RDF_FORMATS), iris=iris, into=reading)
    records = Records.gather(reading.records)
    whole = not any(problem.severity == "error" for problem in reading.problems)
    reading.problems += found.problems
    reading.problems += check_records(records, reading)
    inside = _inside(dataset.folder, reading)

    def without_text(source: str) -> bool:
        return dataset.texts != "" and inside(source)

    phrases = check_phrases(records, reading, texts=texts, without=without_text)
    reading.problems += phrases.problems
    read = {*phrases.texts, *(path.parent / "README.md" for path in files)}
    aside = [each for each in found.aside if each.path not in read]
    if whole:
        reading.problems += dataset.check_counts(Records.gather(each for each in records if inside(each.id)))
        reading.problems += dataset.check_left_out(records)
    unread = some_file_unread(reading)

    def doubtful(name: str) -> bool:
        return name in reading.lost or (unread and name != "" and name not in reading.declared)

    faulty = {(p.origin.path, p.origin.line) for p in reading.problems if p.severity == "error"}
    broken = _broken_records(reading, faulty)
    told = validate_records(records, reading, iris=iris, shapes=shapes, time_limit=time_limit, doubtful=doubtful)
    for problem in told:
        if problem.origin not in broken and (problem.origin.path, problem.origin.line) not in faulty:
            reading.problems.append(problem)
    unique = sorted(set(reading.problems), key=lambda problem: problem.sort_key)
    return Loaded(records, reading, iris, dataset, files, aside, phrases, unique)


def _inside(folder: Path | None, reading: Reading) -> Callable[[str], bool]:
    """Whether a record's file lies below the folder of a data set; facts that are checked beside one are not of it."""
    home = folder.resolve() if folder else None
    known: dict[str, bool] = {}

    def is_inside(name: str) -> bool:
        path = reading.where(name).path
        if path not in known:
            known[path] = home is not None and Path(path).resolve().is_relative_to(home)
        return known[path]

    return is_inside


def _broken_records(reading: Reading, faulty: set[tuple[str, int]]) -> set[Origin]:
    """All places of records with an error: what the shapes find there follows from it."""
    if not faulty:
        return set()
    names = {name for (name, _, _), place in reading.origins.items() if (place.path, place.line) in faulty}
    return {place for (name, _, _), place in reading.origins.items() if name in names}
