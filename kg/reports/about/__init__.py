"""Everything that is known about an actor, an event, a source, ..., grouped, dated, with claims.

store ─ subjects ─ answer ─┬─ actor, event, other entries ─ items ─ parts (plain records)
                           └─ entry ─┬─ plain text
                                     ├─ Markdown
                                     └─ JSON
"""

from kg.reports.about.answer import tell_about
from kg.reports.about.dataset_entry import tell_dataset
from kg.reports.annotations import tell_beside
from kg.reports.entry import Entry
from kg.reports.matters import tell_matters
from kg.reports.parts import Account, Difference, Item, Section
from kg.reports.rivals import tell_conflicts

__all__ = [
    "Account",
    "Difference",
    "Entry",
    "Item",
    "Section",
    "tell_about",
    "tell_beside",
    "tell_conflicts",
    "tell_dataset",
    "tell_matters",
]
