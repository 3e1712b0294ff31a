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
import os
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

FORKS = sys.platform == "linux"
# What most commands import; a module that is not there is left out.
_PRELOAD = (
    "kg.cli", "kg.building.builds", "kg.building.imports", "kg.graph", "kg.cli.terminal", "kg.analysis.measures",
    "kg.page", "kg.curating", "kg.curating.texts", "kg.curating.answers", "kg.building", "kg.checking.findings",
    "kg.facts.export", "kg.facts.rdf", "kg.checking.shapes", "kg.network.formats", "kg.reports.about",
    "kg.reports.comparison", "kg.reports.diff", "kg.datasets.samples", "pyoxigraph", "rdflib", "pyshacl", "networkx",
    "yaml", "rich.console", "rapidfuzz", "duckdb", "typer._adapters", "typer._click.decorators",
    "typer._click._textwrap", "pydantic.plugin._loader", "filecmp",
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
    return _run_forked("kg", arguments, cwd=cwd, given=given, seconds=seconds, memory=memory, variables=variables)


def run_script(script: str, *words: object, cwd: Path, seconds: float = 60) -> Outcome:
    """Run a Python script with these arguments, as `python -c` does; where the system forks, kg is imported already."""
    if not FORKS:
        return run_process([sys.executable, "-c", script, *map(str, words)], cwd=cwd, seconds=seconds)
    return _run_forked(script, [str(word) for word in words], cwd=cwd, seconds=seconds)


def start(
    script: str,
    arguments: Sequence[object],
    streams: Sequence[int],
    *,
    cwd: Path,
    variables: Mapping[str, str] | None = None,
) -> Running:
    """Start `kg` ("kg"), or a Python script, with these arguments; `streams` are its three, as descriptors."""
    words = [str(word) for word in arguments]
    if FORKS:
        return Forked(script, words, streams, cwd=cwd, variables=variables)
    command = [sys.executable, *(("-m", "kg") if script == "kg" else ("-c", script)), *words]
    return _Spawned(command, streams, cwd=cwd, variables=variables)


@contextlib.contextmanager
def started(script: str, *words: object, cwd: Path, out: int) -> Iterator[Running]:
    """Start a script whose output goes to a descriptor, and its errors nowhere; it is ended with the block."""
    with Path(os.devnull).open("r+b") as nothing:
        process = start(script, words, [nothing.fileno(), out, nothing.fileno()], cwd=cwd)
    try:
        yield process
    finally:
        process.kill()


def _run_forked(
    script: str,
    arguments: Sequence[str],
    *,
    cwd: Path,
    given: bytes = b"",
    seconds: float,
    memory: int = 0,
    variables: Mapping[str, str] | None = None,
) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        for path, content in zip(streams, (given, b"", b""), strict=True):
            path.write_bytes(content)
        flags = (os.O_RDONLY, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_APPEND)
        opened = [os.open(path, how) for path, how in zip(streams, flags, strict=True)]
        try:
            started = Forked(script, arguments, opened, cwd=cwd, memory=memory, variables=variables)
        finally:
            for descriptor in opened:
                os.close(descriptor)
        code = started.wait(seconds)
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


class Running(Protocol):
    """A process that was started."""

    def is_running(self) -> bool:
        """Whether it has not ended."""

    def wait(self, seconds: float = 60) -> int | None:
        """The exit code; None where it had to be ended after so many seconds."""

    def kill(self) -> None:
        """End it, and those that it started."""


class _Spawned:
    def __init__(
        self, command: Sequence[str], streams: Sequence[int], *, cwd: Path, variables: Mapping[str, str] | None
    ) -> None:
        one, two, three = streams
        self._process = subprocess.Popen(
            command, cwd=cwd, stdin=one, stdout=two, stderr=three, env=environment(**(variables or {})),
            start_new_session=True,
        )  # fmt: skip

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float = 60) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
            return None

    def kill(self) -> None:
        if self.is_running():
            _kill(self._process.pid)


