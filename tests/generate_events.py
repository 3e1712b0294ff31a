"""Machine-coded event files of any size in the formats of ICEWS, GDELT and MEND; the same bytes for the same numbers.

python tests/generate_events.py icews FILE --rows 1000000 [--seed 0] [--days 60]
python tests/generate_events.py gdelt FILE --rows 1000000 [--version 1.0]
python tests/generate_events.py mend FILE --rows 2000

FILE may end in .gz, .zip or .parquet. Rows are written as they are made. How often things occur follows published
files: codes, calls written from both sides, repeated rows, actors, sectors, stories. Actors are made up, or countries.
Files of a few rows with known answers: `icews_row`, `write_icews_rows` and their likes; spoilt ones: `spoil`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from event_columns import GDELT_1_COLUMNS, GDELT_COLUMNS, ICEWS_COLUMNS, MEND_COLUMNS
from event_rows import (
    MEND_BLANK_ROW,
    Row,
    gdelt_row,
    icews_row,
    mend_row,
    write_gdelt_rows,
    write_icews_rows,
    write_mend_rows,
    write_table,
)
from event_spoiling import KINDS, spoil
from generate_gdelt import write_gdelt
from generate_icews import write_icews
from generate_mend import write_mend

__all__ = [
    "GDELT_1_COLUMNS", "GDELT_COLUMNS", "ICEWS_COLUMNS", "KINDS", "MEND_BLANK_ROW", "MEND_COLUMNS", "Row", "gdelt_row",
    "icews_row", "mend_row", "spoil", "write_gdelt", "write_gdelt_rows", "write_icews", "write_icews_rows",
    "write_mend", "write_mend_rows", "write_table",
]  # fmt: skip


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description="Write a made-up file of machine-coded events.")
    parser.add_argument("format", choices=["icews", "gdelt", "mend"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--days", type=int, help="for ICEWS and GDELT")
    parser.add_argument("--version", choices=["1.0", "2.0"], default="2.0", help="of GDELT")
    given = parser.parse_args()
    settings: dict[str, Any] = {"rows": given.rows, "seed": given.seed}
    if given.days and given.format != "mend":
        settings["days"] = given.days
    if given.format == "icews":
        path = write_icews(given.file, **settings)
    elif given.format == "gdelt":
        path = write_gdelt(given.file, version=given.version, **settings)
    else:
        path = write_mend(given.file, **settings)
    print(f"{given.rows:,} rows in {path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
