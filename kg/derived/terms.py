"""The RDF shape of the relations as a table: which class and property hold which column, and how values are written.

`kg.derived.relation_quads` writes by it, and `kg.queries.translating` reads by it; nothing else knows the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.model.vocabulary import AKG, PROV, RDFS

Codec = Literal[
    "id",
    "claim",
    "side",
    "class",
    "label",
    "role",
    "status",
    "check",
    "text",
    "date",
    "day",
    "number",
    "flag",
    "topics",
    "roles",
    "truth",
]
DERIVED_FROM = PROV + "wasDerivedFrom"


@dataclass(frozen=True, slots=True)
class Held:
    """A property of a derived row: the column that it holds, and how a value is written."""

    predicate: str
    column: str
    codec: Codec


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation that is kept as RDF: its name, its class, its properties, and after which columns a row is called.

    `curated` tells that only rows about curated events are kept.
    """

    relation: str
    class_name: str
    properties: tuple[Held, ...]
    owner: tuple[str, ...] = ("claim",)
    curated: bool = False

    def column(self, predicate: str) -> Held | None:
        """The property with this IRI, or None."""
        return next((held for held in self.properties if held.predicate == predicate), None)


def _held(name: str, column: str, codec: Codec) -> Held:
    return Held(AKG + name, column, codec)


_CLAIM = Held(DERIVED_FROM, "claim", "claim")
_WHO = (_held("who", "who", "id"), _held("whoFor", "for_whom", "id"))
_WHOM = (_held("whom", "whom", "id"), _held("whomFor", "whom_for", "id"))
_DATE = _held("when", "date", "date")
_DAYS = (_held("firstDay", "earliest", "day"), _held("lastDay", "latest", "day"))
_CAVEAT = _held("caveat", "caveat", "text")
_SIDE = (
    _held("inConflict", "conflict", "id"), _held("side", "side", "side"), _held("sideName", "side", "text"),
    _held("thirdParty", "third_party", "id"), _held("thirdPartyFor", "for_whom", "id"),
)  # fmt: skip

KEPT = (
    Kept(
        "talks", "Talk",
        (_CLAIM, _held("inEvent", "event", "id"), _held("channel", "channel", "class"), *_WHO,
         _held("whoRole", "roles", "roles"), _held("whoRoleList", "roles", "text"), *_WHOM,
         _held("whomRole", "whom_roles", "roles"), _held("whomRoleList", "whom_roles", "text"), _DATE, *_DAYS,
         _held("dayInDoubt", "doubt", "flag")),
    ),
    Kept(
        "encounters", "Encounter",
        (_CLAIM, *_SIDE, _held("partner", "partner", "id"), _held("inEvent", "event", "id"), *_DAYS,
         _held("firstDayNumber", "first_number", "number"), _held("lastDayNumber", "last_number", "number"),
         _held("lasting", "lasting", "flag"),
         _CAVEAT),
    ),
    Kept(
        "access", "Access", (*_SIDE, _held("contactCount", "contacts", "number"), *_DAYS, _CAVEAT),
        owner=("conflict", "third_party"),
    ),
    # Of a coded event one claim tells, with its date.
    Kept(
        "days", "EventDays", (_held("inEvent", "event", "id"), _DATE, *_DAYS, _held("lasting", "lasting", "flag")),
        owner=("event",), curated=True,
    ),
    Kept(
        "attributions", "RoleAttribution",
        (_CLAIM, *_WHO, _held("whoRole", "role", "role"), _held("whoStatus", "status", "status"),
         _held("inEvent", "event", "id"), _DATE, _held("toldBy", "told_by", "id"), _held("byAct", "act", "id")),
    ),
    Kept(
        "speeches", "Speech",
        (_CLAIM, _held("inEvent", "act", "id"), _held("actType", "act_type", "class"), *_WHO, *_WHOM,
         _held("ofWhom", "of_whom", "id"), _held("aboutTopic", "topics", "topics"),
         _held("said", "content", "text"), _held("saidIn", "during", "id"),
         _held("answering", "answers", "id"), _DATE),
    ),
    Kept(
        "proposals", "Proposal",
        (_CLAIM, _held("inEvent", "act", "id"), _held("actType", "act_type", "class"), *_WHO, *_WHOM,
         _held("said", "content", "text"), _held("roleWanted", "role_wanted", "text"),
         _held("answerState", "stands", "text"), _held("answeredBy", "answer", "id"),
         _held("answerType", "answer_type", "class"), _held("answerSpeaker", "answer_by", "id"),
         _held("answerDate", "answer_date", "date"), _DATE),
    ),
    Kept(
        "positions", "Position",
        (_CLAIM, *_WHO, _held("stance", "stance", "text"),
         _held("towards", "towards", "id"), _held("topicList", "topics", "text"), _held("said", "content", "text"),
         _held("saidIn", "during", "id")),
    ),
    Kept(
        "incumbencies", "Incumbency",
        (_CLAIM, _held("who", "holder", "id"), _held("officeHeld", "office", "id"),
         _held("officeOf", "belongs_to", "id"), _held("isLeading", "leads", "truth"), _DATE,
         _held("firstDay", "earliest", "day")),
    ),
    Kept(
        "hostings", "Hosting",
        (_CLAIM, _held("inEvent", "event", "id"), _held("channel", "channel", "class"), _held("who", "host", "id"),
         _held("guestList", "guests", "text"), _held("atPlace", "place", "id"), _held("howMany", "number", "number"),
         _DATE, _held("firstDay", "earliest", "day")),
    ),
    Kept(
        "rivals", "RivalClaims",
        (_CLAIM, Held(DERIVED_FROM, "other_claim", "claim"), _held("aboutStatement", "about", "id"),
         _held("differsIn", "differs", "text"), _held("who", "whose", "id"), _held("firstValue", "value", "text"),
         _held("firstTeller", "according_to", "id"), _held("firstSource", "source", "id"),
         _held("firstClaim", "claim", "claim"), _held("secondValue", "other_value", "text"),
         _held("secondTeller", "other_according_to", "id"), _held("secondSource", "other_source", "id"),
         _held("secondClaim", "other_claim", "claim"), _held("prefers", "preferred", "text"),
         _held("prefersBecause", "why", "text"), _held("leftOut", "left_out", "number")),
    ),
)  # fmt: skip
# The relations of which event data brings rows. What it claims is an event of its own each, so that no two are rivals.
CODED = frozenset(kept.relation for kept in KEPT) - {"incumbencies", "rivals", "days"}
BY_CLASS = {AKG + kept.class_name: kept for kept in KEPT}
# What is said of the claim, or the class, that a column leads to is at hand in another column of the row.
BESIDE: dict[tuple[Codec, str], tuple[str, Codec]] = {
    ("claim", AKG + "accordingTo"): ("teller", "id"),
    ("claim", AKG + "check"): ("checked", "check"),
    ("claim", AKG + "standing"): ("standing", "text"),
    ("class", RDFS + "label"): ("", "label"),
}
