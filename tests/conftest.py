"""One profile for the property-based tests: the same examples each time, no time limit that a busy machine breaks."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("kg", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kg")
