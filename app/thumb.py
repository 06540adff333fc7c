"""The tab My thumb: the person's own cun."""

from __future__ import annotations

import gradio as gr

from .shared import Shared

__all__ = ["build"]


def build(shared: Shared) -> None:
    breadth = shared.words.say(gr.Number(value=None, minimum=5, maximum=60), label="thumb.breadth")
    breadth.change(lambda mm: mm or None, breadth, shared.thumb)
