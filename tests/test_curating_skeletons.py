"""Skeletons of sources: who published them, when, where they go, and that the rest is said by the check."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from tiers import slow_but

from kg.building.builds import check
from kg.curating import new_source
from kg.curating.schema import SCHEMA_FILE
from kg.curating.skeletons import Skeleton
from kg.datasets.shipped import shipped_facts
from kg.errors import KgError, UsageError
from kg.facts import read_facts
from kg.model.records import Source

# Reads no shipped facts beside those of the folder, where they do not matter.
new_alone = functools.partial(new_source, beside=[])

DAY = "https://www.lantern.example/world/2022/04/29/envoys-meet"


def read_source(path: Path) -> Source:
    reading = read_facts([path])
    assert [str(problem) for problem in reading.problems] == []
    return next(record for record in reading.records if isinstance(record, Source))


def lines_of(made: Skeleton) -> list[str]:
    return made.path.read_text(encoding="utf-8").split("\n")


def test_a_known_site(tmp_path: Path) -> None:
    made = new_source("https://www.dailysabah.com/politics/2022/04/29/some-talks?utm_source=x", into=tmp_path)
    assert made.path == tmp_path / "daily-sabah-2022-04-29.yaml"
    source = read_source(made.path)
    assert (source.id, source.publisher, source.published.text) == (
        "daily-sabah-2022-04-29",
        "daily-sabah",
        "2022-04-29",
    )
    assert source.address == "https://www.dailysabah.com/politics/2022/04/29/some-talks"
    assert made.fill == []
    assert "taken off the address: utm_source" in made.notes


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://english.alarabiya.net/2022/04/29/x", "al-arabiya"),  # the host of a source
        ("https://www.alarabiya.net/2022/04/29/x", "al-arabiya"),  # another part of its site
        ("https://en.interfax.com.ua/2022/04/29/x", "interfax-ukraine"),
        ("https://interfax.com/2022/04/29/x", "interfax"),
        ("https://www.jpost.com/2022/04/29/x", "jerusalem-post"),
        ("https://theguardian.com/world/2022/apr/29/x", "the-guardian"),  # by an actor's name
        ("https://www.nato.example/2022/04/29/x", "nato"),
    ],
)
def test_publishers_are_known_by_site_or_name(address: str, publisher: str, tmp_path: Path) -> None:
    assert read_source(new_source(address, into=tmp_path).path).publisher == publisher


@pytest.mark.parametrize(
    "host",
    slow_but(["turkey.example", "putin.example", "istanbul.example", "ceasefire.example"], "istanbul.example"),
)
def test_a_site_is_no_person_state_or_place(host: str, tmp_path: Path) -> None:
    made = new_source(f"https://{host}/2022/04/29/x", into=tmp_path)
    name = host.partition(".")[0]
    assert read_source(made.path).publisher == f"{name}-news"
    loaded = check([shipped_facts(), tmp_path])
    assert [p for p in loaded.problems if p.origin.path.startswith(str(tmp_path))] == []


def test_a_new_publisher_is_in_the_same_file_and_known_next_time(tmp_path: Path) -> None:
    first = new_alone(DAY, into=tmp_path)
    assert lines_of(first)[2:5] == ["actors:", "  lantern:", "    type: NewsOrganization"]
    loaded = check([tmp_path])
    assert loaded.sound and [actor.names.label for actor in loaded.records.actors] == ["lantern.example"]
    second = new_alone("https://lantern.example/2022/04/29/another", into=tmp_path)
    assert second.path.name == "lantern-2022-04-29-2.yaml"
    assert "actors:" not in lines_of(second)
    assert check([tmp_path]).sound


@pytest.mark.parametrize(
    "host",
    slow_but(
        ["24.example", "no.example", "null.example", "true.example", "xn--e1afmkfd.example", "1e3.example"],
        "no.example",
        "1e3.example",
    ),
)
def test_ids_made_of_hosts_are_safe(host: str, tmp_path: Path) -> None:
    new_alone(f"https://{host}/2022/04/29/x", into=tmp_path)
    loaded = check([tmp_path])
    assert loaded.sound, loaded.problems
    assert loaded.records.sources[0].publisher == loaded.records.actors[0].id


def test_a_site_that_carries_others_says_nothing(tmp_path: Path) -> None:
    made = new_alone("https://www.pressreader.com/x/20220429/1", into=tmp_path)
    assert [what.split(":")[0] for _, what in made.fill] == [
        "the id of who published it (pressreader.com carries the pages of others)"
    ]
    line = made.fill[0][0]
    problems = check([tmp_path]).problems
    assert [(p.origin.line, p.code) for p in problems] == [(line, "empty-value")]


def test_without_a_day_the_check_says_what_to_fill_and_where(tmp_path: Path) -> None:
    made = new_alone("https://lantern.example/news/the-envoys-meet-at-dawn-again", into=tmp_path)
    assert made.path.name == "lantern-the-envoys-meet-at.yaml"
    assert [what for _, what in made.fill] == ["the day of publication, such as 2022-04-26"]
    line = made.fill[0][0]
    assert lines_of(made)[line - 1].startswith("  published: ")
    problems = check([tmp_path]).problems
    assert [(p.origin.line, p.code) for p in problems] == [(line, "empty-value")]
    assert "published" in problems[0].message
    given = new_alone("https://lantern.example/news/b", into=tmp_path, published="2022-02-26/2022-03-02")
    assert (given.fill, read_source(given.path).published.text) == ([], "2022-02-26/2022-03-02")
    assert given.path.name == "lantern-2022-02-26.yaml"


def test_sources_go_into_the_folder_of_sources(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    made = new_alone(DAY, into=tmp_path)
    assert made.path.parent == tmp_path / "sources"
    assert lines_of(made)[0] == f"# yaml-language-server: $schema=../{SCHEMA_FILE}"
    assert (tmp_path / SCHEMA_FILE).is_file()


def test_the_same_page_twice_is_refused(tmp_path: Path) -> None:
    made = new_alone(DAY, into=tmp_path)
    for again in (DAY, DAY + "/?utm_source=y#:~:text=z", DAY.replace("https://www.", "http://")):
        with pytest.raises(UsageError, match=r"is a source already: 'lantern-2022-04-29', at .*\.yaml:\d+"):
            new_alone(again, into=tmp_path)
    assert [path.name for path in tmp_path.glob("*.yaml")] == [made.path.name]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    taken = tmp_path / "mine.yaml"
    taken.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(KgError, match="is there already"):
        new_alone(DAY, into=tmp_path, name="mine")
    (tmp_path / "lantern-2022-04-29.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(KgError, match="is there already"):
        new_alone(DAY, into=tmp_path)
    assert taken.read_text(encoding="utf-8") == "# mine\n" and not (tmp_path / "nowhere").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lantern-2022-04-29.yaml", "mine.yaml"]


def test_a_schema_of_one_s_own_stays(tmp_path: Path) -> None:
    (tmp_path / SCHEMA_FILE).write_text("{}", encoding="utf-8")
    made = new_alone(DAY, into=tmp_path)
    assert (tmp_path / SCHEMA_FILE).read_text(encoding="utf-8") == "{}"
    assert any("left alone" in note for note in made.notes)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"publisher": "Daily Sabah"}, "did you mean 'daily-sabah'"),
        ({"publisher": "istanbul"}, "is no actor"),
        ({"published": "29.4.2022"}, "write 2022-04-29"),
        ({"kind": "Newsarticle"}, "did you mean 'NewsArticle'"),
        ({"kind": "Person"}, "one of:"),
        ({"name": "../../etc"}, "is not an id"),
        ({"name": "putin"}, "something else already"),
        ({"text": Path("nowhere.txt")}, "there is no file"),
        ({"text": Path("..")}, "is not a file name"),
        ({"beside": ["nowhere"]}, "no file or folder 'nowhere'"),
    ],
)
def test_wrong_use_writes_nothing(wrong: dict[str, object], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        new_source(DAY, into=tmp_path / "new", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "new").exists()


def test_a_shipped_name_is_no_folder_of_one_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="that kg ships"):
        new_source(DAY, into=Path("ukraine-2022"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        new_source(DAY, into=tmp_path / "file")


def test_a_publisher_near_a_known_one_is_noted(tmp_path: Path) -> None:
    made = new_source(DAY, into=tmp_path, publisher="daily-saba")
    assert any("--publisher daily-sabah" in note for note in made.notes)


def test_a_data_set_of_its_own_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("title: mine\n", encoding="utf-8")
    made = new_source("https://www.dailysabah.com/2022/04/29/x", into=tmp_path)
    assert made.next[1] == f"kg check {tmp_path}"
    assert "actors:" in lines_of(made)  # its own actors do not have the paper
    assert new_source(DAY, into=tmp_path / "other").next[1] == f"kg check ukraine-2022 {tmp_path / 'other'}"
    assert new_source(DAY, into=tmp_path / "third", beside=[]).next[1] == f"kg check {tmp_path / 'third'}"


def test_what_was_left_out_on_purpose_is_told(tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / "a.yaml").write_text("actors: {a: {type: Person, name: A}}\n", encoding="utf-8")
    (base / "dataset.yaml").write_text(
        f"left out:\n- {{address: '{DAY}/', reason: says nothing new}}\n", encoding="utf-8"
    )
    made = new_source(DAY, into=tmp_path / "mine", beside=[str(base)])
    assert "the data set left this page out: says nothing new" in made.notes


def test_the_text_beside_and_elsewhere(tmp_path: Path) -> None:
    mine = tmp_path / "my facts"
    mine.mkdir()
    (mine / "envoys.txt").write_text("The envoys met at dawn.\n", encoding="utf-8")
    (tmp_path / "dusk.txt").write_text("The envoys met at dusk.\n", encoding="utf-8")
    made = new_alone(DAY, into=mine, text=Path("envoys.txt"))
    assert read_source(made.path).text == "envoys.txt"
    assert made.next[0].startswith(f"kg cite '{mine / 'envoys.txt'}' ")
    assert "--texts" not in made.next[1]
    made = new_alone(DAY + "-2", into=mine, text=tmp_path / "dusk.txt")
    assert made.next[1].endswith(f" --texts {tmp_path}")


SHOWN = (
    "actors: {person-a: {type: Person, name: A}, person-b: {type: Person, name: B}, person-c: {type: Person, name: C}}"
)


def test_the_examples_are_sound_once_their_ids_are_there(tmp_path: Path) -> None:
    """What the skeleton shows to copy is taken by the check as it stands, with a register that has its ids."""
    made = new_alone(DAY, into=tmp_path)
    lines = lines_of(made)
    start = next(number for number, line in enumerate(lines) if line.startswith("# - phone call:"))
    shown = [line.removeprefix("# ").removeprefix("#") for line in lines[start:] if not line.startswith("# Acts:")]
    made.path.write_text("\n".join([*lines[: start - 1], *shown]), encoding="utf-8")
    (tmp_path / "register.yaml").write_text(
        SHOWN.replace("actors: {", "actors: {state-a: {type: State, name: SA}, state-b: {type: State, name: SB}, "
        "office-of-a: {type: GovernmentBody, name: OA}, ")
        + "\nplaces: {the-city: {name: C}}\nbasis: x\nclaims: [{process: the-talks}]\n",
        encoding="utf-8",
    )  # fmt: skip
    loaded = check([tmp_path])
    assert [str(p) for p in loaded.problems] == []
    kinds = [claim.statement.type for claim in loaded.records.claims if claim.source]
    assert sorted(kinds) == ["Acceptance", "Denial", "Meeting", "Offer", "PhoneCall"]


def test_it_is_short_and_lists_what_is_at_hand(tmp_path: Path) -> None:
    lines = lines_of(new_source(DAY, into=tmp_path))
    assert len(lines) < 80 and max(map(len, lines)) <= 120
    assert any(line.startswith("# persons: ") and "erdogan" in line for line in lines)
    assert any(line.startswith("# roles: ") and "guarantor" in line for line in lines)
    assert any(line.startswith("# topics: ") and "ceasefire" in line for line in lines)


def test_the_same_each_time(tmp_path: Path) -> None:
    one, two = (new_source(DAY, into=tmp_path / name) for name in ("a", "b"))
    assert one.path.read_bytes() == two.path.read_bytes()
