"""Who is who: names and codes of event data matched to curated actors, or minted; corrections, and the report."""

from __future__ import annotations

import csv
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from event_graphs import import_rows, links_by_name, parts_of, read_links
from generate_events import gdelt_row, icews_row, mend_row

import kg
from kg.errors import UsageError
from kg.events.curated_actors import Register
from kg.events.linking import ForeignActor, Link, Linker
from kg.events.places import Countries

FACTS = """
actors:
  kenya: {type: State, name: Kenya}
  land-of-nigeria: {type: State, name: Nigeria}
  uganda: {type: State, name: Uganda, bywords: [Kampala]}
  ada: {type: Person, name: Ada Kernova, of: kenya, spellings: [Ada Kernowa], bywords: [The Lioness]}
  bo: {type: Person, name: Bo Lindqvist, of: kenya}
  sam-one: {type: Person, name: Sam Poe, of: kenya}
  sam-two: {type: Person, name: Sam Poe, of: kenya}
  homeless: {type: Person, name: Nora Field}
  front: {type: Group, name: Northern Front, of: uganda}
offices:
  president: {name: President of Kenya, of: kenya, leading: yes}
tenures:
  ada-president: {person: ada, office: president, from: 2017-01-01, until: 2018-10-10, basis: made up}
  bo-president: {person: bo, office: president, from: 2018-10-12, basis: made up}
"""


@cache
def built() -> Path:
    folder = Path(mkdtemp())
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    kg.build(folder / "facts.yaml", graph=folder / "graph")
    return folder / "graph"


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    shutil.copytree(built(), tmp_path / "graph")
    return tmp_path


@cache
def linker() -> Linker:
    from kg.events.assembling import Curated
    from kg.events.registry import find_importer
    from kg.graph import Graph

    graph = Graph.open(built())
    return Curated(graph.store).linker(find_importer("icews"), [])


def link(name: str | None, country: str | None = None, code: str | None = None, **days: Any) -> list[Link]:
    return linker().link([ForeignActor(name=name, code=code, country=country, **days)])


def one(name: str | None, country: str | None = None, code: str | None = None) -> tuple[str, str]:
    (found,) = link(name, country, code)
    return found.actor, found.how


@pytest.mark.parametrize(
    ("name", "country", "code", "found"),
    [
        # a country by its whole name, or by a code alone
        ("Kenya", "Kenya", None, ("kenya", "country")),
        ("KENYA", None, None, ("kenya", "country")),
        (None, "KEN", "KEN", ("kenya", "country")),
        ("Nigeria", "Nigeria", None, ("land-of-nigeria", "country")),
        ("Niger", "Niger", None, ("niger", "country")),
        ("Nigerian", None, None, ("icews-nigerian", "new")),
        ("Kenya Airways", "Kenya", None, ("icews-kenya-airways-kenya", "new")),
        ("United States Minor Outlying Islands", None, None, ("united-states-minor-outlying-islands", "country")),
        ("Kenya", "Uganda", None, ("icews-kenya-uganda", "new")),  # not what the name says
        ("Kampala", "Uganda", None, ("icews-kampala-uganda", "new")),  # a byword does not make a state
        # a name, a spelling, a byword
        ("Ada Kernova", "Kenya", None, ("ada", "name")),
        ("ADA  KERNOVÁ", "Kenya", None, ("ada", "name")),
        ("Ada Kernowa", "Kenya", None, ("ada", "spelling")),
        ("The Lioness", "Kenya", None, ("ada", "byword")),
        ("Ada Kernova", "Uganda", None, ("icews-ada-kernova-uganda", "new")),  # of another country
        ("Ada Kernova", None, None, ("ada", "name")),
        ("Sam Poe", "Kenya", None, ("icews-sam-poe-kenya", "new")),  # there are two
        ("Nora Field", "Uganda", None, ("homeless", "name")),
        ("Northern Front", "Uganda", None, ("front", "name")),
        # a spelling that is near
        ("Ada Kernova", "Kenya", None, ("ada", "name")),
        ("Ada Kernovaa", "Kenya", None, ("ada", "near spelling")),
        ("Ada Kernovaa", "Uganda", None, ("icews-ada-kernovaa-uganda", "new")),
        ("Ada Kernovaa", None, None, ("icews-ada-kernovaa", "new")),
        ("Ada Kornau", "Kenya", None, ("icews-ada-kornau-kenya", "new")),  # not near enough
        ("Samm Poe", "Kenya", None, ("icews-samm-poe-kenya", "new")),  # near to two
        ("Ada Ivanovna Kernova", "Kenya", None, ("ada", "near spelling")),  # with a name between
        ("Ada Ivanovna Kernova", "Uganda", None, ("icews-ada-ivanovna-kernova-uganda", "new")),
    ],
)
def test_ways_to_match(name: str | None, country: str | None, code: str | None, found: tuple[str, str]) -> None:
    assert one(name, country, code) == found


