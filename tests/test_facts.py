"""Wrong facts: each input of `data/invalid` gives exactly the problems of `expected.tsv`, and no input a traceback."""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import re
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiers import slow_but

from kg.building.builds import check
from kg.checking.findings import aside_line, report_check
from kg.checking.loading import Loaded, load_facts
from kg.datasets.shipped import shipped_facts
from kg.errors import Problem
from kg.facts import read_facts, write_facts

INVALID = Path(__file__).parent / "data" / "invalid"
VALID = Path(__file__).parent / "data" / "valid"
REGISTER = INVALID / "_register"
Row = tuple[str, str, str, str, str, str]

SOURCE = b"actors:\n  dora: {type: Person, name: Dora}\n"
# Inputs that cannot stand in a repository as text.
MADE: dict[str, bytes] = {
    "utf-16.yaml": SOURCE.decode().encode("utf-16"),
    "utf-16-no-mark.yaml": SOURCE.decode().encode("utf-16-le"),
    "latin-1.yaml": "actors:\n  dora: {type: Person, name: Dör}\n".encode("latin-1"),
    "latin-1.csv": "id,type\ndora,Pers\xf6n\n".encode("latin-1"),
    "binary.yaml": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01",
    "nul.yaml": b"actors:\n  dora: {type: Person, name: Do\x00ra}\n",
    "long-label.yaml": b"actors:\n  dora: {type: Person, name: " + b"x" * 1_000_000 + b"}\n",
    "long-id.yaml": b"actors:\n  ? " + b"x" * 1_000_000 + b"\n  : {type: Person, name: Dora}\n",
    "long-cell.csv": b"",
    "many-brackets.yaml": b"[" * 1_000_000,
    "many-braces.yaml": b"{a: " * 500_000,
    "many-quotes.yaml": b'"' * 300_001,
    "carriage-returns.yaml": b"actors:\r  dora: {type: Persn, name: Dora}\r",
    "windows-lines.yaml": b"actors:\r\n  dora: {type: Persn, name: Dora}\r\n",
}


