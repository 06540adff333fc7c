"""The public names, and that importing the package or asking for help loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import locator

HEAVY = {"PIL", "cv2", "gradio", "numpy", "onnxruntime", "pydantic", "torch"}
ROOT = Path(__file__).resolve().parent.parent


def test_names_are_sorted_and_there() -> None:
    assert locator.__all__ == sorted(locator.__all__)
    for name in locator.__all__:
        assert getattr(locator, name).__module__.startswith("locator.")
        assert getattr(locator, name).__doc__
    assert set(locator.__all__) <= set(dir(locator))


def test_the_function_is_not_shadowed_by_a_module() -> None:
    from locator.pipeline import locate

    assert locator.locate is locate
    assert callable(locator.draw)
    assert callable(locator.place)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="lokate"):
        _ = locator.lokate


@pytest.mark.parametrize(
    "code",
    [
        "import locator; locator.Result; locator.ImageError",
        "from locator.cli.parser import build_parser; build_parser().format_help()",
        "from locator.cli import main\ntry: main(['--version'])\nexcept SystemExit: pass",
        "from locator.cli import main\ntry: main(['annotate', '--help'])\nexcept SystemExit: pass",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    code += "\nimport sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "locator" in loaded
    assert not loaded & HEAVY
