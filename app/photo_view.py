"""What the tab Photo says, as HTML and choices: pure functions of a result and of what was chosen to see."""

from __future__ import annotations

import functools
from html import escape

import numpy as np
from PIL import Image

from locator import browse, cards
from locator.atlas import Lang, load_atlas
from locator.cards import landmark_name
from locator.cards.words import word as card_word
from locator.drawing import Layers, legend
from locator.drawing.choice import Choice
from locator.drawing.words import foot_name
from locator.drawing.words import word as drawing_word
from locator.images import jpeg, open_image
from locator.messages import in_language
from locator.placement import foot_length
from locator.samples import samples
from locator.types import Foot, Result

from .words import Words

__all__ = [
    "card",
    "elsewhere",
    "feet",
    "key_of",
    "landmarks",
    "listed",
    "message",
    "notes",
    "sample_buttons",
    "size",
    "thumbnail",
]

_THUMBNAIL = 176  # pixels of the longer side; shown at half of it on fine screens
_NAMED = 6  # of what the picture does not show, so many are named


def key_of(one: browse.Shown) -> str:
    """What the list and the page call a point or zone on a foot: "0:KI1"."""
    return f"{one.foot}:{one.entry.key}"


def listed(found: list[browse.Shown], result: Result, lang: Lang) -> list[tuple[str, str]]:
    """Choices of the list: (label, key)."""
    several = len(result.feet) > 1
    choices = []
    for one in found:
        label = one.entry.full_name(lang)
        if one.entry.cautions:
            label += " ⚠"
        choices.append((f"{label} ({one.foot + 1})" if several else label, key_of(one)))
    return choices


def feet(result: Result, words: Words, lang: Lang) -> list[tuple[str, int]]:
    """Choices of the foot to correct."""
    return [
        (words.text("photo.fix.foot.choice", lang, n=number, foot=foot_name(foot, lang)), number - 1)
        for number, foot in enumerate(result.feet, 1)
    ]


def landmarks(foot: Foot | None, lang: Lang) -> list[tuple[str, str]]:
    """Choices of the landmark to move."""
    return [] if foot is None else [(landmark_name(name, lang), name) for name in foot.landmarks]


def card(found: list[browse.Shown], key: str | None, result: Result, words: Words, lang: Lang) -> str:
    """The card of what was picked, or what to do for one."""
    for one in found:
        if key_of(one) == key:
            made = cards.card(one.entry, lang, placed=one.placed, foot=result.feet[one.foot])
            return cards.html(made)
    return f'<p class="empty">{escape(words.text("photo.card.empty", lang))}</p>'


def notes(result: Result, choice: Choice, layers: Layers, words: Words, lang: Lang, thumb: float | None) -> str:
    """What to heed first, and what makes this picture doubtful. `layers` are those of `choice`."""
    told = in_language(result, lang)
    rings = layers.uncertainty and bool(choice.points)
    rows = legend.footer(choice, told, layers, load_atlas(), rings=rings)
    cautions = [row.text for row in rows if row.swatch.kind == "caution"]
    others = [row.text for row in rows if row.swatch.kind != "caution" and row.text not in told.warnings]
    if thumb is not None and any(foot.cun for foot in result.feet):
        others.insert(0, words.text("photo.thumb", lang, mm=f"{thumb:.1f}"))
    parts = []
    for warning in filter(None, (told.refused, *told.warnings)):
        parts.append(f'<p class="warning" role="alert">{escape(warning)}</p>')
    if cautions:
        lines = "".join(f"<li>{escape(text)}</li>" for text in cautions)
        title = escape(words.text("photo.cautions", lang))
        parts.append(f'<section class="cautions" role="note" aria-label="{title}"><h3>⚠ {title}</h3><ul>{lines}</ul></section>')
    if result.feet:
        lines = "".join(f"<li>{escape(text)}</li>" for text in others)
        parts.append(f"<details><summary>{escape(words.text('photo.notes', lang))}</summary><ul>{lines}</ul></details>")
    return "".join(parts)


def size(foot: Foot | None, thumb: float | None, words: Words, lang: Lang) -> str:
    """How long a cun is on this foot, by what, and how to know better."""
    cun, length = (foot.cun, foot_length(foot)) if foot is not None else (None, None)
    if cun is None or not length:
        return ""
    told = {"source": card_word(f"cun.{cun.source}", lang), "error": f"{100 * cun.sigma / cun.px:.0f}"}
    if cun.mm is None:
        lines = [words.text("photo.size.share", lang, share=f"{100 * cun.px / length:.1f}", **told)]
    else:
        lines = [words.text("photo.size.mm", lang, mm=f"{cun.mm:.1f}", share=f"{100 * cun.px / length:.1f}", **told)]
    if cun.source != "thumb":
        lines.append(words.text("photo.size.no_thumb" if thumb is None else "photo.size.no_scale", lang))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def message(text: str) -> str:
    """A line that screen readers speak when it changes."""
    return f'<p role="status" aria-live="polite">{escape(text)}</p>'


def elsewhere(choice: Choice, words: Words, lang: Lang) -> str:
    """What was asked for and this picture does not show, and from where it is seen; "" when it shows all."""
    names = []
    for absent in choice.absent[:_NAMED]:
        entry = load_atlas().find(absent)
        views = ("/" if lang == "en" else "、").join(drawing_word(f"view.{view}", lang) for view in entry.views)
        key = "photo.status.take" if views else "photo.status.outside"
        names.append(words.text(key, lang, name=entry.full_name(lang), views=views))
    if len(choice.absent) > _NAMED:
        names.append(f"… +{len(choice.absent) - _NAMED}")
    return words.text("photo.status.elsewhere", lang, names=("; " if lang == "en" else "；").join(names)) if names else ""


def sample_buttons(words: Words, lang: Lang) -> str:
    """Buttons with small pictures, one for each sample; `data-sample` names it."""
    buttons = []
    for name in samples():
        label = escape(words.text("photo.sample", lang, foot=words.text(f"photo.sample.{name}", lang)))
        image = f'<img src="samples/{name}.jpg" alt="{label}" loading="lazy">'
        buttons.append(f'<button type="button" data-sample="{name}" title="{label}">{image}</button>')
    title = escape(words.text("photo.samples", lang))
    return f'<h3>{title}</h3><div class="samples" role="group" aria-label="{title}">{"".join(buttons)}</div>'


@functools.cache
def thumbnail(name: str) -> bytes | None:
    """The small picture of a sample, as a JPEG; None when there is no such sample."""
    path = samples().get(name)
    if path is None:
        return None
    picture = Image.fromarray(open_image(path, at_least=_THUMBNAIL).rgb)
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    return jpeg(np.asarray(picture), 80)
