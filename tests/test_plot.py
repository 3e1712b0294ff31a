"""Pictures: every mark and number counted another way, the same bytes each time, and hostile names only shown."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from cases import toy_contact, toy_graph
from shared_graphs import shipped_graph as shipped

from kg.errors import UsageError
from kg.network import collapse_network
from kg.plot import plot_matrix, plot_roles, plot_timeline, save_figure

pytest.importorskip("matplotlib", reason="pictures need matplotlib, the extra plot")


def marks(figure: Any) -> list[tuple[date, str]]:
    """The day and row of each mark."""
    (axes,) = figure.axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    points = [line for line in axes.lines if line.get_marker() not in ("", "None", None) and len(line.get_xdata())]
    return sorted((line.get_xdata()[0], rows[ceil(line.get_ydata()[0] - 1e-9)]) for line in points)


def test_the_timeline_has_a_mark_for_each_contact_that_sparql_finds() -> None:
    rows = shipped().sparql(
        """SELECT DISTINCT ?event WHERE {
          GRAPH ?c { ?event a ?class . ?p akg:event ?event . OPTIONAL { ?event akg:eventStatus ?status } }
          ?c akg:states ?event .
          ?class rdfs:subClassOf* akg:Contact .
          GRAPH ?any { ?event akg:earliest ?first ; akg:latest ?last }
          FILTER(COALESCE(?status, eventstatus:held) = eventstatus:held)
        }"""
    )
    network = shipped().network()
    told = {data["event"] for _, _, data in network.edges(data=True)}
    expected = {row["event"] for row in rows} & told
    figure = plot_timeline(network)
    assert len(marks(figure)) == len(expected)
    assert figure.kg_caption.startswith(f"{len(expected)} contacts. 2 more have no day")
    assert (date(2022, 4, 26), "phone call") in marks(figure)
    mine = plot_timeline(network, actor="erdogan")
    assert 0 < len(marks(mine)) < len(marks(figure))


@pytest.mark.parametrize("many", [1, 5, 6, 14, 60])
def test_all_marks_of_a_day_are_in_their_row(tmp_path: Path, many: int) -> None:
    calls = [
        toy_contact(f"c{n}", "2031-05-01", "cleo mediator", "ada belligerent", kind="phone call") for n in range(many)
    ]
    met = [toy_contact(f"m{n}", "2031-05-02", "cleo mediator", "ada belligerent") for n in range(max(1, many - 1))]
    figure = plot_timeline(toy_graph(tmp_path, *calls, *met).network())
    figure.draw_without_rendering()
    (axes,) = figure.axes
    bottom, top = axes.get_ylim()
    heights = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) and line.get_marker() == "s"]
    assert len(heights) == len(calls) + len(met) and all(top + 0.1 < height < bottom for height in heights)
    rows = [label.get_text() for label in axes.get_yticklabels()]
    for kind, number in (("phone call", len(calls)), ("meeting", len(met))):
        row = rows.index(kind)
        assert sum(row - 0.81 < height <= row for height in heights) == number


@pytest.mark.parametrize("days", [1, 2, 3, 6, 7, 8, 20, 60])
def test_labels_of_days_are_whole_days_each_once(tmp_path: Path, days: int) -> None:
    first = date(2031, 5, 1)
    last = first + timedelta(days - 1)
    calls = [toy_contact(f"c{n}", str(day), "cleo mediator", "ada belligerent") for n, day in enumerate((first, last))]
    figure = plot_timeline(toy_graph(tmp_path, *calls).network())
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert 1 <= len(set(labels)) == len(labels) <= 9


def test_a_matrix_is_as_large_as_its_names_need() -> None:
    network = shipped().network(layers=["contact"])
    small = plot_matrix(network).get_size_inches()
    for name in network:
        network.nodes[name]["label"] = f"Special Envoy of {name} for it all"
    figure = plot_matrix(network)
    assert all(figure.get_size_inches() > small)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    box = axes.get_window_extent()
    cells = len(axes.get_yticklabels())
    assert min(box.width, box.height) / figure.dpi / cells > 0.25, "in inches"
    frame = figure.bbox
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        extent = label.get_window_extent()
        assert frame.x0 <= extent.x0 and extent.x1 <= frame.x1 and frame.y0 <= extent.y0


@pytest.mark.slow
def test_east_asian_letters_have_a_font_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    from matplotlib.font_manager import FontEntry, fontManager

    from kg.plot.figure import style

    network = shipped().network(layers=["contact"])
    network.graph["title"] = "和平会谈"
    network.nodes["erdogan"]["label"] = "埃尔多安"
    for plot in (plot_timeline, plot_matrix):
        save_figure(plot(network), tmp_path / "letters.png")
        save_figure(plot(network), tmp_path / "letters.svg")
    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]
    monkeypatch.setattr(fontManager, "ttflist", [])
    assert style()["font.family"] == ["DejaVu Sans"]
    there = [FontEntry(name=name) for name in ("Noto Sans CJK JP", "NanumGothic", "SimHei")]
    monkeypatch.setattr(fontManager, "ttflist", there)
    assert style()["font.family"] == ["DejaVu Sans", "Noto Sans CJK JP", "NanumGothic"]


def test_the_matrix_has_the_numbers_of_the_collapse() -> None:
    network = shipped().network(level="state", layers=["contact"])
    held = network.edge_subgraph(
        [e[:3] for e in network.edges(keys=True, data=True) if e[3]["event_status"] == "held" and e[3]["at_the_table"]]
    )
    (axes,) = plot_matrix(network).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    shown = {
        frozenset((names[round(y)], names[round(x)])): int(text.get_text())
        for text in axes.texts
        for x, y in [text.get_position()]
    }
    label = dict(network.nodes(data="label"))
    assert shown == {frozenset((label[u], label[v])): w for u, v, w in collapse_network(held).edges(data="weight")}
    assert names.index("Russia") < names.index("Ukraine") < names.index("Israel"), "the sides first"


def test_a_large_matrix_says_what_it_leaves_out() -> None:
    figure = plot_matrix(shipped().network(), most=5)
    (axes,) = figure.axes
    assert len(axes.get_yticklabels()) == 5 and "actors with fewer contacts are not shown" in figure.kg_caption


def test_bars_add_up_to_the_contacts_in_each_role() -> None:
    network = shipped().network()
    (axes,) = plot_roles(network, actor="erdogan").axes
    heights = {container.get_label(): sum(int(bar.get_height()) for bar in container) for container in axes.containers}
    events: dict[str, set[str]] = {}
    for u, v, data in network.edges(data=True):
        if data["layer"] == "contact" and data["event_status"] == "held" and data["earliest"]:
            for who, role in zip((u, v), data["roles"], strict=True):
                if who == "erdogan":
                    events.setdefault(network.graph["role_labels"][role], set()).add(data["event"])
    assert heights == {role: len(found) for role, found in events.items()}


def test_the_caption_names_the_sources() -> None:
    network = shipped().view(on="2022-04-26").network()
    caption = plot_timeline(network).kg_caption
    assert "Sources: " in caption and "Daily Sabah 2022-04-26" in caption
    sources = {data["source"] for _, _, data in network.edges(data=True) if data["layer"] == "contact" and data["date"]}
    assert caption.count(";") == len(sources) - 1


DRAW = """
import sys, kg
from kg.plot import *
network = kg.load().network()
for name, plot in (("t", plot_timeline), ("m", plot_matrix), ("r", plot_roles)):
    for ending in (".svg", ".png"):
        save_figure(plot(network), sys.argv[1] + "/" + name + ending)
