"""The claims of event data in columns, as the importers keep them beside the contact table, with who took part in them.

What they say as triples is for `kg.events.quads` to tell: each is an event or a stance of its own. As content for
networks and measures they take a fraction of the time of triples; what a coded claim rests on is not told in words
then, which nobody reads of a network of millions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.claims.content import Content, Part, Stated, read_content
from kg.derived.contact_table import ContactTable, passing
from kg.disk.manifest import EVENT_FILES, EVENTS, read_manifest
from kg.errors import KgError
from kg.model.vocabulary import AKG, RDFS, load_vocabulary
from kg.store.columns import REMAKE, Connection, check_table, quote, read_parquet, telling_damage
from kg.store.oxigraph import Store
from kg.store.tables import Term

# The columns of the two files with their SQL types, as kg/events/merge.sql makes them.
CLAIM_COLUMNS = {
    "claim": "VARCHAR", "type": "VARCHAR", "source": "VARCHAR", "date": "VARCHAR", "earliest": "DATE", "latest": "DATE",
    "known": "DATE", "known_surely": "BOOLEAN", "codes": "VARCHAR[]", "rows": "VARCHAR[]", "articles": "BIGINT",
    "publishers": "BIGINT", "addresses": "VARCHAR[]", "place": "VARCHAR", "topics": "VARCHAR[]", "content": "VARCHAR",
    "during": "VARCHAR", "sign": "VARCHAR", "first": "VARCHAR", "second": "VARCHAR", "first_for": "VARCHAR",
    "second_for": "VARCHAR", "first_office": "VARCHAR", "second_office": "VARCHAR", "meaning": "INTEGER",
    "concern_actor": "VARCHAR", "concern_for": "VARCHAR", "concern_role": "VARCHAR", "concern_status": "VARCHAR",
    "intensity": "DOUBLE",
}  # fmt: skip
_AT_ONCE = 20_000
_CLAIMS = """
SELECT claim, type, source, teller, date, CAST(earliest AS VARCHAR), CAST(latest AS VARCHAR), place, topics, content,
  during, CAST(intensity AS VARCHAR), CASE WHEN len(rows) = 1 THEN rows[1] END, sign, first, second, first_for,
  concern_actor,
  concern_role, concern_for, concern_status
FROM coded_claims ORDER BY claim
"""
_PARTS = """
SELECT claim, actor, role, behalf, status, office, state, body FROM coded_parts SEMI JOIN coded_claims USING (claim)
ORDER BY claim, actor || '/' || role || CASE WHEN status = 'exercised' THEN '' ELSE '/' || status END
"""
PART_COLUMNS = dict.fromkeys(("claim", "actor", "role", "status", "behalf", "office", "state", "body"), "VARCHAR")


def list_claim_files(contacts: ContactTable) -> list[tuple[Path, Path]]:
    """The files of the claims of each data set, and of who took part in them; none where a graph has no such files.

    Raises KgError where some are missing.
    """
    graph = contacts.path.parent
    names = sorted(read_manifest(graph).events)  # other files that stand there are the user's
    stems = [graph / EVENTS / name for name in names]
    pairs = [(_file(stem, "claims"), _file(stem, "parts")) for stem in stems]
    gone = [path for pair in pairs for path in pair if not path.is_file()]
    if len(gone) == 2 * len(pairs):
        return []
    if gone:
        raise KgError(f"'{gone[0]}' is not there; {REMAKE}")
    return pairs


def _file(stem: Path, kind: str) -> Path:
    return stem.with_name(stem.name + EVENT_FILES[kind])


@contextmanager
def open_claims(contacts: ContactTable) -> Iterator[Connection]:
    """A connection with the tables coded_claims, of what passes the clocks, and coded_parts.

    Beside the columns of the files a claim has `teller`: according to whom it is. Raises KgError where the files are
    not as kg wrote them.
    """
    passes = passing(contacts.clocks) if contacts.clocks.claims != "curated" else "false"
    files, store = list_claim_files(contacts), contacts.register
    kept_files = [path for pair in files for path in pair]
    with contacts.open_tables() as connection, telling_damage(*kept_files, remedy=REMAKE):
        claims, parts = [], []
        for claim_file, part_file in files:
            check_table(connection, claim_file, CLAIM_COLUMNS, remedy=REMAKE)
            check_table(connection, part_file, PART_COLUMNS, remedy=REMAKE)
            kept = f"FROM {read_parquet(claim_file)} WHERE {passes}"
            (first,) = connection.execute(f"SELECT min(claim) {kept}").fetchone()
            teller = tell_value(store, ox.NamedNode(f"{store.base}claim/{first}"), "accordingTo") if first else None
            name = quote(teller.value.removeprefix(store.base)) if teller is not None else "CAST(NULL AS VARCHAR)"
            claims.append(f"SELECT *, {name} AS teller {kept}")
            parts.append(f"FROM {read_parquet(part_file)}")
        for table, selects in (("coded_claims", claims), ("coded_parts", parts)):
            connection.execute(f"CREATE TEMP VIEW {table} AS {' UNION ALL BY NAME '.join(selects)}")
        yield connection


def tell_value(store: Store, node: ox.NamedNode, name: str) -> Any:
    """A value of a property of the ontology, or None."""
    return next((quad.object for quad in store.match(node, ox.NamedNode(AKG + name))), None)


def label_of(store: Store, name: str) -> Term | None:
    """The label of a class of the ontology, as queries give it."""
    terms = (quad.object for quad in store.match(ox.NamedNode(AKG + name), ox.NamedNode(RDFS + "label")))
    return next((term for term in terms if isinstance(term, ox.Literal)), None)


def read_all(contacts: ContactTable | None, store: Store) -> Content:
    """The curated and the coded claims that pass the clocks of the contact table, and what is called how.

    Sorted throughout, as that of `read_content`. Of coded claims nothing is told in words: `by_node` has curated ones.
    Without a contact table, or columns of claims beside it, all is read from the triples of the store.
    """
    if contacts is None or not list_claim_files(contacts):
        return read_content(store)
    coded = read_coded(contacts)
    sources = {claim.values["source"] for claim in coded.values() if "source" in claim.values}
    things = contacts.names(sources | coded.keys())  # an agreement is called after its claim
    return contacts.content.renewed(things=things, claims=coded)


def read_coded(contacts: ContactTable) -> dict[str, Stated]:
    """The coded claims of event data that pass the clocks of the contact table, by id, sorted."""
    check = min(name for name, term in load_vocabulary().concepts["Check"].items() if term.coded)
    found: dict[str, Stated] = {}
    with open_claims(contacts) as connection:
        rows = connection.execute(_CLAIMS)
        while some := rows.fetchmany(_AT_ONCE):
            found.update((row[0], _stated(row, check)) for row in some)
        parts: dict[str, list[Part]] = defaultdict(list)
        rows = connection.execute(_PARTS)
        while some := rows.fetchmany(_AT_ONCE):
            for claim, actor, role, behalf, status, office, state, body in some:
                parts[claim].append(Part(actor, role, behalf, status, office, (state, body)))
    for name, own in parts.items():
        found[name].parts = own
    return found


def _stated(row: tuple[Any, ...], check: str) -> Stated:
    (claim, kind, source, teller, date, earliest, latest, place, topics, content, during, intensity,
     row, sign, first, second, behalf, concern_actor, concern_role, concern_for, concern_status) = row  # fmt: skip
    values = {"source": source, "according_to": teller, "check": check, "rank": "normal"}
    values |= {"date": date, "earliest": earliest, "latest": latest, "content": content, "during": during}
    values |= {"goldstein": intensity, "row": row}
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
