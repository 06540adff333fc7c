"""What happens on the tab Photo: each method takes what components hold and gives what they shall hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from locator import browse, correct, measured
from locator.atlas import Lang
from locator.cards import landmark_name
from locator.display import on_photo, picture
from locator.drawing.words import foot_name
from locator.errors import ThumbError
from locator.pick import nearest, nearest_landmark
from locator.pipeline import locate
from locator.placement import foot_length
from locator.thumb.scale import mm_per_px
from locator.types import XY, Result, Side, View

from . import photo_view as say
from . import uploads, warm
from .told import told
from .words import Words

__all__ = ["LAYERS", "Do", "Held", "Seen"]

#: The switches of what is drawn, in their order; fields of `browse.View`.
LAYERS = ("points", "zones", "lines", "meridians", "landmarks", "uncertainty")
_MOST_UNDONE = 50
_NUDGE = 0.01  # how far an arrow button moves a landmark, as a share of the foot's length

Undo = list[Result]


@dataclasses.dataclass(frozen=True)
class Seen:
    """What the components that choose hold, in the order in which they are handed over (`Seen(*values)`)."""

    photo: str | None
    result: Result | None
    thumb: float | None
    lang: Lang
    switches: list[str]
    charts: browse.Charts
    meridian: str
    wanted: tuple[str, ...] | None
    picked: str | None
    reduced: int
    wide: float
    tall: float
    thumb_error: float = 0.0

    @property
    def own(self) -> Result | None:
        """The result with the person's own thumb for a cun."""
        with told():
            return self.result and measured.with_thumb(self.result, self.thumb, self.thumb_error)

    @property
    def view(self) -> browse.View:
        lit = self.picked.partition(":")[2] if self.picked else None
        switches = {name: name in self.switches for name in LAYERS}
        return browse.View(**switches, charts=self.charts, meridian=self.meridian or None, wanted=self.wanted, lit=lit)


@dataclasses.dataclass(frozen=True)
class Held:
    """The correction under way: whether clicks move landmarks, the foot's number, and the landmark taken, if any."""

    moving: bool
    foot: int
    name: str | None


