"""Event data: import, who talks to whom, networks and queries, each beside the bare engine and its limit.

python tests/benchmarks/bench_events.py                                  100,000 events, made up in the format of ICEWS
python tests/benchmarks/bench_events.py --sizes 100000,1000000 --runs 3
python tests/benchmarks/bench_events.py --only queries --graph DIR      an imported graph of your own

Seconds are medians over processes of their own (pairs and networks: over calls that take turns in one process). Memory
is the most that a process held together with its children; see processes.py. kg and what it stands beside take turns.

import    `kg import` beside `oxigraph load` of the same quads, ready-made: dumped from the store that kg made. The
          command is that of the package oxigraph on PyPI, in an environment of its own: --oxigraph PATH.
pairs     who talks to whom over all events, from contacts.parquet, beside DuckDB alone.
network   the same as a networkx graph, beside a bare loop.
queries   each named query, whole and for the actor that is named most, beside the engine with the same text and terms.
          Each in a process of its own, which is ended after --limit seconds, as the engine cannot be interrupted.
rdflib    quads parsed, and who talks to whom, by rdflib's own engine and by pyoxigraph in memory: a yardstick.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from processes import Run, run_measured

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = Path(__file__).resolve().with_name("events_inside.py")
PARTS = ("import", "pairs", "network", "queries", "rdflib")

# How many times what the bare engine takes.
LIMITS = {"import": 1.3, "import, memory": 1.3, "top pairs": 2.0, "all pairs": 2.0, "network": 1.5, "query": 1.1}
SLOW = 1.0  # seconds from which a query is told apart


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Event data: kg beside the bare engines.")
    parser.add_argument("--sizes", default="100000", help="numbers of rows, between commas")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--format", choices=["icews", "gdelt"], default="icews")
    parser.add_argument("--graph", type=Path, help="an imported graph, for all but the import")
    parser.add_argument("--oxigraph", type=Path, help="the command oxigraph, where it is not on the path")
    parser.add_argument("--lenient", action="store_true", help="oxigraph load --lenient: it checks less")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a query is ended")
    parser.add_argument("--rdflib-limit", type=float, default=300, help="seconds after which rdflib is ended")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--work", type=Path, help="a folder for files; by default one that is removed afterwards")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores; medians of {given.runs} runs; the limit is of the ratio", flush=True)
    for size in [0] if given.graph else [int(text) for text in given.sizes.split(",")]:
        with tempfile.TemporaryDirectory() as name:
            work = given.work or Path(name)
            work.mkdir(parents=True, exist_ok=True)
            measure(size, work, given)


def measure(size: int, work: Path, given: argparse.Namespace) -> None:
    """Measure all parts for one size."""
    graph = given.graph
    if graph is None:
        rows = work / f"{given.format}-{size}.tab"
        generate = [sys.executable, str(ROOT / "tests" / "generate_events.py"), given.format, str(rows)]
        subprocess.run([*generate, "--rows", str(size)], check=True, stdout=subprocess.DEVNULL)
        print(f"\n{size:,} rows in the format of {given.format}, {rows.stat().st_size / 1e6:,.0f} MB", flush=True)
        graph = work / f"graph-{given.format}-{size}"
        measure_import(rows, graph, work, given)
    print(f"{'':34}{'kg':>11}{'beside':>11}{'ratio':>8}{'limit':>7}")
    for part, measured in (("pairs", measure_pairs), ("network", measure_network), ("queries", measure_queries)):
        if part in given.only:
            measured(graph, given)
    if "rdflib" in given.only:
        measure_yardstick(graph, work, given)


def measure_import(rows: Path, graph: Path, work: Path, given: argparse.Namespace) -> None:
    """`kg import` into a new folder, beside `oxigraph load` of the quads that came of it; leaves the graph."""
    command = [sys.executable, "-m", "kg", "import", given.format, str(rows), "--graph", str(graph)]  # the call
    if not (ROOT / "kg" / "cli" / "importing.py").is_file():
        raise SystemExit("missing: kg has no command import yet; see `# the call` in measure_import")
    if "import" not in given.only:
        run_measured(command, cwd=ROOT)
        return
    loader = shutil.which(given.oxigraph or "oxigraph")
    quads = work / "quads.nq"
    found: dict[str, list[Run]] = {"kg": [], "oxigraph": []}
    for _ in range(given.runs):
        shutil.rmtree(graph, ignore_errors=True)
        found["kg"].append(run_measured(command, cwd=ROOT))
        if loader is None:
            continue
        if not quads.exists():
            number = inside("dump", graph=str(graph), file=str(quads))[-1]["quads"]
            print(f"{number:,} quads, {quads.stat().st_size / 1e6:,.0f} MB as N-Quads")
        bare = work / "bare"
        shutil.rmtree(bare, ignore_errors=True)
        lenient = ["--lenient"] if given.lenient else []
        found["oxigraph"].append(
            run_measured([loader, "load", "--location", str(bare), "--file", str(quads), *lenient])
        )
        shutil.rmtree(bare)
    quads.unlink(missing_ok=True)
    own, other = found["kg"], found["oxigraph"]
    print(f"{'':34}{'kg':>11}{'beside':>11}{'ratio':>8}{'limit':>7}")
    for label, unit, of in (("import", "s", lambda r: r.seconds), ("import, memory", "MB", lambda r: r.megabytes)):
        line(label, statistics.median(map(of, own)), statistics.median(map(of, other)) if other else None, unit=unit)
    if loader is None:
        print(
            "the command oxigraph is missing: pip install oxigraph in an environment of its own, then --oxigraph PATH"
        )
    store = sum(file.stat().st_size for file in (graph / "store").rglob("*") if file.is_file())
    print(f"{'the store':34}{store / 1e6:>9,.0f} MB")


def measure_pairs(graph: Path, given: argparse.Namespace) -> None:
    """Who talks to whom beside DuckDB alone."""
    tell_lines(inside("pairs", graph=str(graph), runs=given.runs))


def measure_network(graph: Path, given: argparse.Namespace) -> None:
    """A networkx graph of all pairs beside a bare loop."""
    tell_lines(inside("network", graph=str(graph), runs=given.runs))


def measure_queries(graph: Path, given: argparse.Namespace) -> None:
    """Each named query beside the engine alone."""
    sys.path.insert(0, str(ROOT))
    from kg.queries.questions import list_queries

    found = inside("actor", limit=given.limit, graph=str(graph))
    actor = found[0]["actor"] if found else None
    slow = []
    for name, query in list_queries().items():
        choices: list[dict[str, str]] = [{}] if not any(p.required for p in query.parameters) else []
        if actor and any(p.name == "actor" for p in query.parameters):
            choices.append({"actor": actor})
        for parameters in choices:
            label = f"{name} --actor" if parameters else name
            sides = {}
            for side in ("kg", "engine"):
                told = inside(
                    "query", limit=given.limit, graph=str(graph), name=name, parameters=parameters, side=side,
                    runs=given.runs,
                )  # fmt: skip
                sides[side] = told[-1]["seconds"] if told else None
            line(label, sides["kg"], sides["engine"], unit="s", limit="query", late=given.limit)
            if sides["kg"] is None or sides["kg"] > SLOW:
                slow.append(label)
    print(f"over {SLOW:g} s: {', '.join(slow) or 'none'}")


def measure_yardstick(graph: Path, work: Path, given: argparse.Namespace) -> None:
    """rdflib and pyoxigraph in memory: parsing, and who talks to whom."""
    quads = work / "yardstick.nq"
    number = inside("dump", graph=str(graph), file=str(quads))[-1]["quads"]
    print(f"{number:,} quads in memory, and who talks to whom:")
    for engine in ("pyoxigraph", "rdflib"):
        told: dict[str, Any] = {}
        for row in inside("yardstick", limit=given.rdflib_limit, file=str(quads), engine=engine):
            told |= row
        over = f"more than {given.rdflib_limit - told.get('parsed', 0):,.0f} s, then ended"
        parsed = f"{told['parsed']:,.1f} s" if "parsed" in told else over
        asked = (
            "" if "parsed" not in told else f", asked {told['asked']:,.2f} s" if "asked" in told else f", asked {over}"
        )
        print(f"  {engine:12} parsed {parsed}{asked}")
    quads.unlink()


def inside(task: str, *, limit: float | None = None, **settings: Any) -> list[dict[str, Any]]:
    """What a task told in a process of its own: less than it would have where the limit ended it."""
    run = run_measured([sys.executable, str(INSIDE), task, json.dumps(settings)], limit=limit)
    return [json.loads(text) for text in run.output.splitlines()]


def tell_lines(rows: list[dict[str, Any]]) -> None:
    """Print what a task told."""
    for row in rows:
        line(row["label"], 1000 * row["kg"], 1000 * row["other"], unit="ms")


def line(
    label: str, own: float | None, other: float | None, *, unit: str, limit: str | None = None, late: float = 0
) -> None:
    """Print kg, what it stands beside, their ratio, and whether that keeps the limit."""
    most = LIMITS[limit or label]
    digits = 2 if unit == "s" else 0

    def cell(value: float | None) -> str:
        return f"{value:,.{digits}f} {unit}" if value is not None else f"> {late:g} {unit}" if late else "-"

    ratio = own / other if own is not None and other else None
    verdict = "" if ratio is None else "kept" if ratio <= most else "OVER"
    shown = f"{ratio:.2f}" if ratio is not None else "-"
    print(f"{label:34}{cell(own):>11}{cell(other):>11}{shown:>8}{most:>7.1f}  {verdict}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
