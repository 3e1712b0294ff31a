"""What the command line shows: tables for a terminal, plain text for a pipe, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.disk.outputs import write_stdout
from kg.errors import UsageError
from kg.store.tables import Table, pad, visible, width_of

if TYPE_CHECKING:
    from kg.analysis import PathStep
    from kg.analysis.measures import Sentence
    from kg.claims.things import Thing
    from kg.reports.entry import Entry

TABLE_FORMATS = ("table", "csv", "tsv", "json", "markdown")


def check_form(form: str, forms: Sequence[str] = TABLE_FORMATS, *, raw: bool = False) -> None:
    """Raise UsageError for a form that is none of `forms`, and for --raw with one that has no formulas to guard."""
    if form not in forms:
        raise UsageError(f"there is no form '{form}'; the forms are {', '.join(forms)}")
    if raw and form not in ("csv", "tsv"):
        raise UsageError(f"--raw goes with --format {' or '.join(each for each in forms if each in ('csv', 'tsv'))}")


def print_table(table: Table, form: str, *, raw: bool = False) -> None:
    """Print an answer in one of `TABLE_FORMATS`; a table is drawn in a terminal and plain in a pipe.

    With `raw`, CSV and TSV are exactly as SPARQL 1.1 defines them, without guards against formulas.
    """
    if form == "table":
        if sys.stdout.isatty():
            _draw(table)
        else:
            print(table.to_text(), end="")
        return
    if form == "csv":
        write_stdout(table.to_csv(raw=raw))  # its line ends are CR LF on every system
        return
    print(table.to_tsv(raw=raw) if form == "tsv" else getattr(table, f"to_{form}")(), end="")


def _draw(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    rows = table.texts()
    filled = [i for i in range(len(table.columns)) if any(row[i] for row in rows) or not rows]
    console = Console()
    spare = [i for i in filled if table.columns[i] in ("claim", "other_claim")]
    hidden: list[str] = []
    while spare and _width(table, rows, filled) > console.width:  # ids of claims are long, and wrapped they help nobody
        hidden.append(table.columns[spare[-1]])
        filled.remove(spare.pop())
    if _width(table, rows, filled) > 1.5 * console.width:
        return _draw_records(console, table, rows)
    drawn = Drawn(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for i in filled:
        drawn.add_column(Text(table.columns[i]), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(row[i]) for i in filled))
    console.print(drawn)
    left_out = f"; not shown, for want of width: {', '.join(reversed(hidden))}" if hidden else ""
    console.print(Text(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}{left_out}", style="dim"))
    return None


def _width(table: Table, rows: Sequence[Sequence[str]], shown: Sequence[int]) -> int:
    """The width of a table with these columns and no line broken."""
    return sum(max([width_of(table.columns[i]), *(width_of(row[i]) for row in rows)]) + 3 for i in shown)


def _draw_records(console: object, table: Table, rows: Sequence[Sequence[str]]) -> None:
    """Rows that are too wide for the terminal, one below the other."""
    from rich.console import Console
    from rich.text import Text

    assert isinstance(console, Console)
    width = max(map(width_of, table.columns))
    for number, row in enumerate(rows, 1):
        console.print(Text(f"─ {number} ".ljust(min(console.width, 60), "─"), style="dim"))
        for name, cell in zip(table.columns, row, strict=True):
            if cell:
                console.print(Text.assemble((pad(name, width), "bold"), "  ", cell))
    console.print(Text(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}", style="dim"))


def print_path(
    chains: Sequence[Sequence[PathStep]],
    claims: Mapping[str, Mapping[str, str]],
    things: Mapping[str, Thing],
    *,
    ends: tuple[str, str],
) -> None:
    """Print chains of talks, and each step once with its claims; those that a program made, or somebody denies, are
    marked.

    `claims` has what is told of each claim, as `kg.network.describe_claims` gives it; `things` tell what actors are
    called. `ends` are the two that were asked about: where somebody stands for one of them, that is said.
    """

    def label(name: str) -> str:
        return visible(things[name].label if name in things else name)

    for steps in chains:
        names = [label(steps[0].start), *(label(step.end) for step in steps)]
        for place, asked, found in ((0, ends[0], steps[0].start), (-1, ends[1], steps[-1].end)):
            names[place] += f" (for {label(asked)})" if asked != found else ""
        print(" - ".join(names))
    for (start, end), step in {(step.start, step.end): step for steps in chains for step in steps}.items():
        denied = f" (denied by {', '.join(map(label, step.denied_by))})" if step.denied_by else ""
        print(f"\n{label(start)} - {label(end)}{denied}")
        for talk in step.talks:
            told = claims[talk.claim]
            print(f"  {talk.date or 'no date'}  {visible(talk.kind)}  {visible(told['words'])}")
            phrase = f" “{visible(told['phrase'])}”" if told["phrase"] else ""
            teller = visible(told["according_to"]) or "no one named"
            mark = " (machine-coded)" if talk.coded else ""
            mark += f" ({visible(talk.standing)})" if talk.standing and not step.denied_by else ""
            print(f"    according to {teller}, {visible(told['source'])}{mark}:{phrase}".removesuffix(":"))


def print_brief(sentences: Sequence[Sentence], title: str) -> None:
    """Print a brief: each sentence, and below it the command that shows what it rests on."""
    from textwrap import fill

    print(visible(title))
    for sentence in sentences:
        print(f"\n{fill(visible(sentence.words), 100)}\n  {sentence.command}")


def print_entry(entry: Entry, form: str) -> None:
    """Print a page in text as `text`, `markdown` or `json`; in a terminal the text has headings that stand out."""
    if form == "text" and sys.stdout.isatty():
        _draw_entry(entry)
        return
    print({"text": entry.to_text, "markdown": entry.to_markdown, "json": entry.to_json}[form](), end="")


_STYLES = {"title": "bold", "heading": "bold cyan", "differing": "yellow", "small": "dim"}


def _draw_entry(entry: Entry) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for line in entry.lines(width=min(100, console.width)):
        mark = Text(line.mark, style="bold")
        console.print(
            Text(" " * line.indent) + mark + Text(line.text, style=_STYLES.get(line.style, "")), soft_wrap=True
        )


@contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """Tells stages of work on stderr where that is a terminal, with a bar; says nothing in a pipe.

    What is told is the stage, and how much of the whole is done (0 to 1) where that is known.
    """
    if not sys.stderr.isatty():
        yield lambda stage, share=None: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=30),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("start", total=None)
        told = ""

        def tell(stage: str, share: float | None = None) -> None:
            nonlocal told
            fresh, told = stage != told, stage  # each stage is shown, however short it is
            total = None if share is None else 1.0
            bar.update(task, description=visible(stage), total=total, completed=share or 0.0, refresh=fresh)

        yield tell
