"""The shell in a browser: languages, light and dark, phone, keyboard, accessibility."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.app.e2e.steps import TABS, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


@pytest.mark.parametrize(
    ("locale", "lang", "tab"), [("de-DE", "en", "My thumb"), ("zh-CN", "zh-Hans", "图谱"), ("zh-TW", "zh-Hant", "圖譜")]
)
def test_the_browsers_language_is_spoken(open_page: Callable[..., Page], locale: str, lang: str, tab: str) -> None:
    page = open_page(locale=locale)
    page.get_by_role("tab", name=tab).wait_for()
    assert page.locator("html").get_attribute("lang") == lang


def test_the_language_changes_at_once_and_is_remembered(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_label("语言").click()
    page.get_by_role("option", name="繁體中文").click()
    page.get_by_role("tab", name="我的拇指").wait_for()
    page.get_by_text("並非醫療建議").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.reload()
    page.get_by_role("tab", name="我的拇指").wait_for()


def test_a_link_names_the_language(open_page: Callable[..., Page]) -> None:
    open_page("?lang=zh-Hans").get_by_role("tab", name="我的拇指").wait_for()


def test_gradios_own_words_are_in_the_readers_language(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="zh-TW")
    box = page.locator("#photo-upload")
    box.get_by_label("用相機拍攝").wait_for()
    box.get_by_text("拖放圖片至此處").wait_for()
    page.locator("#photo-samples button").first.click()
    page.locator("#photo-search textarea, #photo-search input").first.fill("zzqx")
    page.keyboard.press("Enter")
    told = page.get_by_test_id("toast-body")
    told.get_by_text("出錯了").wait_for()
    told.get_by_label("關閉").click()
    page.locator("#photo-new").click()
    page.get_by_label("语言").click()
    page.get_by_role("option", name="English").click()
    box.get_by_label("Capture from camera").wait_for()
    box.get_by_text("Drop Image Here").wait_for()


@pytest.mark.parametrize(("system", "other"), [("light", True), ("dark", False)])
def test_light_and_dark_follow_the_system_and_the_switch(open_page: Callable[..., Page], system: str, other: bool) -> None:
    page = open_page(color_scheme=system)
    is_dark = "document.body.classList.contains('dark')"
    assert page.evaluate(is_dark) is not other
    page.get_by_role("button", name="Light / dark").click()
    assert page.evaluate(is_dark) is other
    page.reload()
    page.wait_for_function(f"document.documentElement.dataset.ready === 'yes' && {is_dark} === {str(other).lower()}")


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
def test_a_phone_shows_every_tab_without_scrolling_sideways(open_page: Callable[..., Page], locale: str) -> None:
    page = open_page(width=390, locale=locale)
    for tab in TABS:
        show(page, tab)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{tab} is {wide} px wide"


def test_the_keyboard_alone_reaches_every_tab(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    seen = []
    for _ in TABS:
        page.keyboard.press("Enter")
        seen.append(page.locator("#tabs > .tab-wrapper [aria-selected=true]").get_attribute("data-tab-id"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", "the focus is not seen"
        page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true":
            page.keyboard.press("Tab")
    assert seen == list(TABS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_tab_has_a_serious_barrier(open_page: Callable[..., Page], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python (the extra dev)")
    page = open_page(color_scheme=scheme)
    serious = []
    for tab in TABS:
        show(page, tab)
        page.wait_for_function("!document.querySelector('.generating, .translucent')")
        found: list[dict[str, Any]] = axe.Axe().run(page).response["violations"]
        serious += [
            f"{tab}: {one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
    assert not serious, "\n".join(serious)
