"""Errors for the person who made the mistake: where it is, what it is, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kg.text.unseen import escape_unseen

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a file: lines and columns count from 1; 0 means the file as a whole.

    A line ends where editors end it: at LF, CR LF or CR. Columns count characters (code points); a tab is one.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a check.

    `code` is a short kebab-case name that stays the same between versions; `suggestion` is what the person
    probably meant, or None. A problem of severity "warning" does not make the facts unsound; a "note" is no problem at
    all, such as a conflict between sources: `claim` is then the claim that it is of, as several can have one place.
    """

    origin: Origin
    code: str
    message: str
    suggestion: str | None = None
    severity: Severity = "error"
    claim: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean '{self.suggestion}'?" if self.suggestion else ""
        line = f"{self.origin}: {self.severity}[{self.code}] {self.message}{hint}"
        return escape_unseen(line)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Order of reports: by file, line and column, then by code and message."""
        return (self.origin.path, self.origin.line, self.origin.column, self.code, self.message, self.claim)


class KgError(Exception):
    """Base of all errors that kg raises on purpose. `exit_code` is what the command line ends with.

        KgError                     what cannot be done: a full disk, a damaged file, a query that takes too long
        ├── UsageError(ValueError)  the call itself is wrong
        └── FactsError(ValueError)  the facts are not sound

    A message names an argument as the library has it, in backticks (`known_by`). An error that tells several things has
    an argument for each, which are its `lines`.
    """

    exit_code = 1

    @property
    def lines(self) -> tuple[str, ...]:
        """What it tells, each in a line of its own."""
        return tuple(map(str, self.args))

    def __str__(self) -> str:
        return "\n".join(self.lines)


class UsageError(KgError, ValueError):
    """The call itself is wrong: an unknown query, a parameter of the wrong type, a folder that is no graph."""

    exit_code = 2


class FactsError(KgError, ValueError):
    """The facts are not sound. `problems` holds every finding, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        errors = [problem for problem in self.problems if problem.severity == "error"]
        first = errors[0] if errors else (self.problems[0] if self.problems else "no facts")
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{first}{more}")
