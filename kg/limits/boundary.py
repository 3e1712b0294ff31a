"""The boundary of the process: what can be foreseen to fail is told in one line and an exit code; bugs stay visible.

What is imported here is little, so that the boundary stands before anything can go wrong.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Any

_STOPS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two are each of one system
_PATIENCE = 5.0  # seconds for cleaning up, in which further signals are passed over
_MOMENT = 0.5  # seconds for a signal to be seen
_LONGEST, _MOST = 200, 2_000  # characters of a path in a message, and of a message
_STDOUT = "standard output"


def run(command: Callable[[], object]) -> int:
    """Run a command of the process within the boundary; the exit code.

    Signals that end a process (Ctrl-C, a closed terminal) raise SystemExit where the command is, so that it cleans up
    behind it. Raises what nobody foresaw: that is a bug, and its traceback tells where.
    """
    _open_streams()
    with _Stop() as stop:
        code: int | None = 0
        try:
            command()
        except BaseException as error:
            stop.over = True
            if not stop.number:  # else it fails for that: engines raise errors of their own when a signal comes
                code = _code_of_exit(error) if isinstance(error, SystemExit) else tell(error)
            if code is None:
                _flush()
                raise
        stop.over = True
        if stop.number:
            _say(["kg: stopped"])
            code = 128 + stop.number
        if failed := _flush():
            _say([f"kg: {_of_system(failed)}"])
            code = code or 1
    return code or 0


class Interruptible:
    """While it is entered a command only reads: nothing is to be cleaned up, and an engine may be long.

    An engine does not see a signal; it then ends the process a moment later all the same. Without a boundary, and on
    Windows, this does nothing.
    """

    def __enter__(self) -> None:
        self._pipe: tuple[int, int] | None = None
        self._over = False
        if sys.platform != "win32" and _list_handlers():
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            threading.Thread(target=self._watch, name="kg-stop", daemon=True).start()

    def __exit__(self, *failed: object) -> None:
        self._over = True
        if self._pipe is not None:
            signal.set_wakeup_fd(-1)
            os.close(self._pipe[1])

    def _watch(self) -> None:
        """Wait for the number of a signal, which Python writes although its own handler has to wait for the engine."""
        assert self._pipe is not None
        numbers = {getattr(signal, name, None) for name in _STOPS}
        while found := os.read(self._pipe[0], 1):
            time.sleep(_MOMENT)
            if found[0] in numbers and not self._over and not _is_stopping():
                _say(["kg: stopped"])
                os._exit(128 + found[0])
        os.close(self._pipe[0])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a signal that ends the process wait until this is done: to cut an engine off while it is loaded aborts it."""
    is_main = threading.current_thread() is threading.main_thread()  # which alone hears of signals
    handlers = _list_handlers() if is_main else []
    for handler in handlers:
        handler.held += 1
    try:
        yield
    finally:
        for handler in handlers:
            handler.held -= 1
        for handler in handlers:
            handler.catch_up()


