"""The shipped case with made-up coded rows of two data sets, and the clocks by which it is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generate_events import icews_row, write_icews_rows, write_mend

import kg
from kg.graph import Graph

NAMES = ("Russia", "Ukraine", "Turkey", "Germany", "Recep Tayyip Erdogan", "Vladimir Putin", "Head of Turkey")
COUNTRIES = ("Russia", "Ukraine", "Turkey", "Germany", "Turkey", "Russian Federation", "Turkey")
CODES = (
    "039", "042", "051", "038", "107", "112", "043", "028", "126", "046", "036", "1056", "045", "130", "053", "026",
)  # fmt: skip
CLOCKS: list[dict[str, Any]] = [
    {},
    {"on": "2022-03-20"},
    {"until": "2022-03-20"},
    {"since": "2022-03-10", "certainly": True},
    {"known_by": "2022-03-31"},
    {"claims": "curated"},
    {"claims": "coded"},
    {"claims": "coded", "since": "2022-04-01"},
]


def say(values: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items())


def make_rows() -> list[dict[str, str]]:
    """Acts, stances, visits and talks of countries and persons in the months of the shipped case."""
    rows = []
    for number in range(700):
        one, other = number % 7, (number // 7 + number) % 7
        if one == other and NAMES[one] != "Head of Turkey":
            continue
        other = NAMES.index("Recep Tayyip Erdogan") if one == other else other
        rows.append(
            icews_row(
                event_id=str(7_000_000 + number),
                event_date=f"2022-{2 + number % 5:02}-{1 + number % 27:02}",
                source_name=NAMES[one],
                source_country=COUNTRIES[one],
                target_name=NAMES[other],
                target_country=COUNTRIES[other],
                cameo_code=CODES[number % len(CODES)],
                city="Ankara" if number % 3 else "",
                country="Turkey",
            )
        )
    rows.append(
        icews_row(
            event_id="7900001", event_date="2022-03-20", cameo_code="043", source_name="Recep Tayyip Erdogan",
            source_country="Turkey", target_name="Head of Turkey", target_country="Turkey",
        )
    )  # fmt: skip
    return rows


def write_office(folder: Path) -> None:
    """An office whose holder is told without a day: imported rows leave it as it is, beside who held it."""
    folder.mkdir()
    for name, text in (
        ("offices", "id,name,of,leading\nchair,Chair of the Council,turkey,no\n"),
        ("tenures", "id,person,office,from,until,basis\nerdogan-chair,erdogan,chair,,,made up\n"),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def build_coded_case(folder: Path) -> Graph:
    """Build it in a folder; one name of the rows stands for a curated office."""
    from kg.building.imports import import_events

    write_office(folder / "facts")
    kg.build(["ukraine-2022", folder / "facts"], graph=folder / "graph", page=False)
    corrections = folder / "corrections.csv"
    corrections.write_text("name,country,actor\nHead of Turkey,Turkey,chair\n", encoding="utf-8")
    rows = write_icews_rows(folder / "rows.tab", make_rows())
    import_events("icews", [rows], graph=folder / "graph", corrections=corrections)
    import_events("mend", [write_mend(folder / "rows.csv", rows=150, seed=3)], graph=folder / "graph")
    return Graph.open(folder / "graph")
