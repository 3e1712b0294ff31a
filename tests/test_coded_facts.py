"""Claims of event data as facts: what is exported in any form builds the same graph, and wrong values are told."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from event_graphs import import_rows
from generate_events import gdelt_row, icews_row, mend_row

import kg
from kg.errors import Problem, UsageError
from kg.events.registry import list_importers
from kg.facts import read_facts
from kg.facts.values import ONE_ID
from kg.graph import Graph
from kg.model.crosswalks import load_event_codes
from kg.model.records import Event, Records
from kg.store.oxigraph import dump_lines

FORMS = {"trig": ".trig", "nquads": ".nq", "jsonld": ".jsonld"}
LONG = "They met. " * 400


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A graph with rows of all three data sets: each code of CAMEO, merged rows, agreements, a long summary."""
    folder = tmp_path_factory.mktemp("events")
    rows = [
        icews_row(event_id=100 + n, cameo_code=code, event_date=f"2018-{1 + n // 28:02}-{1 + n % 28:02}",
                  city="Ankara", source_name="Police (Turkey)")
        for n, code in enumerate(load_event_codes("cameo"))
    ]  # fmt: skip
    import_rows("icews", [*rows, icews_row(event_id=900), icews_row(event_id=901)], folder)
    import_rows(
        "gdelt", [gdelt_row(EventCode="045"), gdelt_row(GLOBALEVENTID="2"), gdelt_row(GLOBALEVENTID="3")], folder
    )
    told = [
        mend_row(med_event_id="AFG1-1", summary=LONG),
        mend_row(med_event_id="AFG1-2", agmt="1", agmt_name="The Deal\n", summary=" a\nb\t\n"),
    ]
    done = import_rows("mend", told, folder)
    assert done.graph is not None
    return done.graph


def write(files: dict[str, str], folder: Path) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def codes_told(graph: Graph) -> set[str]:
    """The labels of all codes of events, by way of the crosswalk in the graph."""
    rows = graph.store.rows("SELECT ?label WHERE { ?event akg:code ?code . ?code skos:prefLabel ?label }")
    return {row["label"].value for row in rows}


@cache
def expected_of(events: Graph) -> tuple[list[str], set[str], list[str]]:
    """Its lines, the labels of its codes, and the lines of its coded claims alone."""
    coded = events.view(claims="coded")
    return dump_lines(events.store.quads()), codes_told(events), dump_lines(coded.store.quads())


@cache
def exported(events: Graph) -> dict[str, str]:
    """Its facts files."""
    return events.export_facts()


def check_same(graph: Graph, events: Graph) -> None:
    lines, codes, coded = expected_of(events)
    assert dump_lines(graph.store.quads()) == lines
    assert codes_told(graph) == codes != set()
    assert dump_lines(graph.view(claims="coded").store.quads()) == coded
    assert any("machine-coded" in line for line in coded)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_rdf_of_event_data_builds_the_same_graph(form: str, events: Graph, tmp_path: Path) -> None:
    folder = write({f"all{FORMS[form]}": events.export(form)}, tmp_path / "rdf")
    check_same(kg.load(folder), events)


@pytest.mark.slow
def test_facts_files_of_event_data_build_the_same_graph(events: Graph, tmp_path: Path) -> None:
    files = exported(events)
    assert {"icews-2018-10-01.yaml", "gdelt-2020-11-13.yaml"} <= set(files)
    folder = write(files, tmp_path / "facts")
    check_same(kg.load(folder), events)
    built = kg.build(folder, graph=tmp_path / "built", page=False)
    check_same(built, events)
    assert built.export_facts() == files


@pytest.mark.slow
def test_curated_facts_alone(events: Graph) -> None:
    files = events.view(claims="curated").export_facts()
    assert not [name for name, text in files.items() if "machine-coded" in text or "code:" in text]


@pytest.mark.slow
def test_events_are_not_there_twice(events: Graph, tmp_path: Path) -> None:
    kg.build(write(exported(events), tmp_path / "facts"), graph=tmp_path / "graph", page=False)
    before = (tmp_path / "graph" / "dump.nq").read_bytes()
    with pytest.raises(UsageError, match=r"claims of ICEWS.* already"):
        import_rows("icews", [icews_row()], tmp_path)
    assert (tmp_path / "graph" / "dump.nq").read_bytes() == before


