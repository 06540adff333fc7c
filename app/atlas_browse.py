"""The part "Look up" of the tab Atlas: drawings to pick from, search, goals, cards."""

from __future__ import annotations

import dataclasses
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from locator import favourites
from locator.atlas import Lang, load_atlas
from locator.charts import CHART_VIEWS
from locator.errors import LocatorError

from . import atlas_own
from . import atlas_view as view
from .atlas_view import Look
from .shared import Shared
from .told import told

__all__ = ["QUICK", "Browse"]

_STYLE = Path(__file__).with_name("atlas.css")
#: Copies a link to the open card (?point=KI1 or ?zone=kidneys, with the language).
_COPY = Path(__file__).with_name("atlas_link.js").read_text(encoding="utf-8")
#: For events whose answer is there at once.
QUICK: dict[str, Any] = {"show_progress": "hidden", "queue": False}


class Browse:
    """The components of the part, and what happens to them. Made inside its `gr.Tab`.

    `every` are the inputs that `opened` takes after the key: what is looked at, the language, and the person's own list as the
    browser keeps it; `turning` are its outputs.
    """

    def __init__(self, shared: Shared, own: gr.BrowserState, script: dict[str, Any]) -> None:
        self.words, self.atlas = shared.words, load_atlas()
        self.chosen = gr.State(None)
        #: Whether the tab was opened; before that nothing is drawn, so that other tabs need not wait for it.
        self.awake = gr.State(False)
        self._build_controls()
        self._build_stage(script)
        self.shown = [self.board, self.listing, self.card, self.clear, self.acts, self.favourite]
        self.turning = [self.chosen, self.seen, self.side, *self.shown]
        self.every = [self.seen, self.side, self.kinds, self.charts, self.meridian, self.query, self.goals, self.chosen]
        self.every += [shared.lang, own]
        self._wire(shared, own)

    def _build_controls(self) -> None:
        say, choices = self.words.say, self._choices
        with gr.Row():
            self.query = say(
                gr.Textbox("", max_lines=1, max_length=200, min_width=260, elem_id="atlas-query"),
                label="atlas.query",
                placeholder="atlas.query.hint",
                info="atlas.query.info",
            )
            self.goals = say(
                gr.Dropdown(self._goals("en"), multiselect=True, value=[], min_width=260, elem_id="atlas-goals"),
                label="atlas.goals",
                info="atlas.goals.info",
                choices=self._goals,
            )
        with gr.Row():
            self.seen = say(
                gr.Radio(choices("view", *CHART_VIEWS)("en"), value="plantar", scale=3, min_width=260, elem_id="atlas-view"),
                label="atlas.view",
                choices=choices("view", *CHART_VIEWS),
            )
            self.side = say(
                gr.Radio(
                    choices("side", "left", "right", "both")("en"), value="left", scale=2, min_width=220, elem_id="atlas-side"
                ),
                label="atlas.side",
                choices=choices("side", "left", "right", "both"),
            )
        with say(gr.Accordion(open=False, elem_id="atlas-more"), label="atlas.more"), gr.Row():
            self.kinds = say(
                gr.Radio(choices("kinds", "both", "points", "zones")("en"), value="both", min_width=220, elem_id="atlas-kinds"),
                label="atlas.kinds",
                choices=choices("kinds", "both", "points", "zones"),
            )
            self.charts = say(
                gr.Radio(
                    choices("charts", "all", "western", "chinese", "compare")("en"),
                    value="all",
                    min_width=220,
                    elem_id="atlas-charts",
                ),
                label="atlas.charts",
                choices=choices("charts", "all", "western", "chinese", "compare"),
            )
            self.meridian = say(
                gr.Dropdown(self._meridians("en"), value="", filterable=False, min_width=220, elem_id="atlas-meridian"),
                label="atlas.meridian",
                choices=self._meridians,
            )

    def _choices(self, name: str, *values: str) -> Any:
        """The choices of a radio, each with its words."""
        return lambda lang: [(self.words.text(f"atlas.{name}.{value}", lang), value) for value in values]

    def _goals(self, lang: Lang) -> list[tuple[str, str]]:
        return [(goal.name(lang), goal.id) for goal in self.atlas.goals]

    def _meridians(self, lang: Lang) -> list[tuple[str, str]]:
        on_foot = [(f"{one.code} {one.name(lang)}", one.code) for one in self.atlas.meridians if one.on_foot]
        return [(self.words.text("atlas.meridian.all", lang), ""), *on_foot]

    def _build_stage(self, script: dict[str, Any]) -> None:
        """Drawings, card and list; app/atlas.css lays them out side by side, or one above the other on a phone."""
        say = self.words.say
        with gr.Row(elem_id="atlas-stage"):
            with gr.Column(min_width=200, elem_id="atlas-left"):
                style = f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
                self.board = gr.HTML(head=style, elem_id="atlas-board", **script)
                self.clear = say(gr.Button(size="sm", visible=False, elem_id="atlas-clear"), value="atlas.clear")
            with gr.Column(min_width=200, elem_id="atlas-right"):
                with gr.Row(visible=False, elem_id="atlas-acts") as self.acts:
                    self.favourite = gr.Button(size="sm", min_width=100, elem_id="atlas-favourite")
                    self.step = say(gr.Button(size="sm", min_width=100, elem_id="atlas-step"), value="atlas.routine.add")
                    self.link = say(gr.Button(size="sm", min_width=100, elem_id="atlas-link"), value="atlas.link")
                self.card = gr.HTML(elem_id="atlas-card", **script)
            with gr.Column(min_width=200, elem_id="atlas-below"):
                self.listing = gr.HTML(elem_id="atlas-list", **script)

    def _wire(self, shared: Shared, own: gr.BrowserState) -> None:
        filters = [self.seen, self.side, self.kinds, self.charts, self.meridian]
        # One wiring for all, which goes once more when asked while it goes: an answer in the old language cannot come last.
        redrawing = [*(one.input for one in filters), shared.lang.change, self.awake.change]
        gr.on(redrawing, self._redraw, [self.awake, *self.every], self.shown, trigger_mode="always_last", **QUICK)
        own.change(self._favourite_label, [self.chosen, own, shared.lang], self.favourite, **QUICK)
        answer = (self._asked, self.every, self.turning)
        self.query.submit(lambda: [], None, self.goals, **QUICK).then(*answer, **QUICK)
        self.goals.input(lambda: "", None, self.query, **QUICK).then(*answer, **QUICK)
        self.clear.click(lambda: ("", []), None, [self.query, self.goals], **QUICK).then(*answer, **QUICK)
        for component in (self.board, self.listing):
            component.click(self._picked, self.every, self.turning, **QUICK)
        self.favourite.click(self._liked, [self.chosen, own], own, **QUICK)
        self.step.click(
            self._added, [self.chosen, own, shared.lang], own, show_progress="hidden"
        )  # queued, or its notice is not shown
        self.link.click(None, shared.lang, js=_COPY)

    def opens(self, component: gr.HTML, parts: gr.Tabs) -> None:
        """Let clicks on entries in a component of another part open their cards here."""

        def open_card(event: gr.EventData, *values: Any) -> list[Any]:
            data = event._data or {}
            if not data.get("key") or data.get("act"):
                return [gr.skip()] * (1 + len(self.turning))
            return [gr.update(selected="browse"), *self.opened(data["key"], *values)]

        component.click(open_card, self.every, [parts, *self.turning], **QUICK)

    def opened(self, key: str, *values: Any) -> list[Any]:
        """Updates of `turning` that open the card of a code or id."""
        *looked, lang, text = values
        now = view.turned_to(Look(*looked), key)
        return [now.chosen, now.view, now.side, *self._show(now, lang, text)]

    def linked(self, wish: str, *values: Any) -> list[Any]:
        """The page as its address asks for it, a point or zone called in any way: values of `chosen`, `seen` and `side`.
        Shows the reader the atlas's own sentence for an unknown name."""
        *looked, _, _ = values
        now = Look(*looked)
        if wish:
            try:
                now = view.turned_to(now, self.atlas.find(wish).key)
            except LocatorError as error:
                gr.Warning(escape(str(error)), title="")
        return [now.chosen, now.view, now.side]

    def _redraw(self, awake: bool, *values: Any) -> list[Any]:
        *looked, lang, text = values
        if not awake:
            return [gr.skip()] * len(self.shown)
        return self._show(Look(*looked), lang, text)

    def _show(self, now: Look, lang: Lang, text: str) -> list[Any]:
        found = view.find(now)
        return [
            view.boards(now, found, self.words, lang),
            view.list_beside(now, found, self.words, lang),
            view.card(now, self.words, lang),
            gr.update(visible=found is not None),
            gr.update(visible=now.chosen is not None),
            self._favourite_label(now.chosen, text, lang),
        ]

    def _favourite_label(self, key: str | None, text: str, lang: Lang) -> Any:
        try:
            liked = key in atlas_own.read(text).favourites
        except LocatorError:
            liked = False  # the list itself says so (app/atlas_own.py)
        return gr.update(value=self.words.text("atlas.favourite.remove" if liked else "atlas.favourite.add", lang))

    def _asked(self, *values: Any) -> list[Any]:
        """A search or goals: what they find, on a drawing that shows some of it; a single find opens its card."""
        *looked, lang, text = values
        now = Look(*looked)
        found = view.find(now)
        keys = [one.entry.key for one in found.ranked] if found else []
        if len(keys) == 1:
            now = view.turned_to(now, keys[0])
        elif keys and not any(view.is_on(now, key) for key in keys):
            now = dataclasses.replace(view.turned_to(now, keys[0]), chosen=now.chosen)
        return [now.chosen, now.view, now.side, *self._show(now, lang, text)]

    def _picked(self, event: gr.EventData, *values: Any) -> list[Any]:
        """A mark or an entry of the list was touched. The page rings it by itself; drawings that stay are not made anew."""
        *looked, _, _ = values
        before, key = Look(*looked), (event._data or {}).get("key")
        if not key:
            return [gr.skip()] * len(self.turning)
        fresh = self.opened(key, *values)
        after = dataclasses.replace(before, chosen=fresh[0], view=fresh[1], side=fresh[2])
        turned = (after.view, after.side) != (before.view, before.side)
        if not (turned or view.elsewhere(before) or view.elsewhere(after)):
            fresh[3] = fresh[4] = gr.skip()
        return fresh

    def _liked(self, key: str | None, text: str) -> str:
        with told():
            return atlas_own.kept(favourites.with_favourite(atlas_own.read(text), key)) if key else text

    def _added(self, key: str | None, text: str, lang: Lang) -> str:
        """The open card as one more step of the latest routine; makes a first one when there is none."""
        if key is None:
            return text
        with told():
            own = atlas_own.read(text)
            if not own.routines:
                own = favourites.with_routine(own, self.words.text("atlas.routine.first", lang))
            name = own.routines[-1].name
            own = favourites.with_step(own, name, key)
        entry, steps = self.atlas.find(key).full_name(lang), len(own.routine(name).steps)
        said = self.words.text("atlas.routine.added", lang, name=entry, number=steps, routine=name)
        gr.Info(escape(said), title=self.words.text("atlas.part.own", lang))
        return atlas_own.kept(own)
