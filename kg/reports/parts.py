"""The records that a page in text is made of: accounts, items, sections. Plain data, frozen, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A claim: who says so and where, the phrase or basis it rests on, how it was checked, its rank, a note.

    `coded` tells whether a program made it. `says` is what was said or done, in the curator's words. `published` and
    `date` are EDTF dates as written.
    """

    claim: str
    about: str
    words: str
    says: str = ""
    date: str = ""
    according_to: str = ""
    speaker: str = ""
    source: str = ""
    publisher: str = ""
    published: str = ""
    address: str = ""
    phrase: str = ""
    basis: str = ""
    check: str = ""
    coded: bool = False
    rank: str = "normal"
    note: str = ""

    @property
    def teller(self) -> str:
        """Whose account it is: the speaker, and the publisher where another one passes it on."""
        if not self.source:
            return "background"
        if not self.according_to or self.according_to == self.publisher:
            return self.publisher
        return f"{self.according_to} ({self.publisher})"

    @property
    def mark(self) -> str:
        """What stands behind the teller where a program made the claim."""
        return " (machine-coded)" if self.coded else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What accounts of one thing do not agree in (`when`, `where`, ...): each value with those who give it."""

    what: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is known: a sentence, its day as written, where accounts differ, and the claims it rests on.

    `id` is the event, statement or thing that it is about. `earliest` and `latest` are the days that `day` can mean,
    `lasting` tells that it lasted from one to the other.
    """

    words: str
    id: str = ""
    day: str = ""
    lasting: bool = False
    earliest: str = ""
    latest: str = ""
    address: str = ""
    remarks: tuple[str, ...] = ()
    differing: tuple[Difference, ...] = ()
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items under a heading, perhaps with remarks that stand before them.

    The claims of a `summary` are told in full elsewhere on the page, where they appear elsewhere at all.
    """

    heading: str
    summary: bool = False
    remarks: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source that the page cites: publisher, date, title and address."""

    id: str
    type: str = ""
    publisher: str = ""
    published: str = ""
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that is known about one thing; `facts` are pairs of what and value, such as what it belongs to."""

    id: str
    kind: str
    title: str
    names: tuple[str, ...] = ()
    bywords: tuple[str, ...] = ()
    description: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Cited, ...] = ()

    def told_in_full(self) -> dict[str, tuple[int, int]]:
        """Where each claim is told in full, as the places of its section and item; elsewhere its teller is enough."""
        found: dict[str, tuple[int, int]] = {}
        for wanted in (False, True):
            for s, section in enumerate(self.sections):
                if section.summary == wanted:
                    for i, item in enumerate(section.items):
                        for account in item.accounts:
                            found.setdefault(account.claim, (s, i))
        return found
