"""Reads and makes the cases in `hostile/`: inputs that went wrong once, as data, each with what is right.

One file is one kind of fault: `what` is a sentence that says what is right, `cases` the list. A case has

    name     unique in its file
    make     what is put into an empty folder, in this order:
                 file: PATH with text, hex, or repeat and times; gzip: true packs it
                 folder: PATH
                 link: PATH, to: TARGET (a symbolic link)
                 fifo: PATH
                 unreadable: PATH (takes the rights away; the case is skipped for an administrator)
                 copy: NAME (a shipped data set, as a folder of this name)
    needs    modules, or posix, links, fifo: without them the case is skipped
    slow     true: the test has the mark `slow`
    steps    one after the other, in that folder; each is one of
                 kg: [arguments]
                 shell: "a line for /bin/sh", in which kg is a command
                 change: [what is made between two steps, as in make]
             kg and shell have exit (0 if not said), out and err (each text stands in this stream), never (each stands
             in neither), input, out_is (all of standard output), seconds (60 if not said); shell has fresh: true, too,
             where it is about what a fork does not show: signals, locales, descriptors that are closed or not among
             the three standard ones; then kg is a new interpreter
    there    must be there at the end
    gone     must not, * and ? are patterns
    same     must have the bytes that it had when it was first there (or last changed by `change`); also for a folder
    content  file: its exact text

Builds and imports at the start of a case are run once for all cases that start so with the same files.

"Traceback" never stands in what a command writes, and no command is ended by a signal.
"""

from __future__ import annotations

import atexit
import functools
import gzip
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import Any

import yaml
from kg_command import command_kg
from kg_process import Outcome, run_kg, run_process

FOLDER = Path(__file__).parent / "hostile"
DATASETS = Path(__file__).parent.parent / "kg" / "datasets"
_SYSTEM = ("posix", "links", "fifo")
_ITEMS = {
    "file": ("text", "hex", "repeat", "times", "gzip"),
    "folder": (),
    "link": ("to",),
    "fifo": (),
    "unreadable": (),
    "copy": (),
}
_CHECKS = ("exit", "out", "err", "never", "input", "out_is", "seconds")


class CaseError(Exception):
    """A case is not written as it must be."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is written."""

    file: str
    name: str
    make: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]
    needs: frozenset[str]
    slow: bool
    there: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name of its test."""
        return f"{self.file}: {self.name}"


# --- reading


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases of a folder. Raises CaseError, which says where, for one that is not written as it must be."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in read_file(path)]


def read_file(path: Path) -> list[Case]:
    """The cases of one file. Raises CaseError."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except yaml.YAMLError as error:
        raise CaseError(f"{path.name}: {error}") from error
    _keys(document, path.name, ("what", "cases"), ("what", "cases"))
    _need(isinstance(document["what"], str) and document["what"].endswith("."), path.name, "what is no sentence")
    cases = [_case(each, path) for each in _list(document["cases"], path.name, "cases")]
    names = [case.name for case in cases]
    _need(len(names) == len(set(names)), path.name, "two cases have one name")
    return cases


