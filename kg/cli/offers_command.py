"""The command that tells what became of offers: offers."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import Opening, RawOption, app, clocked

_FORMS = ("text", "markdown", "json", "csv")


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
    from kg.reports.about import tell_matters
    from kg.reports.lifecycles import tabulate

    check_form(form, _FORMS, raw=raw)
    graph = opening()
    found = graph.offers(as_of=as_of, actor=actor, role=role, state=state)
    if form == "csv":
        print_table(tabulate(found, base=graph.base), "csv", raw=raw)
        return
    title = graph.title
    print_entry(
        tell_matters(graph.store, found, base=graph.base, title=title, as_of=as_of or "", history=history), form
    )
