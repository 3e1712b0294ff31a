"""What JSON-LD passes over without a word, named: keys that no context explains, ids that are no IRIs, empty values.

The algorithm of JSON-LD drops them, and the engine with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.facts.json_context import NO_TAG, Context, Contexts, Tell, TermDefinition, expand, is_resource, is_tag, text_of
from kg.facts.json_text import Json, JsonArray, JsonObject, JsonValue
from kg.text.links import encode_address

_UNKNOWN = "is not understood: it is no IRI, nor does a context make it one"


def find_dropped(document: Json, tell: Tell) -> None:
    """Tell of everything in a JSON-LD document that would be passed over, or whose meaning is not looked for here.

    `tell` is given the offset, a message, and what was probably meant. Raises RemoteContextError.
    """
    finder = _Finder(tell)
    items = document.items if isinstance(document, JsonArray) else [document]
    for item in items:
        finder.stated(item, Context())


@dataclass(slots=True)
class _Finder:
    tell: Tell

    def stated(self, value: Json, context: Context) -> None:
        """Something that stands by itself: at the top, or in a graph."""
        if isinstance(value, JsonArray):
            for item in value.items:
                self.stated(item, context)
        elif isinstance(value, JsonValue):
            self.tell(value.at, "a value that is no value of anything; write it under a key", None)
        else:
            self.node(value, context, alone=True)

    def values(self, value: Json, context: Context, term: TermDefinition) -> None:
        """The value or values of a property."""
        if isinstance(value, JsonArray):
            if not value.items:
                self.tell(value.at, "an empty list says nothing; write a value, or leave the key out", None)
            for item in value.items:
                self.values(item, context, term)
        elif isinstance(value, JsonObject):
            self.node(value, context)
        elif value.value is None:
            self.tell(value.at, "null says nothing; write a value, or leave the key out", None)
        elif isinstance(value.value, str) and term.type in ("@id", "@vocab"):
            self.resource(value, context, vocab=term.type == "@vocab")

    def resource(self, value: Json, context: Context, *, vocab: bool, blank: bool = True) -> None:
        """The id of a thing or of a type."""
        if not isinstance(value, JsonValue) or not isinstance(value.value, str):
            self.tell(value.at, "an id is a text", None)
            return
        found = expand(value.value, context, vocab=vocab, relative=True)
        if found is None or not is_resource(found) or (found.startswith("_:") and not blank):
            meant = encode_address(found or "")
            self.tell(value.at, f"'{value.value[:60]}' is no IRI, nor does a context make it one", meant or None)

    def node(self, given: JsonObject, context: Context, *, alone: bool = False) -> None:
        """An object: a thing with its properties, a literal, a list."""
        for key, _, value in given.members:
            if key == "@context":
                context = Contexts(self.tell).read(value, context)
        keys: dict[str, Json] = {}
        seen: set[str] = set()
        for key, at, value in given.members:
            if key in seen:
                self.tell(at, f"'{key[:60]}' is there twice; write a list", None)
            seen.add(key)
            keys.setdefault(expand(key, context) or "", value)
        if "@value" in keys:
            return self._literal(given, keys, context, alone=alone)
        if alone and set(keys) <= {"@id"} and keys:
            self.tell(given.at, "nothing is said of this; write what it is, or leave it out", None)
        for key, at, value in given.members:
            self._member(key, at, value, context)
        return None

    def _literal(self, given: JsonObject, keys: dict[str, Json], context: Context, *, alone: bool) -> None:
        kind, language = text_of(keys.get("@type")), text_of(keys.get("@language"))
        if alone:
            self.tell(given.at, "a value that is no value of anything; write it under a key", None)
        elif kind != "@json" and not isinstance(keys["@value"], JsonValue):
            self.tell(keys["@value"].at, "'@value' takes one text, number, true or false", None)
        elif kind != "@json" and _is_null(keys["@value"]):
            self.tell(keys["@value"].at, "null says nothing; write a value, or leave the key out", None)
        if "@type" in keys and kind != "@json":
            self.resource(keys["@type"], context, vocab=True, blank=False)
        if "@language" in keys and (language is None or not is_tag(language)):
            self.tell(keys["@language"].at, f"'{(language or '')[:40]}' {NO_TAG}", None)
        for key, at, _ in given.members:
            if expand(key, context) not in ("@value", "@type", "@language", "@context"):
                self.tell(at, f"'{key[:60]}' beside @value is not read", None)

    def _member(self, key: str, at: int, value: Json, context: Context) -> None:
        found = expand(key, context)
        if found == "@id":
            self.resource(value, context, vocab=False)
        elif found == "@type":
            if isinstance(value, JsonArray) and not value.items:
                self.tell(value.at, "an empty list says nothing; write a type, or leave the key out", None)
            for item in value.items if isinstance(value, JsonArray) else [value]:
                self.resource(item, context, vocab=True)
        elif found in ("@graph", "@included"):
            self.stated(value, context)
        elif found in ("@list", "@set"):
            items = value if found == "@set" or not isinstance(value, JsonArray) or value.items else None
            if items:
                self.values(items, context, TermDefinition(None))
        elif found == "@reverse" and isinstance(value, JsonObject):
            for name, place, inner in value.members:
                self._member(name, place, inner, context)
        elif found is None or found.startswith("@"):
            if found != "@context":
                self.tell(at, f"the key '{key[:60]}' {_UNKNOWN}", None)
        elif not is_resource(found) or found.startswith("_:"):
            self.tell(at, f"the key '{key[:60]}' is not understood: '{found[:60]}' is no IRI of a property", None)
        else:
            self._property(value, context, context.terms.get(key, TermDefinition(found)))

    def _property(self, value: Json, context: Context, term: TermDefinition) -> None:
        if term.type == "@json":
            return
        if "@language" in term.container and isinstance(value, JsonObject):
            for tag, at, texts in value.members:
                if expand(tag, context) != "@none" and not is_tag(tag):
                    self.tell(at, f"'{tag[:40]}' {NO_TAG}", None)
                self.values(texts, context, TermDefinition(term.iri))
        elif not ("@list" in term.container and isinstance(value, JsonArray) and not value.items):
            self.values(value, context, term)


def _is_null(value: Json) -> bool:
    return isinstance(value, JsonValue) and value.value is None
