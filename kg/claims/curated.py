"""The curated claims of a graph with event data: those of its dump, beside which the store has coded ones."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.disk.manifest import tell_damaged
from kg.errors import KgError
from kg.model.crosswalks import EVENT_CODE_SPACES, crosswalk_quads
from kg.model.vocabulary import AKG
from kg.store.oxigraph import Store


def read_curated(dump: Path, *, base: str) -> Store:
    """The quads of a dump in memory, with the crosswalks of their codes; an empty store where there is no dump.

    Raises KgError where the dump is damaged.
    """
    store = Store(base=base)
    store.load(())
    if dump.is_file():
        try:
            store.load_file(dump)
        except KgError as error:
            raise tell_damaged(dump.parent, dump.name, error.__cause__ or error) from error
    for scheme in list_schemes(store):
        store.load_terms(crosswalk_quads(scheme))
    return store


def list_schemes(store: Store) -> list[str]:
    """The schemes of the event codes that the claims of a store have, sorted."""
    terms = {quad.object for quad in store.match(None, ox.NamedNode(AKG + "code"))}
    codes = [term.value for term in terms if isinstance(term, ox.NamedNode)]
    return [name for name, space in sorted(EVENT_CODE_SPACES.items()) if any(code.startswith(space) for code in codes)]