class Forked:
    """A process forked from one that has kg: it runs `kg` with these arguments, or a script with them.

    `streams` are descriptors of its standard input, output and errors. It leads a group of its own, and is ended when
    this process goes.
    """

    def __init__(
        self,
        script: str,
        arguments: Sequence[str],
        streams: Sequence[int],
        *,
        cwd: Path,
        memory: int = 0,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._to = socket.socket(socket.AF_UNIX)
        self._to.connect(server().address)
        words = ["0", str(memory), str(cwd.absolute()), script, str(len(arguments)), *arguments]
        parts = [*words, *(f"{name}={value}" for name, value in (variables or {}).items())]
        body = b"\0".join(map(os.fsencode, parts))
        socket.send_fds(self._to, [b"%16d" % len(body)], streams)
        self._to.sendall(body)
        self._answers = self._to.makefile("r", encoding="ascii")
        self._pid = int(self._answers.readline())
        self._code: int | None = None

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._code is None and not select.select([self._to], [], [], 0)[0]

    def wait(self, seconds: float = 60) -> int | None:
        """The exit code; None where it had to be ended after so many seconds."""
        if self._code is not None:
            return self._code
        ended = threading.Event()

        def end() -> None:
            ended.set()
            _kill(self._pid)

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            self._code = int(self._answers.readline())
        finally:
            timer.cancel()
            self._answers.close()
            self._to.close()
        return None if ended.is_set() else self._code

    def kill(self) -> None:
        """End it, and those that it started."""
        if self.is_running():
            _kill(self._pid)


class _Server:
    """The process that forks, and the address of its socket."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="kg-forks-")
        self.address = str(Path(self._folder, "socket"))
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__, self.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(),
        )  # fmt: skip
        atexit.register(self.close)
        assert self._process.stdout
        if not self._process.stdout.readline():
            raise RuntimeError("the server of the tests that runs kg has ended")

    def close(self) -> None:
        """End the server."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_LOCK = threading.Lock()


def server() -> _Server:
    """The server of this process, which is started with the first question."""
    with _LOCK:
        return _only_server()


@cache
def _only_server() -> _Server:
    return _Server()


def _kill(pid: int) -> None:
    """End a process and those that it started: it leads a group of its own."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def _serve(address: str) -> None:
    """The work of the server: a child for each connection, which is told its id, then its end.

    It ends when its standard input does; a child is ended when its connection is closed before.
    """
    from importlib import import_module

    sys.modules["matplotlib"] = None  # type: ignore[assignment]  # as kg.__main__ does
    for name in _PRELOAD:
        with contextlib.suppress(ImportError):
            import_module(name)
    with contextlib.suppress(Exception):  # the commands will tell what is wrong
        _fill_caches()
    gc.freeze()  # else each child copies the memory of what it never uses, to look for garbage in it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(100)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(0, selectors.EVENT_READ)
    os.write(1, b"ready\n")
    running: dict[int, tuple[int, socket.socket]] = {}  # by the descriptor of a process: its id, and who asked
    while True:
        for key, _ in selector.select():
            if key.fileobj == 0:
                for pid, _asked in running.values():
                    _kill(pid)
                return
            if key.fileobj is listener:
                asked, _ = listener.accept()
                task, streams = _read_task(asked)
                pid = os.fork()
                if pid == 0:
                    # the children hold no connection: one that outlives its command must not keep the tests waiting
                    for held in [*running, selector.fileno(), listener.fileno(), asked.fileno()]:
                        os.close(held)
                    for _, other in running.values():
                        os.close(other.fileno())
                    _be_kg(task, streams)
                for descriptor in streams:
                    os.close(descriptor)
                asked.sendall(b"%d\n" % pid)
                process = os.pidfd_open(pid)
                running[process] = (pid, asked)
                selector.register(process, selectors.EVENT_READ)
                selector.register(asked, selectors.EVENT_READ, pid)
            elif key.data:  # who asked has gone
                selector.unregister(key.fileobj)
                _kill(key.data)
            elif key.fd in running:
                pid, asked = running.pop(key.fd)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                selector.unregister(key.fd)
                os.close(key.fd)
                with contextlib.suppress(KeyError):
                    selector.unregister(asked)
                with contextlib.suppress(OSError):
                    asked.sendall(b"%d\n" % code)
                asked.close()


@dataclass(frozen=True, slots=True)
class _Task:
    """What a child is to do; `whole` tells whether `variables` are its whole environment."""

    script: str
    arguments: list[str]
    cwd: str
    memory: int
    whole: bool
    variables: dict[str, str]


def _read_task(asked: socket.socket) -> tuple[_Task, list[int]]:
    head, streams, _, _ = socket.recv_fds(asked, 16, 3)
    left, parts = int(head), []
    while left:
        parts.append(asked.recv(min(left, 1 << 16)))
        left -= len(parts[-1])
    whole, memory, cwd, script, number, *rest = map(os.fsdecode, b"".join(parts).split(b"\0"))
    arguments, variables = rest[: int(number)], rest[int(number) :]
    told = {name: value for name, _, value in (each.partition("=") for each in variables)}
    return _Task(script, arguments, cwd, int(memory), whole == "1", told), streams


def _fill_caches() -> None:
    """Read the ontology, the letters and the script of the page, and the options of all commands, once for all."""
    import typer.main

    import kg
    from kg.cli import app
    from kg.datasets.samples import SAMPLE

    kg.load(SAMPLE).page()
    typer.main.get_command = cache(typer.main.get_command)
    commands: list[Any] = [typer.main.get_command(app)]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
        for parameter in command.params:
            parameter.get_runtime_param()  # what reads its values


def _be_kg(task: _Task, streams: Sequence[int]) -> None:
    """Be `kg` or a script in this process, as a new interpreter would, and end it."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, opened in enumerate(streams):
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    os.chdir(task.cwd)
    if task.whole:
        os.environ.clear()
    os.environ.update(task.variables)
    if task.memory:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))
    sys.argv = ["kg" if task.script == "kg" else "-c", *task.arguments]
    code = 0
    try:
        if task.script == "kg":
            from kg.__main__ import main

            main()
        else:
            exec(compile(task.script, "<string>", "exec"), {"__name__": "__main__"})
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
    _serve(sys.argv[1])
