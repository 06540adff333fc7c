"""Make docs/images/right-sole.jpg, the picture at the top of the README: `python tools/make_readme_image.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import locator  # noqa: E402
from locator.images import save_image  # noqa: E402

WIDTH = 1400


def main() -> None:
    """Locate, draw, and reduce to WIDTH pixels."""
    photo = locator.open_image(ROOT / "sample_images" / "right-sole.jpg")
    picture = Image.fromarray(locator.draw(photo.rgb, locator.locate(photo)))
    if picture.width > WIDTH:
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
    out = ROOT / "docs" / "images" / "right-sole.jpg"
    out.parent.mkdir(parents=True, exist_ok=True)
    save_image(np.asarray(picture), out)


if __name__ == "__main__":
    main()
