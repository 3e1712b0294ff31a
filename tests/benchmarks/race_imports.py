"""Imports and builds with event data while the machine is busy: how many fail, and what they leave behind.

python tests/benchmarks/race_imports.py                          200 rounds with made-up rows
python tests/benchmarks/race_imports.py --runs 20 --rows FILE    rows of your own
Each round imports into a new graph, and builds every fourth anew, so that its event data is kept.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = """actors: {a: {type: State, name: A}, b: {type: State, name: B}}
basis: known
claims:
- phone call: c
  participants: [a, b]
  according to: a
"""


def main() -> None:
    """Run, and print what became of it; the exit code is 1 where something failed or was left behind."""
    parser = argparse.ArgumentParser(description="Imports while the machine is busy.")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--busy", type=int, default=2, help="processes that keep the cores busy")
    parser.add_argument("--rows", type=Path, help="a file of MEND; made up if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, keep_busy(given.busy):
        failed, left = race(Path(folder), runs=given.runs, rows=given.rows)
    print(f"{given.runs} rounds: {len(failed)} failed, {left} folders left behind")
    sys.exit(1 if failed or left else 0)


def race(folder: Path, *, runs: int, rows: Path | None = None) -> tuple[list[str], int]:
    """What went wrong in so many rounds, a text each, and how many work folders stayed behind."""
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    if rows is None:
        rows = make_rows(folder / "rows.csv")
    failed: list[str] = []
    for number in range(runs):
        graph = f"graph-{number}"
        commands = [["import", "mend", str(rows.resolve()), "--graph", graph]]
        if number % 4 == 0:
            commands.append(["build", "facts.yaml", "--graph", graph])
        commands.append(["query", "talks", "--graph", graph])
        for words in commands:
            done = run_kg(folder, words)
            if done.returncode:
                failed.append(f"{number}: kg {' '.join(words)}: {done.stderr.strip()[-500:]}")
                print(failed[-1], flush=True)
                break
    return failed, sum(path.name.startswith(".graph") for path in folder.iterdir())


def make_rows(path: Path) -> Path:
    """Made-up rows of MEND, as many as a page shows."""
    sys.path.insert(0, str(ROOT / "tests"))
    from generate_events import write_mend

    return Path(write_mend(path, rows=600))


def run_kg(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command of kg in a process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, "-m", "kg", *words], cwd=folder, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


@contextmanager
def keep_busy(number: int) -> Iterator[None]:
    """Keep so many cores busy during the block."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    main()
