"""Quads into a store while they are still being made.

By one load, as several that follow each other take longer; by two side by side where there are few quads.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any, NoReturn

from kg.errors import KgError
from kg.store.oxigraph import Loading
from kg.store.pipes import as_pipe

_AHEAD = 8
_PAUSE = 0.2  # seconds between two looks at how far the load is


class QuadStream:
    """N-Quads from files and texts on their way into a store, by one load or several, each of which takes the next."""

    def __init__(self, store: Loading) -> None:
        self._store = store
        self._waiting: Queue[tuple[Path | bytes | BaseException | None, bool]] = Queue(_AHEAD)
        self._loads: list[threading.Thread] = []
        self._closed, self._over = False, threading.Event()
        self.failed: BaseException | None = None
        self.added, self.taken = 0, 0

    def add_file(self, path: Path, *, keep: bool = False) -> None:
        """Add a file, which is removed once it was read, unless it is to be kept."""
        self._put(path, keep)

    def add_quads(self, quads: Iterable[object]) -> None:
        """Add quads of pyoxigraph."""
        self._put("".join(f"{quad} .\n" for quad in quads).encode("utf-8"), False)

    def _put(self, item: Path | bytes | BaseException | None, keep: bool) -> None:
        if self.failed is not None:
            raise self.failed
        self.added += len(item) if isinstance(item, bytes) else item.stat().st_size if isinstance(item, Path) else 0
        self._waiting.put((item, keep))

    def start_load(self) -> None:
        """Let one more load take part. The engine orders quads by the million: one load of fewer uses one core."""

        def load() -> None:
            reader = _Reader(self)
            try:
                with as_pipe(reader, fail=self.fail) as source:
                    self._store.load_stream(source)
            except BaseException as error:
                self.fail(error)
            finally:
                reader.close()

        thread = threading.Thread(target=load, name="kg-load", daemon=True)
        thread.start()
        self._loads.append(thread)

    def join(self, seconds: float | None = None) -> bool:
        """Wait until all loads have ended, so many seconds for each at most; whether they have."""
        for thread in self._loads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._loads)

    def end(self) -> None:
        """Say that no more is added."""
        if not self._closed:
            self._closed = True
            self._put(None, False)

    def wait(self, report: Callable[[float], None] = lambda share: None) -> None:
        """End, and wait until the load leaves a core free; `report` is told now and then which part is read, to 1.

        The last quads are put in order by fewer threads than there are cores: then there is time for other work. Raises
        what the load failed with.
        """
        self.end()
        report(0.0)
        used, since = time.process_time(), time.monotonic()
        while not self.join(_PAUSE):
            report(self.taken / self.added if self.added else 0.0)
            now, moment = time.process_time(), time.monotonic()
            if self._over.is_set() and now - used < (_cores() - 0.5) * (moment - since):
                return
            used, since = now, moment
        if self.failed is not None:
            raise self.failed

    def stop(self, error: BaseException) -> None:
        """Let the loads fail with an error once they have read what was added before."""
        if self.failed is None:
            self._waiting.put((error, False))

    def take(self) -> tuple[Path | bytes | None, bool]:
        """What is to be read next, and whether a file is to be kept; None at the end, for whoever asks."""
        item, keep = self._waiting.get()
        if item is None or isinstance(item, BaseException):
            self._over.set()
            self._waiting.put((item, keep))  # for the others who read
        if isinstance(item, BaseException):
            raise item
        return item, keep

    def fail(self, error: BaseException) -> None:
        """Tell those who add that nothing is read any more, and let go of who waits to read."""
        self.failed = self.failed or error
        self._over.set()
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put((None, False))


class _Reader(io.RawIOBase):
    """What one load reads of a stream, as a file."""

    def __init__(self, stream: QuadStream) -> None:
        super().__init__()
        self.stream = stream
        self._file: Any = None
        self._done: Path | None = None
        self._ended = False

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; empty at the end. Waits where nothing was added yet."""
        while not self._ended:  # who reads may ask again
            if self._file is not None:
                if block := self._file.read(size):
                    self.stream.taken += len(block)
                    return bytes(block)
                self._end_file()
            item, keep = self.stream.take()
            if item is None:
                self._ended = True
            else:
                self._file = io.BytesIO(item) if isinstance(item, bytes) else item.open("rb")
                self._done = None if isinstance(item, bytes) or keep else item
        return b""

    def _end_file(self) -> None:
        self._file.close()
        self._file = None
        if self._done is not None:
            self._done.unlink()

    def close(self) -> None:
        """Let go of the file that is read."""
        if self._file is not None:
            self._file.close()
            self._file = None
        super().close()


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def load_while_making(store: Loading) -> Iterator[QuadStream]:
    """A stream whose quads are loaded into `store` by threads; when the block ends, all of them are.

    Raises KgError where they cannot be loaded.
    """
    stream = QuadStream(store)
    stream.start_load()
    try:
        yield stream
        stream.end()
    except BaseException as error:
        stream.stop(KgError("stopped"))
        stream.join()
        if error is stream.failed:
            _raise_told(error)
        raise
    stream.join()
    if stream.failed is not None:
        _raise_told(stream.failed)


def _raise_told(error: BaseException) -> NoReturn:
    if isinstance(error, KgError):
        raise error
    raise KgError(f"the store cannot be written: {error}") from error
