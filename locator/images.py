"""Open a picture upright in sRGB with 8 bits a channel, within limits; save one without metadata.

Accepted: JPEG, PNG, WebP, TIFF, HEIC (extra `heic`); 8 or 16 bit; grey, RGB, CMYK, palette, alpha (laid over white); any
EXIF turn; any ICC profile; up to 100 megapixels; of an animation or a stack of pages the first. All else is an ImageError.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import io
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, UnidentifiedImageError

from locator.errors import ImageError
from locator.files import write_whole
from locator.geometry import Pixels

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "ImageSource",
    "LoadedImage",
    "Pixels",
    "file_name",
    "jpeg",
    "jpeg_url",
    "open_image",
    "save_image",
]

MAX_PIXELS = 100_000_000
#: File name endings (lower case) that a folder is searched for.
SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".mpo", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"})

_KINDS = "JPEG, PNG, WebP, TIFF or HEIC"
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_ORIENTATION = 0x0112  # EXIF: how the camera was held
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]})
#: The mode that carries a mode's colours without its alpha, as ICC profiles expect it.
_COLOURS = {
    "1": "L", "L": "L", "LA": "L", "La": "L", "P": "RGB", "PA": "RGB", "RGB": "RGB", "RGBA": "RGB", "RGBa": "RGB", "RGBX": "RGB",
    "CMYK": "CMYK", "YCbCr": "RGB",
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LoadedImage:
    """A picture, upright. `rgb` is (ceil(height / reduced), ceil(width / reduced), 3) uint8 sRGB.

    `width` and `height` are those of the upright photo at full size; `reduced` is 1, 2, 4 or 8: the photo pixels along each
    axis that one pixel of `rgb` averages. `file` is the bare file name, "" for a picture from memory.
    """

    rgb: Pixels
    width: int
    height: int
    reduced: int = 1
    file: str = ""
    warnings: tuple[str, ...] = ()


ImageSource = str | os.PathLike[str] | Image.Image | Pixels | LoadedImage


def open_image(source: ImageSource, *, at_least: int | None = None) -> LoadedImage:
    """Open a path, a PIL image or an HxWx3 uint8 RGB array as an upright sRGB picture.

    With `at_least` (pixels) a large picture is reduced by 2, 4 or 8 as long as its longer side keeps that many: a JPEG is
    then decoded at that size, several times faster. Raises ImageError.
    """
    if isinstance(source, LoadedImage):
        loaded = source
    elif isinstance(source, np.ndarray):
        loaded = _from_array(source)
    elif isinstance(source, Image.Image):
        path = getattr(source, "filename", "")
        bare = file_name(Path(os.fsdecode(path))) if path else ""
        name = f"'{bare}'" if bare else "the picture"
        _check_size(source.size, name)
        with _one_clear_line(name):
            return _decode(source, source.size, name, bare, at_least)
    elif isinstance(source, (str, os.PathLike)):
        return _from_file(Path(source), at_least)
    else:
        raise ImageError(f"expected a path, a PIL image or an HxWx3 uint8 RGB array, got {type(source).__name__}; convert it")
    factor = _factor((loaded.rgb.shape[1], loaded.rgb.shape[0]), at_least)
    if factor == 1:
        return loaded
    smaller = np.asarray(Image.fromarray(loaded.rgb).reduce(factor))
    return dataclasses.replace(loaded, rgb=smaller, reduced=loaded.reduced * factor)


def save_image(rgb: Pixels, path: str | os.PathLike[str]) -> None:
    """Save HxWx3 uint8 RGB pixels as JPEG, PNG or WebP (by the ending) with no metadata at all; whole or not at all."""
    kind = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}.get(Path(path).suffix.lower())
    if kind is None:
        raise ImageError(f"cannot save as {Path(path).name!r}: end the name in .jpg, .png or .webp")
    buffer = io.BytesIO()
    # Colour at full resolution (subsampling 0): thin coloured lines and letters smear without it.
    options = {"quality": 90, "subsampling": 0} if kind == "JPEG" else {}
    Image.fromarray(rgb).save(buffer, kind, **options)
    write_whole(path, buffer.getvalue())


def jpeg(rgb: Pixels, quality: int, *, optimize: bool = False) -> bytes:
    """HxWx3 uint8 RGB pixels as the bytes of a JPEG, without metadata."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, optimize=optimize)
    return buffer.getvalue()


def jpeg_url(rgb: Pixels, quality: int, *, optimize: bool = False) -> str:
    """The same in a data URL, for pictures inside HTML, SVG and JSON."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg(rgb, quality, optimize=optimize)).decode()}"


def file_name(path: Path) -> str:
    """The bare file name as text that UTF-8 can hold; bytes that are no UTF-8 become the replacement character."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _from_array(rgb: npt.NDArray[np.generic]) -> LoadedImage:
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ImageError(f"expected an HxWx3 uint8 RGB array, got shape {rgb.shape} of {rgb.dtype}; convert it")
    height, width = rgb.shape[:2]
    _check_size((width, height), "the array")
    return LoadedImage(np.ascontiguousarray(rgb, np.uint8), width, height)


