"""The command that compares two states of knowledge: diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import DEFAULT_GRAPH, ClaimsOption, GraphOption, app, guarded, read_graph
from kg.errors import UsageError
from kg.limits.boundary import Reading

_FORMS = ("text", "markdown", "json")


@app.command()
@guarded
def diff(
    graphs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[GRAPH GRAPH]", help="Two graphs to compare.", parser=read_graph),
    ] = None,
    known_by: Annotated[
        list[str] | None, typer.Option("--known-by", metavar="DAY", help="Give it twice: known by then, and by then.")
    ] = None,
    certainly: Annotated[
        bool,
        typer.Option("--certainly/--possibly", help="Only sources that were surely out by then; or may have been."),
    ] = False,
    claims: ClaimsOption = "all",
    form: Annotated[str, typer.Option("--format", help="text, markdown or json.")] = "text",
    graph: GraphOption = DEFAULT_GRAPH,
) -> None:
    """What was learnt between two days, and what was revised; or what differs between two graphs."""
    from kg.claims.clocks import Clocks
    from kg.cli.terminal import print_entry
    from kg.graph import Graph

    if form not in _FORMS:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(_FORMS)}")
    days = known_by or []
    if len(graphs or []) == 2 and not days:
        before, after = (Graph.open(path).view(claims=claims) for path in graphs or [])
    elif not graphs and len(days) == 2:
        whole = Graph.open(graph).view(claims=claims)
        known = sorted(str(Clocks.read(known_by=day).known_by) for day in days)
        before, after = (whole.view(known_by=day, certainly=certainly) for day in known)
    else:
        raise UsageError("give two days (--known-by 2022-03-07 --known-by 2022-03-18), or the folders of two graphs")
    with Reading():
        found = before.compare(after)
    print_entry(found, form)
