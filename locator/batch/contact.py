"""The contact sheet: an overview and pages of drawn pictures, as plain HTML files that refer to nothing outside the folder."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from locator.atlas import Lang, load_atlas
from locator.batch.summary import TO_LOOK_AT, Case, Entry, Summary
from locator.drawing.words import foot_name
from locator.files import write_whole
from locator.messages import told
from locator.wording import Wording, joined

__all__ = ["OVERVIEW", "write"]

OVERVIEW = "contact.html"
_FOLDER = "contact"
_ON_A_PAGE = 100
_IN_THE_LIST = 100

#: Doubts that the result itself tells in words.
_SAID = ("warned", "refused")

word = Wording("locator.batch")

# Pictures are those of the batch itself: `'self'` alone is not enough for pages opened from a disk.
_POLICY = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"
_STYLE = resources.files("locator.batch").joinpath("contact.css").read_text(encoding="utf-8")


def write(out: Path, found: Iterable[Entry], photos: int, total: Summary, lang: Lang) -> Path:
    """Write the pages `out/contact/N.html` of 100 photos each and the overview `out/contact.html`; returns the overview.

    `found` are the batch's `photos` photos, read a page at a time; `total` counts them and is whole when they are all read.
    All text is escaped, there are no scripts; pictures are those in the folder, loaded when they come into view. Pages of an
    earlier, longer batch are removed.
    """
    folder = out / _FOLDER
    folder.mkdir(exist_ok=True)
    count = math.ceil(photos / _ON_A_PAGE)
    iterator = iter(found)
    for number in range(1, count + 1):
        here = [_item(entry, lang) for entry in itertools.islice(iterator, _ON_A_PAGE)]
        write_whole(folder / f"{number}.html", _page(here, number, count, lang).encode("utf-8", "replace"))
    for old in folder.glob("*.html"):
        if old.stem.isdecimal() and int(old.stem) > count:
            old.unlink()
    write_whole(out / OVERVIEW, _overview(total, count, lang).encode("utf-8", "replace"))
    return out / OVERVIEW


def _item(entry: Entry, lang: Lang) -> str:
    return f'<li id="{_anchor(entry.result.image.file)}">{_figure(entry, lang)}</li>'


def _page(here: list[str], number: int, count: int, lang: Lang) -> str:
    title = f"{word('title', lang)} · {word('page', lang, n=number, count=count)}"
    links = _links(number, count, lang)
    return _document(title, f"{links}<main><ul class=grid>{''.join(here)}</ul></main>{links}", lang)


def _figure(entry: Entry, lang: Lang) -> str:
    result, file = entry.result, escape(entry.result.image.file)
    if entry.picture is None:
        picture = f"<div class=none>{escape(word('no_picture', lang))}</div>"
    else:
        url = f"../{quote(entry.picture, errors='surrogateescape')}"
        alt = escape(word("picture", lang, file=entry.result.image.file))
        picture = f'<a href="{url}"><img src="{url}" alt="{alt}" loading="lazy" decoding="async"></a>'
    lines = [escape(foot_name(foot, lang)) for foot in result.feet]
    if result.error is not None:
        lines.append(f'<span class=doubt lang="en">{escape(result.error)}</span>')
    lines += [f"<span class=doubt>{escape(_doubt(name, lang))}</span>" for name in entry.doubt.reasons if name not in _SAID]
    for sentence in (*result.warnings, *filter(None, [result.refused])):
        text, spoken = told(sentence, lang)
        lines.append(f'<span class=doubt lang="{spoken}">{escape(text)}</span>')
    told_lines = "".join(f"<p>{line}</p>" for line in lines)
    return f"<figure>{picture}<figcaption><b>{file}</b>{told_lines}</figcaption></figure>"


def _overview(total: Summary, count: int, lang: Lang) -> str:
    names = ("photos", "with_foot", "doubtful", "refused", "failed")
    numbers = "".join(f"<li><b>{getattr(total, name)}</b> {escape(word(name, lang))}</li>" for name in names)
    body = [f"<main><ul class=numbers>{numbers}</ul>", _links(0, count, lang)]
    if total.failures:
        rows = "".join(f'<tr><td>{n}<td lang="en">{escape(text)}' for text, n in total.failures.most_common())
        body.append(f"<h2>{escape(word('failures', lang))}</h2><table>{rows}</table>")
    if total.cases:
        rows = "".join(_row(case, lang) for case in itertools.islice(total.worst(), _IN_THE_LIST))
        body.append(f"<h2>{escape(word('look', lang))}</h2><table>{rows}</table>")
        if total.cases > _IN_THE_LIST:
            body.append(f"<p>{escape(word('more', lang, n=total.cases - _IN_THE_LIST, file=TO_LOOK_AT))}</p>")
    return _document(word("title", lang), "".join([*body, "</main>"]), lang)


def _row(case: Case, lang: Lang) -> str:
    failed = case.need > 1
    text = case.why if failed else joined((_doubt(one, lang) for one in case.why.split()), lang)
    page = f"{_FOLDER}/{case.number // _ON_A_PAGE + 1}.html#{_anchor(case.file)}"
    return f'<tr><td><a href="{page}">{escape(case.file)}</a><td{" lang=en" if failed else ""}>{escape(text)}'


def _links(number: int, count: int, lang: Lang) -> str:
    """Where to go from page `number` (0, the overview, names all pages; others the first, the last and their neighbours)."""
    near = range(1, count + 1) if number == 0 else sorted({1, count, *range(max(1, number - 4), min(count, number + 4) + 1)})
    folder = f"{_FOLDER}/" if number == 0 else ""
    steps = (f'<b aria-current="page">{n}</b>' if n == number else f'<a href="{folder}{n}.html">{n}</a>' for n in near)
    back = f'<a href="../{OVERVIEW}">{escape(word("overview", lang))}</a>' if number else ""
    return f'<nav aria-label="{escape(word("pages", lang))}">{back}{"".join(steps)}</nav>' if count else ""


def _document(title: str, body: str, lang: Lang) -> str:
    evidence = load_atlas().evidence
    note = f"<aside><p>{escape(evidence.disclaimer.get(lang))} {escape(evidence.statement.get(lang))}</p></aside>"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1>{note}{body}</body></html>\n"
    )


def _anchor(name: str) -> str:
    return quote(name, safe="/", errors="replace")


def _doubt(name: str, lang: Lang) -> str:
    return word(f"doubt.{name}", lang)
