"""A photo in; layers, cards and corrections on that very foot."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Picture

from locator.pipeline import locate
from locator.types import Result
from tests.app.e2e.steps import click_on_picture, source, upload, wait_for_another

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.usefixtures("weights")


@pytest.fixture(scope="module")
def photo() -> Path:
    return Path(__file__).resolve().parents[3] / "sample_images" / "right-sole.jpg"


@pytest.fixture(scope="module")
def result(photo: Path) -> Result:
    return locate(photo)


def share(result: Result, xy: tuple[float, float]) -> tuple[float, float]:
    return (xy[0] + 0.5) / result.image.width, (xy[1] + 0.5) / result.image.height


def saved(page: Page) -> dict[str, Any]:
    """The record that the tab saves."""
    if not page.locator("#photo-save-json").is_visible():
        page.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.locator("#photo-save-json").click()
    record: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return record


def test_a_click_on_a_point_opens_its_card(open_page: Callable[..., Page], photo: Path, result: Result) -> None:
    page = open_page()
    upload(page, photo)
    point = next(point for point in result.feet[0].points if point.code == "KI1")
    click_on_picture(page, *share(result, point.xy))
    card = page.locator("#photo-card article")
    card.wait_for()
    text = card.text_content() or ""  # some of it is folded
    assert "KI1" in text
    assert "湧泉" in text
    assert re.search(r"cun|mm", text)


def test_layers_are_drawn_anew_and_the_same_photo_is_kept(open_page: Callable[..., Page], photo: Path) -> None:
    page = open_page()
    upload(page, photo)
    before = source(page)
    page.locator("#photo-layers").get_by_label("Zones").check()
    wait_for_another(page, before)
    with_zones = source(page)
    page.locator("#photo-layers").get_by_label("Zones").uncheck()
    wait_for_another(page, with_zones)


def test_of_layers_switched_one_after_the_other_none_is_lost(open_page: Callable[..., Page], photo: Path) -> None:
    page = open_page()
    upload(page, photo)
    boxes = page.locator("#photo-layers input")
    for k in (1, 2, 1, 2, 0):  # one click after the other, none of them waits for a drawing
        boxes.nth(k).click()
    page.locator("#photo-drawn").get_by_text("0 points, 0 zones").wait_for()
    page.locator("#photo-layers").get_by_label("Acupoints").check()
    page.locator("#photo-drawn").get_by_text(re.compile("[1-9] points, 0 zones")).wait_for()


def test_on_a_phone_a_tap_on_the_picture_brings_the_card_into_view(
    open_page: Callable[..., Page], photo: Path, result: Result
) -> None:
    page = open_page(width=390)
    upload(page, photo)
    point = next(point for point in result.feet[0].points if point.code == "KI1")
    click_on_picture(page, *share(result, point.xy))
    page.locator("#photo-card article", has_text="KI1").wait_for()
    page.wait_for_function(
        """() => {
          const box = document.querySelector('#photo-card article > :first-child').getBoundingClientRect();
          return box.top > 0 && box.bottom < innerHeight;
        }"""
    )
    assert page.locator("#photo-picture img").evaluate("(image) => image.getBoundingClientRect().bottom > 0"), (
        "no picture is left"
    )


def test_a_search_shows_what_was_asked_for(open_page: Callable[..., Page], photo: Path) -> None:
    page = open_page()
    upload(page, photo)
    before = source(page)
    page.locator("#photo-search textarea, #photo-search input").first.fill("湧泉")
    page.keyboard.press("Enter")
    wait_for_another(page, before)
    assert "1 point" in page.locator("#photo-drawn").inner_text()


def test_a_moved_landmark_moves_what_hangs_on_it_and_can_be_undone(
    open_page: Callable[..., Page], photo: Path, result: Result
) -> None:
    page = open_page()
    upload(page, photo)
    before = saved(page)["feet"][0]
    page.get_by_role("button", name=re.compile("Correct|wrong", re.IGNORECASE)).first.click()
    shown = source(page)
    page.locator("#photo-moving input").check()
    wait_for_another(page, shown)  # landmarks show
    was = before["landmarks"]["heel_center"]
    goal = (was["x"] + 0.06 * result.image.width, was["y"])
    shown = source(page)
    click_on_picture(page, *share(result, (was["x"], was["y"])))
    wait_for_another(page, shown)
    shown = source(page)
    click_on_picture(page, *share(result, goal))
    wait_for_another(page, shown)
    after = saved(page)["feet"][0]
    now = after["landmarks"]["heel_center"]
    assert math.dist((now["x"], now["y"]), goal) < 0.01 * result.image.width
    assert [(point["x"], point["y"]) for point in after["points"]] != [(point["x"], point["y"]) for point in before["points"]]
    page.locator("#photo-undo").click()
    page.wait_for_function("document.querySelector('#photo-undo').disabled")
    assert saved(page)["feet"][0]["landmarks"]["heel_center"] == was


def test_the_other_side_is_one_click(open_page: Callable[..., Page], photo: Path) -> None:
    page = open_page()
    upload(page, photo)
    page.get_by_role("button", name=re.compile("Correct|wrong", re.IGNORECASE)).first.click()
    shown = source(page)
    page.locator("#photo-side").get_by_label("Left").check()
    wait_for_another(page, shown)
    assert saved(page)["feet"][0]["side"] == "left"
    page.locator("#photo-status").get_by_text("Looked at again: Left foot").wait_for()


def test_a_card_and_a_typed_thumb_move_the_points(open_page: Callable[..., Page], photo: Path, tmp_path: Path) -> None:
    """A sheet of known size gives the photo's scale; the thumb in mm then is the cun that points are counted in."""
    with_card = tmp_path / "card.png"
    with Picture.open(photo) as picture:
        picture.paste((250, 250, 255), (20, 20, 20 + round(2 * 85.6), 20 + round(2 * 53.98)))  # two pixels a mm
        picture.save(with_card)
    page = open_page()
    upload(page, with_card)
    before = saved(page)["feet"][0]["cun"]
    page.locator("#photo-size-box").get_by_role("button").first.click()
    page.locator("#photo-size").get_by_text("the length of the foot").wait_for()
    page.locator("#photo-sheet input").click()
    page.get_by_role("option", name="A bank card").click()
    page.locator("#photo-status").get_by_text(re.compile(r"about \d+ mm long")).wait_for()
    scaled = saved(page)["feet"][0]["cun"]
    assert scaled["px"] == before["px"]
    assert scaled["mm"] / scaled["px"] == pytest.approx(0.5, rel=0.03)
    page.locator("#photo-to-thumb").click()
    page.locator("#thumb-way input").last.check()
    page.locator("#thumb-typed input").fill("25")
    page.locator("#thumb-use").click()
    page.locator("#thumb-mine").get_by_text("25.0 mm").wait_for()
    page.locator("#tab-photo-button").click()
    page.locator("#photo-size").get_by_text("the breadth of the thumb").wait_for()
    own = saved(page)["feet"][0]["cun"]
    assert (own["source"], own["mm"]) == ("thumb", pytest.approx(25.0))
    assert own["px"] == pytest.approx(50.0, rel=0.03)
    assert own["sigma"] / own["px"] == pytest.approx(math.sqrt(0.05**2 + 0.05**2 + 0.02**2), rel=0.05)


