"""Builds and imports that are killed at random moments: is the graph whole, and what is the user's, and what is left?

python tests/benchmarks/kill_commands.py                       1,000 kills
python tests/benchmarks/kill_commands.py --kills 20 --seed 7   fewer, at other moments
The system must have forks: commands run in copies of a process that has loaded everything and opened nothing.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

MODULES = (
    "kg.building.builds", "kg.building.imports", "kg.disk.replacing", "kg.page", "kg.network", "kg.checking.shapes",
    "kg.facts.rdf", "kg.queries.from_columns", "duckdb", "pyoxigraph", "yaml", "networkx",
)  # fmt: skip
ACTORS = "actors: {a: {type: State, name: Alba}, b: {type: State, name: Berg}}\nbasis: known\nclaims:\n"
CALL = "- phone call: c{}\n  participants: [a, b]\n  according to: a\n"


def main() -> None:
    """Kill, and print what became of it; the exit code is 1 where anything was lost or left behind."""
    parser = argparse.ArgumentParser(description="Kill builds and imports at random moments.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name in MODULES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        found = kill_at_random(Path(folder), kills=given.kills, chance=random.Random(given.seed))
    for what, number in sorted(found.items()):
        print(f"{number:6,} {what}")
    sys.exit(any(what.startswith("WRONG") for what in found))


def kill_at_random(folder: Path, *, kills: int, chance: random.Random) -> Counter[str]:
    """How often each thing was found; what must not be starts with WRONG."""
    commands = prepare(folder)
    graph, notes = folder / "graph", Notes(folder / "graph")
    assert run(commands["build 1"])[0] == 0
    notes.start()
    usual = {}
    for name, command in commands.items():
        began = time.monotonic()
        assert run(command)[0] == 0, name
        usual[name] = time.monotonic() - began
    found: Counter[str] = Counter()
    for _ in range(kills):
        name = chance.choice(sorted(commands))
        renames = chance.random() < 0.5
        start, end = (0.0, 1.1) if chance.random() < 0.6 else (0.7, 1.1)
        status, killed = run(
            commands[name], kill_after=usual[name] * chance.uniform(start, end), renames=renames, meanwhile=notes.write
        )
        found[f"{name.split()[0]}s {'killed' if killed else 'that were faster'}"] += 1
        if not killed and status:
            found[f"WRONG: {name} failed"] += 1
        found["left behind by kills"] += len(left_beside(folder))
        if run(lambda: require_whole(graph))[0]:
            found["WRONG: the graph is not whole"] += 1
        found["WRONG: left behind after the next command"] += len(left_beside(folder, but=".graph.importing-"))
        for wrong in notes.check():
            found[f"WRONG: {wrong}"] += 1
    for name in ("import 1", "build 1"):
        if run(commands[name])[0]:
            found[f"WRONG: {name} failed at the end"] += 1
    found["WRONG: left behind at the end"] += len(left_beside(folder))
    return Counter({what: number for what, number in found.items() if number or not what.startswith("WRONG")})


def prepare(folder: Path) -> dict[str, Callable[[], object]]:
    """Facts and rows, and the commands on them."""
    from generate_events import write_icews

    import kg

    graph = folder / "graph"
    commands: dict[str, Callable[[], object]] = {}
    for number in (1, 2):
        facts = folder / f"facts-{number}.yaml"
        facts.write_text(ACTORS + "".join(CALL.format(n) for n in range(number)), encoding="utf-8")
        rows = write_icews(folder / f"rows-{number}.tab", rows=150, seed=number)
        commands[f"build {number}"] = lambda facts=facts: kg.build(facts, graph=graph)  # type: ignore[misc]
        commands[f"import {number}"] = lambda rows=rows: import_rows(rows, graph)  # type: ignore[misc]
    return commands


def import_rows(rows: Path, graph: Path) -> None:
    """Import rows each as an event of its own or not, in turn, so that there is always something to do."""
    from kg.building.imports import import_events
    from kg.disk.graph_info import EventInfo
    from kg.graph import Graph

    known = Graph.open(graph).info.events.get("icews", EventInfo())
    import_events("icews", [rows], graph=graph, merging=not known.merging)


def require_whole(graph: Path) -> None:
    """Fail where a graph cannot be opened and asked, or is not one of those that were made."""
    from kg.graph import Graph

    opened = Graph.open(graph)
    count = int(opened.sparql("SELECT (COUNT(?c) AS ?n) WHERE { ?c a akg:Claim }").rows[0]["n"])
    assert count == opened.info.counts["claims"]
    assert len(opened.query("talks").rows) > 0


def run(
    command: Callable[[], object],
    *,
    kill_after: float | None = None,
    renames: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[int, bool]:
    """Run a command in a process of its own: its exit code, and whether it was killed before it ended."""
    child = os.fork()
    if not child:
        code = 1
        try:
            if renames:
                replacing = importlib.import_module("kg.disk.replacing")
                replacing._exchange = lambda one, other: False  # type: ignore[attr-defined]
            command()
            code = 0
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    until = time.monotonic() + (kill_after if kill_after is not None else 600)
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), False
        meanwhile()
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 0, True


class Notes:
    """Files of the user in the folder of a graph, which change while it is made anew."""

    def __init__(self, graph: Path) -> None:
        self.graph, self.number = graph, 0
        self.expected: dict[str, str] = {}

    def start(self) -> None:
        """Put the first ones there."""
        (self.graph / "deep" / "empty").mkdir(parents=True)
        # The last one is called as a file of kg, of a data set that is never imported.
        for name in ("log.txt", "deep/notes.txt", "events/notes.csv", "page-mine.html", "events/gdelt.parquet"):
            (self.graph / name).parent.mkdir(exist_ok=True)
            (self.graph / name).write_text(name, encoding="utf-8")
            self.expected[name] = name

    def write(self) -> None:
        """Write on in one, and replace another as editors do; nothing where the folder is away for a moment."""
        self.number += 1
        with suppress(FileNotFoundError):
            with (self.graph / "log.txt").open("r+", encoding="utf-8") as log:
                log.seek(0, os.SEEK_END)
                log.write(f" {self.number}")
            self.expected["log.txt"] += f" {self.number}"
        if self.number % 20 == 0:
            new = self.graph.parent / "new.txt"
            new.write_text(str(self.number), encoding="utf-8")
            with suppress(FileNotFoundError):
                new.replace(self.graph / "deep" / "notes.txt")
                self.expected["deep/notes.txt"] = str(self.number)

    def check(self) -> list[str]:
        """What is not as it was left."""
        wrong = [] if (self.graph / "deep" / "empty").is_dir() else ["an empty folder is gone"]
        for name, text in self.expected.items():
            path = self.graph / name
            if not path.is_file():
                wrong.append(f"{name} is gone")
            elif path.read_text(encoding="utf-8") != text:
                wrong.append(f"{name} is not as it was left")
        more = {path.name for path in self.graph.rglob("*.txt*")} - {"log.txt", "notes.txt"}
        return wrong + ["there is more than was put there"] * len(more)


def left_beside(folder: Path, *, but: str = "\0") -> list[str]:
    """What stands beside the graph that kg left there."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".") and not path.name.startswith(but)]


if __name__ == "__main__":
    main()