def test_how_surely() -> None:
    sure = {
        "country": link("Kenya")[0], "name": link("Ada Kernova", "Kenya")[0], "no country": link("Ada Kernova")[0],
        "byword": link("The Lioness", "Kenya")[0], "near": link("Ada Kernovaa", "Kenya")[0], "new": link("Nobody")[0],
    }  # fmt: skip
    numbers = [sure[way].surely for way in ("country", "name", "no country", "byword", "near", "new")]
    assert numbers[:2] == [1.0, 1.0] and numbers[-1] == 0.0
    assert 1.0 > sure["no country"].surely > 0.8 and 0.9 > sure["near"].surely > 0.7 and sure["byword"].surely == 0.8
    assert link("Sam Poe", "Kenya")[0].others == ("sam-one", "sam-two")


def icews(number: int, day: str, name: str = "President (Kenya)", country: str = "Kenya") -> dict[str, str]:
    return icews_row(event_id=number, event_date=day, source_name=name, source_country=country, target_name="Uganda",
                     target_country="Uganda", cameo_code="041")  # fmt: skip


@pytest.mark.slow
def test_the_office_at_that_day(curated: Path) -> None:
    rows = [icews(1, "2018-10-10"), icews(2, "2018-10-11"), icews(3, "2018-10-12"), icews(4, "2018-10-13"),
            icews(5, "2018-10-13", "President (Uganda)", "Uganda"), icews(6, "2018-10-13", "Ada Kernova"),
            icews(7, "2018-10-13", "Vice President (Kenya)")]  # fmt: skip
    done = import_rows("icews", rows, curated)
    parts = parts_of(done)
    who = {claim: next(actor for actor, _, behalf in parts[claim] if actor != "uganda") for claim in parts
           if claim.startswith("icews-")}  # fmt: skip
    assert who == {
        "icews-1": "ada",
        "icews-2": "icews-president-kenya",  # between the two, nobody held it
        "icews-3": "bo",
        "icews-4": "bo",
        "icews-5": "icews-president-uganda",
        "icews-6": "ada",
        "icews-7": "icews-vice-president-kenya",
    }
    assert {behalf for actor, _, behalf in parts["icews-3"] if actor == "bo"} == {"kenya"}
    links = [row for row in read_links(done) if row["name"] == "President (Kenya)"]
    assert sorted((row["actor"], row["how"], row["since"], row["until"]) for row in links) == [
        ("ada", "office", "2017-01-01", "2018-10-10"), ("bo", "office", "2018-10-12", ""),
        ("icews-president-kenya", "new", "", ""),
    ]  # fmt: skip


def corrections(folder: Path, text: str) -> Path:
    (folder / "own.csv").write_text("name,country,actor\n" + text, encoding="utf-8")
    return folder / "own.csv"


@pytest.mark.slow
def test_corrections(curated: Path) -> None:
    text = (
        "Head of Government (Kenya),Kenya,president\nSam Poe,Kenya,sam-one\nAda Kernova,,new\nKENMIL,,bo\n"
        "Ann Other,,icews-the-others\nBert Other,,icews-the-others\nCarl Other,Uganda,icews-the-others\n"
    )
    names = [("Head of Government (Kenya)", "Kenya"), ("Sam Poe", "Kenya"), ("Ada Kernova", "Kenya"),
             ("ann other", "Kenya"), ("Bert Other", "Uganda"), ("Carl Other", "Kenya")]  # fmt: skip
    rows = [icews(n, "2018-10-01", *name) for n, name in enumerate(names, 1)]
    done = import_rows("icews", rows, curated, corrections=corrections(curated, text))
    assert {name: found for name, found in links_by_name(done).items() if name != "Uganda"} == {
        "Head of Government (Kenya)": ("ada", "correction"),
        "Sam Poe": ("sam-one", "correction"),
        "Ada Kernova": ("icews-ada-kernova-kenya", "new"),
        "ann other": ("icews-the-others", "correction"),
        "Bert Other": ("icews-the-others", "correction"),
        "Carl Other": ("icews-carl-other-kenya", "new"),  # the correction is of another country
    }
    # they are kept with the graph, for what comes later
    later = import_rows("icews", [icews(9, "2018-10-02", "Sam Poe")], curated, file="later.tab")
    assert links_by_name(later)["Sam Poe"] == ("sam-one", "correction")
    other = import_rows("icews", rows, curated, corrections=corrections(curated, "Sam Poe,,sam-two\n"))
    assert other.changed and links_by_name(other)["Sam Poe"] == ("sam-two", "correction")
    assert links_by_name(other)["Ada Kernova"] == ("ada", "name")
    gdelt = [gdelt_row(Actor1Code="KENMIL", Actor1Name="ARMY", Actor1CountryCode="KEN", Actor1Type1Code="MIL")]
    coded = import_rows("gdelt", gdelt, curated, file="g.csv", corrections=corrections(curated, "KENMIL,,bo\n"))
    assert links_by_name(coded)["ARMY"] == ("bo", "correction")


