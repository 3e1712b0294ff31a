"""RDF files as facts: the same records, the same checks, and nothing is dropped without a word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from shared_graphs import shipped_graph, shipped_records
from tiers import slow_but

import kg
from kg.building.builds import check, note_conflicts
from kg.checking.loading import load_facts
from kg.errors import Problem
from kg.model.records import Records
from kg.store.oxigraph import FORMATS

SUFFIXES = {"trig": ".trig", "nquads": ".nq", "jsonld": ".jsonld"}

PREFIXES = """
@prefix : <https://w3id.org/actor-kg/id/> .
@prefix c: <https://w3id.org/actor-kg/id/claim/> .
@prefix akg: <https://w3id.org/actor-kg/ontology/> .
@prefix role: <https://w3id.org/actor-kg/role/> .
@prefix status: <https://w3id.org/actor-kg/status/> .
@prefix rank: <https://w3id.org/actor-kg/rank/> .
@prefix check: <https://w3id.org/actor-kg/check/> .
@prefix topic: <https://w3id.org/actor-kg/topic/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
REGISTER = """
:turkey a akg:State ; skos:prefLabel "Turkey"@en, "Türkiye"@tr ; akg:byword "Ankara" .
:erdogan a akg:Person ; skos:prefLabel "Recep Tayyip Erdoğan"@en ; akg:belongsTo :turkey .
:putin a akg:Person ; skos:prefLabel "Vladimir Putin"@en .
:paper a akg:NewsOrganization ; skos:prefLabel "The Paper"@en .
:news a akg:NewsArticle ; akg:publisher :paper ; akg:date "2022-04-26"^^edtf:EDTF ;
    akg:earliest "2022-04-26"^^xsd:date ; akg:latest "2022-04-26"^^xsd:date .
"""
CLAIM = """
c:one a akg:Claim ; akg:states :call ; akg:source :news ; akg:accordingTo :paper ; akg:rank rank:normal ;
    akg:check check:text ; akg:phrase "spoke on the phone on Tuesday" .
"""
ERDOGAN = """
  c:one-a a akg:Participation ; akg:event :call ; akg:participant :erdogan ; akg:role role:mediator ;
    akg:onBehalfOf :turkey ; akg:roleStatus status:exercised ."""
PUTIN = """
  [] a akg:Participation ; akg:event :call ; akg:participant :putin ; akg:role role:belligerent ;
    akg:roleStatus status:exercised ."""
CALL = """
  :call a akg:PhoneCall ; akg:date "2022-04-26"^^edtf:EDTF ; akg:topic topic:ceasefire ;
    akg:earliest "2022-04-26"^^xsd:date ; akg:latest "2022-04-26"^^xsd:date ."""


def whole(*, call: str = CALL, erdogan: str = ERDOGAN, putin: str = PUTIN, more: str = "", inside: str = "") -> str:
    """A small sound data set in TriG, some of it exchanged."""
    text = f"{PREFIXES}{REGISTER}{CLAIM}{more}\nc:one {{{call}{erdogan}{putin}{inside}\n}}\n"
    return text.replace("c:one ", "c:news\\/call ").replace(
        "c:one-a", "<https://w3id.org/actor-kg/id/claim/news/call#a>"
    )


def problems(text: str, folder: Path, *, suffix: str = ".trig") -> list[Problem]:
    """The problems of one RDF file."""
    (folder / f"all{suffix}").write_text(text, encoding="utf-8", newline="\n")
    return load_facts([folder]).problems


def codes(text: str, folder: Path, *, suffix: str = ".trig") -> set[str]:
    """The codes of the problems of one RDF file, errors only."""
    return {problem.code for problem in problems(text, folder, suffix=suffix) if problem.severity == "error"}


def test_a_small_file_is_sound(tmp_path: Path) -> None:
    assert [str(problem) for problem in problems(whole(), tmp_path)] == []


