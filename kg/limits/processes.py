"""Work in a process apart, which can be ended: neither the query engine nor a regular expression can be interrupted.

A fresh process (`run_fresh`) calls a function by its name; a fork (`run_forked`) calls any function and sees what is in
memory, where the system has forks. Either writes bytes. Whoever asked and is gone leaves no process behind: the other
end of a pipe tells.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from kg.errors import KgError, UsageError
from kg.limits.boundary import explain

MOST_BYTES = 256_000_000  # of an answer: who asked has to hold it
_START_SECONDS = 60.0  # for the start of a process on a busy machine, before its time counts
_STARTED = b"+"
_LENGTH = struct.Struct(">Q")
_FRESH = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kg.limits.processes import serve; serve(sys.argv[2])"
)
_KINDS: dict[str, type[KgError]] = {"UsageError": UsageError, "KgError": KgError}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take; None or 0 is no bound. Raises UsageError for what is no number, or below 0."""

    seconds: float | None = None
    megabytes: float | None = None
    rows: int | None = None

    def __post_init__(self) -> None:
        for name, field in (("time", "seconds"), ("memory", "megabytes"), ("rows", "rows")):
            value = getattr(self, field)
            sound = value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= 0)
            if not sound:
                raise UsageError(f"the limit of {name} is a number above 0, or 0 for none, not '{value}'")
            object.__setattr__(self, field, value or None)

    @property
    def set(self) -> bool:
        """Whether anything is bounded."""
        return any(value is not None for value in (self.seconds, self.megabytes, self.rows))


@dataclass(frozen=True, slots=True)
class Job:
    """What messages call a piece of work, and what to do where it takes too much time, or memory."""

    name: str
    less_time: str
    less_memory: str


class _Process(Protocol):
    """What is asked of a process, fresh or forked."""

    def kill(self) -> None: ...

    def wait(self) -> int: ...


def can_fork() -> bool:
    """Whether the system has forks."""
    return hasattr(os, "fork")


def run_fresh(task: str, request: Mapping[str, Any], *, limits: Limits, work: Job, payload: bytes = b"") -> bytes:
    """What `task` ("module:function", called with the request, the payload, and a file to write to) writes.

    The modules are found where this process finds them.

    Raises KgError where it takes more than `limits` allow, and what of kg's errors the task raises.
    """
    if not sys.executable:
        raise UsageError(f"{work.name} cannot be bounded here: there is no Python to start")
    head = json.dumps({**request, "_megabytes": limits.megabytes, "_payload": len(payload)}, default=_plain)
    arguments = [sys.executable, "-P", "-c", _FRESH, json.dumps(sys.path), task]
    try:
        process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
    except OSError as error:
        raise _not_started(work, error) from error
    assert process.stdin is not None and process.stdout is not None
    with process.stdin as line, process.stdout as output:

        def give() -> None:
            rest = memoryview(head.encode("utf-8") + b"\n" + payload)
            with suppress(OSError):  # it is gone: how it ended tells more
                while rest:
                    rest = rest[line.write(rest) :]

        return _receive(process, output.fileno(), limits, work, before=give)


def _plain(value: object) -> str:
    """A value that JSON does not have, such as a day; of a moment the day."""
    return str(value.date() if isinstance(value, datetime) else value)


def run_forked(task: Callable[[BinaryIO], None], *, limits: Limits, work: Job) -> bytes:
    """What `task`, called with a file to write to, writes in a fork of this process. Raises as `run_fresh` does.

    UsageError, too, where the system has no forks.
    """
    if not can_fork():
        raise UsageError(
            f"{work.name} is about a graph in memory, and this system cannot bound it; ask a graph in a folder"
        )
    ends: list[int] = []
    try:
        ends += os.pipe()
        ends += os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of other threads; the fork needs none of them
            number = os.fork()
    except OSError as error:
        for end in ends:
            os.close(end)
        raise _not_started(work, error) from error
    lifeline, held, output, written = ends
    if number == 0:
        code = 1
        try:
            os.close(held)
            os.close(output)
            faulthandler.disable()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what an engine says when it has no memory
            code = _work(task, written, lifeline, limits.megabytes)
        finally:
            os._exit(code)
    os.close(lifeline)
    os.close(written)
    try:
        return _receive(_Forked(number), output, limits, work)
    finally:
        os.close(held)
        os.close(output)


def _not_started(work: Job, error: OSError) -> KgError:
    return KgError(f"no process can be started for {work.name}: {error.strerror or error}")


class _Forked:
    def __init__(self, number: int) -> None:
        self.number, self.ended = number, False

    def kill(self) -> None:
        if not self.ended:
            with suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)

    def wait(self) -> int:
        self.ended = True
        return os.waitstatus_to_exitcode(os.waitpid(self.number, 0)[1])


