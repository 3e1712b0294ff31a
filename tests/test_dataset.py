"""The shipped data set: sound, each phrase in the text, and what a reader takes from the article."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import ARTICLE as SOURCE
from cases import article_facts
from shared_graphs import shipped_graph

from kg.building.builds import check
from kg.checking.loading import Loaded
from kg.datasets.shipped import shipped_facts
from kg.model.records import Affiliation, Claim, Event, Relation, Stance, Standing, Tenure

ARTICLE = "000_bd624f9f1055fe63.txt"
TEXTS = Path(__file__).parent.parent.parent / "shared" / "sources"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return check()


@pytest.fixture(scope="module")
def article() -> Loaded:
    return check(article_facts())


@pytest.fixture(scope="module")
def claims(article: Loaded) -> list[Claim]:
    return [claim for claim in article.records.claims if claim.source == SOURCE]


def test_it_is_sound(loaded: Loaded) -> None:
    assert loaded.problems == []


def test_the_article_stands_by_itself(article: Loaded) -> None:
    """What the article says is sound without the other sources: nothing in it rests on them."""
    assert article.problems == []
    assert (article.phrases.verified, article.phrases.missing_texts) == (0, [SOURCE])  # it comes without its text
    assert [source.id for source in article.records.sources] == [SOURCE]


def test_every_phrase_is_in_the_text() -> None:
    if not (TEXTS / ARTICLE).is_file():
        pytest.skip(f"no phrase is verified: the text of the article is not at hand ({ARTICLE} in ../shared/sources)")
    found = check(article_facts(), texts=TEXTS)
    assert found.problems == []
    assert found.phrases.unverified == 0
    assert found.phrases.verified == sum(claim.phrase is not None for claim in found.records.claims)


def test_every_claim_of_the_article_has_a_phrase_of_3_to_15_words(claims: list[Claim]) -> None:
    assert claims
    for claim in claims:
        assert claim.phrase is not None, claim.id
        assert 3 <= len(claim.phrase.split()) <= 15, claim.id


def test_every_claim_says_whose_words_it_is_and_how_it_was_checked(claims: list[Claim]) -> None:
    for claim in claims:
        assert claim.according_to
        assert claim.check == "text"


def test_background_says_what_it_rests_on(loaded: Loaded) -> None:
    background = [claim for claim in loaded.records.claims if claim.source is None]
    assert background
    assert all(claim.basis and claim.check == "background" and claim.phrase is None for claim in background)


def test_the_folder_holds_no_text_of_the_article() -> None:
    assert not list(shipped_facts().rglob("*.txt"))


# What a reader takes from the article, written down apart from the facts file.

ANTALYA = "antalya-foreign-ministers-2022-03"
PEOPLE = {
    # event, who, as what, for whom, status, according to
    ("erdogan-putin-2022-04-26", "erdogan", "mediator", "turkey", "exercised", "turkish-presidency"),
    ("erdogan-putin-2022-04-26", "putin", "belligerent", "russia", "exercised", "turkish-presidency"),
    ("erdogan-putin-2022-04-26", "putin", "belligerent", "russia", "exercised", "kremlin"),
    ("erdogan-zelenskyy-2022-04-24", "zelenskyy", "belligerent", "ukraine", "exercised", "daily-sabah"),
    ("istanbul-talks-2022-03-29", "russian-delegation", "negotiator", "russia", "exercised", "daily-sabah"),
    ("istanbul-talks-2022-03-29", "ukrainian-delegation", "negotiator", "ukraine", "exercised", "daily-sabah"),
    ("istanbul-talks-2022-03-29", "turkey", "host", None, "exercised", "daily-sabah"),
    (ANTALYA, "turkey", "host", None, "exercised", "daily-sabah"),
    (ANTALYA, "foreign-minister-of-russia", "negotiator", "russia", "exercised", "daily-sabah"),
    (ANTALYA, "foreign-minister-of-ukraine", "negotiator", "ukraine", "exercised", "daily-sabah"),
    ("talks-hosted-by-turkey", "turkey", "host", None, "exercised", "daily-sabah"),
    ("leaders-summit", "turkey", "host", None, "offered", "turkish-presidency"),
    ("leaders-summit", "president-of-ukraine", "belligerent", "ukraine", "requested", "turkish-presidency"),
}
WHEN = {
    # event, type, date, place
    ("erdogan-putin-2022-04-26", "PhoneCall", "2022-04-26", None),
    ("erdogan-zelenskyy-2022-04-24", "Contact", "2022-04-24", None),  # by what channel is not told
    ("istanbul-talks-2022-03-29", "Talks", "2022-03-29", "istanbul"),
    (ANTALYA, "Meeting", "2022-03", "antalya"),  # "last month", no day
    ("turkey-closes-straits", "Measure", "../2022-04-26", None),
}
SAID = {
    # type, by, to, demanded of, during, according to
    ("Demand", "putin", "erdogan", "ukraine", "erdogan-putin-2022-04-26", "kremlin"),
    ("Statement", "putin", "erdogan", None, "erdogan-putin-2022-04-26", "kremlin"),
    ("Offer", "erdogan", "putin", None, "erdogan-putin-2022-04-26", "turkish-presidency"),
    ("Pledge", "erdogan", "putin", None, "erdogan-putin-2022-04-26", "turkish-presidency"),
    ("Appeal", "erdogan", "zelenskyy", None, "erdogan-zelenskyy-2022-04-24", "daily-sabah"),
    ("Statement", "zelenskyy", "erdogan", None, "erdogan-zelenskyy-2022-04-24", "daily-sabah"),
    ("Pledge", "russia", None, None, "istanbul-talks-2022-03-29", "daily-sabah"),
    ("Demand", "russia", None, "ukraine", None, "daily-sabah"),
    ("Demand", "ukrainian-officials", None, None, "istanbul-talks-2022-03-29", "daily-sabah"),
    ("Request", "ukrainian-negotiator", None, None, None, "ukrainian-negotiator"),
}
WANTED = {
    # type of act, by, who, as what, status
    ("Offer", "erdogan", "turkey", "host", "offered"),
    ("Offer", "turkey", "turkey", "mediator", "offered"),
    ("Request", "ukrainian-negotiator", "turkey", "guarantor", "requested"),
    ("Acceptance", "erdogan", "turkey", "guarantor", "accepted"),
}
STANCES = {
    ("turkey", "supports", "ukraine"),
    ("turkey", "opposes", "sanctions-on-russia"),
    ("daily-sabah", "supports", "turkey"),
    ("praising-voices", "supports", "turkey"),
    ("erdogan", "supports", "russia-ukraine-negotiations"),
    ("zelenskyy", "supports", "russia-ukraine-negotiations"),
}
RELATIONS = {
    ("russia", "turkey", "shares-border"),
    ("turkey", "ukraine", "shares-border"),
    ("russia", "turkey", "good-ties"),
    ("turkey", "ukraine", "good-ties"),
    ("russia", "turkey", "open-channel"),
    ("turkey", "ukraine", "open-channel"),
}


def events(claims: list[Claim]) -> list[tuple[Claim, Event]]:
    return [(claim, claim.statement) for claim in claims if isinstance(claim.statement, Event)]


def in_role(event: Event, role: str) -> list[str | None]:
    return [person.actor for person in event.participations if person.role == role] or [None]


def test_who_took_part_as_what_and_who_says_so(claims: list[Claim]) -> None:
    there = {
        (event.id, p.actor, p.role, p.on_behalf_of, p.status, claim.according_to)
        for claim, event in events(claims)
        for p in event.participations
    }
    assert there >= PEOPLE


def test_nobody_is_a_guarantor_yet(claims: list[Claim]) -> None:
    assert not [
        person
        for _, event in events(claims)
        for person in event.participations
        if person.role == "guarantor" and person.status == "exercised"
    ]
    assert not [c for c in claims if isinstance(c.statement, Standing) and c.statement.role == "guarantor"]


def test_when_and_where(claims: list[Claim]) -> None:
    there = {(event.id, event.type, event.date.text, event.place) for _, event in events(claims) if event.date}
    assert there >= WHEN


def test_who_said_what_to_whom(claims: list[Claim]) -> None:
    there = {
        (event.type, by, to, of, event.during, claim.according_to)
        for claim, event in events(claims)
        for by in in_role(event, "speaker")
        for to in in_role(event, "addressee")
        for of in event.demanded_of or (None,)
    }
    assert there >= SAID


def test_who_is_wanted_as_what(claims: list[Claim]) -> None:
    there = {
        (event.type, by, concern.actor, concern.role, concern.status)
        for _, event in events(claims)
        for by in in_role(event, "speaker")
        if (concern := event.role_concern)
    }
    assert there >= WANTED


def test_the_wish_of_ukraine_is_answered(claims: list[Claim]) -> None:
    answers = {event.id: event.answers for _, event in events(claims) if event.answers}
    assert answers["turkey-welcomes-guarantor-2022-04-24"] == ("ukraine-wants-guarantors",)


def test_stances(claims: list[Claim]) -> None:
    there = {
        (stance.holder, verb, target)
        for claim in claims
        if isinstance(stance := claim.statement, Stance)
        for verb, target in (("supports", stance.supports), ("opposes", stance.opposes))
        if target
    }
    assert there == STANCES


def test_relations_and_membership(claims: list[Claim]) -> None:
    relations = {(*c.statement.between, c.statement.kind) for c in claims if isinstance(c.statement, Relation)}
    assert relations == RELATIONS
    members = [(c.statement.member, c.statement.group) for c in claims if isinstance(c.statement, Affiliation)]
    assert members == [("turkey", "nato")]


def test_presidents_are_named_and_foreign_ministers_are_not(claims: list[Claim]) -> None:
    tenures = {(c.statement.person, c.statement.office) for c in claims if isinstance(c.statement, Tenure)}
    assert tenures == {
        ("erdogan", "president-of-turkey"),
        ("putin", "president-of-russia"),
        ("zelenskyy", "president-of-ukraine"),
    }


def test_the_war_has_two_sides(claims: list[Claim]) -> None:
    sides = [event.sides for _, event in events(claims) if event.type == "Conflict"]
    assert sides == [(("russia", ("russia",)), ("ukraine", ("ukraine",)))]


def test_two_accounts_of_one_call_stand_side_by_side(claims: list[Claim]) -> None:
    accounts = [claim.according_to for claim, event in events(claims) if event.id == "erdogan-putin-2022-04-26"]
    assert sorted(filter(None, accounts)) == ["kremlin", "turkish-presidency"]


def test_the_page_of_the_data_set_is_what_kg_about_tells() -> None:
    """`kg about --format markdown` after `kg build` makes it anew."""
    page = (shipped_facts() / "README.md").read_text(encoding="utf-8")
    assert page == shipped_graph().about().to_markdown()
    left_out = shipped_graph().info.left_out
    assert left_out and all(entry.address in page for entry in left_out)
