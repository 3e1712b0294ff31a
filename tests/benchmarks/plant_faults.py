"""Faults planted by hand, one after the other: which of them do the fast tests find?

python tests/benchmarks/plant_faults.py                          all faults, all fast tests: an hour or so
python tests/benchmarks/plant_faults.py --only clocks            those in files of this name
python tests/benchmarks/plant_faults.py tests/test_clocks.py     these tests only
The project is copied, and its copy is changed. The tests must pass there before the first fault.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from planted_faults import Fault, read_faults  # noqa: E402

LEFT_OUT = (".git", ".*_cache", ".hypothesis", ".nox", ".venv", "__pycache__", "htmlcov")
# The one looks for the faults themselves, the other for how they are written.
NOT_ASKED = ("tests/test_planted_faults.py", "tests/test_house.py::test_tools_find_nothing")
SOUND, FAILED, BROKEN = 0, 1, 2  # exit codes of pytest; the last where tests cannot even be read


def main() -> None:
    """Plant and test; the exit code is 1 where more than one fault in ten was not found."""
    parser = argparse.ArgumentParser(description="Which planted faults do the fast tests find?")
    parser.add_argument("tests", nargs="*", help="files of tests; all if none are given")
    parser.add_argument("--only", default="", help="faults in files whose names have this text")
    given = parser.parse_args()
    faults = [fault for fault in read_faults() if given.only in fault.file]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        shutil.copytree(ROOT, project, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        code, said = run_tests(project, given.tests)
        if code != SOUND:
            sys.exit(f"the tests fail without any fault:\n{said}")
        found = sum([try_fault(project, fault, given.tests) for fault in faults])
    print(f"{found} of {len(faults)} faults were found")
    sys.exit(1 if found < 0.9 * len(faults) else 0)


def try_fault(project: Path, fault: Fault, tests: list[str]) -> bool:
    """Plant a fault, run the tests, take it out again, and print a line; whether it was found."""
    start = time.perf_counter()
    whole = fault.plant(project)
    try:
        code, said = run_tests(project, tests)
    finally:
        (project / fault.file).write_text(whole, encoding="utf-8", newline="\n")
    if code not in (SOUND, FAILED, BROKEN):
        sys.exit(f"the tests do not run:\n{said}")
    by = next((line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    verdict = "found" if code != SOUND else "MISSED"
    print(f"{verdict:6} {time.perf_counter() - start:5.0f} s  {fault.file}: {fault.breaks}  {by[:120]}", flush=True)
    return code != SOUND


def run_tests(project: Path, tests: list[str]) -> tuple[int, str]:
    """The exit code of the fast tests of a project, which end with the first failure, and what they said."""
    asked = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "auto", "-m", "not slow", "-p", "no:cacheprovider"]
    asked += [word for name in NOT_ASKED for word in ("--deselect", name)]
    done = subprocess.run(
        [*asked, *tests],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


if __name__ == "__main__":
    main()
