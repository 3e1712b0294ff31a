"""Everything that is known about an actor, an event, a source, ..., grouped, dated, with claims.

store ─ subjects ─ answer ─┬─ actor, event, other entries ─ items ─ parts (plain records)
                           └─ entry ─┬─ plain text
                                     ├─ Markdown
                                     └─ JSON
"""

from kg.reports.about.answer import tell_about
from kg.reports.about.dataset_entry import tell_dataset

__all__ = ["tell_about", "tell_dataset"]
