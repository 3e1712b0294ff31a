"""The JSON Schema of facts files: what kg takes, it takes; what is out of form, it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from strategies import records

from kg.curating import make_schema, read_at_hand, write_schema
from kg.datasets.shipped import shipped_facts
from kg.errors import KgError
from kg.facts import write_dataset, write_facts
from kg.facts.keys import CLAIM, FAMILIES
from kg.model.vocabulary import load_vocabulary

HERE = Path(__file__).parent
SCHEMA = make_schema(read_at_hand([shipped_facts()]))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


class _Core(yaml.SafeLoader):
    """YAML as the editor's language server reads it: 1.2, core schema; numbers and booleans, and no dates."""


_Core.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first))


def problems(text: str) -> list[str]:
    return sorted(error.message for error in VALIDATOR.iter_errors(yaml.load(text, Loader=_Core)))


def facts_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.yaml") if path.name != "dataset.yaml")


def test_it_is_a_schema_that_editors_read() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(SCHEMA)))
    assert all(re.fullmatch(r"#/definitions/[A-Za-z0-9-]+", name) for name in references)
    assert {name.removeprefix("#/definitions/") for name in references} <= set(SCHEMA["definitions"])


SOUND = [*facts_in(shipped_facts()), *facts_in(HERE / "data" / "valid"), *facts_in(HERE / "data" / "rivals")]


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_facts_pass(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8")) == []


def assert_what_kg_writes_passes(drawn: Any) -> None:
    for text in write_facts(drawn).values():
        errors = VALIDATOR.iter_errors(yaml.load(text, Loader=_Core))
        assert [error.message for error in errors if error.absolute_path[-1] != "phrase"] == []  # drawn of any length


@settings(max_examples=5)
@given(records())
def test_what_kg_writes_passes(drawn: Any) -> None:
    assert_what_kg_writes_passes(drawn)


@pytest.mark.slow
@settings(max_examples=30)
@given(records())
def test_what_kg_writes_passes_at_length(drawn: Any) -> None:
    assert_what_kg_writes_passes(drawn)


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", " null", "true", "12", "2022-04-26"])
def test_texts_that_look_like_something_else_stay_texts(text: str) -> None:
    """kg reads every value as text, and an editor reads what kg writes as one that the schema lets pass."""
    found = yaml.load(write_dataset({"title": text}), Loader=_Core)["title"]
    assert found is not None and str(found).casefold() == text.casefold()


# What a schema can see in one file by itself. The others need other files, dates, texts or shapes, or are no YAML.
SEEN = {
    "alias-bomb", "bad-date", "deep", "deep-block", "duplicate-section", "empty", "form-claim", "form-flag",
    "form-list", "form-sections", "form-text", "form-values", "hostile-ids", "hostile-source",
    "hostile-text-names", "hostile-texts", "impossible-date", "interval-as-side", "lost-claim/a", "lost-records",
    "merge-key", "phrases/paper", "role-without-event", "source-broken", "source-without-date",
    "source-without-id", "source-without-publisher", "unknown-key", "unknown-key-participant", "unknown-role",
    "unknown-section", "unknown-status", "unknown-topic", "unknown-type", "unknown-type-source",
}  # fmt: skip


def test_facts_out_of_form_do_not_pass() -> None:
    seen = set()
    for path in facts_in(HERE / "data" / "invalid"):
        try:
            found = problems(path.read_text(encoding="utf-8-sig"))
        except yaml.YAMLError:
            continue
        if found:
            seen.add(path.relative_to(HERE / "data" / "invalid").with_suffix("").as_posix())
    assert seen == SEEN


CALL = "claims:\n- phone call: a-b\n"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (CALL, True),
        ("claims:\n", True),
        ("claims:\n- \n", False),
        ("claims:\n- date: 2022\n", False),  # of no kind
        ("claims:\n- phone call: a-b\n  meeting: a-b\n", False),  # two things
        ("claims:\n- phone call: a-b\n  offer: a-b\n", False),
        ("claims:\n- offer: a\n  role: {actor: turkey, as: host, status: offered, of: talks}\n", True),
        ("claims:\n- role: r\n  actor: turkey\n  as: host\n  of: talks\n", True),  # the key of acts is a kind, too
        ("claims:\n- role: r\n  actor: turkey\n  as: host\n", False),
        ("claims:\n- offer: a\n  role: host\n", False),
        (CALL + "  participants: [nobody-yet, putin]\n", True),  # a new id is taken
        (CALL + "  participants: {putin: , x: host, y: [host, party], z: {for: turkey}, w: [{role: host}]}\n", True),
        (CALL + "  participants: {putin: {rolle: host}}\n", False),
        (CALL + "  participants: {putin: hots}\n", False),
        (CALL + "  by: putin\n", False),  # a call has no speaker
        (CALL + "  date: 2022\n", True),
        (CALL + "  date: 2022-04-24?\n", True),
        (CALL + "  date: ../2022-03\n", True),
        (CALL + "  date: 24.4.2022\n", False),
        (CALL + "  what: 2022\n", True),
        (CALL + "  phrase: two words\n", False),
        (CALL + "  phrase: " + "word " * 16 + "\n", False),
        (CALL + "  rank: best\n", False),
        (CALL + "  checked: text\n", True),
        ("actors:\n  a: {type: Person, name: {en: A, no: Å}}\n", True),
        ("actors:\n  A: {type: Person, name: A}\n", False),
        ("actors:\n  a: {type: Persn, name: A}\n", False),
        ("offices:\n  o: {name: O, of: a, leading: yes}\n", True),
        ("offices:\n  o: {name: O, of: a, leading: maybe}\n", False),
        ("source: {id: a-1, type: NewsArticle, publisher: new-paper, published: 2022-04-26}\n", True),
        ("source: {id: a-1, type: NewsArticle, publisher: new-paper, published: }\n", False),
        ("source: {id: a-1, type: NewsArticle, publisher: p, published: 2022, address: 'javascript:x'}\n", False),
    ],
)  # fmt: skip
def test_forms(text: str, good: bool) -> None:
    assert (problems(text) == []) == good


