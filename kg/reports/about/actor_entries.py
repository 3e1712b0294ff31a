"""What is known about an actor or an office: offices, memberships, roles, contacts, acts, stances, words of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from kg.claims.content import Content, Part, Stated
from kg.claims.wording import PLAIN_ROLES, word_event
from kg.reports.about.items import Teller, at, in_order
from kg.reports.about.mentions import ways_of
from kg.reports.parts import Item, Section

# The order of the sections of an actor's page.
HEADINGS = (
    "Offices held", "Held by", "Offices", "Belongs to it", "Memberships", "Members", "Conflicts", "Standing relations",
    "Roles", "Contacts", "Agreements", "Offers and requests made", "Offers and requests received", "Other acts",
    "Acts addressed to it", "Demanded of it", "Stances", "Stances of others towards it", "Measures",
    "What is said and done about it", "Done in this office", "According to it", "Published", "Also named in",
)  # fmt: skip


class ActorSections:
    """The sections about one actor or office.

    `members` is what belongs to it; what they do appears with it, too. `talks` are the events in which it talked to
    somebody, or others did on its behalf.
    """

    def __init__(self, teller: Teller, name: str, *, members: Collection[str], talks: set[str]) -> None:
        self.teller, self.name, self.members, self.talks = teller, name, members, talks
        self.content: Content = teller.content
        self.nodes: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
        self.own: list[Stated] = []

    def sections(self) -> tuple[Section, ...]:
        """All sections that have something in them, in the order of `HEADINGS`."""
        named = []
        for claim in self.content.claims.values():
            ways = ways_of(claim, self.name, self.members)
            if "according_to" in ways:
                self.own.append(claim)
            if not ways and self._towards_its_acts(claim):
                self.nodes["Stances of others towards it"].append(claim.node)
            if ways - {"according_to"}:
                named.append(claim)
                for heading in self._headings(claim, ways):
                    self.nodes[heading].append(claim.node)
        items = {heading: self.teller.items(nodes) for heading, nodes in self.nodes.items()}
        items["Roles"] = self._roles(named)
        items["Offices"] = self._offices()
        items["Belongs to it"] = self._belonging()
        items["Published"] = self._published()
        told = {a.claim for group in items.values() for item in group for a in item.accounts}
        untold = dict.fromkeys(claim.node for claim in self.own if claim.id not in told)
        items["According to it"] = self.teller.items(untold)
        remarks = {"According to it": tuple(self._speaking(len(items["According to it"])))}
        remarks["Contacts"] = tuple(self._talked({item.id for item in items["Contacts"]}))
        found = (Section(heading=h, summary=h == "Roles", remarks=remarks.get(h, ()), items=items[h]) for h in HEADINGS)
        return tuple(section for section in found if section.items or section.remarks)

    def _towards_its_acts(self, claim: Stated) -> bool:
        """Whether a claim is a stance towards what the actor said or did: who opposes that opposes the actor."""
        targets = [*claim.links.get("supports", ()), *claim.links.get("opposes", ())]
        acts = (act for target in targets for act in self.teller.stating(target))
        speaking = {f"{way} {role}" for way in ("as", "for") for role in ("speaker", "performer")}
        return any(speaking & ways_of(act, self.name, self.members) for act in acts)

    def _headings(self, claim: Stated, ways: set[str]) -> Iterator[str]:
        """The sections that a claim belongs to; roles come on top of them."""
        is_a = self.content.vocabulary.is_a
        for way, heading in (
            ("heldBy", "Offices held"),
            ("ofOffice", "Held by"),
            ("member", "Memberships"),
            ("affiliatedWith", "Members"),
            ("between", "Standing relations"),
            ("side", "Conflicts"),
            ("office", "Done in this office"),
        ):
            if way in ways:
                yield heading
        takes_part = any(way.startswith(("as ", "for ")) for way in ways)
        if is_a(claim.type, "Stance"):
            yield "Stances" if ways & {"holder", "onBehalfOf"} else "Stances of others towards it"
        elif is_a(claim.type, "Act"):
            yield self._act_heading(claim, ways)
        elif is_a(claim.type, "Measure"):
            yield "Measures" if takes_part else "What is said and done about it"
        elif is_a(claim.type, "Agreement") and takes_part:
            yield "Agreements"
        elif is_a(claim.type, "Contact") and takes_part:
            yield "Contacts"
        elif claim.type != "Participation" and not ways & {
            "heldBy", "ofOffice", "member", "affiliatedWith", "between", "side", "office",
        }:  # fmt: skip
            yield "What is said and done about it" if is_a(claim.type, "Event") else "Also named in"

    def _act_heading(self, claim: Stated, ways: set[str]) -> str:
        offer = self.content.vocabulary.is_proposal(claim.type)
        if ways & {"as speaker", "for speaker"}:
            return "Offers and requests made" if offer else "Other acts"
        if offer and (ways & {"as addressee", "for addressee", "demandedOf", "concern"}):
            return "Offers and requests received"
        if "demandedOf" in ways:
            return "Demanded of it"
        if ways & {"as addressee", "for addressee"}:
            return "Acts addressed to it"
        return "What is said and done about it"

    def _roles(self, claims: list[Stated]) -> tuple[Item, ...]:
        """A role of the actor in an event, with its status; who takes it on the actor's behalf."""
        found: dict[tuple[str, str, str, str], list[Stated]] = {}
        for claim in claims:
            for part, where in self._parts(claim):
                if part.role in PLAIN_ROLES and claim.type != "Participation":
                    continue
                through = "" if part.actor == self.name else part.actor
                found.setdefault((part.role, where, part.status, through), []).append(claim)
        items = []
        for (role, where, status, through), stating in found.items():
            part = Part(self.name, role, None, status)
            words = (
                f"{self.teller.role(part)} in {word_event(where, self.content)}" if where else self.teller.role(part)
            )
            by = f", through {self.teller.named(through)}" if through else ""
            nodes = dict.fromkeys(claim.node for claim in stating)
            item = self.teller.item(where, stating, words=f"{words[:1].upper()}{words[1:]}{by}", context=False)
            items.append(at(replace(item, differing=()), self._day(where, list(nodes))))
        return in_order(items)

    def _parts(self, claim: Stated) -> Iterator[tuple[Part, str]]:
        """The roles that a claim gives the actor, and in what."""
        standing = claim.type == "Participation"
        for part in [*claim.parts, *([claim.concern] if claim.concern else [])]:
            mine = self.name in (part.actor, part.on_behalf_of)
            if mine or (part.actor in self.members and part.on_behalf_of is None):
                where = claim.concern_of if part is claim.concern else claim.node
                yield part, next(iter(claim.links.get("event", ())), "") if standing else where or ""

    def _day(self, where: str, nodes: list[str]) -> dict[str, str]:
        """The day of a role: that of the event it is in, else that of the first act that tells of it."""
        days = [self.teller.dated(self.teller.stating(name)) for name in (where, *nodes)]
        if days[0]:
            return days[0]
        return min((day for day in days if day), key=lambda day: day.get("earliest") or day["date"], default={})

    def _offices(self) -> tuple[Item, ...]:
        """Who holds the offices of a state or organisation."""
        things, is_a = self.content.things, self.content.vocabulary.is_a
        offices = {name for name in self.members if is_a(things[name].type, "Office")}
        claims = self.content.claims.values()
        nodes = [claim.node for claim in claims if offices & set(claim.links.get("ofOffice", ()))]
        held = {name for claim in claims for name in claim.links.get("ofOffice", ())}
        return (*self.teller.items(nodes), *(self.teller.thing(name) for name in sorted(offices - held)))

    def _belonging(self) -> tuple[Item, ...]:
        things, is_a = self.content.things, self.content.vocabulary.is_a
        return tuple(self.teller.thing(name) for name in self.members if not is_a(things[name].type, "Office"))

    def _published(self) -> tuple[Item, ...]:
        sources = [thing for thing in self.content.things.values() if thing.values.get("publisher") == self.name]
        items = []
        for thing in sources:
            title = f" “{thing.values['title']}”" if "title" in thing.values else ""
            words = f"{self.teller.source(thing.id).type} {thing.id}{title}"
            items.append(at(Item(id=thing.id, words=words, address=thing.values.get("url", "")), thing.values))
        return in_order(items)

    def _talked(self, told: Collection[str]) -> Iterator[str]:
        """How many of the contacts it had itself, or others had on its behalf, as all other answers count them."""
        if not told:
            return
        if self.talks != told:
            yield f"{len(self.talks):,} that were held, in which it was at the table, or somebody on its behalf."

    def _speaking(self, untold: int) -> Iterator[str]:
        """How much is according to the actor, and to what belongs to it."""
        if self.own:
            by_source: dict[str, int] = {}
            for claim in self.own:
                teller = self.teller.account(claim)
                by_source[teller.source] = by_source.get(teller.source, 0) + 1
            counts = ", ".join(
                f"{number:,} in {source or 'background'}" for source, number in sorted(by_source.items())
            )
            rest = "below are those that are not told above." if untold else "all of them are told above."
            yield f"{_counted(len(self.own))} ({counts}); {rest}"
        speaking = Counter(claim.values.get("according_to") for claim in self.content.claims.values())
        for member in self.members:
            if number := speaking[member]:
                yield f"Through {self.teller.named(member)}: {_counted(number)}."


def _counted(number: int) -> str:
    return f"{number:,} claim{'' if number == 1 else 's'}"