def end() -> None:
    """Let Ctrl-C end the process at once: what is left is the interpreter's own clearing up."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def tell(error: BaseException) -> int | None:
    """Tell a failure on standard error, in one line or one for each problem; the exit code.

    None for what nobody foresaw, and for what fails because the process is being stopped; then nothing is told.
    """
    if _is_stopping():
        return None
    found = explain(error)
    if found is None:
        return None
    lines, code = found
    _say(lines)
    return code


def explain(error: BaseException) -> tuple[list[str], int] | None:
    """What is to be told of a failure, and the exit code; None for what nobody foresaw.

    >>> explain(PermissionError(13, "Permission denied", "graph/graph.json"))
    (["kg: 'graph/graph.json': Permission denied"], 1)
    >>> explain(KeyError("a bug"))
    """
    from kg.errors import FactsError, KgError

    if isinstance(error, FactsError):
        found = [_line(str(problem)) for problem in error.problems]
        return [*found, "kg: the facts are not sound; nothing was written"], error.exit_code
    if isinstance(error, KgError):
        first, *more = map(_line, error.lines)
        return [f"kg: {first}", *more], error.exit_code
    if isinstance(error, BrokenPipeError):  # who reads has had enough
        _flush()
        return [], 0
    if isinstance(error, OSError):
        if error.filename == _STDOUT:
            silence(sys.stdout)  # what failed once is told once
        return [f"kg: {_line(_of_system(error))}"], 1
    words = _foreseen(error)
    return None if words is None else ([f"kg: {_line(words)}"], 1)


def _line(text: str) -> str:
    """A text on one line that a terminal can show; of a very long one, which may be a whole file, the ends."""
    from kg.text.unseen import escape_unseen

    return escape_unseen(text if len(text) <= _MOST else f"{text[: _MOST // 2]} ... {text[-_MOST // 2 :]}")


def _foreseen(error: BaseException) -> str | None:
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    if isinstance(error, RecursionError):
        return "something is nested too deep to be handled"
    if isinstance(error, UnicodeEncodeError):
        return f"'{error.object[:_LONGEST]}' cannot be written in {error.encoding}"
    if isinstance(error, UnicodeDecodeError):
        return f"what was read is not {error.encoding}: {error.reason} at byte {error.start}"
    if isinstance(error, EOFError):
        return f"a file ends too soon: {error}"
    duckdb = sys.modules.get("duckdb")
    if duckdb is not None and isinstance(error, duckdb.Error):
        return f"event data cannot be handled: {str(error).partition(chr(10))[0][:300]}"
    return None


def _of_system(error: OSError) -> str:
    """What the system says of a file, or of itself."""
    if error.filename == _STDOUT:
        return f"{_STDOUT} cannot be written: {error.strerror or error}"
    names = [name for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    files = " and ".join(f"'{os.fsdecode(name)[:_LONGEST]}'" for name in names)
    return ": ".join([*filter(None, [files]), error.strerror or str(error)])


def _code_of_exit(error: SystemExit) -> int:
    if isinstance(error.__context__, BrokenPipeError):  # of help that nobody reads to its end
        silence(sys.stdout)
        return 0
    return error.code if isinstance(error.code, int) else int(error.code is not None)


def _say(lines: list[str]) -> None:
    """Write lines on standard error; where that fails there is nobody to tell."""
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def _flush() -> OSError | None:
    """Flush standard output; the error where it fails, but for a closed pipe, and once: then it goes nowhere."""
    try:
        sys.stdout.flush()
    except OSError as error:
        silence(sys.stdout)
        return None if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE else error
    return None


def silence(stream: Any) -> None:
    """Let what is still to be written to a stream go nowhere: the interpreter's last flush must not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _open_streams() -> None:
    """Have all three streams in UTF-8, also those that were closed: else the next file would take their number.

    What is written to a closed standard output fails; standard error then goes nowhere.
    """
    for number, (name, flags) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))):
        stream = getattr(sys, name)
        if stream is None:
            opened = os.open(os.devnull, flags)
            if opened != number and not _is_open(number):
                os.dup2(opened, number)
                os.close(opened)
                opened = number
            mode = "r" if name == "stdin" else "w"
            stream = open(opened, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    out: Any = sys.stdout
    buffer = getattr(out, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # there is no buffer where PYTHONUNBUFFERED is set
    if type(raw) is io.FileIO:
        lines = out.line_buffering or out.write_through
        out = io.BufferedWriter(_Output(raw.fileno(), "w", closefd=False))
        sys.stdout = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", line_buffering=lines)


class _Output(io.FileIO):
    """Standard output whose errors tell what they are of."""

    def write(self, data: Any, /) -> int:
        """Write to it, as to any file."""
        try:
            return super().write(data)
        except OSError as error:
            error.filename = _STDOUT
            raise


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _is_stopping() -> bool:
    """Whether a signal has come, and what it ends is still being cleaned up."""
    return any(handler.number and not handler.over for handler in _list_handlers())


def _list_handlers() -> list[_Stop]:
    """The handlers of this boundary; none for signals that are ignored, and without a boundary."""
    found = (signal.getsignal(getattr(signal, name)) for name in _STOPS if hasattr(signal, name))
    return [handler for handler in found if isinstance(handler, _Stop)]


class _Stop:
    """Handles the signals that end a process, while it is entered; `number` is the one that came, or 0."""

    def __init__(self) -> None:
        self.number = 0
        self.over = False  # nothing is left to be cleaned up
        self.held = 0  # how many parts of the work must not be cut off
        self._waiting = 0  # the number of a signal that came meanwhile
        self._since = 0.0
        self._before: dict[int, Any] = {}
        self._hook = sys.unraisablehook

    def __enter__(self) -> _Stop:
        if threading.current_thread() is threading.main_thread():
            for name in _STOPS:
                number = getattr(signal, name, None)
                # what is ignored (nohup, a shell's background) stays so
                if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self)
            sys.unraisablehook = self._unraisable
        return self

    def __exit__(self, *failed: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        # What was cut off in the middle of being made may go later, and fail for that.
        sys.unraisablehook = _pass_over if self.number else self._hook

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.held:
            self._waiting = number
        elif self.over or (self.number and time.monotonic() - self._since > _PATIENCE):
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        elif not self.number:
            self.number, self._since = number, time.monotonic()
            raise SystemExit(128 + number)

    def catch_up(self) -> None:
        """Do what a signal that came while the handler was held asked for."""
        number, self._waiting = self._waiting, 0
        if number and not self.held:
            self(number, None)

    def _unraisable(self, unraisable: Any) -> None:
        """Where Python drops the exception of a signal, as when an object goes, it comes once more a moment later.

        Other errors of objects that go, once a signal came, are those of what it cut off: nothing is told of them.
        """
        if not self.number:
            self._hook(unraisable)
        if not (self.number and isinstance(unraisable.exc_value, SystemExit)):
            return
        number, self.number = self.number, 0
        again = threading.Timer(0.01, _send, [number])
        again.daemon = True
        again.start()


def _pass_over(unraisable: object) -> None:
    """A hook that tells nothing."""


def _send(number: int) -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)
