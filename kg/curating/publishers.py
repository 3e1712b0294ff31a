"""Who publishes at a site: known from the addresses of other sources, from an actor's names, or new."""

from __future__ import annotations

from dataclasses import dataclass

from kg.curating.addresses import Address, read_address
from kg.curating.known import AtHand
from kg.curating.quoting import make_id
from kg.errors import UsageError
from kg.model.vocabulary import load_vocabulary
from kg.text.folding import fold

# Sites that carry the pages of others: they say nothing of the publisher.
_CARRIERS = frozenset(
    ("archive.org", "archive.ph", "archive.today", "google.com", "msn.com", "pressreader.com", "t.co")
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """The id of a publisher, whether it is an actor already, how that was found, and a name for a new one."""

    id: str
    known: bool
    why: str
    name: str = ""


def guess_publisher(address: Address, at_hand: AtHand) -> Publisher:
    """The publisher of a page, by its site. `id` is empty where nothing can be told."""
    if address.site in _CARRIERS:
        return Publisher("", False, f"{address.site} carries the pages of others")
    found: dict[str, str] = {}
    for source in at_hand.records.sources:
        try:
            other = read_address(source.address) if source.address else None
        except UsageError:
            continue
        if other and other.host == address.host:
            return Publisher(source.publisher, True, f"as in source {source.id}, on the same site")
        if other and other.site == address.site:
            found.setdefault(source.publisher, source.id)
    if len(found) == 1:
        publisher, source_id = found.popitem()
        return Publisher(publisher, True, f"as in source {source_id}, on the same site")
    name = address.site.partition(".")[0]
    bearing = [
        thing.id
        for thing in at_hand.of("Organization")
        if {_letters(name), _letters(address.site)} & {_letters(text) for text in (thing.id, *thing.names)}
    ]
    if len(bearing) == 1:
        return Publisher(bearing[0], True, "by the name of the site")
    return new_publisher(_free_id(make_id(_in_letters(name)) or make_id(name), at_hand), address)


def new_publisher(name: str, address: Address) -> Publisher:
    """A publisher that is no actor yet; its site stands for its name."""
    return Publisher(name, False, "new", address.site)


def _free_id(name: str, at_hand: AtHand) -> str:
    """An id that nothing else has, and that stands for no topic and for no empty value."""
    taken = name in at_hand.things or name in load_vocabulary().concepts["Topic"] or name == "null"
    return f"{name}-news" if taken else name


def _in_letters(label: str) -> str:
    """A part of a host in its own letters, where it is written in code."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _letters(text: str) -> str:
    """Letters and digits only, without marks: `Daily Sabah` as `dailysabah`."""
    return fold(text).replace(" ", "")
