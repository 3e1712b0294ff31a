"""What became of offers: each state on a few facts, each trap, and the two histories of the shipped case."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from shared_graphs import shipped_graph

import kg
from kg.errors import UsageError
from kg.graph import Graph
from kg.reports.lifecycles import STATES, Matter, tabulate

REGISTER = """
actors:
  turkey: {type: State, name: Turkey}
  russia: {type: State, name: Russia}
  ukraine: {type: State, name: Ukraine}
  recep: {type: Person, name: Recep}
  vladimir: {type: Person, name: Vladimir}
  volodymyr: {type: Person, name: Volodymyr, of: ukraine}
  paper: {type: NewsOrganization, name: Paper}
offices:
  president-of-russia: {name: President of Russia, of: russia}
"""
BACKGROUND = """
basis: Known.
tenures:
  t: {person: vladimir, office: president-of-russia}
claims:
- process: negotiations
  name: Negotiations
- summit: summit
  status: proposed
  participants: {vladimir: {}, volodymyr: {}}
"""
HOST = "role: {actor: turkey, as: host, status: STATUS, of: summit}"


def act(
    kind: str, name: str, by: str, day: str, status: str = "", *, to: str = "", answers: str = "", role: str = HOST
) -> str:
    lines = [f"- {kind}: {name}", f"  by: {by}", f"  date: {day}"]
    lines += [f"  to: [{to}]"] * bool(to) + [f"  answers: [{answers}]"] * bool(answers)
    lines += [f"  {role.replace('STATUS', status)}"] * bool(status)
    return "\n".join(lines) + "\n"


def graph(folder: Path, *claims: str, published: str = "2022-06-01", **more: str) -> Graph:
    head = "source: {id: one, type: NewsArticle, publisher: paper, published: " + published + "}\nclaims:\n"
    files = {"actors": REGISTER, "background": BACKGROUND, "one": head + "".join(claims), **more}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return kg.load(folder)


def only(found: Graph, *, as_of: str | None = None) -> Matter:
    (matter,) = found.offers(as_of=as_of)
    return matter


def standing(matter: Matter) -> dict[str, str]:
    return {p.party: p.status + (" asked again" if p.asked_again else "") for p in matter.positions}


OFFER = act("offer", "o1", "turkey", "2022-03-01", "offered", to="russia, ukraine")


def test_an_offer_is_open_until_it_is_answered(tmp_path: Path) -> None:
    matter = only(graph(tmp_path, OFFER))
    assert (matter.id, matter.state, matter.since) == ("turkey/host/summit", "offered", "2022-03-01")
    assert standing(matter) == {"turkey": "offered", "russia": "asked", "ukraine": "asked"}


def test_one_of_two_says_yes_and_then_the_other(tmp_path: Path) -> None:
    yes = act("acceptance", "a1", "volodymyr", "2022-03-05", "accepted")  # he belongs to Ukraine
    both = act("acceptance", "a2", "vladimir", "2022-03-09", "accepted")  # he is in office for Russia
    found = graph(tmp_path, OFFER, yes, both)
    assert only(found, as_of="2022-03-04").state == "offered"
    half = only(found, as_of="2022-03-08")
    assert (half.state, half.since) == ("partly accepted", "2022-03-05")
    assert standing(half) == {"turkey": "offered", "russia": "asked", "ukraine": "accepted"}
    whole = only(found)
    assert (whole.state, whole.since) == ("accepted", "2022-03-09")


def test_who_says_no_can_be_asked_again(tmp_path: Path) -> None:
    no = act("refusal", "r1", "russia", "2022-03-05", "declined")
    again = act("offer", "o2", "turkey", "2022-03-20", "offered", to="russia")
    found = graph(tmp_path, OFFER, no, again)
    assert (only(found, as_of="2022-03-19").state, only(found, as_of="2022-03-19").since) == ("declined", "2022-03-05")
    matter = only(found)
    assert matter.state == "offered"
    assert standing(matter)["russia"] == "declined asked again"
    assert matter.positions[0].asked_again == "2022-03-20"


def test_conditions_and_then_a_yes(tmp_path: Path) -> None:
    if_so = act("statement", "s1", "russia", "2022-03-05", "conditional")
    yes = act("acceptance", "a1", "russia", "2022-03-07", "accepted")
    found = graph(tmp_path, act("offer", "o1", "turkey", "2022-03-01", "offered", to="russia"), if_so, yes)
    assert only(found, as_of="2022-03-06").state == "conditional"
    assert only(found).state == "accepted"


def test_a_plain_refusal_belongs_to_what_it_answers(tmp_path: Path) -> None:
    found = graph(tmp_path, OFFER, act("refusal", "r1", "russia", "2022-03-02", answers="o1"))
    matter = only(found)
    assert matter.state == "declined"
    assert [step.act for step in matter.steps] == ["o1", "r1"]


def test_a_request_is_for_the_holder_of_the_role_to_answer(tmp_path: Path) -> None:
    role = HOST.replace("as: host", "as: guarantor")
    asked = act("request", "q1", "ukraine", "2022-03-01", "requested", role=role)
    no_matter = act("acceptance", "a1", "russia", "2022-03-02", "accepted", role=role)
    yes = act("acceptance", "a2", "turkey", "2022-03-03", "accepted", role=role)
    found = graph(tmp_path, asked, no_matter, yes)
    first = only(found, as_of="2022-03-02")
    assert (first.state, standing(first)) == (
        "requested",
        {"ukraine": "requested", "turkey": "asked", "russia": "accepted"},
    )
    assert (only(found).state, only(found).since) == ("accepted", "2022-03-03")


def test_who_reports_a_wish_does_not_have_it(tmp_path: Path) -> None:
    told = act("statement", "s1", "turkey", "2022-03-01", "requested") + "  regarding: [ukraine]\n"
    matter = only(graph(tmp_path, told))
    assert standing(matter) == {"ukraine": "requested", "turkey": "asked"}
    nobody = act("statement", "s1", "turkey", "2022-03-01", "requested")
    assert standing(only(graph(tmp_path, nobody))) == {"turkey": "asked"}


PART = """
- talks: round
  date: 2022-03-10
  status: STATUS
  participants: {turkey: {role: host}, russia: {}, ukraine: {}}
  part of: [negotiations]
