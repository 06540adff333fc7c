"""The addresses below /review/: the tab's scripts, the photos of the set that is open, and what a reviewer asks of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from locator.errors import LocatorError

from .review_facts import facts
from .routing import Answer, files, guarded, lang_of, refusal, told, user_of
from .words import Words

if TYPE_CHECKING:
    from locator.store import Store

__all__ = ["routes"]

_FILES = Path(__file__).with_name("review")


def routes(store: Store | None) -> list[BaseRoute]:
    """The routes, for the application that serves the page; without a store nothing but how to make one."""
    words = Words()

    async def tell(request: Request) -> Response:
        lang = lang_of(request.query_params.get("lang"))
        answer: dict[str, Any] = await run_sync(facts, lang, words)
        return JSONResponse(answer | {"set": store is not None, "user": user_of(request)})

    always: list[BaseRoute] = [
        Route("/review/files/{name:path}", guarded(files(_FILES))),
        Route("/review/facts", guarded(tell)),
    ]
    return always if store is None else [*always, *_of(store)]


def _of(store: Store) -> list[BaseRoute]:
    from .review_desk import Desk  # needs the extra `review`

    desk = Desk(store)
    asked = {
        "queue": desk.queue,
        "open": desk.open,
        "edit": desk.edit,
        "decide": desk.decide,
        "undo": desk.undo,
        "agreement": desk.agreement,
    }
    posts = [
        Route(f"/review/{name}", guarded(told(answer, signed="reviewer")), methods=["POST"]) for name, answer in asked.items()
    ]
    return [*posts, Route("/review/photo", guarded(_photo(desk.picture)))]


def _photo(picture: Any) -> Answer:
    async def photo(request: Request) -> Response:
        name, whole = request.query_params.get("name", ""), "whole" in request.query_params

        def answer() -> bytes:
            return bytes(picture(name, whole=whole))

        try:
            data = await run_sync(answer)
        except LocatorError as error:
            return refusal(str(error), 404)
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        return Response(data, media_type="image/jpeg", headers={"etag": etag, "cache-control": "private, max-age=600"})

    return photo
