"""Checks between records: what is looked at together, and what follows from another problem and is not said again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.checking.loading import Loaded, load_facts
from kg.cli import app
from kg.errors import UsageError

REGISTER = Path(__file__).parent / "data" / "invalid" / "_register"
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix akg: <https://w3id.org/actor-kg/ontology/> .
@prefix my: <https://example.org/shape/> .
my:needs-a-place a sh:PropertyShape ;
    sh:targetClass akg:PhoneCall ; sh:path akg:place ; sh:minCount 1 ; sh:severity sh:{severity} ;
    sh:message "Where were they?" .
"""


def load(tmp_path: Path, **files: str) -> Loaded:
    """Load the register and some files, `__` in a name being the dot."""
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return load_facts([REGISTER, tmp_path])


def codes(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def claims(*lines: str) -> str:
    return "basis: made up\nclaims:\n" + "\n".join(lines) + "\n"


def test_a_call_with_one_participant_is_found_in_its_line(tmp_path: Path) -> None:
    first, second = (
        "- phone call: call-1\n  participants: [anna, boris]\n",
        "- phone call: call-2\n  participants: [anna]",
    )
    text = claims(first, second)
    (problem,) = load(tmp_path, a__yaml=text).problems
    assert (problem.code, problem.origin.line, problem.origin.column) == ("phone-call-needs-two", 6, 15)
    assert problem.message == "A phone call needs at least two participants: add the other one under `participants`."


def test_two_sources_may_name_one_participant_each(tmp_path: Path) -> None:
    text = claims("- phone call: call-1", "  participants: [anna]", "- phone call: call-1", "  participants: [boris]")
    assert load(tmp_path, a__yaml=text).problems == []


def test_an_act_without_speaker_is_one_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path, a__yaml=claims("- offer: offer-1", "  to: anna", "  date: 2022"))
    assert [(p.code, p.origin.line) for p in loaded.problems] == [("act-needs-speaker", 3)]


def test_a_speaker_may_stand_among_the_participants(tmp_path: Path) -> None:
    text = claims("- offer: offer-1", "  participants:", "    anna: {role: speaker}")
    assert load(tmp_path, a__yaml=text).problems == []


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2022-06", []),
        ("2023-01-31", []),
        ("2023-02-01", ["outside-tenure"]),
        ("2019", ["outside-tenure"]),
        ("2019/2020", []),
    ],
)
def test_tenures_to_the_month(tmp_path: Path, date: str, code: list[str]) -> None:
    text = claims("- offer: offer-1", f"  date: {date}", "  by: {anna: {as: president-of-alba}}")
    assert codes(load(tmp_path, a__yaml=text)) == code


def test_a_tenure_in_another_file_counts(tmp_path: Path) -> None:
    entry = "boris-1: {person: boris, office: president-of-borea, from: 2020, until: 2021}"
    tenure = f"basis: made up\ntenures:\n  {entry}\n"
    act = claims("- offer: offer-1", "  date: 2021-12", "  by: {boris: {as: president-of-borea}}")
    assert codes(load(tmp_path, a__yaml=act, b__yaml=tenure)) == []
    assert codes(load(tmp_path, a__yaml=act.replace("2021-12", "2022-12"), b__yaml=tenure)) == ["outside-tenure"]


def test_the_day_of_an_act_may_come_from_the_contact(tmp_path: Path) -> None:
    call = ["- phone call: call-1", "  date: 2030", "  participants: [anna, boris]"]
    act = ["- offer: offer-1", "  by: {anna: {as: president-of-alba}}", "  during: call-1"]
    assert codes(load(tmp_path, a__yaml=claims(*call, *act))) == ["outside-tenure"]


def test_a_broken_table_of_tenures_makes_no_false_findings(tmp_path: Path) -> None:
    act = claims("- offer: offer-1", "  by: {boris: {as: president-of-borea}}")
    table = 'id,person,office,from,until,basis\nboris-1,boris,"president-of-borea,2020,,made up\n'
    assert codes(load(tmp_path, a__yaml=act, tenures__csv=table)) == ["broken-csv"]


