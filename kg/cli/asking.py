"""Commands that ask a graph: query and path."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.app import LevelOption, Opening, RawOption, app, clocked
from kg.errors import Problem, UsageError

MOST_CHAINS = 20
USUAL_LIMITS = {"time_limit": 30, "memory_limit": 2000, "max_rows": 1_000_000}  # of a query text


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@clocked
def query(
    opening: Opening,
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME | FILE.rq]", help="A named query, or a file.")] = None,
    expression: Annotated[str | None, typer.Option("-e", metavar="SPARQL", help="A query text.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named queries; with a name, describe it.")] = False,
    form: Annotated[str, typer.Option("--format", help="table, csv, tsv, json or markdown.")] = "table",
    time_limit: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0, help="How long it may take; 30 for a file and -e. 0: no limit."),
    ] = None,
    memory_limit: Annotated[
        int | None,
        typer.Option(metavar="MB", min=0, help="How much memory, on Linux; 2000 for a file and -e. 0: no limit."),
    ] = None,
    max_rows: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="How many rows; 1,000,000 for a file and -e. 0: no limit.")
    ] = None,
    raw: RawOption = False,
) -> None:
    """Ask the graph: a named query with its parameters (--actor putin), a file, or a SPARQL text.

    CONSTRUCT and DESCRIBE give Turtle. What takes more than a limit is ended, with exit code 1.
    """
    from kg.cli.terminal import check_form, print_table

    check_form(form, raw=raw)
    if listing:
        return _list_queries(name)
    arguments = context.args
    if name is not None and name.startswith("--"):  # a parameter where the name of the query should be
        arguments, name = [name, *arguments], None
    if (name is None) == (expression is None):
        raise UsageError("give the name of a query, a file, or -e 'SELECT ...'; 'kg query --list' lists the names")
    parameters = read_parameters(arguments)
    text = expression if expression is not None else _text_of(name or "")
    given = {"time_limit": time_limit, "memory_limit": memory_limit, "max_rows": max_rows}
    usual = {} if text is None else USUAL_LIMITS
    limits: dict[str, Any] = {key: usual.get(key) if value is None else value for key, value in given.items()}
    opened = opening()
    if text is None:
        print_table(opened.query(name or "", **limits, **parameters), form, raw=raw)
        return None
    _require_text(text, parameters)
    if opened.is_construct(text):
        del limits["max_rows"]
        print(opened.construct(text, **limits), end="")
    else:
        print_table(opened.sparql(text, **limits), form, raw=raw)
    return None


def _require_text(text: str, parameters: dict[str, str]) -> None:
    from kg.queries.names import shown
    from kg.queries.questions import is_name, list_queries

    if parameters:
        raise UsageError(f"--{next(iter(parameters))}: only named queries take parameters")
    if not text.strip():
        raise UsageError("the query cannot be read: it is empty")
    if is_name(text):
        hint = f"; 'kg query {text}' asks the named one" if text in list_queries() else ""
        raise UsageError(f"the query cannot be read: '{shown(text)}' is no SPARQL{hint}")


def _list_queries(name: str | None) -> None:
    from kg.queries.questions import find_query, list_queries

    if name is None:
        width = max(map(len, list_queries()))
        for query_name, found in list_queries().items():
            print(f"{query_name.ljust(width)}  {found.question}")
        print("\n'kg query --list NAME' tells the parameters and columns of one.")
        return
    found = find_query(name)
    print(found.question)
    for title, entries in (
        ("Parameters", [(f"--{p.name} {p.type.upper()}", p.help) for p in found.parameters]),
        ("Answer", [(column.name, f"({column.type}) {column.help}") for column in found.columns]),
        ("Examples", [(f"kg query {name} {example}".rstrip(), "") for example in found.examples or ("",)]),
    ):
        width = max((len(word) for word, _ in entries), default=0)
        print(f"{title}:")
        for word, help_text in entries or [("none", "")]:
            print(f"  {word.ljust(width)}  {help_text}".rstrip())
    print(
        "The clocks (--on, --since, --until, --certainly, --known-by), --claims and --without go with it,"
        " as with every query."
    )


def _text_of(name: str) -> str | None:
    """The query in a file, or None where the name is not that of a file."""
    if not name.endswith((".rq", ".sparql")) and "/" not in name:
        return None
    from kg.facts.nodes import decode_text, read_text
    from kg.limits.sparql import MOST_CHARACTERS
    from kg.store.tables import visible

    problems: list[Problem] = []
    most = 4 * MOST_CHARACTERS
    try:
        if name.startswith(("/dev/fd/", "/dev/stdin", "/proc/self/fd/")):  # a pipe of the shell has a writer
            with Path(name).open("rb") as file:
                text = decode_text(file.read(most), name, report=problems.append)
        else:
            text = read_text(Path(name), report=problems.append, max_bytes=most)
    except OSError as error:
        raise UsageError(f"the query file '{visible(name)[:200]}' cannot be read: {error.strerror or error}") from error
    if text is None:
        line = f" (line {problems[-1].origin.line})" if problems[-1].origin.line else ""
        raise UsageError(f"the query file '{visible(name)[:200]}' cannot be read: {problems[-1].message}{line}")
    return text


def read_parameters(arguments: list[str]) -> dict[str, str]:
    """`--name value` and `--name=value` as a dict."""
    found: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageError(f"'{word[:60]}' is not understood here; parameters are written --name value")
        if not equals:
            if not waiting:
                raise UsageError(f"--{name} has no value")
            value = waiting.pop(0)
        if name in found:
            raise UsageError(f"--{name} is given twice")
        found[name] = value
    return found


@app.command()
@clocked
def path(
    opening: Opening,
    start: Annotated[str, typer.Argument(metavar="A", help="An actor, by id or any name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="The other.")],
    level: LevelOption = "person",
) -> None:
    """The shortest chains of talks between two actors, with the claims along them."""
    from kg.claims.things import read_things
    from kg.cli.terminal import print_path
    from kg.network import describe_claims
    from kg.queries.names import resolve

    opened = opening()
    chains = opened.path(start, end, level=level)
    if not chains:
        print(f"no chain of talks joins {start} and {end}, or one of them stands for the other")
        raise typer.Exit(1)
    shown = chains[:MOST_CHAINS]
    claims = {talk.claim for steps in shown for step in steps for talk in step.talks}
    ends = resolve(opened.names, start, option="start"), resolve(opened.names, end, option="end")
    print_path(shown, describe_claims(opened.store, claims), read_things(opened.names), ends=ends)
    if len(chains) > MOST_CHAINS:
        print(f"\n{len(chains) - MOST_CHAINS:,} more chains are as short")
