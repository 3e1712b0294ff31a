"""The page within another one: for notebooks, in a frame that needs no server and no connection."""

from __future__ import annotations

import html
from dataclasses import dataclass

_TALLEST = 4000


@dataclass(frozen=True, slots=True)
class InlinePage:
    """A page that a notebook shows in place, in a frame of its own. `height` is in pixels.

    What runs in the frame can reach neither the notebook nor anything else.
    """

    page: str
    height: int = 640

    def _repr_html_(self) -> str:
        tall = max(120, min(int(self.height), _TALLEST))
        inside = html.escape(self.page, quote=True)
        return (
            f'<iframe srcdoc="{inside}" sandbox="allow-scripts allow-popups" title="interactive graph" '
            f'style="width: 100%; height: {tall}px; border: 1px solid #ccc"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<InlinePage of {len(self.page):,} characters; a notebook shows it>"
