"""The live page in a browser: `python -m benchmarks.live_browser [--seconds 20] [--size 640x480]`.

Chromium's made camera plays a film of a sample picture that sways at 30 frames a second, each frame with its number on it. Told:

- shown: pictures a second that were drawn with their overlay;
- looks: how often a second the networks looked, and how long a look takes, from the camera to its landmarks;
- late: from the camera's time stamp of a picture to its overlay having been drawn;
- behind: by how many pictures the overlay lags behind the one that is shown: the shift at which it sticks to the foot best;
- off: how far the overlay strays from its place on the foot, in foot lengths, root of the mean square over its points;
- cpu: processor time of the page's own thread for each picture, of its worker for each look, and of the rest of the browser (the
  made camera, decoding, compositing without a graphics chip) for each picture: what it would need on a machine of its own.

The made camera, the browser, the networks and the server share this machine's cores, and whatever else runs on them: shown, looks
and late are those of a machine that does nothing else only where the load average before is near 0.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from locator.geometry import Floats, apply, invert
from locator.images import Pixels, open_image
from locator.pipeline import locate
from locator.placement import foot_length
from tests.app.live.clips import BITS, CELL, FRAMES, RATE, motion_of, write_clip

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 900_000
FLAGS = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
#: The page tells of each picture it has drawn; the number is read from the video itself.
_NOTE = """([bits, cell]) => {
  const strip = new OffscreenCanvas(bits, 1).getContext('2d', { willReadFrequently: true });
  const video = document.querySelector('.live video');
  window.drawn = []; window.looks = [];
  document.addEventListener('locator-drawn', ({ detail }) => {
    strip.drawImage(video, 0, cell / 4, bits * cell, cell / 2, 0, 0, bits, 1);
    const { data } = strip.getImageData(0, 0, bits, 1);
    let number = 0;
    for (let bit = 0; bit < bits; bit += 1) if (data[4 * bit] > 127) number |= 1 << bit;
    const places = {};
    for (const { foot, matrix: m } of detail.feet.slice(0, 1)) {
      for (const { code, x, y } of foot.points) places[code] = [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]];
    }
    drawn.push([performance.now(), number, detail.took, places]);
  });
  document.addEventListener('locator-seen', ({ detail }) => {
    looks.push([performance.now() / 1000 - detail.time, detail.ms / 1000]);
  });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--size", default="640x480")
    parser.add_argument("--backend", choices=("wasm", "webgpu"), default="wasm")
    arguments = parser.parse_args()
    wide, tall = map(int, arguments.size.split("x"))
    picture = open_image(ROOT / "sample_images" / "right-sole.jpg").rgb
    before = os.getloadavg()[0]
    drawn, looks, runs, spent = measure(picture, (wide, tall), arguments.seconds, arguments.backend)
    print(
        f"{os.cpu_count()} cores, load average {before:.1f} before and {os.getloadavg()[0]:.1f} after; {arguments.size}; {runs}"
    )
    length = foot_length(locate(picture).feet[0]) or 1.0
    report(drawn, looks, motions(picture.shape, (wide, tall)), length)
    page, worker, rest = (1000 * spent / [len(drawn), len(looks), len(drawn)]).tolist()
    print(f"cpu    {page:.1f} ms a picture, {worker:.0f} ms a look; the rest of the browser {rest:.1f} ms a picture")


