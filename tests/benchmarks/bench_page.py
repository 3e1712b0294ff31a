"""How long pages take to write, to open and to redraw: kg, programs like it, and the bare libraries under them.

python tests/benchmarks/bench_page.py                               100, 1,000, 5,000 and 20,000 nodes, made up
python tests/benchmarks/bench_page.py --nodes 100 1000 --runs 5
python tests/benchmarks/bench_page.py --only kg vis-network sigma --npm FOLDER
python tests/benchmarks/bench_page.py --keep pages                  the pages stay in the folder `pages`

There are three edges for each node. All draw the same nodes and edges; kg places them itself, the others are given
places. Needs playwright and Chromium, and what is to be measured: pyvis, gravis (with setuptools before 81), ipysigma,
and for sigma a folder where `npm install sigma graphology` was run. What is missing is "-", and a line below says why.

write        from the network in memory to the file; what took more than 20 s is not run again
layout       of that, within the function that --layout names
interactive  from the start of loading until the graph is made and a frame is painted
redraw       from a step of zooming to the second frame after it, median of 7: 33 ms at best, at 60 frames a second
/vis, /sigma interactive as against a bare page with vis-network, with sigma

Chromium has no network, and draws WebGL and canvas in software: a graphics card is faster, above all for sigma.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import math
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench_page_rivals import Candidate, find_candidates, make_network
from playwright.sync_api import Browser, BrowserType, Error, sync_playwright
from playwright.sync_api import TimeoutError as TimeUp

NAMES = ("kg", "vis-network", "sigma", "pyvis", "gravis", "ipysigma")
COLUMNS = ("write s", "layout s", "MB", "interactive ms", "redraw ms", "/vis", "/sigma")
AGAIN = 20.0
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    # WebGL in software, but not --use-angle=swiftshader: that sends canvases through it as well, ten times slower.
    "--enable-unsafe-swiftshader",
    # Every address fails at once. To stop requests one by one would slow them all.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
]
WATCH = """window.bench = {interactive: 0, redraws: [], done: false};
(() => {
  const frame = () => new Promise(requestAnimationFrame);
  const step = (turn) => { %(step)s };
  bench.redraw = async () => {
    const start = performance.now();
    for (let turn = 0; turn < 7 && performance.now() - start < 20000; turn++) {
      const before = performance.now();
      step(turn);
      await frame();
      await frame();
      bench.redraws.push(performance.now() - before);
    }
    bench.done = true;
  };
  (async () => {
    while (!(%(ready)s)) await frame();
    await frame();
    await frame();
    bench.interactive = performance.now();
  })();
})();
"""


@dataclass(slots=True)
class Row:
    """What was measured of one program, a number for each run; infinite where the time was up."""

    write: list[float] = field(default_factory=list)
    layout: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    interactive: list[float] = field(default_factory=list)
    redraw: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long pages take to write, to open and to redraw.")
    parser.add_argument("--nodes", type=int, nargs="+", default=[100, 1000, 5000, 20_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--npm", type=Path, metavar="FOLDER", help="where `npm install sigma graphology` was run")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the pages there")
    parser.add_argument("--no-sides", action="store_true", help="no conflict, which kg places in another way")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which opening or redrawing is given up")
    parser.add_argument("--write-limit", type=float, default=900, help="seconds after which writing is given up")
    parser.add_argument("--loop-above", type=int, default=5000, help="nodes above which pyvis gets them in a loop")
    parser.add_argument("--layout", default="kg.page.adapter:positions", help="module:function that places things")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for nodes in given.nodes:
            network = make_network(nodes, given.seed)
            if given.no_sides:
                network.graph["conflicts"] = []
            found, notes = find_candidates(network, given.npm, given.loop_above)
            found = {name: candidate for name, candidate in found.items() if name in given.only}
            notes |= {name: candidate.note for name, candidate in found.items() if candidate.note}
            rows = {name: Row() for name in NAMES if name in given.only}
            pages = {name: folder / f"{name}-{nodes}.html" for name in found}
            for _ in range(given.runs):
                for name, candidate in found.items():
                    if wrong := write_page(candidate, pages[name], rows[name], given):
                        notes[name] = wrong
            open_pages(driver.chromium, {name: (found[name], pages[name]) for name in found}, rows, notes, given)
            about = f"{nodes:,} nodes, {network.number_of_edges():,} edges, seed {given.seed}"
            print(f"\n{about}; medians of {given.runs} runs")
            print_table(rows, notes, given)


def write_page(candidate: Candidate, path: Path, row: Row, given: argparse.Namespace) -> str:
    """Write the page once more, unless that took long the last time, and return what went wrong."""
    if row.write and row.write[-1] > AGAIN:
        return ""
    path.unlink(missing_ok=True)
    gc.collect()  # or else what one program leaves is cleared away in the time of another
    with timed(given.layout) as spent:
        start = time.perf_counter()
        try:
            with ended_after(given.write_limit):
                candidate.write(path)
        except TimeoutError:
            path.unlink(missing_ok=True)
            row.write.append(math.inf)
            return ""
        except Exception as error:  # a package that does not get on with another of its version
            return f"not written: {type(error).__name__}: {error}"
        row.write.append(time.perf_counter() - start)
    row.size.append(path.stat().st_size / 1e6)
    if spent:
        row.layout.append(sum(spent))
    return ""


@contextlib.contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Raise TimeoutError within the block when its time is up, where the system has such an alarm."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def timed(place: str) -> Iterator[list[float]]:
    """The seconds of each call of the function at `place`, as module:function; none if there is no such function."""
    spent: list[float] = []
    name, _, function = place.partition(":")
    module = importlib.import_module(name) if importlib.util.find_spec(name) else None
    original = getattr(module, function, None)
    if original is None:
        yield spent
        return

    def call(*values: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return original(*values, **named)
        finally:
            spent.append(time.perf_counter() - start)

    setattr(module, function, call)
    try:
        yield spent
    finally:
        setattr(module, function, original)


def open_pages(
    chromium: BrowserType,
    pages: dict[str, tuple[Candidate, Path]],
    rows: dict[str, Row],
    notes: dict[str, str],
    given: argparse.Namespace,
) -> None:
    """Open each page in turn, once for each run; one whose time was up is not opened again."""
    browser: Browser | None = None
    for _ in range(given.runs):
        for name, (candidate, path) in pages.items():
            row = rows[name]
            if not candidate.ready or not path.exists() or math.inf in row.interactive + row.redraw:
                continue
            browser = browser or start_browser(chromium)
            wrong = open_page(browser, candidate, path, row, given.limit)
            if math.inf in row.interactive + row.redraw:
                # Its page may be busy for long.
                browser.close()
                browser = None
                if wrong:
                    notes[name] = f"{notes[name]}; {wrong}" if name in notes else wrong
    if browser:
        browser.close()


def start_browser(chromium: BrowserType) -> Browser:
    """A browser that has drawn before: the first canvas and the first WebGL take longer than all others."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    browser = chromium.launch(executable_path=path, args=FLAGS)
    page = browser.new_page()
    page.set_content("<canvas></canvas><canvas></canvas>")
    page.evaluate("""() => {
      const [flat, deep] = document.querySelectorAll("canvas");
      flat.getContext("2d").fillText("warm", 9, 9);
      deep.getContext("webgl2").clear(16384);
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }""")
    page.close()
    return browser


