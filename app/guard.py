"""What stands between the page and a browser: a Content-Security-Policy, no errands to other hosts, no metadata in uploads, and
the language in which it is answered."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipResponder
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import uploads
from .language import asked, spoken

__all__ = ["POLICY", "Guard"]

#: Gradio needs inline scripts and eval; nothing may come from or go to another host, and no other site may frame the page.
POLICY = (
    b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = [
    (b"content-security-policy", POLICY),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    # The page is alone in its process: browsers give threads to the live page's networks only then.
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
]
#: Bytes of an answer that is worth compressing.
_WORTH = 1000
_ERRANDS = ("/file=http", "/file%3dhttp", "/proxy=")  # Gradio would fetch these for a client


class Guard:
    """ASGI middleware around Gradio's application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        spoken.set(asked(scope))
        path: str = scope["path"]
        outgoing: Send = _with_headers(send)
        if any(errand in path.lower() for errand in _ERRANDS):
            await PlainTextResponse("locator fetches nothing from other hosts", 403)(scope, receive, outgoing)
            return
        if path.endswith("/upload"):
            outgoing = _cleansing(outgoing)
        elif path.endswith("/queue/join"):
            receive = _noting_request(receive)
        elif path.endswith("/queue/data"):
            session = parse_qs(scope["query_string"].decode()).get("session_hash", [""])[0]
            outgoing = _noting_answer(outgoing, session)
        # Gradio compresses its files, but not the page itself.
        compressed = path == "/" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        await (GZipResponder(self.app, _WORTH) if compressed else self.app)(scope, receive, outgoing)


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return guarded


def _cleansing(send: Send) -> Send:
    """Hold back the list of uploaded files until their metadata is gone."""
    body = b""

    async def cleanse_first(message: Message) -> None:
        nonlocal body
        if message["type"] == "http.response.body":
            body += message.get("body", b"")
            if not message.get("more_body", False):
                for path in _paths(body):
                    await run_sync(uploads.cleanse, path)
        await send(message)

    return cleanse_first


def _paths(body: bytes) -> list[str]:
    try:
        answer = json.loads(body)
    except ValueError:
        return []  # an error in plain words
    return [path for path in answer if isinstance(path, str)] if isinstance(answer, list) else []


def _noting_request(receive: Receive) -> Receive:
    body = b""

    async def noting() -> MutableMapping[str, Any]:
        nonlocal body
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.request" and not message.get("more_body", False):
            try:
                session = json.loads(body).get("session_hash") or ""
            except (ValueError, AttributeError):
                return message  # Gradio tells the client what is wrong with it
            uploads.note(session, body)
        return message

    return noting


def _noting_answer(send: Send, session: str) -> Send:
    async def noting(message: Message) -> None:
        uploads.note(session, message.get("body", b""))
        await send(message)

    return noting
