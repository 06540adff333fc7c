"""The page as a browser meets it: served by the command in a process of its own."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
needs_gradio = pytest.mark.skipif(importlib.util.find_spec("gradio") is None, reason="needs the extra app (gradio)")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    temporary = tmp_path_factory.mktemp("uploads")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "locator", "app", "--port", str(port)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    ) as server:
        try:
            yield wait_for(f"http://127.0.0.1:{port}", server)
            assert list(temporary.glob("locator-*"))
        finally:
            server.terminate()
    assert not list(temporary.glob("locator-*")), "uploads outlive the server"


def wait_for(url: str, server: subprocess.Popen[str]) -> str:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {server.communicate()[0]}")
        try:
            with urllib.request.urlopen(url):
                return url
        except urllib.error.URLError:
            time.sleep(0.25)
    pytest.fail("the server did not answer")


def call(url: str, name: str, *data: object) -> list[object]:
    request = urllib.request.Request(
        f"{url}/gradio_api/call/{name}", json.dumps({"data": data}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{url}/gradio_api/call/{name}/{event}") as stream:
        lines = stream.read().decode().splitlines()
    assert "event: complete" in lines, lines
    result: list[object] = json.loads(next(line for line in reversed(lines) if line.startswith("data: ")).removeprefix("data: "))
    return result


@needs_gradio
def test_the_page_asks_no_other_host(url: str) -> None:
    with urllib.request.urlopen(url) as answer:
        policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy
    assert "fonts.googleapis.com" not in page
    assert "not medical advice" in page


@needs_gradio
def test_the_atlas_is_looked_up(url: str) -> None:
    (entry,) = call(url, "atlas", "UB60")
    assert isinstance(entry, dict)
    assert entry["code"] == "BL60"
    assert entry["cautions"]


@needs_gradio
@pytest.mark.usefixtures("weights")
def test_a_photo_is_annotated(url: str, samples: Path) -> None:
    photo = samples / "right-sole.jpg"
    boundary = "----part"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{photo.name}"\r\n\r\n'.encode()
    body = head + photo.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/gradio_api/upload", body, kind)) as answer:
        (path,) = json.load(answer)
    file = {"path": path, "orig_name": photo.name, "meta": {"_type": "gradio.FileData"}}
    (answer,) = call(url, "annotate", file, "", "en")
    assert isinstance(answer, dict)
    assert answer["record"]["feet"][0]["points"]
    assert base64.b64decode(answer["picture"].removeprefix("data:image/jpeg;base64,")).startswith(b"\xff\xd8\xff")


def test_without_gradio_the_command_names_the_extra() -> None:
    code = "import sys; sys.modules['gradio'] = None\nfrom locator.cli import main\nsys.exit(main(['app']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'pip install "foot-locator[app]"' in done.stderr
