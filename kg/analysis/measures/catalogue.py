"""All measures by name, with the options that each takes: one place for Python, the command line and notebooks."""

from __future__ import annotations

from datetime import date
from typing import Any

from kg.analysis.measures.go_betweens import GO_BETWEENS
from kg.analysis.measures.inputs import Material, Measure
from kg.analysis.measures.positions import POSITIONS
from kg.analysis.measures.relations import RELATIONS
from kg.derived.contact_table import ContactTable
from kg.errors import UsageError
from kg.model.vocabulary import nearest
from kg.store.oxigraph import Store
from kg.store.tables import Table

_BY_NAME = {measure.name: measure for measure in (*GO_BETWEENS, *POSITIONS, *RELATIONS)}


def list_measures() -> dict[str, Measure]:
    """All measures, by name, in the order in which they are told."""
    return dict(_BY_NAME)


def find_measure(name: str) -> Measure:
    """The measure of this name. Raises UsageError, with the nearest, where there is none."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    guess = nearest(name, _BY_NAME)
    hint = f"did you mean '{guess}'?" if guess else f"the measures are {', '.join(_BY_NAME)}"
    raise UsageError(f"there is no measure '{name[:60]}'; {hint}")


def take_measure(
    store: Store,
    name: str,
    *,
    title: str = "",
    as_of: date | None = None,
    contacts: ContactTable | None = None,
    **options: Any,
) -> Table:
    """Take a measure of a graph.

    `options` are those in `COMMON`, as in `project_network`, and those of the measure. `as_of` is the day that is asked
    about, from which `within` and recency count back; the last day in the network if none. `contacts` is the contact
    table of a graph with event data: contacts are then read from it. Gives a table with the
    columns of the measure.

    Raises UsageError for an unknown measure, an option that it does not take, and what the measure refuses.
    """
    measure = find_measure(name)
    given = {key: value for key, value in options.items() if value or (value == 0 and value is not False)}
    takes = (*measure.options, *measure.common)
    for key in given:
        if key not in takes:
            raise UsageError(f"'{name}' takes no `{key}`; its options are {', '.join(f'`{each}`' for each in takes)}")
    rows = measure.run(Material(store, title=title, as_of=as_of, contacts=contacts, **given))
    return Table.of(tuple(measure.columns), rows, base=store.base, ids=measure.ids)
