"""Runs commands of kg as processes of their own that cost little.

On Linux one server process imports kg once and forks for each command: a command then takes some milliseconds, not
half a second, and has its own memory, folder, streams and end. Elsewhere each command is a new interpreter.

    >>> from pathlib import Path
    >>> run_kg(["--version"], cwd=Path()).code
    0
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FORKS = sys.platform == "linux"
# What most commands import; a module that is not there is left out.
_PRELOAD = (
    "kg.cli", "kg.building.builds", "kg.graph", "kg.cli.terminal", "kg.analysis.measures", "kg.page", "kg.curating",
    "kg.building", "kg.facts.rdf", "kg.checking.shapes", "kg.network.formats", "kg.reports.about",
    "kg.reports.comparison", "kg.datasets.samples", "pyoxigraph", "rdflib", "pyshacl", "networkx", "yaml",
    "rich.console", "rapidfuzz", "duckdb", "typer._adapters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: the exit code, or minus the signal, or None where its time was up; and what it wrote."""

    code: int | None
    out: bytes
    err: bytes


def environment(**more: str) -> dict[str, str]:
    """The variables of a plain `kg` that finds the kg of these tests, whatever the terminal of the tester is."""
    import kg

    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    found = [str(Path(kg.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(found), **more}


def run_kg(
    arguments: Sequence[str],
    *,
    cwd: Path,
    given: bytes = b"",
    seconds: float = 60,
    memory: int = 0,
    variables: Mapping[str, str] | None = None,
) -> Outcome:
    """Run `kg` with these arguments in the folder `cwd`; `given` is its standard input.

    `memory` is a bound on its addresses in bytes, where the system forks; 0 is none. `variables` are set in its
    environment.
    """
    if not FORKS:
        command = [sys.executable, "-m", "kg", *arguments]
        return run_process(command, cwd=cwd, given=given, seconds=seconds, variables=variables)
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        for path, content in zip(streams, (given, b"", b""), strict=True):
            path.write_bytes(content)
        code = _server().run(
            {
                "arguments": list(arguments),
                "cwd": str(cwd.absolute()),
                "streams": [str(path) for path in streams],
                "memory": memory,
                "variables": dict(variables or {}),
            },
            seconds,
        )
        return Outcome(code, streams[1].read_bytes(), streams[2].read_bytes())


def ask_kg(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `kg` with these words, as `run_kg` does, and give what subprocess.run gives of texts."""
    done = run_kg([str(word) for word in words], cwd=cwd or Path.cwd())
    assert done.code is not None, "it did not end"
    return subprocess.CompletedProcess(["kg", *map(str, words)], done.code, done.out.decode(), done.err.decode())


def run_process(
    command: Sequence[str],
    *,
    cwd: Path,
    given: bytes = b"",
    seconds: float = 60,
    path: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program in a new process; `path` is a folder put before the others of PATH."""
    more = dict(variables or {})
    if path:
        more["PATH"] = path + os.pathsep + os.environ.get("PATH", "")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as into:
        into.write(given)
        into.seek(0)
        process = subprocess.Popen(
            command, cwd=cwd, stdin=into, stdout=out, stderr=err, env=environment(**more), start_new_session=True
        )
        code: int | None = None
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            _kill(process.pid)
            process.wait()
        out.seek(0)
        err.seek(0)
        return Outcome(code, out.read(), err.read())


class _Server:
    """The process that forks, and the two pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True, encoding="utf-8",
        )  # fmt: skip
        self._lock = threading.Lock()
        atexit.register(self.close)

    def run(self, task: dict[str, Any], seconds: float) -> int | None:
        """The exit code of a task; None where it had to be ended after so many seconds."""
        ended = threading.Event()
        with self._lock:
            pid = int(self._ask(json.dumps(task)))

            def end() -> None:
                ended.set()
                _kill(pid)

            timer = threading.Timer(seconds, end)
            timer.start()
            try:
                code = int(self._ask(None))
            finally:
                timer.cancel()
        return None if ended.is_set() else code

    def close(self) -> None:
        """End the server."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, line: str | None) -> str:
        assert self._process.stdin and self._process.stdout
        if line is not None:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError("the server of the tests that runs kg has ended")
        return told


@cache
def _server() -> _Server:
    return _Server()


def _kill(pid: int) -> None:
    """End a process and those that it started: it leads a group of its own."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def _serve() -> None:
    """The work of the server: for each line of standard input a child; tells its id, then its end."""
    from importlib import import_module

    for name in _PRELOAD:
        with contextlib.suppress(ImportError):
            import_module(name)
    with contextlib.suppress(Exception):  # the commands will tell what is wrong
        _fill_caches()
    gc.freeze()  # else each child copies the memory of what it never uses, to look for garbage in it
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in requests:
        pid = os.fork()
        if pid == 0:
            # the children hold neither pipe: one that outlives its command must not keep the tests waiting
            for pipe in (requests, answers):
                os.close(pipe.fileno())
            _be_kg(json.loads(line))
        print(pid, file=answers, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=answers, flush=True)


def _fill_caches() -> None:
    """Read the ontology, the letters and the script of the page, so that not each child does it again."""
    import kg
    from kg.datasets.samples import SAMPLE

    kg.load(SAMPLE).page()


def _be_kg(task: dict[str, Any]) -> None:
    """Be `kg` in this process, as a new interpreter would, and end it."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, (name, flags) in enumerate(
        zip(task["streams"], (os.O_RDONLY, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_APPEND), strict=True)
    ):
        opened = os.open(name, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    os.chdir(task["cwd"])
    os.environ.update(task["variables"])
    if task["memory"]:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    sys.argv = ["kg", *task["arguments"]]
    code = 0
    try:
        from kg.__main__ import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except BaseException as error:
        os.write(2, f"Traceback at the end of the process: {error!r}\n".encode())
        code = 120
    os._exit(code)


if __name__ == "__main__":
    _serve()
