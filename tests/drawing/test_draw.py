import dataclasses
import itertools
import subprocess
import sys

import numpy as np
import pytest

import locator.drawing.captions as captions
from locator.atlas import LANGUAGES, load_atlas
from locator.drawing import Layers, draw
from locator.drawing.palette import meridian_colour
from locator.errors import AtlasError, ImageError
from locator.types import PlacedPoint

SIZES = [(300, 400), (400, 300), (1050, 1400), (1400, 1050), (6000, 4500)]


def _skin(width, height, value=180):
    return np.full((height, width, 3), value, np.uint8)


def _apart(a, b):
    return a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


@pytest.fixture
def settled(monkeypatch):
    """Every (captions, spots, width) that a drawing settles on."""
    seen = []
    original = captions.settle

    def spy(items, discs, size, style):
        spots, extra = original(items, discs, size, style)
        seen.append((items, spots, (size[0] + extra, size[1])))
        return spots, extra

    monkeypatch.setattr(captions, "settle", spy)
    return seen


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(("points", "zones"), [(3, 0), (15, 5), (40, 25), (64, 28)])
def test_labels_neither_overlap_nor_leave_the_picture(make, settled, width, height, points, zones):
    result = make(width, height, points=points, zones=zones, seed=points)
    draw(_skin(width, height), result)
    ((items, spots, size),) = settled
    assert len(spots) == points + zones
    boxes = [spot.box for spot in spots]
    assert all(_apart(a, b) for a, b in itertools.combinations(boxes, 2))
    assert all(x0 >= 0 and y0 >= 0 and x1 <= size[0] and y1 <= size[1] for x0, y0, x1, y1 in boxes)
    for caption, spot in zip(items, spots, strict=True):
        assert (spot.box[3] - spot.box[1]) == pytest.approx(caption.request.height)
        assert caption.request.height >= 14  # 1.3 times the least font size


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_on_real_feet_find_room_on_the_photo(real_results, settled, lang):
    for result in real_results:
        draw(_skin(result.image.width, result.image.height), result, Layers(lang=lang))
        _, spots, size = settled[-1]
        assert size[0] == result.image.width
        assert all(_apart(a.box, b.box) for a, b in itertools.combinations(spots, 2))
        near = [spot.leader is None for spot in spots]
        assert np.mean(near) > 0.5


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_marks_land_on_their_pixels(make, width, height):
    result = make(width, height, points=1, zones=0)
    at = (round(0.4 * width), round(0.55 * height))
    point = PlacedPoint("KI1", *map(float, at), 0.0, True, "")
    result = dataclasses.replace(result, feet=(dataclasses.replace(result.feet[0], points=(point,)),))
    picture = draw(_skin(width, height), result)
    blue = (np.abs(picture[:height, :width].astype(int) - meridian_colour("KI")).max(2) < 3).astype(float)
    near = np.zeros_like(blue)
    reach = max(4, round(0.01 * height))
    near[at[1] - reach : at[1] + reach + 1, at[0] - reach : at[0] + reach + 1] = 1
    rows, columns = np.nonzero(blue * near)
    assert abs(rows.mean() - at[1]) <= 0.5
    assert abs(columns.mean() - at[0]) <= 0.5


def test_image_is_untouched_and_stays_at_the_top_left(make):
    result = make(300, 400)
    image = np.random.default_rng(0).integers(0, 255, (400, 300, 3)).astype(np.uint8)
    before = image.copy()
    picture = draw(image, result, Layers(points=(), zones=(), outline=False))
    assert (image == before).all()
    assert (picture[:400, :300] == before).all()
    assert not np.shares_memory(picture, image)


def test_read_only_images_can_be_drawn_on(make):
    image = _skin(300, 400)
    image.flags.writeable = False
    draw(image, make(300, 400))


def test_equal_inputs_give_equal_bytes(make):
    result = make(400, 300, points=30, zones=20)
    assert (draw(_skin(400, 300), result) == draw(_skin(400, 300), result)).all()


