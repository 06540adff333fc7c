"""What a person does on the page, in few words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABS = ("photo", "live", "atlas", "routines", "thumb", "review")

#: Where the pixels of a shown picture lie: it may keep its shape inside a larger element.
_PLACE = """(image) => {
  const box = image.getBoundingClientRect();
  const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const width = image.naturalWidth * scale, height = image.naturalHeight * scale;
  return [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height];
}"""


def show(page: Page, tab: str) -> None:
    page.locator(f"#tab-{tab}-button").click()
    page.locator(f"#tab-{tab}").wait_for(state="visible")


def upload(page: Page, photo: Path) -> None:
    """Put a photo in and wait for its annotated picture."""
    page.locator("#photo-upload input[type=file]").set_input_files(photo)
    page.locator("#photo-picture img").wait_for()


def source(page: Page) -> str:
    """Which picture the tab Photo shows."""
    return page.locator("#photo-picture img").get_attribute("src") or ""


def wait_for_another(page: Page, before: str) -> None:
    """Wait until the picture is drawn anew."""
    page.wait_for_function("(before) => document.querySelector('#photo-picture img')?.src !== before", arg=before)
    page.wait_for_function("document.querySelector('#photo-picture img').complete")


def click_on_picture(page: Page, across: float, down: float) -> None:
    """Click at a share of the shown picture's width and height."""
    image = page.locator("#photo-picture img")
    image.scroll_into_view_if_needed()
    x, y, width, height = image.evaluate(_PLACE)
    page.mouse.click(x + across * width, y + down * height)
