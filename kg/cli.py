"""The command line: check, build, query, path, show, export, in the order of the flow. No logic of its own."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.errors import FactsError, KgError, UsageError

app = typer.Typer(
    name="kg",
    help="Who talks to whom, in what role, and who says so: facts in, a checked graph, answers, networks, a page out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

GraphOption = Annotated[Path, typer.Option("--graph", metavar="DIR", help="The folder of the graph.")]
TextsOption = Annotated[
    list[Path] | None, typer.Option("--texts", metavar="DIR", help="A folder with the texts of sources; repeatable.")
]
ShapesOption = Annotated[
    list[Path] | None, typer.Option("--shapes", metavar="FILE", help="SHACL shapes of your own; repeatable.")
]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH]...", help="Facts files and folders; the shipped data set if none."),
]
LevelOption = Annotated[str, typer.Option("--level", help="person or state.")]
_GRAPH = Path("graph")


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Errors of kg as one clear line on stderr and the exit code of the error; problems with facts one line each."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            _silence_stdout()
        except FactsError as error:
            for problem in error.problems:
                print(problem, file=sys.stderr)
            print("kg: the facts are not sound; nothing was written", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KgError as error:
            print(f"kg: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None

    return run


def _tell_version(wanted: bool) -> None:
    if wanted:
        from kg import __version__

        print(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and end.")
    ] = False,
) -> None: ...


@app.command()
@_guarded
def check(
    paths: PathsArgument = None,
    form: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
    texts: TextsOption = None,
    shapes: ShapesOption = None,
) -> None:
    """Check facts: every problem of every file, with line, column and what to write instead.

    Exit code 0: sound (warnings may be there). 1: problems. 2: wrong use.
    """
    from kg.building import check as check_facts
    from kg.reports import REPORT_FORMATS, report_check

    if form not in REPORT_FORMATS:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(REPORT_FORMATS)}")
    loaded = check_facts(paths or None, texts=texts or (), shapes=shapes or ())
    print(report_check(loaded, form), end="")
    if loaded.aside:
        names = ", ".join(sorted(path.name for path in loaded.aside)[:5]) + (" ..." if len(loaded.aside) > 5 else "")
        print(f"left aside, not facts: {names}", file=sys.stderr)
    if not loaded.sound:
        raise typer.Exit(1)


@app.command()
@_guarded
def build(
    paths: PathsArgument = None,
    graph: GraphOption = _GRAPH,
    texts: TextsOption = None,
    shapes: ShapesOption = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Leave the page out.")] = False,
) -> None:
    """Check facts and build a graph: store, dump and page in one folder. All or nothing."""
    from kg.building import build as build_graph

    with _progress() as report:
        built = build_graph(
            paths or None, out=graph, texts=texts or (), shapes=shapes or (), page=not no_page, report=report
        )
    counts = ", ".join(f"{n:,} {name if n != 1 else name[:-1]}" for name, n in built.manifest["counts"].items() if n)
    option = "" if graph == _GRAPH else f" --graph {graph}"
    print(f"{built.title}\n  {counts}; {built.manifest['quads']:,} quads")
    if not no_page:
        print(f"  {graph / 'page.html'}: open it in a browser")
    print("Try next:")
    for line in ("kg query --list", "kg query talks", "kg query bridges"):
        print(f"  {line}{option if '--list' not in line else ''}")
    if not paths:
        print(f"  kg path putin zelenskyy{option}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@_guarded
def query(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME | FILE.rq]", help="A named query, or a file.")] = None,
    expression: Annotated[str | None, typer.Option("-e", metavar="SPARQL", help="A query text.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named queries; with a name, describe it.")] = False,
    form: Annotated[str, typer.Option("--format", help="table, csv, tsv, json or markdown.")] = "table",
    graph: GraphOption = _GRAPH,
) -> None:
    """Ask the graph: a named query with its parameters (--actor putin), a file, or a SPARQL text.

    CONSTRUCT and DESCRIBE give Turtle.
    """
    from kg.graph import Graph
    from kg.terminal import TABLE_FORMATS, print_table

    if form not in TABLE_FORMATS:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(TABLE_FORMATS)}")
    if listing:
        return _list_queries(name)
    arguments = context.args
    if name is not None and name.startswith("--"):  # a parameter where the name of the query should be
        arguments, name = [name, *arguments], None
    if (name is None) == (expression is None):
        raise UsageError("give the name of a query, a file, or -e 'SELECT ...'; 'kg query --list' lists the names")
    parameters = _parameters(arguments)
    opened = Graph.open(graph)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not see Python's handler while it runs
    text = expression if expression is not None else _text_of(name or "")
    if text is None:
        print_table(opened.query(name or "", **parameters), form)
        return None
    if parameters:
        raise UsageError(f"--{next(iter(parameters))}: only named queries take parameters")
    if opened.is_construct(text):
        print(opened.construct(text), end="")
    else:
        print_table(opened.query(text), form)
    return None


def _list_queries(name: str | None) -> None:
    from kg.queries import find_query, list_queries

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
        ("Answer", list(found.columns)),
        ("Examples", [(f"kg query {name} {example}".rstrip(), "") for example in found.examples or ("",)]),
    ):
        width = max((len(word) for word, _ in entries), default=0)
        print(f"{title}:")
        for word, help_text in entries or [("none", "")]:
            print(f"  {word.ljust(width)}  {help_text}".rstrip())


def _text_of(name: str) -> str | None:
    """The query in a file, or None where the name is not that of a file."""
    if not name.endswith((".rq", ".sparql")) and "/" not in name:
        return None
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the query file '{name}' cannot be read: {getattr(error, 'strerror', error)}") from error


def _parameters(arguments: list[str]) -> dict[str, str]:
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
@_guarded
def path(
    start: Annotated[str, typer.Argument(metavar="A", help="An actor, by id or any name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="The other.")],
    level: LevelOption = "person",
    graph: GraphOption = _GRAPH,
) -> None:
    """The shortest chain of talks between two actors, with the claims along it."""
    from kg.graph import Graph
    from kg.terminal import print_path

    opened = Graph.open(graph)
    steps = opened.path_between(start, end, level=level)
    if not steps:
        print(f"no chain of talks joins {start} and {end}")
        raise typer.Exit(1)
    print_path(steps, opened.network(level=level, layers=("contact",)))


@app.command()
@_guarded
def show(
    graph: GraphOption = _GRAPH,
    level: LevelOption = "person",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; beside the graph if not given.")
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the interactive page: one HTML file that works offline."""
    from kg.graph import Graph

    written = Graph.open(graph).show(out, level=level)
    print(written)
    if browse:
        import webbrowser

        webbrowser.open(written.resolve().as_uri())


