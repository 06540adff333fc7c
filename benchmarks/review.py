"""A large set in the tab Review: `python -m benchmarks.review [--photos 1000] [--steps 40]`. Needs Chromium and the extra dev.

The sample pictures are linked under as many names as asked for, with their records. Told, from a browser on this machine:

- queue: from choosing the whole set until its list stands and its first photo is open;
- next: from the key N until the next photo is drawn with its points;
- back: the same with P, of photos that the browser has seen;
- placed: from an arrow key that moves a landmark until its points have come back;
- decided: from the key A until the photo after it is drawn.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.live_browser import served
from locator import record
from locator.batch import RESULTS, jobs
from locator.batch.folder import write_inputs
from locator.pipeline import locate
from locator.samples import samples
from locator.store import Store

PATIENCE = 300_000
#: Press a key and give the milliseconds until what `ready` waits for has come and is painted.
_TIMED = """async ([key, mark]) => {
  const image = document.querySelector('.review svg image'), began = performance.now();
  const done = mark
    ? new Promise((then) => {
      const answers = new PerformanceObserver((list) => {
        if (list.getEntries().some(({ name }) => name.endsWith('/review/edit'))) { answers.disconnect(); then(); }
      });
      answers.observe({ entryTypes: ['resource'] });
    })
    : new Promise((then) => { image.addEventListener('load', then, { once: true }); });
  const target = mark ? document.activeElement : document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, shiftKey: mark }));
  await done;
  await new Promise((then) => { requestAnimationFrame(() => setTimeout(then)); });
  return performance.now() - began;
}"""
#: Choose the whole set and give the milliseconds until the first photo of so many is told; it may be the one that is there.
_CHOSEN = """async (count) => {
  const began = performance.now(), select = document.querySelector('.review .filter-which');
  select.value = 'all';
  select.dispatchEvent(new Event('change'));
  while (!document.querySelector('.review .facts').textContent.startsWith(`1 of ${count} `)) {
    await new Promise((then) => { requestAnimationFrame(then); });
  }
  return performance.now() - began;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=40)
    arguments = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        make_set(Path(folder), arguments.photos)
        told = measure(Path(folder), arguments.photos, arguments.steps)
    print(
        f"{os.cpu_count()} cores, load average {before:.1f} before and {os.getloadavg()[0]:.1f} after; {arguments.photos} photos"
    )
    for name, times in told.items():
        middle, most = np.percentile(times, (50, 95))
        print(f"{name:8} {middle:6.0f} ms in the middle, {most:6.0f} ms at most in 95 % of {len(times)}")


def make_set(out: Path, count: int) -> None:
    """A batch's folder with its store: sample pictures under `count` names, each with its record."""
    found = [(path, locate(path)) for path in samples().values()]
    (out / "photos").mkdir()
    photos, lines = [], []
    for number in range(count):
        path, result = found[number % len(found)]
        photo = out / "photos" / f"{number:05}-{path.name}"
        try:
            os.link(path, photo)
        except OSError:  # another file system
            shutil.copy(path, photo)
        photos.append(photo)
        lines.append(
            record.dumps(dataclasses.replace(result, image=dataclasses.replace(result.image, file=photo.name)), compact=True)
        )
    (out / RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_inputs(out, jobs(photos, out / "photos"))
    with Store.create(out) as store:
        store.import_batch(out)


def measure(out: Path, photos: int, steps: int) -> dict[str, list[float]]:
    """Milliseconds of each step by what it is."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    with served("--review", str(out)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 850}, locale="en-US")
        page.set_default_timeout(PATIENCE)
        page.goto(url, timeout=PATIENCE)
        page.wait_for_function("document.documentElement.dataset.ready === 'yes'")
        page.locator("#tab-review-button").click()
        page.locator(".review input[name=reviewer]").fill("benchmark")
        page.keyboard.press("Enter")
        page.locator(".review .filters").wait_for()
        page.wait_for_timeout(4000)  # until the first photo, and the warming up of the networks, are over
        told = {"queue": [float(page.evaluate(_CHOSEN, photos))]}
        page.wait_for_timeout(1000)
        told["next"] = pressed(page, "n", steps)
        told["back"] = pressed(page, "p", steps // 2)
        page.locator(".review h2.name").click()
        page.keyboard.press("c")
        told["placed"] = pressed(page, "ArrowRight", steps, mark=True)
        page.keyboard.press("u")
        page.keyboard.press("Escape")
        told["decided"] = pressed(page, "a", steps // 2)
        browser.close()
    return told


def pressed(page: Page, key: str, count: int, *, mark: bool = False) -> list[float]:
    return [float(page.evaluate(_TIMED, [key, mark])) for _ in range(count)]


if __name__ == "__main__":
    main()
