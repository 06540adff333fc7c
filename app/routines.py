"""The tab Routines: conditions first, then a routine or goal, its cautions, getting ready, and the guided session."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path
from typing import Any

import gradio as gr

from locator.atlas import Lang, load_atlas
from locator.atlas.practice import Goal, PreparationStep
from locator.cards.words import bracketed, span
from locator.errors import RecordError
from locator.favourites import OwnRoutine, loads
from locator.sessions import Offer, Pace, conditions, for_goal, offer, own, plan
from locator.types import Result
from locator.wording import joined, labelled

from . import routines_view as view
from .shared import Shared
from .told import told
from .words import Words

__all__ = ["build"]

_HERE = Path(__file__).parent
#: Seconds offered for a step whose source states no time; 0 stands for no timer.
_UNTIMED = (0, 30, 60, 120)
#: What stands before the name of a person's own routine, to tell it from an id of the atlas.
_MINE = "mine: "


@dataclasses.dataclass(frozen=True)
class _Wish:
    """What is chosen on the page. `routine` and `goal` are ids or None; a goal without a routine of its own stands alone.
    `own` is the person's list as the browser keeps it; a routine of it is called `_MINE` and its name."""

    stated: list[str]
    routine: str | None
    goal: str | None
    longer: bool
    untimed: int
    closing: bool
    own: str = ""
    #: Names one start of a session; "" before it.
    run: str = ""

    @property
    def pace(self) -> Pace:
        mine = self.mine()
        times = tuple(float(step.seconds) for step in mine.steps) if mine else ()
        return Pace(longer=self.longer, untimed=self.untimed or None, own=times)

    def mine(self) -> OwnRoutine | None:
        """The person's own routine that is chosen; None when another one is, or none, or when it is gone."""
        named = self.routine.removeprefix(_MINE) if self.routine and self.routine.startswith(_MINE) else None
        return next((one for one in _listed(self.own) if one.name == named), None)

    def wanted(self) -> Goal | None:
        return next((goal for goal in load_atlas().goals if goal.id == self.goal), None)

    def offered(self) -> Offer | None:
        """None when nothing is chosen, or a goal for which nothing is offered."""
        goal, mine = self.wanted(), self.mine()
        if goal:
            routine = for_goal(goal)
        elif mine:
            routine = own(mine.name, (step.key for step in mine.steps))
        else:
            routine = next((one for one in load_atlas().routines if one.id == self.routine), None)
        return offer(routine, self.stated) if routine else None

    def end(self) -> Offer | None:
        closing = next((routine for routine in load_atlas().routines if routine.closes), None)
        return offer(closing, self.stated) if closing and self.closing else None


