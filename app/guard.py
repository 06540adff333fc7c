"""What stands between the page and the browser: the Content-Security-Policy, and no errands to other hosts."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
]


class Guard:
    """Adds the headers to every answer, and refuses to fetch files of other hosts, which Gradio would do for a client."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        if scope["type"] == "http" and any(errand in scope["path"] for errand in ("/file=http", "/proxy=")):
            await PlainTextResponse("locator fetches nothing from other hosts", 403)(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)
