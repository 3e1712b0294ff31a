"""What became of offers as it was known day by day: each day only those are followed anew of which more is known.

Matters fall into groups that share no act: acts that answer each other, or are about one role. What was known of a
group on a day follows from the claims that it rests on alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from kg.claims.content import Content, Stated
from kg.claims.things import Thing
from kg.model.dates import read_day
from kg.reports.lifecycles import Matter, follow_matters
from kg.reports.matter_index import MatterIndex, RoleKey

_ROUNDS = 3  # what events are called rests on those that they speak of, see kg.claims.wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A group of matters as it was known by a day: what its claims said by then; None is for what was always known."""

    group: int
    day: date | None
    content: Content
    matters: tuple[Matter, ...]


def follow_knowledge(content: Content) -> Iterator[Known]:
    """Each group of matters as it was known by each day on which more came out about it, in the order of the days."""
    out = {
        name: read_day(thing.values["earliest"])
        for name, thing in content.things.items()
        if content.vocabulary.is_a(thing.type, "Source") and "earliest" in thing.values
    }
    plain = {name: thing for name, thing in content.things.items() if name not in content.by_node}
    told: list[tuple[date | None, int, list[Stated]]] = []
    for number, claims in enumerate(_Groups(content, out).claims()):
        days = {out.get(claim.values.get("source", "")) for claim in claims}
        told += [
            (day, number, [c for c in claims if _is_out(out.get(c.values.get("source", "")), day)]) for day in days
        ]
    for day, number, claims in sorted(told, key=lambda entry: (entry[0] or date.min, entry[1])):
        known = _some(content, claims, plain)
        yield Known(group=number, day=day, content=known, matters=follow_matters(known))


def _is_out(first: date | None, day: date | None) -> bool:
    return first is None or (day is not None and first <= day)


def _some(content: Content, claims: Iterable[Stated], plain: dict[str, Thing]) -> Content:
    """The content of some claims; `plain` are the things that no claim has to state."""
    chosen = {claim.id: claim for claim in claims}
    by_node: dict[str, list[Stated]] = {}
    for claim in chosen.values():
        by_node.setdefault(claim.node, []).append(claim)
    stated = {name: content.things[name] for name in by_node if name in content.things}
    return Content(content.vocabulary, chosen, plain | stated, content.sides, by_node)


class _Groups:
    """Which claims each group of matters rests on."""

    def __init__(self, content: Content, out: dict[str, date]) -> None:
        self.content, self.index = content, MatterIndex(content)
        self.naming: dict[str, list[Stated]] = defaultdict(list)  # by what they deny, or in whose tenure they are
        tenures: dict[tuple[str, str], tuple[date, Stated]] = {}  # by which it was first known who held an office
        for claim in content.claims.values():
            first = out.get(claim.values.get("source", ""), date.min)
            for name in claim.links.get("denies", ()):
                self.naming[name].append(claim)
            for held in product(claim.links.get("heldBy", ()), claim.links.get("ofOffice", ())):
                if held not in tenures or first < tenures[held][0]:
                    tenures[held] = first, claim
        for (holder, _), (_, claim) in tenures.items():
            self.naming[holder].append(claim)

    def claims(self) -> Iterator[list[Stated]]:
        """The claims of each group, in the order of their ids."""
        for keys, acts in self._groups():
            nodes = set(acts)
            for actor, role, of in keys:
                nodes |= {of, *self.index.exercising(actor, role, of), *self.index.regarding(of)}
            for _ in range(_ROUNDS):
                nodes |= {spoken for node in nodes for spoken in self._spoken_of(node)}
            found = {claim.id: claim for node in nodes for claim in self.content.by_node.get(node, ())}
            actors = {part.actor for claim in found.values() for part in claim.parts}
            actors |= {claim.concern.actor for claim in found.values() if claim.concern}
            found |= {claim.id: claim for name in nodes | actors for claim in self.naming.get(name, ())}
            yield [found[name] for name in sorted(found)]

    def _spoken_of(self, node: str) -> Iterator[str]:
        for claim in self.content.by_node.get(node, ()):
            for link in ("regards", "partOf", "answers", "denies", "supports", "opposes", "event"):
                yield from claim.links.get(link, ())
            yield from filter(None, (claim.values.get("during"), claim.concern_of))

    def _groups(self) -> list[tuple[list[RoleKey], list[str]]]:
        """Roles and acts that belong together, by whatever is known of them."""
        first: dict[str, str] = {}

        def find(name: str) -> str:
            while first.setdefault(name, name) != name:
                first[name] = first[first[name]]
                name = first[name]
            return name

        acts = {*self.index.roots, *(node for nodes in self.index.by_role.values() for node in nodes)}
        waiting = sorted(acts)
        while waiting:
            node = waiting.pop()
            for act in sorted(self.index.answers.get(node, set()) | set(self.index.answered_by(node))):
                if act not in acts:
                    acts.add(act)
                    waiting.append(act)
                first[find(node)] = find(act)
        for nodes in self.index.by_role.values():
            ordered = sorted(nodes)
            for other in ordered[1:]:
                first[find(ordered[0])] = find(other)
        groups: dict[str, tuple[list[RoleKey], list[str]]] = defaultdict(lambda: ([], []))
        for act in sorted(acts):
            groups[find(act)][1].append(act)
        for key, nodes in sorted(self.index.by_role.items()):
            groups[find(min(nodes))][0].append(key)
        return [groups[name] for name in sorted(groups)]
