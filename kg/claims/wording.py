"""A claim in plain words: one sentence made from its statement, for pages, paths and reports."""

from __future__ import annotations

from collections.abc import Iterable

from kg.claims.content import Content, Part, Stated
from kg.claims.things import Thing
from kg.model.dates import date_in_words

PLAIN_ROLES = ("participant", "speaker", "addressee", "performer")
_DEPTH = 3
_MOST_EITHER = 5  # places or days of rival claims that a name lists


def word_claim(claim: Stated, content: Content) -> str:
    """The sentence that a claim makes, with labels in place of ids.

    The words "according to" are not in it: who says so is shown beside it.
    """
    text = _clause(claim, content)
    told = claim.values.get("content")
    if told and claim.type == "Relation":
        return f"{_capital(text)} ({told})"
    return f"{_capital(text)}{f': {told}' if told else ''}"


def word_event(name: str, content: Content) -> str:
    """What an event or statement is called within a sentence: its name, or what sort it is, whose and of which day.

    For example: the phone call between Recep Tayyip Erdoğan and Vladimir Putin of 26 April 2022.
    """
    thing = content.things.get(name)
    if thing is not None and thing.labels:
        return thing.label
    claims = content.by_node.get(name, [])
    if not claims:
        return named(name, content)
    if given := next((claim.values["name"] for claim in claims if "name" in claim.values), None):
        return given
    claim = max(claims, key=lambda c: (c.values.get("rank") == "preferred", len(_at_the_table([c], content))))
    if not content.vocabulary.is_a(claim.type, "Event"):
        return f"that {_clause(claim, content)}"
    few = len(_at_the_table([claim], content)) < 2
    held = any(c.values.get("event_status", "held") == "held" for c in claims)
    text = f"the {_kind(claim, content, held=held)}{_ends(claims if few else [claim], content)}"
    places = dict.fromkeys(c.values["place"] for c in claims if "place" in c.values)
    wide = [place for place in places if content.things.get(place, Thing("")).values.get("within") not in places]
    text += f" in {_either(map(content.label, wide), 'places')}" if wide else ""
    dated = ((c.values["date"], "lasting" in c.values) for c in most_exact(claims))
    days = [day for day, lasted in dated if lasted or "/" not in day]
    return text + (f" of {_either(map(date_in_words, days), 'days')}" if days else "")


def _either(words: Iterable[str], kind: str) -> str:
    listed = list(words)
    more = len(listed) - _MOST_EITHER
    return " or ".join(listed if more < 2 else [*listed[:_MOST_EITHER], f"{more} more {kind}"])


def most_exact(claims: Iterable[Stated]) -> list[Stated]:
    """The claims that give the most exact dates, one for each date, in the order of time."""
    best: dict[tuple[str, str], Stated] = {}
    vague: dict[tuple[str, str], tuple[int, int, bool]] = {}
    for claim in claims:
        if (given := claim.date) is not None:
            key = (claim.values.get("earliest", ""), claim.values.get("latest", ""))
            if key not in vague or given.vagueness < vague[key]:
                best[key], vague[key] = claim, given.vagueness
    least = min(vague.values(), default=None)
    return [best[key] for key in sorted(best) if vague[key] == least]


