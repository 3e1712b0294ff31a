"""JSON text → values that know where they stand, within a bound of depth; no recursion, whatever the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

MAX_JSON_DEPTH = 100

# Commas and colons are passed over as space is.
_TOKEN = re.compile(r'[ \t\n\r,:]*+(?:("[^"\\]*+(?:\\.[^"\\]*+)*+")|([{}\[\]])|([^\s{}\[\],:"]++)|($)|(.))', re.DOTALL)


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A text, a number, true, false or null; `at` is the offset in the text, here as below."""

    value: str | int | float | bool | None
    at: int


@dataclass(frozen=True, slots=True)
class JsonArray:
    """A list of values."""

    items: list[Json]
    at: int


@dataclass(frozen=True, slots=True)
class JsonObject:
    """Keys with their offsets and values, in the order of the text; a key can be there twice."""

    members: list[tuple[str, int, Json]]
    at: int


Json = JsonValue | JsonArray | JsonObject


class JsonError(Exception):
    """The text is no JSON, or too deep (`too_deep`), at an offset."""

    def __init__(self, message: str, at: int, *, too_deep: bool = False) -> None:
        super().__init__(message)
        self.at, self.too_deep = at, too_deep


@dataclass(slots=True)
class _Builder:
    open: list[JsonArray | JsonObject] = field(default_factory=list)
    key: list[tuple[str, int] | None] = field(default_factory=list)
    root: list[Json] = field(default_factory=list)

    def add(self, value: Json) -> None:
        if not self.open:
            self.root.append(value)
            return
        above = self.open[-1]
        if isinstance(above, JsonArray):
            above.items.append(value)
        elif (key := self.key[-1]) is not None:
            above.members.append((*key, value))
            self.key[-1] = None
        elif isinstance(value, JsonValue) and isinstance(value.value, str):
            self.key[-1] = (value.value, value.at)
        else:
            raise JsonError("a key is a text in quotation marks", value.at)


def parse_json(text: str) -> Json:
    """The value of a JSON text. Commas and colons are not looked at: the engine that reads the text minds them.

    Raises JsonError for what is no JSON otherwise, and for more than 100 levels.
    """
    builder = _Builder()
    for found in _TOKEN.finditer(text):
        at = found.start(found.lastindex or 0)
        string, mark, word, _, bad = found.groups()
        if string is not None:
            builder.add(JsonValue(_plain(string, at) if "\\" in string else string[1:-1], at))
        elif mark in ("{", "["):
            if len(builder.open) >= MAX_JSON_DEPTH:
                raise JsonError(f"more than {MAX_JSON_DEPTH} levels; bring it in fewer", at, too_deep=True)
            opened: JsonArray | JsonObject = JsonObject([], at) if mark == "{" else JsonArray([], at)
            builder.add(opened)
            builder.open.append(opened)
            builder.key.append(None)
        elif mark in ("}", "]"):
            if not builder.open or isinstance(builder.open.pop(), JsonObject) != (mark == "}") or builder.key.pop():
                raise JsonError(f"'{mark}' closes nothing", at)
        elif word is not None:
            builder.add(JsonValue(_plain(word, at), at))
        elif bad is not None:
            raise JsonError("a quotation mark is not closed", at)
    if len(builder.root) != 1 or builder.open:
        raise JsonError("not one whole value", len(text))
    return builder.root[0]


def _plain(token: str, at: int) -> str | int | float | bool | None:
    try:
        found: str | int | float | bool | None = json.loads(token, strict=False)
    except (ValueError, RecursionError) as error:
        raise JsonError(f"'{token[:40]}' is no value", at) from error
    return found
