"""YAML text → nodes that know their line and column, within stated bounds.

Scalars stay the strings that they are in the file (no implicit dates, numbers or booleans). Tags, anchors, aliases,
several documents, duplicate keys and deep nesting are refused: a facts file needs none of them.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from kg.errors import Origin, Problem
from kg.text.unseen import name_unseen

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 12
MAX_NODES = 2_000_000

_IDS = (
    re.compile(r"^[ \t]*[\"']?([a-z0-9][a-z0-9._-]*)[\"']?[ \t]*[:,;\t]", re.MULTILINE),
    re.compile(r"^[ \t]*-[ \t]*[a-z][a-z -]*:[ \t]*[\"']?([a-z0-9][a-z0-9._-]*)", re.MULTILINE),
    re.compile(r"^[ \t]+id[ \t]*:[ \t]*[\"']?([a-z0-9][a-z0-9._-]*)", re.MULTILINE),
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Report = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string at a place; `cut` is where YAML ends it at a `#` that may be a part of the text, if there is one."""

    value: str
    origin: Origin
    cut: Origin | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: list[Node]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and nodes in the order of the file; no key is there twice."""

    items: dict[str, tuple[Scalar, Node]]
    origin: Origin

    def __getitem__(self, key: str) -> Node:
        return self.items[key][1]

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        return self.items[key][1] if key in self.items else None


Node = Scalar | Sequence | Mapping


# YAML 1.1 ends a line at these, no editor does and YAML 1.2 neither: what has no meaning stands for them meanwhile.
_NO_LINE_ENDS = {0x85: "\ufdd0", 0x2028: "\ufdd1", 0x2029: "\ufdd2"}
_AS_WRITTEN = {ord(stand_in): chr(code) for code, stand_in in _NO_LINE_ENDS.items()}
_UNFIT = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CUT = re.compile(r"([ \t]+)#([ \t#\n]|$)?")
_VALUE = re.compile(r"[^\s:]:(?:\s|$)")  # a key or text, and its colon
_AT_THE_START = ("could not find expected ':'", "found unexpected end of stream", "did not find expected ',' or")


class _RefusedError(Exception):
    """What stands here is valid YAML that a facts file must not have."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_text(path: Path, *, report: Report, max_bytes: int = MAX_BYTES) -> str | None:
    """The text of a UTF-8 file, or None where it cannot be had; then a problem has been reported.

    A byte order mark is taken off and reported as a warning. Line ends become `\\n`.
    """
    name = str(path)
    try:
        found = path.stat()
        size = found.st_size
        if size > max_bytes:
            message = f"the file has {size:,} bytes; at most {max_bytes:,} are read. Split it, one file per source"
            report(Problem(Origin(name), "file-too-large", message))
            return None
        if not stat.S_ISREG(found.st_mode):
            report(Problem(Origin(name), "unreadable-file", "this is not a file but a folder, a pipe or a device"))
            return None
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except FileNotFoundError:
        report(Problem(Origin(name), "missing-file", "there is no such file or folder"))
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        report(Problem(Origin(name), "unreadable-file", f"the file cannot be read: {reason}"))
        return None
    return decode_text(raw, name, report=report)


def decode_text(raw: bytes, name: str, *, report: Report) -> str | None:
    """Bytes in UTF-8 as a text with `\\n` line ends, or None where they are not; `name` is for the problem's place."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        report(Problem(Origin(name, 1, 1), "not-utf-8", "the file is UTF-16; save it as UTF-8"))
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        message = "the file starts with a byte order mark; it is passed over. Save as UTF-8 without one"
        report(Problem(Origin(name, 1, 1), "byte-order-mark", message, severity="warning"))
    if b"\0" in raw:
        place = Origin(name, *_end(raw[: raw.index(b"\0")]))
        report(Problem(place, "binary-file", "a binary file or UTF-16; kg reads text in UTF-8"))
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        report(Problem(Origin(name, *_end(raw[: error.start])), "not-utf-8", message))
        return None
    return _with_line_feeds(text)


def _with_line_feeds(text: str) -> str:
    """The text with the line ends that editors count: LF, CR LF and CR, and nothing else, become a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end(raw: bytes) -> tuple[int, int]:
    """The line and column of what follows these bytes."""
    before = _with_line_feeds(raw.decode("utf-8", "replace"))
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def ids_in(text: str) -> set[str]:
    """Words of a broken YAML or CSV text that stand where ids stand: so that other files may refer to them.

    >>> sorted(ids_in("actors:\\n  putin: {type: [}\\n- phone call: a-b-1\\n"))
    ['a-b-1', 'actors', 'putin']
    """
    return set(chain.from_iterable(pattern.findall(text) for pattern in _IDS))


def parse_yaml(text: str, path: str, *, report: Report) -> Node | None:
    """The one document of a YAML text as a node, or None where it is empty or broken; then that is reported."""
    text = text.translate(_NO_LINE_ENDS)
    try:
        return _Builder(path, report, text).build(yaml.parse(text, Loader=_Loader))
    except _RefusedError as refused:
        report(refused.problem)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark.index if error.problem_mark else 0
        if "nesting depth" in (error.problem or "") and 0 < place < len(text):
            # libyaml 0.2.6 has a bound of its own, and looks ahead; what is before that is too deep for us, too
            return parse_yaml(text[:place], path, report=report)
        report(_broken(error, text, path))
    except yaml.YAMLError:
        report(_unfit(text, path))
    except RecursionError:
        report(Problem(Origin(path), "too-deep", f"more than {MAX_DEPTH} levels; bring it in fewer"))
    return None


