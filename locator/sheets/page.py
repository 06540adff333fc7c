"""A sheet as one HTML file that needs nothing else: the picture and the styles are inside."""

from __future__ import annotations

from html import escape

from locator import cards
from locator.images import jpeg_url
from locator.sheets.sheet import Sheet, word

__all__ = ["html"]

_STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1c1c1e; background: #fff; }
body { max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
img { max-width: 100%; max-height: 60vh; display: block; margin: 1rem auto; }
aside { border-inline-start: 4px solid #be3c00; padding: .25rem .9rem; }
article { border-top: 1px solid #cdcdd2; padding-top: .75rem; margin-top: 1rem; }
h2 { font-size: 1.2rem; margin: 0; break-after: avoid; }
h3 { font-size: .95rem; margin: .75rem 0 .1rem; break-after: avoid; }
ul { margin: 0; padding-inline-start: 1.2rem; }
.card-action { background: #be3c00; color: #fff; border-radius: .25rem; padding: 0 .35rem; font-size: .85rem; }
li { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; } img { max-height: 45vh; } }
"""


def html(sheet: Sheet) -> str:
    """The whole document. All text is escaped; there are no scripts and no references to other files or hosts."""
    title = escape(sheet.title)
    made = escape(word("made", sheet.lang, date=sheet.made.isoformat()))
    notes = "".join(f"<p>{escape(note)}</p>" for note in sheet.notes)
    told = "".join(cards.html(card, level=2, folded=False) for card in sheet.cards)
    told = told or f"<p>{escape(word('nothing', sheet.lang))}</p>"
    picture = jpeg_url(sheet.picture, 88, optimize=True)
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html><html lang="{sheet.lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{_STYLE}</style></head><body>'
        f"<header><h1>{title}</h1><p>{escape(sheet.feet)} · {made}</p></header>"
        f'<aside role="note" aria-label="{escape(word("note", sheet.lang))}">{notes}</aside>'
        f'<main><img src="{picture}" alt="{escape(word("picture", sheet.lang))}">{told}</main></body></html>\n'
    )
