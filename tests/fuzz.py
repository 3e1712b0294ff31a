"""The fuzzer: gives kg real files with mutations, and looks whether what it does is what may ever be right.

Whatever the input: each command ends with exit code 0, 1 or 2 in its time, by no signal, and without "Traceback"; each
problem stands at a line that its file has; `check` ends with 0 exactly where `build` does; the inputs are as they were;
after a command that failed the graph is as it was, and nothing is left beside it.

By hand, for as long as one likes, with counts and kinds at the end; each kind is reduced and saved as a case for
`hostile/`, in which what is right is to be filled in:

    python tests/fuzz.py --minutes 30 --seed 7 --out found
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from fuzz_inputs import Fuzzed, base_files, inputs, made_graph
from hypothesis import HealthCheck, Phase, given, seed, settings
from kg_process import Outcome, run_kg

SECONDS = 60  # for one command; what is usual takes less than one
MEMORY = 4_000_000_000  # bytes of addresses, of which the engines take some 1.5 GB at once
_LARGE = 20_000
_PLACE = re.compile(r"^(?P<path>[^:\n]+)(?::(?P<line>[0-9]+))?(?::(?P<column>[0-9]+))?: (?:error|warning|note)\[", re.M)
_FRAME = re.compile(r'File "[^"]*[/\\](kg[/\\][^"]*)", line [0-9]+, in (\S+)')
_RAISED = re.compile(r"^([A-Za-z_][\w.]*)(?::|$)", re.M)


@dataclass(slots=True)
class Count:
    """What a run of the fuzzer came upon."""

    inputs: int = 0
    targets: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, Fuzzed] = field(default_factory=dict)


def try_input(fuzzed: Fuzzed, codes: Counter[str] | None = None) -> list[str]:
    """Run the commands of an input. Gives the kinds of what is wrong; none where all is right."""
    with TemporaryDirectory(prefix="kg-fuzz-") as name:
        folder = Path(name).resolve()
        _prepare(fuzzed, folder)
        own = _read_all(folder)
        ended: dict[str, int | None] = {}
        wrong: list[str] = []
        for command in fuzzed.commands:
            before = _read_all(folder)
            done = run_kg(command, cwd=folder, seconds=SECONDS, memory=MEMORY)
            ended.setdefault(command[0], done.code)
            if codes is not None:
                codes[f"{command[0]} {done.code}"] += 1
            wrong += look_at(command, done, folder)
            if done.code != 0:
                wrong += _look_at_files(command, before, _read_all(folder))
        if {"check", "build"} <= ended.keys() and (ended["check"] == 0) != (ended["build"] == 0):
            wrong.append(f"check ends with {ended['check']}, build with {ended['build']}")
        after = _read_all(folder)
        changed = [name for name in own if not name.startswith("graph/") and after.get(name) != own[name]]
        wrong += [f"an input is changed: {name}" for name in changed]
        return list(dict.fromkeys(wrong))


def look_at(command: Sequence[str], done: Outcome, folder: Path) -> list[str]:
    """What is wrong with how a command ended and what it wrote."""
    text = done.out.decode("utf-8", "replace") + "\n" + done.err.decode("utf-8", "replace")
    wrong = []
    if done.code is None:
        wrong.append(f"{command[0]}: no end within {SECONDS} seconds")
    elif done.code < 0:
        wrong.append(f"{command[0]}: ended by signal {-done.code}")
    elif done.code not in (0, 1, 2):
        wrong.append(f"{command[0]}: exit code {done.code}")
    if "Traceback" in text:
        wrong.append(f"{command[0]}: traceback: {_raised(text)}")
    for found in _PLACE.finditer(text):
        path = folder / found["path"]
        code = text[found.end() :].partition("]")[0]
        if not path.exists() and code != "missing-file":
            wrong.append(f"{command[0]}: {code} at a file that is not there")
        elif found["line"] and path.is_file() and int(found["line"]) > _count_lines(path):
            wrong.append(f"{command[0]}: {code} at a line that is not there")
    return wrong


def _raised(text: str) -> str:
    """What was raised, and the innermost function of kg that it went through."""
    told = text[text.rindex("Traceback") :]
    frames = _FRAME.findall(told)
    where = f" in {frames[-1][0]} {frames[-1][1]}" if frames else ""
    kinds = [name for name in _RAISED.findall(told) if name != "Traceback"]
    return f"{kinds[0] if kinds else '?'}{where}"


def _count_lines(path: Path) -> int:
    """The lines of a file as an editor counts them: a line ends with LF, CR or both; the last may be empty."""
    content = path.read_bytes()
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            content = content.decode(encoding, "replace").encode()
    return len(re.findall(rb"\r\n|\r|\n", content)) + 1


def _look_at_files(command: Sequence[str], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """What a command that failed did to the files."""
    wrong = []
    # the engine writes a log, and holds a lock, where it only reads
    quiet = [name for name in before if not re.search("/store/(?:LOG.*|LOCK)$", name)]
    if any(after.get(name) != before[name] for name in quiet if name.startswith("graph/")):
        wrong.append(f"{command[0]} failed, and the graph is not as it was")
    more = sorted({re.sub("[0-9a-f]{6,}|[0-9]+", "N", name.split("/")[0]) for name in after.keys() - before.keys()})
    return wrong + [f"{command[0]} failed, and left {name} there" for name in more if name != "graph"]


def _prepare(fuzzed: Fuzzed, folder: Path) -> None:
    (folder / "facts").mkdir()
    shutil.copytree(made_graph(), folder / "graph")
    for name, content in {**base_files(fuzzed.base), **fuzzed.files}.items():
        (folder / name).write_bytes(content)


def _read_all(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


# --- many inputs


def run_batch(number: int, size: int, look: Callable[[Fuzzed], None]) -> None:
    """Let hypothesis make so many inputs from a seed."""
    run = seed(number)(
        settings(
            max_examples=size,
            database=None,
            derandomize=False,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(inputs())(look))
    )
    run()


def fuzz(*, seconds: float, first_seed: int = 0, tell: Callable[[str], None] = lambda _: None) -> Count:
    """Try inputs for so long, from one seed after the other, and count."""
    found, end = Count(), time.monotonic() + seconds

    def look(fuzzed: Fuzzed) -> None:
        if time.monotonic() > end:
            return
        found.inputs += 1
        found.targets[fuzzed.target] += 1
        for kind in try_input(fuzzed, found.codes):
            found.kinds[kind] += 1
            if kind not in found.firsts:
                found.firsts[kind] = fuzzed
                tell(f"{fuzzed.target}: {kind}")

    number = first_seed
    while time.monotonic() < end:
        run_batch(number, 25, look)
        number += 1
    return found


# --- one input made smaller, and saved


def reduce(fuzzed: Fuzzed, kind: str, *, seconds: float = 60) -> Fuzzed:
    """A smaller input of the same kind: pieces of its files left out as long as time allows."""
    end = time.monotonic() + seconds

    def is_same(other: Fuzzed) -> bool:
        return time.monotonic() < end and kind in try_input(other)

    for name in sorted(fuzzed.files):
        rest = {key: content for key, content in fuzzed.files.items() if key != name}
        if fuzzed.base != "none" and is_same(replace(fuzzed, files=rest)):
            fuzzed = replace(fuzzed, files=rest)
    for name in sorted(fuzzed.files):
        content = fuzzed.files[name]
        for pieces in (content.splitlines(keepends=True), None):
            parts: list[bytes] = pieces or [bytes([byte]) for byte in content]
            size = max(1, len(parts) // 2)
            while size and time.monotonic() < end:
                for start in _starts(len(parts), size):
                    fewer = parts[:start] + parts[start + size :]
                    smaller = replace(fuzzed, files={**fuzzed.files, name: b"".join(fewer)})
                    if len(fewer) < len(parts) and is_same(smaller):
                        fuzzed, parts = smaller, fewer
                size //= 2
            content = b"".join(parts)
    return fuzzed


def _starts(length: int, size: int) -> Iterator[int]:
    yield from range(((length - 1) // size) * size, -1, -size)


def save(fuzzed: Fuzzed, kind: str, folder: Path) -> Path:
    """Write an input as a case for `hostile/`, in which what is right is to be filled in."""
    kept = {name: content for name, content in base_files(fuzzed.base).items() if name not in fuzzed.files}
    make = [_item(name, content) for name, content in kept.items()]
    make += [_item(name, content) for name, content in fuzzed.files.items() if not name.startswith("graph/")]
    change = [_item(name, content) for name, content in fuzzed.files.items() if name.startswith("graph/")]
    uses_graph = any("--graph" in command and command[0] != "build" for command in fuzzed.commands)
    steps: list[dict[str, object]] = []
    if uses_graph and not any(name.startswith("facts/") for name in fuzzed.files):
        steps.append({"kg": ["build", "facts", "--graph", "graph"]})
    steps += [{"change": change}] if change else []
    steps += [{"kg": list(command), "exit": 1} for command in fuzzed.commands]
    document = {"what": f"Found by the fuzzer; write what is right, not {kind}.", "cases": [
        {"name": kind.replace(":", ","), "make": make, "steps": steps}
    ]}  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub("[^a-z0-9]+", "-", f"{fuzzed.target} {kind}".lower()).strip("-")[:100]
    path = folder / f"{name}.yaml"
    for inside, content in fuzzed.files.items():
        if len(content) > _LARGE:
            path.with_suffix("." + Path(inside).name).write_bytes(content)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    return path


def _item(name: str, content: bytes) -> dict[str, object]:
    if len(content) > _LARGE:
        return {"file": name, "text": f"{len(content):,} bytes, which stand beside this case"}
    try:
        text = content.decode("utf-8")
        if yaml.safe_load(yaml.safe_dump(text)) == text:
            return {"file": name, "text": text}
    except (UnicodeDecodeError, yaml.YAMLError):
        pass
    return {"file": name, "hex": content.hex()}


def main() -> int:
    """Fuzz for some minutes, tell what was found, and save it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("found"))
    parser.add_argument("--reduce", type=float, default=60, help="Seconds to make one input smaller.")
    given_ = parser.parse_args()
    found = fuzz(seconds=60 * given_.minutes, first_seed=given_.seed, tell=lambda line: print(line, flush=True))
    print(f"\n{found.inputs:,} inputs, from seed {given_.seed}")
    for title, counter in (("of", found.targets), ("ended with", found.codes), ("wrong", found.kinds)):
        print(
            f"{title}:",
            *(f"  {number:6,}  {name}" for name, number in sorted(counter.items())),
            sep="\n",
        )
    tracebacks = sum(number for kind, number in found.kinds.items() if "traceback" in kind)
    deaths = sum(number for kind, number in found.kinds.items() if "by signal" in kind)
    print(f"{tracebacks} tracebacks, {deaths} deaths by signal, {len(found.kinds)} kinds of what is wrong")
    for kind, fuzzed in found.firsts.items():
        print(save(reduce(fuzzed, kind, seconds=given_.reduce), kind, given_.out), flush=True)
    return 1 if found.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
