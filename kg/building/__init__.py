"""Event data into a graph: GDELT, ICEWS and MEND as published, one SQL file and one crosswalk each.

    files ─ reading ─ event rows ─ linking ─ merging ─ claims in columns ─┬─ shaping ─ quads ─ store
                                                                          └─ contact table

`import_events` does all of it, all or nothing; `links_csv` tells who was matched to whom. DuckDB does the work; it
comes with `pip install 'actor-kg[events]'`.
"""

from __future__ import annotations

from kg.building.event_folder import find_events, keep_events
from kg.building.imports import import_events
from kg.building.outcomes import Imported, links_csv
from kg.events.registry import Importer, list_importers

__all__ = ["Imported", "Importer", "find_events", "import_events", "keep_events", "links_csv", "list_importers"]
