"""Processes of their own for what is measured: seconds, and the most memory of a process with its children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a process: `ended` tells whether it ended within its time; `output` is what it printed."""

    seconds: float
    megabytes: float
    ended: bool
    output: str


def run_measured(command: Sequence[str], *, limit: float | None = None, cwd: Path | None = None) -> Run:
    """Run a command and measure it; after `limit` seconds it is ended, with its children.

    Memory is the larger of two: the most that the system saw in one process (ru_maxrss), and, where there is /proc, the
    largest sum of the resident sets of the process and its children at one time, looked at twenty times a second.
    Raises SystemExit, with the last lines that it printed, where the command fails.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, cwd=cwd, start_new_session=True)
        done, late, most = threading.Event(), threading.Event(), [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, start, limit, done, late, most), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        printed = _text_of(output)
        if process.returncode and not late.is_set():
            last = "\n".join(_text_of(errors).strip().splitlines()[-5:])
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}\n{last}")
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return Run(seconds, max(usage.ru_maxrss / unit, most[0]), not late.is_set(), printed)


def _text_of(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    found: bytes = file.read()  # type: ignore[attr-defined]
    return found.decode("utf-8", errors="replace")


def _watch(
    pid: int, start: float, limit: float | None, done: threading.Event, late: threading.Event, most: list[float]
) -> None:
    while not done.wait(EVERY):
        most[0] = max(most[0], sum(map(_resident, _with_children(pid))))
        if limit is not None and time.perf_counter() - start > limit and not late.is_set():
            late.set()
            os.killpg(pid, signal.SIGKILL)  # the process leads a group of its own


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in PROC.glob(f"{parent}/task/*/children"):
            try:
                found += map(int, task.read_text(encoding="ascii").split())
            except OSError:  # it is over
                continue
    return found


def _resident(pid: int) -> float:
    try:
        for line in (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
