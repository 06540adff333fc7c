"""Where a session's pictures lie: a private folder of its own, deleted when the page is closed and at most an hour later."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from pathlib import Path

import gradio as gr

from locator.images import Pixels, save_image

__all__ = ["HOUR", "folder", "forget", "keep", "sweep"]

HOUR = 3600.0

_folders: dict[str, Path] = {}
_lock = threading.Lock()


def folder(request: gr.Request) -> Path:
    """The folder of the session that asks; made when it is not there. Its name cannot be guessed."""
    session = request.session_hash or ""
    with _lock:
        path = _folders.get(session)
        if path is None or not path.is_dir():
            path = Path(os.environ["GRADIO_TEMP_DIR"]) / "sessions" / secrets.token_urlsafe(24)
            path.mkdir(parents=True, mode=0o700)
            _folders[session] = path
    return path


def keep(rgb: Pixels, request: gr.Request, name: str = "photo.jpg") -> str:
    """Save an upright picture (HxWx3 uint8 RGB) in the session's folder, without metadata; returns its path."""
    path = folder(request) / f"{secrets.token_hex(4)}-{name}"
    save_image(rgb, path)
    return str(path)


def forget(request: gr.Request) -> None:
    """Delete all that the session put in; the page calls it when it is closed."""
    with _lock:
        path = _folders.pop(request.session_hash or "", None)
    if path is not None:
        shutil.rmtree(path, ignore_errors=True)


def sweep(older_than: float = HOUR) -> None:
    """Delete every file in the temporary folder that is older than so many seconds, whoever put it there."""
    limit = time.time() - older_than
    for path in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
