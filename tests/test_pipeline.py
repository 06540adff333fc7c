from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import locator


@pytest.mark.usefixtures("weights")
class TestLocate:
    @pytest.fixture
    def sample(self, samples: Path) -> Path:
        return samples / "right-sole.jpg"

    def test_path_pil_and_array_agree(self, sample: Path) -> None:
        from_path = locator.locate(sample)
        with Image.open(sample) as image:
            from_pil = locator.locate(image)
            from_array = locator.locate(np.asarray(image.convert("RGB")))
        assert from_path.feet
        assert from_path == from_pil
        assert from_array.feet == from_path.feet
        assert (from_path.image.file, from_array.image.file) == (sample.name, "")
        for foot in from_path.feet:
            assert foot.points
            assert foot.zones
            assert foot.cun is not None

    def test_a_photo_four_times_as_large_gives_the_same_place(self, sample: Path, tmp_path: Path) -> None:
        small = locator.locate(sample)
        with Image.open(sample) as image:
            image.resize((image.width * 4, image.height * 4), Image.Resampling.BICUBIC).save(tmp_path / "large.jpg", quality=95)
        large = locator.locate(tmp_path / "large.jpg")
        assert (large.image.width, large.image.height) == (small.image.width * 4, small.image.height * 4)
        (a,), (b,) = small.feet, large.feet
        assert (a.side, a.view) == (b.side, b.view)
        length = np.ptp(np.array(a.outline), axis=0).max()
        for name, mark in a.landmarks.items():
            if mark.visibility > 0.7:
                there = np.array(b.landmarks[name].xy)
                assert np.hypot(*((there - 1.5) / 4 - mark.xy)) < 0.01 * length + 2 * mark.sigma, name  # within its own error

    def test_a_turned_photo_is_looked_at_upright(self, sample: Path, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        with Image.open(sample) as image:
            image.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.png", exif=exif.tobytes())
        turned, upright = locator.locate(tmp_path / "turned.png"), locator.locate(sample)
        assert (turned.image.width, turned.image.height) == (upright.image.width, upright.image.height)
        assert turned.feet == upright.feet

    def test_nothing_to_see_is_refused_in_words(self) -> None:
        result = locator.locate(np.full((600, 800, 3), 200, np.uint8))
        assert result.feet == ()
        assert result.refused
