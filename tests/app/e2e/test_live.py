"""The live page in a browser whose made camera plays a film of a sample picture."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from locator.geometry import Frame
from locator.images import open_image
from locator.vision.detect import detect
from locator.vision.landmarks import read
from tests.app.e2e.steps import show
from tests.app.e2e.test_other_tabs import start_routine
from tests.app.live.clips import frame_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

SAMPLES = Path(__file__).resolve().parents[3] / "sample_images"

Film = Callable[..., "Page"]

#: The networks, the made camera and the server share the machine's cores: with a few other programs a look may take seconds.
PATIENCE = 600_000


@pytest.fixture
def open_live(browser: Browser, url: str) -> Iterator[Film]:
    """Open the live page; fails when its scripts throw, or when it asks another host. `asked` of the page holds what it asked."""
    contexts, thrown, outside = [], [], []

    def opening(path: str = "", width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, permissions=["camera"], **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        context.on("request", lambda one: None if one.url.startswith((f"{url}/", "data:", "blob:")) else outside.append(one.url))
        page.goto(f"{url}/{path}", timeout=PATIENCE)
        page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        show(page, "live")
        page.locator(".live .start").wait_for(state="attached")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not outside, "the page asked other hosts"
    assert not thrown, "the page's scripts threw"


def start(page: Page) -> None:
    """Start the camera and wait until points lie on the foot."""
    page.locator(".live .start").click()
    page.locator(".live .message", has_text=re.compile("Seen|看到")).wait_for()
    page.wait_for_function("document.querySelectorAll('.live .ask select')[0].options.length > 3")


def test_points_appear_and_no_picture_leaves_the_page(open_live: Film) -> None:
    page = open_live()
    sent: list[Request] = []
    page.context.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    start(page)
    for _ in range(3):  # a foot that is seen is placed anew every second or so
        page.wait_for_event("response", lambda response: response.url.endswith("/live/place"))
    assert "right foot, sole" in page.locator(".live .message").inner_text()
    assert "KI1" in page.locator(".live .ask select").first.inner_text()
    assert page.locator(".live .cautions").get_by_text("Pregnancy").is_visible()
    ours = [request for request in sent if "/live/" in request.url]
    assert ours
    for request in sent:
        body = request.post_data or ""
        assert len(body) < 10_000, f"{request.url} was sent {len(body)} bytes"
        assert isinstance(json.loads(body), dict)
        assert "data:image" not in body
    page.locator(".live .stop").click()
    assert page.evaluate("document.querySelector('.live video').srcObject") is None


def test_the_mirror_is_for_the_eye_only(open_live: Film) -> None:
    page = open_live("?measure")
    page.evaluate("window.looks = 0; document.addEventListener('locator-seen', () => { window.looks += 1; })")
    start(page)
    mirror = page.locator(".live").get_by_label("Mirror what I see")
    for wanted in (True, False):
        mirror.set_checked(wanted)
        assert page.locator(".live video").evaluate("(one) => one.classList.contains('mirrored')") is wanted
        page.wait_for_function("(before) => window.looks >= before + 3", arg=page.evaluate("window.looks"))
        assert "right foot" in page.locator(".live .message").inner_text()


def test_a_card_is_opened_from_the_list_and_by_a_tap(open_live: Film) -> None:
    page = open_live("?measure")
    page.evaluate("""() => {
      document.addEventListener('locator-shown', ({ detail }) => { window.feet = detail.feet; });
      document.addEventListener('locator-settled', () => { window.settled = true; });
    }""")
    start(page)
    page.locator(".live .ask select").first.select_option("KI1")
    page.locator(".live .card-room article[data-key=KI1]").wait_for()
    page.locator(".live .close").click()
    page.locator(".live .card-room article").wait_for(state="detached")
    page.locator(".live .freeze").click()
    # the frozen picture is looked at once more
    x, y = page.wait_for_function("""() => {
      const [foot] = window.feet, point = window.settled && foot?.foot.points.find(({ code }) => code === 'KI1');
      return point && foot.to([point.x, point.y]);
    }""").json_value()
    page.locator(".live canvas").click(position={"x": x, "y": y})
    page.locator(".live .card-room article").wait_for()


def test_a_picture_opens_in_the_tab_photo(open_live: Film) -> None:
    page = open_live()
    start(page)
    page.locator(".live .snapshot").click()
    page.locator("#photo-picture img").wait_for()
    page.locator("#photo-drawn", has_text="right foot").wait_for()


def test_a_running_routine_is_told_over_the_picture(open_live: Film) -> None:
    page = open_live()
    start(page)
    page.evaluate("""() => document.dispatchEvent(new CustomEvent('locator-step', { detail: {
      keys: ['KI1'], text: 'Press KI1.', cautions: ['Pregnancy: ask first.'], count: 'Step 1 of 2', time: '0:40', cue: 'firm',
      running: true, part: 0.5 } }))""")
    step = page.locator(".live .step")
    step.get_by_text("Press here:").wait_for()
    assert step.get_by_role("timer").inner_text() == "0:40"
    assert "Pregnancy" in step.inner_text()
    page.evaluate("document.dispatchEvent(new CustomEvent('locator-step', { detail: null }))")
    step.wait_for(state="hidden")


def test_a_routine_goes_on_here_and_says_that_its_place_is_not_in_view(open_live: Film) -> None:
    page = open_live()
    start_routine(page, "Ankle pain")  # none of its points lies on a sole
    page.keyboard.press("Space")
    page.locator(".player.paused").wait_for()
    show(page, "live")
    start(page)
    step = page.locator(".live .step")
    step.get_by_text("Not in view").wait_for()
    first = step.locator(".count").inner_text()
    step.get_by_role("button", name="Next").click()
    page.wait_for_function("(first) => document.querySelector('.live .step .count').textContent !== first", arg=first)


def test_the_language_changes_while_the_camera_runs(open_live: Film) -> None:
    page = open_live()
    start(page)
    page.get_by_label("语言").click()
    page.get_by_role("option", name="简体中文").click()
    page.locator(".live .message", has_text="看到：右脚").wait_for()
    page.locator(".live .acts").get_by_text("定格").wait_for()


_DECODE = """async ({ pixels, width, height, box, mirrored }) => {
  const root = new URL('/live/', location.href).href;
  const facts = await (await fetch('/live/facts')).json();
  const load = (name) => import(`/live/files/${name}.js`);
  const [networks, { Sight }, { Cutter }] = [await load('networks'), await load('sight'), await load('picture')];
  const loaded = await networks.load(root, facts.networks, 'wasm', () => {});
  const sight = new Sight(loaded, facts.vision, facts.landmarks, new Cutter());
  const bytes = Uint8ClampedArray.from(atob(pixels), (one) => one.charCodeAt(0));
  const frame = await createImageBitmap(new ImageData(bytes, width, height));
  const reading = await sight.read(frame, [width, height], box, mirrored);
  return { points: reading.points, scores: sight.viewScores(reading), wrong: reading.wrong, sureness: sight.sureness(reading) };
}"""


@pytest.mark.parametrize(("sample", "mirrored"), [("right-sole", True), ("left-outer", False)])
def test_the_browser_reads_landmarks_as_python_does(open_live: Film, sample: str, mirrored: bool) -> None:
    rgb = frame_of(open_image(SAMPLES / f"{sample}.jpg").rgb, 11)
    frame: Frame = detect(rgb)[0].frame
    expected = read(rgb, frame, mirrored=mirrored)
    rgba = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    box = {"cx": frame.cx, "cy": frame.cy, "width": frame.width, "height": frame.height, "angle": frame.angle}
    given = {"pixels": base64.b64encode(rgba.tobytes()).decode(), "width": 640, "height": 480, "box": box, "mirrored": mirrored}
    found = open_live().evaluate(_DECODE, given)
    away = np.hypot(*(np.array(found["points"]) - expected.points).T) / max(frame.width, frame.height)
    # One grey level in a few pixels, as rounding makes it, can tip a landmark that the network sees in two places.
    assert np.quantile(away[expected.visibility > 0.5], 0.9) < 0.005
    assert found["wrong"] == pytest.approx(expected.wrong, abs=0.02)


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        ("getUserMedia: async () => { throw new DOMException('', 'NotAllowedError'); }", "not to let this page use the camera"),
        ("getUserMedia: async () => { throw new DOMException('', 'NotFoundError'); }", "No camera was found"),
        ("getUserMedia: async () => { throw new DOMException('', 'NotReadableError'); }", "another program"),
    ],
)
def test_a_camera_that_fails_is_told_in_a_sentence(open_live: Film, camera: str, said: str) -> None:
    page = open_live()
    page.evaluate(
        f"Object.defineProperty(navigator, 'mediaDevices', {{ value: {{ {camera}, enumerateDevices: async () => [] }} }})"
    )
    page.locator(".live .start").click()
    page.get_by_role("alert").filter(has_text=said).wait_for()
    assert page.locator(".live .start").is_enabled()


def test_an_insecure_address_is_told_in_a_sentence(open_live: Film) -> None:
    page = open_live()
    page.evaluate("""() => {
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
      Object.defineProperty(self, 'isSecureContext', { value: false });
    }""")
    page.locator(".live .start").click()
    page.get_by_role("alert").filter(has_text="over https").wait_for()


def test_without_simd_frames_go_to_the_server(open_live: Film) -> None:
    page = open_live("?live=server")
    page.get_by_role("alert").filter(has_text="WebAssembly").wait_for()
    page.locator("#live-camera").get_by_title("grant webcam access").get_by_role("button").click()
    record = page.locator("#live-camera .capture-button")
    record.click()
    page.locator("#live-picture img").wait_for()
    page.locator("#live-picture figcaption", has_text="right foot").wait_for()
    record.click()
    page.get_by_title("start recording").wait_for()
