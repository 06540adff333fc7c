"""The addresses below /live/: scripts and networks of the live page, and the one channel: landmarks in, geometry out.

They stand beside Gradio's own, under its password, and answer only pages of this very server. No picture is taken in.
"""

from __future__ import annotations

import dataclasses
import functools
import gzip
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import cv2
import numpy as np
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from locator import cards
from locator.atlas import LANGUAGES, Lang, load_atlas
from locator.errors import LocatorError, RecordError
from locator.placement import place as place_foot
from locator.types import Foot, PlacedPoint, PlacedZone, Result
from locator.vision import extremes, weights

from .live_facts import NETWORKS, facts
from .words import Words

__all__ = ["MOST_BYTES", "folded", "place", "routes"]

_FILES = Path(__file__).with_name("live")
_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}
#: Landmarks and outlines of the feet in one frame take a tenth of it.
MOST_BYTES = 100_000

Answer = Callable[[Request], Awaitable[Response]]


def routes() -> list[BaseRoute]:
    """The routes, for the application that serves the page."""
    words = Words()

    async def tell(request: Request) -> Response:
        lang = _lang(request.query_params.get("lang"))
        return JSONResponse(await run_sync(facts, lang, words))

    return [
        Route("/live/files/{name:path}", _guarded(_file)),
        Route("/live/networks/{name}.onnx", _guarded(_network)),
        Route("/live/facts", _guarded(tell)),
        Route("/live/place", _guarded(_told(place)), methods=["POST"]),
        Route("/live/card", _guarded(_told(card)), methods=["POST"]),
    ]


def place(asked: dict[str, Any]) -> dict[str, Any]:
    """A record (docs/record.md) whose feet have side, view, landmarks and outline -> the record with cun, points and zones.

    Big-toe tip and heel are moved out to the outline first, as in a photo. Raises RecordError.
    """
    result = Result.from_dict(asked)
    size = (result.image.width, result.image.height)
    feet = tuple(place_foot(_snapped(foot), size=size) for foot in result.feet)
    answer: dict[str, Any] = Result(result.image, feet).to_dict()
    return answer


def card(asked: dict[str, Any]) -> dict[str, Any]:
    """{"key": code or id, "lang": ..., "foot": a foot with points and zones, or null} -> {"html": the card}."""
    entry = load_atlas().find(str(asked.get("key", "")))
    lang = _lang(asked.get("lang"))
    shown = asked.get("foot")
    foot = Result.from_dict({"feet": [shown]}).feet[0] if shown else None
    placed: dict[str, PlacedPoint | PlacedZone] = {}
    if foot is not None:
        placed = {**{one.id: one for one in foot.zones}, **{one.code: one for one in foot.points}}
    return {"html": cards.html(cards.card(entry, lang, placed=placed.get(entry.key), foot=foot))}


@functools.cache
def folded(name: str) -> bytes:
    """A network as browsers run it: the same weights, with all that can be computed beforehand computed, for one picture.

    onnxruntime-web's WebGPU build lacks some kernels that only this part of the network would need.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_free_dimension_override_by_name("n", 1)
    options.log_severity_level = 3
    weights.session(name)  # raises ModelError when the weights are missing or damaged
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "folded.onnx"
        options.optimized_model_filepath = str(path)
        source = weights.folder() / weights.facts(name)["file"]
        onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
        return path.read_bytes()


def _snapped(foot: Foot) -> Foot:
    """The foot with the landmarks that pull inward moved out, when it has an outline."""
    if len(foot.outline) < 3:
        return foot
    border = np.array(foot.outline)
    length = max(cv2.minAreaRect(border.astype(np.float32))[1])
    return dataclasses.replace(foot, landmarks=extremes.snap(foot.landmarks, border, length))


def _guarded(answer: Answer) -> Answer:
    """Under the page's password, and for no page of another site."""

    async def guarded(request: Request) -> Response:
        app = request.app
        if getattr(app, "auth", None) is not None:
            kept = (request.cookies.get(f"access-token-{kind}{app.cookie_id}") for kind in ("", "unsecure-"))
            if not any(app.tokens.get(token) for token in kept if token):
                return _refusal("log in on the page first", 401)
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return _refusal("only pages of this server may ask here", 403)
        return await answer(request)

    return guarded


def _told(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Answer:
    """JSON in, JSON out; an error of ours is one sentence."""

    async def told(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refusal("send JSON, with the content type application/json", 415)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return _refusal(f"more than {MOST_BYTES} bytes came; send landmarks and outlines alone", 413)
        try:
            asked = json.loads(body)
        except ValueError:
            return _refusal("the body is no JSON", 400)
        try:
            if not isinstance(asked, dict):
                raise RecordError(f"an object was expected, got {type(asked).__name__}; send {{...}}")
            return JSONResponse(await run_sync(answer, asked))
        except LocatorError as error:
            return _refusal(str(error), 400)

    return told


async def _file(request: Request) -> Response:
    """A script, a style or a part of onnxruntime-web; the large ones lie compressed and are sent so."""
    path = (_FILES / request.path_params["name"]).resolve()
    packed = path.with_name(f"{path.name}.gz")
    found = next((one for one in (path, packed) if one.is_file()), None)
    if found is None or path.suffix not in _TYPES or not path.is_relative_to(_FILES):
        return _refusal("no such file", 404)
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


async def _network(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in NETWORKS:
        return _refusal(f"no such network; there are {' and '.join(NETWORKS)}", 404)
    try:
        headers = {"etag": f'"{weights.facts(name)["sha256"][:32]}"', "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(await run_sync(folded, name), media_type="application/octet-stream", headers=headers)
    except LocatorError as error:
        return _refusal(str(error), 500)


def _lang(wish: object) -> Lang:
    return cast(Lang, wish) if wish in LANGUAGES else "en"


def _refusal(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)
