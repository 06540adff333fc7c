"""What the tab Photo saves: the picture with its legend, the record, and sheets to print."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import gradio as gr

from locator import browse, record, sheets
from locator.display import AT_LEAST
from locator.drawing import draw
from locator.images import open_image, save_image
from locator.messages import in_language
from locator.scaling import scaled

from . import uploads
from .photo_do import Seen
from .told import told
from .words import Words

__all__ = ["save"]


def save(kind: str, seen: Seen, words: Words, request: gr.Request) -> Any:
    """A file to download: "jpg" (the picture with its legend), "json", "html" or "pdf"."""
    result = seen.own
    if seen.photo is None or result is None:
        raise gr.Error(words.text("photo.status.first", seen.lang), print_exception=False)
    name = f"locator-{datetime.date.today().isoformat()}.{kind}"
    path = uploads.folder(request) / name
    with told():
        layers = dataclasses.replace(browse.layers_of(seen.view, result, seen.lang), lit=())
        spoken = in_language(result, seen.lang)
        if kind == "json":
            path.write_text(record.dumps(result) + "\n", encoding="utf-8")
        elif kind == "jpg":
            save_image(draw(open_image(seen.photo).rgb, spoken, dataclasses.replace(layers, legend=True)), path)
        else:
            rgb = open_image(seen.photo, at_least=AT_LEAST).rgb
            small = scaled(spoken, rgb.shape[1], rgb.shape[0])
            sheet = sheets.make(rgb, small, layers, made=datetime.date.today())
            path.write_bytes(sheets.pdf(sheet) if kind == "pdf" else sheets.html(sheet).encode())
    return gr.update(value=str(path), label=words.text("photo.save.ready", seen.lang, name=name), visible=True)
