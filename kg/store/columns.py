"""DuckDB, for event data by the million: columns, foreign files, the contact table. The one place that imports it."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from kg.disk.atomic import is_no_room, path_in_utf8
from kg.errors import KgError, UsageError
from kg.limits.boundary import uninterrupted

MEMORY = "600MB"
_LITTLE = 2_000_000  # bytes, packed; some ten times as many when they are unpacked
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_numbers = count()
# How COPY writes rows of one text as they are.
PLAIN_LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', USE_TMP_FILE false"
# What to do where a table of a graph is damaged that is made of others: an import and a build make all of them.
REMAKE = (
    "import its files again (kg import NAME FILE... --graph DIR), or build its facts (kg build FACTS --graph DIR): both"
    " make it anew"
)


class Answer(Protocol):
    """What a statement of SQL gives: rows as tuples, all at once or some at a time."""

    description: Sequence[tuple[str, ...]]

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """So many rows, fewer at the end."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""


class Connection(Protocol):
    """A connection to DuckDB, as far as kg uses one."""

    def execute(self, query: str, parameters: object = None, /) -> Answer:
        """Run a statement; `parameters` are values for its places (?), or for its names ($name)."""

    def executemany(self, query: str, parameters: object, /) -> object:
        """Run a statement for each of several rows of values."""


@contextmanager
def open_columns(
    path: Path | None = None, *, temporary: Path | None = None, memory: str = MEMORY
) -> Iterator[Connection]:
    """A DuckDB connection: in memory where `path` is None. It reaches no network and loads no extensions.

    `temporary` is a folder for what does not fit into `memory` (such as "1GB"). Without both, connections share an
    engine, and each has a catalog of its own.

    Raises UsageError where DuckDB is not installed or a path is not in UTF-8, KgError where it cannot read, write, or
    go on.
    """
    duckdb = load_duckdb()
    try:
        if path is None and temporary is None and memory == MEMORY:
            connection, close = _open_own(_shared_database(os.getpid()))
        else:
            config = _CONFIG | {"memory_limit": memory}
            config |= {"temp_directory": path_in_utf8(temporary)} if temporary is not None else {}
            connection = duckdb.connect(path_in_utf8(path) if path is not None else ":memory:", config=config)
            close = connection.close
            _set_up(connection)
    except duckdb.Error as error:
        raise KgError(f"DuckDB cannot be started: {error}") from error
    try:
        yield connection
    except duckdb.Error as error:
        raise KgError(f"event data cannot be handled: {_reason(error)}") from error
    finally:
        close()


def spill_folder(work: Path, *files: Path) -> Path | None:
    """`work`, for what does not fit into memory, where these files are large; None where an engine at hand will do."""
    size = sum(path.stat().st_size for path in files if path.is_file())
    return work if size > _LITTLE else None


@functools.cache
def _shared_database(process: int) -> Any:
    """What connections for little are to: to start an engine takes 30 ms. A forked process starts its own."""
    database = load_duckdb().connect(":memory:", config=_CONFIG | {"memory_limit": MEMORY})
    _set_up(database)
    return database


def _open_own(database: Any) -> tuple[Any, Callable[[], None]]:
    """A connection with a catalog of its own, so that it sees no table of another; and what closes it."""
    connection, name = database.cursor(), f"own_{next(_numbers)}"
    connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
    _set_up(connection)  # of the whole engine, of which the last may have left it otherwise

    def close() -> None:
        for statement in ("ROLLBACK", f"USE memory; DETACH {name}"):  # the first fails unless one was under way
            with suppress(load_duckdb().Error):
                connection.execute(statement)
        connection.close()

    return connection, close


def _set_up(connection: Any) -> None:
    connection.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    # In Jupyter without ipywidgets it is off, and even setting it to that fails.
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (True,):
        connection.execute("SET enable_progress_bar = false")


def _reason(error: Exception) -> str:
    """What DuckDB says in its first line; of a full disk it tells in JSON, within which is the file."""
    words = str(error).splitlines()[0]
    if is_no_room(error):
        found = re.search(r'file \\?"([^"\\]+)', words)
        return "there is no room on the disk" + (f" for '{found[1]}'" if found else "")
    return words[:300]


def has_duckdb() -> bool:
    """Whether DuckDB is installed; it is not loaded."""
    return importlib.util.find_spec("duckdb") is not None


def load_duckdb() -> ModuleType:
    """The module. Raises UsageError, with what to type, where it is not installed."""
    try:
        with uninterrupted():
            import duckdb
    except ImportError:
        raise UsageError("event data takes DuckDB; type: pip install 'actor-kg[events]'") from None
    return duckdb


