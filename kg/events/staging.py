"""The files of an import → event rows in Parquet, each once: what an interrupted import has read is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.disk.atomic import write_beside
from kg.errors import UsageError
from kg.events.data_sets import Progress
from kg.events.file_kinds import ENCODING_HINT, EventFile, recognise
from kg.events.registry import Importer, read_sql
from kg.events.row_files import stage_file
from kg.events.sifting import NOT_UTF8
from kg.events.tally import Tally
from kg.store.columns import open_columns, spill_folder

_NOTES = 2  # the form of what is noted of a file; what another version of kg noted is not read


def stage_files(
    files: Sequence[Path],
    importer: Importer,
    work: Path,
    tally: Tally,
    report: Progress,
    *,
    encoding: str | None = None,
) -> list[Path]:
    """Read each file into Parquet; those that an interrupted import has read already are not read again.

    What cannot be used is beside each file that comes back: see `rejects_beside`. `encoding` is that of the texts.
    """
    problems: list[str] = []
    staged: list[Path] = []
    before = {path: _stat(path) for path in files}
    sizes = {path: found.st_size for path, found in before.items()}
    whole, done = sum(sizes.values()), 0
    for number, path in enumerate(files, 1):
        report(f"read {number} of {len(files)}: {path.name}", 0.15 * done / max(whole, 1))
        done += sizes[path]
        digest = _digest(path, before[path], importer, encoding)
        out, told = work / f"{digest}.parquet", work / f"{digest}.json"
        if not told.is_file():
            unpacked = work / "unpacked"
            unpacked.mkdir(exist_ok=True)
            try:
                file: EventFile = recognise(path, importer, unpacked=unpacked, encoding=encoding)
                with open_columns(temporary=spill_folder(work, path)) as connection:
                    found = stage_file(connection, file, importer, out)
                if _digest(path, _stat(path), importer, encoding) != digest:
                    raise UsageError(f"'{path}' was changed while it was read; import it when it is whole")
            except UsageError as error:
                problems.append(str(error))
                continue
            finally:
                shutil.rmtree(unpacked, ignore_errors=True)
            notes = {name: getattr(found, name) for name in ("read", "blank", "rejected", "reasons")}
            write_beside(told, json.dumps(notes))
        notes = json.loads(told.read_text(encoding="utf-8"))
        tally.read += notes["read"]
        tally.blank += notes["blank"]
        tally.rejected += notes["rejected"]
        tally.reasons.update(notes["reasons"])
        if not notes["read"]:
            tally.notes.append(f"'{path}' has no rows")
        staged.append(out)
    if problems:
        raise UsageError(*problems)
    if number := tally.reasons[NOT_UTF8]:
        wanted = f"in the encoding {encoding}" if encoding else "UTF-8"
        rows = f"{number:,} row is" if number == 1 else f"{number:,} rows are"
        tally.notes.append(f"{rows} not {wanted} and left out; {ENCODING_HINT}")
    return staged


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from error


def _digest(path: Path, found: os.stat_result, importer: Importer, encoding: str | None) -> str:
    names = (str(path), str(path.resolve()))  # what cannot be used is listed under the one that was typed
    told = (_NOTES, *names, found.st_size, found.st_mtime_ns, importer.sql, read_sql("rows"), encoding)
    return hashlib.sha256(repr(told).encode("utf-8")).hexdigest()[:24]
