"""Serve the page: who may ask, what the browser may load, where uploads lie.

Nothing leaves the machine: no analytics, no web fonts, and a Content-Security-Policy that keeps the browser from asking other
hosts. Uploads lie in a private folder (app/uploads.py) that is removed at the end.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# Gradio reads these when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
from gradio.routes import App
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from locator.atlas import LANGUAGES

from . import assets, live_routes, review_routes, uploads, warm
from .guard import Guard
from .page import build
from .words import Words

if TYPE_CHECKING:
    from locator.store import Store

__all__ = ["serve"]

_HERE = Path(__file__).parent
#: Looking uses both cores already; more lookers at once would only wait for each other.
_LOOKERS = 2
_MOST_WAITING = 200
#: Seconds after which all is made ready even where no page is open: other programs may ask.
_SETTLED = 10.0
#: Seconds between two rounds of the sweeper.
_ROUND = 300


def serve(
    host: str,
    port: int,
    *,
    auth: Sequence[tuple[str, str]] | None = None,
    mcp: bool = False,
    review: Store | None = None,
) -> None:
    """Serve the page until it is stopped. `auth`: (user, password) pairs that may come in; None lets everybody in. `review`: the
    set of the tab Review."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder is removed then too
    with tempfile.TemporaryDirectory(prefix="locator-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        threading.Thread(target=_sweep, daemon=True).start()
        warming = threading.Timer(_SETTLED, warm.begin)
        warming.daemon = True
        warming.start()
        with _without_applications():
            page = build().queue(default_concurrency_limit=_LOOKERS, max_size=_MOST_WAITING)
        print(f"locator serves http://{host}:{port}/ (stop with Ctrl+C)", flush=True)
        page.launch(
            server_name=host,
            server_port=port,
            auth=list(auth) if auth else None,
            mcp_server=mcp,
            theme=_theme(),
            css="".join((_HERE / name).read_text(encoding="utf-8") for name in ("style.css", "card.css")),
            head=f"<script>{_script()}</script>",
            app_kwargs={"middleware": [Middleware(Guard)], "routes": _routes(review)},
            max_file_size="50mb",
            ssr_mode=False,
            run_history=False,  # a browser would keep every run, with its pictures, after the page is closed
            ssl_verify=False,  # the one address that is asked is our own; no certificates need be read for it
            _frontend=False,  # no second look whether that address answers
            footer_links=[],
            show_error=True,
            quiet=True,
        )


def _script() -> str:
    """The page's script, with Gradio's own words in each language."""
    words = Words()
    texts = [words.those("gradio.", lang).values() for lang in LANGUAGES]
    told = json.dumps([*zip(*texts, strict=True)], ensure_ascii=False)
    return f"window.locatorWords = {told};{(_HERE / 'script.js').read_text(encoding='utf-8')}"


def _routes(review: Store | None) -> list[BaseRoute]:
    return [*assets.routes(), *warm.routes(), *live_routes.routes(), *review_routes.routes(review)]


@contextlib.contextmanager
def _without_applications() -> Iterator[None]:
    """Blocks make a web application of 170 routes when they are made, when they are built and when they get a queue. None of
    these ever serves: the one that does is made by `launch`."""
    make = App.create_app
    App.create_app = lambda *_, **__: None
    try:
        yield
    finally:
        App.create_app = make


def _sweep() -> None:
    while True:
        time.sleep(_ROUND)
        uploads.sweep()


def _theme() -> gr.themes.Base:
    theme = gr.themes.Default(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    # Gradio's pale greys and its teal have a contrast of 2.5:1 on white; WCAG asks for 4.5:1. These have 7.6, 5.5 and, in the
    # dark, 13.3 and 10.6 (`--color-accent` has no dark form of its own: style.css).
    grey, pale = "*neutral_600", "*neutral_300"
    teal, deep = "*primary_700", "*primary_800"
    return theme.set(
        color_accent=teal,
        border_color_accent=teal,
        input_border_color_focus=teal,
        link_text_color=teal,
        link_text_color_hover=deep,
        link_text_color_visited=teal,
        link_text_color_active=deep,
        link_text_color_dark="*primary_300",
        link_text_color_hover_dark="*primary_200",
        link_text_color_visited_dark="*primary_300",
        link_text_color_active_dark="*primary_200",
        button_primary_background_fill=teal,
        button_primary_background_fill_dark=teal,
        button_primary_background_fill_hover=deep,
        button_primary_background_fill_hover_dark=deep,
        button_primary_border_color=teal,
        button_primary_border_color_dark=teal,
        button_primary_border_color_hover=deep,
        button_primary_border_color_hover_dark=deep,
        # a tick is white: on a ground that is deep enough for it in the dark, too
        checkbox_background_color_selected_dark=teal,
        checkbox_border_color_selected_dark="*primary_400",
        body_text_color_subdued=grey,
        body_text_color_subdued_dark=pale,
        block_info_text_color=grey,
        block_info_text_color_dark=pale,
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )
