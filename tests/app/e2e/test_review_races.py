"""The tab Review where the server is slower than the reviewer: its answers are held back here until a test lets them go."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from locator import locate, record
from locator.batch import RESULTS, jobs
from locator.batch.folder import write_inputs
from tests.app.conftest import ROOT
from tests.app.e2e.steps import show
from tests.app.e2e.test_review_tab import at, drag, mark, row, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.app.conftest import Serve
    from tests.app.e2e.conftest import Open

pytestmark = pytest.mark.skipif(importlib.util.find_spec("sqlalchemy") is None, reason="needs the extra `review`")
#: Each test has three photos of its own, alike but for their names.
TESTS = ("held", "twice", "saved", "draft", "steps")
TIP = '.review .mark[data-name="toe1_tip"]'


@pytest.fixture(scope="module")
def desk(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that has a set open."""
    from locator.store import Store

    out = tmp_path_factory.mktemp("set")
    (out / "photos").mkdir()
    sample = ROOT / "sample_images" / "left-top.jpg"
    found = locate(sample)
    photos = [out / "photos" / f"{test}-{number}.jpg" for test in TESTS for number in (1, 2, 3)]
    for photo in photos:
        photo.write_bytes(sample.read_bytes())
    lines = [dataclasses.replace(found, image=dataclasses.replace(found.image, file=photo.name)) for photo in photos]
    (out / RESULTS).write_text("".join(f"{record.dumps(line, compact=True)}\n" for line in lines))
    write_inputs(out, jobs(photos, out / "photos"))
    with Store.create(out) as store:
        store.import_batch(out, audited=0)
    with serve("--review", str(out)) as url:
        yield url


class Held:
    """What the page asks at one of the server's addresses, and does not get until it is let go."""

    def __init__(self, page: Page, what: str) -> None:
        self._waiting: list[Route] = []
        self._free = False
        page.route(f"**/review/{what}", self._asked)

    def _asked(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self) -> None:
        self._free = True
        for route in self._waiting:
            route.continue_()


def begin(page: Page, test: str) -> None:
    """A reviewer has the three photos of a test before them, the first one open."""
    show(page, "review")
    page.locator(".review input[name=reviewer]").fill(test)
    page.keyboard.press("Enter")
    page.locator(".review .filters summary").click()
    page.locator(".filter-which").select_option("all")
    page.locator(".filter-part").fill(test)
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelectorAll('.review .row').length === 3")
    seen(page, f"{test}-1")


def seen(page: Page, photo: str) -> None:
    """Wait until a photo is open, and give keys to the desk."""
    page.locator(".review:not(.coming) h2.name", has_text=photo).wait_for()
    page.locator(TIP).wait_for()
    page.locator(".review h2.name").click()


def test_a_key_pressed_while_a_photo_comes_is_about_that_photo(open_desk: Open) -> None:
    page = open_desk()
    begin(page, "held")
    answers = Held(page, "open")
    page.keyboard.press("n")
    page.locator(".review.coming").wait_for()
    page.keyboard.press("r")
    page.locator(".review.coming h2.name", has_text="held-1").wait_for()
    answers.let_go()
    row(page, "held-2", "rejected").wait_for()
    assert row(page, "held-1", "pending").count() == 1
    seen(page, "held-3")


def test_pressed_twice_a_decision_is_not_also_about_the_photo_after(open_desk: Open) -> None:
    page = open_desk()
    begin(page, "twice")
    answers = Held(page, "decide")
    page.keyboard.press("a")
    page.keyboard.press("a")
    page.locator(".review .message", has_text="still coming").wait_for()
    answers.let_go()
    row(page, "twice-1", "accepted").wait_for()
    seen(page, "twice-2")
    assert row(page, "twice-2", "pending").count() == 1


def test_who_goes_on_before_a_correction_is_placed_saves_that_correction(open_desk: Open) -> None:
    page = open_desk()
    begin(page, "saved")
    before = at(page, TIP)
    answers = Held(page, "edit")
    drag(page, "toe1_tip", 30, -12)
    page.locator(".review h2.name").click()
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.locator(".review.coming").wait_for()
    answers.let_go()
    row(page, "saved-1", "corrected").wait_for()
    seen(page, "saved-2")
    assert at(page, TIP) == before
    assert row(page, "saved-2", "pending").count() == 1
    row(page, "saved-1").click()
    seen(page, "saved-1")
    assert at(page, TIP) != before


def test_what_was_not_saved_is_there_again(open_desk: Open) -> None:
    page = open_desk()
    begin(page, "draft")
    before = at(page, TIP)
    drag(page, "toe1_tip", 30, -12)
    wait_until(page, TIP, False, before)
    page.locator(".review textarea").fill("look here")
    page.locator(".review h2.name").click()
    page.keyboard.press("n")
    seen(page, "draft-2")
    assert at(page, TIP) == before
    assert page.locator(".review textarea").input_value() == ""
    page.keyboard.press("p")
    seen(page, "draft-1")
    page.locator(".review .message", has_text="here again").wait_for()
    assert at(page, TIP) != before
    assert page.locator(".review textarea").input_value() == "look here"
    page.keyboard.press("u")
    wait_until(page, TIP, True, before)
    assert "corrected" not in (mark(page, "toe1_tip").get_attribute("class") or "")


def test_pressed_twice_next_goes_two_photos_on(open_desk: Open) -> None:
    page = open_desk()
    begin(page, "steps")
    answers = Held(page, "open")
    page.keyboard.press("n")
    page.keyboard.press("n")
    answers.let_go()
    seen(page, "steps-3")
    page.keyboard.press("p")
    seen(page, "steps-2")
