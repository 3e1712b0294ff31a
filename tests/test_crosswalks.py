"""The crosswalks: each code is said in words of the ontology, and as the published lists have it; names are whole."""

from __future__ import annotations

import csv
import gzip
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from reference import find_data

from kg.errors import UsageError
from kg.facts import read_facts
from kg.model.crosswalks import (
    Country,
    Sector,
    crosswalk_files,
    crosswalk_quads,
    find_country,
    load_countries,
    load_event_codes,
    load_sectors,
)
from kg.model.records import Actor
from kg.model.vocabulary import AKG, RDF, ROOT, SKOS, load_vocabulary, ontology_folder, read_ontology

CODES = load_event_codes()

DEMANDS = (
    "100 101 1011 1012 1013 1014 102 103 1031 1032 1033 1034 104 1041 1042 1043 1044 "
    "105 1051 1052 1053 1054 1055 1056 106 107 108 139"
)
REFUSALS = (
    "120 121 1211 1212 1213 122 1221 1222 1223 1224 123 1231 1232 1233 1234 "
    "124 1241 1242 1243 1244 1245 1246 125 126 127 129"
)
THREATS = "130 131 1311 1312 1313 132 1321 1322 1323 1324 133 134 135 136 137 138 1381 1382 1383 1384 1385"
TYPES = {
    "Appeal": "026 027",
    "Request": "028",
    "Pledge": "036 037",
    "Acceptance": "038",
    "Offer": "039",
    "Contact": "040 045 050",
    "PhoneCall": "041",
    "Visit": "042 043",
    "Meeting": "044",
    "Talks": "046",
    "Agreement": "057",
    "Demand": DEMANDS,
    "Refusal": REFUSALS,
    "Statement": THREATS,
    "Stance": "051 052 053 110 111 112 1121 1122 1123 1124 1125 113 114",
}


