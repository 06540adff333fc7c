"""Make docs/screenshots/: `python tools/make_screenshots.py`. Needs Chromium and the extra dev; uses our own sample pictures.

Each tab at 1280 and at 390 px, some of them dark or in Chinese, so that a look at the folder shows what people see. Names on the
command line make only those anew: `python tools/make_screenshots.py photo atlas`.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
PHOTO = ROOT / "sample_images" / "right-sole.jpg"
WIDTHS = {"laptop": (1280, 850), "phone": (390, 844)}
#: What is shown, and how: the locale and colour scheme on a laptop, then on a phone.
SHOTS = {
    "start": (("en-US", "light"), ("zh-CN", "light")),
    "photo": (("en-US", "light"), ("zh-TW", "dark")),
    "correct": (("en-US", "dark"), ("en-US", "light")),
    "live": (("en-US", "dark"), ("en-US", "light")),
    "atlas": (("en-US", "light"), ("zh-CN", "light")),
    "conditions": (("zh-TW", "dark"), ("en-US", "light")),
    "routines": (("en-US", "light"), ("en-US", "dark")),
    "thumb": (("zh-TW", "light"), ("en-US", "light")),
    "review": (("en-US", "light"), ("zh-CN", "dark")),
}
#: The tab of those that bear another name.
TABS = {"start": "photo", "correct": "photo", "conditions": "routines"}
WAIT = 180_000
#: Shown as they are on the screen: something stays at its lower edge.
ON_SCREEN = {"routines"}
FRAME = (1280, 720)  # of the made camera
TALLEST = 1600  # pixels of a page that are kept
SETTLING = 4000  # milliseconds until pictures and languages have settled


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    OUT.mkdir(exist_ok=True)
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    # The page shows the camera's name, which is the film's as it was given: in its own folder that is no path.
    with tempfile.TemporaryDirectory() as made, served(made) as url, contextlib.chdir(made), sync_playwright() as playwright:
        flags.append(f"--use-file-for-fake-video-capture={film(Path(made)).name}")
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for name, looks in ((name, SHOTS[name]) for name in sys.argv[1:] or SHOTS):
            for (device, (width, height)), (locale, scheme) in zip(WIDTHS.items(), looks, strict=True):
                page = browser.new_page(viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme)
                page.set_default_timeout(WAIT)
                page.goto(url, timeout=WAIT)
                page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
                page.wait_for_timeout(SETTLING)
                show(page, name)
                save(page, OUT / f"{name}-{device}.png", whole=name not in ON_SCREEN)
                page.close()
        browser.close()
    total = sum(path.stat().st_size for path in OUT.glob("*.png"))
    print(f"{len(list(OUT.glob('*.png')))} pictures, {total / 1e6:.1f} MB")


def show(page: Page, name: str) -> None:
    """Bring the page into the state that tells most."""
    page.locator(f"#tab-{TABS.get(name, name)}-button").click()
    if name in ("photo", "correct"):
        page.locator("#photo-upload input[type=file]").set_input_files(PHOTO)
        page.locator("#photo-picture img").wait_for()
    if name == "photo":
        if page.locator("#photo-layers").is_visible():  # folded on a phone
            page.locator("#photo-layers input").nth(1).check()  # zones too
        page.locator("#photo-shown input").click()
        page.get_by_role("option", name=re.compile("KI1")).click()
        page.locator("#photo-card article").wait_for()
    elif name == "correct":
        page.locator("#photo-fix button").first.click()
        page.locator("#photo-size-box button").first.click()
        page.locator("#photo-moving input").check()
    elif name == "live":
        page.locator(".live .start").click()
        page.wait_for_function("document.querySelectorAll('.live .ask select')[0].options.length > 3")
    elif name == "atlas":
        page.locator("#atlas-board [data-key=KI1]").first.click()
        page.locator("#atlas-card article").wait_for()
    elif name == "conditions":
        page.locator("#routines-conditions input").first.check()
        page.locator("#routines-choice input").nth(2).check()
        page.locator("#routines-preview ol").wait_for()
    elif name == "routines":
        page.locator("#routines-choice input").nth(2).check()
        page.locator("#routines-confirm input").check()
        page.locator("#routines-start:not([disabled])").click()
        page.locator(".player").wait_for()
        page.keyboard.press("ArrowRight")
    elif name == "thumb":
        page.locator("#thumb-example").click()
        page.locator("#thumb-picture img").wait_for()
    elif name == "review":
        page.locator(".review input[name=reviewer]").fill("Ann")
        page.keyboard.press("Enter")
        page.locator(".review .filters summary").click()
        page.locator(".filter-which").select_option("all")
        page.locator(".review .filters summary").click()
        page.locator(".review .row", has_text="left-top").click()
        page.locator(".review h2.name", has_text="left-top").click()
        page.keyboard.press("c")
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(SETTLING)
    page.evaluate("scrollTo(0, 0)")


def save(page: Page, path: Path, *, whole: bool) -> None:
    """The page from its top, `whole` or what fits the screen, with few enough colours for a small file."""
    shot = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    shot.crop((0, 0, shot.width, min(shot.height, TALLEST))).quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT), path.stat().st_size, flush=True)


def film(folder: Path) -> Path:
    """What the made camera plays, for ever: the sample picture as Motion JPEG (one JPEG after another)."""
    frame, path = io.BytesIO(), folder / "camera.mjpeg"
    ImageOps.pad(Image.open(PHOTO), FRAME, color=(196, 196, 194)).save(frame, "JPEG", quality=92)
    path.write_bytes(frame.getvalue() * 30)
    return path


@contextlib.contextmanager
def served(folder: str) -> Iterator[str]:
    """The page, with the sample pictures as the set to review, made in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    locator = [sys.executable, "-m", "locator"]
    subprocess.run([*locator, "batch", "sample_images", "--out", folder, "--no-pictures"], cwd=ROOT, check=True)
    with subprocess.Popen([*locator, "app", "--port", str(port), "--review", folder], cwd=ROOT) as server:
        try:
            while server.poll() is None:
                with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url):
                    break
            yield url
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
