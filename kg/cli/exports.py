"""Commands that write something to look at or to pass on: show and export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.app import ChannelOption, LevelOption, Opening, RoleOption, SourceOption, StatusOption, app, clocked_writing
from kg.cli.options import flag
from kg.cli.target import Target, refuse
from kg.errors import UsageError

_NETWORK_FORMS = ("graphml", "gexf", "cytoscape", "node-link", "pairs")


@app.command()
@clocked_writing
def show(
    opening: Opening,
    level: LevelOption = "person",
    out: Annotated[
        Target | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to, - to standard output; beside the graph if not given.",
            parser=Target,
        ),
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the interactive page: one HTML file that works offline."""
    if out is None:
        written: Path | None = opening().save(level=level)
        print(written)
    else:
        if browse and not out.is_file:
            raise UsageError("--open takes a file; name one with --out, or leave --out out")
        out.refuse("--out", graph=opening.graph, page=True)
        out.write_and_tell(opening().page(level=level))
        written = out.path
    if browse and written is not None:
        import webbrowser

        webbrowser.open(written.resolve().as_uri())


@app.command()
@clocked_writing
def export(
    opening: Opening,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="trig, nquads, jsonld, facts (a folder); as a network graphml, gexf, cytoscape, node-link, pairs.",
        ),
    ] = "trig",
    level: Annotated[str | None, typer.Option("--level", help="Of a network: person, organisation or state.")] = None,
    layer: Annotated[list[str] | None, typer.Option("--layer", help="contact, act, stance, ...; repeatable.")] = None,
    channel: ChannelOption = None,
    role: RoleOption = None,
    status: StatusOption = None,
    source: SourceOption = None,
    out: Annotated[
        Target | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="A file, or a folder for facts; standard output if not given, or -.",
            parser=Target,
        ),
    ] = None,
) -> None:
    """Write all facts as RDF, as facts files again, or as a network for Gephi, Cytoscape and others."""
    own = {"layers": layer, "channels": channel, "roles": role, "statuses": status, "sources": source, "level": level}
    given: dict[str, Any] = {name: value for name, value in own.items() if value}
    target = out or Target("-")
    if given and form not in _NETWORK_FORMS:
        raise UsageError(f"{flag(next(iter(given)))} goes with a network: {', '.join(_NETWORK_FORMS)}")
    if form == "facts":
        return _export_facts(opening, target.path)
    if form == "pairs":
        return _export_pairs(opening, target.path, given)
    target.refuse("--out", graph=opening.graph)
    if form in _NETWORK_FORMS:
        from kg.network.formats import format_network, has_both

        network = opening().network(**given)
        if form == "gexf" and has_both(network):
            print(
                "edges with and without direction: Gephi reads both; for networkx, which does not, take one kind, "
                "such as --layer contact, or --format graphml",
                file=sys.stderr,
            )
        target.write_and_tell(format_network(network, form))
    else:
        target.write_and_tell(opening().export(form))
    return None


def _export_facts(opening: Opening, out: Path | None) -> None:
    from kg.disk.atomic import write_beside
    from kg.disk.outputs import refuse_own
    from kg.disk.replacing import folder_beside

    if out is None:
        raise UsageError("facts are several files; name a folder with --out")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"'{out}' is there already; it is left alone. Name a new folder")
    refuse_own(out, graph=opening.graph)
    opened = opening()
    with folder_beside(out) as folder:
        for name, text in opened.export_facts().items():
            write_beside(folder / name, text)
    print(out)
    if view := opened.shown:
        print(f"only {view}; 'kg check' names what they speak of and do not have", file=sys.stderr)


def _export_pairs(opening: Opening, out: Path | None, given: dict[str, Any]) -> None:
    from kg.network.formats import output_files, write_network

    if out is None:
        raise UsageError("pairs are several files; name the first part of their names with --out")
    for file in output_files(out, "pairs"):
        refuse("--out", file, graph=opening.graph)
    for file in write_network(opening().network(**given), out, form="pairs"):
        print(file)
