"""What CONTRIBUTING.md and docs/ name is there; the version is told in one place and repeated without a difference."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import kg

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = [path for path in sorted((ROOT / "docs" / "decisions").glob("*.md")) if path.name != "README.md"]
PARTS = ("Context.", "Decision.", "What else was thought of.", "Consequences.", "Measure it again.")

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FOLDERS = ("kg", "tests", "docs", "ontology", "notebooks")
_AT_TOP = re.compile(r"[A-Z]+\.(md|cff)|pyproject\.toml|noxfile\.py")
_BARE = re.compile(r"\w+\.(py|sql)")
_PLACEHOLDER = re.compile(r"[*<]|NAME")


def short_name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def code_words(text: str) -> set[str]:
    """The words that stand in code spans and in blocks of code."""
    spans = _CODE.findall(_BLOCK.sub("", text))
    return {word.rstrip(".,;:") for code in (*spans, *_BLOCK.findall(text)) for word in re.split(r"[\s=\"]+", code)}


def named_paths(text: str) -> set[str]:
    """The words in code that are paths of this project; `NAME.rq` and patterns stand for others."""
    words = code_words(text)
    paths = {word for word in words if word.split("/")[0] in _FOLDERS and "/" in word}
    return {path for path in paths if not _PLACEHOLDER.search(path)} | set(filter(_AT_TOP.fullmatch, words))


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings."""
    found = re.findall(r"^#+ (.+)$", read(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=short_name)
def test_links_lead_to_what_is_there(document: Path) -> None:
    broken = []
    for link in _LINK.findall(read(document)):
        assert "://" not in link, f"a link that can break without anybody's doing: {link}"
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (anchor and anchor not in headings(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=short_name)
def test_named_files_are_there(document: Path) -> None:
    named = named_paths(read(document))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_recipes_and_floor_plan_name_many_files() -> None:
    """The two tests above would also pass if they saw nothing."""
    assert len(named_paths(read(ROOT / "CONTRIBUTING.md"))) > 30
    assert len(named_paths(read(ROOT / "docs" / "architecture.md"))) > 40


@pytest.mark.parametrize("document", DOCUMENTS, ids=short_name)
def test_files_named_without_a_folder_are_somewhere(document: Path) -> None:
    there = {path.name for folder in ("kg", "tests") for path in (ROOT / folder).rglob("*.*")} | {"noxfile.py"}
    bare = {name for name in code_words(read(document)) if _BARE.fullmatch(name) and not _PLACEHOLDER.search(name)}
    assert sorted(bare - there) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=short_name)
def test_python_in_documents_imports_what_is_there(document: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", read(document), re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
                module = importlib.import_module(node.module or "")
                assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_every_package_stands_in_the_floor_plan() -> None:
    told = read(ROOT / "docs" / "architecture.md")
    packages = {path.parent.name for path in (ROOT / "kg").glob("*/__init__.py")}
    assert sorted(name for name in packages if f"`kg/{name}/`" not in told) == []


def test_every_decision_is_whole_and_in_the_index() -> None:
    index = read(ROOT / "docs" / "decisions" / "README.md")
    for page in DECISIONS:
        text = read(page)
        assert f"({page.name})" in index, page.name
        assert f"[{text.splitlines()[0].removeprefix('# ')}]({page.name})" in index, page.name
        places = [text.find(f"**{part}**") for part in PARTS]
        assert -1 not in places and places == sorted(places), page.name


def test_sessions_that_are_named_can_be_run() -> None:
    tree = ast.parse(read(ROOT / "noxfile.py"))
    sessions = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("session" in ast.unparse(each) for each in node.decorator_list)
    }
    called = re.findall(r"nox -s ([a-z ]+)`", read(ROOT / "CONTRIBUTING.md"))
    named = {name for names in called for name in names.split()}
    assert named and named <= sessions


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    assert "version" not in project["project"] and "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "kg/__init__.py"
    assert yaml.safe_load(read(ROOT / "CITATION.cff"))["version"] == kg.__version__
    assert re.findall(r'owl:versionInfo "(.+?)"', read(ROOT / "ontology" / "actors.ttl")) == [kg.__version__]
    first = re.search(r"^## (\S+)", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert first is not None and first[1] == kg.__version__


def test_tools_have_one_bound() -> None:
    """Ruff and mypy stand in the extra that the tests need, and in the groups of those who run them alone."""
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    extra = set(project["project"]["optional-dependencies"]["test"])
    groups = project["dependency-groups"]
    assert {*groups["lint"], *groups["types"]} <= extra
