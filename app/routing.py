"""Addresses of ours beside Gradio's: under its password, for pages of this very server alone, JSON in and JSON out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from locator.atlas import LANGUAGES, Lang
from locator.errors import LocatorError, RecordError

__all__ = ["MOST_BYTES", "Answer", "files", "guarded", "lang_of", "refusal", "told", "user_of"]

#: Landmarks and outlines of the feet in one picture take a tenth of it.
MOST_BYTES = 100_000
_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}

Answer = Callable[[Request], Awaitable[Response]]


def guarded(answer: Answer) -> Answer:
    """Under the page's password, and for no page of another site."""

    async def guarded_(request: Request) -> Response:
        if getattr(request.app, "auth", None) is not None and user_of(request) is None:
            return refusal("log in on the page first", 401)
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return refusal("only pages of this server may ask here", 403)
        return await answer(request)

    return guarded_


def user_of(request: Request) -> str | None:
    """Who has logged in; None where the page asks for no password, and for whoever has given none."""
    app = request.app
    if getattr(app, "auth", None) is None:
        return None
    kept = (request.cookies.get(f"access-token-{kind}{app.cookie_id}") for kind in ("", "unsecure-"))
    return next((user for token in kept if token and (user := app.tokens.get(token))), None)


def told(answer: Callable[[dict[str, Any]], dict[str, Any]], *, signed: str | None = None) -> Answer:
    """JSON in, JSON out; an error of ours is one sentence. Under a password `signed` is the field that tells who asks."""

    async def told_(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return refusal("send JSON, with the content type application/json", 415)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return refusal(f"more than {MOST_BYTES} bytes came; send landmarks and outlines alone", 413)
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            return refusal("the body is no JSON", 400)
        try:
            if not isinstance(asked, dict):
                raise RecordError(f"an object was expected, got {type(asked).__name__}; send {{...}}")
            user = user_of(request)
            if signed is not None and user is not None:
                asked[signed] = user
            return JSONResponse(await run_sync(answer, asked))
        except LocatorError as error:
            return refusal(str(error), 400)

    return told_


def files(folder: Path) -> Answer:
    """The scripts, styles and parts of onnxruntime-web below a folder; the large ones lie compressed and are sent so."""

    async def file(request: Request) -> Response:
        path = (folder / request.path_params["name"]).resolve()
        packed = path.with_name(f"{path.name}.gz")
        found = next((one for one in (path, packed) if one.is_file()), None)
        if found is None or path.suffix not in _TYPES or not path.is_relative_to(folder):
            return refusal("no such file", 404)
        facts = found.stat()
        headers = {"etag": f'"{facts.st_size:x}-{facts.st_mtime_ns:x}"', "cache-control": "no-cache", "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        data = await run_sync(found.read_bytes)
        if found == packed:
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["content-encoding"] = "gzip"
            else:
                data = await run_sync(gzip.decompress, data)
        return Response(data, media_type=_TYPES[path.suffix], headers=headers)

    return file


def lang_of(wish: object) -> Lang:
    """The language that is asked for; English when it is none of ours."""
    return next((lang for lang in LANGUAGES if lang == wish), "en")


def refusal(sentence: str, status: int) -> Response:
    """An error: one sentence that says what to do next."""
    return JSONResponse({"error": sentence}, status_code=status)
