"""The lines of a skeleton: what is known of a source, what to fill in, the ids at hand, and examples to copy."""

from __future__ import annotations

import re
import string
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.curating.addresses import Address
from kg.curating.known import AtHand, KnownThing
from kg.curating.publishers import Publisher
from kg.curating.quoting import yaml_line
from kg.model.vocabulary import load_vocabulary

FILL = "# fill in: "
_WIDTH, _LINES, _COLUMN = 116, 2, 40
_EXAMPLES = Path(__file__).parent / "examples.yaml"
_GROUPS = (
    ("persons", ("Person",)),
    ("states", ("State",)),
    ("bodies", ("Organization", "Delegation")),
    ("offices", ("Office",)),
    ("places", ("Place",)),
    ("processes", ("Process", "Conflict", "Agreement")),
)


def skeleton_lines(
    page: Address, at_hand: AtHand, who: Publisher, day: str, source: str, kind: str, copy: str | None, *, schema: str
) -> Iterator[str]:
    """The lines of the file. What the curator has to fill in is marked by `FILL`."""
    vocabulary = load_vocabulary()
    yield f"# yaml-language-server: $schema={schema}"
    yield "# What one source says, claim by claim. What it does not say stays out."
    if not who.known and who.id:
        yield "actors:"
        yield f"  {_key(who.id)}:"
        yield "    type: NewsOrganization"
        yield _remarked("    " + yaml_line("name", who.name), "the publisher is new: its name, as people know it")
    yield "source:"
    yield f"  {yaml_line('id', source)}"
    others = ", ".join(other for other in vocabulary.subclasses("Source") if other not in (kind, "Source"))
    yield _remarked(f"  type: {kind}", f"or {others}")
    if who.id:
        yield _remarked("  " + yaml_line("publisher", who.id), who.why if who.known else "named above")
    else:
        yield _remarked("  publisher:", f"fill in: the id of who published it ({who.why})")
    shown = "as given" if day and day != page.day else "as the address shows it"
    if day:
        yield _remarked("  " + yaml_line("published", day), shown)
    else:
        yield _remarked("  published:", "fill in: the day of publication, such as 2022-04-26")
    yield "  " + yaml_line("address", page.text)
    yield "  # language: en"
    if copy:
        yield _remarked("  " + yaml_line("text", copy), "phrases are looked up in it")
        yield "  checked: text"
    else:
        yield _remarked("  # text: article.txt", "a copy of the text beside this file: phrases are looked up in it")
        yield _remarked("  # checked: text", "you read it whole; excerpt, where you saw a part")
    yield ""
    yield "claims:"
    yield "# Copy an example, take off the '# ', put in ids. What an actor is called finds its id: kg names Selenskyj"
    yield "# What to code, and as what: docs/coding-manual.md in the source of kg."
    yield from _at_hand(at_hand)
    yield ""
    for line in _examples(day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "2022-04-26").splitlines():
        yield line if line.startswith("#") else f"# {line}".rstrip()


def _remarked(line: str, remark: str) -> str:
    return f"{line.ljust(_COLUMN)}  # {remark}"


def _key(name: str) -> str:
    """An id as a key of a mapping."""
    return yaml_line(name, "x").removesuffix(": x")


def _at_hand(at_hand: AtHand) -> Iterator[str]:
    vocabulary = load_vocabulary()
    publishers = {source.publisher for source in at_hand.records.sources}

    def wanted(thing: KnownThing) -> bool:
        return any(thing.names) and thing.id not in publishers and thing.type != "NewsOrganization"

    for title, classes in _GROUPS:
        yield from _listed(title, [thing.id for thing in at_hand.of(*classes) if wanted(thing)])
    yield from _listed("topics", sorted({*vocabulary.concepts["Topic"], *(t.id for t in at_hand.records.topics)}))
    yield from _listed("roles", sorted(vocabulary.concepts["Role"]))
    yield from _listed("role statuses", sorted(vocabulary.concepts["RoleStatus"]))


def _listed(title: str, names: Iterable[str]) -> list[str]:
    """A comment of a few lines with the ids of a group."""
    return textwrap.wrap(
        f"{title}: {', '.join(names)}", width=_WIDTH, initial_indent="# ", subsequent_indent="#   ", max_lines=_LINES,
        placeholder=" ...", break_on_hyphens=False, break_long_words=False,
    ) if names else []  # fmt: skip


def _examples(day: str) -> str:
    vocabulary = load_vocabulary()

    def kinds(ancestor: str, but: str) -> str:
        keys = sorted(vocabulary.classes[name].facts_key or "" for name in vocabulary.subclasses(ancestor))
        return ", ".join(key for key in keys if key and key != but)

    template = string.Template(_EXAMPLES.read_text(encoding="utf-8"))
    contacts = f"Contacts: {kinds('Contact', 'contact')}"
    return template.substitute(DAY=day, CONTACTS=contacts, ACTS=f"Acts: {kinds('Act', '')}")
