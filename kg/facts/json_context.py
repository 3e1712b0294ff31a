"""Contexts of JSON-LD: which IRIs its keys, ids and types stand for.

Only contexts in the file itself are read, and of their features those that are common; the others are refused, as what
stands under them could not be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.facts.json_text import Json, JsonArray, JsonObject, JsonValue

Tell = Callable[[int, str, str | None], None]


class RemoteContextError(Exception):
    """A context that is elsewhere, at an offset: what stands under it cannot be told."""

    def __init__(self, at: int) -> None:
        super().__init__("a context elsewhere is not fetched; write the context into the file itself")
        self.at = at


_KEYWORDS = frozenset(
    ("@context", "@id", "@type", "@value", "@language", "@direction", "@list", "@set", "@graph", "@included",
     "@reverse", "@index", "@nest", "@json", "@none", "@vocab", "@base", "@version", "@protected", "@container")
)  # fmt: skip
NO_TAG = "is not a language tag; write one such as en or tr"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_KNOWN_CONTAINERS = {"@language", "@list", "@set"}
_KNOWN_OPTIONS = {"@id", "@type", "@container", "@language", "@reverse", "@prefix", "@protected"}
_LONGEST_CHAIN = 50  # of terms of a context, each of which is written with the next


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """What a key stands for: an IRI, and how its values are read; `prefix` where IRIs can start with it."""

    iri: str | None
    type: str | None = None
    container: frozenset[str] = frozenset()
    reverse: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What holds at a place: what keys start with (`vocab`), what ids start with (`base`), and the terms."""

    vocab: str | None = None
    base: str | None = None
    terms: dict[str, TermDefinition] = field(default_factory=dict)


def expand(value: str, context: Context, *, vocab: bool = True, relative: bool = False) -> str | None:
    """A keyword, an IRI or the name of a blank node; None where a text is none of these."""
    if value in _KEYWORDS:
        return value
    if value.startswith("@") and re.fullmatch(r"@[A-Za-z]+", value):
        return None
    if vocab and value in context.terms:
        return context.terms[value].iri
    if ":" in value[1:]:
        prefix, _, rest = value.partition(":")
        term = context.terms.get(prefix)
        if prefix != "_" and not rest.startswith("//") and term and term.prefix and term.iri:
            return term.iri + rest
        if prefix == "_" or _ABSOLUTE.match(value):
            return value
    if vocab and context.vocab is not None:
        return context.vocab + value
    return _join(context.base, value) if relative and context.base else None


@dataclass(slots=True)
class Contexts:
    """Reads contexts; `tell` is told what in them is not read."""

    tell: Tell

    def read(self, given: Json, active: Context) -> Context:
        """The context that holds under this one. Raises RemoteContextError where it is elsewhere."""
        for item in given.items if isinstance(given, JsonArray) else [given]:
            if isinstance(item, JsonObject):
                active = self._local_context(item, active)
            elif isinstance(item, JsonValue) and item.value is None:
                active = Context()
            else:
                raise RemoteContextError(item.at)
        return active

    def _local_context(self, given: JsonObject, active: Context) -> Context:
        terms: dict[str, tuple[int, Json]] = {}
        for key, at, value in given.members:
            text = value.value if isinstance(value, JsonValue) else 0
            if not key.startswith("@"):
                terms[key] = (at, value)
            elif key == "@vocab" and (text is None or isinstance(text, str)):
                vocab = None if text is None else expand(text, active, relative=True)
                if text is not None and vocab is None:
                    self.tell(value.at, f"'{text[:60]}' cannot start IRIs; write a whole IRI", None)
                active = replace(active, vocab=vocab)
            elif key == "@base" and (text is None or isinstance(text, str)):
                active = replace(active, base=text and _join(active.base or "", text))
            elif key == "@language":
                self._require_tag(value)
            elif key not in ("@version", "@protected"):
                self.tell(at, f"'{key[:60]}' in a context is not read here; write the file without it", None)
        active = replace(active, terms=dict(active.terms))
        for key in terms:
            active.terms.pop(key, None)
        for key in terms:
            self._define(key, terms, active, ())
        return active

    def _define(self, key: str, terms: dict[str, tuple[int, Json]], active: Context, above: tuple[str, ...]) -> None:
        if key in active.terms or key in above:
            return
        at, given = terms[key]
        if len(above) > _LONGEST_CHAIN:
            self.tell(at, f"the term '{key[:60]}' hangs on too many others; write whole IRIs", None)
            return
        simple = isinstance(given, JsonValue)
        options = {} if simple else {name: value for name, _, value in getattr(given, "members", ())}
        named = given if simple else options.get("@reverse", options.get("@id"))
        iri: object = named.value if isinstance(named, JsonValue) else key if named is None else None
        for name in sorted(set(options) - _KNOWN_OPTIONS):
            self.tell(at, f"'{name[:60]}' of the term '{key[:60]}' is not read here; write the file without it", None)
        kind = text_of(options.get("@type"))
        for used in (iri, kind):
            first = used.partition(":")[0] if isinstance(used, str) else ""
            for word in (used, first):
                if isinstance(word, str) and word in terms and word != key:
                    self._define(word, terms, active, (*above, key))
        expanded = expand(iri, active) if isinstance(iri, str) else None
        held = options.get("@container")
        containers = frozenset(
            filter(None, map(text_of, held.items if isinstance(held, JsonArray) else [held] if held else []))
        )
        if containers - _KNOWN_CONTAINERS:
            self.tell(at, f"the container of the term '{key[:60]}' is not read here; write the file without it", None)
        marked = options.get("@prefix")
        prefix = isinstance(marked, JsonValue) and marked.value is True
        prefix = prefix or bool(simple and expanded and expanded[-1] in ":/?#[]@")
        self._require_tag(options.get("@language"))
        kind = kind and (expand(kind, active) or kind)
        if kind and kind not in ("@id", "@vocab", "@json", "@none") and not is_resource(kind):
            self.tell(at, f"the type of the term '{key[:60]}' is no IRI, nor does a context make it one", None)
        active.terms[key] = TermDefinition(expanded, kind, containers, "@reverse" in options, prefix)

    def _require_tag(self, value: Json | None) -> None:
        text = text_of(value)
        if value is not None and text is not None and not is_tag(text):
            self.tell(value.at, f"'{text[:40]}' {NO_TAG}", None)


def _join(base: str, relative: str) -> str | None:
    try:
        return urljoin(base, relative)
    except ValueError:
        return None


def text_of(value: Json | None) -> str | None:
    """The text that a value is; None for all else."""
    return value.value if isinstance(value, JsonValue) and isinstance(value.value, str) else None


def is_resource(text: str) -> bool:
    """Whether a text is a whole IRI, or the name of a blank node."""
    try:
        ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_tag(text: str) -> bool:
    """Whether the engine takes a language tag."""
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True
