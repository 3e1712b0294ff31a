"""The page within another one: for notebooks, in a frame that needs no server and no connection."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

_TALLEST = 4000
# Links open beside, pictures and tables are saved, and it prints; it stays apart from the notebook.
_ALLOWED = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"


@dataclass(frozen=True, slots=True)
class InlinePage:
    """A page that a notebook shows in place, in a frame of its own. `height` is in pixels.

    What runs in the frame can reach neither the notebook nor anything else. `path` is the file that it was written to.
    """

    page: str
    height: int = 720
    path: Path | None = None

    def _repr_html_(self) -> str:
        tall = max(120, min(int(self.height), _TALLEST))
        inside = html.escape(self.page, quote=True)
        return (
            f'<iframe srcdoc="{inside}" sandbox="{_ALLOWED}" title="interactive graph" '
            f'style="width: 100%; height: {tall}px; border: 1px solid #ccc"></iframe>'
        )

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<InlinePage of {len(self.page):,} characters{where}; a notebook shows it>"
