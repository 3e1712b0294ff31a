"""How long it takes to follow many offers and roles, made up: it should grow as they do.

python tests/benchmarks/bench_offers.py                  750, 1,500 and 3,000 matters
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import kg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from cases import toy_graph

_PEOPLE = ("ada", "boris", "cleo", "carl", "dora")


def make_claims(number: int) -> list[str]:
    """Claims of so many matters: of each four, three are offers with an answer, the fourth is of a role in talks."""
    claims = []
    for place in range(number):
        one, other = _PEOPLE[place % 5], _PEOPLE[(place + 1) % 5]
        day = f"2031-{place % 6 + 1:02}-{place % 28 + 1:02}"
        if place % 4:
            claims.append(f"offer: offer-{place}\n  date: {day}\n  by: {one}\n  to: [{other}]")
            claims.append(f"acceptance: answer-{place}\n  date: 2031-06-29\n  by: {other}\n  answers: [offer-{place}]")
            continue
        claims.append(
            f"talks: talks-{place}\n  date: 2031-07-01\n  participants: {{ada: {{}}, boris: {{}}}}\n  status: proposed"
        )
        role = f"role: {{actor: corland, as: host, status: offered, of: talks-{place}}}"
        claims.append(
            f"offer: host-{place}\n  date: {day}\n  by: cleo\n  to: [{other if other != 'cleo' else 'ada'}]\n  {role}"
        )
    return claims


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long it takes to follow many offers.")
    parser.add_argument("--matters", type=int, nargs="+", default=[750, 1_500, 3_000])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    for number in given.matters:
        with tempfile.TemporaryDirectory() as work:
            toy_graph(Path(work) / "facts", *make_claims(number), graph=Path(work) / "graph")
            times = []
            for _ in range(given.runs):
                graph = kg.open(Path(work) / "graph")
                start = time.perf_counter()
                found = graph.offers()
                times.append(time.perf_counter() - start)
        print(f"{number:7,} matters: {len(found):,} found, {statistics.median(times):.2f} s")


if __name__ == "__main__":
    main()
