"""The face of kg: what a graph gives to who writes Python, and how its errors call what was given."""

from __future__ import annotations

import ast
import json
import re
import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph
from shared_graphs import article_graph as article
from shared_graphs import shipped_folder
from shared_graphs import shipped_graph as shipped
from typer.testing import CliRunner

import kg
from kg.building.builds import check
from kg.claims.clocks import Clocks
from kg.cli import app
from kg.disk.graph_info import GraphInfo
from kg.disk.manifest import read_manifest
from kg.errors import FactsError, KgError, UsageError
from kg.graph import Graph

ROOT = Path(kg.__file__).parent


# What is known of a graph


def test_what_is_known_of_a_graph_is_read_again(tmp_path: Path) -> None:
    built = kg.build("ukraine-2022", graph=tmp_path / "graph", page=False)
    assert Graph.open(tmp_path / "graph").info == read_manifest(tmp_path / "graph") == built.info
    assert set(built.info.files) == {"dump.nq"} and built.info.quads > 1000
    loaded = shipped().info
    assert (loaded.title, loaded.licence, loaded.counts) == (built.info.title, built.info.licence, built.info.counts)
    with pytest.raises(FrozenInstanceError):
        built.info.title = "Another"  # type: ignore[misc]


def test_a_graph_without_a_title_has_a_heading() -> None:
    assert Graph(shipped().store, GraphInfo(base=shipped().base)).title == "A graph of actors and their contacts"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"left_out": [{"adress": "https://a.example/"}]}, "left out"),
        ({"left_out": ["https://a.example/"]}, "left out"),
        ({"left_out": {"address": 1}}, "left out"),
        ({"quads": "many"}, "quads"),
        ({"counts": {"claims": "1"}}, "counts"),
        ({"curated": [1]}, "curated"),
        ({"events": {"icews": {"rows": 1, "claims": 1, "merging": "no"}}}, "event data"),
        ({"events": {"icews": {"rows": 1, "claims": 1, "rest": 0}}}, "event data"),
        ({"title": 7}, "title"),
    ],
    ids=str,
)
def test_a_manifest_without_sense_is_refused(wrong: dict[str, Any], words: str, tmp_path: Path) -> None:
    shutil.copytree(shipped_folder(), tmp_path / "graph")
    path = tmp_path / "graph" / "graph.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | wrong), encoding="utf-8")
    with pytest.raises(KgError, match=f"is damaged: graph.json: .*{words}"):
        Graph.open(tmp_path / "graph")


# Claims as records


def test_a_graph_is_its_claims() -> None:
    claims = list(shipped())
    assert claims == sorted(check().records.claims, key=lambda claim: claim.id)
    assert len(claims) == len(shipped()) == shipped().info.counts["claims"]


def test_a_view_is_its_claims() -> None:
    view = article().view(on="2022-04-24")
    claims = list(view)
    assert len(claims) == len(view) > 0
    assert {claim.id for claim in claims} < {claim.id for claim in article()}
    empty = article().view(known_by="1900-01-01", claims="coded")
    assert not list(empty) and len(empty) == 0 and empty


def test_a_thing_by_its_name() -> None:
    assert shipped()["Erdogan"].to_text() == shipped().about("erdogan").to_text()
    with pytest.raises(UsageError, match="nothing in the graph is called 'Erdogann'"):
        shipped()["Erdogann"]


# Views


def test_a_view_knows_its_clocks() -> None:
    view = shipped().view(since="2022-03-01", until="2022-03-31", claims="curated")
    assert view.clocks == Clocks.read(since="2022-03-01", until="2022-03-31", claims="curated")
    assert view.view_of is shipped() and shipped().view_of is None and not shipped().clocks.set
    assert Clocks.read(**view.clocks.given) == view.clocks  # type: ignore[arg-type]
    later = view.view(known_by="2022-03-10")
    assert later.shown == f"{view.shown}, known by 2022-03-10" and later.view_of is view
    assert later.analyse("channels").texts() == later.analyse("channels").texts()


# Pages


def test_show_writes_nothing_and_save_does(tmp_path: Path) -> None:
    contact = toy_contact("call", "2031-05-01", "ada participant", "boris participant")
    built = toy_graph(tmp_path / "facts", contact, graph=tmp_path / "graph")
    (tmp_path / "graph" / "page.html").unlink(missing_ok=True)
    before = sorted(tmp_path.rglob("*"))
    shown = built.show(height=300)
    assert "height: 300px" in shown._repr_html_() and sorted(tmp_path.rglob("*")) == before
    assert built.save() == tmp_path / "graph" / "page.html"
    assert (tmp_path / "graph" / "page.html").read_text(encoding="utf-8") == shown.page
    view = built.view(on="2031-05-01")
    assert view.save() == tmp_path / "graph" / "page-on-2031-05-01.html"
    assert view.save(tmp_path / "own.html", level="state") == tmp_path / "own.html"
    with pytest.raises(UsageError, match="name a file with `path`"):
        shipped().save()


