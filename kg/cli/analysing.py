"""The command that measures networks: analyse."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import (
    ChannelOption,
    LevelOption,
    Opening,
    RawOption,
    RoleOption,
    SourceOption,
    StatusOption,
    app,
    clocked,
)
from kg.cli.options import flag
from kg.errors import UsageError


@app.command()
@clocked
def analyse(
    opening: Opening,
    measure: Annotated[str | None, typer.Argument(metavar="[MEASURE]", help="A measure; a brief if none.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the measures; with one, describe it.")] = False,
    level: LevelOption = "person",
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="contact, act, stance, ...; repeatable. Talks held if none.")
    ] = None,
    channel: ChannelOption = None,
    role: RoleOption = None,
    status: StatusOption = None,
    source: SourceOption = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Of this actor, by id or any name.")] = None,
    conflict: Annotated[str | None, typer.Option("--conflict", help="Between the sides of this conflict.")] = None,
    groups: Annotated[
        str | None, typer.Option("--groups", help="side, type, state, membership, or a CSV file: actor,group.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option("--weight", help="Weigh ties by contacts, days, sources or recency.")
    ] = None,
    half_life: Annotated[
        float | None, typer.Option("--half-life", metavar="DAYS", help="Of --weight recency; 30 days if not given.")
    ] = None,
    window: Annotated[
        str | None, typer.Option("--window", help="week, month, quarter, year or a number of days.")
    ] = None,
    within: Annotated[
        int | None, typer.Option("--within", help="Only links of so many days back, from --until if given.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", help="At most so many days from leg to leg.")] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="DAY", help="Compare before and since a day.")] = None,
    from_day: Annotated[
        str | None, typer.Option("--from-day", metavar="DAY", help="Word sets out on this day or later.")
    ] = None,
    by_day: Annotated[str | None, typer.Option("--by-day", metavar="DAY", help="Word is there by this day.")] = None,
    surely: Annotated[bool, typer.Option("--surely", help="Only chains that are in order on any reading.")] = False,
    engine: Annotated[str | None, typer.Option("--engine", help="auto, igraph or networkx.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, tsv, json or markdown.")] = "table",
    raw: RawOption = False,
) -> None:
    """Measure the network: who is between, who shuttles, whose channels are cut. Alone: a brief in plain words.

    Claims of every rank count, deprecated ones too, as in 'kg query talks'.
    """
    from kg.cli.terminal import check_form, print_brief, print_table

    check_form(form, raw=raw)
    if listing:
        return _list_measures(measure)
    own = {
        "layers": layer, "channels": channel, "roles": role, "statuses": status, "sources": source, "actor": actor,
        "conflict": conflict, "groups": groups, "weight": weight, "half_life": half_life,
        "window": window, "within": within, "days": days,
        "split": split, "from_day": from_day, "by_day": by_day, "surely": surely, "engine": engine,
    }  # fmt: skip
    given = {name: value for name, value in own.items() if value is not None and value is not False and value != []}
    if measure is not None:
        print_table(opening().analyse(measure, level=level, **given), form, raw=raw)
        return None
    if given:
        raise UsageError(f"{flag(next(iter(given)))} goes with a measure; 'kg analyse --list' names them")
    graph = opening()
    if form == "table":
        print_brief(graph.brief(level=level), graph.title)
    else:
        print_table(graph.analyse(level=level), form, raw=raw)
    return None


def _list_measures(name: str | None) -> None:
    from kg.analysis.measures import find_measure, list_measures

    if name is None:
        width = max(map(len, list_measures()))
        for each in list_measures().values():
            print(f"{each.name.ljust(width)}  {each.question}")
        print("\n'kg analyse --list NAME' tells the options and columns of one.")
        return
    found = find_measure(name)
    print(found.question)
    options = [(flag(option), "") for option in (*found.options, *found.common)]
    for title, entries in (("Options", options), ("Answer", list(found.columns.items()))):
        width = max((len(word) for word, _ in entries), default=0)
        print(f"{title}:")
        for word, text in entries:
            print(f"  {word.ljust(width)}  {text}".rstrip())
    print(
        "The clocks (--on, --since, --until, --certainly, --known-by), --claims and --without go with it,"
        " as with every measure."
    )
    print(f"What it counts: kg query {found.rests_on}")
