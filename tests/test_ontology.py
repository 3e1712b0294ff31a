"""The ontology: it is tidy, it reasons, it does not contradict itself, and its shapes find what they should."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, Namespace, URIRef
from rdflib.namespace import OWL, SKOS

ONTOLOGY = Path(__file__).parent.parent / "ontology"
CORE = ("actors", "events", "claims", "roles")
QUERIES = sorted((ONTOLOGY / "hygiene").glob("*.rq"))

AKG = Namespace("https://w3id.org/actor-kg/ontology/")
ID = Namespace("https://w3id.org/actor-kg/id/")
SHAPE = "https://w3id.org/actor-kg/shape/"
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")  # what owlrl writes at a contradiction

PREFIXES = """
@prefix : <https://w3id.org/actor-kg/id/> .
@prefix akg: <https://w3id.org/actor-kg/ontology/> .
@prefix akg-shape: <https://w3id.org/actor-kg/shape/> .
@prefix manner: <https://w3id.org/actor-kg/manner/> .
@prefix role: <https://w3id.org/actor-kg/role/> .
@prefix status: <https://w3id.org/actor-kg/status/> .
@prefix topic: <https://w3id.org/actor-kg/topic/> .
@prefix check: <https://w3id.org/actor-kg/check/> .
@prefix rank: <https://w3id.org/actor-kg/rank/> .
@prefix relation: <https://w3id.org/actor-kg/relation/> .
@prefix seniority: <https://w3id.org/actor-kg/seniority/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def part(event: str, who: str, role: str) -> str:
    return (
        f":{event}-{who}-{role} a akg:Participation ; akg:event :{event} ; akg:participant :{who} ; "
        f"akg:role role:{role} ; akg:roleStatus status:exercised .\n"
    )


def said(kind: str, rest: str = "") -> str:
    return f":x a akg:{kind} {rest} .\n" + part("x", "putin", "speaker")