def expected() -> dict[str, list[Row]]:
    """The rows of the table by case: the first part of the path."""
    rows: dict[str, list[Row]] = {}
    with (INVALID / "expected.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0] != "file":
                path, line, column, severity, code, suggestion = row
                rows.setdefault(path.split("/")[0], []).append((path, line, column, severity, code, suggestion))
    return rows


def found(loaded: Loaded, root: Path) -> list[Row]:
    """The problems in the form of the table's rows."""
    return [
        (
            Path(problem.origin.path).relative_to(root).as_posix(),
            str(problem.origin.line),
            str(problem.origin.column),
            problem.severity,
            problem.code,
            problem.suggestion or "",
        )
        for problem in loaded.problems
    ]


CASES = sorted(path.name for path in INVALID.iterdir() if path.name not in ("_register", "expected.tsv"))


def test_the_register_is_sound() -> None:
    assert load_facts([REGISTER]).problems == []


def test_every_case_is_in_the_table() -> None:
    assert sorted(expected()) == sorted([*CASES, *(name for name in MADE if name != "long-cell.csv"), "actors.csv"])


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    loaded = load_facts([REGISTER, INVALID / case])
    assert found(loaded, INVALID) == expected()[case]
    for problem in loaded.problems:
        assert_the_value_told_stands_at_the_place(problem)
        assert_says_what_to_write(problem)


@pytest.mark.parametrize("case", [name for name in MADE if name != "long-cell.csv"])
def test_made_case(case: str, tmp_path: Path) -> None:
    path = tmp_path / (case if case.endswith(".yaml") else "actors.csv")
    path.write_bytes(MADE[case])
    started = time.perf_counter()
    rows = found(load_facts([REGISTER, path]), tmp_path)
    assert [(case, *row[1:]) for row in rows] == expected()[case]
    assert time.perf_counter() - started < 5


NOT_THERE = {"missing-key", "count", "byte-order-mark", "duplicate-key", "empty-value"}  # of an entry, or of no key


def assert_the_value_told_stands_at_the_place(problem: Problem) -> None:
    """Of what a message has in quotation marks and the line has, too, one is at the place, or its value is."""
    if not problem.origin.line:
        return
    path = Path(problem.origin.path)
    lines = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= problem.origin.line <= len(lines)
    line = lines[problem.origin.line - 1]
    assert 1 <= problem.origin.column <= len(line) + 1
    told = [name for name in re.findall(r"'([^']+)'", problem.message) if name in line]
    if told and problem.code not in NOT_THERE:
        here = line[problem.origin.column - 1 :].lstrip("\"'")
        before = line[: problem.origin.column - 1].rstrip(" {[")
        of_key = (before.endswith(f"{name.rstrip(':')}:") for name in told)  # the value of the key that is named
        assert any(here.startswith(name) for name in told) or any(of_key), str(problem)


ADVICE = ("write", "its keys are", "one of", "; ", " needs ", " takes ", "at most", "Keep one", "are there", "must",
          "the base is")  # fmt: skip


def assert_says_what_to_write(problem: Problem) -> None:
    """A problem has a suggestion or words of advice."""
    text = f"{problem.message} {problem.suggestion or ''}"
    assert problem.suggestion or any(word in text for word in ADVICE) or ": " in text, str(problem)


def test_a_cell_of_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(b"id,type,name\ndora,Person," + b"x" * 1_000_000 + b"\nella,Persn,Ella\n")
    assert found(load_facts([REGISTER, path]), tmp_path) == expected()["actors.csv"]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    read_facts([REGISTER / "places.yaml"])  # what is loaded once does not count
    tracemalloc.start()
    started = time.perf_counter()
    reading = read_facts([path])
    taken, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [problem.code for problem in reading.problems] == ["file-too-large"]
    assert "104,857,600 bytes" in reading.problems[0].message
    assert taken < 0.1
    assert peak < 1_000_000


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yaml", "nowhere.csv", "nowhere.ttl", "nul\0.yaml", "x" * 300])
def test_a_missing_path(name: str, tmp_path: Path) -> None:
    problems = load_facts([REGISTER, tmp_path / name]).problems
    assert [problem.code for problem in problems] in (["missing-file"], ["unreadable-file"])


def test_a_folder_that_looks_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").mkdir()
    assert [problem.code for problem in load_facts([REGISTER, tmp_path / "actors.yaml"]).problems] == ["no-facts"]


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it, as the tests may run as somebody who may read everything."""
    (tmp_path / "facts" / "closed").mkdir(parents=True)
    (tmp_path / "facts" / "a.yaml").write_bytes(SOURCE)
    scan = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("kg.facts.discovery.os.scandir", refuse)
    [problem] = load_facts([tmp_path / "facts"]).problems
    assert (problem.code, problem.origin.path) == ("unreadable-file", str(tmp_path / "facts" / "closed"))
    assert "Permission denied" in problem.message


def test_a_name_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.doc")
    try:
        (tmp_path / name).write_bytes(b"x")
    except OSError:
        pytest.skip("this system has no such names")
    (tmp_path / "a.yaml").write_bytes(SOURCE)
    loaded = load_facts([tmp_path])
    assert [each.path.name for each in loaded.aside] == [name]
    assert "caf\\udce9.doc (no facts file by its name)" in aside_line(loaded)
    assert json.loads(report_check(loaded, "json"))["left_aside"][0]["path"].endswith(name)
    assert "caf%E9.doc" in report_check(loaded, "sarif")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert [problem.code for problem in load_facts([tmp_path]).problems] == ["no-facts"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "facts.yaml")
    assert [problem.code for problem in load_facts([tmp_path / "facts.yaml"]).problems] == ["unreadable-file"]


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(SOURCE)
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        assert [problem.code for problem in load_facts([path]).problems] == ["unreadable-file"]
    else:
        pytest.skip("this user may read every file")


def test_what_a_message_shows_cannot_play_with_the_terminal() -> None:
    for case in ("hostile-ids.yaml", "hostile-texts.yaml"):
        for problem in load_facts([REGISTER, INVALID / case]).problems:
            assert str(problem).isprintable()


@pytest.mark.parametrize("count", ["0", "00", "-1", "1.5", "1000001", "many"])
def test_a_count_is_a_whole_number_from_one_on(count: str, tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(
        f"basis: x\nclaims:\n- phone call: c\n  participants: [anna, boris]\n  count: {count}\n", encoding="utf-8"
    )
    reading = read_facts([path])
    assert [(problem.code, problem.origin.line) for problem in reading.problems] == [("bad-value", 5)]


# sound facts


def test_the_dates_that_are_taken() -> None:
    loaded = load_facts([REGISTER, VALID / "dates.yaml"])
    assert loaded.problems == []
    assert sum(claim.statement.type == "Contact" for claim in loaded.records.claims) == 17


def test_a_byte_order_mark_is_read_over() -> None:
    loaded = load_facts([REGISTER, INVALID / "byte-order-mark.yaml"])
    assert loaded.sound
    assert "dora" in [actor.id for actor in loaded.records.actors]


def test_tables_are_read_as_spreadsheets_write_them() -> None:
    loaded = load_facts([VALID / "tables"])
    assert loaded.problems == []
    actors = {actor.id: actor for actor in loaded.records.actors}
    assert dict(actors["dora"].names.labels) == {"en": "Dora, the second", "tr": "Dora, ikinci"}
    assert actors["dora"].names.spellings == ("D. Dorn", "Dora Dorn")
    assert actors["alba"].description == 'A state\nthat calls itself "first"'
    assert [office.leading for office in loaded.records.offices] == [True, False]
    (tenure,) = [claim for claim in loaded.records.claims if claim.statement.type == "Tenure"]
    assert (tenure.basis, tenure.check, tenure.statement.date.text) == ("made up", "background", "2020/..")  # type: ignore[union-attr]


def test_a_phrase_may_run_over_lines() -> None:
    loaded = load_facts([REGISTER, INVALID / "phrases"])
    assert loaded.phrases.verified == 4  # of calls 1, 2, 3 and 8; that of call 8 goes over a line end


@pytest.mark.parametrize("path", [shipped_facts(), VALID / "tables", VALID / "dates.yaml"], ids=lambda path: path.stem)
def test_what_is_written_is_read_again(path: Path, tmp_path: Path) -> None:
    records = load_facts([REGISTER, path] if path.name == "dates.yaml" else [path]).records
    for name, text in write_facts(records).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_facts([tmp_path]).records == records


# any input


FILES = sorted(path for path in shipped_facts().rglob("*") if path.suffix in (".yaml", ".csv"))
ANY = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)


def only_problems(name: str, content: bytes, folder: Path) -> None:
    path = folder / name
    path.write_bytes(content)
    loaded = load_facts([path])
    assert all(isinstance(problem, Problem) and problem.message and str(problem) for problem in loaded.problems)
    assert all(problem.origin.path for problem in loaded.problems), loaded.problems
    path.unlink()


ANY_BYTES = given(content=st.binary(max_size=300), name=st.sampled_from(["a.yaml", "actors.csv", "dataset.yaml"]))


@settings(ANY, max_examples=6)
@ANY_BYTES
def test_any_bytes(content: bytes, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    only_problems(name, content, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@settings(ANY, max_examples=40)
@ANY_BYTES
def test_any_bytes_at_length(content: bytes, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    only_problems(name, content, tmp_path_factory.getbasetemp())


SECTIONS = ("claims:", "source:", "actors:", "tenures:", "- phone call: a-b", "participants", "role", "by", "to", "of")
VALUES = ("date", "2022-04", "id", "type", "Person", "name", "sides", "during", "null", "é", "a-b", "&a", "*a", "!!x")
SIGNS = (*"{}[],'\"|>#?~/\t\x85\u2028\ufeff", "- ", "  ", "\n", "\n- ", "\n  ", ": ", "..", "---")
WORDS = st.sampled_from((*SECTIONS, *VALUES, *SIGNS))


ANY_TEXT = given(content=st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map("".join)))


@settings(ANY, max_examples=12)
@ANY_TEXT
def test_any_text(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    only_problems("a.yaml", content.encode("utf-8", "surrogatepass"), tmp_path_factory.getbasetemp())


@pytest.mark.slow
@settings(ANY, max_examples=50)
@ANY_TEXT
def test_any_text_at_length(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    only_problems("a.yaml", content.encode("utf-8", "surrogatepass"), tmp_path_factory.getbasetemp())


def mutate(text: str, seed: int) -> str:
    """A text with some lines and characters deleted, doubled, moved or replaced."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        other = chance.choice(lines)
        line = lines[at]
        position = chance.randint(0, len(line))
        sign = chance.choice("{}[],:'\"|-&*!#%@` \tä\x07\u202e\U0001f600")
        lines[at : at + 1] = chance.choice(
            [
                [],
                [line, line],
                [other],
                [line, other],
                ["  " + line],
                [line.lstrip()],
                [line[:position] + sign + line[position:]],
                [line[:position] + line[position + 1 :]],
                [line[:position]],
                [line.replace(":", "", 1)],
                [line.replace("2022", "2202")],
            ]
        ) or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", slow_but(range(12), 3, 7))
def test_the_shipped_facts_with_slips(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        changed = mutate(text, chance.randrange(10**9)) if chance.random() < 0.6 else text
        (tmp_path / path.name).write_text(changed, encoding="utf-8")
    loaded = check(tmp_path)
    assert all(problem.origin.path and problem.message and str(problem) for problem in loaded.problems), loaded.problems
