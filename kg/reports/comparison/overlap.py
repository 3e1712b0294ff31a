"""How much curated and machine-coded claims have in common, per data set: counts, recall, Jaccard index, agreement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kg.reports.comparison.matching import (
    CODED_ONLY,
    NEAR,
    OUTSIDE,
    PERHAPS,
    SAME_DAY,
    SAME_EVENT,
    UNDATED,
    Covered,
    Finding,
    Window,
)
from kg.reports.comparison.sides import CURATED

_HOW = {SAME_DAY: "same_day", PERHAPS: "perhaps", NEAR: "near", SAME_EVENT: "same_event"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A data set beside the curated facts; `data_set` is "all" for all of them together.

    `first` to `last` are the days from the first to the last contact of the data set, whoever had it, and `days` the
    number of days on which it has any; `common` are the days that the curated facts cover, too (None where there are
    none).

    Of curated contacts `both` are matched (`same_day`, `perhaps`, `near`, `same_event`, by the nearest match),
    `curated_only` are not, though the data set covers their days; `outside` are on days that it does not cover.
    `coded_both` are the coded contacts that are matched (`coded_perhaps` of them by none on the same day),
    `coded_only` those that are not, though the curated facts cover their days, `coded_outside` the others.

    Of the curated contacts in both, the channel is the same in `channel_same`, another in `channel_other`, and not told
    by one side in the rest; in `roles_differ` of them a side was something else by the data set. `undated` and
    `coded_undated` have no day, and count nowhere.
    """

    data_set: str
    first: date | None
    last: date | None
    days: int
    common: Window | None
    both: int
    same_day: int
    perhaps: int
    near: int
    same_event: int
    curated_only: int
    outside: int
    undated: int
    coded_both: int
    coded_perhaps: int
    coded_only: int
    coded_outside: int
    coded_undated: int
    channel_same: int
    channel_other: int
    roles_differ: int

    @property
    def recall(self) -> float | None:
        """The share of curated contacts that the data set has: both / (both + curated only); None without any."""
        return _share(self.both, self.both + self.curated_only)

    @property
    def coded_share(self) -> float | None:
        """The share of coded contacts that the curated facts have."""
        return _share(self.coded_both, self.coded_both + self.coded_only)

    @property
    def jaccard(self) -> float | None:
        """both / (both + curated only + coded only): the Jaccard index, in which coded contacts that are matched count
        as the curated ones that they match."""
        return _share(self.both, self.both + self.curated_only + self.coded_only)

    @property
    def channel_agreement(self) -> float | None:
        """The share of those in both, where both tell the channel, in which it is the same."""
        return _share(self.channel_same, self.channel_same + self.channel_other)


def count_findings(findings: Iterable[Finding], covered: Covered, days: Mapping[str, int]) -> tuple[Figures, ...]:
    """The figures of each data set; where there are several, those of all together as well, as the last."""
    told = list(findings)
    sets = [name for name in covered if name != CURATED]
    one_by_one = [_count(name, {name}, told, covered, days.get(name, 0)) for name in sets]
    return (*one_by_one, _count("all", sets, told, covered, 0)) if len(sets) > 1 else tuple(one_by_one)


def _count(name: str, sets: Collection[str], findings: list[Finding], covered: Covered, days: int) -> Figures:
    counts = dict.fromkeys(
        ("both", "same_day", "perhaps", "near", "same_event", "curated_only", "outside", "undated", "coded_only",
         "coded_outside", "coded_undated", "channel_same", "channel_other", "roles_differ"), 0,
    )  # fmt: skip
    matched: dict[tuple[tuple[str, str], str, str], bool] = {}
    for finding in findings:
        if finding.contact.data_set:
            if finding.contact.data_set in sets:
                counts[
                    {CODED_ONLY: "coded_only", OUTSIDE: "coded_outside", UNDATED: "coded_undated"}[finding.found]
                ] += 1
            continue
        matches = [match for match in finding.matches if match.coded.data_set in sets]
        for match in matches:
            coded = (match.coded.pair, match.coded.data_set, match.coded.event)
            matched[coded] = matched.get(coded, False) or match.how == SAME_DAY
        if matches:
            counts["both"] += 1
            counts[_HOW[matches[0].how]] += 1
            nearest = [match for match in matches if match.how == matches[0].how]
            channels = {match.channel for match in nearest}
            counts["channel_same"] += "same" in channels
            counts["channel_other"] += "same" not in channels and "other" in channels
            counts["roles_differ"] += all(match.roles_differ for match in nearest)
        elif finding.found == UNDATED:
            counts["undated"] += 1
        elif all(each in finding.outside_of for each in sets):
            counts["outside"] += 1
        else:
            counts["curated_only"] += 1
    windows = [window for each in sets if (window := covered[each])]
    first, last = min((w[0] for w in windows), default=None), max((w[1] for w in windows), default=None)
    return Figures(
        data_set=name, first=first, last=last, days=days, common=_common(covered.get(CURATED), first, last),
        coded_both=len(matched),
        coded_perhaps=sum(not sure for sure in matched.values()), **counts,
    )  # fmt: skip


def _common(curated: Window | None, first: date | None, last: date | None) -> Window | None:
    if curated is None or first is None or last is None:
        return None
    window = (max(curated[0], first), min(curated[1], last))
    return window if window[0] <= window[1] else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
