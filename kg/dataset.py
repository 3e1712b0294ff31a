"""dataset.yaml: what a data set is, under which licence, what it covers, and the counts that must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import Origin, Problem
from kg.facts.nodes import Mapping, Node, Report, Scalar, parse_yaml, read_text
from kg.facts.values import MAX_LONG_TEXT, Values
from kg.records import Records
from kg.triples import is_base
from kg.vocabulary import ID, load_vocabulary, nearest

DATASET_FILE = "dataset.yaml"
_KEYS = ("title", "description", "licence", "coverage", "base", "counts")


@dataclass(slots=True)
class Dataset:
    """The description of a data set; `counts` maps a group of records (`claims`) to the number that must hold."""

    title: str = ""
    description: str = ""
    licence: str = ""
    coverage: str = ""
    base: str = ID
    counts: dict[str, tuple[int, Origin]] = field(default_factory=dict)

    def check_counts(self, records: Records) -> list[Problem]:
        """A problem for each count that does not hold."""
        there = records.counts()
        return [
            Problem(
                origin,
                "count",
                f"{wanted} {name} are stated, the facts have {there[name]}; correct the one that is wrong",
            )
            for name, (wanted, origin) in sorted(self.counts.items())
            if there[name] != wanted
        ]


def read_dataset(paths: Iterable[Path], *, report: Report) -> Dataset:
    """Read the dataset.yaml of a data set; an empty description where there is none."""
    dataset = Dataset()
    for number, path in enumerate(paths):
        if number:
            report(Problem(Origin(str(path)), "duplicate-id", "a second dataset.yaml; check one data set at a time"))
            break
        text = read_text(path, report=report)
        node = parse_yaml(text, str(path), report=report) if text is not None else None
        if isinstance(node, Mapping):
            _fill(dataset, node, Values(load_vocabulary(), report))
        elif node is not None:
            report(Problem(node.origin, "wrong-form", f"dataset.yaml takes keys: {', '.join(_KEYS)}"))
    return dataset


def _fill(dataset: Dataset, node: Mapping, values: Values) -> None:
    for name, (key, value) in node.items.items():
        if name not in _KEYS:
            message = f"'{name[:60]}' is no key of dataset.yaml; its keys are {', '.join(_KEYS)}"
            values.refuse(key.origin, "unknown-key", message, nearest(name, _KEYS))
        elif name == "counts":
            _fill_counts(dataset, value, values)
        elif (text := values.text(value, name, limit=MAX_LONG_TEXT)) is not None:
            if name == "base" and not is_base(text):
                values.refuse(value.origin, "bad-address", "the base is an http or https address that ends with /")
            else:
                setattr(dataset, name, text)


def _fill_counts(dataset: Dataset, node: Node, values: Values) -> None:
    if not isinstance(node, Mapping):
        values.refuse(node.origin, "wrong-form", "'counts' takes groups with their numbers, such as {claims: 60}")
        return
    groups = Records().counts()
    for name, (key, value) in node.items.items():
        if name not in groups:
            values.refuse(
                key.origin,
                "unknown-key",
                f"'{name[:60]}' is not counted; one of: {', '.join(groups)}",
                nearest(name, groups),
            )
        elif isinstance(value, Scalar) and value.value == "0":
            dataset.counts[name] = (0, value.origin)
        elif (number := values.number(value, name)) is not None:
            dataset.counts[name] = (number, value.origin)
