"""The keys of one entry: mapping node → values by field, with the place of each; people, speakers, roles and sides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kg.errors import Origin, Problem
from kg.facts.keys import CONCERN, FAMILIES, PARTICIPANT, REGISTER, SPEECH_ROLES, Key
from kg.facts.nodes import Mapping, Node, Scalar, Sequence
from kg.facts.values import MAX_CODED_TEXT, MAX_ITEMS, MAX_LONG_TEXT, MAX_ROWS, ONE_ID, Values
from kg.model.records import Claim, Participation, Registered, RoleConcern, Source
from kg.model.vocabulary import Vocabulary, nearest


@dataclass(slots=True)
class Reading:
    """What was read: records, where each value stands, and all problems.

    `origins` maps (record id, field, value) to a place; (record id, "", "") is the record's own. `declared` holds the
    ids of all records that were begun, with their class where it is known; `lost` those of them of which something
    could not be read, so that nothing more is said about them. `aside` has claims whose source could not be read,
    `misnamed` what stands in the place of an id and is none, by its place: perhaps a name.
    """

    records: list[Registered | Source | Claim] = field(default_factory=list)
    origins: dict[tuple[str, str, str], Origin] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    aside: list[Claim] = field(default_factory=list)
    misnamed: dict[Origin, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def lose(self, name: str, class_name: str = "") -> None:
        """Note that a record was begun and could not be read."""
        self.declared.setdefault(name, class_name)
        self.lost.add(name)

    def report(self, problem: Problem) -> None:
        """Take in a problem."""
        self.problems.append(problem)

    def where(self, record: str, attribute: str = "", value: str = "") -> Origin:
        """The place of a value, or of its field, or of its record; an empty path where the record is not known."""
        for key in ((record, attribute, value), (record, attribute, ""), (record, "", "")):
            if key in self.origins:
                return self.origins[key]
        return Origin("")


# The keys that take several ids.
_SEVERAL = frozenset(
    key.name
    for keys in (*FAMILIES.values(), *REGISTER.values(), CONCERN, PARTICIPANT)
    for key in keys
    if key.kind in ("ids", "people", "speaker")
)


class Fields:
    """Reads the keys of entries into the values of record fields, and notes in a `Reading` where each value stands."""

    def __init__(self, vocabulary: Vocabulary, reading: Reading) -> None:
        self.reading = reading
        self.values = Values(vocabulary, reading.report)

    def read(
        self, record: str, node: Mapping, keys: tuple[Key, ...], what: str, *, within: str = ""
    ) -> dict[str, Any] | None:
        """The values of a mapping by field, or None where a required one is missing or wrong.

        `what` names the entry in messages; `within` is put before the fields' names in the origins.
        """
        known = {key.name: key for key in keys}
        found: dict[str, Any] = {}
        meant: set[str] = set()
        sound = True
        for name, (key_node, value_node) in node.items.items():
            key = known.get(name)
            if key is None:
                guess = nearest(name, known)
                listed = "" if guess else f"; its keys are {', '.join(known)}"
                if guess is None and isinstance(value_node, Scalar) and not value_node.value:
                    listed += "; a text with a comma needs quotation marks, several values brackets: [a, b]"
                self.values.refuse(key_node.origin, "unknown-key", f"'{name[:60]}' is no key of {what}{listed}", guess)
                if guess is None or guess in node.items:
                    continue
                key = known[guess]  # read on as what was meant
                meant.add(guess)
            if key.required and isinstance(value_node, Scalar) and not value_node.value.strip():
                message = f"{what} needs a value for '{name}:'{key.help and f' ({key.help})'}"
                self.values.refuse(value_node.origin, "empty-value", message)
                sound = False
                continue
            attribute = within + key.field
            self.reading.origins.setdefault((record, attribute, ""), value_node.origin)
            coded = key.field == "content" and "code" in node.items
            value = self._value(record, attribute, key, value_node, MAX_CODED_TEXT if coded else MAX_LONG_TEXT)
            if value is not None:
                found[key.field] = value
            elif key.required:
                sound = False
        for key in keys:
            if key.required and key.name not in node.items and key.name not in meant:
                self.values.refuse(
                    node.origin, "missing-key", f"{what} needs '{key.name}:'{key.help and f' ({key.help})'}"
                )
                sound = False
        sound = self._interval(record, found) and sound
        return found if sound else None

    def _interval(self, record: str, found: dict[str, object]) -> bool:
        start, end = found.get("start"), found.get("end")
        if (start or end) and "date" in found:
            message = "'date' is a day on which it was, 'from' and 'until' how long it lasted; give one of the two"
            self.values.refuse(self.reading.where(record, "date"), "two-dates", message)
            return False
        if end == "unknown" and not start:
            message = "'until: unknown' says that it has ended; write 'from' as well, or leave it out"
            self.values.refuse(self.reading.where(record, "end"), "bad-date", message)
            return False
        if start and end:
            origin = self.reading.where(record, "end")
            joined = self.values.date(Scalar(f"{start}/{end}", origin), "until")
            return joined is not None
        return True

    def _value(self, record: str, attribute: str, key: Key, node: Node, longest: int) -> Any:
        values, name = self.values, key.name
        simple: dict[str, Callable[[], Any]] = {
            "text": lambda: values.claim_identifier(node) if name == "claim" else values.text(node, name),
            "long text": lambda: values.text(node, name, limit=longest),
            "phrase": lambda: values.text(node, name),
            "concept": lambda: values.concept(node, name, key.of[0]),
            "class": lambda: values.class_name(node, key.of[0]),
            "date": lambda: values.date(node, name),
            "from": lambda: self._side_of_interval(node, name),
            "until": lambda: self._side_of_interval(node, name),
            "flag": lambda: values.flag(node, name),
            "number": lambda: values.number(node, name),
            "language": lambda: values.language(node, name),
            "address": lambda: values.address(node, name),
            "file name": lambda: values.file_name(node, name),
            "label": lambda: values.labels(node, name),
            "texts": lambda: self._several(node, name, values.text),
            "addresses": lambda: self._several(node, name, values.address),
            "codes": lambda: self._several(node, name, values.code),
            "rows": lambda: self._several(node, name, values.text, limit=MAX_ROWS),
            "links": lambda: self._several(node, name, values.address, limit=MAX_ROWS),
            "id": lambda: self._reference(record, attribute, node, name),
            "ids": lambda: self._several(node, name, lambda item, what: self._reference(record, attribute, item, what)),
            "people": lambda: self._people(record, node),
            "speaker": lambda: self._speakers(record, key, node),
            "role": lambda: self._concern(record, node),
            "sides": lambda: self._sides(record, node),
        }
        return simple[key.kind]()

    def _side_of_interval(self, node: Node, name: str) -> str | None:
        if name == "until" and isinstance(node, Scalar) and node.value.strip() == "unknown":
            return "unknown"
        date = self.values.date(node, name)
        if date is not None and "/" in date.text:
            self.values.refuse(node.origin, "bad-date", f"'{name}' takes one date, not an interval")
            return None
        return date.text if date else None

    def _several(
        self, node: Node, name: str, read: Callable[[Node, str], str | None], *, limit: int = MAX_ITEMS
    ) -> tuple[str, ...]:
        items = self.values.items(node, name, limit=limit)
        found = [value for item in items if (value := read(item, name)) is not None]
        return tuple(sorted(set(found)))

    def _reference(self, record: str, attribute: str, node: Node, name: str) -> str | None:
        several = node.value.split(",") if isinstance(node, Scalar) and name in _SEVERAL else []
        if len(several) > 1 and all(re.fullmatch(ONE_ID, part.strip()) for part in several):
            listed = ", ".join(part.strip() for part in several)[:200]
            self.values.refuse(node.origin, "wrong-form", f"several stand in brackets: {name}: [{listed}]")
            return None
        value = self.values.identifier(node, name)
        if value is not None:
            self.reading.origins[(record, attribute, value)] = node.origin
        elif isinstance(node, Scalar):
            self.reading.misnamed[node.origin] = node.value
        return value

    def _people(self, record: str, node: Node) -> tuple[Participation, ...]:
        if isinstance(node, Sequence) and any(isinstance(item, Mapping) for item in node.items):
            message = "write each of them without '- ', as 'id: {role: mediator}', or all as a list of ids: [a, b]"
            self.values.refuse(node.origin, "wrong-form", message)
            return ()
        if not isinstance(node, Mapping):
            found = self._several(node, "participants", lambda i, w: self._person(record, i, w))
            given = [i for i in node.items if isinstance(i, Scalar)] if isinstance(node, Sequence) else []
            seen: set[str] = set()
            for item in given:
                if item.value in seen:
                    message = f"'{item.value[:60]}' takes part twice; name it once"
                    self.values.refuse(item.origin, "participant-twice", message)
                seen.add(item.value)
            return tuple(Participation(actor=actor) for actor in found)
        people: list[Participation] = []
        for key, value in node.items.values():
            actor = self._person(record, key, "participants")
            if actor is None:
                continue
            entries = self._participations(record, actor, value)
            if len(set(entries)) < len(entries):
                message = f"'{actor}' takes part twice in the same role; write it once"
                self.values.refuse(value.origin, "participant-twice", message)
            people += entries
        return tuple(sorted(people, key=lambda p: p.sort_key))

    def _person(self, record: str, node: Node, name: str) -> str | None:
        return self._reference(record, "participations", node, name)

    def _participations(self, record: str, actor: str, node: Node) -> list[Participation]:
        if isinstance(node, Scalar) and node.value in ("", "~", "null"):
            return [Participation(actor=actor)]
        if isinstance(node, Sequence) and any(isinstance(item, Mapping) for item in node.items):
            return [person for item in node.items for person in self._participations(record, actor, item)]
        if isinstance(node, Scalar | Sequence):
            node = Mapping({"role": (Scalar("role", node.origin), node)}, node.origin)
        several = _for_each(node)
        if len(several) > 1:
            return [person for each in several for person in self._participations(record, actor, each)]
        role_node = node.get("role")
        rest = Mapping({name: item for name, item in node.items.items() if name != "role"}, node.origin)
        known = {key.name for key in PARTICIPANT}
        values = self.read(record, rest, PARTICIPANT, "a participant") or {}
        for name in ("for", "as"):
            if name in node.items and name in known and isinstance(value := node[name], Scalar):
                self.reading.origins[(record, "participations", value.value)] = value.origin
        if role_node is None:
            return [Participation(actor=actor, **values)]
        roles = self._several(role_node, "role", lambda item, what: self.values.concept(item, what, "Role"))
        for role in roles:
            self.reading.origins[(record, "role", role)] = role_node.origin
        return [Participation(actor=actor, role=role, **values) for role in roles]

    def _speakers(self, record: str, key: Key, node: Node) -> tuple[Participation, ...] | None:
        role = SPEECH_ROLES.get(key.field, "participant")
        people: list[Participation] = []
        if isinstance(node, Mapping):
            keys = tuple(k for k in PARTICIPANT if k.name in ("for", "as"))
            for actor_node, value in node.items.values():
                actor = self._reference(record, key.field, actor_node, key.name)
                entry = value if isinstance(value, Mapping) else Mapping({}, value.origin)
                if not isinstance(value, Mapping) and not (isinstance(value, Scalar) and not value.value):
                    self.values.refuse(value.origin, "wrong-form", "write {for: state} behind the id, or nothing")
                for each in _for_each(entry):
                    values = self.read(record, each, keys, f"'{key.name}'") or {}
                    if actor:
                        people.append(Participation(actor=actor, role=role, **values))
        else:
            actors = self._several(node, key.name, lambda i, w: self._reference(record, key.field, i, w))
            people = [Participation(actor=actor, role=role) for actor in actors]
        for person in people:
            origin = self.reading.where(record, key.field, person.actor)
            self.reading.origins[(record, "participations", person.actor)] = origin
        if key.field == "holder" and len(people) > 1:
            self.values.refuse(node.origin, "wrong-form", "a stance is of one actor; make a claim for each")
        return tuple(sorted(people, key=lambda p: p.sort_key)) or None

    def _concern(self, record: str, node: Node) -> RoleConcern | None:
        if not isinstance(node, Mapping):
            message = "'role' takes {actor: ..., as: ..., status: ..., of: ...}"
            self.values.refuse(node.origin, "wrong-form", message)
            return None
        values = self.read(record, node, CONCERN, "'role'", within="role_concern.")
        return RoleConcern(**values) if values is not None else None

    def _sides(self, record: str, node: Node) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
        if not isinstance(node, Mapping):
            self.values.refuse(
                node.origin, "wrong-form", "'sides' takes names with their actors: {east: [a], west: [b]}"
            )
            return None
        found: list[tuple[str, tuple[str, ...]]] = []
        for key, value in node.items.values():
            name = self.values.identifier(key, "sides")
            actors = self._several(value, "sides", lambda item, what: self._reference(record, "sides", item, what))
            if name and actors:
                found.append((name, actors))
        return tuple(sorted(found))


def _for_each(entry: Mapping) -> list[Mapping]:
    """What is told of a participant, once for each of those on whose behalf it acts."""
    behalf = entry.get("for")
    if not isinstance(behalf, Sequence) or len(behalf.items) < 2:
        return [entry]
    key, _ = entry.items["for"]
    return [Mapping({**entry.items, "for": (key, item)}, entry.origin) for item in behalf.items]
