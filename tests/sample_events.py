"""The made-up event files of kg/datasets/events-sample/rows: `python tests/sample_events.py` writes them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from event_rows import Row, gdelt_row, icews_row, write_gdelt_rows, write_icews_rows

ROWS = Path(__file__).parent.parent / "kg" / "datasets" / "events-sample" / "rows"
_N, _S, _F, _D = "Norway", "Sweden", "Finland", "Denmark"
_CODES = {_N: "NOR", _S: "SWE", _F: "FIN", _D: "DNK"}
_ASH, _BIRCH, _CEDAR = ("Ada Ash", _N), ("Borys Birch", _S), ("Cleo Cedar", _F)
_MINISTER, _ARMY, _GROUP = ("Foreign Minister (Norway)", _N), ("Military (Denmark)", _D), ("Free Nets", _S)
_STATES = {name: (name, name) for name in (_N, _S, _F, _D)}

# Day of the year 2031, code, source, target, and how many reports; calls are told from either side in turn.
_ICEWS = (
    ("05-01", "044", _STATES[_F], _STATES[_D], 1),
    ("05-02", "041", _ASH, _BIRCH, 6),  # as the newspaper has it
    ("05-03", "041", _STATES[_N], _STATES[_D], 2),
    ("05-04", "041", _CEDAR, _MINISTER, 3),  # the newspaper has a meeting
    ("05-05", "043", _STATES[_D], _STATES[_F], 1),
    ("05-07", "044", _CEDAR, _BIRCH, 2),  # the newspaper has it the day before
    ("05-08", "112", _STATES[_S], _STATES[_N], 2),  # accuses
    ("05-09", "041", _STATES[_S], _STATES[_N], 2),  # the newspaper has none
    ("05-12", "041", _CEDAR, _ASH, 2),  # the newspaper is not sure of the day
    ("05-14", "045", _STATES[_F], _STATES[_S], 1),
    ("05-15", "040", _GROUP, _STATES[_S], 1),
    ("05-16", "042", _ARMY, _STATES[_S], 1),
    ("05-18", "039", _STATES[_F], _STATES[_N], 2),  # offers to mediate
    ("05-20", "046", _STATES[_N], _STATES[_S], 4),  # as the newspaper has it
    ("05-22", "044", _STATES[_S], _STATES[_F], 1),
    ("05-25", "041", _STATES[_N], _STATES[_S], 1),
    ("05-29", "040", _STATES[_S], _STATES[_D], 1),
    ("05-31", "044", _STATES[_D], _STATES[_N], 1),
)
_GDELT = (
    ("05-19", "040", _N, _F, 2),
    ("05-20", "046", _N, _S, 3),
    ("05-21", "040", _S, _D, 1),
    ("05-22", "043", _S, _F, 2),
    ("05-24", "036", _S, _N, 1),
    ("05-28", "040", _S, _N, 2),
)


def icews_rows() -> Iterator[Row]:
    """The rows in the format of ICEWS."""
    number = 900
    for day, code, source, target, reports in _ICEWS:
        for report in range(reports):
            (own, country), (other, its) = (
                (target, source) if report % 2 and code in ("041", "046") else (source, target)
            )
            number += 1
            yield icews_row(
                event_id=number, event_date=f"2031-{day}", cameo_code=code, source_name=own, source_country=country,
                target_name=other, target_country=its, story_id=f"{number // 2}", sentence_number=report + 1,
                publisher="Made-up Wire", country=country, latitude=None, longitude=None,
            )  # fmt: skip


def gdelt_rows() -> Iterator[Row]:
    """The rows in the format of GDELT 2.0."""
    number = 800
    for day, code, source, target, reports in _GDELT:
        for report in range(reports):
            number += 1
            yield gdelt_row(
                GLOBALEVENTID=number, SQLDATE=f"2031{day.replace('-', '')}", EventCode=code, Actor1Name=source.upper(),
                Actor1Code=_CODES[source], Actor1CountryCode=_CODES[source], Actor2Name=target.upper(),
                Actor2Code=_CODES[target], Actor2CountryCode=_CODES[target], NumMentions=2 + report,
                NumArticles=1 + report, SOURCEURL=f"https://made-up.example/2031/{day}/{number}",
                **{f"{place}_{part}": None for place in ("Actor1Geo", "ActionGeo")
                   for part in ("FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")},
            )  # fmt: skip


if __name__ == "__main__":
    print(write_icews_rows(ROWS / "icews-made-up.tab.gz", icews_rows()))
    print(write_gdelt_rows(ROWS / "gdelt-made-up.csv.gz", gdelt_rows()))