@pytest.mark.parametrize(
    "content", [b"\xff\xfea\x00", b"\x00", b"actors:\n  dora: \xff\n", b"actors:\n  dora: {name: Dora\n"]
)
def test_a_file_that_cannot_be_read_makes_no_false_findings(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "actors.yaml").write_bytes(content)
    loaded = load(tmp_path, a__yaml=claims("- phone call: call-1", "  participants: [anna, dora]"))
    assert [Path(problem.origin.path).name for problem in loaded.problems] == ["actors.yaml"]


def test_counts_are_judged_when_all_is_read(tmp_path: Path) -> None:
    dataset = "counts: {actors: 9}\n"
    assert codes(load(tmp_path, a__yaml="places:\n  dock: {name: Dock}\n", dataset__yaml=dataset)) == ["count"]
    assert codes(load(tmp_path, a__yaml="actors:\n  dora: {type: Persn, name: D}\n", dataset__yaml=dataset)) == [
        "unknown-type"
    ]


def test_all_problems_of_a_file_whose_source_is_wrong(tmp_path: Path) -> None:
    source = "source: {id: paper, type: NewsArticle, published: 2022}\n"
    call = "claims:\n- phone call: call-1\n  participants: [ana, boris]\n"
    assert codes(load(tmp_path, a__yaml=source + call)) == ["missing-key", "unknown-id"]


def test_an_unknown_publisher_is_said_once(tmp_path: Path) -> None:
    source = "source: {id: paper, type: NewsArticle, published: 2022, publisher: nobody, checked: machine-coded}"
    calls = "".join(f"- phone call: call-{n}\n  participants: [anna, boris]\n" for n in range(5))
    (problem,) = load(tmp_path, a__yaml=f"{source}\nclaims:\n{calls}").problems
    assert (problem.code, problem.origin.line) == ("unknown-id", 1)


def test_notes_of_the_shapes_are_no_warnings(tmp_path: Path) -> None:
    assert load(tmp_path, a__yaml=claims("- acceptance: acceptance-1", "  by: anna")).problems == []


@pytest.mark.parametrize(("severity", "shown"), [("Violation", "error"), ("Warning", "warning"), ("Info", None)])
def test_shapes_of_the_user(tmp_path: Path, severity: str, shown: str | None) -> None:
    (tmp_path / "shapes").write_text(SHAPE.replace("{severity}", severity), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(claims("- phone call: call-1", "  participants: [anna, boris]"), encoding="utf-8")
    loaded = load_facts([REGISTER, tmp_path / "a.yaml"], shapes=[tmp_path / "shapes"])
    assert [(p.severity, p.code, p.message, p.origin.line) for p in loaded.problems] == (
        [(shown, "needs-a-place", "Where were they?", 3)] if shown else []
    )
    assert loaded.sound is (severity != "Violation")


@pytest.mark.parametrize("text", ["not turtle", "@prefix : <x> ."])
def test_shapes_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "shapes.ttl").write_text(text, encoding="utf-8")
    try:
        load_facts([REGISTER], shapes=[tmp_path / "shapes.ttl"])
    except UsageError as error:
        assert "shapes" in str(error)
    else:
        assert text.startswith("@prefix")


def test_shapes_and_texts_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shapes"):
        load_facts([REGISTER], shapes=[tmp_path / "nowhere.ttl"])
    with pytest.raises(UsageError, match="nowhere"):
        load_facts([REGISTER], texts=[tmp_path / "nowhere"])


def test_texts_are_looked_for_in_the_folders(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "paper.txt").write_text("Anna told  Boris\nall of it.", encoding="utf-8")
    text = "source: {id: paper, type: NewsArticle, published: 2022, publisher: gazette, text: paper.txt}\nclaims:\n"
    call = "- phone call: call-1\n  participants: [anna, boris]\n  phrase: told Boris all of\n"
    (tmp_path / "facts" / "a.yaml").write_text(text + call, encoding="utf-8")
    without = load_facts([REGISTER, tmp_path / "facts"])
    assert (without.phrases.verified, without.phrases.unverified, without.phrases.missing_texts) == (0, 1, ["paper"])
    with_texts = load_facts([REGISTER, tmp_path / "facts"], texts=[tmp_path / "texts"])
    assert (with_texts.phrases.verified, with_texts.sound) == (1, True)


