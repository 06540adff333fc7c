"""What the tab Routines shows, as HTML and as the data of its player (app/routines*.js); no component is made here."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from locator import cards
from locator.atlas import Lang, load_atlas
from locator.atlas.practice import Caution, Goal
from locator.cards.words import span
from locator.drawing.words import word
from locator.images import open_image
from locator.sessions import (
    PHOTO,
    Change,
    Offer,
    Pace,
    Scene,
    Session,
    SessionStep,
    drawing_picture,
    photo_picture,
    plan,
    scenes,
)
from locator.types import PlacedPoint, PlacedZone, Result
from locator.wording import joined, labelled

from .words import Words

__all__ = ["SCRIPTS", "duration", "player", "preview", "refusal"]

#: The photo is opened no larger than it is shown.
_ENOUGH = 1400
#: The player, in the order in which its parts know each other.
SCRIPTS = ("routines_course.js", "routines_device.js", "routines_log.js", "routines.js")
#: The words of the player, by their names in words/routines.json.
_PLAYER = (
    *(
        f"play.{name}"
        for name in (
            "step",
            "pause",
            "resume",
            "back",
            "next",
            "quit",
            "sound",
            "keys",
            "ready",
            "own",
            "paused",
            "left",
            "stop",
            "card",
            "steps",
        )
    ),
    *(f"finish.{name}" for name in ("title", "text", "note", "again", "other")),
    *(
        f"log.{name}"
        for name in (
            "title",
            "note",
            "empty",
            "date",
            "routine",
            "steps",
            "minutes",
            "export",
            "clear",
            "sure",
            "cleared",
        )
    ),
    *(f"action.{name}" for name in ("avoid", "ask", "gentle")),
    "player",
)


def duration(session: Session) -> int:
    """Minutes that the session takes at least: its timers, and a quarter of a minute for a step without one."""
    return max(1, round(sum(step.seconds or 15 for step in session.steps) / 60))


def refusal(goal: Goal, words: Words, lang: Lang) -> str:
    """Why a goal has no routine: the cautions and the note of the atlas."""
    cautions = [load_atlas().caution(id) for id in goal.cautions]
    return (
        _banner("withheld", words.text("routines.goal.none", lang), words.text("routines.withheld.next", lang))
        + f"<p>{escape(goal.note.say(lang))}</p>"
        + _cautions(cautions, words, lang)
    )


def preview(offered: Offer, pace: Pace, words: Words, lang: Lang, *, goal: Goal | None = None) -> str:
    """What a routine comes to: what is changed or withheld and why, cautions, steps, whose claim it is."""
    atlas = load_atlas()
    text = words.text
    name = goal.name(lang) if goal else offered.routine.name(lang)
    parts = [f'<h2 lang="{lang}">{escape(name)}</h2>']
    if offered.status == "withheld":
        conditions = escape(joined((caution.name(lang) for caution in offered.withheld_by), lang, ","))
        parts.append(
            _banner(
                "withheld", text("routines.status.withheld", lang, conditions=conditions), text("routines.withheld.next", lang)
            )
        )
        return "".join([*parts, _cautions(offered.withheld_by, words, lang)])
    session = plan(offered, lang, pace)
    if offered.changes:
        changes = "".join(f"<li>{escape(_change(change, words, lang))}</li>" for change in _once(offered.changes))
        parts.append(_banner("changed", text("routines.status.changed", lang), f"<ul>{changes}</ul>"))
    parts.append(_cautions(offered.cautions, words, lang))
    steps = "".join(f"<li>{escape(step.text)}{_time(step, lang)}</li>" for step in session.steps)
    parts.append(f"<h3>{text('routines.steps', lang)}</h3><ol>{steps}</ol>")
    notes = "".join(f"<li>{escape(note)}</li>" for note in session.notes)
    if goal and goal.routine is None:
        notes += f"<li>{text('routines.goal.made', lang)}</li><li>{escape(goal.note.say(lang))}</li>"
    claim = text("routines.claim", lang, sources=escape(joined(session.sources, lang)))
    statement = escape(atlas.evidence.statement.get(lang))
    parts.append(f"<h3>{text('routines.sources', lang)}</h3><p>{claim}</p><ul>{notes}</ul><p><em>{statement}</em></p>")
    return "".join(parts)


def player(session: Session | None, words: Words, lang: Lang, *, result: Result | None, photo: str | None, run: str) -> str:
    """The data of the player as JSON: its words, and the session to play with pictures and cards, or null.

    `run` names this start: the player goes on where it was when the same run comes again in another language.
    """
    told = {name: words.text(f"routines.{name}", lang) for name in _PLAYER}
    return json.dumps({"words": told, "lang": lang, "session": session and _data(session, words, lang, result, photo, run)})


def _data(session: Session, words: Words, lang: Lang, result: Result | None, photo: str | None, run: str) -> dict[str, Any]:
    if photo is None or (result and not result.feet):
        result = None
    pictures: dict[str, str] = {}
    if photo is not None and result:
        pictures[PHOTO] = photo_picture(open_image(photo, at_least=_ENOUGH).rgb, (result.image.width, result.image.height))
    steps = []
    for step in session.steps:
        shown, nowhere = scenes(step.keys, result, step.side)
        if not shown and result:
            shown = (Scene(PHOTO, ()),)
        for scene in shown:
            if scene.picture != PHOTO:
                pictures.setdefault(scene.picture, drawing_picture(scene.picture, lang))
        steps.append(_step(step, shown, nowhere, words, lang, with_photo=result is not None))
    keys = dict.fromkeys(key for step in session.steps for key in step.keys)
    return {
        "run": run,
        "routine": session.routine,
        "name": session.name,
        "steps": steps,
        "pictures": pictures,
        "cards": {key: {"name": _name(key, lang), "html": _card(key, lang, result)} for key in keys},
    }


def _step(
    step: SessionStep, shown: tuple[Scene, ...], nowhere: tuple[str, ...], words: Words, lang: Lang, *, with_photo: bool
) -> dict[str, Any]:
    hints = [words.text(f"routines.side.{step.side}", lang)] if step.side else []
    hints += [words.text("routines.gently", lang)] if step.gentle else []
    hints += [technique.how.say(lang) for technique in step.techniques]
    pace = "source" if step.paced_by_source else "program"
    return {
        "text": step.text,
        "keys": step.keys,
        "hints": hints,
        "seconds": step.seconds,
        "timing": _timing(step, words, lang),
        "pace": words.text(f"routines.rhythm.{pace}", lang) if step.rhythm else "",
        "rhythm": [
            {"cue": beat.cue, "seconds": beat.seconds, "strength": beat.strength, "motion": beat.motion, "beat": beat.beat}
            for beat in step.rhythm
        ],
        "scenes": [
            {"picture": scene.picture, "box": scene.box, "overlay": scene.overlay, "caption": _caption(scene, words, lang)}
            for scene in shown
        ],
        "why": _why(shown, words, lang, with_photo=with_photo),
        "elsewhere": [labelled(_name(key, lang), load_atlas().find(key).where.say(lang), lang) for key in nowhere],
        "cautions": [
            {"name": caution.name(lang), "text": caution.say(lang), "action": caution.action} for caution in step.cautions
        ],
        "sources": step.sources,
    }


def _timing(step: SessionStep, words: Words, lang: Lang) -> str:
    whose = words.text(f"routines.timing.{step.timing}", lang)
    return words.text("routines.timing.range", lang, range=span(step.range, lang), whose=whose) if step.range else whose


def _why(shown: tuple[Scene, ...], words: Words, lang: Lang, *, with_photo: bool) -> str:
    if all(scene.picture == PHOTO for scene in shown):
        return ""
    return words.text("routines.picture.why" if with_photo else "routines.picture.nophoto", lang)


def _caption(scene: Scene, words: Words, lang: Lang) -> str:
    keys = _listing(scene.keys, lang)
    if scene.view is None or scene.side is None:
        return words.text("routines.picture.photo", lang, keys=keys) if keys else words.text("routines.picture.plain", lang)
    side, view = word(f"side.{scene.side}", lang), word(f"view.{scene.view}", lang)
    return words.text("routines.picture.drawing", lang, side=side, view=view, keys=keys)


def _name(key: str, lang: Lang) -> str:
    return load_atlas().find(key).full_name(lang)


def _listing(keys: tuple[str, ...], lang: Lang) -> str:
    return joined((_name(key, lang) for key in keys), lang, ",")


def _card(key: str, lang: Lang, result: Result | None) -> str:
    entry = load_atlas().find(key)
    for foot in result.feet if result else ():
        seen: dict[str, PlacedPoint | PlacedZone] = {one.code: one for one in foot.points if one.visible}
        seen.update({one.id: one for one in foot.zones if one.visible})
        if key in seen:
            return cards.html(cards.card(entry, lang, placed=seen[key], foot=foot), level=4)
    return cards.html(cards.card(entry, lang), level=4)


def _time(step: SessionStep, lang: Lang) -> str:
    return f' <span class="time">{span((step.seconds, step.seconds), lang)}</span>' if step.seconds else ""


def _once(changes: tuple[Change, ...]) -> list[Change]:
    """Each change of the same kind for the same keys once: a routine may work one point in several steps."""
    return list({(change.kind, change.keys, change.caution.id): change for change in reversed(changes)}.values())[::-1]


def _change(change: Change, words: Words, lang: Lang) -> str:
    values = {"step": change.step + 1, "condition": change.caution.name(lang)}
    if change.kind == "replaced":
        old, new = (load_atlas().technique(id).name(lang) for id in change.keys)
        return words.text("routines.change.replaced", lang, old=old, new=new, **values)
    return words.text(f"routines.change.{change.kind}", lang, keys=_listing(change.keys, lang), **values)


def _banner(kind: str, title: str, body: str) -> str:
    return f'<div class="offer offer-{kind}" role="status"><strong>{title}</strong> {body}</div>'


def _cautions(cautions: list[Caution] | tuple[Caution, ...], words: Words, lang: Lang) -> str:
    lines = "".join(
        f'<li class="severity-{one.action}"><span class="action">{words.text(f"routines.action.{one.action}", lang)}</span> '
        f"<b>{escape(one.name(lang))}</b> {escape(one.say(lang))}</li>"
        for one in cautions
    )
    return f'<section class="cautions" role="note"><h3>{words.text("routines.cautions", lang)}</h3><ul>{lines}</ul></section>'
