"""Event data into a graph: GDELT, ICEWS and MEND as published, one SQL file and one crosswalk each.

    files ─ reading ─ event rows ─ linking ─ merging ─ claims in columns ─┬─ shaping ─ quads ─ store
                                                                          └─ contact table

`import_events` does all of it, all or nothing; `links_csv` tells who was matched to whom. DuckDB does the work; it
comes with `pip install 'actor-kg[events]'`.
"""

from __future__ import annotations

from kg.importers.importing import import_events
from kg.importers.keeping import find_events, keep_events
from kg.importers.outcome import Imported, links_csv
from kg.importers.registry import Importer, list_importers

__all__ = ["Imported", "Importer", "find_events", "import_events", "keep_events", "links_csv", "list_importers"]
