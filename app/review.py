"""The tab Review: the photos of a batch, one after the other, for people to accept, correct or reject.

The page's own scripts (app/review/) show them, so that keys and dragging answer at once; app/review_routes.py gives them what
they ask for. The set is named when the page is served (`locator app --review`).
"""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr

from .shared import Shared

__all__ = ["build"]

_STYLE = Path(__file__).with_name("review") / "review.css"
_MOUNT = """import(new URL("review/files/page.js", document.baseURI)).then(({ mount }) => mount(element, props, watch));"""


def build(shared: Shared) -> None:
    """Lay out the tab."""
    shared.words.say(
        gr.HTML(
            html_template='<div class="review"></div>',
            head=f"<style>{_STYLE.read_text(encoding='utf-8')}</style>",
            js_on_load=_MOUNT,
            apply_default_css=False,
            elem_id="review-page",
        ),
        value=lambda lang: json.dumps({"lang": lang}),
    )