def open_page(browser: Browser, candidate: Candidate, path: Path, row: Row, limit: float) -> str:
    """Open the page once, note its times in `row`, and return the first error of its scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(1000 * limit)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error).partition("\n")[0]))
    page.add_init_script(WATCH % {"ready": candidate.ready, "step": candidate.step})
    times = row.interactive
    try:
        page.goto(path.absolute().as_uri(), wait_until="commit")
        page.wait_for_function("() => bench.interactive", polling=50)
        times.append(page.evaluate("bench.interactive"))
        times = row.redraw
        page.wait_for_timeout(300)
        page.evaluate("() => { bench.redraw(); }")
        page.wait_for_function("() => bench.done", polling=50)
        times.append(statistics.median(page.evaluate("bench.redraws")))
        context.close()
    except Error as error:
        times.append(math.inf)
        if not isinstance(error, TimeUp):
            errors.append(str(error).partition("\n")[0])
    return errors[0] if errors else ""


def print_table(rows: dict[str, Row], notes: dict[str, str], given: argparse.Namespace) -> None:
    """A line for each program, and below what is to be said about some of them."""
    opened = {name: statistics.median(row.interactive) for name, row in rows.items() if row.interactive}
    print(f"{'':12}" + "".join(f"{column:>15}" for column in COLUMNS))
    for name, row in rows.items():
        cells = [
            shown(row.write, given.write_limit, 2),
            shown(row.layout, given.write_limit, 2),
            shown(row.size, math.inf, 2),
            shown(row.interactive, given.limit, 0),
            shown(row.redraw, given.limit, 0),
        ]
        for other in ("vis-network", "sigma"):
            known = math.isfinite(opened.get(name, math.inf)) and math.isfinite(opened.get(other, math.inf))
            cells.append(f"{opened[name] / opened[other]:.2f}" if known else "-")
        print(f"{name:12}" + "".join(f"{cell:>15}" for cell in cells))
    for name, note in notes.items():
        if name in rows:
            print(f"  {name}: {note}", flush=True)


def shown(values: list[float], limit: float, digits: int) -> str:
    """The median, "-" for none, and more than the limit where the time was up."""
    if not values:
        return "-"
    value = statistics.median(values)
    return f"{value:,.{digits}f}" if math.isfinite(value) else f"> {limit:g} s"


if __name__ == "__main__":
    main()
