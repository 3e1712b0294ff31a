"""The facts format as JSON Schema, so that editors complete keys, ids and roles, and explain them.

It is made of the ontology and of `kg.facts.keys`; nothing is listed here. Draft 7, as that is what the YAML language
server behind VS Code's YAML extension (and most other editors) has read since its first versions; newer drafts add
nothing that the format needs. Ids that are at hand are offered, and others taken: a file declares new ones. What needs
several files, dates or texts together is left to `kg check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.curating.known import AtHand, KnownThing
from kg.curating.schema_values import ID_PATTERN, Schema, definition_name, one_or_more, ref, simple_values, text
from kg.disk.atomic import write_beside, write_new
from kg.disk.outputs import write_output
from kg.errors import KgError
from kg.facts.keys import CLAIM, CONCERN, FAMILIES, PARTICIPANT, REGISTER, SOURCE, TENURE, Key, family_of
from kg.facts.values import MAX_CODED_TEXT, MAX_ITEMS, MAX_LONG_TEXT, MAX_ROWS
from kg.model.crosswalks import event_code_labels
from kg.model.vocabulary import Term, Vocabulary, load_vocabulary

SCHEMA_FILE = ".kg-schema.json"
MAX_IDS = 2_000  # of one kind; an editor with more is slow
_DRAFT = "http://json-schema.org/draft-07/schema#"
_MADE_BY = "Made by 'kg schema' from the ontology and the facts; make it anew rather than change it."
_SECTIONS = {
    "source": "what the claims of this file are from; a file without it holds background or a register",
    "claims": "what the source says, each claim with what it is and an id first: '- phone call: who-whom-day'",
    "tenures": "who held which office, from when to when",
    "basis": "what background claims rest on",
    "actors": "persons, states, organisations, delegations: id, type, name",
    "offices": "posts that persons hold one after another",
    "places": "where things happened",
    "topics": "topics beside those of the ontology",
}
_ONE_THING = "a claim is one thing; make two claims of it"
_A_KIND = "a claim starts with what it is and its id, such as '- phone call: who-whom-2022-04-26'"


def make_schema(at_hand: AtHand) -> Schema:
    """The JSON Schema of a facts file, with the ids that are at hand."""
    return _Schema(at_hand).make()


def format_schema(schema: Schema) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_schema(schema: Schema, path: Path, *, replace_own: bool = False) -> bool:
    """Write a schema; tell whether it was. With `replace_own` a file of another's making is left alone.

    Raises KgError where it cannot be written.
    """
    content = format_schema(schema)
    if not replace_own:
        write_output(path, content)
        return True
    try:
        if path.exists() and not path.is_file():  # reading a pipe would wait
            return False
        there = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        write_new(path, content)
        return True
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"'{path}' cannot be read: {error}; the schema is left as it is") from error
    if _MADE_BY not in there:
        return False
    if there != content:
        write_beside(path, content)
    return True


class _Schema:
    def __init__(self, at_hand: AtHand) -> None:
        self.vocabulary: Vocabulary = load_vocabulary()
        self.at_hand = at_hand
        self.definitions: dict[str, Schema] = {}

    def make(self) -> Schema:
        self.definitions |= simple_values()
        for section, keys in REGISTER.items():
            self.definitions[section] = self._entries(self._mapping(keys))
        self.definitions["tenures"] = self._entries(self._mapping(TENURE))
        self.definitions["source"] = self._mapping(SOURCE)
        claims = {"type": ["array", "null"], "items": self._claim()}
        sections: dict[str, Schema] = {
            name: {**({"allOf": [ref(name)]} if name != "claims" else claims), "description": help_text}
            for name, help_text in _SECTIONS.items()
            if name != "basis"
        }
        sections["basis"] = {**text(MAX_LONG_TEXT), "description": _SECTIONS["basis"]}
        return {
            "$schema": _DRAFT,
            "$comment": _MADE_BY,
            "type": "object",
            "properties": sections,
            "additionalProperties": False,
            "definitions": {definition_name(name): schema for name, schema in self.definitions.items()},
        }

    # values

    def _value(self, key: Key) -> Schema:
        kind, name = key.kind, key.name
        if kind in (
            "text",
            "long text",
            "phrase",
            "date",
            "flag",
            "number",
            "language",
            "address",
            "file name",
            "label",
        ):
            if key.field == "content":
                return text(MAX_CODED_TEXT)
            return ref({"id": "id", "claim": "claim id"}.get(name, kind) if kind == "text" else kind)
        if kind in ("from", "until"):
            return ref("point")
        if kind == "texts":
            return one_or_more(ref("text"))
        if kind == "addresses":
            return one_or_more(ref("address"))
        if kind in ("rows", "links"):
            return one_or_more(ref("text" if kind == "rows" else "address"), MAX_ROWS)
        if kind == "codes":
            labels = event_code_labels()
            known = {"type": "string", "enum": list(labels), "enumDescriptions": list(labels.values())}
            return one_or_more(self._define("event code", lambda: known))
        if kind == "concept":
            return self._concepts(key.of[0])
        if kind == "class":
            return self._enumeration(
                "type of " + key.of[0], map(self.vocabulary.classes.__getitem__, self.vocabulary.subclasses(key.of[0]))
            )
        if kind == "id":
            return self._reference(key.of)
        if kind == "ids":
            return one_or_more(self._reference(key.of))
        if kind == "people":
            return self._people(key)
        if kind == "speaker":
            return self._speakers(key)
        if kind == "role":
            return self._define("role concern", lambda: self._mapping(CONCERN))
        assert kind == "sides", kind
        sides = {
            "type": "object",
            "propertyNames": ref("id"),
            "additionalProperties": one_or_more(self._reference(key.of)),
        }
        return self._define("sides", lambda: sides)

    def _define(self, name: str, make: Any) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = make()
        return ref(name)

    def _concepts(self, scheme: str) -> Schema:
        return self._enumeration(scheme, self.vocabulary.concepts[scheme].values())

    def _enumeration(self, name: str, terms: Iterable[Term]) -> Schema:
        """Terms of the ontology: nothing else is taken."""
        ordered = sorted(terms, key=lambda term: term.id)
        return self._define(
            name,
            lambda: {
                "type": "string",
                "enum": [term.id for term in ordered],
                "enumDescriptions": [term.definition or term.label for term in ordered],
            },
        )

    def _reference(self, classes: tuple[str, ...]) -> Schema:
        """An id: those at hand of the classes are offered, and any other is taken."""
        return self._define("id of " + " or ".join(classes), lambda: {"anyOf": [self._offered(classes), ref("id")]})

    def _offered(self, classes: tuple[str, ...]) -> Schema:
        told = {thing.id: _telling(thing, self.vocabulary) for thing in self.at_hand.of(*classes)}
        if "Topic" in classes:
            told |= {term.id: f"{term.label}: {term.definition}" for term in self.vocabulary.concepts["Topic"].values()}
        names = sorted(told)[:MAX_IDS]
        if not names:
            return ref("id")
        return {"type": "string", "enum": names, "enumDescriptions": [told[name] for name in names]}

    def _people(self, key: Key) -> Schema:
        participant = self._mapping(
            tuple(k for k in PARTICIPANT if k.name not in ("role", "for")),
            {"role": {**one_or_more(self._concepts("Role")), "description": "one role, or a list of them"}}
            | self._behalf(),
        )
        self.definitions["participant"] = participant
        one = ref("participant")
        role = self._concepts("Role")
        several = {"type": "array", "minItems": 1, "maxItems": MAX_ITEMS, "items": {"anyOf": [role, one]}}
        return self._define(
            "participants",
            lambda: self._by_person(key, {"anyOf": [{"type": "null"}, {"const": ""}, role, one, several]}),
        )

    def _speakers(self, key: Key) -> Schema:
        self.definitions["speaker"] = self._mapping(tuple(k for k in PARTICIPANT if k.name == "as"), self._behalf())
        return self._define(
            "speakers", lambda: self._by_person(key, {"anyOf": [{"type": "null"}, {"const": ""}, ref("speaker")]})
        )

    def _behalf(self) -> dict[str, Schema]:
        key = next(key for key in PARTICIPANT if key.name == "for")
        return {"for": {**one_or_more(self._reference(key.of)), "description": f"{key.help}; one, or a list of them"}}

    def _by_person(self, key: Key, value: Schema) -> Schema:
        """An id, a list of ids, or ids with something about each."""
        name = "about a person in " + ("participants" if key.kind == "people" else "speakers")
        self.definitions[name] = value
        offered = {
            t.id: {"allOf": [ref(name)], "description": _telling(t, self.vocabulary)}
            for t in self.at_hand.of(*key.of)[:MAX_IDS]
        }
        people = {
            "type": "object",
            "properties": offered,
            "propertyNames": {"pattern": ID_PATTERN},
            "additionalProperties": ref(name),
        }
        return {"anyOf": [*one_or_more(self._reference(key.of))["anyOf"], people]}

    # entries

    def _mapping(self, keys: Iterable[Key], more: Mapping[str, Schema] | None = None) -> Schema:
        keys = tuple(keys)
        properties = {
            key.name: {"allOf": [self._value(key)], **({"description": key.help} if key.help else {})} for key in keys
        }
        required = sorted(key.name for key in keys if key.required)
        return {
            "type": "object",
            "properties": {**properties, **(more or {})},
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }

    def _entries(self, entry: Schema) -> Schema:
        return {"type": ["object", "null"], "propertyNames": {"pattern": ID_PATTERN}, "additionalProperties": entry}

    def _claim(self) -> Schema:
        """A claim has the key of exactly one kind, and takes the keys of that kind's family."""
        families: dict[str, dict[str, Schema]] = {}
        for key, class_name in sorted(self.vocabulary.by_key.items()):
            family = family_of(self.vocabulary.ancestors(class_name))
            if family:
                term = self.vocabulary.classes[class_name]
                families.setdefault(family, {})[key] = {
                    "allOf": [ref("id")],
                    "description": f"{term.label}: {term.definition}",
                }
        kinds = {key: schema for own in families.values() for key, schema in own.items()}
        shared = {key.name for keys in FAMILIES.values() for key in keys} & set(kinds)  # 'role' is a key of acts, too
        branches: list[Schema] = []
        for family, own in sorted(families.items()):
            one: Schema = {"oneOf": [{"required": [key]} for key in sorted(own)], "errorMessage": _ONE_THING}
            self.definitions[f"claim: {family}"] = {**self._mapping((*FAMILIES[family], *CLAIM), own), "allOf": [one]}
            is_one: Schema = {"type": "object", "anyOf": [{"required": [key]} for key in sorted(own)]}
            if shared & set(own):
                is_one["not"] = {"anyOf": [{"required": [key]} for key in sorted(set(kinds) - shared)]}
            branches.append({"if": is_one, "then": ref(f"claim: {family}")})
        known = {
            key: schema if key not in shared else {"description": schema["description"]}
            for key, schema in kinds.items()
        }
        return {
            "type": "object",
            "properties": known,
            "anyOf": [{"required": [key], "errorMessage": _A_KIND} for key in sorted(kinds)],
            "allOf": branches,
        }


def _telling(thing: KnownThing, vocabulary: Vocabulary) -> str:
    """What an editor shows beside an id."""
    kind = vocabulary.classes[thing.type].label if thing.type in vocabulary.classes else thing.type
    return f"{thing.label} ({kind})" if thing.label != thing.id else kind
