"""A page in text as an object: what `Graph.about` returns, in the forms that people and programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from kg.reports.markdown import as_markdown
from kg.reports.parts import Page
from kg.reports.plain import Line, as_text, lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Page):
    """Everything that is known about one thing, grouped, dated, with claims."""

    def lines(self, *, width: int = 100) -> Iterator[Line]:
        """The lines of the text, each with the style in which a terminal may show it."""
        return lines(self, width=width)

    def to_text(self, *, width: int = 100) -> str:
        """The entry as plain text, wrapped at `width` columns."""
        return as_text(self, width=width)

    def to_markdown(self) -> str:
        """The entry as Markdown (CommonMark); whatever comes from the data is escaped, only links to the web are."""
        return as_markdown(self)

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(self.to_text())}</pre>'

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain dicts and lists; see `to_json` for the keys."""
        return asdict(self)

    def to_json(self) -> str:
        """The entry as JSON. All keys are always there; what is not known is an empty string or list.

        - `id`, `kind` (the class in words), `title`, `names`, `bywords`, `description`, `same_as` (addresses)
        - `facts`: pairs of what and value
        - `sections`: `heading`, `remarks`, `items`
        - an item: `id` (of the event, statement or thing), `words`, `day` (EDTF as written), `earliest`, `latest`,
          `address`, `remarks`, `differing` (`what`, and `values` as pairs of a value and those who give it), `accounts`
        - an account is a claim: `claim` (its id), `about` (the id of what it states), `words` (its own sentence),
          `says`, `date`, `according_to`, `speaker` (the id of whom it is according to), `source`, `publisher`,
          `published`, `address`, `phrase`, `basis`, `check`, `coded` (whether a program made it), `rank`, `note`
        - `sources`: `id`, `type`, `publisher`, `published`, `title`, `address`
        """
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
