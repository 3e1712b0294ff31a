"""A made-up data set of any size, sound and the same for the same numbers: facts files, and texts with their phrases.

python tests/generate.py FOLDER --sources 1000 --claims 10000
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2015, 1, 5)
CONTACTS = ("phone call", "meeting", "talks", "visit", "message", "summit")
TOPICS = ("ceasefire", "evacuation", "prisoners", "grain-export", "sanctions", "peace-talks", "fishing-rights")
THIRD_PARTY_ROLES = ("mediator", "facilitator", "host", "observer", "message-carrier")
RELATIONS = ("shares-border", "good-ties", "open-channel", "dispute")
BASIS = "made up for tests"

_Lines = list[str]
_Made = tuple[_Lines, str]


def generate_facts(*, sources: int = 20, claims: int = 200, seed: int = 1) -> dict[str, str]:
    """A data set with this many sources and claims as texts by file name.

    The register and the background claims (tenures, conflicts and processes) stand in files of their own; there is one
    file per source in `sources/` and its text in `texts/`. Raises ValueError where there are too few claims for that.
    """
    return _Generator(sources, claims, seed).files()


def write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write texts by file name below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


class _Generator:
    def __init__(self, sources: int, claims: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.sources = sources
        self.states = [f"state-{n:02}" for n in range(max(4, min(40, claims // 250)))]
        self.wars = len(self.states) // 4
        self.papers = [f"paper-{n}" for n in range(1 + min(20, sources // 10))]
        self.spread = claims - 2 * len(self.states) - 2 * self.wars
        if self.spread < sources:
            raise ValueError(f"{claims} claims are too few for {sources} sources and what stands behind them")
        self.contacts: list[tuple[str, str, date]] = []
        self.offers: list[tuple[str, str, str, date]] = []

    def files(self) -> dict[str, str]:
        files = {
            "dataset.yaml": f"title: A made-up world of {len(self.states)} states\nlicence: CC0-1.0\n",
            "actors.yaml": "\n".join(self._actors()) + "\n",
            "places.yaml": "places:\n" + "".join(f"  city-{s}:\n    name: City of {s}\n" for s in self.states),
            "topics.yaml": "topics:\n  fishing-rights:\n    name: Fishing rights\n    broader: peace-talks\n",
            "offices.csv": "id,name,of,leading\n" + "".join(self._offices()),
            "tenures.csv": "id,person,office,from,until,basis\n" + "".join(self._tenures()),
            "background.yaml": f"basis: {BASIS}\nclaims:\n" + "\n".join(self._background()) + "\n",
        }
        for number in range(self.sources):
            size = self.spread * (number + 1) // self.sources - self.spread * number // self.sources
            facts, text = self._source(number, size)
            files[f"sources/source-{number:05}.yaml"] = facts
            files[f"texts/source-{number:05}.txt"] = text
        return files

    # the register

    def _actors(self) -> Iterator[str]:
        yield "actors:"
        for number, state in enumerate(self.states):
            names = f"{{en: State {number:02}, tr: Ülke {number:02}}}, bywords: [Capital {number:02}]"
            yield f"  {state}: {{type: State, name: {names}}}"
            yield f"  presidency-{state}: {{type: GovernmentBody, name: Presidency of State {number:02}, of: {state}}}"
            yield f"  delegation-{state}: {{type: Delegation, name: Delegation of State {number:02}, of: {state}}}"
            for person in ("president", "minister"):
                name = f"{person.title()} Nr. {number:02}"
                yield f"  {person}-{state}: {{type: Person, name: {name}, spellings: ['{name} Öğe', \"{name} О.\"]}}"
            described = f"'officials of State {number:02}, not named'"
            yield f"  officials-{state}: {{type: Group, description: {described}, of: {state}}}"
        for number in range(3):
            yield f"  alliance-{number}: {{type: Alliance, name: Alliance {number}}}"
        for paper in self.papers:
            yield f"  {paper}: {{type: NewsOrganization, name: The {paper.title()}}}"

    def _offices(self) -> Iterator[str]:
        for state in self.states:
            yield f"presidency-office-{state},President of {state},{state},yes\n"
            yield f"ministry-office-{state},Minister of {state},{state},no\n"

    def _tenures(self) -> Iterator[str]:
        for state in self.states:
            yield f"tenure-president-{state},president-{state},presidency-office-{state},2010-05,,{BASIS}\n"
            yield f"tenure-minister-{state},minister-{state},ministry-office-{state},2011,2040-12,{BASIS}\n"

    def _background(self) -> Iterator[str]:
        for number in range(self.wars):
            east, west = self.states[2 * number], self.states[2 * number + 1]
            yield f"- conflict: conflict-{number:02}\n  name: Conflict {number:02}\n  date: 2014/.."
            yield f"  sides: {{east: [{east}], west: [{west}]}}"
            yield f"- process: process-{number:02}\n  name: Negotiations {number:02}\n  part of: [conflict-{number:02}]"

    # sources

    def _source(self, number: int, size: int) -> tuple[str, str]:
        day = FIRST_DAY + timedelta(days=number * 3650 // max(1, self.sources))
        name = f"source-{number:05}"
        lines = [
            f"source:\n  id: {name}\n  type: NewsArticle\n  publisher: {self.random.choice(self.papers)}",
            f"  published: {day}\n  title: 'News of the day, number {number}'\n  language: en",
            f"  address: https://news.example/{number}\n  text: {name}.txt\n  checked: text\n\nclaims:",
        ]
        sentences: list[str] = []
        makers: tuple[Callable[[str, date], _Made], ...] = (
            self._contact, self._offer, self._answer, self._demand, self._contact_again, self._stance, self._contact,
            self._statement, self._measure, self._membership, self._relation, self._standing, self._tenure_again,
        )  # fmt: skip
        for position in range(size):
            make = makers[0] if position == 0 else self.random.choice(makers)
            claim, phrase = make(f"{number:05}-{position:03}", day - timedelta(days=self.random.randrange(3)))
            phrase = f"{phrase}, in line {position + 1} of it"
            sentences.append(f"It is said that {phrase}, and little else.")
            speaker = self.random.choice(["", f"  according to: presidency-{self.random.choice(self.states)}"])
            lines += [*claim, *filter(None, [speaker]), f"  phrase: '{phrase}'", ""]
        return "\n".join(lines), "\n".join(sentences) + "\n"

    def _war(self) -> tuple[int, str, str, str]:
        war = self.random.randrange(self.wars)
        return war, self.states[2 * war], self.states[2 * war + 1], self.random.choice(self.states[2 * self.wars :])

    def _people(self, war: tuple[int, str, str, str]) -> _Lines:
        _, east, west, third = war
        role = self.random.choice(THIRD_PARTY_ROLES)
        side = self.random.choice([east, west])
        people = [
            f"    president-{third}: {{role: {role}, for: {third}, as: presidency-office-{third}}}",
            f"    president-{side}: {{role: belligerent, for: {side}, as: presidency-office-{side}}}",
        ]
        if self.random.random() < 0.3:
            other = west if side == east else east
            people.append(f"    minister-{other}: {{role: [belligerent, negotiator], for: {other}}}")
        return ["  participants:", *people]

    def _about(self) -> str:
        return f"  about: [{', '.join(sorted(self.random.sample(TOPICS, self.random.randint(1, 3))))}]"

    def _contact(self, name: str, day: date) -> _Made:
        war = self._war()
        kind = self.random.choice(CONTACTS)
        event = f"{kind.replace(' ', '-')}-{name}"
        self.contacts.append((event, kind, day))
        place = [] if kind in ("phone call", "message") else [f"  place: city-{war[3]}"]
        head = [f"- {kind}: {event}", f"  date: {day}", *self._people(war), self._about(), *place]
        return [*head, f"  part of: [process-{war[0]:02}]"], f"there was a {kind} with {war[3]}"

    def _contact_again(self, name: str, day: date) -> _Made:
        """Another source on a contact that is known already."""
        event, kind, when = self.random.choice(self.contacts[-400:])
        if when > day or name.split("-")[0] in event:
            return self._contact(name, day)
        return [f"- {kind}: {event}", f"  date: {when}", *self._people(self._war())], f"a {kind} is remembered"

    def _offer(self, name: str, day: date) -> _Made:
        war, east, _, third = self._war()
        self.offers.append((f"offer-{name}", third, east, day))
        return [
            f"- offer: offer-{name}",
            f"  date: {day}",
            f"  by: {{president-{third}: {{for: {third}}}}}",
            f"  to: president-{east}",
            self._about(),
            f"  role: {{actor: {third}, as: host, status: offered, of: process-{war:02}}}",
            "  what: to host the talks",
        ], f"{third} would host the talks"

    def _answer(self, name: str, day: date) -> _Made:
        fitting = [offer for offer in self.offers[-50:] if offer[3] <= day]
        if not fitting:
            return self._offer(name, day)
        offer, by, to, _ = self.random.choice(fitting)
        kind = self.random.choice(["acceptance", "refusal"])
        head = [f"- {kind}: {kind}-{name}", f"  date: {day}", f"  by: {{president-{to}: {{for: {to}}}}}"]
        return [*head, f"  to: [{by}, president-{by}]", f"  answers: [{offer}]"], f"{to} gave its {kind}"

    def _demand(self, name: str, day: date) -> _Made:
        _, east, west, third = self._war()
        kind = self.random.choice(["demand", "request", "pledge", "appeal"])
        of = [f"  of: [{east}]"] if kind in ("demand", "request") else []
        head = [f"- {kind}: {kind}-{name}", f"  date: {day}", f"  by: {{minister-{west}: {{for: {west}}}}}"]
        return [*head, f"  to: {third}", *of, self._about()], f"{west} made its {kind} known"

    def _statement(self, name: str, day: date) -> _Made:
        event, kind, _ = self.random.choice(self.contacts)
        state = self.random.choice(self.states)
        head = [f"- statement: statement-{name}", f"  date: {day}", f"  by: {{presidency-{state}: {{for: {state}}}}}"]
        return [
            *head,
            f"  regarding: [{event}]",
            "  what: its account of it",
        ], f"{state} gave its account of the {kind}"

    def _stance(self, name: str, day: date) -> _Made:
        war, east, _, third = self._war()
        verb = self.random.choice(["supports", "opposes"])
        head = [f"- stance: stance-{name}", f"  by: {{president-{third}: {{for: {third}}}}}"]
        return [*head, f"  {verb}: {self.random.choice([east, f'process-{war:02}', 'ceasefire'])}", f"  date: {day}"], (
            f"{third} {verb} something"
        )

    def _measure(self, name: str, day: date) -> _Made:
        _, east, _, _ = self._war()
        head = [f"- measure: measure-{name}", f"  by: {east}", f"  date: {day:%Y-%m}"]
        return [*head, self._about(), "  what: activity reduced"], f"{east} reduced its activity"

    def _membership(self, name: str, _day: date) -> _Made:
        state = self.random.choice(self.states)
        head = [f"- membership: membership-{name}", f"  member: {state}", f"  of: alliance-{self.random.randrange(3)}"]
        return [*head, f"  from: {self.random.randint(1950, 2010)}"], f"{state} is a member"

    def _relation(self, name: str, _day: date) -> _Made:
        one, other = sorted(self.random.sample(self.states, 2))
        head = [f"- relation: relation-{name}", f"  between: [{one}, {other}]"]
        return [*head, f"  type: {self.random.choice(RELATIONS)}"], f"{one} looks at {other}"

    def _standing(self, name: str, day: date) -> _Made:
        war, _, _, third = self._war()
        status = self.random.choice(["exercised", "offered", "requested", "accepted"])
        head = [f"- role: role-{name}", f"  actor: {third}", f"  as: {self.random.choice(THIRD_PARTY_ROLES)}"]
        return [*head, f"  status: {status}", f"  of: process-{war:02}", f"  date: ../{day}"], f"{third} has a role"

    def _tenure_again(self, name: str, _day: date) -> _Made:
        state = self.random.choice(self.states)
        return [
            f"- tenure: tenure-president-{state}",
            f"  claim: source-{name.split('-')[0]}/tenure-{name}",
            f"  person: president-{state}",
            f"  office: presidency-office-{state}",
        ], f"the President of {state} is named"


def main() -> None:
    """Write a data set into a folder."""
    parser = argparse.ArgumentParser(description="Write a made-up data set into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    files = generate_facts(sources=given.sources, claims=given.claims, seed=given.seed)
    write_folder(given.folder, files)
    print(f"{len(files):,} files in {given.folder}: {given.sources:,} sources, {given.claims:,} claims")


if __name__ == "__main__":
    main()
