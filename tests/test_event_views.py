"""A graph with event data answers by way of columns what it answers by its quads, in views and views of views, too.

The dispute is invented, so that accounts differ: a day that is vaguer than another, a claim without a date, talks in
the course of others, and a process that gets its name a month after somebody spoke of it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from generate_events import icews_row
from tiers import slow_but

import kg
from kg.claims.things import COLUMNS, read_things
from kg.errors import KgError, UsageError
from kg.graph import Graph
from kg.store.columns import create_table, open_columns, quote_path
from kg.store.oxigraph import Store

pytest.importorskip("duckdb", reason="event data takes DuckDB")

FACTS = """basis: invented
actors:
  eastmark: {type: State, name: Eastmark}
  westmark: {type: State, name: Westmark}
  isle: {type: State, name: Isle}
  ines: {type: Person, name: Ines Ilk, of: eastmark}
  otto: {type: Person, name: Otto Orm, of: westmark}
  runa: {type: Person, name: Runa Rask}
  courier: {type: NewsOrganization, name: The Courier}
  lantern: {type: NewsOrganization, name: The Lantern}
claims:
- conflict: fishery-dispute
  name: Fishery dispute
  sides: {eastmark: [eastmark], westmark: [westmark]}
---
source: {id: courier-2041-06-01, type: NewsArticle, publisher: courier, published: 2041-06-01, checked: excerpt}
claims:
- meeting: quay
  date: 2041-05
  participants: {ines: {role: party}, runa: {role: mediator, for: isle}}
  phrase: they met on the quay in May
- meeting: aside
  during: session
  participants: {otto: {role: party}, runa: {role: mediator, for: isle}}
  phrase: and spoke aside with each other
- talks: session
  during: congress
  participants: {otto: {}, ines: {}}
  phrase: a session of the congress
- talks: congress
  date: 2041-05-04
  participants: {otto: {}, ines: {}}
  phrase: the congress began on 4 May
- stance: hope
  by: ines
  supports: bay-process
  phrase: Ilk had hopes of it
---
source: {id: lantern-2041-06-02, type: NewsArticle, publisher: lantern, published: 2041-06-02, checked: excerpt}
claims:
- meeting: quay
  date: 2041-05-10
  participants: {ines: {role: party}, runa: {role: mediator, for: isle}}
  phrase: on 10 May at the quay
---
source: {id: lantern-2041-06-03, type: NewsArticle, publisher: lantern, published: 2041-06-03, checked: excerpt}
claims:
- meeting: quay
  participants: {ines: {role: party}, runa: {role: mediator, for: isle}}
  phrase: once more of the quay
---
source: {id: courier-2041-07-03, type: NewsArticle, publisher: courier, published: 2041-07-03, checked: excerpt}
claims:
- process: bay-process
  name: The Bay Process
  participants: {ines: {}, otto: {}}
  phrase: it was now called the Bay Process
"""
ROWS = [
    ("Eastmark", "Westmark", "2041-05-06", "041"), ("Westmark", "Isle", "2041-05-20", "042"),
    ("Isle", "Eastmark", "2041-06-20", "043"), ("Eastmark", "Isle", "2041-07-02", "112"),
]  # fmt: skip


def write_facts(folder: Path) -> Path:
    """A file for each source."""
    folder.mkdir()
    for number, text in enumerate(FACTS.split("---\n")):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    return folder


VIEWS: list[list[dict[str, Any]]] = [
    [],
    [{"known_by": "2041-06-02"}],
    [{"until": "2041-05-31"}],
    [{"claims": "coded"}],
    [{"without": "disputed"}],
    [{"known_by": "2041-06-25"}, {"until": "2041-05-31"}],
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("views")
    kg.build(write_facts(folder / "facts"), graph=folder / "graph", page=False)
    rows = [
        icews_row(event_id=str(n), event_date=day, source_name=one, source_country=one, target_name=other,
                  target_country=other, cameo_code=code)
        for n, (one, other, day, code) in enumerate(ROWS, 1)
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.building.event_folder.MOST_ON_PAGE", -1)
        from event_graphs import import_rows

        import_rows("icews", rows, folder)
    return kg.open(folder / "graph")


def by_columns(graph: Graph, view: list[dict[str, Any]]) -> Graph:
    for clocks in view:
        graph = graph.view(**clocks)
    return graph


def by_quads(graph: Graph, view: list[dict[str, Any]]) -> Graph:
    """The same without columns."""
    return by_columns(Graph(graph.store, graph._info, None), view)


def told(network: Any) -> Any:
    claims = network.graph["claims"]
    edges = sorted(
        (
            u,
            v,
            data["claim"],
            data["date"],
            data["earliest"] or "",
            data["latest"] or "",
            data["uncertain"],
            data["kind"],
        )
        for u, v, data in network.edges(data=True)
    )
    return edges, {name: each["words"] for name, each in claims.items()}


@pytest.mark.parametrize("view", slow_but(VIEWS, VIEWS[-1]), ids=str)
def test_networks_and_paths(graph: Graph, view: list[dict[str, Any]]) -> None:
    columns, quads = by_columns(graph, view), by_quads(graph, view)
    for layers in (["contact"], ["stance"], None):
        edges, words = told(columns.network(layers=layers))
        expected, expected_words = told(quads.network(layers=layers))
        assert edges == expected
        assert words.items() <= expected_words.items(), "of coded claims networks tell nothing in words"
    actors = sorted(quads.network(layers=["contact"]))
    for pair in combinations(actors, 2):
        try:
            chains = quads.path(*pair)
        except UsageError:
            continue
        assert columns.path(*pair) == chains
    assert columns.analyse("gaps").rows == quads.analyse("gaps").rows
    for pair in () if any("claims" in clocks for clocks in view) else (("eastmark", "isle"), ("westmark", "isle")):
        assert columns.compare(*pair).to_text() == quads.compare(*pair).to_text()


def test_a_contact_has_the_day_of_its_event(graph: Graph) -> None:
    """By every door: the claim's own, else the most exact that is told of the event, or of what it happened during."""
    days = {row["claim"]: row["date"] for row in graph.query("talks") if row["event"] in ("quay", "aside")}
    assert days == {
        "courier-2041-06-01/quay": "2041-05", "lantern-2041-06-02/quay": "2041-05-10",
        "lantern-2041-06-03/quay": "2041-05-10", "courier-2041-06-01/aside": "2041-05-04",
    }  # fmt: skip
    edges = {data["claim"]: data["date"] for *_, data in graph.network().edges(data=True) if data["claim"] in days}
    chains = [*graph.path("ines", "runa"), *graph.path("otto", "runa")]
    steps = {talk.claim: talk.date for (step,) in chains for talk in step.talks}
    assert edges == steps == days
    text = "SELECT ?event ?day { ?told a akg:EventDays ; akg:inEvent ?event ; akg:when ?day }"
    told = {row["event"]: row["day"] for row in graph.sparql(text)}
    assert (told["quay"], told["aside"]) == ("2041-05-10", "2041-05-04")
    assert not [event for event in told if event.startswith("icews-")], "of a coded event its one claim tells"


