"""Facts files that kg writes: every reader of YAML takes their texts for texts, every system holds their names."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TEXTS

from kg.errors import Problem
from kg.facts.file_names import TAKEN, file_name, same_file
from kg.facts.nodes import Mapping, parse_yaml
from kg.facts.writing import write_dataset, write_facts
from kg.model.dates import Date
from kg.model.records import Actor, Names, Records, Source

OTHERWISE = (
    "010", "0o17", "0x1F", "0b101", "1_000", "12:30:45", "190:20:30.15", "no", "No", "NO", "off", "on", "y", "N",
    "yes", "true", "False", "~", "null", "NULL", "Null", "1e3", "+1.5", "-0", ".5", "5.", "6.02E+23", ".inf",
    "-.INF", ".NaN", "2022-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-1-1", "2022",
    "0001", "=", "<<", " a", "a ", "# a", "a: b", "a #b", "- a", "? a", "a\nb", "a\n\nb\n c", "a\u2028b",
    "a\u2029b", "'", '"', "---", "...", "%TAG", "\t", "@a", "`a", "1,000",
)  # fmt: skip

# The core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, 10.3.2), and what older readers of 1.2 add.
YAML_12 = re.compile(
    r"|null|Null|NULL|~|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
    r"|[-+]?0b[01_]+|[-+]?[0-9][0-9_]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|=|<<"
)
# The types of YAML 1.1 that PyYAML leaves out: single letters (https://yaml.org/type/bool.html), octals and others.
YAML_11 = re.compile(r"[yYnN]|[-+]?0[0-7_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def check_text(text: str) -> None:
    """That a text comes back from all readers, as a value and as a key."""
    for written in (write_dataset({"title": text}), write_dataset({"texts": [text], text: {"a": text}})):
        read = yaml.safe_load(written)
        assert text in (read.get("title"), *read.get("texts", ()))
        assert "texts" not in read or read[text] == {"a": text}
        for node in scalars(yaml.compose(written)):
            if node.style is None:
                assert not YAML_12.fullmatch(node.value) and not YAML_11.fullmatch(node.value), written
    problems: list[Problem] = []
    found = parse_yaml(write_dataset({"title": text}), "a.yaml", report=problems.append)
    assert isinstance(found, Mapping) and getattr(found["title"], "value", None) == text
    assert problems == []


def scalars(node: Any) -> list[Any]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    return [
        each for item in node.value for part in (item if isinstance(item, tuple) else (item,)) for each in scalars(part)
    ]


@pytest.mark.parametrize("text", OTHERWISE)
def test_texts_that_some_reader_takes_for_something_else(text: str) -> None:
    check_text(text)


@given(TEXTS | st.from_regex(r"\A[-+.]?[0-9][0-9a-fxoeE_.:,+TZ -]{0,12}\Z").map(str.strip))
@settings(deadline=None)
def test_each_text_comes_back(text: str) -> None:
    check_text(text)


def test_ids_dates_and_flags() -> None:
    day = Date.parse("2031-05-04")
    found = write_facts(
        Records.gather(
            [
                Actor(id="no", type="State", names=Names(labels=(("no", "Norge"),)), belongs_to="010"),
                Source(id="y", type="NewsArticle", publisher="on", published=day, title="2031-05-04"),
                Source(id="0017", type="NewsArticle", publisher="on", published=Date.parse("0017")),
            ]
        )
    )
    read = yaml.safe_load(found["actors.yaml"])
    assert read["actors"]["no"]["name"] == {"no": "Norge"} and "010" in read["actors"]["no"].values()
    source = yaml.safe_load(found["y.yaml"])["source"]
    assert (source["id"], source["publisher"], source["title"]) == ("y", "on", "2031-05-04")
    assert "published: 2031-05-04\n" in found["y.yaml"]  # a date is a date
    assert yaml.safe_load(found["0017.yaml"])["source"]["published"] == "0017"


def sources(*ids: str) -> Records:
    day = Date.parse("2031-05-04")
    return Records.gather(Source(id=name, type="NewsArticle", publisher="p", published=day) for name in ids)


def test_names_that_a_system_cannot_hold() -> None:
    ids = ("con", "nul.x", "com1", "lpt9.a.b", "aux", "prn", "conx", "a.", "dataset", "actors", "mend-A", "mend-a",
           "mend-a.source", "b" * 128)  # fmt: skip
    found = write_facts(sources(*ids))
    assert len(found) == len(ids) == len({same_file(name) for name in found})
    assert not {same_file(name) for name in found} & TAKEN
    for name in found:
        assert not re.match(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", name)
        assert not name.endswith((".", " ")) and len(name.encode()) <= 255
    assert {yaml.safe_load(text)["source"]["id"] for text in found.values()} == set(ids)
    assert write_facts(sources(*reversed(ids))).keys() == found.keys()
    assert "conx.yaml" in found and "source-con.yaml" in found


@given(st.lists(st.text(min_size=1, max_size=300), max_size=6, unique=True))
def test_all_names_are_distinct_everywhere(names: list[str]) -> None:
    taken = set(TAKEN)
    for name in names:
        found = file_name(name, taken)
        assert same_file(found) not in taken and not re.search(r'[<>:"/\\|?*\x00-\x1f]', found)
        assert len(found.encode("utf-8", "replace")) <= 255
        taken.add(same_file(found))
