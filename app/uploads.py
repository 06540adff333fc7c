"""Where a session's pictures lie, and when they go: at the end of the session, and at most an hour after they came.

Two places hold files, both in the private folder GRADIO_TEMP_DIR: Gradio's own, named by the hash of what they hold (uploads,
pictures shown), and the session's own folder, for what the tabs keep. The ledger knows which session has used which.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from locator.errors import ImageError
from locator.images import Pixels, save_image
from locator.metadata import strip

__all__ = ["LIFETIME", "box", "cleanse", "folder", "forget", "keep", "note", "sweep", "take", "uploaded"]

#: Seconds that a file may lie; with the sweeper's round of five minutes no file reaches an hour.
LIFETIME = 3300

_HASHED = re.compile(rb"/([0-9a-f]{64})/")
_SESSIONS = "sessions"

_used: dict[str, set[str]] = {}  # session -> names of Gradio's folders and of the session's own
_own: dict[str, str] = {}  # session -> its own folder, below `sessions`
_lock = threading.Lock()


def box(elem_id: str, height: int) -> gr.Image:
    """Where a photo comes in: a file, the clipboard or a camera, whose picture is not mirrored, since that swaps left and
    right. Its value is the path of the file as it came."""
    return gr.Image(
        sources=["upload", "clipboard", "webcam"],
        type="filepath",
        image_mode=None,
        webcam_options=gr.WebcamOptions(mirror=False),
        height=height,
        elem_id=elem_id,
    )


def folder(request: gr.Request) -> Path:
    """The folder of the session that asks; made when it is not there. Its name cannot be guessed."""
    session = request.session_hash or ""
    with _lock:
        name = _own.setdefault(session, f"{_SESSIONS}/{secrets.token_urlsafe(24)}")
        _used.setdefault(session, set()).add(name)
    path = _root() / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(rgb: Pixels, request: gr.Request, name: str = "photo.jpg") -> str:
    """Save an upright picture (HxWx3 uint8 RGB) in the session's folder, without metadata; returns its path."""
    path = folder(request) / f"{secrets.token_hex(4)}-{name}"
    save_image(rgb, path)
    return str(path)


def take(path: Path, request: gr.Request) -> str:
    """Copy an uploaded picture, upright and without metadata since it was cleansed, into the session's folder as it is: no
    time is lost on decoding a large one. Returns its path."""
    kept = folder(request) / f"{secrets.token_hex(4)}-{path.name}"
    shutil.copyfile(path, kept)
    return str(kept)


def uploaded(file: Mapping[str, Any]) -> Path:
    """The path of an uploaded file as Gradio names it; no other file of this machine may be asked for. ImageError."""
    path = Path(str(file.get("path", ""))).resolve()
    if not path.is_relative_to(_root().resolve()) or not path.is_file():
        raise ImageError("the photo is not an uploaded file; send it with handle_file(...) of gradio_client")
    return path


def cleanse(path: str) -> None:
    """Take the metadata out of an upload; what is no picture stays as it is."""
    try:
        strip(path)
    except ImageError:
        return  # the tab that it was meant for says so


def note(session: str, message: bytes) -> None:
    """Note that a session was sent or has sent the files that a message of Gradio's names."""
    names = {found.decode() for found in _HASHED.findall(message)}
    if names:
        with _lock:
            _used.setdefault(session, set()).update(names)


def forget(request: gr.Request) -> None:
    """Delete all that a session has used and no other one has; the page calls it when it is closed."""
    session = request.session_hash or ""
    with _lock:
        _own.pop(session, None)
        names = _used.pop(session, set()).difference(*_used.values())
        for name in names:
            shutil.rmtree(_root() / name, ignore_errors=True)


def sweep() -> None:
    """Delete the files of sessions' own folders that are older than LIFETIME; Gradio sweeps its own."""
    limit = time.time() - LIFETIME
    for path in (_root() / _SESSIONS).glob("*/*"):
        if path.lstat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _root() -> Path:
    return Path(os.environ["GRADIO_TEMP_DIR"])
