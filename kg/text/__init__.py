"""Text fit to be shown and to be compared."""

from __future__ import annotations

from kg.text.unseen import escape_unseen, find_unseen, name_unseen, strip_unseen

__all__ = ["escape_unseen", "find_unseen", "name_unseen", "strip_unseen"]
