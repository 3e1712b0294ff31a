"""The commands for those who write facts, as a process; and a newcomer's way from an address to a graph."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from kg_process import run_kg
from test_cli import refused, run

import kg
from kg.building.builds import check
from kg.datasets.shipped import facts_paths, shipped_facts
from kg.errors import UsageError

DAY = "https://www.lantern.example/world/2022/04/29/envoys-meet"
TEXT = """The envoys of the two sides met at dawn. President Recep Tayyip Erdoğan phoned his
counterpart Volodymyr Zelenskyy on Friday, the Turkish presidency said, and offered once
more to host the leaders in Istanbul. A spokesman in Moscow denied that a date was set.
"""


def piped(text: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    done = run_kg(arguments, cwd=Path.cwd(), given=text)
    assert done.code is not None, "its time was up"
    return subprocess.CompletedProcess(arguments, done.code, done.out, done.err)


# The name of a shipped data set as a path, and facts beside it


def test_a_shipped_name_is_a_path_unless_something_is_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert facts_paths("ukraine-2022") == [shipped_facts()]
    assert facts_paths(["./ukraine-2023", "a/ukraine-2022", ".."]) == [
        Path("ukraine-2023"),
        Path("a/ukraine-2022"),
        Path(".."),
    ]
    with pytest.raises(UsageError, match="empty"):  # it would mean the folder here
        facts_paths([""])
    (tmp_path / "ukraine-2022").mkdir()
    assert facts_paths("ukraine-2022") == [Path("ukraine-2022")]


def test_counts_hold_for_the_folder_of_their_dataset_only(tmp_path: Path) -> None:
    base, mine = tmp_path / "base", tmp_path / "mine"
    base.mkdir()
    mine.mkdir()
    (base / "dataset.yaml").write_text("title: base\ncounts: {actors: 1, claims: 1}\n", encoding="utf-8")
    facts = "basis: x\nactors: {NAME: {type: Person, name: A}}\nclaims: [{contact: c-NAME, participants: [NAME]}]\n"
    (base / "a.yaml").write_text(facts.replace("NAME", "a"), encoding="utf-8")
    (mine / "b.yaml").write_text(facts.replace("NAME", "b"), encoding="utf-8")
    loaded = check([base, mine])
    assert loaded.sound and loaded.records.counts()["claims"] == 2
    (base / "c.yaml").write_text(facts.replace("NAME", "c"), encoding="utf-8")
    assert [p.code for p in check([base, mine]).problems] == ["count", "count"]


# The commands


def test_cite_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    good = run("cite", "text.txt", "Erdoğan", "phoned", "his", cwd=tmp_path)
    assert (good.returncode, good.stdout, good.stderr) == (
        0,
        "text.txt:1:65: there once, 3 words\n  phrase: Erdoğan phoned his\n",
        "",
    )
    alike = run("cite", "text.txt", "erdogan phoned his", cwd=tmp_path)
    assert alike.returncode == 1 and alike.stdout.endswith("\n  phrase: Erdoğan phoned his\n")
    nothing = run("cite", "text.txt", "zebra crossing piano", cwd=tmp_path)
    assert nothing.returncode == 1 and "not in the text" in nothing.stdout
    refused(run("cite", "nowhere.txt", "x", cwd=tmp_path), 2, "no such file")
    refused(run("cite", "text.txt", " ", cwd=tmp_path), 2, "give words")
    (tmp_path / "latin.txt").write_bytes("Erdoğan phoned München".encode("latin-1", "replace"))
    refused(run("cite", "latin.txt", "x", cwd=tmp_path), 1, "not UTF-8")
    (tmp_path / "doc.txt").write_bytes(b"PK\x03\x04\0\0")
    refused(run("cite", "doc.txt", "x", cwd=tmp_path), 1, "binary")


def test_cite_from_a_pipe_and_a_folder(tmp_path: Path) -> None:
    done = piped(TEXT.encode(), "cite", "-", "met", "at", "dawn")
    assert done.returncode == 0 and done.stdout.startswith(b"-:1:29: there once")
    done = piped(b"\xff\xfe", "cite", "-", "met")
    assert done.returncode == 1 and b"UTF-16" in done.stderr and b"Traceback" not in done.stderr
    (tmp_path / "one").mkdir()
    refused(run("cite", tmp_path, "x"), 2, "no texts")
    (tmp_path / "one" / "a.txt").write_text("nothing of it", encoding="utf-8")
    (tmp_path / "one" / "b.txt").write_text(TEXT, encoding="utf-8")
    found = run("cite", "one", "met at dawn", cwd=tmp_path)
    assert found.returncode == 0 and found.stdout.startswith(str(Path("one", "b.txt")) + ":1:29:")


def test_what_is_cited_does_not_play_with_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("one \x1b[31m two \u202e three four\u200b five six seven", encoding="utf-8")
    for words in ("one two", "two three four", "four five six", "four\u200b five six", "ONE"):
        done = run("cite", "t.txt", words, cwd=tmp_path)
        assert not {"\x1b", "\u202e", "\u200b"} & set(done.stdout + done.stderr)


def test_names(tmp_path: Path) -> None:
    done = run("names", "Selenskyj", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout.split("\n")[1].startswith("zelenskyy  Volodymyr Zelenskyy  Person")
    rows = list(csv.DictReader(io.StringIO(run("names", "Ankara", "--format", "csv", cwd=tmp_path).stdout)))
    assert [row["id"] for row in rows[:2]] == ["ankara", "turkey"]
    found = json.loads(run("names", "Ankara", "ukraine-2022", "--format", "json", cwd=tmp_path).stdout)
    assert found["results"]["bindings"][1]["type"]["value"] == "State"
    nothing = run("names", "Quintessa", cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (1, "") and "  quintessa:\n" in nothing.stderr
    refused(run("names", "x", "--format", "yaml", cwd=tmp_path), 2, "there is no form")
    refused(run("names", "x", "nowhere", cwd=tmp_path), 2, "no file or folder")
    refused(run("names", "x", "nowhere", "--graph", "g", cwd=tmp_path), 2, "not both")
    refused(run("names", "x", "--graph", "g", cwd=tmp_path), 2, "is not there")


def test_schema(tmp_path: Path) -> None:
    done = run("schema", "--out", "s.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "s.json\n")
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == json.loads(
        run("schema", cwd=tmp_path).stdout
    )
    refused(run("schema", "nowhere", cwd=tmp_path), 2, "no file or folder")


def test_new_source_wrong_use(tmp_path: Path) -> None:
    refused(run("new", "source", "javascript:alert(1)", cwd=tmp_path), 2, "not an address")
    refused(run("new", "source", DAY, "--alone", "--with", "x", cwd=tmp_path), 2, "contradict")
    (tmp_path / "closed").write_text("", encoding="utf-8")
    refused(run("new", "source", DAY, "--into", "closed", cwd=tmp_path), 2, "is a file")
    refused(run("new", "source", DAY, "--into", "closed/x", cwd=tmp_path), 1, "cannot be written")
    assert [p.name for p in tmp_path.iterdir()] == ["closed"]
    assert "source" in run("new", "--help").stdout


# A newcomer adds an article of an invented paper to the shipped case


@pytest.mark.slow
def test_a_newcomer_s_run(tmp_path: Path) -> None:
    """Seven commands from the address to an answer; each printed command is typed as it was printed."""
    start = time.perf_counter()
    (tmp_path / "my-facts").mkdir()
    (tmp_path / "my-facts" / "envoys.txt").write_text(TEXT, encoding="utf-8")

    made = run("new", "source", DAY + "?utm_source=mail", "--text", "my-facts/envoys.txt", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    path = tmp_path / made.stdout.split("\n")[0]
    typed = [line.strip() for line in made.stdout.split("then type:\n")[1].splitlines()]
    assert typed[1:] == ["kg check ukraine-2022 my-facts", "kg build ukraine-2022 my-facts"]

    first = run("check", "ukraine-2022", "my-facts", cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, ""), first.stdout  # a skeleton with a day is sound

    asked = (
        ("Zelensky", "zelenskyy"), ("Erdogan", "erdogan"), ("turkish presidency", "turkish-presidency"),
        ("Istambul", "istanbul"),
    )  # fmt: skip
    for name, meant in asked:
        assert run("names", name, cwd=tmp_path).stdout.split("\n")[1].split()[0] == meant

    cited = run("cite", "my-facts/envoys.txt", "erdogan phoned his counterpart", cwd=tmp_path)
    call = cited.stdout.splitlines()[-1].strip()
    assert call == "phrase: Erdoğan phoned his counterpart"
    offered = run("cite", "my-facts/envoys.txt", "offered once more to host", cwd=tmp_path)
    assert offered.returncode == 0
    offer = offered.stdout.splitlines()[-1].strip()

    claims = f"""
