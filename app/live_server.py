"""Live over the server: frames come here, are annotated and go back. The fall-back of app/live.py."""

from __future__ import annotations

import dataclasses
import html
import time

import gradio as gr
import numpy as np

from locator.atlas import Lang
from locator.drawing import Layers, draw
from locator.images import Pixels, jpeg_url
from locator.live import LiveLocator
from locator.types import Result

from .shared import Shared
from .told import told
from .words import Words

__all__ = ["build"]

#: Seconds between two frames that the browser sends; shorter than a step takes, it would only fill the queue.
_EVERY = 0.1
#: Seconds over which the rate is counted.
_WINDOW = 3.0
#: Seconds after which the stream ends by itself, so that a page left open does not look for ever.
_LONGEST = 600
#: Seconds that the tracker takes for the way between two frames at most: what the server is late is no gap in the film.
_STEP = 0.5
_CONSTRAINTS = {"video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "facingMode": "environment"}}


@dataclasses.dataclass
class _Watch:
    """One session's stream: its tracker, the tracker's clock, and when pictures came back."""

    live: LiveLocator = dataclasses.field(default_factory=LiveLocator)
    clock: float = 0.0
    times: list[float] = dataclasses.field(default_factory=list)

    def see(self, frame: Pixels) -> Result:
        now = time.monotonic()
        self.clock += min(now - self.times[-1], _STEP) if self.times else 1.0
        self.times = [*(then for then in self.times if now - then < _WINDOW), now]
        return self.live(np.ascontiguousarray(frame), self.clock).result

    @property
    def rate(self) -> float:
        """Pictures a second."""
        times = self.times
        return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 and times[-1] > times[0] else 0.0


def build(shared: Shared) -> None:
    """Lay out the camera and the picture that comes back, and wire them."""
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
    watch = gr.State(None)

    def step(frame: Pixels | None, watch: _Watch | None, lang: Lang) -> tuple[str, _Watch | None]:
        if frame is None:
            return _waiting(words, lang), None
        watch = watch or _Watch()
        with told():
            result = watch.see(frame)
            drawn = draw(frame, result, Layers(lang=lang, legend=False, uncertainty=False))
        return _figure(drawn, _caption(result, watch, words, lang)), watch

    camera.stream(
        step,
        [camera, watch, shared.lang],
        [picture, watch],
        stream_every=_EVERY,
        time_limit=_LONGEST,
        show_progress="hidden",
    )


def _caption(result: Result, watch: _Watch, words: Words, lang: Lang) -> str:
    """Whose foot is seen, and how many pictures a second come back."""
    feet = ", ".join(words.text(f"live.{foot.side}", lang) for foot in result.feet)
    return words.text("live.status", lang, feet=feet or words.text("live.none", lang), rate=f"{watch.rate:.1f}")


def _figure(rgb: Pixels, caption: str) -> str:
    text = html.escape(caption)
    return f'<figure><img src="{jpeg_url(rgb, 80)}" alt="{text}"><figcaption>{text}</figcaption></figure>'


def _waiting(words: Words, lang: Lang) -> str:
    return f"<figure><p>{html.escape(words.text('live.waiting', lang))}</p></figure>"
