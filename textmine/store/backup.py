"""One file with everything a deployment cannot make again: mart, ledger, models and secret, all of one moment.

The file is a tar: Parquet is compressed already. Its last member lists the SHA-256 of every other one, so a file that
was cut short is known as such. The ledger travels as JSON lines and can come back into another kind of database.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from sqlalchemy import Connection, Date, Table, func, insert, select

from textmine import __version__
from textmine.errors import StoreError
from textmine.store import delta
from textmine.store.doctor import hash_of
from textmine.store.ledger import Ledger, known_revisions, revision, tables, upgrade
from textmine.store.mart import Mart
from textmine.store.schemas import SCHEMAS

MANIFEST: Final = "manifest.json"
_CHUNK: Final = 1 << 20
_SPOOL_BYTES: Final = 64 << 20
_ROWS: Final = 1000
_NOT_KEPT: Final = (tables.leases,)  # a restored store is nobody's


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds; ``store_hash`` is that of ``textmine doctor hash``."""

    file: Path
    made_at: datetime
    version: str
    revision: str
    store_hash: str
    size_bytes: int


def write_backup(mart: Mart, ledger: Ledger, file: Path, *, beside: Mapping[str, Path], now: datetime) -> Backup:
    """The backup in ``file``, which appears whole or not at all, readable by its owner alone.

    Parameters
    ----------
    beside : name in the backup to a file or folder that goes with the store; one that does not exist is left out.

    Raises
    ------
    StoreError
        The file cannot be written; what stood there before stays.
    LeaseHeldError
        Another process is writing to the mart.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as raw, mart.write("backup") as writer, ledger.snapshot() as connection:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                manifest = {
                    "textmine": __version__, "made_at": now.isoformat(), "revision": revision(connection),
                    "store_hash": hash_of(mart, connection),
                }
                hashes = _add_store(tar, mart, writer.versions, connection, beside)
                _add_bytes(tar, MANIFEST, json.dumps(manifest | {"files": hashes}, indent=1).encode())
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(file)
    except OSError as error:
        raise StoreError(
            f"백업 '{file}'을(를) 쓸 수 없습니다({error.strerror}). 디스크 자리와 권한을 확인하세요."
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return _described(file, manifest)


def restore_backup(file: Path, ledger: Ledger, store_dir: Path) -> Backup:
    """What was restored from ``file`` into ``store_dir`` and an empty ledger.

    Files go first and the ledger last in one transaction: a restore that was cut short is simply begun anew.

    Raises
    ------
    StoreError
        The file is no backup, is damaged or newer than this program, or there is a store already.
    """
    with ledger.begin() as connection:
        _refuse_if_used(connection)
    draft = store_dir / ".restore"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        manifest = _unpack(file, draft)
        if manifest["revision"] not in known_revisions():
            newer = manifest["textmine"]
            raise StoreError(f"더 새로운 textmine {newer}의 백업입니다. 그 판을 설치하고 복원하세요.")
        for entry in sorted(draft.iterdir()):
            if entry.name not in ("ledger", MANIFEST):
                _move(entry, store_dir / entry.name)
        with ledger.begin() as connection:
            _refuse_if_used(connection)
            upgrade(connection, manifest["revision"])
            for table in tables.metadata.sorted_tables:
                _load(connection, table, draft / "ledger" / f"{table.name}.jsonl")
            upgrade(connection)
    except OSError as error:
        raise StoreError(f"복원하지 못했습니다({error.strerror}). 디스크와 권한을 확인하고 다시 하세요.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _described(file, manifest)


def _described(file: Path, manifest: Mapping[str, Any]) -> Backup:
    return Backup(
        file, datetime.fromisoformat(manifest["made_at"]), manifest["textmine"], manifest["revision"],
        manifest["store_hash"], file.stat().st_size,
    )


def _add_store(
    tar: tarfile.TarFile, mart: Mart, versions: Mapping[str, int], connection: Connection, beside: Mapping[str, Path]
) -> dict[str, str]:
    """SHA-256 of every member, by its name."""
    hashes: dict[str, str] = {}
    for table in tables.metadata.sorted_tables:
        if table not in _NOT_KEPT:
            name = f"ledger/{table.name}.jsonl"
            hashes[name] = _add_lines(tar, name, _dumped(connection, table))
    for name in SCHEMAS:
        folder = mart.path(name)
        for file in (*delta.log_files(folder), *delta.data_files(folder, versions[name])):
            member = f"mart/{name}/{file.relative_to(folder).as_posix()}"
            hashes[member] = _add_file(tar, member, file)
    for name, path in sorted(beside.items()):
        for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
            member = (PurePosixPath(name) / file.relative_to(path).as_posix()).as_posix() if file != path else name
            hashes[member] = _add_file(tar, member, file)
    return hashes


def _dumped(connection: Connection, table: Table) -> Iterator[bytes]:
    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
        yield json.dumps(dict(row), ensure_ascii=False, default=_iso).encode() + b"\n"


def _iso(moment: date) -> str:
    return moment.isoformat()


def _add_lines(tar: tarfile.TarFile, name: str, lines: Iterator[bytes]) -> str:
    with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as stream:
        stream.writelines(lines)
        return _add_stream(tar, name, stream, stream.tell())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> str:
    return _add_stream(tar, name, io.BytesIO(content), len(content))


def _add_file(tar: tarfile.TarFile, name: str, file: Path) -> str:
    with file.open("rb") as stream:
        return _add_stream(tar, name, stream, file.stat().st_size)


def _add_stream(tar: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> str:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    stream.seek(0)
    tar.addfile(info, stream)
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _refuse_if_used(connection: Connection) -> None:
    if revision(connection) is not None and connection.execute(select(func.count()).select_from(tables.kv)).scalar():
        raise StoreError(
            "이미 자료가 있는 저장소에는 복원하지 않습니다. 빈 결과 폴더(--outputs)나 빈 데이터베이스에 복원하세요."
        )


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """The manifest, after every file it names was unpacked below ``folder`` and found whole."""
    damaged = StoreError(f"'{file.name}'은(는) 온전한 백업이 아닙니다. 다른 백업으로 복원하세요.")
    hashes: dict[str, str] = {}
    try:
        with tarfile.open(file, mode="r:") as tar:
            for member in tar:
                if not member.isfile():
                    raise damaged
                tar.extract(member, folder, filter="data")
                hashes[member.name] = _digest(folder / member.name)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise (damaged if file.exists() else StoreError(f"백업 파일 '{file}'이 없습니다.")) from error
    except (tarfile.TarError, ValueError) as error:
        raise damaged from error
    hashes.pop(MANIFEST, None)
    if hashes != manifest["files"]:
        raise damaged
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _load(connection: Connection, table: Table, file: Path) -> None:
    if not file.exists():  # a table younger than the backup
        return
    with closing(file.open(encoding="utf-8")) as lines:
        rows: list[dict[str, Any]] = []
        for line in lines:
            rows.append(_parsed(table, json.loads(line)))
            if len(rows) == _ROWS:
                connection.execute(insert(table), rows)
                rows = []
        if rows:
            connection.execute(insert(table), rows)


def _parsed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, tables.UtcDateTime):
            row[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Date):
            row[name] = date.fromisoformat(value)
    return row
