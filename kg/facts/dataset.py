"""dataset.yaml: what a data set is, its licence and coverage, what was left out of it, the counts that must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.disk.graph_info import LeftOut
from kg.errors import Origin, Problem
from kg.facts.nodes import Mapping, Node, Report, Scalar, Sequence, parse_yaml, read_text
from kg.facts.values import MAX_LONG_TEXT, Values
from kg.model.records import Records
from kg.model.triples import is_base, nearest_base
from kg.model.vocabulary import ID, load_vocabulary, nearest

TEXT_KEYS = {
    "title": "title",
    "description": "description",
    "licence": "licence",
    "coverage": "coverage",
    "adding a source": "adding",
    "texts": "texts",
    "base": "base",
}
_KEYS = (*TEXT_KEYS, "left out", "counts")
_LEFT_OUT = ("address", "reason", "instead")


@dataclass(slots=True)
class Dataset:
    """The description of a data set.

    `adding` says how to add a source, `texts` why the texts of the sources are not given with it. `folder` is where it
    lies; facts that are checked beside it are not of it. `left_out` lists reports that were read and not used: their
    address, the reason, and the id of the source that is used instead, if any. `counts` maps a group of records
    (`claims`) to the number that must hold.
    """

    title: str = ""
    description: str = ""
    licence: str = ""
    coverage: str = ""
    adding: str = ""
    texts: str = ""
    base: str = ID
    folder: Path | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    replacing: dict[str, Origin] = field(default_factory=dict)
    counts: dict[str, tuple[int, Origin]] = field(default_factory=dict)

    def check_left_out(self, records: Records) -> list[Problem]:
        """A problem for each source that is named in place of what was left out, and is not there."""
        there = [source.id for source in records.sources]
        return [
            Problem(origin, "unknown-id", f"no source has the id '{name}'; correct it", nearest(name, there))
            for name, origin in self.replacing.items()
            if name not in there
        ]

    def check_counts(self, records: Records) -> list[Problem]:
        """A problem for each count that does not hold; `records` are those of the data set's own folder."""
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
        dataset.folder = path.parent
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
        elif name == "left out":
            _fill_left_out(dataset, value, values)
        elif (text := values.text(value, name, limit=MAX_LONG_TEXT)) is not None:
            if name == "base" and not is_base(text):
                message = "the base is an http or https address that ends with /"
                values.refuse(value.origin, "bad-address", message, nearest_base(text))
            else:
                setattr(dataset, TEXT_KEYS[name], text)


def _fill_left_out(dataset: Dataset, node: Node, values: Values) -> None:
    if not isinstance(node, Sequence):
        values.refuse(node.origin, "wrong-form", "'left out' takes a list of {address: ..., reason: ...}")
        return
    for item in node.items:
        if not isinstance(item, Mapping):
            values.refuse(item.origin, "wrong-form", "what was left out takes an address and a reason")
            continue
        entry: dict[str, str] = {}
        for name, (key, value) in item.items.items():
            if name not in _LEFT_OUT:
                message = f"'{name[:60]}' is no key here; the keys are {', '.join(_LEFT_OUT)}"
                values.refuse(key.origin, "unknown-key", message, nearest(name, _LEFT_OUT))
            elif (text := _left_out_value(values, name, value)) is not None:
                entry[name] = text
                if name == "instead":
                    dataset.replacing.setdefault(text, value.origin)
        for name in _LEFT_OUT[:2]:
            if name not in item.items:
                values.refuse(item.origin, "missing-key", f"what was left out needs '{name}:'")
        dataset.left_out.append(LeftOut(**entry))


def _left_out_value(values: Values, name: str, value: Node) -> str | None:
    return values.address(value, name) if name == "address" else values.text(value, name, limit=MAX_LONG_TEXT)


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
