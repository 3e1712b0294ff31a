"""The command that tells everything about one thing: about."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import Opening, app, clocked
from kg.errors import UsageError

_FORMS = ("text", "markdown", "json")


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
