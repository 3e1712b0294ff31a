"""The made-up event files that come with kg, to try imports with: where they are."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kg.errors import UsageError
from kg.model.vocabulary import nearest

__all__ = ["SAMPLE", "sample_events"]

# The shipped data set whose facts and rows are invented; `kg.build(SAMPLE)` builds its facts.
SAMPLE = "events-sample"
_ROWS = {"gdelt": "gdelt-made-up.csv.gz", "icews": "icews-made-up.tab.gz"}


def sample_events(name: str) -> Path:
    """The file with made-up rows in the published format of a data set: "icews" or "gdelt".

    Raises UsageError where there is none of this name.

    >>> sample_events("icews").name
    'icews-made-up.tab.gz'
    """
    if name not in _ROWS:
        guess = nearest(name[:40], _ROWS)
        hint = f"did you mean '{guess}'?" if guess else f"there are: {', '.join(_ROWS)}"
        raise UsageError(f"kg has no made-up rows of '{name[:40]}'; {hint}")
    return Path(str(resources.files("kg"))) / "datasets" / SAMPLE / "rows" / _ROWS[name]