def test_errors_in_corrections_come_all_at_once(curated: Path) -> None:
    text = "Sam Poe,Kenya,sam-three\n,Kenya,ada\nAda,,ada\nBo,,\nCy,,no good\n"
    with pytest.raises(UsageError) as told:
        import_rows("icews", [icews(1, "2018-10-01")], curated, corrections=corrections(curated, text))
    lines = str(told.value).splitlines()
    assert [line.partition("own.csv:")[2].partition(":")[0] for line in lines] == ["2", "3", "5", "6"]
    assert "sam-three" in lines[0]
    (curated / "own.csv").write_text("who,what\n", encoding="utf-8")
    with pytest.raises(UsageError, match="name, country and actor"):
        import_rows("icews", [icews(1, "2018-10-01")], curated, corrections=curated / "own.csv")
    with pytest.raises(UsageError, match="there is no file"):
        import_rows("icews", [icews(1, "2018-10-01")], curated, corrections=curated / "missing.csv")
    assert not (curated / "graph" / "events").exists()


@pytest.mark.slow
def test_the_report_on_links(curated: Path) -> None:
    names = ["=1+1", "@SUM(A1)", "+x", "-y", "Ada Kernova", 'quote " and, comma']
    done = import_rows("icews", [icews(n, "2018-10-01", name) for n, name in enumerate(names, 1)], curated)
    rows = read_links(done)
    assert [row["name"].removeprefix("'") for row in rows] == sorted([*names, "Uganda"])
    assert not any(cell[:1] in "=+-@\t" for row in rows for cell in row.values() if cell)
    found = {row["name"]: row for row in rows}
    assert found["Ada Kernova"] | {} == {
        "name": "Ada Kernova", "code": "", "country": "Kenya", "sectors": "", "rows": "1", "first": "2018-10-01",
        "last": "2018-10-01", "actor": "ada", "label": "Ada Kernova", "type": "Person", "state": "kenya", "how": "name",
        "surely": "1.0", "since": "", "until": "", "others": "",
    }  # fmt: skip
    assert found["Uganda"]["rows"] == "6"
    again = import_rows("icews", [icews(1, "2018-10-01", "=1+1")], curated, file="again.tab")
    assert not again.changed and read_links(again) == rows
    # what the report says is a file of corrections, too
    fixed = curated / "fixed.csv"
    with fixed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["name", "country", "actor"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    same = import_rows("icews", [icews(1, "2018-10-01", "=1+1")], curated, file="same.tab", corrections=fixed)
    assert {row["actor"] for row in read_links(same)} == {row["actor"] for row in rows}


def test_new_actors_of_different_names_have_different_ids() -> None:
    actors = [ForeignActor(name=name, code=None, country=None) for name in ("A-B", "A B!", "東京", "大阪", "Publisher",
              "2018-10-01", "30000001", "Place Nairobi Kenya")]  # fmt: skip
    links = {link.foreign.name: link.actor for link in linker().link(actors)}
    assert len({links[name] for name in ("A B!", "東京", "大阪", "Publisher")}) == 4
    # ids of events, sources, places and the publisher are not those of actors
    taken = {"icews-publisher", "icews-2018-10-01", "icews-30000001", "icews-place-nairobi-kenya"}
    assert not taken & set(links.values())


@pytest.mark.slow
def test_actors_of_gdelt_are_called_by_their_codes(curated: Path) -> None:
    actors = [("KENGOV", "NAIROBI"), ("KENGOV", "KENYAN"), ("UGAMIL", "SOLDIER")]
    rows = [
        gdelt_row(GLOBALEVENTID=n, Actor1Code=code, Actor1Name=name, Actor1CountryCode=code[:3],
                  Actor1Type1Code=code[3:])
        for n, (code, name) in enumerate(actors, 1)
    ]  # fmt: skip
    done = import_rows("gdelt", rows, curated)
    found = {(row["name"], row["code"]): row for row in read_links(done)}
    assert found["NAIROBI", "KENGOV"]["actor"] == found["KENYAN", "KENGOV"]["actor"] == "gdelt-kengov"
    assert found["SOLDIER", "UGAMIL"]["state"] == "uganda"
    assert found["SOLDIER", "UGAMIL"]["label"].endswith("(Uganda)")


@pytest.mark.slow
def test_names_of_mend_match_too(curated: Path) -> None:
    row = mend_row(third_party="Kenya", individual_med_named="Ada Kernowa", local_parties="northern front")
    assert links_by_name(import_rows("mend", [row], curated)) == {
        "Kenya": ("kenya", "country"), "Ada Kernowa": ("ada", "spelling"), "northern front": ("front", "name"),
    }  # fmt: skip


def test_a_register_without_facts() -> None:
    from kg.claims.content import read_content
    from kg.store.oxigraph import Store

    register = Register(read_content(Store()))
    assert Linker(register, Countries([]), {}, "icews").link([ForeignActor(name=None, code=None, country=None)])
