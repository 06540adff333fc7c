"""The interface's words in each language (data: words/*.json), and how the page changes language at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import gradio as gr

from locator.atlas import LANGUAGES, Lang

__all__ = ["FOLDER", "Words"]

FOLDER = Path(__file__).with_name("words")

_Block = TypeVar("_Block", bound=gr.blocks.Block)
#: A key of the words' files, or a function that gives what depends on the language in another way (a list of choices).
Saying = str | Callable[[Lang], Any]


class Words:
    """All texts, read once. Keys are "<tab>.<name>"; the file of the tab holds them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        self._said: list[tuple[gr.blocks.Block, dict[str, Saying]]] = []
        self._first: list[tuple[gr.blocks.Block, dict[str, Saying]]] = []
        for path in sorted(folder.glob("*.json")):
            for key, texts in json.loads(path.read_text(encoding="utf-8")).items():
                if key in self._texts or set(texts) != set(LANGUAGES):
                    raise ValueError(
                        f"{path.name}: {key} must stand in one file only and have the languages {', '.join(LANGUAGES)}"
                    )
                self._texts[key] = texts

    def text(self, key: str, lang: str, **values: object) -> str:
        """The text of `key` in `lang`, its {fields} filled with `values`. KeyError for a key or language that is missing."""
        text = self._texts[key][lang]
        return text.format(**values) if values else text

    def those(self, prefix: str, lang: str) -> dict[str, str]:
        """The texts whose keys begin with `prefix`, by the rest of their keys, their {fields} not filled."""
        return {key.removeprefix(prefix): texts[lang] for key, texts in self._texts.items() if key.startswith(prefix)}

    def say(self, component: _Block, **sayings: Saying) -> _Block:
        """Let the words decide properties of a component: `say(gr.Button(), value="photo.undo")`.

        A property is any that `gr.update` can set: label, value, placeholder, info, choices ... The component itself holds
        English; the page is given to a browser in its language (`described`). Returns the component.
        """
        self._said.append((component, sayings))
        return self.first(component, **sayings)

    def first(self, component: _Block, **sayings: Saying) -> _Block:
        """The same for what says something else later: `updates` leave it alone, and its tab changes its language."""
        for name, text in self._resolved(sayings, "en").items():
            setattr(component, name, text)
        self._first.append((component, sayings))
        return component

    @property
    def components(self) -> list[gr.blocks.Block]:
        """The components registered so far: the outputs of `updates`."""
        return [component for component, _ in self._said]

    def updates(self, lang: Lang) -> list[dict[str, Any]]:
        """For each of `components` the update that makes it speak `lang`."""
        return [cast(dict[str, Any], gr.update(**self._resolved(sayings, lang))) for _, sayings in self._said]

    def described(self, config: dict[str, Any], lang: Lang) -> dict[str, Any]:
        """Gradio's description of the page, as a browser gets it, with the components speaking `lang`."""
        said: dict[int, dict[str, Any]] = {}
        for component, sayings in self._first:
            said.setdefault(component._id, {}).update(self._resolved(sayings, lang))
        components = [{**one, "props": {**one["props"], **said.get(one["id"], {})}} for one in config["components"]]
        return {**config, "components": components}

    def _resolved(self, sayings: dict[str, Saying], lang: Lang) -> dict[str, Any]:
        return {name: self._resolve(saying, lang) for name, saying in sayings.items()}

    def _resolve(self, saying: Saying, lang: Lang) -> Any:
        return self.text(saying, lang) if isinstance(saying, str) else saying(lang)