def _receive(
    process: _Process, output: int, limits: Limits, work: Job, before: Callable[[], None] = lambda: None
) -> bytes:
    """What the process writes; it has ended when this returns or raises."""
    late: list[str] = []  # why it was ended

    def end(words: str) -> None:
        late.append(words)
        process.kill()

    slow = f"the process for {work.name} did not start in {_START_SECONDS:g} seconds; the machine is busy, try again"
    timer = threading.Timer(_START_SECONDS, end, [slow])
    timer.daemon = True
    timer.start()
    parts = bytearray()
    try:
        before()
        started = os.read(output, 1)
        timer.cancel()
        if limits.seconds is not None and not late:
            seconds = f"{limits.seconds:g} second{'s' * (limits.seconds != 1)}"
            words = f"{work.name} took more than {seconds} and was ended; {work.less_time}"
            timer = threading.Timer(min(limits.seconds, threading.TIMEOUT_MAX), end, [words])
            timer.daemon = True
            timer.start()
        while started and len(parts) <= MOST_BYTES and (part := os.read(output, 1 << 20)):
            parts += part
    finally:
        timer.cancel()
        if len(parts) > MOST_BYTES or sys.exc_info()[0] is not None or late:
            process.kill()
        code = process.wait()
    if len(parts) > MOST_BYTES:
        raise KgError(f"the answer is larger than {MOST_BYTES // 1_000_000} MB; ask for less, as with LIMIT")
    if late:
        raise KgError(late[0])
    status = _status(parts)
    if status is None:
        raise KgError(_how_it_ended(code, limits, work))
    if status.get("memory"):
        raise KgError(_too_much_memory(limits, work))
    if "bug" in status:
        raise RuntimeError(f"{work.name} failed in a process apart:\n{status['bug']}")
    if "error" in status:
        raise _KINDS[status["error"]](*status["lines"])
    return bytes(parts)


def _status(parts: bytearray) -> dict[str, Any] | None:
    """What stands behind the answer, taken off it; None where the process ended before it wrote that."""
    with suppress(struct.error, ValueError):
        length = _LENGTH.unpack(parts[-_LENGTH.size :])[0]
        start = len(parts) - _LENGTH.size - length
        if start >= 0:
            status = json.loads(parts[start : -_LENGTH.size])
            del parts[start:]
            return dict(status)
    return None


def _too_much_memory(limits: Limits, work: Job) -> str:
    bound = f"more than {limits.megabytes:,} MB of memory" if limits.megabytes else "all memory that there is"
    return f"{work.name} took {bound} and was ended; {work.less_memory}"


def _how_it_ended(code: int, limits: Limits, work: Job) -> str:
    aborted = -getattr(signal, "SIGABRT", 6), 0xC0000409  # what engines do when there is no memory
    if (limits.megabytes and code in aborted) or code == -getattr(signal, "SIGKILL", 9):
        return _too_much_memory(limits, work)
    if code in (-getattr(signal, "SIGSEGV", 11), 0xC00000FD):
        return f"{work.name} is nested too deep for the engine"
    return f"{work.name} ended before it was answered (exit code {code})"


def serve(task: str) -> None:
    """Do the work of a fresh process; a request and a payload come by standard input, the answer goes to its output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is told, too, and ends this process
    lifeline = sys.stdin.buffer
    request = json.loads(lifeline.readline())
    payload = lifeline.read(request.pop("_payload"))
    megabytes = request.pop("_megabytes")
    module, _, name = task.partition(":")
    function = getattr(importlib.import_module(module), name)
    output = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    os._exit(_work(lambda out: function(request, payload, out), output, lifeline.fileno(), megabytes))


def _work(task: Callable[[BinaryIO], None], output: int, lifeline: int, megabytes: float | None) -> int:
    """Do the work within the bound of memory, and tell how it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with(lifeline)
    _bound_memory(megabytes)
    status: dict[str, Any] = {}
    with suppress(BrokenPipeError), os.fdopen(output, "wb", buffering=1 << 16) as out:
        out.write(_STARTED)
        out.flush()
        try:
            task(out)
        except KgError as error:
            status = {"error": "UsageError" if isinstance(error, UsageError) else "KgError", "lines": error.lines}
        except MemoryError:
            status = {"memory": True}
        except BrokenPipeError:
            return 1
        except Exception as error:
            foreseen = explain(error)
            if foreseen is None:
                status = {"bug": traceback.format_exc()}
            else:
                status = {"error": "KgError", "lines": [line.removeprefix("kg: ") for line in foreseen[0]]}
        told = json.dumps(status).encode("utf-8")
        out.write(told + _LENGTH.pack(len(told)))
    return 0


def _end_with(lifeline: int) -> None:
    """End this process when the other end of the pipe is closed: who asked is gone."""

    def watch() -> None:
        with suppress(OSError):
            while os.read(lifeline, 1024):
                pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _bound_memory(megabytes: float | None) -> None:
    """Let this process take so much memory beside what it has; where the system counts that, which is Linux."""
    if megabytes is None or not sys.platform.startswith("linux"):
        return
    import resource

    has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    bound, hard = int(min(has + megabytes * 1_000_000, 2**62)), resource.getrlimit(resource.RLIMIT_DATA)[1]
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
