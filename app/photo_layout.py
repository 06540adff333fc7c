"""The components of the tab Photo, laid out; what they do: photo.py."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from locator.atlas import Lang, load_atlas
from locator.drawing.words import word as drawing_word
from locator.types import SIDES, VIEWS

from . import photo_view as say
from . import uploads
from .photo_do import LAYERS
from .shared import Shared
from .thumb_view import SHEETS

__all__ = ["FILES", "WAYS", "Layout"]

_STYLE = Path(__file__).with_name("photo.css")
#: The arrow buttons, and where they move a landmark: right and down on the picture.
WAYS = {"left": (-1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0), "right": (1.0, 0.0)}
#: What can be saved, and the ending of its file.
FILES = {"picture": "jpg", "html": "html", "pdf": "pdf", "json": "json"}
_SAMPLE = """element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-sample]');
  if (button) trigger('click', { sample: button.dataset.sample });
});"""


class Layout:
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
                self._size()
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
                    for way in WAYS
                }
            self.swap = words.say(gr.Button(size="sm", elem_id="photo-swap"), value="photo.fix.swap")
            self.remove = words.say(gr.Button(size="sm", elem_id="photo-remove"), value="photo.fix.remove")

    def _size(self) -> None:
        words = self.words

        def sheets(lang: Lang) -> list[tuple[str, str]]:
            none = [(words.text("photo.size.none", lang), "")]
            return none + [(words.text(f"photo.size.{sheet}", lang), sheet) for sheet in SHEETS]

        with words.say(gr.Accordion(open=False, elem_id="photo-size-box"), label="photo.size"):
            self.size = gr.HTML(elem_id="photo-size")
            self.sheet = words.say(
                gr.Dropdown(sheets("en"), value="", filterable=False, elem_id="photo-sheet"),
                label="photo.size.sheet",
                info="photo.size.sheet.info",
                choices=sheets,
            )
            self.to_thumb = words.say(gr.Button(size="sm", elem_id="photo-to-thumb"), value="photo.size.thumb")

    def _save(self) -> None:
        words = self.words
        with words.say(gr.Accordion(open=False, elem_id="photo-save"), label="photo.save"):
            words.say(gr.HTML(), value=lambda lang: f"<p>{words.text('photo.save.hint', lang)}</p>")
            with gr.Row():
                self.saves = {
                    kind: words.say(gr.Button(size="sm", min_width=110, elem_id=f"photo-save-{kind}"), value=f"photo.save.{kind}")
                    for kind in FILES
                }
            self.file = gr.DownloadButton(visible=False, variant="primary", elem_id="photo-file")
