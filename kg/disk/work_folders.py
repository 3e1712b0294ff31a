"""Folders for work beside a target, `.NAME.building-x1y2z3w4`: marked as kg's, and locked while a process is at work.

One without the mark, or a link, is somebody else's whatever it is called: it is left alone and never used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.disk.atomic import is_folder, write_beside
from kg.disk.locks import drop_lock, take_lock

MARK = "kg-work"
_FORMAT = "https://w3id.org/actor-kg/work"
_STALE_AFTER = 24 * 3600
_LONGEST = 40  # characters of the target's name in that of the folder, as names have at most 255 bytes
_NAME = re.compile(r"(building|importing-[a-z0-9_-]+)-[a-z0-9_]{8}")  # what follows that of the target


@dataclass(slots=True)
class Work:
    """A folder for work on `target` that this process holds; `what` tells for what it is there."""

    path: Path
    target: Path
    what: str
    held: int | None

    @classmethod
    def make(cls, target: Path, what: str) -> Work:
        """A new one. Raises OSError where it cannot be made."""
        while True:
            path = Path(tempfile.mkdtemp(dir=target.parent, prefix=_prefix(target) + what + "-"))
            held = None
            try:
                held = take_lock(path, wait=False)
                if held is not None and not _is_same(path, held):
                    raise FileNotFoundError(path)
                mark = json.dumps({"format": _FORMAT, "of": target.name, "what": what})
                (path / MARK).write_text(mark, encoding="utf-8")  # at once: nobody knows a folder without it
            except (BlockingIOError, FileNotFoundError):  # another took it for one that a kill had left
                drop_lock(held)
            except BaseException:
                drop_lock(held)
                shutil.rmtree(path, ignore_errors=True)
                raise
            else:
                return cls(path, target, what, held)

    def note(self, name: str, content: object) -> None:
        """Keep something for a process that comes later."""
        write_beside(self.path / name, json.dumps(content))

    def read_note(self, name: str) -> Any:
        """What was noted; None where nothing was. Raises OSError or ValueError where it cannot be read."""
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        """Remove the folder, the mark last, so that what is left after a kill is known to be kg's."""
        for entry in self._entries():
            if entry.name != MARK:
                _remove_tree(entry) if is_folder(entry) else _unlink(entry)
        if [entry.name for entry in self._entries()] == [MARK]:
            shutil.rmtree(self.path, ignore_errors=True)

    def _entries(self) -> list[Path]:
        try:
            return sorted(self.path.iterdir())
        except OSError:
            return []

    def prune(self) -> int:
        """Remove what is of no step that was done, and tell how many were: each left NAME.json beside its files."""
        done = {entry.stem for entry in self._entries() if entry.suffix == ".json"}
        for entry in self._entries():
            if entry.name != MARK and entry.name.partition(".")[0] not in done:
                _remove_tree(entry) if is_folder(entry) else _unlink(entry)
        return len(done)

    def let_go(self) -> None:
        """Let others have it, or what is left of it."""
        drop_lock(self.held)
        self.held = None


def find_work(target: Path) -> list[tuple[Path, str]]:
    """The folders for work on a target, whoever holds them, and what each is for; none where nothing can be read."""
    found = []
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(_prefix(target)) and (what := _what(Path(entry.path), target)):
                found.append((Path(entry.path), what))
    return sorted(found)


def hold(path: Path, target: Path, what: str, *, young: bool = False) -> Work | None:
    """Hold a folder that no process holds any more; None where one does, where it is gone, or without the rights to.

    Where the system has no locks, one that was not changed for a day counts as left behind, with `young` any.
    """
    held = None
    try:
        held = take_lock(path, wait=False)
        if (held is not None and not _is_same(path, held)) or (held is None and not (young or is_old(path))):
            raise BlockingIOError
    except OSError:
        drop_lock(held)
        return None
    return Work(path, target, what, held)


def is_old(path: Path) -> bool:
    """Whether a folder was not changed for a day."""
    try:
        return time.time() - path.lstat().st_mtime > _STALE_AFTER
    except OSError:
        return False


def remove_unmarked(target: Path) -> None:
    """Remove empty folders that a kill left behind before they got their mark, and that no process holds.

    Where the system has no locks, one that is not a day old may be of a process that has just made it.
    """
    prefix = _prefix(target)
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            path = Path(entry.path)
            if (
                entry.name.startswith(prefix)
                and _NAME.fullmatch(entry.name.removeprefix(prefix))
                and not _what(path, target)
                and is_folder(path)
                and (left := hold(path, target, "")) is not None
            ):
                with suppress(OSError):
                    if (path / MARK).is_file() and not (path / MARK).stat().st_size:
                        (path / MARK).unlink()
                    path.rmdir()
                left.let_go()


def _prefix(target: Path) -> str:
    return f".{target.name[:_LONGEST]}."


def _what(path: Path, target: Path) -> str:
    """What a folder is for, by its mark; empty where it has none, or that of another target."""
    if not is_folder(path):
        return ""
    try:
        if not stat.S_ISREG(os.lstat(path / MARK).st_mode):
            return ""
        told = json.loads((path / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not isinstance(told, dict) or told.get("format") != _FORMAT or told.get("of") != target.name:
        return ""
    return str(told.get("what", ""))


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.lstat(path), os.fstat(descriptor))
    except OSError:
        return False


def _remove_tree(folder: Path) -> None:
    """Remove what can be removed of a folder, also out of folders that were doubled with rights that forbid it."""
    with suppress(OSError):
        folder.chmod(0o700)
        for path, folders, _ in os.walk(folder):
            for below in (Path(path) / name for name in folders):
                if is_folder(below):
                    below.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
