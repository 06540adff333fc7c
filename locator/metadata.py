"""Take what a camera wrote about a picture (place, time, owner ...) out of its file, in place."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from locator.errors import ImageError
from locator.files import write_whole
from locator.images import MAX_PIXELS, Pixels, open_image

__all__ = ["strip"]

#: JPEG segments that belong to the picture: APP0 (JFIF), APP14 (Adobe's colours); APP2 only where it is a colour profile.
_JPEG_KEPT = {0xE0, 0xEE}
#: PNG chunks that say how its pixels look; other ancillary chunks (lower-case first letter) are notes.
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP"}
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def strip(path: str | os.PathLike[str]) -> None:
    """Rewrite a picture file upright and without EXIF, XMP, IPTC, comments, thumbnails or further pictures.

    A JPEG or PNG that is stored upright keeps its pixels to the bit; any other becomes a JPEG of quality 95, whatever the
    file's name ends in (readers go by the content). A JPEG that is turned keeps its own colours and their fineness, so that
    no time is lost on converting them. ImageError when the file is no picture that `open_image` reads; it is
    left as it was then.
    """
    path = Path(path)
    data = path.read_bytes()
    if data.startswith(b"\xff\xd8") and _upright(data):
        kept = b"".join(_jpeg_parts(data))
    elif data.startswith(_PNG_HEAD) and _upright(data):
        kept = b"".join(_png_parts(data))
    else:
        kept = _turned(data) or _as_jpeg(open_image(path).rgb)
    if kept != data:
        write_whole(path, kept)


def _as_jpeg(rgb: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()


def _turned(data: bytes) -> bytes | None:
    """A JPEG in luminance and chrominance, made upright; None for any other picture, and for one that cannot be read."""
    buffer = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "MPO")) as image:
            if not isinstance(image, JpegImageFile) or len(image.layer) != 3 or image.size[0] * image.size[1] > MAX_PIXELS:
                return None
            fine = image.layer[0][1:3] == (1, 1)  # luminance is sampled no finer than chrominance
            image.draft("YCbCr", image.size)
            if image.mode != "YCbCr":
                return None
            upright = ImageOps.exif_transpose(image)
            profile = image.info.get("icc_profile")
        upright.save(buffer, "JPEG", quality=95, subsampling=0 if fine else 2, icc_profile=profile, exif=b"")
    except Exception:  # decoders answer damaged files with errors of every type; open_image says what is wrong
        return None
    return buffer.getvalue()


def _upright(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return bool(image.getexif().get(0x0112, 1) == 1)
    except Exception as error:  # decoders answer damaged files with errors of every type
        raise ImageError(f"the file is damaged or no picture ({error}); copy or export the picture again") from None


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    """The file's segments worth keeping, up to the end of its first picture."""
    yield data[:2]
    at = 2
    while True:
        marker = data[at + 1 : at + 2]
        if data[at : at + 1] != b"\xff" or not marker:
            raise ImageError("the JPEG file is damaged or cut short; copy or export the picture again")
        kind = marker[0]
        if kind == 0xFF:  # padding
            at += 1
            continue
        if kind == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at:end]
        profile = kind == 0xE2 and segment[4:].startswith(b"ICC_PROFILE\0")
        if kind in _JPEG_KEPT or profile or not (0xE0 <= kind <= 0xEF or kind == 0xFE):
            yield segment
        at = end
        if kind == 0xDA:
            at = _scan_end(data, end)
            yield data[end:at]


def _scan_end(data: bytes, at: int) -> int:
    """Where coded pixels end: in them 0xFF is followed by 0 or by a restart marker."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in (0, *range(0xD0, 0xD8)):
            return at
        at += 2
    raise ImageError("the JPEG file is cut short; copy or export the picture again")


def _png_parts(data: bytes) -> Iterator[bytes]:
    yield _PNG_HEAD
    at = len(_PNG_HEAD)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if name[:1].isupper() or name in _PNG_KEPT:
            yield data[at:end]
        at = end
        if name == b"IEND":
            return
    raise ImageError("the PNG file is cut short; copy or export the picture again")
