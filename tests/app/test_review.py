"""The addresses below /review/: a set of the sample pictures is opened, corrected, decided about, and shared by two."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio", reason="needs the extra app (gradio)")
pytest.importorskip("sqlalchemy", reason="needs the extra `review`")

from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import review_routes, routing
from app.review_desk import Desk
from locator import record
from locator.batch import RESULTS, jobs
from locator.batch.folder import write_inputs
from locator.errors import StoreError
from locator.pipeline import locate
from locator.store import Store, open_set

SCRIPTS = Path(review_routes.__file__).with_name("review")
NAMES = ("right-sole.jpg", "left-top.jpg", "empty-floor.jpg")


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `locator batch` leaves of three sample pictures."""
    samples = Path(review_routes.__file__).parents[1] / "sample_images"
    folder = tmp_path_factory.mktemp("results")
    lines = [record.dumps(locate(samples / name), compact=True) + "\n" for name in NAMES]
    (folder / RESULTS).write_text("".join(lines), encoding="utf-8")
    write_inputs(folder, jobs([samples / name for name in NAMES], samples))
    return folder


@pytest.fixture
def store(results: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "review.sqlite") as store:
        store.import_batch(results, audited=0)
        yield store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=review_routes.routes(store))) as client:
        yield client


def ask(client: TestClient, route: str, reviewer: str = "ann", /, **asked: Any) -> dict[str, Any]:
    answer = client.post(f"/review/{route}", json={"reviewer": reviewer, **asked})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def moved(client: TestClient, told: dict[str, Any], dx: float = 40) -> dict[str, Any]:
    """The record with the tip of the big toe moved."""
    at = told["record"]["feet"][0]["landmarks"]["toe1_tip"]
    asked = {"name": told["row"]["name"], "record": told["record"], "kind": "move", "foot": 0, "mark": "toe1_tip"}
    found: dict[str, Any] = ask(client, "edit", **asked, x=at["x"] + dx, y=at["y"])["record"]
    return found


