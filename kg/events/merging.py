"""Event rows of one data set → claims and who took part in them, in DuckDB. The rule is in merge.sql and people.sql."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from kg.events.curated_actors import Register
from kg.events.linking import ForeignActor, Link
from kg.events.places import Countries, name_key, slug
from kg.events.registry import read_sql
from kg.model.crosswalks import EventCode
from kg.model.vocabulary import Vocabulary
from kg.store.columns import Connection, create_table

BODIES = ("GovernmentBody", "Group", "Organization", "Alliance", "NewsOrganization")
_KEY = "concat_ws(chr(31), COALESCE({0}, ''), COALESCE({1}, ''), COALESCE({2}, ''))"
SOURCE_KEY = _KEY.format("source_name", "source_code", "source_country")
TARGET_KEY = _KEY.format("target_name", "target_code", "target_country")
_ACTORS = """
WITH named AS (
  SELECT source_name AS name, source_code AS code, source_country AS country, source_sectors AS sectors,
    count(*) AS rows, min(day) AS first, max(day) AS last
  FROM kept WHERE people IS NULL AND (source_name IS NOT NULL OR source_country IS NOT NULL OR source_code IS NOT NULL)
  GROUP BY ALL
  UNION ALL
  SELECT target_name, target_code, target_country, target_sectors, count(*), min(day), max(day)
  FROM kept WHERE people IS NULL AND (target_name IS NOT NULL OR target_country IS NOT NULL OR target_code IS NOT NULL)
  GROUP BY ALL
  UNION ALL
  SELECT p.name, NULL, p.country, p.sectors, count(*), min(day), max(day)
  FROM (SELECT day, unnest(people) AS p FROM kept WHERE people IS NOT NULL) GROUP BY ALL
  UNION ALL
  SELECT p.deputy_of, NULL, NULL, NULL, count(*), min(day), max(day)
  FROM (SELECT day, unnest(people) AS p FROM kept WHERE people IS NOT NULL) WHERE p.deputy_of IS NOT NULL GROUP BY ALL
)
SELECT name, code, country, list_sort(list_distinct(flatten(list(sectors) FILTER (sectors IS NOT NULL)))) AS sectors,
  CAST(sum(rows) AS BIGINT) AS rows, min(first) AS first, max(last) AS last