def test_a_name_is_known_when_it_is_out(graph: Graph) -> None:
    early = graph.view(known_by="2041-06-02").network()
    words = {each["words"] for each in early.graph["claims"].values()}
    assert {text for text in words if "supports" in text} == {"Ines Ilk supports bay-process"}
    with pytest.raises(UsageError, match="there is no source 'courier-2041-07-03'"):
        graph.view(known_by="2041-06-02").network(sources=["courier-2041-07-03"])


def test_what_columns_answer_makes_no_quads(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: object) -> Store:
        raise AssertionError("quads were made")

    monkeypatch.setattr("kg.events.views.view_events", never)
    view = graph.view(until="2041-05-31")
    assert view.query("talks", actor="Runa Rask") and view.network() and view.path("Runa Rask", "ines")
    assert view.analyse("mediators") and view.analyse("arrivals", actor="Otto Orm")


def test_what_fails_while_quads_are_made_is_told_as_that(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    view = graph.view(until="2041-05-31")
    monkeypatch.setattr(tempfile, "tempdir", str(graph.folder) + "/nowhere")
    for ask in (len, lambda each: each.sparql("SELECT ?s { ?s a akg:Talk }"), list):
        with pytest.raises((OSError, KgError), match="nowhere"):
            ask(view)
    monkeypatch.undo()
    assert len(view) == len(by_quads(graph, [{"until": "2041-05-31"}]))


def test_a_graph_without_a_table_of_things(graph: Graph, tmp_path: Path) -> None:
    """Those of earlier versions have none, and their manifest lists none."""
    assert graph.folder is not None
    older = shutil.copytree(graph.folder, tmp_path / "graph")
    (older / "things.parquet").unlink()
    manifest = (older / "graph.json").read_text(encoding="utf-8")
    (older / "graph.json").write_text(
        "\n".join(line for line in manifest.split("\n") if "things.parquet" not in line), encoding="utf-8"
    )
    (older / "things.parquet").write_text("mine", encoding="utf-8")  # it is the user's, and is not read
    opened = kg.open(older)
    assert opened.store.things is None
    assert read_things(opened.store) == read_things(graph.store)
    assert told(opened.network()) == told(graph.network())


@pytest.mark.parametrize(
    "told",
    ["[]", "{}", "nan", "7", '[{"en": 5}, [], [], {}, []]', '[{}, "abc", [], {}, []]', "[[], [], [], {}, []]",
     '[{}, [1, null], [], {}, []]', "[{}, [], [], [], []]", '[{}, [], [], {"description": [1]}, []]', "[" * 3000],
    ids=lambda told: told[:40],
)  # fmt: skip
def test_a_table_of_things_with_odd_content(told: str, tmp_path: Path) -> None:
    table = tmp_path / "things.parquet"
    with open_columns() as connection:
        create_table(connection, "things", COLUMNS, [("ines", "Person", told)])
        connection.execute(f"COPY things TO {quote_path(table)} (FORMAT parquet)")
    with pytest.raises(KgError, match=r"things\.parquet' is not as kg wrote it; import its files again"):
        read_things(Store(things=table))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_a_table_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "things.parquet")
    with pytest.raises(KgError, match=r"things\.parquet' is no file; remove it, then import"):
        read_things(Store(things=tmp_path / "things.parquet"))


@pytest.mark.parametrize("name", ["things.parquet", "contacts.parquet"])
def test_a_table_of_the_user_stays(name: str, tmp_path: Path) -> None:
    """Without event data no file of this name is of kg, even where the manifest does not tell any more."""
    kg.build(write_facts(tmp_path / "facts"), graph=tmp_path / "graph", page=False)
    (tmp_path / "graph" / name).write_text("mine", encoding="utf-8")
    raw = (tmp_path / "graph" / "graph.json").read_bytes()
    (tmp_path / "graph" / "graph.json").write_bytes(raw[:300])
    kg.build(tmp_path / "facts", graph=tmp_path / "graph", page=False)
    assert (tmp_path / "graph" / name).read_text(encoding="utf-8") == "mine"
    assert kg.open(tmp_path / "graph").query("talks")
