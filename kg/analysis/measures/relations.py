"""Measures of relations: balance, intensity, change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kg.analysis import balance, compare_networks, measure_intensity, project_stances
from kg.analysis.measures.inputs import Material, Measure
from kg.errors import UsageError
from kg.network import cut_window

_Rows = Sequence[Sequence[Any]]


def _balance(material: Material) -> _Rows:
    found = balance(project_stances(material.project(("stance",))))
    share = None if found.balanced is None else float(found.balanced)
    return [
        (found.positive, found.negative, found.mixed, found.ppp, found.ppm, found.pmm, found.mmm, share,
         found.frustration, found.exact, " | ".join(" + ".join(camp) for camp in found.camps if camp))
    ]  # fmt: skip


def _intensity(material: Material) -> _Rows:
    layers = material.options.get("layers") or ("contact", "act")
    found = measure_intensity(material.project(layers), window=material.options.get("window") or "month")
    return [(i.start, i.one, i.other, i.contacts, i.acts, i.goldstein) for i in found]


def _change(material: Material) -> _Rows:
    split = material.day("split")
    if split is None:
        raise UsageError("name the day with `split`: what was before it is compared with what was since")
    network = material.network
    layers = material.options.get("layers") or ("contact",)
    before = cut_window(network, until=split - timedelta(days=1), certainly=True)
    after = cut_window(network, since=split, certainly=True)
    return [(c.one, c.other, c.before, c.after, c.change) for c in compare_networks(before, after, layers=layers)]


RELATIONS = (
    Measure(
        name="balance",
        question="Are friends' friends friends: triangles of support and opposition, and the frustration?",
        columns={
            "support": "pairs with support",
            "opposition": "pairs with opposition",
            "mixed": "pairs with both, which count nowhere",
            "ppp": "triangles of support only",
            "ppm": "with one opposition",
            "pmm": "with two",
            "mmm": "of opposition only",
            "balanced": "the share of balanced triangles",
            "frustration": "ties that fit no division into two camps",
            "exact": "whether no division does better",
            "camps": "the division",
        },
        run=_balance,
        common=("level", "sources"),
        ids=(),
        rests_on="stances",
    ),
    Measure(
        name="intensity",
        question="How much passed between each two, window by window?",
        columns={
            "since": "the first day of the window; empty for what has no day, which is in no window",
            "actor": "one",
            "other": "the other",
            "contacts": "contacts",
            "acts": "acts",
            "goldstein": "the mean on the Goldstein scale, where events carry it",
        },
        run=_intensity,
        options=("window",),
        ids=("actor", "other"),
    ),
    Measure(
        name="change",
        question="Who talks to whom more, or less, than before a day?",
        columns={
            "actor": "one",
            "other": "the other",
            "before": "events that were surely before",
            "after": "events that were surely on the day or after",
            "change": "new, gone, more, fewer or same",
        },
        run=_change,
        options=("split",),
        ids=("actor", "other"),
    ),
)
