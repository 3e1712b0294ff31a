"""The fuzzer finds nothing, in a few seconds and in half a minute; and it would find what it is for.

Longer, by hand: `python tests/fuzz.py --minutes 30`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fuzz import fuzz, look_at, reduce, run_batch, save, try_input
from fuzz_inputs import Fuzzed
from hostile_cases import read_file
from kg_process import FORKS, Outcome

pytestmark = pytest.mark.skipif(not FORKS, reason="a new interpreter for each command takes too long for many inputs")


@pytest.mark.parametrize("size", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_a_few_inputs(size: int) -> None:
    wrong: Counter[str] = Counter()

    def look(fuzzed: Fuzzed) -> None:
        wrong.update(f"{fuzzed.target}: {kind}" for kind in try_input(fuzzed))

    run_batch(1, size, look)
    assert not wrong


@pytest.mark.slow
def test_half_a_minute_of_inputs(tmp_path: Path) -> None:
    found = fuzz(seconds=30)
    print(f"{found.inputs} inputs: {dict(found.codes)}")
    told = [
        f"{kind}: {save(reduce(first, kind, seconds=20), kind, tmp_path).read_text(encoding='utf-8')[:5000]}"
        for kind, first in found.firsts.items()
    ]
    assert not told, "\n\n".join(told)


TRACEBACK = b"""Traceback (most recent call last):
  File "/x/kg/cli/app.py", line 1, in run
  File "/x/kg/facts/reading.py", line 2, in read
  File "/y/rdflib/graph.py", line 3, in parse
rdflib.exceptions.ParserError: no
"""


@pytest.mark.parametrize(
    ("code", "out", "wrong"),
    [
        (0, b"", []),
        (2, b"kg: this is not understood\n", []),
        (None, b"", ["check: no end within 60 seconds"]),
        (-11, b"", ["check: ended by signal 11"]),
        (120, b"", ["check: exit code 120"]),
        (1, TRACEBACK, ["check: traceback: rdflib.exceptions.ParserError in kg/facts/reading.py read"]),
        (1, b"a.yaml:3:1: error[bad-id] no\n", []),
        (1, b"a.yaml: error[no-facts] no\n", []),
        (1, b"a.yaml:4:1: error[bad-id] no\n", ["check: bad-id at a line that is not there"]),
        (1, b"b.yaml:1:1: warning[odd] no\n", ["check: odd at a file that is not there"]),
        (1, b"b.yaml: error[missing-file] no\n", []),
    ],
)
def test_what_is_wrong_with_an_end(code: int | None, out: bytes, wrong: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"one\rtwo\r\n")
    assert look_at(("check", "a.yaml"), Outcome(code, out, b""), tmp_path) == wrong
    assert look_at(("check", "a.yaml"), Outcome(code, b"", out), tmp_path) == wrong


def test_files_that_change_are_found() -> None:
    """A command that writes into its inputs, and one that fails and leaves something beside the graph."""
    files = {"facts/out.yaml": b"not yet"}
    exporting = ("export", "--out", "facts/out.yaml", "--graph", "graph")
    assert try_input(Fuzzed("facts", "sample", files, (exporting,))) == ["an input is changed: facts/out.yaml"]


def test_an_input_is_made_smaller_and_saved(tmp_path: Path) -> None:
    lines = b"".join(b"# line %d\n" % number for number in range(40))
    files = {"facts/actors.yaml": lines + b"actors: [\n" + lines, "facts/offices.csv": b"id,of\n"}
    fuzzed = Fuzzed("facts", "sample", files, (("check", "facts"), ("build", "facts", "--graph", "graph")))
    kind = "a problem in actors.yaml"

    import fuzz as module

    def broken(other: Fuzzed, codes: object = None) -> list[str]:
        return [kind] if b"actors: [" in other.files.get("facts/actors.yaml", b"") else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "try_input", broken)
        smaller = reduce(fuzzed, kind)
    assert smaller.files == {"facts/actors.yaml": b"actors: ["}
    (case,) = read_file(save(smaller, kind, tmp_path))
    assert case.name == kind and {"file": "facts/actors.yaml", "text": "actors: ["} in case.make
    assert [step["kg"] for step in case.steps] == [["check", "facts"], ["build", "facts", "--graph", "graph"]]
