"""The wheel has all that kg needs, and kg runs from it alone."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return next(place.glob("*.whl"))


def test_wheel_has_data_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"kg/py.typed", "kg/ontology/roles.ttl", "kg/ontology/shapes.ttl", "kg/queries/talks.rq",
            "kg/page/vendor/vis-network.min.js", "kg/page/templates/page.html.jinja",
            "kg/datasets/ukraine-2022/dataset.yaml"} <= names  # fmt: skip
    tracked = subprocess.run(["git", "ls-files", "kg", "ontology"], cwd=ROOT, capture_output=True, encoding="utf-8")
    files = {name if name.startswith("kg/") else f"kg/{name}" for name in tracked.stdout.split()}
    assert sorted(files - names) == []
    assert [name for name in names if "test" in name or "__pycache__" in name] == []


@pytest.mark.slow
def test_kg_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"}
    script = "import kg, kg.__main__; assert 'site' in kg.__file__, kg.__file__; kg.__main__.main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "build"], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "graph" / "page.html").is_file()
