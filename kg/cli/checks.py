"""Commands on facts: check and build."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import (
    DEFAULT_GRAPH,
    GraphOption,
    PathsArgument,
    ShapesOption,
    ShapesTimeOption,
    TextsOption,
    app,
    guarded,
)
from kg.cli.options import with_options
from kg.disk.manifest import PAGE
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from kg.checking.loading import Loaded

MAX_WARNINGS = 20


@app.command()
@guarded
def check(
    paths: PathsArgument = None,
    form: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
    texts: TextsOption = None,
    shapes: ShapesOption = None,
    time_limit: ShapesTimeOption = None,
    only: Annotated[
        Path | None, typer.Option("--only", metavar="PATH", help="Tell what is wrong in this folder or file alone.")
    ] = None,
) -> None:
    """Check facts: every problem of every file, with line, column and what to write instead.

    Exit code 0: sound (warnings may be there). 1: problems. 2: wrong use.
    """
    from kg.building.builds import check as check_facts
    from kg.building.builds import note_conflicts
    from kg.checking.findings import REPORT_FORMATS, aside_line, report_check

    if form not in REPORT_FORMATS:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(REPORT_FORMATS)}")
    loaded = check_facts(paths or None, texts=texts or (), shapes=shapes or (), time_limit=time_limit)
    found = [*loaded.problems, *note_conflicts(loaded)]
    found = [replace(problem, message=with_options(problem.message, facts=True)) for problem in found]
    loaded.problems = sorted(found, key=lambda problem: problem.sort_key)
    if only is not None:
        if not only.exists():
            raise UsageError(f"`only`: there is no file or folder '{only}'")
        outside = [problem for problem in loaded.problems if not _lies_in(problem.origin.path, only)]
        loaded.problems = [problem for problem in loaded.problems if problem not in outside]
        if number := sum(problem.severity != "note" for problem in outside):
            print(f"{number:,} more outside of '{only}', which are not told here", file=sys.stderr)
    print(report_check(loaded, form), end="")
    if left := aside_line(loaded):
        print(left, file=sys.stderr)
    if not loaded.sound:
        raise typer.Exit(1)


def _lies_in(path: str, folder: Path) -> bool:
    """Whether a file is, or is below, what was named."""
    return Path(path).resolve().is_relative_to(folder.resolve())


@app.command()
@guarded
def build(
    paths: PathsArgument = None,
    graph: GraphOption = DEFAULT_GRAPH,
    texts: TextsOption = None,
    shapes: ShapesOption = None,
    time_limit: ShapesTimeOption = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Leave the page out.")] = False,
    no_events: Annotated[
        bool, typer.Option("--no-events", help="Drop event data that was imported into the graph before.")
    ] = False,
) -> None:
    """Check facts and build a graph: store, dump and page in one folder. All or nothing.

    Event data that was imported into the graph stays, and is matched to the actors anew.
    """
    from kg.building.builds import build as build_graph
    from kg.checking.findings import aside_line

    found: list[Loaded] = []
    with _progress() as report:
        built = build_graph(
            paths or None, graph=graph, texts=texts or (), shapes=shapes or (), time_limit=time_limit,
            page=not no_page, events=not no_events, report=report, tell=found.append,
        )  # fmt: skip
    for loaded in found:
        warnings = [problem for problem in loaded.problems if problem.severity == "warning"]
        for problem in warnings[:MAX_WARNINGS]:
            print(with_options(str(problem), facts=True), file=sys.stderr)
        if len(warnings) > MAX_WARNINGS:
            print(f"... and {len(warnings) - MAX_WARNINGS:,} more warnings; kg check lists them", file=sys.stderr)
        if left := aside_line(loaded):
            print(left, file=sys.stderr)
    counts = ", ".join(f"{n:,} {name if n != 1 else name[:-1]}" for name, n in built.info.counts.items() if n)
    option = "" if graph == DEFAULT_GRAPH else f" --graph {shlex.quote(str(graph))}"
    coded = sum(events.claims or 0 for events in built.info.events.values())
    rest = f"{coded:,} of the claims machine-coded" if coded else f"{built.info.quads:,} quads"
    print(f"{built.title}\n  {counts}; {rest}")
    if not no_page:
        print(f"  {graph / PAGE}: open it in a browser")
    print("Try next:")
    for line in ("kg query --list", "kg query talks", "kg query bridges", "kg conflicts", "kg offers", "kg about"):
        print(f"  {line}{option if '--list' not in line else ''}")
    if not paths:
        print(f"  kg path putin zelenskyy{option}")


def _progress() -> AbstractContextManager[Callable[[str], None]]:
    from kg.cli.terminal import progress

    return progress()
