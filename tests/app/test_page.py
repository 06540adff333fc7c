"""The page's door: what it lets in and out, its endpoints, and what becomes of uploads."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


def call(url: str, name: str, *data: object) -> Any:
    request = urllib.request.Request(
        f"{url}/gradio_api/call/{name}", json.dumps({"data": data}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{url}/gradio_api/call/{name}/{event}") as stream:
        lines = stream.read().decode().splitlines()
    last = next(line for line in reversed(lines) if line.startswith("data: ")).removeprefix("data: ")
    if "event: complete" not in lines:
        raise RuntimeError(last)
    (value,) = json.loads(last)
    return value


def upload(url: str, name: str, content: bytes) -> dict[str, Any]:
    boundary = "----part"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    body = head + content + f"\r\n--{boundary}--\r\n".encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/gradio_api/upload", body, kind)) as answer:
        (path,) = json.load(answer)
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def test_the_page_asks_no_other_host(url: str) -> None:
    with urllib.request.urlopen(url) as answer:
        policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy
    assert "fonts.googleapis.com" not in page
    assert "not medical advice" in page


def ask(url: str, **headers: str) -> tuple[str, Any]:
    """What is answered, in words, and its headers."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        content = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return content.decode(), answer.headers


def test_the_page_comes_in_the_readers_language(url: str) -> None:
    english, simplified = "Put in a photo of a bare foot", "我的拇指"
    page, _ = ask(url)
    assert english in page
    assert simplified not in page
    page, _ = ask(url, **{"Accept-Language": "zh-CN"})
    assert simplified in page
    assert english not in page
    page, _ = ask(url, **{"Accept-Language": "zh-CN", "Cookie": "locator-language=en"})
    assert english in page
    page, _ = ask(f"{url}/?lang=zh-Hans", **{"Cookie": "locator-language=en"})
    assert simplified in page


def test_the_page_and_its_scripts_come_compressed_and_scripts_are_kept(url: str) -> None:
    plain, _ = ask(url)
    packed, headers = ask(url, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) < len(plain) / 3
    assert len(packed) == pytest.approx(len(plain), rel=0.01)
    name = re.findall(r'src="\./assets/([^"]+\.js)"', plain)[0]
    script, headers = ask(f"{url}/assets/{name}")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
    packed, headers = ask(f"{url}/assets/{name}", **{"Accept-Encoding": "gzip"})
    assert (packed, headers["Content-Encoding"]) == (script, "gzip")


