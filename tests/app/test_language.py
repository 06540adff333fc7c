"""Which language a request is answered in."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="needs the extra app (gradio)")

from app.language import asked, preferred


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK,en;q=0.5", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("en;q=0.3, zh-TW;q=0.9", "zh-Hant"),
        ("zh-TW;q=0, en", "en"),
        ("zh-TW;q=nonsense,fr", "en"),
    ],
)
def test_the_language_a_browser_prefers(header: str, lang: str) -> None:
    assert preferred(header) == lang


@pytest.mark.parametrize(
    ("query", "cookie", "lang"),
    [
        ("", "", "zh-Hans"),
        ("", "locator-language=zh-Hant", "zh-Hant"),
        ("", "other=1; locator-language=en", "en"),
        ("lang=zh-Hant&point=KI1", "locator-language=en", "zh-Hant"),
        ("lang=fr", "locator-language=en", "en"),
        ("lang=%ff", "locator-language=de", "zh-Hans"),
        ("", "locator-language", "zh-Hans"),
        ("", "broken[=1; locator-language=en", "zh-Hans"),
    ],
)
def test_a_link_comes_before_the_readers_choice_and_that_before_the_browser(query: str, cookie: str, lang: str) -> None:
    headers = [(b"accept-language", b"zh-CN"), (b"cookie", cookie.encode())]
    assert asked({"type": "http", "query_string": query.encode(), "headers": headers}) == lang
