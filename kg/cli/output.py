"""Commands that write something to look at or to pass on: show and export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import DEFAULT_GRAPH, GraphOption, LevelOption, app, guarded
from kg.errors import UsageError


@app.command()
@guarded
def show(
    graph: GraphOption = DEFAULT_GRAPH,
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
@guarded
def export(
    form: Annotated[str, typer.Option("--format", help="trig, nquads, jsonld, or facts (a folder).")] = "trig",
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="A file, or a folder for facts.")] = None,
    graph: GraphOption = DEFAULT_GRAPH,
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