def build(shared: Shared) -> None:
    words, atlas = shared.words, load_atlas()

    def goals(lang: Lang) -> list[tuple[str, str]]:
        return [(goal.name(lang), goal.id) for goal in atlas.goals]

    def routines(lang: Lang, kept: str = "") -> list[tuple[str, str]]:
        mine = [(words.text("routines.own", lang, name=one.name), f"{_MINE}{one.name}") for one in _listed(kept)]
        return [*mine, *((routine.name(lang), routine.id) for routine in atlas.routines if not routine.closes)]

    def states(lang: Lang) -> list[tuple[str, str]]:
        return [(caution.name(lang), caution.id) for caution in conditions()]

    def preparation(lang: Lang) -> list[tuple[str, str]]:
        def told(one: PreparationStep) -> str:
            differing = bracketed(one.disagreement.say(lang), lang) if one.disagreement else ""
            return labelled(one.name(lang), one.say(lang) + differing, lang)

        return [(told(one), one.id) for one in atlas.preparation]

    def lengths(lang: Lang) -> list[tuple[str, int]]:
        return [(words.text("routines.untimed.none", lang) if not one else span((one, one), lang), one) for one in _UNTIMED]

    def paces(lang: Lang) -> list[tuple[str, bool]]:
        return [(words.text(f"routines.pace.{name}", lang), name == "longer") for name in ("shorter", "longer")]

    started = gr.State(None)
    with gr.Column(elem_id="routines"):
        with gr.Column(elem_id="routines-setup"):
            words.say(gr.Markdown(elem_id="routines-intro"), value="routines.intro")
            stated = words.say(
                gr.CheckboxGroup(elem_id="routines-conditions"),
                label="routines.conditions",
                info="routines.conditions.info",
                choices=states,
            )
            routine = words.say(gr.Radio(elem_id="routines-choice"), label="routines.choose")
            words.first(routine, choices=routines)
            goal = words.say(
                gr.Dropdown(value=None, elem_id="routines-goal"),
                label="routines.goal",
                choices=goals,
            )
            preview = words.first(gr.HTML(elem_id="routines-preview"), value="routines.preview.empty")
            with gr.Column(visible=False, elem_id="routines-ready") as ready:
                words.say(
                    gr.CheckboxGroup(elem_id="routines-preparation"),
                    label="routines.prepare",
                    info="routines.prepare.info",
                    choices=preparation,
                )
                with gr.Row():
                    longer = words.say(gr.Radio(value=False), label="routines.pace", info="routines.pace.info", choices=paces)
                    untimed = words.say(
                        gr.Radio(value=60), label="routines.untimed", info="routines.untimed.info", choices=lengths
                    )
                closing = words.say(gr.Checkbox(True), label="routines.closing")
                confirm = words.first(gr.Checkbox(False, elem_id="routines-confirm"), label="routines.confirm")
                start = words.first(
                    gr.Button(variant="primary", interactive=False, elem_id="routines-start"), value="routines.start"
                )
        player = gr.HTML(
            html_template='<div class="guide"></div>',
            head=f"<style>{(_HERE / 'routines.css').read_text(encoding='utf-8')}</style>",
            js_on_load="\n".join((_HERE / name).read_text(encoding="utf-8") for name in view.SCRIPTS),
            apply_default_css=False,
            elem_id="routines-player",
        )
        words.first(player, value=lambda lang: view.player(None, words, lang, result=None, photo=None, run=""))

    choices = [stated, routine, goal, longer, untimed, closing, shared.own, shared.lang]
    shown = [preview, ready, confirm, start]

    def show(*chosen: Any) -> list[Any]:
        *wish, lang = chosen
        return _show(_Wish(*wish), words, lang)

    def list_routines(kept: str, lang: Lang, chosen: str | None) -> Any:
        listed = routines(lang, kept)
        return gr.update(choices=listed, value=chosen if chosen in {id for _, id in listed} else None)

    def choose_routine(*chosen: Any) -> list[Any]:
        wish, id, _, *rest = chosen
        return [None, *show(wish, id, None, *rest)]

    def choose_goal(*chosen: Any) -> list[Any]:
        wish, _, id, *rest = chosen
        found = next((one for one in atlas.goals if one.id == id), None)
        known = found.routine if found else None
        return [known, *show(wish, known, id, *rest)]

    def begin(*chosen: Any) -> tuple[_Wish, str]:
        *wish, lang, result, photo = chosen
        asked = dataclasses.replace(_Wish(*wish), run=secrets.token_hex(4))
        return asked, _play(asked, words, lang, result, photo)

    quick = {"show_progress": "hidden", "queue": False}
    routine.input(choose_routine, choices, [goal, *shown], **quick)
    goal.input(choose_goal, choices, [routine, *shown], **quick)
    gr.on([shared.own.change, shared.lang.change], list_routines, [shared.own, shared.lang, routine], routine, **quick)
    gr.on([stated.change, longer.input, untimed.input, closing.input, shared.lang.change], show, choices, shown, **quick)
    confirm.change(lambda yes: gr.update(interactive=yes), confirm, start, **quick)
    start.click(
        begin, [*choices, shared.result, shared.photo], [started, player], show_progress="minimal", show_progress_on=start
    )
    shared.lang.change(
        lambda wish, lang, result, photo: _play(wish, words, lang, result, photo),
        [started, shared.lang, shared.result, shared.photo],
        player,
        show_progress="hidden",
    )


def _listed(kept: str) -> tuple[OwnRoutine, ...]:
    """The routines in the person's list that have steps; a list that cannot be read is the tab Atlas's to complain about."""
    try:
        return tuple(one for one in loads(kept).routines if one.steps) if kept else ()
    except RecordError:
        return ()


def _show(wish: _Wish, words: Words, lang: Lang) -> list[Any]:
    """Updates of the preview, of what comes after it, of the confirmation and of the start button."""
    goal, offered = wish.wanted(), wish.offered()
    if offered is None:
        text = view.refusal(goal, words, lang) if goal else words.text("routines.preview.empty", lang)
        return [text, gr.update(visible=False), gr.update(value=False), gr.update(interactive=False)]
    text = view.preview(offered, wish.pace, words, lang, goal=goal)
    if offered.status == "withheld":
        return [text, gr.update(visible=False), gr.update(value=False), gr.update(interactive=False)]
    asked = joined((caution.name(lang) for caution in offered.ask if caution.asked), lang, ",")
    if asked:
        label = words.text("routines.confirm.ask", lang, conditions=asked)
    else:
        label = words.text("routines.confirm.doctor" if offered.ask else "routines.confirm", lang)
    minutes = view.duration(plan(offered, lang, wish.pace, closing=wish.end()))
    return [
        text,
        gr.update(visible=True),
        gr.update(label=label, value=False),
        gr.update(value=words.text("routines.start.time", lang, minutes=minutes), interactive=False),
    ]


def _play(wish: _Wish | None, words: Words, lang: Lang, result: Result | None, photo: str | None) -> str:
    """The player's data: of the session that was started, or its words alone."""
    offered = wish.offered() if wish else None
    with told():
        session = plan(offered, lang, wish.pace, closing=wish.end()) if wish and offered else None
        return view.player(session, words, lang, result=result, photo=photo, run=wish.run if wish else "")
