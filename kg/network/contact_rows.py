"""The contacts of curated claims as rows of the contact table, by the projection of their triples."""

from __future__ import annotations

from datetime import date
from typing import Any

from kg.network import LEVELS, project_levels
from kg.store.oxigraph import Store


def contact_rows(store: Store) -> list[tuple[Any, ...]]:
    """The contacts of a store of curated claims as rows of `kg.claims.contacts.COLUMNS`."""
    by_level = dict(zip(LEVELS, project_levels(store), strict=True))
    persons = by_level["person"]
    lifted = {level: {key: (u, v) for u, v, key in network.edges(keys=True)} for level, network in by_level.items()}
    sources = _publication_days(store)
    classes = _classes(store)
    rows = []
    for u, v, key, data in persons.edges(keys=True, data=True):
        if data["layer"] != "contact":
            continue
        state, body = lifted["state"].get(key), lifted["organisation"].get(key)
        first, last, surely = sources.get(data["source"], (None, None, True))
        rows.append(
            (
                data["claim"], data["event"], data["source"] or None, bool(data.get("coded", False)),
                classes.get(data["claim"], "Contact"), data["event_status"], u, v, *data["roles"], data["status"],
                *data["on_behalf_of"], *(state or (None, None)), *(body or (None, None)), data["at_the_table"],
                data["date"] or None, _day(data["earliest"]), _day(data["latest"]), data["uncertain"], first, last,
                surely, 1, False,
            )
        )  # fmt: skip
    return rows


def _publication_days(store: Store) -> dict[str, tuple[date | None, date | None, bool]]:
    found: dict[str, tuple[date | None, date | None, bool]] = {}
    for row in store.rows(
        "SELECT ?source ?first ?last ?doubt WHERE { ?source akg:publisher ?by . OPTIONAL { ?source akg:earliest"
        " ?first } OPTIONAL { ?source akg:latest ?last } OPTIONAL { ?source akg:uncertain|akg:approximate ?doubt } }"
    ):
        first, last = (_day(row[name].value) if name in row else None for name in ("first", "last"))
        found[row["source"].value.removeprefix(store.base)] = (first, last, "doubt" not in row)
    return found


def _classes(store: Store) -> dict[str, str]:
    """The class of what each claim states, by the id of the claim."""
    query = "SELECT ?claim ?class WHERE { ?claim akg:states ?node . GRAPH ?claim { ?node a ?class } }"
    start = f"{store.base}claim/"
    return {row["claim"].value.removeprefix(start): row["class"].value.rpartition("/")[2] for row in store.rows(query)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
