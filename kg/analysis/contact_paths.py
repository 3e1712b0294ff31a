"""Chains of talks in a graph with event data: who is on them by the contact table, and only their talks are read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kg.analysis.paths import PathStep, Talk, find_chains, sort_talks
from kg.derived.contact_table import ContactTable, ends_of
from kg.model.vocabulary import load_vocabulary
from kg.store.columns import create_table


def find_contact_paths(table: ContactTable, start: str, end: str, *, level: str = "person") -> list[list[PathStep]]:
    """All shortest chains of talks between two actors, as `find_paths` gives them of the network of the same graph.

    Raises UsageError for an unknown level, and where an actor, and whoever stands for it, took part in no talks.
    """
    neighbours: dict[str, list[str]] = {}
    for one, other, *_ in table.count_pairs(level=level):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    below: dict[str, set[str]] = {}
    for actor, whole, *_ in table.relations_with_names.rows("stands_for"):
        below.setdefault(whole, set()).add(actor)
    chains = find_chains(neighbours, *([name, *sorted(below.get(name, ()))] for name in (start, end)))
    talks = _read_talks(table, {link for chain in chains for link in pairwise(chain)}, level)
    return [[PathStep(start=a, end=b, talks=talks[a, b]) for a, b in pairwise(chain)] for chain in chains]


def _read_talks(
    table: ContactTable, links: Iterable[tuple[str, str]], level: str
) -> dict[tuple[str, str], tuple[Talk, ...]]:
    """The talks of some pairs of actors."""
    a, b = ends_of(level)
    labels = {name: term.label for name, term in load_vocabulary().classes.items()}
    found: dict[tuple[str, str], list[tuple[str, Talk]]] = {}
    with table.open_tables() as connection:
        create_table(connection, "links", {"one": "VARCHAR", "other": "VARCHAR"}, sorted(links))
        rows = connection.execute(
            "SELECT l.one, l.other, CAST(t.earliest AS VARCHAR), t.date, t.channel, t.claim, t.standing, t.coded"
            " FROM (FROM coded_contacts UNION ALL BY NAME FROM curated_contacts) t"
            f" JOIN links l ON (t.{a} = l.one AND t.{b} = l.other) OR (t.{a} = l.other AND t.{b} = l.one) WHERE t.talk"
        ).fetchall()
    for one, other, earliest, date, channel, claim, standing, coded in rows:
        talk = Talk(
            date=date or "", kind=labels.get(channel, channel), claim=claim, standing=standing or "", coded=coded
        )
        found.setdefault((one, other), []).append((earliest or "", talk))
    return {link: sort_talks(told) for link, told in found.items()}
