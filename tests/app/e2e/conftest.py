"""A real browser on the real page. Every test fails when the page asks another host, or its scripts throw."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from locator.images import open_image
from tests.app.live.clips import write_clip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

#: A machine that does other things too needs its time; nothing is asserted about speed here.
PATIENCE = 120_000
_FLAGS = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

_SOLE = Path(__file__).resolve().parents[3] / "sample_images" / "right-sole.jpg"

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera plays the sole of a right foot."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright (the extra dev)")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    film = tmp_path_factory.mktemp("film") / "right-sole.mjpeg"
    write_clip(open_image(_SOLE).rgb, film, sway=0.02)
    with api.sync_playwright() as playwright:
        flags = [*_FLAGS, f"--use-file-for-fake-video-capture={film}"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, url: str) -> Iterator[Open]:
    """Open the page in a fresh window: `open_page(path="", width=1280, **options of the browser's context)`."""
    with windows(browser, url) as opening:
        yield opening


@pytest.fixture
def open_desk(browser: Browser, desk: str) -> Iterator[Open]:
    """The same for the page at `desk`, the address of a set under review that each module makes for itself."""
    with windows(browser, desk) as opening:
        yield opening


@contextmanager
def windows(browser: Browser, url: str) -> Iterator[Open]:
    """What opens the page at `url` in fresh windows; in the end they are closed, and what they should not have done fails."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []
    thrown: list[str] = []

    def opening(path: str = "", width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, **{"locale": "en-US", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: None if _is_ours(request.url, url) else outside.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(f"{url}/{path}", timeout=PATIENCE)
        page.get_by_role("tab").first.wait_for()
        page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not outside, "the page asked other hosts"
    assert not thrown, "the page's scripts threw"


def _is_ours(asked: str, url: str) -> bool:
    return asked.startswith((f"{url}/", "data:", "blob:"))