class _Loader(yaml.SafeLoader):
    """A loader that refuses a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(map(str, keys))):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _case(given: Any, path: Path) -> Case:
    name = given.get("name") if isinstance(given, dict) else None
    _need(isinstance(name, str) and name, path.name, f"a case has no name: {given!r:.80}")
    where = f"{path.name}: {name}"
    _keys(
        given, where, ("name", "steps"),
        ("name", "make", "needs", "slow", "steps", "there", "gone", "same", "content"),
    )  # fmt: skip
    make = tuple(_item(each, where) for each in _list(given.get("make", []), where, "make"))
    steps = tuple(_step(each, where) for each in _list(given["steps"], where, "steps"))
    _need(any("change" not in step for step in steps), where, "it has no step")
    needs = {str(need) for need in _list(given.get("needs", []), where, "needs")}
    for item in [*make, *(item for step in steps for item in step.get("change", ()))]:
        needs |= {"links"} if "link" in item else {"fifo"} if "fifo" in item else set()
    needs |= {"posix"} if any("shell" in step for step in steps) else set()
    _need(given.get("slow", False) in (True, False), where, "slow is true or false")
    content = given.get("content", {})
    _need(isinstance(content, dict), where, "content is file: text")
    texts = {part: tuple(_texts(given.get(part, []), where, part)) for part in ("there", "gone", "same")}
    return Case(
        path.stem, str(name), make, steps, frozenset(needs), bool(given.get("slow", False)), **texts,
        content={str(key): value for key, value in content.items() if _text(value, where, "content")},
    )  # fmt: skip


def _item(given: Any, where: str) -> dict[str, Any]:
    _need(isinstance(given, dict), where, f"{given!r:.80} is nothing that can be made")
    kinds = [kind for kind in _ITEMS if kind in given]
    _need(len(kinds) == 1, where, f"{given!r:.80} is not one of {', '.join(_ITEMS)}")
    kind = kinds[0]
    required = {"link": ("link", "to")}.get(kind, (kind,))
    _keys(given, where, required, (kind, *_ITEMS[kind]))
    for key in (kind, "text", "hex", "repeat", "to"):
        _text(given.get(key, ""), where, key)
    if kind == "file":
        ways = [way for way in ("text", "hex", "repeat") if way in given]
        _need(len(ways) == 1, where, f"{given[kind]}: give one of text, hex, and repeat with times")
        _need(("repeat" in given) == isinstance(given.get("times"), int), where, "repeat and times go together")
        _need(given.get("gzip", False) in (True, False), where, "gzip is true or false")
    if kind == "copy":
        _need((DATASETS / given[kind]).is_dir(), where, f"kg ships no data set '{given[kind]}'")
    return dict(given)


def _step(given: Any, where: str) -> dict[str, Any]:
    kinds = [kind for kind in ("kg", "shell", "change") if isinstance(given, dict) and kind in given]
    _need(len(kinds) == 1, where, f"the step {given!r:.80} is not one of kg, shell, change")
    kind = kinds[0]
    more = {"kg": _CHECKS, "shell": (*_CHECKS, "fresh"), "change": ()}[kind]
    _keys(given, where, (kind,), (kind, *more))
    if kind == "change":
        return {"change": [_item(each, where) for each in _list(given["change"], where, "change")]}
    step = dict(given)
    if kind == "kg":
        words = _list(given["kg"], where, "kg")
        for word in words:
            _need(isinstance(word, str) or type(word) is int, where, f"the argument {word!r} must be quoted")
        step["kg"] = [str(word) for word in words]
    else:
        _text(given["shell"], where, "shell")
    for part in ("out", "err", "never"):
        step[part] = _texts(given.get(part, []), where, part)
    for part in ("input", "out_is"):
        _text(given.get(part, ""), where, part)
    _need(type(given.get("fresh", False)) is bool, where, "fresh is true or false")
    _need(type(given.get("exit", 0)) is int, where, "exit is a number")
    _need(type(given.get("seconds", 1)) in (int, float), where, "seconds is a number")
    return step


def _need(right: object, where: str, what: str) -> None:
    if not right:
        raise CaseError(f"{where}: {what}")


def _keys(given: Any, where: str, required: tuple[str, ...], known: tuple[str, ...]) -> None:
    _need(isinstance(given, dict), where, f"{given!r:.80} is no mapping")
    for key in given:
        _need(key in known, where, f"there is no key '{key}'; there are {', '.join(known)}")
    for key in required:
        _need(key in given, where, f"'{key}' is missing")


def _list(given: Any, where: str, what: str) -> list[Any]:
    _need(isinstance(given, list), where, f"{what} is no list")
    return list(given)


def _text(given: Any, where: str, what: str) -> bool:
    _need(isinstance(given, str), where, f"{what}: {given!r:.80} must be a text, in quotation marks")
    return True


def _texts(given: Any, where: str, what: str) -> list[str]:
    return [each for each in _list(given, where, what) if _text(each, where, what)]


# --- running


def missing(case: Case) -> str | None:
    """What this machine lacks for a case; None where nothing is."""
    items = [*case.make, *(item for step in case.steps for item in step.get("change", ()))]
    if any("unreadable" in item for item in items) and not (hasattr(os, "geteuid") and os.geteuid()):
        return "a user whose rights can be taken away"
    for need in sorted(case.needs):
        if need == "posix" and os.name != "posix":
            return "a POSIX system"
        if need == "fifo" and not hasattr(os, "mkfifo"):
            return "named pipes"
        if need == "links" and sys.platform == "win32":
            return "symbolic links"
        if need not in _SYSTEM and util.find_spec(need) is None:
            return need
    return None


def make(items: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Make these items in a folder."""
    for item in items:
        kind = next(kind for kind in _ITEMS if kind in item)
        path = folder / item[kind]
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "file":
            path.write_bytes(_content(item))
        elif kind == "folder":
            path.mkdir(exist_ok=True)
        elif kind == "link":
            path.symlink_to(item["to"], target_is_directory=(path.parent / item["to"]).is_dir())
        elif kind == "fifo" and sys.platform != "win32":
            os.mkfifo(path)
        elif kind == "unreadable":
            path.chmod(0)
        elif kind == "copy":
            shutil.copytree(DATASETS / item["copy"], path)


