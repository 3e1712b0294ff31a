"""Help for those who write facts: a skeleton to fill, phrases found in texts, actors found by any spelling, a schema.

`new_source` makes the skeleton of a source, `cite` finds words in texts, `find_names` finds who or what is meant, and
`make_schema` tells editors the keys, ids and roles. All take what `read_at_hand` has read.
"""

from __future__ import annotations

from kg.curating.citing import cite
from kg.curating.known import AtHand, read_at_hand
from kg.curating.lookup import find_names
from kg.curating.schema import format_schema, make_schema, write_schema
from kg.curating.skeletons import new_source

__all__ = [
    "AtHand",
    "cite",
    "find_names",
    "format_schema",
    "make_schema",
    "new_source",
    "read_at_hand",
    "write_schema",
]
