from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio", reason="needs the extra app (gradio)")

import gradio as gr

from app.words import FOLDER, Words


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_text_has_every_language_and_the_same_fields(path: Path) -> None:
    for key, texts in json.loads(path.read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "zh-Hans", "zh-Hant"}, key
        fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts.values()]
        assert fields[0] == fields[1] == fields[2], key
        assert all(text.strip() for text in texts.values()), key


def write(folder: Path, name: str, key: str, *langs: str) -> None:
    (folder / name).write_text(json.dumps({key: {lang: f"{lang} {{feet}}" for lang in langs}}), encoding="utf-8")


def test_components_speak_what_they_were_told(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "a.feet", "en", "zh-Hans", "zh-Hant")
    words = Words(tmp_path)
    with gr.Blocks():
        button = words.say(gr.Button(), value="a.feet")
        choice = words.say(gr.Dropdown(["x"]), choices=lambda lang: [(lang, "x")])
    assert button.value == "en {feet}"
    assert words.components == [button, choice]
    updates = words.updates("zh-Hans")
    assert [update.get("value") or update["choices"] for update in updates] == ["zh-Hans {feet}", [("zh-Hans", "x")]]
    assert words.text("a.feet", "en", feet=2) == "en 2"


def test_the_page_is_described_in_a_language_and_what_changes_by_itself_is_left_to_itself(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "a.feet", "en", "zh-Hans", "zh-Hant")
    words = Words(tmp_path)
    with gr.Blocks() as page:
        words.say(gr.Button(elem_id="said"), value="a.feet")
        later = words.first(gr.HTML(elem_id="later"), value=lambda lang: f"<p>{lang}</p>")
        gr.HTML("as it is", elem_id="plain")
    english = page.get_config_file()
    described = words.described(english, "zh-Hant")

    def values(config: Any) -> dict[str, str]:
        return {one["props"]["elem_id"]: one["props"]["value"] for one in config["components"] if one["props"].get("elem_id")}

    assert values(described) == {"said": "zh-Hant {feet}", "later": "<p>zh-Hant</p>", "plain": "as it is"}
    assert values(english) == {"said": "en {feet}", "later": "<p>en</p>", "plain": "as it is"}
    assert later not in words.components


def test_a_missing_language_and_a_key_in_two_files_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "a.feet", "en", "zh-Hans")
    with pytest.raises(ValueError, match=r"a\.json: a\.feet"):
        Words(tmp_path)
    for name in ("a.json", "b.json"):
        write(tmp_path, name, "a.feet", "en", "zh-Hans", "zh-Hant")
    with pytest.raises(ValueError, match=r"b\.json: a\.feet"):
        Words(tmp_path)
