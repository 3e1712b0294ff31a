"""The claims of event data in columns, as the importers keep them beside the contact table, with who took part in them.

What they say as triples is for `kg.importers.shaping` to tell: each is an event or a stance of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.columns import quote, read_parquet
from kg.contacts import ContactTable, passing
from kg.store import Store
from kg.tables import Term
from kg.vocabulary import AKG, RDFS

_CLAIMS, _PARTS = ".claims.parquet", ".parts.parquet"


def list_claim_files(contacts: ContactTable) -> list[tuple[Path, Path]]:
    """The files of the claims of each data set, and of who took part in them; none where a graph has no such files."""
    folder = contacts.path.parent / "events"
    pairs = [(path, path.with_name(path.name.removesuffix(_CLAIMS) + _PARTS)) for path in folder.glob("*" + _CLAIMS)]
    return sorted(pair for pair in pairs if pair[1].is_file())


@contextmanager
def open_claims(contacts: ContactTable, store: Store, *, base: str) -> Iterator[Any]:
    """A connection with the tables coded_claims, of what passes the clocks, and coded_parts.

    Beside the columns of the files a claim has `teller`: according to whom it is, as `store` has it.
    """
    passes = passing(contacts.clocks) if contacts.clocks.claims != "curated" else "false"
    with contacts.open_tables() as connection:
        claims, parts = [], []
        for claim_file, part_file in list_claim_files(contacts):
            kept = f"FROM {read_parquet(claim_file)} WHERE {passes}"
            (first,) = connection.execute(f"SELECT min(claim) {kept}").fetchone()
            teller = tell_value(store, ox.NamedNode(f"{base}claim/{first}"), "accordingTo") if first else None
            name = quote(teller.value.removeprefix(base)) if teller is not None else "CAST(NULL AS VARCHAR)"
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


@functools.cache
def read_part(name: str) -> str:
    """The text of a file that a named query needs beside its own: `contacts/days.rq`, `claims/acts.sql`."""
    return resources.files("kg.queries").joinpath(*name.split("/")).read_text(encoding="utf-8")
