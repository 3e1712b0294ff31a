"""Graphs that many tests read: each is made once in a process of tests. Nobody writes to them."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from cases import article_facts

import kg
from kg.graph import Graph
from kg.model.records import Records


@functools.cache
def shipped_graph() -> Graph:
    """The shipped data set, in memory."""
    return kg.load()


@functools.cache
def shipped_records() -> Records:
    """The records of the shipped data set."""
    return kg.check().records


@functools.cache
def shipped_page() -> str:
    """The page of the shipped data set."""
    return shipped_graph().page()


@functools.cache
def article_graph() -> Graph:
    """What one article says, in memory."""
    return kg.load(article_facts())


@functools.cache
def rivals_graph() -> Graph:
    """A few claims that rival one another, in memory."""
    return kg.load(Path(__file__).parent / "data" / "rivals")


@functools.cache
def shipped_folder() -> Path:
    """The shipped data set, built into a folder with its page."""
    return _build("shipped", None)


@functools.cache
def article_folder() -> Path:
    """What one article says, built into a folder with its page."""
    return _build("article", article_facts())


def _build(name: str, facts: list[Path] | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"kg-{name}-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kg.build(facts, graph=folder / "graph")
    return folder / "graph"
