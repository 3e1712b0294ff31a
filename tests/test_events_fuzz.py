"""Event files with anything wrong in them: an error for people or a graph, and every row is accounted for."""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_events import ROWS

from kg.building.imports import import_events
from kg.errors import KgError

FILES = {"icews": "icews-made-up.tab.gz", "gdelt": "gdelt-made-up.csv.gz"}
EXAMPLES = int(os.environ.get("KG_FUZZ", "12"))  # many by hand: KG_FUZZ=5000
ODD = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'"""', b"\r", b"\n", b"\t", b",", b"0000-00-00", b"99999999",
    b"-1", b"1e400", b"nan", b"1" + b"0" * 30, b"=1+1", b"'=1+1", b"javascript:alert(1)", b"http://a/[b]?c=%zz#d#e",
    b"http://a/ b", b"http://a/<b>\"{}|\\^`", b"A" * 5_000, "\u2028\u202e\u200b".encode(), b"\x1b[31m\x07",
    b"\x1e\x1f", b"it's", b"\\n\\t\\", b"NA", b"<script>", b"41", b"041", b"infinity", b"epoch", b"NOR", b"Norway",
)  # fmt: skip
cuts = st.tuples(st.just("cell"), st.integers(0, 60), st.integers(0, 60), st.sampled_from(ODD))
bytes_ = st.tuples(st.just("bytes"), st.integers(0, 20_000), st.integers(0, 40), st.sampled_from(ODD))
lines = st.tuples(st.sampled_from(["twice", "drop", "cut", "join"]), st.integers(0, 60), st.just(0), st.just(b""))


def mutate(text: bytes, changes: list[tuple[str, int, int, bytes]]) -> bytes:
    """The text with some changes: a cell, some bytes, a line twice, gone, cut off, or one with the next."""
    for kind, one, other, put in changes:
        if kind == "bytes":
            at = one % max(len(text), 1)
            text = text[:at] + put + text[at + other :]
            continue
        rows = text.split(b"\n")
        row = one % len(rows)
        if kind == "cell":
            cells = rows[row].split(b"\t")
            cells[other % len(cells)] = put
            rows[row] = b"\t".join(cells)
        elif kind == "twice":
            rows.insert(row, rows[row])
        elif kind == "cut":
            rows[row] = rows[row][: len(rows[row]) // 2]
        elif kind == "join" and row + 1 < len(rows):
            rows[row : row + 2] = [rows[row] + rows[row + 1]]
        else:
            del rows[row]
        text = b"\n".join(rows)
    return text


def check_file(name: str, changes: list[tuple[str, int, int, bytes]]) -> None:
    text = mutate(gzip.decompress((ROWS / FILES[name]).read_bytes()), changes)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        file.write_bytes(text)
        try:
            done = import_events(name, [file], graph=Path(folder) / "graph")
        except KgError as error:
            assert str(file) in str(error)
            return
        assert done.read == done.rows + done.rejected + sum(done.aside.values())
        assert done.rejected == done.reasons.total()
        assert done.graph is not None and len(done.graph.query("claims", about="norway").rows) <= done.events


CHANGED = given(changes=st.lists(st.one_of(cuts, cuts, bytes_, lines), min_size=1, max_size=8))
EACH = pytest.mark.parametrize("name", FILES)
ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW = pytest.mark.parametrize("name", ["icews"])
test_nothing_crashes_and_every_row_is_accounted_for = FEW(settings(ANY, max_examples=3)(CHANGED(check_file)))
test_nothing_crashes_in_many_files = pytest.mark.slow(EACH(settings(ANY, max_examples=EXAMPLES)(CHANGED(check_file))))
