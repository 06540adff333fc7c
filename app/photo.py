"""The tab Photo: a photo in, the annotated picture out."""

from __future__ import annotations

import html

import gradio as gr
import numpy as np

from locator.atlas import Lang, load_atlas
from locator.drawing import draw, select
from locator.errors import LocatorError
from locator.images import SUFFIXES, open_image
from locator.pipeline import locate
from locator.types import Result

from . import uploads
from .shared import Shared

__all__ = ["build"]


def build(shared: Shared) -> None:
    words, atlas = shared.words, load_atlas()

    def goals(lang: Lang) -> list[tuple[str, str]]:
        return [(words.text("photo.everything", lang), ""), *((goal.name(lang), goal.id) for goal in atlas.goals)]

    with gr.Row():
        with gr.Column(scale=1):
            photo = words.say(gr.File(file_types=sorted(SUFFIXES), type="filepath", elem_id="photo-file"), label="photo.upload")
            goal = words.say(gr.Dropdown(goals("en"), value=""), label="photo.show", choices=goals)
        with gr.Column(scale=2):
            picture = words.say(
                gr.Image(format="jpeg", interactive=False, buttons=["download", "fullscreen"]), label="photo.picture"
            )
            notes = gr.Markdown()
    photo.change(_look, photo, [shared.photo, shared.result]).success(
        _draw, [shared.photo, shared.result, goal, shared.lang], [picture, notes]
    )
    gr.on(
        [goal.change, shared.lang.change],
        _draw,
        [shared.photo, shared.result, goal, shared.lang],
        [picture, notes],
    )


def _look(path: str | None, request: gr.Request) -> tuple[str | None, Result | None]:
    if path is None:
        return None, None
    try:
        photo = open_image(path)
        return uploads.keep(photo.rgb, request), locate(photo)
    except LocatorError as error:
        raise gr.Error(html.escape(str(error)), print_exception=False) from None


def _draw(path: str | None, result: Result | None, goal: str, lang: Lang) -> tuple[np.ndarray | None, str]:
    if path is None or result is None:
        return None, ""
    picture = draw(open_image(path).rgb, result, select(goal=goal or None, lang=lang))
    return picture, "\n\n".join(filter(None, [result.refused, *result.warnings]))
