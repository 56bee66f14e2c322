"""The night removes what is too old, keeps what is needed, and leaves a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.store.conftest import documents
from textmine.pipeline.backup import list_backups, restore
from textmine.pipeline.context import Context, open_context
from textmine.pipeline.maintain import maintain
from textmine.settings import Keep, load_settings
from textmine.store.doctor import doctor_hash
from textmine.store.ledger import coverage, outbox

NOW = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(outputs=tmp_path / "outputs", secret="s", profile="bulk")
    with open_context(settings, now=NOW) as opened:
        yield opened


def at(context: Context, *, now: datetime = NOW, **keep: object) -> Context:
    settings = context.settings.model_copy(update={"keep": Keep(**keep)})  # type: ignore[arg-type]
    return replace(context, settings=settings, now=now)


def test_what_is_too_old_is_gone_and_its_days_are_unknown_not_empty(context: Context) -> None:
    old, new = date(2026, 1, 5), date(2026, 10, 20)
    with context.mart.write("ingest") as writer:
        frames = [documents(5, start=old), documents(5, start=new).assign(doc_id=[f"n{k}" for k in range(5)])]
        writer.upsert_documents(pd.concat(frames, ignore_index=True))
    with context.ledger.begin() as connection:
        coverage.mark(connection, source="s", kind="complaint", days=[old, new], state="complete")
    assert maintain(at(context)).documents == 0
    assert maintain(at(context, documents_days=100)).documents == 5
    assert context.mart.query("select min(civil_date) as first from documents")["first"].iloc[0] == new
    with context.ledger.read() as connection:
        assert list(coverage.read(connection)["civil_date"]) == [new]


def test_the_text_of_an_old_message_goes_and_it_is_never_sent_again(context: Context) -> None:
    put = {"alert_id": "a", "channel": "email", "receiver": "kim@narae.example", "payload": '{"text": "포트홀"}'}
    with context.ledger.begin() as connection:
        outbox.put(connection, key="k", at=NOW - timedelta(days=400), **put)
        outbox.mark_sent(connection, "k", at=NOW - timedelta(days=400))
    assert maintain(at(context)).messages == 1
    assert maintain(at(context, now=NOW + timedelta(days=1))).messages == 0
    with context.ledger.begin() as connection:
        assert not outbox.put(connection, key="k", at=NOW, **put)
        assert outbox.due(connection, at=NOW + timedelta(days=1)) == []


def test_as_many_reports_and_backups_stay_as_are_asked_for(context: Context) -> None:
    runs = context.settings.outputs / "runs"
    for day in range(1, 6):
        (runs / f"2026110{day}-090000-aaaa").mkdir(parents=True)
    (context.settings.outputs / "latest").symlink_to(Path("runs") / "20261101-090000-aaaa")
    for night in range(3):
        maintain(at(context, now=NOW + timedelta(days=night), reports=2, backups=2))
    assert [p.name[:8] for p in sorted(runs.iterdir())] == ["20261101", "20261104", "20261105"]
    kept = list_backups(context.settings.backups_dir)
    assert [file.name for file in kept] == [
        "textmine-backup-20261107-020000.tar", "textmine-backup-20261106-020000.tar",
    ]


def test_records_of_old_imports_go_by_their_age(context: Context) -> None:
    folder = context.settings.outputs / "imports"
    folder.mkdir(parents=True)
    for name, days in (("old.md", 100), ("new.md", 1)):
        (folder / name).write_text("기록", encoding="utf-8")
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(folder / name, (moment, moment))
    assert maintain(at(context)).files == 1
    assert [p.name for p in folder.iterdir()] == ["new.md"]


def test_the_nightly_backup_restores_to_the_same_store(context: Context, tmp_path: Path) -> None:
    with context.mart.write("ingest") as writer:
        writer.upsert_documents(documents(30))
    report = maintain(at(context))
    restored = restore(load_settings(outputs=tmp_path / "other", secret="s"), report.backup.file)
    assert restored.store_hash == doctor_hash(context.mart, context.ledger)


def test_uploads_that_nobody_confirmed_are_removed(context: Context) -> None:
    for name, hours in (("old", 30), ("new", 2)):
        folder = context.settings.uploads_dir / name
        folder.mkdir(parents=True)
        (folder / "민원.csv").write_text("김철수 010-0000-0000", encoding="utf-8")
        moment = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(folder, (moment, moment))
    assert maintain(at(context)).files == 1
    assert [path.name for path in context.settings.uploads_dir.iterdir()] == ["new"]