SOUND = f"""
:turkey a akg:State ; skos:prefLabel "Turkey"@en ; akg:byword "Ankara"@en .
:russia a akg:State ; skos:prefLabel "Russia"@en .
:ukraine a akg:State ; skos:prefLabel "Ukraine"@en .
:nato a akg:Alliance ; skos:prefLabel "NATO"@en .
:paper a akg:NewsOrganization ; skos:prefLabel "A newspaper"@en .
:erdogan a akg:Person ; skos:prefLabel "Recep Tayyip Erdoğan"@en .
:putin a akg:Person ; skos:prefLabel "Vladimir Putin"@en .
:somebody a akg:Actor ; skos:prefLabel "Somebody, a person or a body"@en .
:clerk a akg:Person ; dcterms:description "A clerk whom the source does not name."@en .
:officials a akg:Group ; dcterms:description "Ukrainian officials"@en ; akg:belongsTo :ukraine .
:president a akg:Office ; skos:prefLabel "president of Turkey"@en ; akg:belongsTo :turkey ;
    akg:seniority seniority:leading .
:desk a akg:Office ; skos:prefLabel "head of the press desk"@en ; akg:seniority seniority:other .
:tenure-1 a akg:Tenure ; akg:heldBy :erdogan ; akg:ofOffice :president ;
    akg:date "2014-08-28/.."^^edtf:EDTF ; akg:earliest "2014-08-28"^^xsd:date .
:tenure-2 a akg:Tenure ; akg:heldBy :clerk ; akg:ofOffice :desk .
:in-nato a akg:Membership ; akg:member :turkey ; akg:affiliatedWith :nato .
:border a akg:Relation ; akg:between :turkey, :ukraine ; akg:relationKind relation:shares-border .
:istanbul a akg:Place ; skos:prefLabel "Istanbul"@en .
:old-town a akg:Place ; skos:prefLabel "the old town"@en ; akg:within :istanbul .
:war a akg:Conflict ; skos:prefLabel "the war"@en .
:war-a a akg:Side ; akg:sideOf :war ; akg:party :russia .
:war-b a akg:Side ; akg:sideOf :war ; akg:party :ukraine .
:call a akg:PhoneCall ; akg:topic topic:ceasefire ; akg:partOf :war ; akg:regards :istanbul ;
    akg:date "2022-04-26"^^edtf:EDTF ; akg:earliest "2022-04-26"^^xsd:date ; akg:latest "2022-04-26"^^xsd:date .
{part("call", "erdogan", "mediator")}{part("call", "putin", "belligerent")}
:call-erdogan-mediator akg:onBehalfOf :turkey .
:offer a akg:Offer ; akg:during :call ; akg:content "to host the two leaders" ; akg:concernsRole :hosting .
{part("offer", "erdogan", "speaker")}{part("offer", "putin", "addressee")}
:summit a akg:Summit ; akg:eventStatus <https://w3id.org/actor-kg/event-status/proposed> ; akg:place :istanbul .
{part("summit", "putin", "participant")}{part("summit", "erdogan", "participant")}
:hosting a akg:Participation ; akg:event :summit ; akg:participant :turkey ;
    akg:role role:host ; akg:roleStatus status:offered .
:refusal a akg:Refusal ; akg:answers :offer .
{part("refusal", "putin", "speaker")}
:denial a akg:Denial ; akg:denies :in-nato .
{part("denial", "putin", "speaker")}
:papers a akg:Agreement ; akg:place :istanbul .
{part("papers", "turkey", "third-party")}{part("papers", "russia", "party")}
:demand a akg:Demand ; akg:demandedOf :ukraine .
{part("demand", "putin", "speaker")}
:straits a akg:Measure .
{part("straits", "turkey", "performer")}
:stance a akg:Stance ; akg:holder :turkey ; akg:supports topic:sovereignty, topic:territorial-integrity .
:against a akg:Stance ; akg:holder :turkey ; akg:opposes topic:sanctions .
:article a akg:NewsArticle ; akg:publisher :paper ;
    akg:date "2022-04-26"^^edtf:EDTF ; akg:earliest "2022-04-26"^^xsd:date ; akg:latest "2022-04-26"^^xsd:date .
:claim-1 a akg:Claim ; akg:source :article ; akg:accordingTo :president ; akg:rank rank:normal ; akg:check check:text ;
    akg:phrase "told his counterpart during a phone call" ; akg:states :call .
:claim-2 a akg:Claim ; akg:basis "Public record." ; akg:rank rank:normal ;
    akg:check check:background ; akg:states :tenure-1 .
:set a akg:DataSet ; akg:publisher :paper ; akg:date "2022"^^edtf:EDTF .
:coded a akg:PhoneCall ; akg:code <https://w3id.org/actor-kg/cameo/041> .
{part("coded", "turkey", "participant")}{part("coded", "russia", "participant")}
:applause a akg:Stance ; akg:holder :turkey ; akg:supports :ukraine ; akg:code <https://w3id.org/actor-kg/cameo/051> .
:claim-3 a akg:Claim ; akg:source :set ; akg:check check:machine-coded ; akg:states :coded ;
    akg:row "33685578", "33685579" ; akg:rowCount 2 ; akg:articleCount 1 ; akg:publisherCount 1 .
"""

