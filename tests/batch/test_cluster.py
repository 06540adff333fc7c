"""A real Ray cluster of two nodes on this machine, of which one is killed; and what each of its workers does."""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from locator.batch import Done, Job, Place, Url, urls
from locator.batch.cluster import _Annotator, _machine, cluster
from locator.batch.folder import SETTINGS
from locator.errors import BatchError
from tests.batch import s3, work

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
def nodes(bucket: Url) -> Iterator[Any]:  # noqa: ARG001 - its address must be known before nodes start
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    pytest.importorskip("ray", reason="needs the extra `cluster`")
    from ray.cluster_utils import Cluster

    soon = {"health_check_period_ms": 1000, "health_check_failure_threshold": 5}
    arguments = node() | {"include_dashboard": False, "_system_config": soon}
    try:
        made = Cluster(initialize_head=True, head_node_args=arguments)
    except Exception:  # Ray gives a node half a minute to start
        made = Cluster(initialize_head=True, head_node_args=arguments | node())
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
def test_a_cluster_that_loses_a_node_writes_the_same_bytes(photos: Path, bucket: Url, nodes: Any, tmp_path: Path) -> None:
    single, copied = tmp_path / "single", tmp_path / "copied"
    alone = subprocess.run(command(photos, single), cwd=ROOT, capture_output=True, text=True, check=False)
    assert alone.returncode == 1, alone.stderr
    for path in photos.rglob("*.jpg"):
        urls.put(path, bucket / "photos" / path.relative_to(photos).as_posix())
    out = bucket / "out"
    second = nodes.add_node(**node())
    with subprocess.Popen(
        command(bucket / "photos", out, "--ray", nodes.address), cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None and sum(name.endswith(".json") for name in urls.files_below(out)) < 6:
            time.sleep(0.2)
        assert process.poll() is None, process.communicate()[1]
        nodes.remove_node(second, allow_graceful=False)
        _, told = process.communicate()
    assert process.returncode == 1, told
    assert "13 pictures: 10 with a foot" in told
    for name in urls.files_below(out):
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        assert urls.fetch(out / name, copied / name)
    assert files(copied) == files(single)


def asked(worker: _Annotator, *jobs: Job) -> list[Any]:
    """What Ray gets for each job."""
    return [pickle.loads(worker({"job": [pickle.dumps(job)]})["answer"][0]) for job in jobs]


def worker(out: Place, look: Any = work.look, **wanted: str) -> _Annotator:
    return _Annotator(out, look, None, dict, _machine() | wanted)


def test_a_worker_loses_a_photo_that_kills_its_process_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).touch()
    jobs = [Job(work.picture(tmp_path / f"{grey}.png", grey), str(grey)) for grey in (40, 0, 80)]
    told = asked(worker(tmp_path, work.fatal), *jobs)
    assert [type(one) for one in told] == [Done] * 3
    assert [one.job for one in told] == jobs
    assert "SIGKILL" in told[1].error
    assert (told[0].error, told[2].error) == (None, None)
    assert (tmp_path / "80.json").exists()


def test_what_stops_every_photo_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).touch()
    (tmp_path / "1.json").mkdir()
    (error,) = asked(worker(tmp_path), Job(work.picture(tmp_path / "1.png"), "1"))
    assert isinstance(error, OSError)


def test_a_machine_that_is_not_like_the_others_does_not_take_part(tmp_path: Path) -> None:
    job = Job(work.picture(tmp_path / "1.png"), "1")
    (unseen,) = asked(worker(tmp_path), job)
    assert isinstance(unseen, BatchError)
    assert f"does not see {tmp_path}; name a folder that all machines share" in str(unseen)
    (tmp_path / SETTINGS).touch()
    (other,) = asked(worker(tmp_path, numpy="1.0"), job)
    assert "numpy" in str(other)
    assert "in place of 1.0; install the same on every machine" in str(other)
    assert not (tmp_path / "1.json").exists()


def test_without_ray_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray.data", None)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    with pytest.raises(BatchError, match=r"pip install \"foot-locator\[cluster\]\""):
        cluster("auto", tmp_path, work.look, None, None, dict)
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("127.0.0.1:9", "no Ray cluster answers at 127.0.0.1:9 .*; start one with `ray start --head`"),
        ("127.0.0.1:99999", "no Ray cluster answers"),
        ("head", "'head' is no address of a Ray cluster; expected HOST:PORT, auto or local"),
        ("ray://head:10001", "expected HOST:PORT"),
    ],
)
def test_an_address_where_no_cluster_is(address: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=says):
        cluster(address, tmp_path, work.look, None, None, dict)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("local", r"Ray could not start on this machine \(The current node timed out .*\); run the same command again"),
        ("auto", r"no Ray cluster can be used at auto \(The current node timed out .*\); start one with"),
    ],
)
def test_a_start_that_fails_half_way_is_stopped_and_said(
    address: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = []

    def init(**_: Any) -> None:
        raise Exception("The current node timed out\nduring startup.")  # as Ray itself does

    ray = types.SimpleNamespace(
        init=init, shutdown=lambda: stopped.append(True), exceptions=types.SimpleNamespace(RayError=OSError)
    )
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setitem(sys.modules, "ray.data", types.SimpleNamespace())
    crew = cluster(address, tmp_path, work.look, None, 1, dict)
    with pytest.raises(BatchError, match=says):
        next(crew([Job(tmp_path / "1.png", "1")]))
    assert stopped == [True]
