"""Bounds: what a query, or a shape of somebody else, may take, and a process apart that can be ended."""

from kg.limits.processes import Limits, Work, can_fork, run_forked, run_fresh
from kg.limits.sparql import MOST_CHARACTERS, form_of, require_bounded

__all__ = ["MOST_CHARACTERS", "Limits", "Work", "can_fork", "form_of", "require_bounded", "run_forked", "run_fresh"]
