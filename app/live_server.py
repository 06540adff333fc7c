"""Live over the server: frames come here, are annotated and go back. The fall-back of app/live.py."""

from __future__ import annotations

import html
import time

import gradio as gr
import numpy as np

from locator.atlas import Lang
from locator.drawing import Layers, draw
from locator.images import Pixels, jpeg_url
from locator.pipeline import locate
from locator.types import Result

from .shared import Shared
from .words import Words

__all__ = ["build"]

#: Seconds between two frames that the browser sends; shorter than a step takes, it would only fill the queue.
_EVERY = 0.2
#: Seconds over which the rate is counted.
_WINDOW = 3.0
#: Seconds after which the stream ends by itself, so that a page left open does not look for ever.
_LONGEST = 600
_CONSTRAINTS = {"video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "facingMode": "environment"}}


def build(shared: Shared) -> None:
    words = shared.words
    words.say(gr.Markdown(), value="live.how")
    with gr.Row():
        # Mirrored pixels would swap left and right feet.
        webcam = gr.WebcamOptions(mirror=False, constraints=_CONSTRAINTS)
        camera = words.say(
            gr.Image(sources=["webcam"], streaming=True, format="jpeg", webcam_options=webcam, elem_id="live-camera"),
            label="live.camera",
        )
        # No gr.Image: it would write every frame to the disk.
        picture = words.say(gr.HTML(elem_id="live-picture"), value=lambda lang: _waiting(words, lang))
    times = gr.State([])

    def step(frame: Pixels | None, times: list[float], lang: Lang) -> tuple[str, list[float]]:
        if frame is None:
            return _waiting(words, lang), []
        result = locate(np.ascontiguousarray(frame))
        drawn = draw(frame, result, Layers(lang=lang, legend=False, uncertainty=False))
        now = time.monotonic()
        times = [*(then for then in times if now - then < _WINDOW), now]
        return _figure(drawn, _caption(result, times, words, lang)), times

    camera.stream(
        step,
        [camera, times, shared.lang],
        [picture, times],
        stream_every=_EVERY,
        time_limit=_LONGEST,
        show_progress="hidden",
    )


def _caption(result: Result, times: list[float], words: Words, lang: Lang) -> str:
    """Whose foot is seen, what to heed, and how many pictures a second come back (`times`: when the last ones did)."""
    feet = ", ".join(words.text(f"live.{foot.side}", lang) for foot in result.feet)
    rate = (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return words.text("live.status", lang, feet=feet or words.text("live.none", lang), rate=f"{rate:.1f}")


def _figure(rgb: Pixels, caption: str) -> str:
    text = html.escape(caption)
    return f'<figure><img src="{jpeg_url(rgb, 80)}" alt="{text}"><figcaption>{text}</figcaption></figure>'


def _waiting(words: Words, lang: Lang) -> str:
    return f"<figure><p>{html.escape(words.text('live.waiting', lang))}</p></figure>"