- phone call: erdogan-zelenskyy-2022-04-29
  date: 2022-04-29
  participants:
    erdogan: {{role: mediator, for: turkey}}
    zelenskyy: {{role: belligerent, for: ukraine}}
  according to: turkish-presidency
  {call}
- offer: turkey-offers-to-host-2022-04-29
  by: {{erdogan: {{for: turkey}}}}
  during: erdogan-zelenskyy-2022-04-29
  role: {{actor: turkey, as: hots, status: offered, of: leaders-summit}}
  according to: turkish-presidency
  {offer}
"""
    skeleton = path.read_text(encoding="utf-8")
    path.write_text(skeleton + claims, encoding="utf-8")
    wrong = run("check", "ukraine-2022", "my-facts", cwd=tmp_path)
    assert wrong.returncode == 1 and "did you mean 'host'?" in wrong.stdout

    path.write_text(skeleton + claims.replace("hots", "host"), encoding="utf-8")
    checked = run(*typed[1].split()[1:], cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert "; 2 of " in checked.stdout  # both phrases are verified in the text
    built = run(*typed[2].split()[1:], cwd=tmp_path)
    assert built.returncode == 0, built.stderr

    rows = kg.open(tmp_path / "graph").query("talks", actor="Zelensky").rows
    new = [row for row in rows if str(row["date"]) == "2022-04-29"]
    assert len(new) == 1 and "turkish-presidency" in map(str, new[0].values())
    assert shutil.which("kg") is None or time.perf_counter() - start < 120
