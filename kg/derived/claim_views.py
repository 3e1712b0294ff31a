"""Views of claims by the clocks, also without those that others dispute: which, only what is derived tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.claims.clocks import Clocks, keep_claims, list_claims, view_store
from kg.claims.content import read_content
from kg.claims.curated import read_curated
from kg.derived.deriving import Relations
from kg.store.oxigraph import Store

DISPUTED = "disputed"


def view_claims(store: Store, clocks: Clocks) -> Store:
    """A store in memory with the claims that pass, the sources that they cite, and the whole register.

    Those that are disputed by what is known then are left out before the window of days counts, as those are that are
    denied. The store itself where all of it passes.
    """
    if DISPUTED not in clocks.without:
        return view_store(store, clocks)
    known = view_store(store, replace(clocks, since=None, until=None, without=clocks.without - {DISPUTED}))
    disputed = {name for name, *_ in Relations.of(read_content(known)).rows("disputes")}
    start = f"{store.base}claim/"
    left = keep_claims(known, {claim for claim in list_claims(known) if claim.removeprefix(start) not in disputed})
    return view_store(left, replace(clocks, without=frozenset()))


def view_curated(dump: Path, clocks: Clocks, *, base: str) -> Store:
    """The curated claims of a graph that pass the clocks, in memory; `dump` is the file with its curated quads."""
    return view_claims(read_curated(dump, base=base), clocks)
