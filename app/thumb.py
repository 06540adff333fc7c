"""The tab My thumb: the breadth of the person's thumb, measured in a photo or with a ruler, becomes their cun."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import Context

from locator import measured, thumb
from locator.atlas import Lang
from locator.errors import LocatorError, ThumbError
from locator.images import Pixels, open_image
from locator.samples import samples
from locator.types import Result

from . import thumb_view as view
from . import uploads
from .shared import Shared
from .thumb_view import Found
from .words import Words

__all__ = ["build"]

_STYLE = Path(__file__).with_name("thumb.css")
#: Longer side of the picture shown, in pixels.
_SHOWN = 1400
_QUIET: dict[str, Any] = {"show_progress": "hidden"}


def build(shared: Shared) -> None:
    """Lay out the tab and wire it."""
    with gr.Column(elem_id="thumb"):
        tab = _Layout(shared.words)
    _wire(shared, tab)


class _Layout:
    """The components, laid out."""

    def __init__(self, words: Words) -> None:
        say, first = words.say, words.first

        def ways(lang: Lang) -> list[tuple[str, str]]:
            return [(words.text(f"thumb.how.{way}", lang), way) for way in view.WAYS]

        def intro(lang: Lang) -> str:
            return f"<h2>{words.text('thumb.title', lang)}</h2><p>{words.text('thumb.intro', lang)}</p>"

        self.found = gr.State(None, time_to_live=uploads.LIFETIME)
        say(gr.HTML(head=f"<style>{_STYLE.read_text(encoding='utf-8')}</style>", elem_id="thumb-intro"), value=intro)
        with gr.Row(elem_id="thumb-mine-row"):
            self.mine = first(gr.HTML(elem_id="thumb-mine"), value=lambda lang: view.mine(None, words, lang))
            self.forget = say(gr.Button(elem_id="thumb-forget", visible=False, scale=0, min_width=120), value="thumb.forget")
        with gr.Row(elem_id="thumb-work"):
            with gr.Column(scale=2, min_width=300):
                self.way = say(gr.Radio(ways("en"), value="A4", elem_id="thumb-way"), label="thumb.how", choices=ways)
                self.steps = first(gr.HTML(elem_id="thumb-steps"), value=lambda lang: view.steps("A4", words, lang))
                self.photo = say(uploads.box("thumb-photo", height=240), label="thumb.upload")
                self.example = say(gr.Button(elem_id="thumb-example", size="md"), value="thumb.example")
                self.measure = say(gr.Button(elem_id="thumb-measure", visible=False, variant="primary"), value="thumb.measure")
                self.typed = say(
                    gr.Number(value=None, step=0.5, visible=False, elem_id="thumb-typed"),
                    label="thumb.breadth",
                )
            with gr.Column(scale=3, min_width=300):
                self.told = first(gr.HTML(elem_id="thumb-told"), value=lambda lang: view.tell(None, words, lang))
                self.picture = gr.Image(
                    format="jpeg",
                    interactive=False,
                    buttons=["fullscreen"],
                    visible=False,
                    show_label=False,
                    elem_id="thumb-picture",
                )
                say(self.picture, label="thumb.picture", alt_text="thumb.picture.alt")
                self.use = say(gr.Button(elem_id="thumb-use", variant="primary", visible=False), value="thumb.use")
                self.keep = say(gr.Checkbox(value=False, elem_id="thumb-keep"), label="thumb.remember")


def _wire(shared: Shared, tab: _Layout) -> None:
    words = shared.words
    shown = [tab.told, tab.picture, tab.use, tab.found]
    working: dict[str, Any] = {"concurrency_id": "look", "show_progress_on": [tab.told]}

    def choose(way: str, path: str | None, lang: Lang) -> tuple[Any, ...]:
        """Another way to measure: a photo that is there is looked at anew, for another sheet."""
        photo = way in view.SHEETS
        found, picture = _look(path, way) if photo and path is not None else (None, None)
        return (
            view.steps(way, words, lang),
            gr.update(visible=photo),
            gr.update(visible=photo),
            gr.update(visible=way == "foot"),
            gr.update(visible=way == "type", value=None),
            gr.update(visible=way != "foot"),
            *show(found, lang, picture),
        )

    def show(found: Found | None, lang: Lang, picture: Pixels | None = None) -> tuple[Any, ...]:
        seen = gr.update(value=picture, visible=picture is not None)
        return view.tell(found, words, lang), seen, gr.update(visible=view.usable(found)), found

    controls = [tab.photo, tab.example, tab.measure, tab.typed, tab.keep]
    chosen = tab.way.input(choose, [tab.way, tab.photo, shared.lang], [tab.steps, *controls, *shown], **working)

    def from_photo(path: str | None, way: str, lang: Lang) -> tuple[Any, ...]:
        found, picture = (None, None) if path is None else _look(path, way)
        return show(found, lang, picture)

    came = tab.photo.change(from_photo, [tab.photo, tab.way, shared.lang], shown, **working)

    def from_example(lang: Lang) -> tuple[Any, ...]:
        found, picture = _look(str(example()), "A4")
        return "A4", view.steps("A4", words, lang), *show(found, lang, picture)

    tried = tab.example.click(from_example, shared.lang, [tab.way, tab.steps, *shown], **working)

    def beside_foot(photo: str | None, result: Result | None, lang: Lang) -> tuple[Any, ...]:
        if photo is None or result is None:
            return show(Found(problem="thumb.no_photo"), lang)
        if not result.feet:
            return show(Found(problem="thumb.no_foot"), lang)
        found, picture = _look(photo, "foot")
        cun = result.feet[0].cun
        return show(dataclasses.replace(found, cun=cun.px if cun else None), lang, picture)

    measuring = tab.measure.click(beside_foot, [shared.photo, shared.result, shared.lang], shown, **working)

    def typed(mm: float | None, lang: Lang) -> tuple[Any, ...]:
        return show(None if mm is None else Found(mm=float(mm)), lang)

    tab.typed.change(typed, [tab.typed, shared.lang], shown, **_QUIET)

    def use(found: Found | None, result: Result | None, keep: bool, lang: Lang) -> tuple[Any, ...]:
        if found is None or not view.usable(found):
            return (gr.skip(),) * 7
        if found.mm is None:
            told = view.saying(words.text("thumb.mine.photo", lang))
            placed = result and measured.with_thumb_px(result, found.px or 0.0, found.error)
            return gr.skip(), gr.skip(), placed, time.monotonic(), gr.skip(), told, gr.skip()
        told = view.mine(found.mm, words, lang, found.error)
        kept = [found.mm, found.error] if keep else []
        return found.mm, found.error, gr.skip(), gr.skip(), kept, told, gr.update(visible=True)

    tab.use.click(
        use,
        [tab.found, shared.result, tab.keep, shared.lang],
        [shared.thumb, shared.thumb_error, shared.result, shared.remade, shared.kept_thumb, tab.mine, tab.forget],
        **_QUIET,
    )

    def keep(wanted: bool, mm: float | None, error: float) -> list[float]:
        return [mm, error] if wanted and mm else []

    tab.keep.input(keep, [tab.keep, shared.thumb, shared.thumb_error], shared.kept_thumb, **_QUIET)

    def forget(lang: Lang) -> tuple[Any, ...]:
        return None, 0.0, [], False, view.mine(None, words, lang), gr.update(visible=False)

    tab.forget.click(
        forget, shared.lang, [shared.thumb, shared.thumb_error, shared.kept_thumb, tab.keep, tab.mine, tab.forget], **_QUIET
    )

    def speak(way: str, found: Found | None, mm: float | None, error: float, lang: Lang) -> tuple[str, str, str]:
        return view.steps(way, words, lang), view.tell(found, words, lang), view.mine(mm, words, lang, error)

    speaking = [tab.way, tab.found, shared.thumb, shared.thumb_error, shared.lang]
    said = [tab.steps, tab.told, tab.mine]
    shared.lang.change(speak, speaking, said, **_QUIET)
    for event in (chosen, came, tried, measuring):  # the reader may have changed the language meanwhile
        event.success(speak, speaking, said, **_QUIET)

    def remembered(kept: Any, lang: Lang) -> tuple[Any, ...]:
        mm, error = view.kept(kept)
        return mm, error, mm is not None, view.mine(mm, words, lang, error), gr.update(visible=mm is not None)

    page = Context.root_block
    assert page is not None, "a tab is built inside the page"
    page.load(
        remembered, [shared.kept_thumb, shared.lang], [shared.thumb, shared.thumb_error, tab.keep, tab.mine, tab.forget], **_QUIET
    )


def _look(path: str, way: str) -> tuple[Found, Pixels | None]:
    """Measure a photo, and the picture that shows where."""
    try:
        photo = open_image(path)
        found = thumb.measure(photo, sheet=way if way in view.SHEETS else None)
    except ThumbError as error:
        return Found(problem=f"thumb.error.{error.reason}"), None
    except LocatorError as error:
        return Found(problem=str(error)), None
    picture = open_image(thumb.picture(photo.rgb, found), at_least=_SHOWN).rgb
    if found.mm is None:
        return Found(px=found.px, sigma_px=found.sigma_px), picture
    return Found(mm=found.mm, sigma_mm=found.sigma_mm), picture


def example() -> Path:
    """Our own picture of a hand on a sheet of A4 paper; it lies beside the other samples."""
    return next(iter(samples().values())).with_name("hand-on-a4.jpg")