@app.command()
@_guarded
def export(
    form: Annotated[str, typer.Option("--format", help="trig, nquads, jsonld, or facts (a folder).")] = "trig",
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="A file, or a folder for facts.")] = None,
    graph: GraphOption = _GRAPH,
) -> None:
    """Write all facts as RDF, or as facts files again."""
    from kg.files import folder_beside, write_beside
    from kg.graph import Graph

    opened = Graph.open(graph)
    if form == "facts":
        if out is None:
            raise UsageError("facts are several files; name a folder with --out")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"'{out}' is there already; it is left alone. Name a new folder")
        with folder_beside(out) as folder:
            for name, text in opened.export_facts().items():
                write_beside(folder / name, text)
        print(out)
        return
    text = opened.export(form)
    if out is None:
        print(text, end="")
    else:
        write_beside(out, text)
        print(out)


def _progress() -> Any:
    from kg.terminal import progress

    return progress()


def main() -> None:
    """Run the command line. A closed pipe ends it quietly, Ctrl-C with exit code 130."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        _silence_stdout()
        sys.exit(0)
    except KeyboardInterrupt:
        print("kg: stopped", file=sys.stderr)
        sys.exit(130)
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _silence_stdout()


def _silence_stdout() -> None:
    """Nobody reads on: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
