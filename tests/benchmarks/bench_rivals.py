"""How long many claims on one event take to check and load, each with a day of its own, and how many pairs they make.

python tests/benchmarks/bench_rivals.py                 100, 400 and 1,600 claims
python tests/benchmarks/bench_rivals.py 200 800         other numbers
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

REGISTER = "basis: made up\nactors: {a: {type: State, name: A}, b: {type: State, name: B}}\nclaims: []\n"
RUNS = 3


def main() -> None:
    """Print a line for each number of claims: the median seconds of a load, and the pairs of rival claims."""
    import kg

    for number in map(int, sys.argv[1:] or ("100", "400", "1600")):
        with tempfile.TemporaryDirectory() as folder:
            write_facts(Path(folder), number)
            seconds, pairs = [], 0
            for _ in range(RUNS):
                began = time.perf_counter()
                pairs = len(kg.load(Path(folder)).query("conflicts"))
                seconds.append(time.perf_counter() - began)
            print(f"{number:6,} claims {statistics.median(seconds):7.2f} s {pairs:7,} pairs", flush=True)


def write_facts(folder: Path, number: int) -> None:
    """As many sources, each of which gives one meeting another day."""
    (folder / "register.yaml").write_text(REGISTER, encoding="utf-8")
    for n in range(number):
        head = f"source: {{id: s{n}, type: NewsArticle, publisher: a, published: 2045-01-01}}\nclaims:\n"
        day = date(2031, 1, 1) + timedelta(n)
        claim = f"- meeting: m\n  date: {day}\n  participants: [a, b]\n"
        (folder / f"s{n}.yaml").write_text(head + claim, encoding="utf-8")


if __name__ == "__main__":
    main()
