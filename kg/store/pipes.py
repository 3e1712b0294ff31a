"""What a thread reads, as a pipe with a path: the engine reads that faster than an object of Python."""

from __future__ import annotations

import io
import os
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PIPES = Path("/dev/fd")
_ROOM = 1 << 20  # bytes that a pipe is to hold
_BLOCK = 1 << 18
_MOMENT = 0.003  # seconds between two looks whether a pipe has room


@contextmanager
def as_pipe(reader: io.RawIOBase, *, fail: Callable[[BaseException], None]) -> Iterator[io.RawIOBase | str]:
    """The path of a pipe into which a thread writes what is read; where there are no such paths, the reader itself.

    The engine reads a file-like object in pieces of 4 KiB and asks Python for each: it waits while Python is at work.
    A pipe that is always full wakes its writer for each page that is read, which made a load of 32 s one of 37 s; so
    the thread looks now and then whether there is much room.
    Where the block fails, `fail` is called: it has to end what is read, so that the thread ends, too.
    """
    if not _PIPES.is_dir():
        yield reader
        return
    read_end, write_end = os.pipe()
    room = _widen(write_end)
    failed: list[BaseException] = []
    gone = threading.Event()  # who reads; a pipe that nobody reads from any more stays as full as it was

    def write() -> None:
        try:
            with os.fdopen(write_end, "wb", buffering=0) as out:
                while block := reader.read(_BLOCK):
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
        fail(error)
        raise
    finally:
        os.close(read_end)
        gone.set()
        thread.join()
    if failed:
        raise failed[0]


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
