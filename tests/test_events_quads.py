"""The quads that SQL makes of claims are those that kg.model.triples makes of records; the shapes hold for them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from event_graphs import WRITERS, import_published, import_rows, merge_only
from generate_events import gdelt_row, icews_row, mend_row, write_gdelt, write_icews, write_mend
from tiers import slow_but

from kg.building.imports import import_events
from kg.building.outcomes import Imported
from kg.events.rejects import read_rejects
from kg.model.crosswalks import EVENT_CODE_SPACES, load_event_codes
from kg.model.dates import Date
from kg.model.properties import TYPE, akg
from kg.model.records import Claim, Event, Participation, Records, RoleConcern, Stance
from kg.model.triples import make_iris, make_quads
from kg.model.vocabulary import ID, core_files, read_ontology, shapes_file
from kg.store.rdflib_graphs import to_rdflib
from kg.text.links import encode_address

IRIS = make_iris(ID)
GENERATORS: dict[str, Any] = {"icews": write_icews, "gdelt": write_gdelt, "mend": write_mend}
FILES: dict[str, str] = {"icews": "e.tab", "gdelt": "e.csv", "mend": "m.csv"}
CODED_NAMES = {akg(name).value for name in ("row", "rowCount", "articleCount", "publisherCount", "code")} | {
    "https://schema.org/url"
}


def records_of(name: str, claims: list[Any], parts: list[Any]) -> Records:
    """Records of the rows of the tables, field by field."""
    taking: dict[str, list[Participation]] = {}
    for part in parts:
        one = Participation(actor=part.actor, role=part.role, on_behalf_of=part.behalf, in_office=part.office,
                            status=part.status)  # fmt: skip
        taking.setdefault(part.claim, []).append(one)
    found = []
    for row in claims:
        statement: Event | Stance
        if row.sign:
            sign = {row.sign: row.second}
            statement = Stance(id=row.claim, holder=row.first, on_behalf_of=row.first_for,
                               topics=tuple(row.topics or ()), date=Date.parse(row.date), content=row.content,
                               codes=codes_of(name, row.codes),
                               **sign)  # fmt: skip
        else:
            concern = (
                RoleConcern(actor=row.concern_actor, role=row.concern_role, status=row.concern_status,
                            of=row.claim, on_behalf_of=row.concern_for)
                if row.concern_actor else None
            )  # fmt: skip
            statement = Event(
                id=row.claim, type=row.type, date=Date.parse(row.date), place=row.place, topics=tuple(row.topics or ()),
                participations=tuple(taking.get(row.claim, ())), during=row.during, content=row.content,
                role_concern=concern, codes=codes_of(name, row.codes),
            )  # fmt: skip
        found.append(Claim(id=row.claim, statement=statement, source=row.source, according_to=f"{name}-publisher",
                           rank="normal", check="machine-coded", rows=tuple(row.rows), row_count=len(row.rows),
                           articles=row.articles or None, publishers=row.publishers or None,
                           addresses=tuple(item for item in row.addresses or () if is_iri(item))))  # fmt: skip
    return Records.gather(found)


def codes_of(name: str, codes: list[str]) -> tuple[str, ...]:
    return tuple(f"{'mend' if name == 'mend' else 'cameo'}:{code}" for code in codes)


def coded_quads(name: str, claims: list[Any]) -> set[str]:
    """What a claim of event data has beside what records tell, written by hand."""
    found = set()
    url = ox.NamedNode("https://schema.org/url")
    for row in claims:
        graph, node = IRIS.claim(row.claim), IRIS.iri(row.claim)
        lines: list[tuple[Any, Any, Any]] = [(graph, akg("row"), ox.Literal(item)) for item in row.rows]
        lines += [(graph, akg("rowCount"), ox.Literal(len(row.rows)))]
        lines += [(graph, akg(f"{kind}Count"), ox.Literal(number)) for kind, number in
                  (("article", row.articles), ("publisher", row.publishers)) if number]  # fmt: skip
        lines += [(graph, url, ox.NamedNode(item)) for item in row.addresses or () if is_iri(item)]
        found |= {str(ox.Quad(*line)) for line in lines}
        space = EVENT_CODE_SPACES["mend" if name == "mend" else "cameo"]
        found |= {str(ox.Quad(node, akg("code"), ox.NamedNode(space + code), graph)) for code in row.codes}
    return found


def is_iri(text: str) -> bool:
    try:
        list(ox.parse(f"<{text}> <{text}> <{text}> .", format=ox.RdfFormat.N_QUADS))
    except SyntaxError:
        return False
    return text.startswith(("http://", "https://"))


def quads_of_claims(done: Imported) -> tuple[set[str], set[str]]:
    """The quads of claims in a graph: those that records give, and the others."""
    assert done.graph is not None
    usual: set[str] = set()
    coded: set[str] = set()
    for quad in done.graph.store.quads():
        subject = getattr(quad.subject, "value", "")
        if not isinstance(quad.graph_name, ox.DefaultGraph) and not subject.startswith(f"{ID}{done.importer.name}-"):
            if not quad.graph_name.value.startswith(f"{ID}claim/"):
                continue
        elif isinstance(quad.graph_name, ox.DefaultGraph) and not subject.startswith(f"{ID}claim/"):
            continue  # actors, places, sources
        (coded if quad.predicate.value in CODED_NAMES else usual).add(str(quad))
    return usual, coded


def compare(name: str, file: Path, folder: Path, done: Imported) -> int:
    claims, parts, _, _ = merge_only(name, [file], folder / "tables")
    usual, coded = quads_of_claims(done)
    assert usual | coded == {str(quad) for quad in make_quads(records_of(name, claims, parts), IRIS)}
    assert coded == coded_quads(name, claims)
    return len(claims)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["icews", "gdelt", "mend"])
def test_quads_of_generated_files(name: str, tmp_path: Path) -> None:
    file = GENERATORS[name](tmp_path / FILES[name], rows=300 if name == "mend" else 800, seed=3)
    done = import_events(name, [file], graph=tmp_path / "graph")
    assert compare(name, file, tmp_path, done) > 50


@pytest.mark.parametrize("name", slow_but(["icews", "gdelt", "mend"], "mend"))
@pytest.mark.slow
def test_quads_of_small_generated_files(name: str, tmp_path: Path) -> None:
    file = GENERATORS[name](tmp_path / FILES[name], rows=100, seed=3)
    done = import_events(name, [file], graph=tmp_path / "graph")
    assert compare(name, file, tmp_path, done) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gdelt", "mend"])
def test_quads_of_published_files(name: str, tmp_path: Path) -> None:
    file, done = import_published(name)
    assert compare(name, file, tmp_path, done) > 500


@pytest.mark.slow
def test_quads_of_every_code(tmp_path: Path) -> None:
    rows = [icews_row(event_id=100 + n, cameo_code=code, event_date=f"2018-{1 + n // 28:02}-{1 + n % 28:02}",
                      city="Ankara", source_name="Police (Turkey)")
            for n, code in enumerate(load_event_codes("cameo"))]  # fmt: skip
    done = import_rows("icews", rows, tmp_path)
    assert compare("icews", tmp_path / "events.tab", tmp_path, done) == len(rows)


HOSTILE = [
    'say "hi"', "back\\slash \\n \\u0041 \\", "a' OR '1'='1", "'; DROP TABLE claims; --", "<script>alert(1)</script>",
    '" . <https://x/s> <https://x/p> <https://x/o> . #', "> . <https://x/s> <https://x/p> <https://x/o> <https://x/g",
    "😀 \U0010fffd", "e\u0301\u202e abc", "{{ 7*7 }} ${x} %s {0}", "=cmd|'/C calc'!A0", "\x01\x02\x7f\x85\u2028",
    "claim/x#y", "../../x", "$$ x $$", "a;b", ",,,", "null", "NULL",
]  # fmt: skip


def check_quads(done: Imported, name: str, file: Path, folder: Path) -> None:
    compare(name, file, folder, done)
    assert done.graph is not None
    text = "".join(f"{quad} .\n" for quad in done.graph.store.match())
    assert len(list(ox.parse(text, format=ox.RdfFormat.N_QUADS, lenient=False))) == text.count(" .\n")
    terms = (term for quad in done.graph.store.match() for term in (quad.subject, quad.predicate, quad.object))
    assert not [term for term in terms if str(term).startswith("<https://x/")]


@pytest.mark.slow
def test_hostile_names_and_places(tmp_path: Path) -> None:
    rows = [
        icews_row(event_id=n, source_name=text, source_country=text, target_name=f"{text} B", city=text, country=text,
                  publisher=text, story_id=text, source_sectors=text)
        for n, text in enumerate(HOSTILE, 1)
    ]  # fmt: skip
    done = import_rows("icews", rows, tmp_path)
    assert (done.rejected, done.rows) == (0, len(HOSTILE))
    check_quads(done, "icews", tmp_path / "events.tab", tmp_path)
    assert done.graph is not None
    labels = {row["name"].value for row in done.graph.store.rows("SELECT ?name WHERE { ?x skos:prefLabel ?name }")}
    assert set(HOSTILE) <= labels
    nodes = {term.value for quad in done.graph.store.match() for term in (quad.subject, quad.object)
             if isinstance(term, ox.NamedNode)}  # fmt: skip
    assert not [node for node in nodes if set(node) & set(' "<>\\{}|^`')]


@pytest.mark.slow
def test_hostile_words_of_mend(tmp_path: Path) -> None:
    texts = [*HOSTILE, "one\ntwo\r\nthree\rfour", "tab\tand\n\n\nlines\n"]
    rows = [
        {**mend_row(med_event_id=f"X{n}", summary=text, agmt="1", agmt_name=text, third_party=f"U {text}",
                    local_parties=text, source_urls=f"https://n.example/{n}; {text}"),
         "med_location - MULTISELECT": text}
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip
    done = import_rows("mend", rows, tmp_path)
    assert done.rejected == 0 and done.rows + sum(done.aside.values()) == len(texts)
    check_quads(done, "mend", tmp_path / "events.csv", tmp_path)
    assert done.graph is not None
    words = {
        row["text"].value for row in done.graph.store.rows("SELECT ?text WHERE { GRAPH ?c { ?x akg:content ?text } }")
    }
    assert {text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in texts} <= words


ADDRESSES = [
    "javascript:alert(1)", "https://x/> <https://x/p> <https://x/o", "https://x/a b", 'https://x/"', "data:text/html,x",
    "https://ok.example/a?b=c&d=(e)%20[f]#g'h", "HTTP://SHOUT.example/", "https://x/\\u003e", "https://é.example/",
    "https://ok.example/" + "a" * 2000, "file:///etc/passwd", "https://", "https://x/%zz", "https://x/%", "https://a:b/",
    "https://x/#a#b", "https://a@b@c/",
]  # fmt: skip


@pytest.mark.slow
def test_hostile_addresses(tmp_path: Path) -> None:
    rows = [gdelt_row(GLOBALEVENTID=n, SQLDATE=f"202011{n:02}", SOURCEURL=text) for n, text in enumerate(ADDRESSES, 1)]
    done = import_rows("gdelt", rows, tmp_path)
    assert done.graph is not None
    found = {row["url"].value for row in done.graph.store.rows("SELECT ?url WHERE { ?x schema:url ?url }")}
    assert found == {
        "https://ok.example/a?b=c&d=(e)%20%5Bf%5D#g'h", "https://x/%3E%20%3Chttps://x/p%3E%20%3Chttps://x/o",
        "https://x/a%20b", "https://x/%22", "https://x/%25zz", "https://x/%25", "https://x/#a%23b",
    }  # fmt: skip
    assert found <= {encode_address(text) for text in ADDRESSES}
    assert done.rows == len(ADDRESSES)
    text = "".join(f"{quad} .\n" for quad in done.graph.store.match())
    assert list(ox.parse(text, format=ox.RdfFormat.N_QUADS, lenient=False))


@pytest.mark.slow
def test_ids_that_cannot_be_in_an_iri_are_rejected(tmp_path: Path) -> None:
    wrong = ["a b", "x>", '"', "../x", "", "é", "x" * 81, "police-turkey", "a/b", "<b>", "1 2"]
    rows = [icews_row(event_id=number) for n, other in enumerate(wrong, 1) for number in (n, other)]
    done = import_rows("icews", rows, tmp_path)
    assert (done.events, done.rows, done.rejected) == (1, len(wrong), len(wrong))
    rejects = read_rejects(tmp_path / "graph" / "events" / "icews.rejects.csv")
    assert [reject.line for reject in rejects] == list(range(3, 2 * len(wrong) + 2, 2))


def test_ids_that_look_like_one_another_stay_apart(tmp_path: Path) -> None:
    """Actors, places, events and sources with names that would have one id."""
    names = ["Publisher", "2018-10-01", "20181001", "Place Nairobi Kenya", "Ontology"]
    rows = [
        icews_row(event_id=20181000 + n, source_name=name, source_country=None, event_date=f"2018-10-{n:02}",
                  city="Nairobi", country="Kenya")
        for n, name in enumerate(names, 1)
    ]  # fmt: skip
    done = import_rows("icews", rows, tmp_path)
    assert done.graph is not None
    types: dict[str, set[str]] = {}
    for quad in done.graph.store.match(None, TYPE):
        subject = str(quad.subject)
        if subject.startswith(f"<{ID}") and "#" not in subject:
            types.setdefault(subject, set()).add(str(quad.object))
    assert {subject: kinds for subject, kinds in types.items() if len(kinds) > 1} == {}


@pytest.mark.slow
def test_the_shapes_hold_for_coded_claims(tmp_path: Path) -> None:
    rows = [
        icews_row(event_id=100 + n, cameo_code=code, city="Ankara", event_date=f"2018-10-{1 + n % 28:02}")
        for n, code in enumerate(load_event_codes("cameo"))
    ]
    import_rows("icews", rows, tmp_path, file="i.tab")
    import_events("mend", [write_mend(tmp_path / "m.csv", rows=40)], graph=tmp_path / "graph")
    file = WRITERS["gdelt"](tmp_path / "g.csv", [gdelt_row(EventCode="045"), gdelt_row(GLOBALEVENTID="2")])
    done = import_events("gdelt", [file], graph=tmp_path / "graph")
    assert done.graph is not None
    data = to_rdflib(chain((quad.triple for quad in done.graph.store.match()), read_ontology(core_files())))
    rules = to_rdflib(read_ontology([shapes_file()]))
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", inplace=True, advanced=False)
    found = set(report.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?shape ?node WHERE { ?result sh:sourceShape ?shape ;"
        " sh:focusNode ?node ; sh:resultSeverity ?how FILTER(?how != sh:Info) }"
    ))  # fmt: skip
    assert {(str(shape), str(node)) for shape, node in found} == set()