def test_the_network_of_pyvis_is_that_of_the_page() -> None:
    network = shipped().to_pyvis(level="state")
    html = shipped().page(level="state")
    places = re.findall(r'\{"label":"[^"]*","shape":"[a-zA-Z]+","size":[\d.]+,"x":[-\d.]+,"y":[-\d.]+', html)
    assert len(network.nodes) > 5 and len(network.edges) > 5
    labels = {node["label"] for node in network.nodes}
    assert ({"Turkey", "Russia", "Ukraine"} <= labels and not places) or len(places) >= len(network.nodes)
    with pytest.raises(UsageError, match="there is no level 'planet'"):
        shipped().to_pyvis(level="planet")


# Errors


def test_errors_are_values_that_are_wrong() -> None:
    assert issubclass(UsageError, ValueError) and issubclass(FactsError, ValueError)
    assert issubclass(UsageError, KgError) and issubclass(FactsError, KgError)


CALLS: list[tuple[str, dict[str, Any], list[str], str]] = [
    ("view", {"since": "soon"}, ["query", "talks", "--since", "soon"], "since"),
    ("view", {"known_by": "soon"}, ["query", "talks", "--known-by", "soon"], "known_by"),
    ("view", {"claims": "some"}, ["query", "talks", "--claims", "some"], "claims"),
    ("query", {"name": "talks", "actor": "Putn"}, ["query", "talks", "--actor", "Putn"], "actor"),
    ("query", {"name": "shuttles", "days": "few"}, ["query", "shuttles", "--days", "few"], "days"),
    ("path", {"start": "Putn", "end": "Erdogan"}, ["path", "Putn", "Erdogan"], "start"),
    ("compare", {"a": "Turkey", "b": "Russa"}, ["compare", "Turkey", "Russa"], "b"),
    ("analyse", {"measure": "channels", "within": -1}, ["analyse", "channels", "--within", "-1"], "within"),
    ("analyse", {"measure": "shuttles", "half_life": 3}, ["analyse", "shuttles", "--half-life", "3"], "half_life"),
    ("offers", {"state": "opn"}, ["offers", "--state", "opn"], "state"),
    ("offers", {"as_of": "soon"}, ["offers", "--as-of", "soon"], "as_of"),
]
TYPED = {"known_by": "--known-by", "start": "A", "b": "B", "half_life": "--half-life", "as_of": "--as-of"}


def test_words_of_a_person_stay_as_they_were_written() -> None:
    done = CliRunner().invoke(app, ["query", "talks", "--actor", "x `since` y", "--graph", str(shipped_folder())])
    assert done.exit_code == 2 and done.stderr.startswith("kg: --actor: nothing in the graph is called 'x `since` y'")


def test_options_of_another_name_are_called_as_they_are_typed(tmp_path: Path) -> None:
    given = ["https://a.example/x", "--into", str(tmp_path)]
    for words, message in ((["--type", "Tale"], "--type: 'Tale' is no type"), (["--id", "A B"], "--id: ")):
        done = CliRunner().invoke(app, ["new", "source", *given, *words])
        assert done.exit_code == 2 and done.stderr.startswith(f"kg: {message}")


@pytest.mark.parametrize(
    ("method", "given", "words", "argument"), CALLS, ids=lambda each: each if type(each) is str else ""
)
def test_the_library_names_arguments_and_the_command_line_options(
    method: str, given: dict[str, Any], words: list[str], argument: str
) -> None:
    with pytest.raises(UsageError) as caught:
        getattr(shipped(), method)(**given)
    assert f"`{argument}`" in str(caught.value) and "--" not in str(caught.value)
    typed = TYPED.get(argument, f"--{argument}")
    done = CliRunner().invoke(app, [*words, "--graph", str(shipped_folder())])
    assert done.exit_code == 2 and "`" not in done.stderr
    assert f"{typed}:" in done.stderr or f"{typed} " in done.stderr or f"{typed};" in done.stderr


def test_no_error_of_the_library_names_an_option() -> None:
    """But as a part of a whole command that can be typed."""
    wrong = []
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise):
                texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                said = "".join(text for text in texts if isinstance(text, str))
                if re.search(r"--[a-z]", said) and not re.search(r"kg (build|import) [^;]*--", said):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {said}")
    assert wrong == []
