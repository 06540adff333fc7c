"""How quick `locator app` is: start, first picture, many users at once: `python benchmarks/app.py [--users 20]`.

Starts a page of its own on this machine's loopback and asks only that. Rows of the table:

- page served: from "all imported" (the modules of the page and of looking) to the first answer of the page;
- page usable: the same to the box for a photo in a browser, in the reader's language, with Chromium started before;
- first picture: a 12-megapixel JPEG turned by EXIF, as phones make it, from the start of its upload to the annotated picture:
  in that browser, as a person does it, and the first one, so that whatever is not loaded yet counts;
- next pictures: the same photo by the endpoint /annotate;
- users at once: so many clients upload different pictures at one moment; each must get its own result, none an error.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradio_client import Client, handle_file
from photo import phone_photo  # benchmarks/photo.py, beside this file
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("right-sole.jpg", "left-top.jpg", "right-inner.jpg", "left-outer.jpg")
PATIENCE = 300_000  # milliseconds that a browser is waited for, and a client waits for the server
#: The server says when it has imported all, and then serves.
SERVE = """
import sys
from locator.cli.page import load_page
page = load_page()
import locator.vision, locator.pipeline, locator.drawing.overlay
print("imported", flush=True)
page.serve("127.0.0.1", int(sys.argv[1]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start")
    print(f"{'what':44}{'seconds':>9}")
    with tempfile.TemporaryDirectory() as folder, browser() as window, served(window) as url:
        photo = phone_photo(Path(folder))
        client = waiting(url)
        if window is None:
            row("first picture, 12 megapixels", seconds(lambda: annotate(client, photo)))
        else:
            row("first picture in a browser, 12 megapixels", seconds(lambda: see(window, photo)))
            window.close()
        times = [seconds(lambda: annotate(client, photo)) for _ in range(arguments.runs)]
        row(f"next pictures, 12 megapixels (median of {arguments.runs})", statistics.median(times))
        crowd(url, Path(folder), arguments.users)


@contextlib.contextmanager
def served(window: Any) -> Iterator[str]:
    """The page's address; prints how long it took to come up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", SERVE, str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            if server.stdout.readline().strip() != "imported":
                sys.exit("the server did not start")
            threading.Thread(target=server.stdout.read, daemon=True).start()
            start = time.monotonic()
            wait_for(url)
            row("page served, after imports", time.monotonic() - start)
            if window is not None:
                window.goto(url, timeout=PATIENCE)
                window.locator("#photo-upload").wait_for(timeout=PATIENCE)
                window.wait_for_function("document.documentElement.dataset.ready === 'yes'", timeout=PATIENCE)
                row("page usable in a browser, after imports", time.monotonic() - start)
            yield url
        finally:
            server.terminate()


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """A window of a running Chromium, or None."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        yield None
        return
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running.new_page()
        running.close()


def crowd(url: str, folder: Path, users: int) -> None:
    """So many clients at one moment, each with a picture of a size of its own."""
    pictures = []
    for number in range(users):
        with Image.open(ROOT / "sample_images" / SAMPLES[number % len(SAMPLES)]) as image:
            height = 900 + 10 * number  # tells the answers apart
            pictures.append(folder / f"user-{number}.jpg")
            image.resize((round(image.width * height / image.height), height)).save(pictures[-1])
    clients = [waiting(url) for _ in pictures]
    alone = [annotate(clients[number], pictures[number]) for number in range(min(users, len(SAMPLES)))]
    gate = threading.Barrier(users)

    def one(number: int) -> tuple[float, dict[str, Any]]:
        gate.wait()
        start = time.monotonic()
        record = annotate(clients[number], pictures[number])
        return time.monotonic() - start, record

    errors, mixed, times = 0, 0, []
    with concurrent.futures.ThreadPoolExecutor(users) as pool:
        for number, job in enumerate([pool.submit(one, number) for number in range(users)]):
            try:
                took, record = job.result()
            except Exception as error:  # whatever a client may be told is a failure here
                errors += 1
                print(f"user {number}: {error}", file=sys.stderr)
                continue
            times.append(took)
            views = [(foot["side"], foot["view"]) for foot in record["feet"]]
            expected = [(foot["side"], foot["view"]) for foot in alone[number % len(SAMPLES)]["feet"]]
            mixed += record["image"]["height"] != 900 + 10 * number or views != expected
    row(f"{users} users at once, median", statistics.median(times))
    row(f"{users} users at once, slowest", max(times))
    print(f"{errors} errors, {mixed} mixed-up results; load average {os.getloadavg()[0]:.1f} at the end")
    if errors or mixed:
        sys.exit(1)


def see(window: Any, photo: Path) -> None:
    """Put a photo into the page and wait until it shows it annotated."""
    window.locator("#photo-upload input[type=file]").set_input_files(photo)
    window.locator("#photo-picture img").wait_for(timeout=PATIENCE)
    window.wait_for_function("document.querySelector('#photo-picture img').complete", timeout=PATIENCE)


def waiting(url: str) -> Client:
    """A client as patient as a browser: by itself it gives up after five seconds without an answer."""
    return Client(url, verbose=False, httpx_kwargs={"timeout": PATIENCE / 1000})


def annotate(client: Client, photo: Path) -> dict[str, Any]:
    answer = client.predict(handle_file(str(photo)), "", "en", api_name="/annotate")
    record: dict[str, Any] = answer["record"]
    assert answer["picture"].startswith("data:image/jpeg")
    return record


def wait_for(url: str) -> None:
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except urllib.error.URLError:
            time.sleep(0.02)


def seconds(work: Any) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def row(what: str, took: float) -> None:
    print(f"{what:44}{took:9.2f}", flush=True)


if __name__ == "__main__":
    main()
