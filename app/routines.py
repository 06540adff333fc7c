"""The tab Routines: the sources' sequences, read."""

from __future__ import annotations

import gradio as gr

from locator.atlas import Lang, load_atlas

from .shared import Shared

__all__ = ["build"]


def build(shared: Shared) -> None:
    atlas = load_atlas()

    def choices(lang: Lang) -> list[tuple[str, str]]:
        return [(routine.name(lang), routine.id) for routine in atlas.routines]

    routine = shared.words.say(gr.Dropdown(choices("en"), value=None), label="routines.choose", choices=choices)
    steps = gr.Markdown()
    routine.change(lambda id: "\n".join(f"1. {step.text}" for step in atlas.routine(id).steps) if id else "", routine, steps)
