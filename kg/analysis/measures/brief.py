"""The brief: a graph on one page in plain words, each sentence with the command that shows what it rests on."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.analysis import find_cut_points, profile_mediators
from kg.analysis.measures.inputs import Material
from kg.claims.wording import listed
from kg.derived.contact_table import ContactTable
from kg.model.dates import date_in_words, read_date
from kg.store.oxigraph import Store
from kg.store.tables import Table

_FEW, _SHOWN = 3, 5
_SIDES = "talked to both sides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a brief, and the command whose answer it sums up."""

    words: str
    command: str


def write_brief(
    store: Store,
    *,
    level: str = "person",
    options: Sequence[str] = (),
    contacts: ContactTable | None = None,
) -> tuple[Sentence, ...]:
    """What a graph shows, in a dozen sentences at most: how much, when, who talks most, who goes between, who is called
    what, what is on offer, where sources differ, how many claims a program made.

    Each is made from the answer of the command that it names, and from nothing else; only the last counts claims, and
    its command leaves those out that a program made. One that would have nothing to say is left out. `level` is that of
    the measures; the named queries have none, and tell who took part. `options` are words of the command line that
    every command is to have, such as the clocks by which the store was cut, and `--graph`; `contacts` is the contact
    table of a graph with event data. Raises UsageError for an unknown level.
    """
    material = Material(store, level=level, contacts=contacts)
    parts: tuple[Callable[[Material], Iterator[Sentence]], ...] = (
        _talks,
        _partners,
        _bridges,
        _shuttles,
        _cut_points,
        _mediators,
        _called,
        _wanted,
        _offers,
        _stances,
        _rivals,
    )
    if "--claims" not in options:
        parts = (*parts, _coded)
    more = "".join(f" {shlex.quote(word)}" for word in options)
    return tuple(replace(each, command=each.command + more) for part in parts for each in part(material))


def tabulate_brief(sentences: Iterable[Sentence], *, base: str) -> Table:
    """A brief as a table with the columns says and see."""
    return Table.of(("says", "see"), [(each.words, each.command) for each in sentences], base=base)


def _talks(material: Material) -> Iterator[Sentence]:
    talks = material.ask("talks")
    if not len(talks):
        yield Sentence(words="No talks that were held are told.", command="kg query talks")
        return
    channels = Counter(dict(zip(talks.column("event"), talks.column("channel"), strict=True)).values())
    people = {*talks.column("who"), *talks.column("whom")}
    dates = [found for text in {*talks.column("date")} - {None} if (found := read_date(text))]
    first = min((found.earliest for found in dates if found.earliest), default=None)
    last = max((found.latest for found in dates if found.latest), default=None)
    when = f", from {date_in_words(str(first))} to {date_in_words(str(last))}" if first and last else ""
    kinds = ", ".join(f"{name} {count}" for name, count in channels.most_common())
    brought = f"{_number(channels.total(), 'contact')} brought {_number(len(people), 'actor')} together"
    yield Sentence(words=f"{brought}{when} ({kinds}).", command="kg query talks")


def _partners(material: Material) -> Iterator[Sentence]:
    events: dict[str, set[str]] = {}
    talks = material.ask("talks")
    for end in ("who", "whom"):
        for name, event in zip(talks.column(end), talks.column("event"), strict=True):
            events.setdefault(name, set()).add(event)
    most = sorted(events, key=lambda name: (-len(events[name]), name))[:_FEW]
    if most:
        words = listed([f"{_label(material, name)} ({len(events[name])})" for name in most])
        told = {*material.ask("talks", actor=most[0]).column("event")}  # with those on its behalf
        alone = f" --actor {shlex.quote(most[0])}" if told == events[most[0]] else ""
        yield Sentence(words=f"Most contacts of their own had {words}.", command=f"kg query talks{alone}")


def _bridges(material: Material) -> Iterator[Sentence]:
    rows = material.ask("bridges").rows
    if not rows:
        yield Sentence(words="No third party talked to both sides of a conflict.", command="kg query bridges")
        return
    last: dict[str, str] = {}
    for row in rows:
        days = [str(row[end]) for end in ("last", "other_last") if row[end]]
        last[row["third_party"]] = max([last.get(row["third_party"], ""), *days])
    latest = [_until(_label(material, name), last[name]) for name in sorted(last, key=lambda n: last[n])[::-1]]
    words = f"{_number(len(last), 'third party')} {_SIDES}: {_first_of(latest)}."
    yield Sentence(words=words, command="kg query bridges")


def _shuttles(material: Material) -> Iterator[Sentence]:
    # Who acts for two bodies has a row for each of them.
    rows = {(row["third_party"], row["first"], row["second"]) for row in material.ask("shuttles")}
    if rows:
        counts = Counter(third_party for third_party, _, _ in sorted(rows))
        most = sorted(counts, key=lambda name: (-counts[name], name))[:_FEW]
        words = listed([f"{_label(material, name)} ({counts[name]})" for name in most])
        yield Sentence(
            words=f"{_number(len(rows), 'time')} a third party talked to one side and within a week to the other; most "
            f"often {words}.",
            command="kg query shuttles",
        )


