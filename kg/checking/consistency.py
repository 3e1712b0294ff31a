"""Checks that need all records at once: references, dates against each other, tenures, phrases, cycles.

What concerns the shape of one node (a phone call with one participant) is left to the SHACL shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.errors import Problem
from kg.facts.fields import Reading
from kg.facts.keys import CONCERN, FAMILIES, PARTICIPANT, REGISTER, SOURCE, Key, family_of
from kg.model.dates import Date
from kg.model.records import Claim, Event, Records, Source, Stance, Statement, Tenure
from kg.model.vocabulary import load_vocabulary
from kg.text.nearness import suggest_names

MIN_PHRASE_WORDS, MAX_PHRASE_WORDS = 3, 15
MAX_SUGGESTIONS = 200
MAX_PARTICIPANTS = 200  # each of them talks to each, which grows by the square
_UNREAD = frozenset(
    ("binary-file", "broken-link", "broken-rdf", "file-too-large", "missing-file", "newer-rdf", "not-utf-8",
     "unknown-table", "unreadable-file")
)  # fmt: skip

_Reference = tuple[str, str, str, tuple[str, ...]]


def check_records(records: Records, reading: Reading) -> list[Problem]:
    """All problems between records. `reading` gives the place of each value and the ids that could not be read."""
    return _Checker(records, reading).check()


def some_file_unread(reading: Reading) -> bool:
    """Whether a file as a whole could not be read, so that an id that is missing may be in it."""
    return any(problem.code in _UNREAD for problem in reading.problems)


class _Checker:
    def __init__(self, records: Records, reading: Reading) -> None:
        self.records, self.reading = records, reading
        self.vocabulary = load_vocabulary()
        self.problems: list[Problem] = []
        self.classes: dict[str, set[str]] = {}
        self.dates: dict[str, list[Date]] = {}
        self.suggested = 0
        self.unread = some_file_unread(reading)
        self.publishers = {source.id: source.publisher for source in records.sources}
        for name, class_name in reading.declared.items():
            self.classes.setdefault(name, set()).update({class_name} if class_name else ())
        for topic in self.vocabulary.concepts["Topic"]:
            self.classes.setdefault(topic, set()).add("Topic")
        self.claims = [*records.claims, *reading.aside]
        self.aside = {claim.id for claim in reading.aside}
        for claim in self.claims:
            statement = claim.statement
            self.classes.setdefault(statement.id, set()).add(statement.type)
            if isinstance(statement, Event) and statement.date:
                self.dates.setdefault(statement.id, []).append(statement.date)

    def check(self) -> list[Problem]:
        self._misnamed()
        for record, attribute, value, allowed in self._references():
            self._reference(record, attribute, value, allowed)
        self._names_and_cycles()
        sources = {source.id: source for source in self.records.sources}
        tenures: dict[tuple[str, str], list[Date | None]] = {}
        for claim in self.claims:
            if isinstance(tenure := claim.statement, Tenure):
                tenures.setdefault((tenure.person, tenure.office), []).append(tenure.date)
        self._pasted_twice()
        for claim in self.claims:
            self._claim(claim)
            if isinstance(event := claim.statement, Event):
                self._participants(claim, event)
                self._lasted(claim, event)
                self._order(claim, event)
                self._offices(claim, event, tenures)
                if claim.source in sources:
                    self._publication(claim, event, sources[claim.source or ""])
        return self.problems

    def _report(
        self, record: str, attribute: str, value: str, code: str, message: str, guess: str | None = None
    ) -> None:
        self.problems.append(Problem(self.reading.where(record, attribute, value), code, message, guess))

    def _pasted_twice(self) -> None:
        """Claims of one source that say the same by the same words: one of them is too much."""
        seen: dict[tuple[object, ...], str] = {}
        for claim in self.records.claims:
            told = (claim.source, claim.according_to, claim.phrase, claim.basis, claim.rank, claim.statement)
            same = seen.setdefault(told, claim.id)
            if same != claim.id:
                words = ", by the same words" if claim.phrase else ""
                message = f"this claim says what '{same}' says{words}; leave one of them out"
                place = self.reading.where(claim.id)
                self.problems.append(Problem(place, "same-claim", message, severity="warning"))

    def _participants(self, claim: Claim, event: Event) -> None:
        if (number := len(event.participations)) > MAX_PARTICIPANTS:
            message = (
                f"this claim names {number:,} participants, each of whom then talks to each; name at most "
                f"{MAX_PARTICIPANTS}: the delegations, or who the claim is about"
            )
            self._report(claim.id, "participations", "", "too-many-participants", message)

    # references

    def _references(self) -> Iterator[_Reference]:
        for section, keys in REGISTER.items():
            for record in getattr(self.records, section):
                yield from _by_keys(record.id, record, keys)
        for source in self.records.sources:
            yield from _by_keys(source.id, source, SOURCE)
        for claim in self.claims:
            if claim.according_to and claim.according_to != self.publishers.get(claim.source or ""):
                yield (claim.id, "according_to", claim.according_to, ("Actor", "Office"))
            if claim.source:
                yield (claim.id, "source", claim.source, ("Source",))
            yield from self._in_statement(claim.id, claim.statement)

    def _in_statement(self, record: str, statement: Statement) -> Iterator[_Reference]:
        keys = FAMILIES[family_of(self.vocabulary.ancestors(statement.type)) or ""]
        yield from _by_keys(record, statement, tuple(key for key in keys if key.field != "holder"))
        if isinstance(statement, Stance):
            yield (record, "holder", statement.holder, ("Actor", "Office"))
            if statement.on_behalf_of:
                yield (record, "on_behalf_of", statement.on_behalf_of, ("Actor",))
        if not isinstance(statement, Event):
            return
        for person in statement.participations:
            yield (record, "participations", person.actor, ("Actor", "Office"))
            yield from _by_keys(record, person, PARTICIPANT)
        if statement.role_concern:
            yield from _by_keys(record, statement.role_concern, CONCERN, within="role_concern.")
        for _, actors in statement.sides:
            yield from ((record, "sides", actor, ("Actor",)) for actor in actors)

    def _reference(self, record: str, attribute: str, value: str, allowed: tuple[str, ...]) -> None:
        wanted = " or ".join(self.vocabulary.classes[name].label for name in allowed if name in self.vocabulary.classes)
        if value not in self.classes:
            if self.unread:
                return  # it may be in the file that could not be read
            guess = self._guess(value, allowed)
            advice = "" if guess else "; add it, or correct the id"
            self._report(record, attribute, value, "unknown-id", f"no {wanted} has the id '{value}'{advice}", guess)
            return
        found = self.classes[value]
        if found and not any(self.vocabulary.is_a(name, kind) for name in found for kind in allowed):
            is_a = self.vocabulary.classes[min(found)].label if min(found) in self.vocabulary.classes else min(found)
            message = f"'{value}' is {_article(is_a)}; write the id of {_article(wanted)}"
            self._report(record, attribute, value, "wrong-type", message)

    def _guess(self, value: str, allowed: tuple[str, ...]) -> str | None:
        self.suggested += 1
        if self.suggested > MAX_SUGGESTIONS:
            return None
        fitting = {
            name
            for name, found in self.classes.items()
            if any(self.vocabulary.is_a(each, kind) for each in found for kind in allowed)
        }
        named = ((r.id, name) for r in self.records.registered if r.id in fitting for name in r.names)
        near = suggest_names(value, [*((id, id) for id in sorted(fitting)), *named], limit=1)
        return near[0][0] if near else None

    def _misnamed(self) -> None:
        """A name in the place of an id: whose name it is, where somebody bears it."""
        named = [(r.id, name) for r in self.records.registered for name in r.names]
        events = (claim.statement for claim in self.claims if isinstance(claim.statement, Event))
        named += [(event.id, name) for event in events for name in event.names]
        problems = self.reading.problems
        for place, problem in enumerate(problems):
            value = self.reading.misnamed.get(problem.origin)
            if problem.code == "bad-id" and value is not None and self.suggested < MAX_SUGGESTIONS:
                self.suggested += 1
                near = suggest_names(value, named, limit=1)
                guess = near[0][0] if near else problem.suggestion if problem.suggestion in self.classes else None
                told = problem.message if guess else f"{problem.message}; where it is a name, add who bears it"
                problems[place] = replace(problem, message=told, suggestion=guess)

    # one claim

    def _claim(self, claim: Claim) -> None:
        if claim.source is None and not claim.basis and claim.id not in self.aside:
            message = "a claim without a source is background and needs 'basis:', what it rests on"
            self._report(claim.id, "", "", "missing-key", message)
        if claim.phrase:
            words = len(claim.phrase.split())
            if words < MIN_PHRASE_WORDS:
                message = (
                    f"the phrase has {words} words; take {MIN_PHRASE_WORDS} or more, so that it is there only once"
                )
                self._report(claim.id, "phrase", "", "phrase-too-short", message)
            elif words > MAX_PHRASE_WORDS:
                message = f"the phrase has {words} words; take {MAX_PHRASE_WORDS} at most, the few that it rests on"
                self._report(claim.id, "phrase", "", "phrase-too-long", message)

    def _order(self, claim: Claim, event: Event) -> None:
        mine = [event.date] if event.date else self.dates.get(event.during or "", [])
        for answered in event.answers:
            theirs = self.dates.get(answered, [])
            if answered == event.id:
                message = f"'{answered}' cannot answer itself; write another act"
                self._report(claim.id, "answers", answered, "self-reference", message)
            elif (
                mine and theirs and all(m.latest and t.earliest and m.latest < t.earliest for m in mine for t in theirs)
            ):
                later = f"'{answered}', which comes later ({theirs[0].text}); correct one of them"
                message = f"'{event.id}' ({mine[0].text}) answers {later}"
                self._report(claim.id, "answers", answered, "answers-later-act", message)
        during = self.dates.get(event.during or "", [])
        if event.date and during and not any(event.date.may_overlap(date) for date in during):
            message = f"{event.date.text} is outside of '{event.during}' ({during[0].text})"
            message += "; correct a date, or leave this one out"
            self._report(claim.id, "date", "", "outside-contact", message)

    def _offices(self, claim: Claim, event: Event, tenures: dict[tuple[str, str], list[Date | None]]) -> None:
        when = [event.date] if event.date else self.dates.get(event.id) or self.dates.get(event.during or "", [])
        for person in event.participations:
            if not person.in_office:
                continue
            held = tenures.get((person.actor, person.in_office), [])
            if not held:
                if self._may_miss_tenures():
                    continue
                message = f"no tenure says that '{person.actor}' held '{person.in_office}'; add one, or leave 'as' out"
                self._report(claim.id, "in_office", person.in_office, "no-tenure", message)
            elif when and not any(date is None or date.may_overlap(day) for date in held for day in when):
                spans = " and ".join(_in_words(date) for date in held if date)
                message = f"'{person.actor}' held '{person.in_office}' {spans}, not on {when[0].text}"
                message += "; correct one of them, or leave 'as' out"
                self._report(claim.id, "in_office", person.in_office, "outside-tenure", message)

    def _may_miss_tenures(self) -> bool:
        """Whether a tenure, or a part of a file that may hold one, could not be read."""
        reading = self.reading
        return self.unread or any(
            reading.declared.get(name) == "Tenure" or (name, "", "") not in reading.origins for name in reading.lost
        )

    def _lasted(self, claim: Claim, event: Event) -> None:
        if (
            event.date
            and event.date.lasting
            and None in event.date.bounds
            and self.vocabulary.is_a(event.type, "Contact")
        ):
            message = "a contact that lasted has 'from' and 'until'; where one is not told, write 'date: 2022-04-01/..'"
            self._report(claim.id, "start" if event.date.bounds[0] else "end", "", "missing-key", message)

    def _publication(self, claim: Claim, event: Event, source: Source) -> None:
        out = source.published.latest
        day = event.date and (event.date.latest if event.date.lasting else event.date.earliest)
        if event.date and day and out and day > out and event.status in (None, "held"):
            message = f"it happened on {event.date.text}, after its source was out ({source.published.text})"
            self._report(
                claim.id, "date", "", "after-publication", f"{message}; if it was to come: 'status: announced'"
            )

    # the register

    def _names_and_cycles(self) -> None:
        for record in self.records.registered:
            if record.id in self.vocabulary.concepts["Topic"]:
                message = f"'{record.id}' is a topic of the ontology already; take another id"
                self._report(record.id, "", "", "reserved-id", message)
        for attribute in ("belongs_to", "within", "broader"):
            self._cycles(attribute, [(r.id, r.id, (getattr(r, attribute, None),)) for r in self.records.registered])
        events = [(claim.id, claim.statement) for claim in self.claims if isinstance(claim.statement, Event)]
        self._cycles("part_of", [(name, event.id, event.part_of) for name, event in events])
        self._cycles("during", [(name, event.id, (event.during,)) for name, event in events])
        for claim in self.claims:
            kinds = {family_of(self.vocabulary.ancestors(n)) for n in self.classes[claim.statement.id] if n}
            if len(kinds) > 1:
                names = " and ".join(sorted(self.vocabulary.classes[n].label for n in self.classes[claim.statement.id]))
                self._report(
                    claim.id, "", "", "duplicate-id", f"'{claim.statement.id}' is both {names}; give each its own id"
                )

    def _cycles(self, attribute: str, entries: list[tuple[str, str, tuple[str | None, ...]]]) -> None:
        """Report what is above itself; an entry is the record, the id, and the ids right above it."""
        above: dict[str, set[str]] = {}
        for _, name, higher in entries:
            above.setdefault(name, set()).update(each for each in higher if each)
        for record, name, higher in entries:
            for each in higher:
                if each and _comes_back(name, each, above):
                    way = "" if each == name else f" by way of '{each}'"
                    self._report(record, attribute, each, "cycle", f"'{name}' is a part of itself{way}; take one out")


def _by_keys(record: str, holder: object, keys: Iterable[Key], *, within: str = "") -> Iterator[_Reference]:
    for key in keys:
        value = getattr(holder, key.field, None) if key.kind in ("id", "ids") else None
        for item in value if isinstance(value, tuple) else (value,):
            if item:
                yield (record, within + key.field, item, key.of)


def _in_words(span: Date) -> str:
    start, end = span.bounds
    return " ".join([*(["from", start] if start else []), *(["until", end] if end else [])])


def _comes_back(start: str, first: str, above: dict[str, set[str]]) -> bool:
    seen, waiting = set[str](), [first]
    while waiting:
        here = waiting.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            waiting += above.get(here, ())
    return False


def _article(words: str) -> str:
    return ("an " if words[:1] in "aeiou" else "a ") + words
