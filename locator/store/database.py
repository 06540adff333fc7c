"""Where the store is: a file of SQLite or a PostgreSQL server by URL; made and brought up to date by migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from locator.errors import StoreError

__all__ = ["FILE", "connect", "shown", "unusable", "upgrade", "url_of"]

#: The store's file in a batch's output folder.
FILE = "review.sqlite"
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def url_of(where: str | Path) -> URL:
    """The URL of a store: of a folder (its review.sqlite), a file, or as given (postgresql://user:password@host/name)."""
    if isinstance(where, str) and "://" in where:
        try:
            url = make_url(where)
        except ArgumentError:
            raise StoreError(
                "the store's URL cannot be read; write postgresql://user:password@host/name, or name a folder"
            ) from None
        return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url
    path = Path(where)
    return URL.create("sqlite", database=str(path / FILE if path.is_dir() else path))


def shown(url: URL) -> str:
    """For people: the file, or the URL without its password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def connect(where: str | Path) -> Engine:
    """A store that is there and up to date. Raises StoreError that says what to do."""
    url = url_of(where)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise StoreError(f"there is no store at {shown(url)}; make one with `locator review init`")
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise unusable(url, error) from None
    scripts = ScriptDirectory.from_config(_config())
    if found == scripts.get_current_head():
        return engine
    engine.dispose()
    if found is None:
        raise StoreError(f"{shown(url)} holds no store; make one with `locator review init`")
    if found not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(f"the store at {shown(url)} was made by a later version of locator; use that one")
    raise StoreError(f"the store at {shown(url)} is of an earlier version; run `locator review upgrade` (make a copy first)")


def upgrade(where: str | Path) -> None:
    """Make the store, or bring it up to date; one that is up to date stays as it is. Raises StoreError."""
    url = url_of(where)
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise unusable(url, error) from None
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url)
    except NoSuchModuleError:
        raise StoreError(f"{url.drivername} is no database that is known; use SQLite (a folder) or postgresql://") from None
    except ImportError:
        raise StoreError('PostgreSQL needs the extra `postgres`; run: pip install "foot-locator[postgres]"') from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: object) -> None:
    """SQLite: check references, let readers read while somebody writes, and wait for a writer."""
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def unusable(url: URL, error: DBAPIError) -> StoreError:
    """What a database complains of, in a line that says where."""
    why = str(error.orig).strip().splitlines()[0] if error.orig is not None else "no answer"
    return StoreError(f"the store at {shown(url)} cannot be used ({why}); check the address, and that its server runs")