def test_all_kinds_and_keys_are_explained() -> None:
    vocabulary = load_vocabulary()
    claim = SCHEMA["properties"]["claims"]["items"]
    assert set(claim["properties"]) == set(vocabulary.by_key)
    assert all(schema["description"] for schema in claim["properties"].values())
    for family, keys in FAMILIES.items():
        known = SCHEMA["definitions"][f"claim-{family}"]["properties"]
        assert {key.name for key in (*keys, *CLAIM)} <= set(known)
    for scheme in ("Role", "RoleStatus", "EventStatus", "Rank", "Check", "RelationKind"):
        offered = SCHEMA["definitions"][scheme]
        assert offered["enum"] == sorted(vocabulary.concepts[scheme]) and all(offered["enumDescriptions"])


def test_ids_are_offered_where_they_fit() -> None:
    def offered(name: str) -> set[str]:
        return set(SCHEMA["definitions"][name]["anyOf"][0]["enum"])

    assert {"erdogan", "turkey"} <= offered("id-of-Actor") and "istanbul" not in offered("id-of-Actor")
    assert "president-of-turkey" in offered("id-of-Actor-or-Office")
    assert "istanbul" in offered("id-of-Place") and "erdogan" not in offered("id-of-Place")
    assert "erdogan-putin-2022-04-26" in offered("id-of-Event") and "putin" not in offered("id-of-Event")
    assert "russia-ukraine-war" in offered("id-of-Process-or-Conflict")
    assert "ceasefire" in offered("id-of-Topic")


def test_topics_of_the_folder_and_no_facts_at_all(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics:\n  fishing: {name: fishing}\n", encoding="utf-8")
    made = make_schema(read_at_hand([tmp_path]))
    assert {"fishing", "ceasefire"} <= set(made["definitions"]["id-of-Topic"]["anyOf"][0]["enum"])
    jsonschema.Draft7Validator.check_schema(made)
    assert not list(jsonschema.Draft7Validator(made).iter_errors({"actors": {"a": {"type": "Person", "name": "A"}}}))


def test_the_same_each_time(tmp_path: Path) -> None:
    assert write_schema(SCHEMA, tmp_path / "one.json")
    assert write_schema(make_schema(read_at_hand([shipped_facts()])), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_schema_of_another_s_making_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text("{}", encoding="utf-8")
    assert not write_schema(SCHEMA, path, replace_own=True)
    assert path.read_text(encoding="utf-8") == "{}"
    path.write_bytes(b"\xff")
    with pytest.raises(KgError):
        write_schema(SCHEMA, path, replace_own=True)
    path.unlink()
    assert write_schema(SCHEMA, path, replace_own=True) and write_schema(SCHEMA, path, replace_own=True)
