"""Connections to DuckDB: quick to open, and apart from each other."""

from __future__ import annotations

import os
import threading

import pytest

pytest.importorskip("duckdb")

from kg.errors import KgError
from kg.store.columns import open_columns


def test_connections_see_nothing_of_each_other() -> None:
    with open_columns() as one, open_columns() as other:
        one.execute("CREATE TABLE told AS SELECT 1 AS a; CREATE TEMP VIEW seen AS SELECT 2 AS b")
        other.execute("CREATE TABLE told AS SELECT 3 AS a")
        assert one.execute("FROM told").fetchall() == [(1,)] and other.execute("FROM told").fetchall() == [(3,)]
        with pytest.raises(Exception, match="seen"):
            other.execute("FROM seen")
    with open_columns() as later, pytest.raises(Exception, match="told"):
        later.execute("FROM told")


def test_what_fails_leaves_the_next_as_it_was() -> None:
    with pytest.raises(KgError, match="event data cannot be handled"), open_columns() as failing:
        failing.execute("CREATE TABLE told AS SELECT 1 AS a; BEGIN; INSERT INTO told VALUES (2)")
        failing.execute("SELECT nothing")
    with open_columns() as later:
        names = later.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall()
        assert sorted(name.partition("_")[0] for (name,) in names) == ["memory", "own"]
        assert later.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_settings_of_one_are_not_those_of_the_next() -> None:
    with open_columns() as one:
        one.execute("SET preserve_insertion_order = true")
    with open_columns() as next_one:
        assert next_one.execute("SELECT current_setting('preserve_insertion_order')").fetchone() == (False,)


def test_threads_at_the_same_time() -> None:
    found: list[int] = []

    def count(number: int) -> None:
        with open_columns() as connection:
            connection.execute(f"CREATE TABLE told AS FROM range({number})")
            found.append(len(connection.execute("FROM told").fetchall()))

    threads = [threading.Thread(target=count, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(20))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without forks")
def test_a_forked_process_has_an_engine_of_its_own() -> None:
    with open_columns() as connection:
        connection.execute("FROM range(200_000) SELECT count(DISTINCT range)").fetchall()  # its threads are at work
    child = os.fork()
    if child == 0:
        with open_columns() as own:
            done = own.execute("SELECT count(DISTINCT range % 1_000) FROM range(200_000)").fetchone() == (1_000,)
        os._exit(0 if done else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
