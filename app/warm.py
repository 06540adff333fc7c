"""Networks, atlas and letters made ready in the background, so that the first photo does not wait for them.

Not before the first page is up: until then it needs the cores itself.
"""

from __future__ import annotations

import contextlib
import threading

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from locator import browse
from locator.display import picture
from locator.errors import LocatorError
from locator.pipeline import locate
from locator.samples import samples

from .routing import guarded

__all__ = ["begin", "routes", "wait"]

_lock = threading.Lock()
_warming: threading.Thread | None = None


def begin() -> None:
    """Begin, if that was not done yet."""
    global _warming
    with _lock:
        if _warming is None:
            _warming = threading.Thread(target=_warm, daemon=True)
            _warming.start()


def wait() -> None:
    """Wait for what has begun, rather than load all of it once more beside it."""
    if _warming is not None:
        _warming.join()


def routes() -> list[BaseRoute]:
    """Where a page says that it is up (app/script.js)."""

    async def up(_: Request) -> Response:
        begin()
        return Response(status_code=204)

    return [Route("/up", guarded(up), methods=["POST"])]


def _warm() -> None:
    """Look at a sample picture and draw it."""
    with contextlib.suppress(LocatorError):  # whoever puts in a photo is told what is missing
        path = samples()["right-sole"]
        result = locate(path)
        picture(path, result, browse.layers_of(browse.View(zones=True), result, "en"))
