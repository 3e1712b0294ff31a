"""The facts format as a table: which keys stand where, what kind of value each takes, and which field it fills.

Classes, roles, statuses and topics are not in here: they come from the ontology. The reader, the writer and the editor
schema follow this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "long text",
    "phrase",
    "id",
    "ids",
    "concept",
    "date",
    "from",
    "until",
    "flag",
    "number",
    "address",
    "addresses",
    "texts",
    "codes",
    "rows",
    "links",
    "language",
    "label",
    "people",
    "speaker",
    "role",
    "sides",
    "class",
    "file name",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the format: its name, the record's field, the kind of value, and what the value must be one of.

    `of` holds classes for references (`Actor`) and the scheme's class for concepts (`Role`).
    """

    name: str
    field: str
    kind: Kind
    of: tuple[str, ...] = ()
    required: bool = False
    help: str = ""


STATED = ("Event", "Tenure", "Affiliation", "Relation", "Stance", "Participation")
THING = ("Actor", "Office", "Place", "Event")
PERSONAL = ("Actor", "Office")

_NAMING = (
    Key("name", "labels", "label", help="the name; or a mapping from language to name"),
    Key("spellings", "spellings", "texts", help="other spellings"),
    Key("bywords", "bywords", "texts", help="names used in its stead, such as the capital for the government"),
    Key("description", "description", "long text", help="what it is, where it has no name, or a remark"),
)
_OUTSIDE = Key("same as", "same_as", "addresses", help="addresses of the same thing elsewhere, only where certain")
_ABOUT = Key("about", "topics", "ids", ("Topic",), help="topics")
_REGARDING = Key("regarding", "regards", "ids", THING, help="what it is about beside its topics")
_DATE = Key("date", "date", "date", help="when it happened, as EDTF: 2022-04-26, 2022-04, 2022-04-24?, ../2022-03")
_WHAT = Key("what", "content", "long text", help="what was said or done, in your own words")
_CODE = Key("code", "codes", "codes", help="what a data set codes it as: cameo:041, or a list")
_FROM = Key("from", "start", "from", help="the first day, month or year; left out where it is not known")
_UNTIL = Key("until", "end", "until", help="the last one; left out where it goes on; unknown where it has ended")
_FROM_DAY = Key("from", "start", "from", help="the first day of what lasted several, in place of `date`")
_UNTIL_DAY = Key("until", "end", "until", help="the last of them")
_FOR = Key("for", "on_behalf_of", "id", ("Actor",), help="on whose behalf")
_DURING = Key("during", "during", "id", ("Event",), help="the contact in which it was said")
_OF_EVENT = Key("of", "of", "id", ("Event",), required=True, help="the event, process or conflict it is a role in")
_PARTICIPANTS = Key("participants", "participations", "people", PERSONAL, help="who took part, and as what")

REGISTER: dict[str, tuple[Key, ...]] = {
    "actors": (
        Key("type", "type", "class", ("Actor",), required=True, help="State, Person, Organization, Delegation, ..."),
        *_NAMING,
        Key("of", "belongs_to", "id", ("Actor",), help="the state or organisation that it is a part of"),
        _OUTSIDE,
    ),
    "offices": (
        *_NAMING,
        Key("of", "belongs_to", "id", ("Actor",), required=True, help="the state or organisation it is an office of"),
        Key("leading", "leading", "flag", help="yes where its holder leads a state or organisation"),
        _OUTSIDE,
    ),
    "places": (*_NAMING, Key("within", "within", "id", ("Place",), help="the larger place"), _OUTSIDE),
    "topics": (*_NAMING, Key("broader", "broader", "id", ("Topic",), help="the wider topic")),
}

SOURCE = (
    Key("id", "id", "text", required=True, help="the id of the source, such as dailysabah-2022-04-26"),
    Key("type", "type", "class", ("Source",), required=True, help="NewsArticle, Readout, Interview, DataSet, ..."),
    Key("publisher", "publisher", "id", ("Actor",), required=True, help="the actor that published it"),
    Key("published", "published", "date", required=True, help="the day of publication"),
    Key("title", "title", "text"),
    Key("author", "author", "text"),
    Key("language", "language", "language", help="a language tag such as en or tr"),
    Key("address", "address", "address", help="where it can be read, http or https"),
    Key("text", "text", "file name", help="the name of a file with its text, where a copy is at hand"),
    Key("checked", "check", "concept", ("Check",), help="how its claims were checked, where a claim says nothing else"),
)

CLAIM = (
    Key("claim", "claim", "text", help="the id of the claim, where it must differ from source/subject"),
    Key("according to", "according_to", "id", PERSONAL, help="whose words it is; the publisher where left out"),
    Key("phrase", "phrase", "phrase", help="the 3 to 15 words of the source that it rests on"),
    Key("rank", "rank", "concept", ("Rank",), help="preferred, normal or deprecated"),
    Key("checked", "check", "concept", ("Check",), help="text, excerpt, background, machine-coded or unchecked"),
    Key("basis", "basis", "long text", help="what a background claim rests on"),
    Key("note", "note", "long text", help="a remark of the curator"),
    Key("rows", "rows", "rows", help="the ids of the rows of the data set that it rests on"),
    Key("row count", "row_count", "number", help="on how many rows of the data set it rests"),
    Key("article count", "articles", "number", help="from how many articles these rows are"),
    Key("publisher count", "publishers", "number", help="from how many publishers these articles are"),
    Key("addresses", "addresses", "links", help="where these articles can be read, http or https"),
)

