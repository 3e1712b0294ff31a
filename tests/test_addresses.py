"""Addresses of the web as IRIs: encoded in place where a browser takes the result for the same, else refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.checking.loading import load_facts
from kg.errors import UsageError
from kg.events.quads import _safe
from kg.model.triples import make_iris
from kg.text.links import encode_address, is_address

ENCODED = {
    "https://ex.example/?id[]=5": "https://ex.example/?id%5B%5D=5",
    "https://ex.example/100%-sure": "https://ex.example/100%25-sure",
    "https://ex.example/50%25-sure%": "https://ex.example/50%25-sure%25",
    "https://ex.example/#a#b": "https://ex.example/#a%23b",
    "https://ex.example/a b|c^d`{e}<f>\"": "https://ex.example/a%20b%7Cc%5Ed%60%7Be%7D%3Cf%3E%22",
    "https://ex.example\\a\\b?c\\d#e\\f": "https://ex.example/a/b?c%5Cd#e%5Cf",
    "HTTPS://Ex.example/A": "https://Ex.example/A",
    "https://пример.рф/ü?ö#ä": "https://пример.рф/ü?ö#ä",
    "https://ex.example/\u00ad\u200b\u00a0\ue000": "https://ex.example/%C2%AD%E2%80%8B%C2%A0%EE%80%80",
    "https://ex.example/😀": "https://ex.example/😀",
    "https://[::1]:8080/x[1]": "https://[::1]:8080/x%5B1%5D",
    "https://a@b@ex.example/": "https://a%40b@ex.example/",
    "https://ex.example?q#f?g": "https://ex.example?q#f?g",
    "https://ex.example/'x'": "https://ex.example/'x'",
}  # fmt: skip
REFUSED = (
    "", "ex.example", "ftp://ex.example/", "javascript:alert(1)", "https://", "https:///x", "https://?x",
    "https:/ex.example",
    "https://ex example/", "https://ex.example:99999/", "https://ex.example:0/", "https://ex.example:x/", "https://[::1/",
    "https://[x]/", "https://e[x]/", "https://ex%.example/", "https://e\u00adx.example/", "https://\ue000/",
    "https://℀.example/",
    "https://a.example/x https://b.example/y", "https://a.example/\nx", "https://a.example/\ud800",
)  # fmt: skip


@pytest.mark.parametrize(("given", "encoded"), ENCODED.items())
def test_what_may_not_stand_there_is_encoded_in_place(given: str, encoded: str) -> None:
    assert encode_address(given) == encode_address(f" {given} ") == encoded == encode_address(encoded)
    assert is_address(encoded) and is_address(given) == (given == encoded)


@pytest.mark.parametrize("given", REFUSED)
def test_what_no_browser_would_open_is_refused(given: str) -> None:
    assert encode_address(given) == ""


@given(st.text(max_size=8), st.text(max_size=30))
def test_what_comes_out_is_an_iri_and_stays(host: str, rest: str) -> None:
    for text in (f"https://ex.example/{rest}", f"https://{host}{rest}", rest):
        found = encode_address(text)
        assert not found or ox.NamedNode(found).value == found == encode_address(found)


def test_event_data_has_the_same_rule() -> None:
    duckdb = pytest.importorskip("duckdb")
    given = [text for text in (*ENCODED, *REFUSED) if "\ud800" not in text]
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {_safe('x')} FROM (SELECT $1::VARCHAR[] AS x)", [given]).fetchone()[0]
    assert set(found) <= {encode_address(text) for text in given} - {""}
    assert {"https://ex.example/?id%5B%5D=5", "https://ex.example/50%25-sure%25", "https://ex.example/#a%23b"} <= set(
        found
    )
    assert "https://ex.example/a%20b%7Cc%5Ed%60%7Be%7D%3Cf%3E%22" in found


FACTS = """\
actors:
  pub: {type: NewsOrganization, name: P, same as: "https://a.example/?id[]=5"}
  a: {type: State, name: A}
  b: {type: State, name: B}
source:
  id: s-1
  type: NewsArticle
  publisher: pub
  published: 2031-01-01
  address: "https://a.example/100%-sure#a#b"
claims:
- phone call: a-b-1
  participants: [a, b]
  phrase: they spoke on Monday
  addresses: ["https://a.example/a b|c"]
"""


def test_encoded_ones_come_back_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(FACTS, encoding="utf-8")
    first = kg.load(tmp_path)
    source = load_facts([tmp_path]).records.sources[0]
    assert source.address == "https://a.example/100%25-sure#a%23b"
    for form, suffix in {"trig": "trig", "nquads": "nq", "jsonld": "jsonld"}.items():
        folder = tmp_path / form
        folder.mkdir()
        (folder / f"all.{suffix}").write_text(first.export(form), encoding="utf-8")
        assert kg.load(folder).export() == first.export()
    folder = tmp_path / "again"
    folder.mkdir()
    for name, text in first.export_facts().items():
        (folder / name).write_text(text, encoding="utf-8")
    assert kg.load(folder).export() == first.export()


def test_one_that_is_too_long_when_encoded_is_refused(tmp_path: Path) -> None:
    long = "https://a.example/" + "[" * 1500
    (tmp_path / "s.yaml").write_text(FACTS.replace("https://a.example/?id[]=5", long), encoding="utf-8")
    assert [(p.code, p.origin.line) for p in load_facts([tmp_path]).problems] == [("too-long", 2)]


@pytest.mark.parametrize("base", ["https://a.example/x[1]/", "https://a.example/100%", "https://a.example/a b/"])
def test_a_base_is_not_encoded_but_refused_with_what_was_meant(base: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"did you mean 'https://a\.example/") as refused:
        make_iris(base)
    meant = str(refused.value).split("'")[-2]
    assert make_iris(meant).base == meant
    (tmp_path / "a.yaml").write_text("actors: {a: {type: State, name: A}}\n", encoding="utf-8")
    (tmp_path / "dataset.yaml").write_text(f'title: T\nbase: "{base}"\n', encoding="utf-8")
    problems: list[Any] = load_facts([tmp_path]).problems
    assert [(p.code, p.origin.line, p.origin.column, p.suggestion) for p in problems] == [("bad-address", 2, 7, meant)]


@pytest.mark.parametrize("tag", ["en-11", "en-Z1", "de-1a"])
def test_a_language_tag_that_the_engine_does_not_take_has_a_line(tag: str, tmp_path: Path) -> None:
    text = f"actors:\n  a: {{type: State, name: {{{tag}: A, en: B}}}}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert [(p.code, p.origin.line) for p in load_facts([tmp_path]).problems] == [("bad-value", 2)]
