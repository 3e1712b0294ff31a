"""One import of a data set at a time, by a lock on its folder, which the system lets go of however a process ends."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KgError
from kg.files import telling_no_room
from kg.locking import drop_lock, take_lock


@contextmanager
def work_folder(path: Path, *, what: str) -> Iterator[None]:
    """A folder for what is needed meanwhile; it is removed at the end, but for files that were read before a failure.

    Raises KgError where another import of `what` is at work in it, or where it cannot be made.
    """
    made = [folder for folder in path.parents if not folder.exists()]
    held = _hold(path, what)
    done = False
    try:
        with telling_no_room(path):
            yield
        done = True
    finally:
        if done or not any(path.glob("*.json")):
            shutil.rmtree(path, ignore_errors=True)
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()
        drop_lock(held)


def _hold(path: Path, what: str) -> int | None:
    """Make the folder and lock it; who had it before may remove it just then."""
    busy = KgError(f"another import of {what} into this graph is at work ('{path}'); wait until it is done")
    for _ in range(20):
        try:
            path.mkdir(parents=True, exist_ok=True)
            held = take_lock(path, wait=False)
        except BlockingIOError:
            raise busy from None
        except FileNotFoundError:
            continue
        except OSError as error:
            raise KgError(f"'{path}' cannot be made: {error.strerror or error}") from error
        if held is None or _is_same(path, held):
            return held
        drop_lock(held)
    raise busy


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
