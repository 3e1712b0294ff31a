"""What all commands share: the application, the options that several take, and errors as one clear line."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg.errors import FactsError, KgError

ORDER = ("check", "build", "query", "path", "show", "export")


class _InOrder(TyperGroup):
    """Lists the commands in the order of the flow."""

    def list_commands(self, ctx: Any) -> list[str]:
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
DEFAULT_GRAPH = Path("graph")


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Errors of kg as one clear line on stderr and the exit code of the error; problems with facts one line each."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            silence_stdout()
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


def silence_stdout() -> None:
    """Nobody reads on: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
