"""The project's own sample pictures: path-traced feet, free to use (sample_images/SOURCES.md)."""

from __future__ import annotations

from pathlib import Path

from locator.errors import ImageError

__all__ = ["samples"]

_PACKAGE = Path(__file__).parent
#: Those offered to try, in this order: each view, light and dark skin, one foot and two.
_OFFERED = ("right-sole", "left-top", "right-inner", "left-outer", "left-sole-dark", "right-top-dark", "two-soles", "child-top")


def samples() -> dict[str, Path]:
    """The sample pictures by name ("right-sole"): inside the installed package, else in the checkout. ImageError when they are
    missing."""
    for folder in (_PACKAGE / "sample_images", _PACKAGE.parent / "sample_images"):
        found = {name: folder / f"{name}.jpg" for name in _OFFERED}
        if all(path.is_file() for path in found.values()):
            return found
    raise ImageError("the sample pictures are missing: install locator again, or restore sample_images/ in the checkout")