def test_each_layer_changes_the_picture(make):
    result = make(600, 800, sigma=0.03)
    skin = _skin(600, 800)
    base = draw(skin, result, Layers(legend=False))
    for layers in (
        Layers(legend=False, outline=False),
        Layers(legend=False, landmarks=True),
        Layers(legend=False, uncertainty=False),
        Layers(legend=False, points=()),
        Layers(legend=False, zones=()),
        Layers(legend=False, lang="zh-Hans"),
        Layers(),
    ):
        other = draw(skin, result, layers)
        assert other.shape != base.shape or (other != base).any(), layers


def test_without_the_legend_the_size_stays(make):
    assert draw(_skin(600, 800), make(600, 800), Layers(legend=False)).shape == (800, 600, 3)


def test_numbers_never_stand_without_a_legend(make, settled):
    draw(_skin(1400, 1050), make(1400, 1050, points=0, zones=20), Layers(legend=False))
    assert not any(caption.number for caption in settled[0][0])


def test_a_hidden_point_is_not_drawn_by_default_and_hollow_when_named(make):
    result = make(600, 800, points=0, zones=0)
    point = PlacedPoint("KI3", 300.0, 400.0, 0.0, False, "")
    result = dataclasses.replace(result, feet=(dataclasses.replace(result.feet[0], points=(point,)),))
    skin = _skin(600, 800)
    inner = np.s_[399:402, 299:302]
    assert (draw(skin, result)[380:421, 280:321] == 180).all()
    named = draw(skin, result, Layers(points=("KI3",)))
    assert (named[inner] == 180).all()
    assert (named[380:421, 280:321] != 180).any()


def test_two_feet_and_none_are_drawn(make):
    one = make(600, 800, points=10, zones=10)
    two = dataclasses.replace(one, feet=(one.feet[0], dataclasses.replace(one.feet[0], side="right")))
    assert draw(_skin(600, 800), two).shape[0] >= 800
    none = dataclasses.replace(one, feet=(), refused="no foot found")
    picture = draw(_skin(600, 800), none)
    assert (picture[:800, :600] == 180).all()
    assert (picture != 180).any()


def test_names_of_layers_are_looked_up(make):
    result = make(300, 400, points=64)
    skin = _skin(300, 400)
    assert (draw(skin, result, Layers(points=("LV-3",))) == draw(skin, result, Layers(points=("LR3",)))).all()
    with pytest.raises(AtlasError):
        draw(skin, result, Layers(points=("Atlantis",)))


def test_every_point_and_zone_of_the_atlas_can_be_drawn(make):
    atlas = load_atlas()
    every = Layers(points=tuple(p.code for p in atlas.points), zones=tuple(z.id for z in atlas.zones))
    for lang in LANGUAGES:
        result = make(1400, 1050, points=64, zones=28)
        assert draw(_skin(1400, 1050), result, dataclasses.replace(every, lang=lang)).any()


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((400, 300), np.uint8),
        np.zeros((400, 300, 4), np.uint8),
        np.zeros((400, 300, 3), np.float32),
        np.zeros((800, 600, 3), np.uint8),
    ],
)
def test_other_arrays_are_refused(make, image):
    with pytest.raises(ImageError, match=r"got .*(;|,)"):
        draw(image, make(300, 400))


def test_layers_are_chosen_without_loading_any_drawing_library():
    code = "import sys, locator.drawing.layers; print(sorted({'cv2', 'PIL', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lit_entries_lines_and_courses_change_the_drawing_and_keep_its_size(real_results):
    result = next(result for result in real_results if any(foot.view == "plantar" for foot in result.feet))
    photo = _skin(result.image.width, result.image.height)
    plain = draw(photo, result, Layers(zones=(), legend=False))
    code = next(point.code for point in result.feet[0].points if point.visible)
    for layers in (Layers(zones=(), legend=False, lit=(code,)), Layers(zones=(), legend=False, lines=True)):
        changed = draw(photo, result, layers)
        assert changed.shape == plain.shape
        assert (changed != plain).any()


def test_without_zone_names_only_lit_zones_are_labelled(make, settled):
    result = make(800, 1000, points=0, zones=5)
    lit = result.feet[0].zones[2].id
    draw(_skin(800, 1000), result, Layers(points=(), legend=False, zone_names=False, lit=(lit,)))
    ((captions_, _, _),) = settled
    assert len(captions_) == 1
    assert load_atlas().zone(lit).name("en") in captions_[0].runs[0].text
