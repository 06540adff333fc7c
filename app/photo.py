"""The tab Photo: a photo in; points and zones on that very foot, their cards, corrections and sheets out.

Looking happens once for each photo; whatever is chosen or corrected afterwards is drawn anew from the result that is kept.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import gradio as gr

from locator import correct
from locator.atlas import Lang, load_atlas
from locator.drawing.words import word as drawing_word
from locator.samples import samples
from locator.types import SIDES, VIEWS, Result

from . import photo_view as say
from . import uploads
from .photo_do import LAYERS, Do, Held, Seen
from .shared import Shared
from .told import told

__all__ = ["build"]

_STYLE = Path(__file__).with_name("photo.css")
_WAYS = {"left": (-1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0), "right": (1.0, 0.0)}
_FILES = {"picture": "jpg", "html": "html", "pdf": "pdf", "json": "json"}
_SEEN = len(dataclasses.fields(Seen))
#: On a narrow screen the card lies below the picture: show that it came.
_TO_THE_CARD = """(picked, moving) => {
  if (!picked || moving || window.innerWidth > 900) return;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('#photo-card article')?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}"""
#: The room for the picture: beside the panel on a wide screen, all of a narrow one.
_ROOM = """(photo) => {
  const wide = window.innerWidth > 900;
  return [photo, wide ? Math.min(window.innerWidth, 1280) * 0.55 : window.innerWidth - 40, window.innerHeight * 0.8];
}"""
_SAMPLE = """element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-sample]');
  if (button) trigger('click', { sample: button.dataset.sample });
});"""


def build(shared: Shared) -> None:
    """Lay out the tab and wire it."""
    with gr.Column(elem_id="photo"):
        tab = _Layout(shared)
    _wire(shared, tab)


class _Layout:
    """The components, laid out."""

    def __init__(self, shared: Shared) -> None:
        self.words, self.atlas = shared.words, load_atlas()
        self.undone = gr.State([], time_to_live=uploads.LIFETIME)
        self.wanted, self.picked = gr.State(None), gr.State(None)
        self.reduced, self.foot = gr.State(1), gr.State(0)
        self.wide = gr.Number(700, visible="hidden", label="wide")
        self.tall = gr.Number(700, visible="hidden", label="tall")
        with gr.Column(elem_id="photo-start") as self.start:
            self._start()
        with gr.Column(visible=False, elem_id="photo-work") as self.work:  # a grid: see app/photo.css
            with gr.Column(elem_id="photo-see"):
                self._picture()
                self.notes = gr.HTML(elem_id="photo-notes")
                self._layers()
            with gr.Column(elem_id="photo-ask") as self.ask:
                self._find()
                self._fix()
                self._save()
                self.card = gr.HTML(elem_id="photo-card")

    def _start(self) -> None:
        words = self.words

        def welcome(lang: Lang) -> str:
            return f"<h2>{words.text('photo.start.title', lang)}</h2><p>{words.text('photo.start.hint', lang)}</p>"

        words.say(gr.HTML(head=f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"), value=welcome)
        self.upload = words.say(uploads.box("photo-upload", height=300), label="photo.upload")
        self.samples = words.say(
            gr.HTML(js_on_load=_SAMPLE, elem_id="photo-samples"), value=lambda lang: say.sample_buttons(words, lang)
        )

    def _picture(self) -> None:
        words = self.words
        self.picture = gr.Image(
            format="jpeg", interactive=False, buttons=["fullscreen"], elem_id="photo-picture", show_label=False
        )
        words.say(self.picture, label="photo.picture", alt_text="photo.picture.alt")
        self.status = gr.HTML(elem_id="photo-status")
        self.drawn = gr.HTML(elem_id="photo-drawn")
        with gr.Row(elem_id="photo-acts"):
            self.new = words.say(gr.Button(elem_id="photo-new", size="md", min_width=90), value="photo.new")
            self.undo = words.say(gr.Button(elem_id="photo-undo", size="md", min_width=90, interactive=False), value="photo.undo")
            self.reset = words.say(
                gr.Button(elem_id="photo-reset", size="md", min_width=90, interactive=False), value="photo.reset"
            )

    def _find(self) -> None:
        words, atlas = self.words, self.atlas

        def goals(lang: Lang) -> list[tuple[str, str]]:
            return [(words.text("photo.goal.any", lang), ""), *((goal.name(lang), goal.id) for goal in atlas.goals)]

        with gr.Row():
            self.search = words.say(
                gr.Textbox(elem_id="photo-search", min_width=180, max_lines=1, submit_btn=True),
                label="photo.search",
                placeholder="photo.search.placeholder",
            )
            self.goal = words.say(
                gr.Dropdown(goals("en"), value="", elem_id="photo-goal", min_width=150),
                label="photo.goal",
                choices=goals,
            )
        self.all = words.say(gr.Button(elem_id="photo-all", size="sm", visible=False), value="photo.all")
        self.shown = words.say(gr.Dropdown([], value=None, elem_id="photo-shown"), label="photo.shown", info="photo.shown.info")

    def _layers(self) -> None:
        words, atlas = self.words, self.atlas

        def layers(lang: Lang) -> list[tuple[str, str]]:
            return [(words.text(f"photo.layer.{name}", lang), name) for name in LAYERS]

        def charts(lang: Lang) -> list[tuple[str, str]]:
            return [(words.text(f"photo.charts.{name}", lang), name) for name in ("agreed", "western", "chinese", "all")]

        def meridians(lang: Lang) -> list[tuple[str, str]]:
            found = [(f"{one.code} {one.name(lang)}", one.code) for one in atlas.meridians if one.on_foot]
            return [(words.text("photo.meridian.all", lang), ""), *found]

        with words.say(gr.Accordion(open=True, elem_id="photo-layers-box"), label="photo.layers"):
            self.switches = words.say(
                gr.CheckboxGroup(layers("en"), value=["points", "uncertainty"], elem_id="photo-layers"),
                label="photo.layers.label",
                choices=layers,
            )
            with gr.Row():
                self.charts = words.say(
                    gr.Dropdown(charts("en"), value="agreed", filterable=False, elem_id="photo-charts", min_width=190),
                    label="photo.charts",
                    choices=charts,
                )
                self.meridian = words.say(
                    gr.Dropdown(meridians("en"), value="", filterable=False, elem_id="photo-meridian", min_width=190),
                    label="photo.meridian",
                    choices=meridians,
                )

    def _fix(self) -> None:
        words = self.words

        def sides(lang: Lang) -> list[tuple[str, str]]:
            return [(words.text(f"photo.side.{side}", lang), side) for side in SIDES]

        def views(lang: Lang) -> list[tuple[str, str]]:
            return [(drawing_word(f"view.{view}", lang), view) for view in VIEWS]

        with words.say(gr.Accordion(open=False, elem_id="photo-fix"), label="photo.fix"):
            self.which = words.say(gr.Radio([], visible=False, elem_id="photo-foot"), label="photo.fix.foot")
            self.side = words.say(gr.Radio(sides("en"), elem_id="photo-side"), label="photo.fix.side", choices=sides)
            self.view = words.say(gr.Radio(views("en"), elem_id="photo-view"), label="photo.fix.view", choices=views)
            self.moving = words.say(
                gr.Checkbox(False, elem_id="photo-moving"), label="photo.fix.moving", info="photo.fix.moving.info"
            )
            self.landmark = words.say(
                gr.Dropdown([], value=None, elem_id="photo-landmark"), label="photo.fix.landmark", info="photo.fix.landmark.info"
            )
            with gr.Row(elem_id="photo-nudge"):
                self.nudges = {
                    way: words.say(gr.Button(size="sm", min_width=60, elem_id=f"photo-nudge-{way}"), value=f"photo.fix.{way}")
                    for way in _WAYS
                }
            self.swap = words.say(gr.Button(size="sm", elem_id="photo-swap"), value="photo.fix.swap")
            self.remove = words.say(gr.Button(size="sm", elem_id="photo-remove"), value="photo.fix.remove")

    def _save(self) -> None:
        words = self.words
        with words.say(gr.Accordion(open=False, elem_id="photo-save"), label="photo.save"):
            words.say(gr.HTML(), value=lambda lang: f"<p>{words.text('photo.save.hint', lang)}</p>")
            with gr.Row():
                self.saves = {
                    kind: words.say(gr.Button(size="sm", min_width=110, elem_id=f"photo-save-{kind}"), value=f"photo.save.{kind}")
                    for kind in _FILES
                }
            self.file = gr.DownloadButton(visible=False, variant="primary", elem_id="photo-file")


def _wire(shared: Shared, tab: _Layout) -> None:
    do = Do(shared.words)
    seen = [shared.photo, shared.result, shared.thumb, shared.lang, tab.switches, tab.charts, tab.meridian]
    seen += [tab.wanted, tab.picked, tab.reduced, tab.wide, tab.tall]
    held = [tab.moving, tab.foot, tab.landmark]
    picture = [tab.picture, tab.reduced, tab.notes, tab.card, tab.shown, tab.drawn]
    panel = [tab.foot, tab.which, tab.side, tab.view, tab.landmark, tab.undo, tab.reset, tab.ask]
    quiet: dict[str, Any] = {"show_progress": "hidden"}

    def show(*values: Any) -> tuple[Any, ...]:
        return do.show(Seen(*values[:_SEEN]), Held(*values[_SEEN:]))

    def redraw(event: Any) -> Any:
        """After something else was chosen to see."""
        return event.success(show, [*seen, *held], picture, **quiet)

    def show_all(undone: list[Result], *values: Any) -> tuple[Any, ...]:
        now, hand = Seen(*values[:_SEEN]), Held(*values[_SEEN:])
        return *do.panel(now.result, hand, undone, now.lang), *do.show(now, hand)

    def follow(event: Any) -> Any:
        """After the result changed: the panel tells of it, and it is drawn."""
        return event.success(show_all, [tab.undone, *seen, *held], [*panel, *picture], **quiet)

    # A photo comes in and goes.
    def look(request: gr.Request, file: dict[str, Any] | None, wide: float, tall: float) -> tuple[Any, ...]:
        if file is None:
            return (gr.skip(),) * 11
        with told():
            return arrived(request, uploads.uploaded(file), wide, tall)

    def arrived(request: gr.Request, path: Path, wide: float, tall: float) -> tuple[Any, ...]:
        photo, result = do.look(path, request)
        return photo, result, [], None, None, wide, tall, gr.update(visible=False), gr.update(visible=True), "", False

    looked = [shared.photo, shared.result, tab.undone, tab.wanted, tab.picked, tab.wide, tab.tall, tab.start, tab.work]
    looked += [tab.status, tab.moving]
    seeing: dict[str, Any] = {"concurrency_id": "look", "show_progress_on": [tab.upload]}
    # Not preprocessed: Gradio would open the file, and tell of one that is no picture in its own words.
    follow(tab.upload.change(look, [tab.upload, tab.wide, tab.tall], looked, js=_ROOM, preprocess=False, **seeing))

    def sample(request: gr.Request, event: gr.EventData, wide: float, tall: float) -> tuple[Any, ...]:
        return arrived(request, samples()[event.sample], wide, tall)

    seeing["show_progress_on"] = [tab.samples]
    room = _ROOM.replace("(photo)", "(..._)").replace("[photo, ", "[")
    follow(tab.samples.click(sample, [tab.wide, tab.tall], looked, js=room, **seeing))
    gone = [shared.photo, shared.result, tab.undone, tab.upload, tab.start, tab.work, tab.file]
    hidden, back = gr.update(visible=False), gr.update(visible=True)
    tab.new.click(lambda: (None, None, [], None, back, hidden, hidden), None, gone, **quiet)

    # What is seen.
    for chooser in (tab.switches, tab.charts, tab.meridian):
        redraw(chooser.input(lambda: None, None, None, **quiet))
    choosing = redraw(tab.shown.input(lambda key: key, tab.shown, tab.picked, **quiet))
    for change in (shared.thumb.change, shared.remade.change, shared.lang.change):
        follow(change(lambda: None, None, None, **quiet))
    asked = [tab.wanted, tab.picked, tab.status]
    redraw(tab.search.submit(do.search, [tab.search, shared.result, shared.lang], asked, **quiet))
    redraw(tab.goal.input(do.search, [tab.goal, shared.result, shared.lang], asked, **quiet))
    redraw(tab.all.click(lambda: ("", "", None, None, ""), None, [tab.search, tab.goal, *asked], **quiet))
    tab.wanted.change(lambda wanted: gr.update(visible=wanted is not None), tab.wanted, tab.all, **quiet)

    # A click picks, or moves a landmark.
    def click(event: gr.SelectData, undone: list[Result], *values: Any) -> tuple[Any, ...]:
        at = (float(event.index[0]), float(event.index[1]))
        return do.click(at, undone, Seen(*values[:_SEEN]), Held(*values[_SEEN:]))

    after = [shared.result, tab.undone, tab.picked, tab.foot, tab.landmark, tab.status]
    clicking = follow(tab.picture.select(click, [tab.undone, *seen, *held], after, **quiet))
    for event in (choosing, clicking):
        event.success(None, [tab.picked, tab.moving], None, js=_TO_THE_CARD)

    # Corrections.
    for chooser in (tab.moving, tab.landmark):
        redraw(chooser.input(do.next_step, [tab.moving, tab.landmark, shared.lang], tab.status, **quiet))
    follow(tab.which.input(lambda number: (number, None), tab.which, [tab.foot, tab.landmark], **quiet))
    changed = [shared.result, tab.undone]
    state = [tab.undone, shared.result, tab.foot]

    def side(value: Any, undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.set_side(one, foot, value))

    def view(value: Any, undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.set_view(one, foot, value))

    def swap(undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.swap_toes(one, foot))

    def remove(undone: list[Result], result: Result | None, foot: int) -> tuple[Any, ...]:
        return do.change(undone, result, lambda one: correct.remove_foot(one, foot))

    follow(tab.side.input(side, [tab.side, *state], changed, **quiet))
    follow(tab.view.input(view, [tab.view, *state], changed, **quiet))
    follow(tab.swap.click(swap, state, changed, **quiet))
    follow(tab.remove.click(remove, state, changed, **quiet))
    for way, button in tab.nudges.items():

        def nudge(*values: Any, way: tuple[float, float] = _WAYS[way]) -> tuple[Any, ...]:
            return do.nudge(way, *values)

        follow(button.click(nudge, [*state, tab.landmark], changed, **quiet))
    follow(
        tab.undo.click(lambda undone, now: (undone[-1], undone[:-1]) if undone else (now, undone), state[:2], changed, **quiet)
    )
    follow(tab.reset.click(lambda undone, now: (undone[0], []) if undone else (now, undone), state[:2], changed, **quiet))

    # Files.
    for kind, button in tab.saves.items():

        def save(request: gr.Request, *values: Any, kind: str = _FILES[kind]) -> Any:
            return do.save(kind, Seen(*values), request)

        button.click(save, seen, tab.file, show_progress_on=[button]).success(
            None, None, None, js="() => setTimeout(() => document.querySelector('#photo-file')?.click(), 150)"
        )
