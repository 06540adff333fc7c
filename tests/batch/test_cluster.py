"""A real Ray cluster of two nodes on this machine, of which one is killed."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from locator.batch import Url, urls
from tests.batch import s3

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("right-sole", "left-top", "right-inner", "left-outer", "child-top", "empty-floor")


@pytest.fixture(scope="module")
def bucket() -> Iterator[Url]:
    yield from s3.serve()


def node() -> dict[str, int]:
    """A node of one core. With ports that are free now it need not wait for its agents, which take long on a busy machine."""
    ports = ("metrics_agent_port", "metrics_export_port", "dashboard_agent_listen_port", "runtime_env_agent_port")
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in ports]
        free = [one.getsockname()[1] for one in sockets]
    return {"num_cpus": 1, "object_store_memory": 100 * 2**20, **dict(zip(ports, free, strict=True))}


@pytest.fixture(scope="module")
def cluster(bucket: Url) -> Iterator[Any]:  # noqa: ARG001 - its address must be known before nodes start
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    pytest.importorskip("ray", reason="needs the extra `cluster`")
    from ray.cluster_utils import Cluster

    soon = {"health_check_period_ms": 1000, "health_check_failure_threshold": 5}
    made = Cluster(initialize_head=True, head_node_args=node() | {"include_dashboard": False, "_system_config": soon})
    yield made
    made.shutdown()


@pytest.fixture
def photos(samples: Path, tmp_path: Path) -> Path:
    """Twelve photos in two folders, and one that cannot be read."""
    for folder in ("a", "b"):
        (tmp_path / "photos" / folder).mkdir(parents=True)
        for name in NAMES:
            (tmp_path / "photos" / folder / f"{name}.jpg").write_bytes((samples / f"{name}.jpg").read_bytes())
    (tmp_path / "photos" / "a" / "bad.jpg").write_bytes(b"nothing")
    return tmp_path / "photos"


def command(photos: Path | Url, out: Path | Url, *more: str) -> list[str]:
    return [sys.executable, "-m", "locator", "batch", str(photos), "-r", "--out", str(out), *more]


def files(out: Path) -> dict[str, bytes]:
    """All that a batch wrote, without what names where photos lie."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("inputs.csv", "to_look_at.csv", ".batch.lock")
    }


@pytest.mark.usefixtures("weights")
def test_a_cluster_that_loses_a_node_writes_the_same_bytes(photos: Path, bucket: Url, cluster: Any, tmp_path: Path) -> None:
    single, copied = tmp_path / "single", tmp_path / "copied"
    alone = subprocess.run(command(photos, single), cwd=ROOT, capture_output=True, text=True, check=False)
    assert alone.returncode == 1, alone.stderr
    for path in photos.rglob("*.jpg"):
        urls.put(path, bucket / "photos" / path.relative_to(photos).as_posix())
    out = bucket / "out"
    second = cluster.add_node(**node())
    with subprocess.Popen(
        command(bucket / "photos", out, "--ray", cluster.address), cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None and sum(name.endswith(".json") for name in urls.files_below(out)) < 6:
            time.sleep(0.2)
        assert process.poll() is None, process.communicate()[1]
        cluster.remove_node(second, allow_graceful=False)
        _, told = process.communicate()
    assert process.returncode == 1, told
    assert "13 pictures: 10 with a foot" in told
    for name in urls.files_below(out):
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        assert urls.fetch(out / name, copied / name)
    assert files(copied) == files(single)
