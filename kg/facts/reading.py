"""Nodes of facts files → records, with the place of every value; all problems at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kg.errors import Origin
from kg.facts.fields import Fields, Reading
from kg.facts.keys import (
    CLAIM,
    FAMILIES,
    REGISTER,
    SOURCE,
    SPEECH_ROLES,
    TENURE,
    Key,
    family_of,
)
from kg.facts.nodes import Mapping, Node, Scalar, Sequence
from kg.facts.values import MAX_LONG_TEXT
from kg.model.dates import Date
from kg.model.records import (
    Actor,
    Affiliation,
    Claim,
    Event,
    Names,
    Office,
    Participation,
    Place,
    Relation,
    Source,
    Stance,
    Standing,
    Statement,
    Tenure,
    Topic,
    claim_id,
)
from kg.model.vocabulary import Vocabulary, nearest

_REGISTERED: dict[str, Any] = {"offices": Office, "places": Place, "topics": Topic}
_SECTIONS = ("source", "claims", "tenures", "basis", *REGISTER)
_OF_CLAIM = {key.field for key in CLAIM} - {"claim", "source", "according_to", "check", "basis"}
_FORM = f"a facts file starts with a section, such as 'claims:'; the sections are {', '.join(_SECTIONS)}"
_CLAIM_KEYS = {key.name for keys in (*FAMILIES.values(), CLAIM) for key in keys}


class Reader:
    """Reads the nodes of one file after another into a `Reading`."""

    def __init__(self, vocabulary: Vocabulary, reading: Reading | None = None) -> None:
        self.vocabulary = vocabulary
        self.reading = reading or Reading()
        self.fields = Fields(vocabulary, self.reading)
        self.values = self.fields.values
        self._claim_numbers: dict[tuple[str | None, str], int] = {}

    # files and sections

    def read_document(self, node: Node | None, path: str) -> None:
        """Read the document of one facts file."""
        if node is None:
            return
        if not isinstance(node, Mapping):
            self._refuse(node.origin, "wrong-form", _FORM)
            return
        for name, (key, _) in node.items.items():
            if name not in _SECTIONS:
                known = f"'{name[:60]}' is no section; the sections are {', '.join(_SECTIONS)}"
                self._refuse(key.origin, "unknown-key", known, nearest(name, _SECTIONS))
                self._lose(node[name])
        for section in REGISTER:
            self.read_register(section, node.get(section))
        source, check = self._source(node.get("source"))
        basis_node = node.get("basis")
        basis = self.values.text(basis_node, "basis", limit=MAX_LONG_TEXT) if basis_node else None
        if source and basis_node:
            message = "a file with a source has no 'basis' of its own; put background claims in another file"
            self._refuse(basis_node.origin, "wrong-form", message)
        defaults = {
            "source": source.id if source else None,
            "according_to": source.publisher if source else None,
            "basis": basis,
            "check": check or ("unchecked" if source else "background"),
        }
        if "source" in node.items and source is None:
            defaults["source"] = "?"
        self.read_tenures(node.get("tenures"), defaults)
        claims = node.get("claims")
        if claims is not None:
            for item in self._list(claims, "claims"):
                self._claim(item, defaults)

    def read_register(self, section: str, node: Node | None) -> None:
        """Read a section of actors, offices, places or topics: a mapping from id to its keys."""
        for key, entry in self._entries(node, section):
            name = self._declare(key, section)
            if name is None:
                continue
            values = self.fields.read(name, entry, REGISTER[section], f"an entry of '{section}'")
            if values is None:
                self.reading.lose(name)
                continue
            names = Names(
                labels=values.pop("labels", ()),
                spellings=values.pop("spellings", ()),
                bywords=values.pop("bywords", ()),
            )
            if not any(names) and "description" not in values:
                self.reading.lose(name)
                if any(key_name in entry.items for key_name in ("name", "spellings", "bywords", "description")):
                    continue  # what is wrong with it has been said
                message = f"'{name}' has neither name nor description; write 'name:', or 'description:' if unnamed"
                self._refuse(key.origin, "missing-key", message)
                continue
            if section == "actors":
                self.reading.declared[name] = values["type"]
                self.reading.records.append(Actor(id=name, names=names, **values))
            else:
                record = _REGISTERED[section](id=name, names=names, **values)
                self.reading.declared[name] = record.type
                self.reading.records.append(record)

    def read_tenures(self, node: Node | None, defaults: dict[str, Any]) -> None:
        """Read a section of tenures: a mapping from id to person, office, from, until and basis."""
        for key, entry in self._entries(node, "tenures"):
            self._statement(key, "Tenure", entry, TENURE, defaults)

    def _entries(self, node: Node | None, section: str) -> list[tuple[Scalar, Mapping]]:
        if node is None or (isinstance(node, Scalar) and not node.value):
            return []
        if not isinstance(node, Mapping):
            self._refuse(node.origin, "wrong-form", f"'{section}' takes ids with their keys below them, not a list")
            self._lose(node)
            return []
        found: list[tuple[Scalar, Mapping]] = []
        for key, value in node.items.values():
            if isinstance(value, Mapping):
                found.append((key, value))
            else:
                self._refuse(value.origin, "wrong-form", f"'{key.value[:60]}' needs keys below it, such as 'name: ...'")
                self.reading.lose(key.value, "Tenure" if section == "tenures" else "")
        return found

    def _source(self, node: Node | None) -> tuple[Source | None, str | None]:
        if node is None:
            return None, None
        if not isinstance(node, Mapping):
            self._refuse(node.origin, "wrong-form", "'source' takes keys below it: id, type, publisher, published")
            return None, None
        id_node = node.get("id")
        name = self._declare(id_node, "id") if id_node is not None else None
        values = self.fields.read(name or "?", node, SOURCE, "a source")
        if values is None or name is None:
            if name is not None:
                self.reading.lose(name)
            return None, None
        self.reading.origins[(name, "", "")] = id_node.origin if id_node else node.origin
        check = values.pop("check", None)
        source = Source(**{**values, "id": name})
        self.reading.declared[name] = source.type
        self.reading.records.append(source)
        return source, check

    # claims

    def _claim(self, node: Node, defaults: dict[str, Any]) -> None:
        if not isinstance(node, Mapping):
            self._refuse(node.origin, "wrong-form", "a claim starts with what it is and its id: '- phone call: a-b-1'")
            return
        kinds = [name for name in node.items if name in self.vocabulary.by_key]
        if len(kinds) > 1:
            kinds = [name for name in kinds if name != "role"]
        if len(kinds) != 1:
            strange = [key for key, _ in node.items.values() if key.value not in _CLAIM_KEYS]
            first = next(iter(strange or [key for key, _ in node.items.values()]), node)
            if kinds:
                message = f"a claim is one thing, this is {' and '.join(kinds)}; make two claims of it"
                self._refuse(node.items[kinds[1]][0].origin, "two-types", message)
            else:
                name = first.value[:60] if isinstance(first, Scalar) else ""
                what = f"'{name}' is no such type" if name else "this is empty"
                guess = nearest(name, self.vocabulary.by_key)
                kinds_known = "" if guess else f"; there are {', '.join(sorted(self.vocabulary.by_key))}"
                message = f"a claim starts with what it is, such as 'phone call: id'; {what}{kinds_known}"
                self._refuse(first.origin, "unknown-type", message, guess)
            for key in [first.value] if isinstance(first, Scalar) else kinds:
                self._lose(node[key])
            return
        kind = kinds[0]
        class_name = self.vocabulary.by_key[kind]
        family = family_of(self.vocabulary.ancestors(class_name))
        if family is None:
            self._refuse(node.items[kind][0].origin, "unknown-type", f"'{kind}' cannot be claimed")
            return
        id_node = node[kind]
        entry = Mapping({name: item for name, item in node.items.items() if name != kind}, node.origin)
        if isinstance(id_node, Scalar):
            self._statement(id_node, class_name, entry, (*FAMILIES[family], *CLAIM), defaults)
        else:
            self._refuse(id_node.origin, "wrong-form", f"'{kind}' takes an id, such as erdogan-putin-2022-04-26")

    def _statement(
        self, key: Scalar, class_name: str, entry: Mapping, keys: tuple[Key, ...], defaults: dict[str, Any]
    ) -> None:
        term = self.vocabulary.classes[class_name]
        label = term.facts_key or term.label
        subject = self.values.identifier(key, label)
        if subject is None:
            return
        self.reading.declared.setdefault(subject, class_name)
        if defaults["source"] == "?":
            defaults = {**defaults, "source": None}
            broken_source = True
        else:
            broken_source = False
        number = self._claim_numbers.get((defaults["source"], subject), 0) + 1
        self._claim_numbers[(defaults["source"], subject)] = number
        name = claim_id(defaults["source"], subject, number)
        explicit = entry.get("claim")
        if explicit is not None:
            name = self.values.claim_identifier(explicit) or name
        values = self.fields.read(name, entry, keys, f"a claim of the type '{label}'")
        first = self.reading.origins.setdefault((name, "", ""), key.origin)
        if first != key.origin:
            message = f"the claim '{name}' is there already, at {first}; give each claim its own id"
            self._refuse(key.origin, "duplicate-id", message)
            self.reading.lose(subject, class_name)
            return
        if values is None or broken_source:
            self.reading.lose(subject, class_name)
        if values is None:
            return
        about = {name: values.pop(name, defaults.get(name)) for name in ("source", "according_to", "basis", "check")}
        about |= {name: values.pop(name) for name in _OF_CLAIM if name in values}
        values.pop("claim", None)
        statement = self._make(class_name, subject, values)
        if statement is not None:
            claim = Claim(id=name, statement=statement, **about)
            if broken_source:
                self.reading.aside.append(claim)
            else:
                self.reading.records.append(claim)

    def _make(self, class_name: str, subject: str, values: dict[str, Any]) -> Statement | None:
        lasted = "start" in values or "end" in values
        if lasted:
            start, end = values.pop("start", None), values.pop("end", None)
            values["date"] = Date.between(start, end)
        family = family_of(self.vocabulary.ancestors(class_name))
        if values.get("date") and lasted and family in ("Contact", "Measure"):
            values["date"] = replace(values["date"], lasting=True)
        if family == "Tenure":
            return Tenure(id=subject, **values)
        if family == "Affiliation":
            return Affiliation(id=subject, type=class_name, **values)
        if family == "Relation":
            return Relation(id=subject, **values)
        if family == "Participation":
            return Standing(id=subject, **values)
        if family == "Stance":
            holder: tuple[Participation, ...] = values.pop("holder")
            return Stance(id=subject, holder=holder[0].actor, on_behalf_of=holder[0].on_behalf_of, **values)
        people = [values.pop(name, ()) for name in ("participations", *SPEECH_ROLES)]
        values["participations"] = tuple(sorted({p for group in people for p in group}, key=lambda p: p.sort_key))
        names = Names(
            labels=values.pop("labels", ()), spellings=values.pop("spellings", ()), bywords=values.pop("bywords", ())
        )
        return Event(id=subject, type=class_name, names=names, **values)

    # small things

    def _list(self, node: Node, name: str) -> list[Node]:
        if isinstance(node, Sequence):
            return node.items
        if not (isinstance(node, Scalar) and not node.value):
            self._refuse(node.origin, "wrong-form", f"'{name}' takes a list; start each item with '- '")
        return []

    def _declare(self, node: Node, what: str) -> str | None:
        name = self.values.identifier(node, what)
        if name is None:
            return None
        first = self.reading.origins.get((name, "", ""))
        if first is not None:
            self._refuse(node.origin, "duplicate-id", f"'{name}' is there already, at {first}; ids are given once")
            return None
        self.reading.origins[(name, "", "")] = node.origin
        self.reading.declared.setdefault(name, "")
        return name

    def _lose(self, node: Node) -> None:
        """Note every word of a part that cannot be read: it may be an id that is referred to elsewhere."""
        if isinstance(node, Scalar):
            self.reading.lose(node.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                self._lose(item)
        else:
            for key, value in node.items.values():
                self._lose(key)
                self._lose(value)

    def _refuse(self, origin: Origin, code: str, message: str, suggestion: str | None = None) -> None:
        self.values.refuse(origin, code, message, suggestion)