@pytest.mark.parametrize(("number", "code"), [(200, []), (201, ["too-many-participants"])])
def test_a_table_has_an_end(tmp_path: Path, number: int, code: list[str]) -> None:
    """Each at a table talks to each: of one claim that names thousands, millions of rows would follow."""
    names = [f"p{each}" for each in range(number)]
    actors = "".join(f"  {name}: {{type: Person, name: Ann {name}}}\n" for name in names)
    facts = f"basis: known\nactors:\n{actors}claims:\n- summit: s\n  participants: [{', '.join(names)}]\n"
    assert codes(load(tmp_path, a__yaml=facts)) == code


def test_keys_of_facts_are_not_options(tmp_path: Path) -> None:
    """`participants` is to be written in the file, and `texts` is an option of the command."""
    (tmp_path / "a.yaml").write_text(
        "actors: {a: {type: State, name: A}}\n"
        "source: {id: s, type: Report, publisher: a, published: 2022-01-01, text: t.txt}\n"
        "claims:\n- phone call: c\n  participants: [a]\n",
        encoding="utf-8",
    )
    for command in (["check"], ["build", "--graph", str(tmp_path / "g")]):
        told = CliRunner().invoke(app, [command[0], str(tmp_path), *command[1:]]).output
        assert "add the other one under `participants`." in told and "--participants" not in told
        assert "give its folder with --texts" in told


def test_only_what_is_wrong_in_one_folder(tmp_path: Path) -> None:
    for name in ("mine", "theirs"):
        (tmp_path / name).mkdir()
        facts = f"actors: {{{name}: {{type: State, name: {name}}}}}\nbasis: known\nclaims:\n- phone call: {name}-call\n"
        (tmp_path / name / "a.yaml").write_text(f"{facts}  participants: [{name}]\n", encoding="utf-8")
    words = ["check", str(tmp_path / "mine"), str(tmp_path / "theirs"), "--only"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "mine")])
    assert done.exit_code == 1 and done.stdout.count("error[") == 1 and "theirs" not in done.stdout
    assert "1 more outside of" in done.stderr
    (tmp_path / "mine" / "a.yaml").write_text("actors: {mine: {type: State, name: mine}}\n", encoding="utf-8")
    assert CliRunner().invoke(app, [*words, str(tmp_path / "mine")]).exit_code == 0
    assert CliRunner().invoke(app, [*words, str(tmp_path / "nowhere")]).exit_code == 2


@pytest.mark.parametrize(
    ("claim", "code", "words"),
    [
        ("- meeting: m\n  participants: anna, boris\n", "wrong-form", "participants: [anna, boris]"),
        ("- meeting: m\n  participants:\n  - anna: {role: mediator}\n  - boris: {}\n", "wrong-form", "without '- '"),
        ("- meeting: m\n  participants: [Anna Ahlin, boris]\n", "bad-id", "did you mean 'anna'?"),
        ("- meeting: m\n  participants: [Zzz Qqq, boris]\n", "bad-id", "add who bears it"),
        ("- conversation: m\n  participants: [anna, boris]\n", "unknown-type", "there are acceptance, agreement,"),
        ("- meeting: m\n   participants: [anna, boris]\n", "broken-yaml", "indented deeper than the one above"),
        ("- statement: m\n  by: anna\n  what: he said: peace\n", "broken-yaml", "a second ':' in the line"),
    ],
)
def test_messages_say_what_was_meant(claim: str, code: str, words: str, tmp_path: Path) -> None:
    (problem, *_) = load(tmp_path, a__yaml=claims(claim)).problems
    assert problem.code == code and words in str(problem), str(problem)


def test_a_claim_that_is_pasted_twice(tmp_path: Path) -> None:
    claim = "- meeting: m\n  participants: [anna, boris]\n  basis: BASIS"
    twice = claims(claim.replace("BASIS", "an atlas"), claim.replace("BASIS", "an atlas") + "\n  claim: other")
    assert codes(load(tmp_path, a__yaml=twice)) == ["same-claim"]
    assert codes(load(tmp_path, a__yaml=twice.replace("an atlas", "a treaty", 1))) == []
