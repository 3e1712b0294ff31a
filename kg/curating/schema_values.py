"""Single values of the facts format as JSON Schema: texts, ids, dates, numbers, addresses.

An editor takes 2022 for a number and true for something else where kg takes a text; both are let pass.
"""

from __future__ import annotations

from typing import Any

from kg.facts.values import MAX_ID, MAX_ITEMS, MAX_LONG_TEXT, MAX_TEXT, ONE_ID

Schema = dict[str, Any]
ID_PATTERN = rf"^(?=.{{1,{MAX_ID}}}$){ONE_ID}$"
_POINT = r"(?:\d{4}|\d{3}X|\d{2}XX)(?:-(?:\d\d|XX)(?:-(?:\d\d|XX))?)?[?~%]?"
_PHRASE = r"^\s*\S+(?:\s+\S+){2,14}\s*$"


def definition_name(name: str) -> str:
    """The name of a definition, without what an address would have to escape.

    >>> definition_name("id of Actor or Office")
    'id-of-Actor-or-Office'
    """
    return "-".join(name.replace(":", "").split())


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/definitions/{definition_name(name)}"}


def one_or_more(item: Schema, limit: int = MAX_ITEMS) -> Schema:
    """A value, or a list of such values."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, "maxItems": limit}]}


def text(limit: int) -> Schema:
    """A text of at most so many characters."""
    return {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": limit, "pattern": r"\S"}


def simple_values() -> dict[str, Schema]:
    """Definitions of the values that stand for themselves: texts, ids, dates, numbers, addresses."""
    year = {"type": "integer", "minimum": 1, "maximum": 9999}
    interval = rf"^(?:{_POINT}|{_POINT}/(?:{_POINT}|\.\.)?|(?:\.\.)?/{_POINT})$"
    dates = "a day, month or year: 2022-04-26, 2022-04, 2022"
    flag = [
        {"enum": ["yes", "no"]},
        {"type": "boolean"},
        {"pattern": r"^(?:[Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$", "type": "string"},
    ]
    return {
        "text": text(MAX_TEXT),
        "long text": text(MAX_LONG_TEXT),
        "phrase": {
            "type": "string",
            "maxLength": MAX_TEXT,
            "pattern": _PHRASE,
            "patternErrorMessage": "3 to 15 words, as they stand in the text; 'kg cite' finds them",
        },
        "id": {
            "type": ["string", "integer"],
            "pattern": ID_PATTERN,
            "patternErrorMessage": "an id has the letters a-z, digits, '-', '.' and '_'",
        },
        "claim id": {"type": "string", "pattern": rf"^{ONE_ID}(?:/{ONE_ID})*$"},
        "date": {
            "anyOf": [
                {"type": "string", "pattern": interval, "patternErrorMessage": f"{dates}, or two with '/'"},
                year,
            ]
        },
        "point": {"anyOf": [{"type": "string", "pattern": f"^{_POINT}$", "patternErrorMessage": dates}, year]},
        "flag": {"anyOf": flag},
        "number": {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 1_000_000},
                {"type": "string", "pattern": "^(?:[1-9][0-9]{0,5}|1000000)$"},
            ]
        },
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"},
        "address": {
            "type": "string",
            "maxLength": MAX_LONG_TEXT,
            "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#<>\"{}|\\^`%]",
            "patternErrorMessage": "an address starts with https:// or http:// and names a host",
        },
        "file name": {
            "type": ["string", "number"],
            "maxLength": MAX_TEXT,
            "pattern": r"^[^\\/:*?\"<>|\s.-][^\\/:*?\"<>|]*$",
            "patternErrorMessage": "the name of a file, without any folder",
        },
        "label": {
            "anyOf": [
                ref("text"),
                {"type": "object", "propertyNames": ref("language tag"), "additionalProperties": ref("text")},
            ]
        },
        "language tag": {"pattern": "^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"},
    }
