"""Commands that write something to look at or to pass on: show and export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import ChannelOption, LevelOption, Opening, RoleOption, SourceOption, StatusOption, app, clocked
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

_NETWORK_FORMS = ("graphml", "gexf", "cytoscape", "node-link", "pairs")


@app.command()
@clocked
def show(
    opening: Opening,
    level: LevelOption = "person",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; beside the graph if not given.")
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the interactive page: one HTML file that works offline."""
    written = opening().show(out, level=level).path
    if written is None:
        raise UsageError("name a file with --out")
    print(written)
    if browse:
        import webbrowser

        webbrowser.open(written.resolve().as_uri())


@app.command()
@clocked
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
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="A file, or a folder for facts.")] = None,
) -> None:
    """Write all facts as RDF, as facts files again, or as a network for Gephi, Cytoscape and others."""
    from kg.files import folder_beside, write_beside

    opened = opening()
    own = {"layers": layer, "channels": channel, "roles": role, "statuses": status, "sources": source, "level": level}
    given: dict[str, Any] = {name: value for name, value in own.items() if value}
    if form in _NETWORK_FORMS:
        return _export_network(opened.network(**given), form, out)
    if given:
        from kg.measures import flag

        raise UsageError(f"{flag(next(iter(given)))} goes with a network: {', '.join(_NETWORK_FORMS)}")
    if form == "facts":
        if out is None:
            raise UsageError("facts are several files; name a folder with --out")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"'{out}' is there already; it is left alone. Name a new folder")
        with folder_beside(out) as folder:
            for name, text in opened.export_facts().items():
                write_beside(folder / name, text)
        print(out)
        if view := opened.manifest.get("view"):
            print(f"only {view}; 'kg check' names what they speak of and do not have", file=sys.stderr)
        return None
    text = opened.export(form)
    if out is None:
        print(text, end="")
    else:
        write_beside(out, text)
        print(out)
    return None


def _export_network(network: nx.MultiDiGraph, form: str, out: Path | None) -> None:
    from kg.network.formats import format_network, has_both, write_network

    if form == "gexf" and has_both(network):
        print(
            "edges with and without direction: Gephi reads both; for networkx, which does not, take one kind, such as "
            "--layer contact, or --format graphml",
            file=sys.stderr,
        )
    if out is not None:
        for file in write_network(network, out, form=form):
            print(file)
    elif form == "pairs":
        raise UsageError("pairs are several files; name the first part of their names with --out")
    else:
        print(format_network(network, form), end="")
