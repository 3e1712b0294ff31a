"""The command that sets curated facts beside event data: compare."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import LevelOption, Opening, RawOption, app, clocked

_FORMS = ("text", "markdown", "json", "csv")


@app.command()
@clocked
def compare(
    opening: Opening,
    actor: Annotated[str, typer.Argument(metavar="A", help="An actor, by id or any name.")],
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="The other; all others if not given.")] = None,
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

    check_form(form, _FORMS, raw=raw)
    found = opening.whole().compare_claims(actor, other, level=level, within=within, **opening.clocks)
    if form == "csv":
        print_table(found.to_table(), "csv", raw=raw)
    elif form == "json":
        print(found.to_json(), end="")
    else:
        print_entry(found.entry(limit=limit), form)