def published_codes() -> dict[str, dict[str, str]]:
    with find_data("codes/cameo-codes.csv").open(encoding="cp1252", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def icews_rows() -> Iterator[dict[str, str]]:
    with gzip.open(find_data("icews/icews-2018-10-11.tab.gz"), "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def gdelt_rows() -> Iterator[dict[str, str]]:
    with find_data("gdelt/columns-2.0.csv").open(encoding="utf-8", newline="") as lines:
        columns = [row["tableId"] for row in csv.DictReader(lines)]
    with find_data("gdelt/20201113.export.CSV").open(encoding="utf-8", newline="") as lines:
        for line in lines:
            yield dict(zip(columns, line.rstrip("\r\n").split("\t"), strict=True))


def text(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def split_sectors(cell: str) -> list[str]:
    return re.split(r",(?! )", cell) if cell else []


# ----------------------------------------------------------------------------------------------------
# Event codes
# ----------------------------------------------------------------------------------------------------


def test_each_code_has_its_class() -> None:
    expected = {code: kind for kind, codes in TYPES.items() for code in codes.split()}
    assert {code.notation: code.type for code in CODES.values()} == expected
    assert list(CODES) == sorted(expected)


@pytest.mark.parametrize("deed", ["010", "054", "115", "116", "128", "140", "145", "150", "160", "190", "04", "10"])
def test_deeds_and_sums_of_codes_are_left_out(deed: str) -> None:
    assert deed not in CODES


def test_all_words_are_of_the_vocabulary() -> None:
    vocabulary = load_vocabulary()
    for code in CODES.values():
        assert code.type in vocabulary.classes, code
        assert set(code.source_roles + code.target_roles) <= set(vocabulary.concepts["Role"]), code
        assert {code.concern_role} - {""} <= set(vocabulary.concepts["Role"]), code
        assert {code.concern_status} - {""} <= set(vocabulary.concepts["RoleStatus"]), code
        assert set(code.topics) <= set(vocabulary.concepts["Topic"]), code
        assert code.label and code.iri == f"{ROOT}cameo/{code.notation}"


def test_roles_fit_the_class() -> None:
    """An act has a speaker, a stance a sign and no role; only a contact or an agreement is told from both sides."""
    vocabulary = load_vocabulary()
    for code in CODES.values():
        act, contact = (vocabulary.is_a(code.type, kind) for kind in ("Act", "Contact"))
        if act:
            assert (code.source_roles, code.target_roles) == (("speaker",), ("addressee",)), code
        assert (code.type == "Stance") == (code.sign in ("supports", "opposes")) == (not code.source_roles), code
        assert bool(code.source_roles) == bool(code.target_roles), code
        assert code.both_ways == ((contact or code.type == "Agreement") and code.notation != "045"), code
        assert act or not code.concern_of, code
        assert bool(code.concern_of) == bool(code.concern_role) == bool(code.concern_status), code


def roles(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return CODES[code].source_roles, CODES[code].target_roles


def test_roles_of_contacts() -> None:
    both = (("participant",), ("participant",))
    assert [roles(code) for code in ("040", "041", "044", "050")] == [both] * 4
    assert roles("042") == (("participant",), ("host", "participant"))
    assert roles("043") == (("host", "participant"), ("participant",))
    assert roles("045") == (("mediator",), ("party",))
    assert roles("046") == (("negotiator",), ("negotiator",))
    assert roles("057") == (("party",), ("party",))


def test_a_visit_is_the_same_from_either_side() -> None:
    assert roles("042") == roles("043")[::-1]


def test_signs() -> None:
    signs = {code.notation: code.sign for code in CODES.values() if code.sign}
    assert [code for code, sign in signs.items() if sign == "supports"] == ["051", "052", "053"]
    assert {sign for code, sign in signs.items() if code.startswith("11")} == {"opposes"}


def test_concerns() -> None:
    concerns = {c.notation: (c.concern_of, c.concern_role, c.concern_status) for c in CODES.values() if c.concern_of}
    assert concerns == {
        "038": ("target", "mediator", "accepted"),
        "039": ("source", "mediator", "offered"),
        "126": ("target", "mediator", "declined"),
    }


def test_topics() -> None:
    def about(topic: str) -> list[str]:
        return [code.notation for code in CODES.values() if topic in code.topics]

    assert about("mediation") == ["028", "038", "039", "108", "126", "135"]
    assert about("peace-talks") == ["026", "106", "125", "134"]
    assert about("peace") == ["027", "037", "107", "127"]
    assert about("de-escalation") == ["1056", "1246"]
    assert about("sanctions") == ["1054", "1244", "1312"]
    assert about("military-operations") == ["138", "1381", "1382", "1383", "1384", "1385"]
    assert {topic for code in CODES.values() for topic in code.topics} == {
        "mediation", "peace-talks", "peace", "de-escalation", "sanctions", "military-operations",
    }  # fmt: skip


def test_weights_are_the_published_ones() -> None:
    published = published_codes()
    assert {code: CODES[code].goldstein for code in CODES} == {c: float(published[c]["goldstein"]) for c in CODES}
    quads = list(crosswalk_quads())
    notations = {q.subject: text(q.object) for q in quads if q.predicate.value == SKOS + "notation"}
    weights = {notations[q.subject]: float(text(q.object)) for q in quads if q.predicate.value == AKG + "goldstein"}
    assert weights == {code: float(published[code]["goldstein"]) for code in weights}
    assert set(weights) == set(CODES) | {code[:2] for code in CODES}


def test_nothing_of_the_chosen_families_is_missing() -> None:
    families = {code for code in published_codes() if len(code) > 2 and code[:2] in ("10", "11", "12", "13")}
    assert families - set(CODES) == {"115", "116", "128"}
    assert set(CODES) <= set(published_codes())


def test_plover_is_the_published_table() -> None:
    table = {}
    for line in find_data("codes/CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"(\d{3,4}):([^#]*)", line):
            parts = [part.strip() for part in found[2].split(",")] + ["", ""]
            table[found[1]] = (parts[0], parts[1], {word.strip() for word in parts[2].split(";")})
    ours = {c.notation: (c.plover, c.plover_mode, set(c.plover_context.split("; "))) for c in CODES.values()}
    assert ours == {code: table.get(code, ("", "", {""})) for code in CODES}
    assert [code for code in CODES if not CODES[code].plover] == ["026", "027", "028"]


def test_plover_by_hand() -> None:
    assert (CODES["041"].plover, CODES["041"].plover_mode, CODES["041"].plover_context) == ("CONSULT", "phone", "")
    assert (CODES["1124"].plover_mode, CODES["1124"].plover_context) == ("allege", "legal; military")


def test_unknown_schemes_are_told() -> None:
    with pytest.raises(UsageError, match="did you mean cameo"):
        load_event_codes("cameoo")
    with pytest.raises(UsageError, match="cameo, icews"):
        load_sectors("plover")
    with pytest.raises(UsageError):
        crosswalk_quads("icews")


# ----------------------------------------------------------------------------------------------------
# The files
# ----------------------------------------------------------------------------------------------------


def test_each_concept_is_whole() -> None:
    """One label, a scheme that is there, at most one notation, a place in the tree; no notation twice in a scheme."""
    nodes: dict[str, dict[str, list[str]]] = {}
    for triple in read_ontology(crosswalk_files()):
        assert isinstance(triple.subject, ox.NamedNode)
        values = nodes.setdefault(triple.subject.value, {})
        values.setdefault(triple.predicate.value, []).append(text(triple.object))
    concepts = {iri: values for iri, values in nodes.items() if SKOS + "Concept" in values.get(RDF + "type", [])}
    assert len(concepts) > 700
    seen = set()
    for iri, values in concepts.items():
        (scheme,), (label,) = values[SKOS + "inScheme"], values[SKOS + "prefLabel"]
        assert iri.startswith(scheme) and SKOS + "ConceptScheme" in nodes[scheme][RDF + "type"], iri
        assert label.strip() == label != "", iri
        above = values.get(SKOS + "broader", [])
        assert (values.get(SKOS + "topConceptOf") == [scheme]) != (len(above) == 1 and above[0] in concepts), iri
        (notation,) = values.get(SKOS + "notation", [iri])
        key = (scheme, "".join(above) if scheme.endswith("/plover/") else "", notation)  # a mode is one under its type
        assert key not in seen, iri
        seen.add(key)


def test_every_property_of_ours_is_defined() -> None:
    def of(paths: Iterable[Path]) -> set[str]:
        return {t.subject.value for t in read_ontology(paths) if isinstance(t.subject, ox.NamedNode)}

    folder = ontology_folder()
    defined = of([*folder.glob("*.ttl"), folder / "crosswalks" / "terms.ttl"])
    used = {triple.predicate.value for triple in read_ontology(crosswalk_files())}
    assert {name for name in used if name.startswith(AKG)} <= defined


def test_the_core_does_not_read_them() -> None:
    script = (
        "import kg, kg.model.crosswalks, kg.model.vocabulary as v, kg.store.oxigraph; v.load_vocabulary();"
        "assert not any('crosswalks' in str(p) for p in v.core_files());"
        "assert kg.model.crosswalks.load_event_codes.cache_info().currsize == 0;"
        "assert not any('/cameo/' in str(t.subject) for t in v.read_ontology())"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_query_follows_a_code() -> None:
    store = ox.Store()
    store.extend(crosswalk_quads())
    event, claim = ox.NamedNode("https://example.org/call"), ox.NamedNode("https://example.org/claim")
    store.add(ox.Quad(event, ox.NamedNode(AKG + "code"), ox.NamedNode(CODES["041"].iri), claim))
    found = store.query(
        """
        PREFIX akg: <https://w3id.org/actor-kg/ontology/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?label ?weight ?type ?root WHERE {
          ?event akg:code ?code .
          ?code skos:prefLabel ?label ; akg:goldstein ?weight ; skos:broader/skos:notation ?root .
          ?code skos:broadMatch ?match .
          ?match skos:topConceptOf ?scheme ; skos:notation ?type .
        }""",
        use_default_graph_as_union=True,
    )
    assert isinstance(found, ox.QuerySolutions)
    rows = [[text(term) for term in row] for row in found]
    assert rows == [["discuss by telephone", "1", "CONSULT", "04"]]


# ----------------------------------------------------------------------------------------------------
# Countries
# ----------------------------------------------------------------------------------------------------


def named(name: str) -> str:
    country = find_country(name)
    return country.id if country else ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("United States", "united-states"),
        ("United States Minor Outlying Islands", "united-states-minor-outlying-islands"),
        ("United States Virgin Islands", "united-states-virgin-islands"),
        ("Niger", "niger"),
        ("Nigeria", "nigeria"),
        ("Nigerian", ""),
        ("Guinea", "guinea"),
        ("Guinea-Bissau", "guinea-bissau"),
        ("Equatorial Guinea", "equatorial-guinea"),
        ("Papua New Guinea", "papua-new-guinea"),
        ("Occupied Palestinian Territory", "palestine"),
        ("Palestinian Territory, Occupied", "palestine"),
        ("Congo", "republic-of-the-congo"),
        ("Democratic Republic of Congo", "democratic-republic-of-the-congo"),
        ("Sudan", "sudan"),
        ("South Sudan", "south-sudan"),
        ("Dominica", "dominica"),
        ("Dominican Republic", "dominican-republic"),
        ("Ireland", "ireland"),
        ("Northern Ireland", ""),
        ("Samoa", "samoa"),
        ("American Samoa", "american-samoa"),
        ("South Korea", "south-korea"),
        ("North Korea", "north-korea"),
        ("Korea", ""),
        ("Virgin Islands", ""),
        ("TÜRKIYE", "turkey"),
        ("  russian   federation ", "russia"),
        ("Macedonia", "north-macedonia"),
        ("Curaçao", "curacao"),
        ("Curacao", "curacao"),
        ("", ""),
    ],
)
def test_names_count_as_wholes(name: str, expected: str) -> None:
    assert named(name) == expected


def test_no_name_id_or_code_stands_for_two() -> None:
    countries = load_countries()
    assert [country.id for country in countries] == sorted({country.id for country in countries})

    def twice(values: list[str]) -> list[str]:
        found = [value for value in values if value]
        return sorted(value for value in set(found) if found.count(value) > 1)

    assert twice([name.casefold() for country in countries for name in country.names]) == []
    assert twice([country.alpha2 for country in countries]) == twice([country.alpha3 for country in countries]) == []
    assert twice([code for country in countries for code in (country.fips, *country.other_fips)]) == []
    assert twice([code for country in countries for code in country.cameo]) == []


def test_ids_and_codes_are_well_formed() -> None:
    for country in load_countries():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", country.id), country
        assert country.names[0] == country.label and all(name == name.strip() != "" for name in country.names), country
        assert re.fullmatch(r"([A-Z]{2})?", country.alpha2) and re.fullmatch(r"([A-Z]{3})?", country.alpha3), country
        assert all(re.fullmatch(r"[A-Z]{2}", code) for code in (country.fips or "XX", *country.other_fips)), country
        assert all(re.fullmatch(r"[A-Z]{3}", code) for code in country.cameo), country
        assert not country.alpha3 or country.alpha3 in country.cameo, country


def test_codes_are_the_published_ones() -> None:
    with find_data("codes/country-codes.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["ISO3166-1-Alpha-2"]: row for row in csv.DictReader(lines)}
    ours = {country.alpha2: country for country in load_countries() if country.alpha2}
    assert {code: country.alpha3 for code, country in ours.items()} == {
        code: row["ISO3166-1-Alpha-3"] for code, row in rows.items()
    }
    # The list writes two codes as one (RIKV), a letter for a note, or the code of the Netherlands for a part of it.
    odd = {"RS", "PS", "SJ", "UM", "BQ"}
    assert {c: country.fips for c, country in ours.items() if c not in odd} == {
        c: row["FIPS"].strip() for c, row in rows.items() if c not in odd
    }


def test_codes_by_hand() -> None:
    countries = {country.id: country for country in load_countries()}
    assert countries["germany"] == Country("germany", "Germany", ("Germany",), "DE", "DEU", "GM", ("DEU",))
    assert countries["romania"].cameo == ("ROM", "ROU")
    assert (countries["serbia"].fips, countries["serbia"].other_fips) == ("RI", ("RB", "YI"))
    assert countries["kosovo"] == Country("kosovo", "Kosovo", ("Kosovo",), "", "", "KV", ())
    assert {"kosovo", "palestine", "taiwan", "western-sahara"} <= set(countries)


def test_ids_of_the_shipped_states_agree() -> None:
    folder = Path(__file__).parent.parent / "kg" / "datasets" / "ukraine-2022"
    records = read_facts([folder / "actors.yaml"]).records
    states = [record for record in records if isinstance(record, Actor) and record.type == "State"]
    assert len(states) >= 6
    for state in states:
        assert named(state.names.label or "") == state.id
        assert {named(name) for name in state.names} - {""} == {state.id}, "a name of another"


def test_every_country_of_icews_is_found() -> None:
    unknown = set()
    for row in icews_rows():
        unknown |= {row[column] for column in ("Source Country", "Target Country", "Country") if not named(row[column])}
    assert unknown - {""} == {"Bavaria"}


def test_every_country_code_of_gdelt_is_found() -> None:
    by_cameo = {code for country in load_countries() for code in country.cameo}
    by_fips = {code for country in load_countries() for code in (country.fips, *country.other_fips)}
    regions, actors, places = load_sectors("cameo"), set(), set()
    for row in gdelt_rows():
        actors |= {row["Actor1CountryCode"], row["Actor2CountryCode"]}
        places |= {row[f"{what}Geo_CountryCode"] for what in ("Actor1", "Actor2", "Action")}
    left = actors - by_cameo - {""}
    assert left == {"AFR", "EUR", "NMR", "SAF", "SAS", "SEA", "WST"}
    assert {regions[code].type for code in left} == {"Group"}
    assert places - by_fips - {""} == {"OS"}  # the oceans


def test_every_country_of_mend_is_found() -> None:
    with find_data("mend/mend-sample.csv").open(encoding="utf-8-sig", newline="") as lines:
        unknown = {
            name
            for row in csv.DictReader(lines)
            for column in ("conflict_country", "med_loc_cty")
            for name in row[column].split(";")
            if not named(name)
        }
    assert unknown - {""} == {"C√¥te d‚ÄôIvoire"}  # the published file has it in a wrong encoding


# ----------------------------------------------------------------------------------------------------
# Sectors
# ----------------------------------------------------------------------------------------------------


def deciding(scheme: str, *notations: str) -> str:
    sectors = load_sectors(scheme)
    return min((sectors[notation] for notation in notations), key=lambda sector: sector.precedence).type


@pytest.mark.parametrize(
    ("scheme", "notations", "expected"),
    [
        ("icews", ("Government", "Police"), "GovernmentBody"),
        ("icews", ("General Population / Civilian / Social", "Social"), "Group"),
        ("icews", ("Defense / Security Ministry", "Executive", "Government"), "GovernmentBody"),
        ("icews", ("Media", "Social"), "NewsOrganization"),
        ("icews", ("Business", "Social"), "Organization"),
        ("icews", ("Dissident", "International Ethnic", "Separatists"), "Group"),
        ("icews", ("(National) Major Party", "Government Major Party (In Government)", "Parties"), "Organization"),
        ("icews", ("Government", "Local", "Provincial"), "GovernmentBody"),
        ("icews", ("International Government Organization", "Government", "Military"), "Organization"),
        ("icews", ("Elite",), "Actor"),
        ("cameo", ("GOV", "MIL"), "GovernmentBody"),
        ("cameo", ("IGO", "SEA", "ASN", "GOV"), "Organization"),
        ("cameo", ("IGO", "WST", "NAT"), "Alliance"),
        ("cameo", ("MNC", "MED"), "NewsOrganization"),
        ("cameo", ("OPP",), "Group"),
        ("cameo", ("EUR",), "Group"),
        ("cameo", ("ELI",), "Actor"),
    ],
)
def test_which_sector_decides(scheme: str, notations: tuple[str, ...], expected: str) -> None:
    assert deciding(scheme, *notations) == expected


@pytest.mark.parametrize("scheme", ["icews", "cameo"])
def test_sectors_are_sound(scheme: str) -> None:
    vocabulary, sectors = load_vocabulary(), load_sectors(scheme)
    assert list(sectors) == sorted(sectors)
    kinds: dict[int, set[str]] = {}
    for notation, sector in sectors.items():
        assert (sector.scheme, sector.notation) == (scheme, notation)
        assert vocabulary.is_a(sector.type, "Actor") and sector.type not in ("Person", "Leader", "State"), sector
        assert not sector.only_bodies or vocabulary.is_a(sector.type, "Organization"), sector
        kinds.setdefault(sector.precedence, set()).add(sector.type)
    kinds.pop(5, None)  # known groups: a row names one of them
    assert all(len(types) == 1 for types in kinds.values()), "a tie would not be decided"


def test_a_sector_by_hand() -> None:
    assert load_sectors("cameo")["NAT"] == Sector("cameo", "NAT", "NATO", "Alliance", 5)
    assert load_sectors("icews")["Navy Mechanized (Ships, Tanks, Planes)"].only_bodies


@pytest.mark.slow
def test_every_sector_of_icews_is_found() -> None:
    found = set()
    for row in icews_rows():
        found |= {*split_sectors(row["Source Sectors"]), *split_sectors(row["Target Sectors"])}
    assert found == set(load_sectors("icews"))


PERSONS = ("Donald Trump", "Angela Merkel", "Yukiya Amano", "Christine Lagarde", "Bill Gates", "Ahmed Aboul Gheit")


@pytest.mark.slow
def test_no_person_of_icews_is_a_body() -> None:
    """Sectors that only bodies are of are not among those of persons, whatever else they were."""
    bodies = {sector.notation for sector in load_sectors("icews").values() if sector.only_bodies}
    sectors: dict[str, set[str]] = {}
    for row in icews_rows():
        for side in ("Source", "Target"):
            sectors.setdefault(row[f"{side} Name"], set()).update(split_sectors(row[f"{side} Sectors"]))
    assert [name for name in PERSONS if not sectors[name]] == []
    assert [name for name in PERSONS if sectors[name] & bodies] == []
    assert sum(bool(kinds & bodies) for name, kinds in sectors.items() if not name.endswith(")")) > 10


def test_every_type_and_known_group_of_gdelt_is_found() -> None:
    found = set()
    for row in gdelt_rows():
        for actor in ("Actor1", "Actor2"):
            found |= {row[f"{actor}KnownGroupCode"], *(row[f"{actor}Type{n}Code"] for n in "123")}
    assert len(found) > 25
    assert found - {""} <= set(load_sectors("cameo"))
