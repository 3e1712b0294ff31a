"""The README's examples give what the README shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from kg_process import run_kg

import kg
from kg.building.imports import import_events
from kg.datasets.samples import sample_events

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (kg .*?)\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("readme")
    kg.build(graph=place / "graph")
    (place / "tests" / "data").mkdir(parents=True)
    kg.build("events-sample", graph=place / "events", page=False)
    import_events("icews", [sample_events("icews")], graph=place / "events")
    for name in ("readme", "queries"):
        target = place / "tests" / "data" / name
        target.mkdir()
        for file in (ROOT / "tests" / "data" / name).iterdir():
            (target / file.name).write_bytes(file.read_bytes())
    yield place


@pytest.mark.parametrize(("command", "expected"), CONSOLE, ids=[command[:40] for command, _ in CONSOLE])
def test_console_examples(command: str, expected: str, folder: Path) -> None:
    done = run_kg(shlex.split(command)[1:], cwd=folder)
    assert (done.out.decode("utf-8"), done.err) == (expected, b"")


def test_the_question_of_ones_own_is_that_of_the_file() -> None:
    (shown,) = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)
    assert shown == (ROOT / "tests" / "data" / "queries" / "phoned.rq").read_text(encoding="utf-8")
    assert len(shown.splitlines()) == 5


def test_python_example(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(folder)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "2022-04-26 phone call putin turkish-presidency",
        "2022-04-26 phone call putin kremlin",
        "2022-04-26 phone call putin hurriyet-daily-news",
    ]


def test_map_names_what_is_there() -> None:
    named = set(re.findall(r"`(kg/[\w./-]+|ontology/|tests/[\w/]*|notebooks/)`", README))
    assert len(named) > 8
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_command_is_in_the_readme() -> None:
    from kg.cli import app

    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    commands |= {group.name for group in app.registered_groups if group.name}
    assert commands == set(re.findall(r"\| `kg (\w+)", README))
