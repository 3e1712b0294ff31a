"""Machine-coded claims beside curated ones: what is left out is as if never there, and what is told is marked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph

import kg
from kg.errors import UsageError
from kg.graph import Graph
from kg.queries import list_queries
from kg.store import dump_lines
from kg.vocabulary import load_vocabulary

MEDIATORS = ("ada belligerent", "cleo mediator")
CURATED = (
    toy_contact("ada-cleo", "2031-05-02", *MEDIATORS),
    toy_contact("boris-cleo", "2031-05-06", "boris belligerent", "cleo mediator"),
    "offer: cleo-hosts\n  date: 2031-05-06\n  by: cleo\n  to: [ada]\n"
    "  role: {actor: corland, as: host, status: offered, of: summit}",
    "talks: summit\n  date: 2031-05-20\n  place: arcity\n  participants: {ada: {}, boris: {}}\n  status: proposed",
    "stance: ada-peace\n  by: ada\n  supports: boris-cleo\n  date: 2031-05-07",
)
# The same meeting on another day and with another role, one that nobody else tells, and one of actors without others.
CODED = (
    toy_contact("ada-cleo", "2031-05-04", "ada belligerent", "cleo observer"),
    toy_contact("ada-boris", "2031-05-10", "ada belligerent", "boris belligerent", kind="phone call"),
    toy_contact("carl-dora", "2031-05-11", "carl party", "dora party"),
    "acceptance: ada-accepts\n  date: 2031-05-08\n  by: ada\n  to: [cleo]\n  answers: [cleo-hosts]\n"
    "  role: {actor: corland, as: host, status: accepted, of: summit}",
)
PLACES = "places:\n  arcity: {name: Ar City}\n"


def built(folder: Path, *, coded: tuple[str, ...] = CODED, graph: Path | None = None) -> Graph:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places.yaml").write_text(PLACES, encoding="utf-8")
    return toy_graph(folder, *CURATED, coded=coded, graph=graph)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return built(tmp_path_factory.mktemp("mixed"))


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return built(tmp_path_factory.mktemp("curated"), coded=())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("built")
    built(path / "facts", graph=path / "graph")
    yield path / "graph"


def run(*words: object) -> Any:
    command = [sys.executable, "-m", "kg", *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def claims_of(graph: Graph) -> set[str]:
    return {row["claim"].removeprefix("claim/") for row in graph.query("SELECT ?claim { ?claim a akg:Claim }")}


def plain(network: Any) -> tuple[Any, ...]:
    attributes = {name: value for name, value in network.graph.items() if name != "title"}
    return attributes, list(network.nodes(data=True)), list(network.edges(keys=True, data=True))


def test_the_ontology_says_which_checks_are_coded() -> None:
    checks = load_vocabulary().concepts["Check"]
    assert [name for name, term in checks.items() if term.coded] == ["machine-coded"]
    assert not load_vocabulary().is_coded(None) and not load_vocabulary().is_coded("no-such-check")


def test_without_the_coded_claims_the_graph_is_that_of_the_curated_facts(mixed: Graph, curated: Graph) -> None:
    view = mixed.view(claims="curated")
    assert dump_lines(view.store.quads()) == dump_lines(curated.store.quads())
    assert len(dump_lines(mixed.store.quads())) > len(dump_lines(curated.store.quads()))
    assert view.manifest["counts"] == curated.manifest["counts"]
    for level in ("person", "organisation", "state"):
        assert plain(mixed.network(level=level, claims="curated")) == plain(curated.network(level=level))
        assert plain(mixed.events(level=level, claims="curated")) == plain(curated.events(level=level))
    for name, found in list_queries().items():
        if not any(parameter.required for parameter in found.parameters):
            assert mixed.query(name, claims="curated").texts() == curated.query(name).texts(), name
    assert [each.words for each in view.brief()] == [each.words for each in curated.brief()]
    assert view.conflicts() == curated.conflicts() == [] != mixed.conflicts()
    assert view.offers() == curated.offers() != mixed.offers()
    assert view.page(title="the same") == curated.page(title="the same") != mixed.page(title="the same")


def test_each_claim_is_in_one_of_the_two(mixed: Graph) -> None:
    curated, coded = mixed.view(claims="curated"), mixed.view(claims="coded")
    assert claims_of(coded) == {f"events-1/{name}" for name in ("ada-cleo", "ada-boris", "carl-dora", "ada-accepts")}
    assert claims_of(curated) | claims_of(coded) == claims_of(mixed) and not claims_of(curated) & claims_of(coded)
    assert set(mixed.network(claims="coded")) == {"ada", "boris", "carl", "cleo", "corland", "dora"}
    assert "dora" not in mixed.network(claims="curated") and "dora" in mixed.network()
    sources = "SELECT ?source { ?source a ?kind . ?kind rdfs:subClassOf* akg:Source }"
    assert {row["source"] for row in mixed.query(sources, claims="coded")} == {"events-1"}
    assert {row["source"] for row in mixed.query(sources, claims="curated")} == {"gazette-1"}
    assert coded.manifest["counts"]["sources"] == 1


def test_the_days_that_coded_claims_give_count_for_nothing_without_them(mixed: Graph) -> None:
    assert "gazette-1/ada-cleo" in claims_of(mixed.view(on="2031-05-04"))
    assert "gazette-1/ada-cleo" not in claims_of(mixed.view(on="2031-05-04", claims="curated"))
    assert "gazette-1/ada-cleo" in claims_of(mixed.view(on="2031-05-02", certainly=True, claims="curated"))
    assert "gazette-1/ada-cleo" not in claims_of(mixed.view(on="2031-05-02", certainly=True))


def test_all_is_the_graph_itself_and_other_words_are_refused(mixed: Graph) -> None:
    assert mixed.view(claims="all") is mixed
    with pytest.raises(UsageError, match="--claims takes all, curated, coded, not 'curatd'; did you mean 'curated'"):
        mixed.view(claims="curatd")


def test_titles_and_commands_say_what_was_left_out(mixed: Graph, folder: Path) -> None:
    view = mixed.view(claims="curated", since="2031-05-01")
    assert view.manifest["view"] == "since 2031-05-01, curated claims only" and view.manifest["view"] in view.title
    assert mixed.network(claims="coded").graph["title"].endswith("(machine-coded claims only)")
    commands = [each.command for each in kg.open(folder).view(claims="curated").brief()]
    assert commands and all(f"--claims curated --graph {folder}" in command for command in commands)


@pytest.mark.parametrize("command", [["about", "ada"], ["conflicts"], ["offers"], ["analyse"], ["query", "talks"]])
def test_the_choice_on_the_command_line(command: list[str], folder: Path) -> None:
    every, curated, coded = (
        run(*command, "--graph", folder, "--claims", which) for which in ("all", "curated", "coded")
    )
    assert every.returncode == curated.returncode == coded.returncode == 0
    assert run(*command, "--graph", folder).stdout == every.stdout
    assert len({every.stdout, curated.stdout, coded.stdout}) == 3


def test_what_other_commands_write_without_coded_claims(folder: Path, tmp_path: Path) -> None:
    page = Path(run("show", "--graph", folder, "--claims", "curated").stdout.strip())
    assert page.name == "page-curated-claims-only.html" and "events-1" not in page.read_text(encoding="utf-8")
    assert "machine-coded" not in run("export", "--graph", folder, "--claims", "curated").stdout
    assert "machine-coded" in run("export", "--graph", folder).stdout
    assert run("path", "ada", "boris", "--graph", folder).stdout.startswith("Ada Ash - Boris Birch\n")
    assert "Cleo Cedar" in run("path", "ada", "boris", "--graph", folder, "--claims", "curated").stdout.split("\n")[0]
    wrong = run("query", "talks", "--graph", folder, "--claims", "hand-made")
    assert wrong.returncode == 2 and "--claims takes all, curated, coded" in wrong.stderr


def test_a_comparison_without_coded_claims(folder: Path) -> None:
    days = ("--known-by", "2031-06-30", "--known-by", "2031-07-31", "--graph", folder)
    assert "Revised" in run("diff", *days).stdout
    without = run("diff", *days, "--claims", "curated").stdout
    assert "Nothing was learnt" in without and "From curated claims only, known by 2031-06-30" in without
    twice = run("diff", folder, folder, "--claims", "curated").stdout
    assert " ".join(twice.split()).startswith(f"From {folder} (curated claims only) to {folder} (curated claims only)")
