"""The folder of an import, one import of a data set at a time: what an interrupted one has read is not read again.

It stays where an import was interrupted after it had read a file, for the next of the same data set; one of that ends
removes it, and so does any command once it is a day old.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.disk.atomic import telling_no_room
from kg.disk.locks import lock_folder
from kg.disk.work_folders import Work, find_work, hold
from kg.errors import KgError
from kg.events.registry import Importer


@contextmanager
def work_folder(target: Path, importer: Importer) -> Iterator[Path]:
    """A folder for what is needed meanwhile; it is removed at the end, but for files that were read before a failure.

    Raises KgError where another import of this data set into `target` is at work, or where it cannot be made.
    """
    made = [folder for folder in target.parents if not folder.exists()]
    work = _take(target, importer)
    done = False
    try:
        with telling_no_room(target):
            yield work.path
        done = True
    finally:
        if done or not work.prune():
            work.remove()
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()
        work.let_go()


def _take(target: Path, importer: Importer) -> Work:
    """The folder that an interrupted import left, or a new one."""
    what = f"importing-{importer.name}"
    left: list[Work] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with lock_folder(target.parent):
            for path in (path for path, told in find_work(target) if told == what):
                if (work := hold(path, target, what, young=True)) is None:
                    if not os.path.lexists(path):  # it ended meanwhile
                        continue
                    if not os.access(path, os.R_OK):
                        raise KgError(
                            f"'{path}', which an import of {importer.title} left, cannot be read; give yourself the"
                            " rights to, or remove it"
                        )
                    raise KgError(
                        f"another import of {importer.title} into this graph is at work ('{path}'); wait until it is"
                        " done"
                    )
                left.append(work)
            left.sort(key=lambda work: (work.prune(), work.path.lstat().st_mtime))
            return left.pop() if left else Work.make(target, what)
    except OSError as error:
        raise KgError(f"nothing can be written beside '{target}': {error.strerror or error}") from error
    finally:
        for work in left:
            work.remove()
            work.let_go()
