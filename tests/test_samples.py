"""The sample pictures that the page offers are there, and in the wheel."""

import tomllib
from pathlib import Path

from locator.samples import samples

ROOT = Path(__file__).resolve().parents[1]


def test_every_sample_is_there_and_goes_into_the_wheel():
    found = samples()
    assert len(found) >= 6
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name, path in found.items():
        assert path.read_bytes().startswith(b"\xff\xd8")
        assert packed[f"sample_images/{name}.jpg"] == f"locator/sample_images/{name}.jpg"
    assert sum(path.stat().st_size for path in found.values()) < 1_000_000
