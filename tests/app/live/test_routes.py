"""The addresses below /live/: what they give, to whom, and what they refuse."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("gradio", reason="needs the extra app (gradio)")

from starlette.applications import Starlette
from starlette.testclient import TestClient

import locator
from app import live_routes
from locator.vision import weights

LIVE = Path(live_routes.__file__).with_name("live")


@pytest.fixture
def application() -> Starlette:
    return Starlette(routes=live_routes.routes())


@pytest.fixture
def client(application: Starlette) -> Iterator[TestClient]:
    with TestClient(application) as client:
        yield client


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The record of a sample picture."""
    return locator.locate(LIVE.parents[1] / "sample_images" / "right-sole.jpg").to_dict()


@pytest.fixture
def bare(whole: dict[str, Any]) -> dict[str, Any]:
    """The same without what placing gives."""
    return whole | {
        "feet": [{name: foot[name] for name in foot if name not in ("cun", "points", "zones")} for foot in whole["feet"]]
    }


def test_a_camera_above_puts_the_crease_between_the_malleoli(client: TestClient) -> None:
    record = locator.locate(LIVE.parents[1] / "sample_images" / "left-top.jpg").to_dict()
    foot = record["feet"][0]
    foot["landmarks"]["ankle_front"]["x"] += 40

    def aside(landmarks: dict[str, Any]) -> float:
        """How far a crease lies from the line between web23 and the middle of the malleoli that were sent, in pixels."""
        medial, lateral, cleft = (
            np.array([foot["landmarks"][name][axis] for axis in "xy"])
            for name in ("malleolus_medial", "malleolus_lateral", "web23")
        )
        (ax, ay), way = np.array([landmarks["ankle_front"][axis] for axis in "xy"]) - cleft, (medial + lateral) / 2 - cleft
        return float(abs(ax * way[1] - ay * way[0]) / np.hypot(*way))

    answers = []
    for camera in ([0.5, 0.1, 0.86], [0.1, 0.9, 0.4], None):
        told = client.post("/live/place", json=record | {"feet": [foot | {"camera": camera}]})
        assert told.status_code == 200
        answers.append(told.json()["feet"][0]["landmarks"])
    assert aside(foot["landmarks"]) > 20
    assert aside(answers[0]) < 0.1
    for answer in answers[1:]:  # from aside, or from nobody knows where, it stays
        assert answer["ankle_front"]["x"] == pytest.approx(foot["landmarks"]["ankle_front"]["x"], abs=0.1)
    assert client.post("/live/place", json=record | {"feet": [foot | {"camera": [1]}]}).status_code == 400


def test_landmarks_come_back_with_the_points_of_the_library(
    client: TestClient, bare: dict[str, Any], whole: dict[str, Any]
) -> None:
    answer = client.post("/live/place", json=bare)
    assert answer.status_code == 200
    points = {point["code"]: point for point in answer.json()["feet"][0]["points"]}
    assert points.keys() == {point["code"] for point in whole["feet"][0]["points"]}
    _, y0, _, y1 = whole["feet"][0]["box"]
    for point in whole["feet"][0]["points"]:
        found = points[point["code"]]
        assert np.hypot(found["x"] - point["x"], found["y"] - point["y"]) < 0.01 * (y1 - y0)
    assert {zone["id"] for zone in answer.json()["feet"][0]["zones"]} == {zone["id"] for zone in whole["feet"][0]["zones"]}


def test_a_frame_s_landmarks_are_a_few_kilobytes(bare: dict[str, Any]) -> None:
    assert len(json.dumps(bare)) < 8000 < live_routes.MOST_BYTES