@pytest.mark.parametrize("path", ["assets/no.js", "assets/..%2f..%2fpackage.json", "samples/no.jpg", "scripts/serve.py"])
def test_other_files_are_not_given(url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/{path}")
    assert refused.value.code in (403, 404)
    refused.value.close()


@pytest.mark.parametrize("errand", ["file=http://127.0.0.1:1/x", "file=https://example.org/x", "proxy=https://a.hf.space/x"])
def test_the_server_runs_no_errands(url: str, errand: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/gradio_api/{errand}")
    assert refused.value.code == 403
    refused.value.close()


def test_no_browser_keeps_what_was_done(url: str) -> None:
    """Gradio would keep every run in the browser, with its pictures, for a page of its own."""
    page, _ = ask(url)
    assert '"run_history":false' in page
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/gradio_api/runs")
    assert refused.value.code == 404
    refused.value.close()


def test_a_page_that_is_up_says_so_and_no_other_site_does(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{url}/up", b"")) as answer:
        assert answer.status == 204
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{url}/up", b"", {"Origin": "https://example.org"}))
    assert refused.value.code == 403
    refused.value.close()


def test_endpoints_are_named_and_described(url: str) -> None:
    with urllib.request.urlopen(f"{url}/gradio_api/info") as answer:
        info = json.load(answer)
    assert set(info["named_endpoints"]) == {"/annotate", "/place", "/atlas", "/search", "/goal"}
    assert not info["unnamed_endpoints"]
    for name, endpoint in info["named_endpoints"].items():
        assert endpoint["description"], name


def test_the_atlas_is_looked_up(url: str) -> None:
    entry = call(url, "atlas", "UB60")
    assert entry["code"] == "BL60"
    assert entry["cautions"]
    assert {point["key"] for point in call(url, "atlas", "")["points"]} >= {"KI1", "BL60"}
    assert [found["key"] for found in call(url, "search", "湧泉", 1)] == ["KI1"]


def test_a_goal_comes_with_its_cautions_and_the_evidence(url: str) -> None:
    offer = call(url, "goal", "my heel hurts")
    assert offer["points"]
    assert "not medical advice" in offer["evidence"]


def test_errors_are_told_as_sentences(url: str) -> None:
    with pytest.raises(RuntimeError, match="QQ7"):
        call(url, "atlas", "QQ7")
    with pytest.raises(RuntimeError, match="not uploaded"):
        call(url, "annotate", {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, "", "en")


@pytest.mark.usefixtures("weights")
def test_a_photo_is_annotated_and_placed_anew(url: str, samples: Path) -> None:
    photo = samples / "right-sole.jpg"
    answer = call(url, "annotate", upload(url, photo.name, photo.read_bytes()), "", "en")
    record = answer["record"]
    assert record["feet"][0]["points"]
    assert base64.b64decode(answer["picture"].removeprefix("data:image/jpeg;base64,")).startswith(b"\xff\xd8\xff")
    bare = {**record, "feet": [{**foot, "points": [], "zones": [], "cun": None} for foot in record["feet"]]}
    placed = call(url, "place", bare, 0)
    codes = [point["code"] for point in record["feet"][0]["points"]]
    assert [point["code"] for point in placed["feet"][0]["points"]] == codes


def test_an_upload_carries_no_metadata(url: str, temporary: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "12 Secret Street"
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "tan").save(buffer, "JPEG", exif=exif)
    path = Path(upload(url, "holiday.jpg", buffer.getvalue())["path"])
    assert path.is_relative_to(temporary)
    assert b"Secret" not in path.read_bytes()
    with Image.open(path) as kept:
        assert kept.size == (30, 40)
        assert not kept.getexif()
    note = Path(upload(url, "note.json", b'{"mine": 1}')["path"])
    assert note.read_bytes() == b'{"mine": 1}'


def test_files_go_when_the_session_ends(url: str) -> None:
    photo = Path(upload(url, "foot.png", _png())["path"])
    shared = Path(upload(url, "shared.png", _png())["path"])
    for session, path in (("one", photo), ("one", shared), ("two", shared)):
        join(url, session, {"path": str(path), "meta": {"_type": "gradio.FileData"}})
    with urllib.request.urlopen(f"{url}/gradio_api/heartbeat/one") as alive:
        assert b"ALIVE" in alive.readline()
    assert gone(photo.parent)
    assert shared.is_file(), "another session still uses it"


def join(url: str, session: str, *data: object) -> None:
    """Send a message of a session, as a browser's page does; what it asks for does not matter here."""
    body = json.dumps({"session_hash": session, "fn_index": -1, "data": data}).encode()
    request = urllib.request.Request(f"{url}/gradio_api/queue/join", body, {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as refusal:
        refusal.close()


def gone(path: Path) -> bool:
    for _ in range(100):
        if not path.exists():
            return True
        time.sleep(0.1)
    return False


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.frombytes("RGB", (8, 8), secrets.token_bytes(192)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_password_is_asked_for(serve: Callable[..., AbstractContextManager[str]], tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("ann:one\n", encoding="utf-8")
    with serve("--auth", str(users)) as url:
        for door in ("config", "gradio_api/info", "gradio_api/upload"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{url}/{door}", b"" if door.endswith("upload") else None)
            assert refused.value.code == 401, door
            refused.value.close()
        gradio_client = pytest.importorskip("gradio_client")
        client = gradio_client.Client(url, auth=("ann", "one"), verbose=False)
        assert client.predict("KI1", api_name="/atlas")["code"] == "KI1"
        client.close()


def test_without_gradio_the_command_names_the_extra() -> None:
    code = "import sys; sys.modules['gradio'] = None\nfrom locator.cli import main\nsys.exit(main(['app']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'pip install "foot-locator[app]"' in done.stderr