@pytest.mark.parametrize(("kind", "start"), [("picture", b"\xff\xd8\xff"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_what_is_saved_is_what_it_says(open_page: Callable[..., Page], photo: Path, kind: str, start: bytes) -> None:
    page = open_page(width=390)
    upload(page, photo)
    page.locator("#photo-save").get_by_role("button").first.click()
    with page.expect_download() as download:
        page.locator(f"#photo-save-{kind}").click()
    assert Path(download.value.path()).read_bytes()[: len(start)].lower() == start.lower()


def test_a_snapshot_of_the_camera_is_looked_at(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["camera"])
    page.locator("#photo-upload").get_by_label("Capture from camera").click()
    page.locator("#photo-upload").get_by_title("grant webcam access").get_by_role("button").click()
    page.wait_for_function("document.querySelector('#photo-upload video')?.videoWidth > 0")  # a picture to take has come
    assert page.evaluate("document.querySelector('#photo-upload video').disablePictureInPicture")
    page.locator("#photo-upload .capture-button").click()
    page.locator("#photo-picture img").wait_for()
    assert saved(page)["feet"][0]["view"] == "plantar"


def test_a_photo_is_annotated_and_corrected_by_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.locator("#photo-samples button").first.focus()
    page.keyboard.press("Enter")
    page.locator("#photo-picture img").wait_for()
    before = saved(page)["feet"][0]["landmarks"]["heel_center"]
    page.locator("#photo-fix").get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    page.locator("#photo-landmark input").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.type("centre of the heel pad")
    page.keyboard.press("Enter")
    shown = source(page)
    page.locator("#photo-nudge-right").focus()
    page.keyboard.press("Enter")
    wait_for_another(page, shown)
    after = saved(page)["feet"][0]["landmarks"]["heel_center"]
    assert (after["x"] > before["x"], after["y"]) == (True, pytest.approx(before["y"]))


def test_a_file_that_is_no_picture_is_told_in_a_sentence(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page()
    file = tmp_path / "foot.jpg"
    file.write_bytes(b"no picture at all")
    page.locator("#photo-upload input[type=file]").set_input_files(file)
    page.get_by_text(re.compile("not a picture that can be read|damaged")).first.wait_for()


def test_two_visitors_see_their_own_feet(open_page: Callable[..., Page], photo: Path) -> None:
    first, second = open_page(), open_page(locale="zh-TW")
    upload(first, photo)
    upload(second, photo.with_name("left-top.jpg"))
    first.get_by_text(re.compile("Right foot")).first.wait_for()
    second.get_by_text(re.compile("左足")).first.wait_for()


def test_an_annotated_photo_fits_a_phone(open_page: Callable[..., Page], photo: Path) -> None:
    page = open_page(width=390)
    upload(page, photo)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (page.locator("#photo-picture img").bounding_box() or {"width": 0})["width"] > 250
