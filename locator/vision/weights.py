"""Where the networks' weights lie, whether they are whole, and one onnxruntime session for each."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from locator.errors import ModelError

__all__ = ["THREADS_VARIABLE", "facts", "folder", "session", "threads"]

#: Environment variable: how many threads one network run may use (default 2; more gain little on networks this small).
THREADS_VARIABLE = "LOCATOR_THREADS"
_PACKAGE = Path(__file__).resolve().parent.parent
_RESTORE = "install locator again, or run `python -m training.export` in a checkout"


@functools.cache
def folder() -> Path:
    """The folder of models.json: inside the installed package, else in the checkout."""
    places = (_PACKAGE / "models", _PACKAGE.parent / "models")
    for place in places:
        if (place / "models.json").is_file():
            return place
    raise ModelError(f"no models.json in {' or '.join(str(p) for p in places)}: {_RESTORE}")


@functools.cache
def facts(name: str) -> dict[str, Any]:
    """What models.json says of the network `name` (file, sha256, input size ...). Raises ModelError."""
    path = folder() / "models.json"
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))[name]
        entry["file"], entry["sha256"], entry["input"]["width"], entry["input"]["height"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} does not describe the {name} network ({type(error).__name__}: {error}): {_RESTORE}") from None
    return dict(entry)


def threads() -> int:
    """Threads of one network run, from the environment. Raises ModelError when it is no whole number above 0."""
    text = os.environ.get(THREADS_VARIABLE, "2")
    if not text.isdecimal() or int(text) < 1:
        raise ModelError(f"{THREADS_VARIABLE} is {text!r}: set it to a whole number of threads, 1 or more")
    return int(text)


def session(name: str) -> Any:
    """The `onnxruntime.InferenceSession` of the network `name`, made once a process. Raises ModelError."""
    return _session(name, threads())


@functools.cache
def _session(name: str, thread_count: int) -> Any:
    path = folder() / facts(name)["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path} ({error.strerror}): {_RESTORE}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != facts(name)["sha256"]:
        raise ModelError(f"{path} is damaged or of another version (sha256 {found[:12]}..., not as in models.json): {_RESTORE}")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = thread_count
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # spinning threads stall a shared machine
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises classes of its own that share no public base
        raise ModelError(f"onnxruntime {onnxruntime.__version__} cannot run {path}: {str(error).splitlines()[0]}") from error
