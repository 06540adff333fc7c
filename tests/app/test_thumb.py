"""What the tab My thumb says, and what its button does. The page itself: tests/app/e2e/test_thumb_tab.py."""

from __future__ import annotations

import pytest

pytest.importorskip("gradio", reason="needs the extra app (gradio)")

from app import thumb
from app import thumb_view as view
from app.thumb_view import Found
from app.words import Words
from locator.atlas import LANGUAGES
from locator.images import open_image
from locator.thumb import REASONS
from locator.thumb.sheet import sizes

WORDS = Words()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_is_said_in_every_language(lang: str) -> None:
    said = {view.tell(Found(problem=f"thumb.error.{reason}"), WORDS, lang) for reason in REASONS}  # type: ignore[arg-type]
    assert len(said) == len(REASONS)
    assert all('role="alert"' in text for text in said)


def test_every_sheet_can_be_chosen_and_every_way_is_explained() -> None:
    assert set(view.SHEETS) == set(sizes())
    for lang in LANGUAGES:
        explained = {way: view.steps(way, WORDS, lang) for way in view.WAYS}
        assert all(text.count("<li>") >= 2 for text in explained.values())
        assert all(WORDS.text(f"thumb.how.{way}", lang) for way in view.WAYS)
        private = WORDS.text("thumb.private", lang)
        assert {way for way, text in explained.items() if private in text} == set(view.SHEETS)


def test_a_measurement_is_told_with_its_error_and_what_to_check() -> None:
    told = view.tell(Found(mm=19.64, sigma_mm=1.23), WORDS, "en")
    assert "19.6 mm" in told
    assert "1.2 mm" in told
    assert WORDS.text("thumb.check", "en") in told
    odd = view.tell(Found(mm=31.0, sigma_mm=2.0), WORDS, "zh-Hans")
    assert WORDS.text("thumb.unusual", "zh-Hans", mm="31.0") in odd
    pixels = view.tell(Found(px=41.2, sigma_px=3.1, cun=50.0), WORDS, "en")
    assert "41 pixels" in pixels
    assert "50 pixels" in pixels
    assert WORDS.text("thumb.distance", "en") in pixels


@pytest.mark.parametrize(
    ("found", "usable"),
    [
        (None, False),
        (Found(problem="thumb.no_photo"), False),
        (Found(mm=3.0), False),
        (Found(mm=210.0), False),
        (Found(mm=20.0), True),
        (Found(px=40.0, sigma_px=3.0), True),
    ],
)
def test_only_a_thumbs_breadth_can_become_a_cun(found: Found | None, usable: bool) -> None:
    assert view.usable(found) is usable
    assert ('role="alert"' in view.tell(found, WORDS, "en")) is (not usable and found is not None)


def test_what_an_error_says_is_escaped() -> None:
    assert "<b>" not in view.tell(Found(problem="'<b>.jpg' is empty"), WORDS, "en")


@pytest.mark.parametrize(
    ("found", "error"),
    [(Found(mm=20.0, sigma_mm=1.5), 0.075), (Found(mm=20.0), 0.025), (Found(px=40.0, sigma_px=4.0), 0.1), (Found(), 0.0)],
)
def test_the_error_goes_with_the_thumb(found: Found, error: float) -> None:
    assert found.error == pytest.approx(error)
    if found.mm is not None:
        assert f"{found.mm * error:.1f} mm" in view.mine(found.mm, WORDS, "en", found.error)


@pytest.mark.parametrize(
    ("value", "thumb"),
    [([19.5, 0.07], (19.5, 0.07)), ([], (None, 0.0)), (19.5, (None, 0.0)), ([190, 0.07], (None, 0.0)), (["19", 0], (None, 0.0))],
)
def test_only_a_thumb_is_taken_from_the_browser(value: object, thumb: tuple[float | None, float]) -> None:
    assert view.kept(value) == thumb


def test_the_example_is_there() -> None:
    assert open_image(thumb.example()).rgb.shape == (1000, 750, 3)
