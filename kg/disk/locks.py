"""Locks on folders, which the system lets go of however a process ends. On Windows there are none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where two writers of one graph must not run side by side
    fcntl = None  # type: ignore[assignment]

_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)  # a file system that has none


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """A lock on a folder, for a moment; waits where somebody else has it."""
    descriptor = take_lock(path.resolve(), wait=True)
    try:
        yield
    finally:
        drop_lock(descriptor)


def take_lock(path: Path, *, wait: bool) -> int | None:
    """Lock a folder until what comes back is given to `drop_lock`; None where the system has no such locks.

    A link is not followed. Raises BlockingIOError where somebody else has it and `wait` is False, OSError where the
    folder cannot be opened.
    """
    if fcntl is None:
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException as error:
        os.close(descriptor)
        if isinstance(error, OSError) and error.errno in _NO_LOCKS:
            return None
        raise
    return descriptor


def drop_lock(descriptor: int | None) -> None:
    """Let go of a lock."""
    if descriptor is not None:
        os.close(descriptor)
