"""My thumb in a browser: measured on the example, used, kept by the browser, forgotten."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

from tests.app.e2e.steps import show

if TYPE_CHECKING:
    from tests.app.e2e.conftest import Open

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mediapipe") is None, reason="needs the extra thumb (mediapipe)")


def test_a_measured_thumb_is_kept_by_the_browser_until_it_is_forgotten(open_page: Open) -> None:
    page = open_page(width=390)
    show(page, "thumb")
    page.locator("#thumb-example").click()
    page.locator("#thumb-told .size").get_by_text(re.compile(r"1[5-9]\.\d mm")).wait_for()
    page.locator("#thumb-picture img").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#thumb-keep input").check()
    page.locator("#thumb-use").click()
    page.locator("#thumb-forget").wait_for()
    size = re.search(r"[\d.]+ mm", page.locator("#thumb-mine").inner_text())
    assert size is not None
    page.wait_for_function("localStorage.getItem('locator-thumb') !== null")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    show(page, "thumb")
    page.locator("#thumb-mine").get_by_text(size.group()).wait_for()
    page.locator("#thumb-forget").click()
    page.locator("#thumb-mine").get_by_text("not set").wait_for()


def test_a_number_that_is_no_thumb_is_refused_in_words(open_page: Open) -> None:
    page = open_page(locale="zh-TW")
    show(page, "thumb")
    page.locator("#thumb-way input").last.check()
    page.locator("#thumb-typed input").fill("200")
    page.locator("#thumb-told .problem").get_by_text(re.compile("200")).wait_for()
    assert not page.locator("#thumb-use").is_visible()