@pytest.mark.slow
def test_coded_facts_beside_an_import_count_once(tmp_path: Path) -> None:
    """What a program coded in facts files comes from triples, what is imported from columns; views know both."""
    mend = import_rows("mend", [mend_row()], tmp_path / "first").graph
    assert mend is not None
    kg.build(write(mend.export_facts(), tmp_path / "facts"), graph=tmp_path / "graph", page=False)
    graph = import_rows("icews", [icews_row()], tmp_path).graph
    assert graph is not None and graph.contacts is not None
    for claims, number in (("all", 2), ("coded", 2), ("curated", 0)):
        view = graph.view(claims=claims)
        assert view.network(layers=["contact"]).number_of_edges() == number
        assert len(view.query("talks").rows) == number
    assert [pair[-1] for pair in graph.contacts.count_pairs()] == [1, 1]
    # The facts have codes of another data set than the one that was imported; the graph has the words for both.
    both = codes_told(graph)
    assert len(both) == 2 > len(codes_told(mend)) and codes_told(mend) < both
    assert codes_told(graph.view(claims="coded")) == codes_told(graph.view(since="1900-01-01")) == both
    assert codes_told(kg.build(tmp_path / "facts", graph=tmp_path / "graph", page=False)) == both


HEAD = """\
source: {id: rows-1, type: DataSet, publisher: office, published: 2031-05-01, checked: machine-coded}
claims:
- phone call: ada-boris
  participants: [ada, boris]
"""


def problems(lines: str, folder: Path) -> list[Problem]:
    """The problems of a claim with these lines."""
    (folder / "a.yaml").write_text(HEAD + "".join(f"  {line}\n" for line in lines.split("\n")), encoding="utf-8")
    return read_facts([folder / "a.yaml"]).problems


def test_a_claim_that_is_written_by_hand(tmp_path: Path) -> None:
    lines = (
        "code: cameo:041\nrows: [a 1, a 2]\nrow count: 3\narticle count: 2\npublisher count: 1\n"
        "addresses: https://example.org/a"
    )
    assert problems(lines, tmp_path) == []
    (claim,) = Records.gather(read_facts([tmp_path / "a.yaml"]).records).claims
    assert isinstance(claim.statement, Event)
    assert (claim.rows, claim.row_count, claim.articles, claim.publishers) == (("a 1", "a 2"), 3, 2, 1)
    assert (claim.addresses, claim.statement.codes) == (("https://example.org/a",), ("cameo:041",))


@pytest.mark.parametrize(
    "lines,code,line,column,guess",
    [
        ("code: cameo:0411", "unknown-code", 5, 9, "cameo:041"),
        ("code: [cameo:041, plover:CONSULT]", "unknown-code", 5, 21, None),
        ("code: {a: b}", "wrong-form", 5, 9, None),
        ("row count: 0", "bad-value", 5, 14, None),
        ("note: x\narticle count: many", "bad-value", 6, 18, None),
        ("publisher count: -1", "bad-value", 5, 20, None),
        ("addresses: [https://example.org/a, example.org]", "bad-address", 5, 38, None),
        ('rows: "a\\u202eb"', "control-character", 5, 9, None),
        ("row: a", "unknown-key", 5, 3, "rows"),
        (f"what: {LONG}", "too-long", 5, 9, None),
    ],
)
def test_wrong_values_have_their_place(
    lines: str, code: str, line: int, column: int, guess: str | None, tmp_path: Path
) -> None:
    (found,) = problems(lines, tmp_path)
    assert (found.code, found.origin.line, found.origin.column) == (code, line, column)
    if guess:
        assert found.suggestion == guess


def test_a_long_text_is_taken_of_a_coded_event_alone(tmp_path: Path) -> None:
    assert problems(f"code: mend:M\nwhat: {LONG}", tmp_path) == []
    assert [found.code for found in problems(f"code: mend:M\nnote: {LONG}", tmp_path)] == ["too-long"]


def test_every_data_set_has_ids_of_its_own() -> None:
    known = list_importers()
    assert {name for name in known if re.fullmatch(ONE_ID, f"{name}-A1")} == set(known)
    assert not re.fullmatch(ONE_ID, "other-A1")
