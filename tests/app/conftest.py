"""The page as people meet it: served by the command in a process of its own, on a free port."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Serve the page with more options; gives its address. Fails when uploads outlive the server."""
    if importlib.util.find_spec("gradio") is None:
        pytest.skip("needs the extra app (gradio)")

    @contextmanager
    def serving(*options: str, temporary: Path | None = None) -> Iterator[str]:
        temporary = temporary or tmp_path_factory.mktemp("uploads")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, "-m", "locator", "app", "--port", str(port), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"TMPDIR": str(temporary)},
        ) as server:
            try:
                yield _wait_for(f"http://127.0.0.1:{port}", server)
                assert list(temporary.glob("locator-*"))
            finally:
                server.terminate()
        assert not list(temporary.glob("locator-*")), "uploads outlive the server"

    return serving


@pytest.fixture(scope="session")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the server of `url` makes its private one."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def url(serve: Serve, temporary: Path) -> Iterator[str]:
    """The address of one page for all tests."""
    with serve(temporary=temporary) as address:
        yield address


def _wait_for(url: str, server: subprocess.Popen[str]) -> str:
    for _ in range(1200):  # a busy machine needs its time
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {server.communicate()[0]}")
        try:
            with urllib.request.urlopen(url):
                return url
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return url  # it asks for a password
        except urllib.error.URLError:
            time.sleep(0.25)
    pytest.fail("the server did not answer")
