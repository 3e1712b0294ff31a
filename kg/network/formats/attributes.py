"""Attributes as columns: of one type each, so that other programs can read them, and so that nothing is lost."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import UsageError

TYPES = ("string", "boolean", "integer", "number", "list", "json")
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_UTF8 = re.compile("[\ud800-\udfff]")
_LONG = 2**63
_PYTHON = {"string": str, "boolean": bool, "integer": int, "number": float}


@dataclass(frozen=True, slots=True)
class Column:
    """An attribute: its name, the name under which it is written, its type, and whether a missing value is None.

    A "list" is a tuple of plain values, written as a JSON list; "json" is anything else, in JSON as `tagged` has it.
    """

    name: str
    written: str
    type: str
    nullable: bool

    def write(self, value: object) -> str | None:
        """A value as text; None where the cell is left out."""
        if value is None and self.nullable:
            return None
        if self.type == "string":
            return str(value)
        if self.type == "boolean":
            return "true" if value else "false"
        if self.type in ("integer", "number"):
            return repr(value)
        return json.dumps(self.to_json(value))

    def to_json(self, value: Any) -> Any:
        """A value as JSON has it. Raises UsageError, which names the attribute, for what JSON does not have."""
        if self.type == "list":
            return value if value is None else list(value)
        try:
            return tagged(value)
        except UsageError as error:
            raise UsageError(f"the attribute {self.name!r}: {error}") from error

    def from_json(self, value: object) -> Any:
        """The value that `to_json` was given. Raises ValueError where it is not of this type.

        A number without fraction is taken as well: other programs write 1.0 as 1.
        """
        if self.type == "json":
            return untagged(value)
        if value is None and self.nullable:
            return None
        if self.type == "list" and isinstance(value, list):
            return tuple(value)
        found = untagged(value)
        if self.type == "number" and type(found) is int:
            return float(found)
        if type(found) is not _PYTHON.get(self.type):
            raise ValueError(f"the attribute '{self.name[:60]}' has {str(value)[:40]!r}, which is no {self.type}")
        return found

    def read(self, text: str) -> Any:
        """The value of a text. Raises ValueError where it is none of this type."""
        if self.type == "string":
            return text
        if self.type == "boolean":
            if text not in ("true", "false"):
                raise ValueError(f"'{text[:40]}' is neither true nor false")
            return text == "true"
        if self.type == "integer":
            return int(text)
        if self.type == "number":
            return float(text)
        found = json.loads(text)
        if self.type == "list":
            if not isinstance(found, list):
                raise ValueError(f"'{text[:40]}' is no list")
            return tuple(found)
        return untagged(found)


def plan_columns(
    rows: Iterable[Mapping[str, Any]],
    *,
    reserved: Iterable[str] = (),
    fits: Callable[[str], bool] = lambda _: True,
) -> list[Column]:
    """The columns for these attributes, sorted by name.

    `reserved` are names that the form has for itself; an attribute of such a name, in any case, is written with _ after
    it. `fits` tells whether the form has all characters of a text; a text that does not fit is written as JSON.

    Raises UsageError for an attribute that no form can hold.
    """
    values: dict[str, list[Any]] = {}
    count = 0
    for row in rows:
        count += 1
        for name, value in row.items():
            if not isinstance(name, str) or not fits(name):
                raise UsageError(f"the attribute {name!r} cannot be written; name attributes by plain text")
            values.setdefault(name, []).append(value)
    taken = {name.casefold() for name in (*reserved, *values)}
    columns = []
    for name in sorted(values):
        written = name
        if name.casefold() in {each.casefold() for each in reserved}:
            while written.casefold() in taken:
                written += "_"
            taken.add(written.casefold())
        some = [value for value in values[name] if value is not None]
        has_none, is_whole = len(some) < len(values[name]), len(values[name]) == count
        kind = _type_of(some, fits) if some and (is_whole or not has_none) else "json"
        columns.append(Column(name, written, kind, has_none and is_whole))
    return columns


def _type_of(values: Sequence[Any], fits: Callable[[str], bool]) -> str:
    types = {type(value) for value in values}
    if types == {str}:
        return "string" if all(map(fits, values)) else "json"
    if types == {tuple} and all(_is_plain(each) for value in values for each in value):
        return "list"
    if types == {int} and not all(-_LONG <= value < _LONG for value in values):
        return "json"  # other programs have 64 bits
    return {bool: "boolean", int: "integer", float: "number"}.get(types.pop(), "json") if len(types) == 1 else "json"


def _is_plain(value: object) -> bool:
    return value is None or type(value) in (str, bool, int) or (type(value) is float and math.isfinite(value))


def fits_markup(text: str) -> bool:
    """Whether XML has all characters of a text."""
    return not _NOT_IN_XML.search(text)


def fits_files(text: str) -> bool:
    """Whether UTF-8 has all characters of a text: it does not have halves of a surrogate pair."""
    return not _NOT_IN_UTF8.search(text)


def tagged(value: object) -> Any:
    """A value for JSON, in which a dict of the one key "()" stands for what JSON does not have.

    Raises UsageError for what cannot be told this way.

    >>> tagged({"roles": ("host", None)})
    {'roles': {'()': ['host', None]}}
    >>> tagged(float("inf")), tagged({"()": 1})
    ({'()': 'inf'}, {'()': {'()': 1}})
    """
    if _is_plain(value):
        return value
    if type(value) is float:
        return {"()": repr(value)}
    if type(value) is list:
        return [tagged(each) for each in value]
    if type(value) is tuple:
        return {"()": [tagged(each) for each in value]}
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        found = {name: tagged(each) for name, each in value.items()}
        return {"()": found} if set(found) == {"()"} else found
    raise UsageError(f"a value of type {type(value).__name__} cannot be written: {str(value)[:60]!r}")


def untagged(value: object) -> Any:
    """What `tagged` was given."""
    if isinstance(value, list):
        return [untagged(each) for each in value]
    if isinstance(value, dict):
        if set(value) == {"()"}:
            inner = value["()"]
            if isinstance(inner, list):
                return tuple(untagged(each) for each in inner)
            if inner in ("inf", "-inf", "nan"):
                return float(inner)
            if not isinstance(inner, dict) or set(inner) != {"()"}:
                raise ValueError(f"{str(value)[:40]!r} stands for no value")
            value = inner
        return {name: untagged(each) for name, each in value.items()}
    return value
