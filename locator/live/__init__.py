"""Feet followed through a stream of frames: `LiveLocator`. How it works, step by step: docs/live.md."""

from __future__ import annotations

from locator.live.stream import LiveLocator
from locator.live.types import LiveFoot, LiveResult

__all__ = ["LiveFoot", "LiveLocator", "LiveResult"]
