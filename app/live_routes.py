"""The addresses below /live/: scripts and networks of the live page, and the one channel: landmarks in, geometry out.

They stand beside Gradio's own, under its password, and answer only pages of this very server. No picture is taken in.
"""

from __future__ import annotations

import dataclasses
import functools
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from locator import cards
from locator.atlas import load_atlas
from locator.errors import LocatorError
from locator.fields import Field
from locator.geometry import Floats
from locator.placement import place as place_foot
from locator.types import Foot, PlacedPoint, PlacedZone, Result
from locator.vision import extremes, weights

from .live_facts import NETWORKS, facts
from .routing import MOST_BYTES, files, guarded, lang_of, refusal, told
from .words import Words

__all__ = ["MOST_BYTES", "folded", "place", "routes"]

_FILES = Path(__file__).with_name("live")


def routes() -> list[BaseRoute]:
    """The routes, for the application that serves the page."""
    words = Words()

    async def tell(request: Request) -> Response:
        lang = lang_of(request.query_params.get("lang"))
        return JSONResponse(await run_sync(facts, lang, words))

    return [
        Route("/live/files/{name:path}", guarded(files(_FILES))),
        Route("/live/networks/{name}.onnx", guarded(_network)),
        Route("/live/facts", guarded(tell)),
        Route("/live/place", guarded(told(place)), methods=["POST"]),
        Route("/live/card", guarded(told(card)), methods=["POST"]),
    ]


def place(asked: dict[str, Any]) -> dict[str, Any]:
    """A record (docs/record.md) whose feet have side, view, landmarks and outline -> the record with cun, points and zones.

    Landmarks are set right by geometry first, as in a photo, with the direction to a foot's `camera` (anterior, medial,
    superior) when it is given. Raises RecordError.
    """
    result = Result.from_dict(asked)
    size = (result.image.width, result.image.height)
    cameras = [_camera(foot) for foot in Field(asked, "record").get("feet").items()]
    feet = tuple(place_foot(_snapped(foot, camera), size=size) for foot, camera in zip(result.feet, cameras, strict=True))
    answer: dict[str, Any] = Result(result.image, feet).to_dict()
    return answer


def card(asked: dict[str, Any]) -> dict[str, Any]:
    """{"key": code or id, "lang": ..., "foot": a foot with points and zones, or null} -> {"html": the card}."""
    entry = load_atlas().find(str(asked.get("key", "")))
    lang = lang_of(asked.get("lang"))
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


def _camera(foot: Field) -> Floats | None:
    said = foot.get("camera", None)
    return None if said.value is None else np.array(said.numbers(3))


def _snapped(foot: Foot, camera: Floats | None) -> Foot:
    """The foot with its landmarks set right by geometry, when it has an outline."""
    if len(foot.outline) < 3:
        return foot
    border = np.array(foot.outline)
    length = max(cv2.minAreaRect(border.astype(np.float32))[1])
    return dataclasses.replace(foot, landmarks=extremes.snap(foot.landmarks, border, length, camera))


async def _network(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in NETWORKS:
        return refusal(f"no such network; there are {' and '.join(NETWORKS)}", 404)
    try:
        headers = {"etag": f'"{weights.facts(name)["sha256"][:32]}"', "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(await run_sync(folded, name), media_type="application/octet-stream", headers=headers)
    except LocatorError as error:
        return refusal(str(error), 500)
