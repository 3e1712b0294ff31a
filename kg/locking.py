"""Locks on folders, which the system lets go of however a process ends. On Windows there are none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where two writers of one graph must not run side by side
    fcntl = None  # type: ignore[assignment]


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """A lock on a folder, for a moment; waits where somebody else has it."""
    descriptor = take_lock(path, wait=True)
    try:
        yield
    finally:
        drop_lock(descriptor)


def take_lock(path: Path, *, wait: bool) -> int | None:
    """Lock a folder until what comes back is given to `drop_lock`; None where the system has no such locks.

    Raises BlockingIOError where somebody else has it and `wait` is False, OSError where the folder cannot be opened.
    """
    if fcntl is None:
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def drop_lock(descriptor: int | None) -> None:
    """Let go of a lock."""
    if descriptor is not None:
        os.close(descriptor)
