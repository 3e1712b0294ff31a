"""What all commands share: the application, the options that several take, and errors as one clear line."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli.options import flags_of, name_options
from kg.disk.atomic import path_in_utf8
from kg.errors import UsageError
from kg.limits.boundary import Interruptible, tell

if TYPE_CHECKING:
    from kg.graph import Graph

ORDER = (
    "new",
    "cite",
    "names",
    "schema",
    "check",
    "build",
    "import",
    "query",
    "compare",
    "about",
    "conflicts",
    "offers",
    "positions",
    "diff",
    "path",
    "analyse",
    "show",
    "export",
    "notebook",
)


class _InOrder(TyperGroup):
    """Lists the commands in the order of the flow."""

    def list_commands(self, ctx: object) -> list[str]:
        return sorted(self.commands, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


app = typer.Typer(
    name="kg",
    cls=_InOrder,
    help="Who talks to whom, in what role, and who says so: facts in, a checked graph, answers, networks, a page out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def read_path(text: str | Path) -> Path:
    """What an option or argument that is a path was given; an empty text, which means the folder here, is refused."""
    if text == "":
        raise typer.BadParameter("it is empty; name a file or a folder (. is the folder here)")
    if "\0" in str(text):
        raise typer.BadParameter("a path cannot hold a NUL character")
    return Path(text)


def read_graph(text: str | Path) -> Path:
    """The same for the folder of a graph, whose engines take no name that is not text."""
    path = read_path(text)
    if not _is_text(str(path)):
        try:
            shown, remedy = path_in_utf8(path), "set PYTHONUTF8=1, or give the folder another name"
        except UsageError:
            shown, remedy = str(path), "give the folder another name"
        raise typer.BadParameter(f"'{shown}' is no text in {sys.getfilesystemencoding()}; {remedy}")
    return path


class PathText(str):
    """What may be a path or something else, such as a pattern: as the system gave it, else the file is not found."""

    __slots__ = ()


def read_path_text(text: str) -> PathText:
    """The same as `read_path` for what may be a path or something else; it stays a text."""
    read_path(text)
    return PathText(text)


GraphOption = Annotated[
    Path, typer.Option("--graph", metavar="DIR", help="The folder of the graph.", parser=read_graph)
]
TextsOption = Annotated[
    list[Path] | None,
    typer.Option("--texts", metavar="DIR", help="A folder with the texts of sources; repeatable.", parser=read_path),
]
ShapesOption = Annotated[
    list[Path] | None,
    typer.Option("--shapes", metavar="FILE", help="SHACL shapes of your own; repeatable.", parser=read_path),
]
ShapesTimeOption = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", min=0, help="How long your shapes may take; 60 if not given."),
]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...", help="Facts files and folders; the shipped data set if none.", parser=read_path
    ),
]
ChannelOption = Annotated[list[str] | None, typer.Option("--channel", help="Only this channel; repeatable.")]
RoleOption = Annotated[list[str] | None, typer.Option("--role", help="Only ties in this role; repeatable.")]
StatusOption = Annotated[list[str] | None, typer.Option("--status", help="Only roles of this status; repeatable.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Only this source, by id; repeatable.")]
RawOption = Annotated[
    bool, typer.Option("--raw", help="CSV and TSV for programs, without ' before what a spreadsheet would run.")
]
LevelOption = Annotated[str, typer.Option("--level", help="person, organisation or state.")]
DEFAULT_GRAPH = Path("graph")


class Opening:
    """What opens the graph of a command: called, it gives the view by the clocks."""

    def __init__(self, graph: Path, clocks: dict[str, Any]) -> None:
        self.graph, self.clocks = graph, clocks

    def __call__(self) -> Graph:
        return self.whole().view(**self.clocks)

    def whole(self) -> Graph:
        """The graph itself, for a command that keeps to the clocks in a way of its own."""
        from kg.graph import Graph

        return Graph.open(self.graph)


def _day_option(flag: str, text: str) -> Any:
    return Annotated[str | None, typer.Option(flag, metavar="DAY", help=text)]


ClaimsOption = Annotated[
    str, typer.Option("--claims", metavar="CHOICE", help="all, curated (no machine-coded ones) or coded (only those).")
]

# When it happened, when it was known, and whose claims count; kg.claims.clocks has the rules.
_CLOCKS: dict[str, tuple[Any, Any]] = {
    "on": (_day_option("--on", "Only what happened on this day, or may have."), None),
    "since": (_day_option("--since", "Only what happened on this day or later, or may have."), None),
    "until": (_day_option("--until", "Only what happened on this day or earlier, or may have."), None),
    "certainly": (
        Annotated[
            bool, typer.Option("--certainly/--possibly", help="What surely happened then; or what may have, too.")
        ],
        False,
    ),
    "known_by": (_day_option("--known-by", "Only what was out by this day."), None),
    "claims": (ClaimsOption, "all"),
    "without": (
        Annotated[
            str,
            typer.Option(
                "--without",
                metavar="KINDS",
                help="Leave out what is denied, deprecated, disputed.",
            ),
        ],
        "",
    ),
}


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose foreseen failures are told, each in a line, and give its exit code: see `kg.limits.boundary`."""
    flags = flags_of(command)

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **{name: _as_text(value) for name, value in kwargs.items()})
            sys.stdout.flush()
        except Exception as error:
            name_options(error, flags)
            code = tell(error)
            if code is None:
                raise
            if code:
                raise typer.Exit(code) from None

    return run


def _as_text(value: Any) -> Any:
    """A value as it was typed. Where Python took its bytes for no text, they may be UTF-8 yet; a path stays as it is.

    Raises UsageError for bytes that are none.
    """
    if isinstance(words := getattr(value, "args", None), list):  # of a context
        words[:] = map(_as_text, words)
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if not isinstance(value, str) or isinstance(value, PathText) or _is_text(value):
        return value
    try:
        return os.fsencode(value).decode("utf-8")
    except UnicodeError:
        raise UsageError(f"'{value[:200]}' is no text in UTF-8") from None


def _is_text(value: str) -> bool:
    """Whether there are no halves of surrogate pairs in it, by which Python carries bytes that it took for no text."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def clocked(command: Callable[..., None]) -> Callable[..., None]:
    """A command on a graph: takes --graph, the two clocks and --claims beside its own options.

    The command's first parameter is a function that opens the graph and gives the view by the clocks. It only reads.
    """
    return _clocked(command, Interruptible)


def clocked_writing(command: Callable[..., None]) -> Callable[..., None]:
    """The same for a command that writes files, and cleans up when it is stopped."""
    return _clocked(command, nullcontext)


def _clocked(command: Callable[..., None], held: Callable[[], AbstractContextManager[None]]) -> Callable[..., None]:
    @functools.wraps(command)
    def run(*args: Any, graph: Path, **kwargs: Any) -> None:
        clocks = {name: kwargs.pop(name) for name in _CLOCKS}
        with held():
            command(Opening(graph, clocks), *args, **kwargs)

    own = inspect.signature(command, eval_str=True)
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in {"graph": (GraphOption, DEFAULT_GRAPH), **_CLOCKS}.items()
    ]
    _, *others = own.parameters.values()
    typed = own.replace(parameters=[*others, *options])
    run.__signature__ = typed  # type: ignore[attr-defined]
    run.__annotations__ = {name: parameter.annotation for name, parameter in typed.parameters.items()}
    del run.__wrapped__
    return guarded(run)


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
