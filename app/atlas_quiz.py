"""The part "Find the point" of the tab Atlas: a quiz on one's own photo, or on a drawing."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from locator.atlas import Lang, load_atlas
from locator.cards.words import number
from locator.charts import CHART_VIEWS, drawing_of, figure
from locator.drawing.words import word
from locator.images import open_image
from locator.quiz import Answer, Question, Score, judge, questions
from locator.sessions import photo_picture
from locator.types import SIDES, Foot, Result, Side, View

from .atlas_view import entry_button
from .shared import Shared
from .told import told
from .words import Words

__all__ = ["Play", "begin", "build"]

#: Questions in one game.
_ROUND = 10
#: Pixels on the longer side that the photo needs in the page.
_ENOUGH = 1400
_DRAWING = re.compile(rf"({'|'.join(CHART_VIEWS)})-({'|'.join(SIDES)})")


@dataclasses.dataclass(frozen=True)
class Play:
    """A game: its picture (`photo` is a path, or None for a drawing), what is asked, and how it stands. `answer` is that to the
    question at `number`, None while it is open."""

    result: Result
    photo: str | None
    drawing: tuple[View, Side] | None
    asked: tuple[Question, ...]
    number: int = 0
    score: Score = dataclasses.field(default_factory=Score)
    answer: Answer | None = None

    @property
    def question(self) -> Question:
        return self.asked[self.number]

    @property
    def foot(self) -> Foot:
        return self.result.feet[self.question.foot]

    @property
    def over(self) -> bool:
        """Whether the last question is answered."""
        return self.answer is not None and self.number + 1 == len(self.asked)


def begin(place: str, result: Result | None, photo: str | None, seed: int) -> Play | None:
    """A game on `place`: "photo", or a drawing ("plantar-left"). None when no photo is there or no point in view."""
    if place == "photo":
        if result is None or photo is None:
            return None
        play = Play(result, photo, None, questions(result, seed=seed)[:_ROUND])
    else:
        found = _DRAWING.fullmatch(place)
        assert found is not None, place
        drawing = drawing_of(found[1], found[2])
        play = Play(drawing.result, None, (drawing.view, drawing.side), questions(drawing.result, seed=seed)[:_ROUND])
    return play if play.asked else None


def build(shared: Shared, script: dict[str, Any], opened: Callable[[gr.HTML], None]) -> None:
    """`script` and `opened` are those of `app.atlas_own.build`."""
    words = shared.words

    def places(lang: Lang) -> list[tuple[str, str]]:
        drawings = [
            (f"{words.text(f'atlas.view.{view}', lang)} · {word(f'side.{side}', lang)}", f"{view}-{side}")
            for view in CHART_VIEWS
            for side in SIDES
        ]
        return [(words.text("atlas.quiz.on.photo", lang), "photo"), *drawings]

    play = gr.State(None, time_to_live=3600)
    words.say(gr.Markdown(), value="atlas.quiz.intro")
    with gr.Row():
        place = words.say(
            gr.Dropdown(places("en"), value="plantar-left", filterable=False, scale=3, elem_id="atlas-quiz-place"),
            label="atlas.quiz.on",
            choices=places,
        )
        start = words.say(
            gr.Button(variant="primary", scale=1, min_width=120, elem_id="atlas-quiz-start"), value="atlas.quiz.start"
        )
    with gr.Row():
        with gr.Column(scale=3, min_width=300):
            picture = gr.HTML(elem_id="atlas-quiz-picture", **script)
        with gr.Column(scale=2, min_width=260):
            verdict = gr.HTML(elem_id="atlas-quiz-verdict", **script)
            following = words.say(gr.Button(variant="primary", visible=False, elem_id="atlas-quiz-next"), value="atlas.quiz.next")

    def show(playing: Play | None, lang: Lang) -> list[Any]:
        if playing is None:
            return ["", "", gr.update(visible=False)]
        return [
            _picture(playing, words, lang),
            _verdict(playing, words, lang),
            gr.update(visible=playing.answer is not None and not playing.over),
        ]

    def started(chosen: str, result: Result | None, photo: str | None, lang: Lang) -> list[Any]:
        new = begin(chosen, result, photo, random.SystemRandom().getrandbits(32))
        if new is None:
            reason = "atlas.quiz.nophoto" if chosen == "photo" and not (result and result.feet) else "atlas.quiz.nopoints"
            said = f'<p class="said warned" role="alert">{escape(words.text(reason, lang))}</p>'
            return [None, "", said, gr.update(visible=False)]
        return [new, *show(new, lang)]

    def answered(playing: Play | None, thumb: float | None, lang: Lang, event: gr.EventData) -> list[Any]:
        data = event._data or {}
        if playing is None or playing.answer is not None or "x" not in data:
            return [playing, gr.skip(), gr.skip(), gr.skip()]
        with told():
            answer = judge(playing.result, playing.question, (float(data["x"]), float(data["y"])), thumb_mm=thumb)
        playing = dataclasses.replace(playing, answer=answer, score=playing.score.plus(answer))
        return [playing, *show(playing, lang)]

    def went_on(playing: Play | None, lang: Lang) -> list[Any]:
        if playing is not None and playing.answer is not None and not playing.over:
            playing = dataclasses.replace(playing, number=playing.number + 1, answer=None)
        return [playing, *show(playing, lang)]

    shown = [picture, verdict, following]
    quick = {"show_progress": "hidden", "queue": False}
    start.click(started, [place, shared.result, shared.photo, shared.lang], [play, *shown], show_progress="minimal")
    picture.click(answered, [play, shared.thumb, shared.lang], [play, *shown], **quick)
    following.click(went_on, [play, shared.lang], [play, *shown], **quick).then(
        None, js="() => document.querySelector('#atlas-quiz-picture .aim svg')?.focus({preventScroll: true})"
    )
    shared.lang.change(show, [play, shared.lang], shown, **quick)
    shared.result.change(
        lambda result: "photo" if result is not None and result.feet else gr.skip(), shared.result, place, **quick
    )
    opened(verdict)


def _picture(play: Play, words: Words, lang: Lang) -> str:
    """The picture to aim at; once answered, with the answer and the truth."""
    content = '<path class="cross"/><path class="cross dark"/>' if play.answer is None else _truth(play, play.answer)
    x0, y0, x1, y1 = _box(play)
    if play.drawing is not None:
        svg = figure(drawing_of(*play.drawing), lang, content, "aimed")
    else:
        assert play.photo is not None
        size = (play.result.image.width, play.result.image.height)
        svg = photo_picture(open_image(play.photo, at_least=_ENOUGH).rgb, size).replace('<g class="lit"></g>', content)
        svg = svg.replace(f'viewBox="0 0 {size[0]} {size[1]}"', f'viewBox="{x0:.0f} {y0:.0f} {x1 - x0:.0f} {y1 - y0:.0f}"')
    label = escape(words.text("atlas.quiz.aim", lang))
    opened = ' data-open="yes"' if play.answer is None else ""
    tag = f'<svg tabindex="0" role="application" aria-label="{label}"{opened} style="--u:{max(x1 - x0, y1 - y0) / 100:.2f}"'
    svg = re.sub(r' (role|aria-label|aria-hidden)="[^"]*"', "", svg[: svg.index(">")]) + svg[svg.index(">") :]
    return f'<div class="aim">{svg.replace("<svg", tag, 1)}</div>'


def _box(play: Play) -> tuple[float, float, float, float]:
    """The part of the picture that shows the foot asked about, with some room."""
    if play.drawing is not None:
        return 0.0, 0.0, float(play.result.image.width), float(play.result.image.height)
    x0, y0, x1, y1 = play.foot.box
    room = 0.12 * max(x1 - x0, y1 - y0)
    image = play.result.image
    return max(0.0, x0 - room), max(0.0, y0 - room), min(float(image.width), x1 + room), min(float(image.height), y1 + room)


def _truth(play: Play, answer: Answer) -> str:
    """The answer's cross, the true place with the ring of its error, and the way between them."""
    x0, y0, x1, y1 = _box(play)
    unit = max(x1 - x0, y1 - y0) / 100
    (ax, ay), (bx, by) = answer.at, answer.truth
    cun = play.foot.cun
    sigma = answer.sigma_cun * cun.px if cun else 0.0
    arm = 2.0 * unit
    cross = f"M{ax - arm:.1f},{ay:.1f}H{ax + arm:.1f}M{ax:.1f},{ay - arm:.1f}V{ay + arm:.1f}"
    way = f"M{ax:.1f},{ay:.1f}L{bx:.1f},{by:.1f}"
    return (
        f'<circle class="sure" cx="{bx:.1f}" cy="{by:.1f}" r="{max(sigma, 1.4 * unit):.1f}"/>'
        f'<path class="way light" d="{way}"/><path class="way" d="{way}"/>'
        f'<path class="cross" d="{cross}"/><path class="cross dark" d="{cross}"/>'
        f'<circle class="truth" cx="{bx:.1f}" cy="{by:.1f}" r="{1.1 * unit:.1f}"/>'
        f'<text x="{bx + 2 * unit:.1f}" y="{by + unit:.1f}" font-size="{3 * unit:.1f}">{escape(answer.question.code)}</text>'
    )


