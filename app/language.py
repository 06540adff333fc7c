"""Which language the page is given in: what its address names, else what the reader chose last, else what the browser prefers."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from locator.atlas import LANGUAGES, Lang

__all__ = ["COOKIE", "asked", "preferred", "spoken"]

#: Holds the language that the reader chose (app/script.js); a cookie, so that the page comes in it.
COOKIE = "locator-language"
#: The language of the request that is answered now.
spoken: ContextVar[Lang] = ContextVar("spoken", default="en")


def asked(scope: Scope) -> Lang:
    """The language for an HTTP request."""
    headers = Headers(scope=scope)
    named = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    for wish in (named, _chosen(headers.get("cookie", ""))):
        for lang in LANGUAGES:
            if lang == wish:
                return lang
    return preferred(headers.get("accept-language", ""))


def preferred(accept_language: str) -> Lang:
    """The interface's language for a browser's Accept-Language header ("zh-TW,zh;q=0.9,en;q=0.8"); English when none fits."""
    for tag in _by_preference(accept_language.split(",")):
        if tag.split("-")[0] == "en":
            return "en"
        if tag.split("-")[0] == "zh":
            traditional = {"hant", "tw", "hk", "mo"} & set(tag.split("-"))
            return "zh-Hant" if traditional and "hans" not in tag else "zh-Hans"
    return "en"


def _chosen(cookie: str) -> str:
    try:
        found = SimpleCookie(cookie).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _by_preference(parts: Iterable[str]) -> list[str]:
    weighted = []
    for part in parts:
        tag, _, quality = part.strip().lower().partition(";q=")
        try:
            weighted.append((float(quality or 1), tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]
