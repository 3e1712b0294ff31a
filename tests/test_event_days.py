"""Two days of a row of event data: on which it happened, and on which it was told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from event_graphs import import_rows
from event_rows import gdelt_row, icews_row

pytest.importorskip("duckdb")


@pytest.mark.parametrize(
    ("name", "row", "happened", "told"),
    [
        ("gdelt", gdelt_row(SQLDATE="20201113", DATEADDED="20201116001500"), "2020-11-13", "2020-11-16"),
        pytest.param("icews", icews_row(event_date="2020-11-13"), "2020-11-13", "2020-11-13", marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_a_row_is_known_by_the_day_on_which_it_was_told(
    name: str, row: dict[str, Any], happened: str, told: str, tmp_path: Path
) -> None:
    """GDELT says when it added a row; ICEWS has one day for both."""
    graph = import_rows(name, [row], tmp_path).graph
    assert graph is not None
    assert len(graph.view(on=happened).query("talks")) == 1
    assert len(graph.view(known_by=told).query("talks")) == 1
    before = f"{told[:-2]}{int(told[-2:]) - 1:02}"
    assert len(graph.view(known_by=before).query("talks")) == 0
    assert len(graph.view(since=told, certainly=True).query("talks")) == (1 if told == happened else 0)