def _verdict(play: Play, words: Words, lang: Lang) -> str:
    """The question, and what came of it. The live region tells both to screen readers."""
    entry = load_atlas().point(play.question.code)
    name = entry.full_name(lang)
    if len(play.result.feet) > 1:
        name += f" ({word(f'side.{play.foot.side}', lang)} · {word(f'view.{play.foot.view}', lang)})"
    asked = words.text("atlas.quiz.question", lang, number=play.number + 1, all=len(play.asked), name=name)
    parts = [f'<p class="question">{escape(asked)}</p>']
    if play.answer is not None:
        parts.append(f'<p class="verdict">{_said(play.answer, words, lang)}</p>')
        parts.append(f'<div class="entries">{entry_button(entry, words, lang, note=words.text("atlas.quiz.card", lang))}</div>')
    if play.over:
        text = words.text("atlas.quiz.over", lang, **_sums(play.score))
        parts.append(f'<p class="said"><b>{escape(text)}</b></p>')
    elif play.score.answers:
        parts.append(f'<p class="score">{escape(words.text("atlas.quiz.score", lang, **_sums(play.score)))}</p>')
    return f'<div role="status">{"".join(parts)}</div>'


def _sums(score: Score) -> dict[str, object]:
    return {"marks": score.marks, "most": score.most, "cun": number(score.mean_cun or 0.0)}


def _said(answer: Answer, words: Words, lang: Lang) -> str:
    """ "Close. 0.5 cun (11 mm) away, too far toward the heel. Placement itself is sure to about 0.3 cun here." """
    values = {"cun": number(answer.cun), "mm": number(answer.mm) if answer.mm is not None else ""}
    distance = words.text("atlas.quiz.distance" if answer.mm is None else "atlas.quiz.distance.mm", lang, **values)
    ways = words.text("atlas.quiz.and", lang).join(words.text(f"atlas.quiz.way.{way}", lang) for way in answer.toward)
    comma, stop = (", ", ". ") if lang == "en" else ("，", "。")
    off = comma + words.text("atlas.quiz.toward", lang, ways=ways) if ways else ""
    error = words.text("atlas.quiz.error", lang, cun=number(answer.sigma_cun))
    grade = words.text(f"atlas.quiz.grade.{answer.grade}", lang)
    return f"<b>{escape(grade)}</b> {escape(distance + off + stop + error)}"