# For each shape: a few facts that, beside the sound ones, break this shape and no other.
BROKEN = {
    "phone-call-needs-two": ":x a akg:PhoneCall ." + part("x", "putin", "participant"),
    "meeting-needs-two": ":x a akg:Meeting ." + part("x", "putin", "participant"),
    "talks-need-two": ":x a akg:Talks ." + part("x", "putin", "participant") + part("x", "putin", "negotiator"),
    "summit-needs-two": ":x a akg:Summit ." + part("x", "putin", "participant"),
    "message-needs-two": ":x a akg:Message ." + part("x", "putin", "participant"),
    "contact-needs-participant": ":x a akg:Visit .",
    "agreement-needs-two": ":x a akg:Agreement ." + part("x", "putin", "party"),
    "act-needs-speaker": ":x a akg:Pledge ." + part("x", "putin", "addressee"),
    "measure-needs-performer": ":x a akg:Measure ." + part("x", "putin", "participant"),
    "answers-an-act": said("Statement", "; akg:answers :call"),
    "answer-to-what": said("Refusal"),
    "denial-of-what": said("Denial"),
    "denies-what-is-claimed": said("Denial", "; akg:denies :istanbul"),
    "only-a-denial-denies": said("Statement", "; akg:denies :in-nato"),
    "demanded-of-actor": said("Demand", "; akg:demandedOf :istanbul"),
    "concerns-a-role": said("Offer", "; akg:concernsRole :turkey"),
    "during-an-event": said("Statement", "; akg:during :turkey"),
    "part-of-process": ":call akg:partOf :offer .",
    "place-is-a-place": ":call akg:place :turkey .",
    "topic-is-a-topic": ":call akg:topic :istanbul .",
    "event-status-is-known": ":call akg:eventStatus status:offered .",
    "manner-is-known": ":call akg:manner status:offered .",
    "manner-of-a-contact": ":istanbul akg:manner manner:direct .",
    "indirect-by-a-third-party": ":x a akg:Talks ; akg:manner manner:indirect ."
    + part("x", "putin", "participant")
    + part("x", "erdogan", "negotiator"),
    "count-at-least-two": ":call akg:count 1 .",
    "code-is-a-code": ":call akg:code '041' .",
    "code-of-an-event-or-stance": ":istanbul akg:code <https://w3id.org/actor-kg/cameo/041> .",
    "regards-something-known": ":call akg:regards :article .",
    "participation-one-event": part("x", "putin", "host").replace("akg:event :x ;", ""),
    "role-in-an-event": part("istanbul", "turkey", "host"),
    "participation-one-participant": part("call", "putin", "observer").replace(
        "akg:participant :putin", "akg:participant :putin, :clerk"
    ),
    "participant-is-actor-or-office": part("call", "istanbul", "host"),
    "in-office-is-an-office": ":call-putin-belligerent akg:inOffice :russia .",
    "participation-one-role": ":call-putin-belligerent akg:role role:party .",
    "role-is-a-role": part("call", "clerk", "observer").replace("role:observer", "status:offered"),
    "participation-one-status": ":call-putin-belligerent akg:roleStatus status:ended .",
    "role-status-is-known": part("call", "clerk", "observer").replace("status:exercised", "role:host"),
    "on-behalf-of-actor": ":call-putin-belligerent akg:onBehalfOf :desk .",
    "claim-needs-source": ":x a akg:Claim ; akg:check check:machine-coded .",
    "source-is-a-source": ":x a akg:Claim ; akg:check check:machine-coded ; akg:source :turkey .",
    "basis-means-background": ":x a akg:Claim ; akg:check check:machine-coded ; akg:basis 'Known.' .",
    "background-needs-basis": ":x a akg:Claim ; akg:check check:background ; akg:source :article .",
    "claim-without-phrase": ":x a akg:Claim ; akg:check check:excerpt ; akg:source :article .",
    "phrase-three-to-fifteen-words": ":x a akg:Claim ; akg:source :article ; akg:phrase 'two words' .",
    "row-is-an-id": f":claim-2 akg:row '{'1' * 201}' .",
    "row-count-at-least-one": ":claim-2 akg:rowCount 0 .",
    "article-count-at-least-one": ":claim-2 akg:articleCount 2, 3 .",
    "publisher-count-at-least-one": ":claim-2 akg:publisherCount 'two' .",
    "according-to-actor-or-office": ":claim-2 akg:accordingTo :istanbul .",
    "rank-is-known": ":claim-2 akg:rank check:text .",
    "check-is-known": ":claim-1 akg:check rank:normal .",
    "source-needs-publisher": ":x a akg:Report ; akg:date '2022'^^edtf:EDTF .",
    "publisher-is-an-actor": ":article akg:publisher :istanbul .",
    "source-needs-date": ":x a akg:Report ; akg:publisher :paper .",
    "tenure-needs-holder": ":x a akg:Tenure ; akg:ofOffice :desk .",
    "tenure-holder-is-a-person": ":x a akg:Tenure ; akg:ofOffice :desk ; akg:heldBy :turkey .",
    "tenure-needs-office": ":x a akg:Tenure ; akg:heldBy :putin .",
    "tenure-office-is-an-office": ":x a akg:Tenure ; akg:heldBy :putin ; akg:ofOffice :turkey .",
    "affiliation-needs-member": ":x a akg:Membership ; akg:affiliatedWith :nato .",
    "member-is-an-actor": ":x a akg:Membership ; akg:affiliatedWith :nato ; akg:member :istanbul .",
    "affiliation-needs-body": ":x a akg:Affiliation ; akg:member :turkey .",
    "body-is-an-actor": ":x a akg:Affiliation ; akg:member :turkey ; akg:affiliatedWith :istanbul .",
    "affiliation-with-itself": ":x a akg:Membership ; akg:member :nato ; akg:affiliatedWith :nato .",
    "relation-needs-two": ":x a akg:Relation ; akg:between :turkey ; akg:relationKind relation:dispute .",
    "relation-between-actors": (
        ":x a akg:Relation ; akg:between :turkey, :istanbul ; akg:relationKind relation:dispute ."
    ),
    "relation-needs-kind": ":x a akg:Relation ; akg:between :turkey, :russia .",
    "relation-kind-is-known": ":border akg:relationKind topic:straits .",
    "stance-needs-holder": ":x a akg:Stance ; akg:supports :turkey .",
    "holder-is-actor-or-office": ":x a akg:Stance ; akg:supports :turkey ; akg:holder :istanbul .",
    "stance-needs-object": ":x a akg:Stance ; akg:holder :turkey .",
    "stance-one-direction": ":stance akg:opposes topic:sanctions .",
    "stance-on-something-known": ":stance akg:supports :article .",
    "conflict-needs-two-sides": ":x a akg:Conflict . :x-a a akg:Side ; akg:sideOf :x ; akg:party :russia .",
    "side-needs-conflict": ":x a akg:Side ; akg:party :turkey .",
    "side-needs-party": ":x a akg:Side ; akg:sideOf :war .",
    "party-is-an-actor": ":war-a akg:party :istanbul .",
    "actor-needs-name": ":x a akg:Group .",
    "office-needs-name": ":x a akg:Office .",
    "place-needs-name": ":x a akg:Place .",
    "topic-needs-name": ":x a akg:Topic .",
    "one-name-per-language": ":turkey skos:prefLabel 'Türkiye'@en .",
    "belongs-to-actor": ":turkey akg:belongsTo :istanbul .",
    "place-within-place": ":istanbul akg:within :turkey .",
    "seniority-is-known": ":desk akg:seniority status:offered .",
    "leader-needs-leading-tenure": ":clerk a akg:Leader .",
    "leading-office-needs-seniority": ":desk a akg:LeadingOffice .",
    "date-as-written": ":call akg:date '2022-04-26' .",
    "earliest-is-a-day": ":border akg:earliest '2022-04' .",
    "latest-is-a-day": ":border akg:latest '2022-04' .",
    "dates-in-order": ":call akg:earliest '2022-05-01'^^xsd:date .",
    "source-dates-in-order": ":article akg:earliest '2022-05-01'^^xsd:date .",
}

