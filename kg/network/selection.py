"""Which ties a projection keeps: by layer, channel, role, status and source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.claims.content import Content, Stated
from kg.errors import UsageError
from kg.model.vocabulary import Vocabulary, nearest
from kg.network.ties import LAYERS, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is kept; an empty set of channels, roles, statuses or sources keeps all."""

    layers: frozenset[str]
    channels: frozenset[str]
    roles: frozenset[str]
    statuses: frozenset[str]
    sources: frozenset[str]

    @classmethod
    def read(
        cls,
        content: Content,
        *,
        layers: Iterable[str],
        channels: Iterable[str] = (),
        roles: Iterable[str] = (),
        statuses: Iterable[str] = (),
        sources: Iterable[str] = (),
    ) -> Selection:
        """A selection from ids and labels. Raises UsageError, with the nearest, for what is not known."""
        vocabulary = content.vocabulary
        wanted = tuple(layers)
        if unknown := sorted(set(wanted) - set(LAYERS)):
            raise UsageError(f"there is no layer '{unknown[0]}'; the layers are {', '.join(LAYERS)}")
        every_role = vocabulary.concepts["Role"]
        chosen = {find_term(role, "role", every_role) for role in _several(roles)}
        known = [name for name, thing in content.things.items() if vocabulary.is_a(thing.type, "Source")]
        return cls(
            layers=frozenset(wanted),
            channels=frozenset(_channels(_several(channels), vocabulary)),
            roles=frozenset(name for name in every_role if any(vocabulary.is_narrower(name, role) for role in chosen)),
            statuses=frozenset(
                find_term(status, "status", vocabulary.concepts["RoleStatus"]) for status in _several(statuses)
            ),
            sources=frozenset(find_term(source, "source", known) for source in _several(sources)),
        )

    def takes_claim(self, claim: Stated, layer: str) -> bool:
        """Whether a claim of this layer is one from which ties are taken."""
        if layer not in self.layers or (self.channels and claim.type not in self.channels):
            return False
        return not self.sources or claim.values.get("source") in self.sources

    def takes_tie(self, tie: Tie) -> bool:
        """Whether a tie is kept."""
        if self.roles and not self.roles & set(tie.roles):
            return False
        return not self.statuses or tie.status in self.statuses


def _several(values: Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _channels(wanted: Iterable[str], vocabulary: Vocabulary) -> Iterable[str]:
    known = {}
    for name in vocabulary.subclasses("Contact"):
        known[name] = known[vocabulary.classes[name].label] = name
    for channel in wanted:
        yield from vocabulary.subclasses(known[find_term(channel, "channel", known)])


def find_term(value: str, what: str, known: Iterable[str]) -> str:
    """The known name that is meant, in any case, and with hyphens for spaces. Raises UsageError, with the nearest."""
    if value in (names := list(known)):
        return value
    folded = {name.casefold().replace(" ", "-"): name for name in names}
    if found := folded.get(value.casefold().replace(" ", "-")):
        return found
    guess = nearest(value, names)
    hint = f"did you mean '{guess}'?" if guess else f"known are {', '.join(sorted(names)[:20])}"
    raise UsageError(f"there is no {what} '{value[:60]}'; {hint}")
