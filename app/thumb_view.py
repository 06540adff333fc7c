"""What the tab My thumb says: how to measure, what was found, what to do instead. HTML, escaped."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from html import escape

from locator.atlas import Lang

from .words import Words

__all__ = ["ACCEPTED", "SHEETS", "WAYS", "Found", "kept", "mine", "saying", "steps", "tell", "usable"]

#: The choices that name a sheet of `locator.thumb`; "foot" measures in the Photo tab's photo, "type" takes a number.
SHEETS = ("A4", "Letter", "A5", "card")
WAYS = (*SHEETS, "foot", "type")
#: Narrowest and broadest that is accepted, and that adults usually have, in mm (ANSUR II: thumb breadth 18 to 26 mm, with room).
ACCEPTED, _USUAL = (8.0, 40.0), (15.0, 28.0)
#: Standard error of a breadth that was measured with a ruler, in mm: its smallest step is one (estimate).
_RULER = 0.5


@dataclasses.dataclass(frozen=True)
class Found:
    """What a look at a photo or a typed number gave. `mm`, `sigma_mm`: millimetres; `px`, `sigma_px`: pixels of the Photo tab's
    photo, in which a cun was `cun` pixels; `problem`: the key of a text, or a text, that says why there is nothing."""

    mm: float | None = None
    sigma_mm: float | None = None
    px: float | None = None
    sigma_px: float | None = None
    cun: float | None = None
    problem: str | None = None

    @property
    def error(self) -> float:
        """The standard error as a share; half a millimetre for what was typed."""
        if self.px is not None:
            return (self.sigma_px or 0.0) / self.px
        return 0.0 if self.mm is None else (_RULER if self.sigma_mm is None else self.sigma_mm) / self.mm


def tell(found: Found | None, words: Words, lang: Lang) -> str:
    """What was found, in words (HTML): the size, what to check, or what to do instead."""

    def said(key: str, **values: object) -> str:
        return escape(words.text(f"thumb.{key}", lang, **values))

    if found is None:
        return f'<p class="waiting">{said("waiting")}</p>'
    if found.problem is not None:
        text = said(found.problem.removeprefix("thumb.")) if found.problem.startswith("thumb.") else escape(found.problem)
        return f'<p class="problem" role="alert">{text}</p>'
    if found.px is not None:
        first = said("found.px", px=f"{found.px:.0f}", sigma=f"{found.sigma_px:.0f}")
        more = [said("found.before", cun=f"{found.cun:.0f}")] if found.cun else []
        more += [said("check"), said("distance")]
    elif found.mm is not None and not ACCEPTED[0] <= found.mm <= ACCEPTED[1]:
        return f'<p class="problem" role="alert">{said("out_of_range", mm=f"{found.mm:.1f}")}</p>'
    elif found.sigma_mm is None:
        first, more = said("typed", mm=f"{found.mm:.1f}"), unusual(found, said)
    else:
        first = said("found.mm", mm=f"{found.mm:.1f}", sigma=f"{found.sigma_mm:.1f}")
        more = [said("check"), *(unusual(found, said) or [said("flat")])]
    rest = "".join(f'<p class="quiet">{text}</p>' for text in more)
    return f'<p class="size" role="status">{first}</p>{rest}'


def unusual(found: Found, said: Callable[..., str]) -> list[str]:
    """A warning when few adults have such a thumb."""
    usual = found.mm is None or _USUAL[0] <= found.mm <= _USUAL[1]
    return [] if usual else [said("unusual", mm=f"{found.mm:.1f}")]


def usable(found: Found | None) -> bool:
    """Whether it can become the person's cun."""
    if found is None or found.problem is not None:
        return False
    return found.mm is None or ACCEPTED[0] <= found.mm <= ACCEPTED[1]


def steps(way: str, words: Words, lang: Lang) -> str:
    """How to go about it, as a list."""
    kind = "sheet" if way in SHEETS and way != "card" else way
    items = "".join(f"<li>{escape(step)}</li>" for step in words.text(f"thumb.steps.{kind}", lang).split("|"))
    private = f"<p>{escape(words.text('thumb.private', lang))}</p>" if way in SHEETS else ""
    return f"<ol>{items}</ol>{private}"


def mine(mm: float | None, words: Words, lang: Lang, error: float = 0.0) -> str:
    """What the person's cun is now, and its standard error (a share) where it is known."""
    if not mm:
        return saying(words.text("thumb.mine.none", lang))
    return saying(words.text("thumb.mine", lang, mm=f"{mm:.1f}", sigma=f"{mm * error:.1f}"))


def kept(value: object) -> tuple[float | None, float]:
    """The breadth in mm and its error as a share that a browser kept; None and 0 for none, or for what makes no sense."""
    match value:
        case [float() | int() as mm, float() | int() as error] if ACCEPTED[0] <= mm <= ACCEPTED[1] and 0 <= error < 1:
            return float(mm), float(error)
    return None, 0.0


def saying(text: str) -> str:
    """A sentence that screen readers tell when it changes."""
    return f'<p role="status">{escape(text)}</p>'
