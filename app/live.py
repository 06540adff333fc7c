"""The tab Live: points and zones that follow the foot in the camera's picture.

The page's own scripts (app/live/) look at the frames, in the browser; app/live_routes.py places points by the landmarks that
they send. For browsers that cannot, app/live_server.py looks at frames here.
"""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr

from . import live_server
from .shared import Shared

__all__ = ["build"]

_STYLE = Path(__file__).with_name("live") / "live.css"
#: A module of its own, so that the page pays for it only when it is there.
_MOUNT = """import(new URL("live/files/page.js", document.baseURI)).then(({ mount }) => mount(element, props, watch));"""


def build(shared: Shared) -> None:
    """Lay out the tab and wire it."""
    shared.words.say(
        gr.HTML(
            html_template='<div class="live" data-state="off"></div>',
            head=f"<style>{_STYLE.read_text(encoding='utf-8')}</style>",
            js_on_load=_MOUNT,
            apply_default_css=False,
            elem_id="live-page",
        ),
        value=lambda lang: json.dumps({"lang": lang}),
    )
    with gr.Column(elem_id="live-server"):
        live_server.build(shared)