"""


def test_it_is_fulfilled_by_a_part_of_the_event(tmp_path: Path) -> None:
    role = HOST.replace("of: summit", "of: negotiations")
    offer = act("offer", "o1", "turkey", "2022-03-01", "offered", to="russia", role=role)
    found = graph(tmp_path, offer, PART.replace("STATUS", "held"))
    assert only(found, as_of="2022-03-09").state == "offered"
    matter = only(found)
    assert (matter.state, matter.since, matter.fulfilled_by) == ("fulfilled", "2022-03-10", ("round",))
    assert only(graph(tmp_path, offer, PART.replace("STATUS", "announced"))).state == "offered"
    later = act("offer", "o2", "turkey", "2022-04-01", "offered", to="russia", role=role)
    again = only(graph(tmp_path, offer, PART.replace("STATUS", "held"), later))
    assert (again.state, again.since, again.fulfilled_by) == ("offered", "2022-04-01", ("round",))


def test_a_narrower_role_fulfils_it_and_a_wider_one_does_not(tmp_path: Path) -> None:
    def offered(role: str) -> str:
        concern = f"role: {{actor: turkey, as: {role}, status: STATUS, of: negotiations}}"
        return act("offer", "o1", "turkey", "2022-03-01", "offered", role=concern)

    call = "- phone call: call\n  date: 2022-03-02\n  part of: [negotiations]\n  participants:\n"
    call += "    recep: {role: facilitator, for: turkey}\n    russia: {}\n"
    assert only(graph(tmp_path, offered("mediator"), call)).state == "fulfilled"
    assert only(graph(tmp_path, offered("formulator"), call)).state == "offered"


def test_a_role_that_is_said_to_be_held(tmp_path: Path) -> None:
    role = HOST.replace("as: host", "as: mediator").replace("of: summit", "of: negotiations")
    said = "- role: turkey-mediates\n  actor: turkey\n  as: mediator\n  of: negotiations\n"
    offer = act("offer", "o1", "turkey", "2022-03-01", "offered", role=role)
    found = graph(tmp_path, offer, said, published="2022-04-01")
    assert only(found, as_of="2022-03-31").state == "offered"  # nobody had said so
    assert (only(found).state, only(found).since) == ("fulfilled", "../2022-04-01")


def test_lapsed_ended_and_called_off(tmp_path: Path) -> None:
    over = act("statement", "s1", "turkey", "2022-03-05", "lapsed")
    assert only(graph(tmp_path, OFFER, over)).state == "lapsed"
    assert only(graph(tmp_path, OFFER, over.replace("lapsed", "ended"))).state == "ended"
    off = "- summit: summit\n  status: cancelled\n  participants: {vladimir: {}, volodymyr: {}}\n"
    assert only(graph(tmp_path, OFFER, off)).state == "lapsed"


def test_a_role_that_is_suspended_and_taken_up_again(tmp_path: Path) -> None:
    """A mediator stops until both sides are willing, and mediates again after two months."""

    def talks(name: str, day: str) -> str:
        held = "participants: {turkey: {role: mediator}, vladimir: {}}"
        return f"- talks: {name}\n  date: {day}\n  part of: [negotiations]\n  {held}\n"

    stops = (
        "- role: stops\n  actor: turkey\n  as: mediator\n  of: negotiations\n  status: suspended\n  date: 2022-03-09\n"
    )
    found = graph(tmp_path, talks("talks-1", "2022-03-01"), stops, talks("talks-2", "2022-05-02"))
    suspended = only(found, as_of="2022-04-01")
    assert (suspended.state, suspended.since) == ("suspended", "2022-03-09")
    again = only(found)
    assert (again.state, again.since) == ("fulfilled", "2022-05-02")


def test_an_invitation_waits_for_whom_it_invites(tmp_path: Path) -> None:
    invited = act(
        "invitation",
        "come",
        "recep",
        "2022-03-01",
        "invited",
        to="vladimir",
        role=HOST.replace("host", "negotiator").replace("turkey", "vladimir"),
    )
    refused = act("refusal", "no", "vladimir", "2022-03-05", answers="come")
    found = graph(tmp_path, invited, refused)
    matter = only(found, as_of="2022-03-02")
    assert (matter.state, matter.standing) == (
        "invited",
        "recep: invited 1 March 2022; russia: asked 1 March 2022, no answer",
    )
    assert (only(found).state, only(found).since) == ("declined", "2022-03-05")
    (row,) = found.query("offers").rows
    assert (row["type"], row["stands"], row["answer_type"]) == ("invitation", "answered", "refusal")


def test_who_is_kept_out(tmp_path: Path) -> None:
    out = "- role: out\n  actor: ukraine\n  as: party\n  of: summit\n  status: excluded\n  date: 2022-03-09\n"
    assert (only(graph(tmp_path, out)).state, only(graph(tmp_path, out)).since) == ("excluded", "2022-03-09")


def test_what_is_offered_can_be_withdrawn(tmp_path: Path) -> None:
    offered = act("offer", "offer", "recep", "2022-03-01", to="vladimir")
    back = act("withdrawal", "back", "recep", "2022-03-09", answers="offer")
    found = graph(tmp_path, offered, back)
    assert [only(found, as_of=day).state for day in ("2022-03-08", "2022-03-09")] == ["offered", "lapsed"]


def test_an_answer_can_be_withdrawn_and_the_offer_stands(tmp_path: Path) -> None:
    offered = act("offer", "offer", "recep", "2022-03-01", to="vladimir, volodymyr")
    yes = act("acceptance", "yes", "vladimir", "2022-03-05", answers="offer")
    back = act("withdrawal", "back", "vladimir", "2022-03-09", answers="yes")
    found = graph(tmp_path, offered, yes, back)
    assert only(found, as_of="2022-03-06").state == "partly accepted"
    assert (only(found).state, standing(only(found))["russia"]) == ("offered", "asked")


def test_the_same_act_from_two_sources_is_one_step(tmp_path: Path) -> None:
    two = "source: {id: two, type: NewsArticle, publisher: paper, published: 2022-05-01}\nclaims:\n"
    two += act("offer", "o1", "turkey", "../2022-03-20", "offered", to="russia, ukraine")
    matter = only(graph(tmp_path, OFFER, two=two))
    (step,) = matter.steps
    assert step.claims == ("one/o1", "two/o1")
    assert step.day == "2022-03-01"  # the more exact of the two


@pytest.mark.parametrize(
    ("day", "counts_from"), [("2022-03-05", "2022-03-05"), ("2022-03", "2022-03-31"), ("2022-03-05?", "2022-03-05")]
)
def test_a_step_counts_from_the_last_day_on_which_it_may_have_been(tmp_path: Path, day: str, counts_from: str) -> None:
    found = graph(tmp_path, act("offer", "o1", "turkey", day, "offered", to="russia"))
    before = date.fromordinal(date.fromisoformat(counts_from).toordinal() - 1).isoformat()
    assert found.offers(as_of=before) == ()
    assert only(found, as_of=counts_from).state == "offered"


def test_what_has_no_day_counts_from_the_day_on_which_it_was_told(tmp_path: Path) -> None:
    undated = OFFER.replace("  date: 2022-03-01\n", "")
    found = graph(tmp_path, undated, published="2022-04-02")
    assert found.offers(as_of="2022-04-01") == ()
    assert only(found, as_of="2022-04-02").since == "../2022-04-02"


def test_an_offer_without_a_role_is_followed_by_itself(tmp_path: Path) -> None:
    offer = act("offer", "ships", "turkey", "2022-04-03", to="ukraine")
    found = graph(tmp_path, offer, act("offer", "in-return", "ukraine", "2022-04-04", answers="ships"))
    first, *others = found.offers()
    assert (first.id, first.state, [step.act for step in first.steps]) == ("ships", "offered", ["ships", "in-return"])
    assert not others
    yes = act("acceptance", "yes", "ukraine", "2022-04-04", answers="ships")
    assert only(graph(tmp_path, offer, yes)).state == "accepted"
    nod = act("statement", "nod", "ukraine", "2022-04-04", answers="ships")
    assert only(graph(tmp_path, offer, nod)).state == "answered"


def test_wrong_use(tmp_path: Path) -> None:
    found = graph(tmp_path, OFFER)
    for given, message in (
        ({"as_of": "yesterday"}, "`as_of` takes a day such as 2022-04-26, not 'yesterday'"),
        ({"role": "hots"}, "`role`: 'hots' is no role; did you mean 'host'?"),
        ({"state": "acceptd"}, "`state`: 'acceptd' is no state; did you mean 'accepted'?"),
        ({"actor": "Nobody"}, "`actor`: nothing in the graph is called 'Nobody'"),
    ):
        with pytest.raises(UsageError) as caught:
            found.offers(**given)
        assert str(caught.value).startswith(message)


def test_filters_and_table(tmp_path: Path) -> None:
    found = graph(tmp_path, OFFER, act("offer", "ships", "turkey", "2022-04-03", to="ukraine"))
    assert len(found.offers()) == 2
    assert [m.id for m in found.offers(role="host")] == ["turkey/host/summit"]
    assert [m.id for m in found.offers(actor="Russia")] == ["turkey/host/summit"]
    assert found.offers(state="accepted") == ()
    (row, _) = sorted(tabulate(found.offers(), base=found.base).rows, key=lambda row: str(row["role"]), reverse=True)
    assert row["positions"] is not None and row["steps"] == "1"
    assert {m.state for m in found.offers()} <= set(STATES)


# The shipped case, read by a person from the reports before kg told it.


@cache
def case() -> Graph:
    return shipped_graph()


def state(matter: str, day: str) -> str | None:
    return next((found.state for found in case().offers(as_of=day) if found.id == matter), None)


def position(matter: str, day: str, party: str) -> str | None:
    found = next(found for found in case().offers(as_of=day) if found.id == matter)
    return standing(found).get(party)


LEADERS, GUARANTOR = "turkey/host/leaders-summit", "turkey/guarantor/russia-ukraine-deal"


def test_turkey_as_host_of_a_leaders_meeting() -> None:
    """Ukraine said yes on 5 March and again on the 31st; Russia was asked again and again, and nobody hosted it."""
    for day in ("2022-03-06", "2022-03-18", "2022-04-02", "2022-04-26", "2022-07-31"):
        assert state(LEADERS, day) == "partly accepted", day
        assert position(LEADERS, day, "ukraine") == "accepted", day
        assert position(LEADERS, day, "turkey") == "offered", day
    assert position(LEADERS, "2022-03-16", "russia") == "conditional"  # only to seal an agreement
    assert position(LEADERS, "2022-03-18", "russia") == "conditional asked again"
    matter = next(m for m in case().offers() if m.id == LEADERS)
    assert matter.since == "2022-03-31" and not matter.fulfilled_by
    assert next(p for p in matter.positions if p.party == "russia").asked_again == "2022-04-26"


def test_turkey_as_guarantor() -> None:
    assert state(GUARANTOR, "2022-03-06") is None
    assert [state(GUARANTOR, day) for day in ("2022-03-12", "2022-03-18", "2022-03-30")] == ["requested"] * 3
    assert [state(GUARANTOR, day) for day in ("2022-04-02", "2022-04-22")] == ["conditional"] * 2
    assert [state(GUARANTOR, day) for day in ("2022-04-26", "2022-07-31")] == ["accepted"] * 2
    assert position(GUARANTOR, "2022-03-18", "russia") == "conditional"  # no objection, in the Turkish minister's words
    assert state("germany/guarantor/russia-ukraine-deal", "2022-07-31") == "requested"
    assert state("italy/guarantor/russia-ukraine-deal", "2022-07-31") == "requested"


def test_israel_as_mediator_and_turkey_as_host_of_talks() -> None:
    israel, talks = "israel/mediator/russia-ukraine-negotiations", "turkey/host/russia-ukraine-negotiations"
    assert state(israel, "2022-02-24") is None
    assert state(israel, "2022-03-04") in ("offered", "requested")
    assert [state(israel, day) for day in ("2022-03-06", "2022-03-18", "2022-07-31")] == ["fulfilled"] * 3
    assert state(talks, "2022-03-06") == "offered"
    assert [state(talks, day) for day in ("2022-03-11", "2022-04-02")] == ["fulfilled"] * 2
    assert state("turkey/host/istanbul-talks-2022-03-29", "2022-03-28") == "accepted"
    assert state("turkey/host/istanbul-talks-2022-03-29", "2022-03-29") == "fulfilled"