def named(name: str | None, content: Content) -> str:
    """What a thing is called within a sentence.

    A delegation, an office, a body "of" something, and what is United take an article.
    """
    label = content.label(name)
    thing = content.things.get(name or "")
    if thing is None or not thing.labels or label.lower().startswith("the "):
        return label
    is_a = content.vocabulary.is_a
    body = is_a(thing.type, "GovernmentBody") and " of " in label
    united = label.startswith("United ") and (is_a(thing.type, "State") or is_a(thing.type, "Organization"))
    return f"the {label}" if body or united or is_a(thing.type, "Delegation") or is_a(thing.type, "Office") else label


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["Turkey", "Russia", "Ukraine"])
    'Turkey, Russia and Ukraine'
    """
    all_words = list(words)
    return ", ".join(all_words[:-1]) + f" and {all_words[-1]}" if len(all_words) > 1 else "".join(all_words)


def word_roles(parts: Iterable[Part], content: Content, *, office: bool = False) -> str:
    """Roles with their status, on whose behalf, and in which office if wanted; empty where there is nothing to tell."""
    known = list(parts)
    roles = [
        content.label(p.role) + ("" if p.status == "exercised" else f", {content.label(p.status)}")
        for p in known
        if p.role not in PLAIN_ROLES or p.status != "exercised"
    ]
    behalf = dict.fromkeys(content.label(p.on_behalf_of) for p in known if p.on_behalf_of)
    offices = dict.fromkeys(content.label(p.in_office) for p in known if p.in_office and office)
    words = [*dict.fromkeys(roles), *[f"for {name}" for name in behalf], *[f"as {name}" for name in offices]]
    return ", ".join(words)


def _clause(claim: Stated, content: Content, depth: int = 0) -> str:
    is_a = content.vocabulary.is_a
    if claim.links.get("denies") and is_a(claim.type, "Denial"):
        return _denial(claim, content, depth)
    if is_a(claim.type, "Act") or is_a(claim.type, "Measure"):
        return _act(claim, content)
    if is_a(claim.type, "Process"):
        return _process(claim, content)
    if is_a(claim.type, "Event"):
        return _contact(claim, content)
    return _standing(claim, content)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kind(claim: Stated, content: Content, *, held: bool = False) -> str:
    known = content.vocabulary.classes.get(claim.type)
    kind = known.label if known else claim.type
    kind = f"indirect {kind}" if claim.values.get("manner") == "indirect" else kind
    status = claim.values.get("event_status")
    return f"{status} {kind}" if status and status != "held" and not held else kind


def _ends(claims: list[Stated], content: Content) -> str:
    """Between whom, or by whom, in the fewest words."""
    parts = [part for claim in claims for part in claim.parts]
    speakers = dict.fromkeys(p.actor for p in parts if p.role in ("speaker", "performer"))
    if speakers:
        return f" by {listed(named(name, content) for name in speakers)}"
    ends = _at_the_table(claims, content)
    if not ends:
        return ""
    return (" between " if len(ends) > 1 else " with ") + listed(named(name, content) for name in ends)


def _at_the_table(claims: list[Stated], content: Content) -> list[str]:
    return list(dict.fromkeys(p.actor for claim in claims for p in claim.parts if _sits(p.role, content)))


def _sits(role: str, content: Content) -> bool:
    roles = content.vocabulary.concepts["Role"]
    return role not in roles or roles[role].at_the_table is not False


def _contact(claim: Stated, content: Content) -> str:
    people: dict[str, list[Part]] = {}
    for part in claim.parts:
        people.setdefault(part.actor, []).append(part)

    def names(actors: Iterable[str]) -> str:
        return listed(named(actor, content) + _inside(people[actor], content) for actor in actors)

    table = [actor for actor, parts in people.items() if any(_sits(p.role, content) for p in parts)]
    beside = [actor for actor in people if actor not in table]
    text = _kind(claim, content)
    thing = content.things.get(claim.node)
    if thing is not None and thing.labels:
        text = f"{thing.label}, {text}"
    if count := claim.values.get("count"):
        text += f" ({count} times)"
    if table:
        text += (" between " if len(table) > 1 else " with ") + names(table)
    if beside:
        text += ", with " + names(beside)
    if place := claim.values.get("place"):
        text += f"{',' if beside else ''} in {content.label(place)}"
    return text


def _inside(parts: list[Part], content: Content) -> str:
    words = word_roles(parts, content)
    return f" ({words})" if words else ""


def _people(claim: Stated, role: str, content: Content) -> str:
    return listed(named(p.actor, content) + _inside([p], content) for p in claim.parts if p.role == role)


def _act(claim: Stated, content: Content) -> str:
    by = _people(claim, "speaker", content) or _people(claim, "performer", content)
    text = f"{_kind(claim, content)} by {by or 'somebody'}"
    if to := _people(claim, "addressee", content):
        text += f" to {to}"
    if asked := claim.links.get("demandedOf"):
        text += f", of {listed(named(name, content) for name in asked)}"
    if answered := claim.links.get("answers"):
        text += f", in answer to {listed(_short_event(name, content) for name in answered)}"
    if concern := claim.concern:
        text += f", about {named(concern.actor, content)} as {content.label(concern.role)}"
        known = claim.concern_of and claim.concern_of != claim.node  # else the act stands for what is not told
        text += f" of {word_event(claim.concern_of, content)}" if claim.concern_of and known else ""
        text += f" ({content.label(concern.status)})"
    return text


def _short_event(name: str, content: Content) -> str:
    claims = content.by_node.get(name, [])
    if not claims:
        return content.label(name)
    return f"the {_kind(claims[0], content)}{_ends(claims, content)}"


def _denial(claim: Stated, content: Content, depth: int) -> str:
    text = _people(claim, "speaker", content) or "somebody"
    verb = "deny" if _many([p.actor for p in claim.parts if p.role == "speaker"], content) else "denies"
    to = _people(claim, "addressee", content)
    denied = []
    for name in claim.links["denies"]:
        target = next(iter(content.by_node.get(name, [])), None)
        if target is None or depth >= _DEPTH:
            denied.append(content.label(name))
        elif content.vocabulary.is_a(target.type, "Denial"):
            denied.append(f"that {_clause(target, content, depth + 1)}")
        elif content.vocabulary.is_a(target.type, "Event"):
            denied.append(word_event(name, content) + (f" ({told})" if (told := target.values.get("content")) else ""))
        elif target.type in ("Relation", "Participation"):
            denied.append(f"this: {_clause(target, content)}")
        else:
            denied.append(f"that {_clause(target, content)}")
    return f"{text} {verb}{f' to {to}:' if to else ''} {listed(denied)}"


def _process(claim: Stated, content: Content) -> str:
    sides = content.sides.get(claim.node, {})
    between = listed(listed(named(party, content) for party in parties) for parties in sides.values())
    status = claim.values.get("event_status", "held")
    text = f"{content.label(claim.node)}{f' between {between}' if between else ''}"
    return text if status == "held" else f"{text} ({status})"


def _many(actors: list[str], content: Content) -> bool:
    """Whether a verb with these subjects stands in the plural."""
    kinds = [content.things[name].type for name in actors if name in content.things]
    return len(actors) > 1 or any(content.vocabulary.is_a(kind, "Group") for kind in kinds)


def _standing(claim: Stated, content: Content) -> str:
    links = claim.links

    def one(name: str) -> str:
        return named(next(iter(links.get(name, [])), None), content)

    def subject(name: str) -> str:
        return listed(named(actor, content) for actor in links[name])

    if "heldBy" in links:
        office = content.label(next(iter(links.get("ofOffice", [])), None))
        return f"{subject('heldBy')} {_is(office, claim.values.get('date'))}"
    if "member" in links:
        many = _many(links["member"], content)
        what = f"{'members' if many else 'a member'} of {one('affiliatedWith')}"
        what += f" as {content.label(links['role'][0])}" if "role" in links else ""
        return f"{subject('member')} {_is(what, claim.values.get('date'), many=many)}"
    if "between" in links:
        return f"{one('relationKind')}: {subject('between')}{_span(claim.values.get('date'))}"
    if "holder" in links:
        behalf = f" (for {one('onBehalfOf')})" if "onBehalfOf" in links else ""
        what = "supports" if "supports" in links else "opposes"
        verb = what[:-1] if _many(links["holder"], content) else what
        target = next(iter(links.get(what, [])), None)
        return f"{subject('holder')}{behalf} {verb} {_target(target, content)}{_matter(claim, target, content)}"
    part = claim.parts[0] if claim.parts else None
    if part is not None:
        where = next(iter(links.get("event", [])), None)
        behalf = f" (for {named(part.on_behalf_of, content)})" if part.on_behalf_of else ""
        status = "" if part.status == "exercised" else f" ({content.label(part.status)})"
        place = f" in {word_event(where, content)}" if where else ""
        return f"{named(part.actor, content)}{behalf} as {content.label(part.role)}{status}{place}"
    return claim.node


def _target(name: str | None, content: Content) -> str:
    claims = content.by_node.get(name or "", [])
    if name is None or name in content.things or not claims:
        return named(name, content)
    told = next((claim.values["content"] for claim in claims if "content" in claim.values), "")
    return told or word_event(name, content)


def _matter(claim: Stated, target: str | None, content: Content) -> str:
    """The topics of a stance towards an actor, where the claim says no more about it."""
    thing = content.things.get(target or "")
    if "content" in claim.values or thing is None or not content.vocabulary.is_a(thing.type, "Actor"):
        return ""
    topics = ", ".join(content.label(topic) for topic in claim.links.get("topic", []))
    return f" ({topics})" if topics else ""


def _is(what: str, when: str | None, *, many: bool = False) -> str:
    """That somebody is something, was it, or has been it since a day."""
    start, slash, end = (when or "").partition("/")
    first, last = (date_in_words(day) if day not in ("", "..") else "" for day in (start, end))
    if not slash:
        return f"{'are' if many else 'is'} {what}" + (f" ({first})" if first else "")
    if last:
        return f"{'were' if many else 'was'} {what} {f'from {first} to' if first else 'until'} {last}"
    return f"{'have' if many else 'has'} been {what} since {first}"


def _span(when: str | None) -> str:
    return f" ({date_in_words(when, lasting=True)})" if when else ""