def _content(item: Mapping[str, Any]) -> bytes:
    if "hex" in item:
        content = bytes.fromhex(item["hex"])
    else:
        text = item["text"] if "text" in item else item["repeat"] * item["times"]
        content = text.encode("utf-8")
    return gzip.compress(content, mtime=0) if item.get("gzip") else content


def run_case(case: Case, folder: Path) -> list[str]:
    """Run a case in an empty folder. Gives what is wrong, in words; nothing where all is right."""
    make(case.make, folder)
    kept: dict[str, Any] = {}
    _keep(case, folder, kept)
    wrong: list[str] = []
    closed: list[Path] = [folder / item["unreadable"] for item in case.make if "unreadable" in item]
    begun: tuple[str, ...] | None = ()
    for step in case.steps:
        begun = begun if begun is None else _begin(case, begun, step)
        if "change" in step:
            make(step["change"], folder)
            closed += [folder / item["unreadable"] for item in step["change"] if "unreadable" in item]
            for item in step["change"]:
                touched = next(item[kind] for kind in _ITEMS if kind in item)
                for name in [name for name in kept if _within(touched, name)]:
                    del kept[name]
            _keep(case, folder, kept)
            continue
        done = _run(step, folder) if begun is None else _run_once(step, folder, begun)
        found = _check(step, done)
        if found:
            wrong += [f"{_spell(step)}", *("  " + each for each in found), *_told(done)]
            break  # what comes after it rests on it
        _keep(case, folder, kept)
    for path in closed:  # else neither these checks nor those who remove the folder get at it
        path.chmod(0o700)
    return wrong + _check_files(case, folder, kept)


def _keep(case: Case, folder: Path, kept: dict[str, Any]) -> None:
    for name in case.same:
        if name not in kept and (folder / name).exists():
            kept[name] = _bytes(folder / name)


def _within(touched: str, name: str) -> bool:
    return Path(touched).is_relative_to(name) or Path(name).is_relative_to(touched)


def _bytes(path: Path) -> Any:
    if not path.is_dir():
        return path.read_bytes() if path.is_file() else None
    return {str(each.relative_to(path)): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}


def _run(step: Mapping[str, Any], folder: Path) -> Outcome:
    given, seconds = step.get("input", "").encode("utf-8"), step.get("seconds", 60)
    if "kg" in step:
        return run_kg(step["kg"], cwd=folder, given=given, seconds=seconds)
    with command_kg(fresh=step.get("fresh", False)) as path:
        return run_process(["/bin/sh", "-c", step["shell"]], cwd=folder, given=given, seconds=seconds, path=path)


