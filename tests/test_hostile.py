"""The corpus of `hostile/`: each case has the outcome that is right; and the reader of cases is strict."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile_cases import Case, CaseError, make, missing, read_cases, read_file, run_case

CASES = read_cases()


def _parameter(case: Case) -> object:
    return pytest.param(case, id=case.id, marks=[pytest.mark.slow] if case.slow else [])


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_case(case: Case, tmp_path: Path) -> None:
    if lacking := missing(case):
        pytest.skip(f"this needs {lacking}")
    wrong = run_case(case, tmp_path)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    shutil.rmtree(tmp_path)


GOOD = "what: It is right.\ncases:\n- name: a\n  steps:\n  - kg: [--version]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("name: a", "name: a\n  mak: []"), "there is no key 'mak'"),
        (GOOD + "    exits: 1\n", "there is no key 'exits'"),
        (GOOD + "    exit: yes\n", "exit is a number"),
        (GOOD + "    fresh: true\n", "there is no key 'fresh'"),
        (GOOD.replace("kg: [--version]", "shell: kg --version") + "    fresh: 1\n", "fresh is true or false"),
        (GOOD + "    out: Turkey\n", "out is no list"),
        (GOOD + "    out: [1]\n", "must be a text"),
        (GOOD + "    exit: 1\n    exit: 2\n", "a key stands twice"),
        (GOOD.replace("[--version]", "[yes]"), "must be quoted"),
        (GOOD.replace("  - kg: [--version]", "  - change: []"), "it has no step"),
        (GOOD.replace("name: a", "name: a\n  make: [{file: x}]"), "give one of text, hex, and repeat"),
        (GOOD.replace("name: a", "name: a\n  make: [{file: x, repeat: x}]"), "repeat and times"),
        (GOOD.replace("name: a", "name: a\n  make: [{link: x}]"), "'to' is missing"),
        (GOOD.replace("name: a", "name: a\n  make: [{copy: x}]"), "ships no data set"),
        (GOOD + GOOD.partition("cases:\n")[2], "two cases have one name"),
        (GOOD.replace("It is right.", "x"), "what is no sentence"),
    ],
)
def test_reader_is_strict(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "kind.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=words):
        read_file(path)


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    """Each check of a case finds what it is for."""
    path = tmp_path / "kind.yaml"
    path.write_text(
        """
what: It is right.
cases:
- name: all wrong
  make:
  - file: a.txt
    text: a
  - file: b.txt
    text: b
  steps:
  - kg: [--version]
    exit: 1
    out: [Turkey]
    err: [Ankara]
    never: [kg]
    out_is: "x"
  - change:
    - file: b.txt
      text: c
  there: [c.txt]
  gone: ["a.*"]
  same: [a.txt, b.txt, d.txt]
  content: {a.txt: b}
""",
        encoding="utf-8",
    )
    [case] = read_file(path)
    (tmp_path / "run").mkdir()
    wrong = run_case(case, tmp_path / "run")
    for words in (
        "exit code 0, not 1", "not in out: 'Turkey'", "not in err: 'Ankara'", "must never stand there: 'kg'",
        "out is not 'x'", "not there: c.txt", "still there: a.txt", "was never there: d.txt", "a.txt has b'a'",
    ):  # fmt: skip
        assert words in "\n".join(wrong)
    assert "b.txt" not in "\n".join(wrong)  # a case may change what it made


def test_items_are_made(tmp_path: Path) -> None:
    make(
        [
            {"file": "in/x.gz", "repeat": "ab", "times": 2, "gzip": True},
            {"file": "y", "hex": "c3 28"},
            {"copy": "events-sample"},
        ],
        tmp_path,
    )
    assert (tmp_path / "y").read_bytes() == b"\xc3("
    assert (tmp_path / "in" / "x.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert (tmp_path / "events-sample" / "actors.yaml").is_file()
