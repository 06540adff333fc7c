"""The tab Atlas: look up a point or zone."""

from __future__ import annotations

import gradio as gr

from locator.atlas import load_atlas
from locator.cli import show
from locator.errors import LocatorError

from .shared import Shared

__all__ = ["build"]


def build(shared: Shared) -> None:
    query = shared.words.say(gr.Textbox(placeholder="KI1, LV-3, 湧泉, kidneys"), label="atlas.query")
    entry = shared.words.say(gr.Textbox(lines=20, interactive=False), label="atlas.entry")
    query.submit(_look_up, [query, shared.lang], entry)


def _look_up(text: str, lang: str) -> str:
    try:
        return show.entry(load_atlas(), load_atlas().find(text), lang)
    except LocatorError as error:
        return str(error)