def _begin(case: Case, begun: tuple[str, ...], step: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What the folder of a graph hangs on after a first step of a case, and those before; None where on more than that.

    Such are builds and imports of what was made, into the folder `graph`, with no other output.
    """
    words = list(step.get("kg", ()))
    if words[:1] not in (["build"], ["import"]) or step.get("input") or step.get("exit"):
        return None
    if words[-2:-1] == ["--graph"] or words[-3:-2] == ["--graph"]:
        place = words.index("--graph")
        if words[place + 1] != "graph":
            return None
        del words[place : place + 2]
    paths = [word for word in words[1 + (words[0] == "import") :] if word != "--no-page"]
    if any(path.startswith("-") for path in paths):
        return None
    if any(kind in item for item in case.make for kind in ("link", "fifo", "unreadable")):
        return None
    if any(next(iter(item.values())).startswith(("graph", ".graph")) for item in case.make):
        return None
    shipped = all(path.split("/")[0] == "events-sample" for path in paths)
    read = [{"copy": "events-sample"}] * bool(paths) if shipped else case.make
    if shipped and paths and {"copy": "events-sample"} not in case.make:
        return None
    return (*begun, repr((step["kg"], read)))


_ONCE: dict[tuple[str, ...], tuple[Outcome, Path]] = {}


def _run_once(step: Mapping[str, Any], folder: Path, begun: tuple[str, ...]) -> Outcome:
    """Run a first step, or take what came of the same steps in another case."""
    graph = folder / "graph"
    if begun in _ONCE:
        done, kept = _ONCE[begun]
        shutil.rmtree(graph, ignore_errors=True)
        shutil.copytree(kept, graph)
        return done
    done = _run(step, folder)
    if done.code == 0 and graph.is_dir() and not list(folder.glob(".graph*")):
        _ONCE[begun] = done, Path(_once_folder(), str(len(_ONCE)))
        shutil.copytree(graph, _ONCE[begun][1])
    return done


@functools.cache
def _once_folder() -> str:
    folder = tempfile.mkdtemp(prefix="kg-hostile-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _check(step: Mapping[str, Any], done: Outcome) -> list[str]:
    out, err = _decoded(done.out), _decoded(done.err)
    wrong = []
    wanted = step.get("exit", 0)
    if done.code is None:
        wrong.append(f"it did not end within {step.get('seconds', 60)} seconds")
    elif done.code < 0:
        wrong.append(f"it was ended by signal {-done.code}")
    elif done.code != wanted:
        wrong.append(f"exit code {done.code}, not {wanted}")
    for stream, text in (("out", out), ("err", err)):
        wrong += [f"not in {stream}: {part!r}" for part in step[stream] if part not in text]
    wrong += [f"must never stand there: {part!r}" for part in ("Traceback", *step["never"]) if part in out + "\n" + err]
    if "out_is" in step and out != step["out_is"]:
        wrong.append(f"out is not {step['out_is']!r}")
    return wrong


def _decoded(stream: bytes) -> str:
    text = stream.decode("utf-8", "backslashreplace")
    return text.replace("\r\n", "\n") if os.name == "nt" else text


def _spell(step: Mapping[str, Any]) -> str:
    return "$ kg " + " ".join(map(repr, step["kg"])) if "kg" in step else f"$ {step['shell']}"


def _told(done: Outcome) -> list[str]:
    told = []
    for name, stream in (("out", done.out), ("err", done.err)):
        text = _decoded(stream)
        told.append(f"  {name}: {text if len(text) < 3000 else text[:1500] + ' [...] ' + text[-1500:]!r}")
    return told


def _check_files(case: Case, folder: Path, kept: Mapping[str, Any]) -> list[str]:
    wrong = [f"not there: {name}" for name in case.there if not os.path.lexists(folder / name)]
    for pattern in case.gone:
        found = sorted(str(path.relative_to(folder)) for path in folder.glob(pattern))
        wrong += [f"still there: {', '.join(found)}"] if found else []
    for name in case.same:
        if name not in kept:
            wrong.append(f"was never there: {name}")
        elif not (folder / name).exists():
            wrong.append(f"is lost: {name}")
        elif _bytes(folder / name) != kept[name]:
            wrong.append(f"has changed: {name}")
    for name, text in case.content.items():
        path = folder / name
        if not path.is_file():
            wrong.append(f"not there: {name}")
        elif path.read_bytes() != text.encode("utf-8"):
            wrong.append(f"{name} has {path.read_bytes()[:2000]!r}")
    return wrong