class Do:
    """The actions, in the words of the page."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def look(self, path: Path, request: gr.Request) -> tuple[str, Result]:
        """A photo looked at: the session's own copy of it, and the result."""
        warm.wait()
        with told():
            result = locate(path)
        return uploads.take(path, request), result

    def show(self, seen: Seen, held: Held) -> tuple[Any, ...]:
        """Picture, its reduction, notes, card, list, and what is drawn in words."""
        result = seen.own
        if seen.photo is None or result is None:
            return None, 1, "", "", gr.update(choices=[], value=None), ""
        with told():
            view = dataclasses.replace(seen.view, landmarks=seen.view.landmarks or held.moving)
            layers = browse.layers_of(view, result, seen.lang)
            found, choice = browse.shown(result, layers)
            choices = say.listed(found, result, seen.lang)
            picked = seen.picked if seen.picked in {key for _, key in choices} else None
            if picked is None:
                layers = dataclasses.replace(layers, lit=())
            mark = (held.foot, held.name) if held.moving and held.name and held.foot < len(result.feet) else None
            rgb, reduced, named = picture(seen.photo, result, layers, held=mark, room=(seen.wide, seen.tall))
        notes = say.notes(result, choice, layers, self.words, seen.lang, seen.thumb)
        card = say.card(found, picked, result, self.words, seen.lang) if result.feet else ""
        return rgb, reduced, notes, card, gr.update(choices=choices, value=picked), self._drawn(result, found, named, seen.lang)

    def _drawn(self, result: Result, found: list[browse.Shown], named: bool, lang: Lang) -> str:
        if not result.feet:
            return ""
        feet = (", " if lang == "en" else "、").join(foot_name(foot, lang) for foot in result.feet)
        zones = sum(one.is_zone for one in found)
        hint = "" if named else self.words.text("photo.status.unnamed", lang)
        return self._say("feet", lang, feet=feet, points=len(found) - zones, zones=zones, hint=hint)

    def click(self, at: XY, undo: Undo, seen: Seen, held: Held) -> tuple[Any, ...]:
        """What a click on the picture means: something picked, or a step of a correction.

        Gives result, undo, picked, foot, landmark, and what to do next in words.
        """
        if seen.result is None:
            return None, undo, None, held.foot, held.name, ""
        xy = on_photo(at, seen.reduced)
        if held.moving:
            return self._correct_by_click(seen.result, xy, undo, seen, held)
        with told():
            pick = nearest(seen.result, xy, browse.layers_of(seen.view, seen.result, seen.lang))
        if pick is None:
            return seen.result, undo, None, held.foot, held.name, self._say("nothing", seen.lang)
        return seen.result, undo, f"{pick.foot}:{pick.key}", held.foot, held.name, ""

    def _correct_by_click(self, result: Result, xy: XY, undo: Undo, seen: Seen, held: Held) -> tuple[Any, ...]:
        if held.name:
            with told():
                moved = correct.move_landmark(result, held.foot, held.name, xy)
            text = self._say("moved", seen.lang, name=landmark_name(held.name, seen.lang))
            return moved, _pushed(undo, result), seen.picked, held.foot, None, text
        near = nearest_landmark(result, xy)
        if near is None:
            return result, undo, seen.picked, held.foot, None, self._say("no_landmark", seen.lang)
        foot, name = near
        taken = gr.update(choices=say.landmarks(result.feet[foot], seen.lang), value=name)
        return result, undo, seen.picked, foot, taken, self.next_step(True, name, seen.lang)

    def next_step(self, moving: bool, name: str | None, lang: Lang) -> str:
        """What to do next in a correction, in words."""
        if not moving:
            return ""
        return self._say("held", lang, name=landmark_name(name, lang)) if name else self._say("pick", lang)

    def nudge(self, way: XY, undo: Undo, result: Result | None, foot: int, name: str | None) -> tuple[Any, ...]:
        """Result and undo after moving a landmark a little; `way` is a unit vector. Without a landmark nothing happens."""
        if result is None or not name or foot >= len(result.feet) or name not in result.feet[foot].landmarks:
            return result, undo
        step = _NUDGE * (foot_length(result.feet[foot]) or 100.0)
        x, y = result.feet[foot].landmarks[name].xy
        return self.change(
            undo, result, lambda one: correct.move_landmark(one, foot, name, (x + way[0] * step, y + way[1] * step))
        )

    def change(self, undo: Undo, result: Result | None, correction: Callable[[Result], Result]) -> tuple[Any, ...]:
        """Result and undo after a correction."""
        if result is None:
            return None, undo
        with told():
            return correction(result), _pushed(undo, result)

    def look_again(
        self,
        undo: Undo,
        result: Result | None,
        foot: int,
        photo: str | None,
        lang: Lang,
        *,
        side: Side | None = None,
        view: View | None = None,
    ) -> tuple[Any, ...]:
        """Result, undo, and what was done in words, after a foot was read anew with its side or view known."""
        if result is None or photo is None:
            return result, undo, ""
        with told():
            anew = correct.look_again(photo, result, foot, side=side, view=view)
        return anew, _pushed(undo, result), self._say("again", lang, foot=foot_name(anew.feet[foot], lang))

    def scale(self, sheet: str, undo: Undo, result: Result | None, photo: str | None, lang: Lang) -> tuple[Any, ...]:
        """Result, undo, what was found in words, and the sheet, after one of known size was looked for in the photo."""
        if result is None or photo is None or not result.feet:
            return result, undo, "", ""
        if not sheet:
            return measured.with_scale(result, None), _pushed(undo, result), "", sheet
        with told():
            try:
                scales = [mm_per_px(photo, foot, sheet) for foot in result.feet]
            except ThumbError as error:
                return result, undo, say.message(self.words.text(f"thumb.error.{error.reason}", lang)), ""
            known = measured.with_scale(result, scales)
        lengths = [(foot_length(foot) or 0.0) * scale for foot, scale in zip(result.feet, scales, strict=True)]
        joined = (", " if lang == "en" else "、").join(f"{length:.0f}" for length in lengths)
        return known, _pushed(undo, result), self._say("scaled", lang, mm=joined), sheet

    def panel(self, seen: Seen, held: Held, undo: Undo) -> tuple[Any, ...]:
        """The foot's number, the choice of feet, side, view, landmarks, whether there is something to undo (twice), whether
        there is a foot to ask about, how long a cun is, and the sheet that gives a scale."""
        result, lang = seen.own, seen.lang
        feet = () if result is None else result.feet
        foot = held.foot if held.foot < len(feet) else 0
        one = feet[foot] if feet else None
        choices = say.feet(result, self.words, lang) if result is not None else []
        return (
            foot,
            gr.update(choices=choices, value=foot if choices else None, visible=len(feet) > 1),
            one.side if one else None,
            one.view if one else None,
            gr.update(choices=say.landmarks(one, lang), value=held.name if one and held.name in one.landmarks else None),
            gr.update(interactive=bool(undo)),
            gr.update(interactive=bool(undo)),
            gr.update(visible=bool(feet)),
            say.size(one, seen.thumb, self.words, lang),
            gr.update() if seen.result and any(foot.cun and foot.cun.mm for foot in seen.result.feet) else "",
        )

    def search(self, text: str, result: Result | None, lang: Lang) -> tuple[Any, ...]:
        """What was asked for: its keys, the one to light, and in words what of it the picture shows."""
        if not text.strip():
            return None, None, ""
        with told(lang):
            found = browse.look_up(text)
            title = found.goal.name(lang) if found.goal else text.strip()
            keys = tuple(entry.key for entry in found.entries)
            if result is None:
                return keys, None, self._say("first", lang)
            here, choice = browse.shown(result, browse.layers_of(browse.View(wanted=keys), result, lang))
        picked = say.key_of(here[0]) if len(keys) == 1 and here else None
        count = len({one.entry.key for one in here})
        return keys, picked, self._say("found", lang, title=title, here=count, rest=say.elsewhere(choice, self.words, lang))

    def _say(self, key: str, lang: Lang, **values: object) -> str:
        text = self.words.text(f"photo.status.{key}", lang, **values)
        return say.message(text[:1].upper() + text[1:])


def _pushed(undo: Undo, result: Result) -> Undo:
    return [*undo[:1], *undo[1:][-_MOST_UNDONE:], result]  # the first is what was found
