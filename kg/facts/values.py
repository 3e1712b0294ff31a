"""One value of a facts file at a time: node → Python value, with a problem at the node where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kg.errors import Origin, Problem
from kg.facts.json_context import is_tag
from kg.facts.nodes import Mapping, Node, Scalar, Sequence
from kg.model.crosswalks import event_code_labels
from kg.model.dates import Date, DateError
from kg.model.vocabulary import Vocabulary, nearest
from kg.text.folding import fold
from kg.text.links import encode_address
from kg.text.unseen import find_unseen, name_unseen, strip_unseen

MAX_TEXT, MAX_LONG_TEXT, MAX_ITEMS, MAX_ID = 300, 2_000, 500, 128
MAX_CODED_TEXT = 100_000  # what a data set tells of an event that it codes, in its own words
MAX_ROWS = 100_000  # of a data set, on which one claim rests

# Ids of imported events have that of a row in them, whose letters stay as they are: mend-AFG202302-1.
ONE_ID = r"(?:[a-z0-9][a-z0-9._-]*|(?:gdelt|icews|mend)-[A-Za-z0-9._-]+)"
_ID = re.compile(ONE_ID)
_CLAIM_ID = re.compile(rf"{ONE_ID}(?:/{ONE_ID})*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_YES, _NO = ("yes", "true"), ("no", "false")


class Values:
    """Reads values and reports what is wrong with them; every method returns None where there is nothing to use."""

    def __init__(self, vocabulary: Vocabulary, report: Callable[[Problem], None]) -> None:
        self.vocabulary = vocabulary
        self._report = report

    def refuse(self, origin: Origin, code: str, message: str, suggestion: str | None = None) -> None:
        """Report an error."""
        self._report(Problem(origin, code, message, suggestion))

    def scalar(self, node: Node, what: str) -> str | None:
        """A single, non-empty value."""
        if not isinstance(node, Scalar):
            sort, sign = ("a list", "[") if isinstance(node, Sequence) else ("a mapping", "{")
            message = f"'{what}' takes one value, not {sort}; a text that starts with {sign} needs quotation marks"
            self.refuse(node.origin, "wrong-form", message)
            return None
        if node.value.strip() in ("", "~", "null"):
            self.refuse(node.origin, "empty-value", f"'{what}' has no value; write one or leave the key out")
            return None
        return node.value

    def text(self, node: Node, what: str, *, limit: int = MAX_TEXT) -> str | None:
        """A text without characters that cannot be seen, of bounded length; white space at the ends does not count."""
        value = self.scalar(node, what)
        if value is None:
            return None
        value = value.strip()
        if isinstance(node, Scalar) and node.cut:
            message = (
                f"YAML ends '{what}' before this '#' and takes what follows for a comment; put the value in quotation"
            )
            message += " marks, or set a comment off with two spaces before the '#' and one after it"
            self._report(Problem(node.cut, "cut-text", message, severity="warning"))
        if (at := find_unseen(value)) is not None:
            message = (
                f"'{what}' has {name_unseen(value[at])} as character {at + 1}, which cannot be seen; write it without"
            )
            plain = strip_unseen(" ".join(value.split())).strip()
            self.refuse(node.origin, "control-character", message, plain if 0 < len(plain) <= 60 else None)
            return None
        if len(value) > limit:
            self.refuse(node.origin, "too-long", f"'{what}' has {len(value):,} characters; at most {limit:,}")
            return None
        return value

    def identifier(self, node: Node, what: str) -> str | None:
        """A local id."""
        if isinstance(node, Scalar) and not node.value.strip():
            message = f"'{what}' has no id; write one, such as erdogan-putin-2022-04-26, or leave the line out"
            self.refuse(node.origin, "empty-value", message)
            return None
        value = self.scalar(node, what)
        if value is None or (_ID.fullmatch(value) and len(value) <= MAX_ID):
            return value
        parts = re.split(r"([._-]+)", value[:MAX_ID])  # signs that an id can have stay
        plain = "".join(part if n % 2 else fold(part).replace(" ", "-") for n, part in enumerate(parts)).strip("-._")
        message = f"'{value[:60]}' is not an id; ids have the letters a-z, digits, '-', '.' and '_'"
        if _ID.fullmatch(value):
            message = f"the id '{value[:20]}...' has {len(value):,} characters; at most {MAX_ID}"
            plain = ""
        self.refuse(node.origin, "bad-id", message, plain if _ID.fullmatch(plain) else None)
        return None

    def claim_identifier(self, node: Node) -> str | None:
        """The id of a claim: an id, or several joined by '/'."""
        value = self.scalar(node, "claim")
        if value is None or (_CLAIM_ID.fullmatch(value) and len(value) <= 3 * MAX_ID):
            return value
        self.refuse(node.origin, "bad-id", f"'{value[:60]}' is not the id of a claim; write source/subject")
        return None

    def concept(self, node: Node, what: str, scheme: str) -> str | None:
        """The id of a concept of a scheme of the ontology."""
        value = self.scalar(node, what)
        known = self.vocabulary.concepts[scheme]
        if value is None or value in known:
            return value
        guess = nearest(value, known) or next((t.id for t in known.values() if t.label == value), None)
        code = {"Role": "unknown-role", "RoleStatus": "unknown-status", "EventStatus": "unknown-status"}.get(scheme)
        listed = "" if guess else f"; one of: {', '.join(known)}"
        sort = "role" if scheme == "Role" else what  # its key may be 'as'
        self.refuse(node.origin, code or "unknown-term", f"'{value[:60]}' is no {sort} that kg knows{listed}", guess)
        return None

    def class_name(self, node: Node, ancestor: str) -> str | None:
        """The local name of a class at or below `ancestor`."""
        value = self.scalar(node, "type")
        known = self.vocabulary.subclasses(ancestor)
        if value is None or value in known:
            return value
        guess = nearest(value.replace(" ", ""), known)
        listed = "" if guess else f"; one of: {', '.join(known)}"
        self.refuse(node.origin, "unknown-type", f"'{value[:60]}' is no type of {ancestor.lower()}{listed}", guess)
        return None

    def date(self, node: Node, what: str) -> Date | None:
        """An EDTF date."""
        value = self.scalar(node, what)
        if value is None:
            return None
        try:
            return Date.parse(value)
        except DateError as error:
            self.refuse(node.origin, error.code, str(error))
            return None

    def code(self, node: Node, what: str) -> str | None:
        """An event code of a crosswalk, such as cameo:041."""
        value = self.scalar(node, what)
        known = event_code_labels()
        if value is None or value in known:
            return value
        guess = nearest(value, known)
        message = f"'{value[:60]}' is no event code that kg knows; write one such as cameo:041 or mend:M"
        self.refuse(node.origin, "unknown-code", message, guess)
        return None

    def flag(self, node: Node, what: str) -> bool | None:
        """yes or no."""
        value = self.scalar(node, what)
        if value is None or value.lower() in _YES + _NO:
            return None if value is None else value.lower() in _YES
        self.refuse(node.origin, "bad-value", f"'{what}' takes yes or no, not '{value[:40]}'")
        return None

    def number(self, node: Node, what: str) -> int | None:
        """A whole number from 1 to 1,000,000."""
        value = self.scalar(node, what)
        if value is None or re.fullmatch(r"[1-9][0-9]{0,5}|1000000", value):
            return None if value is None else int(value)
        self.refuse(node.origin, "bad-value", f"'{what}' takes a whole number from 1 on, not '{value[:40]}'")
        return None

    def language(self, node: Node, what: str) -> str | None:
        """A language tag."""
        value = self.scalar(node, what)
        if value is None or (_LANGUAGE.fullmatch(value) and is_tag(value)):
            return value
        self.refuse(node.origin, "bad-value", f"'{value[:40]}' is not a language tag; write one such as en or tr")
        return None

    def address(self, node: Node, what: str) -> str | None:
        """An http or https address, percent-encoded where a browser would do so."""
        value = self.text(node, what, limit=MAX_LONG_TEXT)
        if value is None:
            return None
        address = encode_address(value)
        if not address:
            message = (
                f"'{value[:60]}' is not an address; write one that starts with https:// or http:// and names a host"
            )
            self.refuse(node.origin, "bad-address", message)
        elif len(address) > MAX_LONG_TEXT:
            message = f"'{what}' has {len(address):,} characters when percent-encoded; at most {MAX_LONG_TEXT:,}"
            self.refuse(node.origin, "too-long", message)
            return None
        return address or None

    def file_name(self, node: Node, what: str) -> str | None:
        """The name of a file, without any folder."""
        value = self.text(node, what)
        if value is None or (re.fullmatch(r"[\w][\w .()-]*", value) and not value.endswith((".", " "))):
            return value
        message = f"'{value[:60]}' is not a file name; write the name only, without a folder"
        self.refuse(node.origin, "bad-file-name", message)
        return None

    def labels(self, node: Node, what: str) -> tuple[tuple[str, str], ...] | None:
        """A name, taken as English, or a mapping from language tags, which become lower case, to names."""
        if not isinstance(node, Mapping):
            text = self.text(node, what)
            return None if text is None else (("en", text),)
        found: list[tuple[str, str]] = []
        for name, (key, value) in node.items.items():
            if isinstance(value, Scalar) and not value.value and not _LANGUAGE.fullmatch(name):
                message = f"'{name[:60]}' is no language tag with a name; a text with a comma needs quotation marks"
                self.refuse(key.origin, "bad-value", message)
                continue
            tag, text = self.language(key, "language"), self.text(value, what)
            if tag and text:
                found.append((tag.lower(), text))
        return tuple(sorted(set(found)))

    def items(self, node: Node, what: str, *, limit: int = MAX_ITEMS) -> Iterable[Node]:
        """The items of a list; one value stands for a list of one."""
        if isinstance(node, Scalar):
            return [node] if self.scalar(node, what) is not None else []
        if isinstance(node, Mapping):
            self.refuse(node.origin, "wrong-form", f"'{what}' takes a list, such as [a, b], not a mapping")
            return []
        if not node.items:
            self.refuse(node.origin, "empty-value", f"'{what}' has no value; write one or leave the key out")
        if len(node.items) > limit:
            self.refuse(node.origin, "too-long", f"'{what}' has {len(node.items):,} items; at most {limit:,}")
            return []
        return node.items


def is_plain(text: str) -> bool:
    """Whether a text has no character that cannot be seen.

    >>> is_plain("talks"), is_plain("talks\\u202e")
    (True, False)
    """
    return find_unseen(text) is None
