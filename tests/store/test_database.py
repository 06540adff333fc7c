from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from locator.errors import StoreError
from locator.store import Store
from locator.store.database import connect, shown, upgrade, url_of
from locator.store.tables import Base


def test_the_migrations_make_what_the_program_uses(where: str | Path) -> None:
    upgrade(where)
    upgrade(where)
    engine = create_engine(url_of(where))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    connect(where).dispose()


def test_a_store_must_be_made_first(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store at .*review\.sqlite; make one with `locator review init`"):
        Store(tmp_path)
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    with pytest.raises(StoreError, match="holds no store"):
        Store(tmp_path / "empty.sqlite")


@pytest.mark.parametrize(("revision", "says"), [("0000", "later version"), ("f00", "later version")])
def test_a_store_of_another_version(tmp_path: Path, revision: str, says: str) -> None:
    upgrade(tmp_path)
    connection = sqlite3.connect(tmp_path / "review.sqlite")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    with pytest.raises(StoreError, match=says):
        Store(tmp_path)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("mysql+nothing://host/name", "no database that is known"),
        ("://", "cannot be read"),
        ("postgresql://ann:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere(where: str, says: str) -> None:
    if where.startswith("postgresql"):
        pytest.importorskip("psycopg", reason="needs the extra `postgres`")
    with pytest.raises(StoreError, match=says) as caught:
        connect(where)
    assert "secret" not in str(caught.value)


def test_a_password_is_not_shown() -> None:
    assert shown(url_of("postgresql://ann:secret@host/name")) == "postgresql+psycopg://ann:***@host/name"
    assert shown(url_of("some/file.db")) == "some/file.db"
