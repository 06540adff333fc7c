"""The tab Photo: a photo in; points and zones on that very foot, their cards, corrections and sheets out.

Looking happens once for each photo; whatever is chosen or corrected afterwards is drawn anew from the result that is kept.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import gradio as gr

from locator import correct
from locator.atlas import Lang
from locator.samples import samples
from locator.types import Result

from . import uploads
from .photo_do import Do, Held, Seen
from .photo_layout import FILES, WAYS, Layout
from .photo_save import save
from .shared import Shared
from .told import told

__all__ = ["build"]

_SEEN = len(dataclasses.fields(Seen))
#: On a narrow screen the card lies below the picture: show it, with some of the picture above it (app/photo.css).
_TO_THE_CARD = """() => requestAnimationFrame(() => requestAnimationFrame(() => {
  if (window.innerWidth > 900 || document.querySelector('#photo-moving input')?.checked) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('#photo-card article')?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}))"""
#: And the picture lies above the search: show what was found.
_TO_THE_PICTURE = """() => {
  if (window.innerWidth > 900) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('#photo-picture')?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}"""
#: On a narrow screen the layers would push the search far below the picture.
_FOLDED = """() => {
  if (window.innerWidth <= 900) document.querySelector('#photo-layers-box .label-wrap.open')?.click();
}"""
#: The room for the picture: beside the panel on a wide screen, all of a narrow one. `wide` and `tall` are put among the inputs.
_ROOM = """(...values) => {
  const wide = window.innerWidth > 900;
  values[WIDE] = wide ? Math.min(window.innerWidth, 1280) * 0.55 : window.innerWidth - 40;
  values[TALL] = window.innerHeight * 0.8;
  return values;
}"""


def build(shared: Shared) -> None:
    """Lay out the tab and wire it."""
    with gr.Column(elem_id="photo"):
        tab = Layout(shared)
    _wire(shared, tab)


def _wire(shared: Shared, tab: Layout) -> None:
    do = Do(shared.words)
    seen = [shared.photo, shared.result, shared.thumb, shared.lang, tab.switches, tab.charts, tab.meridian]
    seen += [tab.wanted, tab.picked, tab.reduced, tab.wide, tab.tall, shared.thumb_error]
    held = [tab.moving, tab.foot, tab.landmark]
    picture = [tab.picture, tab.reduced, tab.notes, tab.card, tab.shown, tab.drawn]
    panel = [tab.foot, tab.which, tab.side, tab.view, tab.landmark, tab.undo, tab.reset, tab.ask]
    panel += [tab.size, tab.sheet]
    quiet: dict[str, Any] = {"show_progress": "hidden"}

    def show(*values: Any) -> tuple[Any, ...]:
        return do.show(Seen(*values[:_SEEN]), Held(*values[_SEEN:]))

    def redraw(event: Any) -> Any:
        """After something else was chosen to see."""
        return event.success(show, [*seen, *held], picture, trigger_mode="always_last", **quiet)

    def show_all(undone: list[Result], *values: Any) -> tuple[Any, ...]:
        now, hand = Seen(*values[:_SEEN]), Held(*values[_SEEN:])
        return *do.panel(now, hand, undone), *do.show(now, hand)

    def follow(event: Any) -> Any:
        """After the result changed: the panel tells of it, and it is drawn."""
        return event.success(show_all, [tab.undone, *seen, *held], [*panel, *picture], trigger_mode="always_last", **quiet)

    # A photo comes in and goes: looked at, drawn and told of in one answer.
    looked = [shared.photo, shared.result, tab.undone, tab.wanted, tab.picked, tab.wide, tab.tall, tab.start, tab.work]
    looked += [tab.status, tab.moving, *panel, *picture]
    seeing: dict[str, Any] = {"concurrency_id": "look", "trigger_mode": "always_last"}

    def room(before: int) -> str:
        """The script for inputs of which so many stand before those of `seen`."""
        places = {"WIDE": tab.wide, "TALL": tab.tall}
        script = _ROOM
        for name, component in places.items():
            script = script.replace(name, str(before + seen.index(component)))
        return script

    def look(request: gr.Request, file: dict[str, Any] | None, *values: Any) -> tuple[Any, ...]:
        if file is None:
            return (gr.skip(),) * len(looked)
        with told():
            return arrived(request, uploads.uploaded(file), *values)

    def sample(request: gr.Request, event: gr.EventData, *values: Any) -> tuple[Any, ...]:
        return arrived(request, samples()[event.sample], *values)

    def arrived(request: gr.Request, path: Path, *values: Any) -> tuple[Any, ...]:
        before, hand = Seen(*values), Held(moving=False, foot=0, name=None)
        photo, result = do.look(path, request)
        now = dataclasses.replace(before, photo=photo, result=result, wanted=None, picked=None)
        hide, appear = gr.update(visible=False), gr.update(visible=True)
        begun: tuple[Any, ...] = (photo, result, [], None, None, now.wide, now.tall, hide, appear, "", False)
        return *begun, *do.panel(now, hand, []), *do.show(now, hand)

    # Not preprocessed: Gradio would open the file, and tell of one that is no picture in its own words.
    seeing_upload = {**seeing, "preprocess": False, "show_progress_on": [tab.upload]}
    came = tab.upload.change(look, [tab.upload, *seen], looked, js=room(1), **seeing_upload)
    chosen = tab.samples.click(sample, seen, looked, js=room(0), show_progress_on=[tab.samples], **seeing)
    for event in (came, chosen):
        event.success(None, None, None, js=_FOLDED)

    gone = [shared.photo, shared.result, tab.undone, tab.upload, tab.start, tab.work, tab.file]
    hidden, back = gr.update(visible=False), gr.update(visible=True)
    tab.new.click(lambda: (None, None, [], None, back, hidden, hidden), None, gone, **quiet)

    # What is seen. While one drawing is made, the last of further choices waits; none is lost.
    switching = [chooser.input for chooser in (tab.switches, tab.charts, tab.meridian)]
    gr.on(switching, show, [*seen, *held], picture, trigger_mode="always_last", **quiet)
    choosing = redraw(tab.shown.input(lambda key: key, tab.shown, tab.picked, **quiet))
    for change in (shared.thumb.change, shared.remade.change, shared.lang.change):
        follow(change(lambda: None, None, None, **quiet))
    asked = [tab.wanted, tab.picked, tab.status]
    for asking, text in ((tab.search.submit, tab.search), (tab.goal.input, tab.goal)):
        found = redraw(asking(do.search, [text, shared.result, shared.lang], asked, **quiet))
        found.success(None, None, None, js=_TO_THE_PICTURE)
    redraw(tab.all.click(lambda: ("", "", None, None, ""), None, [tab.search, tab.goal, *asked], **quiet))
    tab.wanted.change(lambda wanted: gr.update(visible=wanted is not None), tab.wanted, tab.all, **quiet)

    # A click picks, or moves a landmark.
    def click(event: gr.SelectData, undone: list[Result], *values: Any) -> tuple[Any, ...]:
        at = (float(event.index[0]), float(event.index[1]))
        return do.click(at, undone, Seen(*values[:_SEEN]), Held(*values[_SEEN:]))

    after = [shared.result, tab.undone, tab.picked, tab.foot, tab.landmark, tab.status]
    clicking = follow(tab.picture.select(click, [tab.undone, *seen, *held], after, **quiet))
    for event in (choosing, clicking):
        event.success(None, None, None, js=_TO_THE_CARD)

    # Corrections.
    for chooser in (tab.moving, tab.landmark):
        redraw(chooser.input(do.next_step, [tab.moving, tab.landmark, shared.lang], tab.status, **quiet))
    follow(tab.which.input(lambda number: (number, None), tab.which, [tab.foot, tab.landmark], **quiet))
    changed = [shared.result, tab.undone]
    state = [tab.undone, shared.result, tab.foot]

    looking: dict[str, Any] = {"concurrency_id": "look", "show_progress_on": [tab.picture]}
    told_of = [*state, shared.photo, shared.lang]

    def side(value: Any, undone: list[Result], result: Result | None, foot: int, photo: str | None, lang: Lang) -> Any:
        return do.look_again(undone, result, foot, photo, lang, side=value)

    def view(value: Any, undone: list[Result], result: Result | None, foot: int, photo: str | None, lang: Lang) -> Any:
        return do.look_again(undone, result, foot, photo, lang, view=value)

    def swap(undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.swap_toes(one, foot))

    def remove(undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.remove_foot(one, foot))

    follow(tab.side.input(side, [tab.side, *told_of], [*changed, tab.status], **looking))
    follow(tab.view.input(view, [tab.view, *told_of], [*changed, tab.status], **looking))
    sheet = [tab.sheet, tab.undone, shared.result, shared.photo, shared.lang]
    follow(tab.sheet.input(do.scale, sheet, [*changed, tab.status, tab.sheet], **looking))
    tab.to_thumb.click(lambda: gr.Tabs(selected="thumb"), None, shared.tabs, **quiet)
    follow(tab.swap.click(swap, state, changed, **quiet))
    follow(tab.remove.click(remove, state, changed, **quiet))
    for way, button in tab.nudges.items():

        def nudge(*values: Any, way: tuple[float, float] = WAYS[way]) -> tuple[Any, ...]:
            return do.nudge(way, *values)

        follow(button.click(nudge, [*state, tab.landmark], changed, **quiet))
    follow(
        tab.undo.click(lambda undone, now: (undone[-1], undone[:-1]) if undone else (now, undone), state[:2], changed, **quiet)
    )
    follow(tab.reset.click(lambda undone, now: (undone[0], []) if undone else (now, undone), state[:2], changed, **quiet))

    # Files.
    for kind, button in tab.saves.items():

        def to_file(request: gr.Request, *values: Any, kind: str = FILES[kind]) -> Any:
            return save(kind, Seen(*values), shared.words, request)

        button.click(to_file, seen, tab.file, show_progress_on=[button]).success(
            None, None, None, js="() => setTimeout(() => document.querySelector('#photo-file')?.click(), 150)"
        )
