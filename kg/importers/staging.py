"""The files of an import → event rows in Parquet, each once: what an interrupted import has read is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from kg.columns import open_columns
from kg.errors import UsageError
from kg.files import write_beside
from kg.importers.files import EventFile, recognise
from kg.importers.layout import Report
from kg.importers.outcome import Imported
from kg.importers.reading import stage_file
from kg.importers.registry import Importer, read_sql


def stage_files(files: list[Path], importer: Importer, work: Path, imported: Imported, report: Report) -> list[Path]:
    """Read each file into Parquet; those that an interrupted import has read already are not read again.

    What cannot be used is beside each file that comes back: see `rejects_beside`.
    """
    problems: list[str] = []
    staged: list[Path] = []
    before = {path: _stat(path) for path in files}
    sizes = {path: found.st_size for path, found in before.items()}
    whole, done = sum(sizes.values()), 0
    for number, path in enumerate(files, 1):
        report(f"read {number} of {len(files)}: {path.name}", 0.15 * done / max(whole, 1))
        done += sizes[path]
        digest = _digest(path, before[path], importer)
        out, told = work / f"{digest}.parquet", work / f"{digest}.json"
        if not told.is_file():
            unpacked = work / "unpacked"
            unpacked.mkdir(exist_ok=True)
            try:
                file: EventFile = recognise(path, importer, unpacked=unpacked)
                with open_columns(temporary=work) as connection:
                    found = stage_file(connection, file, importer, out)
                if _digest(path, _stat(path), importer) != digest:
                    raise UsageError(f"'{path}' was changed while it was read; import it when it is whole")
            except UsageError as error:
                problems.append(str(error))
                continue
            finally:
                shutil.rmtree(unpacked, ignore_errors=True)
            notes = {"read": found.read, "blank": found.blank, "rejected": found.rejected}
            write_beside(told, json.dumps(notes))
        notes = json.loads(told.read_text(encoding="utf-8"))
        imported.read += notes["read"]
        imported.blank += notes["blank"]
        imported.rejected += notes["rejected"]
        staged.append(out)
    if problems:
        raise UsageError(*problems)
    return staged


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from error


def _digest(path: Path, found: os.stat_result, importer: Importer) -> str:
    told = (str(path.resolve()), found.st_size, found.st_mtime_ns, importer.sql, read_sql("rows"))
    return hashlib.sha256(repr(told).encode("utf-8")).hexdigest()[:24]
