"""All facts of a store as facts files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kg.disk.graph_info import GraphInfo
from kg.errors import KgError, UsageError
from kg.facts import Reading, write_dataset, write_facts
from kg.facts.rdf import read_quads
from kg.model.records import Records
from kg.model.triples import make_iris
from kg.model.vocabulary import ID
from kg.store.oxigraph import Store

MOST_AS_FACTS = 100_000  # claims; more are for programs, as RDF or in Parquet
_ABOUT = {
    "title": "title",
    "description": "description",
    "licence": "licence",
    "coverage": "coverage",
    "adding": "adding a source",
}
_WITHOUT_TEXTS = "The texts of the sources are not written with the facts."


def write_store(store: Store, info: GraphInfo) -> dict[str, str]:
    """The facts files, by name; `dataset.yaml` has what `info` says of the data set.

    Raises KgError where something cannot be written as facts,
    UsageError where there are more than 100,000 claims.
    """
    if (number := info.counts.get("claims", 0)) > MOST_AS_FACTS:
        more = f"at most {MOST_AS_FACTS:,}; take some days, curated claims alone, or another form, such as trig"
        raise UsageError(f"{number:,} claims are too many for facts files, which people read ({more})")
    reading = Reading()
    read_quads(store.quads(), iris=make_iris(store.base), into=reading)
    wrong = [problem for problem in reading.problems if problem.severity == "error"]
    if wrong:
        leave = ["`claims` curated leaves event data out"] if info.events else []
        first = f"{len(wrong):,} parts of the graph cannot be written as facts, such as:"
        raise KgError(first, *(problem.message for problem in wrong[:5]), *leave)
    about: dict[str, Any] = {key: text for name, key in _ABOUT.items() if (text := getattr(info, name))}
    if info.left_out:
        entries = [asdict(entry).items() for entry in info.left_out]
        about["left out"] = [{name: text for name, text in entry if text} for entry in entries]
    if info.texts:
        about["texts"] = info.texts
    if store.base != ID:
        about["base"] = store.base
    records = Records.gather(reading.records)
    if any(source.text for source in records.sources):
        about.setdefault("texts", _WITHOUT_TEXTS)
    described = {"dataset.yaml": write_dataset(about)} if about else {}
    return described | write_facts(records)
