"""How the page tells an error of ours: as the one sentence it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import gradio as gr

from locator import messages
from locator.atlas import Lang
from locator.errors import LocatorError

__all__ = ["told"]


@contextmanager
def told(lang: Lang = "en") -> Iterator[None]:
    """Show a LocatorError raised within to the reader, escaped and without a traceback; in `lang` where it has words there."""
    try:
        yield
    except LocatorError as error:
        raise gr.Error(escape(messages.told(str(error), lang)[0]), print_exception=False) from None
