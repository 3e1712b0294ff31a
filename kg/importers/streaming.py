"""Quads into a store while they are still being made: one load, as several take longer than one, and none waits."""

from __future__ import annotations

import io
import os
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any, NoReturn

from kg.errors import KgError
from kg.store import Store

_AHEAD = 8
_PIPES = Path("/dev/fd")
_ROOM = 1 << 20  # bytes that a pipe is to hold
_BLOCK = 1 << 18
_MOMENT = 0.003  # seconds between two looks whether a pipe has room
_PAUSE = 0.2  # seconds between two looks at how far the load is


class QuadStream(io.RawIOBase):
    """N-Quads from files and texts in the order in which they are added, as one file to read from."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Queue[tuple[Path | bytes | BaseException | None, bool]] = Queue(_AHEAD)
        self._file: Any = None
        self._done: Path | None = None
        self._failed: BaseException | None = None
        self._closed, self._ended, self._over = False, False, threading.Event()
        self.loaded = threading.Event()  # or failed to
        self.added, self.taken = 0, 0

    def add_file(self, path: Path, *, keep: bool = False) -> None:
        """Add a file, which is removed once it was read, unless it is to be kept."""
        self._put(path, keep)

    def add_quads(self, quads: Iterable[object]) -> None:
        """Add quads of pyoxigraph."""
        self._put("".join(f"{quad} .\n" for quad in quads).encode("utf-8"), False)

    def _put(self, item: Path | bytes | BaseException | None, keep: bool) -> None:
        if self._failed is not None:
            raise self._failed
        self.added += len(item) if isinstance(item, bytes) else item.stat().st_size if isinstance(item, Path) else 0
        self._waiting.put((item, keep))

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; empty at the end. Waits where nothing was added yet."""
        while True:
            if self._file is not None:
                if block := self._file.read(size):
                    self.taken += len(block)
                    return bytes(block)
                self._end_file()
            if self._ended:  # who reads may ask again
                return b""
            item, keep = self._waiting.get()
            if item is None:
                self._ended = True
                self._over.set()
                return b""
            if isinstance(item, BaseException):
                raise item
            self._file = io.BytesIO(item) if isinstance(item, bytes) else item.open("rb")
            self._done = None if isinstance(item, bytes) or keep else item

    def _end_file(self) -> None:
        self._file.close()
        self._file = None
        if self._done is not None:
            self._done.unlink()

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
        while not self.loaded.wait(_PAUSE):
            report(self.taken / self.added if self.added else 0.0)
            now, moment = time.process_time(), time.monotonic()
            if self._over.is_set() and now - used < (_cores() - 0.5) * (moment - since):
                return
            used, since = now, moment
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Let go of who waits to read."""
        self._waiting.put((None, False))

    def fail(self, error: BaseException) -> None:
        """Tell those who add that nothing is read any more, and let go of what waits."""
        self._failed = error
        self._over.set()
        if self._file is not None:
            self._file.close()
            self._file = None
        while not self._waiting.empty():
            self._waiting.get_nowait()


@contextmanager
def _as_pipe(stream: QuadStream) -> Iterator[QuadStream | str]:
    """The path of a pipe into which a thread writes the stream; where there are no such paths, the stream itself.

    The engine reads a file-like object in pieces of 4 KiB and asks Python for each: it waits while Python is at work.
    A pipe that is always full wakes its writer for each page that is read, which made a load of 32 s one of 37 s; so
    the thread looks now and then whether there is much room.
    """
    if not _PIPES.is_dir():
        yield stream
        return
    read_end, write_end = os.pipe()
    room = _widen(write_end)
    failed: list[BaseException] = []
    gone = threading.Event()  # who reads; a pipe that nobody reads from any more stays as full as it was

    def write() -> None:
        try:
            with os.fdopen(write_end, "wb", buffering=0) as out:
                while block := stream.read(_BLOCK):
                    while room and _held(write_end) > room - _BLOCK and not gone.is_set():
                        time.sleep(_MOMENT)
                    rest = memoryview(block)
                    while rest:
                        rest = rest[out.write(rest) :]
        except BrokenPipeError:  # who reads has failed, and tells why
            pass
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=write, name="kg-pipe", daemon=True)
    thread.start()
    try:
        yield f"{_PIPES}/{read_end}"
    except BaseException as error:
        stream.fail(error)
        stream.stop()
        raise
    finally:
        os.close(read_end)
        gone.set()
        thread.join()
    if failed:
        raise failed[0]


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _widen(pipe: int) -> int:
    """Let a pipe hold much; returns how much, or 0 where the system does not tell."""
    try:
        import fcntl

        return int(fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM))
    except (ImportError, AttributeError, OSError):
        return 0


def _held(pipe: int) -> int:
    """How many bytes a pipe holds."""
    import fcntl
    import termios

    found = array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, found)
    return found[0]


@contextmanager
def load_while_making(store: Store) -> Iterator[QuadStream]:
    """A stream whose quads are loaded into `store` by a thread; when the block ends, all of them are.

    Raises KgError where they cannot be loaded.
    """
    stream = QuadStream()

    def load() -> None:
        try:
            with _as_pipe(stream) as source:
                store.load_stream(source)
        except BaseException as error:
            stream.fail(error)
        finally:
            stream.loaded.set()

    thread = threading.Thread(target=load, name="kg-load", daemon=True)
    thread.start()
    try:
        yield stream
        stream.end()
    except BaseException as error:
        if stream._failed is None:
            stream._waiting.put((KgError("stopped"), False))
        thread.join()
        if stream._failed is not None and error is stream._failed:
            _raise_told(error)
        raise
    thread.join()
    if stream._failed is not None:
        _raise_told(stream._failed)


def _raise_told(error: BaseException) -> NoReturn:
    if isinstance(error, KgError):
        raise error
    raise KgError(f"the store cannot be written: {error}") from error
