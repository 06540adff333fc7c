"""The tab Atlas in a browser: goals, keyboard, a list that stays, the quiz."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.app.e2e.steps import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def part(page: Page, name: str) -> None:
    page.locator("#atlas-parts").get_by_role("tab", name=name).click()


def test_goals_light_what_serves_most_of_them(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "atlas")
    page.locator("#atlas-board .mark").first.wait_for()
    page.locator("#atlas-goals input").click()
    for goal in ("Stress", "Digestion"):
        page.get_by_role("option", name=goal, exact=True).click()
    page.locator("#atlas-list .tally", has_text="2 of 2").first.wait_for()
    assert page.locator("#atlas-board .mark.dim").count() > 0
    page.keyboard.press("Escape")
    page.locator("#atlas-clear").click()
    page.locator("#atlas-list .tally").first.wait_for(state="detached")
    assert page.locator("#atlas-board .mark.dim").count() == 0


def test_marks_are_reached_and_opened_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, "atlas")
    page.locator('#atlas-board .mark[tabindex="0"]').first.focus()
    before = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("ArrowDown")
    after = page.evaluate("document.activeElement.dataset.key")
    assert after != before
    page.keyboard.press("Enter")
    page.locator(f'#atlas-card article[data-key="{after}"]').wait_for()
    assert page.evaluate("document.activeElement.dataset.key") == after, "the keyboard stays where it was"


def test_the_list_of_ones_own_stays_in_the_browser_and_goes_to_a_file(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("?point=KI3")
    page.locator('#atlas-card article[data-key="KI3"]').wait_for()
    page.locator("#atlas-favourite").click()
    page.locator("#atlas-favourite", has_text="★").wait_for()
    page.locator("#atlas-step").click()
    page.get_by_text("is step 1 of").wait_for()
    page.goto(page.url.split("?")[0])
    page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    show(page, "atlas")
    part(page, "My list")
    page.locator('#atlas-favourites [data-key="KI3"]').first.wait_for()
    page.locator("#atlas-own-steps [data-act=longer]").click()
    page.locator("#atlas-own-steps .time", has_text="75 s").wait_for()
    with page.expect_download() as download:
        page.locator("#atlas-own-save").click()
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert saved["favourites"] == ["KI3"]
    assert saved["routines"][0]["steps"] == [{"key": "KI3", "seconds": 75}]
    other = tmp_path / "list.json"
    other.write_text(json.dumps(saved | {"favourites": ["LV-3"]}), encoding="utf-8")
    page.locator('input[type=file][accept=".json"]').set_input_files(other)
    page.locator('#atlas-favourites [data-key="LR3"]').first.wait_for()


def test_the_quiz_is_answered_by_pointer_and_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(width=390)
    show(page, "atlas")
    part(page, "Find the point")
    page.locator("#atlas-quiz-start").click()
    page.locator("#atlas-quiz-picture svg[data-open]").click()
    page.locator("#atlas-quiz-verdict", has_text="cun away").wait_for()
    page.locator("#atlas-quiz-next").click()
    page.locator("#atlas-quiz-picture svg[data-open]").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator("#atlas-quiz-verdict .score", has_text="of 6").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
