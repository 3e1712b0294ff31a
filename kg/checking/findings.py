"""Findings of a check for people (text), for programs (JSON) and for editors and code hosts (SARIF 2.1.0)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from kg.checking.loading import Loaded
from kg.errors import Problem, UsageError
from kg.facts.discovery import Aside
from kg.text.unseen import escape_unseen

REPORT_FORMATS = ("text", "json", "sarif")
MAX_SHOWN = 1_000
MAX_NOTES = 50
MAX_ASIDE = 20
_HALF = re.compile("[\ud800-\udfff]")  # stands for a byte of a file name that is not UTF-8


def report_check(loaded: Loaded, form: str) -> str:
    """The report of a check in one of `REPORT_FORMATS`. Raises UsageError for another form."""
    if form == "text":
        return report_text(loaded)
    if form == "json":
        aside = [{"path": str(each.path), "reason": each.reason} for each in loaded.aside]
        problems = [_entry(problem) for problem in loaded.problems]
        return _json({**_summary(loaded), "left_aside": aside, "problems": problems})
    if form == "sarif":
        return _json(sarif(loaded.problems, loaded.aside))
    raise UsageError(f"there is no form '{form}'; the forms are {', '.join(REPORT_FORMATS)}")


def report_text(loaded: Loaded) -> str:
    """One line per problem, then a line that sums up."""
    few = sum(problem.severity == "note" for problem in loaded.problems) <= MAX_NOTES
    told = [problem for problem in loaded.problems if few or problem.severity != "note"]
    lines = list(dict.fromkeys(map(str, told[:MAX_SHOWN])))  # claims in one line of a file may be told the same
    if len(told) > MAX_SHOWN:
        lines.append(f"... and {len(told) - MAX_SHOWN:,} more problems; --format json lists them all")
    return "\n".join([*lines, summary_line(loaded)]) + "\n"


def summary_line(loaded: Loaded) -> str:
    """What was read and found, in a line."""
    summary = _summary(loaded)
    found = [f"{_count(summary[name], name[:-1])}" for name in ("errors", "warnings") if summary[name]]
    counts = ", ".join(_count(number, name[:-1]) for name, number in summary["counts"].items() if number)
    phrases = f"{summary['phrases_verified']} of {_count(summary['phrases'], 'phrase')} verified in the texts"
    missing = (
        "; the other texts are not at hand (--texts DIR)" if summary["phrases_verified"] < summary["phrases"] else ""
    )
    verdict = ", ".join(found) if found else "sound"
    if summary["notes"]:
        verdict += f"; {_count(summary['notes'], 'claim')} in conflict with others (fine: 'kg conflicts' shows them)"
    return f"{verdict}: {_count(summary['files'], 'file')}, {counts or 'no facts'}; {phrases}{missing}"


def aside_line(loaded: Loaded) -> str:
    """What was not read, and why, in a line, the minor things left out; empty where all was read."""
    left = [each for each in loaded.aside if not each.minor]
    if not left:
        return ""
    told = [f"{each.path} ({each.reason})" for each in left[:MAX_ASIDE]]
    more = len(left) - MAX_ASIDE
    rest = [f"and {more:,} more, which --format json lists"] if more > 0 else []
    return escape_unseen(f"left aside, not read: {', '.join([*told, *rest])}")


def sarif(problems: Iterable[Problem], aside: Iterable[Aside] = ()) -> dict[str, Any]:
    """The problems as a SARIF 2.1.0 log with one run; what was left aside, as notifications of the tool."""
    found = list(problems)
    codes = sorted({problem.code for problem in found})
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity,
            "message": {"text": _message(problem)},
            "locations": [{"physicalLocation": _location(problem)}],
        }
        for problem in found
    ]
    driver = {
        "name": "kg",
        "rules": [{"id": code, "shortDescription": {"text": code.replace("-", " ")}} for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if told := [_notification(each) for each in aside]:
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _notification(aside: Aside) -> dict[str, object]:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(aside.path)}}}
    message = {"text": f"left aside, not read: {aside.reason}"}
    return {"descriptor": {"id": "left-aside"}, "level": "note", "message": message, "locations": [location]}


def _uri(path: PurePath) -> str:
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _location(problem: Problem) -> dict[str, object]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(PurePath(problem.origin.path))}}
    if problem.origin.line:
        location["region"] = {"startLine": problem.origin.line, "startColumn": max(1, problem.origin.column)}
    return location


def _entry(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.origin.path,
        "line": problem.origin.line,
        "column": problem.origin.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": escape_unseen(problem.message),
        "suggestion": problem.suggestion,
    }


def _message(problem: Problem) -> str:
    return escape_unseen(problem.message) + (f"; did you mean '{problem.suggestion}'?" if problem.suggestion else "")


def _summary(loaded: Loaded) -> dict[str, Any]:
    severities = [problem.severity for problem in loaded.problems]
    return {
        "sound": loaded.sound,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "notes": len({problem.claim for problem in loaded.problems if problem.severity == "note"}),
        "files": len(loaded.files),
        "counts": loaded.records.counts(),
        "phrases": loaded.phrases.verified + loaded.phrases.unverified,
        "phrases_verified": loaded.phrases.verified,
    }


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"
