"""Claims → items: several claims about one event or statement are one item, with what they do not agree in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.claims.clocks import LASTING
from kg.claims.content import Content, Part, Stated
from kg.claims.wording import PLAIN_ROLES, listed, most_exact, named, word_claim, word_event
from kg.model.dates import date_in_words
from kg.reports.parts import Account, Cited, Difference, Item, Section

_LAST = "9999-12-31"


class Teller:
    """Tells items from the claims of `content`; each claim's account is made once."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._accounts: dict[str, Account] = {}
        self._replies: dict[str, dict[str, list[Stated]]] = {"denies": {}, "answers": {}}
        for claim in content.claims.values():
            for link, replies in self._replies.items():
                for node in claim.links.get(link, ()):
                    replies.setdefault(node, []).append(claim)

    def account(self, claim: Stated) -> Account:
        """A claim with its source."""
        if claim.id not in self._accounts:
            label, values = self.content.label, claim.values
            source = self.content.things.get(values.get("source", ""))
            of_source: Mapping[str, str] = source.values if source else {}
            self._accounts[claim.id] = Account(
                claim=claim.id,
                about=claim.node,
                words=word_claim(claim, self.content),
                says=values.get("content", ""),
                date=values.get("date", ""),
                according_to=label(values.get("according_to")),
                speaker=values.get("according_to", ""),
                source=values.get("source", ""),
                publisher=label(of_source.get("publisher")) or values.get("source", ""),
                published=of_source.get("date", ""),
                address=of_source.get("url", ""),
                check=self.content.vocabulary.label("Check", values.get("check", "")),
                coded=claim.is_coded(self.content.vocabulary),
                **{name: values.get(name, "") for name in ("phrase", "basis", "note")},
                rank=values.get("rank", "normal"),
            )
        return self._accounts[claim.id]

    def told_by(self, claim: Stated) -> str:
        """Whose account a claim is, with a mark where a program made it."""
        account = self.account(claim)
        return account.teller + account.mark

    def stating(self, node: str) -> list[Stated]:
        """The claims about an event or statement, in the order of `ranked`."""
        return self.ranked(self.content.by_node.get(node, ()))

    def ranked(self, claims: Iterable[Stated]) -> list[Stated]:
        """Preferred claims first, deprecated ones last; of each rank those that a program coded behind the others, and
        otherwise as their sources came out; background first.
        """
        order = {"preferred": 0, "deprecated": 2}

        def key(claim: Stated) -> tuple[int, bool, str, str]:
            source = self.content.things.get(claim.values.get("source", ""))
            published = source.values.get("date", "") if source else ""
            coded = claim.is_coded(self.content.vocabulary)
            return (order.get(claim.values.get("rank", ""), 1), coded, published, claim.id)

        return sorted(claims, key=key)

    def item(
        self,
        node: str,
        claims: Iterable[Stated] | None = None,
        *,
        words: str = "",
        remarks: Iterable[str] = (),
        context: bool = True,
    ) -> Item:
        """An item about an event or statement. `claims` are all about it where not given, `words` what they say.

        With `context`, it is told during what it was said, and who denies it or answers it.
        """
        stated = self.stating(node) if claims is None else self.ranked(claims)
        told = list(remarks)
        if context:
            during = dict.fromkeys(c.values["during"] for c in stated if "during" in c.values)
            told += [f"during {word_event(name, self.content)}" for name in during if name != node]
            told += self.replies(node)
        item = Item(
            id=node,
            words=words or self.words(stated),
            remarks=tuple(told),
            differing=self.differing(stated) if len(stated) > 1 else (),
            accounts=tuple(self.account(claim) for claim in stated),
        )
        is_a = self.content.vocabulary.is_a
        lasting = any("lasting" in c.values or is_a(c.type, kind) for c in stated for kind in LASTING)
        return at(replace(item, lasting=lasting), self.dated(stated))

    def replies(self, node: str) -> Iterator[str]:
        """Who denies something, and which acts answer it, each with those who tell so."""
        for link, word in (("denies", "denied by"), ("answers", "answered by")):
            claims = self._replies[link].get(node, [])
            for name in dict.fromkeys(claim.node for claim in claims):
                replying = [claim for claim in claims if claim.node == name]
                speakers = dict.fromkeys(p.actor for c in replying for p in c.parts if p.role == "speaker")
                by = listed(map(self.named, speakers)) if link == "denies" else word_event(name, self.content)
                tellers = dict.fromkeys(self.told_by(claim) for claim in replying)
                yield f"{word} {by} [{name}], per {', '.join(tellers)}"

    def items(self, nodes: Iterable[str], *, context: bool = True) -> tuple[Item, ...]:
        """Items about events or statements, in the order of time."""
        return in_order(self.item(node, context=context) for node in dict.fromkeys(nodes))

    def words(self, claims: Sequence[Stated]) -> str:
        """One sentence for all claims about a thing: what they say together, without the deprecated ones."""
        standing = [claim for claim in claims if claim.values.get("rank") != "deprecated"] or list(claims)
        return word_claim(merge(standing), self.content)

    def dated(self, claims: Sequence[Stated]) -> dict[str, str]:
        """The day of what claims state, as the most exact of them gives it, else that of the contact it was said in."""
        during = (self.stating(name) for claim in claims for name in (claim.node, claim.values.get("during", "")))
        for stating in (claims, *during):
            if found := most_exact(stating):
                return found[0].values
        return {}

    def differing(self, claims: Sequence[Stated]) -> tuple[Difference, ...]:
        """In what the claims about one thing do not agree: sort, status, day, place, roles."""
        content, vocabulary = self.content, self.content.vocabulary
        classes = vocabulary.classes
        found = [
            self._difference("what", claims, lambda c: classes[c.type].label if c.type in classes else c.type),
            self._difference("status", claims, lambda c: content.label(c.values.get("event_status", "held"))),
            self._difference("when", claims, lambda c: date_in_words(c.values.get("date", ""))),
            self._difference("where", claims, lambda c: content.label(c.values.get("place"))),
        ]
        actors = dict.fromkeys(part.actor for claim in claims for part in claim.parts)
        found += [self._difference(f"{content.label(actor)} as", claims, self._telling(actor)) for actor in actors]
        return tuple(each for each in found if each is not None)

    def _telling(self, actor: str) -> Callable[[Stated], str]:
        def roles(claim: Stated) -> str:
            parts = [p for p in claim.parts if p.actor == actor and p.role not in PLAIN_ROLES]
            return ", ".join(dict.fromkeys(self.role(part) for part in parts))

        return roles

    def role(self, part: Part) -> str:
        """A role, with its status unless it is exercised."""
        status = "" if part.status == "exercised" else f" ({self.content.label(part.status)})"
        return self.content.label(part.role) + status

    def _difference(self, what: str, claims: Sequence[Stated], value: Callable[[Stated], str]) -> Difference | None:
        given: dict[str, list[str]] = {}
        for claim in claims:
            if found := value(claim):
                tellers = given.setdefault(found, [])
                if (teller := self.told_by(claim)) not in tellers:
                    tellers.append(teller)
        if len(given) < 2:
            return None
        return Difference(what=what, values=tuple((each, tuple(tellers)) for each, tellers in given.items()))

    def cited(self, sections: Iterable[Section]) -> tuple[Cited, ...]:
        """The sources of all accounts in some sections, in the order of publication."""
        names = {a.source for section in sections for item in section.items for a in item.accounts if a.source}
        return tuple(sorted((self.source(name) for name in names), key=lambda s: (s.published, s.id)))

    def source(self, name: str) -> Cited:
        """A source."""
        thing = self.content.things.get(name)
        if thing is None:
            return Cited(id=name)
        known = self.content.vocabulary.classes.get(thing.type)
        return Cited(
            id=name,
            type=known.label if known else thing.type,
            publisher=self.content.label(thing.values.get("publisher")),
            published=thing.values.get("date", ""),
            title=thing.values.get("title", ""),
            address=thing.values.get("url", ""),
        )

    def thing(self, name: str) -> Item:
        """An item that names a thing of the register: its name and what sort it is."""
        thing = self.content.things[name]
        known = self.content.vocabulary.classes.get(thing.type)
        return Item(id=name, words=f"{thing.label} ({known.label if known else thing.type})")

    def named(self, name: str) -> str:
        """What something is called within a sentence."""
        return named(name, self.content)


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items in the order of time; what has no day comes last."""
    return tuple(sorted(items, key=lambda i: (i.earliest or i.latest or _LAST, i.latest or _LAST, i.id, i.words)))


def at(item: Item, values: Mapping[str, str]) -> Item:
    """The item with the day that these values of a claim or source give."""
    day, earliest, latest = (values.get(name, "") for name in ("date", "earliest", "latest"))
    return replace(item, day=day, earliest=earliest, latest=latest)


def merge(claims: Sequence[Stated]) -> Stated:
    """What several claims about one thing say together: single values where they do not differ, else the first's.

    What was said and the place stand in it only where all that tell it tell the same. What one of them says was
    held was held, and a role that somebody has is not offered or wanted any more.
    """
    if len(claims) == 1:
        return claims[0]
    values = {name: value for claim in reversed(claims) for name, value in claim.values.items()}
    if any(claim.values.get("event_status", "held") == "held" for claim in claims):
        values.pop("event_status", None)  # what took place is not announced any more
    for name in ("content", "place"):
        if len({claim.values[name] for claim in claims if name in claim.values}) > 1:
            del values[name]
    links: dict[str, list[str]] = {}
    for claim in claims:
        for name, found in claim.links.items():
            links[name] = list(dict.fromkeys([*links.get(name, ()), *found]))
    concern = next((claim for claim in claims if claim.concern), claims[0])
    first = claims[0]
    return Stated(
        first.id, first.node, first.type, values, _merged_parts(claims), concern.concern, concern.concern_of, links
    )


def _merged_parts(claims: Sequence[Stated]) -> list[Part]:
    parts: dict[tuple[str, str, str], Part] = {}
    for claim in claims:
        for part in claim.parts:
            key = (part.actor, part.role, part.status)
            known = parts.setdefault(key, part)
            parts[key] = replace(
                known,
                on_behalf_of=known.on_behalf_of or part.on_behalf_of,
                in_office=known.in_office or part.in_office,
            )
    held = {part.in_office for part in parts.values()}  # who takes part in an office stands for it
    has = {p.actor for p in parts.values() if p.status == "exercised" and p.role not in PLAIN_ROLES}
    kept = (p for p in parts.values() if p.actor not in held and (p.status == "exercised" or p.actor not in has))
    return sorted(kept, key=lambda part: part.actor)