"""


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_drawn_twice_it_has_the_same_bytes(ending: str, tmp_path: Path) -> None:
    network = shipped().network()
    one, other = (save_figure(plot_roles(network), tmp_path / f"{number}{ending}") for number in (1, 2))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.slow
def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    """In a new process with another order of hashes as here, where much else was drawn before."""
    for folder in ("1", "2"):
        (tmp_path / folder).mkdir()
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", DRAW, str(tmp_path / "1")], check=True, env=environment)
    for name, plot in (("t", plot_timeline), ("m", plot_matrix), ("r", plot_roles)):
        for ending in (".svg", ".png"):
            save_figure(plot(shipped().network()), tmp_path / "2" / f"{name}{ending}")
    files = sorted((tmp_path / "1").iterdir())
    assert len(files) == 6
    for file in files:
        assert file.read_bytes() == (tmp_path / "2" / file.name).read_bytes(), file.name
        if file.suffix == ".svg":
            assert ET.parse(file).getroot().tag.endswith("svg") and b"<dc:date>" not in file.read_bytes()
        else:
            assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_hostile_names_are_only_shown(tmp_path: Path) -> None:
    network = shipped().network(layers=["contact"])
    for number, name in enumerate(sorted(network)):
        network.nodes[name]["label"] = ["$\\frac{1}{0}$", "<script>alert(1)</script>", "a\nb\x07\u202e", "x" * 500][
            number % 4
        ]
    network.graph["title"] = "$^$ <b>" + "y" * 300
    for plot in (plot_timeline, plot_matrix, plot_roles):
        file = save_figure(plot(network), tmp_path / "hostile.svg")
        ET.parse(file)
        assert b"<script" not in file.read_bytes()


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    for plot in (plot_timeline, plot_matrix, plot_roles):
        figure = plot(nx.MultiDiGraph())
        assert any("no contacts" in text.get_text() for text in figure.axes[0].texts)
        save_figure(figure, tmp_path / "empty.png")


def test_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = shipped().network()
    with pytest.raises(UsageError, match="'nato' has no contacts in the network"):
        plot_timeline(network, actor="nato")
    with pytest.raises(UsageError, match="there is no window 'fortnight'"):
        plot_roles(network, window="fortnight")
    with pytest.raises(UsageError, match=r"there is no form '\.gif' for pictures; the forms are \.svg, \.png"):
        save_figure(plot_matrix(network), tmp_path / "a.gif")
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'actor-kg\[plot\]'"):
        plot_timeline(network)


def test_pictures_tell_what_only_programs_tell_of(tmp_path: Path) -> None:
    """Of three meetings of Cleo a paper tells one, both tell one, and a program alone the only one with Dora."""
    told = toy_contact("told", "2031-05-01", "cleo mediator", "ada belligerent")
    both = toy_contact("both", "2031-05-02", "cleo mediator", "ada belligerent")
    coded = toy_contact("coded", "2031-05-03", "cleo mediator", "dora belligerent")
    network = toy_graph(tmp_path, told, both, coded=[both, coded]).network()
    timeline, matrix, roles = plot_timeline(network), plot_matrix(network), plot_roles(network)
    assert "Machine-coded (pale): 1 of 3." in timeline.kg_caption
    paleness = {line.get_xdata()[0].day: line.get_alpha() for line in timeline.axes[0].lines if len(line.get_xdata())}
    assert paleness[3] < paleness[1] == paleness[2] == 1
    assert "Machine-coded (in italics where a pair has such alone): 1 of 3." in matrix.kg_caption
    cells = sorted((text.get_text(), text.get_style()) for text in matrix.axes[0].texts)
    assert cells == [("1", "italic")] * 2 + [("2", "normal")] * 2
    assert "Machine-coded: 1 of 3." in roles.kg_caption
    curated = toy_graph(tmp_path / "curated", told, both).network()
    for draw in (plot_timeline, plot_matrix, plot_roles):
        assert "Machine-coded" not in draw(curated).kg_caption
