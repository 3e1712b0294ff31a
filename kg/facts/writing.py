"""Records → facts files: the register in one file per kind, background claims in one, and one file per source."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from kg.facts.file_names import TAKEN, file_name, same_file
from kg.facts.keys import CLAIM, CONCERN, FAMILIES, PARTICIPANT, REGISTER, SOURCE, SPEECH_ROLES, Key, family_of
from kg.model.records import Claim, Event, Names, Participation, Records, Source, Stance, claim_id
from kg.model.vocabulary import load_vocabulary

# What some reader of YAML 1.1 or 1.2 takes for something else than a text: words for true, false and nothing, numbers
# of all kinds, times and dates, marks of its own.
_OTHERWISE = re.compile(
    r"|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\.(?:inf|nan)"
    r"|[-+.]?[0-9][-+.:,_0-9a-fox ]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[t \t].*",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")  # a line break to some reader

_Dumper: Any = getattr(yaml, "CBaseDumper", yaml.BaseDumper)


class _Inline(list[str]):
    """A list that is written on one line."""


class _InlineMapping(dict[str, Any]):
    """A mapping that is written on one line."""


class _Plain(str):
    """A date, a number, yes or no: written without quotation marks, as people write them."""


def _reads_as_text(value: str) -> bool:
    """Whether all readers of YAML take a text as one where it stands without quotation marks.

    >>> [_reads_as_text(text) for text in ("peace talks", "no", "010", "12:30:45", "2022-04-26", "=")]
    [True, False, False, False, False, False]
    """
    return not (_OTHERWISE.fullmatch(value) or _BREAK.search(value) or value != value.strip())


@functools.cache
def _dumper() -> type[yaml.SafeDumper]:
    class Dumper(_Dumper):  # type: ignore[misc]
        def ignore_aliases(self, data: object) -> bool:
            return True

    def scalar(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = None if _reads_as_text(value) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, scalar)
    Dumper.add_representer(_Plain, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", str(v)))
    Dumper.add_representer(dict, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v.items()))
    Dumper.add_representer(list, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v))
    Dumper.add_representer(_Inline, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))
    Dumper.add_representer(
        _InlineMapping, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v.items(), flow_style=True)
    )
    return Dumper


def write_facts(records: Records) -> dict[str, str]:
    """The texts of facts files that say what the records say, by file name; see `kg.facts.file_names` for the names.

    >>> from kg.model.records import Office
    >>> print(write_facts(Records.gather([Office(id="pope", leading=True, belongs_to="holy-see")]))["offices.yaml"])
    offices:
      pope:
        of: holy-see
        leading: yes
    <BLANKLINE>
    """
    files: dict[str, str] = {}
    for section, keys in REGISTER.items():
        entries = {record.id: _entry(record, keys) for record in getattr(records, section)}
        if entries:
            files[f"{section}.yaml"] = _text({section: entries})
    by_source: dict[str | None, list[Claim]] = {}
    for claim in records.claims:
        by_source.setdefault(claim.source, []).append(claim)
    if None in by_source:
        files["background.yaml"] = _text({"claims": _claims(by_source[None], None)})
    taken = set(TAKEN)
    for source in records.sources:
        document: dict[str, Any] = {"source": _entry(source, SOURCE)}
        if source.id in by_source:
            document["claims"] = _claims(by_source[source.id], source)
        name = file_name(source.id, taken)
        taken.add(same_file(name))
        files[name] = _text(document)
    return files


def write_dataset(about: Mapping[str, Any]) -> str:
    """The text of a dataset.yaml with these keys.

    >>> print(write_dataset({"title": "Talks: a test"}))
    title: 'Talks: a test'
    <BLANKLINE>
    """
    return _text(dict(about))


def _text(document: dict[str, object]) -> str:
    dumped: str = yaml.dump(document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=1_000_000)
    return dumped


def _claims(claims: Iterable[Claim], source: Source | None) -> list[Any]:
    vocabulary = load_vocabulary()
    numbers: dict[str, int] = {}
    written: list[Any] = []
    for claim in claims:
        statement = claim.statement
        numbers[statement.id] = numbers.get(statement.id, 0) + 1
        entry: dict[str, Any] = {vocabulary.classes[statement.type].facts_key or "": statement.id}
        if claim.id != claim_id(claim.source, statement.id, numbers[statement.id]):
            entry["claim"] = claim.id
        family = family_of(vocabulary.ancestors(statement.type)) or ""
        entry |= _entry(statement, FAMILIES[family])
        about = _entry(claim, tuple(key for key in CLAIM if key.name != "claim"))
        if source and claim.according_to == source.publisher:
            about.pop("according to", None)
        for name, default in (("rank", "normal"), ("checked", "unchecked" if source else "background")):
            if about.get(name) == default:
                del about[name]
        written.append(entry | about)
    return written


def _entry(record: object, keys: tuple[Key, ...]) -> dict[str, object]:
    entry: dict[str, Any] = {}
    for key in keys:
        value = _value(record, key)
        if value not in (None, "", (), [], {}):
            entry[key.name] = value
    return entry


def _value(record: Any, key: Key) -> Any:
    if isinstance(record, Event) and key.kind in ("people", "speaker"):
        return _people(record, key)
    if isinstance(record, Stance) and key.field == "holder":
        return {record.holder: _InlineMapping({"for": record.on_behalf_of})} if record.on_behalf_of else record.holder
    if key.kind in ("label", "texts") and hasattr(record, "names"):
        return _naming(record.names, key)
    lasting = isinstance(record, Event) and record.date is not None and record.date.lasting
    if isinstance(record, Event) and lasting is (key.kind == "date") and key.kind in ("date", "from", "until"):
        return None
    if key.kind in ("from", "until"):
        if key.kind == "until" and record.date and record.date.end_unknown:
            return _Plain("unknown")
        bound = record.date.bounds[0 if key.kind == "from" else 1] if record.date else None
        return _date(bound) if bound else None
    value = getattr(record, key.field, None)
    if value is None or value == ():
        return None
    if key.kind == "date":
        return _date(value.text)
    if key.kind == "flag":
        return _Plain("yes") if value else None
    if key.kind == "number":
        return _Plain(value)
    if key.kind == "role":
        return _InlineMapping(_entry(value, CONCERN))
    if key.kind == "sides":
        return {name: _Inline(actors) for name, actors in value}
    return _Inline(value) if isinstance(value, tuple) else value


def _date(text: str) -> str:
    """A date as people write it; one that a reader would take for another number, such as 0017, in quotation marks."""
    return _Plain(text) if re.fullmatch(r"[1-9][0-9]{3}(?:-[0-9]{2}){0,2}", text) else text


def _naming(names: Names, key: Key) -> Any:
    if key.kind == "texts":
        return _Inline(getattr(names, key.field))
    labels = dict(names.labels)
    return labels.get("en") if set(labels) <= {"en"} else labels


def _people(event: Event, key: Key) -> Any:
    """Speakers and addressees under `by` and `to` where they carry nothing else, all others under `participants`."""
    keys = {k.field for k in FAMILIES[family_of(load_vocabulary().ancestors(event.type)) or ""] if k.kind == "speaker"}
    plain = {name: _plain(event, SPEECH_ROLES[name]) for name in SPEECH_ROLES if name in keys}
    if key.kind == "speaker":
        chosen = plain[key.field]
        if any(p.on_behalf_of or p.in_office for p in chosen):
            return {p.actor: _person(p, ("for", "as")) for p in chosen}
        actors = [p.actor for p in chosen]
        return actors[0] if len(actors) == 1 else _Inline(actors)
    spoken = {p for group in plain.values() for p in group}
    people: dict[str, list[Participation]] = {}
    for person in event.participations:
        if person not in spoken:
            people.setdefault(person.actor, []).append(person)
    return {actor: _roles(group) for actor, group in people.items()}


def _plain(event: Event, role: str) -> list[Participation]:
    found = [p for p in event.participations if p.role == role and p.status == "exercised"]
    actors = [p.actor for p in found]
    return [p for p in found if actors.count(p.actor) == 1]


def _roles(group: list[Participation]) -> Any:
    first = group[0]
    same = all(
        (p.on_behalf_of, p.in_office, p.status) == (first.on_behalf_of, first.in_office, first.status) for p in group
    )
    if not same:
        return [_person(p, ("role", "for", "as", "status")) for p in group]
    entry = _person(first, ("for", "as", "status"))
    roles = [p.role for p in group]
    return _InlineMapping({"role": roles[0] if len(roles) == 1 else _Inline(roles)} | entry)


def _person(person: Participation, names: tuple[str, ...]) -> _InlineMapping:
    entry = _entry(person, tuple(key for key in PARTICIPANT if key.name in names))
    if entry.get("status") == "exercised":
        del entry["status"]
    return _InlineMapping(entry)