def _cut_points(material: Material) -> Iterator[Sentence]:
    points = find_cut_points(material.network)
    if points and points[0].pairs:
        first = points[0]
        yield Sentence(
            words=f"Channels hang most on {_label(material, first.actor)}: without that actor "
            f"{_number(first.pairs, 'pair')} could no longer reach each other.",
            command=_with_level("kg analyse cut-points", material),
        )


def _mediators(material: Material) -> Iterator[Sentence]:
    states = material.at("state")
    if not states.network.graph["conflicts"]:
        return
    formal = states.formal_roles()  # what its members do counts for a state
    profiles = [
        profile
        for conflict in states.conflicts
        for profile in profile_mediators(states.network, formal, conflict=conflict)
    ]
    command = "kg analyse mediators --level state"
    unnamed = list(dict.fromkeys(p.actor for p in profiles if p.is_go_between and not p.is_called_mediator))
    if unnamed:
        yield Sentence(words=f"Not called mediator, but {_SIDES}: {_names(material, unnamed)}.", command=command)
    between = {p.actor for p in profiles if p.is_go_between}
    apart = list(dict.fromkeys(p.actor for p in profiles if p.is_called_mediator and p.actor not in between))
    if apart:
        yield Sentence(
            words=f"Called mediator, without talks with both sides being told: {_names(material, apart)}.",
            command=command,
        )


def _called(material: Material) -> Iterator[Sentence]:
    rows = material.ask("roles", role="mediator", status="exercised").rows
    counts = Counter(name for name, _ in sorted({(row["for"] or row["who"], row["claim"]) for row in rows}))
    if counts:
        words = listed([f"{_label(material, name)} ({_number(n, 'claim')})" for name, n in counts.most_common(_FEW)])
        yield Sentence(
            words=f"In the role of mediator sources put {words}.",
            command="kg query roles --role mediator --status exercised",
        )


def _wanted(material: Material) -> Iterator[Sentence]:
    rows = material.ask("roles", status="requested").rows
    is_narrower = material.content.vocabulary.is_narrower
    told = {(row["who"], row["as"], row["claim"]) for row in rows if is_narrower(row["as"], "third-party")}
    wanted = Counter((_label(material, who), role) for who, role, _ in sorted(told))
    if wanted:
        words = listed([f"{name} as {role} ({count})" for (name, role), count in wanted.most_common(_FEW)])
        yield Sentence(words=f"Third parties asked for: {words}.", command="kg query roles --status requested")


def _offers(material: Material) -> Iterator[Sentence]:
    offers = material.ask("offers")
    stands = Counter(dict(zip(offers.column("offer"), offers.column("stands"), strict=True)).values())
    if stands:
        words = listed([f"{count} {'is' if count == 1 else 'are'} {state}" for state, count in sorted(stands.items())])
        yield Sentence(words=f"Of offers and requests {words}.", command="kg query offers")


def _stances(material: Material) -> Iterator[Sentence]:
    stances = Counter(material.ask("stances").column("stance"))
    if stances:
        words = ", ".join(f"{stance} {count}" for stance, count in sorted(stances.items()))
        yield Sentence(words=f"{_number(stances.total(), 'stance')} told: {words}.", command="kg query stances")


def _rivals(material: Material) -> Iterator[Sentence]:
    kinds = Counter(material.ask("conflicts").column("differs"))
    if kinds:
        words = ", ".join(f"{name} {count}" for name, count in sorted(kinds.items()))
        told = f"{_number(kinds.total(), 'pair')} of claims do not go together"
        yield Sentence(words=f"{told}: {words}.", command="kg query conflicts")


def _coded(material: Material) -> Iterator[Sentence]:
    coded, every = material.count_claims()
    if coded:
        yield Sentence(
            words=f"Of {_number(every, 'claim')} {coded:,} {'is' if coded == 1 else 'are'} machine-coded: made by a "
            "program, and compared with a text by nobody.",
            command=_with_level("kg analyse --claims curated", material),
        )


def _label(material: Material, name: str) -> str:
    return material.content.label(name)


def _names(material: Material, names: list[str]) -> str:
    return _first_of([_label(material, name) for name in names])


def _first_of(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    more = [f"{len(names) - _SHOWN:,} more"] if len(names) > _SHOWN + 1 else names[_SHOWN:]
    return listed([*names[:_SHOWN], *more])


def _until(label: str, day: str) -> str:
    return f"{label} (last on {date_in_words(day)})" if day else label


def _number(count: int, word: str) -> str:
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{count:,} {word if count == 1 else plural}"


def _with_level(command: str, material: Material) -> str:
    return command if material.level == "person" else f"{command} --level {material.level}"
