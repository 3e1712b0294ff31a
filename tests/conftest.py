"""One profile for the property-based tests, graphs that several files ask, and the page in a real browser.

The examples are the same each time, without a time limit that a busy machine breaks. What takes long has the mark
`slow` and is left out by the settings in pyproject.toml; the end of a run says how much that was, and how to run it.
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import HealthCheck, settings

from kg.graph import Graph

settings.register_profile("kg", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kg")


# Processes that tests start keep what they compile: else each compiles all of kg, where a machine forbids it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
ASK_THE_CODED_CASE = {"test_claim_queries", "test_coded_content"}
SLOW = pytest.StashKey[int]()
"""How many tests the mark `slow` left out."""


def pytest_collection_finish() -> None:
    """Let the collector pass over all that was imported: looking at it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more process of tests than there are processors: some tests wait, for a command or a browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files go to the processes of tests one by one, and those that ask one graph of event data go together."""
    scheduling: Any = importlib.import_module("xdist.scheduler").LoadFileScheduling

    class ByGraph(scheduling):  # type: ignore[misc]  # it has no types
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "coded case" if Path(file).stem in ASK_THE_CODED_CASE else file

    return ByGraph(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count what is left out by its mark; what a keyword leaves out is of all kinds."""
    if items and all(item.get_closest_marker("slow") for item in items):
        items[0].config.stash[SLOW] = len(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist tells what it left out: each collects all the tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["slow"] = session.config.stash.get(SLOW, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear what a worker left out."""
    node.config.stash[SLOW] = max(node.config.stash.get(SLOW, 0), getattr(node, "workeroutput", {}).get("slow", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out."""
    if number := config.stash.get(SLOW, 0):
        told = "1 slow test was" if number == 1 else f"{number:,} slow tests were"
        terminalreporter.write_line(f"{told} left out; to run what is slow: python -m pytest -m slow")


@pytest.fixture(autouse=True, scope="session")
def heard_signals() -> None:
    """Processes that tests start hear Ctrl-C and a closed terminal, also where a shell runs the tests behind it."""
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


@pytest.fixture(autouse=True, scope="module")
def without_pages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that import event data make no page with each import: that takes longer than all the rest."""
    name = request.module.__name__
    if not name.startswith("test_events_") and name not in WITHOUT_PAGES:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MOST_ON_PAGE, -1)
        yield


MOST_ON_PAGE = "kg.building.event_folder.MOST_ON_PAGE"
WITHOUT_PAGES = {"test_coded_facts", "test_comparing", "test_contact_queries", "test_samples"}


@pytest.fixture(scope="session")
def coded_case(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The shipped case with made-up coded rows of two data sets."""
    pytest.importorskip("duckdb", reason="event data takes DuckDB")
    from coded_case import build_coded_case

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MOST_ON_PAGE, -1)
        return build_coded_case(tmp_path_factory.mktemp("coded-case"))


@pytest.fixture(scope="session")
def coded_views(coded_case: Graph) -> Callable[..., Graph]:
    """The view of it by some clocks, and the view of that by others, each made, and its contacts projected, once."""
    made: dict[str, Graph] = {"()": coded_case}

    def view(*clocks: dict[str, Any]) -> Graph:
        if (key := str(clocks)) not in made:
            made[key] = view(*clocks[:-1]).view(**clocks[-1])
        return made[key]

    return view


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; tests that ask for it are skipped where it, or playwright, is not there."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path: these tests open the page in it")
    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-background-networking"]
        started = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@pytest.fixture(scope="session")
def tabs(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Pages of the browser that tests take and give back."""
    from browser_tabs import Tabs

    blank = tmp_path_factory.mktemp("blank") / "blank.html"
    blank.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    return Tabs(browser, blank)


@pytest.fixture
def opened(tabs: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open the page of a network, or a page; afterwards: no error, no dialog, and no request but for the file itself.

    The first argument is a network or HTML, by default the sample; `address` is what follows the file's name; the rest
    are settings of the browser. Each stands in a page of its own.
    """
    from test_page import sample_network

    from kg.page import render_page

    taken: list[Any] = []
    path = tmp_path / "page.html"

    def open_page(shown: networkx.MultiDiGraph | str | None = None, address: str = "", **wanted: Any) -> Any:
        html = shown if isinstance(shown, str) else render_page(sample_network() if shown is None else shown)
        path.write_text(html, encoding="utf-8", newline="")
        taken.append(tabs.take(wanted))
        return taken[-1].show(path, address, wanted)

    yield open_page
    ends = [tabs.give_back(tab) for tab in taken]
    assert not [each for wrong, _ in ends for each in wrong]
    requested = {url for _, urls in ends for url in urls}
    # The empty icon of the page is a data: address, and so is the picture that becomes a PNG; they ask nobody.
    assert {url.split("#")[0] for url in requested if not url.startswith("data:")} <= {path.as_uri()}
