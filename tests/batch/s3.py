"""An S3-compatible server on this machine, for tests."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import pytest

from locator.batch import Url


def serve() -> Iterator[Url]:
    """A bucket; its address and keys are where libraries look for them, also those of processes started meanwhile."""
    pytest.importorskip("s3fs", reason="needs the extra `cluster`")
    server = pytest.importorskip("moto.server", reason="needs moto's server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    # what a server of this process held before would still be there
    urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()  # they remember an earlier server's address
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir("feet")
        yield Url("s3://feet")
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()
