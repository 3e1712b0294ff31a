"""Which acts and events an offer, a request or a role rests on: looked up, so that many of them take no longer each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.claims.content import Content, Part, Stated

# What is followed is the role of an actor in an event.
RoleKey = tuple[str, str, str]


class MatterIndex:
    """The acts and events of some claims by what they answer, concern and regard."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.over = content.vocabulary.statuses("over")
        self.above: dict[str, set[str]] = {}
        self.answers: dict[str, set[str]] = {}
        self._answered_by: dict[str, list[str]] = defaultdict(list)
        self._regarding: dict[str, set[str]] = defaultdict(set)
        for node, claims in content.by_node.items():
            self.above[node] = {whole for claim in claims for whole in claim.links.get("partOf", ())}
            self.answers[node] = {act for claim in claims for act in claim.links.get("answers", ())}
            for act in sorted(self.answers[node]):
                self._answered_by[act].append(node)
            for claim in claims:
                if not claim.concern and content.vocabulary.is_a(claim.type, "Act"):
                    for event in claim.links.get("regards", ()):
                        self._regarding[event].add(node)
        self._group()
        self._exercised: dict[tuple[str, str], list[tuple[Part, str]]] = defaultdict(list)
        self._index_exercised({of for _, _, of in self.by_role})

    def _group(self) -> None:
        """The acts about each role, and the acts that open a matter of their own."""
        self.by_role: dict[RoleKey, set[str]] = {}
        placed: set[str] = set()
        for claim in self.content.claims.values():
            key = self.role_key(claim)
            if key and (claim.concern or claim.parts[0].status != "exercised"):
                self.by_role.setdefault(key, set()).add(claim.node)
                placed.add(claim.node)
        self.placed = placed
        for nodes in self.by_role.values():
            nodes |= set(self.answering(nodes))
        opening = {
            node: None
            for node, claims in self.content.by_node.items()
            if node not in placed and any(self.content.vocabulary.is_proposal(claim.type) for claim in claims)
        }
        self.roots = tuple(node for node in opening if not self.answers[node] & opening.keys())

    def answering(self, nodes: Iterable[str]) -> Iterator[str]:
        """The acts that answer some acts, or answer such an answer, and are of no other matter."""
        waiting, seen = list(nodes), set(nodes)
        while waiting:
            for node in self._answered_by.get(waiting.pop(), ()):
                if node not in seen and node not in self.placed:
                    seen.add(node)
                    waiting.append(node)
                    yield node

    def answered_by(self, act: str) -> tuple[str, ...]:
        """The acts that answer an act."""
        return tuple(self._answered_by.get(act, ()))

    def regarding(self, event: str) -> set[str]:
        """Acts that regard an event and are about no role."""
        return self._regarding.get(event, set())

    def exercising(self, actor: str, role: str, of: str) -> list[str]:
        """The events, `of` or parts of it, in which an actor, or somebody on its behalf, has a role or a narrower."""
        narrower = self.content.vocabulary.is_narrower
        held = self._exercised.get((actor, of), ())
        return list(dict.fromkeys(node for part, node in held if narrower(part.role, role)))

    def wholes(self, event: str) -> set[str]:
        """What an event is a part of, through all steps."""
        found: set[str] = set()
        waiting = [event]
        while waiting:
            higher = self.above.get(waiting.pop(), set()) - found
            found |= higher
            waiting += higher
        return found

    def role_key(self, claim: Stated) -> RoleKey | None:
        """The role that a claim is about: whose, which, and of what; None where it is about none."""
        if claim.concern and claim.concern_of:
            return claim.concern.on_behalf_of or claim.concern.actor, claim.concern.role, claim.concern_of
        if claim.type == "Participation" and claim.parts and claim.links.get("event"):
            part = claim.parts[0]
            # That somebody no longer acts for a party does not end the role of the party.
            whose = part.actor if part.status in self.over else part.on_behalf_of or part.actor
            return whose, part.role, claim.links["event"][0]
        return None

    def _index_exercised(self, wanted: set[str]) -> None:
        for claim in self.content.claims.values():
            standing = claim.type == "Participation"
            event = next(iter(claim.links.get("event", ())), "") if standing else claim.node
            if claim.concern or (not standing and claim.values.get("event_status", "held") != "held"):
                continue
            exercised = [part for part in claim.parts if part.status == "exercised"]
            for of in ({event, *self.wholes(event)} & wanted) if exercised else ():
                for part in exercised:
                    for actor in {part.actor, part.on_behalf_of} - {None}:
                        self._exercised[str(actor), of].append((part, claim.node))
