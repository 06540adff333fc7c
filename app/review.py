"""The tab Review: the photos of a batch, one after the other, for people to accept, correct or reject.

The page's own scripts (app/review/) show them, so that keys and dragging answer at once; app/review_routes.py gives them what
they ask for. The set is named when the page is served (`locator app --review`).
"""

from __future__ import annotations

from .shared import Shared, scripted

__all__ = ["build"]


def build(shared: Shared) -> None:
    """Lay out the tab."""
    scripted(shared, "review")