def quote(text: str) -> str:
    """A text as a literal in SQL, for the few places that take no parameter, such as the path of COPY.

    >>> quote("it's")
    "'it''s'"
    """
    if "\0" in text:
        raise UsageError("a path cannot hold a NUL character")
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """A path as a literal in SQL, to write to; absolute, as "~" or "file:" at its start would be more than letters."""
    return quote(path_in_utf8(path.absolute()))


def quote_found(path: Path) -> str:
    """A path as a literal in SQL, to read from: this very file, where DuckDB would take its name for a pattern.

    >>> quote_found(Path("/data/a[1].csv"))
    "'/data/a[[]1].csv'"
    """
    return quote(re.sub(r"[*?\[]", r"[\g<0>]", path_in_utf8(path.absolute())))


def read_parquet(*paths: Path, options: str = "") -> str:
    """What reads Parquet files in SQL; a folder called such as year=2020 adds no column.

    >>> read_parquet(Path("/data/a.parquet"))
    "read_parquet(['/data/a.parquet'], hive_partitioning = false)"
    """
    listed = ", ".join(quote_found(path) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false{options})"


def check_table(connection: Connection, path: Path, columns: Mapping[str, str], *, remedy: str) -> None:
    """Raise KgError, with the remedy, where a table that kg wrote is not as it was: no Parquet file, or other columns.

    `columns` have the SQL types that DuckDB tells. Columns that come on top do no harm.
    """
    if path.exists() and not path.is_file():  # opening a pipe would wait
        raise KgError(f"'{path}' is no file; remove it, then {remedy}")
    with telling_damage(path, remedy=remedy):
        described = connection.execute(f"DESCRIBE FROM {read_parquet(path)}").fetchall()
    kinds = {name: kind for name, kind, *_ in described}
    wrong = [
        f"no column {name}" if name not in kinds else f"{kinds[name][:40]} in the column {name}"
        for name, kind in columns.items()
        if kinds.get(name) != kind
    ]
    if wrong:
        more = f" and {len(wrong) - 1} more that differ" if len(wrong) > 1 else ""
        raise KgError(f"'{path}' is not as kg wrote it: it has {wrong[0]}{more}; {remedy}")


@contextmanager
def telling_damage(*paths: Path, remedy: str) -> Iterator[None]:
    """Raise KgError, with what to do, where DuckDB cannot read one of these files of a graph, or they are gone."""
    duckdb = load_duckdb()
    try:
        yield
    except duckdb.Error as error:
        if is_no_room(error) or isinstance(error, duckdb.OutOfMemoryException | duckdb.InterruptException):
            raise
        for path in paths:
            if not path.is_file():
                raise KgError(f"'{path}' is not there; {remedy}") from error
            if reason := _damage(path):
                raise KgError(f"'{path}' is damaged: {reason}; {remedy}") from error
        raise


def count_whole(connection: Connection, path: Path) -> int:
    """How many rows a Parquet file has, once all of it was read, as it may be damaged anywhere."""
    rows, _ = connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {read_parquet(path)} t").fetchone()
    return int(rows)


def _damage(path: Path) -> str:
    """What DuckDB says of a Parquet file that cannot be read to its end; empty where it can."""
    duckdb = load_duckdb()
    with open_columns() as connection:
        try:
            count_whole(connection, path)
        except duckdb.Error as error:
            return _reason(error)
    return ""


def quote_name(name: str) -> str:
    """The name of a column in SQL.

    >>> quote_name("Event ID")
    '"Event ID"'
    """
    return '"' + name.replace('"', '""') + '"'


def escape_lines(column: str) -> str:
    """A column of texts as N-Quads write them, in SQL."""
    escaped = column
    for raw, written in (
        ("chr(92)", "'\\\\'"),
        ("'\"'", "'\\\"'"),
        ("chr(10)", "'\\n'"),
        ("chr(13)", "'\\r'"),
        ("chr(9)", "'\\t'"),
    ):
        escaped = f"replace({escaped}, {raw}, {written})"
    return escaped


def create_table(connection: Connection, name: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """Make a table from rows: columns by name with their SQL types. Values go as parameters, column by column."""
    declared = ", ".join(f"{quote_name(column)} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE {quote_name(name)} ({declared})")
    if rows:
        lists = list(zip(*rows, strict=True))
        unnested = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
        connection.execute(f"INSERT INTO {quote_name(name)} SELECT {unnested}", [list(column) for column in lists])