FROM named GROUP BY name, code, country
"""


def read_actors(connection: Connection) -> list[ForeignActor]:
    """The actors of the kept rows, each once."""
    rows = connection.execute(_ACTORS).fetchall()
    return [
        ForeignActor(
            name=name, code=code, country=country, sectors=tuple(sectors or ()), rows=rows_, first=first, last=last
        )
        for name, code, country, sectors, rows_, first, last in rows
    ]


def set_codes(connection: Connection, codes: Mapping[str, EventCode], vocabulary: Vocabulary, prefix: str) -> None:
    """Make the tables `codes` and `meanings` of a crosswalk.

    Codes with the same meaning are one channel: contacts of the same class and roles, and agreements. Others are each
    their own.
    """
    meanings: dict[object, int] = {}
    code_rows: list[tuple[Any, ...]] = []
    meaning_rows: list[tuple[Any, ...]] = []
    for notation, code in sorted(codes.items()):
        alike = code.source_roles == code.target_roles
        turned = code.both_ways and not alike and code.source_roles > code.target_roles
        first, second = (code.target_roles, code.source_roles) if turned else (code.source_roles, code.target_roles)
        channel = any(vocabulary.is_a(code.type, kind) for kind in ("Contact", "Agreement"))
        key = (code.type, first, second, code.both_ways) if channel else notation
        meaning = meanings.setdefault(key, len(meanings))
        needs_two = channel or bool(code.sign)
        code_rows.append((notation, meaning, code.both_ways, needs_two, code.both_ways and alike, turned))
        if meaning == len(meaning_rows):
            meaning_rows.append(
                (meaning, prefix, code.type, list(first), list(second), list(code.topics), code.sign, code.concern_of,
                 code.concern_role, code.concern_status)
            )  # fmt: skip
    create_table(
        connection, "codes",
        {"notation": "VARCHAR", "meaning": "INTEGER", "both_ways": "BOOLEAN", "needs_two": "BOOLEAN",
         "alike": "BOOLEAN", "turned": "BOOLEAN"},
        code_rows,
    )  # fmt: skip
    text, texts = "VARCHAR", "VARCHAR[]"
    create_table(
        connection, "meanings",
        {"meaning": "INTEGER", "prefix": text, "type": text, "first_roles": texts, "second_roles": texts,
         "topics": texts, "sign": text, "concern_of": text, "concern_role": text, "concern_status": text},
        meaning_rows,
    )  # fmt: skip
    roles = sorted(role for role in vocabulary.concepts["Role"] if vocabulary.is_narrower(role, "third-party"))
    create_table(connection, "third_roles", {"role": text}, [(role,) for role in roles])


def set_links(connection: Connection, links: Sequence[Link]) -> None:
    """Make the tables `links`, `link_days` and `actors` of the links of a data set."""
    numbers = {name: number for number, name in enumerate(sorted({link.actor for link in links}))}
    states: dict[str, dict[str, int]] = {}
    for link in links:
        if link.state and link.state != link.actor and not (link.how == "new" and link.type in BODIES):
            counts = states.setdefault(link.actor, {})
            counts[link.state] = counts.get(link.state, 0) + link.foreign.rows
    behalf = {name: min(counts, key=lambda state: (-counts[state], state)) for name, counts in states.items()}
    create_table(
        connection, "actors", {"number": "INTEGER", "actor": "VARCHAR", "behalf": "VARCHAR"},
        [(number, name, behalf.get(name)) for name, number in numbers.items()],
    )  # fmt: skip
    always = [(key_of(link.foreign), numbers[link.actor]) for link in links if link.since is None]
    create_table(connection, "links", {"key": "VARCHAR", "number": "INTEGER"}, always)
    create_table(
        connection, "link_days",
        {"key": "VARCHAR", "number": "INTEGER", "office": "VARCHAR", "since": "DATE", "until": "DATE"},
        [
            (key_of(link.foreign), numbers[link.actor], link.office, link.since, link.until or date.max)
            for link in links
            if link.since is not None
        ],
    )  # fmt: skip


def key_of(actor: ForeignActor) -> str:
    """What stands for a foreign actor in a join."""
    return "\x1f".join((actor.name or "", actor.code or "", actor.country or ""))


def set_places(
    connection: Connection,
    *,
    countries: Countries,
    register: Register,
    curated_within: Mapping[str, Iterable[str]],
    prefix: str,
) -> list[tuple[str, str]]:
    """Make the table `place_ids` of the places of the kept rows; returns the ids and names of those that are new.

    A place is a curated one where the name is the same and the curated one is told to be within the same country.
    """
    rows = connection.execute(
        "SELECT DISTINCT place, place_country FROM kept WHERE place IS NOT NULL ORDER BY ALL"
    ).fetchall()
    found: list[tuple[str, str | None, str]] = []
    minted: dict[str, str] = {}
    for place, country in rows:
        home = countries.find_place(country)
        curated = sorted(
            name
            for name in register.places.get(name_key(place), ())
            if home is None
            or not (above := set(curated_within.get(name, ())))
            or above & {name_key(n) for n in home.names}
        )
        if len(curated) == 1:
            found.append((place, country, curated[0]))
            continue
        where = home.id if home else slug(country or "")
        name = "-".join(filter(None, [prefix, "place", slug(place), where]))
        if not slug(place):
            continue
        minted.setdefault(name, place)
        found.append((place, country, name))
    create_table(connection, "place_ids", {"place": "VARCHAR", "country": "VARCHAR", "id": "VARCHAR"}, found)
    return sorted(minted.items())


def merge_rows(connection: Connection, *, merging: bool) -> dict[str, int]:
    """Make the tables `claims` and `parts` of the kept rows; returns how many rows make no event, by reason."""
    connection.execute(f"SET VARIABLE merging = {str(merging).lower()}")
    connection.execute(read_sql("merge"))
    if connection.execute("SELECT count(*) FROM kept WHERE people IS NOT NULL").fetchone()[0]:
        connection.execute(read_sql("people"))
    return dict(connection.execute("SELECT reason, rows FROM aside ORDER BY reason").fetchall())
