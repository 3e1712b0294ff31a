"""Rows → columns: what repeats is written once, so that a page of 60,000 ties fits into a few megabytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def pack(rows: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Rows with the same keys as columns, which the script of the page turns into rows again.

    Returns `length` and `columns`. A column is `{"all": value}` where each row has the same value, `{"own": true}`
    where each has its own place, `{"as": name}` where it repeats another column, `{"of": values, "at": places}` where
    few values come again and again, and else the list of values.

    >>> pack([{"kind": "call", "n": 0}, {"kind": "call", "n": 1}])
    {'length': 2, 'columns': {'kind': {'all': 'call'}, 'n': {'own': True}}}
    """
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    packed: dict[str, Any] = {}
    for name, values in columns.items():
        packed[name] = _column(values)
        if isinstance(packed[name], list) or "of" in packed[name]:
            twin = next((other for other in packed if other != name and _same(columns[other], values)), None)
            packed[name] = {"as": twin} if twin else packed[name]
    return {"length": len(rows), "columns": packed}


def _same(one: list[Any], other: list[Any]) -> bool:
    # True and 1 are equal, and not the same.
    return one == other and {*map(type, one)} == {*map(type, other)}


def _column(values: list[Any]) -> Any:
    types = set(map(type, values))
    if types == {int} and values[0] == 0 and values == list(range(len(values))):
        return {"own": True}
    keys: list[Any] = values
    if list in types or dict in types or {bool, int} <= types:
        keys = [repr(value) for value in values]
    first: dict[Any, Any] = dict.fromkeys(keys)
    if len(first) == 1:
        return {"all": values[0]}
    if 3 * len(first) > len(values) or (types == {int} and not _pays(values, len(first))):
        return values
    place = {key: number for number, key in enumerate(first)}
    known: dict[Any, Any] = {}
    for key, value in zip(keys, values, strict=True):
        known.setdefault(key, value)
    return {"of": list(known.values()), "at": [place[key] for key in keys]}


def _pays(numbers: list[int], different: int) -> bool:
    """Whether places in a list of values are shorter than these numbers themselves."""
    return len(str(max(numbers))) > len(str(different))
