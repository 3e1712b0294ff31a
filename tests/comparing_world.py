"""A made-up graph for comparisons: curated contacts of four states beside rows of ICEWS, GDELT and MEND.

The states are real, so that event data can be matched to them; all contacts and persons are invented. What lies
where, in 2031 (N is Norway, S Sweden, F Finland, D Denmark; two letters are a contact of the two):

| day        | curated                              | ICEWS                 | GDELT    | MEND           |
|------------|--------------------------------------|-----------------------|----------|----------------|
| 28 April   |                                      | NS meeting            |          |                |
| 2 May      | call (NS phone call)                 | NS phone call, 2 rows |          |                |
| 4 May      | shuttle (FN meeting, F mediates)     | FN phone call         |          | FN, F mediates |
| 9 May      |                                      | NS meeting            |          |                |
| 10 May     | late (NS meeting)                    |                       |          |                |
| 12 May     | doubtful (FS phone call, on 12 May?) | FS phone call, 4 rows |          |                |
| 15 May     |                                      | NS meeting            |          |                |
| 19 May     |                                      |                       | DF       |                |
| 20 May     | round (NS talks)                     |                       | NS talks |                |
| in May     | month (FS meeting)                   |                       |          |                |
| 25 May     | plan (NS talks, proposed)            |                       |          |                |
| 31 May     |                                      | DF meeting            |          |                |
| 20 June    | june (NS meeting)                    |                       | NS call  |                |
| 25 June    |                                      |                       | DF       |                |
| not told   | undated (NS phone call)              |                       |          |                |

So ICEWS covers 28 April to 31 May, GDELT 19 May to 25 June, MEND 4 May, and the curated facts 1 May to 20 June.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cases import toy_contact
from generate_events import (
    gdelt_row,
    icews_row,
    mend_row,
    write_gdelt_rows,
    write_icews_rows,
    write_mend_rows,
)

import kg
from kg.graph import Graph

PLAIN = ("ada participant", "boris participant")
CURATED = (
    toy_contact("call", "2031-05-02", *PLAIN, kind="phone call"),
    toy_contact("shuttle", "2031-05-04", "ada belligerent", "cleo mediator"),
    toy_contact("late", "2031-05-10", *PLAIN),
    toy_contact("doubtful", "2031-05-12?", "boris participant", "cleo participant", kind="phone call"),
    toy_contact("round", "2031-05-20", *PLAIN, kind="talks"),
    toy_contact("month", "2031-05", "boris participant", "cleo participant"),
    toy_contact("plan", "2031-05-25", *PLAIN, kind="talks", more="status: proposed"),
    toy_contact("june", "2031-06-20", *PLAIN),
    toy_contact("undated", "", *PLAIN, kind="phone call"),
)


_CODES = {"Norway": "NOR", "Sweden": "SWE", "Finland": "FIN", "Denmark": "DNK"}
_ACTORS = """actors:
  norway: {type: State, name: Norway}
  sweden: {type: State, name: Sweden}
  finland: {type: State, name: Finland}
  denmark: {type: State, name: Denmark}
  ada: {type: Person, name: Ada Ash, of: norway}
  boris: {type: Person, name: Boris Birch, of: sweden}
  cleo: {type: Person, name: Cleo Cedar, of: finland}
  gazette: {type: NewsOrganization, name: The Gazette}
"""
_SOURCE = "source:\n  id: gazette-1\n  type: NewsArticle\n  publisher: gazette\n  published: 2031-06-30\n\nclaims:\n"


def _icews(number: int, day: str, code: str, source: str, target: str) -> dict[str, str]:
    return icews_row(
        event_id=number, event_date=day, cameo_code=code, source_name=source, source_country=source, target_name=target,
        target_country=target, story_id=number,
    )  # fmt: skip


def _gdelt(number: int, day: str, code: str, source: str, target: str) -> dict[str, str]:
    return gdelt_row(
        GLOBALEVENTID=number, SQLDATE=day, EventCode=code, Actor1Name=source.upper(), Actor1Code=_CODES[source],
        Actor1CountryCode=_CODES[source], Actor2Name=target.upper(), Actor2Code=_CODES[target],
        Actor2CountryCode=_CODES[target],
    )  # fmt: skip


ICEWS = (
    _icews(1, "2031-04-28", "044", "Norway", "Sweden"),
    _icews(2, "2031-05-02", "041", "Norway", "Sweden"),
    _icews(3, "2031-05-02", "041", "Sweden", "Norway"),
    _icews(4, "2031-05-04", "041", "Norway", "Finland"),
    _icews(5, "2031-05-09", "044", "Norway", "Sweden"),
    *(_icews(number, "2031-05-12", "041", "Finland", "Sweden") for number in (6, 7, 8, 9)),
    _icews(10, "2031-05-15", "044", "Sweden", "Norway"),
    _icews(11, "2031-05-31", "044", "Finland", "Denmark"),
)
GDELT = (
    _gdelt(21, "20310519", "040", "Finland", "Denmark"),
    _gdelt(22, "20310520", "046", "Norway", "Sweden"),
    _gdelt(23, "20310620", "041", "Norway", "Sweden"),
    _gdelt(24, "20310625", "040", "Finland", "Denmark"),
)
MEND = (
    mend_row(
        med_event_ID="ARL203105-1", conflict_country="Norway", Day=4, Month=5, Year=2031, third_party="Finland",
        third_party_id="C", local_parties="Norway",
    ),
)  # fmt: skip


def write_facts(folder: Path, claims: Iterable[str] = CURATED) -> Path:
    """The curated facts as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "actors.yaml").write_text(_ACTORS, encoding="utf-8")
    told = "".join(f"- {claim.strip()}\n  phrase: as the paper has it\n" for claim in claims)
    (folder / "gazette.yaml").write_text(_SOURCE + told, encoding="utf-8")
    return folder


def build_world(folder: Path) -> Graph:
    """The graph in a folder, with what the three data sets have of it."""
    from kg.building.imports import import_events

    out = folder / "graph"
    kg.build([write_facts(folder / "facts")], graph=out, page=False)
    import_events("icews", [write_icews_rows(folder / "icews.tab", ICEWS)], graph=out)
    import_events("gdelt", [write_gdelt_rows(folder / "gdelt.csv", GDELT)], graph=out)
    import_events("mend", [write_mend_rows(folder / "mend.csv", MEND)], graph=out)
    return Graph.open(out)
