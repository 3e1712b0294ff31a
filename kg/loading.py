"""Folders and files of facts → checked records: every check, in one run, whatever the form of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.checks import check_records, some_file_unread
from kg.dataset import DATASET_FILE, Dataset, read_dataset
from kg.errors import FactsError, Origin, Problem, UsageError
from kg.facts import FACTS_SUFFIXES, Reading, read_facts
from kg.facts.rdf_text import RDF_FORMATS
from kg.phrases import PhraseReport, check_phrases
from kg.rdf_facts import read_rdf_facts
from kg.records import Records
from kg.shape import Iris
from kg.triples import make_iris
from kg.validation import validate_records

MAX_FILES = 100_000


@dataclass(slots=True)
class Loaded:
    """What a run of the checks found: the records, all problems sorted, and what was read and left aside."""

    records: Records
    reading: Reading
    iris: Iris
    dataset: Dataset
    files: list[Path]
    aside: list[Path]
    phrases: PhraseReport
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not any(problem.severity == "error" for problem in self.problems)

    def require_sound(self) -> Loaded:
        """Itself; raises FactsError with all problems where there are errors."""
        if not self.sound:
            raise FactsError(self.problems)
        return self


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path], list[Problem]]:
    """The facts files below the paths, files that are not facts, and problems with the paths themselves."""
    facts: list[Path] = []
    aside: list[Path] = []
    problems: list[Problem] = []
    known = {*FACTS_SUFFIXES, *RDF_FORMATS}
    for path in paths:
        if not _is(path.is_dir):
            facts.append(path)
            if _is(path.exists) and path.suffix.lower() not in known:
                facts.pop()
                message = f"'{path.name}' is no facts file by its name; kg reads {', '.join(sorted(known))}"
                problems.append(Problem(Origin(str(path)), "unknown-form", message))
            continue
        try:
            below = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
        except OSError as error:
            problems.append(Problem(Origin(str(path)), "unreadable-file", f"cannot be read: {error.strerror}"))
            continue
        found = [p for p in below if p.suffix.lower() in known]
        aside += [p for p in below if p.suffix.lower() not in known]
        if not any(p.name != DATASET_FILE for p in found):
            forms = ", ".join(sorted(known))
            problems.append(Problem(Origin(str(path)), "no-facts", f"the folder has no facts files; kg reads {forms}"))
        facts += found
    unique = list(dict.fromkeys(facts))
    if len(unique) > MAX_FILES:
        problems.append(Problem(Origin(str(unique[MAX_FILES])), "too-many-files", f"more than {MAX_FILES:,} files"))
    return unique[:MAX_FILES], aside, problems


def _is(question: Callable[[], bool]) -> bool:
    """The answer to a question about a path; no where the path cannot even be looked up."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.parts)


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
    `time_limit` the seconds that these may take (see `kg.validation`), `base` the start of the data set's IRIs where no
    dataset.yaml gives it. Bad facts raise nothing: see `Loaded.problems`.
    Raises UsageError where `texts` is no folder or `shapes` cannot be used, KgError where these take too long.
    """
    texts = tuple(texts)
    for folder in texts:
        if not _is(folder.is_dir):
            raise UsageError(f"there is no folder '{folder}' with texts")
    files, aside, problems = find_files(paths)
    dataset = read_dataset([p for p in files if p.name == DATASET_FILE], report=problems.append)
    plain = [p for p in files if p.name != DATASET_FILE]
    reading = read_facts(p for p in plain if p.suffix.lower() not in RDF_FORMATS)
    iris = make_iris(base or dataset.base)
    read_rdf_facts((p for p in plain if p.suffix.lower() in RDF_FORMATS), iris=iris, into=reading)
    records = Records.gather(reading.records)
    whole = not any(problem.severity == "error" for problem in reading.problems)
    reading.problems += problems
    reading.problems += check_records(records, reading)
    phrases = check_phrases(records, reading, texts=texts)
    reading.problems += phrases.problems
    aside = [path for path in aside if path not in phrases.texts and path.name != "README.md"]
    if whole:
        reading.problems += dataset.check_counts(_below(dataset.folder, records, reading)) + dataset.check_left_out(
            records
        )
    unread = some_file_unread(reading)

    def doubtful(name: str) -> bool:
        return name in reading.lost or (unread and name != "" and name not in reading.declared)

    faulty = {(p.origin.path, p.origin.line) for p in reading.problems if p.severity == "error"}
    broken = _broken_records(reading, faulty)
    found = validate_records(records, reading, iris=iris, shapes=shapes, time_limit=time_limit, doubtful=doubtful)
    for problem in found:
        if problem.origin not in broken and (problem.origin.path, problem.origin.line) not in faulty:
            reading.problems.append(problem)
    unique = sorted(set(reading.problems), key=lambda problem: problem.sort_key)
    return Loaded(records, reading, iris, dataset, files, aside, phrases, unique)


def _below(folder: Path | None, records: Records, reading: Reading) -> Records:
    """The records whose files lie below a folder: facts that are checked beside a data set are not of it."""
    if folder is None:
        return records
    home = folder.resolve()
    inside: dict[str, bool] = {}

    def is_inside(name: str) -> bool:
        path = reading.where(name).path
        if path not in inside:
            inside[path] = Path(path).resolve().is_relative_to(home)
        return inside[path]

    return Records.gather(record for record in records if is_inside(record.id))


def _broken_records(reading: Reading, faulty: set[tuple[str, int]]) -> set[Origin]:
    """All places of records with an error: what the shapes find there follows from it."""
    if not faulty:
        return set()
    names = {name for (name, _, _), place in reading.origins.items() if (place.path, place.line) in faulty}
    return {place for (name, _, _), place in reading.origins.items() if name in names}
