"""What hypothesis may take: a machine that does other things too needs its time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

__all__ = ["unhurried"]

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