def measure(picture: Pixels, size: tuple[int, int], seconds: int, backend: str) -> tuple[list[Any], list[Any], str, Floats]:
    """What the page notes in so many seconds after points have appeared; what the networks ran on; seconds of processor time of
    the page's thread, its worker and the rest of the browser."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("needs Chromium (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, served() as url, sync_playwright() as playwright:
        film = Path(folder) / "film.mjpeg"
        write_clip(picture, film, size=size)
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, f"--use-file-for-fake-video-capture={film}"])
        page = browser.new_context(permissions=["camera"]).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{url}/?measure&live={backend}", timeout=PATIENCE)
        page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        page.locator("#tab-live-button").click()
        page.locator(".live .start").click()
        page.locator(".live .message", has_text="Seen").wait_for()
        page.wait_for_timeout(3000)
        scale = page.evaluate("document.querySelector('.live video').videoWidth") / size[0]
        page.evaluate(_NOTE, [BITS, CELL * scale])
        system = browser.new_browser_cdp_session()
        before = _spent(system)
        page.wait_for_timeout(1000 * seconds)
        spent = _spent(system) - before
        drawn, looks = page.evaluate("[window.drawn, window.looks]")
        runs = page.locator(".live .rate").inner_text()
        browser.close()
    return drawn, looks, runs, spent


def _spent(system: Any) -> Floats:
    """Seconds of processor time so far: of the busiest page's own thread, of its worker's, and of the browser's other threads."""
    tick, threads = os.sysconf("SC_CLK_TCK"), []
    for process in system.send("SystemInfo.getProcessInfo")["processInfo"]:
        for task in Path(f"/proc/{process['id']}/task").glob("*"):
            name, _, fields = (task / "stat").read_text().partition("(")[2].rpartition(")")
            spent = sum(map(int, fields.split()[11:13])) / tick
            page = process["type"] == "renderer" and (task.name == str(process["id"]) or name.startswith("Dedicated"))
            threads.append((spent, process["id"], "rest" if not page else "worker" if name.startswith("Dedicated") else "page"))
    busiest = max((one for one in threads if one[2] == "page"), default=(0.0, 0, "page"))[1]
    mine = [sum(spent for spent, of, kind in threads if of == busiest and kind == wanted) for wanted in ("page", "worker")]
    return np.array([*mine, sum(spent for spent, *_ in threads) - sum(mine)])


@contextlib.contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of a page of its own, served with more options of `locator app`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-m", "locator", "app", "--port", str(port), *options], cwd=ROOT) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            while server.poll() is None:
                with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(f"{url}/live/facts"):
                    break
                time.sleep(0.25)
            yield url
        finally:
            server.terminate()


def motions(shape: tuple[int, ...], size: tuple[int, int]) -> list[Floats]:
    """For each frame, from the picture that the worker looks at back to the sample picture."""
    ratio = min(1.0, 640 / max(size))
    return [invert(np.diag([ratio, ratio]) @ motion_of(shape, number, size)) for number in range(FRAMES)]


def report(drawn: list[Any], looks: list[Any], backs: list[Floats], length: float) -> None:
    """Print the table; `length` of the foot in pixels of the sample picture."""
    if len(drawn) < 2 or not looks:
        raise SystemExit("the browser got no processor time to look: run it on a machine that does less else")
    late = np.array([took for _, _, took, _ in drawn])
    spans = np.array([one[0] for one in drawn])
    whole, net = np.array(looks).T
    offs = {shift: off(drawn, backs, shift) / length for shift in range(-2, 10)}
    behind = min(offs, key=lambda shift: offs[shift])
    seconds = (spans[-1] - spans[0]) / 1000
    print(f"shown  {(len(drawn) - 1) / seconds:6.1f} pictures a second")
    print(f"looks  {len(looks) / seconds:6.1f} a second, {_two(net)} in the worker, {_two(whole)} since the camera")
    print(f"late   {_two(late)}")
    print(f"behind {behind:6d} pictures, {1000 * behind / RATE:.0f} ms")
    print(f"off    {offs[0]:6.4f} foot lengths as shown, {offs[behind]:.4f} at that shift")


def off(drawn: list[Any], backs: list[Floats], shift: int) -> float:
    """How far places stray on the foot, in pixels of the sample picture, taken as of the picture `shift` before the one shown."""
    places: dict[str, list[Floats]] = defaultdict(list)
    for _, number, _, points in drawn:
        for code, xy in points.items():
            places[code].append(apply(backs[(number - shift) % FRAMES], xy))
    if not places:
        return float("nan")
    strays = [np.array(one) - np.median(one, 0) for one in places.values() if len(one) > 5]
    return float(np.sqrt(np.mean(np.concatenate(strays) ** 2) * 2))


def _two(seconds: Floats) -> str:
    return f"p50 {1000 * np.quantile(seconds, 0.5):.0f} ms, p95 {1000 * np.quantile(seconds, 0.95):.0f} ms"


if __name__ == "__main__":
    main()
