"""What became of each offer, request and role: its history, step by step, and its state.

What is followed is a *matter*: the role of an actor in an event ("Turkey as host of the leaders' meeting"), of which
acts speak; or, where an offer or request speaks of no role, that act and those that answer it.

Each act is a step. It moves the party that speaks (on whose behalf, else the state that the speaker belongs to or is
in office for) to a position: offered, requested, accepted, conditional, declined. An offer asks those to whom it is
made, a request asks the actor whose role it is; who is asked again after its answer has not answered yet. A statement
that others want something is a step of those whom it regards, not of its speaker.

The state of a matter is the first of these that holds:

- ended, suspended, excluded, lapsed: the last step says so, and the role was not exercised after it; lapsed, too, where
  the event was called off
- fulfilled: the actor, or somebody on its behalf, has the role, or a narrower one, in the event or in a part of it that
  took place, or is said to have it; and no offer or request was surely made after that
- declined: a party that was asked has said no, and was not asked again
- conditional: a party that was asked has made conditions
- accepted: all that were asked have said yes; partly accepted: some have
- answered: by something else than a yes or a no, such as an offer in return
- offered, requested, invited: otherwise

Of which stage a status is, and which one a kind of act brings about, stands in the ontology (akg:stage,
akg:bringsAbout).

As of a day, a step counts from the last day on which it may have been: of several dates the most exact, and never
later than the day on which the first source that tells it was out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from kg.claims.content import Content, Part, Stated, read_content
from kg.claims.makers import offers_portion
from kg.claims.wording import named, word_event
from kg.errors import UsageError
from kg.model.dates import Date, date_in_words, read_date
from kg.model.vocabulary import load_vocabulary, nearest
from kg.reports.matter_index import MatterIndex
from kg.store.oxigraph import Store
from kg.store.tables import Table, visible

STATES = (
    "fulfilled",
    "ended",
    "suspended",
    "excluded",
    "lapsed",
    "declined",
    "conditional",
    "accepted",
    "partly accepted",
    "answered",
    "offered",
    "requested",
    "invited",
)
_TAKEN_BACK = "taken back"  # of an answer, not of what it answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act, or one standing claim, in the history of a matter.

    `status` is what it makes of the matter; empty for what is only said about the event. `party` takes the position,
    `asked` are those who are to answer. `day` is the most exact date that is given, `earliest` and `latest` its bounds.
    `claims` are the ids of those that tell it; `coded` says that a program made all of them.
    """

    act: str
    status: str
    party: str
    asked: tuple[str, ...]
    day: str
    earliest: date | None
    latest: date | None
    claims: tuple[str, ...]
    coded: bool = False

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """Order in time, by the last day on which it may have been."""
        return (self.latest or date.max, self.earliest or date.min, self.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a party stands: its last status and day; `asked_again` is the day since when a new answer is open.

    `coded` says that only machine-coded claims tell so.
    """

    party: str
    status: str
    day: str
    asked_again: str = ""
    coded: bool = False

    @property
    def words(self) -> str:
        """The position in words."""
        day = f" {date_in_words(self.day)}" if self.day else ""
        day += " (machine-coded)" if self.coded else ""
        if self.status == "asked":
            return f"{self.party}: asked{day}, no answer"
        again = f", asked again {date_in_words(self.asked_again)}" if self.asked_again else ""
        return f"{self.party}: {self.status}{day}{again}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An offer, request or role with its history. `role` and `of` are empty where `actor` offers or asks no role.

    `state` is one of `STATES`, `since` the day of the step that brought it about. `fulfilled_by` are the events in
    which the role is held, and the claims that it is.
    """

    id: str
    title: str
    actor: str
    role: str
    of: str
    state: str
    since: str
    positions: tuple[Position, ...]
    steps: tuple[Step, ...]
    fulfilled_by: tuple[str, ...] = ()

    @property
    def actors(self) -> frozenset[str]:
        """Who has a part in it: the actor and all parties."""
        return frozenset({self.actor, *(position.party for position in self.positions)})

    @property
    def standing(self) -> str:
        """The positions in a line: who said what, when, and who is asked."""
        return "; ".join(position.words for position in self.positions)


def follow_offers(store: Store, *, as_of: date | None = None) -> tuple[Matter, ...]:
    """All matters of a store with their state as of a day, or of now; sorted by what they are about.

    A matter that begins after that day is not among them.

    >>> import kg
    >>> matters = follow_offers(kg.load().store)
    >>> [matter.state for matter in matters if matter.id == "turkey/host/leaders-summit"]
    ['partly accepted']
    """
    return follow_matters(read_content(offers_portion(store)), as_of=as_of)


def follow_matters(content: Content, *, as_of: date | None = None) -> tuple[Matter, ...]:
    """The same of claims that were read before."""
    return _Follower(content, as_of).matters()


def choose_matters(
    matters: Iterable[Matter], *, actor: str | None = None, role: str | None = None, state: str | None = None
) -> tuple[Matter, ...]:
    """The matters in which an actor (an id) has a part, those of a role, those of a state.

    Raises UsageError, with the nearest, for an unknown role or state.
    """
    _require(role, "role", load_vocabulary().concepts["Role"])
    _require(state, "state", STATES)
    return tuple(
        matter
        for matter in matters
        if (not actor or actor in matter.actors)
        and (not role or matter.role == role)
        and (not state or matter.state == state)
    )


def _require(name: str | None, what: str, known: Iterable[str]) -> None:
    if name is not None and name not in known:
        guess = nearest(name, known)
        hint = f"did you mean '{guess}'?" if guess else f"one of: {', '.join(known)}"
        raise UsageError(f"`{what}`: '{visible(name[:60])}' is no {what}; {hint}")


def tabulate(matters: Iterable[Matter], *, base: str) -> Table:
    """Matters as a table: what it is about, the state and since when, the positions, the number of steps."""
    columns = ("matter", "actor", "role", "of", "state", "since", "positions", "steps")
    rows = (
        (m.id, m.actor, m.role, m.of, m.state, m.since, m.standing, str(sum(bool(step.status) for step in m.steps)))
        for m in matters
    )
    return Table(columns, tuple(tuple(ox.Literal(value) if value else None for value in row) for row in rows), base)


class _Follower:
    def __init__(self, content: Content, as_of: date | None) -> None:
        self.content, self.as_of, self.index = content, as_of, MatterIndex(content)
        vocabulary = content.vocabulary
        self.is_a, self._brought_about = vocabulary.is_a, vocabulary.brought_about
        self.asking, self.proposing = vocabulary.statuses("asking"), vocabulary.statuses("asking", "offering")
        self.answers, self.over = vocabulary.statuses("answer") | {"answered"}, vocabulary.statuses("over")
        self.sides = {party for sides in content.sides.values() for parties in sides.values() for party in parties}
        self.held: dict[str, set[str]] = {}
        for claim in content.claims.values():
            if claim.type == "Tenure":
                for person in claim.links.get("heldBy", ()):
                    self.held.setdefault(person, set()).update(claim.links.get("ofOffice", ()))

    def matters(self) -> tuple[Matter, ...]:
        found = [self._role_matter(key, nodes) for key, nodes in self.index.by_role.items()]
        found += [self._act_matter(node) for node in self.index.roots]
        begun = (matter for matter in found if any(step.status for step in matter.steps))
        return tuple(sorted(begun, key=lambda matter: (matter.of, matter.role, matter.actor, matter.id)))

    # matters

    def _role_matter(self, key: tuple[str, str, str], nodes: set[str]) -> Matter:
        actor, role, of = key
        holder = self._party_of(actor)
        steps = self._counting(self._step(node, holder) for node in nodes)
        said = self._counting(self._step(node, "") for node in self._said_of(of) - nodes)
        steps += [replace(step, status="", asked=()) for step in said]
        title = f"{named(actor, self.content)} as {self.content.label(role)} of {word_event(of, self.content)}"
        matter = self._assess(steps, holder)
        exercised = self._counting(self._step(node, "") for node in self.index.exercising(actor, role, of))
        exercised += [step for step in steps if step.status == "exercised" and step not in exercised]
        exercised.sort(key=lambda step: step.sort_key)
        matter = replace(matter, id="/".join(key), title=title, actor=actor, role=role, of=of)
        called_off = any(c.values.get("event_status") == "cancelled" for c in self.content.by_node.get(of, ()))
        moved = [step for step in steps if step.status]
        if exercised and moved and moved[-1].status in self.over and not _after(exercised[-1], moved[-1]):
            return replace(matter, state=moved[-1].status, since=moved[-1].day)
        if exercised:
            last = max(step.latest or date.max for step in exercised)
            open_again = any(step.status in self.proposing and (step.earliest or date.min) > last for step in steps)
            fulfilled_by = tuple(step.act for step in exercised)
            if open_again:
                return replace(matter, fulfilled_by=fulfilled_by)
            over = [step for step in moved if step.status in self.over]
            again = [step for step in exercised if not over or _after(step, over[-1])]
            return replace(matter, state="fulfilled", since=(again or exercised)[0].day, fulfilled_by=fulfilled_by)
        return replace(matter, state="lapsed") if called_off and matter.state not in self.over else matter

    def _act_matter(self, root: str) -> Matter:
        first = self._step(root, "")
        steps = self._counting([first, *(self._step(node, "") for node in self.index.answering([root]))])
        matter = self._assess(steps, first.party)
        return replace(matter, id=root, title=word_event(root, self.content), actor=first.party)

    def _counting(self, steps: Iterable[Step]) -> list[Step]:
        """The steps that count as of the day, in the order of time."""
        found = [step for step in steps if self.as_of is None or (step.latest and step.latest <= self.as_of)]
        return sorted(found, key=lambda step: step.sort_key)

    def _said_of(self, event: str) -> set[str]:
        """Acts that regard an event and are no readouts or reports of it: what parties say about holding it."""
        held = any(c.values.get("event_status", "held") == "held" for c in self.content.by_node.get(event, ()))
        return set() if held else self.index.regarding(event)

    # steps

    def _step(self, node: str, holder: str) -> Step:
        claims = self.content.by_node[node]
        status = self._status(claims)
        speakers = {self._party(part) for claim in claims for part in claim.parts if part.role == "speaker"}
        asked = {self._party(part) for claim in claims for part in claim.parts if part.role == "addressee"}
        if any(claim.type == "Participation" for claim in claims):
            speakers = {self._party(part) for claim in claims for part in claim.parts}
        if status in self.asking:  # it is for the holder of the role to answer; it may itself report the wish of others
            asked = {holder} if holder else asked
            if not any(self._brought_about(claim.type) in self.asking for claim in claims):
                speakers = self._regarded(claims) - {holder}
        elif status == "offered" and holder:
            asked -= {holder}
            speakers = {holder}
        day, told = self._day(node), self._told_by(claims)
        ends = [end for end in (day.latest if day else None, told) if end]
        return Step(
            act=node,
            status=status,
            party=", ".join(sorted(speakers)),
            asked=tuple(sorted(asked)) if status in self.proposing else (),
            day=day.text if day else f"../{told}" if told else "",
            earliest=day.earliest if day else None,
            latest=min(ends, default=None),
            claims=tuple(claim.id for claim in claims),
            coded=all(claim.is_coded(self.content.vocabulary) for claim in claims),
        )

    def _status(self, claims: list[Stated]) -> str:
        given = next((claim.concern.status for claim in claims if claim.concern), "")
        standing = next((c.parts[0].status for c in claims if c.type == "Participation" and c.parts), "")
        typed = next(filter(None, (self._brought_about(claim.type) for claim in claims)), "")
        if typed in self.over and not given and self._taken_back(claims):
            return _TAKEN_BACK
        return given or standing or typed or "answered"

    def _taken_back(self, claims: list[Stated]) -> bool:
        """Whether what is withdrawn is but an answer, so that what it answered stands."""
        acts = {act for claim in claims for act in claim.links.get("answers", ())}
        kinds = {self._brought_about(claim.type) for act in acts for claim in self.content.by_node.get(act, ())}
        return bool(kinds & self.answers) and not kinds & self.proposing

    def _regarded(self, claims: list[Stated]) -> set[str]:
        things = self.content.things
        names = {name for claim in claims for name in claim.links.get("regards", ())}
        return {name for name in names if name in things and self.is_a(things[name].type, "Actor")}

    def _day(self, node: str, seen: frozenset[str] = frozenset()) -> Date | None:
        """The most exact of the dates of an event, by the rule of `kg/derived/sql/days.sql`.

        Where none is bounded on both sides, those of what it happened during count with them.
        """
        claims = self.content.by_node.get(node, ())
        dates = [found for claim in claims if (found := claim.date)]
        if node not in seen and not any(found.earliest and found.latest for found in dates):
            events = sorted({claim.values["during"] for claim in claims if "during" in claim.values})
            within = (self._day(event, seen | {node}) for event in events)
            dates += [found for found in within if found]
        exactness = [(day.vagueness, day.earliest or day.latest or date.min, day.text) for day in dates]
        best = min(exactness)[-1] if exactness else None
        return next((day for day in dates if day.text == best), None)

    def _told_by(self, claims: Iterable[Stated]) -> date | None:
        """The last day on which the first source can have come out that tells it as done."""
        done = (claim for claim in claims if claim.values.get("event_status", "held") == "held")
        sources = [self.content.things.get(claim.values.get("source", "")) for claim in done]
        dates = [read_date(source.values.get("date") or "") for source in sources if source]
        return min((found.latest for found in dates if found and found.latest), default=None)

    # parties

    def _party(self, part: Part) -> str:
        return part.on_behalf_of or self._party_of(part.actor)

    def _party_of(self, name: str) -> str:
        """The state that an actor belongs to or is in office for; else the actor. No higher than a side of a conflict.

        As the relation `lifts` has it, by what is known; whom somebody acts for, a claim of an offer says itself.
        """
        seen: set[str] = set()
        while name not in seen and name not in self.sides:
            seen.add(name)
            thing = self.content.things.get(name)
            offices = [self.content.things[o] for o in self.held.get(name, ()) if o in self.content.things]
            above = {thing.values["belongsTo"]} if thing and "belongsTo" in thing.values else set()
            above |= {office.values["belongsTo"] for office in offices if "belongsTo" in office.values}
            if len(above) != 1:
                return name
            name = above.pop()
        return name

    # the state

    def _assess(self, steps: list[Step], holder: str) -> Matter:
        ordered = sorted(steps, key=lambda step: step.sort_key)
        last: dict[str, Step] = {}
        since: dict[str, Step] = {}  # the first of the steps by which it stands where it does, since it was last asked
        asked: dict[str, Step] = {}
        for step in ordered:
            if not step.status:
                continue
            if step.status == _TAKEN_BACK:
                for party in step.party.split(", "):
                    if party in last and last[party].act in self.index.answers[step.act]:
                        since.pop(party)
                        back = last.pop(party)
                        asked.setdefault(party, back)
                continue
            for party in filter(None, step.party.split(", ")):
                if party not in last or step.status in self.answers or last[party].status not in self.answers:
                    if party not in since or last[party].status != step.status:
                        since[party] = step
                    last[party] = step
            for party in step.asked:
                answer = last.get(party)
                if answer is None or answer.status not in self.answers or _after(step, answer):
                    asked[party] = step
                    since.pop(party, None)
        for party, step in last.items():  # who was asked again has not answered yet: its last answer stands
            since.setdefault(party, step)
        open_again = {
            party: step.day
            for party, step in asked.items()
            if party in last and last[party].status in self.answers and _after(step, last[party])
        }
        positions = [
            Position(
                party=party,
                status=step.status,
                day=since[party].day,
                asked_again=open_again.get(party, ""),
                coded=step.coded,
            )
            for party, step in last.items()
        ]
        positions += [
            Position(party=party, status="asked", day=step.day, coded=step.coded)
            for party, step in asked.items()
            if party not in last
        ]
        moved = [step for step in ordered if step.status and step.status != _TAKEN_BACK]
        state, day = self._state(moved, last, since, set(asked), set(open_again), holder)
        return Matter(
            id="", title="", actor="", role="", of="", state=state, since=day,
            positions=tuple(sorted(positions, key=lambda position: position.party)), steps=tuple(ordered),
        )  # fmt: skip

    def _state(
        self,
        steps: list[Step],
        last: dict[str, Step],
        since: dict[str, Step],
        asked: set[str],
        open_again: set[str],
        holder: str,
    ) -> tuple[str, str]:
        if steps and steps[-1].status in self.over:
            return steps[-1].status, steps[-1].day
        offering = any(step.status == "offered" for step in steps)
        must = asked if asked and not offering else asked | (set(last) - {holder})
        answers = {p: since[p] for p in must if p in last and last[p].status in self.answers and p not in open_again}
        for status in ("declined", "conditional"):
            if found := [step for step in answers.values() if step.status == status]:
                return status, max(found, key=lambda step: step.sort_key).day
        if accepted := [step for step in answers.values() if step.status == "accepted"]:
            whole = len(accepted) == len(must) and (not offering or len(must) > 0)
            day = max(accepted, key=lambda step: step.sort_key).day
            return ("accepted" if whole else "partly accepted"), day
        if answers:
            return "answered", max(answers.values(), key=lambda step: step.sort_key).day
        opening = [step for step in steps if step.status in self.proposing]
        if not opening:
            return (steps[-1].status, steps[-1].day) if steps else ("answered", "")
        return opening[-1].status, opening[-1].day


def _after(step: Step, other: Step) -> bool:
    """Whether a step was surely later than another."""
    return step.earliest is not None and other.latest is not None and step.earliest > other.latest
