"""Machine-coded claims beside curated ones: what is left out is as if never there, and what is told is marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import toy_contact, toy_graph
from kg_process import ask_kg as run

import kg
from kg.errors import UsageError
from kg.graph import Graph
from kg.model.vocabulary import load_vocabulary
from kg.network import collapse_network
from kg.network.formats import read_network, write_network
from kg.queries.questions import list_queries
from kg.store.oxigraph import dump_lines

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


def claims_of(graph: Graph) -> set[str]:
    return {row["claim"].removeprefix("claim/") for row in graph.sparql("SELECT ?claim { ?claim a akg:Claim }")}


def plain(network: Any) -> tuple[Any, ...]:
    attributes = {name: value for name, value in network.graph.items() if name != "title"}
    return attributes, list(network.nodes(data=True)), list(network.edges(keys=True, data=True))


def test_the_ontology_says_which_checks_are_coded() -> None:
    checks = load_vocabulary().concepts["Check"]
    assert [name for name, term in checks.items() if term.coded] == ["machine-coded"]
    assert not load_vocabulary().is_coded(None) and not load_vocabulary().is_coded("no-such-check")


@pytest.mark.slow
def test_without_the_coded_claims_the_graph_is_that_of_the_curated_facts(mixed: Graph, curated: Graph) -> None:
    view = mixed.view(claims="curated")
    assert dump_lines(view.store.quads()) == dump_lines(curated.store.quads())
    assert len(dump_lines(mixed.store.quads())) > len(dump_lines(curated.store.quads()))
    assert view.info.counts == curated.info.counts
    for level in ("person", "organisation", "state"):
        assert plain(view.network(level=level)) == plain(curated.network(level=level))
        assert plain(view.events(level=level)) == plain(curated.events(level=level))
    for name, found in list_queries().items():
        if not any(parameter.required for parameter in found.parameters):
            assert view.query(name).texts() == curated.query(name).texts(), name
    assert [each.words for each in view.brief()] == [each.words for each in curated.brief()]
    assert view.conflicts() == curated.conflicts() == [] != mixed.conflicts()
    assert view.offers() == curated.offers() != mixed.offers()
    assert view.page(title="the same") == curated.page(title="the same") != mixed.page(title="the same")


def test_each_claim_is_in_one_of_the_two(mixed: Graph) -> None:
    curated, coded = mixed.view(claims="curated"), mixed.view(claims="coded")
    assert claims_of(coded) == {f"events-1/{name}" for name in ("ada-cleo", "ada-boris", "carl-dora", "ada-accepts")}
    assert claims_of(curated) | claims_of(coded) == claims_of(mixed) and not claims_of(curated) & claims_of(coded)
    assert set(mixed.view(claims="coded").network()) == {"ada", "boris", "carl", "cleo", "corland", "dora"}
    assert "dora" not in mixed.view(claims="curated").network() and "dora" in mixed.network()
    sources = "SELECT ?source { ?source a ?kind . ?kind rdfs:subClassOf* akg:Source }"
    assert {row["source"] for row in mixed.view(claims="coded").sparql(sources)} == {"events-1"}
    assert {row["source"] for row in mixed.view(claims="curated").sparql(sources)} == {"gazette-1"}
    assert coded.info.counts["sources"] == 1


def test_the_days_that_coded_claims_give_count_for_nothing_without_them(mixed: Graph) -> None:
    assert "gazette-1/ada-cleo" in claims_of(mixed.view(on="2031-05-04"))
    assert "gazette-1/ada-cleo" not in claims_of(mixed.view(on="2031-05-04", claims="curated"))
    assert "gazette-1/ada-cleo" in claims_of(mixed.view(on="2031-05-02", certainly=True, claims="curated"))
    assert "gazette-1/ada-cleo" not in claims_of(mixed.view(on="2031-05-02", certainly=True))


def test_all_is_the_graph_itself_and_other_words_are_refused(mixed: Graph) -> None:
    assert mixed.view(claims="all") is mixed
    with pytest.raises(UsageError, match="`claims` takes all, curated, coded, not 'curatd'; did you mean 'curated'"):
        mixed.view(claims="curatd")


def test_titles_and_commands_say_what_was_left_out(mixed: Graph, folder: Path) -> None:
    view = mixed.view(claims="curated", since="2031-05-01")
    assert view.shown == "since 2031-05-01, curated claims only" and view.shown in view.title
    assert mixed.view(claims="coded").network().graph["title"].endswith("(machine-coded claims only)")
    commands = [each.command for each in kg.open(folder).view(claims="curated").brief()]
    assert commands and all(f"--claims curated --graph {folder}" in command for command in commands)


@pytest.mark.parametrize(
    "command",
    [
        ["about", "ada"],
        ["offers"],
        ["query", "talks"],
        *(pytest.param(command, marks=pytest.mark.slow) for command in (["conflicts"], ["analyse"])),
    ],
)
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


def test_a_network_marks_the_ties_that_a_program_coded(mixed: Graph, tmp_path: Path) -> None:
    network = mixed.network()
    marked = {data["claim"] for *_, data in network.edges(data=True) if data["coded"]}
    assert marked == claims_of(mixed.view(claims="coded"))
    assert all(data["coded"] is (data["source"] == "events-1") for *_, data in network.edges(data=True))
    both = mixed.events()
    assert {data["claim"] for *_, data in both.edges(data=True) if data["coded"]} == marked - {"events-1/ada-accepts"}
    for graph in (network, both, collapse_network(network)):
        for form in ("graphml", "gexf", "cytoscape", "node-link"):
            (written,) = write_network(graph, tmp_path / "network", form=form)
            again = read_network(written, form=form)
            assert sorted(again.edges(data="coded")) == sorted(graph.edges(data="coded"))


def test_a_collapsed_tie_counts_the_events_that_only_coded_claims_tell(mixed: Graph, curated: Graph) -> None:
    ties = collapse_network(mixed.network(layers=["contact"]))
    counts = {frozenset(pair): (data["contacts"], data["coded"]) for *pair, data in ties.edges(data=True)}
    assert counts == {
        frozenset({"ada", "cleo"}): (1, 0),  # both tell of it
        frozenset({"boris", "cleo"}): (1, 0),
        frozenset({"ada", "boris"}): (2, 1),  # the proposed summit, and a call that only the data set has
        frozenset({"carl", "dora"}): (1, 1),
    }
    assert {coded for *_, coded in collapse_network(curated.network()).edges(data="coded")} == {0}
    for *_, data in (plain_ties := curated.network()).edges(data=True):
        del data["coded"]  # as networks have it that others made
    assert {coded for *_, coded in collapse_network(plain_ties).edges(data="coded")} == {0}


ROW_OF_A_CLAIM = ("acts", "claims", "hosted", "officeholders", "roles", "stances", "talks")


@pytest.mark.parametrize("name", ROW_OF_A_CLAIM)
def test_a_row_that_rests_on_a_claim_says_how_it_was_checked(mixed: Graph, name: str) -> None:
    found = list_queries()[name]
    parameters = {parameter.name: "cleo" for parameter in found.parameters if parameter.required}
    for row in mixed.query(name, **parameters):
        assert (row["checked"] == "machine-coded") is row["claim"].removeprefix("claim/").startswith("events-1/"), row
    assert "checked" in [column.name for column in found.columns]


def test_each_telling_of_a_coded_claim_is_marked(mixed: Graph) -> None:
    meeting = mixed.about("ada-cleo")
    for text in (meeting.to_text(width=500), meeting.to_markdown().replace("\\", "")):
        assert "events-1/ada-cleo; checked: machine-coded" in text
        assert text.count("per The Gazette, 31 July 2031 (machine-coded)") == 2  # the day and the role
        assert "The Gazette, 30 June 2031 (machine-coded)" not in text
    ada = mixed.about("ada").to_text(width=500)
    assert "when: 2 May 2031 per The Gazette; 4 May 2031 per The Gazette (machine-coded)" in ada
    accounts = [
        account
        for section in meeting.to_dict()["sections"]
        for item in section["items"]
        for account in item["accounts"]
    ]
    assert {account["coded"] for account in accounts} == {True, False}
    assert all(account["coded"] is (account["check"] == "machine-coded") for account in accounts)
    assert "answered by" in ada and "[ada-accepts], per The Gazette (machine-coded)" in ada


def test_the_curated_account_comes_first_and_is_preferred(mixed: Graph, folder: Path) -> None:
    days = {conflict.differs: conflict for conflict in mixed.conflicts(event="ada-cleo")}
    assert {verdict.preferred for verdict in days["date"].verdicts} == {"2031-05-02"}
    assert {verdict.preferred for verdict in days["role"].verdicts} == {"mediator"}
    words = {verdict.why for conflict in days.values() for verdict in conflict.verdicts}
    assert words == {"checked: unchecked, the other: machine-coded"}  # though a curator has not read it again, either
    told = run("conflicts", "--graph", folder).stdout
    assert "checked: machine-coded" in told
    items = mixed.about("ada-cleo").to_dict()["sections"][0]["items"]
    assert [account["coded"] for item in items for account in item["accounts"]][:1] == [False]


def test_what_became_of_an_offer_and_a_path_tell_which_steps_are_coded(folder: Path) -> None:
    plainly = run("offers", "--graph", folder).stdout
    assert "Arland: accepted 8 May 2031 (machine-coded)\n" in plainly and "Corland: offered 6 May 2031\n" in plainly
    steps = run("offers", "--history", "--graph", folder).stdout
    assert "events-1/ada-accepts; checked: machine-coded" in steps
    path = run("path", "ada", "boris", "--graph", folder).stdout
    assert "according to The Gazette, events-1 (machine-coded)\n" in path
    assert "(machine-coded)" not in run("path", "boris", "cleo", "--graph", folder).stdout
    learnt = run("diff", "--known-by", "2031-06-30", "--known-by", "2031-07-31", "--graph", folder).stdout
    assert "now: 4 May 2031 (it cannot be both) per The Gazette (machine-coded)" in " ".join(learnt.split())


def test_the_data_set_and_its_brief_say_how_many_are_coded(mixed: Graph, curated: Graph, folder: Path) -> None:
    told = mixed.about().to_text(width=500)
    assert "machine-coded: 4 claims\n" in told and ": 4 claims, machine-coded [events-1]" in told
    assert "machine-coded" not in curated.about().to_text()
    last = mixed.brief()[-1]
    assert last.words == ("Of 10 claims 4 are machine-coded: made by a program, and compared with a text by nobody.")
    assert last.command == "kg analyse --claims curated"
    assert mixed.brief(level="state")[-1].command == "kg analyse --claims curated --level state"
    for graph in (curated, mixed.view(claims="curated"), mixed.view(claims="coded")):
        assert not any("machine-coded:" in each.words for each in graph.brief())
    words = run("analyse", "--graph", folder, "--until", "2031-12-31").stdout.split("\n")
    command = next(line for line in words if "--claims" in line).split()
    assert command == f"kg analyse --claims curated --until 2031-12-31 --graph {folder}".split()
    assert "curated claims only" in run(*command[1:]).stdout


def test_where_nothing_is_left_out_nothing_is_copied(curated: Graph) -> None:
    view = curated.view(claims="curated")
    assert view.store is curated.store and view.title.endswith("(curated claims only)")
