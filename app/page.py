"""The page of `locator app`: a photo in, the annotated picture and its record out; the atlas to look things up.

It holds no logic of its own. Nothing leaves the machine: no analytics, no web fonts, and a Content-Security-Policy that keeps
the browser from asking other hosts. Uploads lie in a private folder that is emptied hourly and removed at the end.
"""

from __future__ import annotations

import html
import os
import signal
import sys
import tempfile

# Gradio reads these when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
import numpy as np
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from locator.atlas import LANGUAGES, Atlas, load_atlas
from locator.cli import show
from locator.drawing import Layers, draw, select
from locator.drawing.choice import choose
from locator.errors import LocatorError
from locator.images import SUFFIXES, open_image
from locator.pipeline import locate
from locator.types import Result

__all__ = ["build", "serve"]

_POLICY = b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


class _StayHere:
    """Adds the Content-Security-Policy to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"content-security-policy", _POLICY)]
            await send(message)

        await self.app(scope, receive, send_with_policy)


def build() -> gr.Blocks:
    """The page, not yet served."""
    atlas = load_atlas()
    goals = [("everything that is seen", ""), *((goal.name("en"), goal.id) for goal in atlas.goals)]
    with gr.Blocks(title="locator", analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        gr.Markdown(
            f"# locator\nSee where acupoints and reflexology zones lie on the bare foot in a photo.\n\n{_evidence(atlas)}"
        )
        with gr.Tab("Photo"), gr.Row():
            with gr.Column(scale=1):
                photo = gr.File(label="Photo of a bare foot", file_types=sorted(SUFFIXES), type="filepath")
                goal = gr.Dropdown(goals, value="", label="Show")
                lang = gr.Dropdown([*LANGUAGES], value="en", label="Language of the drawing")
            with gr.Column(scale=2):
                picture = gr.Image(label="Points and zones", format="jpeg", interactive=False, buttons=["download", "fullscreen"])
                notes = gr.Markdown()
                with gr.Accordion("Record (JSON)", open=False):
                    record = gr.JSON(label="Record")
        for change in (photo.change, goal.change, lang.change):
            change(
                annotate, [photo, goal, lang], [picture, notes, record], api_name="annotate" if change == photo.change else False
            )
        with gr.Tab("Atlas"):
            query = gr.Textbox(label="Code, name or zone", placeholder="KI1, LV-3, 湧泉, kidneys")
            entry = gr.Textbox(label="Entry", lines=20, interactive=False)
            query.submit(look_up, query, entry)
    return page


def annotate(path: str | None, goal: str, lang: str) -> tuple[np.ndarray | None, str, dict[str, object] | None]:
    """The annotated picture, what to heed in words, and the record."""
    if path is None:
        return None, "", None
    try:
        layers = select(goal=goal or None, lang=lang)
        photo = open_image(path)
        result = locate(photo)
        return draw(photo.rgb, result, layers), _notes(result, layers), result.to_dict()
    except LocatorError as error:
        raise gr.Error(html.escape(str(error)), print_exception=False) from None


def look_up(text: str) -> str:
    """One entry of the atlas as text, or what the atlas says of an unknown name."""
    try:
        return show.entry(load_atlas(), load_atlas().find(text), "en")
    except LocatorError as error:
        return str(error)


def serve(host: str, port: int) -> None:
    """Serve the page until it is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder is removed then too
    with tempfile.TemporaryDirectory(prefix="locator-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        theme = gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
        print(f"locator serves http://{host}:{port}/ (stop with Ctrl+C)", flush=True)
        build().launch(
            server_name=host,
            server_port=port,
            theme=theme,
            app_kwargs={"middleware": [Middleware(_StayHere)]},
            ssr_mode=False,
            footer_links=[],
            quiet=True,
        )


def _notes(result: Result, layers: Layers) -> str:
    atlas = load_atlas()
    chosen = choose(layers, result, atlas)
    entries = {one.entry.key: one.entry for one in (*chosen.points, *chosen.zones)}
    lines = [result.refused or "", *result.warnings]
    lines += [f"⚠ **{key}** {caution.text}" for key, entry in entries.items() for caution in entry.cautions]
    return "\n\n".join([*filter(None, lines), _evidence(atlas)])


def _evidence(atlas: Atlas) -> str:
    return f"*{atlas.evidence.disclaimer.get('en')} {atlas.evidence.statement.get('en')}*"
