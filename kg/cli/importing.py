"""The command import: event data by the million, beside the curated facts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.app import DEFAULT_GRAPH, GraphOption, app, guarded, read_path, read_path_text
from kg.cli.options import with_options
from kg.cli.target import Target
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.building.outcomes import Imported

_SHOWN = 5


def _day(flag: str, text: str) -> Any:
    return Annotated[str | None, typer.Option(flag, metavar="DAY", help=text)]


@app.command(name="import")
@guarded
def import_(
    name: Annotated[str, typer.Argument(metavar="gdelt|icews|mend", help="The data set.")],
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files as published, folders, or patterns such as 'data/*.zip'.",
            parser=read_path_text,
        ),
    ],
    graph: GraphOption = DEFAULT_GRAPH,
    since: _day("--since", "Only events of this day or later.") = None,  # type: ignore[valid-type]
    until: _day("--until", "Only events of this day or earlier.") = None,  # type: ignore[valid-type]
    actors: Annotated[
        list[str] | None,
        typer.Option("--actors", metavar="NAME", help="Only events of this actor or state, by id or name; repeatable."),
    ] = None,
    codes: Annotated[
        list[str] | None,
        typer.Option(
            "--codes", metavar="CODE", help="Only events of this code, or 04* for all that start so; repeatable."
        ),
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option("--corrections", metavar="FILE", help="A CSV file that says whom actors are.", parser=read_path),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="What the texts are in, where it is not UTF-8.")
    ] = None,
    links: Annotated[
        Target | None,
        typer.Option(
            "--links",
            metavar="FILE",
            help="Write who was matched, how and how surely, as CSV; - to standard output.",
            parser=Target,
        ),
    ] = None,
    merge: Annotated[
        bool | None,
        typer.Option(
            "--merge/--each-row", help="Reports of one event become one event; or each row is one.", show_default=False
        ),
    ] = None,
) -> None:
    """Import event data (GDELT, ICEWS, MEND) into a graph, new or existing. All or nothing."""
    from kg.building.imports import import_events
    from kg.building.outcomes import links_csv
    from kg.cli.terminal import progress

    if links is not None:
        _refuse_links(name, links, files, corrections, graph)
    with progress() as report:
        done = import_events(
            name, files, graph=graph, since=since, until=until, actors=_split("--actors", actors),
            codes=_split("--codes", codes),
            corrections=corrections, encoding=encoding, merging=merge, report=report,
        )  # fmt: skip
    if links is not None:
        try:
            links.write(links_csv(done.links))
        except KgError as error:
            raise KgError(f"{error}; the import itself is done, import again with --links to have them") from error
    told = _tell(done, graph, links.path if links is not None and links.is_file else None)
    print("\n".join(told), file=sys.stderr if links is not None and links.is_stdout else sys.stdout)


def _split(flag: str, values: list[str] | None) -> list[str]:
    """Values of an option that is repeated, or has commas between its values."""
    found = [part.strip() for value in values or () for part in value.split(",") if part.strip()]
    if values and not found:
        raise UsageError(f"{flag} has no value; leave it out for all")
    return found


def _refuse_links(name: str, links: Target, files: list[str], corrections: Path | None, graph: Path) -> None:
    """Raise UsageError where the links cannot be written, before hours of work, or would take the place of an input."""
    from kg.events.event_files import find_event_files
    from kg.events.registry import find_importer

    read = [*find_event_files(files, find_importer(name)).files, *([corrections] if corrections else [])]
    links.refuse("--links", inputs=read, graph=graph)


def _tell(done: Imported, graph: Path, links: Path | None) -> list[str]:
    from kg.events.data_sets import DataSet

    title = done.importer.title
    lines = [f"{title}: {done.read:,} rows in {_count(done.files, 'file')}"]
    for reason, number in sorted(done.aside.items()):
        which = f" ({_most_frequent(done.no_term)})" if reason == "no term for the code" else ""
        lines.append(f"  {number:,} left aside: {reason}{which}")
    if done.rejected:
        where = DataSet(importer=done.importer).rejects(graph)
        lines.append(f"  {_count(done.rejected, 'bad row')}; each with its line and reason in {where}")
        lines += [f"    {number:,}: {reason}" for reason, number in done.reasons.most_common(_SHOWN)]
    lines += [f"  {with_options(note)}" for note in done.notes]
    if not done.changed:
        lines.append("  nothing is new; the graph is as it was")
    else:
        revised = f", {done.revised:,} changed" if done.revised else ""
        lines.append(f"  {_count(done.new, 'new row')}{revised}")
        how: dict[str, set[str]] = {}
        for link in done.links:
            how.setdefault(link.how, set()).add(link.actor)
        matched = ", ".join(f"{len(actors):,} by {name}" for name, actors in sorted(how.items()) if name != "new")
        lines.append(f"  actors: {matched or 'none'}; {len(how.get('new', ())):,} new")
        if links is not None:
            lines.append(f"  {links}: who was matched, how and how surely")
    lines.append(f"{graph}: {_count(done.events, 'machine-coded claim')} that rest on {_count(done.rows, 'row')}")
    if done.changed and done.graph is not None and not done.on_page:
        lines.append("  the page shows the curated claims alone; kg show --since DAY --until DAY draws a part of these")
    return lines


def _most_frequent(counts: dict[str, int]) -> str:
    shown = ", ".join(f"{name[:20]}: {number:,}" for name, number in list(counts.items())[:_SHOWN])
    return shown + (f", {len(counts) - _SHOWN:,} more codes" if len(counts) > _SHOWN else "")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
