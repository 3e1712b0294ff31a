"""What --out and the like name: a file, a pipe or device to write into, or - for standard output."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.cli.app import read_path
from kg.errors import UsageError


class Target:
    """Where a command writes to. `path` is None for standard output."""

    def __init__(self, text: str) -> None:
        """Read what was typed: - is standard output, and a file of this name is ./- for it."""
        self.path = None if text == "-" else read_path(text)

    @property
    def is_stdout(self) -> bool:
        """Whether it is standard output, by whatever name: then nothing else is printed there."""
        from kg.disk.outputs import is_stdout

        return self.path is None or is_stdout(self.path)

    @property
    def is_file(self) -> bool:
        """Whether it is a file, which is there afterwards."""
        from kg.disk.outputs import is_stream

        return self.path is not None and not is_stream(self.path)

    def refuse(self, flag: str, *, inputs: Iterable[Path] = (), graph: Path | None = None, page: bool = False) -> None:
        """Raise UsageError where it should not be written to. To be called before the work."""
        if self.path is not None:
            refuse(flag, self.path, inputs=inputs, graph=graph, page=page)

    def write(self, content: str | bytes) -> None:
        """Write there, as UTF-8, with the line ends that it has."""
        from kg.disk.outputs import write_output, write_stdout

        if self.path is None:
            write_stdout(content)
        else:
            write_output(self.path, content)

    def write_and_tell(self, content: str | bytes) -> None:
        """Write there, and print the path of what is a file afterwards."""
        is_file = self.is_file
        self.write(content)
        if is_file:
            print(self.path)


def refuse(
    flag: str, path: Path, *, inputs: Iterable[Path] = (), graph: Path | None = None, page: bool = False
) -> None:
    """Raise UsageError, which names the option, where a path should not be written to: see `refuse_output`."""
    from kg.disk.outputs import refuse_output

    try:
        refuse_output(path, inputs=inputs, graph=graph, page=page)
    except UsageError as error:
        raise UsageError(f"{flag} {error}") from None
