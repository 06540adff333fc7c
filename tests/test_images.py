from __future__ import annotations

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.ImageCms import ImageCmsProfile

from locator.errors import ImageError
from locator.geometry import Pixels
from locator.images import MAX_PIXELS, LoadedImage, open_image, save_image

# Upright: red top left, green top right, blue bottom left, white bottom right.
CORNERS = ((200, 30, 40), (30, 180, 60), (40, 50, 210), (250, 250, 250))


def quarters(width: int = 64, height: int = 48) -> Image.Image:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = CORNERS[0], CORNERS[1]
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = CORNERS[2], CORNERS[3]
    return Image.fromarray(pixels)


def corner_colours(rgb: Pixels) -> np.ndarray:
    h, w = rgb.shape[:2]
    return np.array([rgb[y, x] for y in (h // 4, 3 * h // 4) for x in (w // 4, 3 * w // 4)], int)


def stored(upright: Image.Image, orientation: int) -> Image.Image:
    """The picture as a camera stores it so that `orientation` turns it upright."""
    turn = Image.Transpose
    undo = {
        2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE,
        6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270,
    }  # fmt: skip
    return upright if orientation == 1 else upright.transpose(undo[orientation])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tiff", ".heic"])
def test_exif_turn_is_applied_once(tmp_path: Path, suffix: str, orientation: int) -> None:
    if suffix == ".heic":
        pytest.importorskip("pillow_heif", reason="needs the extra heic").register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned{suffix}"
    stored(quarters(), orientation).save(path, exif=exif.tobytes(), **({"lossless": True} if suffix == ".webp" else {}))
    loaded = open_image(path)
    assert (loaded.width, loaded.height, loaded.file, loaded.reduced) == (64, 48, path.name, 1)
    assert loaded.rgb.shape == (48, 64, 3)
    assert np.abs(corner_colours(loaded.rgb) - CORNERS).max() < 12


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize(("suffix", "size"), [(".jpg", (5000, 3001)), (".png", (4099, 2003)), (".jpg", (9999, 1001))])
def test_large_pictures_are_reduced_with_exact_scale(
    tmp_path: Path, suffix: str, size: tuple[int, int], orientation: int
) -> None:
    width, height = size
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[400:440, 1000:1040] = 0
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"big{suffix}"
    stored(Image.fromarray(pixels), orientation).save(path, exif=exif, **({"quality": 95} if suffix == ".jpg" else {}))
    loaded = open_image(path, at_least=1000)
    assert (loaded.width, loaded.height) == size
    k = loaded.reduced
    assert k > 1
    assert max(loaded.rgb.shape) >= 1000
    assert loaded.rgb.shape == (-(-height // k), -(-width // k), 3)
    ys, xs = np.nonzero(loaded.rgb[:, :, 0] < 128)
    # The dark square's centre, mapped back to pixels of the photo.
    assert xs.mean() * k + (k - 1) / 2 == pytest.approx(1019.5, abs=k / 4)
    assert ys.mean() * k + (k - 1) / 2 == pytest.approx(419.5, abs=k / 4)
    assert open_image(open_image(path), at_least=1000).rgb.shape == loaded.rgb.shape


def test_modes_come_out_as_the_same_colours(tmp_path: Path) -> None:
    picture = quarters()
    grey = np.asarray(picture.convert("L"))
    files = {
        "rgba.png": picture.convert("RGBA"),
        "palette.png": picture.quantize(8),
        "cmyk.tiff": picture.convert("CMYK"),
        "cmyk.jpg": picture.convert("CMYK"),
        "ycbcr.tiff": picture.convert("YCbCr"),  # inside: JPEG, as scanners write it
    }
    for name, image in files.items():
        image.save(tmp_path / name, **({"compression": "jpeg"} if name == "ycbcr.tiff" else {}))
        assert np.abs(corner_colours(open_image(tmp_path / name).rgb) - CORNERS).max() < 14, name
    greys = {
        "grey.png": Image.fromarray(grey),
        "grey16.png": Image.fromarray(grey.astype(np.uint16) * 257),
        "grey16.tiff": Image.fromarray(grey.astype(np.uint16) * 257),
        "grey-alpha.png": Image.fromarray(grey).convert("LA"),
    }
    for name, image in greys.items():
        image.save(tmp_path / name)
        assert np.array_equal(open_image(tmp_path / name).rgb, np.dstack([grey] * 3)), name


def png(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_16_bit_colour_png(tmp_path: Path) -> None:
    values = np.asarray(quarters(8, 8)).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    (tmp_path / "deep.png").write_bytes(png(8, 8, 16, 2, rows))
    assert np.array_equal(open_image(tmp_path / "deep.png").rgb, np.asarray(quarters(8, 8)))


def test_transparent_pixels_become_white(tmp_path: Path) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:2] = (10, 200, 30, 255)
    Image.fromarray(pixels).save(tmp_path / "half.png")
    Image.fromarray(pixels).save(tmp_path / "half.webp", lossless=True)
    for name in ("half.png", "half.webp"):
        rgb = open_image(tmp_path / name).rgb
        assert np.all(rgb[:2] == (10, 200, 30)), name
        assert np.all(rgb[2:] == 255), name


def swapped_profile() -> bytes:
    """sRGB with the red and green primaries exchanged: a profile whose effect nobody can miss."""
    data = bytearray(ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", data[128:132])
    places = {bytes(data[i : i + 4]): i for i in range(132, 132 + 12 * count, 12)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    data[red + 4 : red + 12], data[green + 4 : green + 12] = data[green + 4 : green + 12], data[red + 4 : red + 12]
    return bytes(data).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be")).replace(b"sRGB", b"test")


def test_icc_profiles_are_converted(tmp_path: Path) -> None:
    quarters().save(tmp_path / "swapped.png", icc_profile=swapped_profile())
    got = corner_colours(open_image(tmp_path / "swapped.png").rgb)
    assert np.abs(got - np.array(CORNERS)[:, [1, 0, 2]]).max() < 12
    srgb = ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    quarters().save(tmp_path / "srgb.png", icc_profile=srgb)
    assert np.array_equal(corner_colours(open_image(tmp_path / "srgb.png").rgb), CORNERS)


def test_an_unusable_profile_is_said(tmp_path: Path) -> None:
    quarters().save(tmp_path / "odd.png", icc_profile=b"not a profile at all")
    loaded = open_image(tmp_path / "odd.png")
    assert np.array_equal(corner_colours(loaded.rgb), CORNERS)
    assert any("profile" in warning for warning in loaded.warnings)


def test_an_animation_gives_its_first_picture(tmp_path: Path) -> None:
    frames = [quarters(), Image.new("RGB", (64, 48), "black")]
    frames[0].save(tmp_path / "moving.webp", save_all=True, append_images=frames[1:], lossless=True)
    frames[0].save(tmp_path / "pages.tiff", save_all=True, append_images=frames[1:])
    for name in ("moving.webp", "pages.tiff"):
        loaded = open_image(tmp_path / name)
        assert np.array_equal(corner_colours(loaded.rgb), CORNERS), name
        assert any("first" in warning for warning in loaded.warnings), name


def test_arrays_and_pil_images(tmp_path: Path) -> None:
    pixels = np.asarray(quarters())
    assert np.array_equal(open_image(pixels).rgb, pixels)
    assert np.array_equal(open_image(pixels[:, ::-1]).rgb, pixels[:, ::-1])
    quarters().save(tmp_path / "lazy.jpg")
    with Image.open(tmp_path / "lazy.jpg") as image:
        loaded = open_image(image)
        assert loaded.file == "lazy.jpg"
        assert image.size == (64, 48)
    assert open_image(quarters()).file == ""


def test_a_pil_image_is_left_as_it_was(tmp_path: Path) -> None:
    quarters(4000, 3000).save(tmp_path / "big.jpg")
    with Image.open(tmp_path / "big.jpg") as image:
        assert open_image(image, at_least=1000).reduced == 4
        assert (image.size, image.mode) == ((4000, 3000), "RGB")


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((3, 4, 4), np.uint8),
    ],
)
def test_other_arrays_are_refused_with_what_was_got(array: np.ndarray) -> None:
    with pytest.raises(ImageError, match=r"HxWx3 uint8 RGB.*got shape") as caught:
        open_image(array)
    assert str(array.shape) in str(caught.value)
    assert str(array.dtype) in str(caught.value)


def jpeg_bytes() -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.jpg", b"", "empty"),
        ("text.jpg", b"this is no picture\n" * 20, "JPEG, PNG"),
        ("short.jpg", jpeg_bytes()[:9000], "damaged or cut short"),
        ("header.jpg", jpeg_bytes()[:30], "JPEG, PNG|damaged"),
        ("nothing.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100, "damaged|JPEG, PNG"),
        ("wide.png", png(20_000, 5_001, 1, 0, b"\0" * 2501), r"100 megapixels \(20000 x 5001\).*limit"),
        ("bomb.png", png(60_000, 60_000, 1, 0, b"\0" * 10), "megapixels.*limit"),
        ("short.png", png(100, 100, 8, 2, b"\0" * 40), "damaged or cut short"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG"),
    ],
)
def test_unusable_files_get_one_clear_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImageError, match=says) as caught:
        open_image(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="does not exist"):
        open_image(tmp_path / "none.jpg")
    with pytest.raises(ImageError, match="is a folder"):
        open_image(tmp_path)
    with pytest.raises(ImageError, match="got int"):
        open_image(3)  # type: ignore[arg-type]


def test_a_picture_at_the_limit_opens(tmp_path: Path) -> None:
    # 1 bit a pixel keeps it small on disk; over 89 megapixels Pillow alone would warn.
    Image.new("1", (10_000, MAX_PIXELS // 10_000), 1).save(tmp_path / "limit.png")
    loaded = open_image(tmp_path / "limit.png", at_least=2000)
    assert (loaded.width, loaded.height, loaded.reduced) == (10_000, 10_000, 4)
    assert loaded.rgb.min() == 255


def test_float_pixels_are_refused(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((4, 4), np.float32)).save(tmp_path / "float.tiff")
    with pytest.raises(ImageError, match="mode 'F'"):
        open_image(tmp_path / "float.tiff")


def test_heic_without_its_extra_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 100)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(ImageError, match=r'pip install "foot-locator\[heic\]"'):
        open_image(tmp_path / "phone.heic")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_saving_writes_no_metadata(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    quarters().save(tmp_path / "in.jpg", exif=exif)
    out = tmp_path / f"out{suffix}"
    save_image(open_image(tmp_path / "in.jpg").rgb, out)
    with Image.open(out) as saved:
        assert not saved.getexif()
        assert saved.size == (64, 48)
    assert b"Exif" not in out.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_saving_under_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"\.jpg"):
        save_image(np.zeros((2, 2, 3), np.uint8), tmp_path / "x.bmp")


def test_loaded_images_pass_through() -> None:
    loaded = LoadedImage(np.zeros((4, 4, 3), np.uint8), 4, 4)
    assert open_image(loaded, at_least=100) is loaded


@pytest.fixture(scope="module")
def intact() -> list[bytes]:
    exif = Image.Exif()
    exif[0x0112] = 6
    kinds = [("JPEG", {}), ("PNG", {}), ("WEBP", {}), ("TIFF", {"compression": "tiff_lzw"}), ("TIFF", {})]
    files = []
    for kind, options in kinds:
        buffer = io.BytesIO()
        quarters().save(buffer, kind, exif=exif.tobytes(), **options)
        files.append(buffer.getvalue())
    return files


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_open_or_get_one_line(data: st.DataObject, intact: list[bytes], tmp_path: Path) -> None:
    content = bytearray(data.draw(st.sampled_from(intact)))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)):
        content[at] = byte
    path = tmp_path / "damaged"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        loaded = open_image(path, at_least=data.draw(st.none() | st.just(10)))
    except ImageError as error:
        message = str(error)
    else:
        message = ""
        rows, columns, channels = loaded.rgb.shape
        assert (rows, columns) == (-(-loaded.height // loaded.reduced), -(-loaded.width // loaded.reduced))
        assert channels == 3
    assert "\n" not in message
    assert len(message) < 250


def test_a_pil_image_that_breaks_later_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "short.jpg").write_bytes(jpeg_bytes()[:9000])
    with Image.open(tmp_path / "short.jpg") as image, pytest.raises(ImageError, match=r"'short\.jpg' is damaged"):
        open_image(image)


def test_an_orientation_that_does_not_exist_turns_nothing(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 9
    quarters().save(tmp_path / "odd.png", exif=exif.tobytes())
    loaded = open_image(tmp_path / "odd.png")
    assert (loaded.width, loaded.height) == (64, 48)
    assert np.array_equal(corner_colours(loaded.rgb), CORNERS)
