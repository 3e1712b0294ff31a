"""The skeleton of a facts file for one source: what is known of it filled in, what to fill marked, examples to copy.

A publisher that is no actor yet is written into the same file, under `actors:`: one file to fill, and nothing else is
touched. The network is never asked.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.curating.addresses import Address, read_address
from kg.curating.known import AtHand, read_at_hand
from kg.curating.publishers import Publisher, guess_publisher, new_publisher
from kg.curating.quoting import make_id
from kg.curating.schema import SCHEMA_FILE, make_schema, write_schema
from kg.curating.skeleton_lines import FILL, skeleton_lines
from kg.datasets.shipped import facts_paths, shipped_facts
from kg.disk.atomic import write_new
from kg.errors import KgError, Origin, Problem, UsageError
from kg.facts.discovery import DATASET_FILE
from kg.facts.file_names import file_name
from kg.facts.nodes import Scalar
from kg.facts.values import Values
from kg.model.dates import Date, DateError
from kg.model.vocabulary import load_vocabulary, nearest


@dataclass(slots=True)
class Skeleton:
    """A skeleton that was written: where, its lines to fill (number and what), remarks, and what to type next."""

    path: Path
    source: str
    fill: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)


def new_source(
    address: str,
    *,
    into: Path,
    beside: Sequence[str] | None = None,
    published: str | None = None,
    publisher: str | None = None,
    text: Path | None = None,
    kind: str = "NewsArticle",
    name: str | None = None,
) -> Skeleton:
    """Write the skeleton of a source into a folder of facts.

    `beside` names the facts whose ids are taken for granted: by default the shipped data set, unless the folder is a
    data set of its own. `published` is the day, `publisher` an actor's id, `text` a copy of the text, `kind` a class of
    sources, `name` the id. Raises UsageError where one of them cannot be used or the page is a source already,
    KgError where the file is there.
    """
    page = read_address(address)
    if into.exists() and not into.is_dir():
        raise UsageError(f"'{into}' is a file; name a folder with `into`")
    if facts_paths(into) != [into]:
        raise UsageError(f"'{into}' is the name of a data set that kg ships; name a folder of your own with `into`")
    if beside is None:
        beside = [] if (into / DATASET_FILE).is_file() else [shipped_facts().name]
    at_hand = read_at_hand([*facts_paths(beside), *([into] if into.is_dir() else [])])
    _refuse_known(page, at_hand)
    vocabulary = load_vocabulary()
    kinds = vocabulary.subclasses("Source")
    if kind not in kinds:
        guess = nearest(kind.replace(" ", ""), kinds)
        hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(kinds)}"
        raise UsageError(f"`kind`: '{kind[:60]}' is no type of source; {hint}")
    who = _publisher(publisher, page, at_hand)
    day = _day(published) or page.day
    folder = into / "sources" if (into / "sources").is_dir() else into
    source = _identifier(name, "name") if name else _free(_source_id(who, day, page), at_hand, folder)
    if name and name in at_hand.things:
        raise UsageError(f"`name`: '{name}' is the id of something else already; take another, or leave `name` out")
    copy = _text_name(text, folder) if text else None
    made = Skeleton(folder / file_name(source), source)
    lines = list(skeleton_lines(page, at_hand, who, day, source, kind, copy, schema=_relative_schema(into, folder)))
    write_new(made.path, "\n".join(lines) + "\n")
    made.fill = [(number, line.split(FILL, 1)[1]) for number, line in enumerate(lines, 1) if FILL in line]
    made.notes = list(_notes(page, at_hand, who, day, published))
    made.notes += _schema_notes(into, beside)
    made.next = list(_commands(made, beside, into, text, folder))
    return made


def _schema_notes(into: Path, beside: Sequence[str]) -> list[str]:
    """Make the schema beside the facts, or make it anew with the ids of the new source; remarks on it."""
    path = into / SCHEMA_FILE
    first = not path.exists()
    try:
        written = write_schema(make_schema(read_at_hand([*facts_paths(beside), into])), path, replace_own=True)
    except KgError as error:  # the skeleton is there; an editor does without
        return [str(error)]
    if not written:
        return [f"{path} is not of kg's making; it is left alone"]
    return [f"{path}: by this an editor completes keys and ids"] if first else []


# what is given


def _refuse_known(page: Address, at_hand: AtHand) -> None:
    for source in at_hand.records.sources:
        try:
            same = bool(source.address) and read_address(source.address or "").key == page.key
        except UsageError:
            continue
        if same:
            place = at_hand.reading.where(source.id)
            raise UsageError(f"this page is a source already: '{source.id}', at {place}")


def _publisher(given: str | None, page: Address, at_hand: AtHand) -> Publisher:
    if given is None:
        return guess_publisher(page, at_hand)
    _identifier(given, "publisher")
    if given in (thing.id for thing in at_hand.of("Actor")):
        return Publisher(given, True, "as given")
    if given in at_hand.things:
        raise UsageError(f"`publisher`: '{given}' is no actor but something else; write the id of who published it")
    return new_publisher(given, page)


def _identifier(value: str, argument: str) -> str:
    problems: list[Problem] = []
    found = Values(load_vocabulary(), problems.append).identifier(Scalar(value, Origin("")), argument)
    if found is None:
        hint = f"; did you mean '{problems[0].suggestion}'?" if problems[0].suggestion else ""
        raise UsageError(f"`{argument}`: {problems[0].message}{hint}")
    return found


def _day(published: str | None) -> str:
    if not published:
        return ""
    try:
        return Date.parse(published).text
    except DateError as error:
        raise UsageError(f"`published`: {error}") from error


def _text_name(text: Path, folder: Path) -> str:
    problems: list[Problem] = []
    found = Values(load_vocabulary(), problems.append).file_name(Scalar(text.name, Origin("")), "text")
    if found is None:
        raise UsageError(f"`text`: {problems[0].message}" if problems else f"`text`: '{text}' names no file")
    if not (text.is_file() or (folder / found).is_file()):
        raise UsageError(f"`text`: there is no file '{text}'; save the text there first, or leave `text` out")
    return found


def _source_id(who: Publisher, day: str, page: Address) -> str:
    """`publisher-day`; where the day is not known, the first words of the address in its stead."""
    start = who.id or make_id(page.site)
    exact = re.fullmatch(r"\d{4}(-\d\d){0,2}", day[:10])
    if exact:
        return f"{start}-{day[:10]}"
    parts = [part for part in re.split(r"[/?#]", page.key)[1:] if re.search(r"[A-Za-z]{3}", part)]
    words = make_id(parts[-1] if parts else "").split("-")
    return "-".join([start, *(word for word in words[:4] if word)])


def _free(name: str, at_hand: AtHand, folder: Path) -> str:
    """The name, with a number where it is taken: a second article of the day."""
    number, found = 1, name
    while found in at_hand.things or (folder / file_name(found)).exists():
        number += 1
        found = f"{name}-{number}"
    return found


def _relative_schema(into: Path, folder: Path) -> str:
    return SCHEMA_FILE if folder == into else f"../{SCHEMA_FILE}"


# what is said


def _notes(page: Address, at_hand: AtHand, who: Publisher, day: str, published: str | None) -> Iterator[str]:
    if who.id:
        yield f"publisher: {who.id} ({who.why if who.known else 'new: it is in the file under actors'})"
        actors = [thing.id for thing in at_hand.of("Organization")]
        if not who.known and (near := nearest(who.id, actors)):
            yield f"  if you mean {near}, which is there already: --publisher {near}"
    if day:
        yield f"published: {day} ({'as given' if published else 'as the address shows it'})"
    if page.taken_off:
        yield f"taken off the address: {', '.join(page.taken_off)}"
    for entry in at_hand.dataset.left_out:
        try:
            if read_address(entry.address).key == page.key:
                yield f"the data set left this page out: {entry.reason}"
        except UsageError:
            continue


def _commands(made: Skeleton, beside: Sequence[str], into: Path, text: Path | None, folder: Path) -> Iterator[str]:
    copy = text if text and text.is_file() else folder / text.name if text else None
    facts = shlex.join([*beside, str(into)])
    elsewhere = copy is not None and copy.resolve().parent != folder.resolve()
    texts = f" --texts {shlex.quote(str(copy.parent))}" if copy and elsewhere else ""
    yield f'kg cite {shlex.quote(str(copy)) if copy else "TEXT.txt"} "words as you remember them"'
    yield f"kg check {facts}{texts}"
    yield f"kg build {facts}{texts}"
