"""Where sources do not go together: the pairs of the named query `conflicts`, grouped by what they are about.

The rules, and what decides which claim is preferred, stand in `derived/sql/rival*.sql`, one file for each kind, and in
the ontology (akg:excludes for roles, akg:precedence for ranks and checks).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.queries.binding import run_query
from kg.queries.questions import find_query
from kg.store.oxigraph import Store

KINDS = ("date", "place", "participants", "role", "membership", "readout", "denied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """What some say: the value, and each claim with whose words it is and its source."""

    value: str
    claims: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which of two values is preferred (empty for neither), and why."""

    values: tuple[str, str]
    preferred: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A matter on which claims do not go together: an event (or membership), in what, and of whom.

    `differs` is one of `KINDS`. `positions` has what is said, `verdicts` one entry for each two values. `left_out` is
    how many more claims on it were not compared: a hundred of them are.
    """

    about: str
    differs: str
    whose: str
    positions: tuple[Rival, ...]
    verdicts: tuple[Verdict, ...]
    left_out: int

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of all claims that take part in it, sorted."""
        return tuple(sorted({claim for position in self.positions for claim, _, _ in position.claims}))


def read_conflicts(store: Store, *, event: str | None = None, kind: str | None = None) -> list[Conflict]:
    """The conflicts of a store, sorted by event, kind and participant.

    `event` (an id) and `kind` (one of `KINDS`) keep those of one event or kind. Raises UsageError for an unknown one.
    """
    given = {name: value for name, value in (("event", event), ("kind", kind)) if value}
    return group_rivals(run_query(store, find_query("conflicts"), given))


def group_rivals(rows: Iterable[Mapping[str, object]]) -> list[Conflict]:
    """Pairs of claims as conflicts, sorted; a pair has the columns of the relation `rivals`."""
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        texts = {name: "" if value is None else str(value) for name, value in row.items()}
        found.setdefault((texts["about"], texts["differs"], texts["whose"]), []).append(texts)
    return [_conflict(key, rows) for key, rows in sorted(found.items())]


def count_by_kind(conflicts: Iterable[Conflict]) -> dict[str, int]:
    """How many conflicts of each kind there are, in the order of `KINDS`."""
    kinds = [conflict.differs for conflict in conflicts]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def _conflict(key: tuple[str, str, str], rows: list[dict[str, str]]) -> Conflict:
    said: dict[str, set[tuple[str, str, str]]] = {}
    verdicts: set[tuple[tuple[str, str], str, str]] = set()
    for row in rows:
        for start in ("", "other_"):
            teller = (_plain(row[f"{start}claim"]), row[f"{start}according_to"], row[f"{start}source"])
            said.setdefault(row[f"{start}value"], set()).add(teller)
        preferred = {"first": row["value"], "second": row["other_value"]}.get(row["preferred"], "")
        verdicts.add((tuple(sorted((row["value"], row["other_value"]))), preferred, row["why"]))  # type: ignore[arg-type]
    about, differs, whose = key
    return Conflict(
        about=about,
        differs=differs,
        whose=whose,
        positions=tuple(Rival(value=value, claims=tuple(sorted(claims))) for value, claims in sorted(said.items())),
        verdicts=tuple(Verdict(values=values, preferred=better, why=why) for values, better, why in sorted(verdicts)),
        left_out=max(int(row["left_out"] or 0) for row in rows),
    )


def _plain(claim: str) -> str:
    return claim.removeprefix("claim/")
