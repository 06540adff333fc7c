"""Find the page of `locator app`: in an installed package locator/_app, in a checkout the top-level folder app/."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["load_page"]

_NAME = "locator._app"


def load_page() -> ModuleType:
    """The module with `serve(host, port, auth=, mcp=)`."""
    if importlib.util.find_spec(_NAME) is None:
        # A checkout: app/ lies beside the package, perhaps off sys.path, and `app` is a common name.
        folder = Path(__file__).resolve().parents[2] / "app"
        spec = importlib.util.spec_from_file_location(_NAME, folder / "__init__.py", submodule_search_locations=[str(folder)])
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[_NAME] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"{_NAME}.serve")
