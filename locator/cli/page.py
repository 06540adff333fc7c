"""Find the page of `locator app`: in an installed package locator/_app, in a checkout the top-level folder app/."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["load_page"]


def load_page() -> ModuleType:
    """The module with `serve(host, port)`."""
    if importlib.util.find_spec("locator._app") is not None:
        return importlib.import_module("locator._app.page")
    # A checkout: app/ lies beside the package, perhaps off sys.path, and `app` is a common name.
    path = Path(__file__).resolve().parents[2] / "app" / "page.py"
    spec = importlib.util.spec_from_file_location("locator._app_page", path)
    assert spec is not None
    assert spec.loader is not None
    page = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = page
    spec.loader.exec_module(page)
    return page
