"""Facts → records → facts and RDF, and back: nothing is lost on any of these ways."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from shared_graphs import shipped_folder, shipped_graph, shipped_records
from strategies import records
from tiers import slow_but

import kg
from kg.disk.graph_info import LeftOut
from kg.facts import Reading, read_facts, write_facts
from kg.facts.rdf import read_quads
from kg.model.records import Records
from kg.model.triples import make_iris, make_quads
from kg.model.vocabulary import ID
from kg.store.oxigraph import FORMATS, dump_lines, serialise

ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))
BASES = (ID, "https://example.org/data/")


def through_facts(given: Records, folder: Path) -> Reading:
    """What is read from the facts files of the records."""
    for name, text in write_facts(given).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return read_facts(sorted(folder.iterdir()))


def through_rdf(given: Records, form: str, base: str) -> Reading:
    """What is read from a serialisation of the records."""
    iris = make_iris(base)
    text = serialise(make_quads(given, iris), form)
    reading = Reading()
    read_quads(ox.parse(text, FORMATS[form], rename_blank_nodes=False), iris=iris, into=reading)
    return reading


def assert_same(reading: Reading, given: Records) -> None:
    assert [str(problem) for problem in reading.problems] == []
    assert Records.gather(reading.records) == given


def assert_back_from_facts_files(given: Records) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reading = through_facts(given, Path(folder))
    assert_same(reading, given)
    assert write_facts(Records.gather(reading.records)) == write_facts(given), "the same way again"


def assert_each_quad_once_and_no_blank_node(given: Records) -> None:
    quads = list(make_quads(given, make_iris(ID)))
    assert len(quads) == len(set(quads))
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
    assert dump_lines(quads) == dump_lines(reversed(quads))


@given(given=records())
@settings(ANY, max_examples=20)
def test_records_come_back_on_every_way(given: Records) -> None:
    """Here each goes all of the ways; below more go one way each."""
    assert_back_from_facts_files(given)
    assert_each_quad_once_and_no_blank_node(given)
    for form, base in zip(FORMATS, itertools.cycle(BASES)):
        assert_same(through_rdf(given, form, base), given)


@pytest.mark.slow
@given(given=records())
@settings(ANY, max_examples=40)
def test_records_come_back_from_facts_files(given: Records) -> None:
    assert_back_from_facts_files(given)


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("form", FORMATS)
@given(given=records())
@settings(ANY, max_examples=20)
def test_records_come_back_from_rdf(form: str, base: str, given: Records) -> None:
    assert_same(through_rdf(given, form, base), given)


@pytest.mark.slow
@given(given=records())
@settings(ANY, max_examples=40)
def test_each_quad_is_made_once_and_none_has_a_blank_node(given: Records) -> None:
    assert_each_quad_once_and_no_blank_node(given)


@pytest.fixture
def shipped() -> Records:
    return shipped_records()


def test_shipped_facts_come_back_from_facts_files(shipped: Records, tmp_path: Path) -> None:
    reading = through_facts(shipped, tmp_path)
    assert reading.problems == []
    assert Records.gather(reading.records) == shipped


@pytest.mark.parametrize("form", FORMATS)
def test_shipped_facts_come_back_from_rdf(shipped: Records, form: str) -> None:
    reading = through_rdf(shipped, form, ID)
    assert reading.problems == []
    assert Records.gather(reading.records) == shipped


@pytest.mark.slow
def test_exported_facts_build_the_same_graph(tmp_path: Path) -> None:
    first = kg.open(shipped_folder())
    folder = tmp_path / "facts"
    folder.mkdir()
    for name, text in first.export_facts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    second = kg.build(folder, graph=tmp_path / "second", page=False)
    for name in ("dump.nq", "graph.json"):
        assert (shipped_folder() / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    assert second.export_facts() == first.export_facts()


@pytest.mark.parametrize(
    ("form", "suffix"), slow_but([("trig", ".trig"), ("nquads", ".nq"), ("jsonld", ".jsonld")], ("trig", ".trig"))
)
def test_exported_rdf_builds_the_same_graph(form: str, suffix: str, tmp_path: Path) -> None:
    first = shipped_graph()
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / f"all{suffix}").write_text(first.export(form), encoding="utf-8", newline="\n")
    second = kg.load(folder)
    assert dump_lines(second.store.quads()) == dump_lines(first.store.quads())


def test_the_description_of_the_data_set_survives(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "dataset.yaml").write_text(
        "title: '# yes: no'\nlicence: CC-BY-4.0\ncoverage: \"a\\nb\"\ndescription: '{x}'\nbase: https://example.org/data/\n"
        "adding a source: 'first: read it'\nleft out: [{address: 'https://example.org/a#b', reason: 'a: mirror'}]\n",
        encoding="utf-8",
    )
    (folder / "actors.yaml").write_text("actors: {a: {type: State, name: 'yes'}}\n", encoding="utf-8")
    first = kg.build(folder, graph=tmp_path / "first", page=False)
    for name, text in first.export_facts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    second = kg.build(folder, graph=tmp_path / "second", page=False)
    assert second.info == first.info
    assert second.info.left_out == (LeftOut(address="https://example.org/a#b", reason="a: mirror"),)
    assert second.base == "https://example.org/data/"
    assert second.export() == first.export()
