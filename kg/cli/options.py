"""Arguments of the library as they are typed on the command line: its messages name `known_by`, a person --known-by."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from typer.models import ArgumentInfo, OptionInfo

from kg.errors import FactsError, KgError

# What somebody wrote stands between quotation marks, and is passed over.
_ARGUMENT = re.compile(r"(?<!\w)'.*?'(?!\w)|`([a-z_]+)`")
# An option that can be repeated has the name of one.
_ONE = {"layers": "layer", "channels": "channel", "roles": "role", "statuses": "status", "sources": "source"}


# The arguments that a problem of facts may name.
_OF_CHECKS = ("texts", "shapes", "time_limit", "base")


def flag(argument: str) -> str:
    """An argument as an option.

    >>> flag("statuses"), flag("from_day"), flag("days")
    ('--status', '--from-day', '--days')
    """
    return "--" + _ONE.get(argument, argument).replace("_", "-")


def flags_of(command: Callable[..., None]) -> dict[str, str]:
    """How the parameters of a command are typed, where that is not by their names: `kind` as --type, `start` as A."""
    found = {}
    for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
        for about in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(about, ArgumentInfo) and about.metavar:
                found[name] = about.metavar.strip("[].")
            elif isinstance(about, OptionInfo):  # the first of its names stands where typer has a default
                names = [str(each) for each in (about.default, *(about.param_decls or ())) if str(each)[:2] == "--"]
                found |= {name: names[0].partition("/")[0]} if names else {}
    return found


def with_options(text: str, flags: Mapping[str, str] | None = None, *, facts: bool = False) -> str:
    """A message with its arguments as they are typed; what is said of `facts` names keys of theirs, too.

    >>> with_options("`known_by` takes a day, not 'what `on` is'")
    "--known-by takes a day, not 'what `on` is'"
    """

    def typed(found: re.Match[str]) -> str:
        name = found[1]
        return found[0] if name is None or (facts and name not in _OF_CHECKS) else (flags or {}).get(name) or flag(name)

    return _ARGUMENT.sub(typed, text)


def name_options(error: BaseException, flags: Mapping[str, str]) -> None:
    """Let what kg says of a failure name its arguments as they are typed."""
    if isinstance(error, FactsError):
        error.problems = tuple(
            replace(each, message=with_options(each.message, flags, facts=True)) for each in error.problems
        )
    elif isinstance(error, KgError):
        error.args = tuple(_typed(line, flags) for line in error.args)


def _typed(line: object, flags: Mapping[str, str]) -> Any:
    return with_options(line, flags) if isinstance(line, str) else line
