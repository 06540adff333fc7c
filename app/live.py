"""The tab Live: points and zones that follow the foot in the camera's picture.

The page's own scripts (app/live/) look at the frames, in the browser; app/live_routes.py places points by the landmarks that
they send. For browsers that cannot, app/live_server.py looks at frames here.
"""

from __future__ import annotations

import gradio as gr

from . import live_server
from .shared import Shared, scripted

__all__ = ["build"]


def build(shared: Shared) -> None:
    """Lay out the tab and wire it."""
    scripted(shared, "live")
    with gr.Column(elem_id="live-server"):
        live_server.build(shared)