def _unfit(text: str, path: str) -> Problem:
    """A problem at the first character that YAML does not take. The engine counts bytes, so it is looked for here."""
    found = _UNFIT.search(text)
    before = text[: found.start()] if found else ""
    place = Origin(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    which = f", {name_unseen(found[0])}; take it out" if found else ""
    return Problem(place, "broken-yaml", f"this is not YAML: a character that a text cannot have{which}")


def _broken(error: yaml.MarkedYAMLError, text: str, path: str) -> Problem:
    said = error.problem or "it cannot be read"
    mark = error.problem_mark or error.context_mark
    if said.startswith(_AT_THE_START):
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    if not "".join(lines[line - 1 :])[column - 1 :].strip():  # the end of the text: what is missing is missing there
        lines = text.rstrip().split("\n")
        line, column = len(lines), len(lines[-1]) + 1
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: column + 1] and not here[:column].strip():
        return Problem(Origin(path, line, column), "tab", "a tab at the start of a line; indent with spaces")
    advice = {
        "could not find expected ':'": "a key without ':'; write 'key: value'",
        "mapping values are not allowed": "a second ':' in the line, or none in the line above; "
        "put a value with ':' in quotation marks",
        "did not find expected key": "the indentation does not fit the lines above, or a quotation mark is missing",
        "did not find expected '-' indicator": "the items of a list must start in the same column, with '- '",
        "found unexpected end of stream": "a quotation mark or bracket is not closed",
        "did not find expected ',' or '}'": "a '{' is not closed, or a comma is missing",
        "did not find expected ',' or ']'": "a '[' is not closed, or a comma is missing",
        "did not find expected node content": "a '{' or '[' is not closed, or a value is missing",
        "found character that cannot start any token": "a value cannot start with this character; put it in quotes",
        "found unknown escape character": "a backslash; use single quotation marks around a text with backslashes",
        "found invalid Unicode character": "a backslash with a code that is no character; write the character itself",
        "did not find expected <document start>": "more after the end; put a text in quotation marks",
        "found incompatible YAML document": "a line with '%YAML'; leave it out",
    }
    plain = next((words for start, words in advice.items() if said.startswith(start)), said)
    if said.startswith("mapping values are not allowed") and not _VALUE.search(here[: column - 1]):
        plain = "this line is indented deeper than the one above, which has a value already; or that one lacks its ':'"
    return Problem(Origin(path, line, column), "broken-yaml", f"this is not YAML: {plain}")


@dataclass(slots=True)
class _Builder:
    """Builds nodes from the parser's events, without recursion in the engine and within the bounds."""

    path: str
    report: Report
    text: str
    nodes: int = field(default=0)

    def build(self, events: Iterator[Any]) -> Node | None:
        document: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and document is not None:
                raise _RefusedError(
                    Problem(self._place(event), "two-documents", "a second '---'; one file holds one source")
                )
            if isinstance(event, yaml.NodeEvent):
                document = self._node(event, events, 1)
        return document

    def _place(self, event: Any) -> Origin:
        return Origin(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        origin = self._place(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            name = event.anchor
            message = f"anchors and aliases (&{name}, *{name}) are not read; write it out, or quote a text with * or &"
            raise _RefusedError(Problem(origin, "alias", message))
        if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            raise _RefusedError(
                Problem(origin, "tag", f"tags ({event.tag}) are not read; leave it out, or quote the text")
            )
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise _RefusedError(Problem(origin, "too-deep", f"more than {MAX_DEPTH} levels; bring it in fewer"))
        if self.nodes > MAX_NODES:
            raise _RefusedError(Problem(origin, "file-too-large", f"more than {MAX_NODES:,} values; split the file"))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value.translate(_AS_WRITTEN), origin, self._cut(event))
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._node(item, events, depth + 1))
            return Sequence(items, origin)
        return self._mapping(origin, events, depth)

    def _cut(self, event: Any) -> Origin | None:
        """Where a `#` ends a value without quotation marks, unless it is set off as a comment: `  # ...`."""
        end = event.end_mark
        if event.style or not event.value:
            return None
        found = _CUT.match(self.text, end.index)
        if found is None or (len(found[1]) > 1 and found[2] is not None):
            return None
        return Origin(self.path, end.line + 1, end.column + 1 + len(found[1]))

    def _mapping(self, origin: Origin, events: Iterator[Any], depth: int) -> Mapping:
        found: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                raise _RefusedError(Problem(key.origin, "bad-key", "a list or mapping cannot be a key; keys are words"))
            if key.value in found:
                first = found[key.value][0].origin
                message = f"'{key.value[:60]}' is there twice; the first is in line {first.line}. Keep one"
                self.report(Problem(key.origin, "duplicate-key", message))
                if depth == 1:
                    self._join(found[key.value][1], value)
                continue
            found[key.value] = (key, value)
        return Mapping(found, origin)

    def _join(self, first: Node, second: Node) -> None:
        """Read on in a section that is there twice, so that what is in it is checked, too."""
        if isinstance(first, Sequence) and isinstance(second, Sequence):
            first.items.extend(second.items)
        elif isinstance(first, Mapping) and isinstance(second, Mapping):
            for name, entry in second.items.items():
                first.items.setdefault(name, entry)
