"""The command `kg` for a shell: a fork of a process that has kg, or a new interpreter."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg_process import FORKS, server

# Hands what a command is over to the server that forks, waits, and ends as the fork did. It imports next to nothing.
_CLIENT = """\
import array, _socket, os, signal, sys
to = _socket.socket(_socket.AF_UNIX)
to.connect(sys.argv[1])
words = [b"1", b"0", os.getcwdb(), b"kg", b"%d" % (len(sys.argv) - 2), *map(os.fsencode, sys.argv[2:])]
body = b"\\0".join([*words, *(name + b"=" + value for name, value in os.environb.items())])
to.sendmsg([b"%16d" % len(body)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
body = memoryview(body)
while body:
    body = body[to.send(body) :]
told = b""
while told.count(b"\\n") < 2 and (more := to.recv(100)):
    told += more
code = int(told.split()[1])
if code < 0:
    signal.signal(-code, signal.SIG_DFL) if -code != signal.SIGKILL else None
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@contextlib.contextmanager
def command_kg(*, fresh: bool) -> Iterator[str]:
    """A folder with the one command `kg` for a shell: a new interpreter each time, or a fork where the system has them.

    A fork takes the arguments, the folder, the environment and the three standard streams, which have to be open. It
    hears no signal that its caller gets, has no other descriptors, and takes no setting of Python from the environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = Path(folder, "kg")
        words = ["-m", "kg"]
        if FORKS and not fresh:
            client = Path(folder, "client.py")
            client.write_text(_CLIENT, encoding="utf-8")
            words = ["-I", "-S", str(client), server().address]
        quoted = " ".join(f"'{word}'" for word in (sys.executable, *words))
        command.write_text(f'#!/bin/sh\nexec {quoted} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        yield folder
