"""Stores for tests: SQLite always, PostgreSQL where ``TEXTMINE_TEST_POSTGRES_URL`` names a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import create_engine, make_url, text

from textmine.store.ledger import Ledger
from textmine.store.mart import Mart
from textmine.types import DOCUMENT_COLUMNS

POSTGRES = os.environ.get("TEXTMINE_TEST_POSTGRES_URL", "")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "ledger.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database() -> Iterator[str]:
    """Name of a database to copy; '' without a server."""
    if not POSTGRES:
        yield ""
        return
    with _database() as name:
        _migrate(_url(name))
        yield name


@pytest.fixture(params=["sqlite", *(["postgres"] if POSTGRES else [])])
def ledger(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path, migrated_database: str
) -> Iterator[Ledger]:
    if request.param == "sqlite":
        path = shutil.copy(migrated_file, tmp_path / "ledger.db")
        with closing(Ledger(f"sqlite:///{path}")) as opened:
            yield opened
        return
    with _database(template=migrated_database) as name, closing(Ledger(_url(name))) as opened:
        yield opened


@contextmanager
def _database(template: str = "template1") -> Iterator[str]:
    name = f"t{uuid4().hex}"
    _on_server(f"create database {name} template {template}")
    try:
        yield name
    finally:
        _on_server(f"drop database {name} with (force)")


def _on_server(statement: str) -> None:
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()


def _url(database: str) -> str:
    return make_url(POSTGRES).set(database=database).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    with closing(Ledger(url)) as opened:
        opened.migrate()


@pytest.fixture
def mart(ledger: Ledger, tmp_path: Path) -> Mart:
    return Mart(tmp_path / "mart", ledger)


def documents(n: int, *, start: date = date(2026, 9, 20), body: str = "글", **columns: object) -> pd.DataFrame:
    """``n`` documents, one a day."""
    days = [start + timedelta(days=k) for k in range(n)]
    frame = pd.DataFrame({
        "doc_id": [f"{k:064x}" for k in range(n)], "source": "s", "kind": "complaint",
        "external_id": [str(k) for k in range(n)],
        "created_at": [pd.Timestamp(day, tz="UTC") for day in days], "civil_date": days,
        "received_at": pd.NaT, "updated_at": pd.NaT, "ingested_at": pd.Timestamp(NOW), "title": "제목", "body": body,
        "content_hash": [f"h{k}" for k in range(n)], "masked": "{}",
        "due_on": None, "answered_at": pd.NaT, "satisfaction": None, "engagement": None, "lat": None, "lon": None,
    })
    for name in DOCUMENT_COLUMNS:
        if name not in frame:
            frame[name] = ""
    return frame.assign(**columns)[list(DOCUMENT_COLUMNS)]
