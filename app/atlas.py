"""The tab Atlas: points and zones on our drawings, a list of one's own, and a quiz; links open it at a card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import Context

from . import atlas_own, atlas_quiz
from .atlas_browse import QUICK, Browse
from .shared import Shared

__all__ = ["build"]

_HERE = Path(__file__).parent


def build(shared: Shared) -> None:
    say = shared.words.say
    script: dict[str, Any] = {
        "head": f"<style>{(_HERE / 'atlas.css').read_text(encoding='utf-8')}</style>",
        "js_on_load": (_HERE / "atlas.js").read_text(encoding="utf-8"),
        "apply_default_css": False,
    }
    own = atlas_own.store()
    with gr.Column(elem_id="atlas"), gr.Tabs(selected="browse", elem_id="atlas-parts") as parts:
        with say(gr.Tab(id="browse"), label="atlas.part.browse"):
            browse = Browse(shared, own, script)
        with say(gr.Tab(id="own"), label="atlas.part.own"):
            atlas_own.build(shared, own, script, lambda component: browse.opens(component, parts))
        with say(gr.Tab(id="quiz"), label="atlas.part.quiz"):
            atlas_quiz.build(shared, script, lambda component: browse.opens(component, parts))

    def loaded(request: gr.Request, *values: Any) -> list[Any]:
        """The first drawing; or, for a link ?point=KI1 or ?zone=kidneys, this tab at that card."""
        wish = request.query_params.get("point") or request.query_params.get("zone")
        tab = gr.update(selected="atlas") if wish else gr.skip()
        return [tab, *browse.opened(wish, *values)]

    page = Context.root_block
    assert page is not None, "a tab is built inside the page"
    page.load(loaded, browse.every, [shared.tabs, *browse.turning], **QUICK)
