"""What the tabs share: the words, the language, and what this session knows of its foot."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import gradio as gr

from .words import Words

__all__ = ["Shared", "kept", "scripted"]


def kept(default: object, key: str) -> gr.BrowserState:
    """What the browser keeps, under `locator-<key>`. Gradio enciphers it with a secret, of which there is no need here."""
    return gr.BrowserState(default, storage_key=f"locator-{key}", secret="not a secret: it holds no data of others")


@dataclasses.dataclass(frozen=True)
class Shared:
    """Handed to every tab's `build(shared)`, which is called inside its `gr.Tab`.

    `lang` is the dropdown of the header: its value is "en", "zh-Hans" or "zh-Hant"; listen to `lang.change` for what the
    words' own updates do not cover. `tabs` jumps to a tab: `gr.Tabs(selected="atlas")` as an output.
    """

    words: Words
    lang: gr.Dropdown
    tabs: gr.Tabs
    #: gr.State of `locator.types.Result | None`: the current photo's result, in pixels of the upright full-size photo.
    result: gr.State
    #: gr.State of `str | None`: path of the session's own upright copy of the photo, without metadata (app/uploads.py).
    photo: gr.State
    #: gr.State of `float | None`: the breadth of the person's thumb at its knuckle in mm.
    thumb: gr.State
    #: gr.State of `float`: the standard error of that breadth as a share; 0 when it is not known.
    thumb_error: gr.State
    #: gr.BrowserState of the text of `locator.favourites.dumps`, "" for none: favourites and own routines, in the browser only.
    own: gr.BrowserState = dataclasses.field(default_factory=lambda: kept("", "own"))
    #: gr.BrowserState of the thumb that the person wants kept: [mm, standard error as a share], [] for none. Here and not in its
    #: tab because the browser reads only what stands outside the tabs before the page's load events.
    kept_thumb: gr.BrowserState = dataclasses.field(default_factory=lambda: kept([], "thumb"))
    #: gr.State of the last time that another tab than Photo changed `result`; Photo draws anew when it changes.
    remade: gr.State = dataclasses.field(default_factory=lambda: gr.State(0.0))


def scripted(shared: Shared, name: str) -> None:
    """What a tab shows whose page is scripts of our own, app/NAME/page.js with app/NAME/NAME.css: they get the language.

    A module of its own, so that the page pays for it only when it is there.
    """
    style = (Path(__file__).with_name(name) / f"{name}.css").read_text(encoding="utf-8")
    mount = f"""import(new URL("{name}/files/page.js", document.baseURI)).then(({{ mount }}) => mount(element, props, watch));"""
    shared.words.say(
        gr.HTML(
            html_template=f'<div class="{name}" data-state="off"></div>',
            head=f"<style>{style}</style>",
            js_on_load=mount,
            apply_default_css=False,
            elem_id=f"{name}-page",
        ),
        value=lambda lang: json.dumps({"lang": lang}),
    )
