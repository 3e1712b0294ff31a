"""The command line: answers, exit codes, errors in one line, terminals and pipes.

Most commands run in a process forked from one that has kg; those about pipes, terminals and signals in their own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from kg_process import run_kg, start
from shared_graphs import article_folder
from tiers import slow_but

import kg
from kg.queries.questions import list_queries

HERE = Path(__file__).parent
LONG = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?d && ?c != ?l) }"
COMMANDS = ("check", "build", "query", "path", "show", "export")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**kept, **more}


def run(*arguments: str | Path, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    words = [str(each) for each in arguments]
    done = run_kg(words, cwd=cwd or Path.cwd(), variables=more)
    assert done.code is not None, "its time was up"
    return subprocess.CompletedProcess(words, done.code, *(_text(stream) for stream in (done.out, done.err)))


def _text(written: bytes) -> str:
    """As a program reads it that takes any end of a line."""
    return written.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture
def graph() -> Path:
    return article_folder()


@pytest.fixture
def copy(graph: Path, tmp_path: Path) -> Iterator[Path]:
    target = tmp_path / "copy"
    shutil.copytree(graph, target)
    yield target


def refused(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    """One line on stderr that says what is wrong, nothing on stdout, no traceback."""
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("kg: ") and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


# Commands


def test_build_says_what_it_made_and_what_to_try(tmp_path: Path) -> None:
    done = run("build", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    title, counts = done.stdout.splitlines()[:2]
    assert title == kg.load().title and re.match(r"  \d+ actors, \d+ offices", counts)
    assert "kg query talks\n" in done.stdout
    assert sorted(p.name for p in (tmp_path / "graph").iterdir()) == ["dump.nq", "graph.json", "page.html", "store"]
    for line in done.stdout.partition("Try next:\n")[2].splitlines():
        tried = run(*line.split()[1:], cwd=tmp_path)
        assert tried.returncode == 0 and tried.stdout, line


def test_build_into_another_folder(tmp_path: Path) -> None:
    done = run("build", HERE / "data" / "rivals", "--graph", tmp_path / "g", "--no-page")
    assert done.returncode == 0 and "page.html" not in done.stdout
    assert f"kg query talks --graph {tmp_path / 'g'}" in done.stdout
    assert run("query", "conflicts", "--graph", tmp_path / "g").stdout.count("\n") == 3


def test_build_leaves_what_is_no_graph_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    refused(run("build", "--graph", tmp_path / "mine"), 2, "is no graph; it is left alone")
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_check(tmp_path: Path) -> None:
    done = run("check")
    assert done.returncode == 0 and re.search(r"\d+ actors", done.stdout)
    bad = tmp_path / "bad.yaml"
    bad.write_text("actors:\n  Arland: {type: Stat}\n", encoding="utf-8")
    done = run("check", bad)
    assert done.returncode == 1 and "bad.yaml:2:3: error[bad-id]" in done.stdout and "Traceback" not in done.stderr
    assert json.loads(run("check", bad, "--format", "json").stdout)
    assert json.loads(run("check", bad, "--format", "sarif").stdout)["version"] == "2.1.0"
    refused(run("check", "--format", "xml"), 2, "there is no form 'xml'")
    done = run("build", bad, "--graph", tmp_path / "g")
    assert done.returncode == 1 and "nothing was written" in done.stderr and not (tmp_path / "g").exists()


def test_query_list() -> None:
    done = run("query", "--list")
    assert done.returncode == 0
    for name, found in list_queries().items():
        assert re.search(rf"^{name} +{re.escape(found.question)}$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", list_queries())
def test_query_list_of_one(name: str) -> None:
    done = run("query", "--list", name)
    assert done.returncode == 0
    found = list_queries()[name]
    for word in [*(f"--{p.name} " for p in found.parameters), *(column.name for column in found.columns)]:
        assert f"  {word}" in done.stdout
    assert f"kg query {name}" in done.stdout


def test_query_with_parameters(graph: Path) -> None:
    plain = run("query", "talks", "--actor", "putin", "--graph", graph)
    assert plain.returncode == 0 and plain.stdout.count("\n") == 3
    assert run("query", "talks", "--actor=Putin", "--graph", graph).stdout == plain.stdout
    assert run("query", "--graph", graph, "talks", "--actor", "Владимир Путин").stdout == plain.stdout


def test_query_texts(graph: Path, tmp_path: Path) -> None:
    guests = "{ ?p akg:event id:talks-hosted-by-turkey ; akg:participant ?who }"
    select, rows = f"SELECT ?who WHERE {guests} ORDER BY ?who", "who\nrussia\nturkey\nukraine\n"
    assert run("query", "-e", select, "--graph", graph).stdout == rows
    assert run("query", "-e", "ASK { id:putin a akg:Person }", "--graph", graph).stdout == "answer\nTrue\n"
    construct = run("query", "-e", f"CONSTRUCT {{ ?who a akg:State }} WHERE {guests}", "--graph", graph).stdout
    assert len(list(ox.parse(construct.encode("utf-8"), format=ox.RdfFormat.TURTLE))) == 3
    describe = run("query", "-e", "DESCRIBE id:turkey", "--graph", graph).stdout
    assert '"Türkiye"@tr' in describe and list(ox.parse(describe.encode("utf-8"), format=ox.RdfFormat.TURTLE))
    file = tmp_path / "mine.rq"
    file.write_text(select, encoding="utf-8-sig")
    assert run("query", file, "--graph", graph).stdout == rows


def test_the_clocks_go_with_every_command_on_a_graph(graph: Path, tmp_path: Path) -> None:
    for command in ("query", "about", "conflicts", "offers", "path", "show", "export"):
        words = run(command, "--help").stdout
        for option in ("--on", "--since", "--until", "--certainly", "--possibly", "--known-by", "--claims", "--graph"):
            assert option in words, (command, option)
    select = "SELECT ?day WHERE { id:erdogan-putin-2022-04-26 akg:date ?day }"
    file = tmp_path / "mine.rq"
    file.write_text(select, encoding="utf-8")
    text: list[str | Path] = ["-e", select]
    for asked, clock, rows in (
        (text, ["--since", "2022-04-26"], 1),
        (text, ["--on=2022-04-26", "--certainly"], 1),
        (text, ["--until", "2022-04-25"], 0),
        (text, ["--known-by", "2022-04-25"], 0),
        (text, ["--known-by", "2022-04-26"], 1),
        ([file], ["--until", "2022-04-25"], 0),
        ([file], ["--known-by", "2022-04-26"], 1),
    ):
        done = run("query", *asked, *clock, "--graph", graph)
        assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", rows + 1), (asked, clock)
    assert "The clocks (--on, --since" in run("query", "--list", "talks").stdout


def test_views_are_written_under_their_own_names(graph: Path, tmp_path: Path) -> None:
    view = "until 2022-04-25"
    page = (graph / "page.html").read_bytes()
    written = Path(run("show", "--until", "2022-04-25", "--graph", graph).stdout.strip())
    assert written.parent == graph and written.name != "page.html" and (graph / "page.html").read_bytes() == page
    assert f"({view})" in written.read_text(encoding="utf-8")
    written.unlink()
    done = run("export", "--format", "facts", "--out", tmp_path / "f", "--until", "2022-04-25", "--graph", graph)
    assert done.returncode == 0
    assert done.stderr == f"only {view}; 'kg check' names what they speak of and do not have\n"
    assert view in (tmp_path / "f" / "dataset.yaml").read_text(encoding="utf-8")


def test_diff(graph: Path) -> None:
    done = run("diff", "--known-by", "2022-04-25", "--known-by", "2022-04-26", "--graph", graph)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("From known by 2022-04-25 to known by 2022-04-26\n") and "\nLearnt\n" in done.stdout
    turned = run("diff", "--known-by", "2022-04-26", "--known-by", "20220425", "--graph", graph)
    assert turned.stdout == done.stdout, "the earlier day comes first, however it is written"
    forms = {form: run("diff", graph, graph, "--format", form) for form in ("text", "markdown", "json")}
    assert all(each.returncode == 0 for each in forms.values())
    assert "Nothing was learnt and nothing was revised." in forms["text"].stdout
    assert json.loads(forms["json"].stdout)["sections"] == []


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "markdown"])
def test_query_formats(graph: Path, form: str) -> None:
    done = run("query", "acts", "--format", form, "--graph", graph)
    assert (done.returncode, done.stderr) == (0, "")
    rows = len(kg.open(graph).query("acts"))
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(done.stdout)))) == rows + 1
    elif form == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == rows
    else:
        assert done.stdout.count("\n") == rows + 1 + (form == "markdown")


def test_csv_lines_end_as_the_standard_has_it(graph: Path) -> None:
    out = run_kg(["query", "bridges", "--format", "csv", "--graph", str(graph)], cwd=Path.cwd()).out
    assert out.count(b"\r\n") == out.count(b"\n") == 2


def test_path(graph: Path) -> None:
    done = run("path", "Putin", "Zelensky", "--graph", graph)
    assert done.returncode == 0
    assert done.stdout.startswith("Vladimir Putin - Recep Tayyip Erdoğan - Volodymyr Zelenskyy\n")
    assert "told his Russian counterpart, Vladimir Putin" in done.stdout and "Daily Sabah" in done.stdout
    assert run("path", "russia", "ukraine", "--level", "state", "--graph", graph).stdout.startswith(
        "Russia - Ukraine\n"
    )
    assert run("path", "putin", "ukrainian-delegation", "--graph", graph).returncode == 1
    refused(run("path", "putin", "nobody-at-all", "--graph", graph), 2, "kg: B: nothing in the graph is called")
    refused(run("path", "putin", "zelenskyy", "--level", "moon", "--graph", graph), 2, "there is no level 'moon'")


def test_show(graph: Path, tmp_path: Path) -> None:
    done = run("show", "--graph", graph)
    assert (done.returncode, done.stdout.strip()) == (0, str(graph / "page.html"))
    done = run("show", "--level", "state", "--out", tmp_path / "deep" / "state.html", "--graph", graph)
    assert done.returncode == 0
    assert (tmp_path / "deep" / "state.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    refused(run("show", "--level", "moon", "--graph", graph), 2, "there is no level 'moon'")


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_export(graph: Path, tmp_path: Path, form: str) -> None:
    done = run("export", "--format", form, "--graph", graph)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("export", "--format", form, "--out", tmp_path / "out", "--graph", graph).stdout.strip()
    assert (tmp_path / "out").read_text(encoding="utf-8") == done.stdout
    form_of = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}[form]
    dump = (graph / "dump.nq").read_bytes()
    assert set(ox.parse(done.stdout.encode("utf-8"), format=form_of)) == set(
        ox.parse(dump, format=ox.RdfFormat.N_QUADS)
    )


def test_export_of_facts_builds_the_same_graph(graph: Path, tmp_path: Path) -> None:
    assert run("export", "--format", "facts", "--out", tmp_path / "facts", "--graph", graph).returncode == 0
    assert run("build", tmp_path / "facts", "--graph", tmp_path / "again", "--no-page").returncode == 0
    assert (tmp_path / "again" / "dump.nq").read_bytes() == (graph / "dump.nq").read_bytes()
    refused(run("export", "--format", "facts", "--graph", graph), 2, "name a folder with --out")
    refused(run("export", "--format", "facts", "--out", tmp_path / "facts", "--graph", graph), 2, "is left alone")
    refused(run("export", "--format", "xml", "--graph", graph), 2, "there is no form 'xml'")


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "talk"], "did you mean 'talks'?"),
        (["query"], "give the name of a query"),
        (["query", "talks", "-e", "ASK {}"], "give the name of a query"),
        (["query", "talks", "--format", "xlsx"], "there is no form 'xlsx'"),
        (["query", "talks", "--actor"], "--actor has no value"),
        (["query", "talks", "stray"], "'stray' is not understood here"),
        (["query", "talks", "--actor", "putin", "--actor", "erdogan"], "--actor is given twice"),
        (["query", "talks", "--actr", "putin"], "did you mean 'actor'?"),
        (["query", "talks", "--since", "spring"], "--since takes a day"),
        (["query", "claims"], "needs --about"),
        (["query", "-e", "SELECT"], "the query cannot be read"),
        (["query", "-e", ""], "the query cannot be read"),
        (["query", "-e", "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }"], "reaches out"),
        (["query", "-e", "ASK {}", "--actor=putin"], "only named queries take parameters"),
        (["query", "--list", "talk"], "did you mean 'talks'?"),
        (["query", "missing.rq"], "the query file 'missing.rq' cannot be read"),
        (["query", "talks", "--on", "2022-04-31"], "--on takes a day such as 2022-04-26, not '2022-04-31'"),
        (["query", "-e", "ASK {}", "--until", "2022-04"], "--until takes a day"),
        (["show", "--on", "2022-04-01", "--since", "2022-04-01"], "--on is a single day"),
        (["export", "--since", "2022-04-02", "--until", "2022-04-01"], "--since 2022-04-02 is after --until"),
        (["diff"], "give two days (--known-by 2022-03-07 --known-by 2022-03-18), or the folders of two graphs"),
        (["diff", "--known-by", "2022-04-01"], "give two days"),
        (["diff", *["--known-by", "2022-04-01"] * 3], "give two days"),
        (["diff", "a", "b", "--known-by", "2022-04-01"], "give two days"),
        (["diff", "a"], "give two days"),
        (["diff", "a", "b"], "the graph 'a' is not there"),
        (["diff", "--known-by", "spring", "--known-by", "2022-04-01"], "--known-by takes a day"),
        (["diff", "--format", "xml"], "there is no form 'xml'"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_use(graph: Path, arguments: list[str], words: str) -> None:
    refused(run(*arguments, "--graph", graph), 2, words)


def test_query_files_that_cannot_be_read(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe\x00\x01" * 100)
    refused(run("query", tmp_path / "binary.rq", "--graph", graph), 2, "cannot be read")
    refused(run("query", str(tmp_path) + "/", "--graph", graph), 2, "cannot be read")
    (tmp_path / "empty.rq").write_text("", encoding="utf-8")
    refused(run("query", tmp_path / "empty.rq", "--graph", graph), 2, "the query cannot be read")


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["check", "--nonsense"], ["build", "--graph"], ["path", "a"], ["path"], ["show", "--lvl", "x"],
     ["export", "--format"], ["query", "--format"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_that_typer_finds(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert "Error: " in done.stderr and "Traceback" not in done.stderr and "\x1b" not in done.stderr


@pytest.mark.parametrize(
    "command", [["query", "talks"], ["path", "putin", "zelenskyy"], ["show"], ["export"]], ids=" ".join
)
def test_graphs_that_are_missing_or_damaged(copy: Path, tmp_path: Path, command: list[str]) -> None:
    refused(run(*command, cwd=tmp_path), 2, "the graph 'graph' is not there; 'kg build' makes one")
    (tmp_path / "empty").mkdir()
    refused(run(*command, "--graph", tmp_path / "empty"), 2, "is no graph")
    refused(run(*command, "--graph", copy / "dump.nq"), 2, "is no graph")
    for broken in ("{", "[]", "null", "{}", '{"base": 1}', "\ufeff"):
        (copy / "graph.json").write_text(broken, encoding="utf-8")
        refused(run(*command, "--graph", copy), 1, "build it from its facts again: kg build FACTS")
    (copy / "graph.json").write_bytes(b"\xff\xfe\x00")
    refused(run(*command, "--graph", copy), 1, "build it from its facts again: kg build FACTS")


@pytest.mark.parametrize("damage", ["missing", "empty", "file", "rubbish"])
def test_damaged_stores(copy: Path, damage: str) -> None:
    store = copy / "store"
    if damage == "rubbish":
        for file in store.iterdir():
            file.write_bytes(b"rubbish")
    else:
        shutil.rmtree(store)
        if damage == "empty":
            store.mkdir()
        elif damage == "file":
            store.write_text("x", encoding="utf-8")
    refused(run("query", "talks", "--graph", copy), 1, "build it from its facts again: kg build FACTS")
    assert store.exists() == (damage != "missing"), "reading makes nothing"


# Help


def test_help_of_each_command() -> None:
    top = run("--help")
    assert top.returncode == 0
    positions = [top.stdout.index(f"\n  {name} ") for name in COMMANDS]
    assert positions == sorted(positions)
    for name in COMMANDS:
        done = run(name, "--help")
        assert done.returncode == 0 and "Usage: " in done.stdout and "\x1b" not in done.stdout
        assert ("--graph" in done.stdout) == (name != "check")
    bare = run()
    assert bare.returncode == 2 and "Usage: " in bare.stdout + bare.stderr


def test_version() -> None:
    assert run("--version").stdout == f"kg {kg.__version__}\n"


# Terminals, pipes, signals


def test_a_pipe_gets_plain_text(graph: Path) -> None:
    settings: list[dict[str, str]] = [{}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color"}]
    for more in settings:
        done = run("query", "acts", "--graph", graph, cwd=None, **more)
        assert "\x1b" not in done.stdout + done.stderr
        assert not set("─│┃━") & set(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with pipes")
@pytest.mark.parametrize(
    "command",
    slow_but(["query acts", "query acts --format csv", "export", "query -e 'SELECT * {?s ?p ?o}'"], "export"),
)
def test_a_closed_pipe_is_quiet(graph: Path, command: str) -> None:
    kg_command = f"'{sys.executable}' -m kg {command} --graph '{graph}'"
    script = f"set -o pipefail; {kg_command} | head -1 > /dev/null"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    script = f"{kg_command} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_long_query_at_once(graph: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "query", "-e", LONG, "--graph", str(graph)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    time.sleep(2)
    assert process.poll() is None, "the query was over before it could be stopped"
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - start < 5
    assert process.returncode in (130, -signal.SIGINT)  # a shell shows both as 130
    assert out == "" and "Traceback" not in err and err.count("\n") <= 1


def in_terminal(*arguments: str | Path, **more: str) -> tuple[int | None, str]:
    """Run in a pseudo-terminal; the exit code and all that it showed."""
    import pty

    leader, follower = pty.openpty()
    process = start("kg", arguments, [follower] * 3, cwd=Path.cwd(), variables={"TERM": "xterm-256color", **more})
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    return process.wait(), shown.decode("utf-8")


needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")


@needs_pty
def test_a_terminal_gets_a_drawn_table(graph: Path) -> None:
    code, shown = in_terminal("query", "bridges", "--graph", graph, COLUMNS="160")
    assert code == 0 and "─" in shown and "\x1b[" in shown and "1 row" in shown
    code, shown = in_terminal("query", "bridges", "--graph", graph, COLUMNS="160", NO_COLOR="1")
    assert code == 0 and "─" in shown
    assert not re.search(r"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|9[0-7]|4[0-7])m", shown), "no colours"


@needs_pty
def test_a_narrow_terminal_gets_rows_one_below_the_other(graph: Path) -> None:
    code, shown = in_terminal("query", "acts", "--graph", graph, COLUMNS="60")
    assert code == 0 and "─ 1 ─" in shown and "21 rows" in shown


@needs_pty
def test_a_terminal_shows_the_stages_of_a_build(tmp_path: Path) -> None:
    code, shown = in_terminal("build", HERE / "data" / "rivals", "--graph", tmp_path / "g")
    assert code == 0 and all(stage in shown for stage in ("check", "store", "page", "put in place"))
    assert "kg query talks" in shown


def test_escape_sequences_in_a_name_do_not_reach_the_terminal(graph: Path) -> None:
    attack = 'SELECT ("\\u001B[31mred\\u001B]0;title\\u0007" AS ?name) {}'
    assert run("query", "-e", attack, "--graph", graph).stdout == "name\n[31mred]0;title\n"
    if sys.platform != "win32":
        shown = in_terminal("query", "-e", attack, "--graph", graph)[1]
        assert "\x1b[31m" not in shown and "\x1b]" not in shown
    done = run("query", "talks", "--actor", "a\x1b[31mb", "--graph", graph)
    assert done.returncode == 2 and "\x1b" not in done.stderr
