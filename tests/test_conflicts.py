"""Where sources do not go together: each rule both ways, what is preferred and why, and the notes of a check."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared_graphs import shipped_graph
from typer.testing import CliRunner

import kg
from kg.building.builds import check, note_conflicts
from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph
from kg.reports.conflicts import KINDS, count_by_kind
from kg.reports.rivals import tell_conflicts

REGISTER = """
actors:
  a: {type: State, name: Aland}
  b: {type: State, name: Borland}
  c: {type: State, name: Corland}
  ann: {type: Person, name: Ann, of: a}
  bob: {type: Person, name: Bob, of: b}
  cleo: {type: Person, name: Cleo, of: c}
  a-office: {type: GovernmentBody, name: Office of Aland, of: a}
  b-office: {type: GovernmentBody, name: Office of Borland, of: b}
  a-house: {type: Delegation, name: House of Aland, of: a}
  b-house: {type: Delegation, name: House of Borland, of: b}
  paper: {type: NewsOrganization, name: Paper}
  herald: {type: NewsOrganization, name: Herald}
  gazette: {type: NewsOrganization, name: Gazette}
places:
  town: {name: Town}
  palace: {name: Palace, within: town}
  city: {name: City}
"""
WAR = "basis: Known.\nclaims:\n- conflict: war\n  sides: {a: [a], b: [b]}\n"
CALL = "- phone call: call\n  participants: {ann: {for: a}, bob: {for: b}}\n"


def graph(folder: Path, *sources: str, publishers: tuple[str, ...] = ("paper", "herald", "gazette")) -> Graph:
    (folder / "register.yaml").write_text(REGISTER, encoding="utf-8")
    (folder / "war.yaml").write_text(WAR, encoding="utf-8")
    for number, claims in enumerate(sources):
        head = f"source: {{id: s{number}, type: NewsArticle, publisher: {publishers[number]}, published: 2022-06-01}}\n"
        (folder / f"s{number}.yaml").write_text(f"{head}claims:\n{claims}", encoding="utf-8")
    return kg.load(folder)


def found(folder: Path, *sources: str) -> list[tuple[str, str, str, str, str]]:
    rows = graph(folder, *sources).query("conflicts")
    return sorted((r["differs"], r["value"], r["other_value"], r["preferred"], r["why"]) for r in rows)


def kinds(folder: Path, *sources: str) -> list[str]:
    return [row[0] for row in found(folder, *sources)]


def meeting(participants: str, rest: str = "") -> str:
    return f"- meeting: m\n  participants: {{{participants}}}\n{rest}"


TWO = "ann: {for: a}, bob: {for: b}"


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("date: 2022-03-16", "date: 2022-03-17", ["date"]),
        ("date: 2022-03-16?", "date: 2022-03-17?", ["date"]),
        ("date: 2022-03", "date: 2022-03-17", []),
        ("date: 2022-03-16/2022-03-17", "date: 2022-03-17", []),
        ("date: 2022-03-16\n  status: announced", "date: 2022-03-17", []),  # put off is not told in two ways
        ("place: town", "place: city", ["place"]),
        ("place: palace", "place: town", []),
        ("place: town", "place: town", []),
        ("about: [ceasefire]", "about: [peace]", []),  # two newspapers, and no readout
    ],
)
def test_days_and_places(tmp_path: Path, one: str, two: str, expected: list[str]) -> None:
    assert kinds(tmp_path, meeting(TWO, f"  {one}\n"), meeting(TWO, f"  {two}\n")) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("ann: {}, bob: {}", "ann: {}, cleo: {}", ["participants"]),
        ("ann: {}, bob: {}", "ann: {}, bob: {}, cleo: {}", []),  # a report that names fewer
        ("ann: {for: a}, bob: {for: b}", "a: {}, b: {}", []),  # another level
        ("ann: {for: a}, bob: {for: b}", "a-house: {for: a}, b: {}", []),
    ],
)
def test_participants(tmp_path: Path, one: str, two: str, expected: list[str]) -> None:
    assert kinds(tmp_path, meeting(one), meeting(two)) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("party", "third-party", ["role"]),
        ("party", "mediator", ["role"]),
        ("belligerent", "mediator", ["role"]),
        ("mediator", "facilitator", []),  # the one is narrower
        ("mediator", "host", []),  # they go together
        ("mediator", "participant", []),
        ("[belligerent, negotiator]", "belligerent", []),
    ],
)
def test_roles_of_one_participant(tmp_path: Path, one: str, two: str, expected: list[str]) -> None:
    sources = (meeting(f"a: {{role: {role}}}, b: {{}}") for role in (one, two))
    assert kinds(tmp_path, *sources) == expected


def test_roles_that_are_only_offered_do_not_count(tmp_path: Path) -> None:
    offered = meeting("a: {role: mediator, status: offered}, b: {}")
    assert kinds(tmp_path, offered, meeting("a: {role: party}, b: {}")) == []


MEMBER = "- membership: in-house\n  member: ann\n  of: HOUSE\n"


def test_memberships(tmp_path: Path) -> None:
    claimed = MEMBER.replace("HOUSE", "a-house")
    denied = "- denial: no\n  by: bob\n  denies: [in-house]\n"
    assert [row[:3] for row in found(tmp_path, claimed, denied)] == [("membership", "a-house", "denied")]
    other = MEMBER.replace("HOUSE", "b-house").replace("in-house", "in-other")
    assert kinds(tmp_path, claimed, other) == ["membership"]  # of two sides of the war
    assert kinds(tmp_path, claimed, claimed) == []


def test_what_is_claimed_and_denied(tmp_path: Path) -> None:
    ban = "- measure: ban\n  by: a\n  what: no ships\n"
    assert [row[:3] for row in found(tmp_path, ban, "- denial: no\n  by: a\n  denies: [ban]\n")] == [
        ("denied", "no ships", "denied")
    ]


def readout(office: str, topic: str) -> str:
    return f"{CALL}  about: [{topic}]\n  according to: {office}\n"


def test_two_readouts(tmp_path: Path) -> None:
    rows = found(tmp_path, readout("a-office", "ceasefire"), readout("b-office", "surrender"))
    why = "two accounts of two sides; none is put before the other"
    assert rows == [("readout", "ceasefire", "surrender", "neither", why)]
    assert kinds(tmp_path, readout("a-office", "ceasefire"), readout("b-office", "ceasefire")) == []
    assert kinds(tmp_path, readout("a-office", "ceasefire"), readout("ann", "surrender")) == []  # the same side
    announced = readout("b-office", "surrender") + "  status: announced\n"
    assert kinds(tmp_path, readout("a-office", "ceasefire"), announced) == []  # no account of the call


DAYS = ("  date: 2022-03-16\n", "  date: 2022-03-17\n")


@pytest.mark.parametrize(
    ("one", "two", "preferred", "why"),
    [
        ("  rank: preferred\n  checked: excerpt\n", "  checked: text\n", "first", "ranked preferred, the other normal"),
        ("  rank: deprecated\n", "", "second", "ranked normal, the other deprecated"),
        ("  checked: excerpt\n", "  checked: text\n", "second", "checked: whole text, the other: excerpt"),
        ("  according to: cleo\n", "  according to: bob\n", "second", "told first-hand"),
        ("  according to: ann\n", "  according to: bob\n", "neither", "both are told first-hand"),
        ("", "", "neither", "nothing speaks for one of them"),
    ],
)
def test_what_is_preferred_and_why(tmp_path: Path, one: str, two: str, preferred: str, why: str) -> None:
    ((_, _, _, better, reason),) = found(tmp_path, meeting(TWO, DAYS[0] + one), meeting(TWO, DAYS[1] + two))
    assert (better, reason) == (preferred, why)


def test_a_certain_day_and_more_publishers(tmp_path: Path) -> None:
    doubtful = meeting(TWO, "  date: 2022-03-16?\n")
    assert found(tmp_path, doubtful, meeting(TWO, DAYS[1]))[0][3:] == ("second", "a certain day, the other is not")
    rows = found(tmp_path, meeting(TWO, DAYS[0]), meeting(TWO, DAYS[1]), meeting(TWO, DAYS[1]))
    assert {row[3:] for row in rows} == {("second", "told by 2 publishers, the other by 1")}


def test_grouped_by_what_they_are_about(tmp_path: Path) -> None:
    three = graph(tmp_path, meeting(TWO, DAYS[0]), meeting(TWO, DAYS[1]), meeting(TWO, DAYS[1]))
    (conflict,) = three.conflicts()
    assert (conflict.about, conflict.differs, conflict.whose) == ("m", "date", "")
    assert {p.value: [claim for claim, _, _ in p.claims] for p in conflict.positions} == {
        "2022-03-16": ["s0/m"],
        "2022-03-17": ["s1/m", "s2/m"],
    }
    assert [(v.preferred, v.why) for v in conflict.verdicts] == [("2022-03-17", "told by 2 publishers, the other by 1")]
    assert conflict.claims == ("s0/m", "s1/m", "s2/m")
    text = tell_conflicts(three.store, [conflict], title="T").to_text()
    assert "1 conflict on 1 matter: 1 date" in text and "preferred: 2022-03-17" in text
    with pytest.raises(UsageError, match="did you mean 'date'"):
        three.conflicts(kind="dates")


def test_a_check_notes_them_and_stays_sound(tmp_path: Path) -> None:
    graph(tmp_path, meeting(TWO, DAYS[0]), meeting(TWO, DAYS[1]))
    loaded = check(tmp_path)
    notes = note_conflicts(loaded)
    assert {(Path(n.origin.path).name, n.code, n.severity) for n in notes} == {
        ("s0.yaml", "rival-date", "note"),
        ("s1.yaml", "rival-date", "note"),
    }
    done = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert done.exit_code == 0
    assert "note[rival-date] 'm': another day in s1/m; both stand" in done.output
    assert "2 claims in conflict with others (fine: 'kg conflicts' shows them)" in done.output


def test_claims_in_conflict_are_counted_wherever_they_stand(tmp_path: Path) -> None:
    """In JSON-LD they are all in one line; two of them say the same there, which is told once."""
    (tmp_path / "facts").mkdir()
    made = graph(tmp_path / "facts", meeting(TWO, DAYS[0]), meeting(TWO, DAYS[1]), meeting(TWO, DAYS[1]))
    (tmp_path / "all.jsonld").write_text(made.export("jsonld"), encoding="utf-8")
    for facts, lines in (("facts", 3), ("all.jsonld", 2)):
        done = CliRunner().invoke(app, ["check", str(tmp_path / facts)])
        assert "3 claims in conflict with others" in done.output, facts
        assert done.output.count("note[rival-date]") == lines


def test_conflicts_of_the_shipped_case() -> None:
    """Those that a reader of the reports finds."""
    case = shipped_graph()
    there = {(conflict.about, conflict.differs) for conflict in case.conflicts()}
    assert there >= {
        ("abramovich-in-russian-delegation", "membership"),
        ("erdogan-zelenskyy-2022-03-16", "date"),
        ("cavusoglu-kuleba-2022-03-17", "place"),
        ("erdogan-putin-2022-03-06", "readout"),
        ("erdogan-putin-2022-04-26", "readout"),
        ("black-sea-grain-initiative", "role"),
    }
    assert set(count_by_kind(case.conflicts())) <= set(KINDS)
    (member,) = case.conflicts(event="abramovich-in-russian-delegation")
    tellers = {position.value: {who for _, who, _ in position.claims} for position in member.positions}
    assert tellers == {"russian-delegation": {"erdogan"}, "denied": {"peskov", "prystaiko"}}


def test_many_accounts_of_one_event(tmp_path: Path) -> None:
    """Pairs grow by the square: of one event a hundred claims are compared, each day first, and the rest is told."""
    (tmp_path / "register.yaml").write_text(REGISTER, encoding="utf-8")
    head = "source: {{id: s{0}, type: NewsArticle, publisher: paper, published: 2042-01-01}}\nclaims:\n"
    for number in range(150):
        day = f"2041-05-{11 + number - 140}" if number >= 140 else "2041-05-01"  # ten days, told by the last ten alone
        claims = head.format(number) + meeting(TWO, f"  date: {day}\n")
        (tmp_path / f"s{number:03}.yaml").write_text(claims, encoding="utf-8")
    told = kg.load(tmp_path)
    (conflict,) = told.conflicts()
    assert [position.value for position in conflict.positions] == [
        "2041-05-01",
        *(f"2041-05-{n}" for n in range(11, 21)),
    ]
    assert conflict.left_out == 50 and len(conflict.claims) == 100
    assert {row["left_out"] for row in told.query("conflicts")} == {50}
    assert (
        "50 more claims on this: not held against the others"
        in tell_conflicts(told.store, [conflict], title="").to_text()
    )
    (note,) = [note for note in note_conflicts(check(tmp_path)) if note.severity == "warning"]
    assert note.code == "not-compared" and "50 more claims" in note.message and note.origin.line == 3
    assert told.about("m").title.endswith("13 May 2041 or 14 May 2041 or 6 more days")


def test_the_one_that_differs_is_compared(tmp_path: Path) -> None:
    """Of many who call somebody a mediator the last one calls him a party."""
    (tmp_path / "register.yaml").write_text(REGISTER, encoding="utf-8")
    for number in range(120):
        role = "party" if number == 119 else "mediator"
        head = f"source: {{id: s{number}, type: NewsArticle, publisher: paper, published: 2042-01-01}}\nclaims:\n"
        claims = meeting(f"ann: {{role: {role}}}, bob: {{}}")
        (tmp_path / f"s{number:03}.yaml").write_text(head + claims, encoding="utf-8")
    (conflict,) = kg.load(tmp_path).conflicts()
    assert (conflict.differs, conflict.whose) == ("role", "ann") and "s119/m" in conflict.claims
