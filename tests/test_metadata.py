from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from locator.errors import ImageError
from locator.images import open_image
from locator.metadata import strip

SECRET = b"12 Secret Street"


def picture(samples: Path) -> Image.Image:
    return Image.open(samples / "right-sole.jpg").convert("RGB").resize((300, 400))


def exif(turn: int) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = turn
    data[0x010E] = SECRET.decode()
    data.get_ifd(0x8825)[2] = (47.0, 22.0, 1.0)
    return data


@pytest.mark.parametrize("turn", [1, 6, 8])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_what_the_camera_wrote_is_gone_and_the_picture_is_upright(samples: Path, tmp_path: Path, kind: str, turn: int) -> None:
    path = tmp_path / f"photo.{kind.lower()}"
    picture(samples).save(path, kind, exif=exif(turn))
    before = open_image(path).rgb
    assert SECRET in path.read_bytes()
    strip(path)
    assert SECRET not in path.read_bytes()
    with Image.open(path) as after:
        assert not after.getexif()
    after_rgb = open_image(path).rgb
    assert after_rgb.shape == before.shape
    assert np.abs(after_rgb.astype(int) - before).mean() < (0.01 if turn == 1 and kind in ("JPEG", "PNG") else 3)


@pytest.mark.parametrize("subsampling", [0, 2])
@pytest.mark.parametrize("several", [False, True])
def test_a_turned_jpeg_keeps_its_colours_fineness_and_profile(
    samples: Path, tmp_path: Path, subsampling: int, several: bool
) -> None:
    path = tmp_path / "photo.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"format": "MPO", "save_all": True, "append_images": [picture(samples)]} if several else {}
    picture(samples).save(path, exif=exif(6), icc_profile=profile, subsampling=subsampling, quality=95, **options)
    before = open_image(path).rgb
    strip(path)
    with Image.open(path) as after:
        assert (after.format, after.info["icc_profile"]) == ("JPEG", profile)
        assert (after.layer[0][1:3] == (1, 1)) == (subsampling == 0)
        assert not after.getexif()
    assert SECRET not in path.read_bytes()
    assert open_image(path).rgb.shape == before.shape
    assert np.abs(open_image(path).rgb.astype(int) - before).mean() < 1.5


def test_an_upright_jpeg_keeps_its_pixels_profile_and_nothing_behind_its_end(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    profile = b"profile" * 20000  # over one segment
    picture(samples).save(path, exif=exif(1), icc_profile=profile, comment=SECRET, progressive=True)
    before = np.asarray(Image.open(path))
    path.write_bytes(path.read_bytes() + b"\xff\xd8 a second picture of " + SECRET)
    strip(path)
    with Image.open(path) as after:
        assert np.array_equal(np.asarray(after), before)
        assert after.info["icc_profile"] == profile
    assert SECRET not in path.read_bytes()
    once = path.read_bytes()
    strip(path)
    assert path.read_bytes() == once


def test_a_png_loses_its_texts(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Owner", SECRET.decode())
    picture(samples).save(path, pnginfo=notes)
    before = np.asarray(Image.open(path))
    strip(path)
    assert SECRET not in path.read_bytes()
    assert np.array_equal(np.asarray(Image.open(path)), before)


def test_a_heic_picture_becomes_one_without_metadata(samples: Path, tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif", reason="needs the extra heic")
    path = tmp_path / "photo.heic"
    heif.from_pillow(picture(samples)).save(path, exif=exif(1).tobytes())
    assert SECRET in path.read_bytes()
    strip(path)
    assert SECRET not in path.read_bytes()
    assert open_image(path).rgb.shape == (400, 300, 3)


@pytest.mark.parametrize("content", [b'{"no": "picture"}', b"", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
def test_what_is_no_picture_is_left_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.jpg"
    path.write_bytes(content)
    with pytest.raises(ImageError):
        strip(path)
    assert path.read_bytes() == content


def test_a_cut_jpeg_is_left_and_said(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    picture(samples).save(path)
    content = path.read_bytes()[:-200]
    path.write_bytes(content)
    with pytest.raises(ImageError, match="cut short"):
        strip(path)
    assert path.read_bytes() == content
