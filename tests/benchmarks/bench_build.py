"""How long check and build take, how much memory, and what share each stage has: medians over processes of their own.

python tests/benchmarks/bench_build.py                       1,000 sources and 10,000 claims, made up
python tests/benchmarks/bench_build.py --facts DIR --runs 5  facts of your own
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

# What a stage is: functions by module, whose time is taken where they are called.
STAGES = {
    "read": ("kg.facts.discovery.find_files", "kg.checking.loading.read_facts", "kg.checking.loading.read_rdf_facts"),
    "checks": ("kg.checking.loading.check_records",),
    "phrases": ("kg.checking.loading.check_phrases",),
    "SHACL": ("kg.checking.loading.validate_records",),
    "quads": ("kg.building.builds.make_quads",),
    "store": ("kg.store.oxigraph.Loading.load", "kg.store.oxigraph.StoreWriter.flush"),
    "dump": ("kg.building.builds.dump_lines", "kg.building.builds.write_beside"),
    "network": ("kg.graph.Graph.network",),
    "page": ("kg.page.render_page",),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure check and build of a folder of facts.")
    parser.add_argument("--facts", type=Path, help="a folder of facts; made up where left out")
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--stages-of", type=Path, metavar="OUT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stages_of:
        print(json.dumps(time_stages(given.facts, given.stages_of)))
        return
    with tempfile.TemporaryDirectory() as name:
        facts = given.facts or Path(name) / "facts"
        if not given.facts:
            size = ["--sources", str(given.sources), "--claims", str(given.claims)]
            subprocess.run([sys.executable, str(ROOT / "tests" / "generate.py"), str(facts), *size], check=True)
        report(facts, Path(name) / "graph", given.runs)


def report(facts: Path, out: Path, runs: int) -> None:
    """Print medians of `runs` builds as a process, of queries, and of the stages."""
    texts = ["--texts", str(facts / "texts")] if (facts / "texts").is_dir() else []
    kg = [sys.executable, "-m", "kg"] if not (found := Path(sys.executable).with_name("kg")).exists() else [str(found)]
    graph = ["--graph", str(out)]
    for label, command in (
        ("kg check", [*kg, "check", str(facts), *texts]),
        ("kg build", [*kg, "build", str(facts), *texts, *graph]),
        ("kg query talks", [*kg, "query", "talks", *graph]),
    ):
        seconds, memory = zip(*(run_process(command) for _ in range(runs)), strict=True)
        spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
        print(f"{label:16} {statistics.median(seconds):7.2f} s ({spread}), {statistics.median(memory):6.0f} MB at most")
    print(f"{'query in process':16} {time_query(out):7.2f} ms, kg query talks")
    found_stages = [stages_in_process(facts, out) for _ in range(runs)]
    print("stages of one build:")
    medians = {name: statistics.median(run[name] for run in found_stages) for name in found_stages[0]}
    for name, spent in medians.items():
        print(f"  {name:8} {spent:7.2f} s {spent / medians['all']:6.1%}")


def run_process(command: list[str]) -> tuple[float, float]:
    """Seconds and megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return spent, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def stages_in_process(facts: Path, out: Path) -> dict[str, float]:
    """The seconds of each stage of a build in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--facts", str(facts), "--stages-of", str(out)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def time_stages(facts: Path, out: Path) -> dict[str, float]:
    """Build once in this process and give the seconds of each stage; a stage within another counts for itself only."""
    sys.path.insert(0, str(ROOT))
    start = time.perf_counter()
    spent = dict.fromkeys(STAGES, 0.0)
    running: list[list[float]] = []

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            running.append([0.0])
            found = function(*args, **kwargs)
            if name == "quads":
                found = list(found)  # a generator does its work where it is used up
            took = time.perf_counter() - began
            spent[name] += took - running.pop()[0]
            if running:
                running[-1][0] += took
            return found

        return run

    for stage, functions in STAGES.items():
        for function in functions:
            owner, name = _owner(function)
            setattr(owner, name, timed(stage, getattr(owner, name)))
    import kg

    kg.build(facts, graph=out, texts=[facts / "texts"] if (facts / "texts").is_dir() else [])
    whole = time.perf_counter() - start
    return {**spent, "rest": whole - sum(spent.values()), "all": whole}


def _owner(function: str) -> tuple[Any, str]:
    path, _, name = function.rpartition(".")
    try:
        return importlib.import_module(path), name
    except ModuleNotFoundError:
        module, _, holder = path.rpartition(".")
        return getattr(importlib.import_module(module), holder), name


def time_query(graph: Path, seconds: float = 3.0) -> float:
    """The median milliseconds of the query `talks` inside a process, over as many runs as the seconds allow."""
    sys.path.insert(0, str(ROOT))
    from kg.graph import Graph

    opened = Graph.open(graph)
    times: list[float] = []
    while sum(times) < seconds:
        start = time.perf_counter()
        opened.query("talks")
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    main()