# For each hygiene query: something untidy, and the name of the term that the query must give.
UNTIDY = {
    "no-label": ("akg:Bad a owl:Class .", "Bad"),
    "no-definition": ("akg:Bad a owl:Class .", "Bad"),
    "no-example": ("role:bad a skos:Concept .", "bad"),
    "not-defined-by": ("akg:Bad a owl:Class .", "Bad"),
    "no-scheme": ("role:bad a akg:Role, skos:Concept .", "bad"),
    "wrong-kind": ("role:bad a akg:Topic, skos:Concept ; skos:inScheme role: .", "bad"),
    "not-individual": ("role:bad a akg:Role, skos:Concept .", "bad"),
    "role-without-source": ("role:bad a akg:Role .", "bad"),
    "role-at-the-table": ("role:bad a akg:Role ; akg:atTheTable 'yes' .", "bad"),
    "coded": ("check:text akg:coded true .", "text"),
    "precedence": ("rank:bad a akg:Rank ; akg:precedence 2 .", "bad"),
    "excludes": ("role:host akg:excludes role:third-party .", "host"),
    "outside-namespace": ("topic:bad a akg:Role, skos:Concept ; skos:inScheme role: .", "bad"),
    "naming": ("akg:bad_class a owl:Class .", "bad_class"),
    "not-defined": ("role:bad skos:broader role:unheard-of ; a akg:Role .", "unheard-of"),
    "duplicate-label": ("akg:Zzz a owl:Class ; rdfs:label 'phone call'@en .", "PhoneCall"),
    "outside-hierarchy": ("akg:Bad a owl:Class ; rdfs:subClassOf skos:Collection .", "Bad"),
    "not-owl-rl": ("akg:bad a owl:DatatypeProperty ; rdfs:range xsd:date .", "bad"),
    "functional": ("akg:heldBy a owl:FunctionalProperty .", "heldBy"),
    "cycle": ("role:party skos:broader role:belligerent .", "party"),
    "orphan-property": ("akg:bad a owl:ObjectProperty .", "bad"),
    "deprecated": ("akg:Bad a owl:Class ; owl:deprecated true .", "Bad"),
    "facts-key": ("akg:Visit akg:factsKey 'meeting' .", "Visit"),
    "header": ("akg: owl:imports <http://www.w3.org/ns/prov-o> .", ""),
    "shape": ("akg-shape:bad a sh:NodeShape ; sh:targetClass akg:Actor .", "bad"),
}

