"""The tab Atlas: points and zones on our drawings, a list of one's own, and a quiz; links open it at a card."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.context import Context

from . import atlas_own, atlas_quiz
from .atlas_browse import Browse
from .shared import Shared

__all__ = ["build"]

_MOUNT = """import(new URL("scripts/atlas.js", document.baseURI)).then(({ mount }) => mount(element, trigger, watch));"""


def build(shared: Shared) -> None:
    say, here, page = shared.words.say, Context.block, Context.root_block
    assert isinstance(here, gr.Tab), "a tab is built inside its gr.Tab"
    assert page is not None, "and that inside the page"
    script: dict[str, Any] = {"js_on_load": _MOUNT, "apply_default_css": False}
    own = shared.own
    with gr.Column(elem_id="atlas"), gr.Tabs(selected="browse", elem_id="atlas-parts") as parts:
        with say(gr.Tab(id="browse"), label="atlas.part.browse"):
            browse = Browse(shared, own, script)
        with say(gr.Tab(id="own"), label="atlas.part.own"):
            atlas_own.build(shared, own, browse.awake, script, lambda component: browse.opens(component, parts))
        with say(gr.Tab(id="quiz"), label="atlas.part.quiz"):
            atlas_quiz.build(shared, script, lambda component: browse.opens(component, parts))

    def loaded(request: gr.Request, *values: Any) -> list[Any]:
        """A link ?point=KI1 or ?zone=kidneys opens this tab at that card."""
        wish = request.query_params.get("point") or request.query_params.get("zone")
        if not wish:
            return [gr.skip()] * len(places)
        return [gr.update(selected="atlas"), True, *browse.linked(wish, *values)]

    places = [shared.tabs, browse.awake, browse.chosen, browse.seen, browse.side]
    page.load(loaded, browse.every, places, show_progress="hidden")  # queued, or its warning is not shown
    here.select(lambda: True, None, browse.awake, show_progress="hidden")  # queued, or the change is not heard of
