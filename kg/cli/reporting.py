"""Commands that tell what a graph says: about, conflicts, offers, positions, diff and compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import (
    DEFAULT_GRAPH,
    ClaimsOption,
    GraphOption,
    LevelOption,
    Opening,
    RawOption,
    app,
    clocked,
    guarded,
    read_graph,
)
from kg.errors import UsageError
from kg.limits.boundary import Interruptible

_FORMS = ("text", "markdown", "json")
_TABLE_FORMS = (*_FORMS, "csv")


@app.command()
@clocked
def about(
    opening: Opening,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="An actor, event, place, topic, source or claim, by id or any name."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, markdown or json.")] = "text",
) -> None:
    """Everything that is known about one thing, grouped and dated, with its claims; about the data set without NAME."""
    from kg.cli.terminal import print_entry

    if form not in _FORMS:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(_FORMS)}")
    print_entry(opening().about(name), form)


@app.command()
@clocked
def conflicts(
    opening: Opening,
    event: Annotated[str | None, typer.Argument(metavar="[EVENT]", help="Only on this event or membership.")] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="date, place, participants, role, membership, readout or denied."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, markdown, json or csv.")] = "text",
    raw: RawOption = False,
) -> None:
    """Where sources do not go together: who says what, which is preferred, and why. Nothing of it is an error."""
    from kg.cli.terminal import check_form, print_entry, print_table

    check_form(form, _TABLE_FORMS, raw=raw)
    graph = opening()
    if form == "csv":
        given = {name: value for name, value in (("event", event), ("kind", kind)) if value}
        print_table(graph.query("conflicts", **given), "csv", raw=raw)
        return
    from kg.reports.rivals import tell_conflicts

    found = graph.conflicts(event=event, kind=kind)
    print_entry(tell_conflicts(graph.store, found, title=graph.title), form)


@app.command()
@clocked
def offers(
    opening: Opening,
    actor: Annotated[str | None, typer.Argument(metavar="[ACTOR]", help="Only those in which it has a part.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="Their state as of this day.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="Only this role, such as host or guarantor.")] = None,
    state: Annotated[str | None, typer.Option("--state", help="Only those in this state, such as accepted.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Every step, with whose words it rests on.")] = False,
    form: Annotated[str, typer.Option("--format", help="text, markdown, json or csv.")] = "text",
    raw: RawOption = False,
) -> None:
    """What became of each offer, request and role: who offered, who was asked, who said yes, no or if."""
    from kg.cli.terminal import check_form, print_entry, print_table
    from kg.reports.lifecycles import tabulate
    from kg.reports.matters import tell_matters

    check_form(form, _TABLE_FORMS, raw=raw)
    graph = opening()
    found = graph.offers(as_of=as_of, actor=actor, role=role, state=state)
    if form == "csv":
        print_table(tabulate(found, base=graph.base), "csv", raw=raw)
        return
    title = graph.title
    print_entry(tell_matters(graph.store, found, title=title, as_of=as_of or "", history=history), form)


@app.command()
@clocked
def positions(
    opening: Opening,
    actor: Annotated[str | None, typer.Argument(metavar="[ACTOR]", help="Only those of a party or speaker.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Only those on this topic.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="What was said by this day.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, markdown, json or csv.")] = "text",
    raw: RawOption = False,
) -> None:
    """Where the parties stand, topic by topic: what each wants, offers, accepts or refuses, and the words behind it."""
    from kg.cli.terminal import check_form, print_entry, print_table
    from kg.reports.topic_positions import tabulate_positions, tell_positions

    check_form(form, _TABLE_FORMS, raw=raw)
    graph = opening()
    found = graph.positions(topic=topic, actor=actor, as_of=as_of)
    if form == "csv":
        print_table(tabulate_positions(graph.store, found), "csv", raw=raw)
        return
    print_entry(tell_positions(graph.store, found, title=graph.title, as_of=as_of or ""), form)


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
    with Interruptible():
        found = before.diff(after)
    print_entry(found, form)


@app.command()
@clocked
def compare(
    opening: Opening,
    a: Annotated[str, typer.Argument(metavar="A", help="An actor, by id or any name.")],
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="The other; all others if not given.")] = None,
    level: LevelOption = "state",
    within: Annotated[
        int, typer.Option("--within", metavar="DAYS", help="So many days may lie between the two; 0 is the same day.")
    ] = 0,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="At most N of each kind in a text; 0 is all.")
    ] = 50,
    form: Annotated[str, typer.Option("--format", help="text, markdown, json or csv.")] = "text",
    raw: RawOption = False,
) -> None:
    """Curated and machine-coded contacts side by side: those that both have, and those that one alone has.

    They match where the pair is the same and some day can belong to both (with --within, nearly). Channel and roles are
    told as each has them. Only days count that both cover: from the first to the last contact of the data set, and of
    the curated facts, in the graph; --since and --until narrow them.
    """
    from kg.cli.terminal import check_form, print_entry, print_table

    check_form(form, _TABLE_FORMS, raw=raw)
    found = opening().compare(a, b, level=level, within=within)
    if form == "csv":
        print_table(found.to_table(), "csv", raw=raw)
    elif form == "json":
        print(found.to_json(), end="")
    else:
        print_entry(found.entry(limit=limit), form)