def test_turtle_has_the_register(tmp_path: Path) -> None:
    (tmp_path / "actors.ttl").write_text(PREFIXES + REGISTER, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(
        "basis: known\nclaims:\n- phone call: c1\n  participants: [erdogan, putin]\n", encoding="utf-8"
    )
    loaded = load_facts([tmp_path])
    assert loaded.problems == []
    assert [actor.id for actor in loaded.records.actors] == ["erdogan", "paper", "putin", "turkey"]
    assert loaded.records.sources[0].publisher == "paper"


@pytest.mark.parametrize("form", slow_but(FORMATS, "jsonld"))
def test_the_shipped_facts_in_each_form(form: str, tmp_path: Path) -> None:
    (tmp_path / f"all{SUFFIXES[form]}").write_text(shipped_graph().export(form), encoding="utf-8", newline="\n")
    loaded = load_facts([tmp_path])
    assert [p for p in loaded.problems if p.severity == "error"] == []
    assert loaded.records == shipped_records()


@cache
def read_by_rdflib() -> rdflib.Dataset:
    """The shipped data set in another implementation."""
    other = rdflib.Dataset()
    other.parse(data=shipped_graph().export("nquads"), format="nquads")
    return other


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.slow
@pytest.mark.parametrize("form", ["trig", "nquads", "json-ld"])
def test_what_another_implementation_writes(form: str, tmp_path: Path) -> None:
    text = read_by_rdflib().serialize(format=form, encoding="utf-8").decode("utf-8")
    (tmp_path / f"all{SUFFIXES[form.replace('-', '')]}").write_text(text, encoding="utf-8", newline="\n")
    assert load_facts([tmp_path]).records == shipped_records()
    assert kg.load(tmp_path).export() == shipped_graph().export()


@pytest.mark.parametrize(
    "text,code",
    [
        (whole(erdogan=ERDOGAN.replace(":erdogan", ":erdogann")), "unknown-id"),
        (whole(putin=""), "phone-call-needs-two"),
        (whole(call=CALL.replace('"2022-04-26"^^edtf', '"26 April 2022"^^edtf')), "bad-date"),
        (whole(call=CALL.replace('"2022-04-26"^^edtf', '"2022-02-31"^^edtf')), "impossible-date"),
        (whole(call=CALL.replace('"2022-04-26"^^edtf:EDTF', '"2022-03"^^xsd:date')), "ill-typed"),
        (whole(call=CALL.replace('"2022-04-26"^^edtf:EDTF', '"2022-04-26"^^xsd:date')), "ill-typed"),
        (whole(call=CALL.replace('earliest "2022-04-26"', 'earliest "2022-04-25"')), "not-understood"),
        (whole(inside="\n:call akg:mood 'good' ."), "not-understood"),
        (whole(inside="\n:call <http://purl.org/dc/terms/creator> 'me' ."), "not-understood"),
        (whole(inside="\n:other a akg:Meeting ."), "not-understood"),
        (whole(more=":loose a akg:PhoneCall .\n"), "no-claim"),
        (whole(more=":thing a akg:Thing .\n"), "unknown-type"),
        (whole(more=":thing akg:belongsTo :turkey .\n"), "unknown-type"),
        (whole(more="<https://elsewhere.example/a> a akg:State ; skos:prefLabel 'A'@en .\n"), "foreign-id"),
        (whole(erdogan=ERDOGAN.replace(":erdogan", "<https://elsewhere.example/a>")), "foreign-id"),
        (whole(erdogan=ERDOGAN.replace("akg:participant :erdogan", "akg:participant 'erdogan'")), "foreign-id"),
        (whole(call=CALL + "\n:call akg:content 'a', 'b' ."), "two-values"),
        (whole(erdogan=ERDOGAN.replace("role:mediator", "role:mediatr")), "unknown-role"),
        (whole(erdogan=ERDOGAN.replace("akg:role role:mediator ;", "")), "missing-key"),
        (whole(more=":putin skos:prefLabel 'no language' .\n"), "no-language"),
        (whole(more=":putin skos:altLabel 'Poutine'@fr .\n"), "not-understood"),
        (whole(more=':putin akg:byword "a\\u202Eb" .\n'), "control-character"),
        (whole(more=':putin skos:prefLabel "a\\u0000b"@fr .\n'), "control-character"),
        (whole(more=f":putin skos:altLabel '{'x' * 5000}' .\n"), "too-long"),
        (whole(more=":putin dcterms:description '' .\n"), "empty-value"),
        (whole(more=":Putin a akg:Person ; skos:prefLabel 'P'@en .\n"), "bad-id"),
        (whole(more="c:Two a akg:Claim ; akg:rank rank:normal ; akg:check check:text .\n"), "bad-id"),
        (whole(more="c:news\\/two a akg:Claim ; akg:rank rank:normal ; akg:check check:text .\n"), "missing-key"),
        (whole(inside="\n:call akg:code <https://w3id.org/actor-kg/cameo/0411> ."), "unknown-code"),
        (whole(inside="\n:call akg:code <https://elsewhere.example/041> ."), "unknown-code"),
        (whole(more="c:news\\/call akg:rowCount 0 .\n"), "bad-value"),
        (whole(more="c:news\\/call akg:rowCount 1, 2 .\n"), "two-values"),
        (whole(more="c:news\\/call <https://schema.org/url> <ftp://a.example/x> .\n"), "bad-address"),
        (whole(more="<http://a/g> { :x a akg:State }\n"), "not-understood"),
        (whole(more=":putin <https://schema.org/sameAs> <javascript:alert(1)> .\n"), "bad-address"),
        (whole(more=":turkey a akg:Person .\n"), "not-understood"),
    ],
)
def test_the_checks_bite(text: str, code: str, tmp_path: Path) -> None:
    found = problems(text, tmp_path)
    assert code in {problem.code for problem in found}, [str(problem) for problem in found]
    assert any(problem.severity == "error" for problem in found)


@pytest.mark.parametrize(
    "text,suffix,line",
    [
        (PREFIXES + ":a a akg:State ;;; .\n:b a\n", ".ttl", PREFIXES.count("\n") + 3),
        (":a a :b .", ".ttl", 1),
        ("<http://a> <http://b> .\n", ".nt", 1),
        ("<http://a> <http://b> 'c' .\n", ".nq", 1),
        ('{"@id": "http://a/", \n "http://b/": }', ".jsonld", 2),
        ('{"@context": "https://example.org/context.jsonld", "@id": "http://a/", "b": 1}', ".jsonld", 1),
        (PREFIXES + ":c { :a a akg:State ", ".trig", PREFIXES.count("\n") + 1),
    ],
)
def test_broken_syntax_has_a_line(text: str, suffix: str, line: int, tmp_path: Path) -> None:
    found = problems(text, tmp_path, suffix=suffix)
    broken = [problem for problem in found if problem.code == "broken-rdf"]
    assert len(broken) == 1, [str(problem) for problem in found]
    assert (broken[0].origin.line, broken[0].origin.column > 0) == (line, True)


def test_a_problem_has_the_line_of_what_it_is_about(tmp_path: Path) -> None:
    text = whole(erdogan=ERDOGAN.replace(":erdogan", ":erdogann"))
    (found,) = [problem for problem in problems(text, tmp_path) if problem.code == "unknown-id"]
    assert found.suggestion == "erdogan"
    assert found.origin.path.endswith("all.trig") and found.origin.line > 0


@pytest.mark.parametrize("label", ["</script><script>alert(1)</script>", "a\nb", "'\"\\", "yes", "שלום", "{{ 1 }}"])
def test_hostile_labels_stay_as_they_are(label: str, tmp_path: Path) -> None:
    text = whole(more=f":putin skos:altLabel {rdflib.Literal(label).n3()} .\n")
    assert problems(text, tmp_path) == []
    putin = next(actor for actor in load_facts([tmp_path]).records.actors if actor.id == "putin")
    assert putin.names.spellings == (label,)


def test_own_names_of_participations_do_not_matter(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    found: list[Records] = []
    for folder, text in ((first, whole()), (second, whole(erdogan=ERDOGAN.replace("c:one-a", "_:x")))):
        folder.mkdir()
        assert problems(text, folder) == []
        found.append(load_facts([folder]).records)
    assert found[0] == found[1]


def test_two_files_and_a_facts_file_give_each_id_once(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("actors: {turkey: {type: State, name: Turkey}}\n", encoding="utf-8")
    assert "duplicate-id" in codes(whole(), tmp_path)


def test_a_claim_over_several_files_is_not_put_together_in_silence(tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(PREFIXES + ":putin akg:byword 'the Kremlin' .\n", encoding="utf-8")
    assert codes(whole(), tmp_path)


@pytest.mark.parametrize(("form", "suffix"), slow_but([("trig", "trig"), ("nquads", "nq")], ("nquads", "nq")))
def test_a_claim_is_found_by_its_whole_name(form: str, suffix: str, tmp_path: Path) -> None:
    """Of two claims whose ids end alike (`.../2`) each is told where it stands, not where the first of them does."""
    path = tmp_path / f"all.{suffix}"
    path.write_text(shipped_graph().export(form), encoding="utf-8", newline="")
    loaded = check(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    noted = {note.origin.line for note in note_conflicts(loaded)}
    assert len(noted) == 28  # as many as in the facts files
    assert all("claim" in lines[line - 1] for line in noted)
    for claim in loaded.records.claims:
        line = lines[loaded.reading.where(claim.id).line - 1].replace("\\", "")
        assert re.search(re.escape(claim.id) + r"[> ]", line), claim.id
