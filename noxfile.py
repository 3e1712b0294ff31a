"""The steps of CONTRIBUTING.md in environments of their own: `nox` runs lint, types and tests; `nox -l` lists all."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True

_PROJECT = nox.project.load_toml("pyproject.toml")


def _group(name: str) -> list[str]:
    """What a dependency group of pyproject.toml holds."""
    return list(nox.project.dependency_groups(_PROJECT, name))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests that the README's command runs; what follows -- goes to pytest."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests that take long."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", "slow", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for what ruff finds, and for what it would write in another way."""
    session.install(*_group("lint"))
    session.run("python", "-m", "ruff", "check", ".")
    session.run("python", "-m", "ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package and of the tests."""
    session.install("-e", ".[test]", *_group("types"))
    session.run("python", "-m", "mypy", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Report which lines the tests reach, as text and as pages in htmlcov/; it is a report, and no bound."""
    session.install("-e", ".[test]", *_group("coverage"))
    session.run("python", "-m", "pytest", "--cov", "--cov-report=term", "--cov-report=html", *session.posargs)


@nox.session(reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it alone, and try it in a folder where nothing of the sources is at hand."""
    session.install("hatchling")
    place = Path(session.create_tmp())
    shutil.rmtree(place / "dist", ignore_errors=True)
    session.run("python", "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist"))
    (built,) = (place / "dist").glob("*.whl")
    session.install(str(built))
    with session.chdir(place):
        session.run("kg", "build", "--graph", "g")
        session.run("kg", "query", "talks", "--graph", "g", silent=True)
        shutil.rmtree("g")
