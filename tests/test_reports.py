"""Reports of a check: text, JSON and SARIF say the same, in the same order; the exit code says whether to go on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_cli import run

from kg.checking.findings import report_check, sarif, summary_line
from kg.checking.loading import load_facts
from kg.errors import FactsError, Origin, Problem, UsageError

DATA = Path(__file__).parent / "data"
REGISTER = DATA / "invalid" / "_register"
WRONG = [REGISTER, DATA / "invalid" / "unknown-id.yaml", DATA / "invalid" / "phrases", DATA / "invalid" / "no-facts"]
LEVELS = {"none", "note", "warning", "error"}


def test_text() -> None:
    lines = report_check(load_facts(WRONG), "text").splitlines()
    assert len(lines) == 14
    assert lines[-1].startswith(
        "12 errors, 1 warning: 7 files, 6 actors, 2 offices, 1 place, 1 source, 13 claims; 4 of "
    )
    for line in lines[:-1]:
        assert re.fullmatch(r"[^:]+(:\d+:\d+)?: (error|warning)\[[a-z-]+\] .+", line), line
    assert "no actor or office has the id 'ana'; did you mean 'anna'?" in "\n".join(lines)


def test_the_order_is_that_of_files_and_lines() -> None:
    problems = load_facts(list(reversed(WRONG))).problems
    places = [(problem.origin.path, problem.origin.line, problem.origin.column) for problem in problems]
    assert places == sorted(places)
    assert problems == load_facts(WRONG).problems


def test_each_problem_is_there_once() -> None:
    problems = load_facts([*WRONG, *WRONG]).problems
    assert len(problems) == len(set(problems))


def test_json() -> None:
    loaded = load_facts(WRONG)
    report = json.loads(report_check(loaded, "json"))
    assert (report["sound"], report["errors"], report["warnings"], report["files"]) == (False, 12, 1, 7)
    assert report["counts"]["actors"] == 6
    assert [set(entry) for entry in report["problems"]] == [
        {"file", "line", "column", "severity", "code", "message", "suggestion"}
    ] * len(loaded.problems)
    for entry, problem in zip(report["problems"], loaded.problems, strict=True):
        assert (entry["file"], entry["line"], entry["column"]) == (
            problem.origin.path,
            problem.origin.line,
            problem.origin.column,
        )
        assert (entry["code"], entry["message"], entry["severity"]) == (problem.code, problem.message, problem.severity)


def check_sarif(log: dict[str, Any]) -> None:
    """What SARIF 2.1.0 requires of the parts that are used here (sections 3.13 to 3.30)."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    assert len(log["runs"]) == 1
    run_ = log["runs"][0]
    assert run_["columnKind"] in ("unicodeCodePoints", "utf16CodeUnits")
    driver = run_["tool"]["driver"]
    assert driver["name"] == "kg"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in run_["results"]:
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert rules[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", uri), uri
        region = location["physicalLocation"].get("region")
        if region is not None:
            assert region["startLine"] >= 1
            assert region["startColumn"] >= 1


def test_sarif() -> None:
    loaded = load_facts(WRONG)
    log = json.loads(report_check(loaded, "sarif"))
    check_sarif(log)
    assert len(log["runs"][0]["results"]) == len(loaded.problems)
    assert "did you mean 'anna'?" in json.dumps(log)


def test_sarif_of_nothing() -> None:
    log = sarif([])
    check_sarif(log)
    assert log["runs"][0]["results"] == []


@pytest.mark.parametrize("path", ["a b/ü.yaml", "/a b/ü#?.yaml", "c:d.yaml", "-x.yaml", "%41.yaml"])
def test_sarif_of_odd_paths(path: str) -> None:
    warning = Problem(Origin(path, 3), "bad-date", "message", None, "warning")
    check_sarif(sarif([warning, Problem(Origin(path), "no-facts", "message")]))


def test_the_summary_of_sound_facts() -> None:
    line = summary_line(load_facts([REGISTER]))
    assert line == "sound: 5 files, 6 actors, 2 offices, 1 place, 2 claims; 0 of 0 phrases verified in the texts"


def test_an_unknown_form() -> None:
    with pytest.raises(UsageError, match="the forms are text, json, sarif"):
        report_check(load_facts([REGISTER]), "xml")


def test_the_error_tells_the_first_problem_and_how_many() -> None:
    with pytest.raises(FactsError) as caught:
        load_facts(WRONG).require_sound()
    assert "(and 11 more)" in str(caught.value)
    assert len(caught.value.problems) == 13


# the command line


def test_exit_code_0() -> None:
    done = run("check", REGISTER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sound: ")


def test_exit_code_0_with_warnings() -> None:
    done = run("check", DATA / "invalid" / "byte-order-mark.yaml")
    assert done.returncode == 0
    assert "warning[byte-order-mark]" in done.stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_exit_code_1(form: str) -> None:
    done = run("check", *WRONG, "--format", form)
    assert done.returncode == 1
    notes = DATA / "invalid" / "no-facts" / "notes.txt"
    assert done.stderr == f"left aside, not read: {notes} (no facts file by its name)\n"
    assert "phrase-too-short" in done.stdout
    if form != "text":
        json.loads(done.stdout)


@pytest.mark.parametrize("path", ["nowhere", "nowhere.yaml", "nowhere.ttl", "x" * 5000])
def test_a_missing_file_is_a_problem(path: str) -> None:
    done = run("check", path)
    assert done.returncode == 1
    assert "error[" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--format", "xml"],
        ["check", "--nonsense"],
        ["check", "--shapes", "nowhere.ttl"],
        ["check", "--texts", "nowhere"],
        ["chek"],
    ],
)
def test_exit_code_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr
