"""The page: header, disclaimer and tabs. Each tab is a module of its own; app/serve.py serves what is built here.

It is given to a browser in the reader's language (`Page.config`), so that nothing need be said twice.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from locator.atlas import LANGUAGES, Lang, load_atlas

from . import api, atlas, live, photo, review, routines, thumb, uploads
from .language import spoken
from .shared import Shared
from .words import Words

__all__ = ["Page", "build"]

_TABS = {"photo": photo, "live": live, "atlas": atlas, "routines": routines, "thumb": thumb, "review": review}
#: In every language, for whoever does not read the one that is shown.
_LANGUAGE = "Language · 语言 · 語言"
_OWN_NAMES: dict[Lang, str] = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


class Page(gr.Blocks):  # type: ignore[misc]  # Gradio has no types
    """Blocks that describe themselves to a browser in the language of its request."""

    def __init__(self, words: Words, **options: Any) -> None:
        self._words = words
        super().__init__(**options)

    @property
    def config(self) -> Any:
        """What Gradio tells a browser of the page, in the language that is asked for."""
        lang = spoken.get()
        if lang not in self._described:
            self._described[lang] = self._words.described(self._described["en"], lang)
        return self._described[lang]

    @config.setter
    def config(self, described: dict[str, Any]) -> None:
        self._described: dict[Lang, dict[str, Any]] = {"en": described}


def build() -> Page:
    """The page, not yet served. Needs GRADIO_TEMP_DIR in the environment (app/serve.py)."""
    words = Words()
    page = Page(words, title="locator", analytics_enabled=False, delete_cache=(300, uploads.LIFETIME), fill_width=False)
    with page:
        with gr.Row(elem_id="header"):
            words.say(gr.HTML(elem_id="title"), value=lambda lang: _title(words, lang))
            lang = words.say(
                gr.Dropdown(
                    [(_OWN_NAMES[one], one) for one in LANGUAGES],
                    label=_LANGUAGE,
                    show_label=False,
                    container=False,
                    filterable=False,
                    elem_id="lang",
                    min_width=130,
                    scale=0,
                ),
                value=lambda lang: lang,
            )
            theme = words.say(gr.Button(elem_id="theme", size="sm", min_width=110, scale=0), value="page.theme")
        words.say(gr.HTML(elem_id="disclaimer"), value=lambda lang: _disclaimer(lang))
        with gr.Tabs(selected="photo", elem_id="tabs") as tabs:
            places = {name: words.say(gr.Tab(id=name, elem_id=f"tab-{name}"), label=f"page.tab.{name}") for name in _TABS}
        shared = Shared(words, lang, tabs, result=_state(), photo=_state(), thumb=_state(), thumb_error=gr.State(0.0))
        for name, module in _TABS.items():
            with places[name]:
                module.build(shared)

        theme.click(None, js="() => locatorTheme()", api_visibility="private")
        # Not `change`: it would come once more for each update of the dropdown.
        lang.input(
            words.updates, lang, words.components, js="(lang) => locatorLanguage(lang)", show_progress="hidden", queue=False
        )
        page.load(None, None, None, js="() => locatorReady()")
        page.unload(uploads.forget)
        for number, wiring in page.fns.items():
            wiring.api_visibility = "private"  # only what app/api.py names is offered to other programs,
            wiring.api_name = f"page_{number}"  # under names that no listener of a tab has taken
        api.offer()
    return page


def _state() -> gr.State:
    return gr.State(None, time_to_live=uploads.LIFETIME)


def _title(words: Words, lang: Lang) -> str:
    skip, tagline = words.text("page.skip", lang), words.text("page.tagline", lang)
    return f'<a class="skip" href="#tabs">{skip}</a><h1>locator</h1><p>{tagline}</p>'


def _disclaimer(lang: Lang) -> str:
    evidence = load_atlas().evidence
    return f'<p role="note" lang="{lang}">{evidence.disclaimer.get(lang)} {evidence.statement.get(lang)}</p>'
