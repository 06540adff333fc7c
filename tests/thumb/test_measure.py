from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from locator.errors import LocatorError
from locator.geometry import Pixels
from locator.images import open_image
from locator.thumb import REASONS, ThumbError, measure, picture

pytestmark = pytest.mark.usefixtures("mediapipe")
NAMES = ("hand-on-a4.jpg", "hand-beside-card.jpg")
ROOT = Path(__file__).resolve().parents[2]


def refused(image: Pixels | Path, sheet: str | None = None) -> str:
    with pytest.raises(ThumbError) as caught:
        measure(image, sheet=sheet)
    assert caught.value.reason in REASONS
    assert len(str(caught.value).split()) > 6
    return caught.value.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_thumb_is_as_broad_as_it_is(samples: Path, truth: dict[str, dict[str, Any]], name: str) -> None:
    true = truth[name]
    thumb = measure(samples / name, sheet=true["sheet"])
    assert thumb.mm is not None
    assert thumb.sigma_mm is not None
    assert thumb.mm == pytest.approx(true["seen_mm"], rel=0.06)
    assert thumb.px == pytest.approx(true["px"], rel=0.08)
    assert abs(thumb.mm - true["widest_mm"]) < 2.5 * thumb.sigma_mm
    assert 0.05 * thumb.mm < thumb.sigma_mm < 0.12 * thumb.mm
    assert thumb.mm_per_px == pytest.approx(true["seen_mm"] / true["px"], rel=0.08)
    assert len(thumb.joints) == 21
    assert len(thumb.corners) == 4


def test_the_section_crosses_the_thumb_at_its_joint(samples: Path) -> None:
    thumb = measure(samples / NAMES[0])
    first, second = np.array(thumb.section)
    assert np.linalg.norm(second - first) == pytest.approx(thumb.px)
    assert np.linalg.norm((first + second) / 2 - thumb.joints[3]) < 0.5 * thumb.px
    along = np.subtract(thumb.joints[4], thumb.joints[2])
    assert abs(along @ (second - first)) < 0.5 * np.linalg.norm(along) * thumb.px
    assert (thumb.mm, thumb.sigma_mm, thumb.mm_per_px, thumb.corners) == (None, None, None, ())
    assert thumb.sigma_px > 0.05 * thumb.px, "the hand may lie nearer or farther than the foot"


def test_a_mirrored_hand_is_the_other_hand(samples: Path) -> None:
    rgb = open_image(samples / NAMES[0]).rgb
    thumb, other = measure(rgb), measure(np.ascontiguousarray(rgb[:, ::-1]))
    assert {thumb.side, other.side} == {"left", "right"}
    assert other.px == pytest.approx(thumb.px, rel=0.06)


def test_lengths_follow_the_size_of_the_photo(samples: Path) -> None:
    from PIL import Image

    photo = Image.open(samples / NAMES[0])
    whole, large = measure(photo, sheet="A4"), measure(photo.resize((photo.width * 4, photo.height * 4)), sheet="A4")
    assert whole.mm is not None
    assert large.px == pytest.approx(4 * whole.px, rel=0.03)
    assert large.mm == pytest.approx(whole.mm, rel=0.03)
    np.testing.assert_allclose(np.array(large.corners), 4 * np.array(whole.corners) + 1.5, atol=6)


def test_equal_pictures_give_equal_numbers(samples: Path) -> None:
    assert measure(samples / NAMES[1], sheet="card") == measure(samples / NAMES[1], sheet="card")


def test_what_cannot_be_measured_is_refused_with_a_reason(samples: Path) -> None:
    rgb = open_image(samples / NAMES[0]).rgb
    thumb = measure(rgb)
    assert refused(samples / "empty-floor.jpg") == "no_hand"
    assert refused(np.full((400, 300, 3), 200, np.uint8)) == "no_hand"
    assert refused(samples / "hand.jpg", "A4") == "no_sheet"
    assert refused(samples / NAMES[0], "card") in ("no_sheet", "other_sheet")
    tip = np.array(thumb.joints[4])
    covered = rgb.copy()
    x, y = tip.astype(int)
    reach = round(1.2 * thumb.px)
    skin = rgb[int(thumb.joints[3][1]), int(thumb.joints[3][0])]
    covered[y - reach : y + 2 * reach, x - reach : x + reach] = skin  # a hand that lies over the thumb
    assert refused(covered) in ("hidden", "faint", "no_hand")


