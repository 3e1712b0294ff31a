"""SPARQL texts before an engine sees them: how deep they are nested, and of which form they are.

The engine goes down its own stack for each bracket and for each operator of a chain, when it reads a query, when it
plans it and when it runs. A text that is deep enough ends the whole process, which no `except` can catch. So the text
is scanned here, once, in linear time. What a level takes of the stack was measured: most a call within a call and an
EXISTS within an EXISTS, some 10 KB; a third of that what is a step of its own in the plan (a triple pattern, a group,
BIND, VALUES); half of that an operator of an expression or a path. The bounds keep to 1 MB, where Windows gives 2 MB
and Linux and macOS 8 MB and more. Three hundred triple patterns in one group, the most, take several seconds to plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.errors import UsageError

MOST_CHARACTERS = 1_000_000
MOST_LEVELS = 100
_BRACKET, _STEP, _OPERATOR = 18, 6, 3
_MOST = MOST_LEVELS * _BRACKET

_TOKEN = re.compile(
    r"""
    (?P<space> \s++ | \#[^\r\n]*+ )
  | (?P<text> \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
            | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+' )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*+> )
  | (?P<open> <<\(? | \{\| | [({\[] )
  | (?P<close> \)?>> | \|\} | [)}\]] )
  | (?P<variable> [?$]\w++ )
  | (?P<name> (?:[^\W\d_][\w.-]*+|_)?:(?:[\w.:-]|%[0-9a-fA-F]{2}|\\.)*+ )
  | (?P<word> \d++\.\d++ | \w++ )
  | (?P<operator> \|\| | && | !(?!=) | [|/*+^-] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENERS = {")": "(", "}": "{", "]": "[", ">>": "<<", ")>>": "<<(", "|}": "{|"}
# The engine reads a keyword that follows a number, or another word, without a space between.
_KEYWORD = re.compile("(VALUES|FILTER|BIND|SELECT|HAVING|BY|DESCRIBE|CONSTRUCT|WHERE|FROM|AS)$")
_ONE_EXPRESSION, _EXPRESSIONS, _DATA = ("FILTER", "BIND"), ("SELECT", "HAVING", "BY"), ("VALUES", "CONSTRUCT")
_OPERANDS = {"text", "iri", "close", "variable", "name", "word"}


@dataclass(slots=True)
class _Group:
    """What stands between two brackets."""

    opener: str
    before: int = 0  # what the groups around it took until it began
    own: int = 0
    deepest: int = 0  # the most of what is in it
    expression: bool = False  # an operand is followed by an operator here, never by another operand
    waiting: str = ""  # the keyword whose expression comes
    data: bool = False  # rows of VALUES and templates are no steps


def require_bounded(text: str) -> None:
    """Raise UsageError, with line and column, for a SPARQL text that is too long or nested too deep for an engine."""
    if len(text) > MOST_CHARACTERS:
        raise UsageError(f"the query is too long: {len(text):,} characters, of at most {MOST_CHARACTERS:,}")
    groups = [_Group("", expression=True)]
    place, operand, describing = 0, False, False
    deepest = (1, 0)  # the most levels, and where they are
    while found := _TOKEN.match(text, place):
        kind, token, group = found.lastgroup or "", found[0], groups[-1]
        if token[0] == "<" and operand and group.expression:
            kind, token = "other", "<"
        start, place = place, place + len(token)
        if kind == "space":
            continue
        if kind == "open":
            describing = False
            groups.append(_opened(token, group))
            deepest = max(deepest, (len(groups), -start))
        elif kind == "close":
            _close(token, groups)
        elif kind == "operator":
            group.own += _STEP if token == "/" and not group.expression else _OPERATOR  # a path is a chain of patterns
        elif kind == "iri":  # it can be two comparisons, with what stands between them
            group.deepest = max(group.deepest, _BRACKET * len(re.findall(r"[(\[]", token)))
        elif kind == "word" and (keyword := _KEYWORD.search(token.upper())):
            describing = describing or keyword[1] == "DESCRIBE"
            _count_keyword(keyword[1], groups)
        elif token in (".", ";", ",") and group.opener != "(" and not group.data:
            group.own += _STEP
        if describing and kind in ("iri", "variable", "name"):
            group.own += _STEP
        if operand and kind in _OPERANDS and group.opener == "(" and not group.data and not group.expression:
            group.own += _STEP  # the elements of a list
        operand = kind in _OPERANDS
        group = groups[-1]
        if group.before + group.own + group.deepest > _MOST:
            raise UsageError(_tell(text, start, levels=deepest[0] - 1, deepest=-deepest[1]))


def form_of(text: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; another word, or nothing, for what is no query.

    >>> form_of("PREFIX ask: <http://example.org/> # construct\\nselect * {}")
    'SELECT'
    """
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "word" and (word := found[0].upper()) not in ("BASE", "PREFIX", "VERSION"):
            return word
        if found.lastgroup not in ("word", "space", "iri", "name", "text"):
            break
    return ""


def _opened(token: str, group: _Group) -> _Group:
    before = group.before + group.own + _BRACKET
    if token != "(":
        data = group.waiting in _DATA
        group.waiting = ""
        return _Group(token, before, data=data or group.data)
    inside = group.opener in ("", "(")
    expression = group.expression if inside else group.waiting in _ONE_EXPRESSION + _EXPRESSIONS
    if group.waiting in _ONE_EXPRESSION:
        group.waiting = ""
    return _Group(token, before, expression=expression, data=group.data)


def _close(token: str, groups: list[_Group]) -> None:
    opener = _OPENERS[token]
    if groups[-1].opener != opener and not (opener == "{" and any(group.opener == "{" for group in groups)):
        return  # the engine stops here
    while True:
        closed, outer = groups.pop(), groups[-1]
        outer.deepest = max(outer.deepest, _BRACKET + closed.own + closed.deepest)
        if not outer.data:  # what stands beside one another is joined
            outer.own += _OPERATOR if closed.opener == "(" else _STEP
        if closed.opener == opener:
            return


def _count_keyword(keyword: str, groups: list[_Group]) -> None:
    group = groups[-1]
    if keyword == "AS":  # a step of what the brackets stand in
        groups[max(0, len(groups) - 2)].own += _STEP
        return
    group.own += {"FILTER": _OPERATOR, "VALUES": _STEP}.get(keyword, 0)
    group.waiting = "" if keyword in ("WHERE", "FROM") else keyword


def _tell(text: str, place: int, *, levels: int, deepest: int) -> str:
    if levels >= MOST_LEVELS // 2:
        return f"the query is nested too deep: {levels} levels of brackets at {_where(text, deepest)}"
    end = _where(text, place)
    return f"too many parts of the query hang on one another, up to {end}; VALUES and IN take many values in one part"


def _where(text: str, place: int) -> str:
    lines = re.split("\r\n|[\r\n]", text[:place])
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
