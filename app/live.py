"""The tab Live: points and zones over the camera's picture, frame by frame."""

from __future__ import annotations

import time

import gradio as gr
import numpy as np

from locator.atlas import Lang
from locator.drawing import draw, select
from locator.images import Pixels
from locator.pipeline import locate

from .shared import Shared

__all__ = ["build"]

#: Seconds between two frames that the browser sends: shorter than a step takes, it would only fill the queue.
_EVERY = 0.2
_CONSTRAINTS = {"video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "facingMode": "environment"}}
_ONE_SECOND = 1.0


def build(shared: Shared) -> None:
    words = shared.words
    words.say(gr.Markdown(), value="live.how")
    with gr.Row(equal_height=True):
        # Mirrored pixels would swap left and right feet.
        webcam = gr.WebcamOptions(mirror=False, constraints=_CONSTRAINTS)
        camera = words.say(
            gr.Image(sources=["webcam"], streaming=True, format="jpeg", webcam_options=webcam, elem_id="live-camera"),
            label="live.camera",
        )
        picture = words.say(
            gr.Image(format="jpeg", interactive=False, buttons=["fullscreen"], elem_id="live-picture"), label="live.picture"
        )
    status = gr.Markdown(elem_id="live-status")
    times = gr.State([])

    def step(frame: Pixels | None, seen: list[float], lang: Lang) -> tuple[Pixels | None, str, list[float]]:
        if frame is None:
            return None, "", []
        result = locate(np.ascontiguousarray(frame))
        now = time.monotonic()
        seen = [*(then for then in seen if now - then < _ONE_SECOND * 3), now]
        rate = (len(seen) - 1) / (now - seen[0]) if len(seen) > 1 else 0.0
        layers = select(lang=lang, legend=False, uncertainty=False)
        feet = ", ".join(words.text(f"live.{foot.side}", lang) for foot in result.feet)
        text = words.text("live.status", lang, feet=feet or words.text("live.none", lang), rate=f"{rate:.1f}")
        return draw(frame, result, layers), text, seen

    camera.stream(
        step,
        [camera, times, shared.lang],
        [picture, status, times],
        stream_every=_EVERY,
        time_limit=600,
        show_progress="hidden",
        concurrency_limit=2,
    )
