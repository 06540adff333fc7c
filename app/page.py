"""The page: header, disclaimer and tabs. Each tab is a module of its own; app/serve.py serves what is built here."""

from __future__ import annotations

from typing import Any

import gradio as gr

from locator.atlas import LANGUAGES, Lang, load_atlas

from . import api, atlas, live, photo, review, routines, thumb, uploads
from .shared import Shared, kept
from .words import Words, preferred

__all__ = ["build"]

_TABS = {"photo": photo, "live": live, "atlas": atlas, "routines": routines, "thumb": thumb, "review": review}
#: In every language, for whoever does not read the one that is shown.
_LANGUAGE = "Language · 语言 · 語言"
_OWN_NAMES: dict[Lang, str] = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


def build() -> gr.Blocks:
    """The page, not yet served. Needs GRADIO_TEMP_DIR in the environment (app/serve.py)."""
    words = Words()
    with gr.Blocks(title="locator", analytics_enabled=False, delete_cache=(300, uploads.LIFETIME), fill_width=False) as page:
        with gr.Row(elem_id="header"):
            words.say(gr.HTML(elem_id="title"), value=lambda lang: _title(words, lang))
            lang = gr.Dropdown(
                [(_OWN_NAMES[one], one) for one in LANGUAGES],
                value="en",
                label=_LANGUAGE,
                show_label=False,
                container=False,
                filterable=False,
                elem_id="lang",
                min_width=130,
                scale=0,
            )
            theme = words.say(gr.Button(elem_id="theme", size="sm", min_width=110, scale=0), value="page.theme")
        words.say(gr.HTML(elem_id="disclaimer"), value=lambda lang: _disclaimer(lang))
        with gr.Tabs(selected="photo", elem_id="tabs") as tabs:
            places = {name: words.say(gr.Tab(id=name, elem_id=f"tab-{name}"), label=f"page.tab.{name}") for name in _TABS}
        shared = Shared(words, lang, tabs, result=_state(), photo=_state(), thumb=_state(), thumb_error=gr.State(0.0))
        for name, module in _TABS.items():
            with places[name]:
                module.build(shared)

        def greet(before: str, request: gr.Request) -> list[Any]:
            """The language, and what speaks it. For English too: until an update, choices that words gave are not accepted."""
            found = _language(before, request)
            return [found, *words.updates(found)]

        remembered = kept("", "lang")

        theme.click(None, js="() => locatorTheme()", api_visibility="private")
        # Not `change`: it would come once more for each update of the dropdown.
        lang.input(
            words.updates, lang, words.components, js="(lang) => locatorLanguage(lang)", show_progress="hidden", queue=False
        )
        lang.input(lambda chosen: chosen, lang, remembered, show_progress="hidden", queue=False)
        page.load(
            greet,
            remembered,
            [lang, *words.components],
            show_progress="hidden",
            queue=False,
        ).then(None, lang, js="(lang) => locatorReady(lang)")
        page.unload(uploads.forget)
        for number, wiring in page.fns.items():
            wiring.api_visibility = "private"  # only what app/api.py names is offered to other programs,
            wiring.api_name = f"page_{number}"  # under names that no listener of a tab has taken
        api.offer()
    return page


def _state() -> gr.State:
    return gr.State(None, time_to_live=uploads.LIFETIME)


def _language(remembered: str, request: gr.Request) -> Lang:
    """The language that the link names, else what the reader chose last, else what the browser prefers."""
    for wish in (request.query_params.get("lang"), remembered):
        if wish in LANGUAGES:
            return wish
    return preferred(request.headers.get("accept-language", ""))


def _title(words: Words, lang: Lang) -> str:
    skip, tagline = words.text("page.skip", lang), words.text("page.tagline", lang)
    return f'<a class="skip" href="#tabs">{skip}</a><h1>locator</h1><p>{tagline}</p>'


def _disclaimer(lang: Lang) -> str:
    evidence = load_atlas().evidence
    return f'<p role="note" lang="{lang}">{evidence.disclaimer.get(lang)} {evidence.statement.get(lang)}</p>'
