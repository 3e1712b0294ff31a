"""The claims of event data as content for projections and measures, from columns: a fraction of the time of triples.

It says the same as `kg.claims.content.read_content`, without the words on what a coded claim rests on, which nobody
reads of a network of millions.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kg.claims.coded import list_claim_files, open_claims
from kg.claims.contacts import ContactTable
from kg.claims.content import Content, Part, Stated, read_content, read_things
from kg.model.vocabulary import load_vocabulary
from kg.store.oxigraph import Store

_AT_ONCE = 20_000
_CLAIMS = """
SELECT claim, type, source, teller, date, CAST(earliest AS VARCHAR), CAST(latest AS VARCHAR), place, topics, content,
  during, CAST(intensity AS VARCHAR), sign, first, second, first_for, concern_actor,
  concern_role, concern_for, concern_status
FROM coded_claims ORDER BY claim
"""
_PARTS = """
SELECT claim, actor, role, behalf, status, office FROM coded_parts SEMI JOIN coded_claims USING (claim)
ORDER BY claim, actor || '/' || role || CASE WHEN status = 'exercised' THEN '' ELSE '/' || status END
"""


def read_all(contacts: ContactTable | None, store: Store, *, base: str) -> Content:
    """The curated and the coded claims that pass the clocks of the contact table; `store` tells what things are called.

    Sorted throughout, as that of `read_content`. Of coded claims nothing is told in words: `by_node` has curated ones.
    Without a contact table, or columns of claims beside it, all is read from the triples of the store.
    """
    if contacts is None or not list_claim_files(contacts):
        return read_content(store, base=base)
    content = read_content(contacts.curated, base=base)
    content.things |= read_things(store, base=base)
    coded = read_coded(contacts, store, base=base)
    content.claims = dict(sorted((content.claims | coded).items()))
    return content


def read_coded(contacts: ContactTable, store: Store, *, base: str) -> dict[str, Stated]:
    """The coded claims of event data that pass the clocks of the contact table, by id, sorted."""
    check = min(name for name, term in load_vocabulary().concepts["Check"].items() if term.coded)
    found: dict[str, Stated] = {}
    with open_claims(contacts, store, base=base) as connection:
        rows = connection.execute(_CLAIMS)
        while some := rows.fetchmany(_AT_ONCE):
            found.update((row[0], _stated(row, check)) for row in some)
        parts: dict[str, list[Part]] = defaultdict(list)
        rows = connection.execute(_PARTS)
        while some := rows.fetchmany(_AT_ONCE):
            for claim, actor, role, behalf, status, office in some:
                parts[claim].append(Part(actor, role, behalf, status, office))
    for name, own in parts.items():
        found[name].parts = own
    return found


def _stated(row: tuple[Any, ...], check: str) -> Stated:
    (claim, kind, source, teller, date, earliest, latest, place, topics, content, during, intensity,
     sign, first, second, behalf, concern_actor, concern_role, concern_for, concern_status) = row  # fmt: skip
    values = {"source": source, "according_to": teller, "check": check, "rank": "normal"}
    values |= {"date": date, "earliest": earliest, "latest": latest, "content": content, "during": during}
    values |= {"goldstein": intensity}
    links: dict[str, list[str]] = {"topic": sorted(set(topics))} if topics else {}
    if sign:
        links |= {"holder": [first], sign: [second]} | ({"onBehalfOf": [behalf]} if behalf else {})
    else:
        values["place"] = place
    stated = Stated(claim, claim, kind, {name: value for name, value in values.items() if value is not None})
    stated.links = {name: links[name] for name in sorted(links)}
    if concern_actor is not None:
        stated.concern = Part(concern_actor, concern_role, concern_for, concern_status or "exercised")
        stated.concern_of = claim
    return stated
