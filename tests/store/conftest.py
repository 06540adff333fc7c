"""A batch with known scores in a folder, and stores: SQLite in a file, PostgreSQL where it is installed."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from locator import record
from locator.batch import RESULTS, jobs
from locator.batch.folder import write_inputs
from locator.store import Store
from locator.types import Foot, Image, Landmark, Result

FOOT = Foot(
    score=0.45,
    side="left",
    side_score=0.99,
    view="plantar",
    view_score=0.95,
    box=(10, 10, 50, 110),
    outline=((10, 10), (50, 10), (50, 110), (10, 110)),
    landmarks={
        "toe1_tip": Landmark(20, 12, 0.9, 1),
        "heel_back": Landmark(30, 108, 0.9, 1),
        "mtp1_medial": Landmark(12, 40, 0.9, 1),
        "mtp5_lateral": Landmark(48, 50, 0.9, 1),
    },
)
#: The same in a mirror.
RIGHT = dataclasses.replace(
    FOOT, side="right", landmarks={name: dataclasses.replace(mark, x=60 - mark.x) for name, mark in FOOT.landmarks.items()}
)


def result(name: str, *feet: Foot, refused: str | None = None, error: str | None = None) -> Result:
    return Result(Image(name, 60, 120) if error is None else Image(name, 0, 0), feet, refused, error=error)


def moved(found: Result, name: str, x: float, y: float) -> Result:
    foot = found.feet[0]
    marks = {**foot.landmarks, name: Landmark(x, y, 1.0, 0.5, corrected=True)}
    return dataclasses.replace(found, feet=(dataclasses.replace(foot, landmarks=marks),))


RESULTS_OF_THE_BATCH = (
    result("sure.jpg", FOOT),
    result("unsure.jpg", dataclasses.replace(FOOT, score=0.15)),
    result("side.jpg", dataclasses.replace(RIGHT, side_score=0.6)),
    result("none.jpg", refused="no bare foot found"),
    result("bad.jpg", error="'bad.jpg' is not a picture that can be read; give a JPEG file"),
)


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A folder as `locator batch` leaves it."""
    folder = tmp_path / "batch"
    folder.mkdir()
    write_batch(folder, RESULTS_OF_THE_BATCH)
    return folder


def write_batch(folder: Path, results: tuple[Result, ...]) -> None:
    lines = [record.dumps(one, compact=True) + "\n" for one in results]
    (folder / RESULTS).write_text("".join(lines), encoding="utf-8")
    write_inputs(folder, jobs([Path("/photos") / one.image.file for one in results], Path("/photos")))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, on a socket in a folder of our own, not on the network."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs Debian's package postgresql")
    pytest.importorskip("psycopg", reason="needs the extra `postgres`")
    # A server's socket has a path of at most 107 bytes, and it does not run as root.
    base = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    user: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL does not run as root, and there is no runuser")
        shutil.chown(base, "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    bin_, data = found[-1].parent, base / "data"

    def run(*command: object) -> None:
        done = subprocess.run([*user, *map(str, command)], cwd=base, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    run(bin_ / "initdb", "-D", data, "-U", "locator", "-A", "trust", "-E", "UTF8", "--no-sync")
    run(bin_ / "pg_ctl", "-D", data, "-w", "-l", base / "log", "-o", f"-c listen_addresses='' -k {base} -c fsync=off", "start")
    try:
        yield f"postgresql://locator@/postgres?host={base}"
    finally:
        run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, batch: Path) -> Iterator[str | Path]:
    """An empty place for a store."""
    if request.param == "sqlite":
        yield batch
        return
    import psycopg

    server: str = request.getfixturevalue("postgres")
    name = f"test_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(where: str | Path, batch: Path) -> Iterator[Store]:
    with Store.create(where) as made:
        made.import_batch(batch, audited=0)
        yield made
