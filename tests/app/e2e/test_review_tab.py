"""The tab Review in a browser, on a set made by `locator batch`: by pointer, by keys, by two at once."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.conftest import ROOT
from tests.app.e2e.steps import show

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.app.conftest import Serve
    from tests.app.e2e.conftest import Open

pytestmark = pytest.mark.skipif(importlib.util.find_spec("sqlalchemy") is None, reason="needs the extra `review`")
NAMES = ("child-top", "empty-floor", "left-outer", "left-top", "right-inner", "right-sole")


@pytest.fixture(scope="module")
def desk(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that has a set open."""
    out = tmp_path_factory.mktemp("set")
    photos = [str(ROOT / "sample_images" / f"{name}.jpg") for name in NAMES]
    command = [sys.executable, "-m", "locator", "batch", *photos, "--out", str(out), "--no-pictures", "--workers", "1"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with serve("--review", str(out)) as url:
        yield url


def sit(page: Page, name: str, which: str = "all") -> None:
    """A reviewer gives a name and chooses photos."""
    show(page, "review")
    page.locator(".review input[name=reviewer]").fill(name)
    page.keyboard.press("Enter")
    if which != "queue":
        page.locator(".review .filters summary").click()
        page.locator(".filter-which").select_option(which)
    page.locator(".review .row").first.wait_for()


def take(page: Page, photo: str) -> None:
    row(page, photo).click()
    page.locator(".review h2.name", has_text=photo).wait_for()
    page.wait_for_function("document.querySelectorAll('.review .mark').length > 5")
    page.locator(".review h2.name").click()  # keys go to the desk


def row(page: Page, photo: str, state: str | None = None) -> Locator:
    return page.locator(".review .row" if state is None else f".review .row[data-state={state}]", has_text=photo)


def mark(page: Page, name: str) -> Locator:
    return page.locator(f".review .mark[data-name={name}]")


def at(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("data-at") or ""


def xy(place: str) -> list[float]:
    return [float(part) for part in place.split()]


def wait_until(page: Page, selector: str, there: bool, place: str) -> None:
    """Wait until what the selector finds is at a place of the photo, or no longer there."""
    page.wait_for_function(
        "([selector, there, place]) => (document.querySelector(selector)?.dataset.at === place) === there",
        arg=[selector, there, place],
    )


def drag(page: Page, name: str, dx: float, dy: float) -> None:
    box = mark(page, name).locator(".shape").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()


def test_points_follow_a_landmark_that_is_dragged_and_undo_brings_both_back(open_desk: Open) -> None:
    page = open_desk()
    sit(page, "Ann")
    take(page, "left-top")
    point, tip = '.review .point[data-code="SP1"]', '.review .mark[data-name="toe1_tip"]'
    before = at(page, point), at(page, tip)
    drag(page, "toe1_tip", 30, -12)
    wait_until(page, point, False, before[0])
    assert at(page, tip) != before[1]
    assert "corrected" in (mark(page, "toe1_tip").get_attribute("class") or "")
    page.keyboard.press("u")
    wait_until(page, point, True, before[0])
    assert at(page, tip) == before[1]
    assert row(page, "left-top", "pending").count() == 1


def test_a_landmark_is_moved_by_keys_alone_saved_and_taken_back(open_desk: Open) -> None:
    page = open_desk()
    sit(page, "Ann")
    take(page, "right-inner")
    page.keyboard.press("c")
    page.wait_for_function("document.activeElement.classList.contains('mark')")
    first = page.evaluate("document.activeElement.dataset.name")
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.dataset.name")
    assert name != first
    selector = f'.review .mark[data-name="{name}"]'
    before = at(page, selector)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    wait_until(page, selector, False, before)
    page.locator(".review .do-correct", has_text="Save correction").wait_for()
    page.keyboard.press("c")
    row(page, "right-inner", "corrected").wait_for()
    page.keyboard.press("u")
    row(page, "right-inner", "pending").wait_for()
    page.locator(".review h2.name", has_text="right-inner").wait_for()
    wait_until(page, selector, True, before)


def test_a_queue_is_decided_by_single_keys_and_the_progress_is_told(open_desk: Open) -> None:
    page = open_desk()
    sit(page, "Eve")
    count = page.locator(".review .count")
    count.get_by_text("0 of 6 decided").wait_for()
    take(page, "child-top")
    page.locator(".review textarea").fill("a note with letters: r, s, u")
    assert row(page, "child-top", "pending").count() == 1
    page.locator(".review h2.name").click()
    page.keyboard.press("a")
    count.get_by_text("1 of 6 decided").wait_for()
    row(page, "child-top", "accepted").wait_for()
    take(page, "left-outer")
    page.keyboard.press("r")
    count.get_by_text("2 of 6 decided").wait_for()
    for _ in range(2):
        page.keyboard.press("u")
        page.locator(".review .message", has_text="taken back").wait_for()
        page.locator(".review h2.name").click()
    count.get_by_text("0 of 6 decided").wait_for()
    row(page, "child-top").click()
    page.locator(".review h2.name", has_text="child-top").wait_for()
    assert page.locator(".review textarea").input_value() == ""


def test_of_two_who_decide_at_once_both_keep_their_work(open_desk: Open) -> None:
    ann, bob = open_desk(), open_desk()
    for page, name in ((ann, "Ann"), (bob, "Bob")):
        sit(page, name)
        take(page, "right-sole")
    bob.locator(".review .busy", has_text="Ann").wait_for()
    drag(ann, "toe1_tip", 25, 0)
    ann.keyboard.press("a")
    row(ann, "right-sole", "corrected").wait_for()
    drag(bob, "toe1_tip", -25, 0)
    mine = at(bob, '.review .mark[data-name="toe1_tip"]')
    bob.locator(".review textarea").fill("the nail is cut")
    bob.locator(".review .do-accept").click()
    clash = bob.locator(".review .clash")
    clash.get_by_text("Ann corrected it").wait_for()
    clash.get_by_text("tip of the big toe").wait_for()
    clash.get_by_label("Show theirs").check()
    assert bob.locator(".review .theirs circle").count() > 5
    assert xy(at(bob, '.review .mark[data-name="toe1_tip"]')) == pytest.approx(xy(mine), abs=0.02)
    clash.get_by_role("button", name="Mine holds").click()
    row(bob, "right-sole", "corrected").get_by_text("Bob").wait_for()
    row(bob, "right-sole").click()
    bob.locator(".review .notes", has_text="the nail is cut").wait_for()
    assert bob.locator(".review .notes p").count() >= 2
    assert xy(at(bob, '.review .mark[data-name="toe1_tip"]')) == pytest.approx(xy(mine), abs=0.02)


def test_a_second_opinion_is_blind_and_agreement_is_shown(open_desk: Open) -> None:
    page = open_desk()
    sit(page, "Dan")
    take(page, "right-sole")
    page.keyboard.press("a")
    row(page, "right-sole", "accepted").wait_for()
    other = open_desk(locale="zh-CN")
    sit(other, "Fay", which="second")
    other.locator(".review .facts", has_text="独立评判").wait_for()
    assert other.locator(".review .notes").inner_text() == ""
    other.locator(".review h2.name").click()
    other.keyboard.press("a")
    other.locator(".review .message", has_text=re.compile("已接受|末尾")).wait_for()
    other.get_by_role("button", name="一致程度").click()
    other.locator(".review dialog dd").first.wait_for()
    assert "足长" in other.locator(".review dialog").inner_text()
    other.get_by_role("button", name="关闭").click()
    assert other.locator(".review dialog").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_desk_has_no_serious_barrier_and_fits_a_phone(open_desk: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python (the extra dev)")
    page = open_desk(color_scheme=scheme, width=width, locale="zh-TW" if width == 390 else "en-US")
    sit(page, "Gil")
    take(page, "left-top")
    page.keyboard.press("c")
    page.wait_for_function("document.activeElement.classList.contains('mark')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found: list[dict[str, Any]] = axe.Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert not serious, "\n".join(serious)
