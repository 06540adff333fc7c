"""Atlas, routines and thumb in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.app.e2e.steps import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def test_a_mark_on_the_drawing_opens_its_card(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "atlas")
    page.locator("#atlas-board [data-key=KI1]").first.click()
    page.locator("#atlas-card article").wait_for()
    assert "KI1" in page.locator("#atlas-card article").inner_text()


def test_a_link_opens_the_atlas_at_a_card_in_its_language(open_page: Callable[..., Page]) -> None:
    page = open_page("?point=UB60&lang=zh-Hant")
    page.locator("#atlas-card article").wait_for()
    page.locator("#atlas-card").get_by_text("崑崙").first.wait_for()
    assert "BL60" in page.locator("#atlas-card article").inner_text()


def test_an_atlas_search_finds_names_in_any_language(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "atlas")
    page.locator("#atlas-query input, #atlas-query textarea").first.fill("涌泉")
    page.keyboard.press("Enter")
    page.locator("#atlas-card article").wait_for()
    assert "KI1" in page.locator("#atlas-card article").inner_text()


def test_a_routine_runs_to_its_end_by_the_clock_and_is_logged(open_page: Callable[..., Page]) -> None:
    page = open_page("?clock=200")
    start_routine(page, "Ankle pain")
    finish, waiting = page.locator(".player.finish"), page.locator(".player .cue", has_text="Take your time")
    for _ in range(20):
        finish.or_(waiting).first.wait_for()
        if finish.is_visible():
            break
        page.locator(".player .next").click()  # a step without a time waits for the person
    page.locator(".player.finish .other").click()
    assert re.search(r"\(1\)", page.locator("#routines-player .log summary").inner_text())


def test_a_routine_is_led_by_the_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page()
    start_routine(page, "Ankle pain")
    count = page.locator(".player .count")
    assert re.search(r"\b1\b", count.inner_text())
    page.keyboard.press("Space")
    page.locator(".player.paused").wait_for()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("/\\b2\\b/.test(document.querySelector('.player .count').textContent)")
    page.keyboard.press("Escape")
    page.locator(".player").wait_for(state="detached")


def test_on_a_phone_the_routines_controls_stay_in_reach(open_page: Callable[..., Page]) -> None:
    page = open_page(width=390)
    start_routine(page, "Ankle pain")
    for place in ("0", "document.documentElement.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_function(
            """() => {
              const box = document.querySelector('.player .next').getBoundingClientRect();
              return box.top > 0 && box.bottom <= innerHeight;
            }"""
        )
    assert page.locator(".player .glance").inner_text()


def test_pregnancy_takes_points_out_before_anything_starts(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "routines")
    page.locator("#routines-choice").get_by_label("Ankle pain").check()
    steps = page.locator("#routines-preview ol")
    steps.get_by_text("BL60").wait_for()
    page.locator("#routines-conditions").get_by_label("Pregnancy").check()
    page.locator("#routines-preview .offer-changed", has_text="BL60").wait_for()
    assert "BL60" not in steps.inner_text()


def start_routine(page: Page, name: str) -> None:
    show(page, "routines")
    page.locator("#routines-choice").get_by_label(name).check()
    page.locator("#routines-confirm input").check()
    page.locator("#routines-start:not([disabled])").click()
    page.locator(".player").wait_for()


def test_a_typed_breadth_is_taken_over(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "thumb")
    page.locator("#thumb-way input").last.check()
    page.locator("#thumb-typed input").fill("19")
    page.locator("#thumb-use").click()
    page.locator("#thumb-mine").get_by_text(re.compile("19")).first.wait_for()
