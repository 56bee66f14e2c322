"""A backup comes back whole, into either kind of database, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tests.store.conftest import NOW, documents
from textmine.errors import StoreError
from textmine.store.backup import restore_backup, write_backup
from textmine.store.doctor import doctor_hash
from textmine.store.ledger import Ledger, kv, tables
from textmine.store.mart import Mart


@pytest.fixture
def filled(mart: Mart, ledger: Ledger) -> Mart:
    with mart.write("ingest") as writer:
        writer.upsert_documents(documents(40, body="도로에 '구멍'이 있습니다\n둘째 줄"))
    with ledger.begin() as connection:
        kv.set(connection, "profile", "bulk")
        connection.execute(insert(tables.forecasts).values(
            forecast_id="f", freq="D", unique_id="total", ds=NOW.date(), as_of=NOW.date(), mean=1.5, median=1.0,
            lo80=0.0, hi80=2.0, lo95=0.0, hi95=float("inf"), mart_vector="{}", issued_at=NOW,
        ))
    return mart


@pytest.fixture
def empty(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'new' / 'ledger.db'}")


def test_what_was_backed_up_comes_back(filled: Mart, ledger: Ledger, empty: Ledger, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("비밀")
    beside = {"secret": secret, "models": tmp_path / "no models yet"}
    made = write_backup(filled, ledger, tmp_path / "b" / "one.tar", beside=beside, now=NOW)
    assert made.file.stat().st_mode & 0o777 == 0o600
    restored = restore_backup(made.file, empty, tmp_path / "new")
    assert restored.store_hash == made.store_hash == doctor_hash(Mart(tmp_path / "new" / "mart", empty), empty)
    assert (tmp_path / "new" / "secret").read_text() == "비밀"
    assert sorted(p.name for p in (tmp_path / "new").iterdir() if "ledger" not in p.name) == ["mart", "secret"]
    for table in (tables.forecasts, tables.kv):
        with ledger.read() as before, empty.read() as after:
            assert before.execute(select(table)).all() == after.execute(select(table)).all()
    with Mart(tmp_path / "new" / "mart", empty).write("ingest") as writer:  # and life goes on
        writer.upsert_documents(documents(41))


@pytest.mark.parametrize("harm", ["cut short", "changed", "no backup", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_is_left(
    filled: Mart, ledger: Ledger, empty: Ledger, tmp_path: Path, harm: str
) -> None:
    file = write_backup(filled, ledger, tmp_path / "one.tar", beside={}, now=NOW).file
    content = bytearray(file.read_bytes())
    if harm == "cut short":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        content[content.index(b"PAR1") + 20] ^= 1
        file.write_bytes(content)
    elif harm == "no backup":
        file.write_bytes("민원".encode() * 1000)
    else:
        file.unlink()
    with pytest.raises(StoreError, match=r"온전한 백업이 아닙니다|없습니다"):
        restore_backup(file, empty, tmp_path / "new")
    assert [p.name for p in (tmp_path / "new").iterdir() if "ledger" not in p.name] == []


def test_a_store_in_use_is_never_overwritten(filled: Mart, ledger: Ledger, tmp_path: Path) -> None:
    made = write_backup(filled, ledger, tmp_path / "one.tar", beside={}, now=NOW)
    with pytest.raises(StoreError, match="빈"):
        restore_backup(made.file, ledger, tmp_path / "other")


def test_a_restore_that_was_cut_off_is_begun_anew(
    filled: Mart, ledger: Ledger, empty: Ledger, tmp_path: Path
) -> None:
    made = write_backup(filled, ledger, tmp_path / "one.tar", beside={}, now=NOW)
    shutil.copytree(filled.root, tmp_path / "new" / "mart")  # as far as the files, not the ledger
    (tmp_path / "new" / ".restore").mkdir()
    restore_backup(made.file, empty, tmp_path / "new")
    assert doctor_hash(Mart(tmp_path / "new" / "mart", empty), empty) == made.store_hash


def test_a_backup_of_a_newer_version_is_refused(filled: Mart, ledger: Ledger, empty: Ledger, tmp_path: Path) -> None:
    with ledger.begin() as connection:
        before = connection.exec_driver_sql("select version_num from alembic_version").scalar_one()
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    made = write_backup(filled, ledger, tmp_path / "one.tar", beside={}, now=NOW)
    with ledger.begin() as connection:
        connection.exec_driver_sql(f"update alembic_version set version_num = '{before}'")
    with pytest.raises(StoreError, match="더 새로운 textmine"):
        restore_backup(made.file, empty, tmp_path / "new")


def test_a_folder_that_cannot_be_written_is_told(filled: Mart, ledger: Ledger) -> None:
    with pytest.raises(StoreError, match="쓸 수 없습니다"):
        write_backup(filled, ledger, Path("/dev/null/one.tar"), beside={}, now=NOW)
