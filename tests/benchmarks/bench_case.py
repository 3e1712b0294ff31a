"""The figures of the shipped case: what is in it, conflicts by rule, and how long its commands take.

python tests/benchmarks/bench_case.py [--runs 7]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench_build import run_process

import kg

COMMANDS = (
    ("kg check", ["check"]),
    ("kg build", ["build"]),
    ("kg query talks", ["query", "talks"]),
    ("  known by a day", ["query", "talks", "--known-by", "2022-03-20"]),
    ("kg conflicts", ["conflicts"]),
    ("kg offers", ["offers"]),
    ("kg about turkey", ["about", "turkey"]),
    ("kg diff", ["diff", "--known-by", "2022-03-07", "--known-by", "2022-03-18"]),
)
WITHOUT_GRAPH = ("check",)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The figures of the shipped case.")
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    graph = kg.load()
    print(", ".join(f"{number} {name}" for name, number in graph.info.counts.items()))
    found = graph.query("conflicts").rows
    matters = {(row["about"], row["differs"]) for row in found}
    by_rule = Counter(rule for _, rule in matters)
    rules = ", ".join(f"{rule} {number}" for rule, number in sorted(by_rule.items()))
    print(f"conflicts: {len(matters)} ({rules}), {len(found)} pairs of claims")
    print(f"offers, requests and roles that are followed: {len(graph.offers())}")
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "graph"
        kg.build(graph=out)
        for label, words in COMMANDS:
            option = [] if words[0] in WITHOUT_GRAPH else ["--graph", str(out)]
            seconds, memory = zip(
                *(run_process([sys.executable, "-m", "kg", *words, *option]) for _ in range(runs)), strict=True
            )
            spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
            print(f"{label:18} {statistics.median(seconds):6.2f} s ({spread}), {max(memory):4.0f} MB at most")
        opened = kg.open(out)
        for label, call in (
            ("a view", lambda: opened.view(known_by="2022-03-20")),
            ("talks", lambda: opened.query("talks")),
            ("conflicts", lambda: opened.query("conflicts")),
            ("offers", lambda: opened.offers()),
        ):
            print(f"{label:18} {1000 * statistics.median(_times(call, runs)):6.1f} ms inside one process")


def _times(call: object, runs: int) -> list[float]:
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        call()  # type: ignore[operator]
        found.append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    main()
