"""Who or what is meant, by any spelling: ids, labels in any language and script, other spellings, bywords."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.curating.known import NAMED, KnownThing
from kg.errors import UsageError
from kg.model.vocabulary import load_vocabulary
from kg.text.folding import read_spelling
from kg.text.nearness import score_thing

MAX_ASKED = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be meant: its id, name and class, the spelling that it was found by, and how near that is."""

    id: str
    label: str
    type: str
    matched: str
    score: int


def find_names(text: str, things: Iterable[KnownThing], *, limit: int = 10) -> list[Candidate]:
    """The actors, offices and places that a text may mean, the nearest first, at most `limit`.

    The score is that of `kg.text.nearness`: 100 is the very spelling or id, 99 and 98 the same letters; below that it
    is near, down to 70. Raises UsageError where the text is empty or too long.
    """
    asked = read_spelling(text.strip()[: MAX_ASKED + 1])
    if not asked.written or len(text.strip()) > MAX_ASKED:
        raise UsageError(f"give a name of 1 to {MAX_ASKED} characters")
    vocabulary = load_vocabulary()
    named = {kind for above in NAMED for kind in vocabulary.subclasses(above)}
    found: list[Candidate] = []
    for thing in things:
        if thing.type in named:
            score, spelling = score_thing(asked, (*thing.names, thing.id))
            if score:
                found.append(Candidate(thing.id, thing.label, thing.type, spelling, score))
    found.sort(key=lambda match: (-match.score, match.id))
    return found[: max(1, limit)]