def _from_file(path: Path, at_least: int | None) -> LoadedImage:
    name = f"'{file_name(path) or path}'"
    with _one_clear_line(name), path.open("rb") as file:
        head = file.read(12)
        if not head:
            raise ImageError(f"{name} is empty (0 bytes); copy the picture again")
        formats: tuple[str, ...] = _FORMATS
        if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
            _register_heif(name)
            formats = ("HEIF",)
        file.seek(0)
        return _open(file, formats, name, file_name(path), at_least)


@contextlib.contextmanager
def _one_clear_line(name: str) -> Iterator[None]:
    """Turn whatever opening and decoding raise into an ImageError of one line, and keep decoders' warnings to themselves."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"{name} does not exist; check the path") from None
    except IsADirectoryError:
        raise ImageError(f"{name} is a folder; name a picture in it, or run `locator batch`") from None
    except UnidentifiedImageError:
        raise ImageError(f"{name} is not a picture that can be read; give a {_KINDS} file") from None
    except PermissionError:
        raise ImageError(f"{name} may not be read; check its permissions") from None
    except MemoryError:
        raise ImageError(f"{name} does not fit into memory; make it smaller") from None
    except Exception as error:  # Decoders answer damaged files with errors of every type.
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise ImageError(f"{name} is damaged or cut short ({reason}); copy or export the picture again") from error


def _open(file: io.BufferedReader, formats: tuple[str, ...], name: str, bare: str, at_least: int | None) -> LoadedImage:
    try:
        image = Image.open(file, formats=formats)
    except Image.DecompressionBombError:
        raise ImageError(f"{name} has over {MAX_PIXELS // 1_000_000} megapixels, the limit; make it smaller") from None
    with image:
        _check_size(image.size, name)
        size = image.size
        if image.format in ("JPEG", "MPO"):
            factor = _factor(size, at_least)
            image.draft(image.mode, (-(-size[0] // factor), -(-size[1] // factor)))
        return _decode(image, size, name, bare, at_least)


def _decode(image: Image.Image, size: tuple[int, int], name: str, bare: str, at_least: int | None) -> LoadedImage:
    """Decode `image`, whose full size as stored is `size` and which may have been opened reduced already (a draft)."""
    notes = []
    if image.format not in ("MPO", "HEIF") and getattr(image, "n_frames", 1) > 1:
        notes.append("the file holds several pictures; the first is used")
    drafted = round(max(size) / max(image.size))
    image.load()
    colours, more = _srgb(image, name)
    notes += more
    factor = _factor(size, at_least)
    if factor > drafted:
        colours = colours.reduce(factor // drafted)
    try:
        turn = _TURNS.get(image.getexif().get(_ORIENTATION))  # none in pictures that their reader has turned already
    except Exception:  # as with decoders
        turn = None
        notes.append("the EXIF data is damaged, so the picture may not be upright")
    if turn is not None:
        colours = colours.transpose(turn)
        if turn in _SIDEWAYS:
            size = size[::-1]
    return LoadedImage(np.asarray(colours), size[0], size[1], factor, bare, tuple(notes))


def _factor(size: tuple[int, int], at_least: int | None) -> int:
    factor = 1
    while at_least is not None and factor < 8 and max(size) // (2 * factor) >= at_least:
        factor *= 2
    return factor


def _check_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        megapixels = size[0] * size[1] / 1e6
        limit = MAX_PIXELS // 1_000_000
        raise ImageError(f"{name} has {megapixels:.0f} megapixels ({size[0]} x {size[1]}), the limit is {limit}; make it smaller")


def _srgb(image: Image.Image, name: str) -> tuple[Image.Image, list[str]]:
    """The picture in mode RGB and sRGB colours over white, with warnings."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode not in _COLOURS:
        raise ImageError(f"{name} has pixels of mode {image.mode!r}; save it as RGB or grey with 8 or 16 bits a channel")
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    base = "RGBA" if image.mode == "RGBa" else "LA" if image.mode == "La" else image.mode
    colours = _in_mode(_in_mode(image, base), _COLOURS[image.mode])
    notes = []
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            # Most profiles are sRGB itself: changing nothing would cost as much as decoding.
            if "sRGB" not in ImageCms.getProfileDescription(given) or colours.mode != "RGB":
                converted = ImageCms.profileToProfile(colours, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
                colours = converted or colours
        except (ImageCms.PyCMSError, OSError):
            notes.append("the colour profile cannot be used; colours are taken as sRGB")
    colours = _in_mode(colours, "RGB")
    if alpha is not None:
        white = Image.new("RGB", colours.size, "white")
        white.paste(colours, mask=alpha)
        colours = white
    return colours, notes


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    return image if image.mode == mode else image.convert(mode)  # convert() copies even where there is nothing to convert


def _register_heif(name: str) -> None:
    try:
        import pillow_heif
    except ImportError:
        raise ImageError(f'{name} is a HEIC picture; to read it run: pip install "foot-locator[heic]"') from None
    pillow_heif.register_heif_opener()
