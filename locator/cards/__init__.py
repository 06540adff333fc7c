"""Cards: all that is known of one point or zone, in words, cautions first, as plain text or HTML.

Parts, each knowing only those before it: `model` (what a card is) -> `words`, `rules` (how things are said) -> `build`
(a card from the atlas and from what was placed) -> `markup` (HTML).
"""

from locator.cards.build import card
from locator.cards.markup import html
from locator.cards.model import Card, Line, Section, Severity
from locator.cards.words import landmark_name

__all__ = ["Card", "Line", "Section", "Severity", "card", "html", "landmark_name"]
