"""Pages in text: everything that is known about an actor, an event, a source, ..., grouped, dated, with claims.

store ── finding ── telling ─┬─ actors, events, others ── items ── parts (plain records)
                             └─ entry ─┬─ text
                                       ├─ markdown
                                       └─ JSON
"""

from kg.about.beside import tell_beside
from kg.about.dataset import tell_dataset
from kg.about.entry import Entry
from kg.about.matters import tell_matters
from kg.about.parts import Account, Difference, Item, Section
from kg.about.rivals import tell_conflicts
from kg.about.telling import tell_about

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
