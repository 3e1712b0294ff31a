"""Commands for those who write facts: new, cite, names and schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import PathsArgument, RawOption, app, guarded, read_graph, read_path, read_path_text
from kg.cli.target import Target
from kg.errors import UsageError

new = typer.Typer(help="Start a facts file.", no_args_is_help=True, rich_markup_mode=None, add_completion=False)
app.add_typer(new, name="new")


@new.callback()
def _new() -> None: ...


@new.command()
@guarded
def source(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address of the page, in quotation marks.")],
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Your folder of facts.", parser=read_path)
    ] = Path("my-facts"),
    published: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day it was published, where the address does not show it.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="ID", help="Who published it, if guessed wrong.")] = None,
    text: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A copy of the text, to verify phrases in.", parser=read_path),
    ] = None,
    kind: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="Interview, Readout, Report, ...")
    ] = "NewsArticle",
    name: Annotated[str | None, typer.Option("--id", metavar="ID", help="The id; publisher-day if not given.")] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="FACTS",
            help="Facts whose ids are at hand; ukraine-2022 if not given.",
            parser=read_path_text,
        ),
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Only the ids of FOLDER are at hand.")] = False,
) -> None:
    """Write the skeleton of a source, to fill with its claims. No file is written over; the network is not asked.

    Publisher and day are read from the address where they can be. The facts go into a folder of your own, beside those
    that kg ships: 'kg check ukraine-2022 my-facts' checks both together.
    """
    from kg.curating import new_source
    from kg.store.tables import visible

    if alone and beside:
        raise UsageError("--alone and --with contradict one another; give one")
    made = new_source(
        address, into=into, beside=[] if alone else beside,
        published=published, publisher=publisher, text=text, kind=kind, name=name,
    )  # fmt: skip
    print(visible(str(made.path)))
    for note in made.notes:
        print(f"  {visible(note)}")
    for line, what in made.fill:
        print(f"  to fill in, line {line}: {visible(what)}")
    print("Write its claims there, then type:")
    for command in made.next:
        print(f"  {visible(command)}")


@app.command()
@guarded
def cite(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A text, a folder of texts, or - for what is piped in.", parser=read_path_text
        ),
    ],
    words: Annotated[list[str], typer.Argument(metavar="PHRASE...", help="Words of it, as remembered.")],
) -> None:
    """Find the exact words of a text, tell whether they stand there once, and suggest a phrase that does.

    Exit code 0: there, once, and good as a phrase. 1: found otherwise, or not at all. 2: wrong use.
    """
    from kg.curating.texts import cite_texts, read_texts, report_citing

    found = cite_texts(" ".join(words), read_texts(file))
    print(report_citing(found), end="")
    if not all(each.accepted for _, each in found) or not found:
        raise typer.Exit(1)


@app.command()
@guarded
def names(
    text: Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling or script, or an id.")],
    paths: PathsArgument = None,
    graph: Annotated[
        Path | None,
        typer.Option("--graph", metavar="DIR", help="Look in a built graph instead.", parser=read_graph),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="How many at most.")] = 10,
    form: Annotated[str, typer.Option("--format", help="table, csv, tsv, json or markdown.")] = "table",
    raw: RawOption = False,
) -> None:
    """Find actors, offices and places by any spelling: the id, what matched, and how well (100: the very spelling)."""
    from kg.cli.terminal import check_form, print_table
    from kg.curating.answers import names_table

    check_form(form, raw=raw)
    if graph is not None and paths:
        raise UsageError("give folders of facts, or --graph, not both")
    table, advice = names_table(text, paths=paths or (), graph=graph, limit=limit)
    if len(table) or form != "table":
        print_table(table, form, raw=raw)
    if advice:
        print(advice, file=sys.stderr)
        raise typer.Exit(1)


@app.command()
@guarded
def schema(
    paths: PathsArgument = None,
    out: Annotated[
        Target | None,
        typer.Option("--out", metavar="FILE", help="Where to; standard output if not given, or -.", parser=Target),
    ] = None,
) -> None:
    """Write the JSON Schema of facts files, by which an editor completes and explains keys, ids and roles."""
    from kg.checking.loading import KNOWN_SUFFIXES
    from kg.curating import format_schema, make_schema, read_at_hand
    from kg.datasets.shipped import facts_paths, shipped_facts
    from kg.facts.discovery import find_files

    facts = facts_paths(paths or None) or [shipped_facts()]
    target = out or Target("-")
    target.refuse("--out", inputs=find_files(facts, suffixes=KNOWN_SUFFIXES).facts)
    target.write_and_tell(format_schema(make_schema(read_at_hand(facts))))
