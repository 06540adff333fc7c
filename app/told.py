"""How the page tells an error of ours: as the one sentence it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import gradio as gr

from locator.errors import LocatorError

__all__ = ["told"]


@contextmanager
def told() -> Iterator[None]:
    """Show a LocatorError raised within to the reader, escaped and without a traceback."""
    try:
        yield
    except LocatorError as error:
        raise gr.Error(escape(str(error)), print_exception=False) from None
