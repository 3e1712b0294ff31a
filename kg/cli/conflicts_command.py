"""The command that shows where sources do not go together: conflicts."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import Opening, RawOption, app, clocked

_FORMS = ("text", "markdown", "json", "csv")


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

    check_form(form, _FORMS, raw=raw)
    graph = opening()
    if form == "csv":
        given = {name: value for name, value in (("event", event), ("kind", kind)) if value}
        print_table(graph.query("conflicts", **given), "csv", raw=raw)
        return
    from kg.reports.about import tell_conflicts

    found = graph.conflicts(event=event, kind=kind)
    print_entry(tell_conflicts(graph.store, found, base=graph.base, title=graph.title), form)
