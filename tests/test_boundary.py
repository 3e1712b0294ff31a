"""The boundary of the process: foreseen failures in a line, bugs as they are, and signals at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.datasets.samples import sample_events
from kg.errors import KgError, Origin, Problem, UsageError
from kg.limits.boundary import explain, run

# Starts kg as a process does, and sends it a signal so many seconds later.
DRIVER = """
import os, sys, threading
delay, number = float(sys.argv[1]), int(sys.argv[2])
sys.argv = ["kg", *sys.argv[3:]]
from kg.__main__ import main
timer = threading.Timer(delay, os.kill, [os.getpid(), number])
timer.daemon = True
try:
    timer.start()
except KeyboardInterrupt:  # it came before kg was called
    print("kg: stopped", file=sys.stderr)
    sys.exit(130)
main()
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def failing(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], Any]]:
    """Runs what fails within the boundary; the exit code and what stands on standard error."""
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)

    def fail(error: BaseException) -> tuple[int, str]:
        def command() -> None:
            raise error

        code = run(command)
        return code, capfd.readouterr().err

    yield fail


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KgError("the store is gone"), 1, "kg: the store is gone\n"),
        (UsageError("there is no 'a\nb\x1b'"), 2, "kg: there is no 'a\\u000ab\\u001b'\n"),
        (UsageError("two are wrong:", "a", "b"), 2, "kg: two are wrong:\na\nb\n"),
        (PermissionError(13, "Permission denied", "g/graph.json"), 1, "kg: 'g/graph.json': Permission denied\n"),
        (OSError(24, "Too many open files"), 1, "kg: Too many open files\n"),
        (OSError(18, "Invalid link", "a", None, b"b\xff"), 1, "kg: 'a' and 'b\\udcff': Invalid link\n"),
        (OSError("odd"), 1, "kg: odd\n"),
        (BrokenPipeError(32, "Broken pipe"), 0, ""),
        (MemoryError(), 1, "kg: there is not enough memory for this\n"),
        (RecursionError(), 1, "kg: something is nested too deep to be handled\n"),
        (UnicodeEncodeError("utf-8", "a\ud800", 1, 2, "no"), 1, "kg: 'a\\ud800' cannot be written in utf-8\n"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), 1, "kg: what was read is not utf-8: bad at byte 0\n"),
        (EOFError("too short"), 1, "kg: a file ends too soon: too short\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_foreseen_failures(failing: Callable[[Any], Any], error: BaseException, code: int, told: str) -> None:
    assert failing(error) == (code, told)


def test_an_engine_of_columns(failing: Callable[[Any], Any]) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert failing(duckdb.IOException("no\nmore")) == (1, "kg: event data cannot be handled: no\n")


def test_a_message_is_no_longer_than_a_screen() -> None:
    [line], code = explain(UsageError("x" * 1_000_000)) or ([], 0)
    assert code == 2 and len(line) < 2_100 and " ... " in line


def test_facts_that_are_not_sound() -> None:
    from kg.errors import FactsError

    error = FactsError([Problem(Origin("b", 2), "odd", "wrong"), Problem(Origin("a"), "odd", "bad")])
    lines, code = explain(error) or ([], 0)
    assert code == 1
    assert lines == [
        "a: error[odd] bad", "b:2: error[odd] wrong", "kg: the facts are not sound; nothing was written",
    ]  # fmt: skip


@pytest.mark.parametrize("error", [KeyError("a"), AssertionError(), TypeError("b"), ValueError("c")])
def test_bugs_stay_as_they_are(failing: Callable[[Any], Any], error: BaseException) -> None:
    with pytest.raises(type(error)):
        failing(error)


def test_handlers_are_put_back(failing: Callable[[Any], Any]) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    hook = sys.unraisablehook
    failing(KgError("x"))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert sys.unraisablehook is hook


# Signals


def interrupted(folder: Path, delay: float, number: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DRIVER, str(delay), str(number), *map(str, arguments)],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def right(done: subprocess.CompletedProcess[str], number: int) -> None:
    """It was stopped, and says so in a line; or it was ready; or the signal came once nothing was left to be done."""
    if done.returncode == 0:
        assert done.stderr == ""
    elif done.returncode == -number:
        assert done.stderr in ("", "kg: stopped\n")
    else:
        assert (done.returncode, done.stderr) == (128 + number, "kg: stopped\n")


CUT_OFF = """
import os, signal, sys
from kg.limits.boundary import run

class Half:
    def __init__(self, cycle):
        self.self = self if cycle else None
        os.kill(os.getpid(), signal.SIGTERM)
        self.whole = True
    def __del__(self):
        assert self.whole

code = run(lambda: Half(bool(int(sys.argv[1]))))
import gc; gc.collect()
sys.exit(code)
"""


@posix
@pytest.mark.parametrize("cycle", ["0", "1"], ids=["goes at once", "goes later"])
def test_what_a_signal_cuts_off_says_nothing(cycle: str) -> None:
    """As the parser of SPARQL, whose parts look at themselves when they go."""
    done = subprocess.run([sys.executable, "-c", CUT_OFF, cycle], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stderr) == (128 + signal.SIGTERM, "kg: stopped\n")


WHILE_LOADED = """
import os, signal, sys
from kg.limits.boundary import run
from kg.store.columns import load_duckdb

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "duckdb":
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Finder())
code = run(load_duckdb)
sys.exit(code if "duckdb" in sys.modules else "it was cut off")
"""


HELD = """
import os, signal, sys, threading
from kg.limits.boundary import run, uninterrupted

def fail():
    with uninterrupted():
        os.kill(os.getpid(), signal.SIGTERM)
        raise ImportError("not there")

def hide():
    try:
        fail()
    except ImportError:
        pass

def beside():
    inside, leave = threading.Event(), threading.Event()
    def work():
        with uninterrupted():
            inside.set()
            leave.wait()
    thread = threading.Thread(target=work)
    thread.start()
    inside.wait()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        leave.set()
        thread.join()
    print("went on")

sys.exit(run({"hide": hide, "beside": beside}[sys.argv[1]]))
"""


@posix
@pytest.mark.parametrize("what", ["hide", "beside"])
def test_a_signal_that_waits_is_not_lost(what: str) -> None:
    """It comes where what it waited for fails, and does not wait for what another thread is at."""
    done = subprocess.run([sys.executable, "-c", HELD, what], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGTERM, "", "kg: stopped\n")


@posix
def test_an_engine_is_loaded_to_its_end() -> None:
    """DuckDB aborts the process where an exception is raised while it is loaded."""
    pytest.importorskip("duckdb")
    done = subprocess.run([sys.executable, "-c", WHILE_LOADED], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stderr) == (128 + signal.SIGTERM, "kg: stopped\n")


STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@posix
@pytest.mark.slow
@pytest.mark.parametrize("number", STOPS, ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize("command", ["build", "import"])
def test_a_signal_in_the_first_second(command: str, number: int, tmp_path: Path) -> None:
    """At nine moments: one line, the exit code of the signal, and no graph that is half made."""
    if command == "import":
        pytest.importorskip("duckdb")
    words: list[str | Path] = ["build", "--no-page"]
    if command == "import":
        words = ["import", "icews", sample_events("icews")]
    moments = random.Random(f"{command} {number}")
    codes = []
    for _ in range(9):
        done = interrupted(tmp_path, moments.uniform(0.001, 1), number, *words, "--graph", "graph")
        right(done, number)
        codes.append(done.returncode)
        graph = tmp_path / "graph"
        assert not graph.exists() or (graph / "graph.json").is_file()
    assert 128 + number in codes


@posix
def test_a_signal_before_anything_is_imported(tmp_path: Path) -> None:
    right(interrupted(tmp_path, 0.001, signal.SIGINT, "build"), signal.SIGINT)


@pytest.mark.slow
@posix
def test_a_signal_while_nobody_reads_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = interrupted(tmp_path, 4, signal.SIGINT, "schema", "--out", "pipe")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "kg: stopped\n")


@posix
def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    script = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{DRIVER}"
    done = subprocess.run(
        [sys.executable, "-c", script, "0.2", str(int(signal.SIGHUP)), "names", "putin", "--format", "csv"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0 and "putin" in done.stdout


ENGINE = """
import os, signal, sys, threading
from kg.limits.boundary import run
def command():
    threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGTERM]).start()
    try:
        import time; time.sleep(20)
    except BaseException:
        raise RuntimeError("Query interrupted")
sys.exit(run(command))
"""
DROPPED = """
import os, signal, sys, time
from kg.limits.boundary import run
class Odd:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
def command():
    Odd()
    time.sleep(20)
sys.exit(run(command))
"""
IMPATIENT = """
import os, signal, sys, time
from kg.limits.boundary import run
def command():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(20)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        print("cleaned up")
sys.exit(run(command))
"""


@posix
@pytest.mark.parametrize(
    ("script", "code", "out"),
    [(ENGINE, 143, ""), (DROPPED, 130, ""), (IMPATIENT, 130, "cleaned up\n")],
    ids=["an engine raises an error of its own", "an object that goes drops it", "a second one while cleaning up"],
)
def test_a_signal_always_stops(script: str, code: int, out: str) -> None:
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, "kg: stopped\n")
    assert time.monotonic() - start < 15


@posix
def test_a_command_that_reads_ends_in_an_engine_that_sees_no_signal(tmp_path: Path) -> None:
    """Here the engine is Oxigraph, which lets nobody in while it runs."""
    query = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?d && ?c != ?l)"
    script = f"""
import os, signal, sys, threading
import pyoxigraph as ox
from kg.limits.boundary import Interruptible, run
store = ox.Store()
store.extend(ox.Quad(ox.NamedNode("urn:" + str(n)), ox.NamedNode("urn:p"), ox.Literal(n)) for n in range(300))
def command():
    with Interruptible():
        threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
        list(store.query("SELECT (COUNT(*) AS ?n) {{ {query} }}"))
sys.exit(run(command))
"""
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "kg: stopped\n")
    assert time.monotonic() - start < 15


@pytest.mark.slow
@posix
def test_a_terminal_that_is_closed(tmp_path: Path) -> None:
    """The folder that is being made is gone, and nobody is told, as nobody is there."""
    import pty

    os.mkfifo(tmp_path / "pipe")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "schema", "--out", "pipe"], cwd=tmp_path,
        stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    time.sleep(3)
    os.close(leader)
    os.killpg(process.pid, signal.SIGHUP)
    assert process.wait(timeout=60) in (129, -signal.SIGHUP)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