_EVENT = (
    _DATE,
    Key("place", "place", "id", ("Place",), help="where"),
    _ABOUT,
    _REGARDING,
    Key("part of", "part_of", "ids", ("Process", "Conflict"), help="the process or conflict it belongs to"),
    _DURING,
    Key("status", "status", "concept", ("EventStatus",), help="proposed, announced or cancelled; held where left out"),
    Key("count", "count", "number", help="how many such events the claim sums up"),
    _WHAT,
    _CODE,
)

FAMILIES: dict[str, tuple[Key, ...]] = {
    "Contact": (
        *_NAMING[:3],
        _PARTICIPANTS,
        _FROM_DAY,
        _UNTIL_DAY,
        Key("manner", "manner", "concept", ("Manner",), help="indirect where the third party goes between the parties"),
        *_EVENT,
    ),
    "Act": (
        Key("by", "speaker", "speaker", PERSONAL, help="who says it: an id, or {id: {for: state}}"),
        Key("to", "addressee", "speaker", PERSONAL, help="to whom: an id, a list, or {id: {for: state}}"),
        Key("of", "demanded_of", "ids", ("Actor",), help="of whom something is demanded, where not of the addressee"),
        Key("answers", "answers", "ids", ("Act",), help="the acts that it answers"),
        Key("denies", "denies", "ids", STATED, help="what somebody claims and a denial says is not so"),
        Key("role", "role_concern", "role", help="the role it is about: {actor, as, status, of}"),
        _PARTICIPANTS,
        *_EVENT,
    ),
    "Agreement": (*_NAMING[:3], _PARTICIPANTS, *_EVENT),
    "Measure": (
        Key("by", "performer", "speaker", PERSONAL, help="who does it"),
        _PARTICIPANTS,
        _FROM_DAY,
        _UNTIL_DAY,
        *_EVENT,
    ),
    "Process": (
        *_NAMING[:3],
        Key("sides", "sides", "sides", ("Actor",), help="the sides of a conflict: {name: [actors]}"),
        _PARTICIPANTS,
        *_EVENT,
    ),
    "Tenure": (
        Key("person", "person", "id", ("Person",), required=True, help="who holds it"),
        Key("office", "office", "id", ("Office",), required=True, help="which office"),
        _FROM,
        _UNTIL,
    ),
    "Affiliation": (
        Key("member", "member", "id", ("Actor",), required=True, help="the actor that belongs to it"),
        Key("of", "group", "id", ("Actor",), required=True, help="the alliance, delegation or organisation"),
        Key("as", "role", "concept", ("Role",), help="the role in it"),
        _FROM,
        _UNTIL,
    ),
    "Relation": (
        Key("between", "between", "ids", ("Actor",), required=True, help="the two actors"),
        Key("type", "kind", "concept", ("RelationKind",), required=True, help="shares-border, good-ties, ..."),
        _ABOUT,
        _FROM,
        _UNTIL,
        _WHAT,
    ),
    "Stance": (
        Key("by", "holder", "speaker", PERSONAL, required=True, help="whose stance: an id, or {id: {for: state}}"),
        Key("supports", "supports", "id", (*THING, "Topic")),
        Key("opposes", "opposes", "id", (*THING, "Topic")),
        _ABOUT,
        _REGARDING,
        _DATE,
        _DURING,
        _WHAT,
        _CODE,
    ),
    "Participation": (
        Key("actor", "actor", "id", PERSONAL, required=True, help="who has the role"),
        Key("as", "role", "concept", ("Role",), required=True, help="the role"),
        _FOR,
        Key("status", "status", "concept", ("RoleStatus",), help="exercised, offered, requested, accepted, ..."),
        _OF_EVENT,
        _DATE,
        _WHAT,
    ),
}

PARTICIPANT = (
    Key("role", "role", "concept", ("Role",), help="one role, or a list of them"),
    _FOR,
    Key("as", "in_office", "id", ("Office",), help="the office in which a person takes part"),
    Key("status", "status", "concept", ("RoleStatus",)),
)

CONCERN = (
    Key("actor", "actor", "id", PERSONAL, required=True, help="who has, offers or is wanted for the role"),
    Key("as", "role", "concept", ("Role",), required=True, help="the role"),
    Key("status", "status", "concept", ("RoleStatus",), required=True, help="offered, requested, accepted, ..."),
    _OF_EVENT,
    _FOR,
)

TENURE = (*FAMILIES["Tenure"], *(key for key in CLAIM if key.name in ("basis", "note", "checked", "rank")))

SPEECH_ROLES = {"speaker": "speaker", "addressee": "addressee", "performer": "performer"}


def family_of(ancestors: frozenset[str]) -> str | None:
    """The family whose keys a class takes, by the class and its ancestors; None where it cannot be claimed."""
    return next((family for family in FAMILIES if family in ancestors), None)
