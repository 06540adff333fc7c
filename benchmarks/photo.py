"""How long one 12-megapixel photo takes from file to record, warm: `python benchmarks/photo.py [PHOTO]`.

Prints the median of each stage in ms and, so that machines compare, as a multiple of Pillow decoding the same file in full in
the same run. Without PHOTO a sample picture is enlarged to 4032 x 3024 and saved as a JPEG of a phone's quality, turned by
EXIF as phones do.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PIL import Image

from locator import record
from locator.geometry import frame_around
from locator.images import open_image
from locator.pipeline import ENOUGH, locate
from locator.placement import place
from locator.vision import see
from locator.vision.landmarks import infer, preprocess

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photo = arguments.photo or phone_photo(Path(folder))
        report(photo, arguments.runs)


def report(photo: Path, runs: int) -> None:
    pillow, _ = median_ms(lambda: decode_in_full(photo), runs)
    opening, opened = median_ms(lambda: open_image(photo, at_least=ENOUGH), runs)
    seeing, sighting = median_ms(lambda: see(opened.rgb), runs)
    crop, _ = preprocess(opened.rgb, frame_around(sighting.feet[0].outline, 0.0), mirrored=False)
    looking, _ = median_ms(lambda: infer(crop), runs)
    placing, _ = median_ms(lambda: [place(foot) for foot in sighting.feet], runs)
    result = locate(photo)
    writing, _ = median_ms(lambda: record.dumps(result, compact=True), runs)
    total, _ = median_ms(lambda: record.dumps(locate(photo), compact=True), runs)
    print(f"{opened.width} x {opened.height}, looked at {opened.rgb.shape[1]} x {opened.rgb.shape[0]}, {len(sighting.feet)} feet")
    print(f"{'stage':28}{'median ms':>10}{'x Pillow decode':>18}")
    stages = {
        "Pillow, full decode (peer)": pillow,
        "open": opening,
        "see (detect, landmarks)": seeing,
        "  of it one look, net alone": looking,
        "place (cun, points, zones)": placing,
        "record to JSON": writing,
        "file to record, whole": total,
    }
    for name, ms in stages.items():
        print(f"{name:28}{ms:10.1f}{ms / pillow:18.2f}")


def median_ms(work: Callable[[], T], runs: int) -> tuple[float, T]:
    """Median wall time of `work` after two runs to warm up, and what it returned."""
    for _ in range(2):
        value = work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        value = work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), value


def decode_in_full(photo: Path) -> None:
    with Image.open(photo) as image:
        image.load()


def phone_photo(folder: Path) -> Path:
    """A sample picture as a phone would store it: 12 megapixels, held upright, stored lying with an EXIF turn."""
    path = folder / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(ROOT / "sample_images" / "right-sole.jpg") as sample:
        upright = sample.convert("RGB").resize((3024, 4032), Image.Resampling.BICUBIC)
    grain = Image.effect_noise(upright.size, 8).convert("RGB")
    upright = Image.blend(upright, grain, 0.06)
    upright.transpose(Image.Transpose.ROTATE_90).save(path, quality=92, exif=exif.tobytes())
    return path


if __name__ == "__main__":
    main()
