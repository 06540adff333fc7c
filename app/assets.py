"""What a browser asks for beside the page: our scripts, the samples' small pictures, and Gradio's own scripts and styles.

Of Gradio's a first visit asks for ninety, and Gradio reads, checks and compresses each anew. Here they come from memory; since
their names hold their hashes, a browser keeps them.
"""

from __future__ import annotations

import functools
import gzip
import mimetypes
from pathlib import Path

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from .photo_view import thumbnail
from .routing import files, guarded, refusal

__all__ = ["routes"]

_HERE = Path(__file__).parent
_KEPT = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
#: Shorter ones gain nothing.
_WORTH = 400


def routes() -> list[BaseRoute]:
    """The routes, to stand before Gradio's. Like Gradio's own, /assets asks for no password: the form for one needs them."""
    return [
        Route("/assets/{name}", _asset),
        Route("/scripts/{name}", guarded(files(_HERE))),
        Route("/samples/{name}.jpg", guarded(_sample)),
    ]


async def _sample(request: Request) -> Response:
    found = await run_sync(thumbnail, request.path_params["name"])
    if found is None:
        return refusal("no such sample", 404)
    return Response(found, media_type="image/jpeg", headers={"cache-control": "private, max-age=3600"})


async def _asset(request: Request) -> Response:
    found = _read(request.path_params["name"])
    if found is None:
        return refusal("no such file", 404)
    kind, plain, packed = found
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers={**_KEPT, "content-encoding": "gzip"})
    return Response(plain, media_type=kind, headers=_KEPT)


@functools.lru_cache(maxsize=1024)
def _read(name: str) -> tuple[str, bytes, bytes] | None:
    """The kind of a file, what it holds, and that compressed (b"" where it is not worth it)."""
    path = _folder() / name
    if path.parent != _folder() or not path.is_file():
        return None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    plain = path.read_bytes()
    text = len(plain) > _WORTH and path.suffix in (".js", ".css", ".svg", ".json")
    return kind, plain, gzip.compress(plain, 6, mtime=0) if text else b""


@functools.cache
def _folder() -> Path:
    from gradio.routes import BUILD_PATH_LIB

    return Path(BUILD_PATH_LIB)