def test_a_card_says_how_far_off_a_point_may_be(client: TestClient, whole: dict[str, Any]) -> None:
    plain = client.post("/live/card", json={"key": "KI1", "lang": "zh-Hant"}).json()["html"]
    placed = client.post("/live/card", json={"key": "KI1", "lang": "zh-Hant", "foot": whole["feet"][0]}).json()["html"]
    assert "湧泉" in plain
    assert len(placed) > len(plain)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "no JSON"),
        ({"content": b"[]", "headers": {"content-type": "application/json"}}, 400, "got list"),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, "application/json"),
        ({"json": {"feet": [{"side": "up"}]}}, 400, "feet[0]"),
        ({"content": b" " * (live_routes.MOST_BYTES + 1), "headers": {"content-type": "application/json"}}, 413, "landmarks"),
        ({"json": {}, "headers": {"origin": "http://example.org"}}, 403, "this server"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(client: TestClient, asked: dict[str, Any], status: int, said: str) -> None:
    answer = client.post("/live/place", **asked)
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_an_unknown_key_is_refused(client: TestClient) -> None:
    answer = client.post("/live/card", json={"key": "KI99"})
    assert answer.status_code == 400
    assert "KI99" in answer.json()["error"]


def test_under_a_password_only_who_is_logged_in_comes_in(application: Starlette) -> None:
    application.auth, application.cookie_id, application.tokens = {"ann": "x"}, "id", {"good": "ann"}  # type: ignore[attr-defined]
    with TestClient(application) as client:
        for path in ("/live/facts", "/live/files/page.js", "/live/networks/landmarks.onnx"):
            assert client.get(path).status_code == 401
        client.cookies.set("access-token-unsecure-id", "bad")
        assert client.post("/live/place", json={}).status_code == 401
        client.cookies.set("access-token-unsecure-id", "good")
        assert client.get("/live/facts").status_code == 200


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_the_facts_speak_each_language(client: TestClient, lang: str) -> None:
    told = client.get(f"/live/facts?lang={lang}").json()
    english = client.get("/live/facts").json()
    assert told["lang"] == lang
    assert told["words"].keys() == english["words"].keys()
    assert (told["words"]["start"] == english["words"]["start"]) is (lang == "en")
    constants = json.loads((LIVE.parents[1] / "locator/live/tracking.json").read_text(encoding="utf-8"))
    assert told["tracking"] == {name: value for name, value in constants.items() if name != "note"}


def test_every_word_that_the_scripts_say_is_there(client: TestClient) -> None:
    words = client.get("/live/facts").json()["words"]
    scripts = "".join(path.read_text(encoding="utf-8") for path in LIVE.glob("*.js"))
    said = set(re.findall(r'\bt\("([a-z.]+)"', scripts))
    assert said
    assert said <= words.keys()


def test_the_large_files_travel_compressed_and_are_those_that_npm_has(client: TestClient) -> None:
    listed = json.loads((LIVE / "ort/ort.json").read_text())["files"]
    assert (LIVE / "ort/LICENSE").read_text().startswith("MIT License")
    for name, facts in listed.items():
        answer = client.get(f"/live/files/ort/{name}")  # unpacked by the client, as by a browser
        assert hashlib.sha256(answer.content).hexdigest() == facts["sha256"]
        assert (answer.headers.get("content-encoding") == "gzip") is name.endswith(".wasm")
        again = client.get(f"/live/files/ort/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
    plain = client.get("/live/files/ort/ort-wasm-simd-threaded.wasm", headers={"accept-encoding": "identity"})
    assert plain.content == gzip.decompress((LIVE / "ort/ort-wasm-simd-threaded.wasm.gz").read_bytes())


@pytest.mark.parametrize("path", ["%2e%2e/live.py", "..%2f..%2fpyproject.toml", "ort/ort.json", "nothing.js", "ort"])
def test_only_scripts_styles_and_networks_are_served(client: TestClient, path: str) -> None:
    assert client.get(f"/live/files/{path}").status_code == 404
    assert client.get("/live/networks/hand.onnx").status_code == 404


@pytest.mark.parametrize("name", ["detector", "landmarks"])
def test_a_folded_network_says_the_same(client: TestClient, name: str) -> None:
    data = client.get(f"/live/networks/{name}.onnx").content
    folded = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    size = weights.facts(name)["input"]
    image = np.random.default_rng(1).integers(0, 255, (1, size["height"], size["width"], 3), np.uint8)
    ours = weights.session(name).run(None, {"image": image})
    for expected, found in zip(ours, folded.run(None, {"image": image}), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-3)