def test_a_thumb_across_the_edge_of_the_paper_is_refused(samples: Path) -> None:
    rgb = open_image(samples / NAMES[0]).rgb
    thumb = measure(rgb, sheet="A4")
    left = round(float(np.mean(thumb.section, axis=0)[0])) - 4  # the paper now ends under the thumb
    floor = rgb.copy()
    corners = np.array(thumb.corners)
    top, bottom = (round(float(value)) for value in (corners[:, 1].min(), corners[:, 1].max()))
    paper = (rgb[top - 8 : bottom + 8, :left] > 190).all(-1)
    floor[top - 8 : bottom + 8, :left][paper] = (110, 70, 40)
    assert refused(floor, "A4") in ("off_sheet", "other_sheet", "no_sheet")


def test_a_blurred_thumb_is_refused(samples: Path) -> None:
    import cv2

    rgb = open_image(samples / NAMES[0]).rgb
    breadth = measure(rgb).px
    assert refused(np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.35 * breadth), np.uint8)) in (
        "blurred",
        "no_hand",
        "hidden",
        "faint",
    )


def test_a_thumb_of_few_pixels_is_refused(samples: Path) -> None:
    from PIL import Image

    photo = Image.open(samples / NAMES[0])
    share = 12 / measure(photo).px
    assert refused(np.asarray(photo.resize((round(photo.width * share), round(photo.height * share))))) in ("small", "no_hand")


def test_feet_are_not_measured(samples: Path) -> None:
    for name in ("left-top.jpg", "right-top-dark.jpg", "two-feet-from-above.jpg", "right-sole.jpg", "child-top.jpg"):
        assert refused(samples / name) in ("no_hand", "hidden"), name


def test_the_hand_is_told_from_a_foot_beside_it(samples: Path) -> None:
    foot, hand = open_image(samples / "left-top.jpg").rgb, open_image(samples / NAMES[0]).rgb
    alone, beside = measure(hand), measure(np.hstack([foot, hand]))
    assert beside.px == pytest.approx(alone.px, rel=0.03)
    assert beside.section[0][0] - foot.shape[1] == pytest.approx(alone.section[0][0], abs=0.2 * alone.px)


def test_an_unknown_sheet_is_named(samples: Path) -> None:
    with pytest.raises(LocatorError, match=r"A4, Letter.*got 'A3'"):
        measure(samples / NAMES[0], sheet="A3")


def test_the_picture_shows_the_section_and_leaves_the_photo_alone(samples: Path) -> None:
    rgb = open_image(samples / NAMES[0]).rgb
    before = rgb.copy()
    thumb = measure(rgb, sheet="A4")
    drawn = picture(rgb, thumb)
    assert drawn.shape == rgb.shape
    assert (rgb == before).all()
    x, y = np.mean(thumb.section, axis=0).round().astype(int)
    assert tuple(drawn[y, x]) == (213, 94, 0)
    x, y = np.mean(thumb.corners[:2], axis=0).round().astype(int)
    assert (drawn[y - 2 : y + 3, x - 2 : x + 3] == (86, 180, 233)).all(-1).any()


def test_nothing_leaves_the_machine(samples: Path) -> None:
    code = f"""
import socket
def no(*_): raise AssertionError("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = no
from locator.thumb import measure
print(measure({str(samples / NAMES[0])!r}, sheet="A4").mm)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert 10 < float(done.stdout) < 30


def test_without_mediapipe_the_extra_is_named(samples: Path) -> None:
    code = f"""
import sys; sys.modules["mediapipe"] = None
from locator.errors import LocatorError
from locator.thumb import measure
try: measure({str(samples / NAMES[0])!r})
except LocatorError as error: print(error)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert 'pip install "foot-locator[thumb]"' in done.stdout, done.stderr
