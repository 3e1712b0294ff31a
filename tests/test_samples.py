"""The made-up event files that come with kg: as the script makes them, labelled, and imported without a bad row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import sample_events as script
from event_rows import write_gdelt_rows, write_icews_rows

import kg
from kg.datasets.samples import SAMPLE, sample_events
from kg.errors import UsageError


def test_the_files_are_those_of_the_script(tmp_path: Path) -> None:
    made = {
        "icews": write_icews_rows(tmp_path / "icews.tab.gz", script.icews_rows()),
        "gdelt": write_gdelt_rows(tmp_path / "gdelt.csv.gz", script.gdelt_rows()),
    }
    for name, file in made.items():
        shipped, fresh = (gzip.decompress(path.read_bytes()) for path in (sample_events(name), file))
        assert shipped == fresh, "python tests/sample_events.py writes them again"


def test_nobody_can_take_them_for_real() -> None:
    assert all(row["Event Date"].startswith("2031-") for row in script.icews_rows())
    assert {row["Publisher"] for row in script.icews_rows()} == {"Made-up Wire"}
    assert all("made-up.example" in row["SOURCEURL"] for row in script.gdelt_rows())
    assert "made-up" in kg.load(SAMPLE).title and "nothing" in kg.load(SAMPLE).title


@pytest.mark.slow
def test_they_are_imported_whole(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from kg.building.imports import import_events

    kg.build(SAMPLE, graph=tmp_path / "g", page=False)
    icews = import_events("icews", [sample_events("icews")], graph=tmp_path / "g")
    gdelt = import_events("gdelt", [sample_events("gdelt")], graph=tmp_path / "g")
    assert [(done.read, done.rejected, done.aside, done.events) for done in (icews, gdelt)] == [
        (34, 0, {}, 18), (11, 0, {}, 6)
    ]  # fmt: skip
    how = {link.foreign.name: (link.actor, link.how) for link in icews.links}
    assert how["Foreign Minister (Norway)"] == ("ash", "office") and how["Borys Birch"] == ("birch", "spelling")
    assert how["Free Nets"] == ("icews-free-nets-sweden", "new") and how["Cleo Cedar"] == ("cedar", "name")


def test_an_unknown_sample() -> None:
    with pytest.raises(UsageError, match="no made-up rows of 'icew'; did you mean 'icews'"):
        sample_events("icew")
