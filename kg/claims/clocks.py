"""Two clocks: when something happened, and when it was known. A view of a store keeps the claims that pass both.

Before either, claims of one kind can be left out: those that a program coded, or all others (see `kg.claims.makers`);
and, once it is known what was known, those that are denied or deprecated (see `kg.claims.standing`), or disputed (see
`kg.derived.claim_views`). With `certainly` a claim that is deprecated, or that its own publisher denies, is left out
anyway. What the claims left out say of days does not count.

When it was known comes first: with `known_by`, claims whose source was not out by that day are gone, and what they say
of days no longer counts. Background, which has no source, stays.

When it happened: `since` and `until` (or `on`, for one day) make a window of days.

- The days on which an event may have been are those of every account that gives a date for it, rival ones included.
  A date that holds another account's date within it (a month and a day of it) says no more than that one, and does not
  count; nor does a date that is marked as uncertain beside the same one that is not. A date that is less sure takes
  nothing from a surer one. Without any date, the days are those of the event in the course of which it came about.
- An event passes `possibly` if it may have been on some day of the window, `certainly` if it was on no day outside of
  it, whichever account is right. A date that is marked as uncertain or approximate is not certain.
- What lasts is put together of its accounts: an end that one leaves open is that which another gives.
- What lasts (a tenure, membership, relation, role or stance, a process, a conflict) passes `possibly` if it may have
  held on some day of the window, `certainly` if it did, whenever within its dates it began and ended. An end that is
  not given is open: it goes on. A start that is not given is not known: it may have begun as late as it ended.
- A contact or measure that lasted (`from`, `until`) is what lasts, too: it was on each of its days. Where an account
  tells how long, the others, which give a day of it, do not count. What came about in the course of it was on some day.
- What has no date passes `possibly` and not `certainly`. A process or conflict without dates always passes, as it is
  the frame of what is told.

All claims about one thing pass, or fail, together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kg.claims.content import read_content
from kg.claims.makers import CHOICES, coded_claims, require_choice
from kg.claims.standing import find_standing, require_kinds
from kg.claims.wording import listed
from kg.errors import UsageError
from kg.model.dates import Date, DateError, read_date, read_day
from kg.model.vocabulary import AKG, RDF, load_vocabulary
from kg.store.oxigraph import Store
from kg.store.tables import Term

LASTING = ("Tenure", "Affiliation", "Relation", "Stance", "Participation", "Process")
_SOURCES = """
SELECT ?claim ?source ?first ?last ?doubt WHERE {
  ?claim a akg:Claim .
  OPTIONAL {
    ?claim akg:source ?source .
    OPTIONAL { ?source akg:earliest ?first }
    OPTIONAL { ?source akg:latest ?last }
    OPTIONAL { ?source akg:uncertain|akg:approximate ?doubt }
  }
}"""
_ACCOUNTS = """
SELECT ?claim ?node ?class ?given ?lasting ?during WHERE {
  ?claim akg:states ?node .
  GRAPH ?claim {
    ?node a ?class .
    OPTIONAL { ?node akg:date ?given }
    OPTIONAL { ?node akg:lasting ?lasting }
    OPTIONAL { ?node akg:during ?during }
  }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """A window of days and a day of knowing, None where a clock is not set; `claims` is one of `makers.CHOICES`."""

    since: date | None = None
    until: date | None = None
    certainly: bool = False
    known_by: date | None = None
    claims: str = "all"
    without: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls,
        *,
        on: str | date | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        certainly: bool = False,
        known_by: str | date | None = None,
        claims: str = "all",
        without: str | Iterable[str] = (),
        name: str = "on",
    ) -> Clocks:
        """Clocks from days as text, and which claims count; `name` is what messages call `on`.

        Raises UsageError for what is no day, for `on` beside `since` or `until`, for a window that ends before it
        begins, for an unknown choice of claims, and for an unknown standing that they are to be without.

        >>> Clocks.read(on="2022-04-26").words
        'on 2022-04-26'
        """
        days = {name: _day(name, value) for name, value in ((name, on), ("since", since), ("until", until))}
        if days[name] and (days["since"] or days["until"]):
            raise UsageError(f"`{name}` is a single day; give it alone, or `since` and `until`")
        first, last = days[name] or days["since"], days[name] or days["until"]
        if first and last and first > last:
            raise UsageError(f"`since` {first} is after `until` {last}; write the earlier day under `since`")
        known, chosen = _day("known_by", known_by), require_choice(claims)
        left = require_kinds(without)
        return cls(since=first, until=last, certainly=bool(certainly), known_by=known, claims=chosen, without=left)

    @property
    def windowed(self) -> bool:
        """Whether there is a window of days."""
        return self.since is not None or self.until is not None

    @property
    def set(self) -> bool:
        """Whether any clock is set, or not all claims count."""
        return self._timed or self.claims != "all" or bool(self.without) or self.certainly

    @property
    def _timed(self) -> bool:
        return self.windowed or self.known_by is not None

    @property
    def words(self) -> str:
        """What a view by these clocks shows, in words; empty where none is set."""
        parts: list[str] = []
        if self.windowed and self.since == self.until:
            parts.append(f"on {self.since}")
        elif self.windowed:
            parts += [f"since {self.since}"] * bool(self.since) + [f"until {self.until}"] * bool(self.until)
        if self.windowed and self.certainly:
            parts.append("certainly")
        window = " ".join(parts)
        known = f"known by {self.known_by}" if self.known_by else ""
        left = f"without {listed(sorted(self.without))} claims" if self.without else ""
        sure = "what is sure" if self.certainly and not self._timed else ""
        return ", ".join(filter(None, [window, known, CHOICES[self.claims], left, sure]))

    @property
    def given(self) -> dict[str, str | bool]:
        """The arguments of `read`, and of `Graph.view`, that give these clocks.

        >>> Clocks.read(on="2022-04-26").given
        {'since': '2022-04-26', 'until': '2022-04-26'}
        """
        days = {"since": self.since, "until": self.until, "known_by": self.known_by}
        told: dict[str, str | bool] = {name: str(day) for name, day in days.items() if day is not None}
        told |= {"certainly": True} if self.certainly else {}
        told |= {"without": ",".join(sorted(self.without))} if self.without else {}
        return told | ({"claims": self.claims} if self.claims != "all" else {})

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the command line that set these clocks.

        >>> Clocks.read(since="2022-03-01", certainly=True).options
        ('--since', '2022-03-01', '--certainly')
        """
        if self.windowed and self.since == self.until:
            days = [("--on", self.since)]
        else:
            days = [("--since", self.since), ("--until", self.until)]
        given = [(flag, str(day)) for flag, day in (*days, ("--known-by", self.known_by)) if day]
        given += [("--claims", self.claims)] if self.claims != "all" else []
        given += [("--without", ",".join(sorted(self.without)))] if self.without else []
        sure = ["--certainly"] if self.certainly else []
        return (*(word for pair in given for word in pair), *sure)

    def was_out(self, first: date | None, last: date | None, *, doubtful: bool) -> bool:
        """Whether a source that came out between two days was out by `known_by`."""
        if self.known_by is None:
            return True
        if self.certainly:
            return last is not None and last <= self.known_by and not doubtful
        return first is None or first <= self.known_by

    def includes(self, dates: list[Date]) -> bool:
        """Whether an event with these dates, one per account, was in the window."""
        if not dates:
            return not self.certainly
        return (all if self.certainly else any)(self._holds(day) for day in most_telling(dates))

    def meets(self, spans: list[Date]) -> bool:
        """Whether what lasted for these spans, one per account, held in the window."""
        if not spans:
            return not self.certainly
        return (all if self.certainly else any)(self._lasted(span) for span in join_spans(spans))

    def holds(self, dates: list[Date]) -> bool:
        """Whether what was on these dates, or lasted for them, was in the window."""
        lasted = [day for day in dates if day.lasting]
        return self.meets(lasted) if lasted else self.includes(dates)

    def _holds(self, day: Date) -> bool:
        if not self.certainly:
            return self._before_end(day.earliest) and self._after_start(day.latest)
        within_end = self.until is None or (day.latest is not None and day.latest <= self.until)
        within_start = self.since is None or (day.earliest is not None and day.earliest >= self.since)
        return within_end and within_start and not day.uncertain and not day.approximate

    def _lasted(self, span: Date) -> bool:
        if not self.certainly:
            return self._before_end(span.earliest) and self._after_start(span.latest)
        if span.uncertain or span.approximate:
            return False
        last_start, first_end = surest_span(span)
        return self._before_end(last_start) and self._after_start(first_end)

    def _before_end(self, day: date | None) -> bool:
        return day is None or self.until is None or day <= self.until

    def _after_start(self, day: date | None) -> bool:
        return day is None or self.since is None or day >= self.since


def join_spans(spans: Iterable[Date]) -> list[Date]:
    """The accounts of what lasted, put together: an end that one leaves open is that, or each, which another gives.

    >>> [span.text for span in join_spans(map(Date.parse, ["2034-08/..", "../2034-10"]))]
    ['2034-08/2034-10']
    """
    found = list(dict.fromkeys(spans))
    intervals = [span.bounds for span in found if "/" in span.text]
    starts = [start for start, _ in intervals if start]
    ends = [end for _, end in intervals if end]
    joined: list[Date] = []
    for span in found:
        start, end = span.bounds
        sides = [(one, other) for one in ([start] if start else starts) for other in ([end] if end else ends)]
        whole = [each for one, other in sides if (each := _between(one, other)) is not None]
        joined += whole if whole and None in (start, end) else [span]
    return list(dict.fromkeys(joined))


def _between(start: str, end: str) -> Date | None:
    """From one day to another; None where it would end before it begins."""
    first, last = Date.parse(start), Date.parse(end)
    if first.earliest and last.latest and first.earliest > last.latest:
        return None
    return read_date(f"{start}/{end}")


def surest_span(span: Date) -> tuple[date | None, date | None]:
    """The last day on which what lasted for `span` can have begun, and the first on which it can have ended.

    It begins no later than it ends: "2022-03/2022-03-15" not after the 15th; "2022-03-20/2022" does not end before the
    20th.
    """
    start, end = (Date.parse(bound) if bound else None for bound in span.bounds)
    last_start = min((day for day in (start and start.latest, span.latest) if day), default=None)
    first_end = max(day for day in (span.earliest, end.earliest) if day) if end and end.earliest else None
    if span.end_unknown:  # it may have ended as soon as it began
        first_end = span.earliest
    return last_start, first_end


def most_telling(dates: Iterable[Date]) -> list[Date]:
    """The dates without those that say no more than another of them."""
    found = list(dates)
    return [day for day in found if not any(says_all(other, day) and not says_all(day, other) for other in found)]


def says_all(one: Date, other: Date) -> bool:
    """Whether a date says all that another says: its days are among those of the other, and it is no less sure.

    >>> day, doubtful = Date.parse("2022-03-10"), Date.parse("2022-03-10?")
    >>> says_all(day, Date.parse("2022-03?")), says_all(doubtful, Date.parse("2022-03")), says_all(day, doubtful)
    (True, False, True)
    """
    return one.lies_within(other) and one.uncertain <= other.uncertain and one.approximate <= other.approximate


def select_claims(store: Store, clocks: Clocks) -> set[str]:
    """The IRIs of the claims that pass the clocks; the rules stand at the head of this module."""
    known = set(_known(store, clocks))
    if clocks.without or clocks.certainly:
        known -= _left_out(store, clocks, known)
    if not clocks.windowed:
        return known
    stating: dict[str, list[str]] = {}
    classes: dict[str, set[str]] = {}
    dates: dict[str, list[Date]] = {}
    during: dict[str, set[str]] = {}
    for row in store.rows(_ACCOUNTS):
        if row["claim"].value not in known:
            continue
        node = row["node"].value
        stating.setdefault(node, []).append(row["claim"].value)
        classes.setdefault(node, set()).add(row["class"].value.removeprefix(AKG))
        if "given" in row and (given := read_date(row["given"].value, lasting="lasting" in row)):
            dates.setdefault(node, []).append(given)
        if "during" in row:
            during.setdefault(node, set()).add(row["during"].value)
    return {claim for node in stating if _passes(node, clocks, classes, dates, during) for claim in stating[node]}


def _left_out(store: Store, clocks: Clocks, known: set[str]) -> set[str]:
    """The claims that do not count by their standing, among those that are known."""
    start = f"{store.base}claim/"
    told = find_standing(read_content(store), known={name.removeprefix(start) for name in known})
    return {
        start + name
        for name, standing in told.items()
        if standing.kinds & clocks.without or (clocks.certainly and not standing.is_sure)
    }


def _passes(
    node: str,
    clocks: Clocks,
    classes: dict[str, set[str]],
    dates: dict[str, list[Date]],
    during: dict[str, set[str]],
) -> bool:
    is_a = load_vocabulary().is_a
    kinds = classes[node]
    if node not in dates and any(is_a(kind, "Process") for kind in kinds):
        return True
    if any(is_a(kind, above) for kind in kinds for above in LASTING) and not (node not in dates and node in during):
        return clocks.meets(dates.get(node, []))
    if node in dates:
        return clocks.holds(dates[node])
    return clocks.includes(_days(node, dates, during))


def _days(node: str, dates: dict[str, list[Date]], during: dict[str, set[str]]) -> list[Date]:
    """The dates of an event, or of the events in the course of which it came about."""
    found: list[Date] = []
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        event = waiting.pop()
        if event in dates:
            found += [day for day in dates[event] if day.lasting] or dates[event]
        elif event not in seen:
            seen.add(event)
            waiting += sorted(during.get(event, ()), reverse=True)
    return found


def _known(store: Store, clocks: Clocks) -> Iterator[str]:
    """The claims of the chosen kind whose source was out."""
    coded = coded_claims(store) if clocks.claims != "all" else set()

    def is_chosen(claim: str) -> bool:
        return clocks.claims == "all" or (claim in coded) == (clocks.claims == "coded")

    if clocks.known_by is None:  # no need to look at the sources
        yield from filter(is_chosen, (claim.value for claim in _instances(store, "Claim")))
        return
    for row in store.rows(_SOURCES):
        first, last = (_xsd_day(row.get(name)) for name in ("first", "last"))
        out = "source" not in row or clocks.was_out(first, last, doubtful="doubt" in row)
        if out and is_chosen(row["claim"].value):
            yield row["claim"].value


def view_store(store: Store, clocks: Clocks) -> Store:
    """A store in memory with the claims that pass, the sources that they cite, and the whole register.

    The store itself where all of it passes.
    """
    return keep_claims(store, select_claims(store, clocks))


def list_claims(store: Store) -> set[str]:
    """The IRIs of all claims of a store."""
    return {claim.value for claim in _instances(store, "Claim")}


def keep_claims(store: Store, kept: Collection[str]) -> Store:
    """A store in memory with some claims, by IRI, the sources that they cite, and the whole register.

    The store itself where these are all.
    """
    cited = {quad.object for quad in store.match(None, ox.NamedNode(AKG + "source")) if _value(quad.subject) in kept}
    gone = {claim for claim in _instances(store, "Claim") if claim.value not in kept}
    gone |= {source for source in _instances(store, "Source") if source not in cited}
    if not gone:
        return store

    def stays(quad: ox.Quad) -> bool:
        graph = quad.graph_name
        return graph.value in kept if isinstance(graph, ox.NamedNode) else quad.subject not in gone

    view = Store(base=store.base)
    view.load(quad for quad in store.quads() if stays(quad))
    return view


def count_claims(store: Store) -> dict[str, int]:
    """How many claims and sources a store has."""
    return {name: len({*_instances(store, kind)}) for name, kind in (("sources", "Source"), ("claims", "Claim"))}


def _instances(store: Store, name: str) -> Iterator[ox.NamedNode]:
    for kind in load_vocabulary().subclasses(name):
        for quad in store.match(None, ox.NamedNode(RDF + "type"), ox.NamedNode(AKG + kind)):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


def _value(term: object) -> str:
    return getattr(term, "value", "")


def _day(name: str, value: object) -> date | None:
    try:
        return None if value is None else read_day(value)
    except DateError:
        shown = str(value)[:40]
        raise UsageError(f"`{name}` takes a day such as 2022-04-26, not '{shown}'") from None


def _xsd_day(term: Term | None) -> date | None:
    return None if term is None else date.fromisoformat(term.value)
