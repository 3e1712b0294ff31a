"""Roles from events: what codes and columns say of who mediates, hosts, offers and asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from event_graphs import claims_of, import_published, import_rows, local, parts_of, select
from generate_events import gdelt_row, icews_row, mend_row

from kg.model.crosswalks import load_event_codes, load_sectors

CODES = load_event_codes("cameo")
A, B = "kenya", "somalia"


@pytest.mark.slow
def test_every_code_gives_its_class_and_roles(tmp_path: Path) -> None:
    """One row of each code on a day of its own: the class, the roles of either side, and the code itself."""
    rows = [
        icews_row(event_id=100 + number, event_date=f"2018-{1 + number // 28:02}-{1 + number % 28:02}", cameo_code=code,
                  source_name="Kenya", source_country="Kenya", target_name="Somalia", target_country="Somalia")
        for number, code in enumerate(CODES)
    ]  # fmt: skip
    done = import_rows("icews", rows, tmp_path)
    assert (done.events, done.aside) == (len(CODES), {})
    parts = parts_of(done)
    types = {local(claim): local(kind) for claim, kind in select(
        done, "SELECT ?claim ?kind WHERE { ?claim akg:states ?node GRAPH ?claim { ?node a ?kind } }")}  # fmt: skip
    for number, code in enumerate(CODES.values()):
        claim = f"icews-{100 + number}"
        assert types[claim] == code.type, code.notation
        if code.type == "Stance":
            assert claim not in parts
            continue
        told = sorted([(A, role, None) for role in code.source_roles] + [(B, role, None) for role in code.target_roles])
        assert parts[claim] == told, code.notation
    coded = select(done, "SELECT ?claim ?code WHERE { GRAPH ?claim { ?node akg:code ?code } }")
    assert {(local(claim), local(code)) for claim, code in coded} == {
        (f"icews-{100 + number}", code) for number, code in enumerate(CODES)
    }


CONCERNS = """SELECT ?actor ?role ?status WHERE { GRAPH ?claim { ?act akg:concernsRole ?part .
  ?part akg:participant ?actor ; akg:role ?role ; akg:roleStatus ?status } }"""


@pytest.mark.parametrize(
    ("code", "concern"),
    [
        ("039", (A, "mediator", "offered")),  # offers to mediate
        pytest.param("038", (B, "mediator", "accepted"), marks=pytest.mark.slow),  # agrees to mediation
        pytest.param("028", None, marks=pytest.mark.slow),  # asks for mediation, and it is open by whom
        pytest.param("036", None, marks=pytest.mark.slow),
    ],
)
def test_acts_about_a_role(code: str, concern: tuple[str, str, str] | None, tmp_path: Path) -> None:
    row = icews_row(source_name="Kenya", source_country="Kenya", target_name="Somalia", target_country="Somalia",
                    cameo_code=code)  # fmt: skip
    done = import_rows("icews", [row], tmp_path)
    found = select(done, CONCERNS)
    assert [tuple(map(local, row)) for row in found] == ([concern] if concern else [])


@pytest.mark.slow
def test_stances_have_their_sign(tmp_path: Path) -> None:
    sides: dict[str, Any] = {"source_name": "Kenya", "source_country": "Kenya", "target_name": "Police (Somalia)",
                             "target_country": "Somalia"}  # fmt: skip
    rows = [icews_row(event_id=1, cameo_code="051", **sides), icews_row(event_id=2, cameo_code="111", **sides)]
    done = import_rows("icews", rows, tmp_path)
    told = "SELECT ?who ?whom WHERE {{ GRAPH ?claim {{ ?stance akg:holder ?who ; akg:{0} ?whom }} }}"
    for sign in ("supports", "opposes"):
        assert [tuple(map(local, row)) for row in select(done, told.format(sign))] == [(A, "icews-police-somalia")]


@pytest.mark.slow
def test_mediators_of_icews_and_gdelt_are_claims_of_their_data_set(tmp_path: Path) -> None:
    row = icews_row(source_name="Kenya", source_country="Kenya", target_name="Somalia", target_country="Somalia",
                    cameo_code="045")  # fmt: skip
    import_rows("icews", [row], tmp_path, file="i.tab")
    done = import_rows("gdelt", [gdelt_row(EventCode="045", GLOBALEVENTID="9")], tmp_path, file="g.csv")
    found = select(
        done,
        "SELECT ?claim ?by ?check ?who WHERE { ?claim akg:accordingTo ?by ; akg:check ?check GRAPH ?claim { ?p akg:role"
        " <https://w3id.org/actor-kg/role/mediator> ; akg:participant ?who } }",
    )
    assert [tuple(map(local, row)) for row in found] == [
        ("gdelt-9", "gdelt-publisher", "machine-coded", "turkey"),
        ("icews-30000001", "icews-publisher", "machine-coded", A),
    ]


@pytest.mark.slow
def test_sectors_become_types_and_affiliations(tmp_path: Path) -> None:
    rows = [
        icews_row(event_id=1, source_name="Police (Kenya)", source_sectors="Police,Government", source_country="Kenya"),
        icews_row(event_id=2, source_name="Jane Roe", source_sectors="Government,Executive", source_country="Kenya"),
    ]
    done = import_rows("icews", rows, tmp_path)
    gdelt = [gdelt_row(GLOBALEVENTID=n, Actor1Code=f"KEN{code}", Actor1CountryCode="KEN", Actor1Name="SOMEBODY",
                       Actor1Type1Code=code) for n, code in enumerate(("GOV", "MIL", "IGO", "MED"), 1)]  # fmt: skip
    done = import_rows("gdelt", gdelt, tmp_path, file="g.csv")
    found = {local(who): local(kind) for who, kind in select(done, "SELECT ?who ?kind WHERE { ?who a ?kind }")}
    sectors = load_sectors("cameo")
    for code in ("GOV", "MIL", "IGO", "MED"):
        assert found[f"gdelt-ken{code.lower()}"] == sectors[code].type
    assert (found["icews-police-kenya"], found["icews-jane-roe-kenya"]) == ("GovernmentBody", "Actor")
    home = {local(who): local(state) for who, state in select(done, "SELECT ?who ?s WHERE { ?who akg:belongsTo ?s }")}
    assert home["icews-police-kenya"] == home["gdelt-kengov"] == A
    assert "icews-jane-roe-kenya" not in home  # whom a person stands for is told claim by claim
    assert ("icews-jane-roe-kenya", "participant", A) in parts_of(done)["icews-2"]


def mend(
    folder: Path, **values: Any
) -> tuple[list[tuple[Any, ...]], dict[str, list[tuple[str, str, str | None]]], Any]:
    done = import_rows("mend", [mend_row(med_event_id="X1", **values)], folder)
    return claims_of(done, "claim, type, content, during, rows, date"), parts_of(done), done


@pytest.mark.slow
def test_third_parties_named_mediators_and_local_parties(tmp_path: Path) -> None:
    claims, parts, done = mend(tmp_path, third_party="Union One", individual_med_named="Ann Other; Bo Else",
                               local_parties="Front", local_indiv_group="General X", summary="They met.")  # fmt: skip
    assert claims == [("mend-X1", "Contact", "They met.", None, ["X1"], "2023-01-05")]
    assert parts == {"mend-X1": [
        ("mend-ann-other", "mediator", "mend-union-one"), ("mend-bo-else", "mediator", "mend-union-one"),
        ("mend-general-x", "belligerent", "mend-front"),
    ]}  # fmt: skip
    types = {local(who): local(kind) for who, kind in select(done, "SELECT ?who ?kind WHERE { ?who a ?kind }")}
    assert types["mend-ann-other"] == "Person"


@pytest.mark.slow
def test_several_third_parties_and_their_mediators(tmp_path: Path) -> None:
    """For whom a mediator is there is not told where there are several third parties."""
    _, parts, _ = mend(tmp_path, third_party="Union One; Kenya", individual_med_named="Ann Other",
                       local_parties="Front; League", if_loc_belig="0", med_type="MR")  # fmt: skip
    assert parts == {"mend-X1": [
        ("kenya", "third-party", None), ("mend-ann-other", "third-party", None), ("mend-front", "party", None),
        ("mend-league", "party", None), ("mend-union-one", "third-party", None),
    ]}  # fmt: skip


@pytest.mark.slow
def test_a_shuttle_is_a_meeting_with_each_party(tmp_path: Path) -> None:
    claims, parts, _ = mend(tmp_path, third_party="Union One", local_parties="Front; League", shuttle="1", agmt="1",
                            agmt_name="The Deal")  # fmt: skip
    assert [(claim[0], claim[1], claim[3]) for claim in claims] == [
        ("mend-X1.1", "Contact", None), ("mend-X1.2", "Contact", None), ("mend-X1.agreement", "Agreement", None),
    ]  # fmt: skip
    third = ("mend-union-one", "mediator", None)
    front, league = ("mend-front", "belligerent", None), ("mend-league", "belligerent", None)
    assert parts == {"mend-X1.1": [front, third], "mend-X1.2": [league, third],
                     "mend-X1.agreement": [front, league, third]}  # fmt: skip


@pytest.mark.slow
def test_an_agreement_is_made_in_the_course_of_its_event(tmp_path: Path) -> None:
    claims, _, done = mend(tmp_path, agmt="1", agmt_name="The Deal")
    assert [(claim[1], claim[2], claim[3]) for claim in claims if claim[1] == "Agreement"] == [
        ("Agreement", "The Deal", "mend-X1")
    ]
    assert done.rows == 1 and done.events == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"local_parties": None}, "fewer than two actors are named", marks=pytest.mark.slow),
        pytest.param(
            {"third_party": "Front", "local_parties": "Front"}, "fewer than two actors are named",
            marks=pytest.mark.slow,
        ),
        ({"third_party": None, "local_parties": "Front; League", "shuttle": "1"},
         "the parties were apart, and no third party is named"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_rows_of_mend_without_a_meeting(values: dict[str, Any], reason: str, tmp_path: Path) -> None:
    done = import_rows("mend", [mend_row(), mend_row(med_event_id="X1", **values)], tmp_path)
    assert (done.events, done.rows, done.aside) == (1, 1, {reason: 1})


@pytest.mark.parametrize(
    ("values", "date", "days"),
    [
        pytest.param({}, "2023-01-05", ("2023-01-05", "2023-01-05"), marks=pytest.mark.slow),
        ({"day": None}, "2023-01", ("2023-01-01", "2023-01-31")),
        pytest.param({"day": None, "month": None}, "2023", ("2023-01-01", "2023-12-31"), marks=pytest.mark.slow),
        pytest.param(
            {"day": "29", "month": "2", "year": "2024"},
            "2024-02-29",
            ("2024-02-29", "2024-02-29"),
            marks=pytest.mark.slow,
        ),
    ],
)
@pytest.mark.slow
def test_dates_of_mend(values: dict[str, Any], date: str, days: tuple[str, str], tmp_path: Path) -> None:
    _, _, done = mend(tmp_path, **values)
    days_of = "?e akg:date ?date ; akg:earliest ?first ; akg:latest ?last"
    query = f"SELECT ?date ?first ?last WHERE {{ GRAPH ?claim {{ {days_of} }} }}"
    assert select(done, query) == [(date, *days)]


def test_places(tmp_path: Path) -> None:
    _, _, done = mend(tmp_path)
    places = select(
        done, "SELECT ?place ?name WHERE { GRAPH ?claim { ?e akg:place ?place } ?place skos:prefLabel ?name }"
    )
    assert [(local(place), name) for place, name in places] == [("mend-place-harbour-town-sudland", "Harbour Town")]


@pytest.mark.slow
def test_agreements_point_to_events_that_are_there() -> None:
    _, done = import_published("mend")
    there = "{ ?other akg:states ?event }"
    missing = f"SELECT ?event WHERE {{ GRAPH ?claim {{ ?deal akg:during ?event }} FILTER NOT EXISTS {there} }}"
    assert select(done, missing) == []
    assert len(select(done, "SELECT ?deal WHERE { GRAPH ?claim { ?deal a akg:Agreement } }")) > 10
    assert select(done, "SELECT ?claim WHERE { GRAPH ?claim { ?e akg:during ?x } }")