# The axioms of the foreign vocabularies that could turn an alignment into a wrong conclusion.
FOREIGN = """
sem:accordingTo rdfs:domain sem:View ; rdfs:range sem:Authority .
sem:hasPlace rdfs:domain sem:Event ; rdfs:range sem:Place .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:actedOnBehalfOf rdfs:domain prov:Agent ; rdfs:range prov:Agent .
prov:Activity owl:disjointWith prov:Entity .
foaf:Person owl:disjointWith foaf:Organization .
"""


def turtle(*texts: str) -> Graph:
    return Graph().parse(data=PREFIXES + "\n".join(texts), format="turtle")


def read(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGY / f"{name}.ttl", format="turtle")
    return graph


def closure(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> int:
    return len(set(graph.subjects(RDF.type, ERROR)))


def our_types(graph: Graph) -> set[tuple[str, str]]:
    return {
        (str(node), str(kind))
        for node, kind in graph.subject_objects(RDF.type)
        if str(node).startswith(str(ID)) and str(kind).startswith(str(AKG))
    }


def hygiene_store(extra: str = "") -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for path in (*sorted(ONTOLOGY.glob("*.ttl")), ONTOLOGY / "crosswalks" / "terms.ttl"):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    store.load(PREFIXES + extra, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def rows(store: pyoxigraph.Store, query: Path) -> list[str]:
    found = store.query(query.read_text(encoding="utf-8"))
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [str(row["term"]) for row in found]


def codes(*facts: str) -> set[str]:
    """The codes that the shapes report for these facts."""
    added = [triple for triple in turtle(*facts) if triple not in CHECKED]
    for triple in added:
        CHECKED.add(triple)
    try:
        _, report, _ = pyshacl.validate(CHECKED, shacl_graph=SHAPES, inference="none", advanced=False, inplace=True)
    finally:
        for triple in added:
            CHECKED.remove(triple)
    assert isinstance(report, Graph)
    return {str(shape).removeprefix(SHAPE) for shape in report.objects(None, SH.sourceShape)}


SHAPES = read("shapes")
CORE_GRAPH = read(*CORE)
CHECKED = read(*CORE)  # what is checked is put into it and taken out again: to join it with the core takes long


@pytest.fixture(scope="module")
def plain() -> Graph:
    """All that follows from the core and the sound facts."""
    return closure(read(*CORE) + turtle(SOUND))


@pytest.fixture(scope="module")
def aligned() -> Graph:
    """The same with the alignments, and with what the foreign vocabularies say of their own words."""
    return closure(read(*CORE, "alignments") + turtle(SOUND, FOREIGN))


@pytest.mark.parametrize("name", [*CORE, "shapes", "alignments", "crosswalks/terms"])
def test_files_parse(name: str) -> None:
    assert len(read(name)) > 0


def test_one_header_and_no_import() -> None:
    assert list(CORE_GRAPH.subjects(RDF.type, OWL.Ontology)) == [URIRef(str(AKG))]
    assert not list(CORE_GRAPH.objects(None, OWL.imports))
    assert "alignments" not in "".join((ONTOLOGY / f"{name}.ttl").read_text(encoding="utf-8") for name in CORE)


def test_every_claimable_class_has_its_key() -> None:
    keys = {str(key) for key in CORE_GRAPH.objects(None, AKG.factsKey)}
    assert keys == {
        "contact", "phone call", "meeting", "talks", "summit", "visit", "message",
        "offer", "request", "demand", "pledge", "appeal", "statement", "acceptance", "refusal", "denial", "measure",
            "invitation", "withdrawal",
        "agreement", "process", "conflict", "tenure", "membership", "relation", "stance", "role",
    }  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_hygiene(query: Path) -> None:
    assert rows(hygiene_store(), query) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_hygiene_query_bites(query: Path) -> None:
    untidy, name = UNTIDY[query.stem]
    assert any(term.rstrip(">").endswith(f"/{name}") for term in rows(hygiene_store(untidy), query))


@pytest.mark.slow
def test_leader_follows_from_a_leading_office(plain: Graph) -> None:
    assert (ID.erdogan, RDF.type, AKG.Leader) in plain
    assert (ID.president, RDF.type, AKG.LeadingOffice) in plain
    assert (ID.erdogan, AKG.holdsTenure, ID["tenure-1"]) in plain


@pytest.mark.slow
def test_no_leader_without_a_leading_office(plain: Graph) -> None:
    assert set(plain.subjects(RDF.type, AKG.Leader)) == {ID.erdogan}
    assert set(plain.subjects(RDF.type, AKG.LeadingOffice)) == {ID.president}


@pytest.mark.slow
def test_no_contradiction(plain: Graph, aligned: Graph) -> None:
    assert contradictions(plain) == 0
    assert contradictions(aligned) == 0


@pytest.mark.slow
def test_a_contradiction_is_seen() -> None:
    assert contradictions(closure(read(*CORE) + turtle(":x a akg:Person, akg:PhoneCall ."))) > 0


@pytest.mark.slow
def test_alignments_add_no_type_of_ours(plain: Graph, aligned: Graph) -> None:
    assert our_types(aligned) == our_types(plain)


@pytest.mark.slow
def test_alignments_reach_the_foreign_words(aligned: Graph) -> None:
    sem = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
    assert (ID.call, RDF.type, sem.Event) in aligned
    assert (ID["claim-1"], RDF.type, sem.View) in aligned
    assert (ID.summit, sem.hasPlace, ID.istanbul) in aligned


@pytest.mark.slow
def test_no_class_of_ours_becomes_a_concept(aligned: Graph) -> None:
    classes = set(CORE_GRAPH.subjects(RDF.type, OWL.Class))
    assert not classes & set(aligned.subjects(RDF.type, SKOS.Concept))


def test_sound_facts_conform() -> None:
    assert codes(SOUND) == set()


def test_each_shape_has_a_broken_sample() -> None:
    assert {str(shape).removeprefix(SHAPE) for shape in SHAPES.subjects(SH.message)} == set(BROKEN)


@pytest.mark.parametrize("code", BROKEN)
def test_shape_finds_its_error(code: str) -> None:
    assert codes(SOUND, BROKEN[code]) == {code}


def test_a_new_channel_needs_no_new_shape() -> None:
    channel = "akg:VideoCall a owl:Class ; rdfs:subClassOf akg:PhoneCall ."
    assert codes(SOUND, channel, ":x a akg:VideoCall ." + part("x", "putin", "participant")) == {"phone-call-needs-two"}


def test_phrase_length_at_its_edges() -> None:
    def phrase(words: int) -> str:
        return f":x a akg:Claim ; akg:source :article ; akg:phrase '{' '.join(['w'] * words)}' ."

    assert [bool(codes(SOUND, phrase(words))) for words in (2, 3, 15, 16)] == [True, False, False, True]


def test_row_ids_at_their_edges() -> None:
    def row(text: str) -> str:
        return f":claim-2 akg:row '{text}' ."

    samples = ["", "1", "é" * 200, "a" * 201, "a\\nb", "a\\r", "a\\n"]
    assert [bool(codes(SOUND, row(text))) for text in samples] == [True, False, False, True, True, True, True]


def test_every_shape_is_reported_by_its_code_with_a_message() -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in {shape for target in targets for shape in SHAPES.subjects(target)}:
        assert len(str(SHAPES.value(shape, SH.message))) > len("something short"), shape


def test_classes_that_shapes_name_are_ours() -> None:
    ours = set(CORE_GRAPH.subjects(RDF.type, OWL.Class))
    named = set(SHAPES.objects(None, SH.targetClass)) | set(SHAPES.objects(None, SH["class"]))
    assert named <= ours
    assert all((kind, RDFS.label, None) in CORE_GRAPH for kind in named)
