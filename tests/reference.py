"""Where answers of other programs and published data are; tests that need them skip where they are missing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"
REFERENCE = SHARED / "reference"


def read_reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference file. Skips the test where it is not at hand."""
    file = REFERENCE / name
    if not file.is_file():
        pytest.skip(f"the reference answers are not at hand ({name} in ../shared/reference)")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def find_data(name: str) -> Path:
    """A published file by its name below ../shared/data. Skips the test where it is not at hand."""
    file = SHARED / "data" / name
    if not file.is_file():
        pytest.skip(f"the published data are not at hand ({name} in ../shared/data)")
    return file
