"""Words for readers in each language of the program: names, and texts of which the English is the source.

Whatever a reader is shown is stored in all three languages, inside the entry that it belongs to. So a missing translation is
an error when the file is loaded, which names the file, the entry, the field and the language.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from locator.errors import AtlasError

__all__ = ["LANGUAGES", "Lang", "Model", "Named", "Names", "Text", "Told"]

Lang = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Text = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    """Base of all models of the atlas: frozen, and a key that the model does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Names(Model):
    """One name in each language of the program."""

    en: Text
    zh_hant: Text = Field(alias="zh-Hant")
    zh_hans: Text = Field(alias="zh-Hans")

    def get(self, lang: str) -> str:
        """The name in `lang` ("en", "zh-Hans" or "zh-Hant"); AtlasError for any other language."""
        if lang not in LANGUAGES:
            raise AtlasError(f"the atlas has no names in language {lang!r}; choose one of {', '.join(LANGUAGES)}")
        text: str = getattr(self, lang.lower().replace("-", "_"))
        return text


class Named(Model):
    """An entry with a name in each language."""

    names: Names

    def name(self, lang: str = "en") -> str:
        """The entry's name in `lang` ("en", "zh-Hans" or "zh-Hant"); AtlasError for any other language."""
        return self.names.get(lang)


class Told(Model):
    """Words for readers in each language: `text` is the English, from which the project translated the Chinese."""

    text: Text
    zh_hant: Text = Field(alias="zh-Hant")
    zh_hans: Text = Field(alias="zh-Hans")

    def say(self, lang: str) -> str:
        """The words in `lang` ("en", "zh-Hans" or "zh-Hant"); AtlasError for any other language."""
        words = {"en": self.text, "zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans}
        if lang not in words:
            raise AtlasError(f"the atlas has no words in language {lang!r}; choose one of {', '.join(words)}")
        return words[lang]

    @property
    def every(self) -> tuple[str, str, str]:
        """The words in all languages, for searching."""
        return self.text, self.zh_hant, self.zh_hans
