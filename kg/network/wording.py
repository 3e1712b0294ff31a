"""A claim in plain words: one sentence made from its statement, for pages, paths and reports."""

from __future__ import annotations

from kg.network.reading import Content, Part, Stated

_SPEECH = ("speaker", "addressee", "performer")


def word_claim(claim: Stated, content: Content) -> str:
    """The sentence that a claim makes, with labels in place of ids.

    The words "according to" are not in it: who says so is shown beside it.
    """
    is_a = content.vocabulary.is_a
    if is_a(claim.type, "Act") or is_a(claim.type, "Measure"):
        text = _act(claim, content)
    elif is_a(claim.type, "Process"):
        text = _process(claim, content)
    elif is_a(claim.type, "Event"):
        text = _contact(claim, content)
    else:
        text = _standing(claim, content)
    told = claim.values.get("content")
    return f"{text[:1].upper()}{text[1:]}{f': {told}' if told else ''}"


def _contact(claim: Stated, content: Content) -> str:
    people: dict[str, list[Part]] = {}
    for part in claim.parts:
        people.setdefault(part.actor, []).append(part)
    named = [content.label(actor) + _as(parts, content) for actor, parts in people.items()]
    kind = content.vocabulary.classes[claim.type].label
    status = claim.values.get("event_status")
    count = claim.values.get("count")
    text = f"{status} {kind}" if status and status != "held" else kind
    text = f"{text} ({count} times)" if count else text
    if named:
        text += (" between " if len(named) > 1 else " with ") + _listed(named)
    if place := claim.values.get("place"):
        text += f" in {content.label(place)}"
    return text


def _as(parts: list[Part], content: Content) -> str:
    roles = [
        content.label(p.role) + ("" if p.status == "exercised" else f", {content.label(p.status)}")
        for p in parts
        if p.role not in ("participant", *_SPEECH)
    ]
    behalf = next((content.label(p.on_behalf_of) for p in parts if p.on_behalf_of), None)
    inside = [", ".join(roles)] * bool(roles) + [f"for {behalf}"] * bool(behalf)
    return f" ({', '.join(inside)})" if inside else ""


def _act(claim: Stated, content: Content) -> str:
    def people(role: str) -> str:
        return _listed([content.label(p.actor) + _as([p], content) for p in claim.parts if p.role == role])

    text = f"{content.vocabulary.classes[claim.type].label} by {people('speaker') or people('performer') or 'somebody'}"
    if to := people("addressee"):
        text += f" to {to}"
    if asked := claim.links.get("demandedOf"):
        text += f", of {_listed([content.label(name) for name in asked])}"
    if claim.concern:
        text += f", about {content.label(claim.concern.actor)} as {content.label(claim.concern.role)}"
        text += f" ({content.label(claim.concern.status)})"
    return text


def _process(claim: Stated, content: Content) -> str:
    sides = content.sides.get(claim.node, {})
    between = _listed([_listed([content.label(p) for p in parties]) for parties in sides.values()])
    return f"{content.label(claim.node)}{f' between {between}' if between else ''}"


def _standing(claim: Stated, content: Content) -> str:
    def one(name: str) -> str:
        return content.label(next(iter(claim.links.get(name, [])), None))

    if "heldBy" in claim.links:
        return f"{one('heldBy')} holds the office {one('ofOffice')}"
    if "member" in claim.links:
        return f"{one('member')} is a member of {one('affiliatedWith')}"
    if "between" in claim.links:
        return f"{one('relationKind')}: {_listed([content.label(name) for name in claim.links['between']])}"
    if "holder" in claim.links:
        behalf = f" (for {one('onBehalfOf')})" if "onBehalfOf" in claim.links else ""
        what = "supports" if "supports" in claim.links else "opposes"
        target = next(iter(claim.links.get(what, [])), None)
        known = target in content.things or target not in {c.node for c in content.claims.values()}
        words = (
            content.label(target)
            if known
            else next((c.values.get("content", target or "") for c in content.claims.values() if c.node == target), "")
        )
        return f"{one('holder')}{behalf} {what} {words}"
    part = claim.parts[0] if claim.parts else None
    if part is not None:
        where = one("event")
        status = "" if part.status == "exercised" else f" ({content.label(part.status)})"
        return f"{content.label(part.actor)} as {content.label(part.role)}{status}{f' in {where}' if where else ''}"
    return claim.node


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}" if words else ""