def points(one: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {point["code"]: (point["x"], point["y"]) for point in one["feet"][0]["points"]}


def test_a_queue_is_worked_through(client: TestClient) -> None:
    told = ask(client, "queue")
    assert [row["name"] for row in told["rows"]] == ["empty-floor.jpg"]
    assert told["rows"][0]["reasons"] == ["refused"]
    whole = ask(client, "queue", which="all")
    assert {row["name"] for row in whole["rows"]} == set(NAMES)
    assert whole["total"] == whole["progress"]["total"] == 3
    assert [row["name"] for row in ask(client, "queue", which="all", view="plantar")["rows"]] == ["right-sole.jpg"]
    assert [row["name"] for row in ask(client, "queue", which="all", part="TOP")["rows"]] == ["left-top.jpg"]
    opened = ask(client, "open", name="empty-floor.jpg")
    assert opened["record"]["feet"] == []
    assert opened["says"][0].startswith("No bare foot found: photograph one bare foot")
    assert opened["says"][0].endswith("towards the camera.")
    assert ask(client, "open", name="empty-floor.jpg", lang="zh-Hant")["says"][0].endswith("朝向鏡頭。")
    done = ask(client, "decide", name="empty-floor.jpg", version=opened["version"], decision="accept", note="a floor")
    assert done["row"]["state"] == "accepted"
    assert done["progress"]["decided"] == 1
    assert ask(client, "queue")["rows"] == []
    assert ask(client, "open", name="empty-floor.jpg")["history"][0]["note"] == "a floor"
    back = ask(client, "undo", name="empty-floor.jpg", version=done["version"])
    assert back["row"]["state"] == "pending"


def test_points_follow_a_landmark_and_a_correction_is_kept(client: TestClient, store: Store) -> None:
    opened = ask(client, "open", name="right-sole.jpg")
    after = moved(client, opened)
    assert after["feet"][0]["landmarks"]["toe1_tip"]["corrected"]
    assert points(after) != points(opened["record"])
    bare = after | {"feet": [foot | {"points": [], "zones": []} for foot in after["feet"]]}
    done = ask(
        client, "decide", name="right-sole.jpg", version=opened["version"], decision="correct", record=bare, reason="on the nail"
    )
    assert done["row"] == opened["row"] | {"state": "corrected", "by": "ann"}
    assert points(ask(client, "open", name="right-sole.jpg")["record"]) == points(after)
    (told,) = store.reviews("right-sole.jpg")
    assert told.reason == "on the nail"


def test_side_view_toes_landmarks_and_feet_are_put_right(client: TestClient) -> None:
    opened = ask(client, "open", name="left-top.jpg")
    given = {"name": "left-top.jpg", "record": opened["record"], "foot": 0}
    side = ask(client, "edit", **given, kind="side", side="right")["record"]["feet"][0]
    assert (side["side"], side["side_score"]) == ("right", 1)
    view = ask(client, "edit", **given, kind="view", view="anterior")["record"]["feet"][0]
    assert (view["view"], view["view_score"]) == ("anterior", 1)
    before = opened["record"]["feet"][0]["landmarks"]
    swapped = ask(client, "edit", **given, kind="swap")["record"]["feet"][0]["landmarks"]
    assert swapped["toe5_tip"]["x"] == before["toe1_tip"]["x"]
    assert "toe1_tip" not in ask(client, "edit", **given, kind="drop", mark="toe1_tip")["record"]["feet"][0]["landmarks"]
    assert ask(client, "edit", **given, kind="remove")["record"]["feet"] == []


def test_two_who_decide_at_once_lose_nothing(client: TestClient, store: Store) -> None:
    hers, his = (ask(client, "open", who, name="right-sole.jpg") for who in ("ann", "bob"))
    assert (hers["busy"], his["busy"]) == (None, "ann")
    given = {"name": "right-sole.jpg", "version": hers["version"]}
    ask(client, "decide", **given, decision="correct", record=moved(client, hers), note="blurred")
    late = {**given, "decision": "correct", "record": moved(client, his, -30)}
    conflict = ask(client, "decide", "bob", **late)["conflict"]
    assert (conflict["by"], conflict["row"]["state"], conflict["history"][0]["note"]) == ("ann", "corrected", "blurred")
    assert conflict["record"]["feet"][0]["landmarks"]["toe1_tip"]["x"] != his["record"]["feet"][0]["landmarks"]["toe1_tip"]["x"]
    assert len(list(store.reviews("right-sole.jpg"))) == 1
    done = ask(client, "decide", "bob", **late | {"version": conflict["version"]})
    assert done["row"]["by"] == "bob"
    assert [one["by"] for one in ask(client, "open", name="right-sole.jpg")["history"]] == ["ann", "bob"]
    assert ask(client, "undo", name="right-sole.jpg", version=hers["version"] + 1).keys() == {"conflict"}


def test_a_second_opinion_is_blind_and_counts_for_agreement(client: TestClient) -> None:
    for name in ("right-sole.jpg", "left-top.jpg"):
        opened = ask(client, "open", name=name)
        ask(client, "decide", name=name, version=opened["version"], decision="correct", record=moved(client, opened), note="n")
    assert {row["name"] for row in ask(client, "queue", "bob", which="second")["rows"]} == {"right-sole.jpg", "left-top.jpg"}
    blind = ask(client, "open", "bob", name="left-top.jpg", blind=True)
    assert blind["history"] == []
    assert "corrected" not in blind["record"]["feet"][0]["landmarks"]["toe1_tip"]
    asked = {"name": "left-top.jpg", "version": blind["version"], "blind": True}
    done = ask(client, "decide", "bob", **asked, decision="accept")
    assert done["row"]["state"] == "corrected"
    found = ask(client, "agreement")
    assert (found["pairs"], found["feet"], found["lacking_feet"]) == (1, 1, 0)
    assert found["landmarks"]["toe1_tip"]["median"] > 0.01
    others = [one["median"] for name, one in found["landmarks"].items() if name != "toe1_tip"]
    assert len(others) > 5
    assert set(others) == {0}
    ask(client, "undo", "bob", **asked)
    assert ask(client, "agreement")["pairs"] == 0


def test_a_photo_comes_upright_reduced_and_without_metadata(client: TestClient, store: Store) -> None:
    item = store.item("right-sole.jpg")
    answer = client.get("/review/photo", params={"name": item.name})
    assert answer.headers["cache-control"].startswith("private")
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert not picture.getexif()
        assert picture.width / picture.height == pytest.approx(item.width / item.height, rel=0.01)
    with Image.open(io.BytesIO(client.get("/review/photo", params={"name": item.name, "whole": ""}).content)) as picture:
        assert picture.size == (item.width, item.height)
    assert "no photo 'pyproject.toml'" in client.get("/review/photo", params={"name": "pyproject.toml"}).json()["error"]


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [
        ("queue", {"reviewer": " "}, "reviewer"),
        ("queue", {"which": "mine"}, "one of queue, second"),
        ("open", {"name": "gone.jpg"}, "no photo 'gone.jpg'"),
        ("edit", {"name": "left-top.jpg", "kind": "paint", "foot": 0, "record": {}}, "one of move, drop"),
        ("edit", {"name": "left-top.jpg", "kind": "swap", "foot": 3, "record": {}}, "no foot number 4"),
        ("decide", {"name": "left-top.jpg", "version": 1, "decision": "burn"}, "one of accept, correct"),
        ("decide", {"name": "left-top.jpg", "version": 1, "decision": "correct", "record": {"feet": [{}]}}, "feet[0]"),
        ("undo", {"name": "left-top.jpg", "version": 1}, "ann has decided nothing"),
    ],
)
def test_what_cannot_be_done_is_said(client: TestClient, name: str, asked: dict[str, Any], says: str) -> None:
    answer = client.post(f"/review/{name}", json={"reviewer": "ann", **asked})
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_under_a_password_who_is_logged_in_signs(store: Store) -> None:
    application = Starlette(routes=review_routes.routes(store))
    application.auth, application.cookie_id, application.tokens = {"cid": "x"}, "id", {"good": "cid"}  # type: ignore[attr-defined]
    with TestClient(application) as client:
        assert client.get("/review/photo", params={"name": "right-sole.jpg"}).status_code == 401
        assert client.post("/review/queue", json={"reviewer": "ann"}).status_code == 401
        client.cookies.set("access-token-unsecure-id", "good")
        assert client.get("/review/facts").json()["user"] == "cid"
        version = ask(client, "open", name="right-sole.jpg")["version"]
        done = ask(client, "decide", name="right-sole.jpg", version=version, decision="accept")
        assert done["row"]["by"] == "cid"
        foreign = client.post("/review/queue", json={}, headers={"origin": "http://example.org"})
        assert foreign.status_code == 403


def test_a_photo_that_is_left_open_is_free_again(store: Store) -> None:
    now = [0.0]
    desk = Desk(store, lambda: now[0])

    def busy(who: str, name: str = "left-top.jpg") -> str | None:
        found: str | None = desk.open({"name": name, "reviewer": who})["busy"]
        return found

    assert [busy("ann"), busy("bob"), busy("ann")] == [None, "ann", None]
    now[0] = 1000
    assert [busy("bob"), busy("ann")] == [None, "bob"]
    busy("bob", "right-sole.jpg")  # bob has gone on
    assert busy("ann") is None


def test_without_a_set_the_page_says_how_to_make_one() -> None:
    with TestClient(Starlette(routes=review_routes.routes(None))) as client:
        facts = client.get("/review/facts?lang=zh-Hans").json()
        assert facts["set"] is False
        assert facts["words"]["none.title"] == "没有打开的照片集"
        assert client.post("/review/queue", json={"reviewer": "ann"}).status_code == 404


def test_every_word_that_the_scripts_say_is_there(client: TestClient) -> None:
    words = client.get("/review/facts").json()["words"]
    scripts = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js"))
    said = set(re.findall(r'\bt\("([a-z.]+)"', scripts)) | {
        f"key.{name}" for name in re.findall(r'^  .*: \["([a-z.]+)",', scripts, re.M)
    }
    for start in re.findall(r"\bt\(`([a-z.]+)\$\{", scripts):
        assert any(word.startswith(start) for word in words), start
    assert len(said) > 60
    assert said <= words.keys()


def test_a_batch_without_a_store_is_taken_in_once(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(StoreError, match=r"holds no results to review; make some with `locator batch"):
        open_set(str(folder))
    (folder / RESULTS).write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match="line 1"):
        open_set(str(folder))
    assert [path.name for path in folder.iterdir()] == [RESULTS]
    for name in (RESULTS, "inputs.csv"):
        (folder / name).write_bytes((results / name).read_bytes())
    store, new = open_set(str(folder))
    assert new is not None
    assert new.new == 3
    store.close()
    store, new = open_set(str(folder))
    assert new is None
    assert store.progress().total == 3
    store.close()


def test_a_record_of_a_foot_fits_into_a_request(client: TestClient) -> None:
    opened = ask(client, "open", name="right-sole.jpg")["record"]
    bare = opened | {"feet": [foot | {"points": [], "zones": []} for foot in opened["feet"]]}
    assert len(json.dumps(bare)) < routing.MOST_BYTES / 5
